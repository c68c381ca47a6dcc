/** Opens the whole window on a pretended core, for tests. */
import { render, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import type { OverviewView } from '$api/types';
import App from '../App.svelte';
import { acts } from '$lib/state/acts.svelte';
import { clipboard } from '$lib/state/clipboard.svelte';
import { drops } from '$lib/state/drops.svelte';
import { drift } from '$lib/state/drift.svelte';
import { keylist } from '$lib/state/keylist.svelte';
import { overview } from '$lib/state/overview.svelte';
import { testRuns } from '$lib/state/testall.svelte';
import { selection } from '$lib/state/selection.svelte';
import { stopping } from '$lib/state/stopping.svelte';
import { where } from '$lib/state/where.svelte';
import { pretend } from './fake';

export async function openWindow(view: OverviewView = pretend.view, keyId: string | null = null) {
  pretend.view = view;
  overview.view = null;
  overview.problem = null;
  for (const key of view.keys) acts.forget(key.id);
  keylist.clear();
  selection.clear();
  stopping.busy = false;
  stopping.forget();
  drift.clear();
  testRuns.clear();
  where.screen = 'keys';
  where.key = keyId;
  where.close();
  drops.left = null;
  clipboard.forget();
  const user = userEvent.setup({ delay: null });
  const rendered = render(App);
  await waitFor(() => {
    if (!overview.view && !overview.problem) throw new Error('not open yet');
  });
  return { user, ...rendered };
}

/** The button with exactly this text. Far quicker than a search by role. */
export function button(name: string): HTMLButtonElement {
  const found = [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === name);
  if (!found) throw new Error(`no button “${name}”`);
  return found;
}

/** Whether a press on it does something: nothing is missing, and nothing is under way. */
export const pressable = (name: string): boolean => !button(name).disabled && !button(name).hasAttribute('aria-disabled');

export const find = <T extends Element>(selector: string): T => {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`nothing at ${selector}`);
  return found;
};
