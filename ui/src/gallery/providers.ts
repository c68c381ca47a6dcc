/** Made-up provider data in the shapes of the real ones. Development and tests only. */
import type { AbilitiesView, EnvironmentView, FieldView, PermissionInfoView, ProviderView, Risk } from '$api/types';

const environment = (id: string, name: string, kind: EnvironmentView['kind'], address: string): EnvironmentView => ({ id, name, kind, address, custom: false });
const custom: EnvironmentView = { id: 'custom', name: 'Custom address', kind: 'production', address: '', custom: true };
const field = (id: string, name: string, hint: string, kind: FieldView['kind'] = 'secret', optional = false): FieldView => ({ id, name, hint, kind, optional });
const may = (scope: string, sentence: string, risk: Risk = 'read', part: Partial<PermissionInfoView> = {}): PermissionInfoView => ({ scope, sentence, risk, needs: [], offered: true, ...part });
const can = (part: Partial<AbilitiesView> = {}): AbilitiesView => ({ list: true, create: true, rotate: false, exchange: false, usage_log: false, ask: false, ...part });

export const kalshi: ProviderView = {
  id: 'kalshi',
  name: 'Kalshi',
  environments: [
    { id: 'production', name: 'Production', kind: 'production', address: 'https://external-api.kalshi.com/trade-api/v2', custom: false },
    { id: 'demo', name: 'Demo', kind: 'sandbox', address: 'https://external-api.demo.kalshi.co/trade-api/v2', custom: false },
    { id: 'custom', name: 'Custom address', kind: 'production', address: '', custom: true },
  ],
  forms: [
    {
      id: 'access_key',
      name: 'Access key',
      hint: 'A key ID and its secret half, as Kalshi gives them today.',
      fields: [
        { id: 'key_id', name: 'Key ID', hint: 'From Kalshi’s website, under Account & security.', kind: 'text', optional: false },
        { id: 'private_key', name: 'Secret half', hint: 'The file that Kalshi offered when the key was made.', kind: 'private_key', optional: false },
      ],
    },
    {
      id: 'bearer',
      name: 'Bearer token',
      hint: 'A single token, as older clients of Kalshi use it.',
      fields: [{ id: 'token', name: 'Token', hint: 'As Kalshi gave it to you.', kind: 'secret', optional: false }],
    },
  ],
  permissions: [
    { scope: 'read', sentence: 'Read everything: balance, positions, orders and keys', risk: 'read', needs: [], offered: true },
    { scope: 'read::portfolio_balance', sentence: 'Read the balance only', risk: 'read', needs: [], offered: true },
    { scope: 'read::block_trade_accept', sentence: 'Read block trade offers', risk: 'read', needs: [], offered: true },
    { scope: 'write', sentence: 'Do everything: trade, transfer, make and stop keys', risk: 'money', needs: ['read'], offered: true },
    { scope: 'write::trade', sentence: 'Place, change and cancel orders', risk: 'money', needs: [], offered: true },
    { scope: 'write::transfer', sentence: 'Move money between subaccounts', risk: 'money', needs: [], offered: true },
    { scope: 'write::block_trade_accept', sentence: 'Accept block trades', risk: 'money', needs: [], offered: true },
  ],
  permissions_fetched: false,
  presets: [
    { id: 'read_only', name: 'Read only', scopes: ['read'] },
    { id: 'reporting', name: 'Reporting', scopes: ['read::portfolio_balance'] },
    { id: 'trading_bot', name: 'Trading bot', scopes: ['read', 'write::trade'] },
  ],
  key_form: {
    id: 'key',
    name: 'Key',
    hint: 'The file that Kalshi offered when the key was made; its ID stands on the website.',
    fields: [
      { id: 'key_id', name: 'Key ID', hint: 'Leave it empty if you don’t have it at hand.', kind: 'text', optional: true },
      { id: 'private_key', name: 'Secret half', hint: 'The file that Kalshi offered when the key was made.', kind: 'private_key', optional: false },
    ],
  },
  abilities: { list: true, create: true, rotate: false, exchange: false, usage_log: false, ask: false },
  extras: [{ id: 'subaccount', name: 'Subaccount', hint: 'Ties the key to one subaccount.', min: 0, max: 63 }],
  key_sizes: [2048, 3072, 4096],
  ways: ['here', 'provider', 'website'],
  label_max: 100,
  documentation: 'https://docs.kalshi.com',
  website: 'https://kalshi.com/account/profile',
  website_steps: [
    'Open Account & security, then API keys.',
    'Choose “Create key” and give it the same label.',
    'Paste the public half and choose the same permissions.',
    'Copy the key ID that is shown, and bring it back here.',
  ],
  website_stop_steps: ['Open Account & security, then API keys.', 'Choose the key, then “Delete”.'],
};

