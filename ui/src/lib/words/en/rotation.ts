/** Words of the life of a key between its making and its end: who has it, rotating. */
import type { Check, Found, Plan, ProofVerdict } from '$api/types';
import { many } from './amounts';
import { half } from './life';

const list = (names: string[]) => (names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);

export const rotate = {
  title: (label: string) => `Rotate “${label}”`,
  rotating: (label: string) => `Rotating “${label}”`,
  why: 'Why is it rotated?',
  plans: {
    planned: {
      name: 'Planned',
      say: () => 'A new key is made and tested. Both keys work until every system has the new one; then you retire the old one.',
    },
    leaked: {
      name: 'Leaked',
      say: (pair: boolean) => `Somebody may have the ${half(pair)}. A new key is made and tested, and the old one is stopped within seconds. Its systems have no access until they get the new one.`,
    },
  } satisfies Record<Plan, { name: string; say: (pair: boolean) => string }>,
  exchangeTitle: 'The old secret stops working at once',
  exchangeSay: (provider: string) => `${provider} exchanges the secret. Every system that uses this key needs the new one right away. Keyrack then proves that the old secret is dead.`,
  managerTitle: 'Keyrack itself works with this key',
  managerSay: (provider: string) => `Once the new key has passed its test, Keyrack works with it at ${provider}, if it may do the same.`,
  label: 'Label of the new key',
  labelHint: 'Both keys stand in the list until the old one is stopped, so the labels differ.',
  labelHintExchange: 'The old label stays with the old secret, so the labels differ.',
  permissions: 'What may the new key do?',
  same: 'Same permissions',
  sameSay: (n: number) => (n === 0 ? 'The old key carries none.' : `${many(n, 'permission', 'permissions')}, as the old key has`),
  other: 'Other permissions',
  otherSay: 'Choose them anew. You see what is added and what is removed.',
  mustChoose: {
    unrestricted: 'The old key has full access. Choose what the new one needs.',
    unknown: 'What the old key may do is not known. Choose what the new one may do.',
  },
  keeps: (provider: string) => `${provider} gives the new key the same permissions.`,
  choose: 'Permissions of the new key',
  difference: 'What changes',
  added: 'Added',
  removed: 'Removed',
  noDifference: 'Nothing: they are the same as before.',
  dropped: (scope: string) => `“${scope}” is no longer offered for new keys.`,
  act: 'Rotate this key',
  actLeaked: 'Rotate, and stop the old key',
  keep: 'Keep key as it is',
  newSteps: (label: string) => `New key “${label}”`,
  oldSteps: (label: string) => `Old key “${label}”`,
  saved: (label: string) => `“${label}” is saved in your keychain.`,
  endedTitle: (label: string) => `“${label}” was rotated`,
  newKey: 'New key',
  oldKey: 'Old key',
  notTested: 'Not tested',
  notTestedSay: 'Test it before the systems get it.',
  stillLives: 'Still works',
  stillLivesSay: (label: string) => `“${label}” was not stopped, because the new key has not passed its test. It can be stopped at once under its details.`,
  cannotStop: (old: string) => `Keyrack cannot stop “${old}”. It lives on until somebody stops it by hand.`,
  toHand: (names: string[]) => `Hand the new key to ${list(names)} now: without it they have no access.`,
  toHandNobody: 'Hand the new key to whoever used the old one: without it they have no access.',
  showNew: 'Show the new key',
  showOld: (label: string) => `Show “${label}”`,
};

export const rotation = {
  region: 'Rotations under way',
  name: (old: string, fresh: string) => `Rotation of ${old} to ${fresh}`,
  givesWay: ' gives way to ',
  begun: (when: string) => `begun ${when}`,
  making: 'The new key is being made',
  makingSay: (old: string) => `“${old}” works as before until the new key is there.`,
  makingSayExchange: () => 'The provider exchanges the secret: the old one ends with it.',
  both: 'Both keys work now',
  made: 'The new key is made',
  bothSay: (left: number) => (left === 0 ? 'Every system has the new key. The old one can be retired.' : `Hand the new key to ${left === 1 ? 'the system that is' : 'the systems that are'} not ticked yet, then retire the old one.`),
  bothNobody: 'Nobody is noted as having the old key. Hand the new one to whoever uses it, then retire the old one.',
  ended: 'The old key has ended; these systems still need the new one',
  endedOne: 'The old key has ended; this system still needs the new one',
  endedSay: 'They have no access until they get it.',
  endedDone: 'The old key has ended, and every system has the new one',
  endedNobody: 'The old key has ended',
  endedNobodySay: 'Nobody is noted as having it. Hand the new key to whoever used it.',
  stopping: 'The old key is being stopped',
  stoppingSay: (fresh: string) => `“${fresh}” takes its place.`,
  stuck: (label: string) => `Something is open. What can be done stands at the entry of “${label}”.`,
  showStuck: 'Show what is open',
  running: 'It is under way.',
  untested: 'The new key has not passed its test yet.',
  systems: 'Systems that have the new key',
  has: (name: string) => `${name} has the new key`,
  switched: (name: string, done: boolean) => (done ? `Noted: ${name} has the new key.` : `Noted: ${name} does not have the new key yet.`),
  test: 'Test the new key',
  handOver: 'Hand over…',
  retire: 'Retire the old key…',
  keepBoth: 'Keep both keys',
  done: 'Done',
  keptBoth: (old: string, fresh: string) => `${old} and ${fresh} are both kept.`,
  finished: (fresh: string) => `The rotation to ${fresh} is done.`,
  manager: 'Keyrack works with the new key already.',
  inDetails: { old: (fresh: string) => `“${fresh}” takes its place`, fresh: (old: string) => `It takes the place of “${old}”` },
  inDetailsSay: (old: string) => `Both keys work until “${old}” is retired.`,
  showOld: 'Show the old key',
  showNew: 'Show the new key',
};

