import { api } from '$api/client';
import { problemOf, type Problem } from '$api/problem';
import type { HandOverFormat, HandedView, KeyView } from '$api/types';
import { words } from '$lib/words';
import { say } from './say.svelte';

/** A secret leaves as a file. It passes from the keychain to the file in the core, never through here. */
export class Handing {
  format = $state<HandOverFormat>('env');
  waiting = $state(false);
  problem = $state.raw<Problem | null>(null);
  handed = $state.raw<HandedView | null>(null);

  constructor(private readonly key: KeyView) {
    if (key.pair) this.format = 'pem';
  }

  async save(): Promise<void> {
    if (this.waiting) return;
    this.waiting = true;
    this.problem = null;
    try {
      this.handed = await api.handOver({ key_id: this.key.id, format: this.format, part: null, passphrase: null });
      if (this.handed) say.status(words.handOver.saved(this.handed.file));
    } catch (e) {
      this.problem = problemOf(e);
    } finally {
      this.waiting = false;
    }
  }
}
