import type { Problem } from '$api/problem';
import type { FlowView, UnfinishedView } from '$api/types';
import { acts } from './acts.svelte';
import { overview } from './overview.svelte';
import type { Run } from './run.svelte';
import { say } from './say.svelte';
import { where } from './where.svelte';

/** A dialog that ends in a key: its steps, what went wrong, and what was left open. */
export abstract class Flowing {
  problem = $state.raw<Problem | null>(null);
  run = $state.raw<Run | null>(null);
  unfinished = $state.raw<UnfinishedView | null>(null);
  protected closed = false;

  /** Puts a refusal to the field that it is about. Says whether there is one. */
  protected abstract place(problem: Problem): boolean;
  /** Whether an entry that is new since then was left by this act. */
  protected abstract left(entry: UnfinishedView): boolean;
  /** Whether the dialog stays and says itself how it ended. */
  protected stays?(flow: FlowView): boolean;

  protected async through(run: Run, saved: string, act: (note: Run['note']) => Promise<FlowView>): Promise<void> {
    this.problem = null;
    this.run = run;
    const before = overview.unfinished.map((entry) => entry.id);
    const result = await run.through(act);
    await overview.load();
    if (result) this.#ended(run, saved, result.value);
    else this.#refused(run, overview.unfinished.find((entry) => !before.includes(entry.id) && this.left(entry)));
  }

  /** After an entry was continued in the dialog: done, or open at another point. */
  continued(flow: FlowView | null): void {
    this.unfinished = flow?.unfinished ?? null;
    if (this.unfinished || this.closed) return;
    where.close();
    if (flow && overview.key(flow.key.id)) void where.arrive(flow.key.id);
  }

  /** The form goes away; an act that runs goes on. */
  close(): void {
    this.closed = true;
  }

  #ended(run: Run, saved: string, flow: FlowView): void {
    const { key, unfinished } = flow;
    if (this.stays?.(flow)) {
      say.status(saved);
      return;
    }
    this.unfinished = unfinished;
    acts.adopt(key.id, run);
    if (unfinished) return;
    say.status(saved);
    if (this.closed) return;
    where.close();
    void where.arrive(key.id);
  }

  #refused(run: Run, entry: UnfinishedView | undefined): void {
    const problem = run.problem;
    if (entry) {
      this.unfinished = entry.error || !problem ? entry : { ...entry, error: problem as UnfinishedView['error'] };
      return;
    }
    if (!problem) return;
    if (!this.place(problem)) this.problem = problem;
    this.run = null;
    this.refused();
  }

  /** The form is there again. */
  protected refused(): void {
    // Nothing to do for most.
  }
}
