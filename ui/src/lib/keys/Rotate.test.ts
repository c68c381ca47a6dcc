import axe from 'axe-core';
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { nextLabel } from '$lib/state/rotating.svelte';
import { where } from '$lib/state/where.svelte';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import * as four from '../../gallery/four';
import { button, find, openWindow, pressable } from '../../gallery/stage';

const open = (id: string, part: Parameters<typeof four.overviewOfFour>[0] = {}) => openWindow(four.overviewOfFour(part), id);
const there = (selector: string) => document.querySelector(selector) !== null;

describe('rotate', () => {
  test.each([
    ['feed', 100, 'feed 2'],
    ['feed 2', 100, 'feed 3'],
    ['a'.repeat(20), 20, `${'a'.repeat(18)} 2`],
    ['7', 100, '7 2'],
  ])('%s becomes another label', (label, longest, next) => {
    expect(nextLabel(label, longest)).toBe(next);
  });

  test('is offered only where a new key can take its place', async () => {
    await open('b-feed', { keys: [{ ...four.feed, rotation: null }] });
    expect([...document.querySelectorAll('footer button')].map((one) => one.textContent?.trim())).not.toContain('Rotate…');
  });

  test('says what happens, sends the new label, and shows the new key with the way to the end of the old one', async () => {
    const { user } = await open('m-agent');
    await user.click(button('Rotate…'));
    expect(screen.getByText(/Both keys work until every system has the new one/)).toBeTruthy();
    expect(find<HTMLInputElement>('#rotate-label').value).toBe('research-agent 2');
    expect(there('#rotate-others')).toBe(false);
    await user.click(button('Rotate this key'));
    await waitFor(() => expect(where.key).toBe('k9'));
    expect(pretend.called('rotateKey')).toEqual([[{ key_id: 'm-agent', label: 'research-agent 2', plan: 'planned', scopes: null, way: null, bits: null }]]);
    expect([...document.querySelectorAll('[data-step]')].map((step) => step.textContent?.trim().split(':')[0])).toEqual(['Ask BlockMind for the key', 'Keep the secret in your keychain', 'Test']);
    expect(screen.getByText('It takes the place of “research-agent”')).toBeTruthy();
    expect(screen.getByText('Both keys work now')).toBeTruthy();
  });

  test('a key that was kept beside the old one still offers to retire that one', async () => {
    const { user } = await open('m-agent2', { keys: [four.agent, four.agentNew] });
    await user.click(button('Retire “research-agent”…'));
    await user.type(find('#retire-confirmation'), 'research-agent');
    await user.click(button('Retire this key'));
    expect(pretend.called('stopKey')).toEqual([['m-agent', 'retire', 'research-agent']]);
    expect(where.key).toBe('m-agent');
  });

  test('a label that is taken is said, and nothing is sent', async () => {
    pretend.refuse('checkLabel', 'label_taken');
    const { user } = await open('m-agent');
    await user.click(button('Rotate…'));
    await waitFor(() => expect(screen.getByText(/Another key of this account has this label/)).toBeTruthy());
    await user.click(button('Rotate this key'));
    expect(pretend.called('rotateKey')).toHaveLength(0);
  });

  test('that exchanges the secret says that the old one stops at once', async () => {
    const { user } = await open('c-edge', { accounts: Object.values(four.accounts), keys: [four.edge] });
    await user.click(button('Rotate…'));
    expect(screen.getByText('The old secret stops working at once')).toBeTruthy();
    expect(find('dialog').textContent).not.toContain('Both keys work');
    expect(there('#plan-leaked')).toBe(false);
  });

  const second = data.unfinished({ id: 'u2', key_id: 'm-making', label: 'research-agent 2', account_id: 'm1', provider_name: 'BlockMind', situation: 'second_key_possible', actions: ['rotate_again', 'discard'] });

  test('an answer that never came leaves the website’s steps, another try, and a way to leave it', async () => {
    const { user } = await open('m-agent');
    await user.click(button('Rotate…'));
    pretend.flow = { key: four.agentMaking, unfinished: second };
    await user.click(button('Rotate this key'));
    const entry = await waitFor(() => find<HTMLElement>('dialog [data-situation="second_key_possible"]'));
    expect(entry.textContent).toContain('BlockMind may have made a second key whose secret never arrived.');
    expect(entry.textContent).toContain('“research-agent” works as before.');
    expect(entry.querySelectorAll('[data-testid="stop-by-hand"] li')).toHaveLength(3);
    await user.click(button('Open BlockMind’s website'));
    expect(pretend.called('openWebsite')).toEqual([['m1']]);
    pretend.flow = { key: four.agentNew, unfinished: null };
    await user.click([...entry.querySelectorAll('button')].find((one) => one.textContent?.includes('Rotate again')) as HTMLElement);
    await waitFor(() => expect(where.key).toBe('m-agent2'));
    expect(pretend.called('continueFlow')).toEqual([['u2', 'rotate_again', null]]);
  });

  test('leaving a possible second key asks once more', async () => {
    const { user } = await open('b-feed', { unfinished: [second] });
    await user.click(button('Leave it'));
    expect(pretend.called('continueFlow')).toHaveLength(0);
    await user.click(button('Leave the second key'));
    expect(pretend.called('continueFlow')).toEqual([['u2', 'discard', null]]);
  });

  test('a renamed permission says whether the newer one is wider, and is taken with one press', async () => {
    const error = { code: 'permission_renamed' as const, params: { scope: 'webhooks:read', newer: 'admin:webhooks', wider: 'yes' }, details: null };
    const { user } = await open('b-feed', { unfinished: [data.unfinished({ id: 'u3', key_id: 'x', label: 'hooks', account_id: 'b1', provider_name: 'Buildmarkets', situation: 'permission_renamed', actions: ['use_new_names', 'discard'], error })] });
    const entry = find<HTMLElement>('[data-situation="permission_renamed"]');
    expect(entry.textContent).toContain('Buildmarkets has a newer name for “webhooks:read”: “admin:webhooks”.');
    expect(entry.textContent).toContain('wider');
    expect(entry.querySelector('[role="alert"]')).toBeNull();
    await user.click(button('Use the newer name'));
    expect(pretend.called('continueFlow')).toEqual([['u3', 'use_new_names', null]]);
  });
});

