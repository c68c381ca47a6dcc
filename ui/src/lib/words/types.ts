import type { ScreenCode } from '$api/problem';

/** The button that stands beside an error. Where a screen offers nothing for it, the sentence stands alone. */
export type Remedy =
  | 'try_again'
  | 'unlock_keychain'
  | 'change_entry'
  | 'choose_file'
  | 'refresh'
  | 'open_keys'
  | 'open_accounts'
  | 'open_settings'
  | 'open_website'
  | 'new_key'
  | 'test_key'
  | 'start_practice';

/** What an error's words may mention. */
export type Said = { params: { [name in string]: string }; provider: string };

export type Say = string | ((said: Said) => string);

export type ErrorWords = {
  /** What happened. */
  title: Say;
  /** Whether the person and their keys are safe. */
  safe: Say;
  /** One next step, and its button. */
  next: { say: Say; do: Remedy };
};

export type ErrorTable = Record<ScreenCode, ErrorWords>;
