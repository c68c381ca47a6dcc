import { tick } from 'svelte';
import type { Problem } from '$api/problem';
import type { ChosenFileView, Door } from '$api/types';

export type Screen = 'keys' | 'accounts' | 'activity' | 'settings' | 'sheet' | 'engineer_sheet';
export type Open = 'new_key' | 'bring_key' | 'rotate' | 'stop_many' | 'add_account' | 'ask' | 'shortcuts' | null;
/** What a dialog is opened for. */
export type About = { accountId?: string; keyId?: string; keyIds?: string[]; door?: Door; providerId?: string; askedId?: string; file?: ChosenFileView; problem?: Problem };

/** Where in the window the person is. */
class Where {
  screen = $state<Screen>('keys');
  /** The key whose details are open. */
  key = $state<string | null>(null);
  open = $state<Open>(null);
  about = $state.raw<About>({});
  /** The search field is to take the focus as soon as it is there. */
  wantsSearch = $state(false);

  begin(open: Exclude<Open, null>, about: About = {}): void {
    this.about = about;
    this.open = open;
  }

  close(): void {
    this.open = null;
    this.about = {};
  }

  go(screen: Screen): void {
    this.screen = screen;
  }

  show(keyId: string | null): void {
    this.screen = 'keys';
    this.key = keyId;
  }

  /** Shows a key, and the focus goes along: what it was shown from is gone. */
  async arrive(keyId: string): Promise<void> {
    this.show(keyId);
    await tick();
    document.getElementById('details-title')?.focus();
  }

  /** The engineer's sheet of a key, which is the one to come back to. */
  showSheet(keyId: string): void {
    this.close();
    this.key = keyId;
    this.screen = 'engineer_sheet';
  }

  search(): void {
    this.screen = 'keys';
    this.wantsSearch = true;
  }
}

export const where = new Where();