describe('what the details say', () => {
  test('a listed key rests on the list, in one sentence', async () => {
    await open('o-app');
    const card = find<HTMLElement>('[data-testid="verdict"]');
    expect(card.textContent).toContain('Listed; the secret could not be tried');
    expect(find('[data-testid="evidence"]').textContent).toBe('This rests on Openfish’s list alone: no call there tries the secret of a key.');
    expect(screen.getByText(/carry no permissions:/)).toBeTruthy();
  });

  test('a death that rests on the list is not called an answer', async () => {
    await open('o-app', { keys: [{ ...four.builder, state: 'stopped', secret: 'erased', proof: data.proof({ evidence: 'list' }) }] });
    const card = find<HTMLElement>('[data-testid="proof"]');
    expect(card.textContent).toContain('Confirmed dead');
    expect(card.textContent).toContain('No call there tries a secret by itself.');
    expect(card.querySelectorAll('li')).toHaveLength(3);
  });

  test('where there is no list, none is called unreadable', async () => {
    await open('m-agent', { keys: [{ ...four.agent, state: 'stopped', secret: 'erased', proof: data.proof({ listed: null }) }] });
    expect(find('[data-testid="proof"]').querySelectorAll('li')).toHaveLength(3);
    expect(find('[data-testid="proof"]').textContent).not.toContain('list');
  });

  test('facts and the end of a key, as the provider tells them', async () => {
    await open('m-agent');
    const said = find<HTMLElement>('[data-testid="said"]').textContent ?? '';
    expect(said).toContain('What BlockMind says of this key');
    expect(said).toContain('in 12 days');
    expect(said).toContain('Requests a minute');
  });

  test('a permission that Keyrack does not know stands exactly as it is', async () => {
    await open('b-feed');
    expect([...document.querySelectorAll('aside code')].filter((one) => one.textContent === 'ledger:export')).toHaveLength(1);
    expect(screen.getByText('Keyrack does not know this permission.')).toBeTruthy();
  });

  test('permissions that nobody has said are not called none', async () => {
    await open('m-agent3');
    expect(find('aside').textContent).toContain('What it may do is not known');
    expect(find('[data-key-label="old-agent"]').textContent).not.toContain('cannot move money');
  });

  test('a key that cannot be stopped says why and how it is done by hand, and can be tested', async () => {
    await open('m-agent3');
    expect(find('[data-testid="stop-problem"]').textContent).toContain('Keyrack does not know which ID this key has at BlockMind.');
    expect(document.querySelectorAll('[data-testid="stop-by-hand"] li')).toHaveLength(3);
    expect([pressable('Retire…'), pressable('Emergency stop…'), pressable('Test')]).toEqual([false, false, true]);
  });

  test.each([
    ['k1', 'here and there', 'Secret half'],
    ['b-there', 'only there', 'Secret'],
    ['m-agent', 'not listed there', 'Secret'],
  ])('%s is %s', async (id, place, name) => {
    await open(id);
    expect(find(`tr.selected`).textContent).toContain(place);
    expect(find('aside dl dt').textContent).toBe(name);
  });
});

