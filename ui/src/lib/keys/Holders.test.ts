import { waitFor } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import type { KeyView } from '$api/types';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import { button, find, openWindow } from '../../gallery/stage';

const open = (part: Partial<KeyView> = {}) => openWindow(data.overview({ keys: [data.key(part)] }), 'k1');
const who = () => find<HTMLElement>('[data-testid="holders"]').textContent ?? '';

describe('who has a key', () => {
  test('a system is noted with its purpose', async () => {
    const { user } = await open();
    expect(who()).toContain('Nobody is noted');
    await user.click(button('Note who has it…'));
    await waitFor(() => expect(document.activeElement?.id).toMatch(/-name$/));
    await user.keyboard('Reporting server');
    await user.selectOptions(find('[data-testid="holders"] select'), 'production');
    await user.click(button('Note it'));
    await waitFor(() => expect(who()).toContain('Reporting server'));
    expect(pretend.called('addHolder')).toEqual([['k1', { name: 'Reporting server', purpose: 'production' }]]);
    expect(who()).toContain('Production');
    await waitFor(() => expect(document.activeElement?.textContent?.trim()).toBe('Note who has it…'));
  });

  test('without a name nothing is sent, and it is said at the field', async () => {
    const { user } = await open();
    await user.click(button('Note who has it…'));
    await user.click(button('Note it'));
    expect(find('[data-testid="holders"] input').getAttribute('aria-invalid')).toBe('true');
    expect(pretend.called('addHolder')).toHaveLength(0);
  });

  test('one is taken out', async () => {
    const { user } = await open({ holders: [data.holder('h1', 'Reporting server')] });
    await user.click(find('[aria-label="Remove Reporting server"]'));
    await waitFor(() => expect(who()).toContain('Nobody is noted'));
    expect(pretend.called('removeHolder')).toEqual([['k1', 'h1']]);
  });

  test('systems of two purposes are warned of', async () => {
    await open({ purposes_mixed: true, holders: [data.holder('h1', 'A', 'staging')] });
    expect(find('[data-testid="purposes-mixed"]').textContent).toContain('One key for systems of two purposes');
  });
});
