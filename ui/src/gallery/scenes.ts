/** Every screen and state worth looking at. A scene sets up the pretended core, then may press and type. */
import type { Situation, NextStep } from '$api/types';
import { where } from '$lib/state/where.svelte';
import * as data from './data';
import { pretend } from './fake';
import { click, press, type, wait } from './hands';
import { scenesOfCare } from './scenes-care';
import { scenesOfFirst } from './scenes-first';
import { scenesOfFour } from './scenes-four';
import { scenesOfHandOver } from './scenes-hand-over';
import { scenesOfRotation } from './scenes-rotation';
import { scenesOfRows } from './scenes-rows';
import { scenesOfSeveral } from './scenes-several';

export type Scene = { name: string; set: () => void; then?: () => Promise<void> };

const select = (id: string) => () => {
  where.screen = 'keys';
  where.key = id;
};
const withKey = (key: ReturnType<typeof data.key>) => () => {
  pretend.view = data.overview({ keys: data.keys.map((one) => (one.id === key.id ? key : one)) });
  select(key.id)();
};

const situation = (name: Situation, actions: NextStep[], part: Partial<Parameters<typeof data.unfinished>[0]> = {}) => ({
  ...data.unfinished({ id: name, key_id: `x-${name}`, situation: name, actions }),
  ...part,
});

const newKey = () => {
  where.open = 'new_key';
};
const filled = async () => {
  await type('#new-key-label', 'order-engine-2');
  await click('#scope-write');
  await wait(400);
};

