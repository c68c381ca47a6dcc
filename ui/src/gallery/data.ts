/** Made-up accounts and keys, as the core would show them. Development and tests only. */
import type {
  AccountView,
  ActivityView,
  BulkRowView,
  BulkView,
  Check,
  CheckView,
  Found,
  HolderView,
  KeyView,
  OverviewView,
  PermissionView,
  ProofView,
  RotationView,
  TestView,
  UnfinishedView,
} from '$api/types';

import { buildmarkets, kalshi, providers } from './providers';

export { providers };

export const now = () => Date.now();
export const ago = (minutes: number) => new Date(now() - minutes * 60_000).toISOString();

export function permission(scope: string): PermissionView {
  const info = [...kalshi.permissions, ...buildmarkets.permissions].find((p) => p.scope === scope);
  return { scope, sentence: info?.sentence ?? scope, risk: info?.risk ?? 'change', known: info !== undefined };
}

export function account(part: Partial<AccountView> = {}): AccountView {
  return {
    id: 'a1',
    name: 'Trading desk',
    provider: 'kalshi',
    provider_name: 'Kalshi',
    environment: 'production',
    environment_name: 'Production',
    address: 'https://external-api.kalshi.com/trade-api/v2',
    manager: { form: 'access_key', form_name: 'Access key', key_id: '5f2c1b9e-0d41-4d0e-9a51-7c1f7f0b21aa' },
    manages: true,
    purpose: null,
    looked_at: null,
    added_at: ago(60 * 24 * 31),
    refreshed_at: ago(4),
    ...part,
  };
}

export const practiceAccount = account({
  id: 'p1',
  name: 'Practice desk',
  environment: 'practice',
  environment_name: 'Practice',
  address: 'http://127.0.0.1:40213/trade-api/v2',
});

const request = `GET /trade-api/v2/api_keys HTTP/1.1
host: external-api.kalshi.com
KALSHI-ACCESS-KEY: a952bcbe-ec3b-4b5b-b8f9-11dae589608c
KALSHI-ACCESS-TIMESTAMP: 1795334678123
KALSHI-ACCESS-SIGNATURE: ▒▒▒▒▒▒▒▒`;

/** What the doctor found, in its order; what is not named was good. */
export function checks(part: Partial<Record<Check, Found>> = {}): CheckView[] {
  const order: Check[] = ['secret', 'reach', 'clock', 'known', 'halves', 'permission'];
  return order.map((check) => ({ check, found: part[check] ?? 'good' }));
}

export function test(part: Partial<TestView> = {}): TestView {
  return {
    checks: checks(),
    verdict: 'works',
    evidence: 'own_call',
    cause: null,
    params: {},
    at: ago(2),
    took_ms: 84,
    request,
    answer: 'HTTP/1.1 200 OK\ndate: Sun, 22 Nov 2026 08:04:38 GMT\n\n{"api_keys":[{"api_key_id":"a952bcbe-ec3b-4b5b-b8f9-11dae589608c","name":"reporting-bot","scopes":["read"]}]}',
    ...part,
  };
}

export function proof(part: Partial<ProofView> = {}): ProofView {
  return {
    verdict: 'confirmed_dead',
    at: ago(1),
    cause: null,
    params: {},
    worked_before: true,
    control: true,
    named_death: true,
    evidence: 'own_call',
    listed: false,
    request,
    answer: 'HTTP/1.1 401 Unauthorized\n\n{"error":{"code":"authentication_error","message":"authentication_error","details":"NOT_FOUND"}}',
    ...part,
  };
}

