/** What jsdom lacks and every browser has. */
import { configure } from '@testing-library/svelte';
import { afterEach, beforeEach, vi } from 'vitest';
import { freshPretend } from './fake';

HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  this.open = false;
};
globalThis.matchMedia ??= ((query: string) => ({ matches: false, media: query, addEventListener: () => undefined, removeEventListener: () => undefined })) as unknown as typeof matchMedia;
Element.prototype.scrollIntoView ??= () => undefined;
if (!globalThis.CSS?.escape) {
  globalThis.CSS = { ...globalThis.CSS, escape: (text: string) => text.replace(/["\\#.:[\]]/g, '\\$&') } as typeof CSS;
}

configure({ asyncUtilTimeout: 5000 });

beforeEach(() => {
  freshPretend();
});

afterEach(() => {
  vi.useRealTimers();
});
