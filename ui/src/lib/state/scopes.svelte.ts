import { api } from '$api/client';
import { problemOf, type Problem } from '$api/problem';
import type { PermissionInfoView, PresetView, ProviderView } from '$api/types';

/** Which permissions a key is to have. */
export class Scopes {
  /** All that is known of; only some of it is offered for new keys. */
  info = $state.raw<PermissionInfoView[]>([]);
  chosen = $state<string[]>([]);
  search = $state('');
  /** What is wrong with the choice. */
  problem = $state.raw<Problem | null>(null);
  /** Why the list of permissions could not be fetched. */
  unread = $state.raw<Problem | null>(null);
  fetching = $state(false);
  /** False where the provider's keys carry no permissions. */
  carried = $state(false);

  #presets = $state.raw<PresetView[]>([]);
  #asked = 0;

  offered = $derived(this.info.filter((permission) => permission.offered));
  presets = $derived(this.#presets.filter((preset) => preset.scopes.every((scope) => this.offered.some((one) => one.scope === scope))));
  found = $derived.by(() => {
    const wanted = this.search.trim().toLocaleLowerCase();
    return this.offered.filter((one) => wanted === '' || `${one.sentence} ${one.scope}`.toLocaleLowerCase().includes(wanted));
  });
  /** What is chosen together with what comes with it. */
  all = $derived.by(() => this.#withNeeds(this.chosen));
  movesMoney = $derived(this.info.some((one) => one.risk === 'money' && this.all.includes(one.scope)));

  /** Begins anew with what this provider has; asks for it where each account has its own. */
  async show(provider: ProviderView | undefined, accountId: string | null = null): Promise<void> {
    const mine = ++this.#asked;
    this.chosen = [];
    this.search = '';
    this.problem = null;
    this.unread = null;
    this.fetching = false;
    this.info = provider?.permissions ?? [];
    this.#presets = provider?.presets ?? [];
    this.carried = this.info.length > 0 || (provider?.permissions_fetched === true && accountId !== null);
    if (!provider?.permissions_fetched || accountId === null) return;
    this.fetching = true;
    try {
      const info = await api.accountPermissions(accountId);
      if (mine === this.#asked) this.info = info;
    } catch (e) {
      if (mine === this.#asked) this.unread = problemOf(e);
    } finally {
      if (mine === this.#asked) this.fetching = false;
    }
  }

  toggle(scope: string): void {
    this.problem = null;
    this.chosen = this.chosen.includes(scope) ? this.chosen.filter((one) => one !== scope) : [...this.chosen, scope];
  }

  preset(scopes: string[]): void {
    this.problem = null;
    this.chosen = [...scopes];
  }

  /** The permission that brings this one, where it was not chosen for itself. */
  neededBy(scope: string): PermissionInfoView | null {
    return this.info.find((one) => one.scope !== scope && this.chosen.includes(one.scope) && this.#withNeeds([one.scope]).includes(scope)) ?? null;
  }

  /** Before it is sent. */
  settled(): boolean {
    if (this.carried && this.all.length === 0) this.problem = { code: 'permissions_empty', params: {}, details: null };
    return this.problem === null;
  }

  #withNeeds(scopes: string[]): string[] {
    const all = [...scopes];
    // Grows while it is walked, so that needs of needs come along.
    for (const scope of all) {
      const needs = this.info.find((one) => one.scope === scope)?.needs ?? [];
      all.push(...needs.filter((need) => !all.includes(need)));
    }
    const order = this.info.map((one) => one.scope);
    return all.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  }
}

export const aboutScopes: readonly string[] = ['permissions_empty', 'permission_unknown', 'permission_needs', 'permission_renamed'];
