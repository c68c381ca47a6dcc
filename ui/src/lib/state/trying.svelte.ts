import { api } from '$api/client';
import { problemOf, type Problem } from '$api/problem';
import type { ChosenFileView, FieldView, ProviderView, TrialView } from '$api/types';
import { words } from '$lib/words';
import { overview } from './overview.svelte';
import { say } from './say.svelte';
import { where } from './where.svelte';

export type Entry = { value: string; file: ChosenFileView | null; passphrase: string; cleared: boolean };

/** The form of a new account: typed, tried, saved. What is secret is cleared as soon as it is sent. */
export class Trying {
  providerId = $state('');
  name = $state('');
  environmentId = $state('');
  address = $state('');
  notProduction = $state(false);
  formId = $state('');
  entries = $state<Record<string, Entry>>({});

  trial = $state.raw<TrialView | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** Which field the problem is about: an id of the form, or "name", "address". */
  problemAt = $state<string | null>(null);
  testing = $state(false);
  saving = $state(false);

  provider = $derived<ProviderView | undefined>(overview.provider(this.providerId));
  environment = $derived(this.provider?.environments.find((e) => e.id === this.environmentId));
  form = $derived(this.provider?.forms.find((f) => f.id === this.formId));

  constructor() {
    this.chooseProvider(overview.providers[0]?.id ?? '');
  }

  chooseProvider(id: string): void {
    this.providerId = id;
    this.environmentId = this.provider?.environments.find((e) => !e.custom)?.id ?? '';
    this.chooseForm(this.provider?.forms[0]?.id ?? '');
  }

  chooseForm(id: string): void {
    this.#forgetFiles();
    this.formId = id;
    this.entries = Object.fromEntries((this.form?.fields ?? []).map((field) => [field.id, blank()]));
    this.changed();
  }

  entry(field: FieldView): Entry {
    return this.entries[field.id] ?? blank();
  }

  /** Anything that is changed makes the last result stale. */
  changed(): void {
    this.problem = null;
    this.problemAt = null;
    this.#discard();
  }

  write(field: FieldView, part: 'value' | 'passphrase', text: string): void {
    const entry = this.entries[field.id];
    if (!entry) return;
    entry[part] = text;
    entry.cleared = false;
    this.changed();
  }

  async chooseFile(field: FieldView): Promise<void> {
    this.changed();
    try {
      const file = await api.choosePrivateKey();
      const entry = this.entries[field.id];
      if (!file || !entry) return;
      this.forgetFile(field);
      this.entries[field.id] = { ...blank(), file };
    } catch (e) {
      this.#place(problemOf(e));
    }
  }

  forgetFile(field: FieldView): void {
    const file = this.entries[field.id]?.file;
    if (!file) return;
    this.entries[field.id] = blank();
    this.changed();
    void api.forgetFile(file.file).catch(() => undefined);
  }

  async test(): Promise<void> {
    const fields = (this.form?.fields ?? []).map((field) => {
      const entry = this.entry(field);
      return {
        id: field.id,
        value: entry.file ? '' : entry.value,
        file: entry.file?.file ?? null,
        passphrase: entry.passphrase === '' ? null : entry.passphrase,
      };
    });
    const request = {
      provider: this.providerId,
      name: this.name.trim(),
      environment: this.environmentId,
      address: this.environment?.custom ? this.address.trim() : null,
      not_production: this.environment?.custom === true && this.notProduction,
      form: this.formId,
      fields,
    };
    this.changed();
    this.testing = true;
    const answer = api.tryAccount(request);
    this.#clearSecrets();
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
      where.open = null;
    } catch (e) {
      this.#place(problemOf(e));
    } finally {
      this.saving = false;
    }
  }

  close(): void {
    this.#clearSecrets();
    this.#forgetFiles();
    this.#discard();
  }

  #clearSecrets(): void {
    for (const field of this.form?.fields ?? []) {
      const entry = this.entries[field.id];
      if (!entry || field.kind === 'text') continue;
      entry.cleared = entry.value !== '' || entry.passphrase !== '';
      entry.value = '';
      entry.passphrase = '';
    }
  }

  #forgetFiles(): void {
    for (const entry of Object.values(this.entries)) {
      if (entry.file) void api.forgetFile(entry.file.file).catch(() => undefined);
    }
  }

  #discard(): void {
    if (this.trial) void api.discardTrial(this.trial.trial).catch(() => undefined);
    this.trial = null;
  }

  #place(problem: Problem): void {
    this.problem = problem;
    const { code, params } = problem;
    const fields = this.form?.fields ?? [];
    if (code === 'name_empty' || code === 'name_taken' || code.startsWith('label_')) this.problemAt = 'name';
    else if (code.startsWith('address_')) this.problemAt = 'address';
    else if (code === 'field_empty' || code === 'field_unprintable')
      this.problemAt = fields.find((f) => f.id === params.field || f.name === params.field)?.id ?? null;
    else if (code.startsWith('import_') || code === 'nothing_chosen')
      this.problemAt = fields.find((f) => f.kind === 'private_key')?.id ?? null;
    else this.problemAt = null;
  }
}

function blank(): Entry {
  return { value: '', file: null, passphrase: '', cleared: false };
}
