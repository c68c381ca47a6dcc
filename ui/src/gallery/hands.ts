/** What a scene presses and types. */
export const frame = () => new Promise((done) => setTimeout(done, 60));

export async function until<T>(find: () => T | null | undefined | false): Promise<T> {
  for (let n = 0; n < 60; n++) {
    const found = find();
    if (found) return found;
    await frame();
  }
  throw new Error('the scene waited for something that did not come');
}

const button = (name: string) =>
  until(() => [...document.querySelectorAll<HTMLButtonElement>('button')].find((b) => b.textContent?.trim() === name && !b.disabled));
export const press = async (name: string) => {
  (await button(name)).click();
  await frame();
};
export const type = async (selector: string, text: string) => {
  const input = await until(() => document.querySelector<HTMLInputElement>(selector));
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await frame();
};
export const click = async (selector: string) => {
  (await until(() => document.querySelector<HTMLElement>(selector))).click();
  await frame();
};
export const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
