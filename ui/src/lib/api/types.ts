// Generated from src-tauri/core/src/api by `cargo test -p keyrack-core types`. Not edited by hand.

export type EnvironmentKind = "practice" | "sandbox" | "production";

export type Mode = "practice" | "live";

export type Code = "label_empty" | "label_too_long" | "label_taken" | "label_unprintable" | "label_character" | "name_empty" | "name_taken" | "permissions_empty" | "permission_unknown" | "permission_needs" | "permission_renamed" | "extra_out_of_range" | "field_empty" | "field_unprintable" | "address_unreadable" | "address_not_https" | "address_with_user" | "confirmation_wrong" | "policy_out_of_range" | "date_unreadable" | "key_id_malformed" | "nothing_chosen" | "import_public_half" | "import_ssh_key" | "import_certificate" | "import_other_kind" | "import_not_a_key" | "import_cut_off" | "import_too_large" | "import_key_size" | "import_passphrase_needed" | "import_passphrase_wrong" | "import_passphrase_too_costly" | "import_old_protection" | "import_file_unreadable" | "import_damaged" | "keychain_locked" | "keychain_absent" | "keychain_denied" | "keychain_item_too_large" | "keychain_not_persistent" | "keychain_differs" | "keychain_failed" | "secret_gone" | "secret_damaged" | "origin_differs" | "unreachable" | "name_not_found" | "certificate_refused" | "proxy_failed" | "timed_out" | "answer_cut_off" | "answer_too_large" | "redirected" | "answer_not_understood" | "outside_practice" | "clock_off" | "key_unknown" | "key_stopped" | "key_expired" | "secret_differs" | "signature_refused" | "credential_refused" | "permission_missing" | "usage_level" | "not_listed" | "conflict" | "rate_limited" | "provider_down" | "provider_refused" | "pair_failed" | "pair_not_proven" | "secret_never_arrived" | "second_key_possible" | "exchange_unsure" | "secret_not_tried" | "unread_answer" | "create_unsure" | "several_candidates" | "not_our_key" | "not_matched" | "already_here" | "id_unknown" | "not_managed" | "still_listed" | "secret_not_here" | "never_seen_working" | "control_failed" | "busy" | "not_here" | "no_admin" | "new_key_untested" | "not_switched" | "held_back" | "file_exists" | "file_unwritable" | "account_in_use" | "practice_failed" | "clipboard_refused" | "browser_refused" | "mail_refused" | "records_unwritable" | "records_damaged" | "records_newer" | "disk_full";

export type ApiError = { code: Code, params: { [key in string]: string }, 
/**
 * For the engineer: the provider's own words or the system's, secrets covered.
 */
details: string | null, };

export type OverviewView = { mode: Mode, practice: PracticeView, accounts: Array<AccountView>, keys: Array<KeyView>, unfinished: Array<UnfinishedView>, 
/**
 * Keys that were asked for by e-mail and have not come back yet.
 */
asked: Array<AskedView>, rotations: Array<RotationView>, 
/**
 * Stops of several keys that did not come to their end.
 */
bulks: Array<BulkView>, 
/**
 * The most urgent first.
 */
due: Array<DueView>, policy: PolicyView, 
/**
 * Seconds after which a copied secret leaves the clipboard.
 */
clipboard_seconds: number, };

export type PracticeView = { started: boolean, 
/**
 * This machine has no keychain, so practice keeps its secrets in memory until Keyrack is closed.
 */
memory_only: boolean, 
/**
 * There is an account in live.
 */
connected: boolean, };

export type AccountView = { id: string, name: string, provider: string, provider_name: string, environment: EnvironmentKind, 
/**
 * The environment's own name, such as "Demo".
 */
environment_name: string, address: string, manager: ManagerView, 
/**
 * Whether its credential may list, make and stop keys; without that, its keys can be tested and used.
 */
manages: boolean, purpose: Purpose | null, 
/**
 * When its dashboard was last opened from here.
 */
looked_at: string | null, added_at: string, 
/**
 * When the provider's list was last read.
 */
refreshed_at: string | null, };

