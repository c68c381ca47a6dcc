//! Dialogs, notifications and sheets.

pub(super) const TEXTS: &[(&str, &str)] = &[
    // Notifications, the window's end, and starts that cannot go on
    ("{label} ({provider}) is due", "{label} ({provider}) ist fällig"),
    ("{label} ({provider}) is due soon", "{label} ({provider}) ist bald fällig"),
    ("Keyrack still holds a new secret", "Keyrack hält noch ein neues Geheimnis"),
    (
        "The provider has made a key, and your keychain did not take its secret. It is in memory only, and is shown only \
         once. Unlock your keychain and choose Finish in Keyrack.",
        "Der Anbieter hat einen Schlüssel angelegt, und Ihr Schlüsselbund hat das Geheimnis nicht angenommen. Es steht nur \
         im Arbeitsspeicher und wird nur einmal gezeigt. Entsperren Sie den Schlüsselbund und wählen Sie in Keyrack \
         „Abschließen“.",
    ),
    ("Keep Keyrack open", "Keyrack offen lassen"),
    ("Close and lose the secret", "Schließen und das Geheimnis verlieren"),
    (
        "Keyrack is already running, but does not answer. Wait a moment; if its window stays still, end it \
         and start Keyrack again.",
        "Keyrack läuft bereits, antwortet aber nicht. Warten Sie einen Moment; bleibt das Fenster stehen, \
         beenden Sie es und starten Sie Keyrack erneut.",
    ),
    ("Keyrack does not answer", "Keyrack antwortet nicht"),
    (
        "Keyrack keeps its records in {folder}, and cannot write there: {cause}. Nothing was changed.",
        "Keyrack führt seine Aufzeichnungen in {folder} und kann dort nicht schreiben: {cause}. Nichts wurde \
         geändert.",
    ),
    ("Keyrack cannot start", "Keyrack kann nicht starten"),
    ("Close this message", "Meldung schließen"),
    // Native dialogs
    ("Choose the file with the secret half", "Die Datei mit der geheimen Hälfte auswählen"),
    ("Save the sheet", "Das Blatt speichern"),
    ("Save the activity", "Den Verlauf speichern"),
    ("Hand over {label}", "{label} übergeben"),
    ("Hand over a secret", "Ein Geheimnis übergeben"),
    (
        "Write the secret of {key} to {file}? Whoever can read this file can use the key.",
        "Das Geheimnis von {key} in {file} schreiben? Wer diese Datei lesen kann, kann den Schlüssel \
         benutzen.",
    ),
    ("Write the file", "Datei schreiben"),
    (
        "Copy the secret of {key} to the clipboard? Every program that is open can read it there. Keyrack \
         clears it after {seconds} seconds.",
        "Das Geheimnis von {key} in die Zwischenablage kopieren? Jedes offene Programm kann es dort lesen. \
         Keyrack leert sie nach {seconds} Sekunden.",
    ),
    ("Copy the secret", "Geheimnis kopieren"),
    ("Keep it in the keychain", "Im Schlüsselbund lassen"),
    ("{account}, its ID ends in {end}", "{account}, die ID endet auf {end}"),
    ("“{label}” ({provider} {environment}, {account})", "„{label}“ ({provider} {environment}, {account})"),
    (
        "This folder is inside a git work tree: name the file in .gitignore, or the secret may be published.",
        "Dieser Ordner liegt in einem Git-Arbeitsverzeichnis: Tragen Sie die Datei in .gitignore ein, sonst \
         kann das Geheimnis veröffentlicht werden.",
    ),
    ("Another program copies this folder to a server.", "Ein anderes Programm kopiert diesen Ordner auf einen Server."),
    (
        "Files stay in the folder for downloads for years.",
        "Im Ordner für Downloads bleiben Dateien oft jahrelang liegen.",
    ),
    // Sheets
    ("If this computer is lost", "Wenn dieser Computer verloren geht"),
    (
        "Stop these keys, from another computer. Those that can move money come first in each table. No \
         secret is on this sheet; it tells where your keys are, so keep it as you keep a contract.",
        "Stoppen Sie diese Schlüssel von einem anderen Computer aus. In jeder Tabelle stehen die zuerst, die \
         Geld bewegen können. Auf diesem Blatt steht kein Geheimnis; es sagt, wo Ihre Schlüssel sind. \
         Bewahren Sie es auf wie einen Vertrag.",
    ),
    ("There are no accounts.", "Es gibt keine Konten."),
    ("As of {day}.", "Stand: {day}."),
    ("No key of it is known here.", "Hier ist kein Schlüssel davon bekannt."),
    ("Its secret", "Sein Geheimnis"),
    ("Website", "Website"),
    ("Address", "Adresse"),
    ("Keyrack works with", "Keyrack arbeitet mit"),
    ("can move money", "kann Geld bewegen"),
    ("on this computer", "auf diesem Computer"),
    ("not known", "nicht bekannt"),
    ("practice", "Übung"),
    ("sandbox", "Sandbox"),
    ("PRODUCTION", "PRODUKTION"),
    ("The key {label}", "Der Schlüssel {label}"),
    (
        "For whoever puts this key in its place. No secret is on this sheet: it comes by another way.",
        "Für alle, die diesen Schlüssel einsetzen. Auf diesem Blatt steht kein Geheimnis: Es kommt auf \
         anderem Weg.",
    ),
    ("Provider", "Anbieter"),
    ("Environment", "Umgebung"),
    ("Account", "Konto"),
    ("Given to", "Übergeben an"),
    ("nobody yet", "noch niemanden"),
    ("Public half (SHA-256)", "Öffentliche Hälfte (SHA-256)"),
    ("Rotate by", "Wechseln bis"),
    ("no date is set", "kein Datum gesetzt"),
    ("Ends by itself", "Endet von selbst"),
    ("Documentation", "Dokumentation"),
    ("What it may do", "Was er darf"),
    (
        "Everything: no permissions were named when it was made.",
        "Alles: Beim Erstellen wurden keine Berechtigungen genannt.",
    ),
    ("The provider does not say it.", "Der Anbieter sagt es nicht."),
    ("Keys of this provider carry no permissions.", "Schlüssel dieses Anbieters tragen keine Berechtigungen."),
    ("Permission", "Berechtigung"),
    ("Scope", "Scope"),
    ("Names in the environment", "Namen in der Programmumgebung"),
    ("Name", "Name"),
    ("Holds", "Enthält"),
    ("the key ID", "die Schlüssel-ID"),
    ("the name at the provider", "den Namen beim Anbieter"),
    ("the secret", "das Geheimnis"),
    ("the secret half, as PEM", "die geheime Hälfte, als PEM"),
    ("Headers of a request", "Header einer Anfrage"),
    ("{header}: (key ID)", "{header}: (Schlüssel-ID)"),
    ("{header}: (milliseconds since 1970)", "{header}: (Millisekunden seit 1970)"),
    ("{header}: (seconds since 1970)", "{header}: (Sekunden seit 1970)"),
    (
        "{header}: (RSA-PSS with SHA-256 and a salt of 32 bytes, over that time, the method and the path \
         without its query; base64)",
        "{header}: (RSA-PSS mit SHA-256 und einem Salt von 32 Byte, über diese Zeit, die Methode und den Pfad \
         ohne seine Parameter; Base64)",
    ),
    (
        "{header}: (HMAC-SHA256 under {part}, decoded from base64, over that time, the method, the path with \
         its query, and the body; URL-safe base64)",
        "{header}: (HMAC-SHA256 mit {part}, aus Base64 dekodiert, über diese Zeit, die Methode, den Pfad mit \
         seinen Parametern und den Inhalt; URL-sicheres Base64)",
    ),
];
