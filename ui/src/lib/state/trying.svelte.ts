import { api } from '$api/client';
import { problemOf, type Problem } from '$api/problem';
import type { AskedView, ProviderView, TrialView } from '$api/types';
import { words } from '$lib/words';
import { Entries } from './entries.svelte';
import { overview } from './overview.svelte';
import { say } from './say.svelte';
import { where } from './where.svelte';

/** The form of a new account: typed, tried, saved. What is secret is cleared as soon as it is sent. */
export class Trying {
  providerId = $state('');
  name = $state('');
  environmentId = $state('');
  address = $state('');
  notProduction = $state(false);
  formId = $state('');
  readonly entries = new Entries(
    () => this.changed(),
    (problem) => this.#place(problem),
  );

  trial = $state.raw<TrialView | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** Which field the problem is about: an id of the form, or "name", "address". */
  problemAt = $state<string | null>(null);
  testing = $state(false);
  saving = $state(false);

  provider = $derived<ProviderView | undefined>(overview.provider(this.providerId));
  environment = $derived(this.provider?.environments.find((e) => e.id === this.environmentId));
  form = $derived(this.provider?.forms.find((f) => f.id === this.formId));
  /** It works, but not for managing keys. */
  onlyUse = $derived(this.trial?.may_save === true && this.trial.test.verdict === 'works_but_may_not');

  /** Where a key came back that was asked for, the form begins with what was asked. */
  constructor(asked: AskedView | null = null) {
    this.chooseProvider(overview.provider(asked?.provider)?.id ?? overview.providers[0]?.id ?? '');
    if (!asked) return;
    this.environmentId = this.provider?.environments.find((e) => e.id === asked.environment)?.id ?? this.environmentId;
    this.name = asked.label;
  }

  chooseProvider(id: string): void {
    this.providerId = id;
    this.environmentId = this.provider?.environments.find((e) => !e.custom)?.id ?? this.provider?.environments[0]?.id ?? '';
    this.chooseForm(this.provider?.forms[0]?.id ?? '');
  }

  chooseForm(id: string): void {
    this.formId = id;
    this.entries.show(this.form?.fields ?? []);
    this.changed();
  }

  /** Anything that is changed makes the last result stale. */
  changed(): void {
    this.problem = null;
    this.problemAt = null;
    this.#discard();
  }

  async test(): Promise<void> {
    const request = {
      provider: this.providerId,
      name: this.name.trim(),
      environment: this.environmentId,
      address: this.environment?.custom ? this.address.trim() : null,
      not_production: this.environment?.custom === true && this.notProduction,
      form: this.formId,
      fields: this.entries.requests(),
    };
    this.changed();
    this.testing = true;
    const answer = api.tryAccount(request);
    this.entries.clearSecrets();
    try {
      this.trial = await answer;
      say.status(words.said.tested(request.name, words.testVerdicts[this.trial.test.verdict].title));
    } catch (e) {
      this.#place(problemOf(e));
    } finally {
      this.testing = false;
    }
  }

  async save(): Promise<void> {
    if (!this.trial?.may_save) return;
    this.saving = true;
    this.problem = null;
    try {
      const account = await api.saveAccount(this.trial.trial);
      this.trial = null;
      await overview.load();
      say.status(words.said.saved(account.name));
      where.close();
    } catch (e) {
      this.#place(problemOf(e));
    } finally {
      this.saving = false;
    }
  }

  close(): void {
    this.entries.clearSecrets();
    this.entries.forgetFiles();
    this.#discard();
  }

  #discard(): void {
    if (this.trial) void api.discardTrial(this.trial.trial).catch(() => undefined);
    this.trial = null;
  }

  #place(problem: Problem): void {
    this.problem = problem;
    const { code } = problem;
    if (code === 'name_empty' || code === 'name_taken' || code.startsWith('label_')) this.problemAt = 'name';
    else if (code.startsWith('address_')) this.problemAt = 'address';
    else this.problemAt = this.entries.placeOf(problem);
  }
}
