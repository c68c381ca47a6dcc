/** The sentences of the log. */
import type { Act, Code, Outcome, Purpose } from '$api/types';
import { many as amount } from './amounts';
import { purposes } from './care';
import { time } from './time';

type ActSaid = { subject: string; account: string; cause?: Code | null; note?: string | null };
const at = (a: string) => (a ? ` · ${a}` : '');
// A key or an account, by its name where it has one, in the case that the sentence asks for.
const key = (s: ActSaid) => (s.subject ? `„${s.subject}“` : 'Ein Schlüssel');
const ofKey = (s: ActSaid) => (s.subject ? `von „${s.subject}“` : 'eines Schlüssels');
const aKey = (s: ActSaid) => (s.subject ? `„${s.subject}“` : 'einen Schlüssel');
const named = (name: string) => (name ? `Das Konto „${name}“` : 'Ein Konto');
const of = (name: string) => (name ? `von „${name}“` : 'eines Kontos');
// What an entry mentions besides: quoted where it is a name, plain where it is a number, a date or a choice.
const system = (s: ActSaid) => (s.note ? `„${s.note}“` : 'Ein System');
const more = (s: ActSaid) => (s.note ? `: ${s.note}` : '');
const to = (s: ActSaid) => (s.note ? ` zu „${s.note}“` : '');