describe('the provider’s own log', () => {
  const row = { at: data.ago(5), call: 'GET /portfolio', status: '200', marks: [], facts: [{ name: 'IP', value: '203.0.113.7' }, { name: 'id', value: '3be4acbd-4af8-4b7e-ab00-1a0604e9f93c' }] };

  test('stands behind a tab only where there is one, and loads more', async () => {
    pretend.usage = [
      { available: true, rows: [row], next: '1' },
      { available: true, rows: [{ at: null, call: 'POST /signals', status: null, marks: [], facts: [] }], next: null },
    ];
    const { user } = await open('m-agent');
    expect(pretend.called('usageLog')).toHaveLength(0);
    await user.click(button('BlockMind’s own log'));
    await waitFor(() => expect(find('[data-testid="usage-log"]').textContent).toContain('GET /portfolio'));
    // What is long stands under Details.
    expect(find('[data-testid="usage-log"] li p + p').textContent).toContain('IP: 203.0.113.7');
    expect(find('[data-testid="usage-log"] li details').textContent).toContain('3be4acbd');
    await user.click(button('Load more'));
    await waitFor(() => expect(document.querySelectorAll('[data-testid="usage-log"] li')).toHaveLength(2));
    expect(pretend.called('usageLog')).toEqual([['m-agent', null], ['m-agent', '1']]);
    expect([...document.querySelectorAll('button')].map((one) => one.textContent?.trim())).not.toContain('Load more');
  });

  test('that is not kept for this key is no fault', async () => {
    pretend.usage = [{ available: false, rows: [], next: null }];
    const { user } = await open('m-agent');
    await user.click(button('BlockMind’s own log'));
    await waitFor(() => expect(screen.getByText(/Not available for this key/)).toBeTruthy());
    expect(there('[role="alert"]')).toBe(false);
  });

  test('that cannot be read says so, with a button', async () => {
    pretend.refuse('usageLog', 'timed_out');
    const { user } = await open('m-agent');
    await user.click(button('BlockMind’s own log'));
    await waitFor(() => expect(there('[role="alert"]')).toBe(true));
    pretend.next = {};
    pretend.usage = [{ available: true, rows: [row], next: null }];
    await user.click(button('Try again'));
    await waitFor(() => expect(document.querySelectorAll('[data-testid="usage-log"] li')).toHaveLength(1));
  });

  test('is reached by keyboard, without faults for assistive technology', async () => {
    const { user } = await open('m-agent');
    find<HTMLElement>('#details-tab-overview').focus();
    await user.keyboard('{ArrowLeft}');
    await waitFor(() => expect(find('#details-tab-usage').getAttribute('aria-selected')).toBe('true'));
    expect(document.activeElement?.id).toBe('details-tab-usage');
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((fault) => fault.id)).toEqual([]);
  });
});
