import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepFocus } from './focus';

let end: () => void;
const at = (id: string) => document.getElementById(id) as HTMLElement;
const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

beforeEach(() => {
  document.body.innerHTML = '<main><h1 id="page">Page</h1><section id="card"><h2 id="title">Card</h2><div id="row"><button id="act">Act</button></div></section></main>';
  end = keepFocus();
  at('act').focus();
});

afterEach(() => {
  end();
  document.body.innerHTML = '';
});

describe('what had the focus is taken off the screen', () => {
  test('the nearest heading that is left takes it', async () => {
    at('row').remove();
    await frame();
    expect(document.activeElement?.id).toBe('title');
  });

  test('also where all that was around it goes', async () => {
    at('card').remove();
    await frame();
    expect(document.activeElement?.id).toBe('page');
  });

  test('not where somebody gives it to something else', async () => {
    at('row').remove();
    at('page').tabIndex = -1;
    at('page').focus();
    await frame();
    expect(document.activeElement?.id).toBe('page');
  });

  test('not where something else goes', async () => {
    at('title').remove();
    await frame();
    expect(document.activeElement?.id).toBe('act');
  });
});