export type ManagerView = { 
/**
 * Which of the provider's credential forms it came from.
 */
form: string, form_name: string, key_id: string | null, };

export type KeyView = { id: string, account_id: string, account_name: string, provider: string, provider_name: string, environment: EnvironmentKind, environment_name: string, label: string, 
/**
 * The provider's own name for it, where it differs from the label.
 */
remote_name: string | null, 
/**
 * The provider's id of the key.
 */
remote_id: string | null, state: KeyState, place: KeyPlace, secret: SecretPlace, permissions: Array<PermissionView>, 
/**
 * False where neither the provider nor the person has said what it may do.
 */
permissions_known: boolean, 
/**
 * No permissions were named at the provider, which means full access there.
 */
unrestricted: boolean, moves_money: boolean, 
/**
 * A pair with a public half; otherwise the secret is all there is.
 */
pair: boolean, 
/**
 * This is the key that Keyrack itself works with.
 */
manager: boolean, 
/**
 * It may be: the provider does not tell which of its keys that is.
 */
may_be_manager: boolean, 
/**
 * How it was made: here, by the provider, or unknown (somebody else made it).
 */
way: Way | null, bits: number | null, 
/**
 * SHA-256 of the public half, in hexadecimal.
 */
fingerprint: string | null, made_at: string | null, stopped_at: string | null, 
/**
 * When the provider lets it end by itself.
 */
expires_at: string | null, 
/**
 * What else the provider tells of it, such as its limits.
 */
facts: Array<FactView>, 
/**
 * The key that this one was made to replace.
 */
replaces: string | null, 
/**
 * Why Keyrack cannot stop it; none where it can.
 */
stop_problem: Code | null, 
/**
 * It can be forgotten here without being stopped: Keyrack cannot stop it, or could not.
 */
can_forget: boolean, 
/**
 * How a new key takes its place; none where it cannot be rotated from here.
 */
rotation: RotationWay | null, 
/**
 * The systems and people that have it.
 */
holders: Array<HolderView>, 
/**
 * It goes to systems of more than one purpose, or of another than its account's.
 */
purposes_mixed: boolean, 
/**
 * When it is to be rotated: by the person's own date, or by the policy.
 */
rotate_by: string | null, 
/**
 * The date is the person's own.
 */
rotate_by_own: boolean, 
/**
 * The provider records the calls of this key.
 */
usage_log: boolean, last_test: TestView | null, proof: ProofView | null, };

export type KeyState = "making" | "live" | "stopping" | "stopped";

export type KeyPlace = "here_and_there" | "only_there" | "only_here" | "not_looked";

export type SecretPlace = "here" | "elsewhere" | "lost" | "erased" | "unread";

export type PermissionView = { 
/**
 * The provider's exact string.
 */
scope: string, 
/**
 * A plain sentence, or the scope itself where Keyrack does not know it.
 */
sentence: string, risk: Risk, known: boolean, };

export type Risk = "read" | "change" | "money";

export type Way = "here" | "provider" | "website";

export type TestVerdict = "works" | "works_but_may_not" | "listed" | "refused" | "could_not_tell";

export type Evidence = "own_call" | "wrong_refused" | "list";

export type TestView = { verdict: TestVerdict, evidence: Evidence, 
/**
 * Why, for every verdict but *works*.
 */
cause: Code | null, params: { [key in string]: string }, at: string, 
/**
 * How long the provider took, in milliseconds.
 */
took_ms: number, 
/**
 * The request as sent and the answer, secrets and signatures covered.
 */
request: string, answer: string, 
/**
 * What the doctor looked at, in order.
 */
checks: Array<CheckView>, };

export type ProofVerdict = "confirmed_dead" | "still_alive" | "not_confirmed" | "gone_from_list";

export type ProofView = { verdict: ProofVerdict, at: string, 
/**
 * Why it is not confirmed.
 */
cause: Code | null, params: { [key in string]: string }, 
/**
 * The same read worked just before, or the key once tested *Works* here.
 */
worked_before: boolean, 
/**
 * A control succeeded at the same time.
 */
control: boolean, 
/**
 * The provider's answer was one that it names as death.
 */
named_death: boolean, evidence: Evidence, 
/**
 * Whether the provider still lists it; none when the list could not be read.
 */
listed: boolean | null, request: string, answer: string, };

