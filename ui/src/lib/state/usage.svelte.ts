import { api } from '$api/client';
import { problemOf, type Problem } from '$api/problem';
import type { UsageRowView } from '$api/types';

/** The provider's own log of one key's calls, a part at a time. */
export class Usage {
  rows = $state.raw<UsageRowView[] | null>(null);
  available = $state(true);
  next = $state<string | null>(null);
  problem = $state.raw<Problem | null>(null);
  loading = $state(false);

  constructor(private readonly keyId: string) {
    void this.load();
  }

  load = async (): Promise<void> => {
    if (this.loading) return;
    this.loading = true;
    this.problem = null;
    try {
      const got = await api.usageLog(this.keyId, this.next);
      this.available = got.available;
      this.rows = [...(this.rows ?? []), ...got.rows];
      this.next = got.next;
    } catch (e) {
      this.problem = problemOf(e);
    } finally {
      this.loading = false;
    }
  };
}
