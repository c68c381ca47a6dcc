import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import { button, find, openWindow } from '../../gallery/stage';
import { confirmationOf } from './confirmation';

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

describe('retire', () => {
  test('only the whole label lets it go on', async () => {
    const { user } = await openWindow(data.overview(), 'k2');
    await user.click(button('Retire…'));
    const act = () => button('Retire this key');
    expect(act().disabled).toBe(true);
    await user.type(find('#retire-confirmation'), 'order-engin');
    expect(act().disabled).toBe(true);
    await user.type(find('#retire-confirmation'), 'e');
    expect(act().disabled).toBe(false);
    await user.click(act());
    expect(pretend.called('stopKey')).toEqual([['k2', 'retire', 'order-engine']]);
    await waitFor(() => expect(find('[data-testid="proof"]').textContent).toContain('Confirmed dead'));
    expect([...document.querySelectorAll('[data-step]')].map((step) => step.getAttribute('data-step'))).toEqual(['ask_to_stop', 'proof', 'erase_secret']);
  });

  test.each([
    ['a plain label is typed whole', 'order-engine', 'order-engine'],
    ['a label of 24 characters is still typed whole', 'a'.repeat(24), 'a'.repeat(24)],
    ['a longer one asks for the end of the ID', 'a'.repeat(25), '608c'],
    ['one that is not plain text asks for the end of the ID', 'bücher', '608c'],
  ])('%s', (_, label, expected) => {
    expect(confirmationOf(data.key({ label })).text).toBe(expected);
  });

  test('a key without an ID can only be named by its label', () => {
    expect(confirmationOf(data.key({ label: 'bücher', remote_id: null })).text).toBe('bücher');
  });

  test('the key that Keyrack works with says what is lost with it', async () => {
    const { user } = await openWindow(data.overview(), 'k3');
    await user.click(button('Retire…'));
    expect(screen.getByText(/Keyrack can do nothing more at Kalshi through this account/)).toBeTruthy();
  });

  test.each(['Retire…', 'Emergency stop…'])('a key that it may work with says so too: %s', async (door) => {
    const { user } = await openWindow(data.overview({ keys: [data.key({ id: 'k7', secret: 'elsewhere', place: 'only_there', may_be_manager: true })] }), 'k7');
    await user.click(button(door));
    expect(screen.getByText('Keyrack itself may work with this key')).toBeTruthy();
  });

  test('nothing is erased where the secret is not here', async () => {
    const { user } = await openWindow(data.overview({ keys: [data.key({ id: 'k7', secret: 'elsewhere', place: 'only_there' })] }), 'k7');
    await user.click(button('Retire…'));
    expect(find('dialog').textContent).toContain('gone from Kalshi’s list');
    expect(find('dialog').textContent).not.toContain('erase');
  });
});

describe('emergency stop', () => {
  test('by keyboard: open, then the second button that names the key', async () => {
    const { user } = await openWindow(data.overview(), 'k2');
    button('Emergency stop…').focus();
    await user.keyboard('{Enter}');
    await user.tab();
    expect(document.activeElement?.textContent).toContain('Hold for one second');
    await user.tab();
    expect(document.activeElement?.textContent?.trim()).toBe('Stop order-engine now');
    await user.keyboard('{Enter}');
    expect(pretend.called('stopKey')).toEqual([['k2', 'emergency', null]]);
    await waitFor(() => expect(find('[data-testid="proof"]')).toBeTruthy());
  });

  test('a key held for a second stops it; let go before, it does not', async () => {
    const { user } = await openWindow(data.overview(), 'k2');
    await user.click(button('Emergency stop…'));
    const hold = button('Hold for one second');
    await fireEvent.keyDown(hold, { key: ' ' });
    await wait(300);
    await fireEvent.keyUp(hold, { key: ' ' });
    await wait(900);
    expect(pretend.called('stopKey')).toHaveLength(0);
    await fireEvent.keyDown(hold, { key: ' ' });
    await waitFor(() => expect(pretend.called('stopKey')).toHaveLength(1), { timeout: 1800 });
  });

  test('a key that is still down from opening the bar does not count', async () => {
    const { user } = await openWindow(data.overview(), 'k2');
    await user.click(button('Emergency stop…'));
    await fireEvent.keyDown(button('Hold for one second'), { key: 'Enter', repeat: true });
    await wait(1200);
    expect(pretend.called('stopKey')).toHaveLength(0);
  });

  test('it can be left, and nothing was stopped', async () => {
    const { user } = await openWindow(data.overview(), 'k2');
    await user.click(button('Emergency stop…'));
    await user.click(button('Keep key'));
    expect(screen.queryByText('Stop order-engine now')).toBeNull();
    expect(pretend.called('stopKey')).toHaveLength(0);
  });
});

