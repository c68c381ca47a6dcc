/** What German sentences need besides: a provider and the secret half in the case that the sentence asks for. */

/** Stands in the place of a name that is not known, and is the only one with an article. */
export const aProvider = 'der Anbieter';
const named = (provider: string) => provider !== aProvider;

export const den = (provider: string) => (named(provider) ? provider : 'den Anbieter');
/** "von P", "des Anbieters": whose. */
export const des = (provider: string) => (named(provider) ? `von ${provider}` : 'des Anbieters');
export const von = (provider: string) => (named(provider) ? `von ${provider}` : 'vom Anbieter');
export const bei = (provider: string) => (named(provider) ? `bei ${provider}` : 'beim Anbieter');
export const an = (provider: string) => (named(provider) ? `an ${provider}` : 'an den Anbieter');

/** "Secret half" where there is a public one; otherwise the secret is all there is. */
export const half = (pair: boolean) => (pair ? 'geheime Hälfte' : 'Geheimnis');

/** With its article: "die geheime Hälfte", "dem Geheimnis". */
export const theHalf = (pair: boolean, as: 'nom' | 'acc' | 'dat' = 'nom') =>
  as === 'dat' ? (pair ? 'der geheimen Hälfte' : 'dem Geheimnis') : pair ? 'die geheime Hälfte' : 'das Geheimnis';

/** As the beginning of a sentence or of a line. */
export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
