import type { ErrorTable, Said } from '../types';
import { careErrors } from './errors-care';
import { keychainErrors, recordErrors } from './errors-here';
import { keyErrors } from './errors-keys';
import { lifeErrors, providerErrors } from './errors-there';
import { bei, des } from './grammar';

const none = 'Es wurde nichts gesendet und nichts gespeichert.';
const untouched = 'Die Datei wurde nicht verändert.';

const typed = {
  label_empty: {
    title: 'Der Schlüssel hat noch keine Bezeichnung.',
    safe: none,
    next: { say: 'Geben Sie einen Namen ein, an dem Sie ihn später erkennen, etwa den des Systems, das ihn nutzt.', do: 'change_entry' },
  },
  label_too_long: {
    title: ({ params }: Said) => (params.max ? `Die Bezeichnung ist länger als ${params.max} Zeichen.` : 'Die Bezeichnung ist zu lang.'),
    safe: none,
    next: { say: 'Kürzen Sie die Bezeichnung.', do: 'change_entry' },
  },
  label_taken: {
    title: 'Ein anderer Schlüssel dieses Kontos hat diese Bezeichnung.',
    safe: none,
    next: { say: 'Wählen Sie eine Bezeichnung, die kein anderer Schlüssel hat, damit später der richtige gestoppt wird.', do: 'change_entry' },
  },
  label_unprintable: {
    title: 'Die Bezeichnung enthält ein unsichtbares Zeichen.',
    safe: none,
    next: { say: 'Tippen Sie die Bezeichnung, statt sie einzufügen.', do: 'change_entry' },
  },
  label_character: {
    title: ({ params, provider }: Said) => `${provider} nimmt ${params.char ? `das Zeichen „${params.char}“` : 'eines der Zeichen'} in einer Bezeichnung nicht an.`,
    safe: none,
    next: { say: 'Wählen Sie eine Bezeichnung ohne dieses Zeichen.', do: 'change_entry' },
  },
  name_empty: {
    title: 'Das Konto hat noch keinen Namen.',
    safe: none,
    next: { say: 'Geben Sie einen Namen ein, etwa den des Teams, zu dem es gehört.', do: 'change_entry' },
  },
  name_taken: {
    title: 'Ein anderes Konto hat diesen Namen.',
    safe: none,
    next: { say: 'Wählen Sie einen Namen, den kein anderes Konto hat.', do: 'change_entry' },
  },
  permissions_empty: {
    title: 'Es ist keine Berechtigung gewählt.',
    safe: ({ provider }: Said) => `Ein Schlüssel ohne Angabe von Berechtigungen dürfte ${bei(provider)} alles, deshalb fordert Keyrack nie einen solchen an.`,
    next: { say: 'Wählen Sie mindestens eine Berechtigung.', do: 'change_entry' },
  },
  permission_unknown: {
    title: ({ params, provider }: Said) => `Eine Berechtigung „${params.scope ?? '?'}“ ${des(provider)} ist Keyrack nicht bekannt.`,
    safe: none,
    next: { say: 'Wählen Sie aus den Berechtigungen in der Liste.', do: 'change_entry' },
  },
  permission_needs: {
    title: ({ params }: Said) => `${params.scope ? `„${params.scope}“` : 'Diese Berechtigung'} geht nur zusammen mit ${params.needs ? `„${params.needs}“` : 'einer anderen'}.`,
    safe: none,
    next: { say: 'Wählen Sie beide oder keine von beiden.', do: 'change_entry' },
  },
  permission_renamed: {
    title: ({ params, provider }: Said) => `${provider} hat einen neueren Namen für ${params.scope ? `„${params.scope}“` : 'eine Berechtigung'}${params.newer ? `: „${params.newer}“` : ''}.`,
    safe: ({ params }: Said) => `Es wurde kein Schlüssel erstellt.${params.wider === 'yes' ? ' Die neuere Berechtigung erlaubt mehr als die ältere.' : ''}`,
    next: { say: 'Verwenden Sie den neueren Namen, oder wählen Sie andere Berechtigungen.', do: 'change_entry' },
  },
  extra_out_of_range: {
    title: ({ params }: Said) => `${params.name ? `„${params.name}“` : 'Dieser Wert'} muss eine ganze Zahl${params.min && params.max ? ` von ${params.min} bis ${params.max}` : ''} sein.`,
    safe: none,
    next: { say: 'Geben Sie eine andere Zahl ein, oder lassen Sie das Feld leer.', do: 'change_entry' },
  },
  field_empty: {
    title: ({ params }: Said) => `${params.field ? `„${params.field}“` : 'Ein Feld'} ist leer.`,
    safe: none,
    next: { say: 'Füllen Sie dieses Feld aus.', do: 'change_entry' },
  },
  field_unprintable: {
    title: ({ params }: Said) => `${params.field ? `„${params.field}“` : 'Ein Feld'} enthält ein Zeichen, das nicht dazugehören kann.`,
    safe: none,
    next: { say: 'Kopieren Sie den Wert erneut, ohne Leerzeichen oder Zeilenumbrüche davor und dahinter.', do: 'change_entry' },
  },
  address_unreadable: {
    title: 'Das ist keine Webadresse.',
    safe: none,
    next: { say: 'Geben Sie die ganze Adresse ein, beginnend mit https://', do: 'change_entry' },
  },
  address_not_https: {
    title: 'Diese Adresse ist nicht geschützt.',
    safe: 'Über http könnte unterwegs jeder mitlesen, deshalb wurde nichts gesendet. Nur ein Server auf diesem Computer (127.0.0.1 oder [::1]) darf http verwenden.',
    next: { say: 'Verwenden Sie die Adresse, die mit https:// beginnt.', do: 'change_entry' },
  },
  address_with_user: {
    title: 'Diese Adresse enthält einen Benutzernamen oder ein Passwort.',
    safe: none,
    next: { say: 'Entfernen Sie alles zwischen https:// und dem Zeichen @, und auch dieses.', do: 'change_entry' },
  },
  confirmation_wrong: {
    title: 'Die Eingabe passt nicht zu diesem Schlüssel.',
    safe: 'Es wurde nichts gestoppt und nichts gelöscht.',
    next: { say: 'Tippen Sie es genau so ab, wie es angezeigt wird.', do: 'change_entry' },
  },
  key_id_malformed: {
    title: 'Das sieht nicht nach einer Schlüssel-ID aus.',
    safe: 'Es wurde nichts gesendet. In Ihrem Schlüsselbund bleibt alles, wie es ist.',
    next: { say: ({ provider }: Said) => `Kopieren Sie die Schlüssel-ID von der Website ${des(provider)}, so wie sie dort steht.`, do: 'change_entry' },
  },
  nothing_chosen: {
    title: 'Es ist keine Datei gewählt.',
    safe: none,
    next: { say: 'Wählen Sie die Datei mit der geheimen Hälfte, oder fügen Sie ihren Text ein.', do: 'choose_file' },
  },
} as const;

