/** The pretended core: what is due, what changed elsewhere, the log, the policy and the sheet. */
import type { ActivityRequest, AccountView } from '$api/types';
import type { Api } from '../lib/api/client';
import { groupOf } from './care';
import * as data from './data';
import { answer, pretend } from './pretend';

type CareApi = Pick<Api, 'refreshAccount' | 'testAccount' | 'cancelTests' | 'setPurpose' | 'openDashboard' | 'activity' | 'exportActivity' | 'setPolicy' | 'lostSheet' | 'saveSheet' | 'setClipboardSeconds' | 'setLanguage' | 'recordsFolder'>;

const withAccount = (id: string, part: Partial<AccountView>) => (pretend.view = { ...pretend.view, accounts: pretend.view.accounts.map((one) => (one.id === id ? { ...one, ...part } : one)) });

function found({ before, text, account, group, outcome }: ActivityRequest) {
  const wanted = text.toLowerCase();
  return pretend.entries.filter(
    (entry) =>
      (before === null || entry.seq < before) &&
      `${entry.subject} ${entry.account}`.toLowerCase().includes(wanted) &&
      (account === null || entry.account === account || (entry.account === '' && entry.subject === account)) &&
      (group === null || groupOf(entry) === group) &&
      (outcome === null || entry.outcome === outcome),
  );
}

export const careApi: CareApi = {
  refreshAccount: (id) =>
    answer('refreshAccount', [id], () => {
      const { changes } = pretend;
      pretend.changes = [];
      return { overview: withAccount(id, { refreshed_at: data.ago(0) }), changes };
    }),
  testAccount: (id, onProgress) => {
    for (const progress of pretend.steps) onProgress({ key_id: null, again: null, ...progress });
    return answer('testAccount', [id], () => pretend.tested);
  },
  cancelTests: (id) => answer('cancelTests', [id], () => null),
  setPurpose: (id, purpose) => answer('setPurpose', [id, purpose], () => withAccount(id, { purpose })),
  openDashboard: (id) => answer('openDashboard', [id], () => withAccount(id, { looked_at: data.ago(0) })),
  activity: (request) => answer('activity', [request], () => found(request).slice(0, 100)),
  exportActivity: (format, request) => answer('exportActivity', [format, request], () => (pretend.saved === undefined ? { file: `keyrack-activity.${format}` } : pretend.saved)),
  setPolicy: (days) => answer('setPolicy', [days], () => (pretend.view = { ...pretend.view, policy: { ...pretend.view.policy, rotate_days: days } })),
  setClipboardSeconds: (seconds) => answer('setClipboardSeconds', [seconds], () => (pretend.view = { ...pretend.view, clipboard_seconds: seconds })),
  recordsFolder: () => answer('recordsFolder', [], () => '/home/ada/.local/share/dev.keyrack.desktop'),
  setLanguage: (language) => answer('setLanguage', [language], () => null),
  lostSheet: () => answer('lostSheet', [], () => pretend.sheet),
  saveSheet: () => answer('saveSheet', [], () => (pretend.saved === undefined ? { file: 'keyrack-sheet.html' } : pretend.saved)),
};
