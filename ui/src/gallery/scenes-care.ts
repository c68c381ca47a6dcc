/** Looking after what is there: what is due, what changed elsewhere, the log, the policy, the sheet. */
import type { TestAllView } from '$api/types';
import { where } from '$lib/state/where.svelte';
import * as care from './care';
import * as data from './data';
import { pretend } from './fake';
import * as four from './four';
import { click, press, type, wait } from './hands';
import type { Scene } from './scenes';

const on = (screen: typeof where.screen, then: () => void = () => undefined) => () => {
  where.screen = screen;
  then();
};
const choose = async (selector: string, value: string) => {
  const select = document.querySelector<HTMLSelectElement>(selector);
  if (!select) throw new Error(`no ${selector}`);
  select.value = value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
  await wait(100);
};
const log = () => (pretend.entries = [...care.careLog, ...data.activity]);
const down = (selector: string) => document.querySelector(selector)?.scrollIntoView({ block: 'center' });
const tested = (part: Partial<TestAllView>) => on('accounts', () => (pretend.tested = { ...pretend.tested, ...part }));
const dated = () => data.keys.map((key) => ({ ...key, rotate_by: { k1: four.inDays(9), k2: four.inDays(-3), k3: four.inDays(58) }[key.id] ?? null }));

export const scenesOfCare: Scene[] = [
  { name: 'care-due', set: () => (pretend.view = data.overview({ due: care.dueRows, keys: dated() })) },
  { name: 'care-due-many', set: () => (pretend.view = data.overview({ due: care.manyDue })) },
  { name: 'care-due-opened', set: () => (pretend.view = data.overview({ due: care.manyDue })), then: () => press('Show them') },
  { name: 'care-due-selected', set: () => { pretend.view = data.overview({ due: care.dueRows, keys: dated() }); where.key = 'k2'; } },
  { name: 'care-due-filter', set: () => (pretend.view = data.overview({ due: care.dueRows, keys: dated() })), then: () => press('Due') },
  { name: 'care-activity', set: on('activity', log) },
  { name: 'care-activity-filtered', set: on('activity', log), then: async () => { await choose('[data-filter=group]', 'stopping'); await choose('[data-filter=account]', 'Trading desk'); } },
  { name: 'care-activity-no-match', set: on('activity', log), then: async () => { await type('main input[type=search]', 'zzz'); await wait(400); } },
  { name: 'care-activity-empty', set: on('activity', () => (pretend.entries = [])) },
  { name: 'care-activity-exported', set: on('activity', log), then: async () => { await choose('[data-filter=outcome]', 'refused'); await press('Export CSV'); } },
  { name: 'care-activity-export-refused', set: on('activity', () => { log(); pretend.refuse('exportActivity', 'file_exists'); }), then: () => press('Export JSON') },
  { name: 'care-accounts', set: on('accounts', () => (pretend.view = four.overviewOfFour({ accounts: [data.account({ purpose: 'production' }), { ...four.accounts.buildmarkets, looked_at: data.ago(60 * 30) }, four.accounts.blockmind] }))), then: async () => down('[data-testid=looked]') },
  { name: 'care-changes', set: on('accounts', () => (pretend.changes = care.changes)), then: async () => { await press('Refresh'); down('[data-testid=changes]'); } },
  { name: 'care-changes-keys', set: on('accounts', () => (pretend.changes = care.changes)), then: async () => { await press('Refresh'); await press('Keys'); } },
  { name: 'care-testing', set: on('accounts', () => { pretend.next.testAccount = 'hang'; pretend.steps = [{ step: 'test', state: 'begun', key_id: 'k1' }, { step: 'test', state: 'done', key_id: 'k1' }, { step: 'test', state: 'begun', key_id: 'k2' }]; }), then: async () => { await press('Test all'); down('[data-testid=testing-all], [data-testid=tested-all]'); } },
  { name: 'care-tested', set: tested({ works: 4 }), then: async () => { await press('Test all'); down('[data-testid=testing-all], [data-testid=tested-all]'); } },
  { name: 'care-tested-refused', set: tested({ works: 3, refused: 1, could_not_tell: 1, left_out: 2 }), then: async () => { await press('Test all'); down('[data-testid=testing-all], [data-testid=tested-all]'); } },
  { name: 'care-tested-cancelled', set: tested({ works: 2, left_out: 3, cancelled: true }), then: async () => { await press('Test all'); down('[data-testid=testing-all], [data-testid=tested-all]'); } },
  { name: 'care-watch', set: () => { pretend.view = four.overviewOfFour(); where.key = 'm-agent'; pretend.usage = [care.watched]; }, then: () => press('BlockMind’s own log') },
  { name: 'care-watch-stop', set: () => { pretend.view = four.overviewOfFour(); where.key = 'm-agent'; pretend.usage = [care.watched]; }, then: async () => { await press('BlockMind’s own log'); await click('[data-testid=usage-log] .marks button'); } },
  { name: 'care-unwatched', set: () => { where.key = 'k1'; }, then: async () => down('[data-testid=looked]') },
  { name: 'care-policy', set: on('settings', () => (pretend.view = data.overview({ policy: { rotate_days: 90, remind_days: 14 } }))), then: async () => down('.card form') },
  { name: 'care-policy-wrong', set: on('settings', () => pretend.refuse('setPolicy', 'policy_out_of_range', { max: '3650' })), then: async () => { await click('#policy-some'); await type('#policy-days', '99999'); await press('Save policy'); down('.card form'); } },
  { name: 'care-policy-saved', set: on('settings'), then: async () => { await click('#policy-some'); await press('Save policy'); down('.card form'); } },
  { name: 'care-sheet', set: on('sheet') },
  { name: 'care-sheet-keys', set: on('sheet'), then: async () => { await wait(200); down('.sheet table'); } },
  { name: 'care-sheet-saved', set: on('sheet'), then: () => press('Save as a file…') },
  { name: 'care-sheet-refused', set: on('sheet', () => pretend.refuse('saveSheet', 'file_unwritable')), then: () => press('Save as a file…') },
  { name: 'care-sheet-empty', set: on('sheet', () => (pretend.sheet = { ...care.sheet, accounts: [] })) },
  { name: 'care-key-unknown', set: () => { pretend.view = data.overview({ keys: [data.key({ last_test: data.test({ verdict: 'refused', cause: 'key_unknown', params: { environment: 'Demo', others: 'Production' }, checks: data.checks({ known: 'bad', halves: 'unknown', permission: 'unknown' }) }) })] }); where.key = 'k1'; } },
];
