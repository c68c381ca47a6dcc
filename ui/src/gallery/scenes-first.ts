/** The first run, the settings, and the days on which the keychain, the records or a dialog of the system do not serve. */
import type { Code, OverviewView } from '$api/types';
import type { Api } from '../lib/api/client';
import { first } from '$lib/state/first.svelte';
import { where } from '$lib/state/where.svelte';
import * as data from './data';
import { pretend } from './fake';
import { click, press, type, wait } from './hands';
import type { Scene } from './scenes';

const fresh = () => data.practice({ practice: { started: false, memory_only: false, connected: false }, accounts: [] });
const made = data.practiceKey({ label: 'first-key', made_at: data.ago(1), last_test: null });
const tested = { ...made, last_test: data.test({ at: data.ago(0) }) };
const dead = { ...tested, state: 'stopped' as const, secret: 'erased' as const, stopped_at: data.ago(0), proof: data.proof({ at: data.ago(0) }) };
const practice = (part: Partial<OverviewView>) => () => (pretend.view = data.practice(part));
const connected = { started: true, memory_only: false, connected: true };
const down = () => document.querySelector('dialog .body, .page')?.scrollTo(0, 99_999);

const steps: Scene[] = [
  { name: 'first-make', set: practice({}) },
  { name: 'first-test', set: practice({ keys: [made] }) },
  { name: 'first-stop', set: practice({ keys: [tested] }) },
  { name: 'first-stop-open', set: practice({ keys: [tested] }), then: () => press('Open “first-key”') },
  { name: 'first-connect', set: practice({ keys: [dead] }) },
  { name: 'first-all', set: () => { practice({ keys: [dead], practice: connected })(); first.choose('shown'); } },
  { name: 'first-another', set: practice({ keys: [{ ...dead, proof: data.proof({ verdict: 'not_confirmed' }) }] }) },
];

const settings: Scene[] = [
  { name: 'settings-practice', set: () => { practice({ keys: [tested] })(); where.screen = 'settings'; }, then: async () => document.querySelector('#practice-title')?.scrollIntoView({ block: 'center' }) },
  { name: 'settings-about', set: () => (where.screen = 'settings'), then: async () => down() },
  { name: 'settings-limit', set: () => { where.screen = 'settings'; pretend.keychain = { name: 'Credential Manager', problem: null, memory_only: false, survives_restart: true, item_limit: 2560 }; } },
  { name: 'settings-session-only', set: () => { where.screen = 'settings'; pretend.keychain = { name: 'Secret Service', problem: 'keychain_not_persistent', memory_only: false, survives_restart: false, item_limit: null }; } },
  { name: 'settings-memory', set: () => { practice({ practice: { started: true, memory_only: true, connected: false } })(); where.screen = 'settings'; pretend.keychain = { name: 'memory', problem: null, memory_only: true, survives_restart: false, item_limit: null }; } },
  { name: 'settings-clipboard-refused', set: () => { where.screen = 'settings'; pretend.refuse('setClipboardSeconds', 'records_unwritable'); }, then: async () => { await click('#clipboard-60'); await wait(100); } },
];

