//! What the providers' files say.

pub(super) const TEXTS: &[(&str, &str)] = &[
    // Environments
    ("Practice", "Übung"),
    ("Production", "Produktion"),
    ("Production, EU", "Produktion, EU"),
    ("Demo", "Demo"),
    ("Sandbox", "Sandbox"),
    ("Custom address", "Eigene Adresse"),
    // Forms and fields
    ("Access key", "Zugangsschlüssel"),
    (
        "A key that Kalshi's web page made for you: its key ID and the private key file.",
        "Ein Schlüssel, den die Website von Kalshi für Sie erstellt hat: die Schlüssel-ID und die Datei mit dem privaten \
         Schlüssel.",
    ),
    ("Bearer token", "Bearer-Token"),
    (
        "A token that another system gave you for Kalshi's API.",
        "Ein Token, das Ihnen ein anderes System für die API von Kalshi gegeben hat.",
    ),
    ("Token", "Token"),
    ("Without the word Bearer.", "Ohne das Wort Bearer."),
    ("Key", "Schlüssel"),
    (
        "The private key file; its key ID is found in Kalshi's list where it is not known.",
        "Die Datei mit dem privaten Schlüssel; die Schlüssel-ID wird in der Liste von Kalshi gefunden, wenn sie nicht \
         bekannt ist.",
    ),
    ("Key ID", "Schlüssel-ID"),
    ("Shown beside the key on Kalshi's web page.", "Steht auf der Website von Kalshi neben dem Schlüssel."),
    ("Secret half", "Geheime Hälfte"),
    (
        "The file that was downloaded when the key was made, often named .key or .pem.",
        "Die Datei, die beim Erstellen des Schlüssels heruntergeladen wurde, oft mit der Endung .key oder .pem.",
    ),
    ("API key and secret", "API-Schlüssel und Geheimnis"),
    (
        "The two values that Buildmarkets sent you. The first pair comes by e-mail. A pair with the permission \
         keys:manage lets Keyrack list, make and stop keys.",
        "Die zwei Werte, die Buildmarkets Ihnen geschickt hat. Das erste Paar kommt per E-Mail. Mit einem Paar, das die \
         Berechtigung keys:manage hat, kann Keyrack Schlüssel auflisten, erstellen und stoppen.",
    ),
    ("API key", "API-Schlüssel"),
    ("The value for the header X-API-Key.", "Der Wert für den Header X-API-Key."),
    ("API secret", "API-Geheimnis"),
    ("The value for the header X-API-Secret.", "Der Wert für den Header X-API-Secret."),
    ("L2 key", "L2-Schlüssel"),
    (
        "The API key of your Openfish account, with its secret and passphrase. It is needed before builder keys can be \
         made.",
        "Der API-Schlüssel Ihres Openfish-Kontos mit Geheimnis und Passphrase. Er wird gebraucht, bevor \
         Builder-Schlüssel erstellt werden können.",
    ),
    ("It looks like a1b2c3d4-e5f6-….", "Er sieht aus wie a1b2c3d4-e5f6-…."),
    ("Secret", "Geheimnis"),
    (
        "The long text of letters and digits, often ending in =.",
        "Der lange Text aus Buchstaben und Ziffern, oft mit = am Ende.",
    ),
    ("Passphrase", "Passphrase"),
    ("Came together with the secret.", "Kam zusammen mit dem Geheimnis."),
    ("Wallet address", "Wallet-Adresse"),
    ("Begins with 0x. Sent along where it is known.", "Beginnt mit 0x. Wird mitgeschickt, wenn sie bekannt ist."),
    ("Builder key", "Builder-Schlüssel"),
    (
        "The three values that were shown when the builder key was made.",
        "Die drei Werte, die beim Erstellen des Builder-Schlüssels gezeigt wurden.",
    ),
    (
        "The key that BlockMind's website showed once; it begins with bm_. Keys are open to a limited set of accounts at \
         present.",
        "Der Schlüssel, den die Website von BlockMind einmal gezeigt hat; er beginnt mit bm_. Zurzeit gibt es Schlüssel \
         nur für ausgewählte Konten.",
    ),
    ("API token", "API-Token"),
    (
        "Made at dash.cloudflare.com under My Profile, API Tokens. With the permission API Tokens Write, Keyrack can \
         list, make and stop tokens.",
        "Wird auf dash.cloudflare.com unter My Profile, API Tokens erstellt. Mit der Berechtigung API Tokens Write kann \
         Keyrack Tokens auflisten, erstellen und stoppen.",
    ),
    (
        "Made at app.sendgrid.com under Settings, API Keys; it begins with SG. — with full access, Keyrack can list, make \
         and stop keys.",
        "Wird auf app.sendgrid.com unter Settings, API Keys erstellt; er beginnt mit SG. — mit vollem Zugriff kann \
         Keyrack Schlüssel auflisten, erstellen und stoppen.",
    ),
    ("Subaccount", "Unterkonto"),
    (
        "Ties the key to one of your numbered subaccounts. Left empty, it works for all of them.",
        "Bindet den Schlüssel an eines Ihrer nummerierten Unterkonten. Bleibt das Feld leer, gilt er für alle.",
    ),
    // Permissions
    (
        "Read everything: balances, positions, orders and keys",
        "Alles lesen: Guthaben, Positionen, Aufträge und Schlüssel",
    ),
    ("Read the account balance only", "Nur das Guthaben lesen"),
    ("Read block trades that wait to be accepted", "Blockgeschäfte lesen, die auf Annahme warten"),
    ("Place, change and cancel orders", "Aufträge erteilen, ändern und löschen"),
    ("Accept block trades", "Blockgeschäfte annehmen"),
    ("Move money between accounts", "Geld zwischen Konten bewegen"),
    (
        "Do everything: trade, move money, and make and stop keys",
        "Alles tun: handeln, Geld bewegen, Schlüssel erstellen und stoppen",
    ),
    ("Read account details, balances and positions", "Kontodaten, Guthaben und Positionen lesen"),
    ("Create, change and close accounts", "Konten erstellen, ändern und schließen"),
    ("Read bank connections and funding activity", "Bankverbindungen und Zahlungen lesen"),
    ("Connect banks, start deposits and withdrawals", "Banken verbinden, Ein- und Auszahlungen starten"),
    ("Read orders and executions", "Aufträge und Ausführungen lesen"),
    ("Read market data", "Marktdaten lesen"),
    ("List and fetch documents", "Dokumente auflisten und abrufen"),
    ("Upload and e-mail documents", "Dokumente hochladen und per E-Mail senden"),
    ("List webhook configurations", "Webhook-Einstellungen auflisten"),
    ("Create, change and delete webhooks", "Webhooks erstellen, ändern und löschen"),
    ("Make and stop API keys", "API-Schlüssel erstellen und stoppen"),
    ("Read, create, change and delete webhooks", "Webhooks lesen, erstellen, ändern und löschen"),
    ("Read portfolios and holdings", "Portfolios und Bestände lesen"),
    ("Read watchlists", "Beobachtungslisten lesen"),
    ("Change watchlists", "Beobachtungslisten ändern"),
    ("Read reports", "Berichte lesen"),
    ("Work with reports", "Mit Berichten arbeiten"),
    ("Write signals", "Signale schreiben"),
    ("Change the workspace", "Den Arbeitsbereich ändern"),
    // Presets
    ("Read only", "Nur lesen"),
    ("Reporting", "Auswertung"),
    ("Trading bot", "Handelsbot"),
    // What is told of a key besides
    ("Requests a minute", "Anfragen pro Minute"),
    ("Requests a day", "Anfragen pro Tag"),
    ("Denied", "Verweigert"),
    ("Resources", "Ressourcen"),
    ("Status", "Status"),
    ("Last used", "Zuletzt benutzt"),
    // Steps on the websites
    (
        "Sign in at kalshi.com and open Account & security, then API keys.",
        "Melden Sie sich auf kalshi.com an und öffnen Sie Account & security, dann API keys.",
    ),
    (
        "Choose to create a key with your own public key, and paste the public half.",
        "Wählen Sie, einen Schlüssel mit Ihrem eigenen öffentlichen Schlüssel zu erstellen, und fügen Sie die öffentliche \
         Hälfte ein.",
    ),
    ("Choose the same permissions, and save.", "Wählen Sie dieselben Berechtigungen und speichern Sie."),
    (
        "Copy the key ID that Kalshi shows, and type it here.",
        "Kopieren Sie die Schlüssel-ID, die Kalshi zeigt, und geben Sie sie hier ein.",
    ),
    (
        "Find the key by its name or key ID, and delete it.",
        "Suchen Sie den Schlüssel nach Name oder Schlüssel-ID und löschen Sie ihn.",
    ),
    (
        "Write to support@buildmarkets.ai or to your relationship manager.",
        "Schreiben Sie an support@buildmarkets.ai oder an Ihren Relationship Manager.",
    ),
    (
        "Name the environment and the label of the key, and ask to revoke it.",
        "Nennen Sie die Umgebung und die Bezeichnung des Schlüssels und bitten Sie darum, ihn zu widerrufen.",
    ),
    (
        "Sign in at openfish.fun and open the settings of your account, then Builder keys.",
        "Melden Sie sich auf openfish.fun an und öffnen Sie die Einstellungen Ihres Kontos, dann Builder keys.",
    ),
    (
        "Find the key by its name or API key, and revoke it.",
        "Suchen Sie den Schlüssel nach Name oder API-Schlüssel und widerrufen Sie ihn.",
    ),
    (
        "Sign in at blockmind.app and open the settings of your account, then API keys.",
        "Melden Sie sich auf blockmind.app an und öffnen Sie die Einstellungen Ihres Kontos, dann API keys.",
    ),
    (
        "Find the key by the time when it was made, and revoke it.",
        "Suchen Sie den Schlüssel nach dem Zeitpunkt, zu dem er erstellt wurde, und widerrufen Sie ihn.",
    ),
    (
        "Sign in at dash.cloudflare.com and open My Profile, then API Tokens.",
        "Melden Sie sich auf dash.cloudflare.com an und öffnen Sie My Profile, dann API Tokens.",
    ),
    (
        "Find the token by its name, open the menu beside it, and choose Delete.",
        "Suchen Sie das Token nach seinem Namen, öffnen Sie das Menü daneben und wählen Sie Delete.",
    ),
    (
        "Sign in at app.sendgrid.com and open Settings, then API Keys.",
        "Melden Sie sich auf app.sendgrid.com an und öffnen Sie Settings, dann API Keys.",
    ),
    (
        "Find the key by its name or API Key ID, open the menu beside it, and choose Delete.",
        "Suchen Sie den Schlüssel nach Name oder API Key ID, öffnen Sie das Menü daneben und wählen Sie Delete.",
    ),
];
