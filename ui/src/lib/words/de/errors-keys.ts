/** Bringing a key in, rotating one, asking for one: what can go wrong there. */
import type { Said } from '../types';

export const keyErrors = {
  second_key_possible: {
    title: ({ provider }: Said) => `${provider} may have made a second key whose secret never arrived.`,
    safe: 'The key you have works as before. Nobody holds the secret of the other one.',
    next: { say: 'See what is open on the Keys screen.', do: 'open_keys' },
  },
  exchange_unsure: {
    title: ({ params, provider }: Said) => `${provider} may have exchanged the secret of ${params.label ? `“${params.label}”` : 'this key'}, and the new one never arrived.`,
    safe: 'The old secret may have stopped working.',
    next: { say: 'Rotate again for a new one: see what is open on the Keys screen.', do: 'open_keys' },
  },
  secret_not_tried: {
    title: ({ provider }: Said) => `${provider} has no call that tries this secret.`,
    safe: 'The key is on the list, so it was not stopped. That the secret is right shows only where it is used.',
    next: { say: 'Read the list to see whether it is still there.', do: 'refresh' },
  },
  not_matched: {
    title: ({ provider }: Said) => `Keyrack could not find out which key of ${provider} this is.`,
    safe: 'Nothing was stored. It was stopped, or belongs to another account or another environment.',
    next: { say: 'Check the account, or choose the key from the list yourself.', do: 'change_entry' },
  },
  already_here: {
    title: 'This key is here already.',
    safe: 'Its secret is in your keychain, and nothing was stored twice.',
    next: { say: 'Look at the list of keys.', do: 'open_keys' },
  },
  id_unknown: {
    title: ({ provider }: Said) => `Keyrack does not know which ID this key has at ${provider}.`,
    safe: 'Without it another key could be meant, so Keyrack does not stop this one. It can be tested and used.',
    next: { say: ({ provider }: Said) => `Stop it on ${provider}’s website.`, do: 'open_website' },
  },
  not_managed: {
    title: ({ provider }: Said) => `This account may not manage keys at ${provider}.`,
    safe: 'Its keys can be tested and used here. Nothing was changed.',
    next: { say: ({ provider }: Said) => `Do it on ${provider}’s website, or add an account that may manage keys.`, do: 'open_website' },
  },
  mail_refused: {
    title: 'Keyrack could not open your mail program.',
    safe: 'The message is kept here. Nothing was sent.',
    next: { say: 'Copy the text, and send it from your mail program yourself.', do: 'try_again' },
  },
} as const;
