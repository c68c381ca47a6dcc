import { testable } from '$lib/keys/place';
import { acts } from '$lib/state/acts.svelte';
import { overview } from '$lib/state/overview.svelte';
import { where } from '$lib/state/where.svelte';

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=radio], [type=checkbox]), textarea, select'));

/** The window's shortcuts. None of them stops or erases anything. */
export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || !overview.view) return;
  const dialog = document.querySelector('dialog[open]') !== null;
  if (event.ctrlKey || event.metaKey) {
    const act = dialog ? undefined : withModifier[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
    return;
  }
  if (event.key.toLowerCase() === 't' && !dialog && !typing(event.target) && !event.repeat) testSelected();
}

const withModifier: Record<string, () => void> = {
  n: () => {
    if (overview.makers.length > 0) where.begin('new_key');
  },
  f: () => where.search(),
  ',': () => where.go('settings'),
  '/': () => where.begin('shortcuts'),
};

function testSelected(): void {
  const key = overview.key(where.key);
  if (where.screen !== 'keys' || !key || !testable(key)) return;
  void acts.test(key);
}
