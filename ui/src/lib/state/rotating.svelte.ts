import { api } from '$api/client';
import type { Problem } from '$api/problem';
import type { FlowView, KeyView, PermissionInfoView, PermissionView, Plan, RotateRequest, Step, UnfinishedView } from '$api/types';
import { words } from '$lib/words';
import { Flowing } from './flowing.svelte';
import { aboutLabel, Label } from './label.svelte';
import { overview } from './overview.svelte';
import { Run, stepsOfMaking, stepsOfStopping } from './run.svelte';
import { aboutScopes, Scopes } from './scopes.svelte';

/** A new key in the place of an old one: the form, and what comes of it. One a dialog. */
export class Rotating extends Flowing {
  plan = $state<Plan>('planned');
  /** Other permissions than the old key's. */
  others = $state(false);
  /** The new key, where the dialog stays to say how both ended. */
  endedId = $state<string | null>(null);
  readonly label: Label;
  readonly scopes = new Scopes();
  readonly provider;
  readonly exchange: boolean;
  /** Whether the new key may have other permissions at all. */
  readonly choosable: boolean;
  /** Why there are none to take over. */
  readonly mustChoose: 'unrestricted' | 'unknown' | null;

  /** What the new key may do and the old one may not, and the other way round. */
  added = $derived.by(() => this.scopes.info.filter((one) => this.scopes.all.includes(one.scope) && !this.key.permissions.some((old) => old.scope === one.scope)).map(viewed));
  removed = $derived.by(() => this.key.permissions.filter((old) => !this.scopes.all.includes(old.scope)));
  /** Permissions of the old key that no new key gets. */
  dropped = $derived.by<PermissionView[]>(() => (this.scopes.fetching || this.scopes.unread ? [] : this.removed.filter((old) => !this.scopes.offered.some((one) => one.scope === old.scope))));

  constructor(readonly key: KeyView) {
    super();
    this.provider = overview.provider(key.provider);
    this.exchange = key.rotation === 'exchange';
    const carried = this.provider?.permissions_fetched === true || this.provider?.permissions.some((one) => one.offered) === true;
    this.choosable = key.rotation === 'new_key' && carried;
    this.mustChoose = !this.choosable ? null : key.unrestricted ? 'unrestricted' : !key.permissions_known || key.permissions.length === 0 ? 'unknown' : null;
    this.label = new Label(() => key.account_id);
    this.label.text = nextLabel(key.label, this.provider?.label_max ?? 100);
    this.label.again();
    if (this.mustChoose) this.choose(true);
    this.#prepare();
  }

  choose(others: boolean): void {
    this.others = others;
    if (others) void this.readPermissions();
  }

  /** Begins with what the old key has, as far as it is still offered. */
  async readPermissions(): Promise<void> {
    await this.scopes.show(this.provider, this.key.account_id);
    this.scopes.preset(this.scopes.offered.map((one) => one.scope).filter((scope) => this.key.permissions.some((old) => old.scope === scope)));
  }

  async rotate(): Promise<void> {
    const label = this.label.settled();
    const scopes = !this.others || (this.scopes.settled() && !this.scopes.fetching && !this.scopes.unread);
    if (!label || !scopes) return;
    const request: RotateRequest = {
      key_id: this.key.id,
      label: this.label.text.trim(),
      plan: this.plan,
      scopes: this.others ? this.scopes.all : null,
      way: null,
      bits: null,
    };
    await this.through(new Run('rotate', this.#steps()), words.rotate.saved(request.label), (note) => api.rotateKey(request, note));
  }

  override close(): void {
    super.close();
    this.label.rest();
    if (this.#bits !== null && !this.run?.busy && !this.run?.done) void api.cancelPair().catch(() => undefined);
  }

  /** The old key is stopped as well, so that both ends are worth saying. A new key that is stuck comes first. */
  protected override stays({ key, unfinished }: FlowView): boolean {
    const stops = this.exchange || this.plan === 'leaked';
    if (!stops || this.closed || (unfinished && unfinished.key_id !== this.key.id)) return false;
    const { id } = this.key;
    this.endedId = key.id !== id ? key.id : (overview.rotationOf(id)?.new_id ?? overview.keys.find((one) => one.replaces === id)?.id ?? id);
    return true;
  }

  protected override left(entry: UnfinishedView): boolean {
    return entry.account_id === this.key.account_id;
  }

  protected override place(problem: Problem): boolean {
    if (aboutLabel.includes(problem.code)) this.label.problem = problem;
    else if (this.others && aboutScopes.includes(problem.code)) this.scopes.problem = problem;
    else return false;
    return true;
  }

  protected override refused(): void {
    this.#prepare();
  }

  /** Size of the pair that is made while the form is filled. */
  #bits: number | null = null;

  #prepare(): void {
    const sizes = this.provider?.key_sizes ?? [];
    const here = this.key.rotation === 'new_key' && this.provider?.ways[0] === 'here';
    const size = sizes.find((bits) => bits === this.key.bits) ?? sizes[0];
    this.#bits = here && size !== undefined ? size : null;
    // Only saves waiting. If it fails, the making itself says so.
    if (this.#bits !== null) void api.preparePair(this.#bits).catch(() => undefined);
  }

  #steps(): Step[] {
    const way = this.key.rotation === 'new_key' ? (this.provider?.ways[0] ?? 'provider') : 'provider';
    const making = stepsOfMaking(way, (this.provider?.key_sizes.length ?? 0) > 0);
    const stopping = stepsOfStopping(this.key.secret === 'here');
    if (this.exchange) return [...making, ...stopping.filter((step) => step !== 'ask_to_stop')];
    return this.plan === 'leaked' ? [...making, ...stopping] : making;
  }
}

function viewed({ scope, sentence, risk }: PermissionInfoView): PermissionView {
  return { scope, sentence, risk, known: true };
}

/** "feed" becomes "feed 2", and "feed 2" becomes "feed 3", no longer than the provider takes. */
export function nextLabel(label: string, longest: number): string {
  const [, stem = label, number = '1'] = /^(.*\S) (\d{1,4})$/su.exec(label) ?? [];
  const end = ` ${Number(number) + 1}`;
  return [...stem].slice(0, Math.max(1, longest - end.length)).join('').trimEnd() + end;
}
