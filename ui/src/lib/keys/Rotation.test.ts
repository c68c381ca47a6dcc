import axe from 'axe-core';
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import type { KeyView, RotationView } from '$api/types';
import { where } from '$lib/state/where.svelte';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import { button, find, openWindow, pressable } from '../../gallery/stage';

const holders = [data.holder('h1', 'Reporting server', 'production'), data.holder('h2', 'Month-end sheet')];
const there = (selector: string) => document.querySelector(selector) !== null;
const buttons = (inside: string) => [...document.querySelectorAll(`${inside} button`)].map((one) => one.textContent?.trim());

async function rotate(part: Partial<KeyView> = {}) {
  const opened = await openWindow(data.overview({ keys: [data.key({ holders, ...part })] }), 'k1');
  await opened.user.click(button('Rotate…'));
  return opened;
}

describe('rotate: the form', () => {
  test('a pair is made while it is filled, of the old key’s size, and thrown away when it is left', async () => {
    const { user } = await rotate({ bits: 3072 });
    expect(pretend.called('preparePair')).toEqual([[3072]]);
    await user.click(button('Keep key as it is'));
    await waitFor(() => expect(pretend.called('cancelPair')).toHaveLength(1));
    expect(pretend.called('rotateKey')).toHaveLength(0);
  });

  test('other permissions begin with the old ones, and what changes is said', async () => {
    const { user } = await rotate({ permissions: [data.permission('read'), data.permission('write::trade')] });
    await user.click(find('#rotate-others'));
    const difference = () => find('[data-testid="difference"]').textContent;
    expect(difference()).toContain('Nothing: they are the same as before.');
    await user.click(find('#scope-write--trade'));
    await user.click(find('#scope-write--transfer'));
    expect(difference()).toMatch(/Added:\s+Move money between subaccounts\s+can move money/);
    expect(difference()).toMatch(/Removed:\s+Place, change and cancel orders/);
    await user.click(button('Rotate this key'));
    await waitFor(() => expect(pretend.called('rotateKey')).toHaveLength(1));
    expect(pretend.called('rotateKey')[0]?.[0]).toMatchObject({ scopes: ['read', 'write::transfer'], plan: 'planned' });
  });

  test.each([
    ['full access', { unrestricted: true, permissions: [] }, 'The old key has full access. Choose what the new one needs.'],
    ['unknown permissions', { permissions_known: false, permissions: [] }, 'What the old key may do is not known. Choose what the new one may do.'],
  ])('with %s they have to be chosen', async (_, part, said) => {
    const { user } = await rotate(part);
    expect(screen.getByText(said)).toBeTruthy();
    expect(there('#rotate-same')).toBe(false);
    await user.click(button('Rotate this key'));
    expect(find('#scope-error')).toBeTruthy();
    expect(pretend.called('rotateKey')).toHaveLength(0);
  });

  test('a leaked key that Keyrack cannot stop says so, and how it is done by hand', async () => {
    const { user } = await rotate({ stop_problem: 'id_unknown' });
    await user.click(find('#plan-leaked'));
    expect(find('dialog').textContent).toContain('Keyrack cannot stop this key');
    expect(there('dialog [data-testid="stop-by-hand"]')).toBe(true);
    expect(button('Rotate this key')).toBeTruthy();
  });

  test('the key that Keyrack works with says that Keyrack moves on', async () => {
    await rotate({ manager: true });
    expect(find('dialog').textContent).toContain('Once the new key has passed its test, Keyrack works with it');
  });

  test('a key whose secret is elsewhere can be rotated where a new key is made', async () => {
    await openWindow(data.overview(), 'k5');
    expect(pressable('Rotate…')).toBe(true);
  });

  test('without faults for assistive technology', async () => {
    const { user } = await rotate();
    await user.click(find('#rotate-others'));
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((fault) => fault.id)).toEqual([]);
  });
});

