/** The only file that talks to the core. Every command rejects with an `ApiError`. */
import { Channel, invoke } from '@tauri-apps/api/core';
import type {
  AccountRequest,
  AccountView,
  ActivityRequest,
  ActivityView,
  AskRequest,
  AskedView,
  BringRequest,
  BulkView,
  ChosenFileView,
  ClipboardView,
  CreateRequest,
  Door,
  DroppedView,
  ExportFormat,
  FlowView,
  EngineerSheetView,
  HandOverFormView,
  HandOverRequest,
  HandedView,
  HolderRequest,
  KeyView,
  KeychainView,
  Language,
  LogCheckView,
  Mode,
  NextStep,
  OverviewView,
  PermissionInfoView,
  ProgressView,
  ProviderView,
  PublicHalfView,
  Purpose,
  RefreshView,
  RetireOldRequest,
  RotateRequest,
  SavedView,
  SecretsManager,
  SheetView,
  SnippetLanguage,
  SnippetView,
  StopManyRequest,
  TestAllView,
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
  refreshAccount: (accountId: string) => invoke<RefreshView>('refresh_account', { accountId }),
  /** Tests every key of an account whose secret is here. */
  testAccount: (accountId: string, onProgress: OnProgress) =>
    invoke<TestAllView>('test_account', { accountId, progress: channel(onProgress) }),
  /** The key that is being tested is the last one. */
  cancelTests: (accountId: string) => invoke<null>('cancel_tests', { accountId }),
  setPurpose: (accountId: string, purpose: Purpose | null) => invoke<OverviewView>('set_purpose', { accountId, purpose }),
  /** Opens the provider's own page about this account in the browser, and notes the date. */
  openDashboard: (accountId: string) => invoke<OverviewView>('open_dashboard', { accountId }),
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
  /** Marks one system as having the new key, or not. */
  switchHolder: (rotationId: string, holderId: string, done: boolean) =>
    invoke<OverviewView>('switch_holder', { rotationId, holderId, done }),
  retireOld: (request: RetireOldRequest, onProgress: OnProgress) =>
    invoke<FlowView>('retire_old', { request, progress: channel(onProgress) }),
  /** Ends a rotation: it is done where the old key has ended; otherwise both keys are kept. */
  endRotation: (rotationId: string) => invoke<OverviewView>('end_rotation', { rotationId }),
  renameKey: (keyId: string, label: string) => invoke<KeyView>('rename_key', { keyId, label }),
  addHolder: (keyId: string, request: HolderRequest) => invoke<KeyView>('add_holder', { keyId, request }),
  removeHolder: (keyId: string, holderId: string) => invoke<KeyView>('remove_holder', { keyId, holderId }),
  /** A date such as 2027-01-31; null: the policy counts. */
  setRotateBy: (keyId: string, date: string | null) => invoke<KeyView>('set_rotate_by', { keyId, date }),
  /** Keyrack works with this key in its account from now on. */
  workWith: (keyId: string) => invoke<OverviewView>('work_with', { keyId }),
  /** Writes the secret to a file that the person chooses in a native dialog; null where they cancel. */
  handOver: (request: HandOverRequest) => invoke<HandedView | null>('hand_over', { request }),
  /** The forms in which this key's secret can leave. */
  handOverForms: (keyId: string) => invoke<HandOverFormView[]>('hand_over_forms', { keyId }),
  /** Copies how a secrets manager takes in the file to which this key went last. */
  copyManagerCommand: (keyId: string, manager: SecretsManager) => invoke<null>('copy_manager_command', { keyId, manager }),
  /** Puts the secret into the clipboard after a question in a native dialog; null where the person says no. */
  copySecret: (request: HandOverRequest) => invoke<ClipboardView | null>('copy_secret', { request }),
  clearClipboard: () => invoke<null>('clear_clipboard'),
  /** Asked once. Told how the secret in the clipboard ends. */
  watchClipboard: (onChange: (clipboard: ClipboardView) => void) => invoke<null>('watch_clipboard', { changes: channel(onChange) }),
  /** Small programs that make one harmless request with this key; no secret is in them. */
  snippets: (keyId: string) => invoke<SnippetView[]>('snippets', { keyId }),
  copySnippet: (keyId: string, language: SnippetLanguage) => invoke<null>('copy_snippet', { keyId, language }),
  engineerSheet: (keyId: string) => invoke<EngineerSheetView>('engineer_sheet', { keyId }),
  /** Writes the sheet to a file that the person chooses; null where they cancel. */
  saveEngineerSheet: (keyId: string) => invoke<SavedView | null>('save_engineer_sheet', { keyId }),
  testKey: (keyId: string) => invoke<KeyView>('test_key', { keyId }),
  stopKey: (keyId: string, door: Door, confirmation: string | null, onProgress: OnProgress) =>
    invoke<FlowView>('stop_key', { keyId, door, confirmation, progress: channel(onProgress) }),
  /** Stops a selection or a whole account, one key after another. */
  stopMany: (request: StopManyRequest, onProgress: OnProgress) =>
    invoke<BulkView>('stop_many', { request, progress: channel(onProgress) }),
  /** Tries again what is left of it. */
  goOnStopping: (id: string, onProgress: OnProgress) =>
    invoke<BulkView>('go_on_stopping', { id, progress: channel(onProgress) }),
  /** Leaves the rest as it is. */
  leaveStopping: (id: string) => invoke<OverviewView>('leave_stopping', { id }),
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
  /** Asked once. Told when something has changed without being asked for, such as a proof that was taken again. */
  watchChanges: (onChange: () => void) => invoke<null>('watch_changes', { changes: channel(onChange) }),

  activity: (request: ActivityRequest) => invoke<ActivityView[]>('activity', { request }),
  /** Writes the entries to a file that the person chooses; null where they cancel. */
  exportActivity: (format: ExportFormat, request: ActivityRequest) =>
    invoke<SavedView | null>('export_activity', { format, request }),
  /** Null: no policy. */
  setPolicy: (rotateDays: number | null) => invoke<OverviewView>('set_policy', { rotateDays }),
  setClipboardSeconds: (seconds: number) => invoke<OverviewView>('set_clipboard_seconds', { seconds }),
  /** What is said outside the window is said in the same language. */
  setLanguage: (language: Language) => invoke<null>('set_language', { language }),
  recordsFolder: () => invoke<string>('records_folder'),
  lostSheet: () => invoke<SheetView>('lost_sheet'),
  saveSheet: () => invoke<SavedView | null>('save_sheet'),
  checkLog: () => invoke<LogCheckView>('check_log'),
};

export type Api = typeof api;