export function key(part: Partial<KeyView> = {}): KeyView {
  return {
    id: 'k1',
    account_id: 'a1',
    account_name: 'Trading desk',
    provider: 'kalshi',
    provider_name: 'Kalshi',
    environment: 'production',
    environment_name: 'Production',
    label: 'reporting-bot',
    remote_name: null,
    remote_id: 'a952bcbe-ec3b-4b5b-b8f9-11dae589608c',
    state: 'live',
    place: 'here_and_there',
    secret: 'here',
    permissions: [permission('read::portfolio_balance')],
    permissions_known: true,
    unrestricted: false,
    moves_money: false,
    pair: true,
    manager: false,
    may_be_manager: false,
    way: 'here',
    bits: 2048,
    fingerprint: '9f2b6b2a4c1e7d9038a5c4be11f07d3e2a86b1c9d4e0f5a7830c6b4d12ef9a77',
    made_at: ago(60 * 24 * 2),
    stopped_at: null,
    expires_at: null,
    facts: [],
    replaces: null,
    stop_problem: null,
    can_forget: false,
    rotation: 'new_key',
    holders: [],
    purposes_mixed: false,
    rotate_by: null,
    rotate_by_own: false,
    usage_log: false,
    last_test: test(),
    proof: null,
    ...part,
  };
}

const desk = { account_id: 'a2', account_name: 'Research', environment: 'sandbox', environment_name: 'Demo' } as const;

export const keys: KeyView[] = [
  key(),
  key({ id: 'k2', label: 'order-engine', remote_id: '1d7e03aa-93f1-4c8c-8a77-6f0a2b5be4d1', permissions: [permission('read'), permission('write::trade')], moves_money: true, bits: 3072, last_test: test({ at: ago(60 * 3) }) }),
  key({ id: 'k3', label: 'Keyrack on the admin’s desk', remote_id: '5f2c1b9e-0d41-4d0e-9a51-7c1f7f0b21aa', permissions: [permission('read'), permission('write')], moves_money: true, manager: true, way: null, made_at: null, last_test: test({ at: ago(60 * 27) }) }),
  key({ id: 'k4', label: 'settlement-export', remote_id: 'c02b8e51-2f6b-4b69-8d35-0ab1f7c1e7f0', permissions: [permission('read')], last_test: test({ verdict: 'refused', cause: 'key_unknown', at: ago(60 * 5), checks: checks({ known: 'bad', halves: 'unknown', permission: 'unknown' }) }), place: 'only_here' }),
  key({ id: 'k5', label: 'partner-dashboard', remote_id: '77aa1c3e-5b60-4a5e-9a3f-2a7d43b1c9ee', permissions: [permission('read')], secret: 'elsewhere', place: 'only_there', way: null, made_at: null, bits: null, fingerprint: null, last_test: null }),
  key({ id: 'k6', ...desk, label: 'backtest-runner', remote_id: '0b8f5f9c-8d1a-45dc-8a35-1f7cf0a7d6b2', permissions: [permission('read'), permission('read::block_trade_accept')], last_test: test({ verdict: 'could_not_tell', cause: 'clock_off', params: { seconds: '184', direction: 'behind' }, at: ago(35), checks: checks({ clock: 'bad', known: 'unknown', halves: 'unknown', permission: 'unknown' }) }) }),
  key({ id: 'k7', ...desk, label: 'nightly-reconciliation-of-the-second-quarter', remote_name: 'nightly-recon', remote_id: '3e41aa7b-54c1-4e3a-91a0-7f00d1b2c3d4', permissions: [permission('read')], last_test: null }),
  key({ id: 'k8', label: 'old-dashboard', remote_id: 'e8d1c4b2-6a3f-4f7e-b2c5-9d8e7f6a5b4c', state: 'stopped', secret: 'erased', place: 'only_here', stopped_at: ago(60 * 24 * 6), last_test: test({ at: ago(60 * 24 * 7) }), proof: proof({ at: ago(60 * 24 * 6) }) }),
];

export function unfinished(part: Partial<UnfinishedView> = {}): UnfinishedView {
  return {
    id: 'u1',
    key_id: 'k1',
    label: 'reporting-bot',
    account_id: 'a1',
    account_name: 'Trading desk',
    provider_name: 'Kalshi',
    situation: 'almost_done',
    error: null,
    actions: ['finish'],
    candidates: [],
    opened_at: ago(12),
    ...part,
  };
}

