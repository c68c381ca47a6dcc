/** The way to the provider, what it answered, and the life of a key. */
import type { Said } from '../types';
import { span } from './amounts';
import { bei, des, von } from './grammar';
import { usageCauses } from './life';

const allWell = 'Mit Ihren Schlüsseln ist alles in Ordnung.';
const safeHere = `${allWell} Es wurde nichts geändert.`;
const again = 'Versuchen Sie es erneut.';
const soon = 'Versuchen Sie es gleich noch einmal.';
const seeOpen = 'Unter „Schlüssel“ sehen Sie, was offen ist.';
const host = ({ params, provider }: Said) => (params.host ? `${provider} (${params.host})` : provider);
const ways: { [direction in string]: string } = { ahead: 'vor', behind: 'nach' };

const way = {
  unreachable: {
    title: (said: Said) => `${host(said)} ist nicht erreichbar.`,
    safe: safeHere,
    next: { say: 'Prüfen Sie das Netzwerk und versuchen Sie es erneut.', do: 'try_again' },
  },
  name_not_found: {
    title: ({ params }: Said) => `Einen Server ${params.host ? `namens ${params.host}` : 'dieses Namens'} gibt es nicht, oder dieser Computer ist offline.`,
    safe: safeHere,
    next: { say: 'Prüfen Sie das Netzwerk und die Adresse des Kontos und versuchen Sie es erneut.', do: 'try_again' },
  },
  certificate_refused: {
    title: ({ params }: Said) => `Der Server${params.host ? ` ${params.host}` : ''} konnte sich nicht ausweisen.`,
    safe: 'Das Zertifikat gilt nicht für diese Adresse. Keyrack hat abgebrochen, bevor etwas gesendet wurde.',
    next: { say: 'Machen Sie in diesem Netzwerk nicht weiter. Versuchen Sie es in einem anderen, oder fragen Sie die Person, die Ihr Netzwerk betreut.', do: 'try_again' },
  },
  proxy_failed: {
    title: ({ params }: Said) => `Der Proxy Ihres Netzwerks${params.proxy ? ` (${params.proxy})` : ''} hat nicht geantwortet.`,
    safe: safeHere,
    next: { say: 'Prüfen Sie den Proxy in den Einstellungen Ihres Systems und versuchen Sie es erneut.', do: 'try_again' },
  },
  timed_out: {
    title: ({ params, provider }: Said) => `${provider} hat ${params.seconds ? `innerhalb von ${span(params.seconds, 'in')} nicht` : 'nicht rechtzeitig'} geantwortet.`,
    safe: 'Keyrack sendet einen Auftrag nie von sich aus zweimal. Bevor es weitergeht, sieht Keyrack nach, was der Anbieter hat.',
    next: { say: soon, do: 'try_again' },
  },
  answer_cut_off: {
    title: ({ provider }: Said) => `Die Antwort ${des(provider)} brach mittendrin ab.`,
    safe: 'Keyrack richtet sich nicht nach einer halben Antwort.',
    next: { say: again, do: 'try_again' },
  },
  answer_too_large: {
    title: ({ provider }: Said) => `Die Antwort ${des(provider)} war viel größer, als sie sein dürfte.`,
    safe: ({ params }: Said) => `Keyrack hat das Lesen${params.limit ? ` nach ${params.limit}` : ''} abgebrochen und nichts davon behalten.`,
    next: { say: 'Prüfen Sie, ob die Adresse des Kontos stimmt, und versuchen Sie es erneut.', do: 'try_again' },
  },
  redirected: {
    title: ({ provider }: Said) => `${provider} hat auf eine andere Adresse verwiesen.`,
    safe: 'Keyrack ist dem nicht gefolgt. Ein Geheimnis geht nie an eine Adresse, die Sie nicht gewählt haben.',
    next: { say: 'Prüfen Sie die Adresse des Kontos.', do: 'open_accounts' },
  },
  answer_not_understood: {
    title: ({ provider }: Said) => `Keyrack versteht die Antwort ${des(provider)} nicht.`,
    safe: 'Keyrack rät nicht und hat daraufhin nichts unternommen.',
    next: { say: `${again} Bleibt es dabei, gehört die Adresse vielleicht zu etwas anderem.`, do: 'try_again' },
  },
  outside_practice: {
    title: 'Die Übung spricht nur mit dem Übungsanbieter auf diesem Computer.',
    safe: 'Nichts hat diesen Computer verlassen.',
    next: { say: 'Für ein echtes Konto stellen Sie auf Live um.', do: 'open_accounts' },
  },
} as const;

