import { api } from '$api/client';
import type { Problem } from '$api/problem';
import type { KeyView, UnfinishedView } from '$api/types';
import { words } from '$lib/words';
import { Flowing } from './flowing.svelte';
import { aboutLabel, Label } from './label.svelte';
import { Run } from './run.svelte';

/** A new key in place of an old one, which lives on until it is stopped. */
export class Rotating extends Flowing {
  readonly label: Label;

  constructor(
    readonly key: KeyView,
    longest: number,
  ) {
    super();
    this.label = new Label(() => key.account_id);
    this.label.text = nextLabel(key.label, longest);
    this.label.again();
  }

  async rotate(): Promise<void> {
    if (!this.label.settled()) return;
    const request = { key_id: this.key.id, label: this.label.text.trim() };
    await this.through(new Run('rotate', ['ask_provider', 'keep_secret', 'test']), words.rotate.saved(request.label), (note) => api.rotateKey(request, note));
  }

  override close(): void {
    super.close();
    this.label.rest();
  }

  protected override left(entry: UnfinishedView): boolean {
    return entry.account_id === this.key.account_id;
  }

  protected override place(problem: Problem): boolean {
    if (!aboutLabel.includes(problem.code)) return false;
    this.label.problem = problem;
    return true;
  }
}

/** "feed" becomes "feed 2", and "feed 2" becomes "feed 3", no longer than the provider takes. */
export function nextLabel(label: string, longest: number): string {
  const [, stem = label, number = '1'] = /^(.*\S) (\d{1,4})$/su.exec(label) ?? [];
  const end = ` ${Number(number) + 1}`;
  return [...stem].slice(0, Math.max(1, longest - end.length)).join('').trimEnd() + end;
}
