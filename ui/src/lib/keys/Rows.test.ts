import { tick } from 'svelte';
import { screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { keylist } from '$lib/state/keylist.svelte';
import { selection } from '$lib/state/selection.svelte';
import * as data from '../../gallery/data';
import { button, find, openWindow } from '../../gallery/stage';

const day = 24 * 60;
const many = (n: number) => data.overview({ keys: Array.from({ length: n }, (_, at) => data.key({ id: `n${at}`, label: `key-${at}`, made_at: data.ago(at * day) })) });
const rows = () => [...document.querySelectorAll<HTMLElement>('tr[data-key-label]')];
const labels = () => rows().map((row) => row.dataset.keyLabel);
const focusLabel = (label: string) => find<HTMLElement>(`tr[data-key-label="${label}"] button.label`).focus();
const focused = () => document.activeElement?.closest<HTMLElement>('tr')?.dataset.keyLabel;
const sort = (by: string) => find<HTMLElement>(`button[data-sort="${by}"]`);

beforeEach(() => keylist.startBy(null));

describe('ten thousand keys', () => {
  test('few of them are drawn, and the table says how many there are', async () => {
    await openWindow(many(10_000));
    expect(rows().length).toBeGreaterThan(5);
    expect(rows().length).toBeLessThan(100);
    expect(find('table').getAttribute('aria-rowcount')).toBe('10001');
    expect(rows().slice(0, 3).map((row) => row.getAttribute('aria-rowindex'))).toEqual(['2', '3', '4']);
    expect(screen.getByText('10,000 keys', { selector: '.count' })).toBeTruthy();
  });

  test('the arrows, Home and End move through all of them, and the row with the focus is drawn', async () => {
    const { user } = await openWindow(many(10_000));
    focusLabel('key-0');
    await user.keyboard('{End}');
    await waitFor(() => expect(focused()).toBe('key-9999'));
    expect(document.activeElement?.closest('tr')?.getAttribute('aria-rowindex')).toBe('10001');
    await user.keyboard('{ArrowUp}');
    await waitFor(() => expect(focused()).toBe('key-9998'));
    await user.keyboard('{Home}');
    await waitFor(() => expect(focused()).toBe('key-0'));
    await user.keyboard('{PageDown}{ArrowDown}');
    await waitFor(() => expect(focused()).toBe('key-11'));
    await user.keyboard('{Enter}');
    await waitFor(() => expect(find('#details-title').textContent).toContain('key-11'));
  });

  test('Shift and Space reach from the first to the last, and Ctrl+A takes all that are found', async () => {
    const { user } = await openWindow(many(10_000));
    find<HTMLElement>('tr[data-key-label="key-0"] .pick-box').focus();
    await user.keyboard(' {End}');
    await waitFor(() => expect(focused()).toBe('key-9999'));
    await user.keyboard('{Shift>} {/Shift}');
    expect(selection.keys).toHaveLength(10_000);
    selection.clear();
    await user.type(find('input[type=search]'), 'key-99');
    await waitFor(() => expect(find('p.count').textContent).toBe('111 of 10,000 keys'));
    focusLabel('key-99');
    await user.keyboard('{Control>}a{/Control}');
    expect(selection.keys).toHaveLength(111);
  });

  test('Tab comes to one row and goes on from it', async () => {
    const { user } = await openWindow(many(10_000));
    const stops = () => [...document.querySelectorAll<HTMLElement>('tbody button.label, tbody .pick-box')].filter((one) => one.tabIndex >= 0);
    expect(stops()).toHaveLength(2);
    focusLabel('key-0');
    await user.keyboard('{ArrowDown}');
    await waitFor(() => expect(focused()).toBe('key-1'));
    expect(stops().map((one) => one.closest('tr')?.dataset.keyLabel)).toEqual(['key-1', 'key-1']);
  });

  test('the key that was opened stays drawn, and gets the focus back', async () => {
    const { user } = await openWindow(many(10_000));
    focusLabel('key-0');
    await user.keyboard('{End}');
    await waitFor(() => expect(focused()).toBe('key-9999'));
    await user.keyboard('{Enter}');
    await waitFor(() => expect(find('#details-title')).toBeTruthy());
    find<HTMLElement>('input[type=search]').focus();
    await tick();
    expect(labels()).toContain('key-9999');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(focused()).toBe('key-9999'));
  });

  test('each letter narrows the list at once, and the count is read out once they rest', async () => {
    const { user } = await openWindow(many(10_000));
    vi.useFakeTimers();
    const type = user.type(find('input[type=search]'), 'key-123');
    await vi.advanceTimersByTimeAsync(200);
    await type;
    expect(labels()[0]).toBe('key-123');
    const heard = () => find('.keys > [role=status]').textContent;
    expect(heard()).toBe('');
    await vi.advanceTimersByTimeAsync(1000);
    expect(heard()).toBe('11 of 10,000 keys');
  });
});

