import axe from 'axe-core';
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { say } from '$lib/state/say.svelte';
import { testRuns } from '$lib/state/testall.svelte';
import { where } from '$lib/state/where.svelte';
import { changes } from '../../gallery/care';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import * as four from '../../gallery/four';
import { button, find, openWindow, pressable } from '../../gallery/stage';

const there = (selector: string) => document.querySelector(selector) !== null;
const card = (name: string) => find<HTMLElement>(`[data-account="${name}"]`);

async function accounts(view = data.overview()) {
  const opened = await openWindow(view);
  where.screen = 'accounts';
  await waitFor(() => find('[data-account]'));
  return opened;
}

describe('what an account is for', () => {
  test('is chosen at its card', async () => {
    const { user } = await accounts(data.overview({ accounts: [data.account({ purpose: 'staging' })] }));
    const select = find<HTMLSelectElement>('[data-account="Trading desk"] select');
    expect([select.value, select.getAttribute('aria-label')]).toEqual(['staging', 'Purpose of Trading desk']);
    await user.selectOptions(select, 'production');
    expect(pretend.called('setPurpose')).toEqual([['a1', 'production']]);
    await waitFor(() => expect(say.text).toContain('Purpose of Trading desk: Production'));
    await user.selectOptions(select, '');
    expect(pretend.called('setPurpose').at(-1)).toEqual(['a1', null]);
  });

  test('a choice that could not be kept says so, and is tried again', async () => {
    pretend.refuse('setPurpose', 'disk_full');
    const { user } = await accounts();
    await user.selectOptions(find('[data-account="Trading desk"] select'), 'production');
    await waitFor(() => expect(screen.getByText('The disk is full.')).toBeTruthy());
    pretend.next = {};
    await user.click(button('Try again'));
    expect(pretend.called('setPurpose').at(-1)).toEqual(['a1', 'production']);
    await waitFor(() => expect(screen.queryByText('The disk is full.')).toBeNull());
  });
});

describe('Test all', () => {
  test('says which key it is at, can be cancelled, and ends in one sentence', async () => {
    pretend.next.testAccount = 'hang';
    pretend.steps = [{ step: 'test', state: 'begun', key_id: 'k1' }, { step: 'test', state: 'done', key_id: 'k1' }, { step: 'test', state: 'begun', key_id: 'k2' }];
    const { user } = await accounts();
    await user.click(button('Test all'));
    await waitFor(() => expect(find('[data-testid=testing-all]').textContent).toContain('Testing “order-engine”, 2 of 4…'));
    expect(find<HTMLProgressElement>('progress').max).toBe(4);
    await user.click(button('Cancel'));
    expect(pretend.called('cancelTests')).toEqual([['a1']]);
    expect(find('[data-testid=testing-all]').textContent).toContain('Stopping after the key that is being tested');
  });

  test('the sentence stays until it is dismissed, and leads to the keys', async () => {
    pretend.tested = { works: 3, refused: 1, could_not_tell: 0, left_out: 1, cancelled: false };
    const { user } = await accounts();
    await user.click(button('Test all'));
    await waitFor(() => expect(find('[data-testid=tested-all]').textContent).toContain('3 keys work, 1 key was refused. 1 key was not tested: the secret is not here.'));
    await user.click(button('Show keys'));
    await waitFor(() => expect(document.querySelectorAll('tr[data-key-label]')).toHaveLength(6));
    where.screen = 'accounts';
    await waitFor(() => expect(there('[data-testid=tested-all]')).toBe(true));
    await user.click(button('Dismiss'));
    expect(there('[data-testid=tested-all]')).toBe(false);
  });

  test('a second one does not begin beside the first, and a refusal has a button', async () => {
    pretend.refuse('testAccount', 'keychain_locked');
    const { user } = await accounts();
    await user.click(button('Test all'));
    await waitFor(() => expect(screen.getByText('Your keychain is locked.')).toBeTruthy());
    pretend.next.testAccount = 'hang';
    void testRuns.start(data.account(), 4);
    void testRuns.start(data.account(), 4);
    expect(pretend.called('testAccount')).toHaveLength(2);
    await waitFor(() => expect(pressable('Test all')).toBe(false));
  });

  test('an account whose secrets are elsewhere has nothing to test', async () => {
    await accounts(data.overview({ keys: data.keys.filter((key) => key.id === 'k5') }));
    expect(pressable('Test all')).toBe(false);
    expect(button('Test all').title).toContain('nothing to test');
  });
});

describe('what somebody else changed', () => {
  test('is said after Refresh, on both screens, until it is dismissed', async () => {
    pretend.changes = changes;
    const { user } = await accounts();
    await user.click(button('Refresh'));
    const notice = await waitFor(() => find<HTMLElement>('[data-account="Trading desk"] [data-testid=changes]'));
    expect(notice.textContent).toContain('“partner-dashboard” appeared at Kalshi.');
    expect(notice.textContent).toContain('“settlement-export” is gone from Kalshi.');
    expect(notice.textContent).toMatch(/Permissions of “order-engine” differ:.*\+ write::transfer.*− read::portfolio_balance/);
    expect(say.text).toContain('3 changes since the last time');
    await user.click(button('Refresh'));
    expect(there('[data-testid=changes]')).toBe(true);
    await user.click([...notice.querySelectorAll('button')].find((one) => one.textContent?.includes('Show key')) as HTMLElement);
    await waitFor(() => expect([where.screen, where.key]).toEqual(['keys', 'k5']));
    expect(there('[data-testid=changes]')).toBe(true);
    await user.click(button('Dismiss'));
    expect(there('[data-testid=changes]')).toBe(false);
  });

  test('nothing changed is only announced', async () => {
    const { user } = await accounts();
    await user.click(button('Refresh'));
    await waitFor(() => expect(say.text).toContain('The list of Trading desk was read.'));
    expect(there('[data-testid=changes]')).toBe(false);
  });

  test('is kept when the list was read from the details of a key', async () => {
    pretend.changes = changes.slice(0, 1);
    const keys = [data.key({ last_test: data.test({ verdict: 'refused', cause: 'key_unknown' }) })];
    const { user } = await openWindow(data.overview({ keys }), 'k1');
    await user.click(button('Read the list'));
    await waitFor(() => expect(there('.list [data-testid=changes]')).toBe(true));
  });
});

describe('the card of an account', () => {
  test('offers the dashboard where the provider keeps no log', async () => {
    await accounts(four.overviewOfFour());
    expect(card('Trading desk').querySelector('[data-testid=looked]')).toBeTruthy();
    expect(card('Agents').querySelector('[data-testid=looked]')).toBeNull();
  });

  test('is without faults for assistive technology', async () => {
    pretend.changes = changes;
    const { user } = await accounts();
    await user.click(button('Refresh'));
    await user.click(button('Test all'));
    await waitFor(() => expect(there('[data-testid=tested-all]')).toBe(true));
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((fault) => fault.id)).toEqual([]);
  });
});
