import type { KeyView } from '$api/types';
import { keylist } from './keylist.svelte';
import { overview } from './overview.svelte';

/** The keys that are ticked in the list. Only what can still be stopped can be ticked. */
class Selection {
  /** Replaced as a whole: one change for all of ten thousand. */
  #ids = $state.raw<ReadonlySet<string>>(new Set());
  /** Where a range begins. */
  #from: string | null = null;

  keys = $derived(this.#ids.size === 0 ? [] : overview.keys.filter((key) => this.#ids.has(key.id) && selectable(key)));
  #offered = $derived(keylist.found.filter(selectable));
  #shown = $derived(this.#ids.size === 0 ? 0 : this.#offered.filter((key) => this.#ids.has(key.id)).length);
  /** Those that a search or filter keeps out of sight. */
  hidden = $derived(this.keys.length - this.#shown);
  all = $derived(this.#offered.length > 0 && this.#shown === this.#offered.length);

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  toggle(id: string): void {
    this.#ids = new Set(this.has(id) ? [...this.#ids].filter((one) => one !== id) : [...this.#ids, id]);
    this.#from = id;
  }

  /** Everything from the last one that was ticked up to this one. */
  reach(id: string): void {
    const from = this.#offered.findIndex((key) => key.id === this.#from);
    const to = this.#offered.findIndex((key) => key.id === id);
    if (from < 0 || to < 0) return this.toggle(id);
    this.#add(this.#offered.slice(Math.min(from, to), Math.max(from, to) + 1));
  }

  /** All that is found; a second time, none of it. */
  toggleAll(): void {
    if (this.all) this.clear();
    else this.selectAll();
  }

  selectAll(): void {
    this.#add(this.#offered);
  }

  clear(): void {
    this.#ids = new Set();
    this.#from = null;
  }

  #add(keys: KeyView[]): void {
    this.#ids = new Set([...this.#ids, ...keys.map((key) => key.id)]);
  }
}

export function selectable(key: KeyView): boolean {
  return key.state === 'live' || key.state === 'stopping';
}

export const selection = new Selection();
