/** What one language says, the other says too. That a text is missing is an error of types; here is what types let through. */
import { describe, expect, test } from 'vitest';
import { de } from './de';
import { en } from './en';

type Leaf = string | boolean | ((...args: never[]) => unknown);

function leaves(table: unknown, at = ''): [string, Leaf][] {
  if (typeof table === 'object' && table !== null) return Object.entries(table).flatMap(([key, value]) => leaves(value, at ? `${at}.${key}` : key));
  return [[at, table as Leaf]];
}

const english = new Map(leaves(en));
const german = new Map(leaves(de));
const kind = (leaf: Leaf | undefined) => (typeof leaf === 'function' ? `function of ${leaf.length}` : typeof leaf);

const name = 'Kalshi';

/** What a text says; of a function, what it says of something plausible, or nothing. */
function said(leaf: Leaf | undefined): string {
  if (typeof leaf !== 'function') return String(leaf ?? '');
  const key = { label: 'bot', provider_name: name, error: null, pair: true, old: 'bot', subject: 'bot', account: 'Desk', params: {}, provider: name, entries: '3', at: '2', note: '4' };
  for (const args of [[name, name, name], [key], [2, 3], [['bot', 'bot 2']], ['2026-11-22T08:00:00Z', new Date()]] as never[][]) {
    try {
      const got = leaf(...args);
      if (typeof got === 'string' && !/undefined|NaN|\[object|Invalid/.test(got)) return got;
    } catch {
      // another shape of arguments
    }
  }
  return '';
}

/** Codes, not words: which button stands beside an error, how something is coloured. */
const noText = /^errors\.\w+\.next\.do$|\.(tone|urgent)$|^shortcuts\.list\.\d+\.keys\./;
/** The same in both languages: names, signs, and words that German has taken over. */
const same = new Set(['Keyrack', 'Sandbox', 'Live', 'Name', 'Details', 'System', 'Text', 'Filter', 'Code', 'Dashboard', 'optional', 'English', 'Deutsch', 'live.db', 'practice.db', 'curl', 'Python', 'TypeScript', 'Rust', 'HashiCorp Vault', 'OpenBao', 'AWS Secrets Manager', `Version ${name}`, `${name} s`, '2 ms']);
const sign = (text: string) => !/\p{L}/u.test(text.replaceAll(name, ''));
/** Where German says a thing without the name that English puts into it, or the other way round. */
const named = new Set(['details.usage', 'situations.erase_open.say']);

describe('both languages', () => {
  test('have the same words, of the same kind', () => {
    expect(english.size).toBeGreaterThan(900);
    expect([...german.keys()].filter((path) => !english.has(path)), 'only in German').toEqual([]);
    expect([...english.keys()].filter((path) => !german.has(path)), 'only in English').toEqual([]);
    const differs = [...english].filter(([path, leaf]) => !named.has(path) && kind(leaf) !== kind(german.get(path))).map(([path, leaf]) => `${path}: ${kind(leaf)}, ${kind(german.get(path))}`);
    expect(differs).toEqual([]);
  });

  test('do not say the same words', () => {
    const left = [...english].filter(([path, leaf]) => !noText.test(path) && said(leaf) === said(german.get(path)) && !same.has(said(leaf)) && !sign(said(leaf)));
    expect(left.map(([path, leaf]) => `${path}: ${said(leaf)}`)).toEqual([]);
  });

  test('put the same names into their sentences', () => {
    const left = [...english].filter(([path, leaf]) => !named.has(path) && said(leaf).includes(name) !== said(german.get(path)).includes(name));
    expect(left.map(([path, leaf]) => `${path}: ${said(leaf)} / ${said(german.get(path))}`)).toEqual([]);
  });

  test('have the same codes where they are no words', () => {
    const other = [...english].filter(([path, leaf]) => noText.test(path) && !path.startsWith('shortcuts') && leaf !== german.get(path)).map(([path]) => path);
    expect(other).toEqual([]);
  });
});

describe('house style in German', () => {
  const all = [...german].filter(([path]) => !noText.test(path)).map(([path, leaf]) => [path, said(leaf)] as const).filter(([, text]) => text !== '');
  const which = (fault: RegExp, of = (text: string) => text) => all.filter(([, text]) => fault.test(of(text))).map(([path, text]) => `${path}: ${text}`);
  const quoted = /„[^“]*“/g;

  test('most of it is read here', () => {
    expect(all.length).toBeGreaterThan(english.size * 0.8);
  });

  test('nothing pleads, shouts or blames', () => {
    expect(which(/\bbitte\b|!|\bleider\b|\bEntschuldigung\b|\bsorry\b|\bFehler Ihrerseits\b|Ihre Schuld/i)).toEqual([]);
  });

  test('nobody has to know what a PEM, an SPKI or a 401 is', () => {
    expect(which(/\bPEM\b|SPKI|\b401\b|\b403\b|Secret Service|Private Key/, (text) => text.replace(quoted, ''))).toEqual([]);
  });

  test('no button is called OK or Ja', () => {
    // The answers that stand beside a check are no buttons.
    const answer = /^found\./;
    expect(which(/^(OK|Okay|Ja|Nein|Absenden)$/).filter((one) => !answer.test(one))).toEqual([]);
  });

  test('quotes stand low and high, and apostrophes are typographic', () => {
    expect(which(/["'”‹›«»‚‘]/)).toEqual([]);
    expect(which(/[„“]/, (text) => text.replace(quoted, ''))).toEqual([]);
  });

  test('umlauts and ß are written as such', () => {
    const spelt = /\b(fuer|ueber|koenn\w*|moech\w*|muess\w*|schluess\w*|pruef\w*|zurueck\w*|gueltig\w*|geraet\w*|naechst\w*|aender\w*|geaendert|loesch\w*|oeffn\w*|faellig\w*|haett\w*|waer\w*|stoss\w*|ausser\w*|gross\w*|heiss\w*|schliess\w*|strasse\w*|gemaess|muß|daß|laß\w*)\b/i;
    expect(which(spelt)).toEqual([]);
  });

  test('one word for one thing', () => {
    expect(which(/\b(Token|Keychain|Account|Provider|Permission|Label|widerrufen|rotieren)\b/i, (text) => text.replace(quoted, ''))).toEqual([]);
  });
});
