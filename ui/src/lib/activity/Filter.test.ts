import axe from 'axe-core';
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { where } from '$lib/state/where.svelte';
import { careLog } from '../../gallery/care';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import { button, find, openWindow, pressable } from '../../gallery/stage';

const lines = () => [...document.querySelectorAll('li[data-act]')].map((line) => line.getAttribute('data-act'));
const last = (name: 'activity' | 'exportActivity') => pretend.called(name).at(-1);
const everything = { before: null, text: '', account: null, group: null, outcome: null };

async function open(entries = [...careLog, ...data.activity]) {
  pretend.entries = entries;
  const opened = await openWindow();
  where.screen = 'activity';
  await waitFor(() => find('[data-filter=group]'));
  await waitFor(() => expect(pretend.called('activity').length).toBeGreaterThan(0));
  return opened;
}

describe('the filter of the log', () => {
  test('asks the core for an account, a kind of act and an outcome, and can be cleared', async () => {
    const { user } = await open();
    await waitFor(() => expect(lines().length).toBeGreaterThan(20));
    await user.selectOptions(find('[data-filter=group]'), 'testing');
    await waitFor(() => expect(lines()).toEqual(['tested', 'tested', 'tested']));
    await user.selectOptions(find('[data-filter=account]'), 'Research');
    await user.selectOptions(find('[data-filter=outcome]'), 'unknown');
    await waitFor(() => expect(screen.getByText('1 entry matches')).toBeTruthy());
    expect(last('activity')).toEqual([{ ...everything, account: 'Research', group: 'testing', outcome: 'unknown' }]);
    await user.click(button('Clear filter'));
    await waitFor(() => expect(lines().length).toBeGreaterThan(20));
    expect(last('activity')).toEqual([everything]);
  });

  test('what is typed is asked for once, and nothing that matches is not an empty log', async () => {
    const { user } = await open();
    const before = pretend.called('activity').length;
    await user.type(find('main input[type=search]'), 'zzz');
    await waitFor(() => expect(screen.getByText('No entry matches')).toBeTruthy());
    expect(pretend.called('activity').slice(before)).toEqual([[{ ...everything, text: 'zzz' }]]);
    expect(screen.queryByText('Nothing has happened yet')).toBeNull();
    await user.click(button('Clear filter'));
    await waitFor(() => expect(lines().length).toBeGreaterThan(20));
    expect(find<HTMLInputElement>('main input[type=search]').value).toBe('');
  });

  test('an empty log says that nothing has happened', async () => {
    await open([]);
    await waitFor(() => expect(screen.getByText('Nothing has happened yet')).toBeTruthy());
    expect(screen.queryByText('No entry matches')).toBeNull();
  });

  test('a clock that was set back brings a day up again, in the order of the log', async () => {
    const day = 24 * 3600 * 1000;
    const at = (daysAgo: number) => new Date(Date.now() - daysAgo * day).toISOString();
    await open([0, 1, 0].flatMap((days, n) => data.activity.slice(0, 1).map((entry) => ({ ...entry, seq: 90 - n, at: at(days) }))));
    await waitFor(() => expect([...document.querySelectorAll('.day h2')].map((day) => day.textContent)).toEqual(['Today', 'Yesterday', 'Today']));
  });

  test('older entries are asked for through the same filter', async () => {
    const many = Array.from({ length: 130 }, (_, n) => ({ ...careLog[0], seq: 1000 - n, act: 'tested' as const }) as (typeof careLog)[number]);
    const { user } = await open(many);
    await user.selectOptions(find('[data-filter=group]'), 'testing');
    await waitFor(() => expect(screen.getByText('The newest 100 entries that match')).toBeTruthy());
    await user.click(button('Show older entries'));
    await waitFor(() => expect(lines()).toHaveLength(130));
    expect(last('activity')).toEqual([{ ...everything, before: 901, group: 'testing' }]);
  });

  test('is without faults for assistive technology', async () => {
    await open();
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((fault) => fault.id)).toEqual([]);
  });
});

describe('the export of the log', () => {
  test('writes what the filter lets through, and says where it went', async () => {
    const { user } = await open();
    await user.selectOptions(find('[data-filter=outcome]'), 'refused');
    await user.click(button('Export CSV'));
    await waitFor(() => expect(screen.getByText('Written to “keyrack-activity.csv”')).toBeTruthy());
    expect(find('[data-testid=exported]').textContent).toContain('The entries that the filter lets through');
    expect(last('exportActivity')).toEqual(['csv', { ...everything, outcome: 'refused' }]);
    await user.click(button('Dismiss'));
    expect(document.querySelector('[data-testid=exported]')).toBeNull();
  });

  test('a dialog that was cancelled leaves nothing to say', async () => {
    pretend.saved = null;
    const { user } = await open();
    await user.click(button('Export JSON'));
    await waitFor(() => expect(last('exportActivity')).toEqual(['json', everything]));
    await waitFor(() => expect(pressable('Export JSON')).toBe(true));
    expect(document.querySelector('[data-testid=exported]')).toBeNull();
  });

  test('a file that is there already is said, and the same form is tried again', async () => {
    pretend.refuse('exportActivity', 'file_exists');
    const { user } = await open();
    await user.click(button('Export JSON'));
    await waitFor(() => expect(screen.getByText('A file with this name is there already.')).toBeTruthy());
    pretend.next = {};
    await user.click(button('Try again'));
    await waitFor(() => expect(screen.getByText('Written to “keyrack-activity.json”')).toBeTruthy());
    expect(find('[data-testid=exported]').textContent).toContain('The whole log');
  });
});
