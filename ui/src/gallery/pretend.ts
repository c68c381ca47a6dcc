/** What the pretended core knows, does next, and was asked. */
import type { Api, OnProgress } from '../lib/api/client';
import type { ActivityView, ApiError, AskedView, BulkView, ChangeView, ChosenFileView, ClipboardView, Code, DroppedView, FlowView, HandOverFormView, HandedView, KeychainView, OverviewView, PermissionInfoView, ProgressView, SavedView, SheetView, SnippetView, Step, TestAllView, TrialView, UsageLogView } from '$api/types';
import * as care from './care';
import * as data from './data';
import * as four from './four';
import * as handing from './handing';
import { fetched } from './providers';

type Name = keyof Api;

class Pretend {
  view: OverviewView = data.overview();
  keychain: KeychainView = { name: 'Secret Service', problem: null, memory_only: false, survives_restart: true, item_limit: null };
  trial: TrialView = { trial: 't1', test: data.test(), listed: 5, may_save: true };
  flow: FlowView | null = null;
  permissions: PermissionInfoView[] = fetched;
  asked: AskedView = four.asked;
  usage: UsageLogView[] = [];
  drop: (dropped: DroppedView) => void = () => undefined;
  change: () => void = () => undefined;
  calls: { name: Name; args: unknown[] }[] = [];
  /** What a command is refused with, or "hang" for one that never answers. */
  next: Partial<Record<Name, ApiError | 'hang'>> = {};
  /** The file that is chosen; null where the person cancels in the dialog of the system. */
  chosen: ChosenFileView | null = { file: 'f1', name: 'kalshi-key.pem', bits: 2048, passphrase_needed: false };
  /** What *Hand over* answers; null where the person cancels in the dialog of the system. */
  handed: HandedView | null = { file: 'reporting-bot.env', warnings: [], commands: [] };
  /** In which forms the secret can leave; null: as the key's kind has it. */
  forms: HandOverFormView[] | null = null;
  /** Whether the person says yes in the dialog of the system. */
  agrees = true;
  copied: ClipboardView | null = null;
  clipboard: (changed: ClipboardView) => void = () => undefined;
  snippets: SnippetView[] = handing.snippets;
  /** What the stop of several keys ends with. */
  bulk: BulkView | null = null;
  /** What the next refresh finds changed. */
  changes: ChangeView[] = [];
  entries: ActivityView[] = data.activity;
  /** How *Test all* ends. */
  tested: TestAllView = { works: 4, refused: 0, could_not_tell: 0, left_out: 0, cancelled: false };
  sheet: SheetView = care.sheet;
  /** Where a file went; null where the person cancels in the dialog of the system. */
  saved: SavedView | null | undefined = undefined;
  steps: (Pick<ProgressView, 'step' | 'state'> & Partial<ProgressView>)[] = [];

  refuse(name: Name, code: Code, params: ApiError['params'] = {}, details: string | null = null): void {
    this.next[name] = { code, params, details };
  }

  called(name: Name): unknown[][] {
    return this.calls.filter((call) => call.name === name).map((call) => call.args);
  }
}

export let pretend = new Pretend();

export function freshPretend(): Pretend {
  pretend = new Pretend();
  return pretend;
}

export async function answer<T>(name: Name, args: unknown[], value: () => T): Promise<T> {
  // As they were at the moment of asking: a form clears its secrets right after.
  pretend.calls.push({ name, args: JSON.parse(JSON.stringify(args)) as unknown[] });
  const next = pretend.next[name];
  if (next === 'hang') return new Promise<T>(() => undefined);
  await Promise.resolve();
  if (next) throw next;
  return value();
}

export function walk(onProgress: OnProgress, steps: Step[]): void {
  const told = pretend.steps.length > 0 ? pretend.steps : steps.flatMap((step) => [{ step, state: 'begun' as const }, { step, state: 'done' as const }]);
  for (const progress of told) onProgress({ key_id: null, again: null, ...progress });
}

export function flow(change: (view: FlowView) => FlowView): FlowView {
  const made = pretend.flow ?? change({ key: data.key(), unfinished: null });
  const others = pretend.view.keys.filter((key) => key.id !== made.key.id);
  pretend.view = {
    ...pretend.view,
    keys: [made.key, ...others],
    unfinished: [...pretend.view.unfinished.filter((entry) => entry.key_id !== made.key.id), ...(made.unfinished ? [made.unfinished] : [])],
  };
  return made;
}

export function ofAccount(id: string) {
  const account = pretend.view.accounts.find((one) => one.id === id) ?? data.account();
  const { provider, provider_name, environment, environment_name } = account;
  return { account_id: account.id, account_name: account.name, provider, provider_name, environment, environment_name };
}

export const find = (id: string) => pretend.view.keys.find((key) => key.id === id) ?? data.key({ id });