export const retireOld = {
  say: (old: string, provider: string) => `Every system that still uses “${old}” loses its access to ${provider} at once. This cannot be undone.`,
  then: (pair: boolean) => `Afterwards Keyrack proves that the key is dead, and only then erases its ${half(pair)}.`,
  openTitle: 'Not everything is done yet',
  untested: (fresh: string) => `“${fresh}” has not passed its test.`,
  left: (names: string[]) => (names.length === 1 ? `${names[0]} does not have the new key.` : `${list(names)} do not have the new key.`),
  anyway: 'Retire it all the same',
  act: 'Retire the old key',
  keep: 'Keep old key',
};

export const holders = {
  title: 'Who has it',
  none: 'Nobody is noted. Note each system and person that gets it, and Keyrack asks for them again when the key is rotated.',
  noneStopped: 'Nobody was noted.',
  since: (date: string) => `since ${date}`,
  add: 'Note who has it…',
  name: 'System or person',
  nameHint: 'Such as “Reporting server”.',
  purpose: 'Purpose',
  noPurpose: 'Not said',
  act: 'Note it',
  cancel: 'Cancel',
  remove: (name: string) => `Remove ${name}`,
  removed: (name: string) => `${name} was removed.`,
  added: (name: string) => `Noted: ${name} has this key.`,
  mixedTitle: 'One key for systems of two purposes',
  mixedSay: 'It goes to systems of more than one purpose, or of another than its account’s. A key for each keeps a fault in one away from the other.',
};

export const rename = {
  open: 'Change label',
  label: 'Label',
  act: 'Save label',
  keep: 'Keep label',
  say: (provider: string) => `The name at ${provider} stays as it is.`,
  saved: (label: string) => `The label is now ${label}.`,
};

export const rotateBy = {
  name: 'Rotate by',
  none: 'No date',
  own: 'your own date',
  policy: 'by the policy',
  change: 'Change…',
  set: 'Set a date…',
  label: 'Rotate this key by',
  act: 'Save date',
  back: 'Back to the policy',
  remove: 'Remove the date',
  cancel: 'Cancel',
  saved: (label: string) => `The date of ${label} is saved.`,
  cleared: (label: string) => `${label} follows the policy again.`,
};

export const workWith = {
  act: 'Let Keyrack work with this key',
  say: (provider: string, account: string) => `Keyrack then makes, reads and stops the keys of ${account} at ${provider} with this key. It looks first whether the key may do that.`,
  waiting: (provider: string) => `Waiting for ${provider} to answer…`,
  done: (label: string) => `Keyrack works with ${label} now.`,
};

/** What the doctor looked at. */
export const checks: Record<Check, (provider: string) => string> = {
  secret: () => 'Secret is in your keychain',
  reach: (provider) => `${provider} can be reached`,
  clock: () => 'Clock of this computer is right',
  known: (provider) => `${provider} knows the key`,
  halves: () => 'Secret belongs to the key',
  permission: () => 'Permission for the test',
};
export const found: Record<Found, string> = { good: 'Good', bad: 'Bad', unknown: 'Not looked at' };
export const checksTitle = 'What was looked at, in order';

/** A proof that is asked for again. */
export const again = (verdict: ProofVerdict, asked: number, of: number, provider: string) => `Asked ${asked} of ${of} times: ${stillSaid[verdict](provider)}. Asking again.`;
const stillSaid: Record<ProofVerdict, (provider: string) => string> = {
  still_alive: (provider) => `${provider} still lets it in`,
  not_confirmed: () => 'it is not confirmed yet',
  confirmed_dead: () => 'it is dead',
  gone_from_list: () => 'it is gone from the list',
};
