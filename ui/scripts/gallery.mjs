// Shows every scene of the gallery in every look, in a real browser: takes its picture and looks for faults of
// accessibility (axe-core's rules, text that is cut off, focus that cannot be seen).
// The page is built and served as strictly as in the real window: nothing inline, nothing remote, prototypes frozen.
//   npm run gallery -- OUTPUT_FOLDER [part of a scene's name] [part of a look's name]
//   npm run gallery -- --check [part of a scene's name] [part of a look's name]     without pictures
// Needs a Chromium: CHROMIUM=/path, or one of the usual names on the PATH.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';
import { cutOff, focused, moving, still } from './checks.mjs';

const [first = join(tmpdir(), 'gallery'), only = '', onlyLook = ''] = process.argv.slice(2);
const out = first === '--check' ? null : first;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim();
    } catch {
      // the next one
    }
  }
  console.error('The gallery needs Chromium. Install it, or name it in CHROMIUM.');
  process.exit(1);
}

const all = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], rules: { 'target-size': { enabled: true } } };
const contrast = { runOnly: { type: 'rule', values: ['color-contrast'] } };
const wide = { width: 1280, height: 800 };
const narrow = { width: 320, height: 640 };
// 1280 × 800 at 200 %.
const zoomed = { width: 640, height: 400 };
const looks = [
  { name: 'light', size: wide, rules: all, tab: true },
  { name: 'dark', size: wide, rules: contrast, media: { colorScheme: 'dark' } },
  { name: 'narrow', size: narrow, rules: all, tab: true },
  { name: 'zoomed', size: zoomed, scale: 2, rules: all, tab: true },
  { name: 'forced', size: wide, media: { forcedColors: 'active' }, tab: true },
  { name: 'calm', size: wide, media: { reducedMotion: 'reduce' }, picture: false },
  { name: 'german', size: wide, lang: 'de', rules: all },
  { name: 'german-narrow', size: narrow, lang: 'de', rules: all },
].filter((look) => look.name.includes(onlyLook));

if (out) mkdirSync(out, { recursive: true });
const outDir = mkdtempSync(join(tmpdir(), 'gallery-page-'));
await build({ mode: 'gallery', logLevel: 'error', build: { outDir, emptyOutDir: true, rolldownOptions: { input: 'gallery.html' } } });
const server = await preview({
  logLevel: 'error',
  build: { outDir },
  preview: {
    port: 0,
    host: '127.0.0.1',
    headers: { 'Content-Security-Policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'" },
  },
});
const base = server.resolvedUrls.local[0];
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

/** What was found in the look that is under way: every fault once, with the scenes that have it. */
const faults = new Map();
let count = 0;
function fault(place, text) {
  faults.set(text, [...(faults.get(text) ?? []), place]);
}

/** Presses Tab until the focus is back at where it began. */
async function tabThrough(page, place) {
  let last = -1;
  for (let presses = 0; presses < 150; presses++) {
    await page.keyboard.press('Tab');
    const now = await page.evaluate(focused);
    if (!now) continue;
    if (now.number <= last) return;
    last = now.number;
    if (now.fault) fault(place, now.fault);
  }
}

async function lookAt(page, scene, look) {
  const place = `${scene} (${look.name})`;
  await page.goto(`${base}gallery.html?scene=${scene}&lang=${look.lang ?? 'en'}`);
  await page.waitForSelector('body[data-ready]', { timeout: 15_000 });
  const ready = await page.getAttribute('body', 'data-ready');
  if (ready !== 'yes') fault(place, ready);
  if (look.media?.reducedMotion) for (const found of await page.evaluate(moving)) fault(place, found);
  await page.evaluate(still);
  if (out && look.picture !== false) await page.screenshot({ path: join(out, `${scene}-${look.name}.png`) });
  for (const found of await page.evaluate(cutOff)) fault(place, found);
  if (look.rules) {
    await page.evaluate(axe);
    const found = await page.evaluate((options) => globalThis.axe.run(document, { ...options, resultTypes: ['violations'] }), look.rules);
    for (const one of found.violations) for (const node of one.nodes) fault(place, `${one.id}: ${one.help}: ${node.target.join(' ')}`);
  }
  if (look.tab) await tabThrough(page, place);
}

async function pageOf(look) {
  const { size, scale = 1, media = {} } = look;
  const context = await browser.newContext({ viewport: size, deviceScaleFactor: scale, locale: 'en-GB', ...media });
  const page = await context.newPage();
  await page.addInitScript(() => Object.freeze(Object.prototype));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico')) fault(page.url(), `console: ${message.text()}`);
  });
  page.on('pageerror', (error) => fault(page.url(), `page error: ${error.message}`));
  return page;
}

try {
  const list = await pageOf(looks[0]);
  await list.goto(`${base}gallery.html`);
  const scenes = (await list.locator('a').allTextContents()).filter((name) => name.includes(only));
  for (const look of looks) {
    const begun = Date.now();
    const left = [...scenes];
    const work = async () => {
      const page = await pageOf(look);
      for (let scene = left.shift(); scene; scene = left.shift()) await lookAt(page, scene, look);
      await page.context().close();
    };
    await Promise.all([work(), work(), work()]);
    console.log(`${look.name}: ${scenes.length} scenes, ${((Date.now() - begun) / 1000).toFixed(0)} s`);
    for (const [text, places] of faults) console.log(`  ${text}\n      ${places.slice(0, 5).join(', ')}${places.length > 5 ? ` and ${places.length - 5} more` : ''}`);
    count += faults.size;
    faults.clear();
  }
  console.log(`${scenes.length} scenes in ${looks.length} looks${out ? `, pictures in ${out}` : ''}: ${count} faults`);
} finally {
  await browser.close();
  await server.close();
  rmSync(outDir, { recursive: true, force: true });
}
process.exit(count === 0 ? 0 : 1);
