import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { en } from './en';
import { wordsOf, words } from '.';
import type { ScreenCode } from '$api/problem';

const types = readFileSync('src/lib/api/types.ts', 'utf8');
const codes = [...(/export type Code = ([^;]+);/.exec(types)?.[1] ?? '').matchAll(/"([a-z_]+)"/g)].map((m) => m[1] as ScreenCode);
const full = {
  scope: 'write', needs: 'read', field: 'Key ID', max: '100', kind: 'Ed25519', bits: '1024', seconds: '184', direction: 'behind',
  char: '\'', name: 'Subaccount', min: '0', newer: 'admin:keys', wider: 'yes',
  status: '503', limit: '8 MB', proxy: 'proxy.example', host: 'api.example', page: 'https://example.com',
};

/** Every text of the table, functions called with something plausible. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') {
    const u = { label: 'bot', provider_name: 'Kalshi', error: null, pair: true, old: 'bot', subject: 'bot', account: 'Desk', params: full, provider: 'Kalshi', entries: '3', at: '2' };
    for (const args of [['Kalshi', 'Kalshi'], [u], [2, 3], ['2026-11-22T08:00:00Z', new Date()]]) {
      try {
        const got: unknown = value(...args);
        if (typeof got === 'string' && !/undefined|NaN|\[object/.test(got)) return [got];
      } catch {
        // another shape of arguments
      }
    }
    return [];
  }
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsOf);
  return [];
}

describe('errors', () => {
  test('every code says what happened, whether one is safe, and one next step with a button', () => {
    expect(codes.length).toBeGreaterThan(80);
    for (const code of codes) {
      expect(words.errors, code).toHaveProperty(code);
      for (const params of [{}, full]) {
        const said = wordsOf({ code, params }, 'Kalshi');
        for (const text of [said.title, said.safe, said.next, said.button]) {
          expect(text, code).toMatch(/^[“A-Z0-9]/);
          expect(text, code).not.toMatch(/undefined|null|NaN|\[object/);
        }
        expect(said.title, code).toMatch(/[.…]$|\?$/);
      }
    }
  });

  test('without a provider the sentence still begins with a capital', () => {
    expect(wordsOf({ code: 'key_unknown', params: {} }).title).toBe('The provider does not know this key.');
  });

  test('a clock that is behind says by how much and which way', () => {
    expect(wordsOf({ code: 'clock_off', params: { seconds: '184', direction: 'behind' } }).title).toBe('The clock of this computer is 3 minutes behind.');
    expect(wordsOf({ code: 'clock_off', params: {} }).title).toBe('The clock of this computer is off.');
  });

  test('a code that this window does not know yet still has words', () => {
    expect(wordsOf({ code: 'from_the_future' as ScreenCode, params: {} }).title).toBe('Keyrack could not do this.');
  });
});

describe('house style', () => {
  const all = textsOf(en);

  test('nothing pleads, shouts or blames', () => {
    expect(all.length).toBeGreaterThan(400);
    for (const text of all) {
      expect(text).not.toMatch(/\bplease\b|!|\bsorry\b|\boops\b|you failed|your fault/i);
    }
  });

  test('nobody has to know what a PEM, an SPKI or a 401 is', () => {
    for (const text of all) expect(text.replace(/“[^”]*”/g, '')).not.toMatch(/\bPEM\b|SPKI|\b401\b|\b403\b|private key(?! file)|Secret Service/i);
  });

  test('no button is called OK or Yes', () => {
    for (const text of all) expect(text).not.toMatch(/^(OK|Okay|Yes|No|Submit)$/);
  });
});

describe('any provider', () => {
  const files = ['src/lib', 'src/views']
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`))
    .filter((file) => /\.(ts|svelte)$/.test(file) && !file.endsWith('.test.ts'));

  test('no word and no line of code names one', () => {
    expect(files.length).toBeGreaterThan(80);
    for (const file of files) expect(readFileSync(file, 'utf8'), file).not.toMatch(/kalshi|buildmarkets|openfish|blockmind|cloudflare|sendgrid|premier|market maker/i);
  });

  test('a secret half is spoken of only where there is a pair', () => {
    const plain = [
      ...Object.values(words.steps).map((say) => say('P', false)),
      ...Object.values(words.proofVerdicts).map((one) => one.say('P', false)),
      ...Object.values(words.places).map((one) => one.long('P', false)),
      ...Object.values(words.situations).filter((one) => !/public half/.test(one.say(u))).flatMap((one) => [one.title(u), one.say(u)]),
      words.newKey.moneySay(false), words.stop.retireThen(false), words.details.cannotTest(false), words.details.secret(false),
    ];
    for (const text of plain) expect(text).not.toMatch(/secret half/i);
    expect(words.steps.keep_secret('P', true)).toBe('Keep the secret half in your keychain');
  });

  const u = { label: 'bot', provider_name: 'P', error: null, pair: false, old: null };
  test('a newer name that is wider is said to be', () => {
    const error = (wider: string) => ({ code: 'permission_renamed' as const, params: { scope: 'a', newer: 'b', wider }, details: null });
    expect(words.situations.permission_renamed.say({ ...u, error: error('yes') })).toContain('wider');
    expect(words.situations.permission_renamed.say({ ...u, error: error('no') })).not.toContain('wider');
  });
});

describe('time', () => {
  const now = new Date('2026-11-22T12:00:00');
  const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();

  test.each([
    [0, 'just now'],
    [1, '1 minute ago'],
    [35, '35 minutes ago'],
    [60 * 3, 'today, 09:00'],
    [60 * 24, 'yesterday, 12:00'],
    [60 * 24 * 30, '23 Oct 2026'],
  ])('%i minutes before', (minutes, said) => {
    expect(words.time.ago(before(minutes), now)).toBe(said);
  });

  test.each([
    [12, 'in 12 days'],
    [1, 'tomorrow'],
    [0, 'today'],
    [-1, 'yesterday'],
    [-3, '3 days ago'],
  ])('%i days from now', (days, said) => {
    expect(words.time.until(before(-days * 24 * 60), now)).toBe(said);
  });
});