/** A key and a secret, permissions, and a first pair by e-mail. */
export const buildmarkets: ProviderView = {
  id: 'buildmarkets',
  name: 'Buildmarkets',
  environments: [
    environment('sandbox', 'Sandbox', 'sandbox', 'https://dev-tapp-api.tappengine.com/v1'),
    environment('production', 'Production', 'production', 'https://api.tappengine.com/v1'),
    custom,
  ],
  forms: [
    {
      id: 'key_secret',
      name: 'API key and secret',
      hint: 'The pair that came by e-mail, or one that was made with it.',
      fields: [field('api_key', 'API key', 'Begins with bm_.'), field('api_secret', 'API secret', 'It was shown once.')],
    },
  ],
  permissions: [
    may('accounts:read', 'Read account details, balances and positions'),
    may('accounts:write', 'Create, update and close accounts', 'change'),
    may('funding:read', 'Read bank relationships and funding activity'),
    may('funding:write', 'Start deposits and withdrawals', 'money'),
    may('trading:read', 'Read orders and executions'),
    may('trading:write', 'Place, change and cancel orders', 'money'),
    may('marketdata:read', 'Read market data'),
    may('documents:read', 'List and fetch documents'),
    may('documents:write', 'Upload and e-mail documents', 'change'),
    may('webhooks:read', 'List webhook configurations'),
    may('webhooks:write', 'Create, update and delete webhooks', 'change'),
    may('keys:manage', 'Make and stop API keys', 'change'),
    may('admin:keys', 'Make and stop API keys (newer name)', 'change', { offered: false }),
  ],
  permissions_fetched: false,
  presets: [
    { id: 'reporting', name: 'Reporting', scopes: ['accounts:read', 'funding:read', 'trading:read'] },
    { id: 'trading_bot', name: 'Trading bot', scopes: ['trading:read', 'trading:write', 'marketdata:read'] },
  ],
  key_form: {
    id: 'key',
    name: 'Key',
    hint: 'Both were shown once, when the key was made.',
    fields: [field('api_key', 'API key', 'Begins with bm_.'), field('api_secret', 'API secret', 'It was shown once.')],
  },
  abilities: can({ ask: true }),
  extras: [],
  key_sizes: [],
  ways: ['provider'],
  label_max: 100,
  documentation: 'https://docs.buildmarkets.ai',
  website: 'https://buildmarkets.ai',
  website_steps: [],
  website_stop_steps: ['Write to support@buildmarkets.ai and name the key’s ID.'],
};

/** Builder keys: no permissions, an HMAC secret, and no call that tries one alone. */
export const openfish: ProviderView = {
  id: 'openfish',
  name: 'Openfish',
  environments: [environment('production', 'Production', 'production', 'https://api.openfish.fun'), custom],
  forms: [
    {
      id: 'l2',
      name: 'L2 key',
      hint: 'API key, secret and passphrase of the wallet.',
      fields: [
        field('address', 'Wallet address', 'Begins with 0x.', 'text', true),
        field('api_key', 'API key', 'As Openfish showed it.', 'text'),
        field('secret', 'Secret', 'It never leaves this computer.'),
        field('passphrase', 'Passphrase', 'It was shown together with the secret.'),
      ],
    },
  ],
  permissions: [],
  permissions_fetched: false,
  presets: [],
  key_form: {
    id: 'key',
    name: 'Builder key',
    hint: 'All three were shown once, when the key was made.',
    fields: [
      field('api_key', 'Builder API key', 'A long ID with dashes.', 'text'),
      field('secret', 'Builder secret', 'It never leaves this computer.'),
      field('passphrase', 'Builder passphrase', 'It was shown together with the secret.'),
    ],
  },
  abilities: can(),
  extras: [],
  key_sizes: [],
  ways: ['provider'],
  label_max: 64,
  documentation: 'https://docs.openfish.fun',
  website: 'https://openfish.fun',
  website_steps: [],
  website_stop_steps: [],
};

