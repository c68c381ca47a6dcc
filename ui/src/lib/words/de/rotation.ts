/** Words of the life of a key between its making and its end: who has it, rotating. */
import type { Check, Found, Plan, ProofVerdict } from '$api/types';
import { many } from './amounts';
import { theHalf } from './grammar';

const list = (names: string[]) => (names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} und ${names.at(-1)}`);

export const rotate = {
  title: (label: string) => `„${label}“ wechseln`,
  rotating: (label: string) => `„${label}“ wird gewechselt`,
  why: 'Warum wird er gewechselt?',
  plans: {
    planned: {
      name: 'Geplant',
      say: () => 'Ein neuer Schlüssel wird erstellt und getestet. Beide funktionieren, bis jedes System den neuen hat. Dann legen Sie den alten still.',
    },
    leaked: {
      name: 'Durchgesickert',
      say: (pair: boolean) => `Vielleicht hat jemand Fremdes ${theHalf(pair)}. Ein neuer Schlüssel wird erstellt und getestet, der alte binnen Sekunden gestoppt. Bis sie den neuen bekommen, haben die Systeme keinen Zugang.`,
    },
  } satisfies Record<Plan, { name: string; say: (pair: boolean) => string }>,
  exchangeTitle: 'Das alte Geheimnis gilt sofort nicht mehr',
  exchangeSay: (provider: string) => `${provider} tauscht das Geheimnis aus. Jedes System, das diesen Schlüssel nutzt, braucht sofort das neue. Danach weist Keyrack nach, dass das alte tot ist.`,
  managerTitle: 'Keyrack selbst arbeitet mit diesem Schlüssel',
  managerSay: (provider: string) => `Sobald der neue Schlüssel seinen Test bestanden hat, arbeitet Keyrack bei ${provider} mit ihm, sofern er dasselbe darf.`,
  label: 'Bezeichnung des neuen Schlüssels',
  labelHint: 'Beide stehen in der Liste, bis der alte gestoppt ist, darum brauchen sie verschiedene Bezeichnungen.',
  labelHintExchange: 'Die alte Bezeichnung bleibt beim alten Geheimnis, darum braucht das neue eine andere.',
  permissions: 'Was darf der neue Schlüssel?',
  same: 'Gleiche Berechtigungen',
  sameSay: (n: number) => (n === 0 ? 'Der alte Schlüssel hat keine.' : `${many(n, 'Berechtigung', 'Berechtigungen')}, wie beim alten Schlüssel`),
  other: 'Andere Berechtigungen',
  otherSay: 'Wählen Sie neu. Sie sehen, was hinzukommt und was entfällt.',
  mustChoose: {
    unrestricted: 'Der alte Schlüssel darf alles. Wählen Sie, was der neue braucht.',
    unknown: 'Was der alte Schlüssel darf, ist nicht bekannt. Wählen Sie, was der neue darf.',
  },
  keeps: (provider: string) => `${provider} gibt dem neuen Schlüssel dieselben Berechtigungen.`,
  choose: 'Berechtigungen des neuen Schlüssels',
  difference: 'Was sich ändert',
  added: 'Neu',
  removed: 'Entfällt',
  noDifference: 'Nichts: Es sind dieselben wie zuvor.',
  dropped: (scope: string) => `„${scope}“ gibt es für neue Schlüssel nicht mehr.`,
  act: 'Schlüssel wechseln',
  actLeaked: 'Wechseln und alten stoppen',
  keep: 'Schlüssel so lassen',
  newSteps: (label: string) => `Neuer Schlüssel „${label}“`,
  oldSteps: (label: string) => `Alter Schlüssel „${label}“`,
  saved: (label: string) => `„${label}“ ist im Schlüsselbund gespeichert.`,
  endedTitle: (label: string) => `„${label}“ wurde gewechselt`,
  newKey: 'Neuer Schlüssel',
  oldKey: 'Alter Schlüssel',
  notTested: 'Ungetestet',
  notTestedSay: 'Testen Sie ihn, bevor die Systeme ihn bekommen.',
  stillLives: 'Funktioniert noch',
  stillLivesSay: (label: string) => `„${label}“ wurde nicht gestoppt, weil der neue Schlüssel seinen Test nicht bestanden hat. In den Details lässt sich der alte jederzeit sofort stoppen.`,
  cannotStop: (old: string) => `Keyrack kann „${old}“ nicht stoppen. Der Schlüssel lebt weiter, bis ihn jemand von Hand stoppt.`,
  toHand: (names: string[]) => `Übergeben Sie den neuen Schlüssel jetzt an ${list(names)}: Ohne ihn gibt es dort keinen Zugang.`,
  toHandNobody: 'Übergeben Sie den neuen Schlüssel jetzt an alle, die den alten genutzt haben: Ohne ihn haben sie keinen Zugang.',
  showNew: 'Neuen Schlüssel zeigen',
  showOld: (label: string) => `„${label}“ zeigen`,
};

export const rotation = {
  region: 'Laufende Schlüsselwechsel',
  name: (old: string, fresh: string) => `Wechsel von ${old} zu ${fresh}`,
  givesWay: ' wird ersetzt durch ',
  begun: (when: string) => `begonnen: ${when}`,
  making: 'Der neue Schlüssel wird erstellt',
  makingSay: (old: string) => `„${old}“ funktioniert wie bisher, bis der neue Schlüssel da ist.`,
  makingSayExchange: () => 'Der Anbieter tauscht das Geheimnis aus. Das alte gilt dann nicht mehr.',
  both: 'Beide Schlüssel funktionieren jetzt',
  made: 'Der neue Schlüssel ist erstellt',
  bothSay: (left: number) =>
    left === 0
      ? 'Jedes System hat den neuen Schlüssel. Der alte kann stillgelegt werden.'
      : `Übergeben Sie den neuen Schlüssel ${left === 1 ? 'dem System, das noch nicht abgehakt ist' : 'den Systemen, die noch nicht abgehakt sind'}, und legen Sie dann den alten still.`,
  bothNobody: 'Für den alten Schlüssel ist niemand eingetragen. Übergeben Sie den neuen an alle, die den alten nutzen, und legen Sie dann den alten still.',
  ended: 'Der alte Schlüssel gilt nicht mehr; diese Systeme brauchen noch den neuen',
  endedOne: 'Der alte Schlüssel gilt nicht mehr; dieses System braucht noch den neuen',
  endedSay: 'Bis dahin gibt es dort keinen Zugang.',
  endedDone: 'Der alte Schlüssel gilt nicht mehr, und jedes System hat den neuen',
  endedNobody: 'Der alte Schlüssel gilt nicht mehr',
  endedNobodySay: 'Für ihn ist niemand eingetragen. Übergeben Sie den neuen an alle, die ihn genutzt haben.',
  stopping: 'Der alte Schlüssel wird gestoppt',
  stoppingSay: (fresh: string) => `„${fresh}“ tritt an seine Stelle.`,
  stuck: (label: string) => `Hier ist noch etwas offen. Was sich tun lässt, steht beim Eintrag zu „${label}“.`,
  showStuck: 'Offenes zeigen',
  running: 'Der Wechsel läuft.',
  untested: 'Der neue Schlüssel hat seinen Test noch nicht bestanden.',
  systems: 'Systeme, die den neuen Schlüssel haben',
  has: (name: string) => `${name} hat den neuen Schlüssel`,
  switched: (name: string, done: boolean) => (done ? `Eingetragen: ${name} hat den neuen Schlüssel.` : `Eingetragen: ${name} hat den neuen Schlüssel noch nicht.`),
  test: 'Neuen Schlüssel testen',
  handOver: 'Übergeben…',
  retire: 'Alten stilllegen…',
  keepBoth: 'Beide behalten',
  done: 'Fertig',
  keptBoth: (old: string, fresh: string) => `${old} und ${fresh} bleiben beide.`,
  finished: (fresh: string) => `Der Wechsel zu ${fresh} ist abgeschlossen.`,
  manager: 'Keyrack arbeitet bereits mit dem neuen Schlüssel.',
  inDetails: { old: (fresh: string) => `Wird ersetzt durch „${fresh}“`, fresh: (old: string) => `Tritt an die Stelle von „${old}“` },
  inDetailsSay: (old: string) => `Beide Schlüssel funktionieren, bis „${old}“ stillgelegt ist.`,
  showOld: 'Alten Schlüssel zeigen',
  showNew: 'Neuen Schlüssel zeigen',
};

export const retireOld = {
  say: (old: string, provider: string) => `Jedes System, das „${old}“ noch nutzt, verliert sofort den Zugang zu ${provider}. Das lässt sich nicht rückgängig machen.`,
  then: (pair: boolean) => `Danach weist Keyrack nach, dass der Schlüssel tot ist, und löscht erst dann ${theHalf(pair)}.`,
  openTitle: 'Noch ist nicht alles erledigt',
  untested: (fresh: string) => `„${fresh}“ hat den Test nicht bestanden.`,
  left: (names: string[]) => `${list(names)} ${names.length === 1 ? 'hat' : 'haben'} den neuen Schlüssel nicht.`,
  anyway: 'Trotzdem stilllegen',
  act: 'Alten stilllegen',
  keep: 'Alten behalten',
};

export const holders = {
  title: 'Wer ihn hat',
  none: 'Niemand ist eingetragen. Tragen Sie jedes System und jede Person ein, die den Schlüssel bekommen; beim Wechsel fragt Keyrack wieder nach ihnen.',
  noneStopped: 'Niemand war eingetragen.',
  since: (date: string) => `seit ${date}`,
  add: 'Eintragen, wer ihn hat…',
  name: 'System oder Person',
  nameHint: 'Zum Beispiel „Berichtsserver“.',
  purpose: 'Zweck',
  noPurpose: 'Keine Angabe',
  act: 'Eintragen',
  cancel: 'Abbrechen',
  remove: (name: string) => `${name} entfernen`,
  removed: (name: string) => `${name} wurde entfernt.`,
  added: (name: string) => `Eingetragen: ${name} hat diesen Schlüssel.`,
  mixedTitle: 'Ein Schlüssel für Systeme mit verschiedenem Zweck',
  mixedSay: 'Er geht an Systeme mit verschiedenem Zweck, oder mit einem anderen als dem seines Kontos. Hat jeder Zweck seinen eigenen Schlüssel, bleibt ein Fehler auf diesen Zweck begrenzt.',
};

export const rename = {
  open: 'Umbenennen',
  label: 'Bezeichnung',
  act: 'Speichern',
  keep: 'So lassen',
  say: (provider: string) => `Der Name bei ${provider} bleibt, wie er ist.`,
  saved: (label: string) => `Die Bezeichnung ist jetzt ${label}.`,
};

export const rotateBy = {
  name: 'Wechseln bis',
  none: 'Kein Datum',
  own: 'eigenes Datum',
  policy: 'nach der Regel',
  change: 'Ändern…',
  set: 'Datum setzen…',
  label: 'Diesen Schlüssel wechseln bis',
  act: 'Speichern',
  back: 'Zurück zur Regel',
  remove: 'Datum entfernen',
  cancel: 'Abbrechen',
  saved: (label: string) => `Das Datum von ${label} ist gespeichert.`,
  cleared: (label: string) => `Für ${label} gilt wieder die Regel.`,
};

export const workWith = {
  act: 'Keyrack damit arbeiten lassen',
  say: (provider: string, account: string) => `Keyrack erstellt, liest und stoppt die Schlüssel von ${account} bei ${provider} dann mit diesem Schlüssel. Vorher prüft Keyrack, ob der Schlüssel das darf.`,
  waiting: (provider: string) => `Warten auf die Antwort von ${provider}…`,
  done: (label: string) => `Keyrack arbeitet jetzt mit ${label}.`,
};

/** What the doctor looked at. */
export const checks: Record<Check, (provider: string) => string> = {
  secret: () => 'Geheimnis liegt im Schlüsselbund',
  reach: (provider) => `${provider} ist erreichbar`,
  clock: () => 'Computeruhr geht richtig',
  known: (provider) => `${provider} kennt den Schlüssel`,
  halves: () => 'Geheimnis gehört zum Schlüssel',
  permission: () => 'Berechtigung reicht für den Test',
};
export const found: Record<Found, string> = { good: 'Stimmt', bad: 'Stimmt nicht', unknown: 'Nicht geprüft' };
export const checksTitle = 'Was geprüft wurde, der Reihe nach';

/** A proof that is asked for again. */
export const again = (verdict: ProofVerdict, asked: number, of: number, provider: string) => `Versuch ${asked} von ${of}: ${stillSaid[verdict](provider)}. Keyrack fragt erneut.`;
const stillSaid: Record<ProofVerdict, (provider: string) => string> = {
  still_alive: (provider) => `${provider} lässt ihn weiterhin zu`,
  not_confirmed: () => 'noch nicht bestätigt',
  confirmed_dead: () => 'er ist tot',
  gone_from_list: () => 'er steht nicht mehr in der Liste',
};
