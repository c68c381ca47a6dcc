/** Stands in for src/lib/api/client.ts in the gallery and in the tests. Never part of a build. */
import type { Api } from '../lib/api/client';
import type { AccountRequest } from '$api/types';
import * as data from './data';
import { careApi } from './fake-care';
import { handOverApi } from './fake-hand-over';
import { lifeApi } from './fake-life';
import { answer, find, flow, ofAccount, pretend, walk } from './pretend';

export { freshPretend, pretend } from './pretend';

export const api: Api = {
  ...lifeApi,
  ...careApi,
  ...handOverApi,
  overview: () => answer('overview', [], () => pretend.view),
  providers: () => answer('providers', [], () => data.providers),
  setMode: (mode) => answer('setMode', [mode], () => (pretend.view = mode === 'live' ? data.overview({ accounts: [], keys: [] }) : data.practice())),
  startPractice: () => answer('startPractice', [], () => (pretend.view = data.practice())),
  resetPractice: () => answer('resetPractice', [], () => (pretend.view = data.practice())),
  keychain: () => answer('keychain', [], () => pretend.keychain),
  unlockKeychain: () => answer('unlockKeychain', [], () => pretend.keychain),
  choosePrivateKey: () => answer('choosePrivateKey', [], () => pretend.chosen),
  forgetFile: (file) => answer('forgetFile', [file], () => null),
  tryAccount: (request) => answer('tryAccount', [request], () => pretend.trial),
  saveAccount: (trial) =>
    answer('saveAccount', [trial], () => {
      // The core closes the request that a new account answers.
      const saved = pretend.called('tryAccount').at(-1)?.[0] as AccountRequest | undefined;
      const asked = pretend.view.asked.filter((one) => one.provider !== saved?.provider || one.environment !== saved.environment || one.label !== saved.name);
      pretend.view = { ...pretend.view, asked };
      return data.account();
    }),
  discardTrial: (trial) => answer('discardTrial', [trial], () => null),
  removeAccount: (id) => answer('removeAccount', [id], () => null),
  openWebsite: (id) => answer('openWebsite', [id], () => null),
  accountPermissions: (id) => answer('accountPermissions', [id], () => pretend.permissions),
  checkLabel: (id, label) => answer('checkLabel', [id, label], () => null),
  preparePair: (bits) => answer('preparePair', [bits], () => null),
  cancelPair: () => answer('cancelPair', [], () => null),
  createKey: (request, onProgress) => {
    walk(onProgress, request.way === 'here' ? ['make_pair', 'keep_secret', 'send_public', 'test'] : ['ask_provider', 'keep_secret', 'test']);
    return answer('createKey', [request], () =>
      flow(() => ({
        key: data.key({ ...ofAccount(request.account_id), id: 'k9', label: request.label, permissions: request.scopes.map(data.permission), way: request.way, pair: request.bits !== null, bits: request.bits, fingerprint: null, made_at: data.ago(0) }),
        unfinished: null,
      })),
    );
  },
  bringKey: (request, onProgress) => {
    walk(onProgress, ['match_key', 'keep_secret', 'test']);
    return answer('bringKey', [request], () => {
      const row = pretend.view.keys.find((key) => key.remote_id !== null && key.remote_id === request.remote_id);
      const made = data.key({ ...ofAccount(request.account_id), ...row, id: row?.id ?? 'k9', label: request.label, secret: 'here', place: 'here_and_there', last_test: data.test({ at: data.ago(0) }) });
      return flow(() => ({ key: made, unfinished: null })).key;
    });
  },
  usageLog: (id, cursor) => answer('usageLog', [id, cursor], () => pretend.usage[cursor === null ? 0 : Number(cursor)] ?? { available: true, rows: [], next: null }),
  writeRequest: (request) =>
    answer('writeRequest', [request], () => {
      pretend.view = { ...pretend.view, asked: [...pretend.view.asked, pretend.asked] };
      return pretend.asked;
    }),
  copyRequest: (id) => answer('copyRequest', [id], () => null),
  mailRequest: (id) => answer('mailRequest', [id], () => null),
  closeRequest: (id) => answer('closeRequest', [id], () => (pretend.view = { ...pretend.view, asked: pretend.view.asked.filter((one) => one.id !== id) })),
  watchDrops: (onDrop) => {
    pretend.drop = onDrop;
    return answer('watchDrops', [], () => null);
  },
  watchChanges: (onChange) => {
    pretend.change = onChange;
    return answer('watchChanges', [], () => null);
  },
  testKey: (id) => answer('testKey', [id], () => flow(() => ({ key: { ...find(id), last_test: data.test({ at: data.ago(0) }) }, unfinished: null })).key),
  stopKey: (id, door, confirmation, onProgress) => {
    walk(onProgress, ['ask_to_stop', 'proof', 'erase_secret']);
    return answer('stopKey', [id, door, confirmation], () =>
      flow(() => ({ key: { ...find(id), state: 'stopped', secret: 'erased', stopped_at: data.ago(0), proof: data.proof({ at: data.ago(0) }) }, unfinished: null })),
    );
  },
  forgetKey: (id, confirmation) => answer('forgetKey', [id, confirmation], () => (pretend.view = { ...pretend.view, keys: pretend.view.keys.filter((key) => key.id !== id) })),
  continueFlow: (id, action, input, onProgress) => {
    const entry = pretend.view.unfinished.find((one) => one.id === id);
    if (action === 'ask_again') walk(onProgress, ['proof', 'erase_secret']);
    return answer('continueFlow', [id, action, input], () => {
      if (action === 'discard') {
        pretend.view = { ...pretend.view, unfinished: pretend.view.unfinished.filter((one) => one.id !== id) };
        return null;
      }
      return flow(() => ({ key: find(entry?.key_id ?? 'k1'), unfinished: null }));
    });
  },
  publicHalf: (id) =>
    answer('publicHalf', [id], () => ({
      pem: '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuQ3h0M8mXc0nQpK1v9sT\nc5mYwT2b0o6dD1e8m3b2cQzv4eJmXr7gk1pP3t0Vw9fQ2JxZ8Lr6nY5uKd4sHb1A\nQIDAQAB\n-----END PUBLIC KEY-----\n',
      fingerprint: '9f2b6b2a4c1e7d9038a5c4be11f07d3e2a86b1c9d4e0f5a7830c6b4d12ef9a77',
    })),
  copyPublicHalf: (id) => answer('copyPublicHalf', [id], () => null),
  checkLog: () => answer('checkLog', [], () => ({ verdict: 'sound', entries: 14, unsealed: 0, at: null })),
};
