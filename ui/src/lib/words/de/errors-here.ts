/** The keychain and the records on this computer. */

const kept = 'Ihre Schlüssel sind nicht verloren.';

export const keychainErrors = {
  keychain_locked: {
    title: 'Ihr Schlüsselbund ist gesperrt.',
    safe: `${kept} Sobald der Schlüsselbund entsperrt ist, kann Keyrack wieder auf sie zugreifen.`,
    next: { say: 'Entsperren Sie den Schlüsselbund. Ihr System fragt nach dem Passwort.', do: 'unlock_keychain' },
  },
  keychain_absent: {
    title: 'Auf diesem Computer ist kein Schlüsselbund zu finden.',
    safe: `${kept} Keyrack speichert Geheimnisse nur in einem Schlüsselbund, nie in einer offenen Datei. Deshalb wurde nichts gespeichert.`,
    next: { say: 'Starten Sie den Schlüsselbund Ihres Systems (GNOME Keyring, KWallet oder KeePassXC) und versuchen Sie es erneut.', do: 'try_again' },
  },
  keychain_denied: {
    title: 'Ihr Schlüsselbund hat Keyrack den Zugriff verweigert.',
    safe: kept,
    next: { say: 'Entsperren Sie den Schlüsselbund und erlauben Sie den Zugriff, wenn Ihr System fragt.', do: 'unlock_keychain' },
  },
  keychain_item_too_large: {
    title: 'Dieses Geheimnis ist zu groß für Ihren Schlüsselbund.',
    safe: 'Es wurde nicht gespeichert, und es wurde nichts gesendet.',
    next: { say: 'Wählen Sie eine kleinere Größe, etwa 2048 Bit.', do: 'change_entry' },
  },
  keychain_not_persistent: {
    title: 'Ihr Schlüsselbund vergisst beim Abmelden alles.',
    safe: 'Keyrack hat nichts darin gespeichert, damit auf diese Weise nichts verloren geht.',
    next: { say: 'Richten Sie einen Schlüsselbund ein, der einen Neustart übersteht, und versuchen Sie es erneut.', do: 'try_again' },
  },
  keychain_differs: {
    title: 'Ihr Schlüsselbund hat etwas anderes zurückgegeben, als gespeichert wurde.',
    safe: 'Keyrack hat das bemerkt, bevor es weiterging. Es wurde nichts gesendet.',
    next: { say: 'Versuchen Sie es erneut. Bleibt es dabei, muss der Schlüsselbund selbst repariert werden.', do: 'try_again' },
  },
  keychain_failed: {
    title: 'Ihr Schlüsselbund ist nicht erreichbar.',
    safe: kept,
    next: { say: 'Entsperren Sie den Schlüsselbund, oder versuchen Sie es gleich noch einmal.', do: 'unlock_keychain' },
  },
  secret_gone: {
    title: 'Das Geheimnis ist nicht mehr in Ihrem Schlüsselbund.',
    safe: 'Etwas anderes als Keyrack hat es entfernt. Beim Anbieter lässt sich der Schlüssel weiterhin stoppen.',
    next: {
      say: 'Wenn Sie eine Sicherung Ihres Schlüsselbunds haben, spielen Sie sie ein und versuchen Sie es erneut. Andernfalls stoppen Sie diesen Schlüssel und erstellen einen neuen.',
      do: 'try_again',
    },
  },
  secret_damaged: {
    title: 'Das Geheimnis in Ihrem Schlüsselbund ist beschädigt.',
    safe: 'Etwas anderes als Keyrack hat es verändert, deshalb verwendet Keyrack es nicht.',
    next: { say: 'Stoppen Sie diesen Schlüssel und erstellen Sie einen neuen.', do: 'new_key' },
  },
  origin_differs: {
    title: 'Dieses Geheimnis gehört zu einer anderen Adresse.',
    safe: 'Keyrack hat es nicht verwendet. Ein Geheimnis geht nur an die Adresse, für die es gespeichert wurde.',
    next: { say: 'Für eine neue Adresse fügen Sie das Konto erneut hinzu und geben dort seinen Schlüssel ein.', do: 'open_accounts' },
  },
} as const;

export const recordErrors = {
  records_unwritable: {
    title: 'Keyrack kann seine Aufzeichnungen nicht schreiben.',
    safe: 'Keyrack beginnt keine Änderung, die es nicht vorher aufschreiben kann. Was schon begonnen war, ist nicht vergessen. Ihre Geheimnisse bleiben in Ihrem Schlüsselbund.',
    next: { say: 'Prüfen Sie, ob sich in Ihren persönlichen Ordner schreiben lässt, und versuchen Sie es erneut.', do: 'try_again' },
  },
  records_damaged: {
    title: 'Die Aufzeichnungen von Keyrack sind beschädigt.',
    safe: 'Ihre Geheimnisse stehen nicht darin: Sie liegen weiterhin in Ihrem Schlüsselbund. Solange die Aufzeichnungen nicht lesbar sind, ändert Keyrack nichts.',
    next: { say: 'Spielen Sie die Datei aus einer Sicherung ein und versuchen Sie es erneut.', do: 'try_again' },
  },
  records_newer: {
    title: 'Diese Aufzeichnungen stammen von einem neueren Keyrack.',
    safe: 'Es wurde nichts geändert. Ihre Geheimnisse liegen weiterhin in Ihrem Schlüsselbund.',
    next: { say: 'Öffnen Sie sie mit dem neueren Keyrack, oder aktualisieren Sie dieses und versuchen Sie es erneut.', do: 'try_again' },
  },
  disk_full: {
    title: 'Der Datenträger ist voll.',
    safe: 'Keyrack beginnt keine Änderung, die es nicht vorher aufschreiben kann. Was schon begonnen war, ist nicht vergessen.',
    next: { say: 'Schaffen Sie Platz auf dem Datenträger und versuchen Sie es erneut.', do: 'try_again' },
  },
} as const;
