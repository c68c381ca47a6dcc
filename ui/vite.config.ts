import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
// What the program is called and which version it is, is said once.
const app = JSON.parse(readFileSync(here('../src-tauri/tauri.conf.json'), 'utf8')) as { version: string; identifier: string };

export default defineConfig(({ mode }) => {
  // The gallery and the tests talk to a pretended core; the build has the real one.
  const pretend = mode === 'gallery' || mode === 'test';
  return {
    define: { __APP_VERSION__: JSON.stringify(app.version) },
    plugins: [svelte(), ...(mode === 'test' ? [svelteTesting()] : [])],
    resolve: {
      alias: [
        ...(pretend ? [{ find: '$api/client', replacement: here('./src/gallery/fake.ts') }] : []),
        { find: '$api', replacement: here('./src/lib/api') },
        { find: '$lib', replacement: here('./src/lib') },
      ],
    },
    clearScreen: false,
    server: { port: 1420, strictPort: true },
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      target: 'safari16',
      // The content security policy allows nothing inline, so no asset becomes a data: address.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    test: {
      environment: 'jsdom',
      include: ['src/**/*.test.ts'],
      setupFiles: ['src/gallery/setup.ts'],
      css: false,
      pool: 'threads',
      // Room for a machine that compiles beside it; a test that passes takes well under a second.
      testTimeout: 20_000,
    },
  };
});
