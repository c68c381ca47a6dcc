//! What a person does with the accounts and keys of any provider, in the real window, with only the screen to help.

use crate::main_job::Job;

/// An account at a custom address, as it is typed.
pub struct Typed<'a> {
    pub provider: &'a str,
    pub name: &'a str,
    pub address: &'a str,
    /// The fields of the provider's first form.
    pub fields: &'a [(&'a str, &'a str)],
}

/// A key that exists already.
pub struct Brought<'a> {
    pub account: &'a str,
    pub label: &'a str,
    pub fields: &'a [(&'a str, &'a str)],
}

const LIFE: &str = "//*[@data-testid='verdict'][@data-verdict='works' or @data-verdict='listed']";

const DEAD: &str = "//*[@data-testid='proof'][@data-verdict='confirmed_dead'][contains(., 'Confirmed dead')]";

impl Job<'_> {
    pub async fn go_live(&self) {
        self.window.press("Switch to live").await;
        self.window.find("//button[normalize-space(.)='Switch to practice']").await;
    }

    /// Types an account, tests it before it is saved, and saves it.
    pub async fn add(&self, account: &Typed<'_>) {
        let (w, name) = (self.window, account.name);
        w.press("Accounts").await;
        w.press("Add account").await;
        w.tick(&format!("provider-{}", account.provider)).await;
        w.type_into("account-name", name).await;
        w.tick("environment-custom").await;
        w.type_into("account-address", account.address).await;
        self.fill(account.fields).await;
        w.press("Test this account").await;
        w.find(&format!("//dialog{LIFE}")).await;
        self.light(&format!("{}-1-tested", account.provider)).await;
        w.press("Save account").await;
        w.gone("//dialog").await;
        w.find(&format!("//*[@data-account='{name}']")).await;
        (self.say)(&format!("{name}: typed, tested before it is saved, saved"));
    }

    async fn fill(&self, fields: &[(&str, &str)]) {
        for (id, value) in fields {
            let field = format!("field-{id}");
            match value.contains('\n') {
                true => self.window.paste_into(&field, value).await,
                false => self.window.type_into(&field, value).await,
            }
        }
    }

    /// Makes a key in an account, with one of the ready-made choices where there are permissions.
    pub async fn make_key_in(&self, account: &Typed<'_>, label: &str, preset: Option<&str>) {
        let w = self.window;
        w.press("Keys").await;
        w.press("New key").await;
        self.choose_account(account.name).await;
        w.type_into("new-key-label", label).await;
        w.says("This label is free").await;
        if let Some(preset) = preset {
            w.press(preset).await;
        }
        self.light(&format!("{}-2-new-key", account.provider)).await;
        w.press("Make this key").await;
        w.says("Saved in your keychain").await;
        w.find(&format!("//aside[@aria-label='Details of {label}']{LIFE}")).await;
        (self.say)(&format!("{label}: made, kept in the keychain, tested"));
        self.picture(&format!("{}-3-made", account.provider)).await;
    }

    /// Only where there are several is there a choice.
    async fn choose_account(&self, name: &str) {
        let w = self.window;
        w.find("//dialog").await;
        if w.is_there("//dialog//*[@data-account-choice]").await {
            w.click(&w.find(&format!("//label[.//*[@data-account-choice='{name}']]")).await).await;
        }
    }

    /// Tests a key once more, retires it by its label, and waits for the proof.
    pub async fn test_and_retire(&self, account: &Typed<'_>, label: &str) {
        self.open(label).await;
        self.test_again().await;
        self.window.press("Retire…").await;
        self.retire(account.provider, label).await;
    }

    pub async fn test_again(&self) {
        let w = self.window;
        let before = w.find(&format!("//aside{LIFE}")).await;
        w.press("Test").await;
        w.replaced(&before).await;
        w.find(&format!("//aside{LIFE}")).await;
        (self.say)("Test again: it lives");
    }

    /// The dialog is open: types the label, and waits for the proof.
    pub async fn retire(&self, picture: &str, label: &str) {
        let w = self.window;
        w.type_into("retire-confirmation", label).await;
        self.light(&format!("{picture}-4-retire")).await;
        w.press("Retire this key").await;
        w.find(DEAD).await;
        (self.say)(&format!("{label}: retired, Confirmed dead"));
        self.picture(&format!("{picture}-5-dead")).await;
    }

    /// A key of the list that may be the one Keyrack signs in with: both doors say so, and it is kept.
    pub async fn keep_what_may_be_the_manager(&self, label: &str) {
        let w = self.window;
        self.open(label).await;
        for (door, name) in [("Retire…", "retire"), ("Emergency stop…", "emergency")] {
            w.press(door).await;
            let said = w.says("Keyrack itself may work with this key").await;
            self.light(&format!("perhaps-manager-{name}")).await;
            w.press("Keep key").await;
            w.replaced(&said).await;
        }
        (self.say)(&format!("{label}: both doors say that Keyrack may work with it"));
    }

    /// What the provider says of a key, and the provider's own log of its calls: more than one page.
    pub async fn read_own_log(&self, label: &str, provider: &str) {
        let w = self.window;
        self.open(label).await;
        w.find("//*[@data-testid='said'][contains(., 'Ends by itself')]").await;
        self.light(&format!("{provider}-2-key")).await;
        w.click(&w.find("//*[@id='details-tab-usage']").await).await;
        w.find("//*[@data-testid='usage-log']//li").await;
        self.picture(&format!("{provider}-3-log")).await;
        let rows = w.count("//*[@data-testid='usage-log']//li").await;
        w.press("Load more").await;
        w.find(&format!("//*[@data-testid='usage-log']//li[{}]", rows + 1)).await;
        (self.say)(&format!("{label}: {provider}’s own log, more than {rows} rows"));
        w.click(&w.find("//*[@id='details-tab-overview']").await).await;
    }

    /// Rotates a key, sees that both work, and retires the old one.
    pub async fn rotate(&self, provider: &str, old: &str, new: &str) {
        let w = self.window;
        self.open(old).await;
        w.press("Rotate…").await;
        w.type_into("rotate-label", new).await;
        w.says("This label is free").await;
        self.light(&format!("{provider}-4-rotate")).await;
        w.press("Rotate this key").await;
        w.find(&format!("//aside[@aria-label='Details of {new}']{LIFE}")).await;
        w.says("Both keys work now").await;
        (self.say)(&format!("{new}: in place of {old}; both work"));
        self.picture(&format!("{provider}-5-rotated")).await;
        self.test_again().await;
        self.open(old).await;
        self.test_again().await;
        self.open(new).await;
    }

    /// Retires the key that the open one replaces.
    pub async fn retire_replaced(&self, provider: &str, old: &str) {
        let w = self.window;
        w.press("Retire the old key…").await;
        w.type_into("retire-old-confirmation", old).await;
        self.light(&format!("{provider}-old-4-retire")).await;
        w.press("Retire the old key").await;
        w.find(DEAD).await;
        (self.say)(&format!("{old}: retired, Confirmed dead"));
        self.picture(&format!("{provider}-old-5-dead")).await;
    }

    /// Brings in a pair from a file: Keyrack finds out which key of the list it is.
    pub async fn bring_file(&self, key: &Brought<'_>, file: &str) {
        let w = self.window;
        w.press("Keys").await;
        w.press("Bring in a key").await;
        self.choose_account(key.account).await;
        w.type_into("bring-label", key.label).await;
        w.press_until("Choose a file…", &format!("//dialog//*[normalize-space(.)='{file}']")).await;
        self.bring(key, "file").await;
    }

    /// Brings in the secret of a row of the provider's list.
    pub async fn bring_row(&self, key: &Brought<'_>, row: &str) {
        let w = self.window;
        self.open(row).await;
        self.light("bring-row-0-there").await;
        w.press("I have its secret").await;
        w.type_into("bring-label", key.label).await;
        self.bring(key, "row").await;
    }

    async fn bring(&self, key: &Brought<'_>, picture: &str) {
        let w = self.window;
        self.fill(key.fields).await;
        self.light(&format!("bring-{picture}-1-form")).await;
        w.press("Bring in this key").await;
        let details = format!("//aside[@aria-label='Details of {}']", key.label);
        w.find(&format!("{details}{LIFE}")).await;
        w.find(&format!("{details}//dd[contains(., 'Here and there')]")).await;
        w.find(&format!("//tr[@data-key-label='{}'][contains(., 'here and there')]", key.label)).await;
        (self.say)(&format!("{}: brought in, here and there", key.label));
        self.light(&format!("bring-{picture}-2-brought")).await;
    }

    /// Writes the message that asks for a key, and leaves the request open.
    pub async fn ask(&self, provider: &str, label: &str) {
        let w = self.window;
        w.press("Accounts").await;
        w.press(&format!("Ask {provider} for a key by e-mail")).await;
        w.tick("ask-environment-sandbox").await;
        w.type_into("ask-label", label).await;
        w.press("Reporting").await;
        self.light("ask-1-form").await;
        w.press("Write the message").await;
        w.says("support@buildmarkets.ai").await;
        w.press("Copy the text").await;
        w.says("Text copied").await;
        w.press("Open in mail program").await;
        w.says("Opened in your mail program").await;
        self.picture("ask-2-message").await;
        w.press("Done").await;
        w.gone("//dialog").await;
        w.find(&format!("//*[@data-asked='{label}']")).await;
        (self.say)(&format!("{label}: the message is written, and the request stands open"));
        self.light("ask-3-open").await;
    }

    /// The key that came back is entered into a form that knows what was asked; then the request is closed.
    pub async fn take_up_and_close(&self, label: &str) {
        let w = self.window;
        w.press("Enter the key that came back").await;
        w.find("//dialog").await;
        assert!(w.is_chosen("provider-buildmarkets").await && w.is_chosen("environment-sandbox").await);
        assert_eq!(w.value("account-name").await, label);
        self.light("ask-4-came-back").await;
        w.press("Cancel").await;
        w.gone("//dialog").await;
        w.press("Close the request").await;
        w.gone(&format!("//*[@data-asked='{label}']")).await;
        (self.say)("Close the request: it is gone");
    }
}
