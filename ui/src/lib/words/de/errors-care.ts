/** What the doctor finds of a key, and what can go wrong with rotating, reminders and files. */
import type { Said } from '../types';
import { span } from './amounts';
import { half } from './life';

const asBefore = 'The old key was not stopped, so every system works as before.';
const stillHere = 'Nothing is lost: what was to be written is still in Keyrack.';
const ofPair = ({ params }: Said) => half(params.pair === 'yes');

const doctor = {
  key_unknown: {
    title: ({ params, provider }: Said) => `${provider} does not know this key${params.environment ? ` here (${params.environment})` : ''}.`,
    safe: ({ params }: Said) =>
      params.others
        ? `It was stopped, it was mistyped, or it belongs to another environment (${params.others}). Nothing was tried there.`
        : 'It was stopped, mistyped, or belongs to another environment. Nothing was tried anywhere else.',
    next: { say: 'Read the list to see whether it is still there.', do: 'refresh' },
  },
  key_stopped: {
    title: ({ provider }: Said) => `${provider} says that this key was stopped.`,
    safe: 'It opens nothing any more. Your other keys are not affected.',
    next: { say: 'If a system still needs access, make a new key for it.', do: 'new_key' },
  },
  key_expired: {
    title: 'This key has ended by itself: its time ran out.',
    safe: ({ provider }: Said) => `It opens nothing at ${provider} any more. Your other keys are not affected.`,
    next: { say: 'Make a new key for the systems that used it.', do: 'new_key' },
  },
  secret_differs: {
    title: (said: Said) =>
      said.params.pair === 'yes'
        ? `The secret half kept here does not belong to the public half that ${said.provider} has.`
        : `The secret kept here does not belong to the key that ${said.provider} has.`,
    safe: (said: Said) => `Nothing was changed. The key itself may still work for whoever has its own ${ofPair(said)}.`,
    next: { say: 'Stop this key and make a new one.', do: 'new_key' },
  },
  rate_limited: {
    title: ({ provider }: Said) => `${provider} asks us to slow down.`,
    safe: 'Your keys are fine. Nothing was changed.',
    next: { say: ({ params }: Said) => `Try again in ${params.seconds ? span(params.seconds) : 'a minute'}.`, do: 'try_again' },
  },
} as const;

const reminders = {
  policy_out_of_range: {
    title: ({ params }: Said) => `The number of days is a whole number${params.max ? ` from 1 to ${params.max}` : ' above zero'}.`,
    safe: 'The rotation policy was not changed.',
    next: { say: 'Type another number, or choose no policy.', do: 'change_entry' },
  },
  date_unreadable: {
    title: 'This is not a date that Keyrack can read.',
    safe: 'The date of this key was not changed.',
    next: { say: 'Write it as year, month and day, such as 2027-01-31.', do: 'change_entry' },
  },
} as const;

const rotation = {
  new_key_untested: {
    title: 'The new key has not passed its test.',
    safe: asBefore,
    next: { say: 'Test the new key, then go on.', do: 'test_key' },
  },
  not_switched: {
    title: 'Not every system has the new key yet.',
    safe: asBefore,
    next: { say: 'Hand it over to the systems that are left, and tick them.', do: 'open_keys' },
  },
  held_back: {
    title: 'This key does the stopping, and others of its account are not stopped yet.',
    safe: 'It was kept: it works as before, and without it Keyrack could not stop the others.',
    next: { say: 'Try again: the others are stopped first, then this one.', do: 'try_again' },
  },
} as const;

const files = {
  file_exists: {
    title: 'A file with this name is there already.',
    safe: 'It was not changed, and nothing was written.',
    next: { say: 'Try again, and choose another name or another folder.', do: 'try_again' },
  },
  file_unwritable: {
    title: 'The file could not be written.',
    safe: stillHere,
    next: { say: 'Try again, and choose a folder that you may write to.', do: 'try_again' },
  },
} as const;

export const careErrors = { ...doctor, ...reminders, ...rotation, ...files } as const;
