import { problemOf, type Problem } from '$api/problem';
import type { AgainView, ProgressView, Step, StepState, Way } from '$api/types';

export type StepLine = { step: Step; state: 'waiting' | StepState; /** Set while it is repeated. */ again?: AgainView | null };

export type Kind = 'create' | 'bring' | 'rotate' | 'test' | 'stop' | 'continue';

/** One act that takes a while: its steps as they happen, and what went wrong. */
export class Run {
  steps = $state<StepLine[]>([]);
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);
  done = $state(false);
  /** Does the same once more. */
  again: (() => Promise<unknown>) | undefined;

  constructor(
    readonly kind: Kind,
    steps: Step[] = [],
  ) {
    this.steps = steps.map((step) => ({ step, state: 'waiting' }));
  }

  current = $derived(this.steps.find((line) => line.state === 'begun')?.step ?? null);

  note = ({ step, state, again }: ProgressView): void => {
    const line = this.steps.find((known) => known.step === step);
    if (line) Object.assign(line, { state, again });
    else this.steps.push({ step, state, again });
  };

  /** Runs the act; on refusal the step that was under way is marked and `problem` says why. */
  async through<T>(act: (note: (progress: ProgressView) => void) => Promise<T>): Promise<{ value: T } | null> {
    this.busy = true;
    this.problem = null;
    try {
      const value = await act(this.note);
      this.done = true;
      return { value };
    } catch (e) {
      this.problem = problemOf(e);
      for (const line of this.steps) if (line.state === 'begun') line.state = 'failed';
      return null;
    } finally {
      this.busy = false;
    }
  }
}

export function stepsOfMaking(way: Way, pair: boolean): Step[] {
  return way === 'provider' || !pair ? ['ask_provider', 'keep_secret', 'test'] : ['make_pair', 'keep_secret', 'send_public', 'test'];
}

export function stepsOfStopping(secretHere: boolean): Step[] {
  return secretHere ? ['ask_to_stop', 'proof', 'erase_secret'] : ['ask_to_stop', 'proof'];
}
