import { api } from '$api/client';
import { problemOf, type Problem } from '$api/problem';
import type { AskedView } from '$api/types';
import { overview } from './overview.svelte';
import { aboutScopes, Scopes } from './scopes.svelte';

/** A message that asks for a key: written here, sent by the person. */
export class Asking {
  providerId = $state('');
  environmentId = $state('');
  label = $state('');
  labelProblem = $state.raw<Problem | null>(null);
  problem = $state.raw<Problem | null>(null);
  writing = $state(false);
  asked = $state.raw<AskedView | null>(null);
  readonly scopes = new Scopes();

  askable = $derived(overview.providers.filter((one) => one.abilities.ask));
  provider = $derived(this.askable.find((one) => one.id === this.providerId));
  environments = $derived(this.provider?.environments.filter((one) => !one.custom) ?? []);

  constructor(providerId?: string) {
    this.choose(this.askable.find((one) => one.id === providerId)?.id ?? this.askable[0]?.id ?? '');
  }

  choose(providerId: string): void {
    this.providerId = providerId;
    this.environmentId = this.environments[0]?.id ?? '';
    void this.scopes.show(this.provider);
  }

  async write(): Promise<void> {
    this.problem = null;
    this.labelProblem = this.label.trim() === '' ? { code: 'label_empty', params: {}, details: null } : null;
    const scopes = this.scopes.settled();
    if (this.labelProblem || !scopes) return;
    this.writing = true;
    try {
      this.asked = await api.writeRequest({ provider: this.providerId, environment: this.environmentId, label: this.label.trim(), scopes: this.scopes.all });
      await overview.load();
    } catch (e) {
      this.#place(problemOf(e));
    } finally {
      this.writing = false;
    }
  }

  #place(problem: Problem): void {
    if (problem.code.startsWith('label_')) this.labelProblem = problem;
    else if (aboutScopes.includes(problem.code)) this.scopes.problem = problem;
    else this.problem = problem;
  }
}
