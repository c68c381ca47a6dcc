/** Words of looking after what is there: what is due, what changed elsewhere, what to do on a bad day. */
import type { ActGroup, ChangeKind, DueKind, Outcome, Purpose, TestAllView, UsageMark } from '$api/types';
import { many, number } from './amounts';
import { capital } from './grammar';

export const purposes: Record<Purpose, string> = { development: 'Entwicklung', staging: 'Abnahme', production: 'Produktion' };

export const purpose = {
  name: 'Zweck',
  label: (account: string) => `Zweck von ${account}`,
  none: 'Keine Angabe',
  saved: (account: string, purpose: string) => `Zweck von ${account}: ${purpose}`,
};

export const due = {
  region: 'Fällig',
  title: (all: number, over: number) => `${many(all, 'Schlüssel ist', 'Schlüssel sind')} ${over === 0 ? 'fällig' : over === all ? 'überfällig' : `fällig, davon ${over} überfällig`}`,
  show: 'Anzeigen',
  hide: 'Ausblenden',
  rotate: 'Wechseln…',
  rotateOf: (label: string) => `Wechseln: ${label}`,
  kinds: {
    rotate_by: { soon: 'Bald fällig', over: 'Überfällig', at: (date: string, when: string) => `zu wechseln bis ${date}, ${when}`, was: (date: string, when: string) => `war zu wechseln bis ${date}, ${when}` },
    expires: { soon: 'Läuft bald ab', over: 'Abgelaufen', at: (date: string, when: string) => `läuft von selbst ab: ${date}, ${when}`, was: (date: string, when: string) => `von selbst abgelaufen: ${date}, ${when}` },
  } satisfies Record<DueKind, { soon: string; over: string; at: (date: string, when: string) => string; was: (date: string, when: string) => string }>,
};

export const age = {
  unknown: 'Nicht bekannt',
  old: (days: number) => (days === 0 ? 'Von heute' : days < 61 ? many(days, 'Tag', 'Tage') : days < 731 ? many(Math.floor(days / 30.44), 'Monat', 'Monate') : many(Math.floor(days / 365.25), 'Jahr', 'Jahre')),
  rotate: (when: string) => `wechseln ${when}`,
  overdue: (when: string) => `war ${when} fällig`,
};

/** What somebody else did at the provider since the list was read before. */
export const changes = {
  title: (account: string) => `Geändert seit dem letzten Mal: ${account}`,
  say: (provider: string): Record<ChangeKind, (label: string) => string> => ({
    appeared: (label) => `„${label}“ ist neu in der Liste von ${provider}.`,
    vanished: (label) => `„${label}“ steht nicht mehr in der Liste von ${provider}.`,
    permissions: (label) => `Die Berechtigungen von „${label}“ haben sich geändert:`,
  }),
  added: (permission: string) => `+ ${permission}`,
  removed: (permission: string) => `− ${permission}`,
  addedName: 'neu',
  removedName: 'entfallen',
  open: 'Zeigen',
  openOf: (label: string) => `Zeigen: Schlüssel ${label}`,
  dismiss: 'Ausblenden',
  said: (account: string, n: number) => `Liste von ${account} gelesen: ${many(n, 'Änderung', 'Änderungen')} seit dem letzten Mal.`,
};

