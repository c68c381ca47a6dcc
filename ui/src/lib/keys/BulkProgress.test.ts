import { waitFor } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { stopping } from '$lib/state/stopping.svelte';
import { where } from '$lib/state/where.svelte';
import * as data from '../../gallery/data';
import { pretend } from '../../gallery/fake';
import { button, find, openWindow } from '../../gallery/stage';

const before = data.proof({ verdict: 'not_confirmed', at: data.ago(90) });
const rows = (proofs: Partial<Record<string, typeof before>>) => data.keys.map((key) => ({ ...key, proof: proofs[key.id] ?? null }));
const row = (id: string) => find(`[data-row=${id}]`).textContent ?? '';

test('while several keys are stopped, each row says the verdict of its own proof, and never that of an earlier one', async () => {
  const { user } = await openWindow(data.overview({ keys: rows({ k2: before }) }));
  pretend.next.stopMany = 'hang';
  pretend.steps = [
    { key_id: 'k1', step: 'proof', state: 'done' },
    { key_id: 'k1', step: 'erase_secret', state: 'begun' },
    { key_id: 'k2', step: 'proof', state: 'failed' },
    { key_id: 'k4', step: 'proof', state: 'failed' },
    { key_id: 'k5', step: 'proof', state: 'done' },
  ];
  pretend.view = data.overview({
    keys: rows({ k1: data.proof(), k2: before, k4: data.proof({ verdict: 'still_alive' }), k5: data.proof({ verdict: 'gone_from_list' }) }),
  });
  where.begin('stop_many', { accountId: 'a1', door: 'emergency' });
  await user.click(await waitFor(() => button('Stop everything in Trading desk now')));
  await waitFor(() => expect(row('k1')).toContain('Confirmed dead'));
  expect(row('k2')).toContain('Not proven');
  expect(row('k4')).toContain('Still alive');
  expect(row('k5')).toContain('Gone from the list');
  stopping.busy = false;
});
