import type { KeyView } from '$api/types';
import { words } from '$lib/words';
import { overview } from './overview.svelte';

export type Filter = 'all' | 'due' | 'production' | 'not_tested' | 'not_here' | 'stopped';
export const filters: Filter[] = ['all', 'due', 'production', 'not_tested', 'not_here', 'stopped'];

const page = 150;

/** Which keys the list shows, and how many of them are drawn. */
class KeyList {
  search = $state('');
  filter = $state<Filter>('all');
  drawn = $state(page);

  found = $derived.by(() => {
    const wanted = this.search.trim().toLocaleLowerCase();
    const keys = overview.keys.filter((key) => passes(key, this.filter) && (wanted === '' || mentions(key, wanted)));
    return [...keys.filter((key) => key.state !== 'stopped'), ...keys.filter((key) => key.state === 'stopped')];
  });
  rows = $derived(this.found.slice(0, this.drawn));
  rest = $derived(Math.max(0, this.found.length - this.drawn));
  narrowed = $derived(this.filter !== 'all' || this.search.trim() !== '');

  choose(filter: Filter): void {
    this.filter = filter;
    this.drawn = page;
  }

  clear(): void {
    this.search = '';
    this.choose('all');
  }

  more(): void {
    this.drawn += page;
  }
}

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

function mentions(key: KeyView, wanted: string): boolean {
  const said = [
    key.label,
    key.remote_name ?? '',
    key.remote_id ?? '',
    key.account_name,
    key.provider_name,
    key.environment_name,
    words.environments[key.environment],
    ...key.permissions.flatMap((permission) => [permission.sentence, permission.scope]),
  ];
  return said.some((text) => text.toLocaleLowerCase().includes(wanted));
}

export const keylist = new KeyList();
