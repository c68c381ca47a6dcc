/** The screens of several providers: what differs between them follows from their data alone. */
import type { ApiError, KeyView, TestView } from '$api/types';
import { where, type About, type Open } from '$lib/state/where.svelte';
import * as data from './data';
import { pretend } from './fake';
import * as four from './four';
import { click, press, type, wait } from './hands';
import type { Scene } from './scenes';

const four4 = (part: Parameters<typeof four.overviewOfFour>[0] = {}) => (pretend.view = four.overviewOfFour(part));
const select = (id: string, part: Parameters<typeof four.overviewOfFour>[0] = {}) => () => {
  four4(part);
  where.key = id;
};
const opened = (open: Exclude<Open, null>, about: About = {}, part: Parameters<typeof four.overviewOfFour>[0] = {}) => () => {
  four4(part);
  where.begin(open, about);
};
const accounts = (part: Parameters<typeof four.overviewOfFour>[0] = {}) => () => {
  four4(part);
  where.screen = 'accounts';
};
const down = () => document.querySelector('dialog .body')?.scrollTo(0, 99_999);
const error = (code: ApiError['code'], params: ApiError['params'] = {}): ApiError => ({ code, params, details: null });
const verdict = (part: Partial<TestView>) => (pretend.trial = { trial: 't1', test: data.test(part), listed: null, may_save: true });
const log = () => {
  const row = (n: number, call: string, status: string | null, facts: { name: string; value: string }[] = []) => ({ at: data.ago(n * 7 + 1), call, status, marks: [], facts });
  pretend.usage = [
    { available: true, next: '1', rows: [row(0, 'GET /portfolio', '200'), row(1, 'GET /reports/weekly?format=long&since=2026-11-01', '200', [{ name: 'IP', value: '203.0.113.7' }, { name: 'Request', value: 'req_91c' }]), row(2, 'POST /signals', '403', [{ name: 'IP', value: '198.51.100.23' }]), { ...row(3, 'GET /market', null), at: null }] },
    { available: true, next: null, rows: [row(9, 'GET /portfolio', '200')] },
  ];
};
const unfinished = (part: Parameters<typeof data.unfinished>[0]) => data.unfinished({ opened_at: data.ago(3), ...part });
const second = unfinished({ id: 'u2', key_id: 'm-making', label: 'research-agent 2', account_id: 'm1', account_name: 'Agents', provider_name: 'BlockMind', situation: 'second_key_possible', actions: ['rotate_again', 'discard'], error: error('timed_out', { seconds: '20' }) });
const exchange = unfinished({ id: 'u4', key_id: 'c-making', label: 'dns-bot 2', account_id: 'c1', account_name: 'Edge', provider_name: 'Cloudflare', situation: 'exchange_unsure', actions: ['rotate_again', 'discard'], error: error('timed_out', { seconds: '20' }) });
const exchangeView = { accounts: Object.values(four.accounts), keys: [four.edge, four.edgeMaking], unfinished: [exchange] };
const maybe: KeyView = { ...four.edge, may_be_manager: true, secret: 'elsewhere', place: 'only_there', way: null, made_at: null, last_test: null };
const renamed = unfinished({ id: 'u3', key_id: 'x-renamed', label: 'hook-sync', account_id: 'b1', account_name: 'Brokerage', provider_name: 'Buildmarkets', situation: 'permission_renamed', actions: ['use_new_names', 'discard'], error: error('permission_renamed', { scope: 'webhooks:read', newer: 'admin:webhooks', wider: 'yes' }) });

