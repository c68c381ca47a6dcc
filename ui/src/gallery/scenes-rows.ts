/** Scenes of a list of ten thousand keys. */
import { keylist } from '$lib/state/keylist.svelte';
import { selection } from '$lib/state/selection.svelte';
import { where } from '$lib/state/where.svelte';
import * as data from './data';
import { pretend } from './fake';
import { click, frame, type, until } from './hands';
import type { Scene } from './scenes';

const systems = ['reporting-bot', 'order-engine', 'settlement-export', 'market-data', 'nightly-reconciliation-of-the-second-quarter', 'risk-monitor', 'ledger'];
const scopes = [['read::portfolio_balance'], ['read', 'write'], ['read'], ['read', 'write::trade']];

function manyKeys() {
  return Array.from({ length: 10_000 }, (_, n) => {
    const made = scopes[n % scopes.length] ?? [];
    const research = n % 3 === 0;
    return data.key({
      id: `row-${n}`,
      label: `${systems[n % systems.length]} ${n}`,
      account_name: research ? 'Research' : 'Trading desk',
      environment: research ? 'sandbox' : 'production',
      permissions: made.map(data.permission),
      moves_money: made.some((scope) => scope.startsWith('write')),
      manager: n % 7 === 4,
      made_at: data.ago(n * 60),
      last_test: n % 5 === 0 ? null : data.test({ at: data.ago(n), verdict: n % 9 === 0 ? 'could_not_tell' : 'works' }),
      ...(n % 25 === 24 ? { state: 'stopped' as const, secret: 'erased' as const, stopped_at: data.ago(n), proof: data.proof() } : {}),
    });
  });
}

const many = (then?: () => void) => () => {
  pretend.view = data.overview({ keys: manyKeys() });
  keylist.startBy(null);
  then?.();
};
const label = (at: number) => `tr[data-index="${at}"] button.label`;
const strike = async (key: string) => {
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  await frame();
};
const toEnd = async () => {
  (await until(() => document.querySelector<HTMLElement>(label(0)))).focus();
  await strike('End');
  await until(() => document.activeElement?.closest('tr')?.dataset.index === '9999');
};

export const scenesOfRows: Scene[] = [
  { name: 'rows-many', set: many() },
  { name: 'rows-end', set: many(), then: toEnd },
  { name: 'rows-found', set: many(), then: () => type('input[type=search]', 'order-engine 12') },
  { name: 'rows-sorted', set: many(() => keylist.sortBy('age')) },
  { name: 'rows-selected', set: many(), then: async () => { await click('thead input'); await until(() => selection.all); } },
  { name: 'rows-open', set: many(() => (where.key = 'row-11')) },
];
