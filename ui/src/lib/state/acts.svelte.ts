import { SvelteMap } from 'svelte/reactivity';
import { api } from '$api/client';
import type { Door, FlowView, KeyView, NextStep, RotationView, UnfinishedView } from '$api/types';
import { words } from '$lib/words';
import { overview } from './overview.svelte';
import { Run, stepsOfStopping } from './run.svelte';
import { say } from './say.svelte';
import { where } from './where.svelte';

/** What is under way or was just done with each key. Kept while the person looks elsewhere. */
class Acts {
  #runs = new SvelteMap<string, Run>();

  of(keyId: string): Run | undefined {
    return this.#runs.get(keyId);
  }

  busy(keyId: string): boolean {
    return this.#runs.get(keyId)?.busy ?? false;
  }

  /** Hands the steps of a key that was just made to the key's own page. */
  adopt(keyId: string, run: Run): void {
    this.#runs.set(keyId, run);
  }

  forget(keyId: string): void {
    if (!this.busy(keyId)) this.#runs.delete(keyId);
  }

  async test(key: KeyView): Promise<void> {
    const run = this.#begin(key.id, new Run('test'));
    if (!run) return;
    const result = await run.through(() => api.testKey(key.id));
    await overview.load();
    const test = result?.value.last_test;
    if (test) say.status(words.said.tested(key.label, words.testVerdicts[test.verdict].title));
    if (result) this.#runs.delete(key.id);
  }

  async stop(key: KeyView, door: Door, confirmation: string | null): Promise<void> {
    const run = this.#begin(key.id, new Run('stop', stepsOfStopping(key.secret === 'here')));
    if (!run) return;
    run.again = () => this.stop(key, door, confirmation);
    await this.#flow(run, key.label, (note) => api.stopKey(key.id, door, confirmation, note));
  }

  /** Retires the old key of a rotation. False where nothing was begun, and `of` says why. */
  async retireOld({ old_id, old_label, id }: RotationView, confirmation: string, anyway: boolean): Promise<boolean> {
    const run = this.#begin(old_id, new Run('stop', stepsOfStopping(overview.key(old_id)?.secret === 'here')));
    if (!run) return false;
    await this.#flow(run, old_label, (note) => api.retireOld({ rotation_id: id, confirmation, anyway }, note));
    return run.done;
  }

  async go(entry: UnfinishedView, action: NextStep, input: string | null = null): Promise<FlowView | null> {
    const run = this.#begin(entry.key_id, new Run('continue'));
    if (!run) return null;
    run.again = () => this.go(entry, action, input);
    const flow = await this.#flow(run, entry.label, (note) => api.continueFlow(entry.id, action, input, note));
    if (run.done && flow === null) {
      this.#runs.delete(entry.key_id);
      say.status(words.said.discarded(entry.label));
    }
    if (flow && !flow.unfinished) void where.arrive(flow.key.id);
    return flow;
  }

  #begin(keyId: string, run: Run): Run | null {
    if (this.busy(keyId)) return null;
    this.#runs.set(keyId, run);
    return run;
  }

  async #flow(
    run: Run,
    label: string,
    act: (note: Run['note']) => Promise<FlowView | null>,
  ): Promise<FlowView | null> {
    const result = await run.through(act);
    await overview.load();
    const proof = result?.value?.key.proof;
    if (proof) say.status(words.said.tested(label, words.proofVerdicts[proof.verdict].title));
    return result?.value ?? null;
  }
}

export const acts = new Acts();
