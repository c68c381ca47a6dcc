import { api } from '$api/client';
import { problemOf, type Problem } from '$api/problem';
import type { ActivityView, LogCheckView } from '$api/types';

const page = 100;

/** The log, a page at a time, newest first. */
export class Log {
  entries = $state.raw<ActivityView[] | null>(null);
  problem = $state.raw<Problem | null>(null);
  loading = $state(false);
  more = $state(false);
  check = $state.raw<LogCheckView | null>(null);
  checking = $state(false);

  async load(older = false): Promise<void> {
    this.loading = true;
    this.problem = null;
    try {
      const before = older ? (this.entries?.at(-1)?.seq ?? null) : null;
      const got = await api.activity(before);
      this.entries = older ? [...(this.entries ?? []), ...got] : got;
      this.more = got.length >= page;
    } catch (e) {
      this.problem = problemOf(e);
    } finally {
      this.loading = false;
    }
  }

  async checkIt(): Promise<void> {
    this.check = null;
    this.checking = true;
    try {
      this.check = await api.checkLog();
      this.checking = false;
      await this.load();
    } catch (e) {
      this.problem = problemOf(e);
    } finally {
      this.checking = false;
    }
  }
}
