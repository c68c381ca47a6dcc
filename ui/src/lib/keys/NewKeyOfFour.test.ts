import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { where, type About } from '$lib/state/where.svelte';
import { pretend } from '../../gallery/fake';
import * as four from '../../gallery/four';
import { button, find, openWindow } from '../../gallery/stage';

const there = (selector: string) => document.querySelector(selector) !== null;
const box = (scope: string) => find<HTMLInputElement>(`#scope-${scope.replace(/[^a-z0-9]/gi, '-')}`);
const withAll = four.overviewOfFour({ accounts: Object.values(four.accounts) });

async function form(about: About = {}, view = four.overviewOfFour()) {
  const opened = await openWindow(view);
  where.begin('new_key', about);
  await waitFor(() => expect(find('#new-key-label')).toBeTruthy());
  return opened;
}

describe('a new key at any provider', () => {
  test('accounts that cannot make keys are not offered; bringing one in is', async () => {
    const { user } = await form();
    expect([...document.querySelectorAll('[data-account-choice]')].map((one) => one.getAttribute('data-account-choice'))).toEqual(['Trading desk', 'Brokerage', 'Builder wallet']);
    expect(screen.getByText(/^Agents: no key can be made from here/)).toBeTruthy();
    await user.click([...document.querySelectorAll('dialog button')].find((one) => one.textContent?.trim() === 'Bring in a key') as HTMLElement);
    await waitFor(() => expect(find<HTMLInputElement>('[data-account-choice="Agents"]').checked).toBe(true));
  });

  test('without a pair there is no size, no way to choose and no pair made ahead', async () => {
    const { user } = await form({ accountId: 'b1' });
    expect([there('#way-provider'), there('#bits-2048'), there('dialog summary')]).toEqual([false, false, false]);
    expect(there('#scope-admin-keys')).toBe(false);
    expect(screen.getByText(/Ask Buildmarkets for the key · Keep the secret in your keychain · Test/)).toBeTruthy();
    await user.type(find('#new-key-label'), 'feed');
    await user.click(box('funding:write'));
    expect(screen.getByText(/Whoever holds its secret can place orders/)).toBeTruthy();
    await user.click(button('Make this key'));
    await waitFor(() => expect(where.key).toBe('k9'));
    expect(pretend.called('createKey')).toEqual([[{ account_id: 'b1', label: 'feed', scopes: ['funding:write'], way: 'provider', bits: null, extras: {} }]]);
    expect([pretend.called('preparePair'), pretend.called('cancelPair')]).toEqual([[], []]);
  });

  test('a pair that was made ahead is thrown away when another account is chosen', async () => {
    const { user } = await form();
    expect(pretend.called('preparePair')).toEqual([[2048]]);
    await user.click(find('[data-account-choice="Brokerage"]'));
    expect(pretend.called('cancelPair')).toHaveLength(1);
  });

  test('where keys carry no permissions none are asked for, and none are sent', async () => {
    const { user } = await form({ accountId: 'o1' });
    expect(screen.queryByText('What may it do?')).toBeNull();
    await user.type(find('#new-key-label'), 'app');
    await user.click(button('Make this key'));
    await waitFor(() => expect(pretend.called('createKey')).toHaveLength(1));
    expect(pretend.called('createKey')[0]?.[0]).toMatchObject({ scopes: [], way: 'provider', bits: null });
  });

  test('permissions of one account are fetched, and searched where there are many', async () => {
    const { user } = await form({ accountId: 'c1' }, withAll);
    await waitFor(() => expect(there('#scope-search')).toBe(true));
    expect(pretend.called('accountPermissions')).toEqual([['c1']]);
    await user.click(box('com.cloudflare.api.group.003'));
    await user.type(find('#scope-search'), 'dns 4');
    expect(document.querySelectorAll('dialog input[type=checkbox]')).toHaveLength(2);
    expect(screen.getByText(/^2 of 300 permissions · 1 permission chosen/)).toBeTruthy();
    await user.type(find('#extra-days'), '30');
    await user.type(find('#new-key-label'), 'dns');
    await user.click(button('Make this key'));
    await waitFor(() => expect(pretend.called('createKey')).toHaveLength(1));
    expect(pretend.called('createKey')[0]?.[0]).toMatchObject({ scopes: ['com.cloudflare.api.group.003'], extras: { days: '30' } });
  });

  test('permissions that cannot be fetched say so, and can be asked for again', async () => {
    pretend.refuse('accountPermissions', 'timed_out');
    const { user } = await form({ accountId: 'c1' }, withAll);
    await waitFor(() => expect(screen.getByText(/Cloudflare did not answer/)).toBeTruthy());
    pretend.next = {};
    await user.click(button('Try again'));
    await waitFor(() => expect(there('#scope-search')).toBe(true));
  });

  test('a number out of range is said at its field, and left out where it is empty', async () => {
    const { user } = await form({ accountId: 'a1' });
    await user.type(find('#new-key-label'), 'sub');
    await user.click(box('read'));
    await user.type(find('#extra-subaccount'), '64');
    await user.click(button('Make this key'));
    expect(screen.getByText(/“Subaccount” is a whole number from 0 to 63/)).toBeTruthy();
    expect(pretend.called('createKey')).toHaveLength(0);
    await user.clear(find('#extra-subaccount'));
    await user.click(button('Make this key'));
    await waitFor(() => expect(pretend.called('createKey')).toHaveLength(1));
    expect(pretend.called('createKey')[0]?.[0]).toMatchObject({ extras: {} });
  });

  test('a character that the provider cannot take is said at the label', async () => {
    pretend.refuse('createKey', 'label_character', { char: '\'' });
    const { user } = await form({ accountId: 'o1' });
    await user.type(find('#new-key-label'), 'it\'s');
    await user.click(button('Make this key'));
    await waitFor(() => expect(screen.getByText(/Openfish cannot take the character “'” in a label/)).toBeTruthy());
    expect(find('#new-key-label').getAttribute('aria-invalid')).toBe('true');
  });

  test('practice begins with the first account that can make keys', async () => {
    const [kalshi, , , blockmind] = four.practiceOfFour().accounts;
    const { user } = await openWindow(four.practiceOfFour({ accounts: [blockmind, kalshi].flatMap((one) => (one ? [one] : [])) }));
    await user.click(button('New key'));
    await waitFor(() => expect(find('dialog').textContent).toContain('Kalshi · Practice Kalshi'));
  });
});
