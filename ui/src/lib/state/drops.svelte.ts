import { api } from '$api/client';
import { problemOf, type Problem } from '$api/problem';
import type { ChosenFileView, DroppedView } from '$api/types';
import { overview } from './overview.svelte';
import { where } from './where.svelte';

type Taker = (file: ChosenFileView | null, problem: Problem | null) => void;

/** Files that are dropped on the window. The core has read them already; none passes through here. */
class Drops {
  #takers: Taker[] = [];
  /** A file that found no place, and why. */
  left = $state.raw<{ say: 'noPlace' | 'busyPlace' } | { problem: Problem } | null>(null);

  watch(): void {
    // Without it a file can still be chosen.
    void api.watchDrops((dropped) => this.arrived(dropped)).catch(() => undefined);
  }

  /** A field for a file is on screen. What is dropped goes to the one that came last. */
  take(taker: Taker): () => void {
    this.#takers.push(taker);
    return () => {
      this.#takers = this.#takers.filter((one) => one !== taker);
    };
  }

  arrived({ file, error }: DroppedView): void {
    const problem = error ? problemOf(error) : null;
    const taker = this.#takers.at(-1);
    const account = overview.accounts.find((one) => overview.provider(one.provider)?.key_form.fields.some((field) => field.kind === 'private_key'));
    if (taker) taker(file, problem);
    else if (problem && (!account || inDialog())) this.left = { problem };
    else if (inDialog()) this.#letGo(file, 'busyPlace');
    else if (!account) this.#letGo(file, 'noPlace');
    else where.begin('bring_key', { accountId: account.id, ...(file ? { file } : {}), ...(problem ? { problem } : {}) });
  }

  #letGo(file: ChosenFileView | null, say: 'noPlace' | 'busyPlace'): void {
    if (file) void api.forgetFile(file.file).catch(() => undefined);
    this.left = { say };
  }
}

const inDialog = () => document.querySelector('dialog[open]') !== null;

export const drops = new Drops();