export const acts: Record<Act, Record<Outcome, (s: ActSaid) => string>> = {
  account_added: tried((s) => named(s.subject || s.account), 'wurde hinzugefügt', 'wurde nicht hinzugefügt', 'wurde vielleicht nicht hinzugefügt', { nowhere: true }),
  account_removed: tried((s) => named(s.subject || s.account), 'wurde entfernt', 'wurde nicht entfernt', 'wurde vielleicht nicht entfernt', { nowhere: true }),
  list_read: tried((s) => `Die Liste ${of(s.account || s.subject)}`, 'wurde gelesen', 'ließ sich nicht lesen', 'ist vielleicht unvollständig', { nowhere: true }),
  key_appeared: sure((s) => `${key(s)} ist neu in der Liste des Anbieters${at(s.account)}`),
  key_vanished: sure((s) => `${key(s)} ist aus der Liste des Anbieters verschwunden${at(s.account)}`),
  permissions_changed: sure((s) => `Die Berechtigungen ${ofKey(s)} haben sich beim Anbieter geändert${more(s)}${at(s.account)}`),
  pair_made: tried((s) => `Das Schlüsselpaar ${ofKey(s)}`, 'wurde auf diesem Computer erstellt', 'ließ sich nicht erstellen', 'wurde vielleicht nicht erstellt'),
  secret_kept: tried((s) => `Das Geheimnis ${ofKey(s)}`, 'wurde in Ihrem Schlüsselbund gespeichert', 'wurde nicht gespeichert', 'wurde vielleicht nicht gespeichert'),
  public_half_sent: tried((s) => `Die öffentliche Hälfte ${ofKey(s)}`, 'wurde gesendet', 'wurde abgelehnt', 'wurde gesendet, eine Antwort kam nicht'),
  key_made: tried(key, 'wurde erstellt', 'wurde nicht erstellt', 'wurde vielleicht erstellt'),
  key_adopted: tried(key, 'wurde nach bestandener Prüfung übernommen', 'wurde nicht übernommen', 'wurde vielleicht nicht übernommen'),
  key_brought_in: tried(key, 'wurde aufgenommen', 'wurde nicht aufgenommen', 'wurde vielleicht nicht aufgenommen'),
  key_rotated: tried((s) => `Ein neuer Schlüssel anstelle ${ofKey(s)}`, 'wurde erstellt', 'wurde nicht erstellt', 'wurde vielleicht erstellt'),
  key_forgotten: tried(key, 'wurde hier vergessen, aber nicht gestoppt', 'ließ sich hier nicht vergessen', 'wurde hier vielleicht nicht vergessen'),
  request_written: tried((s) => `Eine Anfrage für ${aKey(s)}`, 'wurde geschrieben', 'ließ sich nicht schreiben', 'wurde vielleicht nicht geschrieben'),
  request_closed: tried((s) => `Die Anfrage für ${aKey(s)}`, 'wurde geschlossen', 'ließ sich nicht schließen', 'wurde vielleicht nicht geschlossen'),
  making_discarded: tried((s) => `Das Erstellen ${ofKey(s)}`, 'wurde verworfen', 'ließ sich nicht verwerfen', 'wurde vielleicht nicht verworfen'),
  public_half_copied: tried((s) => `Die öffentliche Hälfte ${ofKey(s)}`, 'wurde kopiert', 'ließ sich nicht kopieren', 'wurde vielleicht nicht kopiert'),
  tested: {
    ...tried(key, 'wurde getestet und funktioniert', 'wurde getestet und abgelehnt', 'wurde getestet; ob der Schlüssel funktioniert, war nicht feststellbar'),
    done: (s) => `${key(s)} wurde getestet und ${s.cause === 'secret_not_tried' ? 'steht in der Liste; das Geheimnis ließ sich nicht prüfen' : 'funktioniert'}${at(s.account)}`,
  },
  stop_asked: tried((s) => `Das Stoppen ${ofKey(s)}`, 'wurde veranlasst', 'wurde abgelehnt', 'wurde vielleicht nicht veranlasst'),
  stop_sent: tried((s) => `Der Auftrag, ${aKey(s)} zu stoppen,`, 'wurde vom Anbieter angenommen', 'wurde vom Anbieter abgelehnt', 'wurde gesendet, eine Antwort kam nicht'),
  proof: tried(key, 'ist nachweislich tot', 'lebt noch', 'ist noch nicht nachweislich tot'),
  gone_from_list: sure((s) => `${key(s)} steht nicht mehr in der Liste des Anbieters; das Geheimnis war nicht hier und ließ sich nicht prüfen${at(s.account)}`),
  secret_erased: tried((s) => `Das Geheimnis ${ofKey(s)}`, 'wurde aus Ihrem Schlüsselbund gelöscht', 'ließ sich nicht löschen', 'wurde vielleicht nicht gelöscht'),
  stop_withdrawn: tried((s) => `Das Stoppen ${ofKey(s)}`, 'wurde zurückgenommen', 'ließ sich nicht zurücknehmen', 'wurde vielleicht nicht zurückgenommen'),
  log_checked: {
    done: () => 'Das Protokoll wurde geprüft und ist in Ordnung',
    refused: () => 'Das Protokoll wurde geprüft, und etwas stimmt nicht',
    unknown: () => 'Das Protokoll wurde geprüft, aber das Siegel ließ sich nicht lesen',
  },
  rotation_begun: tried((s) => `Der Wechsel ${ofKey(s)}${to(s)}`, 'wurde begonnen', 'ließ sich nicht beginnen', 'wurde vielleicht nicht begonnen'),
  rotation_left: tried((s) => `Der Wechsel ${ofKey(s)}`, 'wurde abgebrochen; beide Schlüssel bleiben', 'ließ sich nicht abbrechen', 'wurde vielleicht nicht abgebrochen'),
  rotation_done: tried((s) => `Der Wechsel ${ofKey(s)}${to(s)}`, 'ist abgeschlossen', 'ist nicht abgeschlossen', 'ist vielleicht nicht abgeschlossen'),
  system_noted: noted('hat', 'Eingetragen', 'Nicht eingetragen', 'Vielleicht eingetragen'),
  system_removed: noted('hat', 'Nicht mehr eingetragen', 'Weiterhin eingetragen', 'Vielleicht noch eingetragen'),
  system_switched: noted('nutzt', 'Eingetragen', 'Nicht eingetragen', 'Vielleicht eingetragen'),
  handed_over: tried((s) => `Das Geheimnis ${ofKey(s)}`, 'wurde übergeben', 'wurde nicht übergeben', 'wurde vielleicht nicht übergeben', { end: (s) => (s.note === 'clipboard' ? ': Zwischenablage' : more(s)) }),
  label_changed: tried((s) => (s.note ? 'Eine Bezeichnung' : `Die Bezeichnung ${ofKey(s)}`), 'wurde geändert', 'ließ sich nicht ändern', 'wurde vielleicht nicht geändert', { end: more }),
  purpose_changed: tried((s) => `Der Zweck ${of(s.account || s.subject)}`, 'wurde geändert', 'ließ sich nicht ändern', 'wurde vielleicht nicht geändert', { end: purpose, nowhere: true }),
  manager_replaced: {
    done: (s) => `Der Schlüssel, mit dem Keyrack arbeitet, wurde${by(s)} ersetzt${at(s.account)}`,
    refused: (s) => `Der Schlüssel, mit dem Keyrack arbeitet, ließ sich nicht${by(s)} ersetzen${at(s.account)}`,
    unknown: (s) => `Der Schlüssel, mit dem Keyrack arbeitet, wurde vielleicht nicht${by(s)} ersetzt${at(s.account)}`,
  },
  stop_many_asked: tried((s) => `Das Stoppen ${many(s)}`, 'wurde veranlasst', 'wurde abgelehnt', 'wurde vielleicht nicht veranlasst'),
  stop_many_done: tried((s) => `Das Stoppen ${many(s)}`, 'ist beendet', 'ist beendet; nicht alle sind gestoppt', 'ist beendet; nicht alle sind nachweislich tot'),
  policy_changed: tried(() => 'Die Regel für den Schlüsselwechsel', 'wurde geändert', 'ließ sich nicht ändern', 'wurde vielleicht nicht geändert', { end: days }),
  rotate_by_changed: tried((s) => `Das Datum für den Wechsel ${ofKey(s)}`, 'wurde geändert', 'ließ sich nicht ändern', 'wurde vielleicht nicht geändert', { end: day }),
  dashboard_opened: tried((s) => `Das Dashboard ${of(s.account || s.subject)}`, 'wurde im Browser geöffnet', 'ließ sich nicht öffnen', 'wurde vielleicht nicht geöffnet', { nowhere: true }),
  log_exported: tried(() => 'Das Protokoll', 'wurde in eine Datei geschrieben', 'ließ sich nicht in eine Datei schreiben', 'wurde vielleicht nicht in eine Datei geschrieben', { end: more }),
  engineer_sheet_saved: tried((s) => `Das Blatt für die Entwicklung zu ${s.subject ? `„${s.subject}“` : 'einem Schlüssel'}`, 'wurde gespeichert', 'ließ sich nicht speichern', 'wurde vielleicht nicht gespeichert', { end: more }),
  sheet_saved: tried(() => 'Das Blatt für einen verlorenen Computer', 'wurde gespeichert', 'ließ sich nicht speichern', 'wurde vielleicht nicht gespeichert', { end: more }),
};

