/** Words of looking after what is there: what is due, what changed elsewhere, what to do on a bad day. */
import type { ActGroup, ChangeKind, DueKind, Outcome, Purpose, TestAllView, UsageMark } from '$api/types';
import { many, number } from './amounts';

export const purposes: Record<Purpose, string> = { development: 'Development', staging: 'Staging', production: 'Production' };

export const purpose = {
  name: 'Purpose',
  label: (account: string) => `Purpose of ${account}`,
  none: 'Not said',
  saved: (account: string, purpose: string) => `Purpose of ${account}: ${purpose}`,
};

export const due = {
  region: 'Due',
  title: (all: number, over: number) => `${many(all, 'key is', 'keys are')} due${over === 0 ? '' : over === all ? ', all of them overdue' : `, ${over} of them overdue`}`,
  show: 'Show them',
  hide: 'Hide them',
  rotate: 'Rotate…',
  rotateOf: (label: string) => `Rotate ${label}`,
  kinds: {
    rotate_by: { soon: 'Due soon', over: 'Overdue', at: (date: string, when: string) => `rotate by ${date}, ${when}`, was: (date: string, when: string) => `was to be rotated by ${date}, ${when}` },
    expires: { soon: 'Ends soon', over: 'Ended', at: (date: string, when: string) => `ends by itself ${date}, ${when}`, was: (date: string, when: string) => `ended by itself ${date}, ${when}` },
  } satisfies Record<DueKind, { soon: string; over: string; at: (date: string, when: string) => string; was: (date: string, when: string) => string }>,
};

export const age = {
  unknown: 'Not known',
  old: (days: number) => (days === 0 ? 'New today' : days < 61 ? many(days, 'day', 'days') : days < 731 ? many(Math.floor(days / 30.44), 'month', 'months') : many(Math.floor(days / 365.25), 'year', 'years')),
  rotate: (when: string) => `rotate ${when}`,
  overdue: (when: string) => `due ${when}`,
};

/** What somebody else did at the provider since the list was read before. */
export const changes = {
  title: (account: string) => `Changed since the last time: ${account}`,
  say: (provider: string): Record<ChangeKind, (label: string) => string> => ({
    appeared: (label) => `“${label}” appeared at ${provider}.`,
    vanished: (label) => `“${label}” is gone from ${provider}.`,
    permissions: (label) => `Permissions of “${label}” differ:`,
  }),
  added: (permission: string) => `+ ${permission}`,
  removed: (permission: string) => `− ${permission}`,
  addedName: 'new',
  removedName: 'gone',
  open: 'Show key',
  openOf: (label: string) => `Show key ${label}`,
  dismiss: 'Dismiss',
  said: (account: string, n: number) => `The list of ${account} was read: ${many(n, 'change', 'changes')} since the last time.`,
};

export const testAll = {
  start: 'Test all',
  cancel: 'Cancel',
  cancelling: 'Stopping after the key that is being tested…',
  nothing: 'No secret of this account is here, so there is nothing to test.',
  at: (label: string, n: number, all: number) => `Testing “${label}”, ${number(n)} of ${number(all)}…`,
  starting: (all: number) => `Testing ${many(all, 'key', 'keys')}…`,
  progress: (account: string) => `Test of all keys of ${account}`,
  title: (t: TestAllView) => (t.cancelled ? 'Cancelled' : t.refused === 0 && t.could_not_tell === 0 ? 'All tested keys work' : 'Tested'),
  /** "4 work, 1 was refused, 1 could not be told. 2 were not tested." */
  summary: (t: TestAllView) => {
    const parts = [
      t.works > 0 ? `${many(t.works, 'key works', 'keys work')}` : '',
      t.refused > 0 ? `${many(t.refused, 'key was refused', 'keys were refused')}` : '',
      t.could_not_tell > 0 ? `of ${many(t.could_not_tell, 'key', 'keys')} Keyrack could not tell` : '',
    ].filter((part) => part !== '');
    const tested = parts.length > 0 ? `${parts.join(', ')}.` : 'No key was tested.';
    const left = t.left_out > 0 ? ` ${many(t.left_out, 'key was', 'keys were')} not tested: ${t.cancelled ? 'cancelled before, or the secret is not here' : 'the secret is not here'}.` : '';
    return tested.charAt(0).toUpperCase() + tested.slice(1) + left;
  },
  showKeys: 'Show keys',
};

