import axe from 'axe-core';
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import type { KeyView } from '$api/types';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import * as four from '../../gallery/four';
import { commands } from '../../gallery/handing';
import { button, find, openWindow, pressable } from '../../gallery/stage';

const there = (selector: string) => document.querySelector(selector) !== null;
const open = (part: Partial<KeyView> = {}) => openWindow(data.overview({ keys: [data.key(part)] }), 'k1');
const formats = () => [...document.querySelectorAll<HTMLInputElement>('[name="format"]')].map((one) => [one.id, one.checked]);
const value = (selector: string) => find<HTMLInputElement>(selector).value;
const faults = async () => (await axe.run(document.querySelector<HTMLElement>('dialog') ?? find<HTMLElement>('#details-panel'), { rules: { 'color-contrast': { enabled: false } } })).violations.map((fault) => fault.id);

async function dialog(part: Partial<KeyView> = {}) {
  const opened = await open(part);
  await opened.user.click(button('Hand over…'));
  await waitFor(() => button('Choose a place…'));
  return opened;
}

describe('as a file', () => {
  test('of a pair: four forms, each with its exact name; the file’s name and its warnings are said', async () => {
    pretend.handed = { file: 'bot.env', warnings: ['git_work_tree', 'synchronised', 'downloads'], commands: [] };
    const { user } = await dialog();
    expect(formats()).toEqual([['format-pem', true], ['format-pkcs1', false], ['format-pem_protected', false], ['format-env', false]]);
    expect([...document.querySelectorAll('dialog label code')].map((one) => one.textContent)).toEqual(['PEM, PKCS#8', 'PEM, PKCS#1', 'PEM, PKCS#8, PBES2', '.env']);
    await user.click(find('#format-env'));
    await user.click(button('Choose a place…'));
    await waitFor(() => expect(find('[data-testid="handed"]').textContent).toContain('Saved as “bot.env”'));
    expect(pretend.called('handOver')).toEqual([[{ key_id: 'k1', format: 'env', part: null, passphrase: null }]]);
    expect([...document.querySelectorAll('[data-warning]')].map((one) => one.getAttribute('data-warning'))).toEqual(['git_work_tree', 'synchronised', 'downloads']);
    expect(find('[data-warning="git_work_tree"] code').textContent).toBe('bot.env');
    expect(there('[data-testid="managers"]')).toBe(false);
    await user.type(find('#hand-over-name'), 'Reporting server');
    await user.click(button('Note it'));
    await waitFor(() => expect(find('dialog').textContent).toContain('Reporting server'));
    expect(pretend.called('addHolder')).toEqual([['k1', { name: 'Reporting server', purpose: null }]]);
    await user.click(button('Done'));
    expect(there('dialog')).toBe(false);
  });

  test('of a plain secret: names and values; single parts through the clipboard only', async () => {
    const { user } = await openWindow(four.overviewOfFour(), 'b-feed');
    await user.click(button('Hand over…'));
    await waitFor(() => expect(formats()).toEqual([['format-env', true]]));
    expect(find('dialog').textContent).not.toContain('secret half');
    await user.click(find('#road-clipboard'));
    expect(formats().map(([id]) => id)).toEqual(['format-env', 'format-part-key', 'format-part-secret']);
    await user.click(find('#format-part-secret'));
    expect(find('dialog').textContent).toContain('Only the API secret');
    await user.click(button('Copy to clipboard…'));
    await waitFor(() => expect(pretend.called('copySecret')).toEqual([[{ key_id: 'b-feed', format: 'part', part: 'secret', passphrase: null }]]));
  });

  test('cancelled in the dialog of the system, nothing is said to be saved', async () => {
    pretend.handed = null;
    const { user } = await dialog();
    await user.click(button('Choose a place…'));
    await waitFor(() => expect(pressable('Choose a place…')).toBe(true));
    expect(pretend.called('handOver')).toHaveLength(1);
    expect(there('[data-testid="handed"]')).toBe(false);
  });

  test('of a new key in a rotation: the systems are ticked right there', async () => {
    const { user } = await openWindow(data.overview({ keys: [data.key({ id: 'k9', label: 'reporting-bot 2' }), data.key()], rotations: [data.rotation()] }), 'k9');
    await user.click(button('Hand over…'));
    await waitFor(() => button('Choose a place…'));
    await user.click(button('Choose a place…'));
    await waitFor(() => expect(there('dialog [aria-label="Month-end sheet has the new key"]')).toBe(true));
    await user.click(find('dialog [aria-label="Month-end sheet has the new key"]'));
    expect(pretend.called('switchHolder')).toEqual([['r1', 'h2', true]]);
  });

  test('a secrets manager gets its command, and the core copies it', async () => {
    pretend.handed = { file: 'bot.env', warnings: [], commands };
    const { user } = await dialog();
    await user.click(button('Choose a place…'));
    await waitFor(() => expect(document.querySelectorAll('[data-manager]')).toHaveLength(3));
    expect(find('[data-manager="openbao"] pre').textContent).toBe(commands[1]?.text);
    await user.click(find('[data-manager="aws_secrets_manager"] button'));
    await waitFor(() => expect(find('[data-manager="aws_secrets_manager"]').textContent).toContain('Copied'));
    expect(pretend.called('copyManagerCommand')).toEqual([['k1', 'aws_secrets_manager']]);
    expect(await faults()).toEqual([]);
    await user.click(button('Hand over another way'));
    expect(formats()).toHaveLength(4);
  });

  test('is offered right after a key was made', async () => {
    const { user } = await open();
    await user.click(button('Rotate…'));
    await user.click(button('Rotate this key'));
    await waitFor(() => expect(screen.getByText('Saved in your keychain')).toBeTruthy());
    const notice = screen.getByText('Saved in your keychain').closest('.notice');
    expect([...(notice?.querySelectorAll('button') ?? [])].map((one) => one.textContent?.trim())).toEqual(['Hand over…']);
  });
});

