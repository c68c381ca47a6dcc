/** Accounts and keys at several providers at once. Development and tests only. */
import type { AccountView, AskedView, KeyView, OverviewView } from '$api/types';
import { account, ago, key, overview, permission, practice, test } from './data';

const at = (id: string, name: string, provider: string, provider_name: string, part: Partial<AccountView> = {}): AccountView =>
  account({ id, name, provider, provider_name, address: 'https://api.example.com/v1', manager: { form: 'key', form_name: 'API key', key_id: null }, ...part });

export const accounts = {
  kalshi: account(),
  buildmarkets: at('b1', 'Brokerage', 'buildmarkets', 'Buildmarkets', { environment: 'sandbox', environment_name: 'Sandbox' }),
  openfish: at('o1', 'Builder wallet', 'openfish', 'Openfish'),
  blockmind: at('m1', 'Agents', 'blockmind', 'BlockMind', { manager: { form: 'bearer', form_name: 'Agent key', key_id: 'key_7f21' }, refreshed_at: null }),
  cloudflare: at('c1', 'Edge', 'cloudflare', 'Cloudflare'),
};

const of = (one: AccountView) => ({ account_id: one.id, account_name: one.name, provider: one.provider, provider_name: one.provider_name, environment: one.environment, environment_name: one.environment_name });
const single = { pair: false, bits: null, fingerprint: null } as const;

export const inDays = (n: number) => ago(-60 * 24 * n);

export const feed = key({
  ...of(accounts.buildmarkets), ...single, id: 'b-feed', label: 'ledger-feed', way: 'provider', remote_id: 'key_01JC8Q2Y',
  permissions: [permission('accounts:read'), permission('trading:read'), { scope: 'ledger:export', sentence: 'ledger:export', risk: 'change', known: false }],
});
export const feedThere = key({ ...of(accounts.buildmarkets), ...single, id: 'b-there', label: 'back-office', way: null, made_at: null, secret: 'elsewhere', place: 'only_there', remote_id: 'key_01JB5T77', permissions: [permission('accounts:read')], last_test: null });
export const feedThere2 = { ...feedThere, id: 'b-there2', label: 'month-end', remote_id: 'key_01JA9K03' };
export const builder = key({
  ...of(accounts.openfish), ...single, id: 'o-app', label: 'my-trading-app', way: 'provider', remote_id: '4b1f7c20-6b1e-4a0e-9b6e-51d5c9d0a7aa', permissions: [],
  last_test: test({ verdict: 'listed', evidence: 'list', cause: 'secret_not_tried' }),
});
export const agent = key({
  ...of(accounts.blockmind), ...single, id: 'm-agent', label: 'research-agent', way: null, made_at: null, remote_id: 'key_7f21', manager: true, place: 'not_looked',
  permissions: [{ scope: 'portfolio:read', sentence: 'Read the portfolio', risk: 'read', known: true }, { scope: 'signals:write', sentence: 'Write signals', risk: 'change', known: true }],
  expires_at: inDays(12), facts: [{ name: 'Requests a minute', value: '60' }, { name: 'Requests a day', value: '5,000' }], rotation: 'successor', usage_log: true,
});
export const agentNew: KeyView = { ...agent, id: 'm-agent2', label: 'research-agent 2', way: 'provider', made_at: ago(1), remote_id: 'key_8a02', replaces: 'm-agent', expires_at: inDays(90) };
export const agentMaking: KeyView = { ...agentNew, id: 'm-making', state: 'making', secret: 'lost', remote_id: null, last_test: null, expires_at: null, facts: [], rotation: null, usage_log: false, manager: false };
export const edge = key({ ...of(accounts.cloudflare), ...single, id: 'c-edge', label: 'dns-bot', way: 'provider', remote_id: 'ed17574386854bf7', permissions: [{ scope: 'com.cloudflare.api.group.000', sentence: 'DNS: read', risk: 'read', known: true }], rotation: 'exchange' });
export const agentNameless: KeyView = { ...agent, id: 'm-agent3', label: 'old-agent', manager: false, permissions: [], permissions_known: false, remote_id: null, stop_problem: 'id_unknown', can_forget: true, expires_at: null, facts: [] };

export const edgeMaking: KeyView = { ...edge, id: 'c-making', label: 'dns-bot 2', state: 'making', secret: 'lost', replaces: 'c-edge', last_test: null, rotation: null };

export const asked: AskedView = {
  id: 'r1', provider: 'buildmarkets', provider_name: 'Buildmarkets', environment: 'production', environment_name: 'Production', label: 'settlement',
  permissions: [permission('accounts:read'), permission('funding:read')],
  to: 'support@buildmarkets.ai', subject: 'API key for production: settlement',
  body: 'Hello,\n\nwe would like an API key:\n\n  Environment: Production\n  Label: settlement\n  Scopes: accounts:read, funding:read\n\nSend the key and its secret over a channel that is safe for secrets.\n\nThank you',
  asked_at: ago(60 * 26),
};

export const overviewOfFour = (part: Partial<OverviewView> = {}): OverviewView =>
  overview({
    accounts: [accounts.kalshi, accounts.buildmarkets, accounts.openfish, accounts.blockmind],
    keys: [key(), feed, feedThere, feedThere2, builder, agent, agentNameless],
    ...part,
  });

export const practiceOfFour = (part: Partial<OverviewView> = {}): OverviewView =>
  practice({
    accounts: Object.values(accounts).slice(0, 4).map((one) => ({ ...one, name: `Practice ${one.provider_name}`, environment: 'practice', environment_name: 'Practice', address: 'http://127.0.0.1:40213' })),
    ...part,
  });
