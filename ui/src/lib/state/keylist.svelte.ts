import type { KeyView } from '$api/types';
import { words } from '$lib/words';
import { language } from './language.svelte';
import { overview } from './overview.svelte';

export type Filter = 'all' | 'due' | 'production' | 'not_tested' | 'not_here' | 'stopped';
export const filters: Filter[] = ['all', 'due', 'production', 'not_tested', 'not_here', 'stopped'];

export type Sort = 'label' | 'account' | 'may' | 'secret' | 'age' | 'rotate' | 'test';
export const sorts: Sort[] = ['label', 'account', 'may', 'secret', 'age', 'rotate', 'test'];
export type Order = { by: Sort; down: boolean };

/** Which keys the list shows, and in which order. Both stay while the window is open. */
class KeyList {
  search = $state('');
  filter = $state<Filter>('all');
  /** None: the newest first, as the records give them. */
  order = $state.raw<Order | null>(null);

  /** Made once for all the letters that are typed. */
  #read = $derived(read(overview.keys));
  #ordered = $derived(inOrder(this.#read.entries, this.order));

  found = $derived.by(() => {
    const wanted = this.search.trim().toLowerCase();
    const { filter } = this;
    const shared = wanted === '' ? [] : this.#read.shared.map((text) => text.includes(wanted));
    const fits = (entry: Entry) => wanted === '' || shared[entry.shared] || entry.own.includes(wanted);
    return this.#ordered.filter((entry) => passes(entry.key, filter) && fits(entry)).map(({ key }) => key);
  });

  choose(filter: Filter): void {
    this.filter = filter;
  }

  clear(): void {
    this.search = '';
    this.choose('all');
  }

  /** By a column; a second time the other way round, a third time no longer. */
  sortBy(by: Sort): void {
    const down = startsDown(by);
    if (this.order?.by !== by) this.order = { by, down };
    else this.order = this.order.down === down ? { by, down: !down } : null;
  }

  startBy(by: Sort | null): void {
    this.order = by && { by, down: startsDown(by) };
  }

  turn(): void {
    if (this.order) this.order = { by: this.order.by, down: !this.order.down };
  }
}

/** Of the ages the highest is looked for first. */
const startsDown = (by: Sort) => by === 'age';

function passes(key: KeyView, filter: Filter): boolean {
  const live = key.state !== 'stopped';
  switch (filter) {
    case 'all':
      return true;
    case 'due':
      return overview.dueIds.has(key.id);
    case 'production':
      return live && key.environment === 'production';
    case 'not_tested':
      return live && key.last_test === null;
    case 'not_here':
      return live && key.secret !== 'here';
    case 'stopped':
      return !live;
  }
}

/** A key with what a search looks through: its own text, and the place of the text that it shares with many. */
type Entry = { key: KeyView; own: string; shared: number };

function read(keys: KeyView[]): { entries: Entry[]; shared: string[] } {
  void language.current; // the words of the environments are searched, too
  const places: Record<string, number> = Object.create(null);
  const shared: string[] = [];
  const placeOf = (text: string) => (places[text] ??= shared.push(text.toLowerCase()) - 1);
  return { entries: keys.map((key) => ({ key, own: ownText(key), shared: placeOf(sharedText(key)) })), shared };
}

// One thing to a line, which a search cannot reach across.
const ownText = (key: KeyView) => [key.label, key.remote_name, key.remote_id].join('\n').toLowerCase();
const sharedText = (key: KeyView) =>
  [key.account_name, key.provider_name, key.environment_name, words.environments[key.environment], ...key.permissions.flatMap(({ sentence, scope }) => [sentence, scope])].join('\n');

/** What is stopped stays last. */
function inOrder(entries: Entry[], order: Order | null): Entry[] {
  const all = order ? sorted(entries, order) : entries;
  return [...all.filter(({ key }) => key.state !== 'stopped'), ...all.filter(({ key }) => key.state === 'stopped')];
}

/** Where two are equal they stay as they were, and where there is nothing to go by they come last, either way round. */
function sorted(entries: Entry[], { by, down }: Order): Entry[] {
  const compare = new Intl.Collator(language.current, { numeric: true }).compare;
  const sign = down ? -1 : 1;
  const rows = entries.map((entry) => ({ entry, value: valueOf(entry.key, by) }));
  rows.sort(({ value: a }, { value: b }) => {
    if (a === b) return 0;
    if (a === null || b === null) return a === null ? 1 : -1;
    return sign * (typeof a === 'string' || typeof b === 'string' ? compare(String(a), String(b)) : a - b);
  });
  return rows.map(({ entry }) => entry);
}

const time = (at: string | null | undefined) => (at ? Date.parse(at) : null);
/** The one that wants looking after comes first. */
const places: KeyView['secret'][] = ['lost', 'unread', 'elsewhere', 'here', 'erased'];

function valueOf(key: KeyView, by: Sort): string | number | null {
  switch (by) {
    case 'label':
      return key.label;
    case 'account':
      return `${key.provider_name} ${key.account_name}`;
    case 'may':
      return key.moves_money ? 0 : key.permissions_known ? 2 : 1;
    case 'secret':
      return places.indexOf(key.secret);
    case 'age':
      return key.made_at ? -Date.parse(key.made_at) : null;
    case 'rotate':
      return time(key.rotate_by);
    case 'test':
      return time(key.last_test?.at);
  }
}

export const keylist = new KeyList();
