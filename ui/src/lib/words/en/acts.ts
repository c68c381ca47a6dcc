/** The sentences of the log. */
import type { Act, Code, Outcome } from '$api/types';
import { many as amount } from './amounts';

type ActSaid = { subject: string; account: string; cause?: Code | null; note?: string | null };
const q = (s: string) => (s ? `“${s}”` : 'a key');
const at = (a: string) => (a ? ` · ${a}` : '');
// What an entry mentions besides: quoted where it is a name, plain where it is a number, a date or a choice.
const system = (s: ActSaid) => (s.note ? `“${s.note}”` : 'A system');
const ofKey = (s: ActSaid) => ` ${q(s.subject)}`;
const more = (s: ActSaid) => (s.note ? `: ${s.note}` : '');
const to = (s: ActSaid) => (s.note ? ` to “${s.note}”` : '');

export const acts: Record<Act, Record<Outcome, (s: ActSaid) => string>> = {
  account_added: {
    done: (s) => `The account ${q(s.subject || s.account)} was added`,
    refused: (s) => `The account ${q(s.subject || s.account)} was not added`,
    unknown: (s) => `The account ${q(s.subject || s.account)} may not have been added`,
  },
  account_removed: {
    done: (s) => `The account ${q(s.subject || s.account)} was removed`,
    refused: (s) => `The account ${q(s.subject || s.account)} was not removed`,
    unknown: (s) => `The account ${q(s.subject || s.account)} may not have been removed`,
  },
  list_read: {
    done: (s) => `The list of ${q(s.account || s.subject)} was read`,
    refused: (s) => `The list of ${q(s.account || s.subject)} could not be read`,
    unknown: (s) => `The list of ${q(s.account || s.subject)} may be incomplete`,
  },
  key_appeared: sure((s) => `${q(s.subject)} appeared on the provider’s list${at(s.account)}`),
  key_vanished: sure((s) => `${q(s.subject)} vanished from the provider’s list${at(s.account)}`),
  permissions_changed: sure((s) => `Permissions of ${q(s.subject)} changed at the provider${more(s)}${at(s.account)}`),
  pair_made: tried((s) => `The key pair of ${q(s.subject)}`, 'was made on this computer', 'could not be made', 'may not have been made'),
  secret_kept: tried((s) => `The secret of ${q(s.subject)}`, 'was kept in your keychain', 'was not kept', 'may not have been kept'),
  public_half_sent: tried((s) => `The public half of ${q(s.subject)}`, 'was sent', 'was refused', 'was sent, and no answer came'),
  key_made: tried((s) => q(s.subject), 'was made', 'was not made', 'may have been made'),
  key_adopted: tried((s) => q(s.subject), 'was taken over after it proved itself', 'was not taken over', 'may not have been taken over'),
  key_brought_in: tried((s) => q(s.subject), 'was brought in', 'was not brought in', 'may not have been brought in'),
  key_rotated: tried((s) => `A new key in place of ${q(s.subject)}`, 'was made', 'was not made', 'may have been made'),
  key_forgotten: tried((s) => q(s.subject), 'was forgotten here; it was not stopped', 'could not be forgotten here', 'may not have been forgotten here'),
  request_written: tried((s) => `A message that asks for ${q(s.subject)}`, 'was written', 'could not be written', 'may not have been written'),
  request_closed: tried((s) => `The request for ${q(s.subject)}`, 'was closed', 'could not be closed', 'may not have been closed'),
  making_discarded: tried((s) => `The making of ${q(s.subject)}`, 'was discarded', 'could not be discarded', 'may not have been discarded'),
  public_half_copied: tried((s) => `The public half of ${q(s.subject)}`, 'was copied', 'could not be copied', 'may not have been copied'),
  tested: {
    ...tried((s) => q(s.subject), 'was tested and works', 'was tested and refused', 'was tested, and Keyrack could not tell'),
    done: (s) => `${q(s.subject)} was tested and ${s.cause === 'secret_not_tried' ? 'is listed; the secret could not be tried' : 'works'}${at(s.account)}`,
  },
  stop_asked: tried((s) => `A stop of ${q(s.subject)}`, 'was asked for', 'was refused', 'may not have been asked for'),
  stop_sent: tried((s) => `The order to stop ${q(s.subject)}`, 'was taken by the provider', 'was refused by the provider', 'was sent, and no answer came'),
  proof: tried((s) => q(s.subject), 'was confirmed dead', 'is still alive', 'is not confirmed dead yet'),
  gone_from_list: sure((s) => `${q(s.subject)} is gone from the provider’s list; its secret was not here to try${at(s.account)}`),
  secret_erased: tried((s) => `The secret of ${q(s.subject)}`, 'was erased from your keychain', 'could not be erased', 'may not have been erased'),
  stop_withdrawn: tried((s) => `The stop of ${q(s.subject)}`, 'was withdrawn', 'could not be withdrawn', 'may not have been withdrawn'),
  log_checked: { done: () => 'The log was checked and is sound', refused: () => 'The log was checked, and something is wrong', unknown: () => 'The log was checked, but its seal could not be read' },
  rotation_begun: tried((s) => `A rotation of ${q(s.subject)}${to(s)}`, 'was begun', 'could not be begun', 'may not have been begun'),
  rotation_left: tried((s) => `The rotation of ${q(s.subject)}`, 'was left; both keys are kept', 'could not be left', 'may not have been left'),
  rotation_done: tried((s) => `The rotation of ${q(s.subject)}${to(s)}`, 'is done', 'is not done', 'may not be done'),
  system_noted: tried(system, 'was noted as having', 'could not be noted as having', 'may have been noted as having', { end: ofKey }),
  system_removed: tried(system, 'is no longer noted as having', 'is still noted as having', 'may still be noted as having', { end: ofKey }),
  system_switched: tried(system, 'was noted as using', 'could not be noted as using', 'may have been noted as using', { end: ofKey }),
  handed_over: tried((s) => `The secret of ${q(s.subject)}`, 'was handed over', 'was not handed over', 'may not have been handed over', { end: more }),
  label_changed: tried((s) => (s.note ? 'A label' : `The label of ${q(s.subject)}`), 'was changed', 'could not be changed', 'may not have been changed', { end: more }),
  purpose_changed: tried((s) => `The purpose of the account ${q(s.subject || s.account)}`, 'was changed', 'could not be changed', 'may not have been changed', { end: (s) => `: ${s.note ?? 'not said'}`, nowhere: true }),
  manager_replaced: tried(() => 'The key that Keyrack works with', 'was replaced', 'could not be replaced', 'may not have been replaced', { end: (s) => (s.subject ? ` by ${q(s.subject)}` : '') }),
  stop_many_asked: tried((s) => `A stop of ${many(s)}`, 'was asked for', 'was refused', 'may not have been asked for'),
  stop_many_done: tried((s) => `The stop of ${many(s)}`, 'came to its end', 'left keys that are not stopped', 'left keys that are not proven dead'),
  policy_changed: tried(() => 'The rotation policy', 'was changed', 'could not be changed', 'may not have been changed', { end: days }),
  rotate_by_changed: tried((s) => `The date by which ${q(s.subject)} is rotated`, 'was changed', 'could not be changed', 'may not have been changed', { end: (s) => `: ${s.note ?? 'by the policy'}` }),
  dashboard_opened: tried((s) => `The dashboard of ${q(s.account || s.subject)}`, 'was opened in the browser', 'could not be opened', 'may not have been opened', { nowhere: true }),
  log_exported: tried(() => 'The log', 'was written to a file', 'could not be written to a file', 'may not have been written to a file', { end: more }),
  engineer_sheet_saved: tried((s) => `The engineer’s sheet of ${q(s.subject)}`, 'was saved', 'could not be saved', 'may not have been saved', { end: more }),
  sheet_saved: tried(() => 'The sheet for a lost computer', 'was saved', 'could not be saved', 'may not have been saved', { end: more }),
};

function sure(say: (s: ActSaid) => string) {
  return { done: say, refused: say, unknown: say };
}

type Rest = { /** Stands behind what was done. */ end?: (s: ActSaid) => string; /** The account is named already. */ nowhere?: boolean };

function tried(who: (s: ActSaid) => string, done: string, refused: string, unknown: string, { end = () => '', nowhere = false }: Rest = {}) {
  const say = (what: string) => (s: ActSaid) => `${who(s)} ${what}${end(s)}${nowhere ? '' : at(s.account)}`;
  return { done: say(done), refused: say(refused), unknown: say(unknown) };
}

function days(s: ActSaid): string {
  return s.note && /^\d+$/.test(s.note) ? `: ${amount(Number(s.note), 'day', 'days')}` : more(s);
}

/** As many keys as the note says, or a whole account. */
function many(s: ActSaid): string {
  if (s.note && /^\d+$/.test(s.note)) return amount(Number(s.note), 'key', 'keys');
  return s.subject ? `all keys of ${q(s.subject)}` : 'several keys';
}
