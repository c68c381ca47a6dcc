import { api } from '$api/client';
import type { Problem } from '$api/problem';
import type { Purpose } from '$api/types';
import { words } from '$lib/words';
import { Changing } from './changing.svelte';

/** Who has a key: noted and taken out. */
export class Holding extends Changing {
  name = $state('');
  purpose = $state<Purpose | null>(null);
  /** What is wrong with the name is said at its field. */
  nameProblem = $derived(this.problem && aboutName(this.problem) ? this.problem : null);

  constructor(private readonly keyId: string) {
    super();
  }

  async add(): Promise<boolean> {
    const name = this.name.trim();
    if (name === '') {
      this.problem = { code: 'name_empty', params: {}, details: null };
      return false;
    }
    const { purpose } = this;
    const done = await this.through(() => api.addHolder(this.keyId, { name, purpose }), words.holders.added(name));
    if (done) {
      this.name = '';
      this.purpose = null;
    }
    return done;
  }

  remove(holderId: string, name: string): Promise<boolean> {
    return this.through(() => api.removeHolder(this.keyId, holderId), words.holders.removed(name));
  }
}

function aboutName({ code }: Problem): boolean {
  return code.startsWith('name_') || code.startsWith('label_');
}
