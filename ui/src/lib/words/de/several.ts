/** Words of several keys at once: selecting, stopping, and what came of it. */
import type { BulkResult, BulkRowView, Step, StepState } from '$api/types';
import { many, number } from './amounts';

const list = (names: string[]) => (names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} und ${names.at(-1)}`);
/** The first few by name; of a crowd the number. */
const few = (names: string[]) => (names.length <= 3 ? list(names) : `${names.slice(0, 2).join(', ')} und ${names.length - 2} weitere`);

export const selection = {
  all: 'Alle gefundenen Schlüssel auswählen',
  one: (label: string) => `${label} auswählen`,
  region: 'Ausgewählte Schlüssel',
  count: (n: number) => `${number(n)} ausgewählt`,
  hidden: (n: number) => `${number(n)} davon ausgeblendet`,
  retire: 'Stilllegen…',
  emergency: 'Notstopp…',
  clear: 'Aufheben',
};

export const stopMany = {
  title: {
    emergency: (n: number) => `Notstopp für ${many(n, 'Schlüssel', 'Schlüssel')}`,
    retire: (n: number) => `${many(n, 'Schlüssel', 'Schlüssel')} stilllegen`,
  },
  titleAccount: {
    emergency: (account: string) => `Notstopp für alles in „${account}“`,
    retire: (account: string) => `Alles in „${account}“ stilllegen`,
  },
  running: 'Wird gestoppt…',
  ended: 'Was daraus wurde',
  emergencySay: (n: number) =>
    n === 1
      ? 'Stoppt diesen Schlüssel binnen Sekunden. Alles, was ihn nutzt, verliert den Zugang. Das lässt sich nicht rückgängig machen.'
      : `Stoppt diese ${many(n, 'Schlüssel', 'Schlüssel')} binnen Sekunden. Alles, was sie nutzt, verliert den Zugang. Das lässt sich nicht rückgängig machen.`,
  retireSay: (n: number) =>
    `Alles, was ${n === 1 ? 'diesen Schlüssel' : `diese ${many(n, 'Schlüssel', 'Schlüssel')}`} nutzt, verliert sofort den Zugang. Das lässt sich nicht rückgängig machen; neue Schlüssel lassen sich jederzeit erstellen.`,
  accountSay: (n: number, provider: string) =>
    `Stoppt jeden lebenden Schlüssel des Kontos bei ${provider}: ${n === 0 ? 'Hier ist keiner bekannt' : `Hier ${n === 1 ? 'ist' : 'sind'} ${many(n, 'Schlüssel', 'Schlüssel')} bekannt`}, dazu kommt, was sonst noch in der Liste von ${provider} steht. Alles, was diese Schlüssel nutzt, verliert den Zugang. Das lässt sich nicht rückgängig machen.`,
  lastTitle: 'Keyracks eigener Schlüssel wird zuletzt gestoppt',
  lastSay: (provider: string) => `Danach kann Keyrack über dieses Konto bei ${provider} nichts mehr tun: keinen anderen Schlüssel erstellen, testen oder stoppen.`,
  elseTitle: (form: string) => `Keyrack arbeitet hier mit etwas anderem: ${form}`,
  elseSay: (provider: string) => `Es ist keiner der Schlüssel, die hier bekannt sind. Steht es in der Liste von ${provider}, wird es zuletzt gestoppt. Sonst lebt es weiter, und Keyrack nennt es am Ende.`,
  managersTitle: (labels: string[]) => (labels.length === 1 ? `Keyrack selbst arbeitet mit „${labels[0]}“` : 'Keyrack selbst arbeitet mit einigen davon'),
  managersSay: (accounts: string[]) => `Womit Keyrack arbeitet, kommt zuletzt. Danach kann Keyrack über ${list(accounts)} nichts mehr tun.`,
  perhapsTitle: 'Vielleicht arbeitet Keyrack selbst mit einem davon',
  perhapsSay: 'Aus keiner Liste geht hervor, mit welchem. Ist er dabei, kann Keyrack über sein Konto nichts mehr tun.',
  cannot: (labels: string[]) =>
    `Keyrack kann ${few(labels.map((label) => `„${label}“`))} nicht stoppen. ${labels.length === 1 ? 'Der Schlüssel lebt weiter, bis ihn jemand' : 'Diese Schlüssel leben weiter, bis sie jemand'} auf der Website stoppt.`,
  money: (n: number) => (n === 1 ? '1 kann Geld bewegen' : `${n} können Geld bewegen`),
  where: 'Wo sie sind',
  keys: (n: number) => many(n, 'Schlüssel', 'Schlüssel'),
  again: 'Wie es danach weitergeht',
  againSay: (provider: string) => `Erstellen Sie auf der Website von ${provider} einen Schlüssel, und fügen Sie das Konto damit hinzu.`,
  now: (labels: string[]) => `${few(labels)} jetzt stoppen`,
  nowAccount: (account: string) => `Alles in ${account} jetzt stoppen`,
  typeNumber: 'Zum Fortfahren die Zahl der Schlüssel eingeben',
  typeName: 'Zum Fortfahren den Namen des Kontos eingeben',
  retire: (n: number) => `${many(n, 'Schlüssel', 'Schlüssel')} stilllegen`,
  retireAccount: 'Schlüssel des Kontos stilllegen',
  keep: 'Behalten',
  leave: 'Weiterlaufen lassen',
  leaveSay: 'Sie müssen nicht warten: Die Arbeit läuft weiter, und was offen bleibt, steht unter „Schlüssel“.',
  close: 'Fertig',
  goOn: 'Fortsetzen',
  leaveIt: 'So lassen',
  left: (n: number) => `So belassen: ${many(n, 'Schlüssel ist', 'Schlüssel sind')} nicht nachweislich tot.`,
  rows: 'Schlüssel, die gestoppt werden',
  reading: (provider: string) => `Zuerst wird die Liste von ${provider} gelesen…`,
  listTitle: 'Die Liste ließ sich vorher nicht lesen',
  listSay: (why: string) => `${why} Schlüssel, die dort neu sind, fehlen hier vielleicht.`,
  credentialTitle: (form: string, account: string) => `Lebt weiter: ${form} von „${account}“`,
  credentialSay: 'Keyrack kann das nicht stoppen. Melden Sie sich auf der Website ab, oder beenden Sie es dort.',
  openTitle: (n: number) => `Das Stoppen von ${many(n, 'Schlüssel', 'Schlüsseln')} ist nicht abgeschlossen`,
  openTitleAccount: (account: string) => `Das Stoppen von allem in „${account}“ ist nicht abgeschlossen`,
  underWay: (n: number) => `${many(n, 'Schlüssel wird', 'Schlüssel werden')} gestoppt`,
  show: 'Zeigen',
  region: 'Mehrere Schlüssel stoppen',
  account: 'Notstopp…',
  retireAll: 'Alle stilllegen…',
  accountOf: (account: string) => `Notstopp… für alles in ${account}`,
  retireAllOf: (account: string) => `Alle stilllegen… in ${account}`,
  progress: (done: number, all: number) => `${done} von ${all} erledigt`,
};

export const bulkResults: Record<BulkResult, string> = {
  waiting: 'Wartet',
  confirmed_dead: 'Nachweislich tot',
  gone_from_list: 'Nicht mehr in der Liste',
  still_alive: 'Lebt noch',
  not_confirmed: 'Nicht bestätigt',
  not_stopped: 'Nicht gestoppt',
  cannot_stop: 'Hier nicht zu stoppen',
  held_back: 'Zurückgestellt',
};

/** What is added where the core names no cause. */
export const bulkSays: Partial<Record<BulkResult, string>> = {
  waiting: 'Dieser Schlüssel war noch nicht an der Reihe und lebt.',
  gone_from_list: 'Das Geheimnis ist nicht hier, darum ließ sich der Schlüssel nicht prüfen.',
  not_stopped: 'Dieser Schlüssel lebt.',
};

/** Where one of several keys stands while they are being stopped. */
export const bulkSteps: Partial<Record<Step, Record<StepState, string>>> = {
  ask_to_stop: { begun: 'Wird gestoppt', done: 'Stopp angefordert', failed: 'Nicht gestoppt' },
  proof: { begun: 'Nachweis läuft', done: 'Nachweis fertig', failed: 'Kein Nachweis' },
  erase_secret: { begun: 'Geheimnis wird gelöscht', done: 'Nachweis fertig', failed: 'Geheimnis noch nicht gelöscht' },
};

/** "3 von 5 sind nachweislich tot. 1 lebt: order-engine." Half says nothing. */
export function bulkSummary(rows: BulkRowView[]): string {
  const of = (...results: BulkResult[]) => rows.filter((row) => results.includes(row.result)).map((row) => row.label);
  const dead = of('confirmed_dead');
  const gone = of('gone_from_list');
  const lives = of('still_alive', 'not_stopped', 'cannot_stop', 'held_back');
  const unsure = of('not_confirmed');
  const waiting = of('waiting');
  const all = rows.length;
  const parts = [
    dead.length === all && all > 0 ? (all === 1 ? 'Der Schlüssel ist nachweislich tot.' : `Alle ${all} sind nachweislich tot.`) : `${dead.length} von ${all} ${dead.length === 1 ? 'ist' : 'sind'} nachweislich tot.`,
    gone.length > 0 ? `${gone.length} ${gone.length === 1 ? 'steht' : 'stehen'} nicht mehr in der Liste und ${gone.length === 1 ? 'ließ' : 'ließen'} sich nicht prüfen: ${few(gone)}.` : '',
    lives.length > 0 ? `${lives.length} ${lives.length === 1 ? 'lebt' : 'leben'} noch: ${few(lives)}.` : '',
    unsure.length > 0 ? `${unsure.length} ${unsure.length === 1 ? 'ist' : 'sind'} nicht bestätigt und ${unsure.length === 1 ? 'lebt' : 'leben'} vielleicht noch: ${few(unsure)}.` : '',
    waiting.length > 0 ? `${waiting.length} ${waiting.length === 1 ? 'war' : 'waren'} noch nicht an der Reihe: ${few(waiting)}.` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}
