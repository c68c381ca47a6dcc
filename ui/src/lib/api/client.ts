/** The only file that talks to the core. Every command rejects with an `ApiError`. */
import { Channel, invoke } from '@tauri-apps/api/core';
import type {
  AccountRequest,
  AccountView,
  ActivityView,
  ChosenFileView,
  CreateRequest,
  Door,
  FlowView,
  KeychainView,
  KeyView,
  LogCheckView,
  Mode,
  NextStep,
  OverviewView,
  ProgressView,
  ProviderView,
  PublicHalfView,
  TrialView,
} from './types';

export type OnProgress = (progress: ProgressView) => void;

function channel(onProgress: OnProgress): Channel<ProgressView> {
  const made = new Channel<ProgressView>();
  made.onmessage = onProgress;
  return made;
}

export const api = {
  overview: () => invoke<OverviewView>('overview'),
  providers: () => invoke<ProviderView[]>('providers'),
  setMode: (mode: Mode) => invoke<OverviewView>('set_mode', { mode }),
  startPractice: () => invoke<OverviewView>('start_practice'),
  resetPractice: () => invoke<OverviewView>('reset_practice'),

  /** Looks only; never makes the keychain ask. */
  keychain: () => invoke<KeychainView>('keychain'),
  /** May make the keychain ask, and waits for the answer. */
  unlockKeychain: () => invoke<KeychainView>('unlock_keychain'),

  choosePrivateKey: () => invoke<ChosenFileView | null>('choose_private_key'),
  forgetFile: (file: string) => invoke<null>('forget_file', { file }),
  tryAccount: (request: AccountRequest) => invoke<TrialView>('try_account', { request }),
  saveAccount: (trial: string) => invoke<AccountView>('save_account', { trial }),
  discardTrial: (trial: string) => invoke<null>('discard_trial', { trial }),
  removeAccount: (accountId: string) => invoke<null>('remove_account', { accountId }),
  refreshAccount: (accountId: string) => invoke<OverviewView>('refresh_account', { accountId }),
  openWebsite: (accountId: string) => invoke<null>('open_website', { accountId }),

  checkLabel: (accountId: string, label: string) => invoke<null>('check_label', { accountId, label }),
  preparePair: (bits: number) => invoke<null>('prepare_pair', { bits }),
  cancelPair: () => invoke<null>('cancel_pair'),
  createKey: (request: CreateRequest, onProgress: OnProgress) =>
    invoke<FlowView>('create_key', { request, progress: channel(onProgress) }),
  testKey: (keyId: string) => invoke<KeyView>('test_key', { keyId }),
  stopKey: (keyId: string, door: Door, confirmation: string | null, onProgress: OnProgress) =>
    invoke<FlowView>('stop_key', { keyId, door, confirmation, progress: channel(onProgress) }),
  continueFlow: (id: string, action: NextStep, input: string | null, onProgress: OnProgress) =>
    invoke<FlowView | null>('continue_flow', { id, action, input, progress: channel(onProgress) }),
  publicHalf: (keyId: string) => invoke<PublicHalfView>('public_half', { keyId }),
  copyPublicHalf: (keyId: string) => invoke<null>('copy_public_half', { keyId }),

  activity: (before: number | null) => invoke<ActivityView[]>('activity', { before }),
  checkLog: () => invoke<LogCheckView>('check_log'),
};

export type Api = typeof api;
