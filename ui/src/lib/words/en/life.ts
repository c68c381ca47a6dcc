/** Words for everything the core counts out: states, verdicts, steps, situations, acts. */
import type {
  Act,
  EnvironmentKind,
  KeyPlace,
  LogVerdict,
  NextStep,
  Outcome,
  ProofVerdict,
  Risk,
  SecretPlace,
  Situation,
  Step,
  TestVerdict,
  UnfinishedView,
  Way,
} from '$api/types';

export const environments: Record<EnvironmentKind, string> = {
  practice: 'Practice',
  sandbox: 'Sandbox',
  production: 'PRODUCTION',
};

export const secretPlaces: Record<SecretPlace, { short: string; long: string }> = {
  here: { short: 'Here', long: 'In your keychain on this computer' },
  elsewhere: { short: 'Elsewhere', long: 'With someone else, not on this computer' },
  lost: { short: 'Lost', long: 'Lost: it is not in your keychain' },
  erased: { short: 'Erased', long: 'Erased after the key was proven dead' },
  unread: { short: 'Not read', long: 'In your keychain, in an answer that could not be read' },
};

export const places: Record<KeyPlace, { short: (provider: string) => string; long: string }> = {
  here_and_there: { short: (provider) => `on ${provider}’s list`, long: 'Listed' },
  only_there: { short: (provider) => `only at ${provider}`, long: 'Listed; someone else holds the secret half' },
  only_here: { short: (provider) => `gone at ${provider}`, long: 'Not on the list any more' },
  not_looked: { short: () => 'list not read yet', long: 'The list was not read yet' },
};

export const risks: Record<Risk, string> = { read: 'Reads only', change: 'Changes things', money: 'Can move money' };

export const ways: Record<Way, { name: (provider: string) => string; say: (provider: string) => string; made: (provider: string) => string }> = {
  here: {
    name: () => 'On this computer',
    say: (provider) => `The secret half never leaves this computer. ${provider} gets only the public half, which is safe to share.`,
    made: () => 'on this computer',
  },
  provider: {
    name: (provider) => `By ${provider}`,
    say: (provider) => `${provider} makes the pair and sends the secret half once. Keyrack puts it straight into your keychain.`,
    made: (provider) => `by ${provider}`,
  },
  website: {
    name: (provider) => `On ${provider}’s website`,
    say: (provider) => `You paste the public half into ${provider}’s website and bring back the key ID.`,
    made: (provider) => `here, and entered on ${provider}’s website`,
  },
};

export const testVerdicts: Record<TestVerdict, { title: string; short: string }> = {
  works: { title: 'Works', short: 'Works' },
  works_but_may_not: { title: 'Works, but may not do everything', short: 'Works, limited' },
  refused: { title: 'Refused', short: 'Refused' },
  could_not_tell: { title: 'Could not tell', short: 'Could not tell' },
};

export const proofVerdicts: Record<ProofVerdict, { title: string; say: (provider: string) => string }> = {
  confirmed_dead: { title: 'Confirmed dead', say: (provider) => `${provider} no longer lets this key in. Every witness agrees.` },
  still_alive: {
    title: 'Still alive',
    say: (provider) => `${provider} still lets this key in, although it was asked to stop it. Whoever holds the secret half can use it.`,
  },
  not_confirmed: {
    title: 'Not confirmed',
    say: (provider) => `${provider} was asked to stop this key. It is not proven that it is dead, so treat it as alive. The secret half is kept until it is.`,
  },
  gone_from_list: {
    title: 'Gone from the list',
    say: (provider) => `${provider} no longer lists this key. Its secret is not here, so Keyrack could not try it.`,
  },
};

export const witnesses = {
  workedBefore: { yes: 'The key worked before', no: 'The key was never seen working here' },
  control: {
    yes: (provider: string) => `At the same moment ${provider} accepted a control`,
    no: (provider: string) => `${provider} did not accept a control at the same moment`,
  },
  namedDeath: {
    yes: (provider: string) => `${provider} answered that it knows no such key`,
    no: (provider: string) => `${provider} gave no answer that means “stopped”`,
  },
  listed: {
    yes: (provider: string) => `${provider} still lists it`,
    no: (provider: string) => `It is gone from ${provider}’s list`,
    unknown: (provider: string) => `${provider}’s list could not be read`,
  },
};

export const steps: Record<Step, (provider: string) => string> = {
  make_pair: () => 'Make the key pair on this computer',
  keep_secret: () => 'Keep the secret half in your keychain',
  send_public: (provider) => `Send the public half to ${provider}`,
  ask_provider: (provider) => `Let ${provider} make the pair`,
  test: () => 'Test',
  ask_to_stop: (provider) => `Ask ${provider} to stop the key`,
  proof: () => 'Prove that it is dead',
  erase_secret: () => 'Erase the secret half',
};

