import { waitFor } from '@testing-library/svelte';
import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import { snippets } from '../../gallery/handing';
import { button, find, openWindow } from '../../gallery/stage';

async function panel() {
  const opened = await openWindow(data.overview({ keys: [data.key({ usage_log: true })] }), 'k1');
  await opened.user.click(button('Hand over'));
  await waitFor(() => expect(pretend.called('snippets')).toEqual([['k1']]));
  return opened;
}
const part = () => find<HTMLElement>('[data-testid="snippets"]');
const program = () => part().querySelector('pre')?.textContent;

describe('programs to try a key with', () => {
  test('one in each language, with how to run it; it says that no secret is in it', async () => {
    const { user } = await panel();
    await waitFor(() => expect(program()).toBe(snippets[0]?.text));
    expect(part().textContent).toContain('No secret is in it');
    await user.click(find('#language-python'));
    expect(program()).toBe(snippets[1]?.text);
    expect(part().textContent).toContain('Save it as “check.py”');
    expect([...part().querySelectorAll('pre')].at(-1)?.textContent).toBe('pip install cryptography\npython3 check.py');
    const found = await axe.run(part(), { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((fault) => fault.id)).toEqual([]);
  });

  test('the core copies it; what was copied of one language is not said of another', async () => {
    const { user } = await panel();
    await waitFor(() => button('Copy program'));
    await user.click(button('Copy program'));
    await waitFor(() => expect(part().textContent).toContain('Copied'));
    await user.click(find('#language-rust'));
    expect(part().textContent).not.toContain('Copied');
    await user.click(button('Copy program'));
    expect(pretend.called('copySnippet')).toEqual([['k1', 'curl'], ['k1', 'rust']]);
  });

  test('a clipboard that does not take it leaves the text to be copied by hand', async () => {
    pretend.refuse('copySnippet', 'clipboard_refused');
    const { user } = await panel();
    await waitFor(() => button('Copy program'));
    await user.click(button('Copy program'));
    await waitFor(() => expect(part().textContent).toContain('The clipboard did not take the text.'));
    expect(part().textContent).toContain('copy it by hand');
    expect(program()).toBe(snippets[0]?.text);
  });

  test('where there is none, that is said', async () => {
    pretend.snippets = [];
    await panel();
    await waitFor(() => expect(part().textContent).toContain('There is no ready program'));
  });

  test('where they cannot be written, nobody says that there is none', async () => {
    pretend.refuse('snippets', 'records_damaged');
    await panel();
    await waitFor(() => expect(part().querySelector('.notice.bad')).not.toBeNull());
    expect(part().textContent).not.toContain('There is no ready program');
  });

  test('the parts of the details are reached with the arrow keys, all around', async () => {
    const { user } = await panel();
    const chosen = () => find('[role=tab][aria-selected=true]').textContent;
    find<HTMLElement>('[role=tab][aria-selected=true]').focus();
    await user.keyboard('{ArrowRight}');
    expect(chosen()).toBe('Kalshi’s own log');
    await user.keyboard('{ArrowRight}');
    expect(chosen()).toBe('Overview');
    await user.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(chosen()).toBe('Hand over');
    expect(document.activeElement?.textContent).toBe('Hand over');
  });
});