describe('rotate: leaked', () => {
  const leaked = async (part: Partial<KeyView> = {}) => {
    const opened = await rotate(part);
    await opened.user.click(find('#plan-leaked'));
    return opened;
  };

  test('ends with both keys: the new one works, the old one is dead', async () => {
    const { user } = await leaked();
    await user.click(button('Rotate, and stop the old key'));
    await waitFor(() => expect(find('[data-testid="new-end"]').textContent).toContain('Works'));
    expect(find('[data-testid="old-end"]').textContent).toContain('Confirmed dead');
    expect(screen.getByText(/Hand the new key to Reporting server and Month-end sheet now/)).toBeTruthy();
    expect(pretend.called('rotateKey')[0]?.[0]).toMatchObject({ plan: 'leaked', scopes: null });
    await user.click(find('dialog .foot button:last-child'));
    await waitFor(() => expect(there('dialog')).toBe(false));
    expect(where.key).toBe('k9');
  });

  test('says what is open, and what is repeated while it waits', async () => {
    pretend.next.rotateKey = 'hang';
    pretend.steps = [{ step: 'test', state: 'done' }, { step: 'proof', state: 'begun', again: { verdict: 'still_alive', cause: null, asked: 2, of: 4 } }];
    const { user } = await leaked();
    await user.click(button('Rotate, and stop the old key'));
    await waitFor(() => expect(screen.getByText('Asked 2 of 4 times: Kalshi still lets it in. Asking again.')).toBeTruthy());
    expect(screen.getByText('Old key “reporting-bot”')).toBeTruthy();
  });

  test('where the old key is not proven dead, its entry stands there', async () => {
    const { user } = await leaked();
    const stuck = data.unfinished({ situation: 'stop_not_proven', actions: ['ask_again'] });
    pretend.flow = { key: data.key({ id: 'k9', label: 'reporting-bot 2', replaces: 'k1' }), unfinished: stuck };
    pretend.view = { ...pretend.view, keys: [data.key({ state: 'stopping', proof: data.proof({ verdict: 'not_confirmed', cause: 'timed_out' }) })] };
    await user.click(button('Rotate, and stop the old key'));
    await waitFor(() => expect(find('[data-testid="old-end"]').textContent).toContain('Not confirmed'));
    expect(there('dialog [data-situation="stop_not_proven"]')).toBe(true);
  });
});

describe('rotate: leaked, and the new key does not work', () => {
  test('the old one is said to live', async () => {
    const { user } = await rotate();
    await user.click(find('#plan-leaked'));
    pretend.flow = { key: data.key({ id: 'k9', label: 'reporting-bot 2', last_test: data.test({ verdict: 'refused', cause: 'key_unknown' }) }), unfinished: null };
    await user.click(button('Rotate, and stop the old key'));
    await waitFor(() => expect(find('[data-testid="new-end"]').textContent).toContain('Refused'));
    expect(find('[data-testid="old-end"]').textContent).toContain('“reporting-bot” was not stopped');
  });
});

