import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test, vi } from 'vitest';
import type { Code, KeyView } from '$api/types';
import { overview } from '$lib/state/overview.svelte';
import { where } from '$lib/state/where.svelte';
import { words } from '$lib/words';
import * as data from '../gallery/data';
import { pretend } from '../gallery/fake';
import { button, find, openWindow, pressable } from '../gallery/stage';

const has = (name: string) => [...document.querySelectorAll('button')].some((one) => one.textContent?.trim() === name);

describe('records that cannot be read', () => {
  test.each<[Code, boolean]>([
    ['records_damaged', true],
    ['records_newer', true],
    ['records_unwritable', false],
    ['disk_full', false],
  ])('%s: where they are and what to do, never an empty list', async (code, live) => {
    pretend.refuse('overview', code);
    await openWindow();
    expect(find('#unread-title').textContent).toBe('The keys cannot be shown');
    await waitFor(() => expect(find('[data-testid=records-help]').textContent).toContain('/home/ada/.local/share/dev.keyrack.desktop'));
    expect(document.querySelectorAll('[data-testid=records-help] li')).toHaveLength(words.records.step[code as 'disk_full'].length);
    expect(has('Open live')).toBe(live);
    for (const empty of [words.keys.emptyTitle, words.keys.noAccountTitle]) expect(document.body.textContent).not.toContain(empty);
    // Whether it is practice or live is not known, so neither is claimed.
    expect(document.querySelector('[data-mode], .band')).toBeNull();
    delete pretend.next.overview;
    await (await waitFor(() => button('Try again'))).click();
    await waitFor(() => find('[data-key-label="reporting-bot"]'));
  });

  test('the settings can be opened all the same', async () => {
    pretend.refuse('overview', 'records_damaged');
    const { user } = await openWindow();
    await user.click(button('Settings'));
    await waitFor(() => find('#keychain-title'));
    expect(document.querySelector('#policy-title')).toBeNull();
  });

  test('live opens where only practice is at fault', async () => {
    pretend.refuse('overview', 'records_damaged');
    const { user } = await openWindow();
    delete pretend.next.overview;
    await user.click(button('Open live'));
    await waitFor(() => expect(find('[data-mode]').getAttribute('data-mode')).toBe('live'));
    expect(pretend.called('setMode')).toEqual([['live']]);
  });

  test('a switch to where nothing can be read is taken back', async () => {
    pretend.refuse('setMode', 'records_damaged');
    const { user } = await openWindow();
    await user.click(button('Switch to practice'));
    await waitFor(() => expect(screen.getByText('Keyrack’s records are damaged.')).toBeTruthy());
    expect([overview.mode, pretend.called('setMode')]).toEqual(['live', [['practice'], ['live']]]);
    expect(find('[data-key-label="reporting-bot"]')).toBeTruthy();
  });
});

describe('a dialog of the system that is cancelled changes nothing and claims nothing', () => {
  test('choosing a file', async () => {
    pretend.chosen = null;
    const { user } = await openWindow();
    where.screen = 'accounts';
    where.open = 'add_account';
    await user.type(await waitFor(() => find<HTMLInputElement>('#account-name')), 'Desk');
    await user.type(find('#field-private_key'), 'pasted');
    await user.click(button('Test this account'));
    await waitFor(() => expect(pressable('Save account')).toBe(true));
    await user.click(button('Choose a file…'));
    expect(pretend.called('choosePrivateKey')).toHaveLength(1);
    expect([pressable('Save account'), pretend.called('discardTrial')]).toEqual([true, []]);
  });

  test('handing over', async () => {
    pretend.handed = null;
    const { user } = await openWindow(data.overview(), 'k1');
    await user.click(button('Hand over…'));
    await user.click(await waitFor(() => button('Choose a place…')));
    await waitFor(() => expect(pretend.called('handOver')).toHaveLength(1));
    await waitFor(() => expect(pressable('Choose a place…')).toBe(true));
    expect([document.querySelector('[data-testid=handed]'), screen.queryByText(/^Saved as/)]).toEqual([null, null]);
  });

  test('saving the sheet', async () => {
    pretend.saved = null;
    const { user } = await openWindow();
    where.screen = 'sheet';
    await user.click(await waitFor(() => button('Save as a file…')));
    await waitFor(() => expect(pretend.called('saveSheet')).toHaveLength(1));
    expect(document.querySelector('.notice')).toBeNull();
  });

  test('exporting the log', async () => {
    pretend.saved = null;
    const { user } = await openWindow();
    where.screen = 'activity';
    await user.click(await waitFor(() => button('Export CSV')));
    await waitFor(() => expect(pretend.called('exportActivity')).toHaveLength(1));
    expect(document.querySelector('[data-testid=exported]')).toBeNull();
  });
});

