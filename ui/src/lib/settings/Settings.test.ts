import axe from 'axe-core';
import { screen, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { language } from '$lib/state/language.svelte';
import { where } from '$lib/state/where.svelte';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import { find, openWindow } from '../../gallery/stage';

async function settings(view = data.overview()) {
  const opened = await openWindow(view);
  where.screen = 'settings';
  await waitFor(() => find('#about-title'));
  return opened;
}
const facts = () => [...document.querySelectorAll('[aria-labelledby=keychain-title] dd')].map((one) => one.textContent);

afterEach(() => {
  language.choose('en');
  localStorage.clear();
});

describe('the keychain', () => {
  test.each([
    ['open, without a limit', {}, ['Secret Service', 'Yes, Keyrack can use it', 'Everything in it is there again', 'No limit']],
    ['locked', { problem: 'keychain_locked' as const }, ['Secret Service', 'No, it is locked', 'Everything in it is there again', 'No limit']],
    ['away', { problem: 'keychain_absent' as const, survives_restart: null }, ['Secret Service', 'Cannot be told now', 'Cannot be told now', 'No limit']],
    ['of one session', { problem: 'keychain_not_persistent' as const, survives_restart: false, item_limit: 2560 }, ['Secret Service', 'Cannot be told now', 'Everything in it is gone', '2,560 bytes, enough for every key that Keyrack makes']],
    ['memory', { memory_only: true, survives_restart: false }, ['Everything in it is gone']],
  ])('%s', async (_, part, expected) => {
    pretend.keychain = { ...pretend.keychain, ...part };
    await settings();
    await waitFor(() => expect(facts()).toEqual(expected));
  });

  test('while it does not answer, that is said, and the rest can be used', async () => {
    pretend.next.keychain = 'hang';
    const { user } = await settings();
    await waitFor(() => expect(screen.getByText(/Waiting for your keychain to answer/)).toBeTruthy());
    await user.click(find('#clipboard-60'));
    expect(pretend.called('setClipboardSeconds')).toEqual([[60]]);
  });
});

describe('the language', () => {
  test('applies at once, and the focus stays where it was', async () => {
    const { user } = await settings();
    await user.click(find('#language-de'));
    await waitFor(() => expect(find('#settings-title').textContent).toBe('Einstellungen'));
    await waitFor(() => expect(document.activeElement?.id).toBe('language-de'));
    expect([document.documentElement.lang, localStorage.getItem('keyrack.language')]).toEqual(['de', 'de']);
    expect(pretend.called('setLanguage').at(-1)).toEqual(['de']);
  });

  test('each is called by its own name in every language', async () => {
    const { user } = await settings();
    const names = () => ['en', 'de'].map((id) => find(`#language-${id}`).closest('label')?.textContent?.trim());
    expect(names()).toEqual(['English', 'Deutsch']);
    await user.click(find('#language-de'));
    await waitFor(() => expect(find('#settings-title').textContent).toBe('Einstellungen'));
    expect(names()).toEqual(['English', 'Deutsch']);
  });
});

describe('the clipboard', () => {
  test('is cleared after the time that is chosen', async () => {
    const { user } = await settings();
    expect(find<HTMLInputElement>('#clipboard-30').checked).toBe(true);
    await user.click(find('#clipboard-120'));
    expect(pretend.called('setClipboardSeconds')).toEqual([[120]]);
    await waitFor(() => expect(pretend.view.clipboard_seconds).toBe(120));
    expect(find<HTMLInputElement>('#clipboard-120').checked).toBe(true);
  });

  test('a time that was not kept is not shown as if it were', async () => {
    pretend.refuse('setClipboardSeconds', 'records_unwritable');
    const { user } = await settings();
    await user.click(find('#clipboard-10'));
    await waitFor(() => expect(screen.getByText('Keyrack cannot write its records.')).toBeTruthy());
    expect([find<HTMLInputElement>('#clipboard-10').checked, find<HTMLInputElement>('#clipboard-30').checked]).toEqual([false, true]);
  });

  test('another time that counts is offered, too', async () => {
    await settings(data.overview({ clipboard_seconds: 45 }));
    expect(find<HTMLInputElement>('#clipboard-45').checked).toBe(true);
  });
});

test('About says the version of the program', async () => {
  await settings();
  const { version } = JSON.parse(readFileSync('../src-tauri/tauri.conf.json', 'utf8')) as { version: string };
  expect(find('[aria-labelledby=about-title]').textContent).toContain(`Version ${version}`);
});

test('the settings are without faults for assistive technology', async () => {
  await settings(data.practice());
  const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  expect(found.violations.map((fault) => fault.id)).toEqual([]);
});
