import { api } from '$api/client';
import { problemOf, type Problem } from '$api/problem';
import type { SnippetLanguage, SnippetView } from '$api/types';

/** The small programs that try a key. No secret is in them. */
export class Programs {
  all = $state.raw<SnippetView[] | null>(null);
  problem = $state.raw<Problem | null>(null);
  language = $state<SnippetLanguage | null>(null);

  shown = $derived(this.all?.find((one) => one.language === this.language) ?? this.all?.[0] ?? null);

  constructor(private readonly keyId: string) {}

  look = async (): Promise<void> => {
    this.problem = null;
    try {
      this.all = await api.snippets(this.keyId);
    } catch (e) {
      this.problem = problemOf(e);
    }
  };
}