export const testAll = {
  start: 'Alle testen',
  cancel: 'Abbrechen',
  cancelling: 'Der laufende Test wird noch beendet…',
  nothing: 'Von diesem Konto ist hier kein Geheimnis, darum gibt es nichts zu testen.',
  at: (label: string, n: number, all: number) => `„${label}“ wird getestet, ${number(n)} von ${number(all)}…`,
  starting: (all: number) => `${many(all, 'Schlüssel wird', 'Schlüssel werden')} getestet…`,
  progress: (account: string) => `Test aller Schlüssel von ${account}`,
  title: (t: TestAllView) => (t.cancelled ? 'Abgebrochen' : t.refused === 0 && t.could_not_tell === 0 ? 'Alle getesteten Schlüssel funktionieren' : 'Getestet'),
  /** "4 Schlüssel funktionieren, 1 Schlüssel wurde abgelehnt. 2 Schlüssel wurden nicht getestet: …" */
  summary: (t: TestAllView) => {
    const parts = [
      t.works > 0 ? many(t.works, 'Schlüssel funktioniert', 'Schlüssel funktionieren') : '',
      t.refused > 0 ? many(t.refused, 'Schlüssel wurde abgelehnt', 'Schlüssel wurden abgelehnt') : '',
      t.could_not_tell > 0 ? `bei ${many(t.could_not_tell, 'Schlüssel', 'Schlüsseln')} war es nicht feststellbar` : '',
    ].filter((part) => part !== '');
    const tested = parts.length > 0 ? `${parts.join(', ')}.` : 'Kein Schlüssel wurde getestet.';
    const left = t.left_out > 0 ? ` ${many(t.left_out, 'Schlüssel wurde', 'Schlüssel wurden')} nicht getestet: ${t.cancelled ? 'vorher abgebrochen, oder das Geheimnis ist nicht hier' : 'Das Geheimnis ist nicht hier'}.` : '';
    return capital(tested) + left;
  },
  showKeys: 'Schlüssel zeigen',
};

export const dashboard = {
  name: 'Dashboard',
  never: 'von hier aus noch nie',
  open: 'Dashboard öffnen',
  openOf: (account: string) => `Dashboard öffnen: ${account}`,
  title: 'Nutzung dieses Schlüssels',
  say: (provider: string) => `${provider} gibt Keyrack kein Protokoll der Aufrufe. Was mit dem Schlüssel getan wurde, zeigt das Dashboard dort.`,
  last: (when: string) => `Zuletzt angesehen: ${when}`,
};

export const marks: Record<UsageMark, { name: string; say: string }> = {
  spike: { name: 'Häufung', say: 'Weit mehr Aufrufe als sonst um diese Zeit.' },
  unusual_hour: { name: 'Ungewohnte Zeit', say: 'Zu dieser Tageszeit wird der Schlüssel sonst nicht genutzt.' },
  unknown_call: { name: 'Ungewohnter Aufruf', say: 'Diesen Aufruf gab es mit dem Schlüssel noch fast nie.' },
};

export const watch = {
  title: (n: number) => `${many(n, 'Aufruf verdient', 'Aufrufe verdienen')} einen Blick`,
  say: 'Steht niemand dahinter, den Sie kennen, stoppen Sie den Schlüssel.',
  stop: 'Notstopp…',
};

export const policy = {
  title: 'Regel für den Schlüsselwechsel',
  say: 'Nach wie vielen Tagen ein Schlüssel zu wechseln ist. Hat ein Schlüssel ein eigenes Datum, gilt dieses statt der Regel.',
  none: 'Keine Regel',
  noneSay: 'Nur Schlüssel mit eigenem Datum werden fällig.',
  after: 'Nach einer festen Zahl von Tagen',
  days: 'Tage',
  ahead: (n: number) => `Als fällig erscheint er ${many(n, 'Tag', 'Tage')} vorher.`,
  save: 'Regel speichern',
  saved: (days: number | null) => (days === null ? 'Gespeichert: keine Regel für den Schlüsselwechsel.' : `Gespeichert: Jeder Schlüssel ist nach ${many(days, 'Tag', 'Tagen')} zu wechseln.`),
};

export const lost = {
  title: 'Wenn dieser Computer verloren geht',
  say: 'Ein Blatt ohne Geheimnisse, auf dem steht, wo jeder Schlüssel gestoppt wird. Drucken Sie es aus, und bewahren Sie es anderswo auf.',
  open: 'Blatt zeigen',
};

