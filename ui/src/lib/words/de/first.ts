/** Words of the first run, of the settings' cards, and of records that cannot be read. */
import { number } from './amounts';

export const first = {
  title: 'Erste Schritte',
  say: 'Zwei Minuten, mit Schlüsseln, die nicht echt sind.',
  hide: 'Erste Schritte ausblenden',
  hidden: 'Die ersten Schritte sind ausgeblendet. Die Einstellungen zeigen sie wieder.',
  states: { done: 'erledigt', now: 'als Nächstes', later: 'später' },
  steps: {
    make: {
      title: 'Schlüssel erstellen',
      say: 'Bezeichnung eingeben, Berechtigungen wählen, „Schlüssel erstellen“. Das Geheimnis kommt in Ihren Schlüsselbund.',
      act: 'Neuer Schlüssel…',
      done: 'Ein Schlüssel ist erstellt, und zu kopieren war nichts.',
    },
    test: {
      title: 'Schlüssel testen',
      say: 'Keyrack meldet sich mit dem Schlüssel an und sieht, ob der Anbieter ihn einlässt. „Testen“ steht unter den Details jedes Schlüssels.',
      act: (label: string) => `„${label}“ testen`,
      done: 'Der Anbieter lässt ihn ein.',
    },
    stop: {
      title: 'Schlüssel stoppen',
      say: 'Den Schlüssel öffnen und unter seinen Details „Notstopp…“ wählen. Danach versucht Keyrack den Schlüssel noch einmal und weist nach, dass er tot ist.',
      here: (label: string) => `Unter den Details von „${label}“ „Notstopp…“ wählen. Danach versucht Keyrack den Schlüssel noch einmal und weist nach, dass er tot ist.`,
      act: (label: string) => `„${label}“ öffnen`,
      done: 'Er ist gestoppt, und das ist nachgewiesen.',
    },
    connect: {
      title: 'Konto verbinden',
      say: 'Jetzt mit Schlüsseln, auf die es ankommt. Die Übung bleibt einen Klick entfernt.',
      act: 'Konto verbinden',
      done: 'Ein Konto ist live verbunden.',
    },
  },
  another: 'Die hier erstellten Schlüssel sind schon gestoppt. Für diesen Schritt braucht es einen weiteren.',
  again: 'Erste Schritte zeigen',
  againSay: 'Die vier Schritte unter „Schlüssel“: erstellen, testen, stoppen, ein Konto verbinden.',
  lockedSay: 'Jetzt entsperren, oder die Übung beginnen: Ihr System fragt dann nach dem Passwort.',
  absentSay: 'Die Übung geht auch ohne: Sie behält ihre Geheimnisse im Arbeitsspeicher, bis Keyrack geschlossen wird. Live-Konten brauchen einen Schlüsselbund.',
  keychainOk: (name: string) => `Ihr Schlüsselbund ist bereit: ${name}`,
  keychainOkSay: 'Keyrack verwahrt jedes Geheimnis darin, und nirgends sonst.',
  elsewhere: 'Das Passwortfenster Ihres Systems liegt vielleicht hinter diesem. Sie können sich inzwischen umsehen; nichts geht verloren.',
};

export const keychainCard = {
  which: 'Welcher',
  open: 'Entsperrt',
  openYes: 'Ja, Keyrack kann ihn benutzen',
  openNo: 'Nein, er ist gesperrt',
  restart: 'Nach einem Neustart',
  restartYes: 'Alles darin ist wieder da',
  restartNo: 'Alles darin ist weg',
  limit: 'Größtes Geheimnis',
  limitNone: 'Keine Grenze',
  limitOf: (bytes: number) => `${number(bytes)} Byte, genug für jeden Schlüssel, den Keyrack erstellt`,
  unknown: 'Jetzt nicht feststellbar',
  asking: 'Warten auf die Antwort Ihres Schlüsselbunds. Vielleicht fragt Ihr System nach dem Passwort…',
};

export const looks = {
  title: 'Aussehen und Sprache',
  theme: 'Aussehen',
  language: 'Sprache',
  /** Each language by its own name, so that whoever speaks it finds it. */
  languages: { system: 'Wie das System', en: 'English', de: 'Deutsch' },
  languageSaid: 'Keyrack spricht jetzt Deutsch.',
};

export const clipboardCard = {
  title: 'Zwischenablage',
  say: 'Ein kopiertes Geheimnis verlässt die Zwischenablage nach dieser Zeit, wenn nicht inzwischen etwas anderes kopiert wurde.',
  seconds: (n: number) => (n % 60 === 0 ? `${n / 60} ${n === 60 ? 'Minute' : 'Minuten'}` : `${n} Sekunden`),
  saved: (n: number) => `Ein kopiertes Geheimnis verlässt die Zwischenablage jetzt nach ${n} Sekunden.`,
};

export const about = {
  version: (version: string) => `Version ${version}`,
  licences: 'Keyrack ist freie Software unter der MIT-Lizenz oder der Apache-Lizenz 2.0, nach Ihrer Wahl. Auch die Teile anderer, aus denen es gebaut ist, sind freie Software unter ihrer jeweiligen Lizenz.',
};

export const accountDead = {
  worksWith: (label: string) => `Nichts: „${label}“ ist gestoppt`,
  say: (provider: string) => `Keyrack kann bei ${provider} über dieses Konto nichts mehr tun. Neu beginnen: auf der Website von ${provider} einen Schlüssel erstellen und das Konto damit hinzufügen.`,
};

export const records = {
  where: 'Wo die Aufzeichnungen liegen',
  files: { live: 'live.db', practice: 'practice.db' },
  liveSay: 'Konten und Schlüssel im echten Betrieb',
  practiceSay: 'Übung',
  todo: 'Was zu tun ist',
  step: {
    records_damaged: [
      'Keyrack schließen.',
      'Die beschädigte Datei in einen anderen Ordner verschieben, zusammen mit denen daneben, deren Namen gleich beginnen.',
      'Eine Sicherung davon an ihre Stelle legen und Keyrack wieder öffnen.',
      'Ohne Sicherung Keyrack trotzdem öffnen: Es beginnt dann mit leeren Aufzeichnungen. Ihre Schlüssel bleiben bei ihren Anbietern, deren Geheimnisse in Ihrem Schlüsselbund.',
    ],
    records_newer: [
      'Keyrack auf diesem Computer aktualisieren, oder es dort öffnen, wo das neuere installiert ist.',
      'Die Datei bleibt bis dahin, wie sie ist. Eine ältere Sicherung davon lässt sich mit diesem Keyrack öffnen, ohne das seither Getane.',
    ],
    records_unwritable: [
      'Nachsehen, ob Sie in diesen Ordner und seine Dateien schreiben dürfen und ob der Datenträger nur zum Lesen eingebunden ist.',
      'Dann noch einmal versuchen. Inzwischen wird nirgends sonst etwas geschrieben.',
    ],
    disk_full: [
      'Auf dem Datenträger mit diesem Ordner etwas Platz schaffen. Wenige Megabyte genügen.',
      'Dann noch einmal versuchen. Nichts ging verloren.',
    ],
  },
  live: 'Live öffnen',
  liveHint: 'Liegt es nur an der Übung, lässt sich live trotzdem öffnen.',
};
