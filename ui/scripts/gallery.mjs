// Shows every scene of the gallery in every look, in a real browser: takes its picture and looks for faults of
// accessibility (axe-core's rules, text that is cut off, focus that cannot be seen).
// The page is built and served as strictly as in the real window: nothing inline, nothing remote, prototypes frozen.
//   npm run gallery -- OUTPUT_FOLDER [part of a scene's name] [part of a look's name]
//   npm run gallery -- --check [part of a scene's name] [part of a look's name]     without pictures
// Needs a Chromium: CHROMIUM=/path, or one of the usual names on the PATH.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';
import { cutOff, moving, still, unseenFocus } from './checks.mjs';

const [first = join(tmpdir(), 'gallery'), part = '', onlyLook = ''] = process.argv.slice(2);
const out = first === '--check' ? null : first;

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

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const everyRule = { runOnly: tags, rules: { 'target-size': { enabled: true } } };
// A narrow window leaves parts out and puts others in another order; its colours are the same.
const allButColours = { ...everyRule, rules: { ...everyRule.rules, 'color-contrast': { enabled: false } } };
const only = (...rules) => ({ runOnly: { type: 'rule', values: rules } });
const contrast = only('color-contrast');
// What sizes and words can change where the elements stay the same.
const layout = only('target-size', 'scrollable-region-focusable', 'label-content-name-mismatch', 'html-has-lang', 'html-lang-valid');
const wide = { width: 1280, height: 800 };
const narrow = { width: 320, height: 640 };
// A small old screen.
const low = { width: 1024, height: 600 };
const plain = { colorScheme: 'light', forcedColors: 'none' };
/** A scene is opened once in each language, and then looked at in every look. English asks for less motion, German does not. */
const tongues = [
  {
    lang: 'en',
    reducedMotion: 'reduce',
    looks: [
      { name: 'light', size: wide, rules: everyRule, focus: true },
      { name: 'dark', size: wide, media: { colorScheme: 'dark' }, rules: contrast },
      { name: 'forced', size: wide, media: { forcedColors: 'active' }, focus: true },
      { name: 'low', size: low, rules: layout, focus: true },
      // 1280 × 800 at 200 %.
      { name: 'zoomed', size: { width: 640, height: 400 }, rules: layout, focus: true },
      { name: 'narrow', size: narrow, rules: allButColours, focus: true },
    ],
  },
  {
    lang: 'de',
    reducedMotion: 'no-preference',
    looks: [
      { name: 'german', size: wide, rules: layout },
      { name: 'german-low', size: low, rules: layout },
      { name: 'german-narrow', size: narrow, rules: layout },
    ],
  },
]
  .map((tongue) => ({ ...tongue, looks: tongue.looks.filter((look) => look.name.includes(onlyLook)) }))
  .filter((tongue) => tongue.looks.length > 0);

if (out) mkdirSync(out, { recursive: true });
const outDir = mkdtempSync(join(tmpdir(), 'gallery-page-'));
await build({ mode: 'gallery', logLevel: 'error', build: { outDir, emptyOutDir: true, rolldownOptions: { input: 'gallery.html' } } });
copyFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), join(outDir, 'axe.js'));
const server = await preview({
  logLevel: 'error',
  build: { outDir },
  preview: {
    port: 0,
    host: '127.0.0.1',
    headers: {
      // Read and compiled once, not for every scene.
      'Cache-Control': 'max-age=3600',
      'Content-Security-Policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'",
    },
  },
});
const base = server.resolvedUrls.local[0];
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

/** Long enough for a machine that does much else meanwhile. */
const patience = 120_000;

/** How often each fault was seen. It is said where it is seen first. */
const faults = new Map();
function fault(place, texts) {
  for (const text of texts) {
    if (!faults.has(text)) console.log(`${place}: ${text}`);
    faults.set(text, (faults.get(text) ?? 0) + 1);
  }
}

async function change(page, look) {
  await page.setViewportSize(look.size);
  await page.emulateMedia({ ...plain, ...look.media });
  await page.evaluate(still, look.media !== undefined);
}

async function lookAt(page, scene, { lang, looks, reducedMotion }) {
  await page.setViewportSize(looks[0].size);
  await page.emulateMedia({ ...plain, reducedMotion });
  await page.goto(`${base}gallery.html?scene=${scene}&lang=${lang}`);
  await page.waitForSelector('body[data-ready]');
  const ready = await page.getAttribute('body', 'data-ready');
  if (ready !== 'yes') fault(`${scene} (${lang})`, [ready]);
  if (reducedMotion === 'reduce') fault(scene, await page.evaluate(moving));
  await page.addScriptTag({ url: `${base}axe.js` });
  for (const look of looks) {
    const place = `${scene} (${look.name})`;
    await change(page, look);
    if (out) await page.screenshot({ path: join(out, `${scene}-${look.name}.png`) });
    fault(place, await page.evaluate(cutOff));
    if (!look.rules) continue;
    const found = await page.evaluate((options) => globalThis.axe.run(document, { ...options, resultTypes: ['violations'], preload: false, iframes: false }), look.rules);
    fault(place, found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${[...node.any, ...node.all, ...node.none][0]?.message ?? one.help}: ${node.target.join(' ')}`)));
  }
  // Last, as it moves the page.
  await page.keyboard.press('Tab');
  for (const look of looks.filter((one) => one.focus)) {
    await change(page, look);
    fault(`${scene} (${look.name})`, await page.evaluate(unseenFocus));
  }
}

async function newPage() {
  const page = await browser.newPage({ locale: 'en-GB' });
  await page.addInitScript(() => Object.freeze(Object.prototype));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico')) fault(page.url(), [`console: ${message.text()}`]);
  });
  page.setDefaultTimeout(patience);
  page.on('pageerror', (error) => fault(page.url(), [`page error: ${error.message}`]));
  return page;
}

try {
  const begun = Date.now();
  const index = await newPage();
  await index.goto(`${base}gallery.html`);
  const scenes = (await index.locator('a').allTextContents()).filter((name) => name.includes(part));
  await index.close();
  const left = scenes.flatMap((scene) => tongues.map((tongue) => [scene, tongue]));
  const work = async () => {
    const page = await newPage();
    for (let next = left.shift(); next; next = left.shift()) {
      await lookAt(page, ...next).catch((error) => {
        if (!browser.isConnected()) throw new Error('The browser was closed before the end.');
        fault(next[0], [String(error).split('\n')[0]]);
      });
    }
  };
  await Promise.all([work(), work(), work()]);
  for (const [text, times] of faults) if (times > 1) console.log(`${times} times: ${text}`);
  const seconds = ((Date.now() - begun) / 1000).toFixed(0);
  console.log(`${scenes.length} scenes in ${tongues.flatMap((tongue) => tongue.looks).length} looks, in ${seconds} s${out ? `, pictures in ${out}` : ''}: ${faults.size} faults`);
} finally {
  await browser.close();
  await server.close();
  rmSync(outDir, { recursive: true, force: true });
}
process.exit(faults.size === 0 ? 0 : 1);
