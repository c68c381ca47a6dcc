/** Every word is used somewhere: one that no screen says any more fails here. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'svelte/compiler';
import { describe, expect, test } from 'vitest';
import { en } from './en';

type Path = string[];
type Node = { type: string } & Record<string, unknown>;
/** The names by which a file knows the words or a part of them, each with where in the table it stands. */
type Names = Map<string, Path[]>;
type Source = { name: string; text: string; names: Names };

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
const kids = (node: Node): Node[] => Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value])).filter(isNode);
const anyKey = '*';

/** Every text and function of a table, by its path. */
function leaves(table: unknown, at: Path = []): Path[] {
  return typeof table === 'object' && table !== null ? Object.entries(table).flatMap(([key, value]) => leaves(value, [...at, key])) : [at];
}

/** Where in the table an expression points: words.a.b, w?.b, w[expr], $derived(words.a), x ? w.a : w.b, w.a ?? w.b. */
function pointsAt(value: unknown, names: Names): Path[] {
  if (!isNode(value)) return [];
  const of = (part: unknown) => pointsAt(part, names);
  switch (value.type) {
    case 'Identifier':
      return names.get(value.name as string) ?? [];
    case 'MemberExpression': {
      const key = value.property as Node;
      const name = value.computed ? (key.type === 'Literal' ? String(key.value) : anyKey) : (key.name as string);
      return of(value.object).map((path) => [...path, name]);
    }
    case 'ChainExpression':
    case 'TSNonNullExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return of(value.expression);
    case 'LogicalExpression':
      return [...of(value.left), ...of(value.right)];
    case 'ConditionalExpression':
      return [...of(value.consequent), ...of(value.alternate)];
    case 'CallExpression':
      return (value.callee as Node).name === '$derived' ? of((value.arguments as Node[])[0]) : [];
    default:
      return [];
  }
}

/** The names that a pattern, such as the parameters of a function, hides within it. */
function bound(pattern: unknown): string[] {
  if (!isNode(pattern)) return [];
  if (pattern.type === 'Identifier') return [pattern.name as string];
  if (pattern.type === 'Property') return bound(pattern.value);
  if (pattern.type === 'AssignmentPattern') return bound(pattern.left);
  return kids(pattern).filter((kid) => !kid.type.startsWith('TS')).flatMap(bound);
}

/** Goes through one file, and says each path that it uses. */
function read(node: Node, names: Names, use: (path: Path) => void): void {
  const on = (part: unknown, within = names) => {
    if (isNode(part)) read(part, within, use);
  };
  const without = (patterns: unknown[]) => {
    const hidden = new Set(patterns.flatMap(bound));
    return new Map([...names].filter(([name]) => !hidden.has(name)));
  };
  const all = (within = names, skip: unknown[] = []) => kids(node).forEach((kid) => skip.includes(kid) || on(kid, within));

  if (node.type.startsWith('TS') && !/^TS(As|NonNull|Satisfies)Expression$/.test(node.type)) return;
  switch (node.type) {
    case 'Root':
      // The markup stands before the script that names things for it.
      return [node.module, node.instance, node.fragment].forEach((part) => on(part));
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
      return;
    case 'VariableDeclarator': {
      const paths = pointsAt(node.init, names);
      const id = node.id as Node;
      // A name for a part of the table is no use of that part; what is done with the name is.
      if (paths.length > 0 && id.type === 'Identifier') {
        const name = id.name as string;
        names.set(name, [...(names.get(name) ?? []), ...paths]);
        return inside(node.init as Node);
      }
      return all(names, [id]);
    }
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return all(without(node.params as unknown[]), [node.id]);
    case 'SnippetBlock':
      return all(without(node.parameters as unknown[]), [node.expression]);
    case 'EachBlock':
      on(node.expression);
      return all(without([node.context]), [node.expression, node.context]);
    case 'Property':
    case 'PropertyDefinition':
    case 'MethodDefinition':
      if (node.computed) on(node.key);
      return on(node.value);
    case 'MemberExpression':
    case 'Identifier': {
      const paths = pointsAt(node, names);
      paths.forEach(use);
      return paths.length > 0 ? inside(node) : node.type === 'Identifier' ? undefined : all(names, node.computed ? [] : [node.property]);
    }
    default:
      return all();
  }

  /** What stands in the square brackets of a chain, and in the conditions around it. */
  function inside(chain: Node): void {
    if (chain.type === 'Identifier') return;
    if (chain.type === 'MemberExpression') {
      if (chain.computed) on(chain.property);
      return pointsAt(chain.object, names).length > 0 ? inside(chain.object as Node) : on(chain.object);
    }
    kids(chain).forEach((kid) => (pointsAt(kid, names).length > 0 ? inside(kid) : on(kid)));
  }
}

