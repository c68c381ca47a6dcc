/** The way to the provider, what it answered, and the life of a key. */
import type { Said } from '../types';
import { span } from './amounts';
import { usageCauses } from './life';

const safeHere = 'Your keys are fine. Nothing was changed.';
const host = ({ params, provider }: Said) => (params.host ? `${provider} (${params.host})` : provider);

const way = {
  unreachable: {
    title: (said: Said) => `We could not reach ${host(said)}.`,
    safe: safeHere,
    next: { say: 'Check the network, then try again.', do: 'try_again' },
  },
  name_not_found: {
    title: ({ params }: Said) => `There is no server called ${params.host ?? 'by this name'}, or this computer is offline.`,
    safe: safeHere,
    next: { say: 'Check the network and the address of the account, then try again.', do: 'try_again' },
  },
  certificate_refused: {
    title: ({ params }: Said) => `The server ${params.host ? `${params.host} ` : ''}could not prove who it is.`,
    safe: 'Its certificate is not valid for this address. Keyrack stopped before sending anything.',
    next: { say: 'Do not go on over this network. Try again on another one, or ask whoever runs yours.', do: 'try_again' },
  },
  proxy_failed: {
    title: ({ params }: Said) => `The proxy of your network${params.proxy ? ` (${params.proxy})` : ''} did not answer.`,
    safe: safeHere,
    next: { say: 'Check the proxy in your system’s settings, then try again.', do: 'try_again' },
  },
  timed_out: {
    title: ({ params, provider }: Said) => `${provider} did not answer${params.seconds ? ` within ${span(params.seconds)}` : ' in time'}.`,
    safe: 'Keyrack never sends an order twice by itself. Before it goes on, it looks at what the provider has.',
    next: { say: 'Try again in a moment.', do: 'try_again' },
  },
  answer_cut_off: {
    title: ({ provider }: Said) => `${provider}’s answer broke off in the middle.`,
    safe: 'Keyrack does not act on half an answer.',
    next: { say: 'Try again.', do: 'try_again' },
  },
  answer_too_large: {
    title: ({ provider }: Said) => `${provider}’s answer was far larger than it should be.`,
    safe: ({ params }: Said) => `Keyrack stopped reading${params.limit ? ` after ${params.limit}` : ''} and kept none of it.`,
    next: { say: 'Check that the account’s address is right, then try again.', do: 'try_again' },
  },
  redirected: {
    title: ({ provider }: Said) => `${provider} pointed to another address.`,
    safe: 'Keyrack did not follow. A secret never goes to an address that you did not choose.',
    next: { say: 'Check the account’s address.', do: 'open_accounts' },
  },
  answer_not_understood: {
    title: ({ provider }: Said) => `${provider} gave an answer that Keyrack does not understand.`,
    safe: 'Keyrack does not guess, and acted on none of it.',
    next: { say: 'Try again. If it stays, the address may belong to something else.', do: 'try_again' },
  },
  outside_practice: {
    title: 'Practice talks only to the practice provider on this computer.',
    safe: 'Nothing left this computer.',
    next: { say: 'Switch to live to use a real account.', do: 'open_accounts' },
  },
} as const;

const said = {
  clock_off: {
    title: ({ params }: Said) =>
      `The clock of this computer is ${params.seconds ? span(params.seconds) : 'off'}${params.seconds ? ` ${params.direction ?? 'off'}` : ''}.`,
    safe: ({ provider }: Said) => `The key is not the cause. ${provider} refuses every request that carries the wrong time.`,
    next: { say: 'Set the clock in your system’s settings, best to “automatic”, then try again.', do: 'try_again' },
  },
  signature_refused: {
    title: ({ provider }: Said) => `${provider} knows this key ID, but the secret does not belong to it.`,
    safe: 'The secret did not leave this computer: only a signature was sent.',
    next: { say: 'Check that key ID and secret were made together.', do: 'change_entry' },
  },
  credential_refused: {
    title: ({ provider }: Said) => `${provider} did not accept what Keyrack signs in with.`,
    safe: 'It has run out, was stopped, or was mistyped. Your keys are not affected.',
    next: { say: 'Get a new one from the provider and add the account with it.', do: 'open_accounts' },
  },
  permission_missing: {
    title: ({ params }: Said) => `The key is good, but may not do this${params.scope ? `: it lacks “${params.scope}”` : ''}.`,
    safe: 'Nothing is wrong with the key itself.',
    next: { say: 'If it should be able to, make a new key with this permission.', do: 'new_key' },
  },
  usage_level: {
    title: ({ provider }: Said) => `${provider} did not let this account register a public half.`,
    safe: `${usageCauses} The pair is kept here and nothing is lost. Two ways remain.`,
    next: { say: ({ provider }: Said) => `Paste the public half into ${provider}’s website, or let ${provider} make the pair.`, do: 'open_keys' },
  },
  not_listed: {
    title: ({ provider }: Said) => `This key is no longer on ${provider}’s list.`,
    safe: 'Someone stopped it elsewhere, or it belongs to another account.',
    next: { say: 'Read the list again to see what is there now.', do: 'refresh' },
  },
  conflict: {
    title: ({ provider }: Said) => `${provider} already has a key with this name or this public half.`,
    safe: 'No second key was made.',
    next: { say: 'Choose another label, then try again.', do: 'change_entry' },
  },
  provider_down: {
    title: ({ provider }: Said) => `${provider} has a fault of its own at the moment.`,
    safe: ({ params }: Said) => `Your keys are fine. The fault is on their side${params.status ? ` (status ${params.status})` : ''}.`,
    next: { say: 'Try again in a few minutes.', do: 'try_again' },
  },
  provider_refused: {
    title: ({ params, provider }: Said) => `${provider} refused this${params.status ? ` (status ${params.status})` : ''}.`,
    safe: 'Nothing was changed. Its own words are under Details.',
    next: { say: 'Read its reason under Details, change what it names, and try again.', do: 'try_again' },
  },
} as const;

