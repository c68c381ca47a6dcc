/** The only file that talks to the core. Every command rejects with an `ApiError`. */
import { Channel, invoke } from '@tauri-apps/api/core';
import type {
  AccountRequest,
  AccountView,
  ActivityView,
  AskedView,
  AskRequest,
  BringRequest,
  ChosenFileView,
  CreateRequest,
  Door,
  DroppedView,
  FlowView,
  KeychainView,
  KeyView,
  LogCheckView,
  Mode,
  NextStep,
  OverviewView,
  PermissionInfoView,
  ProgressView,
  ProviderView,
  PublicHalfView,
  RotateRequest,
  TrialView,
  UsageLogView,
} from './types';

export type OnProgress = (progress: ProgressView) => void;

function channel<T>(onmessage: (message: T) => void): Channel<T> {
  const made = new Channel<T>();
  made.onmessage = onmessage;
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

  /** For a provider whose permissions differ from account to account. */
  accountPermissions: (accountId: string) => invoke<PermissionInfoView[]>('account_permissions', { accountId }),

  checkLabel: (accountId: string, label: string) => invoke<null>('check_label', { accountId, label }),
  preparePair: (bits: number) => invoke<null>('prepare_pair', { bits }),
  cancelPair: () => invoke<null>('cancel_pair'),
  createKey: (request: CreateRequest, onProgress: OnProgress) =>
    invoke<FlowView>('create_key', { request, progress: channel(onProgress) }),
  bringKey: (request: BringRequest, onProgress: OnProgress) =>
    invoke<KeyView>('bring_key', { request, progress: channel(onProgress) }),
  rotateKey: (request: RotateRequest, onProgress: OnProgress) =>
    invoke<FlowView>('rotate_key', { request, progress: channel(onProgress) }),
  testKey: (keyId: string) => invoke<KeyView>('test_key', { keyId }),
  stopKey: (keyId: string, door: Door, confirmation: string | null, onProgress: OnProgress) =>
    invoke<FlowView>('stop_key', { keyId, door, confirmation, progress: channel(onProgress) }),
  /** Erases what is kept here of a key that cannot be stopped, and drops it from the list. */
  forgetKey: (keyId: string, confirmation: string) => invoke<OverviewView>('forget_key', { keyId, confirmation }),
  continueFlow: (id: string, action: NextStep, input: string | null, onProgress: OnProgress) =>
    invoke<FlowView | null>('continue_flow', { id, action, input, progress: channel(onProgress) }),
  publicHalf: (keyId: string) => invoke<PublicHalfView>('public_half', { keyId }),
  copyPublicHalf: (keyId: string) => invoke<null>('copy_public_half', { keyId }),

  usageLog: (keyId: string, cursor: string | null) => invoke<UsageLogView>('usage_log', { keyId, cursor }),

  writeRequest: (request: AskRequest) => invoke<AskedView>('write_request', { request }),
  copyRequest: (id: string) => invoke<null>('copy_request', { id }),
  /** Opens the mail program with the message. */
  mailRequest: (id: string) => invoke<null>('mail_request', { id }),
  closeRequest: (id: string) => invoke<OverviewView>('close_request', { id }),

  /** Asked once. Each file that is dropped on the window then arrives, already read in the core. */
  watchDrops: (onDrop: (dropped: DroppedView) => void) => invoke<null>('watch_drops', { drops: channel(onDrop) }),

  activity: (before: number | null) => invoke<ActivityView[]>('activity', { before }),
  checkLog: () => invoke<LogCheckView>('check_log'),
};

export type Api = typeof api;
