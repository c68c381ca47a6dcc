//! Dialogs, notifications and sheets.

pub(super) const TEXTS: &[(&str, &str)] = &[
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
];
