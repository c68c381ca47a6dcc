/** Words of several keys at once: selecting, stopping, and what came of it. */
import type { BulkResult, BulkRowView, Step, StepState } from '$api/types';
import { many, number } from './amounts';

const list = (names: string[]) => (names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);
/** The first few by name; of a crowd the number. */
const few = (names: string[]) => (names.length <= 3 ? list(names) : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`);

export const selection = {
  all: 'Select all found keys',
  one: (label: string) => `Select ${label}`,
  region: 'Selected keys',
  count: (n: number) => `${number(n)} selected`,
  hidden: (n: number) => `${number(n)} of them not shown`,
  retire: 'Retire…',
  emergency: 'Emergency stop…',
  clear: 'Clear',
};

export const stopMany = {
  title: {
    emergency: (n: number) => `Emergency stop of ${many(n, 'key', 'keys')}`,
    retire: (n: number) => `Retire ${many(n, 'key', 'keys')}`,
  },
  titleAccount: {
    emergency: (account: string) => `Emergency stop of everything in “${account}”`,
    retire: (account: string) => `Retire everything in “${account}”`,
  },
  running: 'Stopping…',
  ended: 'What came of it',
  emergencySay: (n: number) => `Stops ${n === 1 ? 'this key' : `these ${many(n, 'key', 'keys')}`} within seconds. Everything that uses them loses access. This cannot be undone.`,
  retireSay: (n: number) => `Everything that uses ${n === 1 ? 'this key' : `these ${many(n, 'key', 'keys')}`} loses access at once. This cannot be undone; new keys can be made at any time.`,
  accountSay: (n: number, provider: string) =>
    `Stops every living key of the account at ${provider}: ${n === 0 ? 'none is known here' : `${many(n, 'key is', 'keys are')} known here`}, and what ${provider}’s list shows besides. Everything that uses them loses access. This cannot be undone.`,
  lastTitle: 'Keyrack’s own key is stopped last',
  lastSay: (provider: string) => `Keyrack can then do nothing at ${provider} through this account: make, test or stop no other key.`,
  elseTitle: (form: string) => `Keyrack works here with something else: ${form}`,
  elseSay: (provider: string) => `It is none of the keys that are known here. If ${provider}’s list shows it, it is stopped last; otherwise it lives on, and Keyrack names it at the end.`,
  managersTitle: (labels: string[]) => (labels.length === 1 ? `Keyrack itself works with “${labels[0]}”` : 'Keyrack itself works with some of them'),
  managersSay: (accounts: string[]) => `What Keyrack works with comes last. Afterwards Keyrack can do nothing through ${list(accounts)}.`,
  perhapsTitle: 'Keyrack itself may work with one of them',
  perhapsSay: 'No list says which. If it is among them, Keyrack can do nothing more through its account.',
  cannot: (labels: string[]) => `Keyrack cannot stop ${few(labels.map((label) => `“${label}”`))}. ${labels.length === 1 ? 'It lives' : 'They live'} on until somebody stops ${labels.length === 1 ? 'it' : 'them'} on the website.`,
  money: (n: number) => `${n} can move money`,
  where: 'Where they are',
  keys: (n: number) => many(n, 'key', 'keys'),
  again: 'How to begin again',
  againSay: (provider: string) => `Make a key on ${provider}’s website and add the account with it.`,
  now: (labels: string[]) => `Stop ${few(labels)} now`,
  nowAccount: (account: string) => `Stop everything in ${account} now`,
  typeNumber: 'Type the number of keys to go on',
  typeName: 'Type the name of the account to go on',
  retire: (n: number) => `Retire ${many(n, 'key', 'keys')}`,
  retireAccount: 'Retire this account’s keys',
  keep: 'Keep keys',
  leave: 'Leave it running',
  leaveSay: 'You can leave this; the work goes on, and what stays open shows under Keys.',
  close: 'Done',
  goOn: 'Go on',
  leaveIt: 'Leave it',
  left: (n: number) => `Left: ${many(n, 'key is', 'keys are')} not confirmed dead.`,
  rows: 'Keys that are being stopped',
  reading: (provider: string) => `Reading ${provider}’s list first…`,
  listTitle: 'The list could not be read before',
  listSay: (why: string) => `${why} Keys that are new there may be missing here.`,
  credentialTitle: (form: string, account: string) => `Lives on: ${form} of “${account}”`,
  credentialSay: 'Keyrack cannot stop it. Sign out on the website, or end it there.',
  openTitle: (n: number) => `A stop of ${many(n, 'key', 'keys')} is not finished`,
  openTitleAccount: (account: string) => `The stop of everything in “${account}” is not finished`,
  underWay: (n: number) => `${many(n, 'key is', 'keys are')} being stopped`,
  show: 'Show',
  region: 'Stops of several keys',
  account: 'Emergency stop…',
  retireAll: 'Retire all…',
  accountOf: (account: string) => `Emergency stop… of everything in ${account}`,
  retireAllOf: (account: string) => `Retire all… in ${account}`,
  progress: (done: number, all: number) => `${done} of ${all} done`,
};

export const bulkResults: Record<BulkResult, string> = {
  waiting: 'Waiting',
  confirmed_dead: 'Confirmed dead',
  gone_from_list: 'Gone from the list',
  still_alive: 'Still alive',
  not_confirmed: 'Not confirmed',
  not_stopped: 'Not stopped',
  cannot_stop: 'Cannot be stopped here',
  held_back: 'Held back',
};

/** What is added where the core names no cause. */
export const bulkSays: Partial<Record<BulkResult, string>> = {
  waiting: 'It was not tried yet, and lives.',
  gone_from_list: 'Its secret is not here, so it could not be tried.',
  not_stopped: 'It lives.',
};

/** Where one of several keys stands while they are being stopped. */
export const bulkSteps: Partial<Record<Step, Record<StepState, string>>> = {
  ask_to_stop: { begun: 'Being stopped', done: 'Asked to stop', failed: 'Not stopped' },
  proof: { begun: 'Proving that it is dead', done: 'Proof taken', failed: 'Not proven' },
  erase_secret: { begun: 'Erasing the secret', done: 'Proof taken', failed: 'Secret not erased yet' },
};

/** "3 of 5 are confirmed dead. 1 lives: order-engine." Half says nothing. */
export function bulkSummary(rows: BulkRowView[]): string {
  const of = (...results: BulkResult[]) => rows.filter((row) => results.includes(row.result)).map((row) => row.label);
  const dead = of('confirmed_dead');
  const gone = of('gone_from_list');
  const lives = of('still_alive', 'not_stopped', 'cannot_stop', 'held_back');
  const unsure = of('not_confirmed');
  const waiting = of('waiting');
  const all = rows.length;
  const parts = [
    dead.length === all && all > 0 ? (all === 1 ? 'The key is confirmed dead.' : `All ${all} are confirmed dead.`) : `${dead.length} of ${all} ${dead.length === 1 ? 'is' : 'are'} confirmed dead.`,
    gone.length > 0 ? `${gone.length} ${gone.length === 1 ? 'is' : 'are'} gone from the list and could not be tried: ${few(gone)}.` : '',
    lives.length > 0 ? `${lives.length} ${lives.length === 1 ? 'lives' : 'live'}: ${few(lives)}.` : '',
    unsure.length > 0 ? `${unsure.length} ${unsure.length === 1 ? 'is' : 'are'} not confirmed and may live: ${few(unsure)}.` : '',
    waiting.length > 0 ? `${waiting.length} ${waiting.length === 1 ? 'was' : 'were'} not tried yet: ${few(waiting)}.` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}
