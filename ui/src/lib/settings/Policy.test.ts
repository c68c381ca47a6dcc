import axe from 'axe-core';
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { where } from '$lib/state/where.svelte';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import { button, find, openWindow } from '../../gallery/stage';

async function settings(rotate_days: number | null = null) {
  const opened = await openWindow(data.overview({ policy: { rotate_days, remind_days: 14 } }));
  where.screen = 'settings';
  await waitFor(() => find('#policy-none'));
  return opened;
}

describe('the rotation policy', () => {
  test('is none until days are chosen, and is saved', async () => {
    const { user } = await settings();
    expect([find<HTMLInputElement>('#policy-none').checked, document.querySelector('#policy-days')]).toEqual([true, null]);
    expect(screen.getByText(/due 14 days ahead/)).toBeTruthy();
    await user.click(find('#policy-some'));
    await user.clear(find('#policy-days'));
    await user.type(find('#policy-days'), '60');
    await user.click(button('Save policy'));
    expect(pretend.called('setPolicy')).toEqual([[60]]);
    await waitFor(() => expect(find('.saved').textContent).toBe('Saved: every key is to be rotated after 60 days.'));
  });

  test('can be taken back', async () => {
    const { user } = await settings(90);
    expect(find<HTMLInputElement>('#policy-days').value).toBe('90');
    await user.click(find('#policy-none'));
    await user.click(button('Save policy'));
    expect(pretend.called('setPolicy')).toEqual([[null]]);
  });

  test.each(['', '0', '-3', 'many', '1.5'])('“%s” is no number of days, and nothing is sent', async (text) => {
    const { user } = await settings(90);
    await user.clear(find('#policy-days'));
    if (text) await user.type(find('#policy-days'), text);
    await user.click(button('Save policy'));
    await waitFor(() => expect(find('#policy-days-note').textContent).toContain('The number of days is a whole number'));
    expect(pretend.called('setPolicy')).toHaveLength(0);
  });

  test('the limits of the core stand at the field', async () => {
    pretend.refuse('setPolicy', 'policy_out_of_range', { max: '3650' });
    const { user } = await settings(90);
    await user.click(button('Save policy'));
    await waitFor(() => expect(find('#policy-days-note').textContent).toContain('from 1 to 3650'));
    expect(find('#policy-days').getAttribute('aria-invalid')).toBe('true');
  });

  test('is without faults for assistive technology', async () => {
    await settings(90);
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((fault) => fault.id)).toEqual([]);
  });
});