export type UnfinishedView = { id: string, key_id: string, label: string, account_id: string, account_name: string, provider_name: string, situation: Situation, 
/**
 * What stopped it last time, if something did.
 */
error: ApiError | null, 
/**
 * The one to offer first comes first.
 */
actions: Array<NextStep>, candidates: Array<CandidateView>, opened_at: string, };

export type Situation = "not_sent" | "unsure" | "almost_done" | "usage_level" | "waiting_for_id" | "secret_never_arrived" | "unread_answer" | "answer_held" | "second_key_possible" | "exchange_unsure" | "permission_renamed" | "stop_not_sent" | "stop_not_proven" | "erase_open";

export type NextStep = "finish" | "discard" | "use_website" | "let_provider" | "enter_key_id" | "stop_candidates" | "ask_again" | "keep_key" | "rotate_again" | "use_new_names" | "leave_unproven" | "leave_unsure";

export type CandidateView = { remote_id: string, remote_name: string, };

export type ActivityView = { seq: number, at: string, act: Act, subject: string, account: string, outcome: Outcome, cause: Code | null, 
/**
 * What the sentence mentions besides, such as the permissions that were added.
 */
note: string | null, };

export type Act = "account_added" | "account_removed" | "list_read" | "key_appeared" | "key_vanished" | "permissions_changed" | "pair_made" | "secret_kept" | "public_half_sent" | "key_made" | "key_adopted" | "key_brought_in" | "key_rotated" | "key_forgotten" | "request_written" | "request_closed" | "making_discarded" | "public_half_copied" | "tested" | "stop_asked" | "stop_sent" | "proof" | "gone_from_list" | "secret_erased" | "stop_withdrawn" | "log_checked" | "rotation_begun" | "rotation_left" | "rotation_done" | "system_noted" | "system_removed" | "system_switched" | "handed_over" | "label_changed" | "purpose_changed" | "manager_replaced" | "stop_many_asked" | "stop_many_done" | "policy_changed" | "rotate_by_changed" | "dashboard_opened" | "log_exported" | "sheet_saved";

export type Outcome = "done" | "refused" | "unknown";

export type LogCheckView = { verdict: LogVerdict, entries: number, 
/**
 * Entries that the keychain's seal does not cover yet.
 */
unsealed: number, 
/**
 * The first entry that is wrong.
 */
at: number | null, };

export type LogVerdict = "sound" | "seal_unreadable" | "altered" | "cut_off" | "exchanged";

export type KeychainView = { 
/**
 * Which keychain, such as "Secret Service".
 */
name: string, 
/**
 * None when all is well.
 */
problem: Code | null, memory_only: boolean, 
/**
 * What is kept is there again after a restart; none where it cannot be told now.
 */
survives_restart: boolean | null, 
/**
 * The most that an item may hold, in bytes; none where there is no such limit.
 */
item_limit: number | null, };

export type ProviderView = { id: string, name: string, environments: Array<EnvironmentView>, forms: Array<FormView>, 
/**
 * Empty where its keys carry none, or where each account has its own (`account_permissions`).
 */
permissions: Array<PermissionInfoView>, permissions_fetched: boolean, presets: Array<PresetView>, 
/**
 * What a key of this provider consists of, for bringing one in.
 */
key_form: FormView, abilities: AbilitiesView, 
/**
 * The provider's own choices for a new key.
 */
extras: Array<ExtraView>, 
/**
 * Sizes of RSA pairs in bits, the default first; empty where there is no pair.
 */
key_sizes: Array<number>, 
/**
 * The ways a key can be made, the recommended first.
 */
ways: Array<Way>, 
/**
 * Longest label in characters.
 */
label_max: number, documentation: string, 
/**
 * Where a person makes and stops keys by hand, and the steps there.
 */
website: string, website_steps: Array<string>, 
/**
 * How a key is stopped there by hand.
 */
website_stop_steps: Array<string>, };

