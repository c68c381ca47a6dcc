import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { where } from '$lib/state/where.svelte';
import { words, wordsOf } from '$lib/words';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import * as four from '../../gallery/four';
import { button, find, openWindow, pressable } from '../../gallery/stage';

const dialog = () => document.querySelector('dialog');
const openDialog = async (id = 'm-agent3', part: Parameters<typeof four.overviewOfFour>[0] = {}) => {
  const opened = await openWindow(four.overviewOfFour(part), id);
  await opened.user.click(button('Forget it here…'));
  return opened;
};

describe('forget', () => {
  test('is offered only where the core allows it', async () => {
    await openWindow(four.overviewOfFour(), 'm-agent');
    expect([...document.querySelectorAll('button')].map((one) => one.textContent?.trim())).not.toContain('Forget it here…');
  });

  test('says that the key lives on, and how it is stopped by hand', async () => {
    await openDialog();
    const text = find('dialog').textContent;
    expect(text).toContain('Keyrack erases the secret that is kept here, and drops the key from its list.');
    expect(text).toContain('The key itself is not stopped by this');
    expect(text).toContain('It works on at BlockMind for whoever has its secret.');
    expect(document.querySelectorAll('dialog [data-testid="stop-by-hand"] li')).toHaveLength(3);
  });

  test('speaks of no secret here where there is none, and of no steps where there are none', async () => {
    await openDialog('o-app', { keys: [{ ...four.builder, secret: 'lost', can_forget: true }] });
    expect(find('dialog').textContent).not.toContain('erases');
    expect(dialog()?.querySelector('[data-testid="stop-by-hand"]')).toBeNull();
  });

  test('does not say that a key works on which may be dead', async () => {
    await openDialog('o-app', { keys: [{ ...four.builder, can_forget: true, last_test: data.test({ verdict: 'refused', cause: 'key_unknown' }) }] });
    expect(find('dialog').textContent).toContain('Unless it is dead already, it works on');
  });

  test('is not offered while something is open for the key', async () => {
    await openWindow(four.overviewOfFour({ unfinished: [data.unfinished({ key_id: 'm-agent3', situation: 'stop_not_proven', actions: ['ask_again'] })] }), 'm-agent3');
    expect([...document.querySelectorAll('button')].map((one) => one.textContent?.trim())).not.toContain('Forget it here…');
  });

  test('sends what was typed, once it is the whole label; the key and its details are gone', async () => {
    const { user } = await openDialog();
    expect(document.activeElement?.id).toBe('forget-confirmation');
    await user.type(find('#forget-confirmation'), 'old-agen');
    expect(pressable('Forget this key')).toBe(false);
    await user.keyboard('{Enter}');
    expect(pretend.called('forgetKey')).toHaveLength(0);
    await user.type(find('#forget-confirmation'), 't');
    await user.click(button('Forget this key'));
    await waitFor(() => expect(dialog()).toBeNull());
    expect(pretend.called('forgetKey')).toEqual([['m-agent3', 'old-agent']]);
    expect(document.querySelector('[data-key-label="old-agent"]')).toBeNull();
    expect(where.key).toBeNull();
    await waitFor(() => expect(document.activeElement?.id).toBe('keys-title'));
    expect(screen.getByText(/old-agent was forgotten here. It was not stopped./)).toBeTruthy();
  });

  test('the end of the ID is typed where the label is long', async () => {
    const { user } = await openDialog('o-app', { keys: [{ ...four.builder, label: 'a'.repeat(25), can_forget: true }] });
    await user.type(find('#forget-confirmation'), 'a7aa');
    await user.click(button('Forget this key'));
    expect(pretend.called('forgetKey')).toEqual([['o-app', 'a7aa']]);
  });

  test('a refusal stays in the dialog, and the key stays', async () => {
    pretend.refuse('forgetKey', 'keychain_locked');
    const { user } = await openDialog();
    await user.type(find('#forget-confirmation'), 'old-agent');
    await user.click(button('Forget this key'));
    await waitFor(() => expect(find('dialog [role="alert"]').textContent).toContain('Your keychain is locked.'));
    pretend.next = {};
    await user.click(button('Unlock keychain'));
    await waitFor(() => expect(dialog()).toBeNull());
    expect(pretend.called('forgetKey')).toHaveLength(2);
  });

  test('it can be left, and nothing was asked', async () => {
    const { user } = await openDialog();
    await user.click(button('Keep it'));
    expect(dialog()).toBeNull();
    expect(pretend.called('forgetKey')).toHaveLength(0);
  });
});

