import axe from 'axe-core';
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { selection } from '$lib/state/selection.svelte';
import { where } from '$lib/state/where.svelte';
import { words } from '$lib/words';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import { button, find, openWindow, pressable } from '../../gallery/stage';

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
const there = (selector: string) => document.querySelector(selector) !== null;
const box = (label: string) => find<HTMLInputElement>(`[aria-label="Select ${label}"]`);
const chosen = () => selection.keys.map((key) => key.id);
const rows = () => [...document.querySelectorAll('dialog [data-result]')].map((row) => [row.getAttribute('data-row'), row.getAttribute('data-result')]);

describe('selection', () => {
  test('a box selects without opening the row; a stopped key has none', async () => {
    const { user } = await openWindow();
    await user.click(box('reporting-bot'));
    expect(where.key).toBeNull();
    expect(chosen()).toEqual(['k1']);
    expect(screen.getByText('1 selected')).toBeTruthy();
    expect(there('[aria-label="Select old-dashboard"]')).toBe(false);
    await user.click(button('Clear'));
    expect(chosen()).toEqual([]);
    expect(there('.selection')).toBe(false);
  });

  test('Shift and a click select everything between, Shift and Space too', async () => {
    const { user } = await openWindow();
    await user.click(box('reporting-bot'));
    await user.keyboard('{Shift>}');
    await user.click(box('settlement-export'));
    await user.keyboard('{/Shift}');
    expect(chosen()).toEqual(['k1', 'k2', 'k3', 'k4']);
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(document.activeElement).toBe(box('backtest-runner'));
    await user.keyboard('{Shift>} {/Shift}');
    expect(chosen()).toEqual(['k1', 'k2', 'k3', 'k4', 'k5', 'k6']);
  });

  test('all that is found: by the box of the head, and by Ctrl+A inside the table', async () => {
    const { user } = await openWindow();
    await user.click(button('Production'));
    box('reporting-bot').focus();
    await user.keyboard('{Control>}a{/Control}');
    expect(chosen()).toEqual(['k1', 'k2', 'k3', 'k4', 'k5']);
    await user.click(button('All'));
    const all = find<HTMLInputElement>('th.pick input');
    expect(all.indeterminate).toBe(true);
    await user.click(all);
    expect(chosen()).toHaveLength(7);
    await user.click(all);
    expect(chosen()).toHaveLength(0);
  });

  test('what the search hides stays selected, and is said', async () => {
    const { user } = await openWindow();
    await user.click(box('reporting-bot'));
    await user.type(find('input[type=search]'), 'backtest');
    await waitFor(() => expect(find('.selection').textContent).toContain('1 of them not shown'));
  });
});

describe('emergency stop of several', () => {
  const ask = async () => {
    const opened = await openWindow();
    for (const label of ['reporting-bot', 'order-engine', 'backtest-runner']) await opened.user.click(box(label));
    await opened.user.click(button('Emergency stop…'));
    return opened;
  };
  const now = 'Stop reporting-bot, order-engine and backtest-runner now';

  test('says how many and where, and sends nothing before the second press', async () => {
    const { user } = await ask();
    const text = find('dialog').textContent ?? '';
    expect(text).toContain('Emergency stop of 3 keys');
    expect(text).toMatch(/Trading desk.*2 keys.*Research.*1 key/s);
    expect(text).toContain('1 can move money');
    expect(pretend.called('stopMany')).toHaveLength(0);
    await user.click(button('Keep keys'));
    expect(there('dialog')).toBe(false);
    expect(pretend.called('stopMany')).toHaveLength(0);
    expect(chosen()).toHaveLength(3);
  });

  test('by keyboard alone', async () => {
    const { user } = await ask();
    await user.tab();
    await user.tab();
    expect(document.activeElement?.textContent).toContain('Hold for one second');
    await user.tab();
    expect(document.activeElement?.textContent?.trim()).toBe(now);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(pretend.called('stopMany')).toEqual([[{ key_ids: ['k1', 'k2', 'k6'], account_id: null, door: 'emergency', confirmation: null }]]));
  });

  test('a key held for a second stops them', async () => {
    await ask();
    await fireEvent.keyDown(button('Hold for one second'), { key: ' ' });
    await wait(300);
    expect(pretend.called('stopMany')).toHaveLength(0);
    await waitFor(() => expect(pretend.called('stopMany')).toHaveLength(1), { timeout: 1800 });
  });

  test('while it runs each key says where it stands', async () => {
    pretend.next.stopMany = 'hang';
    pretend.steps = [
      { key_id: 'k1', step: 'proof', state: 'done' },
      { key_id: 'k2', step: 'proof', state: 'begun', again: { verdict: 'still_alive', cause: null, asked: 1, of: 4 } },
    ];
    const { user } = await ask();
    await user.click(button(now));
    await waitFor(() => expect(screen.getByText('1 of 3 done')).toBeTruthy());
    const said = [...document.querySelectorAll('dialog [data-row]')].map((row) => row.textContent?.replace(/\s+/g, ' ').trim());
    expect(said).toEqual(['reporting-bot Proof taken', 'order-engine Proving that it is dead Asked 1 of 4 times: Kalshi still lets it in. Asking again.', 'backtest-runner Waiting']);
  });

  const mixed = data.bulk({
    open: true,
    rows: [data.bulkRow(), data.bulkRow({ key_id: 'k2', label: 'order-engine', result: 'still_alive', cause: 'still_listed' }), data.bulkRow({ key_id: 'k6', label: 'backtest-runner', result: 'not_confirmed', cause: 'timed_out', params: { seconds: '20' } })],
  });

  test('ends with a result and a cause for each, and can be gone on with', async () => {
    pretend.bulk = mixed;
    const { user } = await ask();
    await user.click(button(now));
    await waitFor(() => expect(find('[data-testid="summary"]').textContent).toBe('1 of 3 is confirmed dead. 1 lives: order-engine. 1 is not confirmed and may live: backtest-runner.'));
    expect(rows()).toEqual([['k1', 'confirmed_dead'], ['k2', 'still_alive'], ['k6', 'not_confirmed']]);
    expect(find('dialog [data-row="k6"]').textContent).toContain('Kalshi did not answer within 20 seconds.');
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((fault) => fault.id)).toEqual([]);
    pretend.bulk = null;
    await user.click(button('Go on'));
    await waitFor(() => expect(find('[data-testid="summary"]').textContent).toBe('All 3 are confirmed dead.'));
    expect(pretend.called('goOnStopping')).toEqual([['b1']]);
    expect(chosen()).toEqual([]);
  });

  test('a refusal says why, in the dialog', async () => {
    pretend.refuse('stopMany', 'busy');
    const { user } = await ask();
    await user.click(button(now));
    await waitFor(() => expect(find('dialog [role="alert"]')).toBeTruthy());
    expect(button(now)).toBeTruthy();
  });

  test('what is not finished stands on the Keys screen, with both ways', async () => {
    const { user } = await openWindow(data.overview({ bulks: [mixed] }));
    expect(find('[data-bulk="b1"]').textContent).toContain('A stop of 3 keys is not finished');
    await user.click(button('Leave it'));
    expect(pretend.called('leaveStopping')).toEqual([['b1']]);
    await waitFor(() => expect(there('[data-bulk]')).toBe(false));
  });

  test('an unfinished one is gone on with in its dialog', async () => {
    const { user } = await openWindow(data.overview({ bulks: [mixed] }));
    await user.click(button('Go on'));
    await waitFor(() => expect(rows()).toHaveLength(3));
    expect(pretend.called('goOnStopping')).toEqual([['b1']]);
  });

  test('the one that Keyrack works with is said to come last', async () => {
    const { user } = await openWindow();
    await user.click(box('Keyrack on the admin’s desk'));
    await user.click(box('reporting-bot'));
    await user.click(button('Emergency stop…'));
    expect(find('dialog').textContent).toContain('Keyrack itself works with “Keyrack on the admin’s desk”');
  });
});

