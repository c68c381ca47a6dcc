export type Screen = 'keys' | 'accounts' | 'activity' | 'settings';
export type Open = 'new_key' | 'add_account' | 'shortcuts' | null;

/** Where in the window the person is. */
class Where {
  screen = $state<Screen>('keys');
  /** The key whose details are open. */
  key = $state<string | null>(null);
  open = $state<Open>(null);
  /** The search field is to take the focus as soon as it is there. */
  wantsSearch = $state(false);

  go(screen: Screen): void {
    this.screen = screen;
  }

  show(keyId: string | null): void {
    this.screen = 'keys';
    this.key = keyId;
  }

  search(): void {
    this.screen = 'keys';
    this.wantsSearch = true;
  }
}

export const where = new Where();
