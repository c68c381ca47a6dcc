import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { where } from '$lib/state/where.svelte';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import { button, find, openWindow } from '../../gallery/stage';

const box = (scope: string) => find<HTMLInputElement>(`#scope-${scope}`);

async function form(view = data.overview()) {
  const opened = await openWindow(view);
  await opened.user.click(button('New key'));
  await waitFor(() => expect(find('#new-key-label')).toBeTruthy());
  return opened;
}

describe('the form of a new key', () => {
  test('the pair is begun while the form is filled, anew for another size, and thrown away on cancel', async () => {
    const { user } = await form();
    expect(pretend.called('preparePair')).toEqual([[2048]]);
    await user.click(find('dialog summary'));
    await user.click(find('#bits-4096'));
    expect(pretend.called('preparePair')).toEqual([[2048], [4096]]);
    await user.click(button('Cancel'));
    await waitFor(() => expect(pretend.called('cancelPair')).toHaveLength(1));
  });

  test('a permission brings what it needs, and that cannot be taken away', async () => {
    const { user } = await form();
    await user.click(box('write'));
    expect(box('read').checked).toBe(true);
    expect(box('read').disabled).toBe(true);
    await user.click(box('write'));
    expect(box('read').checked).toBe(false);
    expect(box('read').disabled).toBe(false);
  });

  test('a banner says when the key can move money', async () => {
    const { user } = await form();
    await user.click(box('read'));
    expect(screen.queryByText('This key can move money')).toBeNull();
    await user.click(box('write--trade'));
    expect(screen.getByText('This key can move money')).toBeTruthy();
  });

  test('a preset ticks its permissions', async () => {
    const { user } = await form();
    await user.click(button('Trading bot'));
    expect([box('read').checked, box('write--trade').checked, box('write').checked]).toEqual([true, true, false]);
    expect(button('Trading bot').getAttribute('aria-pressed')).toBe('true');
  });

  test('a taken label is said while it is typed, and nothing is made', async () => {
    pretend.refuse('checkLabel', 'label_taken');
    const { user } = await form();
    await user.type(find('#new-key-label'), 'reporting-bot');
    await waitFor(() => expect(screen.getByText(/Another key of this account has this label/)).toBeTruthy());
    expect(find('#new-key-label').getAttribute('aria-invalid')).toBe('true');
    await user.click(box('read'));
    await user.click(button('Make this key'));
    expect(pretend.called('createKey')).toHaveLength(0);
  });

  test('an empty form names both things that are missing', async () => {
    const { user } = await form();
    await user.click(button('Make this key'));
    expect(screen.getByText(/The key has no label yet/)).toBeTruthy();
    expect(screen.getByText(/No permission is chosen/)).toBeTruthy();
  });
});

describe('making a key', () => {
  test('sends what was chosen, and ends in the key’s details with nothing to dismiss', async () => {
    const { user } = await form();
    await user.type(find('#new-key-label'), 'feed');
    await user.click(box('write'));
    await user.click(button('Make this key'));
    await waitFor(() => expect(document.querySelector('dialog')).toBeNull());
    expect(pretend.called('createKey')).toEqual([[{ account_id: 'a1', label: 'feed', scopes: ['read', 'write'], way: 'here', bits: 2048, extras: {} }]]);
    expect(where.key).toBe('k9');
    expect(screen.getByText('Saved in your keychain')).toBeTruthy();
    expect([...document.querySelectorAll('[data-step]')].map((step) => step.getAttribute('data-state'))).toEqual(['done', 'done', 'done', 'done']);
    expect(pretend.called('cancelPair')).toHaveLength(0);
  });

  test('the four steps are named while they happen', async () => {
    pretend.next.createKey = 'hang';
    pretend.steps = [{ step: 'make_pair', state: 'done' }, { step: 'keep_secret', state: 'begun' }];
    const { user } = await form();
    await user.type(find('#new-key-label'), 'feed');
    await user.click(box('read'));
    await user.click(button('Make this key'));
    await waitFor(() => expect(screen.getByText('Send the public half to Kalshi')).toBeTruthy());
    expect([...document.querySelectorAll('[data-step]')].map((step) => [step.getAttribute('data-step'), step.getAttribute('data-state')])).toEqual([
      ['make_pair', 'done'],
      ['keep_secret', 'begun'],
      ['send_public', 'waiting'],
      ['test', 'waiting'],
    ]);
    await waitFor(() => expect(screen.getByText('Waiting for your keychain to answer…')).toBeTruthy(), { timeout: 2500 });
  });

  test('a refusal keeps the form as it was typed, with the way on beside it', async () => {
    pretend.refuse('createKey', 'keychain_locked');
    const { user } = await form();
    await user.type(find('#new-key-label'), 'feed');
    await user.click(box('read'));
    await user.click(button('Make this key'));
    await waitFor(() => expect(button('Unlock keychain')).toBeTruthy());
    expect(find<HTMLInputElement>('#new-key-label').value).toBe('feed');
    pretend.next = {};
    await user.click(button('Unlock keychain'));
    await waitFor(() => expect(where.key).toBe('k9'));
  });

  test('a lower usage level offers the two ways that remain, and takes the key ID back', async () => {
    const open = (situation: 'usage_level' | 'waiting_for_id') =>
      data.unfinished({ id: 'u9', key_id: 'k9', label: 'feed', situation, actions: situation === 'usage_level' ? ['use_website', 'let_provider', 'discard'] : ['enter_key_id', 'discard'] });
    const key = data.key({ id: 'k9', label: 'feed', state: 'making', remote_id: null, last_test: null });
    pretend.flow = { key, unfinished: open('usage_level') };
    const { user } = await form();
    await user.type(find('#new-key-label'), 'feed');
    await user.click(box('read'));
    await user.click(button('Make this key'));
    const dialog = await waitFor(() => find<HTMLElement>('dialog .unfinished'));
    expect(dialog.textContent).toContain('Let Kalshi make the pair');
    pretend.flow = { key, unfinished: open('waiting_for_id') };
    const website = [...dialog.querySelectorAll('button')].find((b) => b.textContent?.includes('Use Kalshi’s website'));
    await user.click(website as HTMLElement);
    await waitFor(() => expect(find<HTMLTextAreaElement>('dialog #public-half').value).toContain('BEGIN PUBLIC KEY'));
    pretend.flow = { key: { ...key, state: 'live' }, unfinished: null };
    await user.type(find('dialog #key-id'), 'a952bcbe-ec3b-4b5b-b8f9-11dae589608c');
    await user.click(find('dialog form button[type=submit]'));
    await waitFor(() => expect(document.querySelector('dialog')).toBeNull());
    expect(pretend.called('continueFlow').at(-1)).toEqual(['u9', 'enter_key_id', 'a952bcbe-ec3b-4b5b-b8f9-11dae589608c']);
  });
});
