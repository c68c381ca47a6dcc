/** Words for everything the core counts out: states, verdicts, steps, situations, acts. */
import type {
  EnvironmentKind,
  Evidence,
  KeyPlace,
  LogVerdict,
  NextStep,
  ProofVerdict,
  Risk,
  SecretPlace,
  Situation,
  Step,
  TestVerdict,
  UnfinishedView,
  Way,
} from '$api/types';
import { capital, half, theHalf } from './grammar';

export { half };

export const environments: Record<EnvironmentKind, string> = {
  practice: 'Übung',
  sandbox: 'Sandbox',
  production: 'PRODUKTION',
};

export const secretPlaces: Record<SecretPlace, { short: string; long: string }> = {
  here: { short: 'Hier', long: 'In Ihrem Schlüsselbund auf diesem Computer' },
  elsewhere: { short: 'Anderswo', long: 'Bei jemand anderem, nicht auf diesem Computer' },
  lost: { short: 'Verloren', long: 'Verloren: nicht in Ihrem Schlüsselbund' },
  erased: { short: 'Gelöscht', long: 'Gelöscht, nachdem der Schlüssel nachweislich tot war' },
  unread: { short: 'Ungelesen', long: 'In Ihrem Schlüsselbund, in einer ungelesenen Antwort' },
};

export const places: Record<KeyPlace, { short: string; long: (provider: string, pair: boolean) => string }> = {
  here_and_there: { short: 'hier und dort', long: () => 'Hier und dort: steht in der Liste' },
  only_there: { short: 'nur dort', long: (_, pair) => `Nur dort: steht in der Liste, und ${theHalf(pair)} hat jemand anderes` },
  only_here: { short: 'nur hier', long: (provider) => `Nur hier: nicht mehr in der Liste von ${provider}` },
  not_looked: { short: 'Liste noch nicht gelesen', long: () => 'Die Liste wurde noch nicht gelesen' },
};

/** Where the list was not looked at because there is none to look at. */
export const noList = {
  none: { short: 'dort keine Liste', long: (provider: string) => `${provider} zeigt keine Liste der Schlüssel` },
  notAllowed: { short: 'Liste nicht zugänglich', long: () => 'Dieses Konto darf die Liste nicht lesen' },
};

export const risks: Record<Risk, string> = { read: 'Liest nur', change: 'Ändert etwas', money: 'Kann Geld bewegen' };

export const ways: Record<Way, { name: (provider: string) => string; say: (provider: string, pair: boolean) => string; made: (provider: string) => string }> = {
  here: {
    name: () => 'Auf diesem Computer',
    say: (provider) => `Die geheime Hälfte verlässt diesen Computer nie. ${provider} bekommt nur die öffentliche Hälfte, die jeder sehen darf.`,
    made: () => 'auf diesem Computer',
  },
  provider: {
    name: (provider) => `Durch ${provider}`,
    say: (provider, pair) =>
      `${provider} erstellt ${pair ? 'das Paar' : 'den Schlüssel'} und sendet ${theHalf(pair)} ein einziges Mal. Keyrack legt ${pair ? 'sie' : 'es'} direkt in Ihren Schlüsselbund.`,
    made: (provider) => `durch ${provider}`,
  },
  website: {
    name: (provider) => `Auf der Website von ${provider}`,
    say: (provider) => `Sie fügen die öffentliche Hälfte auf der Website von ${provider} ein und tragen die Schlüssel-ID von dort hier ein.`,
    made: (provider) => `hier, und eingetragen auf der Website von ${provider}`,
  },
};

export const testVerdicts: Record<TestVerdict, { title: string; short: string }> = {
  works: { title: 'Funktioniert', short: 'Funktioniert' },
  works_but_may_not: { title: 'Funktioniert, darf aber nicht alles', short: 'Eingeschränkt' },
  listed: { title: 'In der Liste; das Geheimnis ließ sich nicht prüfen', short: 'In der Liste' },
  refused: { title: 'Abgelehnt', short: 'Abgelehnt' },
  could_not_tell: { title: 'Nicht feststellbar', short: 'Nicht feststellbar' },
};