export type EnvironmentView = { id: string, name: string, kind: EnvironmentKind, 
/**
 * Empty for a custom address, which the person types.
 */
address: string, custom: boolean, };

export type FormView = { id: string, name: string, hint: string, fields: Array<FieldView>, };

export type FieldView = { id: string, name: string, hint: string, kind: FieldKind, optional: boolean, };

export type FieldKind = "text" | "secret" | "private_key";

export type PermissionInfoView = { scope: string, sentence: string, risk: Risk, 
/**
 * Permissions that come with it.
 */
needs: Array<string>, 
/**
 * Whether new keys are made with it; otherwise it is known, and shown where a key has it.
 */
offered: boolean, };

export type PresetView = { id: string, name: string, scopes: Array<string>, };

export type AccountRequest = { provider: string, name: string, environment: string, 
/**
 * For a custom address only.
 */
address: string | null, 
/**
 * For a custom address only: whether the person says that no real money is behind it.
 */
not_production: boolean, form: string, fields: Array<FieldRequest>, };

export type FieldRequest = { id: string, 
/**
 * What was typed or pasted; empty where a chosen file stands for it.
 */
value: string, 
/**
 * The handle of a file that was chosen in the native dialog.
 */
file: string | null, 
/**
 * The passphrase of a protected private key.
 */
passphrase: string | null, };

export type ChosenFileView = { file: string, name: string, 
/**
 * Size of the RSA key in bits; none while a passphrase is needed.
 */
bits: number | null, passphrase_needed: boolean, };

export type TrialView = { trial: string, test: TestView, 
/**
 * How many keys the provider lists, where it let us see.
 */
listed: number | null, 
/**
 * Whether it may be saved: only an account that was seen to work.
 */
may_save: boolean, };

export type CreateRequest = { account_id: string, label: string, scopes: Array<string>, way: Way, 
/**
 * Size of an RSA pair; none where the provider makes the key.
 */
bits: number | null, 
/**
 * The provider's own choices, by their ids; what is left out is not sent.
 */
extras: { [key in string]: string }, };

export type FactView = { name: string, value: string, };

export type BringRequest = { account_id: string, label: string, 
/**
 * The row of the provider's list that it belongs to, where the person says so.
 */
remote_id: string | null, 
/**
 * The fields of the provider's `key_form`.
 */
fields: Array<FieldRequest>, };

export type RotateRequest = { key_id: string, 
/**
 * The new key's label.
 */
label: string, plan: Plan, 
/**
 * Other permissions than the old key's; none: the same.
 */
scopes: Array<string> | null, 
/**
 * None: the provider's recommended way.
 */
way: Way | null, 
/**
 * Size of an RSA pair; none: that of the old one.
 */
bits: number | null, };

export type AskRequest = { provider: string, environment: string, label: string, scopes: Array<string>, };

export type AskedView = { id: string, provider: string, provider_name: string, environment: string, environment_name: string, label: string, permissions: Array<PermissionView>, to: string, subject: string, body: string, asked_at: string, };

export type UsageLogView = { 
/**
 * False where the provider keeps none for this key: no error.
 */
available: boolean, rows: Array<UsageRowView>, 
/**
 * Where the next part begins.
 */
next: string | null, };

export type UsageRowView = { at: string | null, 
/**
 * What was called, such as `GET /portfolio`.
 */
call: string, status: string | null, 
/**
 * What is unlike the rest.
 */
marks: Array<UsageMark>, 
/**
 * What else the provider tells of the call.
 */
facts: Array<FactView>, };

export type DroppedView = { file: ChosenFileView | null, error: ApiError | null, };

export type AbilitiesView = { list: boolean, create: boolean, rotate: boolean, 
/**
 * Rotating ends the old secret at once: the provider exchanges it.
 */
exchange: boolean, usage_log: boolean, 
/**
 * Keys are asked for by e-mail.
 */
ask: boolean, };

export type ExtraView = { id: string, name: string, hint: string, min: number, max: number, };