export const scenesOfFour: Scene[] = [
  { name: 'four-keys', set: () => four4() },
  { name: 'four-practice', set: () => (pretend.view = four.practiceOfFour()) },
  { name: 'four-unfinished', set: () => four4({ unfinished: [second, renamed], keys: [...four.overviewOfFour().keys, four.agentMaking] }) },
  { name: 'four-details-unknown-permission', set: select('b-feed') },
  { name: 'four-details-listed', set: select('o-app') },
  { name: 'four-details-facts', set: select('m-agent') },
  { name: 'four-details-there', set: select('b-there') },
  { name: 'four-details-no-stop', set: select('m-agent3') },
  { name: 'four-forget', set: select('m-agent3'), then: async () => { await press('Forget it here…'); await type('#forget-confirmation', 'old-agent'); } },
  { name: 'four-forget-refused', set: () => { select('m-agent3')(); pretend.refuse('forgetKey', 'keychain_locked'); }, then: async () => { await press('Forget it here…'); await type('#forget-confirmation', 'old-agent'); await press('Forget this key'); await wait(200); down(); } },
  { name: 'four-exchange-unsure', set: () => four4(exchangeView) },
  { name: 'four-exchange-leave', set: () => four4(exchangeView), then: () => press('Leave it') },
  { name: 'four-retire-may-be-manager', set: select('c-edge', { ...exchangeView, keys: [maybe], unfinished: [] }), then: () => press('Retire…') },
  { name: 'four-emergency-may-be-manager', set: select('c-edge', { ...exchangeView, keys: [maybe], unfinished: [] }), then: () => press('Emergency stop…') },
  { name: 'four-details-proof-list', set: select('o-app', { keys: [{ ...four.builder, state: 'stopped', secret: 'erased', stopped_at: data.ago(2), proof: data.proof({ evidence: 'list' }) }] }) },
  { name: 'four-usage', set: () => { select('m-agent')(); log(); }, then: () => press('BlockMind’s own log') },
  { name: 'four-usage-none', set: () => { select('m-agent')(); pretend.usage = [{ available: false, rows: [], next: null }]; }, then: () => press('BlockMind’s own log') },
  { name: 'four-usage-error', set: () => { select('m-agent')(); pretend.refuse('usageLog', 'timed_out', { seconds: '20' }); }, then: () => press('BlockMind’s own log') },
  { name: 'four-rotate', set: select('m-agent'), then: () => press('Rotate…') },
  { name: 'four-rotate-exchange', set: select('c-edge', { accounts: Object.values(four.accounts), keys: [four.edge] }), then: () => press('Rotate…') },
  { name: 'four-rotating', set: () => { select('m-agent')(); pretend.next.rotateKey = 'hang'; pretend.steps = [{ step: 'ask_provider', state: 'begun' }]; }, then: async () => { await press('Rotate…'); await press('Rotate this key'); await wait(1200); } },
  { name: 'four-rotated', set: select('m-agent'), then: async () => { await press('Rotate…'); await press('Rotate this key'); await wait(200); } },
  { name: 'four-new-key', set: opened('new_key') },
  { name: 'four-new-key-secret', set: opened('new_key', { accountId: 'b1' }), then: async () => { await type('#new-key-label', 'ledger-feed-2'); await click('#scope-funding-write'); await wait(400); down(); } },
  { name: 'four-new-key-plain', set: opened('new_key', { accountId: 'o1' }), then: async () => { await type('#new-key-label', 'second-app'); await wait(400); } },
  { name: 'four-new-key-making', set: () => { opened('new_key', { accountId: 'o1' })(); pretend.next.createKey = 'hang'; pretend.steps = [{ step: 'ask_provider', state: 'done' }, { step: 'keep_secret', state: 'begun' }]; }, then: async () => { await type('#new-key-label', 'second-app'); await press('Make this key'); await wait(1200); } },
  { name: 'four-new-key-fetched', set: opened('new_key', { accountId: 'c1' }, { accounts: Object.values(four.accounts) }), then: async () => { await type('#new-key-label', 'dns-bot'); await type('#scope-search', 'dns'); await click('#scope-com-cloudflare-api-group-000'); await wait(300); document.querySelector('#scope-search')?.scrollIntoView({ block: 'center' }); } },
  { name: 'four-new-key-unfetched', set: () => { opened('new_key', { accountId: 'c1' }, { accounts: Object.values(four.accounts) })(); pretend.refuse('accountPermissions', 'permission_missing'); } },
  { name: 'four-new-key-extra', set: opened('new_key'), then: async () => { await type('#new-key-label', 'sub'); await click('#scope-read'); await type('#extra-subaccount', '99'); await press('Make this key'); await wait(200); document.querySelector('#extra-subaccount')?.scrollIntoView({ block: 'center' }); } },
  { name: 'four-bring', set: opened('bring_key'), },
  { name: 'four-bring-file', set: opened('bring_key', { accountId: 'a1', file: { file: 'f7', name: 'reporting.pem', bits: 2048, passphrase_needed: false } }), then: async () => { await type('#bring-label', 'reporting'); await wait(400); down(); } },
  { name: 'four-bring-row', set: opened('bring_key', { keyId: 'b-there' }), then: async () => { await type('#field-api_key', 'bm_key_1'); await type('#field-api_secret', 'secret'); down(); } },
  { name: 'four-bringing', set: () => { opened('bring_key', { keyId: 'b-there' })(); pretend.next.bringKey = 'hang'; pretend.steps = [{ step: 'match_key', state: 'begun' }]; }, then: async () => { await press('Bring in this key'); await wait(1200); } },
  { name: 'four-bring-not-matched', set: () => { opened('bring_key', { accountId: 'o1' })(); pretend.refuse('bringKey', 'not_matched'); }, then: async () => { await type('#bring-label', 'old-app'); await type('#field-secret', 'x'); await press('Bring in this key'); await wait(200); } },
  { name: 'four-brought', set: opened('bring_key', { keyId: 'b-there' }), then: async () => { await press('Bring in this key'); await wait(200); } },
  { name: 'four-dropped-nowhere', set: () => { pretend.view = four.overviewOfFour({ accounts: [four.accounts.blockmind], keys: [] }); }, then: async () => { pretend.drop({ file: { file: 'f1', name: 'a.pem', bits: 2048, passphrase_needed: false }, error: null }); await wait(200); } },
  { name: 'four-accounts', set: accounts({ asked: [four.asked], accounts: [...Object.values(four.accounts), { ...four.accounts.buildmarkets, id: 'b2', name: 'Brokerage, reading', manages: false }] }) },
  { name: 'four-ask', set: () => { accounts()(); where.begin('ask', { providerId: 'buildmarkets' }); }, then: async () => { await type('#ask-label', 'settlement'); await click('#scope-funding-read'); } },
  { name: 'four-ask-message', set: () => { accounts()(); where.begin('ask', { providerId: 'buildmarkets' }); }, then: async () => { await type('#ask-label', 'settlement'); await click('#scope-funding-read'); await press('Write the message'); await press('Copy the text'); } },
  { name: 'four-ask-mail-refused', set: () => { accounts({ asked: [four.asked] })(); pretend.refuse('mailRequest', 'mail_refused'); }, then: async () => { await press('Show the message'); await press('Open in mail program'); } },
  { name: 'four-came-back', set: () => { accounts({ asked: [four.asked] })(); }, then: () => press('Enter the key that came back') },
  { name: 'four-add', set: () => { accounts()(); where.begin('add_account'); }, then: () => click('#provider-openfish') },
  { name: 'four-add-only-use', set: () => { accounts()(); where.begin('add_account'); verdict({ verdict: 'works_but_may_not', cause: 'permission_missing', params: { scope: 'keys:manage' } }); }, then: async () => { await click('#provider-buildmarkets'); await type('#account-name', 'Reading desk'); await type('#field-api_key', 'bm_key_1'); await press('Test this account'); await wait(200); } },
];
