import axe from 'axe-core';
import { screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, test } from 'vitest';
import type { KeyView, OverviewView } from '$api/types';
import { first } from '$lib/state/first.svelte';
import { overview } from '$lib/state/overview.svelte';
import { where } from '$lib/state/where.svelte';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import { button, find, openWindow, pressable } from '../../gallery/stage';

const fresh = () => data.practice({ practice: { started: false, memory_only: false, connected: false }, accounts: [] });
const made = data.practiceKey({ label: 'first-key', last_test: null });
const tested = { ...made, last_test: data.test() };
const dead: KeyView = { ...tested, last_test: null, state: 'stopped', secret: 'erased', proof: data.proof() };
const there = data.practiceKey({ id: 'k5', label: 'Keyrack’s own', way: null });
const practice = (keys: KeyView[], part: Partial<OverviewView> = {}) => openWindow(data.practice({ keys, ...part }));
const states = () => [...document.querySelectorAll('[data-testid=first-steps] li')].map((step) => step.getAttribute('data-state'));
const shown = () => document.querySelector('[data-testid=first-steps]') !== null;

beforeEach(() => {
  localStorage.clear();
  Object.assign(first, { starting: false, problem: null, choice: null });
});

describe('the keychain before practice', () => {
  test('is looked at without a prompt, and named', async () => {
    await openWindow(fresh());
    await waitFor(() => expect(find('[data-testid=keychain-check]').textContent).toContain('Your keychain is ready: Secret Service'));
    expect(pretend.called('unlockKeychain')).toHaveLength(0);
  });

  test('where it is locked, it can be unlocked now or by starting', async () => {
    pretend.keychain = { ...pretend.keychain, problem: 'keychain_locked' };
    const { user } = await openWindow(fresh());
    await waitFor(() => expect(screen.getByText(/or start practice: your system asks/)).toBeTruthy());
    pretend.keychain = { ...pretend.keychain, problem: null };
    await user.click(button('Unlock keychain'));
    await waitFor(() => expect(find('[data-testid=keychain-check]').textContent).toContain('ready'));
    expect(pretend.called('unlockKeychain')).toHaveLength(1);
  });

  test('where there is none, practice says that it keeps its secrets in memory', async () => {
    pretend.keychain = { ...pretend.keychain, problem: 'keychain_absent' };
    await openWindow(fresh());
    await waitFor(() => expect(screen.getByText(/Practice works without one/)).toBeTruthy());
    expect(screen.queryByText(/store practice keys in your keychain/)).toBeNull();
    expect(pressable('Start practice')).toBe(true);
  });

  test('a start that ended half way stays on screen, and can be gone on with', async () => {
    pretend.refuse('startPractice', 'keychain_denied');
    const { user } = await openWindow(fresh());
    pretend.view = data.practice();
    await user.click(button('Start practice'));
    await waitFor(() => expect(screen.getByText('Your keychain did not let Keyrack in.')).toBeTruthy());
    delete pretend.next.startPractice;
    await user.click(button('Start practice'));
    await waitFor(() => expect(shown()).toBe(true));
  });

  test('a start that waits for it can be left, and is not begun twice', async () => {
    pretend.next.startPractice = 'hang';
    const { user } = await openWindow(fresh());
    await user.click(button('Start practice'));
    await waitFor(() => expect(screen.getByText(/Waiting for your keychain to answer/)).toBeTruthy());
    await user.click(button('Settings'));
    await waitFor(() => find('#settings-title'));
    await user.click(button('Keys'));
    await waitFor(() => expect(pressable('Start practice')).toBe(false));
    await user.click(button('Start practice'));
    expect(pressable('Connect an account')).toBe(true);
    expect(pretend.called('startPractice')).toHaveLength(1);
  });
});

describe('the first steps', () => {
  test.each([
    ['nothing yet', [], ['now', 'later', 'later', 'later']],
    ['a key that somebody else made', [there], ['now', 'later', 'later', 'later']],
    ['a key that is being made', [{ ...made, state: 'making' as const }], ['now', 'later', 'later', 'later']],
    ['a key', [made], ['done', 'now', 'later', 'later']],
    ['a key that is refused', [{ ...made, last_test: data.test({ verdict: 'refused', cause: 'key_unknown' }) }], ['done', 'now', 'later', 'later']],
    ['a key that works', [tested], ['done', 'done', 'now', 'later']],
    ['a stop that is not proven', [{ ...tested, state: 'stopping' as const, proof: data.proof({ verdict: 'not_confirmed' }) }], ['done', 'done', 'now', 'later']],
    ['a key that is proven dead', [dead], ['done', 'done', 'done', 'now']],
  ])('with %s', async (_, keys, expected) => {
    await practice(keys);
    expect(states()).toEqual(expected);
  });

  test('lead from the first key to the first account', async () => {
    const { user } = await practice([]);
    expect(screen.queryByText('No keys yet')).toBeNull();
    await user.click(button('New key…'));
    await waitFor(() => find('#new-key-label'));
    where.close();
    pretend.view = data.practice({ keys: [made] });
    await overview.load();
    await waitFor(() => button('Test “first-key”'));
    await user.click(button('Test “first-key”'));
    await waitFor(() => expect(states()).toEqual(['done', 'done', 'now', 'later']));
    expect([pretend.called('testKey'), where.key]).toEqual([[['k1']], 'k1']);
    // It is open already: the words say where to press.
    await waitFor(() => expect(find('[data-step=stop]').textContent).toContain('below the details of “first-key”'));
    expect(document.querySelector('[data-step=stop] button')).toBeNull();
    pretend.view = data.practice({ keys: [dead] });
    await overview.load();
    await user.click(await waitFor(() => button('Connect an account')));
    await waitFor(() => find('#account-name'));
    expect(pretend.called('setMode')).toEqual([['live']]);
  });

  test('ask for another key where the step has none left', async () => {
    const { user } = await practice([{ ...dead, proof: null }]);
    await waitFor(() => expect(screen.getByText(/stopped already/)).toBeTruthy());
    await user.click(button('New key…'));
    await waitFor(() => find('#new-key-label'));
  });

  test('can be hidden for good, and shown again by the settings', async () => {
    const { user, unmount } = await practice([made]);
    await user.click(find('[aria-label="Hide the first steps"]'));
    await waitFor(() => expect(shown()).toBe(false));
    expect([document.activeElement?.id, localStorage.getItem('keyrack.first-steps')]).toEqual(['keys-title', 'hidden']);
    unmount();
    const again = await practice([made]);
    expect(shown()).toBe(false);
    await again.user.click(button('Settings'));
    await again.user.click(await waitFor(() => button('Show the first steps')));
    await waitFor(() => expect(shown()).toBe(true));
  });

  test('go when all is done, and are none of live', async () => {
    const { unmount } = await practice([dead], { practice: { started: true, memory_only: false, connected: true } });
    expect(shown()).toBe(false);
    unmount();
    await openWindow(data.overview({ keys: [] }));
    expect(shown()).toBe(false);
  });

  test('are without faults for assistive technology', async () => {
    await practice([tested]);
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((fault) => fault.id)).toEqual([]);
  });
});
