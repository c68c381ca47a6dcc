import { api } from '$api/client';
import type { Remedy } from '$lib/words';
import { drift } from './drift.svelte';
import { overview } from './overview.svelte';
import { where } from './where.svelte';

export type Remedies = Partial<Record<Remedy, () => unknown>>;

/**
 * What the button beside an error does, as far as it is the same on every screen. Unlocking goes on to the retry, or
 * to `unlocked` where the act is one that nothing but its own button begins.
 */
export function remediesWith(here: { retry?: () => unknown; unlocked?: () => unknown; accountId?: string; edit?: () => unknown } = {}): Remedies {
  const { retry, unlocked, accountId, edit } = here;
  const all: Remedies = {
    unlock_keychain: async () => {
      const keychain = await api.unlockKeychain().catch(() => null);
      // If it stays locked, trying again says so in its own words.
      if (!unlocked) await (retry ?? (() => overview.load()))();
      else if (keychain?.problem === null) await unlocked();
    },
    open_keys: () => leaveFor('keys'),
    open_accounts: () => leaveFor('accounts'),
    open_settings: () => leaveFor('settings'),
    new_key: () => where.begin('new_key'),
    start_practice: () => overview.take(api.startPractice()),
  };
  if (retry) all.try_again = retry;
  if (edit) {
    all.change_entry = edit;
    all.choose_file = edit;
  }
  if (accountId) {
    all.refresh = () => overview.take(drift.read(accountId));
    all.open_website = () => api.openWebsite(accountId).catch(() => undefined);
  }
  return all;
}

function leaveFor(screen: 'keys' | 'accounts' | 'settings'): void {
  where.close();
  where.go(screen);
}