function sure(say: (s: ActSaid) => string) {
  return { done: say, refused: say, unknown: say };
}

type Rest = { /** Stands behind what was done. */ end?: (s: ActSaid) => string; /** The account is named already. */ nowhere?: boolean };

function tried(who: (s: ActSaid) => string, done: string, refused: string, unknown: string, { end = () => '', nowhere = false }: Rest = {}) {
  const say = (what: string) => (s: ActSaid) => `${who(s)} ${what}${end(s)}${nowhere ? '' : at(s.account)}`;
  return { done: say(done), refused: say(refused), unknown: say(unknown) };
}

/** What a system or a person has or uses. */
function noted(does: string, done: string, refused: string, unknown: string) {
  const say = (what: string) => (s: ActSaid) => `${what}: ${system(s)} ${does} ${s.subject ? `den Schlüssel „${s.subject}“` : 'einen Schlüssel'}${at(s.account)}`;
  return { done: say(done), refused: say(refused), unknown: say(unknown) };
}

function by(s: ActSaid): string {
  return s.subject ? ` durch „${s.subject}“` : '';
}

function days(s: ActSaid): string {
  if (s.note === 'none') return ': keine';
  return s.note && /^\d+$/.test(s.note) ? `: ${amount(Number(s.note), 'Tag', 'Tage')}` : more(s);
}

function day(s: ActSaid): string {
  if (!s.note) return ': nach der Regel';
  return /^\d{4}-\d{2}-\d{2}$/.test(s.note) ? `: ${time.date(`${s.note}T12:00:00`)}` : more(s);
}

function purpose(s: ActSaid): string {
  return `: ${s.note ? (purposes[s.note as Purpose] ?? s.note) : 'keine Angabe'}`;
}

/** As many keys as the note says, or a whole account. */
function many(s: ActSaid): string {
  if (s.note && /^\d+$/.test(s.note)) return `von ${amount(Number(s.note), 'Schlüssel', 'Schlüsseln')}`;
  return s.subject ? `aller Schlüssel von „${s.subject}“` : 'mehrerer Schlüssel';
}
