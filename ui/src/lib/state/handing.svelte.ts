import { api } from '$api/client';
import { problemOf, type Problem } from '$api/problem';
import type { HandOverFormView, HandedView, KeyView } from '$api/types';
import { words } from '$lib/words';
import { clipboard, secondsUntil } from './clipboard.svelte';
import { overview } from './overview.svelte';
import { say } from './say.svelte';

/** A secret leaves as a file or through the clipboard. */
export type Road = 'file' | 'clipboard';

/** A secret is handed over. It passes from the keychain to the file or the clipboard in the core, never through here. */
export class Handing {
  /** In which forms it can leave; null until that is known. */
  forms = $state.raw<HandOverFormView[] | null>(null);
  road = $state<Road>('file');
  passphrase = $state('');
  again = $state('');
  /** A passphrase was here and has been sent. */
  cleared = $state(false);
  entry = $state<'empty' | 'differs' | null>(null);
  waiting = $state(false);
  problem = $state.raw<Problem | null>(null);
  handed = $state.raw<HandedView | null>(null);
  /** For how many seconds it was put into the clipboard. */
  copied = $state<number | null>(null);
  #chosen = $state.raw<HandOverFormView | null>(null);

  roads = $derived((['file', 'clipboard'] as const).filter((road) => this.forms?.some((form) => form[road])));
  offered = $derived(this.forms?.filter((form) => form[this.road]) ?? []);
  form = $derived(this.offered.find((form) => form === this.#chosen) ?? this.offered[0] ?? null);
  locked = $derived(this.form?.format === 'pem_protected');

  constructor(private readonly key: KeyView) {}

  look = async (): Promise<void> => {
    this.problem = null;
    this.forms = null;
    try {
      this.forms = await api.handOverForms(this.key.id);
      this.road = this.roads[0] ?? 'file';
      // What is on screen is older than that: the secret went away meanwhile.
      if (this.forms.length === 0 && this.key.secret === 'here') void overview.load();
    } catch (e) {
      this.problem = problemOf(e);
    }
  };

  go(road: Road): void {
    this.road = road;
    this.#changed();
  }

  choose(form: HandOverFormView): void {
    this.#chosen = form;
    this.#changed();
  }

  /** Nothing of one form counts for another. */
  #changed(): void {
    this.forget();
    this.cleared = false;
    this.problem = null;
  }

  write(part: 'passphrase' | 'again', text: string): void {
    this[part] = text;
    this.entry = null;
    this.cleared = false;
  }

  /** Neither copy of the passphrase stays. */
  forget(): void {
    this.passphrase = '';
    this.again = '';
    this.entry = null;
  }

  /** Back to the choice, for another form. */
  restart(): void {
    this.handed = null;
    this.copied = null;
    this.#changed();
  }

  /** False where what was entered does not do; nothing is sent then. */
  send = async (): Promise<boolean> => {
    const { form } = this;
    if (this.waiting || !form) return true;
    if (this.locked) {
      this.entry = this.passphrase === '' ? 'empty' : this.passphrase === this.again ? null : 'differs';
      if (this.entry) return false;
    }
    const request = { key_id: this.key.id, format: form.format, part: form.part, passphrase: this.locked ? this.passphrase : null };
    this.waiting = true;
    this.problem = null;
    try {
      const sent = this.road === 'file' ? this.#save(request) : this.#copy(request);
      this.cleared = this.locked;
      this.forget();
      await sent;
    } catch (e) {
      const problem = problemOf(e);
      // What the clipboard did not take is a secret here, not text that may be copied by hand.
      this.problem = problem.code === 'clipboard_refused' ? { ...problem, params: { ...problem.params, secret: 'yes' } } : problem;
    } finally {
      this.waiting = false;
    }
    return true;
  };

  async #save(request: Parameters<typeof api.handOver>[0]): Promise<void> {
    this.handed = await api.handOver(request);
    if (this.handed) say.status(words.handOver.saved(this.handed.file));
  }

  async #copy(request: Parameters<typeof api.copySecret>[0]): Promise<void> {
    const view = await api.copySecret(request);
    if (!view) return;
    clipboard.began(view);
    this.copied = secondsUntil(view.until);
  }
}
