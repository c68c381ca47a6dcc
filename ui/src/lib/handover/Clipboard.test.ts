import axe from 'axe-core';
import { waitFor } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, test, vi } from 'vitest';
import type { ClipboardEnd } from '$api/types';
import { clipboard } from '$lib/state/clipboard.svelte';
import { where } from '$lib/state/where.svelte';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import { copied } from '../../gallery/handing';
import { button, find, openWindow, pressable } from '../../gallery/stage';

const there = (selector: string) => document.querySelector(selector) !== null;
const bars = () => document.querySelectorAll('[data-testid="clipboard"]');
const bar = () => find<HTMLElement>('[data-testid="clipboard"]');
const announced = () => [...document.querySelectorAll('p[aria-live="polite"].hidden-text')].map((one) => one.textContent?.replace(/\u200b/g, '') ?? '').filter((text) => text !== '');
const open = () => openWindow(data.overview({ keys: [data.key()] }), 'k1');

async function copy() {
  const opened = await open();
  await opened.user.click(button('Hand over…'));
  await waitFor(() => find('#road-clipboard'));
  await opened.user.click(find('#road-clipboard'));
  await opened.user.click(button('Copy to clipboard…'));
  return opened;
}

/** Only what counts the seconds is pretended. */
function stopTheClock() {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
}

async function pass(ms: number) {
  vi.advanceTimersByTime(ms);
  await tick();
}