export const stepWaits: Record<Step, (provider: string) => string> = {
  make_pair: () => 'Making the key pair. Large sizes take a few seconds…',
  keep_secret: () => 'Waiting for your keychain to answer…',
  send_public: (provider) => `Waiting for ${provider} to answer…`,
  ask_provider: (provider) => `Waiting for ${provider} to answer…`,
  test: (provider) => `Waiting for ${provider} to answer…`,
  ask_to_stop: (provider) => `Waiting for ${provider} to answer…`,
  proof: (provider) => `Asking ${provider} again, beside a control…`,
  erase_secret: () => 'Waiting for your keychain to answer…',
};

export const stepStates = { waiting: 'not begun', begun: 'under way', done: 'done', failed: 'did not succeed' };

export const nextSteps: Record<NextStep, (provider: string) => string> = {
  finish: () => 'Finish',
  discard: () => 'Discard…',
  use_website: (provider) => `Use ${provider}’s website`,
  let_provider: (provider) => `Let ${provider} make the pair`,
  enter_key_id: () => 'Take over this key ID',
  stop_candidates: (provider) => `Stop at ${provider}…`,
  ask_again: () => 'Ask again',
  keep_key: () => 'Keep this key',
  leave_unproven: () => 'Leave it unproven',
};

type Situated = Pick<UnfinishedView, 'label' | 'provider_name'>;

export const situations: Record<Situation, { title: (u: Situated) => string; say: (u: Situated) => string; urgent: boolean }> = {
  not_sent: {
    title: (u) => `Keyrack was stopped while making “${u.label}”.`,
    say: (u) => `Nothing was sent to ${u.provider_name} yet, so there is no such key there.`,
    urgent: false,
  },
  unsure: {
    title: (u) => `It is not certain whether ${u.provider_name} made “${u.label}”.`,
    say: (u) => `It was sent and no answer came. The secret half is safe. Keyrack looks at ${u.provider_name}’s list first and sends nothing twice.`,
    urgent: false,
  },
  almost_done: {
    title: (u) => `Keyrack was stopped while making “${u.label}”.`,
    say: (u) => `${u.provider_name} has it, and the secret half is safe.`,
    urgent: false,
  },
  usage_level: {
    title: (u) => `${u.provider_name} lets only Premier and Market Maker accounts upload a public half.`,
    say: (u) => `The pair of “${u.label}” is kept here and nothing is lost. Two ways remain.`,
    urgent: false,
  },
  waiting_for_id: {
    title: (u) => `“${u.label}” waits for its key ID.`,
    say: (u) => `Paste the public half into ${u.provider_name}’s website, then bring back the key ID that it shows. The secret half is safe here.`,
    urgent: false,
  },
  secret_never_arrived: {
    title: (u) => `The secret of “${u.label}” never arrived.`,
    say: (u) => `${u.provider_name} may have made the key, but its answer got lost. Nobody holds the secret, so the key is of no use. Stop it there, then make a new one.`,
    urgent: true,
  },
  unread_answer: {
    title: (u) => `${u.provider_name}’s answer for “${u.label}” could not be read.`,
    say: () => 'It may hold the new secret, so it is kept whole in your keychain. Nothing is lost.',
    urgent: true,
  },
  answer_held: {
    title: (u) => `Your keychain did not take the secret of “${u.label}”.`,
    say: () => 'Keyrack holds it in memory for as long as it stays open. Unlock your keychain, then finish. Do not close Keyrack before.',
    urgent: true,
  },
  stop_not_sent: {
    title: (u) => `“${u.label}” was to be stopped, but ${u.provider_name} was not asked yet.`,
    say: () => 'The key still works. Finish stopping it, or keep it.',
    urgent: true,
  },
  stop_not_proven: {
    title: (u) => `“${u.label}” was stopped, but it is not proven dead.`,
    say: (u) => `${u.provider_name} was asked to stop it. Treat it as alive until the proof succeeds.`,
    urgent: true,
  },
  erase_open: {
    title: (u) => `“${u.label}” is dead, and its secret half is still in your keychain.`,
    say: () => 'It opens nothing any more. Finish to erase it.',
    urgent: false,
  },
};

type ActSaid = { subject: string; account: string };
const q = (s: string) => (s ? `“${s}”` : 'a key');
const at = (a: string) => (a ? ` · ${a}` : '');

