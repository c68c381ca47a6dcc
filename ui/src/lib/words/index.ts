/** All words on the screen come from here, and from nowhere else. */
import type { Problem, ScreenCode } from '$api/problem';
import type { Language } from '$api/types';
import { de } from './de';
import { en } from './en';
import type { Remedy, Say, Said } from './types';

/** What each language says: the shape of the English words, with any text in the place of theirs. */
export type Words = { [Name in keyof typeof en]: (typeof en)[Name] extends string ? string : AnyText<(typeof en)[Name]> };
type AnyText<T> = T extends (...args: infer A) => infer R
  ? R extends string
    ? (...args: A) => string
    : T
  : T extends object
    ? { [Name in keyof T]: AnyText<T[Name]> }
    : T;
export type { Remedy };

const languages: Record<Language, Words> = { en, de };

/** The words of the language that is spoken. Read when a screen is drawn: none of them is kept from before. */
export let words: Words = en;

export function speak(language: Language): void {
  words = languages[language];
}

export type SaidError = { title: string; safe: string; next: string; do: Remedy; button: string };

/** The words of an error or of a test's cause. */
export function wordsOf(
  problem: Pick<Problem, 'params'> & { code: ScreenCode },
  provider: string = words.aProvider,
): SaidError {
  const said: Said = { params: problem.params, provider };
  // A newer core may say a code that this window does not know yet.
  const entry = words.errors[problem.code] ?? words.errors.unexpected;
  const say = (text: Say) => capital(typeof text === 'string' ? text : text(said));
  return {
    title: say(entry.title),
    safe: say(entry.safe),
    next: say(entry.next.say),
    do: entry.next.do,
    button: words.remedies[entry.next.do],
  };
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
