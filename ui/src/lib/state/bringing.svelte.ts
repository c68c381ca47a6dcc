import { api } from '$api/client';
import type { Problem } from '$api/problem';
import type { FieldView, UnfinishedView } from '$api/types';
import { words } from '$lib/words';
import { Entries } from './entries.svelte';
import { Flowing } from './flowing.svelte';
import { aboutLabel, Label } from './label.svelte';
import { overview } from './overview.svelte';
import { Run } from './run.svelte';
import type { About } from './where.svelte';

/** A key that exists already comes in. One a dialog. */
export class Bringing extends Flowing {
  accountId = $state('');
  /** The row of the provider's list that it is; none where that is not known. */
  remoteId = $state<string | null>(null);
  problemAt = $state<string | null>(null);
  fieldProblem = $state.raw<Problem | null>(null);
  readonly label = new Label(
    () => this.accountId,
    (label) => this.rows.some((row) => row.label === label),
  );
  readonly entries = new Entries(
    () => this.#changed(),
    (problem) => void this.place(problem),
  );

  account = $derived(overview.account(this.accountId));
  provider = $derived(overview.provider(this.account?.provider));
  pair = $derived((this.provider?.key_sizes.length ?? 0) > 0);
  rows = $derived(overview.onlyThere(this.accountId));
  /** The list is asked about only where the form does not name the key itself. */
  asksWhich = $derived(this.rows.length > 0 && this.provider?.abilities.list === true && this.account?.manages === true && !namesKey(this.provider.key_form.fields));

  constructor(about: About) {
    super();
    const row = overview.key(about.keyId ?? null);
    this.accountId = row?.account_id ?? overview.account(about.accountId)?.id ?? overview.accounts[0]?.id ?? '';
    this.#begin();
    if (row) {
      this.remoteId = row.remote_id;
      this.label.text = row.label;
      const names = namesKey(this.entries.fields);
      if (names && row.remote_id) this.entries.write(names, 'value', row.remote_id);
    }
    const file = this.entries.fields.find((field) => field.kind === 'private_key');
    if (file && about.file) this.entries.take(file, about.file);
    if (about.problem) this.place(about.problem);
  }

  chooseAccount(id: string): void {
    this.accountId = id;
    this.#begin();
    this.label.again();
  }

  chooseRow(remoteId: string | null): void {
    this.remoteId = remoteId;
    this.problem = null;
    const row = this.rows.find((one) => one.remote_id === remoteId);
    if (row && this.label.text.trim() === '') this.label.text = row.label;
  }

  async bring(): Promise<void> {
    this.#changed();
    if (!this.label.settled()) return;
    const request = { account_id: this.accountId, label: this.label.text.trim(), remote_id: this.remoteId, fields: this.entries.requests() };
    await this.through(new Run('bring', ['match_key', 'keep_secret', 'test']), words.bring.saved(request.label), async (note) => {
      const answer = api.bringKey(request, note);
      this.entries.clearSecrets();
      return { key: await answer, unfinished: null };
    });
    if (this.closed) this.entries.forgetFiles();
  }

  override close(): void {
    super.close();
    this.label.rest();
    this.entries.clearSecrets();
    // While it is brought in, the core still reads from the file.
    if (!this.run?.busy) this.entries.forgetFiles();
  }

  protected override left(entry: UnfinishedView): boolean {
    return entry.account_id === this.accountId && entry.label === this.label.text.trim();
  }

  protected override place(problem: Problem): boolean {
    const at = this.entries.placeOf(problem) ?? (problem.code === 'key_id_malformed' ? (namesKey(this.entries.fields)?.id ?? null) : null);
    if (aboutLabel.includes(problem.code)) this.label.problem = problem;
    else if (at) {
      this.problemAt = at;
      this.fieldProblem = problem;
    } else {
      this.problem = problem;
    }
    return true;
  }

  #begin(): void {
    this.remoteId = null;
    this.entries.show(this.provider?.key_form.fields ?? []);
    this.#changed();
  }

  #changed(): void {
    this.problem = null;
    this.problemAt = null;
    this.fieldProblem = null;
  }
}

/** The field in which the key is named: one that is needed and no secret. */
export function namesKey(fields: FieldView[]): FieldView | undefined {
  return fields.find((field) => field.kind === 'text' && !field.optional);
}