describe('a keychain that does not serve', () => {
  test('once it is unlocked, the stop that it held up is not said to have failed, and not begun again by itself', async () => {
    pretend.refuse('stopKey', 'keychain_locked');
    const { user } = await openWindow(data.overview(), 'k2');
    await user.click(button('Emergency stop…'));
    await user.click(await waitFor(() => button('Stop order-engine now')));
    await user.click(await waitFor(() => button('Unlock keychain')));
    await waitFor(() => expect(screen.queryByText('Your keychain is locked.')).toBeNull());
    expect(pretend.called('stopKey')).toHaveLength(1);
    expect(pressable('Emergency stop…')).toBe(true);
  });

  test('what it says in a long form comes into sight', async () => {
    pretend.refuse('createKey', 'keychain_locked');
    const { user } = await openWindow();
    where.open = 'new_key';
    await user.type(await waitFor(() => find('#new-key-label')), 'order-engine-2');
    await user.click(find('#scope-read'));
    const seen = vi.spyOn(Element.prototype, 'scrollIntoView');
    await user.click(button('Make this key'));
    await waitFor(() => expect(seen.mock.contexts.some((one) => (one as Element).getAttribute('role') === 'alert')).toBe(true));
    seen.mockRestore();
  });

  test('a stop that it held up can be tried again with one button', async () => {
    pretend.refuse('stopKey', 'keychain_absent');
    const { user } = await openWindow(data.overview(), 'k2');
    await user.click(button('Emergency stop…'));
    await user.click(await waitFor(() => button('Stop order-engine now')));
    await user.click(await waitFor(() => button('Try again')));
    await waitFor(() => expect(pretend.called('stopKey')).toEqual([['k2', 'emergency', null], ['k2', 'emergency', null]]));
  });

  test('while it stays locked, that stays on screen', async () => {
    pretend.refuse('stopKey', 'keychain_locked');
    pretend.keychain = { ...pretend.keychain, problem: 'keychain_locked' };
    const { user } = await openWindow(data.overview(), 'k2');
    await user.click(button('Emergency stop…'));
    await user.click(await waitFor(() => button('Stop order-engine now')));
    await user.click(await waitFor(() => button('Unlock keychain')));
    await waitFor(() => expect(pressable('Unlock keychain')).toBe(true));
    expect(screen.getByText('Your keychain is locked.')).toBeTruthy();
  });
});

describe('the way past the side bar', () => {
  test('is the first stop of the keyboard', async () => {
    const { user } = await openWindow();
    await user.tab();
    expect(document.activeElement?.textContent).toBe('Skip to content');
    await user.keyboard('{Enter}');
    expect(document.activeElement?.id).toBe('content');
  });
});

test('an account whose own key is stopped works with nothing, and says how to begin again', async () => {
  const keys = data.keys.map((key): KeyView => (key.manager ? { ...key, state: 'stopped', secret: 'erased', proof: data.proof() } : key));
  await openWindow(data.overview({ keys }));
  where.screen = 'accounts';
  await waitFor(() => expect(find('[data-account="Trading desk"] [data-testid=works-with]').textContent?.trim()).toBe('Nothing: “Keyrack on the admin’s desk” is stopped'));
  expect(find('[data-account="Trading desk"] [data-testid=account-about]').textContent).toContain('make a key on Kalshi’s website');
  expect(find('[data-account="Research"] [data-testid=works-with]').textContent).toContain('Bearer token');
});