export type ProgressView = { step: Step, state: StepState, 
/**
 * Which of several keys it is about.
 */
key_id: string | null, 
/**
 * Set while a step is repeated.
 */
again: AgainView | null, };

export type Step = "make_pair" | "keep_secret" | "send_public" | "ask_provider" | "match_key" | "test" | "ask_to_stop" | "proof" | "erase_secret";

export type StepState = "begun" | "done" | "failed";

export type FlowView = { key: KeyView, 
/**
 * Set where something is still open.
 */
unfinished: UnfinishedView | null, };

export type Door = "retire" | "emergency";

export type PublicHalfView = { pem: string, fingerprint: string, };

export type AgainView = { 
/**
 * What was found last.
 */
verdict: ProofVerdict, cause: Code | null, 
/**
 * How often it was asked, and how often it will be at most.
 */
asked: number, of: number, };

export type RotationWay = "new_key" | "successor" | "exchange";

export type Plan = "planned" | "leaked";

export type RotationView = { id: string, account_id: string, plan: Plan, phase: RotationPhase, old_id: string, old_label: string, new_id: string, new_label: string, 
/**
 * The new key has passed its test.
 */
new_works: boolean, 
/**
 * The old key is stopped already, by an exchange or by hand.
 */
old_ended: boolean, 
/**
 * The old key is the one that Keyrack worked with; it works with the new one now.
 */
manager: boolean, 
/**
 * The systems that the new key has to be handed to.
 */
switches: Array<SwitchView>, opened_at: string, };

export type RotationPhase = "making" | "hand_over" | "stopping";

export type SwitchView = { holder_id: string, name: string, purpose: Purpose | null, done: boolean, };

export type RetireOldRequest = { rotation_id: string, 
/**
 * The old key's label, or the last four characters of its id.
 */
confirmation: string, 
/**
 * The person knows that the new key has not passed its test, or is not everywhere yet.
 */
anyway: boolean, };

export type Purpose = "development" | "staging" | "production";

export type HolderView = { id: string, name: string, purpose: Purpose | null, since: string, };

export type HolderRequest = { name: string, purpose: Purpose | null, };

export type HandOverFormat = "pem" | "pkcs1" | "pem_protected" | "env" | "part";

export type HandOverRequest = { key_id: string, format: HandOverFormat, 
/**
 * Which part, where the form is one part.
 */
part: string | null, 
/**
 * Where the form is a protected one.
 */
passphrase: string | null, };

export type HandOverFormView = { format: HandOverFormat, part: string | null, 
/**
 * What the provider calls that part.
 */
part_name: string | null, file: boolean, clipboard: boolean, };

export type HandedView = { 
/**
 * The file's name without its folder.
 */
file: string, warnings: Array<PlaceWarning>, 
/**
 * How a secrets manager takes the file in, after which the file is removed.
 */
commands: Array<ManagerCommandView>, };

export type ManagerCommandView = { manager: SecretsManager, 
/**
 * For a shell, whole; it holds the file's path and no secret.
 */
text: string, };

export type SecretsManager = "hashicorp_vault" | "openbao" | "aws_secrets_manager";

export type PlaceWarning = "git_work_tree" | "synchronised" | "downloads";

export type ClipboardView = { label: string, 
/**
 * When Keyrack clears it; none where that is over.
 */
until: string | null, end: ClipboardEnd | null, };

export type ClipboardEnd = "cleared" | "locked" | "replaced" | "not_cleared";

export type SnippetView = { language: SnippetLanguage, 
/**
 * What the file may be called.
 */
file: string, 
/**
 * The commands that run it; the first reads the `.env` file in.
 */
run: Array<string>, text: string, };

export type SnippetLanguage = "curl" | "python" | "typescript" | "rust";

export type EngineerSheetView = { made_at: string, key: KeyView, environment: EnvironmentKind, address: string, permissions: Array<PermissionView>, 
/**
 * The names under which programs look for it.
 */
names: Array<EnvNameView>, 
/**
 * How a request carries it, one header a line, with words in place of values.
 */
headers: Array<string>, documentation: string, };

