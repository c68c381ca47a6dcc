import { describe, expect, test } from 'vitest';
import type { Act, Outcome } from '$api/types';
import { words, wordsOf } from '.';

const of = (code: Parameters<typeof wordsOf>[0]['code'], params: Record<string, string> = {}) => wordsOf({ code, params }, 'Kalshi');

describe('what the doctor finds', () => {
  test('a key that is not known here says which environments were not tried', () => {
    const said = of('key_unknown', { environment: 'Demo', others: 'Production' });
    expect(said.title).toBe('Kalshi does not know this key here (Demo).');
    expect(said.safe).toBe('It was stopped, it was mistyped, or it belongs to another environment (Production). Nothing was tried there.');
    expect(of('key_unknown').title).toBe('Kalshi does not know this key.');
  });

  test('a secret half is spoken of only where there is a pair', () => {
    expect(of('secret_differs', { pair: 'yes' }).title).toBe('The secret half kept here does not belong to the public half that Kalshi has.');
    for (const params of [{}, { pair: 'no' }] as Record<string, string>[]) expect(Object.values(of('secret_differs', params)).join(' ')).not.toMatch(/half/);
  });

  test('a provider that asks for time says how much', () => {
    expect(of('rate_limited', { seconds: '30' }).next).toBe('Try again in 30 seconds.');
    expect(of('rate_limited').next).toBe('Try again in a minute.');
  });

  test.each([
    ['key_stopped', 'new_key'],
    ['key_expired', 'new_key'],
    ['new_key_untested', 'test_key'],
    ['held_back', 'try_again'],
    ['file_exists', 'try_again'],
    ['policy_out_of_range', 'change_entry'],
  ] as const)('%s offers %s', (code, remedy) => {
    expect(of(code).do).toBe(remedy);
  });
});

describe('how old a key is', () => {
  test.each([
    [0, 'New today'],
    [1, '1 day'],
    [60, '60 days'],
    [61, '2 months'],
    [730, '23 months'],
    [731, '2 years'],
  ])('%i days', (days, said) => expect(words.age.old(days)).toBe(said));
});

describe('sentences of the log', () => {
  const entry = (part: Partial<{ subject: string; account: string; note: string | null }> = {}) => ({ subject: 'bot', account: 'Desk', note: null, ...part });
  const say = (act: Act, outcome: Outcome, part = {}) => words.acts[act][outcome](entry(part));

  test('every act has one for every outcome, with and without what it mentions', () => {
    for (const [act, outcomes] of Object.entries(words.acts)) {
      for (const sentence of Object.values(outcomes)) {
        for (const part of [{}, { note: '3' }, { subject: '', account: '', note: 'x' }]) {
          expect(sentence(entry(part)), act).toMatch(/^[“A-Za-z]/);
          expect(sentence(entry(part)), act).not.toMatch(/undefined|null| {2}/);
        }
      }
    }
  });

  test.each([
    ['rotation_begun', { note: 'bot 2' }, 'A rotation of “bot” to “bot 2” was begun · Desk'],
    ['system_noted', { note: 'Server' }, '“Server” was noted as having “bot” · Desk'],
    ['system_switched', { subject: 'bot 2', note: 'Server' }, '“Server” was noted as using “bot 2” · Desk'],
    ['handed_over', { note: 'bot.env' }, 'The secret of “bot” was handed over: bot.env · Desk'],
    ['manager_replaced', { subject: 'bot 2' }, 'The key that Keyrack works with was replaced by “bot 2” · Desk'],
    ['stop_many_asked', { subject: '', note: '3' }, 'A stop of 3 keys was asked for · Desk'],
    ['label_changed', { subject: 'bot 9', note: 'bot → bot 9' }, 'A label was changed: bot → bot 9 · Desk'],
    ['purpose_changed', { subject: 'Desk' }, 'The purpose of the account “Desk” was changed: not said'],
    ['rotate_by_changed', {}, 'The date by which “bot” is rotated was changed: by the policy · Desk'],
    ['policy_changed', { subject: '', account: '', note: '90' }, 'The rotation policy was changed: 90 days'],
    ['permissions_changed', { note: '+ write' }, 'Permissions of “bot” changed at the provider: + write · Desk'],
  ] as const)('%s', (act, part, sentence) => {
    expect(say(act, 'done', part)).toBe(sentence);
  });
});

describe('Test all', () => {
  test.each([
    [{ works: 4, refused: 0, could_not_tell: 0, left_out: 0, cancelled: false }, '4 keys work.'],
    [{ works: 3, refused: 1, could_not_tell: 1, left_out: 2, cancelled: false }, '3 keys work, 1 key was refused, of 1 key Keyrack could not tell. 2 keys were not tested: the secret is not here.'],
    [{ works: 0, refused: 0, could_not_tell: 2, left_out: 0, cancelled: false }, 'Of 2 keys Keyrack could not tell.'],
    [{ works: 0, refused: 0, could_not_tell: 0, left_out: 3, cancelled: true }, 'No key was tested. 3 keys were not tested: cancelled before, or the secret is not here.'],
  ])('sums up %j', (view, said) => {
    expect(words.testAll.summary(view)).toBe(said);
  });
});
