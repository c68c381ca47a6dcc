/** Scenes name what they press in English, in whatever language the window speaks. */
import { de } from '$lib/words/de';
import { en } from '$lib/words/en';

const inGerman = new Map<string, Set<string>>();
let german = false;

function remember(english: unknown, said: unknown): void {
  if (typeof english !== 'string' || typeof said !== 'string') return;
  inGerman.set(english, (inGerman.get(english) ?? new Set()).add(said));
}

/** Texts are remembered at once; what a function says is remembered when the window asks for it, with the same arguments. */
function pair(english: object, other: object): void {
  for (const [name, theirs] of Object.entries(other)) {
    const ours: unknown = Reflect.get(english, name);
    if (typeof theirs === 'function' && typeof ours === 'function') {
      Reflect.set(other, name, (...args: unknown[]): unknown => {
        const said: unknown = theirs(...args);
        remember(ours(...args), said);
        return said;
      });
    } else if (typeof theirs === 'object' && theirs !== null && typeof ours === 'object' && ours !== null) {
      pair(ours, theirs);
    } else {
      remember(ours, theirs);
    }
  }
}

export function speakGerman(): void {
  german = true;
  pair(en, de);
}

/** What an English text may be called on the screen: one English word may have several German ones. */
export const called = (english: string): string[] => (german ? [...(inGerman.get(english) ?? [english])] : [english]);