/** What a verdict rests on, in one sentence. */
export const evidence: Record<Evidence, (provider: string) => string> = {
  own_call: (provider) => `Mit dem Schlüssel selbst ist ein Aufruf bei ${provider} gelungen.`,
  wrong_refused: (provider) => `Mit dem Schlüssel ist ein Aufruf bei ${provider} gelungen. Derselbe Aufruf mit falscher Signatur wurde abgelehnt.`,
  list: (provider) => `Das stützt sich allein auf die Liste von ${provider}: Kein Aufruf dort prüft das Geheimnis eines Schlüssels.`,
};

export const proofVerdicts: Record<ProofVerdict, { title: string; say: (provider: string, pair: boolean) => string }> = {
  confirmed_dead: { title: 'Nachweislich tot', say: (provider) => `${provider} lässt diesen Schlüssel nicht mehr zu. Alle Belege stimmen überein.` },
  still_alive: {
    title: 'Lebt noch',
    say: (provider, pair) => `${provider} lässt diesen Schlüssel weiterhin zu, obwohl der Auftrag zum Stoppen dort ankam. Wer ${theHalf(pair)} hat, kann ihn benutzen.`,
  },
  not_confirmed: {
    title: 'Nicht bestätigt',
    say: (provider, pair) =>
      `${provider} hat den Auftrag, diesen Schlüssel zu stoppen. Dass er tot ist, ist nicht nachgewiesen: Behandeln Sie ihn als lebend. Bis zum Nachweis bleibt ${theHalf(pair)} gespeichert.`,
  },
  gone_from_list: {
    title: 'Nicht mehr in der Liste',
    say: (provider) => `Dieser Schlüssel steht nicht mehr in der Liste von ${provider}. Sein Geheimnis ist nicht hier, deshalb konnte Keyrack ihn nicht prüfen.`,
  },
};

/** Where the list is all there is to ask. */
export const proofByList = (provider: string) =>
  `Dieser Schlüssel steht nicht mehr in der Liste von ${provider}. So zeigt sich dort, dass ein Schlüssel gestoppt ist: Kein Aufruf prüft ein Geheimnis für sich allein.`;

export const witnesses = {
  workedBefore: { yes: 'Der Schlüssel hat vorher funktioniert', no: 'Der Schlüssel hat hier nie nachweislich funktioniert' },
  listedBefore: { yes: 'Der Schlüssel stand vorher in der Liste', no: 'Der Schlüssel wurde nie in der Liste gesehen' },
  control: {
    yes: (provider: string) => `Im selben Moment ist eine Gegenprobe bei ${provider} gelungen`,
    no: (provider: string) => `Im selben Moment ist auch die Gegenprobe bei ${provider} nicht gelungen`,
  },
  namedDeath: {
    yes: (provider: string) => `${provider} hat geantwortet: Dieser Schlüssel ist nicht bekannt`,
    no: (provider: string) => `${provider} hat nicht geantwortet, dass der Schlüssel gestoppt ist`,
  },
  listed: {
    yes: (provider: string) => `Er steht noch in der Liste von ${provider}`,
    no: (provider: string) => `Er steht nicht mehr in der Liste von ${provider}`,
    unknown: (provider: string) => `Die Liste von ${provider} ließ sich nicht lesen`,
  },
};

export const steps: Record<Step, (provider: string, pair: boolean) => string> = {
  make_pair: () => 'Schlüsselpaar auf diesem Computer erstellen',
  keep_secret: (_, pair) => `${capital(half(pair))} in Ihrem Schlüsselbund speichern`,
  send_public: (provider) => `Öffentliche Hälfte an ${provider} senden`,
  ask_provider: (provider, pair) => (pair ? `Paar von ${provider} erstellen lassen` : `Schlüssel bei ${provider} anfordern`),
  match_key: (provider) => `Schlüssel bei ${provider} finden`,
  test: () => 'Testen',
  ask_to_stop: (provider) => `Schlüssel bei ${provider} stoppen`,
  proof: () => 'Nachweisen, dass er tot ist',
  erase_secret: (_, pair) => `${capital(half(pair))} löschen`,
};

const waitFor = (provider: string) => `Warten auf die Antwort von ${provider}…`;
const waitForKeychain = () => 'Warten auf die Antwort Ihres Schlüsselbunds…';