describe('locked with a passphrase', () => {
  const secret = 'correct horse battery';
  async function locked() {
    const opened = await dialog();
    await opened.user.click(find('#format-pem_protected'));
    return opened;
  }

  test('is entered twice, sent once, and in no field afterwards', async () => {
    pretend.next.handOver = 'hang';
    const { user } = await locked();
    await user.type(find('#hand-over-passphrase'), secret);
    await user.type(find('#hand-over-passphrase-again'), secret);
    await user.click(button('Choose a place…'));
    expect(pretend.called('handOver')).toEqual([[{ key_id: 'k1', format: 'pem_protected', part: null, passphrase: secret }]]);
    expect([value('#hand-over-passphrase'), value('#hand-over-passphrase-again')]).toEqual(['', '']);
    expect(document.documentElement.outerHTML).not.toContain(secret);
  });

  test('a refusal says that it was cleared, and that it is to be sent another way than the file', async () => {
    pretend.refuse('handOver', 'keychain_locked');
    const { user } = await locked();
    await user.type(find('#hand-over-passphrase'), secret);
    await user.type(find('#hand-over-passphrase-again'), secret);
    await user.click(button('Choose a place…'));
    await waitFor(() => expect(find('#hand-over-passphrase-note').textContent).toContain('It was cleared here'));
    expect([value('#hand-over-passphrase'), value('#hand-over-passphrase-again')]).toEqual(['', '']);
    expect(find('dialog').textContent).toContain('Send it by another way than the file');
  });

  test.each([
    ['', 'At least 12 characters'],
    ['elevenchars', 'Short'],
    ['twelve chars', 'Long enough'],
    ['a much longer sentence', 'Very long'],
  ])('of “%s” it is said how strong it is', async (typed, said) => {
    const { user } = await locked();
    if (typed) await user.type(find('#hand-over-passphrase'), typed);
    expect(find('#hand-over-passphrase-note').textContent).toContain(said);
  });

  test('an empty one and two that differ are said at their field, and nothing is sent', async () => {
    const { user } = await locked();
    await user.click(button('Choose a place…'));
    await waitFor(() => expect(document.activeElement?.id).toBe('hand-over-passphrase'));
    expect(find('#hand-over-passphrase').getAttribute('aria-invalid')).toBe('true');
    await user.type(find('#hand-over-passphrase'), secret);
    await user.type(find('#hand-over-passphrase-again'), 'another');
    await user.click(button('Choose a place…'));
    await waitFor(() => expect(document.activeElement?.id).toBe('hand-over-passphrase-again'));
    expect(find('dialog').textContent).toContain('The two are not the same.');
    expect(pretend.called('handOver')).toHaveLength(0);
    expect(await faults()).toEqual([]);
  });

  test('another form forgets what was typed, and no password manager is asked', async () => {
    const { user } = await locked();
    for (const id of ['#hand-over-passphrase', '#hand-over-passphrase-again']) {
      const field = find<HTMLInputElement>(id);
      expect([field.type, field.autocomplete, field.getAttribute('spellcheck')]).toEqual(['password', 'off', 'false']);
      await user.type(field, secret);
    }
    await user.click(find('#format-pem'));
    await user.click(find('#format-pem_protected'));
    expect(value('#hand-over-passphrase')).toBe('');
    await user.click(find('#format-env'));
    await user.click(button('Choose a place…'));
    expect(pretend.called('handOver')).toEqual([[{ key_id: 'k1', format: 'env', part: null, passphrase: null }]]);
  });
});

describe('where it cannot be', () => {
  test.each([
    ['elsewhere', 'only_there', 'Whoever holds it can hand it over.'],
    ['lost', 'here_and_there', 'Make a new key in its place.'],
  ] as const)('the secret is %s: the details explain it', async (secret, place, said) => {
    const { user } = await open({ secret, place, last_test: null });
    expect([...document.querySelectorAll('button')].map((one) => one.textContent?.trim())).not.toContain('Hand over…');
    await user.click(button('Hand over'));
    expect(find('[data-testid="not-here"]').textContent).toContain(said);
    await waitFor(() => button('Copy program'));
    expect(await faults()).toEqual([]);
  });

  test('the secret went away meanwhile: the dialog explains it and offers nothing', async () => {
    pretend.forms = [];
    const { user } = await open();
    await user.click(button('Hand over…'));
    await waitFor(() => expect(there('dialog [data-testid="not-here"]')).toBe(true));
    expect([...document.querySelectorAll('dialog [type=submit]')]).toEqual([]);
  });

  test('the forms cannot be read: nothing is offered, and it can be tried again', async () => {
    pretend.refuse('handOverForms', 'records_damaged');
    const { user } = await open();
    await user.click(button('Hand over…'));
    await waitFor(() => expect(there('dialog .notice.bad')).toBe(true));
    expect(formats()).toEqual([]);
  });
});
