import { describe, expect, test } from 'vitest';
import { many, span } from './amounts';
import { time } from './time';

describe('Zeit', () => {
  const now = new Date('2026-11-22T12:00:00');
  const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();

  test.each([
    [0, 'gerade eben'],
    [1, 'vor 1 Minute'],
    [35, 'vor 35 Minuten'],
    [60 * 3, 'heute, 09:00'],
    [60 * 24, 'gestern, 12:00'],
    [60 * 24 * 30, '23. Okt. 2026'],
    [60 * 24 * 250, '17. März 2026'],
  ])('%i minutes before', (minutes, said) => {
    expect(time.ago(before(minutes), now)).toBe(said);
  });

  test.each([
    [12, 'in 12 Tagen'],
    [1, 'morgen'],
    [0, 'heute'],
    [-1, 'gestern'],
    [-3, 'vor 3 Tagen'],
  ])('%i days from now', (days, said) => {
    expect(time.until(before(-days * 24 * 60), now)).toBe(said);
  });

  test.each([
    [0, 'Heute'],
    [1, 'Gestern'],
    [2, 'Freitag, 20. November 2026'],
  ])('the day %i days before', (days, said) => {
    expect(time.day(before(days * 24 * 60), now)).toBe(said);
  });

  test('a moment to the second', () => {
    expect(time.exact('2026-11-22T09:04:05')).toBe('22. Nov. 2026, 09:04:05');
    expect(time.clock('2026-11-22T09:04:05')).toBe('09:04');
    expect(time.date('2026-01-31T12:00:00')).toBe('31. Jan. 2026');
  });
});

describe('Mengen', () => {
  test.each([
    [1, '1 Sekunde'],
    ['30', '30 Sekunden'],
    [-184, '3 Minuten'],
    [3600 * 5, '5 Stunden'],
    [86_400 * 3, '3 Tage'],
  ])('%s seconds', (seconds, said) => {
    expect(span(seconds)).toBe(said);
  });

  test('days behind a word such as "in" take its case', () => {
    expect(span(86_400 * 3, 'in')).toBe('3 Tagen');
    expect(span(30, 'in')).toBe('30 Sekunden');
  });

  test('thousands have their point', () => {
    expect(many(10_000, 'Schlüssel', 'Schlüssel')).toBe('10.000 Schlüssel');
    expect(many(1, 'Tag', 'Tage')).toBe('1 Tag');
  });
});
