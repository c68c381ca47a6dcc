import { api } from '$api/client';
import { problemOf, type Problem } from '$api/problem';
import type { ActGroup, ActivityRequest, ActivityView, ExportFormat, LogCheckView, Outcome } from '$api/types';

const page = 100;

/** The log, a page at a time, newest first, as far as the filter lets it through. */
export class Log {
  text = $state('');
  account = $state<string | null>(null);
  group = $state<ActGroup | null>(null);
  outcome = $state<Outcome | null>(null);

  entries = $state.raw<ActivityView[] | null>(null);
  /** Whether these entries came through a filter. */
  filtered = $state(false);
  problem = $state.raw<Problem | null>(null);
  loading = $state(false);
  more = $state(false);
  check = $state.raw<LogCheckView | null>(null);
  checking = $state(false);

  narrowed = $derived(this.text.trim() !== '' || this.account !== null || this.group !== null || this.outcome !== null);
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** What the core is asked for. */
  request(before: number | null = null): ActivityRequest {
    return { before, text: this.text.trim(), account: this.account, group: this.group, outcome: this.outcome };
  }

  /** A late answer to an older filter is dropped. */
  async load(older = false): Promise<void> {
    clearTimeout(this.#timer);
    const mine = ++this.#asked;
    const narrowed = this.narrowed;
    this.loading = true;
    this.problem = null;
    try {
      const got = await api.activity(this.request(older ? (this.entries?.at(-1)?.seq ?? null) : null));
      if (mine !== this.#asked) return;
      this.entries = older ? [...(this.entries ?? []), ...got] : got;
      this.filtered = narrowed;
      this.more = got.length >= page;
    } catch (e) {
      if (mine === this.#asked) this.problem = problemOf(e);
    } finally {
      if (mine === this.#asked) this.loading = false;
    }
  }

  /** While somebody types, the core is asked once they rest. */
  typed(text: string): void {
    this.text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), 250);
  }

  choose(part: Partial<Pick<Log, 'account' | 'group' | 'outcome'>>): void {
    Object.assign(this, part);
    void this.load();
  }

  clear(): void {
    this.text = '';
    this.choose({ account: null, group: null, outcome: null });
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

/** The log on its way into a file: only what the filter lets through. */
export class Exporting {
  file = $state<string | null>(null);
  narrowed = $state(false);
  waiting = $state(false);
  problem = $state.raw<Problem | null>(null);
  format = $state<ExportFormat>('csv');

  constructor(private readonly log: Log) {}

  async write(format: ExportFormat): Promise<void> {
    this.file = null;
    this.problem = null;
    this.format = format;
    this.waiting = true;
    const narrowed = this.log.narrowed;
    try {
      const saved = await api.exportActivity(format, this.log.request());
      // Where the person cancels in the dialog, there is nothing to say.
      this.file = saved?.file ?? null;
      this.narrowed = narrowed;
    } catch (e) {
      this.problem = problemOf(e);
    } finally {
      this.waiting = false;
    }
    // That it was written is an entry itself.
    if (this.file) await this.log.load();
  }

  dismiss(): void {
    this.file = null;
  }
}
