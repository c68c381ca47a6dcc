import type { KeyView } from '$api/types';
import { overview } from '$lib/state/overview.svelte';
import { words } from '$lib/words';

/** Where a key is: here and there, only there, only here; or why that is not known. */
export function placeOf(key: KeyView): { short: string; long: string } {
  const { short, long } = placeWords(key);
  return { short, long: long(key.provider_name, key.pair) };
}

function placeWords(key: KeyView): { short: string; long: (provider: string, pair: boolean) => string } {
  if (key.place !== 'not_looked') return words.places[key.place];
  if (overview.provider(key.provider)?.abilities.list === false) return words.noList.none;
  if (overview.account(key.account_id)?.manages === false) return words.noList.notAllowed;
  return words.places.not_looked;
}

/** False where the provider's keys carry no permissions at all, so that none is missing. */
export function carriesPermissions(key: KeyView): boolean {
  const provider = overview.provider(key.provider);
  return !provider || provider.permissions_fetched || provider.permissions.length > 0 || key.permissions.length > 0;
}

/** Of a pair the ID is part of every request; a secret alone can be tried without knowing it. */
export function testable(key: KeyView): boolean {
  return (key.state === 'live' || key.state === 'stopping') && key.secret === 'here' && (key.remote_id !== null || !key.pair);
}

/** What is said where no permission stands. */
export function noPermissionSaid(key: KeyView): string {
  if (!carriesPermissions(key)) return words.details.noPermissions(key.provider_name);
  return key.permissions_known ? words.keys.none : words.keys.nothing;
}

/** Whether the old key lives on after a rotation. */
export function oldLivesOn(key: KeyView): boolean {
  return overview.provider(key.provider)?.abilities.exchange === false;
}

/** A row of the list whose secret somebody can bring in. */
export function bringable(key: KeyView): boolean {
  return key.state === 'live' && key.secret === 'elsewhere' && key.place === 'only_there';
}
