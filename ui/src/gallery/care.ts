/** What is due, what changed elsewhere, the sheet and the marks of a log. Development and tests only. */
import type { ActGroup, ActivityView, ChangeView, DueView, SheetView, UsageLogView, UsageMark } from '$api/types';
import { ago } from './data';

const inDays = (n: number) => ago(-60 * 24 * n);
const due = (part: Partial<DueView>): DueView => ({ key_id: 'k1', label: 'reporting-bot', account_name: 'Trading desk', environment: 'production', kind: 'rotate_by', at: inDays(9), over: false, ...part });

export const dueRows: DueView[] = [
  due({ key_id: 'k2', label: 'order-engine', at: inDays(-3), over: true }),
  due({}),
  due({ key_id: 'k6', label: 'backtest-runner', account_name: 'Research', environment: 'sandbox', kind: 'expires', at: inDays(12) }),
];
export const manyDue: DueView[] = [
  due({ key_id: 'k7', label: 'nightly-reconciliation-of-the-second-quarter', account_name: 'Research', environment: 'sandbox', kind: 'expires', at: inDays(-1), over: true }),
  ...dueRows,
  due({ key_id: 'k4', label: 'settlement-export', at: inDays(13) }),
  due({ key_id: 'k5', label: 'partner-dashboard', at: inDays(14) }),
];

export const changes: ChangeView[] = [
  { kind: 'appeared', key_id: 'k5', label: 'partner-dashboard', added: [], removed: [] },
  { kind: 'vanished', key_id: 'k4', label: 'settlement-export', added: [], removed: [] },
  { kind: 'permissions', key_id: 'k2', label: 'order-engine', added: ['write::transfer'], removed: ['read::portfolio_balance'] },
];

export const sheet: SheetView = {
  made_at: ago(0),
  accounts: [
    {
      name: 'Trading desk', provider_name: 'Kalshi', environment: 'production', environment_name: 'Production', address: 'https://external-api.kalshi.com/trade-api/v2',
      credential: 'Access key', credential_id: '5f2c1b9e-0d41-4d0e-9a51-7c1f7f0b21aa', website: 'https://kalshi.com/account/profile',
      steps: ['Sign in and open “Account & security”.', 'Under “API keys”, find the key by its ID.', 'Press “Revoke” beside it, and confirm.'],
      keys: [
        { label: 'reporting-bot', remote_id: 'a952bcbe-ec3b-4b5b-b8f9-11dae589608c', moves_money: false, here: true, holders: ['Reporting server', 'Month-end sheet'] },
        { label: 'order-engine', remote_id: '1d7e03aa-93f1-4c8c-8a77-6f0a2b5be4d1', moves_money: true, here: true, holders: ['Order engine, Frankfurt'] },
        { label: 'partner-dashboard', remote_id: '77aa1c3e-5b60-4a5e-9a3f-2a7d43b1c9ee', moves_money: false, here: false, holders: [] },
      ],
    },
    {
      name: 'Research', provider_name: 'Kalshi', environment: 'sandbox', environment_name: 'Demo', address: 'https://external-api.demo.kalshi.co/trade-api/v2',
      credential: 'Bearer token', credential_id: null, website: 'https://demo.kalshi.co/account/profile', steps: [],
      keys: [{ label: 'nightly-reconciliation-of-the-second-quarter', remote_id: null, moves_money: false, here: true, holders: [] }],
    },
    {
      name: 'Agents', provider_name: 'BlockMind', environment: 'production', environment_name: 'Production', address: 'https://api.example.com/v1',
      credential: 'Agent key', credential_id: 'key_7f21', website: 'https://blockmind.example/agents', steps: ['Open “Agents”.', 'Press “Stop” beside the key.'], keys: [],
    },
  ],
};

export const logged = (part: Partial<ActivityView>): ActivityView => ({ seq: 0, at: ago(1), act: 'tested', subject: 'reporting-bot', account: 'Trading desk', outcome: 'done', cause: null, note: null, ...part });

/** Every act that looking after keys adds, once. */
export const careLog: ActivityView[] = [
  logged({ act: 'rotation_done', note: 'reporting-bot 2' }),
  logged({ act: 'system_switched', note: 'Reporting server', at: ago(9) }),
  logged({ act: 'handed_over', subject: 'reporting-bot 2', note: 'reporting-bot.env', at: ago(12) }),
  logged({ act: 'rotation_begun', note: 'reporting-bot 2', at: ago(20) }),
  logged({ act: 'permissions_changed', subject: 'order-engine', note: '+write::transfer −read::portfolio_balance', at: ago(40) }),
  logged({ act: 'system_noted', note: 'Reporting server', at: ago(41) }),
  logged({ act: 'system_removed', note: 'Old laptop', at: ago(42) }),
  logged({ act: 'label_changed', note: 'bot-1 → reporting-bot', at: ago(43) }),
  logged({ act: 'purpose_changed', subject: 'Trading desk', note: 'production', at: ago(44) }),
  logged({ act: 'manager_replaced', subject: 'Keyrack 2', at: ago(50) }),
  logged({ act: 'stop_many_asked', subject: '', note: '3', at: ago(55) }),
  logged({ act: 'stop_many_done', subject: '', outcome: 'unknown', cause: 'held_back', at: ago(54) }),
  logged({ act: 'policy_changed', subject: '', account: '', note: '90', at: ago(60) }),
  logged({ act: 'rotate_by_changed', note: '2027-01-31', at: ago(61) }),
  logged({ act: 'dashboard_opened', subject: '', at: ago(62) }),
  logged({ act: 'log_exported', subject: '', account: '', note: 'activity.csv', at: ago(63) }),
  logged({ act: 'sheet_saved', subject: '', account: '', outcome: 'refused', cause: 'file_unwritable', at: ago(64) }),
  logged({ act: 'rotation_left', at: ago(70) }),
].map((entry, n, all) => ({ ...entry, seq: 400 - n + all.length }));

/** The kinds of act, roughly as the core sorts them. */
export const groupOf = ({ act }: ActivityView): ActGroup => {
  if (/^(stop_|proof|gone|secret_erased)/.test(act)) return 'stopping';
  if (act === 'tested') return 'testing';
  if (/^(handed|system|public_half_copied)/.test(act)) return 'handing_over';
  if (/^(key_appeared|key_vanished|permissions_changed|list_read)/.test(act)) return 'drift';
  if (/^(account|purpose|manager|dashboard)/.test(act)) return 'accounts';
  return 'making';
};

const call = (minutes: number, text: string, status: string, marks: UsageMark[] = []) => ({ at: ago(minutes), call: text, status, marks, facts: [{ name: 'IP', value: marks.length > 0 ? '198.51.100.23' : '203.0.113.7' }] });

export const watched: UsageLogView = {
  available: true,
  next: null,
  rows: [call(4, 'GET /portfolio', '200'), call(9, 'POST /withdrawals', '403', ['unknown_call', 'unusual_hour']), call(11, 'GET /portfolio', '200', ['spike']), call(60, 'GET /reports/weekly', '200')],
};