export const stepWaits: Record<Step, (provider: string) => string> = {
  make_pair: () => 'Das Schlüsselpaar wird erstellt. Große Schlüssel dauern ein paar Sekunden…',
  keep_secret: waitForKeychain,
  send_public: waitFor,
  ask_provider: waitFor,
  match_key: waitFor,
  test: waitFor,
  ask_to_stop: waitFor,
  proof: (provider) => `Erneute Anfrage an ${provider}, dazu eine Gegenprobe…`,
  erase_secret: waitForKeychain,
};

export const stepStates = { waiting: 'nicht begonnen', begun: 'läuft', done: 'erledigt', failed: 'nicht gelungen' };

export const nextSteps: Record<NextStep, (provider: string) => string> = {
  finish: () => 'Abschließen',
  discard: () => 'Verwerfen…',
  use_website: (provider) => `Website von ${provider} nutzen`,
  let_provider: (provider) => `Paar von ${provider} erstellen lassen`,
  enter_key_id: () => 'Diese Schlüssel-ID übernehmen',
  stop_candidates: (provider) => `Bei ${provider} stoppen…`,
  ask_again: () => 'Erneut fragen',
  keep_key: () => 'Schlüssel behalten',
  rotate_again: () => 'Erneut wechseln',
  use_new_names: () => 'Neueren Namen verwenden',
  leave_unproven: () => 'Ohne Nachweis belassen',
  leave_unsure: () => 'Aufgeben…',
};

/** Both refusals look the same from here. */
export const usageCauses = 'Entweder gehört das nicht zur Stufe des Kontos, oder der Schlüssel, mit dem Keyrack arbeitet, darf keine Schlüssel erstellen.';

type Situated = Pick<UnfinishedView, 'label' | 'provider_name' | 'error'> & { pair: boolean; /** The label of the key that it was to replace. */ old: string | null };

