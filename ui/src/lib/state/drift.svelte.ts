import { SvelteMap } from 'svelte/reactivity';
import { api } from '$api/client';
import type { ChangeView, OverviewView } from '$api/types';
import { words } from '$lib/words';
import { say } from './say.svelte';

/** What somebody else changed at the providers, by account. Stays until it is dismissed. */
class Drift {
  #changes = new SvelteMap<string, ChangeView[]>();

  of(accountId: string): ChangeView[] {
    return this.#changes.get(accountId) ?? [];
  }

  /** Reads the provider's list, keeps what it changed, and answers with everything as it is now. */
  async read(accountId: string): Promise<OverviewView> {
    const { overview, changes } = await api.refreshAccount(accountId);
    if (changes.length > 0) this.#changes.set(accountId, [...this.of(accountId), ...changes]);
    const name = overview.accounts.find((one) => one.id === accountId)?.name ?? '';
    say.status(changes.length > 0 ? words.changes.said(name, changes.length) : words.said.refreshed(name));
    return overview;
  }

  dismiss(accountId: string): void {
    this.#changes.delete(accountId);
  }

  clear(): void {
    this.#changes.clear();
  }
}

export const drift = new Drift();
