/** Handing a key over: as a file, through the clipboard, with programs to try it, and the engineer's sheet. */
import type { ClipboardEnd, KeyView } from '$api/types';
import { where } from '$lib/state/where.svelte';
import * as data from './data';
import { pretend } from './fake';
import * as four from './four';
import { commands, copied } from './handing';
import { click, press, type, until, wait } from './hands';
import type { Scene } from './scenes';

const holders = [data.holder('h1', 'Reporting server', 'production'), data.holder('h2', 'Month-end sheet')];
const key = data.key({ holders, rotate_by: '2027-01-31T00:00:00Z' });
const fresh = data.key({ id: 'k9', label: 'reporting-bot 2', replaces: 'k1', made_at: data.ago(180), holders: holders.slice(0, 1) });

const withKey = (one: KeyView = key) => () => {
  pretend.view = data.overview({ keys: data.keys.map((other) => (other.id === one.id ? one : other)) });
  where.key = one.id;
};
const plain = () => {
  pretend.view = four.overviewOfFour();
  where.key = 'b-feed';
};
const there = (selector: string) => until(() => document.querySelector<HTMLElement>(selector), selector);
const down = () => document.querySelector('dialog .body')?.scrollTo(0, 99_999);
const open = async () => {
  await press('Hand over…');
  await there('dialog form fieldset, dialog .notice');
};
const toClipboard = async () => {
  await open();
  await click('#road-clipboard');
};
const toFile = async (format: string) => {
  await open();
  await click(`#format-${format}`);
  await press('Choose a place…');
};
const locked = async () => {
  await open();
  await click('#format-pem_protected');
};
const panel = async () => {
  await click('#details-tab-hand');
  await there('[data-testid="snippets"]');
};
const sheet = async () => {
  await panel();
  await click('[data-engineer-sheet]');
  await there('#sheet-title');
};
const ended = (end: ClipboardEnd) => async () => {
  pretend.clipboard({ ...copied('reporting-bot', 30), until: null, end });
  await there('[data-end]');
};

