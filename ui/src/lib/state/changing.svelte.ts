import { problemOf, type Problem } from '$api/problem';
import { overview } from './overview.svelte';
import { say } from './say.svelte';

/** One small change of something that is kept here. What is on screen follows from the core's next answer. */
export class Changing {
  waiting = $state(false);
  problem = $state.raw<Problem | null>(null);

  async through(act: () => Promise<unknown>, said: string): Promise<boolean> {
    if (this.waiting) return false;
    this.waiting = true;
    this.problem = null;
    try {
      await act();
      await overview.load();
      say.status(said);
      return true;
    } catch (e) {
      this.problem = problemOf(e);
      return false;
    } finally {
      this.waiting = false;
    }
  }
}