describe('retire several', () => {
  test('asks for the number', async () => {
    const { user } = await openWindow();
    await user.click(box('reporting-bot'));
    await user.click(box('order-engine'));
    await user.click(button('Retire…'));
    expect(there('dialog .acts button')).toBe(false);
    await user.type(find('#stop-many-confirmation'), '3');
    expect(pressable('Retire 2 keys')).toBe(false);
    await user.clear(find('#stop-many-confirmation'));
    await user.type(find('#stop-many-confirmation'), '2{Enter}');
    await waitFor(() => expect(pretend.called('stopMany')).toEqual([[{ key_ids: ['k1', 'k2'], account_id: null, door: 'retire', confirmation: '2' }]]));
  });
});

describe('a whole account', () => {
  const open = async () => {
    const opened = await openWindow();
    where.screen = 'accounts';
    await waitFor(() => expect(there('[aria-label="Emergency stop… of everything in Trading desk"]')).toBe(true));
    return opened;
  };

  test('says that everything is stopped, Keyrack’s own last, and how to begin again', async () => {
    const { user } = await open();
    await user.click(find('[aria-label="Emergency stop… of everything in Trading desk"]'));
    const text = find('dialog').textContent ?? '';
    expect(text).toContain('Stops every living key of the account at Kalshi: 5 keys are known here');
    expect(text).toContain('Keyrack’s own key is stopped last');
    expect(find('[data-testid="begin-again"]').textContent).toContain('Make a key on Kalshi’s website');
    pretend.bulk = data.bulk({ account_id: 'a1', list_problem: 'timed_out', not_stoppable: [{ account_id: 'a1', account_name: 'Trading desk', form_name: 'Bearer token' }] });
    await user.click(button('Stop everything in Trading desk now'));
    await waitFor(() => expect(find('[data-testid="lives-on"]').textContent).toContain('Lives on: Bearer token of “Trading desk”'));
    expect(screen.getByText('The list could not be read before')).toBeTruthy();
    expect(pretend.called('stopMany')).toEqual([[{ key_ids: [], account_id: 'a1', door: 'emergency', confirmation: null }]]);
  });

  test('retiring it asks for the account’s name', async () => {
    const { user } = await open();
    await user.click(find('[aria-label="Retire all… in Trading desk"]'));
    await user.type(find('#stop-many-confirmation'), 'Trading desk');
    await user.click(button('Retire this account’s keys'));
    expect(pretend.called('stopMany')[0]?.[0]).toMatchObject({ account_id: 'a1', door: 'retire', confirmation: 'Trading desk' });
  });
});

describe('the summary', () => {
  const row = (result: Parameters<typeof data.bulkRow>[0]) => data.bulkRow(result);
  test.each([
    [[row({})], 'The key is confirmed dead.'],
    [[row({}), row({}), row({ label: 'x', result: 'cannot_stop' })], '2 of 3 are confirmed dead. 1 lives: x.'],
    [[row({ label: 'x', result: 'gone_from_list' }), row({})], '1 of 2 is confirmed dead. 1 is gone from the list and could not be tried: x.'],
    [[row({ label: 'x', result: 'waiting' })], '0 of 1 are confirmed dead. 1 was not tried yet: x.'],
  ])('%#', (of, said) => {
    expect(words.bulkSummary(of)).toBe(said);
  });
});
