import { api } from '$api/client';
import type { Language } from '$api/types';
import { speak } from '$lib/words';
import { overview } from './overview.svelte';

export type LanguageChoice = 'system' | Language;

const place = 'keyrack.language';
const known: Language[] = ['en', 'de'];

/** The language of the window, kept by the web view. What is said outside the window follows it. */
class Speaking {
  choice = $state<LanguageChoice>('system');
  /** The language that is spoken; the screens are drawn anew where it changes. */
  current = $state<Language>('en');

  constructor() {
    try {
      const kept = known.find((one) => one === localStorage.getItem(place));
      if (kept) this.choice = kept;
    } catch {
      // Without storage the system's language is spoken.
    }
    this.#speak();
  }

  choose(choice: LanguageChoice): void {
    this.choice = choice;
    try {
      if (choice === 'system') localStorage.removeItem(place);
      else localStorage.setItem(place, choice);
    } catch {
      // The choice then lasts until the window closes.
    }
    this.#speak();
    void this.tell().then(() => overview.loadAnew());
  }

  /** What the core says itself follows. Where it cannot keep the choice, it speaks it until it ends. */
  async tell(): Promise<void> {
    await api.setLanguage(this.current).catch(() => undefined);
  }

  #speak(): void {
    this.current = this.choice === 'system' ? ofSystem() : this.choice;
    speak(this.current);
    document.documentElement.lang = this.current;
  }
}

/** The first of the system's languages that Keyrack speaks. */
function ofSystem(): Language {
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.flatMap((tag) => known.filter((one) => one === tag))[0] ?? 'en';
}

export const language = new Speaking();