describe('a secret that may have been exchanged', () => {
  const entry = data.unfinished({ id: 'u4', key_id: 'c-making', label: 'dns-bot 2', account_id: 'c1', provider_name: 'Cloudflare', situation: 'exchange_unsure', actions: ['rotate_again', 'discard'] });
  const open = () => openWindow(four.overviewOfFour({ accounts: Object.values(four.accounts), keys: [four.edge, four.edgeMaking], unfinished: [entry] }));
  const text = () => find('[data-situation="exchange_unsure"]').textContent;

  test('names the old key, and is rotated again with one press', async () => {
    const { user } = await open();
    expect(text()).toContain('Cloudflare may have exchanged the secret of “dns-bot”, and the new one never arrived.');
    expect(text()).toContain('The old secret may have stopped working. Rotate again for a new one.');
    expect(document.querySelector('[data-testid="stop-by-hand"]')).toBeNull();
    await user.click(button('Rotate again'));
    expect(pretend.called('continueFlow')).toEqual([['u4', 'rotate_again', null]]);
  });

  test('leaving it asks once more, and says to test the old key', async () => {
    const { user } = await open();
    await user.click(button('Leave it'));
    expect(find('dialog').textContent).toContain('Test “dns-bot” afterwards: it may be dead.');
    expect(pretend.called('continueFlow')).toHaveLength(0);
    await user.click(button('Leave this key as it is'));
    expect(pretend.called('continueFlow')).toEqual([['u4', 'discard', null]]);
  });
});

describe('words', () => {
  const said = (code: Parameters<typeof wordsOf>[0]['code'], params = {}) => Object.values(wordsOf({ code, params }, 'P')).join(' ');

  test('a possible exchange names the key where it is known', () => {
    expect(said('exchange_unsure', { label: 'bot' })).toContain('P may have exchanged the secret of “bot”, and the new one never arrived.');
    expect(said('exchange_unsure')).toContain('the secret of this key');
  });

  test('a public half that was not let in has two causes', () => {
    const u = { label: 'bot', provider_name: 'P', error: null, pair: true, old: null };
    const situation = words.situations.usage_level;
    for (const text of [said('usage_level'), `${situation.title(u)} ${situation.say(u)}`]) {
      expect(text).toContain('P did not let this account register a public half.');
      expect(text).toContain('Either the account’s level does not include it, or the key that Keyrack works with may not make keys.');
      expect(text).toContain('Two ways remain.');
    }
  });

  test('an account whose keys cannot be stopped can have them forgotten', () => {
    expect(said('account_in_use')).toContain('can be forgotten here');
  });

  test('a part may be missing anywhere', () => {
    expect(said('import_cut_off')).toContain('a part of it is missing');
  });

  test('the log says that a forgotten key was not stopped', () => {
    expect(words.acts.key_forgotten.done({ subject: 'bot', account: '' })).toBe('“bot” was forgotten here; it was not stopped');
  });

  test('an unread answer that is discarded is not said to be erased', async () => {
    const { user } = await openWindow(data.overview({ unfinished: [data.unfinished({ situation: 'unread_answer', actions: ['finish', 'discard'] })] }));
    await user.click(button('Discard…'));
    expect(find('dialog').textContent).toContain('The unread answer stays in your keychain');
    expect(find('dialog').textContent).not.toContain('is erased');
  });
});
