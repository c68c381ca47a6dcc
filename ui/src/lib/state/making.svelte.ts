import { api } from '$api/client';
import type { Problem } from '$api/problem';
import type { AccountView, ProviderView, UnfinishedView, Way } from '$api/types';
import { words } from '$lib/words';
import { Flowing } from './flowing.svelte';
import { aboutLabel, Label } from './label.svelte';
import { overview } from './overview.svelte';
import { Run, stepsOfMaking } from './run.svelte';
import { aboutScopes, Scopes } from './scopes.svelte';

/** The form of a new key, and the making of it. One a dialog. */
export class Making extends Flowing {
  accountId = $state('');
  way = $state<Way>('here');
  bits = $state<number | null>(null);
  extras = $state<Record<string, string>>({});
  extraProblem = $state.raw<Problem | null>(null);
  readonly label = new Label(() => this.accountId);
  readonly scopes = new Scopes();

  account = $derived<AccountView | undefined>(overview.accounts.find((account) => account.id === this.accountId));
  provider = $derived<ProviderView | undefined>(overview.provider(this.account?.provider));
  /** Whether there is a public half at all. */
  pair = $derived((this.provider?.key_sizes.length ?? 0) > 0);
  ways = $derived(this.provider?.ways.filter((way) => way !== 'website') ?? []);
  steps = $derived(stepsOfMaking(this.way, this.pair));

  constructor(accountId?: string) {
    super();
    this.accountId = overview.makers.find((one) => one.id === accountId)?.id ?? overview.makers[0]?.id ?? '';
    this.#begin();
  }

  chooseAccount(id: string): void {
    this.accountId = id;
    this.label.again();
    this.#begin();
  }

  chooseWay(way: Way): void {
    this.way = way;
    this.#prepare();
  }

  chooseBits(bits: number): void {
    this.bits = bits;
    this.#prepare();
  }

  writeExtra(id: string, text: string): void {
    this.extras[id] = text;
    this.extraProblem = null;
  }

  readPermissions(): void {
    void this.scopes.show(this.provider, this.accountId);
  }

  async make(): Promise<void> {
    this.problem = null;
    const label = this.label.settled();
    const scopes = this.scopes.settled();
    const extras = this.#extrasFit();
    if (!label || !scopes || !extras) return;
    const request = {
      account_id: this.accountId,
      label: this.label.text.trim(),
      scopes: this.scopes.all,
      way: this.way,
      bits: this.pair && this.way === 'here' ? this.bits : null,
      extras: this.#extras(),
    };
    await this.through(new Run('create', this.steps), words.newKey.saved(request.label), (note) => api.createKey(request, note));
  }

  /** A pair that was made ahead is thrown away, a making that runs goes on. */
  override close(): void {
    super.close();
    this.label.rest();
    if (this.pair && !this.run?.busy && !this.run?.done) void api.cancelPair().catch(() => undefined);
  }

  protected override left(entry: UnfinishedView): boolean {
    return entry.label === this.label.text.trim();
  }

  protected override place(problem: Problem): boolean {
    if (aboutLabel.includes(problem.code)) this.label.problem = problem;
    else if (aboutScopes.includes(problem.code)) this.scopes.problem = problem;
    else if (problem.code === 'extra_out_of_range') this.extraProblem = problem;
    else return false;
    return true;
  }

  protected override refused(): void {
    this.#prepare();
  }

  #begin(): void {
    const had = this.#prepared;
    this.bits = this.provider?.key_sizes[0] ?? null;
    this.way = this.ways[0] ?? 'provider';
    this.extras = {};
    this.extraProblem = null;
    this.readPermissions();
    if (this.pair || had) this.#prepare();
  }

  #extras(): Record<string, string> {
    return Object.fromEntries((this.provider?.extras ?? []).map((extra) => [extra.id, (this.extras[extra.id] ?? '').trim()]).filter(([, text]) => text !== ''));
  }

  #extrasFit(): boolean {
    const typed = this.#extras();
    const wrong = this.provider?.extras.find(({ id, min, max }) => {
      const text = typed[id];
      return text !== undefined && (!/^\d+$/.test(text) || Number(text) < min || Number(text) > max);
    });
    this.extraProblem = wrong
      ? { code: 'extra_out_of_range', params: { name: wrong.name, min: String(wrong.min), max: String(wrong.max) }, details: null }
      : null;
    return !wrong;
  }

  #prepared = false;

  #prepare(): void {
    const bits = this.way === 'here' && this.pair ? this.bits : null;
    this.#prepared = bits !== null;
    // Only saves waiting. If it fails, the making itself says so.
    void (bits === null ? api.cancelPair() : api.preparePair(bits)).catch(() => undefined);
  }
}