/** The paths of a table that none of the files uses. A path that ends at an object uses all of it. */
function unused(table: object, sources: Source[]): string[] {
  const used = new Set<string>();
  for (const { name, text, names } of sources) {
    const tree = parse(name.endsWith('.svelte') ? text : `<script lang="ts">${text}</script>`, { modern: true }) as unknown as Node;
    read(tree, new Map(names), (path) => used.add(path.join('.')));
  }
  const wanted = [...used].map((path) => path.split('.'));
  const covers = (path: Path, leaf: Path) => path.every((key, at) => at >= leaf.length || key === anyKey || key === leaf[at]);
  return leaves(table).filter((leaf) => !wanted.some((path) => covers(path, leaf))).map((leaf) => leaf.join('.'));
}

const screen = (text: string): Source => ({ name: 'a.svelte', text, names: new Map([['words', [[]]]]) });

describe('finding words that nobody says', () => {
  const table = { title: 'Keys', act: { stop: 'Stop', keep: 'Keep', of: (n: number) => `${n}` }, states: { live: { long: 'Live', short: 'L' }, dead: { long: 'Dead', short: 'D' } } };

  test.each([
    ['nothing is used', '<p>words.title</p>', ['title', 'act.stop', 'act.keep', 'act.of', 'states.live.long', 'states.live.short', 'states.dead.long', 'states.dead.short']],
    ['a name alone is no use', '<script>const w = words.act;</script>{words.title}{words.states[x]}', ['act.stop', 'act.keep', 'act.of']],
    ['by a name, called, and where it may be missing', '<script lang="ts">const w = $derived(words.act); const s = words.states[x as Y];</script>{words.title}{w.of(2)}{w?.stop}{s.long}', ['act.keep', 'states.live.short', 'states.dead.short']],
    ['a parameter of the same name is something else', '<script>const w = words.act; const f = (w) => w.stop;</script>{words.title}{words.states}{w.keep}{w.of}', ['act.stop']],
    ['in a condition, in brackets, in a name of a name', '{#if words.title}<B a={c ? words.act.stop : words.act.keep} b={d[words.act.of(1)]} />{/if}{#each Object.values(words.states) as w}{w}{/each}', []],
    ['in a text and in a property', '<script>const say = { stop: words.act.stop, title: `${words.title}` };</script>{words.states.live}{words.act["keep"]}{words.act.of}', ['states.dead.long', 'states.dead.short']],
  ])('%s', (_, text, left) => {
    expect(unused(table, [screen(text)])).toEqual(left);
  });
});

test('every word is said somewhere', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|svelte)$/.test(file) && !/\.test\.ts$|^gallery\/|^lib\/words\/(en|de)[./]|\.d\.ts$/.test(file))
    .map((file): Source => {
      const text = readFileSync(`src/${file}`, 'utf8');
      return { name: file, text, names: new Map(/\bimport .*\bwords\b.*\$lib\/words|export let words\b/.test(text) ? [['words', [[]]]] : []) };
    });
  // Words that are part of other words.
  const own = readdirSync('src/lib/words/en').map((file): Source => {
    const text = readFileSync(`src/lib/words/en/${file}`, 'utf8');
    const known = Object.keys(en).filter((name) => new RegExp(`(const|function) ${name}\\b|import .*\\b${name}\\b`).test(text));
    return { name: file, text, names: new Map(known.map((name) => [name, [[name]]])) };
  });
  expect(files.length).toBeGreaterThan(100);
  expect(unused(en, [...files, ...own])).toEqual([]);
});
