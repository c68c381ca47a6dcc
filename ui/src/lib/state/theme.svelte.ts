export type Theme = 'system' | 'light' | 'dark';

const place = 'keyrack.theme';

/** The look, kept by the web view. It holds nothing but this word. */
class Appearance {
  theme = $state<Theme>('system');

  constructor() {
    try {
      const kept = localStorage.getItem(place);
      if (kept === 'light' || kept === 'dark') this.theme = kept;
    } catch {
      // Without storage the system's look is used.
    }
    this.#show();
  }

  choose(theme: Theme): void {
    this.theme = theme;
    try {
      if (theme === 'system') localStorage.removeItem(place);
      else localStorage.setItem(place, theme);
    } catch {
      // The choice then lasts until the window closes.
    }
    this.#show();
  }

  #show(): void {
    if (this.theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.theme;
  }
}

export const appearance = new Appearance();
