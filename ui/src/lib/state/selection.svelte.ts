import { SvelteSet } from 'svelte/reactivity';
import type { KeyView } from '$api/types';
import { keylist } from './keylist.svelte';
import { overview } from './overview.svelte';

/** The keys that are ticked in the list. Only what can still be stopped can be ticked. */
class Selection {
  #ids = new SvelteSet<string>();
  /** Where a range begins. */
  #from: string | null = null;

  keys = $derived(overview.keys.filter((key) => this.#ids.has(key.id) && selectable(key)));
  /** Those that a search or filter keeps out of sight. */
  hidden = $derived.by(() => {
    const found = new Set(keylist.found.map((key) => key.id));
    return this.keys.filter((key) => !found.has(key.id)).length;
  });
  #offered = $derived(keylist.found.filter(selectable));
  all = $derived(this.#offered.length > 0 && this.#offered.every((key) => this.#ids.has(key.id)));

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  toggle(id: string): void {
    if (!this.#ids.delete(id)) this.#ids.add(id);
    this.#from = id;
  }

  /** Everything from the last one that was ticked up to this one. */
  reach(id: string): void {
    const from = this.#offered.findIndex((key) => key.id === this.#from);
    const to = this.#offered.findIndex((key) => key.id === id);
    if (from < 0 || to < 0) return this.toggle(id);
    for (const key of this.#offered.slice(Math.min(from, to), Math.max(from, to) + 1)) this.#ids.add(key.id);
  }

  /** All that is found; a second time, none of it. */
  toggleAll(): void {
    if (this.all) this.clear();
    else this.selectAll();
  }

  selectAll(): void {
    for (const key of this.#offered) this.#ids.add(key.id);
  }

  clear(): void {
    this.#ids.clear();
    this.#from = null;
  }
}

export function selectable(key: KeyView): boolean {
  return key.state === 'live' || key.state === 'stopping';
}

export const selection = new Selection();