describe('proof', () => {
  const shown = async (part: Parameters<typeof data.proof>[0], state: 'stopped' | 'stopping') => {
    const key = data.key({ state, proof: data.proof(part) });
    const open = state === 'stopping' ? [data.unfinished({ situation: 'stop_not_proven', actions: ['ask_again'] })] : [];
    const opened = await openWindow(data.overview({ keys: [key], unfinished: open }), 'k1');
    return { ...opened, card: find<HTMLElement>('[data-testid="proof"]') };
  };

  test('confirmed dead names its witnesses and asks nothing more', async () => {
    const { card } = await shown({}, 'stopped');
    expect(card.textContent).toContain('Confirmed dead');
    expect(card.querySelectorAll('li.good')).toHaveLength(4);
    expect(card.querySelector('button')).toBeNull();
  });

  test('still alive is loud and offers to ask again', async () => {
    const { card, user } = await shown({ verdict: 'still_alive', named_death: false, listed: true }, 'stopping');
    expect(card.textContent).toContain('Still alive');
    expect(card.querySelectorAll('li.against')).toHaveLength(2);
    await user.click(card.querySelector('button') as HTMLElement);
    expect(pretend.called('continueFlow')).toEqual([['u1', 'ask_again', null]]);
  });

  test('not confirmed says why', async () => {
    const { card } = await shown({ verdict: 'not_confirmed', cause: 'control_failed', control: false, named_death: false, listed: null }, 'stopping');
    expect(card.textContent).toContain('Not confirmed');
    expect(card.textContent).toContain('as a control, did not succeed either');
    expect(card.textContent).toContain('Ask again');
  });

  test('where the secret is elsewhere only the list can witness', async () => {
    const { card } = await shown({ verdict: 'gone_from_list', worked_before: false, named_death: false }, 'stopped');
    expect(card.querySelectorAll('li')).toHaveLength(1);
  });
});

describe('unfinished', () => {
  test('says what happened and finishes with the first button', async () => {
    const { user } = await openWindow(data.overview({ unfinished: [data.unfinished()] }));
    expect(screen.getByText('Keyrack was stopped while making “reporting-bot”.')).toBeTruthy();
    await user.click(button('Finish'));
    expect(pretend.called('continueFlow')).toEqual([['u1', 'finish', null]]);
    await waitFor(() => expect(screen.queryByText('Finish')).toBeNull());
  });

  test('discarding asks once more, and names the key', async () => {
    const { user } = await openWindow(data.overview({ unfinished: [data.unfinished({ situation: 'not_sent', actions: ['finish', 'discard'] })] }));
    await user.click(button('Discard…'));
    expect(pretend.called('continueFlow')).toHaveLength(0);
    await user.click(button('Discard this key'));
    expect(pretend.called('continueFlow')).toEqual([['u1', 'discard', null]]);
    await waitFor(() => expect(document.querySelector('[data-situation]')).toBeNull());
  });

  test('of several candidates the chosen one is stopped, after a question', async () => {
    const candidates = ['one', 'two'].map((id) => ({ remote_id: id, remote_name: 'export' }));
    const { user } = await openWindow(data.overview({ unfinished: [data.unfinished({ situation: 'secret_never_arrived', actions: ['stop_candidates', 'keep_key'], candidates })] }));
    const stops = screen.getAllByText('Stop at Kalshi…').map((text) => text.closest('button'));
    expect(stops).toHaveLength(2);
    await user.click(stops[1] as HTMLElement);
    await user.click(button('Stop this key'));
    expect(pretend.called('continueFlow')).toEqual([['u1', 'stop_candidates', 'two']]);
  });
});

describe('test', () => {
  test('the old verdict goes before the new one comes', async () => {
    pretend.next.testKey = 'hang';
    const { user } = await openWindow(data.overview(), 'k1');
    expect(find('[data-testid="verdict"]').textContent).toContain('Works');
    await user.click(button('Test'));
    expect(document.querySelector('[data-testid="verdict"]')).toBeNull();
  });

  test('a refusal says why, and gives one next step', async () => {
    await openWindow(data.overview(), 'k4');
    const card = find<HTMLElement>('[data-testid="verdict"]');
    expect(card.textContent).toContain('Kalshi does not know this key.');
    expect(card.querySelectorAll('.act button')).toHaveLength(1);
    expect(card.querySelector('details')?.textContent).toContain('KALSHI-ACCESS-KEY');
  });
});
