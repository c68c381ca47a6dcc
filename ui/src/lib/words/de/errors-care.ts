/** What the doctor finds of a key, and what can go wrong with rotating, reminders and files. */
import type { Said } from '../types';
import { span } from './amounts';
import { bei } from './grammar';

const asBefore = 'Der alte Schlüssel wurde nicht gestoppt, also arbeitet jedes System wie bisher.';
const stillHere = 'Nichts ist verloren: Was geschrieben werden sollte, ist weiterhin in Keyrack.';
const others = 'Ihre anderen Schlüssel sind nicht betroffen.';

const doctor = {
  key_unknown: {
    title: ({ params, provider }: Said) => `${provider} kennt diesen Schlüssel${params.environment ? ` hier (${params.environment})` : ''} nicht.`,
    safe: ({ params }: Said) =>
      params.others
        ? `Er wurde gestoppt oder falsch eingegeben, oder er gehört zu einer anderen Umgebung (${params.others}). Dort wurde nichts versucht.`
        : 'Er wurde gestoppt oder falsch eingegeben, oder er gehört zu einer anderen Umgebung. Anderswo wurde nichts versucht.',
    next: { say: 'Lesen Sie die Liste, um zu sehen, ob er noch da ist.', do: 'refresh' },
  },
  key_stopped: {
    title: ({ provider }: Said) => `${provider} meldet, dass dieser Schlüssel gestoppt wurde.`,
    safe: `Er gibt keinen Zugang mehr. ${others}`,
    next: { say: 'Braucht ein System weiterhin Zugang, erstellen Sie dafür einen neuen Schlüssel.', do: 'new_key' },
  },
  key_expired: {
    title: 'Die Zeit dieses Schlüssels ist abgelaufen.',
    safe: ({ provider }: Said) => `Er gibt ${bei(provider)} keinen Zugang mehr. ${others}`,
    next: { say: 'Erstellen Sie einen neuen Schlüssel für die Systeme, die ihn genutzt haben.', do: 'new_key' },
  },
  secret_differs: {
    title: ({ params, provider }: Said) =>
      params.pair === 'yes'
        ? `Die hier gespeicherte geheime Hälfte gehört nicht zu der öffentlichen Hälfte, die ${provider} hat.`
        : `Das hier gespeicherte Geheimnis gehört nicht zu dem Schlüssel, den ${provider} hat.`,
    safe: ({ params }: Said) => `Es wurde nichts geändert. Wer ${params.pair === 'yes' ? 'die richtige geheime Hälfte' : 'das richtige Geheimnis'} hat, kann den Schlüssel vielleicht noch nutzen.`,
    next: { say: 'Stoppen Sie diesen Schlüssel und erstellen Sie einen neuen.', do: 'new_key' },
  },
  rate_limited: {
    title: ({ provider }: Said) => `${provider} verlangt eine Pause zwischen den Anfragen.`,
    safe: 'Mit Ihren Schlüsseln ist alles in Ordnung. Es wurde nichts geändert.',
    next: { say: ({ params }: Said) => `Versuchen Sie es in ${params.seconds ? span(params.seconds, 'in') : 'einer Minute'} erneut.`, do: 'try_again' },
  },
} as const;

const reminders = {
  policy_out_of_range: {
    title: ({ params }: Said) => `Die Anzahl der Tage muss eine ganze Zahl${params.max ? ` von 1 bis ${params.max}` : ' über null'} sein.`,
    safe: 'Die Regel für den Schlüsselwechsel wurde nicht geändert.',
    next: { say: 'Geben Sie eine andere Zahl ein, oder wählen Sie keine Regel.', do: 'change_entry' },
  },
  date_unreadable: {
    title: 'Dieses Datum kann Keyrack nicht lesen.',
    safe: 'Das Datum dieses Schlüssels wurde nicht geändert.',
    next: { say: 'Schreiben Sie Jahr, Monat und Tag in der Form 2027-01-31.', do: 'change_entry' },
  },
} as const;

const rotation = {
  new_key_untested: {
    title: 'Der neue Schlüssel hat seinen Test noch nicht bestanden.',
    safe: asBefore,
    next: { say: 'Testen Sie den neuen Schlüssel, dann geht es weiter.', do: 'test_key' },
  },
  not_switched: {
    title: 'Noch nicht jedes System hat den neuen Schlüssel.',
    safe: asBefore,
    next: { say: 'Übergeben Sie ihn den übrigen Systemen und haken Sie diese ab.', do: 'open_keys' },
  },
  held_back: {
    title: 'Mit diesem Schlüssel stoppt Keyrack die anderen des Kontos, und noch nicht alle sind gestoppt.',
    safe: 'Er wurde zurückgestellt: Er funktioniert wie bisher, und ohne ihn könnte Keyrack die anderen nicht stoppen.',
    next: { say: 'Versuchen Sie es erneut: Zuerst werden die anderen gestoppt, dann dieser.', do: 'try_again' },
  },
} as const;

const files = {
  file_exists: {
    title: 'Eine Datei mit diesem Namen gibt es dort schon.',
    safe: 'Sie wurde nicht verändert, und nichts wurde geschrieben.',
    next: { say: 'Versuchen Sie es erneut und wählen Sie einen anderen Namen oder einen anderen Ordner.', do: 'try_again' },
  },
  file_unwritable: {
    title: 'Die Datei ließ sich nicht schreiben.',
    safe: stillHere,
    next: { say: 'Versuchen Sie es erneut und wählen Sie einen Ordner, in den Sie schreiben dürfen.', do: 'try_again' },
  },
} as const;

export const careErrors = { ...doctor, ...reminders, ...rotation, ...files } as const;
