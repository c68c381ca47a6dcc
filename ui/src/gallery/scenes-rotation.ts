/** The life of a key between its making and its end: who has it, handing over, rotating. */
import type { KeyView, RotationView } from '$api/types';
import { where } from '$lib/state/where.svelte';
import * as data from './data';
import { pretend } from './fake';
import * as four from './four';
import { click, press, type, wait } from './hands';
import type { Scene } from './scenes';

const holders = [data.holder('h1', 'Reporting server', 'production'), data.holder('h2', 'Month-end sheet')];
const fresh = data.key({ id: 'k9', label: 'reporting-bot 2', remote_id: '0c77b1de-2f54-4a8e-b1a1-93d1c0a8f4e2', replaces: 'k1', made_at: data.ago(180), holders: holders.slice(0, 1) });
const old = data.key({ holders });

const withKey = (key: KeyView) => () => {
  pretend.view = data.overview({ keys: data.keys.map((one) => (one.id === key.id ? key : one)) });
  where.key = key.id;
};
const rotating = (part: Partial<RotationView>, keys: KeyView[] = [fresh, old], more: Parameters<typeof data.overview>[0] = {}) => () => {
  pretend.view = data.overview({ keys: [...keys, ...data.keys.slice(1)], rotations: [data.rotation(part)], ...more });
};
const unfinished = data.unfinished({ id: 'u1', key_id: 'k9', label: 'reporting-bot 2', situation: 'unsure', actions: ['finish', 'discard'], opened_at: data.ago(3) });
const rotate = async () => {
  await press('Rotate…');
  await wait(350);
};
const down = () => document.querySelector('dialog .body')?.scrollTo(0, 99_999);
const downDetails = () => document.querySelector('#details-panel')?.scrollTo(0, 99_999);

