import axe from 'axe-core';
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { drops } from '$lib/state/drops.svelte';
import { where, type About } from '$lib/state/where.svelte';
import { pretend } from '../../gallery/fake';
import * as four from '../../gallery/four';
import { button, find, openWindow } from '../../gallery/stage';

const value = (selector: string) => find<HTMLInputElement>(selector).value;
const there = (selector: string) => document.querySelector(selector) !== null;
const file = { file: 'f7', name: 'reporting.pem', bits: 2048, passphrase_needed: false };

async function form(about: About = {}, view = four.overviewOfFour()) {
  const opened = await openWindow(view);
  where.begin('bring_key', about);
  await waitFor(() => expect(find('#bring-label')).toBeTruthy());
  return opened;
}

describe('bringing in a key', () => {
  test('from a row that is only there: the label and the row are known, the secrets are cleared at once', async () => {
    pretend.next.bringKey = 'hang';
    const { user } = await openWindow(four.overviewOfFour(), 'b-there');
    await user.click(button('I have its secret'));
    await waitFor(() => expect(value('#bring-label')).toBe('back-office'));
    expect(value('#bring-remote-id')).toBe('key_01JB5T77');
    expect(find<HTMLInputElement>('#field-api_secret').type).toBe('password');
    await user.type(find('#field-api_key'), 'bm_key_1');
    await user.type(find('#field-api_secret'), 's3cret');
    await user.click(button('Bring in this key'));
    const field = (id: string, text: string) => ({ id, value: text, file: null, passphrase: null });
    expect(pretend.called('bringKey')).toEqual([
      [{ account_id: 'b1', label: 'back-office', remote_id: 'key_01JB5T77', fields: [field('api_key', 'bm_key_1'), field('api_secret', 's3cret')] }],
    ]);
    await waitFor(() => expect(screen.getByText('Find the key at Buildmarkets')).toBeTruthy());
    expect([...document.querySelectorAll('[data-step]')].map((step) => step.getAttribute('data-step'))).toEqual(['match_key', 'keep_secret', 'test']);
    expect(pretend.called('checkLabel')).toHaveLength(0);
  });

  test('a refusal says what to do, and nothing secret stands in the form any more', async () => {
    pretend.refuse('bringKey', 'not_matched');
    const { user } = await form({ accountId: 'b1' });
    await user.type(find('#bring-label'), 'old one');
    await user.type(find('#field-api_key'), 'bm_key_1');
    await user.type(find('#field-api_secret'), 's3cret');
    await user.click(button('Bring in this key'));
    await waitFor(() => expect(screen.getByText('Keyrack could not find out which key of Buildmarkets this is.')).toBeTruthy());
    expect([value('#field-api_key'), value('#field-api_secret'), value('#bring-label')]).toEqual(['', '', 'old one']);
    await user.click(button('Go back to the form'));
    expect(document.activeElement?.id).toBe('field-api_key');
  });

  test('it ends in the key’s details with its verdict', async () => {
    const { user } = await form({ keyId: 'b-there' });
    await user.click(button('Bring in this key'));
    await waitFor(() => expect(there('dialog')).toBe(false));
    expect(where.key).toBe('b-there');
    expect(screen.getByText('Saved in your keychain')).toBeTruthy();
    expect(find('[data-testid="verdict"]').textContent).toContain('Works');
  });

  test('which key it is: rows that are only there; a pair is found out, a plain secret may be unknown', async () => {
    const rows = [...four.overviewOfFour().keys, { ...four.feedThere, id: 'k-there', account_id: 'a1', label: 'export', remote_id: 'id-9', pair: true }];
    const { user } = await form({ accountId: 'b1' }, four.overviewOfFour({ keys: rows }));
    const options = () => [...document.querySelectorAll('#bring-remote-id option')].map((one) => one.textContent?.trim());
    expect(options()).toEqual(['I don’t know', 'back-office · key_01JB5T77', 'month-end · key_01JA9K03']);
    await user.selectOptions(find('#bring-remote-id'), 'key_01JA9K03');
    expect(value('#bring-label')).toBe('month-end');
    await user.click(find('[data-account-choice="Trading desk"]'));
    expect(options()).toEqual(['Find out', 'export · id-9']);
    await user.click(find('[data-account-choice="Builder wallet"]'));
    expect(there('#bring-remote-id')).toBe(false);
  });

  test('an account without a list asks for no row, and sends none', async () => {
    const { user } = await form({ accountId: 'm1' });
    expect(there('#bring-remote-id')).toBe(false);
    await user.type(find('#bring-label'), 'agent');
    await user.type(find('#field-key'), 'bm_1');
    await user.click(button('Bring in this key'));
    expect(pretend.called('bringKey')[0]?.[0]).toMatchObject({ account_id: 'm1', label: 'agent', remote_id: null });
  });

  test('a field that may stay empty says so', async () => {
    await form({ accountId: 'm1' });
    expect(find('label[for="field-key_id"]').textContent).toContain('optional');
    expect(find('label[for="field-key"]').textContent).not.toContain('optional');
  });

  test('without a label nothing is sent', async () => {
    const { user } = await form({ accountId: 'b1' });
    await user.click(button('Bring in this key'));
    expect(screen.getByText(/The key has no label yet/)).toBeTruthy();
    expect(pretend.called('bringKey')).toHaveLength(0);
  });

  test('without faults for assistive technology', async () => {
    await form({ keyId: 'b-there' });
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((fault) => fault.id)).toEqual([]);
  });
});

describe('a dropped file', () => {
  test('goes into the field that is on screen', async () => {
    await form({ accountId: 'a1' });
    pretend.drop({ file, error: null });
    await waitFor(() => expect(screen.getByText('reporting.pem')).toBeTruthy());
    pretend.drop({ file: { ...file, file: 'f8', name: 'other.pem' }, error: null });
    await waitFor(() => expect(screen.getByText('other.pem')).toBeTruthy());
    expect(pretend.called('forgetFile')).toEqual([['f7']]);
  });

  test('that is no key is said at that field', async () => {
    await form({ accountId: 'a1' });
    pretend.drop({ file: null, error: { code: 'import_public_half', params: {}, details: null } });
    await waitFor(() => expect(screen.getByText(/This is the public half/)).toBeTruthy());
  });

  test('opens Bring in a key where no such field is', async () => {
    const { user } = await openWindow(four.overviewOfFour());
    pretend.drop({ file, error: null });
    await waitFor(() => expect(screen.getByText('reporting.pem')).toBeTruthy());
    await user.type(find('#bring-label'), 'reporting');
    await user.click(button('Bring in this key'));
    expect(pretend.called('bringKey')[0]?.[0]).toMatchObject({ account_id: 'a1', label: 'reporting', fields: [{ id: 'key_id', value: '' }, { id: 'private_key', value: '', file: 'f7' }] });
  });

  test('is let go, with a word, where no account takes one or another dialog is open', async () => {
    const { user } = await openWindow(four.overviewOfFour({ accounts: [four.accounts.blockmind] }));
    pretend.drop({ file, error: null });
    await waitFor(() => expect(screen.getByText('No account here takes a key as a file.')).toBeTruthy());
    expect(pretend.called('forgetFile')).toEqual([['f7']]);
    await user.click(button('Close'));
    expect(drops.left).toBeNull();
    where.begin('shortcuts');
    await waitFor(() => expect(there('dialog')).toBe(true));
    pretend.drop({ file, error: null });
    await waitFor(() => expect(screen.getByText('What is open here has no place for a file.')).toBeTruthy());
  });
});