/** Bearer keys: made on the website, then rotated and stopped from here. */
export const blockmind: ProviderView = {
  id: 'blockmind',
  name: 'BlockMind',
  environments: [environment('production', 'Production', 'production', 'https://blockmind.app/api/agent'), custom],
  forms: [
    {
      id: 'bearer',
      name: 'Agent key',
      hint: 'A key of the family; the newest that works acts for it.',
      fields: [field('key', 'Key', 'Begins with bm_.'), field('key_id', 'Key ID', 'From the website, where you have it.', 'text', true)],
    },
  ],
  permissions: [may('portfolio:read', 'Read the portfolio'), may('watchlists:write', 'Change watchlists', 'change'), may('signals:write', 'Write signals', 'change')].map((one) => ({ ...one, offered: false })),
  permissions_fetched: false,
  presets: [],
  key_form: {
    id: 'key',
    name: 'Agent key',
    hint: 'It was shown once on the website.',
    fields: [field('key', 'Key', 'Begins with bm_.'), field('key_id', 'Key ID', 'With it Keyrack can stop the key by name.', 'text', true)],
  },
  abilities: can({ list: false, create: false, rotate: true, usage_log: true }),
  extras: [],
  key_sizes: [],
  ways: [],
  label_max: 100,
  documentation: 'https://blockmind.app/docs',
  website: 'https://blockmind.app/settings/keys',
  website_steps: ['Open Settings, then Agent keys.', 'Choose “New key”.', 'Copy the key: it is shown once.'],
  website_stop_steps: ['Open Settings, then Agent keys.', 'Find the key that was made last and is not in Keyrack.', 'Choose “Revoke”.'],
};

/** Tokens whose permissions are another list in each account. */
export const cloudflare: ProviderView = {
  ...buildmarkets,
  id: 'cloudflare',
  name: 'Cloudflare',
  environments: [environment('production', 'Production', 'production', 'https://api.cloudflare.com/client/v4'), custom],
  forms: [{ id: 'token', name: 'API token', hint: 'One that may make API tokens.', fields: [field('token', 'Token', 'It was shown once.')] }],
  permissions: [],
  permissions_fetched: true,
  presets: [],
  key_form: { id: 'key', name: 'API token', hint: '', fields: [field('token', 'Token', 'It was shown once.')] },
  abilities: can({ rotate: true, exchange: true }),
  extras: [{ id: 'days', name: 'Days until it ends', hint: 'It then ends by itself.', min: 1, max: 365 }],
  website_stop_steps: [],
};

export const sendgrid: ProviderView = {
  ...cloudflare,
  id: 'sendgrid',
  name: 'SendGrid',
  environments: [environment('production', 'Global', 'production', 'https://api.sendgrid.com/v3'), environment('eu', 'EU', 'production', 'https://api.eu.sendgrid.com/v3'), custom],
  forms: [{ id: 'key', name: 'API key', hint: 'One with full access.', fields: [field('key', 'API key', 'Begins with SG.')] }],
  extras: [],
  abilities: can(),
  key_form: { id: 'key', name: 'API key', hint: '', fields: [field('key', 'API key', 'Begins with SG.')] },
};

export const providers = [kalshi, buildmarkets, openfish, blockmind, cloudflare, sendgrid];

/** As many as a real account of that kind has. */
export const fetched: PermissionInfoView[] = Array.from({ length: 300 }, (_, n) => {
  const areas = ['DNS', 'Zone', 'Workers Scripts', 'Pages', 'Account Analytics', 'Billing', 'Access: Apps and Policies', 'Load Balancing', 'Logs', 'Images'];
  const area = `${areas[n % areas.length]}${n < 20 ? '' : ` ${Math.floor(n / 20) + 1}`}`;
  const write = n % 20 >= 10;
  return may(`com.cloudflare.api.group.${String(n).padStart(3, '0')}`, `${area}: ${write ? 'read and change' : 'read'}`, write ? 'change' : 'read');
});