export const scenesOfHandOver: Scene[] = [
  { name: 'hand-over', set: withKey(), then: open },
  { name: 'hand-over-plain', set: plain, then: open },
  { name: 'hand-over-clipboard', set: withKey(), then: toClipboard },
  { name: 'hand-over-parts', set: plain, then: async () => { await toClipboard(); await click('#format-part-secret'); } },
  { name: 'hand-over-locked', set: withKey(), then: async () => { await locked(); down(); } },
  { name: 'hand-over-locked-short', set: withKey(), then: async () => { await locked(); await type('#hand-over-passphrase', 'short'); await type('#hand-over-passphrase-again', 'other'); await press('Choose a place…'); down(); } },
  { name: 'hand-over-locked-refused', set: () => { withKey()(); pretend.refuse('handOver', 'keychain_locked'); }, then: async () => { await locked(); await type('#hand-over-passphrase', 'a long enough one'); await type('#hand-over-passphrase-again', 'a long enough one'); await press('Choose a place…'); await there('dialog .notice'); down(); } },
  { name: 'hand-over-waiting', set: () => { withKey()(); pretend.next.handOver = 'hang'; }, then: async () => { await open(); await press('Choose a place…'); await wait(1200); down(); } },
  { name: 'hand-over-waiting-clipboard', set: () => { withKey()(); pretend.next.copySecret = 'hang'; }, then: async () => { await toClipboard(); await press('Copy to clipboard…'); await wait(1200); down(); } },
  { name: 'hand-over-looking', set: () => { withKey()(); pretend.next.handOverForms = 'hang'; }, then: async () => { await press('Hand over…'); await wait(1200); } },
  { name: 'hand-over-unread', set: () => { withKey()(); pretend.refuse('handOverForms', 'keychain_locked'); }, then: open },
  { name: 'hand-over-gone', set: () => { withKey()(); pretend.forms = []; }, then: open },
  { name: 'hand-over-no-clipboard', set: () => { withKey()(); pretend.refuse('copySecret', 'clipboard_refused', {}, 'X11 server connection timed out'); }, then: async () => { await toClipboard(); await press('Copy to clipboard…'); await there('dialog .notice'); down(); } },
  { name: 'hand-over-cancelled', set: () => { withKey()(); pretend.handed = null; }, then: async () => toFile('env') },
  { name: 'hand-over-saved', set: withKey(), then: async () => { await toFile('env'); await there('[data-testid="handed"]'); } },
  { name: 'hand-over-saved-locked', set: () => { withKey()(); pretend.handed = { file: 'reporting-bot.pem', warnings: [], commands }; }, then: async () => { await locked(); await type('#hand-over-passphrase', 'a long enough one'); await type('#hand-over-passphrase-again', 'a long enough one'); await press('Choose a place…'); await there('[data-testid="handed"]'); } },
  { name: 'hand-over-warned', set: () => { withKey()(); pretend.handed = { file: 'reporting-bot.env', warnings: ['git_work_tree', 'downloads'], commands }; }, then: async () => { await toFile('env'); await there('[data-testid="handed"]'); } },
  { name: 'hand-over-managers', set: () => { withKey()(); pretend.handed = { file: 'reporting-bot.env', warnings: [], commands }; }, then: async () => { await toFile('env'); await there('[data-testid="managers"]'); await click('[data-testid="managers"] summary'); await click('[data-manager="openbao"] button'); } },
  { name: 'hand-over-rotation', set: () => { pretend.view = data.overview({ keys: [fresh, key, ...data.keys.slice(1)], rotations: [data.rotation({})] }); }, then: async () => { await toFile('env'); await there('[data-testid="handed"]'); } },
  { name: 'hand-over-copied', set: withKey(), then: async () => { await toClipboard(); await press('Copy to clipboard…'); await there('[data-testid="copied"]'); } },
  { name: 'hand-over-copied-over', set: withKey(), then: async () => { await toClipboard(); await press('Copy to clipboard…'); await there('[data-testid="copied"]'); await ended('locked')(); } },
  { name: 'hand-over-panel', set: withKey(), then: panel },
  { name: 'hand-over-panel-python', set: withKey(), then: async () => { await panel(); await click('#language-python'); await press('Copy program'); document.querySelector('#details-panel')?.scrollTo(0, 99_999); } },
  { name: 'hand-over-panel-not-here', set: () => { where.key = 'k5'; }, then: panel },
  { name: 'hand-over-panel-refused', set: () => { withKey()(); pretend.refuse('snippets', 'records_damaged'); }, then: panel },
  { name: 'clipboard', set: withKey(), then: async () => { pretend.clipboard(copied('reporting-bot', 30)); await there('[data-left]'); } },
  { name: 'clipboard-activity', set: () => { where.screen = 'activity'; }, then: async () => { pretend.clipboard(copied('nightly-reconciliation-of-the-second-quarter', 120)); await there('[data-left]'); } },
  { name: 'clipboard-not-now', set: () => { withKey()(); pretend.refuse('clearClipboard', 'clipboard_refused'); }, then: async () => { pretend.clipboard(copied('reporting-bot', 30)); await press('Clear now'); } },
  { name: 'clipboard-cleared', set: withKey(), then: ended('cleared') },
  { name: 'clipboard-locked', set: withKey(), then: ended('locked') },
  { name: 'clipboard-replaced', set: withKey(), then: ended('replaced') },
  { name: 'clipboard-not-cleared', set: withKey(), then: ended('not_cleared') },
  { name: 'engineer-sheet', set: withKey(), then: sheet },
  { name: 'engineer-sheet-saved', set: withKey(), then: async () => { await sheet(); await press('Save as a file…'); await there('[data-testid="sheet-saved"]'); } },
  { name: 'engineer-sheet-refused', set: () => { withKey()(); pretend.refuse('engineerSheet', 'records_damaged'); }, then: sheet },
  { name: 'engineer-sheet-gone', set: () => { where.key = 'no-such-key'; where.screen = 'engineer_sheet'; } },
];