export const situations: Record<Situation, { title: (u: Situated) => string; say: (u: Situated) => string; urgent: boolean }> = {
  not_sent: {
    title: (u) => `Keyrack wurde beim Erstellen von „${u.label}“ unterbrochen.`,
    say: (u) => `An ${u.provider_name} wurde noch nichts gesendet, also gibt es den Schlüssel dort nicht.`,
    urgent: false,
  },
  unsure: {
    title: (u) => `Ob ${u.provider_name} „${u.label}“ erstellt hat, ist nicht sicher.`,
    say: (u) => `Der Auftrag wurde gesendet, eine Antwort kam nicht.${u.pair ? ' Die geheime Hälfte ist sicher verwahrt.' : ''} Keyrack sieht zuerst in der Liste von ${u.provider_name} nach und sendet nichts doppelt.`,
    urgent: false,
  },
  almost_done: {
    title: (u) => `Keyrack wurde beim Erstellen von „${u.label}“ unterbrochen.`,
    say: (u) => `${u.provider_name} hat den Schlüssel, und ${theHalf(u.pair)} ist sicher verwahrt.`,
    urgent: false,
  },
  usage_level: {
    title: (u) => `Dieses Konto durfte bei ${u.provider_name} keine öffentliche Hälfte eintragen.`,
    say: (u) => `${usageCauses} Das Paar von „${u.label}“ ist hier gespeichert, nichts ist verloren. Zwei Wege bleiben.`,
    urgent: false,
  },
  waiting_for_id: {
    title: (u) => `„${u.label}“ wartet auf die Schlüssel-ID.`,
    say: (u) => `Fügen Sie die öffentliche Hälfte auf der Website von ${u.provider_name} ein und tragen Sie dann die Schlüssel-ID, die dort erscheint, hier ein. Die geheime Hälfte ist hier sicher verwahrt.`,
    urgent: false,
  },
  secret_never_arrived: {
    title: (u) => `Das Geheimnis von „${u.label}“ ist nie angekommen.`,
    say: (u) => `${u.provider_name} hat den Schlüssel vielleicht erstellt, aber die Antwort ging verloren. Das Geheimnis hat niemand, also ist der Schlüssel nutzlos. Stoppen Sie ihn dort und erstellen Sie dann einen neuen.`,
    urgent: true,
  },
  unread_answer: {
    title: (u) => `Die Antwort von ${u.provider_name} zu „${u.label}“ ließ sich nicht lesen.`,
    say: () => 'Vielleicht enthält sie das neue Geheimnis, deshalb liegt sie vollständig in Ihrem Schlüsselbund. Nichts ist verloren.',
    urgent: true,
  },
  answer_held: {
    title: (u) => `Ihr Schlüsselbund hat das Geheimnis von „${u.label}“ nicht angenommen.`,
    say: () => 'Keyrack hält es im Arbeitsspeicher, solange Keyrack geöffnet ist. Entsperren Sie den Schlüsselbund und wählen Sie dann „Abschließen“. Beenden Sie Keyrack nicht vorher.',
    urgent: true,
  },
  second_key_possible: {
    title: (u) => `${u.provider_name} hat vielleicht einen zweiten Schlüssel erstellt, dessen Geheimnis nie ankam.`,
    say: (u) => `${u.old ? `„${u.old}“` : 'Der vorhandene Schlüssel'} funktioniert wie bisher. Der andere steht in keiner Liste: Stoppen Sie ihn auf der Website.`,
    urgent: true,
  },
  exchange_unsure: {
    title: (u) => `${u.provider_name} hat das Geheimnis von „${u.old ?? u.label}“ vielleicht ausgetauscht, und das neue kam nie an.`,
    say: () => 'Das alte Geheimnis funktioniert vielleicht nicht mehr. Wechseln Sie den Schlüssel erneut, um ein neues zu erhalten.',
    urgent: true,
  },
  permission_renamed: {
    title: (u) => `${u.provider_name} hat einen neueren Namen für ${u.error?.params.scope ? `„${u.error.params.scope}“` : 'eine Berechtigung'}${u.error?.params.newer ? `: „${u.error.params.newer}“` : ''}.`,
    say: (u) =>
      u.error?.params.wider === 'yes'
        ? `„${u.label}“ wurde nicht erstellt. Die neuere Berechtigung ist weiter gefasst: Sie erlaubt mehr als die ältere.`
        : `„${u.label}“ wurde nicht erstellt. Die neuere Berechtigung erlaubt dasselbe.`,
    urgent: false,
  },
  stop_not_sent: {
    title: (u) => `„${u.label}“ sollte gestoppt werden, aber der Auftrag ging noch nicht an ${u.provider_name}.`,
    say: () => 'Der Schlüssel funktioniert noch. Schließen Sie das Stoppen ab oder behalten Sie ihn.',
    urgent: true,
  },
  stop_not_proven: {
    title: (u) => `„${u.label}“ wurde gestoppt, ist aber nicht nachweislich tot.`,
    say: (u) => `${u.provider_name} hat den Auftrag, ihn zu stoppen. Behandeln Sie ihn als lebend, bis der Nachweis gelingt.`,
    urgent: true,
  },
  erase_open: {
    title: (u) => `„${u.label}“ ist tot, und ${theHalf(u.pair)} liegt noch in Ihrem Schlüsselbund.`,
    say: (u) => `Damit lässt sich nichts mehr öffnen. „Abschließen“ löscht ${u.pair ? 'sie' : 'es'}.`,
    urgent: false,
  },
};

export const logVerdicts: Record<LogVerdict, { title: string; say: (n: { entries: string; at: string }) => string; tone: 'ok' | 'warn' | 'bad' }> = {
  sound: { title: 'Das Protokoll ist in Ordnung', tone: 'ok', say: (n) => `${n.entries}: nichts geändert, entfernt, hinzugefügt oder umgestellt.` },
  seal_unreadable: {
    title: 'Das Protokoll ist in Ordnung, soweit es reicht',
    tone: 'warn',
    say: (n) => `${n.entries}: alles passt zusammen. Der Schlüsselbund gab das Siegel nicht heraus, daher würde ein fehlendes Ende nicht auffallen.`,
  },
  altered: { title: 'Das Protokoll wurde verändert', tone: 'bad', say: (n) => `Eintrag ${n.at} ist nicht so, wie Keyrack ihn geschrieben hat. Etwas anderes als Keyrack hat die Aufzeichnungen geändert.` },
  cut_off: { title: 'Das Ende des Protokolls fehlt', tone: 'bad', say: (n) => `Die Einträge nach ${n.at} sind in Ihrem Schlüsselbund versiegelt, stehen aber nicht mehr in den Aufzeichnungen.` },
  exchanged: { title: 'Dies ist nicht das Protokoll, das Keyrack versiegelt hat', tone: 'bad', say: () => 'Die Aufzeichnungen wurden gegen andere ausgetauscht, oder eine alte Kopie wurde eingespielt.' },
};
