import axe from 'axe-core';
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import type { KeyView } from '$api/types';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import * as four from '../../gallery/four';
import { button, find, openWindow } from '../../gallery/stage';

const there = (selector: string) => document.querySelector(selector) !== null;
const open = (part: Partial<KeyView> = {}) => openWindow(data.overview({ keys: [data.key(part)] }), 'k1');
const who = () => find<HTMLElement>('[data-testid="holders"]').textContent ?? '';

describe('who has a key', () => {
  test('a system is noted with its purpose', async () => {
    const { user } = await open();
    expect(who()).toContain('Nobody is noted');
    await user.click(button('Note who has it…'));
    await waitFor(() => expect(document.activeElement?.id).toMatch(/-name$/));
    await user.keyboard('Reporting server');
    await user.selectOptions(find('[data-testid="holders"] select'), 'production');
    await user.click(button('Note it'));
    await waitFor(() => expect(who()).toContain('Reporting server'));
    expect(pretend.called('addHolder')).toEqual([['k1', { name: 'Reporting server', purpose: 'production' }]]);
    expect(who()).toContain('Production');
    await waitFor(() => expect(document.activeElement?.textContent?.trim()).toBe('Note who has it…'));
  });

  test('without a name nothing is sent, and it is said at the field', async () => {
    const { user } = await open();
    await user.click(button('Note who has it…'));
    await user.click(button('Note it'));
    expect(find('[data-testid="holders"] input').getAttribute('aria-invalid')).toBe('true');
    expect(pretend.called('addHolder')).toHaveLength(0);
  });

  test('one is taken out', async () => {
    const { user } = await open({ holders: [data.holder('h1', 'Reporting server')] });
    await user.click(find('[aria-label="Remove Reporting server"]'));
    await waitFor(() => expect(who()).toContain('Nobody is noted'));
    expect(pretend.called('removeHolder')).toEqual([['k1', 'h1']]);
  });

  test('systems of two purposes are warned of', async () => {
    await open({ purposes_mixed: true, holders: [data.holder('h1', 'A', 'staging')] });
    expect(find('[data-testid="purposes-mixed"]').textContent).toContain('One key for systems of two purposes');
  });
});

describe('hand over', () => {
  const dialog = async (part: Partial<KeyView> = {}) => {
    const opened = await open(part);
    await opened.user.click(button('Hand over…'));
    return opened;
  };

  test('of a pair: a key file or a settings file; the file’s name and its warnings are said', async () => {
    pretend.handed = { file: 'bot.env', warnings: ['git_work_tree', 'synchronised', 'downloads'], commands: [] };
    const { user } = await dialog();
    expect([...document.querySelectorAll<HTMLInputElement>('[name="format"]')].map((one) => [one.id, one.checked])).toEqual([['format-pem', true], ['format-env', false]]);
    await user.click(find('#format-env'));
    await user.click(button('Choose a place…'));
    await waitFor(() => expect(find('[data-testid="handed"]').textContent).toContain('Saved as “bot.env”'));
    expect(pretend.called('handOver')).toEqual([[{ key_id: 'k1', format: 'env', part: null, passphrase: null }]]);
    expect([...document.querySelectorAll('[data-warning]')].map((one) => one.getAttribute('data-warning'))).toEqual(['git_work_tree', 'synchronised', 'downloads']);
    expect(find('[data-warning="git_work_tree"] code').textContent).toBe('bot.env');
    await user.type(find('#hand-over-name'), 'Reporting server');
    await user.click(button('Note it'));
    await waitFor(() => expect(find('dialog').textContent).toContain('Reporting server'));
    expect(pretend.called('addHolder')).toEqual([['k1', { name: 'Reporting server', purpose: null }]]);
    await user.click(button('Done'));
    expect(there('dialog')).toBe(false);
  });

  test('a plain secret leaves as a settings file only', async () => {
    const { user } = await openWindow(four.overviewOfFour(), 'b-feed');
    await user.click(button('Hand over…'));
    expect([...document.querySelectorAll('[name="format"]')].map((one) => one.id)).toEqual(['format-env']);
    expect(find('dialog').textContent).not.toContain('secret half');
  });

  test('cancelled in the dialog of the system, nothing is said to be saved', async () => {
    pretend.handed = null;
    const { user } = await dialog();
    await user.click(button('Choose a place…'));
    await waitFor(() => expect(button('Choose a place…').disabled).toBe(false));
    expect(there('[data-testid="handed"]')).toBe(false);
  });

  test('of a new key in a rotation: the systems are ticked right there', async () => {
    const { user } = await openWindow(data.overview({ keys: [data.key({ id: 'k9', label: 'reporting-bot 2' }), data.key()], rotations: [data.rotation()] }), 'k9');
    await user.click(button('Hand over…'));
    await user.click(button('Choose a place…'));
    await waitFor(() => expect(there('dialog [aria-label="Month-end sheet has the new key"]')).toBe(true));
    await user.click(find('dialog [aria-label="Month-end sheet has the new key"]'));
    expect(pretend.called('switchHolder')).toEqual([['r1', 'h2', true]]);
  });

  test('is offered right after a key was made', async () => {
    const { user } = await open();
    await user.click(button('Rotate…'));
    await user.click(button('Rotate this key'));
    await waitFor(() => expect(screen.getByText('Saved in your keychain')).toBeTruthy());
    const notice = screen.getByText('Saved in your keychain').closest('.notice');
    expect([...(notice?.querySelectorAll('button') ?? [])].map((one) => one.textContent?.trim())).toEqual(['Hand over…']);
  });

  test('is not offered where the secret is not here; faultless for assistive technology', async () => {
    await open({ secret: 'elsewhere', place: 'only_there', last_test: null });
    expect([...document.querySelectorAll('button')].map((one) => one.textContent?.trim())).not.toContain('Hand over…');
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((fault) => fault.id)).toEqual([]);
  });
});