export const providerErrors = { ...way, ...said } as const;

export const lifeErrors = {
  pair_failed: {
    title: 'This computer could not make the key pair.',
    safe: 'Nothing was sent and nothing was stored.',
    next: { say: 'Try again.', do: 'try_again' },
  },
  pair_not_proven: {
    title: 'The new pair did not pass its own check.',
    safe: 'Keyrack threw it away before anything was sent.',
    next: { say: 'Try again: a new pair is made.', do: 'try_again' },
  },
  secret_never_arrived: {
    title: ({ provider }: Said) => `${provider} may have made a key whose secret never arrived here.`,
    safe: 'Nobody can use it without the secret.',
    next: { say: ({ provider }: Said) => `Stop it at ${provider}, then make a new key.`, do: 'open_keys' },
  },
  unread_answer: {
    title: ({ provider }: Said) => `${provider}’s answer could not be read. It may hold the new secret.`,
    safe: 'The answer is kept whole in your keychain, so nothing is lost.',
    next: { say: 'See what is open on the Keys screen.', do: 'open_keys' },
  },
  create_unsure: {
    title: ({ provider }: Said) => `It is not certain whether ${provider} made the key.`,
    safe: 'What is kept here is safe. Keyrack looks at the list before it sends anything again.',
    next: { say: 'See what is open on the Keys screen.', do: 'open_keys' },
  },
  several_candidates: {
    title: ({ provider }: Said) => `${provider} lists more than one key that could be this one.`,
    safe: 'Keyrack takes none of them by itself.',
    next: { say: 'Choose the right one on the Keys screen.', do: 'open_keys' },
  },
  not_our_key: {
    title: 'The key with this ID does not answer to the secret kept here.',
    safe: 'Keyrack did not take it over. The secret is still kept here.',
    next: { say: ({ provider }: Said) => `Copy the key ID from ${provider}’s website again.`, do: 'change_entry' },
  },
  still_listed: {
    title: ({ provider }: Said) => `${provider} still lists this key.`,
    safe: 'Treat it as alive until it is gone from the list.',
    next: { say: 'Ask again in a moment.', do: 'try_again' },
  },
  secret_not_here: {
    title: 'The secret of this key is not on this computer.',
    safe: 'Someone else holds it, so only they can try it. Keyrack can still stop it.',
    next: { say: 'Read the list to see whether it is still there.', do: 'refresh' },
  },
  never_seen_working: {
    title: 'This key was never seen working here.',
    safe: 'So a refusal now does not prove that it was stopped.',
    next: { say: 'Look on the provider’s website whether it is gone.', do: 'open_website' },
  },
  control_failed: {
    title: ({ provider }: Said) => `A second request to ${provider}, as a control, did not succeed either.`,
    safe: 'So the refusal may have another cause than the stop. The secret is still kept here.',
    next: { say: 'Ask again in a moment.', do: 'try_again' },
  },
  busy: {
    title: 'Keyrack is still at work on this.',
    safe: 'Nothing was started twice.',
    next: { say: 'Wait for it to end, then try again.', do: 'try_again' },
  },
  not_here: {
    title: 'This is no longer here.',
    safe: 'It was changed or removed in the meantime.',
    next: { say: 'Look at the list as it is now.', do: 'open_keys' },
  },
  no_admin: {
    title: ({ provider }: Said) => `What Keyrack signs in with may not manage keys at ${provider}.`,
    safe: 'Nothing was changed.',
    next: { say: 'Add the account with a key that may.', do: 'open_accounts' },
  },
  account_in_use: {
    title: 'This account still has keys whose secrets are kept here.',
    safe: 'Nothing was removed: without the account, Keyrack could no longer test or stop them.',
    next: { say: 'Stop its keys first, or finish what is open. A key that Keyrack cannot stop can be forgotten here instead, in its details.', do: 'open_keys' },
  },
  clipboard_refused: {
    title: ({ params }: Said) => (params.secret ? 'The clipboard did not take the secret.' : 'The clipboard did not take the text.'),
    safe: ({ params }: Said) => (params.secret ? 'The secret did not leave your keychain.' : 'The text is safe to share, and nothing else was copied.'),
    next: { say: ({ params }: Said) => (params.secret ? 'Try again, or hand it over as a file.' : 'Try again, or select its text and copy it by hand.'), do: 'try_again' },
  },
  browser_refused: {
    title: 'Keyrack could not open your browser.',
    safe: 'Nothing was changed.',
    next: { say: ({ params }: Said) => `Open your browser yourself${params.page ? ` and go to ${params.page}` : ''}.`, do: 'try_again' },
  },
  practice_failed: {
    title: 'The practice provider on this computer did not start.',
    safe: 'Live accounts and their keys are not affected.',
    next: { say: 'Try again. If it stays, reset practice in Settings.', do: 'try_again' },
  },
} as const;
