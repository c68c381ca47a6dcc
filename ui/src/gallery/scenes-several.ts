/** Several keys at once: selecting, stopping, and what came of it. */
import { where } from '$lib/state/where.svelte';
import * as data from './data';
import { pretend } from './fake';
import * as four from './four';
import { click, press, type, wait } from './hands';
import type { Scene } from './scenes';

const pick = async (...labels: string[]) => {
  for (const label of labels) await click(`[data-key-label="${label}"] input[type=checkbox]`);
};
const three = () => pick('reporting-bot', 'order-engine', 'backtest-runner');
const mixed = data.bulk({
  open: true,
  rows: [
    data.bulkRow(),
    data.bulkRow({ key_id: 'k5', label: 'partner-dashboard', result: 'gone_from_list' }),
    data.bulkRow({ key_id: 'k2', label: 'order-engine', result: 'still_alive', cause: 'still_listed' }),
    data.bulkRow({ key_id: 'k6', label: 'backtest-runner', account_name: 'Research', result: 'not_confirmed', cause: 'timed_out', params: { seconds: '20' } }),
    data.bulkRow({ key_id: 'k4', label: 'settlement-export', result: 'not_stopped', cause: 'rate_limited' }),
    data.bulkRow({ key_id: 'k7', label: 'nightly-reconciliation-of-the-second-quarter', account_name: 'Research', result: 'cannot_stop', cause: 'id_unknown' }),
    data.bulkRow({ key_id: 'k3', label: 'Keyrack on the admin’s desk', result: 'held_back', cause: 'held_back' }),
  ],
});
const account = () => {
  pretend.view = data.overview();
  where.begin('stop_many', { accountId: 'a1', door: 'emergency' });
};

export const scenesOfSeveral: Scene[] = [
  { name: 'select', set: () => undefined, then: three },
  { name: 'select-hidden', set: () => undefined, then: async () => { await three(); await type('input[type=search]', 'research'); } },
  { name: 'stop-many', set: () => undefined, then: async () => { await three(); await press('Emergency stop…'); } },
  { name: 'stop-many-manager', set: () => (pretend.view = four.overviewOfFour()), then: async () => { await pick('reporting-bot', 'research-agent', 'old-agent', 'ledger-feed'); await press('Emergency stop…'); } },
  { name: 'stop-many-retire', set: () => undefined, then: async () => { await three(); await press('Retire…'); await type('#stop-many-confirmation', '3'); } },
  { name: 'stop-many-running', set: () => { pretend.next.stopMany = 'hang'; pretend.steps = [{ key_id: 'k1', step: 'proof', state: 'done' }, { key_id: 'k2', step: 'proof', state: 'begun', again: { verdict: 'still_alive', cause: null, asked: 2, of: 4 } }, { key_id: 'k6', step: 'ask_to_stop', state: 'done' }]; }, then: async () => { await pick('reporting-bot', 'order-engine', 'settlement-export', 'backtest-runner'); await press('Emergency stop…'); await press('Stop reporting-bot, order-engine and 2 more now'); await wait(100); } },
  { name: 'stop-many-away', set: () => { pretend.next.stopMany = 'hang'; pretend.steps = [{ key_id: 'k1', step: 'proof', state: 'done' }]; }, then: async () => { await three(); await press('Emergency stop…'); await press('Stop reporting-bot, order-engine and backtest-runner now'); await press('Leave it running'); } },
  { name: 'stop-many-ended', set: () => { pretend.bulk = mixed; }, then: async () => { await three(); await press('Emergency stop…'); await press('Stop reporting-bot, order-engine and backtest-runner now'); await wait(200); } },
  { name: 'stop-many-dead', set: () => undefined, then: async () => { await three(); await press('Emergency stop…'); await press('Stop reporting-bot, order-engine and backtest-runner now'); await wait(200); } },
  { name: 'stop-account', set: account },
  { name: 'stop-account-retire', set: () => { account(); where.begin('stop_many', { accountId: 'a1', door: 'retire' }); }, then: () => type('#stop-many-confirmation', 'Trading') },
  { name: 'stop-account-ended', set: () => { account(); pretend.bulk = data.bulk({ account_id: 'a2', list_problem: 'timed_out', not_stoppable: [{ account_id: 'a2', account_name: 'Research', form_name: 'Bearer token' }], rows: [data.bulkRow({ key_id: 'k6', label: 'backtest-runner' }), data.bulkRow({ key_id: 'k7', label: 'nightly-recon' })] }); }, then: async () => { await press('Stop everything in Trading desk now'); await wait(200); } },
  { name: 'bulk-open', set: () => (pretend.view = data.overview({ bulks: [mixed] })), then: () => click('[data-bulk] summary') },
];
