/** Words for everything the core counts out: states, verdicts, steps, situations, acts. */
import type {
  EnvironmentKind,
  Evidence,
  KeyPlace,
  LogVerdict,
  NextStep,
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

/** "Secret half" where there is a public one; otherwise the secret is all there is. */
export const half = (pair: boolean) => (pair ? 'secret half' : 'secret');

export const places: Record<KeyPlace, { short: string; long: (provider: string, pair: boolean) => string }> = {
  here_and_there: { short: 'here and there', long: () => 'Here and there: on its list' },
  only_there: { short: 'only there', long: (_, pair) => `Only there: listed, and someone else holds the ${half(pair)}` },
  only_here: { short: 'only here', long: (provider) => `Only here: no longer on ${provider}’s list` },
  not_looked: { short: 'list not read yet', long: () => 'The list was not read yet' },
};

/** Where the list was not looked at because there is none to look at. */
export const noList = {
  none: { short: 'not listed there', long: (provider: string) => `${provider} shows no list of keys` },
  notAllowed: { short: 'list not open to us', long: () => 'This account may not read the list' },
};

export const risks: Record<Risk, string> = { read: 'Reads only', change: 'Changes things', money: 'Can move money' };

export const ways: Record<Way, { name: (provider: string) => string; say: (provider: string, pair: boolean) => string; made: (provider: string) => string }> = {
  here: {
    name: () => 'On this computer',
    say: (provider) => `The secret half never leaves this computer. ${provider} gets only the public half, which is safe to share.`,
    made: () => 'on this computer',
  },
  provider: {
    name: (provider) => `By ${provider}`,
    say: (provider, pair) => `${provider} makes the ${pair ? 'pair' : 'key'} and sends the ${half(pair)} once. Keyrack puts it straight into your keychain.`,
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
  listed: { title: 'Listed; the secret could not be tried', short: 'Listed' },
  refused: { title: 'Refused', short: 'Refused' },
  could_not_tell: { title: 'Could not tell', short: 'Could not tell' },
};

/** What a verdict rests on, in one sentence. */
export const evidence: Record<Evidence, (provider: string) => string> = {
  own_call: (provider) => `The key itself made a call to ${provider}.`,
  wrong_refused: (provider) => `The key went along with a call to ${provider}, and the same call with a wrong signature was refused.`,
  list: (provider) => `This rests on ${provider}’s list alone: no call there tries the secret of a key.`,
};

export const proofVerdicts: Record<ProofVerdict, { title: string; say: (provider: string, pair: boolean) => string }> = {
  confirmed_dead: { title: 'Confirmed dead', say: (provider) => `${provider} no longer lets this key in. Every witness agrees.` },
  still_alive: {
    title: 'Still alive',
    say: (provider, pair) => `${provider} still lets this key in, although it was asked to stop it. Whoever holds the ${half(pair)} can use it.`,
  },
  not_confirmed: {
    title: 'Not confirmed',
    say: (provider, pair) => `${provider} was asked to stop this key. It is not proven that it is dead, so treat it as alive. The ${half(pair)} is kept until it is.`,
  },
  gone_from_list: {
    title: 'Gone from the list',
    say: (provider) => `${provider} no longer lists this key. Its secret is not here, so Keyrack could not try it.`,
  },
};

/** Where the list is all there is to ask. */
export const proofByList = (provider: string) => `${provider} no longer lists this key, which is how it says that a key is stopped. No call there tries a secret by itself.`;

export const witnesses = {
  workedBefore: { yes: 'The key worked before', no: 'The key was never seen working here' },
  listedBefore: { yes: 'The key was listed before', no: 'The key was never seen on the list' },
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

export const steps: Record<Step, (provider: string, pair: boolean) => string> = {
  make_pair: () => 'Make the key pair on this computer',
  keep_secret: (_, pair) => `Keep the ${half(pair)} in your keychain`,
  send_public: (provider) => `Send the public half to ${provider}`,
  ask_provider: (provider, pair) => (pair ? `Let ${provider} make the pair` : `Ask ${provider} for the key`),
  match_key: (provider) => `Find the key at ${provider}`,
  test: () => 'Test',
  ask_to_stop: (provider) => `Ask ${provider} to stop the key`,
  proof: () => 'Prove that it is dead',
  erase_secret: (_, pair) => `Erase the ${half(pair)}`,
};

export const stepWaits: Record<Step, (provider: string) => string> = {
  make_pair: () => 'Making the key pair. Large sizes take a few seconds…',
  keep_secret: () => 'Waiting for your keychain to answer…',
  send_public: (provider) => `Waiting for ${provider} to answer…`,
  ask_provider: (provider) => `Waiting for ${provider} to answer…`,
  match_key: (provider) => `Waiting for ${provider} to answer…`,
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
  rotate_again: () => 'Rotate again',
  use_new_names: () => 'Use the newer name',
  leave_unproven: () => 'Leave it unproven',
  leave_unsure: () => 'Give it up…',
};

/** Both refusals look the same from here. */
export const usageCauses = 'Either the account’s level does not include it, or the key that Keyrack works with may not make keys.';

type Situated = Pick<UnfinishedView, 'label' | 'provider_name' | 'error'> & { pair: boolean; /** The label of the key that it was to replace. */ old: string | null };

export const situations: Record<Situation, { title: (u: Situated) => string; say: (u: Situated) => string; urgent: boolean }> = {
  not_sent: {
    title: (u) => `Keyrack was stopped while making “${u.label}”.`,
    say: (u) => `Nothing was sent to ${u.provider_name} yet, so there is no such key there.`,
    urgent: false,
  },
  unsure: {
    title: (u) => `It is not certain whether ${u.provider_name} made “${u.label}”.`,
    say: (u) => `It was sent and no answer came.${u.pair ? ' The secret half is safe.' : ''} Keyrack looks at ${u.provider_name}’s list first and sends nothing twice.`,
    urgent: false,
  },
  almost_done: {
    title: (u) => `Keyrack was stopped while making “${u.label}”.`,
    say: (u) => `${u.provider_name} has it, and the ${half(u.pair)} is safe.`,
    urgent: false,
  },
  usage_level: {
    title: (u) => `${u.provider_name} did not let this account register a public half.`,
    say: (u) => `${usageCauses} The pair of “${u.label}” is kept here and nothing is lost. Two ways remain.`,
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
  second_key_possible: {
    title: (u) => `${u.provider_name} may have made a second key whose secret never arrived.`,
    say: (u) => `${u.old ? `“${u.old}”` : 'The key you have'} works as before. No list shows the other key, so stop it on the website.`,
    urgent: true,
  },
  exchange_unsure: {
    title: (u) => `${u.provider_name} may have exchanged the secret of “${u.old ?? u.label}”, and the new one never arrived.`,
    say: () => 'The old secret may have stopped working. Rotate again for a new one.',
    urgent: true,
  },
  permission_renamed: {
    title: (u) => `${u.provider_name} has a newer name for “${u.error?.params.scope ?? 'a permission'}”${u.error?.params.newer ? `: “${u.error.params.newer}”` : ''}.`,
    say: (u) =>
      u.error?.params.wider === 'yes'
        ? `“${u.label}” was not made. The newer one is wider: it allows more than the older one did.`
        : `“${u.label}” was not made. The newer one allows the same.`,
    urgent: false,
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
    title: (u) => `“${u.label}” is dead, and its ${half(u.pair)} is still in your keychain.`,
    say: () => 'It opens nothing any more. Finish to erase it.',
    urgent: false,
  },
};

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
