import axe from 'axe-core';
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { where } from '$lib/state/where.svelte';
import * as data from '../gallery/data';
import { pretend } from '../gallery/fake';
import { button, find, openWindow, pressable } from '../gallery/stage';

const fresh = () => data.practice({ practice: { started: false, memory_only: false, connected: false }, accounts: [] });

describe('first run', () => {
  test('the first screen waits neither for the keychain nor for the network, and makes nothing ask', async () => {
    pretend.next.keychain = 'hang';
    await openWindow(fresh());
    expect(pressable('Start practice')).toBe(true);
    expect(screen.getByText('Every key in its place.')).toBeTruthy();
    expect(pretend.calls.map((call) => call.name).sort()).toEqual(['keychain', 'overview', 'providers', 'setLanguage', 'watchChanges', 'watchClipboard', 'watchDrops']);
  });

  test('says that it will store in the keychain before it does, then starts practice', async () => {
    const { user } = await openWindow(fresh());
    expect(screen.getByText(/store practice keys in your keychain/)).toBeTruthy();
    await user.click(button('Start practice'));
    await waitFor(() => expect(screen.getByText('First steps')).toBeTruthy());
    expect(pretend.called('startPractice')).toHaveLength(1);
  });

  test('the other door switches to live and opens the account form', async () => {
    const { user } = await openWindow(fresh());
    await user.click(button('Connect an account'));
    await waitFor(() => expect(find('#account-name')).toBeTruthy());
    expect(pretend.called('setMode')).toEqual([['live']]);
  });

  test('a refused start says what to do, with a button', async () => {
    pretend.refuse('startPractice', 'keychain_locked');
    const { user } = await openWindow(fresh());
    await user.click(button('Start practice'));
    await waitFor(() => expect(button('Unlock keychain')).toBeTruthy());
    expect(screen.getByText('Your keychain is locked.')).toBeTruthy();
    expect(pressable('Start practice')).toBe(true);
  });
});

describe('the frame', () => {
  test('side bar entries carry their bare names, and counts stand beside them', async () => {
    await openWindow();
    for (const name of ['Keys', 'Accounts', 'Activity', 'Settings', 'New key']) expect(button(name).textContent?.trim()).toBe(name);
    expect(screen.getByText('7 keys')).toBeTruthy();
  });

  test('practice shows its word on the frame and on every key; live does not', async () => {
    const { container, unmount } = await openWindow(data.practice({ keys: [data.practiceKey()] }));
    expect(container.querySelector('.app.practice .band')?.textContent).toContain('Practice');
    expect(container.querySelector('[data-environment="practice"]')?.textContent).toContain('Practice');
    expect(button('Switch to live')).toBeTruthy();
    unmount();
    const live = await openWindow(data.overview());
    expect(live.container.querySelector('.band')).toBeNull();
    expect(button('Switch to practice')).toBeTruthy();
  });

  test('shortcuts open what they name, and Escape closes the details', async () => {
    const { user } = await openWindow(data.overview(), 'k1');
    await user.keyboard('{Control>},{/Control}');
    expect(where.screen).toBe('settings');
    await user.keyboard('{Control>}f{/Control}');
    await waitFor(() => expect(document.activeElement).toBe(find('input[type=search]')));
    await user.keyboard('{Control>}n{/Control}');
    await waitFor(() => expect(find('#new-key-label')).toBeTruthy());
    where.open = null;
    await waitFor(() => expect(document.querySelector('dialog')).toBeNull());
    await user.keyboard('{Escape}');
    await waitFor(() => expect(where.key).toBeNull());
  });

  test('T tests the open key, but not while typing', async () => {
    const { user } = await openWindow(data.overview(), 'k1');
    await user.click(find('input[type=search]'));
    await user.keyboard('t');
    expect(pretend.called('testKey')).toHaveLength(0);
    (document.activeElement as HTMLElement).blur();
    await user.keyboard('t');
    expect(pretend.called('testKey')).toEqual([['k1']]);
  });
});

describe('the list of keys', () => {
  test('a search that finds nothing can be cleared', async () => {
    const { user } = await openWindow();
    await user.type(find('input[type=search]'), 'zzz');
    await waitFor(() => expect(screen.getByText('No key matches')).toBeTruthy());
    await user.click(button('Clear filter'));
    await waitFor(() => expect(find('[data-key-label="reporting-bot"]')).toBeTruthy());
  });

  test.each([
    ['Production', 5],
    ['Not tested', 2],
    ['Not here', 1],
    ['Stopped', 1],
    ['All', 8],
  ])('the filter %s shows %i', async (name, n) => {
    const { user, container } = await openWindow();
    await user.click(button(name));
    await waitFor(() => expect(container.querySelectorAll('tr[data-key-label]')).toHaveLength(n));
  });

  test('stopped keys come last', async () => {
    const { container } = await openWindow(data.overview({ keys: data.keys.toReversed() }));
    expect(container.querySelector('tbody tr:last-child')?.getAttribute('data-key-label')).toBe('old-dashboard');
  });

  test('records that cannot be read are not an empty list', async () => {
    pretend.refuse('overview', 'records_damaged', {}, 'malformed');
    await openWindow();
    expect(screen.getByText('Keyrack’s records are damaged.')).toBeTruthy();
    expect(screen.queryByText('No keys yet')).toBeNull();
    expect(button('Try again')).toBeTruthy();
  });

  test.each([
    ['production', 'PRODUCTION', 'path'],
    ['sandbox', 'Sandbox', 'circle'],
    ['practice', 'Practice', 'rect'],
  ] as const)('%s has a word and a shape of its own', async (environment, word, shape) => {
    const { container } = await openWindow(data.overview({ keys: [data.key({ environment })] }));
    const badge = container.querySelector(`tr [data-environment="${environment}"]`);
    expect(badge?.textContent?.trim()).toBe(word);
    expect(badge?.querySelector(shape)).toBeTruthy();
  });
});

describe('without faults for assistive technology', () => {
  const look = async () => {
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    return found.violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.target).join(', ')}`);
  };

  test.each([
    ['keys', () => undefined, 'Keys'],
    ['accounts', () => (where.screen = 'accounts'), 'Accounts'],
    ['activity', () => (where.screen = 'activity'), 'Activity'],
    ['settings', () => (where.screen = 'settings'), 'Settings'],
    ['new key', () => (where.open = 'new_key'), 'New key'],
    ['add account', () => (where.open = 'add_account'), 'Add account'],
  ])('%s', async (_, go, heading) => {
    await openWindow(data.overview(), 'k4');
    go();
    await waitFor(() => expect(screen.getAllByText(heading, { selector: 'h1, h2' }).length).toBeGreaterThan(0));
    expect(await look()).toEqual([]);
  });
});

describe('by itself', () => {
  test('a proof that was taken again shows without being asked for', async () => {
    await openWindow(data.overview());
    const asked = pretend.called('overview').length;
    pretend.view = data.overview({ keys: [data.key({ label: 'proven meanwhile' })] });
    pretend.change();
    await waitFor(() => expect(screen.getAllByText('proven meanwhile').length).toBeGreaterThan(0));
    expect(pretend.called('overview')).toHaveLength(asked + 1);
  });
});