export const scenesOfRotation: Scene[] = [
  { name: 'rotate', set: withKey(old), then: rotate },
  { name: 'rotate-leaked', set: withKey(old), then: async () => { await rotate(); await click('#plan-leaked'); } },
  { name: 'rotate-others', set: withKey(data.key({ id: 'k2', label: 'order-engine', permissions: [data.permission('read'), data.permission('write::trade')], moves_money: true })), then: async () => { await rotate(); await click('#rotate-others'); await click('#scope-write--trade'); await click('#scope-write--transfer'); down(); } },
  { name: 'rotate-must-choose', set: withKey(data.key({ permissions: [], unrestricted: true })), then: rotate },
  { name: 'rotate-manager', set: withKey(data.keys[2] as KeyView), then: rotate },
  { name: 'rotate-steps', set: () => { withKey(old)(); pretend.next.rotateKey = 'hang'; pretend.steps = [{ step: 'make_pair', state: 'done' }, { step: 'keep_secret', state: 'done' }, { step: 'send_public', state: 'begun' }]; }, then: async () => { await rotate(); await press('Rotate this key'); await wait(1200); } },
  { name: 'rotate-leaked-steps', set: () => { withKey(old)(); pretend.next.rotateKey = 'hang'; pretend.steps = [...(['make_pair', 'keep_secret', 'send_public', 'test', 'ask_to_stop'] as const).map((step) => ({ step, state: 'done' as const })), { step: 'proof', state: 'begun', again: { verdict: 'still_alive', cause: null, asked: 2, of: 4 } }]; }, then: async () => { await rotate(); await click('#plan-leaked'); await press('Rotate, and stop the old key'); await wait(300); } },
  { name: 'rotate-leaked-end', set: withKey(old), then: async () => { await rotate(); await click('#plan-leaked'); await press('Rotate, and stop the old key'); await wait(300); } },
  { name: 'rotate-leaked-open', set: () => { withKey(old)(); pretend.view.unfinished.push(data.unfinished({ situation: 'stop_not_proven', actions: ['ask_again', 'finish'] })); pretend.view.unfinished.length = 0; }, then: async () => { await rotate(); await click('#plan-leaked'); const stuck = data.unfinished({ situation: 'stop_not_proven', actions: ['ask_again'] }); pretend.flow = { key: { ...fresh, last_test: data.test() }, unfinished: stuck }; pretend.view = { ...pretend.view, keys: pretend.view.keys.map((one) => (one.id === 'k1' ? { ...old, state: 'stopping', proof: data.proof({ verdict: 'not_confirmed', cause: 'timed_out', named_death: false }) } : one)) }; await press('Rotate, and stop the old key'); await wait(300); } },
  { name: 'rotated', set: withKey(old), then: async () => { await rotate(); await press('Rotate this key'); await wait(300); } },
  { name: 'rotation-both', set: rotating({}) },
  { name: 'rotation-untested', set: rotating({ new_works: false, switches: [] }, [{ ...fresh, last_test: null }, old]) },
  { name: 'rotation-ended', set: rotating({ old_ended: true, manager: true, plan: 'leaked' }, [fresh, { ...old, state: 'stopped', secret: 'erased', stopped_at: data.ago(60), proof: data.proof() }]) },
  { name: 'rotation-done', set: rotating({ switches: data.rotation().switches.map((one) => ({ ...one, done: true })) }) },
  { name: 'rotation-stuck', set: rotating({ phase: 'making' }, [{ ...fresh, state: 'making', last_test: null }, old], { unfinished: [unfinished] }) },
  { name: 'rotation-stopping', set: rotating({ phase: 'stopping' }, [fresh, { ...old, state: 'stopping' }]) },
  { name: 'rotation-details', set: () => { rotating({})(); where.key = 'k9'; } },
  { name: 'rotation-retire', set: rotating({ switches: data.rotation().switches.map((one) => ({ ...one, done: true })) }), then: async () => { await press('Retire the old key…'); await type('#retire-old-confirmation', 'reporting-b'); } },
  { name: 'rotation-retire-open', set: rotating({ new_works: false }), then: async () => { await press('Retire the old key…'); await type('#retire-old-confirmation', 'reporting-bot'); down(); } },
  { name: 'rotation-retiring', set: () => { rotating({ switches: [] })(); pretend.next.retireOld = 'hang'; pretend.steps = [{ step: 'ask_to_stop', state: 'done' }, { step: 'proof', state: 'begun', again: { verdict: 'still_alive', cause: null, asked: 2, of: 4 } }]; }, then: async () => { await press('Retire the old key…'); await type('#retire-old-confirmation', 'reporting-bot'); await press('Retire the old key'); await wait(200); } },
  { name: 'holders', set: withKey({ ...old, holders: [...holders, data.holder('h3', 'Staging copy of the reporting server', 'staging')], purposes_mixed: true }), then: async () => { document.querySelector('[data-testid="holders"]')?.scrollIntoView({ block: 'start' }); await press('Note who has it…'); } },
  { name: 'holders-none', set: withKey(data.key()), then: async () => { document.querySelector('[data-testid="holders"]')?.scrollIntoView({ block: 'start' }); await wait(50); } },
  { name: 'rename', set: () => { withKey(data.key())(); pretend.refuse('checkLabel', 'label_taken'); }, then: async () => { await click('[data-rename]'); await type('#rename-label', 'order-engine'); await wait(400); } },
  { name: 'rotate-by', set: withKey(data.key({ rotate_by: four.inDays(12), rotate_by_own: true })), then: async () => { await press('Change…'); document.querySelector('#rotate-by')?.scrollIntoView({ block: 'center' }); } },
  { name: 'work-with', set: withKey(data.key({ rotate_by: four.inDays(-3) })), then: async () => { await click('.more summary'); downDetails(); document.querySelector('.more')?.scrollIntoView({ block: 'center' }); } },
  { name: 'proof-again', set: () => { where.key = 'k2'; pretend.next.stopKey = 'hang'; pretend.steps = [{ step: 'ask_to_stop', state: 'done' }, { step: 'proof', state: 'begun', again: { verdict: 'still_alive', cause: null, asked: 2, of: 4 } }]; }, then: async () => { await press('Emergency stop…'); await press('Stop order-engine now'); await wait(200); } },
];