export function holder(id: string, name: string, purpose: HolderView['purpose'] = null): HolderView {
  return { id, name, purpose, since: ago(60 * 24 * 20) };
}

export function rotation(part: Partial<RotationView> = {}): RotationView {
  return {
    id: 'r1',
    account_id: 'a1',
    plan: 'planned',
    phase: 'hand_over',
    old_id: 'k1',
    old_label: 'reporting-bot',
    new_id: 'k9',
    new_label: 'reporting-bot 2',
    new_works: true,
    old_ended: false,
    manager: false,
    switches: [
      { holder_id: 'h1', name: 'Reporting server', purpose: 'production', done: true },
      { holder_id: 'h2', name: 'Month-end sheet', purpose: null, done: false },
    ],
    opened_at: ago(60 * 3),
    ...part,
  };
}

export function bulkRow(part: Partial<BulkRowView> = {}): BulkRowView {
  return { key_id: 'k1', label: 'reporting-bot', account_name: 'Trading desk', result: 'confirmed_dead', cause: null, params: {}, ...part };
}

export function bulk(part: Partial<BulkView> = {}): BulkView {
  return { id: 'b1', door: 'emergency', account_id: null, rows: [bulkRow()], open: false, list_problem: null, not_stoppable: [], opened_at: ago(2), ...part };
}

export function overview(part: Partial<OverviewView> = {}): OverviewView {
  return {
    mode: 'live',
    practice: { started: true, memory_only: false, connected: false },
    accounts: [account(), account({ id: 'a2', name: 'Research', environment: 'sandbox', environment_name: 'Demo', address: 'https://external-api.demo.kalshi.co/trade-api/v2', manager: { form: 'bearer', form_name: 'Bearer token', key_id: null }, refreshed_at: ago(60 * 26) })],
    keys,
    unfinished: [],
    asked: [],
    rotations: [],
    bulks: [],
    due: [],
    clipboard_seconds: 30,
    policy: { rotate_days: null, remind_days: 14 },
    ...part,
  };
}

export const practice = (part: Partial<OverviewView> = {}): OverviewView =>
  overview({ mode: 'practice', accounts: [practiceAccount], keys: [], ...part });

export const practiceKey = (part: Partial<KeyView> = {}): KeyView =>
  key({ account_id: 'p1', account_name: 'Practice desk', environment: 'practice', environment_name: 'Practice', ...part });

let seq = 0;
const entry = (part: Partial<ActivityView>): ActivityView => ({
  seq: ++seq,
  at: ago(1),
  act: 'tested',
  subject: 'reporting-bot',
  account: 'Trading desk',
  outcome: 'done',
  cause: null,
  note: null,
  ...part,
});

export const activity: ActivityView[] = [
  entry({ act: 'account_added', subject: 'Trading desk', account: '', at: ago(60 * 50) }),
  entry({ act: 'list_read', subject: '', at: ago(60 * 50 - 1) }),
  entry({ act: 'key_appeared', subject: 'partner-dashboard', at: ago(60 * 50 - 1) }),
  entry({ act: 'pair_made', at: ago(60 * 49) }),
  entry({ act: 'secret_kept', at: ago(60 * 49) }),
  entry({ act: 'public_half_sent', at: ago(60 * 49) }),
  entry({ act: 'key_made', at: ago(60 * 49) }),
  entry({ at: ago(60 * 49) }),
  entry({ act: 'tested', subject: 'settlement-export', outcome: 'refused', cause: 'key_unknown', at: ago(60 * 5) }),
  entry({ act: 'tested', subject: 'backtest-runner', account: 'Research', outcome: 'unknown', cause: 'clock_off', at: ago(35) }),
  entry({ act: 'stop_asked', subject: 'old-dashboard', at: ago(20) }),
  entry({ act: 'stop_sent', subject: 'old-dashboard', at: ago(20) }),
  entry({ act: 'proof', subject: 'old-dashboard', at: ago(19) }),
  entry({ act: 'secret_erased', subject: 'old-dashboard', at: ago(19) }),
].reverse();
