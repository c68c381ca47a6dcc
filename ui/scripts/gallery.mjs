// Takes a picture of every scene of the gallery, light and dark, and looks for accessibility faults.
// The page is built and served as strictly as in the real window: nothing inline, nothing remote, prototypes frozen.
//   npm run gallery -- OUTPUT_FOLDER [part of a scene's name]
// Needs a Chromium: CHROMIUM=/path, or one of the usual names on the PATH.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';

const [out = join(tmpdir(), 'gallery'), only = ''] = process.argv.slice(2);
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

const looks = [
  { name: 'light', theme: 'light', size: { width: 1280, height: 800 }, every: true },
  { name: 'dark', theme: 'dark', size: { width: 1280, height: 800 }, every: true },
  { name: 'narrow', theme: 'light', size: { width: 320, height: 640 }, every: true },
  { name: 'middle', theme: 'light', size: { width: 860, height: 760 }, every: false },
];
const alsoMiddle = ['keys', 'keys-selected', 'accounts', 'new-key', 'welcome'];

mkdirSync(out, { recursive: true });
const profile = mkdtempSync(join(tmpdir(), 'gallery-profile-'));
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
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: findChromium(),
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  viewport: null,
  reducedMotion: 'reduce',
});

let faults = 0;
try {
  const page = await browser.newPage();
  await page.addInitScript(() => Object.freeze(Object.prototype));
  page.on('console', (message) => {
    if (message.type() !== 'error' || message.location().url.endsWith('/favicon.ico')) return;
    faults += 1;
    console.log(`  console: ${message.text()}`);
  });
  page.on('pageerror', (error) => {
    faults += 1;
    console.log(`  page error: ${error.message}`);
  });
  await page.goto(`${base}gallery.html`);
  const scenes = (await page.locator('a').allTextContents()).filter((name) => name.includes(only));
  for (const look of looks) {
    await page.setViewportSize(look.size);
    for (const scene of scenes) {
      if (!look.every && !alsoMiddle.includes(scene)) continue;
      await page.goto(`${base}gallery.html?scene=${scene}&theme=${look.theme}`);
      await page.waitForSelector('body[data-ready]', { timeout: 15_000 });
      const ready = await page.getAttribute('body', 'data-ready');
      if (ready !== 'yes') {
        faults += 1;
        console.log(`${scene} (${look.name}): ${ready}`);
      }
      await page.screenshot({ path: join(out, `${scene}-${look.name}.png`) });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      if (wide) {
        faults += 1;
        console.log(`${scene} (${look.name}): wider than the window`);
      }
      await page.evaluate(axe);
      const rules = look.theme === 'dark' ? { type: 'rule', values: ['color-contrast'] } : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      const found = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly }), rules);
      for (const fault of found.violations) {
        faults += 1;
        console.log(`${scene} (${look.name}): ${fault.id}: ${fault.help}\n    ${fault.nodes.map((node) => node.target.join(' ')).slice(0, 4).join('\n    ')}`);
      }
    }
  }
  console.log(`${scenes.length} scenes in ${out}, ${faults} faults`);
} finally {
  await browser.close();
  await server.close();
  for (const folder of [profile, outDir]) rmSync(folder, { recursive: true, force: true });
}
process.exit(faults === 0 ? 0 : 1);