export const acts: Record<Act, Record<Outcome, (s: ActSaid) => string>> = {
  account_added: {
    done: (s) => `The account ${q(s.subject || s.account)} was added`,
    refused: (s) => `The account ${q(s.subject || s.account)} was not added`,
    unknown: (s) => `The account ${q(s.subject || s.account)} may not have been added`,
  },
  account_removed: {
    done: (s) => `The account ${q(s.subject || s.account)} was removed`,
    refused: (s) => `The account ${q(s.subject || s.account)} was not removed`,
    unknown: (s) => `The account ${q(s.subject || s.account)} may not have been removed`,
  },
  list_read: {
    done: (s) => `The list of ${q(s.account || s.subject)} was read`,
    refused: (s) => `The list of ${q(s.account || s.subject)} could not be read`,
    unknown: (s) => `The list of ${q(s.account || s.subject)} may be incomplete`,
  },
  key_appeared: sure((s) => `${q(s.subject)} appeared on the provider’s list${at(s.account)}`),
  key_vanished: sure((s) => `${q(s.subject)} vanished from the provider’s list${at(s.account)}`),
  permissions_changed: sure((s) => `Permissions of ${q(s.subject)} changed at the provider${at(s.account)}`),
  pair_made: tried((s) => `The key pair of ${q(s.subject)}`, 'was made on this computer', 'could not be made', 'may not have been made'),
  secret_kept: tried((s) => `The secret half of ${q(s.subject)}`, 'was kept in your keychain', 'was not kept', 'may not have been kept'),
  public_half_sent: tried((s) => `The public half of ${q(s.subject)}`, 'was sent', 'was refused', 'was sent, and no answer came'),
  key_made: tried((s) => q(s.subject), 'was made', 'was not made', 'may have been made'),
  key_adopted: tried((s) => q(s.subject), 'was taken over after it proved itself', 'was not taken over', 'may not have been taken over'),
  making_discarded: tried((s) => `The making of ${q(s.subject)}`, 'was discarded', 'could not be discarded', 'may not have been discarded'),
  public_half_copied: tried((s) => `The public half of ${q(s.subject)}`, 'was copied', 'could not be copied', 'may not have been copied'),
  tested: tried((s) => q(s.subject), 'was tested and works', 'was tested and refused', 'was tested, and Keyrack could not tell'),
  stop_asked: tried((s) => `A stop of ${q(s.subject)}`, 'was asked for', 'was refused', 'may not have been asked for'),
  stop_sent: tried((s) => `The order to stop ${q(s.subject)}`, 'was taken by the provider', 'was refused by the provider', 'was sent, and no answer came'),
  proof: tried((s) => q(s.subject), 'was confirmed dead', 'is still alive', 'is not confirmed dead yet'),
  gone_from_list: sure((s) => `${q(s.subject)} is gone from the provider’s list; its secret was not here to try${at(s.account)}`),
  secret_erased: tried((s) => `The secret half of ${q(s.subject)}`, 'was erased from your keychain', 'could not be erased', 'may not have been erased'),
  stop_withdrawn: tried((s) => `The stop of ${q(s.subject)}`, 'was withdrawn', 'could not be withdrawn', 'may not have been withdrawn'),
  log_checked: { done: () => 'The log was checked and is sound', refused: () => 'The log was checked, and something is wrong', unknown: () => 'The log was checked, but its seal could not be read' },
};

function sure(say: (s: ActSaid) => string) {
  return { done: say, refused: say, unknown: say };
}

function tried(who: (s: ActSaid) => string, done: string, refused: string, unknown: string) {
  const say = (what: string) => (s: ActSaid) => `${who(s)} ${what}${at(s.account)}`;
  return { done: say(done), refused: say(refused), unknown: say(unknown) };
}

export const logVerdicts: Record<LogVerdict, { title: string; say: (n: { entries: string; at: string }) => string; tone: 'ok' | 'warn' | 'bad' }> = {
  sound: { title: 'The log is sound', tone: 'ok', say: (n) => `${n.entries}, none changed, removed, added or reordered.` },
  seal_unreadable: {
    title: 'The log is sound as far as it goes',
    tone: 'warn',
    say: (n) => `${n.entries} fit together. Your keychain could not be asked for the seal, so a missing end would not show.`,
  },
  altered: { title: 'The log was altered', tone: 'bad', say: (n) => `Entry ${n.at} is not as Keyrack wrote it. Something else changed the records.` },
  cut_off: { title: 'The end of the log is missing', tone: 'bad', say: (n) => `Entries after ${n.at} are sealed in your keychain, but are no longer in the records.` },
  exchanged: { title: 'This is not the log that Keyrack sealed', tone: 'bad', say: () => 'The records were exchanged for others, or an old copy was put back.' },
};
