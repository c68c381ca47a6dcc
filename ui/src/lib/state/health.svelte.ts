import { api } from '$api/client';
import { problemOf, type Problem } from '$api/problem';
import type { KeychainView } from '$api/types';

/** The keychain's state. Looking never makes it ask; unlocking may. */
export class Health {
  view = $state.raw<KeychainView | null>(null);
  problem = $state.raw<Problem | null>(null);
  asking = $state(false);

  look = (): Promise<void> => this.#ask(api.keychain);
  unlock = (): Promise<void> => this.#ask(api.unlockKeychain);

  async #ask(act: () => Promise<KeychainView>): Promise<void> {
    this.asking = true;
    this.view = null;
    this.problem = null;
    try {
      this.view = await act();
      if (this.view.problem) this.problem = { code: this.view.problem, params: {}, details: null };
    } catch (e) {
      this.problem = problemOf(e);
    } finally {
      this.asking = false;
    }
  }
}
