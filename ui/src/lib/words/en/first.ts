/** Words of the first run, of the settings' cards, and of records that cannot be read. */
import type { Code } from '$api/types';
import { number } from './amounts';

export const first = {
  title: 'First steps',
  say: 'Two minutes, with keys that are not real.',
  hide: 'Hide the first steps',
  hidden: 'The first steps are hidden. The settings show them again.',
  states: { done: 'done', now: 'next', later: 'later' },
  steps: {
    make: {
      title: 'Make a key',
      say: 'Give it a label, choose what it may do, and press “Make this key”. Its secret goes into your keychain.',
      act: 'New key…',
      done: 'A key was made, and nothing had to be copied.',
    },
    test: {
      title: 'Test it',
      say: 'Keyrack signs in with the key and looks whether the provider lets it in. “Test” stands below each key’s details.',
      act: (label: string) => `Test “${label}”`,
      done: 'The provider lets it in.',
    },
    stop: {
      title: 'Stop it',
      say: 'Open the key and press “Emergency stop…” below its details. Keyrack then tries the key again, to prove that it is dead.',
      here: (label: string) => `Press “Emergency stop…” below the details of “${label}”. Keyrack then tries the key again, to prove that it is dead.`,
      act: (label: string) => `Open “${label}”`,
      done: 'It is stopped, and that is proven.',
    },
    connect: {
      title: 'Connect an account',
      say: 'Now with keys that count. Practice stays one click away.',
      act: 'Connect an account',
      done: 'An account is connected in live.',
    },
  },
  another: 'The keys that were made here are stopped already. Make another one for this step.',
  again: 'Show the first steps',
  againSay: 'The four steps on the Keys screen: make a key, test it, stop it, connect an account.',
  lockedSay: 'Unlock it now, or start practice: your system asks for the password then.',
  absentSay: 'Practice works without one: it keeps its secrets in memory until Keyrack closes. Live accounts need a keychain.',
  keychainOk: (name: string) => `Your keychain is ready: ${name}`,
  keychainOkSay: 'Keyrack keeps every secret in it, and nowhere else.',
  elsewhere: 'Your system’s password window may be behind this one. You can look around meanwhile; nothing is lost.',
};

export const keychainCard = {
  which: 'Which',
  open: 'Unlocked',
  openYes: 'Yes, Keyrack can use it',
  openNo: 'No, it is locked',
  restart: 'After a restart',
  restartYes: 'Everything in it is there again',
  restartNo: 'Everything in it is gone',
  limit: 'Largest secret',
  limitNone: 'No limit',
  limitOf: (bytes: number) => `${number(bytes)} bytes, enough for every key that Keyrack makes`,
  unknown: 'Cannot be told now',
  asking: 'Waiting for your keychain to answer. Your system may be asking for its password…',
};

export const looks = {
  title: 'Appearance and language',
  theme: 'Appearance',
  language: 'Language',
  /** Each language by its own name, so that whoever speaks it finds it. */
  languages: { system: 'Like the system', en: 'English', de: 'Deutsch' },
  languageSaid: 'Keyrack now speaks English.',
};

export const clipboardCard = {
  title: 'Clipboard',
  say: 'A secret that was copied leaves the clipboard after this time, unless something else was copied meanwhile.',
  seconds: (n: number) => (n % 60 === 0 ? `${n / 60} ${n === 60 ? 'minute' : 'minutes'}` : `${n} seconds`),
  saved: (n: number) => `A copied secret now leaves the clipboard after ${n} seconds.`,
};

export const about = {
  version: (version: string) => `Version ${version}`,
  licences: 'Keyrack is free software under the MIT licence or the Apache licence 2.0, whichever you prefer. The parts of others that it is built from are free software too, each under its own licence.',
};

export const accountDead = {
  worksWith: (label: string) => `Nothing: “${label}” is stopped`,
  say: (provider: string) => `Keyrack can do nothing more at ${provider} through this account. To begin again, make a key on ${provider}’s website and add the account with it.`,
};

export const records = {
  where: 'Where the records are',
  files: { live: 'live.db', practice: 'practice.db' },
  liveSay: 'accounts and keys in live',
  practiceSay: 'practice',
  todo: 'What to do',
  step: {
    records_damaged: [
      'Close Keyrack.',
      'Move the damaged file to another folder, together with those beside it whose names begin alike.',
      'Put a backup of it in its place, and open Keyrack again.',
      'Without a backup, open Keyrack all the same: it begins with empty records. Your keys stay at their providers, and their secrets in your keychain.',
    ],
    records_newer: [
      'Update Keyrack on this computer, or open it where the newer one is installed.',
      'The file stays as it is until then. An older backup of it opens with this Keyrack, without what was done since.',
    ],
    records_unwritable: [
      'Look whether this folder and its files may be written by you, and whether the disk is mounted for reading only.',
      'Then try again. Nothing is written anywhere else meanwhile.',
    ],
    disk_full: [
      'Free some space on the disk that holds this folder. A few megabytes are enough.',
      'Then try again. Nothing was lost.',
    ],
  } satisfies Partial<Record<Code, string[]>>,
  live: 'Open live',
  liveHint: 'Where only practice is at fault, live opens all the same.',
};