describe('a rotation under way', () => {
  const fresh = data.key({ id: 'k9', label: 'reporting-bot 2', remote_id: 'n-1', replaces: 'k1' });
  const open = (part: Partial<RotationView> = {}, more: Parameters<typeof data.overview>[0] = {}) =>
    openWindow(data.overview({ keys: [fresh, data.key({ holders })], rotations: [data.rotation(part)], ...more }));
  const bar = () => find<HTMLElement>('[data-rotation="r1"]');

  test('says that both keys work, and each system is ticked', async () => {
    const { user } = await open();
    expect(bar().textContent).toContain('Both keys work now');
    const box = (name: string) => find<HTMLInputElement>(`[aria-label="${name} has the new key"]`);
    expect([box('Reporting server').checked, box('Month-end sheet').checked]).toEqual([true, false]);
    await user.click(box('Month-end sheet'));
    expect(pretend.called('switchHolder')).toEqual([['r1', 'h2', true]]);
    await waitFor(() => expect(bar().textContent).toContain('Every system has the new key. The old one can be retired.'));
    expect(box('Month-end sheet').checked).toBe(true);
    expect(screen.getByText(/Noted: Month-end sheet has the new key/)).toBeTruthy();
  });

  test('a tick that is refused is taken back, and says why', async () => {
    pretend.refuse('switchHolder', 'records_unwritable');
    const { user } = await open();
    await user.click(find('[aria-label="Month-end sheet has the new key"]'));
    await waitFor(() => expect(bar().querySelector('[role="alert"]')).toBeTruthy());
    expect(find<HTMLInputElement>('[aria-label="Month-end sheet has the new key"]').checked).toBe(false);
  });

  test('retiring with everything done asks for the label alone', async () => {
    const { user } = await open({ switches: [] });
    await user.click(button('Retire the old key…'));
    expect(there('#retire-anyway')).toBe(false);
    expect(document.activeElement?.id).toBe('retire-old-confirmation');
    await user.type(find('#retire-old-confirmation'), 'reporting-bot');
    await user.click(button('Retire the old key'));
    await waitFor(() => expect(there('dialog')).toBe(false));
    expect(pretend.called('retireOld')).toEqual([[{ rotation_id: 'r1', confirmation: 'reporting-bot', anyway: false }]]);
    await waitFor(() => expect(document.activeElement?.id).toBe('details-title'));
    expect(where.key).toBe('k1');
    expect(find('[data-testid="proof"]').textContent).toContain('Confirmed dead');
    expect(there('[data-rotation]')).toBe(false);
  });

  test('what is not done is named, and needs a tick of its own', async () => {
    const { user } = await open({ new_works: false });
    await user.click(button('Retire the old key…'));
    expect(find('[data-testid="not-done"]').textContent).toContain('“reporting-bot 2” has not passed its test.');
    expect(find('[data-testid="not-done"]').textContent).toContain('Month-end sheet does not have the new key.');
    await user.type(find('#retire-old-confirmation'), 'reporting-bot');
    expect(pressable('Retire the old key')).toBe(false);
    await user.click(find('#retire-anyway'));
    await user.click(button('Retire the old key'));
    expect(pretend.called('retireOld')[0]?.[0]).toMatchObject({ anyway: true });
  });

  test('what the core knows and the window did not comes back as words', async () => {
    pretend.refuse('retireOld', 'not_switched');
    const { user } = await open({ switches: [] });
    await user.click(button('Retire the old key…'));
    pretend.view = { ...pretend.view, rotations: [data.rotation()] };
    await user.type(find('#retire-old-confirmation'), 'reporting-bot');
    await user.click(button('Retire the old key'));
    await waitFor(() => expect(find('dialog [role="alert"]')).toBeTruthy());
    expect(there('#retire-anyway')).toBe(true);
    expect(pressable('Retire the old key')).toBe(false);
  });

  test('a new key that the core holds for untested is tested right there', async () => {
    pretend.refuse('retireOld', 'new_key_untested');
    const { user } = await open({ switches: [] });
    await user.click(button('Retire the old key…'));
    await user.type(find('#retire-old-confirmation'), 'reporting-bot');
    await user.click(button('Retire the old key'));
    await waitFor(() => expect(find('dialog [role="alert"]')).toBeTruthy());
    await user.click(find('dialog [role="alert"] .actions button'));
    expect(pretend.called('testKey')).toEqual([['k9']]);
  });

  test('a new key that has not passed its test is tested from here', async () => {
    const { user } = await open({ new_works: false });
    await user.click(button('Test the new key'));
    expect(pretend.called('testKey')).toEqual([['k9']]);
  });

  test('both can be kept', async () => {
    const { user } = await open();
    await user.click(button('Keep both keys'));
    await waitFor(() => expect(there('[data-rotation]')).toBe(false));
    expect(pretend.called('endRotation')).toEqual([['r1']]);
    expect(document.activeElement?.id).toBe('keys-title');
  });

  test('after the old key has ended the systems are left, and Done ends it', async () => {
    const { user } = await open({ old_ended: true });
    expect(bar().textContent).toContain('The old key has ended; this system still needs the new one');
    expect(buttons('[data-rotation]')).not.toContain('Retire the old key…');
    await user.click(button('Done'));
    expect(pretend.called('endRotation')).toEqual([['r1']]);
  });

  test.each([['making', 'k9', 'The new key is being made'], ['stopping', 'k1', 'The old key is being stopped']] as const)('while %s it points to what is open', async (phase, keyId, title) => {
    const { user } = await open({ phase }, { unfinished: [data.unfinished({ key_id: keyId })] });
    expect(bar().querySelector('h2')?.textContent).toBe(title);
    await user.click(button('Show what is open'));
    expect(document.activeElement?.id).toBe('unfinished-u1');
    expect(buttons('[data-rotation]')).not.toContain('Retire the old key…');
  });

  test('in the details of either key the other one is named', async () => {
    await openWindow(data.overview({ keys: [fresh, data.key({ holders })], rotations: [data.rotation()] }), 'k1');
    expect(find('aside').textContent).toContain('“reporting-bot 2” takes its place');
    expect(pressable('Rotate…')).toBe(false);
  });

  test('without faults for assistive technology', async () => {
    const { user } = await open({ new_works: false });
    await user.click(button('Retire the old key…'));
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((fault) => fault.id)).toEqual([]);
  });
});
