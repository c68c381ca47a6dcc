import axe from 'axe-core';
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { where } from '$lib/state/where.svelte';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import * as four from '../../gallery/four';
import { button, find, openWindow, pressable } from '../../gallery/stage';

const there = (selector: string) => document.querySelector(selector) !== null;

async function accounts(part: Parameters<typeof four.overviewOfFour>[0] = {}) {
  const opened = await openWindow(four.overviewOfFour(part));
  where.screen = 'accounts';
  await waitFor(() => button('Add account'));
  return opened;
}

describe('asking for a key by e-mail', () => {
  test('writes the message, then opens the mail program or copies the text', async () => {
    const { user } = await accounts();
    await user.click(button('Ask Buildmarkets for a key by e-mail'));
    await waitFor(() => expect(find('#ask-label')).toBeTruthy());
    expect(there('#ask-environment-custom')).toBe(false);
    await user.click(find('#ask-environment-production'));
    await user.type(find('#ask-label'), 'settlement');
    await user.click(find('#scope-accounts-read'));
    expect(there('#scope-admin-keys')).toBe(false);
    await user.click(button('Write the message'));
    await waitFor(() => expect(screen.getByText('support@buildmarkets.ai')).toBeTruthy());
    expect(pretend.called('writeRequest')).toEqual([[{ provider: 'buildmarkets', environment: 'production', label: 'settlement', scopes: ['accounts:read'] }]]);
    await user.click(button('Open in mail program'));
    await user.click(button('Copy the text'));
    expect([pretend.called('mailRequest'), pretend.called('copyRequest')]).toEqual([[['r1']], [['r1']]]);
    await user.click(button('Done'));
    await waitFor(() => expect(find('[data-testid="asked"]').textContent).toContain('Buildmarkets was asked for “settlement”'));
  });

  test('names both things that are missing', async () => {
    const { user } = await accounts();
    await user.click(button('Ask Buildmarkets for a key by e-mail'));
    await user.click(button('Write the message'));
    expect(screen.getByText(/The key has no label yet/)).toBeTruthy();
    expect(screen.getByText(/No permission is chosen/)).toBeTruthy();
    expect(pretend.called('writeRequest')).toHaveLength(0);
  });

  test('a mail program that does not open leaves the text to copy', async () => {
    pretend.refuse('mailRequest', 'mail_refused');
    const { user } = await accounts({ asked: [four.asked] });
    await user.click(button('Show the message'));
    await user.click(button('Open in mail program'));
    await waitFor(() => expect(screen.getByText('Keyrack could not open your mail program.')).toBeTruthy());
  });

  test('what came back goes into the account form, and ends the request', async () => {
    const { user } = await accounts({ asked: [four.asked] });
    await user.click(button('Enter the key that came back'));
    await waitFor(() => expect(find<HTMLInputElement>('#account-name').value).toBe('settlement'));
    expect([find<HTMLInputElement>('#provider-buildmarkets').checked, find<HTMLInputElement>('#environment-production').checked]).toEqual([true, true]);
    await user.type(find('#field-api_key'), 'bm_1');
    await user.type(find('#field-api_secret'), 's');
    await user.click(button('Test this account'));
    await waitFor(() => expect(pressable('Save account')).toBe(true));
    await user.click(button('Save account'));
    await waitFor(() => expect(there('[data-testid="asked"]')).toBe(false));
    expect(pretend.called('closeRequest')).toHaveLength(0);
    expect(find<HTMLElement>('main').textContent).not.toContain('Open requests');
  });

  test('a request can be closed', async () => {
    const { user } = await accounts({ asked: [four.asked] });
    await user.click(button('Close the request'));
    await waitFor(() => expect(there('[data-testid="asked"]')).toBe(false));
  });

  test('practice asks nobody', async () => {
    await openWindow(four.practiceOfFour());
    where.screen = 'accounts';
    await waitFor(() => expect(screen.getByText('Practice has an account at every provider, ready to use')).toBeTruthy());
    expect(document.body.textContent).not.toContain('by e-mail');
  });

  test('without faults for assistive technology', async () => {
    await accounts({ asked: [four.asked] });
    where.begin('ask');
    await waitFor(() => expect(find('#ask-label')).toBeTruthy());
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((fault) => fault.id)).toEqual([]);
  });
});

describe('accounts of several providers', () => {
  test('each shows what can be done with it', async () => {
    await accounts({ accounts: [four.accounts.blockmind, { ...four.accounts.buildmarkets, manages: false }] });
    const card = (name: string) => find<HTMLElement>(`[data-account="${name}"]`);
    expect(card('Agents').textContent).toContain('made on its website');
    expect(card('Agents').textContent).not.toContain('List read');
    const offered = [...card('Agents').querySelectorAll('button')].map((one) => one.textContent?.trim());
    for (const name of ['Test all', 'Bring in a key', 'Remove…']) expect(offered).toContain(name);
    // Where there is no list, there is nothing to read again.
    expect(offered).not.toContain('Refresh');
    expect(card('Brokerage').textContent).toContain('Keyrack cannot list, make or stop keys with this account.');
    expect(pressable('New key')).toBe(false);
  });

  test('a trial that works for use only may be saved, and says what that means', async () => {
    pretend.trial = { trial: 't3', test: data.test({ verdict: 'works_but_may_not', cause: 'permission_missing' }), listed: null, may_save: true };
    const { user } = await accounts();
    await user.click(button('Add account'));
    await user.click(find('#provider-openfish'));
    expect(find('label[for="field-address"]').textContent).toContain('optional');
    expect(there('#form-l2')).toBe(false);
    await user.type(find('#account-name'), 'Wallet');
    await user.type(find('#field-secret'), 's');
    await user.type(find('#field-passphrase'), 'p');
    await user.click(button('Test this account'));
    await waitFor(() => expect(find('[data-testid="only-use"]').textContent).toContain('cannot list, make or stop keys with it'));
    expect([find<HTMLInputElement>('#field-secret').value, find<HTMLInputElement>('#field-passphrase').value]).toEqual(['', '']);
    expect(pretend.called('tryAccount')[0]?.[0]).toMatchObject({ provider: 'openfish', environment: 'production', form: 'l2', fields: [{ id: 'address', value: '' }, { id: 'api_key' }, { value: 's' }, { value: 'p' }] });
    expect(pressable('Save account')).toBe(true);
  });
});
