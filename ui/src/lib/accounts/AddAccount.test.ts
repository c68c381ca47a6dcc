import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { where } from '$lib/state/where.svelte';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import { button, find, openWindow, pressable } from '../../gallery/stage';

const value = (selector: string) => find<HTMLInputElement>(selector).value;

async function form() {
  const opened = await openWindow(data.overview({ accounts: [], keys: [] }));
  where.screen = 'accounts';
  await waitFor(() => button('Add account'));
  await opened.user.click(button('Add account'));
  await waitFor(() => expect(find('#account-name')).toBeTruthy());
  await opened.user.type(find('#account-name'), 'Desk');
  return opened;
}

describe('a new account', () => {
  test('what is secret is sent once and cleared at once, even while the answer is awaited', async () => {
    pretend.next.tryAccount = 'hang';
    const { user } = await form();
    await user.click(find('#form-bearer'));
    const token = find<HTMLInputElement>('#field-token');
    expect([token.type, token.autocomplete, token.getAttribute('spellcheck')]).toEqual(['password', 'off', 'false']);
    await user.type(token, 'tok-123');
    await user.click(button('Test this account'));
    await waitFor(() => expect(value('#field-token')).toBe(''));
    expect(pretend.called('tryAccount')[0]?.[0]).toMatchObject({ form: 'bearer', fields: [{ id: 'token', value: 'tok-123', file: null, passphrase: null }] });
    expect(screen.getByText(/Sent and cleared here/)).toBeTruthy();
  });

  test('a pasted secret half and its passphrase are cleared too, the key ID stays', async () => {
    pretend.refuse('tryAccount', 'import_passphrase_wrong');
    const { user } = await form();
    await user.type(find('#field-key_id'), 'id-1');
    await user.type(find('#field-private_key'), 'ENCRYPTED PRIVATE KEY');
    await user.type(find('#field-private_key-passphrase'), 'hunter2');
    await user.click(button('Test this account'));
    await waitFor(() => expect(screen.getByText(/The passphrase does not open this file/)).toBeTruthy());
    expect([value('#field-key_id'), value('#field-private_key'), value('#field-private_key-passphrase')]).toEqual(['id-1', '', '']);
  });

  test('it is saved only after it was seen to work, by its handle', async () => {
    const { user } = await form();
    expect(pressable('Save account')).toBe(false);
    await user.click(find('#form-bearer'));
    await user.type(find('#field-token'), 'tok');
    await user.click(button('Test this account'));
    await waitFor(() => expect(find('[data-testid="verdict"]').textContent).toContain('Works'));
    await user.click(button('Save account'));
    await waitFor(() => expect(document.querySelector('dialog')).toBeNull());
    expect(pretend.called('saveAccount')).toEqual([['t1']]);
    expect(pretend.called('discardTrial')).toHaveLength(0);
  });

  test('a refused test cannot be saved', async () => {
    pretend.trial = { trial: 't2', test: data.test({ verdict: 'refused', cause: 'signature_refused' }), listed: null, may_save: false };
    const { user } = await form();
    await user.click(button('Test this account'));
    await waitFor(() => expect(find('[data-testid="verdict"]').textContent).toContain('Refused'));
    expect(pressable('Save account')).toBe(false);
  });

  test('changing anything makes the verdict stale and lets go of the trial', async () => {
    const { user } = await form();
    await user.click(button('Test this account'));
    await waitFor(() => expect(find('[data-testid="verdict"]')).toBeTruthy());
    await user.type(find('#account-name'), '2');
    expect(document.querySelector('[data-testid="verdict"]')).toBeNull();
    expect(pretend.called('discardTrial')).toEqual([['t1']]);
    expect(pressable('Save account')).toBe(false);
  });

  test('a custom address counts as production until the person says otherwise', async () => {
    const { user } = await form();
    await user.click(find('#environment-custom'));
    const badge = () => find('#environment-custom').closest('label')?.querySelector('[data-environment]')?.getAttribute('data-environment');
    expect(badge()).toBe('production');
    await user.type(find('#account-address'), 'https://keys.example.com');
    await user.click(find('#account-not-production'));
    expect(badge()).toBe('sandbox');
    await user.click(button('Test this account'));
    expect(pretend.called('tryAccount')[0]?.[0]).toMatchObject({ environment: 'custom', address: 'https://keys.example.com', not_production: true });
  });

  test('an address that is not protected is said at its field', async () => {
    pretend.refuse('tryAccount', 'address_not_https');
    const { user } = await form();
    await user.click(find('#environment-custom'));
    await user.click(button('Test this account'));
    await waitFor(() => expect(find('#account-address').getAttribute('aria-invalid')).toBe('true'));
    expect(screen.getByText(/This address is not protected/)).toBeTruthy();
  });

  test('a chosen file shows its name and is forgotten on close', async () => {
    const { user } = await form();
    await user.click(button('Choose a file…'));
    await waitFor(() => expect(screen.getByText('kalshi-key.pem')).toBeTruthy());
    await user.click(button('Cancel'));
    await waitFor(() => expect(pretend.called('forgetFile')).toEqual([['f1']]));
  });

  test('practice offers no new account', async () => {
    await openWindow(data.practice());
    where.screen = 'accounts';
    await waitFor(() => expect(screen.getByText('Practice has an account at every provider, ready to use')).toBeTruthy());
    expect(screen.queryByText('Add account')).toBeNull();
  });
});