describe('few keys', () => {
  test('all are drawn, and Tab comes to each', async () => {
    await openWindow(many(50));
    expect(rows()).toHaveLength(50);
    expect(document.querySelectorAll('tbody [tabindex]')).toHaveLength(0);
  });
});

describe('sorting', () => {
  const three = () =>
    data.overview({
      keys: [
        data.key({ id: 'b', label: 'bot 10', made_at: data.ago(1 * day), last_test: null }),
        data.key({ id: 'a', label: 'Bot 2', made_at: data.ago(9 * day), moves_money: true }),
        data.key({ id: 's', label: 'a stopped one', state: 'stopped', made_at: data.ago(99 * day) }),
        data.key({ id: 'c', label: 'crawler', account_name: 'Archive', made_at: data.ago(5 * day) }),
      ],
    });

  test('is the records’ own at first, then by a column, then the other way round, then the first again; stopped keys stay last', async () => {
    const { user } = await openWindow(three());
    const heads = () => find('th.key').getAttribute('aria-sort');
    expect([heads(), ...labels()]).toEqual(['none', 'bot 10', 'Bot 2', 'crawler', 'a stopped one']);
    await user.click(sort('label'));
    expect([heads(), ...labels()]).toEqual(['ascending', 'Bot 2', 'bot 10', 'crawler', 'a stopped one']);
    expect(sort('label').getAttribute('aria-pressed')).toBe('true');
    await user.click(sort('label'));
    expect([heads(), ...labels()]).toEqual(['descending', 'crawler', 'bot 10', 'Bot 2', 'a stopped one']);
    await user.click(sort('label'));
    expect([heads(), ...labels()]).toEqual(['none', 'bot 10', 'Bot 2', 'crawler', 'a stopped one']);
  });

  test.each([
    ['account', 'crawler'],
    ['may', 'Bot 2'],
    ['age', 'Bot 2'],
  ])('by %s brings %s first', async (by, first) => {
    await openWindow(three());
    sort(by).click();
    await tick();
    expect(labels()[0]).toBe(first);
  });

  test('what was never tested comes last, either way round', async () => {
    await openWindow(three());
    for (let n = 0; n < 2; n++) {
      sort('test').click();
      await tick();
      expect(labels()[2]).toBe('bot 10');
    }
  });

  test('stays while the window is open', async () => {
    const { user } = await openWindow(three());
    await user.click(sort('age'));
    await user.click(button('Settings'));
    await user.click(button('Keys'));
    expect(labels()[0]).toBe('Bot 2');
    expect(find('th.age').getAttribute('aria-sort')).toBe('descending');
  });

  test('can be chosen where no heads are to be seen', async () => {
    const { user } = await openWindow(three());
    await user.selectOptions(find('.order select'), 'Age');
    expect(labels()[0]).toBe('Bot 2');
    await user.click(find('.order button'));
    expect(labels()[0]).toBe('bot 10');
  });
});
