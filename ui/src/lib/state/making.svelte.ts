import { api } from '$api/client';
import { problemOf, type Problem } from '$api/problem';
import type { AccountView, ProviderView, UnfinishedView, Way } from '$api/types';
import { words } from '$lib/words';
import { acts } from './acts.svelte';
import { overview } from './overview.svelte';
import { Run, stepsOfMaking } from './run.svelte';
import { say } from './say.svelte';
import { where } from './where.svelte';

const labelCodes = new Set(['label_empty', 'label_too_long', 'label_taken', 'label_unprintable', 'conflict']);
const scopeCodes = new Set(['permissions_empty', 'permission_unknown', 'permission_needs']);

/** The form of a new key, and the making of it. One a dialog. */
export class Making {
  accountId = $state('');
  label = $state('');
  chosen = $state<string[]>([]);
  way = $state<Way>('here');
  bits = $state(2048);

  labelProblem = $state.raw<Problem | null>(null);
  labelFree = $state(false);
  scopeProblem = $state.raw<Problem | null>(null);
  problem = $state.raw<Problem | null>(null);
  run = $state.raw<Run | null>(null);
  unfinished = $state.raw<UnfinishedView | null>(null);

  account = $derived<AccountView | undefined>(overview.accounts.find((account) => account.id === this.accountId));
  provider = $derived<ProviderView | undefined>(overview.provider(this.account?.provider));
  /** What is chosen together with what comes with it. */
  scopes = $derived.by(() => withNeeds(this.chosen, this.provider));
  movesMoney = $derived(
    this.provider?.permissions.some((permission) => permission.risk === 'money' && this.scopes.includes(permission.scope)) ?? false,
  );
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  #closed = false;

  constructor(accountId?: string) {
    this.accountId = accountId ?? overview.accounts[0]?.id ?? '';
    this.bits = this.provider?.key_sizes[0] ?? 2048;
    this.way = this.provider?.ways.find((way) => way !== 'website') ?? 'here';
    this.#prepare();
  }

  typed(label: string): void {
    this.label = label;
    this.labelProblem = null;
    this.labelFree = false;
    clearTimeout(this.#timer);
    const mine = ++this.#asked;
    if (label.trim() === '') return;
    this.#timer = setTimeout(async () => {
      try {
        await api.checkLabel(this.accountId, label);
        if (mine === this.#asked) this.labelFree = true;
      } catch (e) {
        if (mine === this.#asked) this.labelProblem = problemOf(e);
      }
    }, 250);
  }

  chooseAccount(id: string): void {
    this.accountId = id;
    this.chosen = [];
    if (this.label) this.typed(this.label);
  }

  toggle(scope: string): void {
    this.scopeProblem = null;
    this.chosen = this.chosen.includes(scope) ? this.chosen.filter((s) => s !== scope) : [...this.chosen, scope];
  }

  preset(scopes: string[]): void {
    this.scopeProblem = null;
    this.chosen = [...scopes];
  }

  /** The permission that brings this one, where it was not chosen for itself. */
  neededBy(scope: string): string | null {
    const by = this.provider?.permissions.find((p) => p.scope !== scope && this.chosen.includes(p.scope) && needsOf([p.scope], this.provider).includes(scope));
    return by?.scope ?? null;
  }

  chooseWay(way: Way): void {
    this.way = way;
    this.#prepare();
  }

  chooseBits(bits: number): void {
    this.bits = bits;
    this.#prepare();
  }

  async make(): Promise<void> {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.problem = null;
    if (this.label.trim() === '') this.labelProblem = { code: 'label_empty', params: {}, details: null };
    if (this.scopes.length === 0) this.scopeProblem = { code: 'permissions_empty', params: {}, details: null };
    if (this.labelProblem || this.scopeProblem) return;
    const run = new Run('create', stepsOfMaking(this.way));
    this.run = run;
    const request = { account_id: this.accountId, label: this.label.trim(), scopes: this.scopes, way: this.way, bits: this.bits };
    const before = overview.unfinished.map((entry) => entry.id);
    const result = await run.through((note) => api.createKey(request, note));
    await overview.load();
    if (result) this.#ended(run, result.value.key.id, result.value.unfinished);
    else this.#refused(run, overview.unfinished.find((entry) => !before.includes(entry.id) && entry.label === request.label));
  }

  /** The form goes away. A pair that was made ahead is thrown away, a making that runs goes on. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    if (!this.run?.busy && !this.run?.done) void api.cancelPair().catch(() => undefined);
  }

  /** After an entry was continued in the dialog: done, or open at another point. */
  continued(entry: UnfinishedView | undefined, keyId: string): void {
    this.unfinished = entry ?? null;
    if (!entry && !this.#closed) {
      where.open = null;
      if (overview.key(keyId)) where.show(keyId);
    }
  }

  #ended(run: Run, keyId: string, unfinished: UnfinishedView | null): void {
    this.unfinished = unfinished;
    acts.adopt(keyId, run);
    if (unfinished) return;
    say.status(words.newKey.saved(this.label.trim()));
    if (this.#closed) return;
    where.open = null;
    where.show(keyId);
  }

  #refused(run: Run, entry: UnfinishedView | undefined): void {
    const problem = run.problem;
    if (entry) {
      this.unfinished = entry.error || !problem ? entry : { ...entry, error: problem as UnfinishedView['error'] };
      return;
    }
    if (!problem) return;
    if (labelCodes.has(problem.code)) this.labelProblem = problem;
    else if (scopeCodes.has(problem.code)) this.scopeProblem = problem;
    else this.problem = problem;
    this.run = null;
    this.#prepare();
  }

  #prepare(): void {
    const start = this.way === 'here' && (this.provider?.key_sizes.length ?? 0) > 0;
    // Only saves waiting. If it fails, the making itself says so.
    void (start ? api.preparePair(this.bits) : api.cancelPair()).catch(() => undefined);
  }
}

function needsOf(scopes: string[], provider: ProviderView | undefined): string[] {
  return withNeeds(scopes, provider).filter((scope) => !scopes.includes(scope));
}

function withNeeds(scopes: string[], provider: ProviderView | undefined): string[] {
  const all = [...scopes];
  // Grows while it is walked, so that needs of needs come along.
  for (const scope of all) {
    const needs = provider?.permissions.find((p) => p.scope === scope)?.needs ?? [];
    all.push(...needs.filter((need) => !all.includes(need)));
  }
  const order = provider?.permissions.map((p) => p.scope) ?? [];
  return all.sort((a, b) => order.indexOf(a) - order.indexOf(b));
}
