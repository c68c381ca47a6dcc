import axe from 'axe-core';
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { watched } from '../../gallery/care';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import * as four from '../../gallery/four';
import { button, find, openWindow } from '../../gallery/stage';

async function open(part: Parameters<typeof four.overviewOfFour>[0] = {}, usage = watched) {
  pretend.usage = [usage];
  const opened = await openWindow(four.overviewOfFour(part), 'm-agent');
  await opened.user.click(button('BlockMind’s own log'));
  await waitFor(() => expect(document.querySelectorAll('[data-testid=usage-log] li')).toHaveLength(4));
  return opened;
}
const beside = () => [...document.querySelectorAll<HTMLButtonElement>('[data-testid=usage-log] li button')];

describe('watching the calls of a key', () => {
  test('marks what is unlike the rest, in a word, and says what each mark means', async () => {
    await open();
    expect([...document.querySelectorAll('li [data-mark]')].map((mark) => mark.textContent?.trim())).toEqual(['Unknown call', 'Unusual hour', 'Spike']);
    const note = find('[data-testid=watch]').textContent;
    expect(note).toContain('2 calls deserve a look');
    for (const said of ['Far more calls than usual', 'not used at this hour', 'hardly ever made']) expect(note).toContain(said);
  });

  test('the stop stands beside a marked call only, and opens the emergency stop of this key', async () => {
    const { user } = await open();
    expect(beside().map((one) => one.textContent?.trim())).toEqual(['Emergency stop…', 'Emergency stop…']);
    await user.click(beside()[0] as HTMLElement);
    await waitFor(() => expect(button('Stop research-agent now')).toBeTruthy());
    expect(pretend.called('stopKey')).toHaveLength(0);
    await user.click(button('Stop research-agent now'));
    expect(pretend.called('stopKey')).toEqual([['m-agent', 'emergency', null]]);
  });

  test('a key that cannot be stopped has no stop beside its calls', async () => {
    await open({ keys: [{ ...four.agent, stop_problem: 'id_unknown' }] });
    expect(beside()).toHaveLength(0);
  });

  test('without marks nothing is said of them', async () => {
    await open({}, { ...watched, rows: watched.rows.map((row) => ({ ...row, marks: [] })) });
    expect(document.querySelector('[data-testid=watch]')).toBeNull();
  });

  test('is without faults for assistive technology', async () => {
    await open();
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((fault) => fault.id)).toEqual([]);
  });
});

describe('where there is no log', () => {
  test('the dashboard is one click away, and its date is kept', async () => {
    const { user } = await openWindow(data.overview(), 'k1');
    expect(find('aside [data-testid=looked]').textContent).toContain('Last looked at: not from here yet');
    await user.click(button('Open dashboard'));
    expect(pretend.called('openDashboard')).toEqual([['a1']]);
    await waitFor(() => expect(find('aside [data-testid=looked]').textContent).toContain('just now'));
  });

  test('a browser that does not open says so', async () => {
    pretend.refuse('openDashboard', 'browser_refused', { page: 'https://example.com' });
    const { user } = await openWindow(data.overview(), 'k1');
    await user.click(button('Open dashboard'));
    await waitFor(() => expect(screen.getByText('Keyrack could not open your browser.')).toBeTruthy());
  });

  test('neither a key with a log nor a stopped one offers it', async () => {
    const { unmount } = await openWindow(four.overviewOfFour(), 'm-agent');
    expect(document.querySelector('aside [data-testid=looked]')).toBeNull();
    unmount();
    await openWindow(data.overview(), 'k8');
    expect(document.querySelector('aside [data-testid=looked]')).toBeNull();
  });
});