/** What is open when the keychain does not serve, and the command that notices. */
type Place = { name: string; command: keyof Api; set: () => void; then: () => Promise<void> };
const places: Place[] = [
  { name: 'test', command: 'testKey', set: () => (where.key = 'k1'), then: () => press('Test') },
  { name: 'new-key', command: 'createKey', set: () => { where.open = 'new_key'; pretend.steps = [{ step: 'make_pair', state: 'done' }, { step: 'keep_secret', state: 'begun' }]; }, then: async () => { await type('#new-key-label', 'order-engine-2'); await click('#scope-read'); await press('Make this key'); } },
  { name: 'hand-over', command: 'handOver', set: () => (where.key = 'k1'), then: async () => { await press('Hand over…'); await press('Choose a place…'); } },
  { name: 'rotate', command: 'rotateKey', set: () => { where.key = 'k1'; pretend.steps = [{ step: 'make_pair', state: 'done' }, { step: 'keep_secret', state: 'begun' }]; }, then: async () => { await press('Rotate…'); await wait(350); await press('Rotate this key'); } },
  { name: 'retire', command: 'stopKey', set: () => { where.key = 'k2'; pretend.steps = [{ step: 'ask_to_stop', state: 'begun' }]; }, then: async () => { await press('Retire…'); await type('#retire-confirmation', 'order-engine'); await press('Retire this key'); } },
  { name: 'add-account', command: 'saveAccount', set: () => { where.screen = 'accounts'; where.open = 'add_account'; }, then: async () => { await type('#account-name', 'Trading desk'); await type('#field-key_id', '5f2c1b9e-0d41-4d0e-9a51-7c1f7f0b21aa'); await press('Choose a file…'); await press('Test this account'); await press('Save account'); } },
  { name: 'bring-in', command: 'bringKey', set: () => { where.open = 'bring_key'; pretend.steps = [{ step: 'match_key', state: 'done' }, { step: 'keep_secret', state: 'begun' }]; }, then: async () => { await type('#bring-label', 'reporting'); await press('Choose a file…'); await press('Bring in this key'); } },
  { name: 'settings', command: 'keychain', set: () => (where.screen = 'settings'), then: async () => undefined },
  { name: 'start', command: 'startPractice', set: () => (pretend.view = fresh()), then: () => press('Start practice') },
];
const causes: Record<string, Code | 'hang'> = { locked: 'keychain_locked', absent: 'keychain_absent', denied: 'keychain_denied', slow: 'hang' };

const keychains = Object.entries(causes).flatMap(([cause, code]) =>
  places.map(({ name, command, set, then }): Scene => ({
    name: `bad-${cause}-${name}`,
    set: () => {
      set();
      if (code === 'hang') Object.assign(pretend.next, { [command]: 'hang', keychain: 'hang' });
      else {
        if (command !== 'keychain') pretend.refuse(command, code);
        pretend.keychain = { ...pretend.keychain, problem: code, survives_restart: code === 'keychain_locked' ? true : null };
      }
    },
    then: async () => {
      await then();
      await wait(code === 'hang' ? 1300 : 250);
    },
  })),
);

const unread = (name: string, code: Code, details: string): Scene => ({ name: `records-${name}`, set: () => pretend.refuse('overview', code, {}, details) });
const records: Scene[] = [
  unread('damaged', 'records_damaged', 'the records are damaged: database disk image is malformed'),
  unread('newer', 'records_newer', 'the records come from a newer Keyrack'),
  unread('read-only', 'records_unwritable', 'the records cannot be written: attempt to write a readonly database'),
  unread('disk-full', 'disk_full', 'the disk is full'),
  { name: 'records-damaged-settings', set: () => { where.screen = 'settings'; pretend.refuse('overview', 'records_damaged'); } },
  { name: 'records-new-key-disk-full', set: () => { where.open = 'new_key'; pretend.refuse('createKey', 'disk_full'); }, then: async () => { await type('#new-key-label', 'order-engine-2'); await click('#scope-read'); await press('Make this key'); await wait(200); down(); } },
  { name: 'records-switch-damaged', set: () => pretend.refuse('setMode', 'records_damaged'), then: () => press('Switch to practice') },
];

const cancelled: Scene[] = [
  { name: 'cancelled-file', set: () => { where.screen = 'accounts'; where.open = 'add_account'; pretend.chosen = null; }, then: async () => { await press('Choose a file…'); down(); } },
  { name: 'cancelled-hand-over', set: () => { where.key = 'k1'; pretend.handed = null; }, then: async () => { await press('Hand over…'); await press('Choose a place…'); } },
  { name: 'cancelled-sheet', set: () => { where.screen = 'sheet'; pretend.saved = null; }, then: () => press('Save as a file…') },
  { name: 'cancelled-export', set: () => { where.screen = 'activity'; pretend.saved = null; }, then: () => press('Export CSV') },
];

const dead2 = data.keys.map((key) => (key.manager ? { ...key, state: 'stopped' as const, secret: 'erased' as const, stopped_at: data.ago(2), proof: data.proof() } : key));
const account: Scene[] = [{ name: 'account-dead', set: () => { where.screen = 'accounts'; pretend.view = data.overview({ keys: dead2 }); } }];

export const scenesOfFirst: Scene[] = [...steps, ...settings, ...keychains, ...records, ...cancelled, ...account];