describe('through the clipboard', () => {
  test('the dialog says for how long, shows the one countdown, and asks who has it', async () => {
    await copy();
    await waitFor(() => expect(find('[data-testid="copied"]').textContent).toContain('In the clipboard for 30 seconds'));
    expect(pretend.called('copySecret')).toEqual([[{ key_id: 'k1', format: 'pem', part: null, passphrase: null }]]);
    expect(bars()).toHaveLength(1);
    expect(bar().closest('dialog')).not.toBeNull();
    expect(there('#hand-over-name')).toBe(true);
    const found = await axe.run(find<HTMLElement>('dialog'), { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((fault) => fault.id)).toEqual([]);
  });

  test('the countdown stays in the window when the dialog is closed, on every screen, and is not said again', async () => {
    const { user } = await copy();
    await waitFor(() => button('Done'));
    expect(announced()).toContain('The secret of “reporting-bot” is in the clipboard for 30 seconds.');
    await user.click(button('Done'));
    await waitFor(() => expect(bars()).toHaveLength(1));
    expect(bar().closest('dialog')).toBeNull();
    expect(announced().join()).not.toContain('for 30 seconds');
    for (const screen of ['accounts', 'activity', 'settings', 'keys'] as const) {
      where.go(screen);
      await tick();
      expect(bar().textContent).toContain('The secret of “reporting-bot” is in the clipboard');
    }
  });

  test('the person says no in the dialog of the system: nothing is claimed', async () => {
    pretend.agrees = false;
    await copy();
    await waitFor(() => expect(pressable('Copy to clipboard…')).toBe(true));
    expect(pretend.called('copySecret')).toHaveLength(1);
    expect([bars().length, there('[data-testid="copied"]')]).toEqual([0, false]);
  });

  test('a clipboard that does not take it: said, with its next step, and nothing counts down', async () => {
    pretend.refuse('copySecret', 'clipboard_refused');
    const { user } = await copy();
    await waitFor(() => expect(there('dialog .notice.bad')).toBe(true));
    expect(find('dialog .notice.bad').textContent).toContain('The secret did not leave your keychain.');
    expect(bars()).toHaveLength(0);
    delete pretend.next.copySecret;
    await user.click(button('Try again'));
    await waitFor(() => expect(bars()).toHaveLength(1));
  });

  test('Clear now clears it; the focus stays in the bar', async () => {
    const { user } = await copy();
    await waitFor(() => button('Clear now'));
    await user.click(button('Clear now'));
    await waitFor(() => expect(bar().dataset.end).toBe('cleared'));
    expect(pretend.called('clearClipboard')).toHaveLength(1);
    await waitFor(() => expect(document.activeElement).toBe(bar().querySelector('button')));
    expect(find('[data-testid="copied"]').textContent).toContain('hand it over again');
    await user.click(find('[aria-label="Close this message"]'));
    expect(bars()).toHaveLength(0);
  });

  test('one that cannot be cleared says what to do, and goes on counting', async () => {
    pretend.refuse('clearClipboard', 'clipboard_refused');
    const { user } = await copy();
    await waitFor(() => button('Clear now'));
    await user.click(button('Clear now'));
    await waitFor(() => expect(bar().textContent).toContain('Copy any other text'));
    expect(pressable('Clear now')).toBe(true);
  });
});

describe('the countdown', () => {
  test('goes by the clock, also after the window slept', async () => {
    await open();
    stopTheClock();
    clipboard.told(copied('bot', 30));
    await tick();
    expect(find('[data-left]').textContent).toBe('30 s');
    await pass(1250);
    expect(find('[data-left]').textContent).toBe('29 s');
    vi.setSystemTime(Date.now() + 20_000);
    await pass(250);
    expect(find('[data-left]').textContent).toBe('9 s');
    await pass(9_000);
    expect(bar().textContent).toContain('being cleared');
  });

  test('is announced when it begins and when it ends, not each second', async () => {
    await open();
    stopTheClock();
    pretend.clipboard(copied('bot', 30));
    await tick();
    const said = announced();
    expect(said).toEqual(['The secret of “bot” is in the clipboard for 30 seconds.']);
    await pass(7_000);
    expect(announced()).toEqual(said);
    expect(bar().querySelector('[aria-live], [role=status], [role=alert], [role=timer]')).toBeNull();
    pretend.clipboard({ label: 'bot', until: null, end: 'locked' });
    await tick();
    expect(announced()).toEqual(['The screen was locked, so the clipboard was cleared. The secret of “bot” is no longer in it.']);
  });

  test('of a second copy takes the place of the first', async () => {
    await open();
    stopTheClock();
    clipboard.told(copied('bot', 30));
    await pass(20_000);
    clipboard.told(copied('other', 60));
    await pass(15_000);
    expect(bar().textContent).toContain('“other”');
    expect(find('[data-left]').textContent).toBe('45 s');
  });

  test('without word how it ended, nobody says that it was cleared', async () => {
    await open();
    stopTheClock();
    clipboard.told(copied('bot', 10));
    await pass(14_000);
    expect(bar().textContent).toContain('being cleared');
    await pass(2_000);
    expect(bar().dataset.end).toBe('not_cleared');
    expect(bar().textContent).toContain('may still be in it');
  });

  test('a channel that was refused is asked for again with the next copy', async () => {
    pretend.refuse('watchClipboard', 'busy');
    await open();
    await waitFor(() => expect(pretend.called('watchClipboard')).toHaveLength(1));
    delete pretend.next.watchClipboard;
    await tick();
    clipboard.began(copied('bot', 30));
    expect(pretend.called('watchClipboard')).toHaveLength(2);
  });
});

describe('its end', () => {
  test.each([
    ['cleared', 'The clipboard was cleared', true],
    ['locked', 'The screen was locked', false],
    ['replaced', 'Something else was copied since, and it stays', true],
    ['not_cleared', 'Keyrack could not clear the clipboard', false],
  ] as [ClipboardEnd, string, boolean][])('%s is said, and stays where it matters', async (end, said, goes) => {
    await open();
    stopTheClock();
    clipboard.told(copied('bot', 30));
    await pass(1_000);
    pretend.clipboard({ label: 'bot', until: null, end });
    await tick();
    expect(bar().textContent).toContain(said);
    expect(bar().textContent?.includes('Clear now')).toBe(end === 'not_cleared');
    await pass(60_000);
    expect(bars()).toHaveLength(goes ? 0 : 1);
  });

  test('that was not cleared can be tried again: said again where it fails, gone where it works', async () => {
    const { user } = await open();
    const failed = { label: 'bot', until: null, end: 'not_cleared' as const };
    clipboard.told(copied('bot', 30));
    pretend.clipboard(failed);
    await tick();
    const live = () => find('p[aria-live="polite"].hidden-text:not(:empty)').textContent;
    const before = live();
    pretend.copied = null;
    await user.click(button('Clear now'));
    pretend.clipboard({ ...failed });
    await waitFor(() => expect(live()).not.toBe(before));
    expect([bar().dataset.end, announced().join().includes('could not clear')]).toEqual(['not_cleared', true]);

    pretend.copied = copied('bot', 30);
    await user.click(button('Clear now'));
    await waitFor(() => expect(bar().dataset.end).toBe('cleared'));
    expect(pretend.called('clearClipboard')).toHaveLength(2);
    await waitFor(() => expect(document.activeElement).toBe(bar().querySelector('button')));
  });

  test('that was told before the copy was answered is not begun again', async () => {
    await open();
    const view = copied('bot', 30);
    pretend.clipboard(view);
    pretend.clipboard({ ...view, until: null, end: 'locked' });
    clipboard.began(view);
    await tick();
    expect(bar().dataset.end).toBe('locked');
    expect(there('[data-left]')).toBe(false);
  });
});
