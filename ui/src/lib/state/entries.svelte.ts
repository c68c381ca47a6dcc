import { api } from '$api/client';
import { problemOf, type Problem } from '$api/problem';
import type { ChosenFileView, FieldRequest, FieldView } from '$api/types';

export type Entry = { value: string; file: ChosenFileView | null; passphrase: string; cleared: boolean };

/** What is typed, pasted, chosen or dropped into a form. What is secret is cleared as soon as it is sent. */
export class Entries {
  fields = $state.raw<FieldView[]>([]);
  #all = $state<Record<string, Entry>>({});

  constructor(
    /** Anything was changed. */
    private readonly changed: () => void,
    private readonly refused: (problem: Problem) => void,
  ) {}

  show(fields: FieldView[]): void {
    this.forgetFiles();
    this.fields = fields;
    this.#all = Object.fromEntries(fields.map((field) => [field.id, blank()]));
  }

  of(field: FieldView): Entry {
    return this.#all[field.id] ?? blank();
  }

  write(field: FieldView, part: 'value' | 'passphrase', text: string): void {
    const entry = this.#all[field.id];
    if (!entry) return;
    entry[part] = text;
    entry.cleared = false;
    this.changed();
  }

  /** Where the dialog of the system is cancelled, all stays as it was. */
  async chooseFile(field: FieldView): Promise<void> {
    try {
      const file = await api.choosePrivateKey();
      if (file) this.take(field, file);
    } catch (e) {
      this.changed();
      this.refused(problemOf(e));
    }
  }

  /** A file that was chosen or dropped, in place of one that may be there. */
  take(field: FieldView, file: ChosenFileView): void {
    if (!this.#all[field.id]) {
      void api.forgetFile(file.file).catch(() => undefined);
      return;
    }
    this.forgetFile(field);
    this.#all[field.id] = { ...blank(), file };
    this.changed();
  }

  /** A file that was dropped on the window while this form stood there. */
  dropped(field: FieldView, file: ChosenFileView | null, problem: Problem | null): void {
    if (file) this.take(field, file);
    else if (problem) {
      this.changed();
      this.refused(problem);
    }
  }

  forgetFile(field: FieldView): void {
    const file = this.#all[field.id]?.file;
    if (!file) return;
    this.#all[field.id] = blank();
    this.changed();
    void api.forgetFile(file.file).catch(() => undefined);
  }

  forgetFiles(): void {
    for (const entry of Object.values(this.#all)) {
      if (entry.file) void api.forgetFile(entry.file.file).catch(() => undefined);
    }
  }

  requests(): FieldRequest[] {
    return this.fields.map((field) => {
      const entry = this.of(field);
      return {
        id: field.id,
        value: entry.file ? '' : entry.value,
        file: entry.file?.file ?? null,
        passphrase: entry.passphrase === '' ? null : entry.passphrase,
      };
    });
  }

  clearSecrets(): void {
    for (const field of this.fields) {
      const entry = this.#all[field.id];
      if (!entry || field.kind === 'text') continue;
      entry.cleared = entry.value !== '' || entry.passphrase !== '';
      entry.value = '';
      entry.passphrase = '';
    }
  }

  /** The field that a refusal is about, where it is about one. */
  placeOf({ code, params }: Problem): string | null {
    if (code === 'field_empty' || code === 'field_unprintable')
      return this.fields.find((field) => field.id === params.field || field.name === params.field)?.id ?? null;
    if (code.startsWith('import_') || code === 'nothing_chosen') return this.fields.find((field) => field.kind === 'private_key')?.id ?? null;
    return null;
  }
}

function blank(): Entry {
  return { value: '', file: null, passphrase: '', cleared: false };
}