export const scenes: Scene[] = [
  { name: 'welcome', set: () => (pretend.view = data.practice({ practice: { started: false, memory_only: false, connected: false }, accounts: [] })) },
  { name: 'welcome-waiting', set: () => { pretend.view = data.practice({ practice: { started: false, memory_only: false, connected: false }, accounts: [] }); pretend.next.startPractice = 'hang'; }, then: async () => { await press('Start practice'); await wait(1200); } },
  { name: 'keys', set: () => undefined },
  { name: 'keys-selected', set: select('k1') },
  { name: 'keys-practice', set: () => { pretend.view = data.practice({ keys: [data.practiceKey(), data.practiceKey({ id: 'k2', label: 'order-engine', permissions: [data.permission('write::trade')], moves_money: true, last_test: null })] }); select('k1')(); } },
  { name: 'keys-practice-empty', set: () => (pretend.view = data.practice()) },
  { name: 'keys-no-account', set: () => (pretend.view = data.overview({ accounts: [], keys: [] })) },
  { name: 'keys-no-match', set: () => undefined, then: () => type('input[type=search]', 'zzz') },
  { name: 'keys-unread', set: () => pretend.refuse('overview', 'records_damaged', {}, 'database disk image is malformed (code 11)') },
  {
    name: 'keys-unfinished',
    set: () => (pretend.view = data.overview({ unfinished: [
      situation('almost_done', ['finish']),
      situation('stop_not_proven', ['ask_again'], { label: 'order-engine', error: { code: 'timed_out', params: { seconds: '20' }, details: null } }),
      situation('secret_never_arrived', ['stop_candidates', 'keep_key'], { label: 'export', candidates: [{ remote_id: '11d0b4a1-7e9f-4b7c-9f4e-0f2b9e8c7d6a', remote_name: 'export' }] }),
      situation('answer_held', ['finish'], { label: 'feed' }),
    ] })),
  },
  { name: 'keys-website', set: () => (pretend.view = data.overview({ unfinished: [situation('waiting_for_id', ['enter_key_id', 'let_provider', 'discard'], { key_id: 'k1' })] })) },
  { name: 'details-refused', set: select('k4') },
  { name: 'details-could-not-tell', set: select('k6') },
  { name: 'details-manager', set: select('k3') },
  { name: 'details-elsewhere', set: select('k5') },
  { name: 'details-long', set: select('k7') },
  { name: 'details-testing', set: () => { select('k1')(); pretend.next.testKey = 'hang'; }, then: async () => { await press('Test'); await wait(1200); } },
  { name: 'details-error', set: () => { select('k1')(); pretend.refuse('testKey', 'keychain_locked', {}, 'org.freedesktop.Secret.Error.IsLocked'); }, then: () => press('Test') },
  { name: 'emergency', set: select('k2'), then: () => press('Emergency stop…') },
  { name: 'emergency-manager', set: select('k3'), then: () => press('Emergency stop…') },
  { name: 'retire', set: select('k2'), then: async () => { await press('Retire…'); await type('#retire-confirmation', 'order-en'); } },
  { name: 'retire-manager', set: select('k3'), then: async () => { await press('Retire…'); await type('#retire-confirmation', '21aa'); } },
  { name: 'stopping', set: () => { select('k2')(); pretend.next.stopKey = 'hang'; pretend.steps = [{ step: 'ask_to_stop', state: 'done' }, { step: 'proof', state: 'begun' }]; }, then: async () => { await press('Emergency stop…'); await press('Stop order-engine now'); await wait(1200); } },
  { name: 'stopped', set: select('k1'), then: async () => { await press('Emergency stop…'); await press('Stop reporting-bot now'); } },
  { name: 'proof-dead', set: select('k8') },
  { name: 'proof-alive', set: () => { withKey(data.key({ state: 'stopping', proof: data.proof({ verdict: 'still_alive', named_death: false, listed: true, cause: 'still_listed' }) }))(); pretend.view.unfinished.push(situation('stop_not_proven', ['finish', 'ask_again'], { key_id: 'k1' })); } },
  { name: 'proof-not-confirmed', set: () => { withKey(data.key({ state: 'stopping', proof: data.proof({ verdict: 'not_confirmed', named_death: false, control: false, listed: null, cause: 'control_failed' }) }))(); pretend.view.unfinished.push(situation('stop_not_proven', ['ask_again'], { key_id: 'k1' })); } },
  { name: 'proof-gone', set: withKey(data.key({ id: 'k5', label: 'partner-dashboard', state: 'stopped', secret: 'elsewhere', stopped_at: data.ago(3), last_test: null, proof: data.proof({ verdict: 'gone_from_list', worked_before: false, named_death: false }) })) },
  { name: 'new-key', set: newKey },
  { name: 'new-key-filled', set: newKey, then: async () => { await filled(); await click('dialog summary'); document.querySelector('dialog .body')?.scrollTo(0, 9999); } },
  { name: 'new-key-money', set: newKey, then: filled },
  { name: 'new-key-label-taken', set: () => { newKey(); pretend.refuse('checkLabel', 'label_taken'); }, then: async () => { await type('#new-key-label', 'reporting-bot'); await wait(400); await press('Make this key'); } },
  { name: 'new-key-making', set: () => { newKey(); pretend.next.createKey = 'hang'; pretend.steps = [{ step: 'make_pair', state: 'done' }, { step: 'keep_secret', state: 'begun' }]; }, then: async () => { await filled(); await press('Make this key'); await wait(1200); } },
  { name: 'new-key-error', set: () => { newKey(); pretend.refuse('createKey', 'keychain_locked'); }, then: async () => { await filled(); await press('Make this key'); await wait(200); document.querySelector('dialog .body')?.scrollTo(0, 9999); } },
  { name: 'new-key-usage-level', set: () => { newKey(); pretend.steps = [{ step: 'make_pair', state: 'done' }, { step: 'keep_secret', state: 'done' }, { step: 'send_public', state: 'failed' }]; pretend.flow = { key: data.key({ id: 'k9', label: 'order-engine-2', state: 'making' }), unfinished: situation('usage_level', ['use_website', 'let_provider', 'discard'], { key_id: 'k9', label: 'order-engine-2', error: { code: 'usage_level', params: {}, details: 'HTTP 403' } }) }; }, then: async () => { await filled(); await press('Make this key'); await wait(200); } },
  { name: 'new-key-done', set: newKey, then: async () => { await type('#new-key-label', 'reporting-bot-2'); await click('#scope-read--portfolio-balance'); await press('Make this key'); await wait(300); } },
  { name: 'accounts', set: () => (where.screen = 'accounts') },
  { name: 'accounts-empty', set: () => { pretend.view = data.overview({ accounts: [], keys: [] }); where.screen = 'accounts'; } },
  { name: 'accounts-practice', set: () => { pretend.view = data.practice(); where.screen = 'accounts'; } },
  { name: 'account-remove', set: () => { where.screen = 'accounts'; pretend.refuse('removeAccount', 'account_in_use'); }, then: async () => { await press('Remove…'); await press('Remove this account'); } },
  { name: 'account-add', set: () => { where.screen = 'accounts'; where.open = 'add_account'; } },
  { name: 'account-add-custom', set: () => { where.screen = 'accounts'; where.open = 'add_account'; pretend.refuse('tryAccount', 'address_not_https'); }, then: async () => { await click('#environment-custom'); await type('#account-address', 'http://keys.example.com'); await click('#form-bearer'); await type('#field-token', 'secret'); await press('Test this account'); await wait(200); } },
  { name: 'account-add-works', set: () => { where.screen = 'accounts'; where.open = 'add_account'; }, then: async () => { await type('#account-name', 'Trading desk'); await type('#field-key_id', '5f2c1b9e-0d41-4d0e-9a51-7c1f7f0b21aa'); await press('Choose a file…'); await press('Test this account'); await wait(200); } },
  { name: 'account-add-refused', set: () => { where.screen = 'accounts'; where.open = 'add_account'; pretend.trial = { trial: 't1', test: data.test({ verdict: 'refused', cause: 'signature_refused' }), listed: null, may_save: false }; }, then: async () => { await type('#account-name', 'Trading desk'); await type('#field-private_key', 'x'); await press('Test this account'); await wait(200); } },
  { name: 'activity', set: () => (where.screen = 'activity'), then: () => press('Check the log') },
  { name: 'settings', set: () => (where.screen = 'settings') },
  { name: 'settings-locked', set: () => { where.screen = 'settings'; pretend.view = data.practice(); pretend.keychain = { name: 'Secret Service', problem: 'keychain_locked', memory_only: false, survives_restart: true, item_limit: null }; } },
  { name: 'settings-reset', set: () => { where.screen = 'settings'; pretend.view = data.practice(); }, then: () => press('Reset practice…') },
  { name: 'shortcuts', set: () => (where.open = 'shortcuts') },
  ...scenesOfFour,
  ...scenesOfHandOver,
  ...scenesOfRotation,
  ...scenesOfSeveral,
  ...scenesOfRows,
  ...scenesOfCare,
  ...scenesOfFirst,
];
