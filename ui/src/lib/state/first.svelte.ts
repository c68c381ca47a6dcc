import { api } from '$api/client';
import { problemOf, type Problem } from '$api/problem';
import type { KeyView } from '$api/types';
import { testable } from '$lib/keys/place';
import { acts } from './acts.svelte';
import { overview } from './overview.svelte';
import { where } from './where.svelte';

export type FirstStep = 'make' | 'test' | 'stop' | 'connect';
export const firstSteps: FirstStep[] = ['make', 'test', 'stop', 'connect'];

const place = 'keyrack.first-steps';
const passed = new Set(['works', 'works_but_may_not', 'listed']);
/** The best that can be proven of a key; some providers tell it by their list alone. */
const proven = new Set(['confirmed_dead', 'gone_from_list']);

/** The first two minutes: practice begins, and four steps tick by what has really happened. */
class First {
  starting = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** What the person chose; without a choice the steps are shown until all are done. */
  choice = $state<'shown' | 'hidden' | null>(null);

  #made = $derived(overview.keys.filter((key) => key.way !== null && key.state !== 'making'));
  done = $derived<Record<FirstStep, boolean>>({
    make: this.#made.length > 0,
    // A stop clears the verdict; its proof says that the key worked before.
    test: this.#made.some((key) => passed.has(key.last_test?.verdict ?? '') || key.proof?.worked_before === true),
    stop: this.#made.some((key) => proven.has(key.proof?.verdict ?? '')),
    connect: overview.view?.practice.connected ?? false,
  });
  current = $derived(firstSteps.find((step) => !this.done[step]) ?? null);
  /** The key that the current step is about; none where another one has to be made for it. */
  key = $derived.by<KeyView | null>(() => {
    if (this.current === 'test') return this.#made.find(testable) ?? null;
    if (this.current !== 'stop') return null;
    return this.#made.find((key) => key.state === 'stopping') ?? this.#made.find((key) => key.state === 'live' && key.stop_problem === null) ?? null;
  });
  shown = $derived(
    overview.mode === 'practice' && overview.view?.practice.started === true && this.choice !== 'hidden' && (this.choice === 'shown' || this.current !== null),
  );

  constructor() {
    try {
      const kept = localStorage.getItem(place);
      if (kept === 'shown' || kept === 'hidden') this.choice = kept;
    } catch {
      // Without storage they are shown.
    }
  }

  choose(choice: 'shown' | 'hidden'): void {
    this.choice = choice;
    try {
      localStorage.setItem(place, choice);
    } catch {
      // The choice then lasts until the window closes.
    }
  }

  /** Goes on while the person looks elsewhere: the keychain may take its time. */
  async start(): Promise<void> {
    if (this.starting) return;
    this.starting = true;
    this.problem = null;
    try {
      await api.startPractice();
      await overview.load();
    } catch (e) {
      // Some of its accounts may be there already: what went wrong stays on screen, and a second start goes on from there.
      this.problem = problemOf(e);
    } finally {
      this.starting = false;
    }
  }

  async connect(): Promise<void> {
    if (overview.mode !== 'live' && !(await overview.switchTo('live'))) return;
    where.key = null;
    where.go('accounts');
    where.begin('add_account');
  }

  async open(key: KeyView): Promise<void> {
    await where.arrive(key.id);
    if (this.current === 'test') await acts.test(key);
  }
}

export const first = new First();
