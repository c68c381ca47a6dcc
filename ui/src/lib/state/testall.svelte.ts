import { SvelteMap } from 'svelte/reactivity';
import { api } from '$api/client';
import { problemOf, type Problem } from '$api/problem';
import type { AccountView, ProgressView, TestAllView } from '$api/types';
import { words } from '$lib/words';
import { overview } from './overview.svelte';
import { say } from './say.svelte';

/** The test of every key of one account: which key it is at, and how it ended. */
export class TestRun {
  busy = $state(true);
  cancelling = $state(false);
  /** The key that is being tested. */
  keyId = $state<string | null>(null);
  /** How many were begun. */
  begun = $state(0);
  result = $state.raw<TestAllView | null>(null);
  problem = $state.raw<Problem | null>(null);

  constructor(
    private readonly accountId: string,
    /** How many there were to test when it began. */
    private readonly expected: number,
  ) {}

  get all(): number {
    return Math.max(this.expected, this.begun);
  }

  readonly note = ({ key_id, state }: ProgressView): void => {
    if (key_id === null || state !== 'begun') return;
    if (key_id !== this.keyId) this.begun += 1;
    this.keyId = key_id;
  };

  cancel = async (): Promise<void> => {
    this.cancelling = true;
    // If it could not be cancelled, the tests come to their own end.
    await api.cancelTests(this.accountId).catch(() => (this.cancelling = false));
  };
}

/** One at a time for each account. Kept while the person looks elsewhere. */
class TestRuns {
  #runs = new SvelteMap<string, TestRun>();

  of(accountId: string): TestRun | undefined {
    return this.#runs.get(accountId);
  }

  async start(account: AccountView, all: number): Promise<void> {
    if (this.of(account.id)?.busy) return;
    const run = new TestRun(account.id, all);
    this.#runs.set(account.id, run);
    try {
      run.result = await api.testAccount(account.id, run.note);
      say.status(words.testAll.summary(run.result));
    } catch (e) {
      run.problem = problemOf(e);
    }
    await overview.load();
    run.busy = false;
  }

  dismiss(accountId: string): void {
    if (!this.of(accountId)?.busy) this.#runs.delete(accountId);
  }

  clear(): void {
    this.#runs.clear();
  }
}

export const testRuns = new TestRuns();
