import { api } from '$api/client';
import type { ClipboardView } from '$api/types';
import { words } from '$lib/words';

/** How long after its time the core may still say how it ended. */
const grace = 5_000;
/** How long an end that asks for nothing stays on screen. */
const linger = 12_000;
const tick = 250;

/** By the clock, as the core counts. */
export const secondsUntil = (until: string | null, now = Date.now()): number => (until ? Math.max(0, Math.ceil((Date.parse(until) - now) / 1000)) : 0);

/** The secret that lies in the clipboard: since when it counts down, and how it ended. */
class Clipboard {
  view = $state.raw<ClipboardView | null>(null);
  /** For how many seconds it was put there. */
  seconds = $state(0);
  clearing = $state(false);
  clearFailed = $state(false);
  /** What a screen reader is told, and where: the beginning and the end, not each second. */
  #said = $state.raw({ text: '', host: '' });
  /** Where it can be shown: the window, and each open dialog. The one that came last shows it. */
  #hosts = $state.raw<string[]>([]);
  #now = $state(0);
  #timer: ReturnType<typeof setInterval> | undefined;
  #watching = false;
  #turn = false;

  /** By the clock: a window that slept is right again at once. */
  left = $derived(secondsUntil(this.view?.until ?? null, this.#now));

  watch(): void {
    this.#watching = true;
    void api.watchClipboard((changed) => this.told(changed)).catch(() => (this.#watching = false));
  }

  host(id: string): () => void {
    this.#hosts = [...this.#hosts, id];
    return () => (this.#hosts = this.#hosts.filter((one) => one !== id));
  }

  shownAt(id: string): boolean {
    return this.view !== null && this.#hosts.at(-1) === id;
  }

  /** Said once: a dialog that closes does not make the window say it again. */
  saidAt(id: string): string {
    return this.#said.host === id ? this.#said.text : '';
  }

  /** A copy was answered. The channel tells it too, in turn: its end may be here before the answer is. */
  began(view: ClipboardView): void {
    if (!this.#watching) this.told(view);
  }

  /** It began or ended. The same beginning may be told twice. An end that is told again is said again. */
  told(view: ClipboardView): void {
    if (view.until && this.view?.label === view.label && this.view.until === view.until) return;
    this.view = view;
    this.#now = Date.now();
    this.clearing = false;
    this.clearFailed = false;
    this.#stop();
    if (view.until) {
      if (!this.#watching) this.watch();
      this.seconds = this.left;
      this.#say(words.clipboard.started(view.label, this.seconds));
      this.#timer = setInterval(() => this.#count(), tick);
    } else if (view.end) {
      const { title, say } = words.clipboard.ends[view.end];
      this.#say(`${title}. ${say(view.label)}`);
      if (view.end === 'cleared' || view.end === 'replaced') this.#timer = setInterval(this.forget, linger);
    }
  }

  clear = async (): Promise<void> => {
    this.clearing = true;
    this.clearFailed = false;
    try {
      // How it ended is told over the channel.
      await api.clearClipboard();
    } catch {
      this.clearFailed = this.view?.until != null || this.view?.end === 'not_cleared';
      if (this.clearFailed) this.#say(words.clipboard.clearFailed);
    } finally {
      this.clearing = false;
    }
  };

  forget = (): void => {
    this.#stop();
    this.view = null;
  };

  #count(): void {
    this.#now = Date.now();
    const { view } = this;
    // Nobody said how it ended, so nobody knows that it was cleared.
    if (view?.until && this.#now > Date.parse(view.until) + grace) this.told({ label: view.label, until: null, end: 'not_cleared' });
  }

  #say(text: string): void {
    this.#turn = !this.#turn;
    // The same sentence twice is said twice.
    this.#said = { text: this.#turn ? text : `${text}\u200b`, host: this.#hosts.at(-1) ?? '' };
  }

  #stop(): void {
    clearInterval(this.#timer);
  }
}

export const clipboard = new Clipboard();
