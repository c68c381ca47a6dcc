import axe from 'axe-core';
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test, vi } from 'vitest';
import { where } from '$lib/state/where.svelte';
import { pretend } from '../gallery/fake';
import { button, find, openWindow } from '../gallery/stage';

async function sheet() {
  const opened = await openWindow();
  where.screen = 'settings';
  await waitFor(() => button('Show the sheet'));
  await opened.user.click(button('Show the sheet'));
  await waitFor(() => expect(pretend.called('lostSheet')).toHaveLength(1));
  return opened;
}

describe('the sheet for a lost computer', () => {
  test('says where and how each key is stopped, the most urgent first', async () => {
    await sheet();
    const accounts = await waitFor(() => {
      const all = [...document.querySelectorAll<HTMLElement>('[data-testid=sheet-account]')];
      expect(all).toHaveLength(3);
      return all;
    });
    const desk = accounts[0] as HTMLElement;
    for (const said of ['https://kalshi.com/account/profile', 'Press “Revoke” beside it', '5f2c1b9e-0d41-4d0e-9a51-7c1f7f0b21aa', 'Reporting server, Month-end sheet']) expect(desk.textContent).toContain(said);
    expect([...desk.querySelectorAll('td b')].map((label) => label.textContent)).toEqual(['order-engine', 'reporting-bot', 'partner-dashboard']);
    expect(accounts[1]?.textContent).toContain('not known');
    expect(accounts[2]?.textContent).toContain('No key is known here.');
    expect(document.querySelector('nav [aria-current=page]')?.textContent?.trim()).toBe('Settings');
  });

  test('is printed by the system, and saved where the person chooses', async () => {
    const print = vi.fn();
    vi.stubGlobal('print', print);
    const { user } = await sheet();
    await waitFor(() => button('Print'));
    await user.click(button('Print'));
    expect(print).toHaveBeenCalledOnce();
    await user.click(button('Save as a file…'));
    await waitFor(() => expect(screen.getByText('Saved as “keyrack-sheet.html”')).toBeTruthy());
    expect(pretend.called('saveSheet')).toHaveLength(1);
    vi.unstubAllGlobals();
  });

  test('a file that cannot be written leaves the sheet where it is', async () => {
    pretend.refuse('saveSheet', 'file_unwritable');
    const { user } = await sheet();
    await waitFor(() => button('Print'));
    await user.click(button('Save as a file…'));
    await waitFor(() => expect(screen.getByText('The file could not be written.')).toBeTruthy());
    expect(find('[data-testid=sheet]')).toBeTruthy();
    expect(button('Try again')).toBeTruthy();
  });

  test('one that cannot be written down is not an empty one', async () => {
    pretend.refuse('lostSheet', 'records_damaged');
    const { user } = await sheet();
    await waitFor(() => expect(screen.getByText('Keyrack’s records are damaged.')).toBeTruthy());
    expect(screen.queryByText('Nothing to write down yet')).toBeNull();
    await user.click(button('Back to Settings'));
    expect(where.screen).toBe('settings');
  });

  test('says what there is after the mode was switched beside it', async () => {
    const { user } = await sheet();
    await waitFor(() => button('Print'));
    pretend.sheet = { ...pretend.sheet, accounts: pretend.sheet.accounts.slice(0, 1) };
    await user.click(button('Switch to practice'));
    await waitFor(() => expect(document.querySelectorAll('[data-testid=sheet-account]')).toHaveLength(1));
  });

  test('without an account there is nothing to write down', async () => {
    pretend.sheet = { ...pretend.sheet, accounts: [] };
    await sheet();
    await waitFor(() => expect(screen.getByText('Nothing to write down yet')).toBeTruthy());
    expect(document.body.textContent).not.toContain('Save as a file');
  });

  test('is without faults for assistive technology', async () => {
    await sheet();
    await waitFor(() => button('Print'));
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((fault) => fault.id)).toEqual([]);
  });
});
