import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync('src/tokens.css', 'utf8');

function block(start: string): Record<string, string> {
  const from = css.indexOf('{', css.indexOf(start)) + 1;
  const inside = css.slice(from, css.indexOf('}', from));
  return Object.fromEntries([...inside.matchAll(/--([a-z-]+):\s*([^;]+);/g)].map((m) => [m[1] as string, (m[2] as string).trim()]));
}

const themes = {
  light: block(':root {'),
  'dark by the system': block(":root:not([data-theme='light'])"),
  'dark by choice': block(":root[data-theme='dark']"),
};

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['bg', 'panel', 'side', 'sunk'];
const text: [string, string][] = [
  ...['text', 'soft', 'faint'].flatMap((ink) => grounds.map((ground): [string, string] => [ink, ground])),
  ...['accent', 'ok', 'warn', 'bad', 'production', 'sandbox', 'practice'].map((ink): [string, string] => [ink, 'panel']),
  ...['production', 'sandbox', 'practice', 'text', 'soft', 'faint', 'warn', 'bad'].map((ink): [string, string] => [ink, 'accent-soft']),
  ...['ok', 'warn', 'bad', 'accent', 'practice'].flatMap((tone): [string, string][] => [
    [tone, `${tone}-soft`],
    ['text', `${tone}-soft`],
    ['soft', `${tone}-soft`],
  ]),
  ['accent-ink', 'accent'],
  ['accent-ink', 'accent-hover'],
  ['panel', 'ok'],
  ['bad-ink', 'bad'],
  ['bad-ink', 'bad-hover'],
  ['practice-ink', 'practice-frame'],
];

describe('tokens', () => {
  test('light and dark hold the same names, and dark is the same however it is chosen', () => {
    expect(Object.keys(themes.light).length).toBeGreaterThan(25);
    expect(Object.keys(themes['dark by the system'])).toEqual(Object.keys(themes.light));
    expect(themes['dark by choice']).toEqual(themes['dark by the system']);
  });

  test.each(Object.entries(themes))('text can be read, %s', (_, theme) => {
    for (const [ink, ground] of text) {
      expect(contrast(theme[ink] ?? '', theme[ground] ?? ''), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each(Object.entries(themes))('the edge of a field can be seen, %s', (_, theme) => {
    for (const ground of ['panel', 'bg']) expect(contrast(theme['field-line'] ?? '', theme[ground] ?? '')).toBeGreaterThanOrEqual(3);
  });
});

describe('components', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => /\.svelte$|^app\.css$/.test(file));
  /** The innermost rules of every style sheet: where, and what is declared. */
  const rules = files.flatMap((file) => {
    const source = readFileSync(`src/${file}`, 'utf8');
    const style = (file.endsWith('.css') ? source : (/<style>([\s\S]*)<\/style>/.exec(source)?.[1] ?? '')).replace(/\/\*[\s\S]*?\*\//g, '');
    return [...style.matchAll(/([^{};]+)\{([^{}]*)\}/g)].map((rule) => ({ where: `${file}: ${(rule[1] as string).trim()}`, says: rule[2] as string }));
  });
  const which = (fault: RegExp) => rules.filter((rule) => fault.test(rule.says)).map((rule) => `${rule.where} {${rule.says.trim()}}`);

  test('take every colour from the tokens', () => {
    expect(rules.length).toBeGreaterThan(300);
    expect(which(/#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch|lab)a?\(|:[^;]*\b(white|black|red|green|blue|gr[ae]y|orange|purple)\b/i)).toEqual([]);
  });

  test('take the size of their letters, and how long something moves, from the tokens', () => {
    expect(which(/font(-size)?:[^;]*\d(px|rem|pt)\b/)).toEqual([]);
    expect(which(/(transition|animation)(-duration)?:(?![^;]*!important)[^;]*\d(ms|s)\b/)).toEqual([]);
  });

  test('set no letters on a ground that is not measured', () => {
    const pairs = rules.flatMap(({ where, says }) => {
      const ink = /(?:^|[^-\w])color: var\(--([a-z-]+)\)/.exec(says)?.[1];
      const ground = /background(?:-color)?: var\(--([a-z-]+)\)/.exec(says)?.[1];
      return ink && ground ? [{ where, pair: `${ink} on ${ground}` }] : [];
    });
    const measured = new Set(text.map(([ink, ground]) => `${ink} on ${ground}`));
    expect(pairs.length).toBeGreaterThan(10);
    expect(pairs.filter((one) => !measured.has(one.pair))).toEqual([]);
  });
});
