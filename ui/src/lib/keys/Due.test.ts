import axe from 'axe-core';
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { where } from '$lib/state/where.svelte';
import { dueRows, manyDue } from '../../gallery/care';
import * as data from '../../gallery/data';
import { button, find, openWindow } from '../../gallery/stage';

const rows = () => [...document.querySelectorAll('[data-due]')].map((row) => row.getAttribute('data-due'));

describe('the due list', () => {
  test('is not there while nothing is due', async () => {
    await openWindow();
    expect(document.querySelector('[data-testid=due]')).toBeNull();
  });

  test('shows what is over first, with a word, whatever order the core has', async () => {
    await openWindow(data.overview({ due: dueRows.toReversed() }));
    expect(rows()).toEqual(['order-engine', 'backtest-runner', 'reporting-bot']);
    expect(screen.getByText('3 keys are due, 1 of them overdue')).toBeTruthy();
    const first = find<HTMLElement>('[data-due="order-engine"]');
    expect(first.textContent).toContain('Overdue');
    expect(first.textContent).toContain('3 days ago');
    expect(first.querySelector('svg')).toBeTruthy();
    expect(find('[data-due="backtest-runner"]').textContent).toContain('Ends soon');
  });

  test('a row opens its key, and offers to rotate it', async () => {
    const { user } = await openWindow(data.overview({ due: dueRows }));
    await user.click(find('[data-due="order-engine"] button.label'));
    expect(where.key).toBe('k2');
    await user.click(find('[data-due="order-engine"] button:not(.label)'));
    expect([where.open, where.about]).toEqual(['rotate', { keyId: 'k2' }]);
  });

  test('rotating is not offered where it is not possible or under way', async () => {
    const keys = data.keys.map((key) => (key.id === 'k2' ? { ...key, rotation: null } : key));
    await openWindow(data.overview({ keys, due: dueRows, rotations: [data.rotation()], unfinished: [data.unfinished({ key_id: 'k6' })] }));
    expect(rows()).toHaveLength(3);
    expect(document.querySelectorAll('[data-due] button:not(.label)')).toHaveLength(0);
  });

  test('more than five are one line until they are shown', async () => {
    const { user } = await openWindow(data.overview({ due: manyDue }));
    expect(rows()).toEqual([]);
    expect(screen.getByText('6 keys are due, 2 of them overdue')).toBeTruthy();
    expect(button('Show them').getAttribute('aria-expanded')).toBe('false');
    await user.click(button('Show them'));
    expect(rows()).toHaveLength(6);
    await user.click(button('Hide them'));
    expect(rows()).toEqual([]);
  });

  test('the filter Due shows the keys that are due', async () => {
    const { user, container } = await openWindow(data.overview({ due: dueRows }));
    await user.click(button('Due'));
    await waitFor(() => expect(container.querySelectorAll('tr[data-key-label]')).toHaveLength(3));
  });

  test('the table says how old a key is and when it is to be rotated, in words', async () => {
    const at = (days: number) => data.ago(60 * 24 * days + 5);
    const rows = [
      data.key({ id: 'a', label: 'a', made_at: at(0), rotate_by: null }),
      data.key({ id: 'b', label: 'b', made_at: at(95), rotate_by: at(-9) }),
      data.key({ id: 'c', label: 'c', made_at: null, rotate_by: at(3) }),
      data.key({ id: 'd', label: 'd', made_at: at(800), rotate_by: at(3), state: 'stopped' }),
    ];
    const due = dueRows.slice(0, 1).map((row) => ({ ...row, key_id: 'c', label: 'c' }));
    await openWindow(data.overview({ keys: rows, due }));
    const said = ['a', 'b', 'c', 'd'].map((label) => find(`tr[data-key-label="${label}"] td.age`).textContent?.replace(/\s+/g, ' ').trim());
    expect(said).toEqual(['New today', '3 months rotate in 9 days', 'Not known due 3 days ago', '2 years']);
    expect(find('tr[data-key-label="c"] td.age svg')).toBeTruthy();
  });

  test('is without faults for assistive technology', async () => {
    await openWindow(data.overview({ due: dueRows }));
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((fault) => fault.id)).toEqual([]);
  });
});
