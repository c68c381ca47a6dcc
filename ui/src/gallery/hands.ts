/** What a scene presses and types. */
import { called } from './tongue';

export const frame = () => new Promise((done) => setTimeout(done, 60));

export async function until<T>(find: () => T | null | undefined | false, what = 'something'): Promise<T> {
  for (let n = 0; n < 60; n++) {
    const found = find();
    if (found) return found;
    await frame();
  }
  throw new Error(`the scene waited for ${what} that did not come`);
}

const button = (name: string) =>
  until(() => [...document.querySelectorAll<HTMLButtonElement>('button')].find((b) => called(name).includes(b.textContent?.trim() ?? '') && !b.disabled), `the button “${name}”`);
/** Presses the button with this English text, in whatever language it is shown. */
export const press = async (name: string) => {
  (await button(name)).click();
  await frame();
};
export const type = async (selector: string, text: string) => {
  const input = await until(() => document.querySelector<HTMLInputElement>(selector), selector);
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await frame();
};
export const click = async (selector: string) => {
  (await until(() => document.querySelector<HTMLElement>(selector), selector)).click();
  await frame();
};
export const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