const said = {
  clock_off: {
    title: ({ params }: Said) => {
      const direction = ways[params.direction ?? ''];
      const off = params.seconds ? span(params.seconds) : '';
      return `Die Uhr dieses Computers geht ${direction && off ? `${off} ${direction}` : 'falsch'}.`;
    },
    safe: ({ provider }: Said) => `Der Schlüssel ist nicht die Ursache. ${provider} lehnt jede Anfrage mit falscher Uhrzeit ab.`,
    next: { say: 'Stellen Sie die Uhr in den Einstellungen Ihres Systems, am besten auf „automatisch“, und versuchen Sie es erneut.', do: 'try_again' },
  },
  signature_refused: {
    title: ({ provider }: Said) => `${provider} kennt diese Schlüssel-ID, aber das Geheimnis gehört nicht dazu.`,
    safe: 'Das Geheimnis hat diesen Computer nicht verlassen: Gesendet wurde nur eine Signatur.',
    next: { say: 'Prüfen Sie, ob Schlüssel-ID und Geheimnis zusammen erstellt wurden.', do: 'change_entry' },
  },
  credential_refused: {
    title: ({ provider }: Said) => `${provider} hat die Anmeldung von Keyrack nicht angenommen.`,
    safe: 'Die Zugangsdaten dafür sind abgelaufen, wurden gestoppt oder falsch eingegeben. Ihre Schlüssel sind nicht betroffen.',
    next: { say: 'Holen Sie beim Anbieter neue und fügen Sie das Konto damit hinzu.', do: 'open_accounts' },
  },
  permission_missing: {
    title: ({ params }: Said) => `Der Schlüssel ist gut, darf das aber nicht${params.scope ? `: Ihm fehlt „${params.scope}“` : ''}.`,
    safe: 'Mit dem Schlüssel selbst ist alles in Ordnung.',
    next: { say: 'Soll er das dürfen, erstellen Sie einen neuen Schlüssel mit dieser Berechtigung.', do: 'new_key' },
  },
  usage_level: {
    title: ({ provider }: Said) => `Dieses Konto durfte ${bei(provider)} keine öffentliche Hälfte eintragen.`,
    safe: `${usageCauses} Das Paar ist hier gespeichert, nichts ist verloren. Zwei Wege bleiben.`,
    next: { say: ({ provider }: Said) => `Fügen Sie die öffentliche Hälfte auf der Website ${des(provider)} ein, oder lassen Sie das Paar ${von(provider)} erstellen.`, do: 'open_keys' },
  },
  not_listed: {
    title: ({ provider }: Said) => `Dieser Schlüssel steht nicht mehr in der Liste ${des(provider)}.`,
    safe: 'Jemand hat ihn anderswo gestoppt, oder er gehört zu einem anderen Konto.',
    next: { say: 'Lesen Sie die Liste erneut, um zu sehen, was jetzt da ist.', do: 'refresh' },
  },
  conflict: {
    title: ({ provider }: Said) => `${bei(provider)} gibt es schon einen Schlüssel mit diesem Namen oder dieser öffentlichen Hälfte.`,
    safe: 'Ein zweiter Schlüssel wurde nicht erstellt.',
    next: { say: 'Wählen Sie eine andere Bezeichnung und versuchen Sie es erneut.', do: 'change_entry' },
  },
  provider_down: {
    title: ({ provider }: Said) => `${provider} hat zurzeit selbst eine Störung.`,
    safe: ({ params }: Said) => `${allWell} Die Störung liegt beim Anbieter${params.status ? ` (Status ${params.status})` : ''}.`,
    next: { say: 'Versuchen Sie es in ein paar Minuten erneut.', do: 'try_again' },
  },
  provider_refused: {
    title: ({ params, provider }: Said) => `${provider} hat das abgelehnt${params.status ? ` (Status ${params.status})` : ''}.`,
    safe: 'Es wurde nichts geändert. Der Wortlaut des Anbieters steht unter „Details“.',
    next: { say: 'Lesen Sie den Grund unter „Details“, ändern Sie, was dort genannt ist, und versuchen Sie es erneut.', do: 'try_again' },
  },
} as const;

