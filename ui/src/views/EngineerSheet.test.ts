import axe from 'axe-core';
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test, vi } from 'vitest';
import { where } from '$lib/state/where.svelte';
import * as data from '../gallery/data';
import { pretend } from '../gallery/fake';
import { button, find, openWindow, pressable } from '../gallery/stage';

const key = data.key({ holders: [data.holder('h1', 'Reporting server', 'production')], rotate_by: '2027-01-31T00:00:00Z', permissions: [data.permission('read'), data.permission('brand-new::scope')] });

async function sheet() {
  const opened = await openWindow(data.overview({ keys: [key] }), 'k1');
  await opened.user.click(button('Hand over'));
  await opened.user.click(button('Show the sheet'));
  await waitFor(() => expect(pretend.called('engineerSheet')).toEqual([['k1']]));
  return opened;
}
const paper = () => find<HTMLElement>('[data-testid="sheet"]');

describe('the engineer’s sheet', () => {
  test('says what is needed to put the key in its place, and that no secret is on it', async () => {
    await sheet();
    await waitFor(() => button('Print'));
    for (const said of [
      'No secret is on this sheet.', 'reporting-bot', 'a952bcbe-ec3b-4b5b-b8f9-11dae589608c', 'PRODUCTION', 'https://api.example.com/v2', 'brand-new::scope',
      'EXAMPLE_PRIVATE_KEY', 'secret, comes separately', 'TIMESTAMP: milliseconds since 1970', 'Reporting server', '31 Jan 2027', 'https://docs.example.com/api-keys',
    ]) expect(paper().textContent).toContain(said);
    expect(find('nav [aria-current=page]').textContent).toContain('Keys');
    const found = await axe.run(find<HTMLElement>('#content'), { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((fault) => fault.id)).toEqual([]);
  });

  test('is printed by the system, and saved where the person chooses', async () => {
    const print = vi.fn();
    vi.stubGlobal('print', print);
    const { user } = await sheet();
    await waitFor(() => button('Print'));
    await user.click(button('Print'));
    expect(print).toHaveBeenCalledOnce();
    await user.click(button('Save as a file…'));
    await waitFor(() => expect(screen.getByText('Saved as “reporting-bot.html”')).toBeTruthy());
    expect(pretend.called('saveEngineerSheet')).toEqual([['k1']]);
    vi.unstubAllGlobals();
  });

  test('cancelled in the dialog of the system, nothing is said to be saved', async () => {
    pretend.saved = null;
    const { user } = await sheet();
    await waitFor(() => button('Print'));
    await user.click(button('Save as a file…'));
    await waitFor(() => expect(pretend.called('saveEngineerSheet')).toHaveLength(1));
    await waitFor(() => expect(pressable('Save as a file…')).toBe(true));
    expect(document.querySelector('[data-testid="sheet-saved"]')).toBeNull();
  });

  test('is reached from the dialog too, and leads back to the key', async () => {
    const { user } = await openWindow(data.overview({ keys: [key] }), 'k1');
    await user.click(button('Hand over…'));
    await user.click(button('Sheet for the engineer'));
    await waitFor(() => button('Print'));
    expect(document.querySelector('dialog')).toBeNull();
    await user.click(button('Back to the key'));
    expect([where.screen, where.key]).toEqual(['keys', 'k1']);
    await waitFor(() => expect(document.activeElement?.id).toBe('details-title'));
  });

  test('one that cannot be written down is not an empty one', async () => {
    pretend.refuse('engineerSheet', 'records_damaged');
    await sheet();
    await waitFor(() => expect(screen.getByText('Keyrack’s records are damaged.')).toBeTruthy());
    expect(document.querySelector('[data-testid="sheet"]')).toBeNull();
  });

  test('of a key that went with the other mode, nothing is shown', async () => {
    const { user } = await sheet();
    await waitFor(() => button('Print'));
    await user.click(button('Switch to practice'));
    await waitFor(() => expect(screen.getByText('This key is not here any more')).toBeTruthy());
    expect(document.querySelector('[data-testid="sheet"]')).toBeNull();
    await user.click(button('Back to Keys'));
    expect([where.screen, where.key]).toEqual(['keys', null]);
  });
});
