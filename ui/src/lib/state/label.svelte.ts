import { api } from '$api/client';
import { problemOf, type Problem } from '$api/problem';

/** The label of a key that comes to be: checked while it is typed. */
export class Label {
  text = $state('');
  problem = $state.raw<Problem | null>(null);
  free = $state(false);

  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(
    private readonly accountId: () => string,
    /** A label that may stand twice, such as that of the row the key belongs to. */
    private readonly known: (label: string) => boolean = () => false,
  ) {}

  typed(text: string): void {
    this.text = text;
    this.problem = null;
    this.free = false;
    clearTimeout(this.#timer);
    const mine = ++this.#asked;
    if (text.trim() === '' || this.known(text.trim())) return;
    this.#timer = setTimeout(async () => {
      try {
        await api.checkLabel(this.accountId(), text);
        if (mine === this.#asked) this.free = true;
      } catch (e) {
        if (mine === this.#asked) this.problem = problemOf(e);
      }
    }, 250);
  }

  again(): void {
    if (this.text) this.typed(this.text);
  }

  /** Before it is sent: no late answer about it counts any more. */
  settled(): boolean {
    this.rest();
    if (this.text.trim() === '') this.problem = { code: 'label_empty', params: {}, details: null };
    return this.problem === null;
  }

  rest(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }
}

export const aboutLabel: readonly string[] = ['label_empty', 'label_too_long', 'label_taken', 'label_unprintable', 'label_character', 'conflict'];
