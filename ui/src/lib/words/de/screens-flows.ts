/** Words of bringing a key in, rotating one, asking for one by e-mail, and of a provider's own log. */
import { bei, des } from './grammar';

export const bring = {
  title: 'Schlüssel aufnehmen',
  say: 'Einen Schlüssel, den es schon gibt. Keyrack sucht ihn beim Anbieter, verwahrt sein Geheimnis im Schlüsselbund und testet ihn.',
  label: 'Bezeichnung',
  labelHint: 'Welches System nutzt ihn? Dieser Name begegnet Ihnen bei jedem weiteren Schritt.',
  which: (provider: string) => `Welcher Schlüssel in der Liste ${des(provider)} ist es?`,
  whichHint: {
    pair: 'Keyrack kann es herausfinden: Es probiert die geheime Hälfte mit jedem davon aus.',
    plain: 'Die Liste zeigt keine Geheimnisse, darum können nur Sie es wissen.',
  },
  findOut: 'Herausfinden',
  dontKnow: 'Weiß ich nicht',
  act: 'Schlüssel aufnehmen',
  bringing: (label: string) => `„${label}“ wird aufgenommen`,
  leaveSay: 'Sie müssen nicht warten: Die Arbeit läuft weiter, und der Schlüssel erscheint unter „Schlüssel“.',
  leave: 'Weiterlaufen lassen',
  cancel: 'Abbrechen',
  saved: (label: string) => `„${label}“ ist im Schlüsselbund gespeichert.`,
};

export const ask = {
  open: (provider: string) => `Schlüssel ${bei(provider)} per E-Mail anfordern`,
  title: (provider: string) => `Schlüssel ${bei(provider)} anfordern`,
  say: (provider: string) => `Schlüssel gibt es ${bei(provider)} per E-Mail. Keyrack schreibt die Nachricht, Sie senden sie ab. Ein Geheimnis steht nicht darin.`,
  provider: 'Anbieter',
  environment: 'Umgebung',
  label: 'Bezeichnung',
  labelHint: 'Welches System wird ihn nutzen? Die Nachricht nennt es.',
  permissions: 'Was soll er dürfen?',
  write: 'Nachricht schreiben',
  writing: 'Die Nachricht wird geschrieben…',
  previewTitle: 'Die Nachricht',
  previewSay: 'Die Anfrage bleibt unter „Konten“ stehen, bis der Schlüssel da ist.',
  to: 'An',
  subject: 'Betreff',
  body: 'Text',
  mail: 'Im Mailprogramm öffnen',
  mailed: 'Im Mailprogramm geöffnet',
  copy: 'Text kopieren',
  copied: 'Text kopiert',
  done: 'Fertig',
  cancel: 'Abbrechen',
};

export const asked = {
  region: 'Offene Anfragen',
  title: (provider: string, label: string) => `„${label}“ ist bei ${provider} angefragt`,
  since: (when: string) => `angefragt: ${when}`,
  wants: 'Gewünscht',
  nothing: 'Ein Schlüssel ohne eigene Berechtigungen',
  enter: 'Erhaltenen Schlüssel eingeben',
  show: 'Nachricht zeigen',
  close: 'Anfrage schließen',
  closed: (label: string) => `Die Anfrage für ${label} wurde geschlossen.`,
};

export const usage = {
  say: (provider: string) => `Die Aufrufe, wie ${provider} sie aufgezeichnet hat, die neuesten zuerst.`,
  loading: (provider: string) => `Warten auf die Antwort ${des(provider)}…`,
  none: 'Noch ist kein Aufruf aufgezeichnet.',
  notAvailable: (provider: string) => `Für diesen Schlüssel nicht vorhanden: ${provider} führt kein Protokoll darüber. Mit dem Schlüssel ist alles in Ordnung.`,
  more: 'Mehr laden',
  noTime: 'ohne Zeitangabe',
};

export const dropped = {
  title: 'Die abgelegte Datei',
  noPlace: 'Kein Konto hier nimmt einen Schlüssel als Datei an.',
  busyPlace: 'Was gerade geöffnet ist, hat keinen Platz für eine Datei.',
  letGo: 'Keyrack hat sie nicht übernommen. Die Datei selbst wurde nicht geändert.',
  close: 'Schließen',
};