/** The only kind of key that has words instead of a name. */
const kinds: { [kind in string]: string } = { 'RSA with more than two primes': 'RSA mit mehr als zwei Primzahlen' };

const brought = {
  import_public_half: {
    title: 'Das ist die öffentliche Hälfte. Hier wird die geheime Hälfte gebraucht.',
    safe: `Die öffentliche Hälfte darf jeder sehen. ${untouched}`,
    next: { say: 'Wählen Sie die andere Datei des Paares, oft mit „private“ im Namen.', do: 'choose_file' },
  },
  import_ssh_key: {
    title: 'Das ist ein SSH-Schlüssel.',
    safe: `Er öffnet Server, nicht diesen Anbieter. ${untouched}`,
    next: { say: 'Wählen Sie die Datei, die mit der Schlüssel-ID kam.', do: 'choose_file' },
  },
  import_certificate: {
    title: 'Das ist ein Zertifikat.',
    safe: `Ein Zertifikat enthält keine geheime Hälfte. ${untouched}`,
    next: { say: 'Wählen Sie die Datei mit der geheimen Hälfte, die zur Schlüssel-ID gehört.', do: 'choose_file' },
  },
  import_other_kind: {
    title: ({ params }: Said) => `Das ist ein Schlüssel ${params.kind ? `der Art ${kinds[params.kind] ?? params.kind}` : 'anderer Art'}.`,
    safe: ({ provider }: Said) => `${provider} arbeitet nur mit RSA-Paaren. ${untouched}`,
    next: { say: 'Wählen Sie die RSA-Datei, die zur Schlüssel-ID gehört.', do: 'choose_file' },
  },
  import_not_a_key: {
    title: 'Darin ist kein Schlüssel.',
    safe: untouched,
    next: { say: 'Wählen Sie die Datei mit der geheimen Hälfte. In ihrer ersten Zeile steht meist „BEGIN PRIVATE KEY“ oder „BEGIN RSA PRIVATE KEY“.', do: 'choose_file' },
  },
  import_cut_off: {
    title: 'Dieser Schlüssel ist abgeschnitten: Ein Teil fehlt.',
    safe: untouched,
    next: { say: 'Kopieren Sie die ganze Datei noch einmal, oder laden Sie sie erneut herunter.', do: 'choose_file' },
  },
  import_too_large: {
    title: ({ params }: Said) => `Das ist größer als ${params.max ?? 'jeder Schlüssel'}, also kein Schlüssel.`,
    safe: `Keyrack hat nichts davon gelesen. ${untouched}`,
    next: { say: 'Wählen Sie die Datei mit der geheimen Hälfte.', do: 'choose_file' },
  },
  import_key_size: {
    title: ({ params }: Said) => (params.bits ? `Dieser Schlüssel hat ${params.bits} Bit.` : 'Dieser Schlüssel hat eine ungewöhnliche Größe.'),
    safe: `Keyrack nimmt RSA-Schlüssel von 2048 bis 8192 Bit an. ${untouched}`,
    next: { say: 'Wählen Sie eine andere Datei.', do: 'choose_file' },
  },
  import_passphrase_needed: {
    title: 'Diese Datei ist mit einer Passphrase geschützt.',
    safe: untouched,
    next: { say: 'Geben Sie die Passphrase der Datei ein.', do: 'change_entry' },
  },
  import_passphrase_wrong: {
    title: 'Die Passphrase öffnet diese Datei nicht.',
    safe: `${untouched} Fehlversuche sperren nichts.`,
    next: { say: 'Geben Sie die Passphrase erneut ein.', do: 'change_entry' },
  },
  import_passphrase_too_costly: {
    title: 'Diese Datei ist so geschützt, dass das Öffnen zu lange dauern würde.',
    safe: untouched,
    next: { say: 'Lassen Sie die Datei von der Person, die sie erstellt hat, auf übliche Weise schützen. Wählen Sie sie dann erneut.', do: 'choose_file' },
  },
  import_old_protection: {
    title: 'Diese Datei ist auf eine Weise geschützt, die Keyrack nicht liest.',
    safe: untouched,
    next: { say: 'Lassen Sie die Datei von der Person, die sie erstellt hat, als PKCS#8 speichern. Wählen Sie sie dann erneut.', do: 'choose_file' },
  },
  import_file_unreadable: {
    title: 'Die Datei ließ sich nicht lesen.',
    safe: untouched,
    next: { say: 'Wählen Sie sie erneut. Hilft das nicht, prüfen Sie, ob Sie die Datei öffnen dürfen.', do: 'choose_file' },
  },
  import_damaged: {
    title: 'Dieser Schlüssel ist beschädigt: Seine Zahlen passen nicht zusammen.',
    safe: untouched,
    next: { say: 'Holen Sie die Datei noch einmal von dort, wo sie erstellt wurde.', do: 'choose_file' },
  },
} as const;

export const errors: ErrorTable = {
  ...typed,
  ...brought,
  ...keychainErrors,
  ...providerErrors,
  ...lifeErrors,
  ...keyErrors,
  ...careErrors,
  ...recordErrors,
  unexpected: {
    title: 'Keyrack konnte das nicht ausführen.',
    safe: 'Das ist ein Fehler in Keyrack, er liegt nicht an Ihnen. Ihren Schlüsselbund hat dieses Fenster nicht angerührt.',
    next: { say: 'Versuchen Sie es erneut. Bleibt es dabei, senden Sie die Zeilen unter „Details“ an die Person, die Keyrack betreut.', do: 'try_again' },
  },
};