export type EnvNameView = { name: string, holds: EnvHolds, 
/**
 * What the provider calls it.
 */
part_name: string | null, 
/**
 * The value itself, where it is no secret.
 */
value: string | null, };

export type EnvHolds = "key_id" | "label" | "secret" | "secret_half";

export type Language = "en" | "de";

export type StopManyRequest = { key_ids: Array<string>, 
/**
 * Instead of a selection: all of this account, read from the provider's list first.
 */
account_id: string | null, door: Door, 
/**
 * For *Retire*: the account's name, or the number of selected keys.
 */
confirmation: string | null, };

export type BulkView = { id: string, door: Door, 
/**
 * Set where it is a whole account.
 */
account_id: string | null, 
/**
 * In the order in which they are stopped: a key that Keyrack works with comes last.
 */
rows: Array<BulkRowView>, 
/**
 * Something is left that can be tried again.
 */
open: boolean, 
/**
 * Why the provider's list could not be read before: keys that are new there may be missing here.
 */
list_problem: Code | null, 
/**
 * Accounts whose own credential is no key that can be stopped here, such as a session token.
 */
not_stoppable: Array<CredentialLeftView>, opened_at: string, };

export type BulkRowView = { key_id: string, label: string, account_name: string, result: BulkResult, cause: Code | null, params: { [key in string]: string }, };

export type BulkResult = "waiting" | "confirmed_dead" | "gone_from_list" | "still_alive" | "not_confirmed" | "not_stopped" | "cannot_stop" | "held_back";

export type CredentialLeftView = { account_id: string, account_name: string, 
/**
 * What it is, such as "Bearer token".
 */
form_name: string, };

export type TestAllView = { works: number, refused: number, could_not_tell: number, 
/**
 * Not tested: cancelled before, or the secret is not here.
 */
left_out: number, cancelled: boolean, };

export type DueView = { key_id: string, label: string, account_name: string, environment: EnvironmentKind, kind: DueKind, at: string, 
/**
 * The moment has passed.
 */
over: boolean, };

export type DueKind = "rotate_by" | "expires";

export type PolicyView = { 
/**
 * Days after which a key is to be rotated; none: no policy.
 */
rotate_days: number | null, 
/**
 * Days ahead in which a key is said to be due soon.
 */
remind_days: number, };

export type RefreshView = { overview: OverviewView, 
/**
 * What was done there by somebody else since the last time.
 */
changes: Array<ChangeView>, };

export type ChangeView = { kind: ChangeKind, key_id: string, label: string, 
/**
 * Permissions that it has now and had not, and the other way round.
 */
added: Array<string>, removed: Array<string>, };

export type ChangeKind = "appeared" | "vanished" | "permissions";

export type SheetView = { made_at: string, accounts: Array<SheetAccountView>, };

export type SheetAccountView = { name: string, provider_name: string, environment: EnvironmentKind, environment_name: string, address: string, 
/**
 * What Keyrack works with there, and its id where it has one.
 */
credential: string, credential_id: string | null, website: string, 
/**
 * How a key is stopped there by hand.
 */
steps: Array<string>, keys: Array<SheetKeyView>, };

export type SheetKeyView = { label: string, remote_id: string | null, moves_money: boolean, 
/**
 * Whose secret was on this computer.
 */
here: boolean, holders: Array<string>, };

export type SavedView = { 
/**
 * The file's name without its folder.
 */
file: string, };

export type ActivityRequest = { 
/**
 * Entries older than this one.
 */
before: number | null, 
/**
 * Part of a key's or account's name, in any case.
 */
text: string, 
/**
 * An account's name as the log has it, or the id of one that is here.
 */
account: string | null, group: ActGroup | null, outcome: Outcome | null, };

export type ActGroup = "making" | "testing" | "stopping" | "handing_over" | "drift" | "accounts";

export type ExportFormat = "csv" | "json";

export type UsageMark = "spike" | "unusual_hour" | "unknown_call";

export type CheckView = { check: Check, found: Found, };

export type Check = "secret" | "reach" | "clock" | "known" | "halves" | "permission";

export type Found = "good" | "bad" | "unknown";