export const dashboard = {
  name: 'Dashboard',
  never: 'not from here yet',
  open: 'Open dashboard',
  openOf: (account: string) => `Open dashboard of ${account}`,
  title: 'Use of this key',
  say: (provider: string) => `${provider} gives Keyrack no log of calls. Its dashboard shows what was done with the key.`,
  last: (when: string) => `Last looked at: ${when}`,
};

export const marks: Record<UsageMark, { name: string; say: string }> = {
  spike: { name: 'Spike', say: 'Far more calls than usual around that time.' },
  unusual_hour: { name: 'Unusual hour', say: 'The key is not used at this hour of the day otherwise.' },
  unknown_call: { name: 'Unknown call', say: 'A call that the key has hardly ever made.' },
};

export const watch = {
  title: (n: number) => `${many(n, 'call deserves', 'calls deserve')} a look`,
  say: 'If nobody you know made them, stop the key.',
  stop: 'Emergency stop…',
};

export const policy = {
  title: 'Rotation policy',
  say: 'After how many days a key is to be rotated. A date of its own, set at a key, counts more than the policy.',
  none: 'No policy',
  noneSay: 'Only keys with a date of their own become due.',
  after: 'Every so many days',
  days: 'Days',
  ahead: (n: number) => `A key shows as due ${many(n, 'day', 'days')} ahead.`,
  save: 'Save policy',
  saved: (days: number | null) => (days === null ? 'Saved: no rotation policy.' : `Saved: every key is to be rotated after ${many(days, 'day', 'days')}.`),
};

export const lost = {
  title: 'If this computer is lost',
  say: 'A sheet without secrets that says where each key is stopped. Print it and keep it elsewhere.',
  open: 'Show the sheet',
};

export const sheet = {
  title: 'If this computer is lost',
  back: 'Back to Settings',
  print: 'Print',
  save: 'Save as a file…',
  saving: 'Waiting for the file to be chosen…',
  saved: (file: string) => `Saved as “${file}”`,
  savedSay: 'It lies in the folder that you chose. It holds no secret; it says which keys there are.',
  loading: 'Writing the sheet…',
  made: (when: string) => `Written by Keyrack on ${when}. This sheet holds no secret.`,
  todo: 'What to do',
  steps: [
    'Use another computer. Begin with PRODUCTION, and there with the keys that can move money.',
    'Open the website of each account and sign in there as its owner.',
    'Stop every key whose secret was on the lost computer, and tick it here.',
    'Stop what Keyrack worked with too. It is named at each account.',
    'Make new keys for the systems that are listed beside each key.',
  ],
  worksWith: 'Keyrack worked with',
  address: 'Address',
  where: 'Where to stop its keys',
  how: 'How a key is stopped there',
  columns: { done: 'Stopped', key: 'Key', id: 'Key ID', secret: 'Secret', who: 'Who has it' },
  here: 'On this computer',
  elsewhere: 'Not on this computer',
  money: 'can move money',
  noId: 'not known',
  nobody: 'nobody noted',
  noKeys: 'No key is known here. Keys made elsewhere show on the website.',
  emptyTitle: 'Nothing to write down yet',
  emptySay: 'There is no account, so there is no key to stop.',
};

export const activityFilter = {
  region: 'Filter',
  search: 'Search keys and accounts',
  account: 'Account',
  group: 'Kind of act',
  outcome: 'Outcome',
  anyAccount: 'Every account',
  anyGroup: 'Every act',
  anyOutcome: 'Every outcome',
  groups: {
    making: 'Making',
    testing: 'Testing',
    stopping: 'Stopping',
    handing_over: 'Handing over',
    drift: 'Changed elsewhere',
    accounts: 'Accounts',
  } satisfies Record<ActGroup, string>,
  outcomes: { done: 'Done', refused: 'Refused', unknown: 'Not certain' } satisfies Record<Outcome, string>,
  clear: 'Clear filter',
  noMatchTitle: 'No entry matches',
  noMatchSay: 'The log is still whole; the filter hides it.',
  shown: (n: number, more: boolean) => (more ? `The newest ${many(n, 'entry', 'entries')} that match` : `${many(n, 'entry matches', 'entries match')}`),
};

export const exporting = {
  csv: 'Export CSV',
  json: 'Export JSON',
  waiting: 'Waiting for the file to be chosen…',
  saved: (file: string) => `Written to “${file}”`,
  all: 'The whole log, in the folder that you chose. It holds no secret.',
  narrowed: 'The entries that the filter lets through, in the folder that you chose. It holds no secret.',
  dismiss: 'Dismiss',
};
