import { api } from '$api/client';
import { problemOf, type Problem } from '$api/problem';
import type { AccountView, DueView, KeyView, Mode, OverviewView, ProviderView, RotationView, UnfinishedView } from '$api/types';

/** What there is: accounts, keys, what is unfinished. Read afresh after every act, so nothing stale is kept. */
class Overview {
  view = $state.raw<OverviewView | null>(null);
  problem = $state.raw<Problem | null>(null);
  providers = $state.raw<ProviderView[]>([]);
  switching = $state(false);

  mode = $derived<Mode>(this.view?.mode ?? 'practice');
  accounts = $derived(this.view?.accounts ?? []);
  keys = $derived(this.view?.keys ?? []);
  unfinished = $derived(this.view?.unfinished ?? []);
  asked = $derived(this.view?.asked ?? []);
  rotations = $derived(this.view?.rotations ?? []);
  bulks = $derived(this.view?.bulks ?? []);
  due = $derived(this.view?.due ?? []);
  dueIds = $derived(new Set(this.due.map((row) => row.key_id)));
  #keyById = $derived(new Map(this.keys.map((key) => [key.id, key])));
  #rotateDueById = $derived(new Map(this.due.filter((row) => row.kind === 'rotate_by').map((row) => [row.key_id, row])));
  /** The accounts with which a key can be made. */
  makers = $derived(this.accounts.filter((account) => account.manages && this.provider(account.provider)?.abilities.create));
  firstRun = $derived(
    this.view !== null && this.view.mode === 'practice' && !this.view.practice.started && this.accounts.length === 0,
  );
  #asked = 0;

  async load(): Promise<void> {
    await Promise.all([this.take(api.overview()), this.providers.length === 0 ? this.#loadProviders() : undefined]);
  }

  /** The same, and what the providers say of themselves: in another language. */
  async loadAnew(): Promise<void> {
    await Promise.all([this.take(api.overview()), this.#loadProviders()]);
  }

  /** Proofs are taken again by themselves: what they find is shown when it is there. */
  watch(): void {
    void api.watchChanges(() => void this.load()).catch(() => undefined);
  }

  async #loadProviders(): Promise<void> {
    try {
      this.providers = await api.providers();
    } catch (e) {
      this.problem ??= problemOf(e);
    }
  }

  /** Takes the newest of several answers; an older one that comes late is dropped. */
  async take(answer: Promise<OverviewView>): Promise<boolean> {
    const mine = ++this.#asked;
    try {
      const view = await answer;
      if (mine === this.#asked) {
        this.view = view;
        this.problem = null;
      }
      return true;
    } catch (e) {
      if (mine === this.#asked) this.problem = problemOf(e);
      return false;
    }
  }

  async switchTo(mode: Mode): Promise<boolean> {
    const before = this.view?.mode;
    this.switching = true;
    const done = await this.take(api.setMode(mode));
    // The core is over there already, where nothing can be read: back to what is on screen.
    if (!done && before && before !== mode) await api.setMode(before).catch(() => undefined);
    this.switching = false;
    return done;
  }

  key(id: string | null): KeyView | undefined {
    return id === null ? undefined : this.#keyById.get(id);
  }

  /** Set where the key is to be rotated soon, or should have been. */
  rotateDue(id: string): DueView | undefined {
    return this.#rotateDueById.get(id);
  }

  provider(id: string | undefined): ProviderView | undefined {
    return this.providers.find((provider) => provider.id === id);
  }

  account(id: string | undefined): AccountView | undefined {
    return this.accounts.find((account) => account.id === id);
  }

  /** The rows of its list whose secret is with someone else. */
  onlyThere(accountId: string): KeyView[] {
    return this.keys.filter((key) => key.account_id === accountId && key.place === 'only_there' && key.secret !== 'here' && key.remote_id !== null);
  }

  unfinishedOf(keyId: string): UnfinishedView | undefined {
    return this.unfinished.find((entry) => entry.key_id === keyId);
  }

  /** The rotation that a key belongs to, as the old one or the new one. */
  rotationOf(keyId: string): RotationView | undefined {
    return this.rotations.find((one) => one.old_id === keyId || one.new_id === keyId);
  }
}

export const overview = new Overview();
