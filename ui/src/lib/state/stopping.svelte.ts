import { api } from '$api/client';
import { problemOf, type Problem } from '$api/problem';
import type { BulkView, Door, KeyView, ProgressView, ProofVerdict } from '$api/types';
import { words } from '$lib/words';
import { overview } from './overview.svelte';
import { say } from './say.svelte';
import { selection } from './selection.svelte';

export type StoppingOf = { door: Door; keyIds: string[] } | { door: Door; accountId: string };
type At = Pick<ProgressView, 'step' | 'state' | 'again'>;

/** Several keys that are being stopped. One at a time, and it goes on while the person looks elsewhere. */
class Stopping {
  /** Who is stopped, in the order as it is known so far. */
  rows = $state.raw<Pick<KeyView, 'id' | 'label' | 'account_name' | 'provider_name'>[]>([]);
  accountId = $state<string | null>(null);
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** How it ended. */
  bulk = $state.raw<BulkView | null>(null);
  #at = $state<Record<string, At>>({});
  /** When each was proven last before this began: that proof says nothing of this stop. */
  #provenBefore: Record<string, string | undefined> = {};

  done = $derived(Object.values(this.#at).filter(({ step, state }) => (step === 'proof' && state !== 'begun') || step === 'erase_secret').length);

  /** Where one of them stands. */
  at(keyId: string): At | undefined {
    return this.#at[keyId];
  }

  /** What its proof says, once it is taken. */
  verdict(keyId: string): ProofVerdict | null {
    const proof = overview.key(keyId)?.proof;
    return proof && proof.at !== this.#provenBefore[keyId] ? proof.verdict : null;
  }

  async begin(of: StoppingOf, confirmation: string | null): Promise<void> {
    const account = 'accountId' in of ? of.accountId : null;
    const ids = 'keyIds' in of ? of.keyIds : livingOf(of.accountId).map((key) => key.id);
    await this.#run(account, ids, (note) => api.stopMany({ key_ids: account === null ? ids : [], account_id: account, door: of.door, confirmation }, note));
  }

  async goOn({ id, account_id, rows }: BulkView): Promise<void> {
    await this.#run(account_id, rows.map((row) => row.key_id), (note) => api.goOnStopping(id, note));
  }

  async leave({ id, rows }: BulkView): Promise<boolean> {
    this.problem = null;
    try {
      await overview.take(Promise.resolve(await api.leaveStopping(id)));
      say.status(words.stopMany.left(rows.filter((row) => row.result !== 'confirmed_dead').length));
      return true;
    } catch (e) {
      this.problem = problemOf(e);
      return false;
    }
  }

  /** What was said of the last one is not said again. */
  forget(): void {
    if (this.busy) return;
    this.bulk = null;
    this.problem = null;
    this.rows = [];
  }

  async #run(account: string | null, ids: string[], act: (note: (progress: ProgressView) => void) => Promise<BulkView>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.bulk = null;
    this.problem = null;
    this.accountId = account;
    this.#at = {};
    this.#provenBefore = Object.fromEntries(overview.keys.map((key) => [key.id, key.proof?.at]));
    this.rows = ids.flatMap((id) => overview.key(id) ?? []);
    try {
      const bulk = await act(this.#note);
      this.bulk = bulk;
      selection.clear();
      say.status(words.bulkSummary(bulk.rows));
    } catch (e) {
      this.problem = problemOf(e);
    } finally {
      await overview.load();
      this.busy = false;
    }
  }

  #note = ({ key_id, step, state, again }: ProgressView): void => {
    if (key_id === null) return;
    this.#at[key_id] = { step, state, again };
    const key = this.rows.some((row) => row.id === key_id) ? undefined : overview.key(key_id);
    if (key) this.rows = [...this.rows, key];
    // The verdict stands in the records.
    if ((step === 'proof' && state !== 'begun') || step === 'erase_secret') void overview.load();
  };
}

/** The living keys of an account, as far as they are known here; Keyrack's own comes last. */
export function livingOf(accountId: string): KeyView[] {
  const last = (key: KeyView) => Number(key.manager) * 2 + Number(key.may_be_manager);
  return overview.keys.filter((key) => key.account_id === accountId && (key.state === 'live' || key.state === 'stopping')).toSorted((a, b) => last(a) - last(b));
}

export const stopping = new Stopping();