export const providerErrors = { ...way, ...said } as const;

export const lifeErrors = {
  pair_failed: {
    title: 'Dieser Computer konnte das Schlüsselpaar nicht erstellen.',
    safe: 'Es wurde nichts gesendet und nichts gespeichert.',
    next: { say: again, do: 'try_again' },
  },
  pair_not_proven: {
    title: 'Das neue Paar hat seine eigene Prüfung nicht bestanden.',
    safe: 'Keyrack hat es verworfen, bevor etwas gesendet wurde.',
    next: { say: 'Versuchen Sie es erneut: Ein neues Paar wird erstellt.', do: 'try_again' },
  },
  secret_never_arrived: {
    title: ({ provider }: Said) => `${provider} hat vielleicht einen Schlüssel erstellt, dessen Geheimnis hier nie ankam.`,
    safe: 'Ohne das Geheimnis kann ihn niemand nutzen.',
    next: { say: ({ provider }: Said) => `Stoppen Sie ihn ${bei(provider)} und erstellen Sie dann einen neuen Schlüssel.`, do: 'open_keys' },
  },
  unread_answer: {
    title: ({ provider }: Said) => `Die Antwort ${des(provider)} ließ sich nicht lesen. Vielleicht enthält sie das neue Geheimnis.`,
    safe: 'Die Antwort liegt vollständig in Ihrem Schlüsselbund, nichts ist verloren.',
    next: { say: seeOpen, do: 'open_keys' },
  },
  create_unsure: {
    title: ({ provider }: Said) => `Ob ${provider} den Schlüssel erstellt hat, ist nicht sicher.`,
    safe: 'Was hier gespeichert ist, ist sicher verwahrt. Keyrack sieht in der Liste nach, bevor es wieder etwas sendet.',
    next: { say: seeOpen, do: 'open_keys' },
  },
  several_candidates: {
    title: ({ provider }: Said) => `In der Liste ${des(provider)} kommt mehr als ein Schlüssel infrage.`,
    safe: 'Keyrack wählt keinen davon von sich aus.',
    next: { say: 'Wählen Sie unter „Schlüssel“ den richtigen.', do: 'open_keys' },
  },
  not_our_key: {
    title: 'Der Schlüssel mit dieser ID passt nicht zu dem Geheimnis, das hier gespeichert ist.',
    safe: 'Keyrack hat ihn nicht übernommen. Das Geheimnis bleibt hier gespeichert.',
    next: { say: ({ provider }: Said) => `Kopieren Sie die Schlüssel-ID noch einmal von der Website ${des(provider)}.`, do: 'change_entry' },
  },
  still_listed: {
    title: ({ provider }: Said) => `Dieser Schlüssel steht noch in der Liste ${des(provider)}.`,
    safe: 'Behandeln Sie ihn als lebend, bis er dort nicht mehr steht.',
    next: { say: 'Fragen Sie gleich noch einmal.', do: 'try_again' },
  },
  secret_not_here: {
    title: 'Das Geheimnis dieses Schlüssels ist nicht auf diesem Computer.',
    safe: 'Jemand anderes hat es, also lässt es sich nur dort prüfen. Stoppen kann Keyrack den Schlüssel trotzdem.',
    next: { say: 'Lesen Sie die Liste, um zu sehen, ob er noch da ist.', do: 'refresh' },
  },
  never_seen_working: {
    title: 'Dieser Schlüssel hat hier nie nachweislich funktioniert.',
    safe: 'Eine Ablehnung beweist deshalb nicht, dass er gestoppt wurde.',
    next: { say: 'Sehen Sie auf der Website des Anbieters nach, ob er verschwunden ist.', do: 'open_website' },
  },
  control_failed: {
    title: ({ provider }: Said) => `Auch eine Gegenprobe ${bei(provider)} ist nicht gelungen.`,
    safe: 'Die Ablehnung kann also eine andere Ursache haben als das Stoppen. Das Geheimnis bleibt hier gespeichert.',
    next: { say: 'Fragen Sie gleich noch einmal.', do: 'try_again' },
  },
  busy: {
    title: 'Keyrack arbeitet noch daran.',
    safe: 'Es wurde nichts doppelt begonnen.',
    next: { say: 'Warten Sie, bis das beendet ist, und versuchen Sie es erneut.', do: 'try_again' },
  },
  not_here: {
    title: 'Das gibt es hier nicht mehr.',
    safe: 'Es wurde inzwischen geändert oder entfernt.',
    next: { say: 'Sehen Sie sich die Liste an, wie sie jetzt ist.', do: 'open_keys' },
  },
  no_admin: {
    title: ({ provider }: Said) => `Mit den Zugangsdaten dieses Kontos darf Keyrack ${bei(provider)} keine Schlüssel verwalten.`,
    safe: 'Es wurde nichts geändert.',
    next: { say: 'Fügen Sie das Konto mit einem Schlüssel hinzu, der das darf.', do: 'open_accounts' },
  },
  account_in_use: {
    title: 'Dieses Konto hat noch Schlüssel, deren Geheimnisse hier gespeichert sind.',
    safe: 'Es wurde nichts entfernt: Ohne das Konto könnte Keyrack sie nicht mehr testen oder stoppen.',
    next: {
      say: 'Stoppen Sie zuerst die Schlüssel, oder schließen Sie ab, was offen ist. Ein Schlüssel, den Keyrack nicht stoppen kann, lässt sich stattdessen in seinen Details hier vergessen.',
      do: 'open_keys',
    },
  },
  clipboard_refused: {
    title: ({ params }: Said) => (params.secret ? 'Die Zwischenablage nahm das Geheimnis nicht an.' : 'Die Zwischenablage hat den Text nicht angenommen.'),
    safe: ({ params }: Said) => (params.secret ? 'Das Geheimnis hat Ihren Schlüsselbund nicht verlassen.' : 'Den Text darf jeder sehen, und nichts anderes wurde kopiert.'),
    next: { say: ({ params }: Said) => (params.secret ? 'Versuchen Sie es noch einmal, oder übergeben Sie es als Datei.' : 'Versuchen Sie es erneut, oder markieren Sie den Text und kopieren ihn von Hand.'), do: 'try_again' },
  },
  browser_refused: {
    title: 'Keyrack konnte Ihren Browser nicht öffnen.',
    safe: 'Es wurde nichts geändert.',
    next: { say: ({ params }: Said) => `Öffnen Sie Ihren Browser selbst${params.page ? ` und rufen Sie ${params.page} auf` : ''}.`, do: 'try_again' },
  },
  practice_failed: {
    title: 'Der Übungsanbieter auf diesem Computer ist nicht gestartet.',
    safe: 'Live-Konten und ihre Schlüssel sind nicht betroffen.',
    next: { say: 'Versuchen Sie es erneut. Bleibt es dabei, setzen Sie die Übung in den Einstellungen zurück.', do: 'try_again' },
  },
} as const;