export const sheet = {
  title: 'Wenn dieser Computer verloren geht',
  back: 'Zu den Einstellungen',
  print: 'Drucken',
  save: 'Als Datei speichern…',
  saving: 'Warten, bis die Datei gewählt ist…',
  saved: (file: string) => `Gespeichert als „${file}“`,
  savedSay: 'Die Datei liegt im gewählten Ordner. Sie enthält kein Geheimnis, sagt aber, welche Schlüssel es gibt.',
  loading: 'Das Blatt wird geschrieben…',
  made: (when: string) => `Von Keyrack geschrieben am ${when}. Dieses Blatt enthält kein Geheimnis.`,
  todo: 'Was zu tun ist',
  steps: [
    'Nehmen Sie einen anderen Computer. Beginnen Sie mit PRODUKTION, und dort mit den Schlüsseln, die Geld bewegen können.',
    'Öffnen Sie die Website jedes Kontos, und melden Sie sich dort als Inhaber an.',
    'Stoppen Sie jeden Schlüssel, dessen Geheimnis auf dem verlorenen Computer war, und haken Sie ihn hier ab.',
    'Stoppen Sie auch das, womit Keyrack gearbeitet hat. Es steht bei jedem Konto.',
    'Erstellen Sie neue Schlüssel für die Systeme, die neben jedem Schlüssel stehen.',
  ],
  worksWith: 'Keyrack arbeitete mit',
  address: 'Adresse',
  where: 'Wo seine Schlüssel gestoppt werden',
  how: 'Wie ein Schlüssel dort gestoppt wird',
  columns: { done: 'Gestoppt', key: 'Schlüssel', id: 'Schlüssel-ID', secret: 'Geheimnis', who: 'Wer ihn hat' },
  here: 'Auf diesem Computer',
  elsewhere: 'Nicht auf diesem Computer',
  money: 'kann Geld bewegen',
  noId: 'nicht bekannt',
  nobody: 'niemand eingetragen',
  noKeys: 'Hier ist kein Schlüssel bekannt. Anderswo erstellte Schlüssel stehen auf der Website.',
  emptyTitle: 'Noch nichts aufzuschreiben',
  emptySay: 'Es gibt kein Konto, also auch keinen Schlüssel zu stoppen.',
};

export const activityFilter = {
  region: 'Filter',
  search: 'Schlüssel und Konten suchen',
  account: 'Konto',
  group: 'Vorgang',
  outcome: 'Ergebnis',
  anyAccount: 'Alle Konten',
  anyGroup: 'Alle Vorgänge',
  anyOutcome: 'Alle Ergebnisse',
  groups: {
    making: 'Erstellen',
    testing: 'Testen',
    stopping: 'Stoppen',
    handing_over: 'Übergeben',
    drift: 'Anderswo geändert',
    accounts: 'Konten',
  } satisfies Record<ActGroup, string>,
  outcomes: { done: 'Erledigt', refused: 'Abgelehnt', unknown: 'Nicht sicher' } satisfies Record<Outcome, string>,
  clear: 'Filter aufheben',
  noMatchTitle: 'Kein Eintrag gefunden',
  noMatchSay: 'Das Protokoll ist vollständig; der Filter blendet es aus.',
  shown: (n: number, more: boolean) => (more ? `Die neuesten ${many(n, 'passenden Einträge', 'passenden Einträge')}` : many(n, 'Eintrag passt', 'Einträge passen')),
};

export const exporting = {
  csv: 'CSV-Export',
  json: 'JSON-Export',
  waiting: 'Warten, bis die Datei gewählt ist…',
  saved: (file: string) => `Gespeichert als „${file}“`,
  all: 'Das ganze Protokoll, im gewählten Ordner. Es enthält kein Geheimnis.',
  narrowed: 'Die Einträge, die der Filter durchlässt, im gewählten Ordner. Sie enthalten kein Geheimnis.',
  dismiss: 'Ausblenden',
};
