import { problemOf, type Problem } from '$api/problem';
import type { SavedView, SheetKeyView } from '$api/types';

/** A sheet without secrets: written afresh each time, printed or saved as a file. */
export class Sheet<View> {
  view = $state.raw<View | null>(null);
  file = $state<string | null>(null);
  /** Why it could not be written, or not be saved. */
  problem = $state.raw<Problem | null>(null);
  saveProblem = $state.raw<Problem | null>(null);
  saving = $state(false);
  #asked = 0;

  constructor(
    private readonly write: () => Promise<View>,
    private readonly keep: () => Promise<SavedView | null>,
  ) {}

  /** An answer that comes late, such as one of before the mode was switched, is dropped. */
  load = async (): Promise<void> => {
    const mine = ++this.#asked;
    this.problem = null;
    try {
      const view = await this.write();
      if (mine === this.#asked) this.view = view;
    } catch (e) {
      if (mine !== this.#asked) return;
      this.view = null;
      this.problem = problemOf(e);
    }
  };

  save = async (): Promise<void> => {
    this.saving = true;
    this.file = null;
    this.saveProblem = null;
    try {
      this.file = (await this.keep())?.file ?? null;
    } catch (e) {
      this.saveProblem = problemOf(e);
    } finally {
      this.saving = false;
    }
  };
}

/** In the order in which they are best stopped: secrets that were here first, among them those that can move money. */
export function byUrgency(keys: SheetKeyView[]): SheetKeyView[] {
  const weight = (key: SheetKeyView) => (key.here ? 0 : 2) + (key.moves_money ? 0 : 1);
  return keys.toSorted((a, b) => weight(a) - weight(b));
}
