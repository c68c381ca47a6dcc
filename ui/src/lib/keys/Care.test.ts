import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import type { KeyView } from '$api/types';
import { where } from '$lib/state/where.svelte';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import * as four from '../../gallery/four';
import { button, find, openWindow } from '../../gallery/stage';

const open = (part: Partial<KeyView> = {}) => openWindow(data.overview({ keys: [data.key(part)] }), 'k1');

describe('label', () => {
  test('is changed, and the focus comes back', async () => {
    const { user } = await open();
    await user.click(find('[data-rename]'));
    await user.clear(find('#rename-label'));
    await user.type(find('#rename-label'), 'reporting');
    await waitFor(() => expect(screen.getByText('This label is free.')).toBeTruthy());
    await user.click(button('Save label'));
    await waitFor(() => expect(find('#details-title').textContent).toBe('reporting'));
    expect(pretend.called('renameKey')).toEqual([['k1', 'reporting']]);
    expect(find('aside').textContent).toContain('Name at Kalshi');
    await waitFor(() => expect(document.activeElement).toBe(find('[data-rename]')));
  });

  test('that is taken is said, and nothing is sent; Escape leaves it', async () => {
    pretend.refuse('checkLabel', 'label_taken');
    const { user } = await open();
    await user.click(find('[data-rename]'));
    await user.type(find('#rename-label'), ' x');
    await waitFor(() => expect(screen.getByText(/Another key of this account has this label/)).toBeTruthy());
    await user.click(button('Save label'));
    expect(pretend.called('renameKey')).toHaveLength(0);
    await user.type(find('#rename-label'), '{Escape}');
    expect(document.querySelector('#rename-label')).toBeNull();
    expect(where.key).toBe('k1');
  });
});

describe('rotate-by date', () => {
  const line = () => find('[data-testid="rotate-by"]').textContent ?? '';

  test('is set with a date of its own', async () => {
    const { user } = await open();
    expect(line()).toContain('No date');
    await user.click(button('Set a date…'));
    await waitFor(() => expect(document.activeElement?.id).toBe('rotate-by'));
    await fireEvent.input(find('#rotate-by'), { target: { value: '2099-01-31' } });
    await user.click(button('Save date'));
    await waitFor(() => expect(line()).toContain('2099'));
    expect(pretend.called('setRotateBy')).toEqual([['k1', '2099-01-31']]);
    expect(line()).toContain('your own date');
  });

  test('goes back to the policy', async () => {
    const key = data.key({ rotate_by: four.inDays(9), rotate_by_own: true });
    const { user } = await openWindow(data.overview({ keys: [key], policy: { rotate_days: 90, remind_days: 14 } }), 'k1');
    expect(line()).toContain('in 9 days');
    await user.click(button('Change…'));
    await user.click(button('Back to the policy'));
    expect(pretend.called('setRotateBy')).toEqual([['k1', null]]);
  });
});

describe('what the doctor looked at', () => {
  test('stands under the sentence, in order, with a word each', async () => {
    await openWindow(data.overview(), 'k4');
    const rows = [...document.querySelectorAll('[data-check]')].map((one) => [one.getAttribute('data-check'), one.querySelector('.found')?.textContent]);
    expect(rows).toEqual([['secret', 'Good'], ['reach', 'Good'], ['clock', 'Good'], ['known', 'Bad'], ['halves', 'Not looked at'], ['permission', 'Not looked at']]);
  });

  test('is left out of a test from before', async () => {
    await open({ last_test: data.test({ checks: [] }) });
    expect(document.querySelector('[data-testid="checks"]')).toBeNull();
  });
});

describe('a proof that is asked for again', () => {
  test('says how often, and what was found', async () => {
    pretend.next.stopKey = 'hang';
    pretend.steps = [{ step: 'proof', state: 'begun', again: { verdict: 'still_alive', cause: null, asked: 2, of: 4 } }];
    const { user } = await open();
    await user.click(button('Emergency stop…'));
    await user.click(button('Stop reporting-bot now'));
    await waitFor(() => expect(screen.getByText('Asked 2 of 4 times: Kalshi still lets it in. Asking again.')).toBeTruthy());
  });
});

describe('the key that Keyrack works with', () => {
  test.each(['Retire…', 'Emergency stop…'])('%s offers to replace it first', async (door) => {
    const { user } = await openWindow(data.overview(), 'k3');
    await user.click(button(door));
    await user.click(button('Replace it first…'));
    await waitFor(() => expect(find<HTMLInputElement>('#plan-planned').checked).toBe(true));
    expect(find('dialog h2').textContent).toBe('Rotate “Keyrack on the admin’s desk”');
    expect(pretend.called('stopKey')).toHaveLength(0);
  });

  test('one that cannot be rotated is not offered to be replaced', async () => {
    const { user } = await open({ manager: true, rotation: null });
    await user.click(button('Emergency stop…'));
    expect([...document.querySelectorAll('button')].map((one) => one.textContent?.trim())).not.toContain('Replace it first…');
  });

  test('another one can take its place', async () => {
    const { user } = await open();
    await user.click(button('Let Keyrack work with this key'));
    await waitFor(() => expect(find('.manager').textContent).toContain('Keyrack works with this key'));
    expect(pretend.called('workWith')).toEqual([['k1']]);
    expect([...document.querySelectorAll('button')].map((one) => one.textContent?.trim())).not.toContain('Let Keyrack work with this key');
  });

  test('a refusal is said there', async () => {
    pretend.refuse('workWith', 'no_admin');
    const { user } = await open();
    await user.click(button('Let Keyrack work with this key'));
    await waitFor(() => expect(find('.work-with [role="alert"]')).toBeTruthy());
  });
});
