//! The life of a key between its making and its end, in the real window with the real keychain, over real HTTP, by
//! keyboard alone: no pointer, and no script that presses anything.

use keyrack_sandbox::Sandbox;
use keyrack_tests::desktop::{With, in_session};
use keyrack_tests::hands::{DEAD, Hands, WORKS, Way, is_ticked};
use keyrack_tests::scan::{self, Needle};
use keyrack_tests::scene::Scene;
use keyrack_tests::window::Window;
use keyrack_tests::world::{Drawn, draw, sandbox};

const ACCOUNT: &str = "Trading desk";
const OWN: &str = "practice manager";

/// From the first screen to a live account at a custom address.
async fn add_account(hands: &Hands<'_>, stage: &Stage) {
    let w = hands.window;
    w.find("//button[normalize-space(.)='Connect an account']").await;
    hands.press("Connect an account").await;
    w.find("//*[@id='account-name']").await;
    hands.expects("Name").await;
    hands.write(ACCOUNT).await;
    hands.choose(Way::Back, "Kalshi").await;
    hands.type_address(&stage.address).await;
    hands.choose(Way::On, "Access key").await;
    hands.go("Key ID").await;
    hands.write(&stage.drawn.key_id).await;
    hands.press("Choose a file…").await;
    w.find("//dialog//*[normalize-space(.)='trading-desk.key']").await;
    hands.expects("Choose none").await;
    hands.test_and_save(ACCOUNT).await;
    (hands.work.say)("an account, tested before it is saved");
}

async fn note(hands: &Hands<'_>, system: &str) {
    hands.press("Note who has it…").await;
    hands.expects("System or person").await;
    hands.write(system).await;
    hands.enter().await;
    hands.window.find(&format!("//*[@data-testid='holders']//li[contains(., '{system}')]")).await;
    hands.expects("Note who has it…").await;
}

/// What came of each key, in the order in which they were stopped.
async fn results(window: &Window) -> Vec<(String, String)> {
    let script = "return [...document.querySelectorAll('dialog li[data-result]')].map((row) =>
        [row.querySelector('.label').textContent.trim(), row.dataset.result])";
    serde_json::from_value(window.ask(script).await).expect("pairs")
}

/// The practice server as a live account, and where the window stands.
struct Stage {
    scene: Scene,
    provider: Sandbox,
    drawn: Drawn,
    address: String,
    needles: Vec<Needle>,
}

impl Stage {
    async fn new() -> Self {
        let scene = Scene::new();
        let provider = sandbox(None).await;
        let drawn = draw(&provider);
        let file = scene.outside.join("trading-desk.key");
        std::fs::write(&file, &drawn.private_key).unwrap();
        std::fs::write(scene.outside.join("dialog"), file.to_string_lossy().as_bytes()).unwrap();
        let address = provider.base_url("kalshi").expect("known");
        let needles = scan::pair("the account's own key", &drawn.private_key);
        Self { scene, provider, drawn, address, needles }
    }

    /// Remembers every pair that is in the keychain now.
    fn remember(&mut self, least: usize) {
        let pems = scan::in_keychain("Keyrack");
        assert!(pems.len() >= least, "{} pairs are in the keychain", pems.len());
        for (n, pem) in pems.iter().enumerate() {
            self.needles.extend(scan::pair(&format!("pair {n} of {}", pems.len()), pem));
        }
    }

    /// Whether a key lives at the provider.
    fn lives(&self, name: &str) -> bool {
        let keys = self.provider.keys("kalshi");
        let found: Vec<_> = keys.iter().filter(|key| key.name == name).collect();
        assert_eq!(found.len(), 1, "{name}: {keys:?}");
        found[0].alive
    }
}

#[tokio::test]
async fn planned_rotation_goes_on_after_a_restart_by_keyboard_alone() {
    if !in_session("planned_rotation_goes_on_after_a_restart_by_keyboard_alone", With::KeyringAndDisplay) {
        return;
    }
    let mut stage = Stage::new().await;
    let (ledger, reports) = ("Ledger has the new key", "Reporting server has the new key");

    let window = stage.scene.open().await;
    let hands = Hands::at(&window, "life");
    add_account(&hands, &stage).await;
    hands.make_key("reporting-bot").await;
    note(&hands, "Ledger").await;
    note(&hands, "Reporting server").await;
    hands.work.light("planned-1-who-has-it").await;

    hands.press("Rotate…").await;
    window.find("//*[@id='rotate-label']").await;
    hands.expects("Label of the new key").await;
    window.says("This label is free").await;
    hands.work.light("planned-2-rotate").await;
    hands.press("Rotate this key").await;
    window.find(&format!("//aside[@aria-label='Details of reporting-bot 2']{WORKS}")).await;
    window.find("//*[@data-rotation][contains(., 'Both keys work now')]").await;
    hands.expects("reporting-bot 2").await;
    hands.work.light("planned-3-both-work").await;
    assert!(stage.lives("reporting-bot") && stage.lives("reporting-bot 2"));
    stage.remember(3);

    hands.go(ledger).await;
    hands.space().await;
    hands.ticked(ledger).await;
    hands.expects(ledger).await;
    hands.work.light("planned-4-one-ticked").await;
    hands.assert_never_stumbled();
    window.kill().await; // as a power cut would

    let window = stage.scene.open().await;
    let hands = Hands::at(&window, "life");
    window.find("//*[@data-rotation][contains(., 'Both keys work now')]").await;
    hands.ticked(ledger).await;
    assert!(!is_ticked(&window.find(&format!("//input[@aria-label='{reports}']")).await).await);
    hands.work.light("planned-5-after-the-restart").await;
    hands.go(reports).await;
    hands.space().await;
    hands.ticked(reports).await;
    window.says("Every system has the new key").await;
    hands.press("Retire the old key…").await;
    window.find("//*[@id='retire-old-confirmation']").await;
    hands.expects("Type the label to go on").await;
    hands.write("reporting-bot").await;
    hands.work.light("planned-6-retire").await;
    hands.press("Retire the old key").await;
    window.find(&format!("//aside[@aria-label='Details of reporting-bot']{DEAD}")).await;
    window.gone("//*[@data-rotation]").await;
    window.gone("//dialog").await;
    hands.expects("reporting-bot").await;
    hands.work.light("planned-7-dead").await;

    assert!(!stage.lives("reporting-bot") && stage.lives("reporting-bot 2"));
    hands.assert_never_stumbled();
    stage.scene.assert_nowhere(&stage.needles);
    window.kill().await;
}

#[tokio::test]
async fn leaked_key_is_replaced_and_dead_by_keyboard_alone() {
    if !in_session("leaked_key_is_replaced_and_dead_by_keyboard_alone", With::KeyringAndDisplay) {
        return;
    }
    let mut stage = Stage::new().await;
    let window = stage.scene.open().await;
    let hands = Hands::at(&window, "life");
    add_account(&hands, &stage).await;
    hands.make_key("reporting-bot").await;
    stage.remember(2);

    // The other door is looked at, and nothing is stopped.
    hands.press("Emergency stop…").await;
    hands.expects("Emergency stop").await;
    hands.press("Keep key").await;
    hands.expects("Emergency stop…").await;
    assert!(stage.lives("reporting-bot"));

    hands.back("Rotate…").await;
    hands.enter().await;
    window.find("//*[@id='rotate-label']").await;
    window.says("This label is free").await;
    hands.choose(Way::Back, "Leaked").await;
    hands.work.light("leaked-1-rotate").await;
    hands.press("Rotate, and stop the old key").await;
    window.find("//*[@data-testid='new-end'][contains(., 'Works')]").await;
    window.find("//*[@data-testid='old-end'][contains(., 'Confirmed dead')]").await;
    hands.expects("“reporting-bot” was rotated").await;
    hands.work.picture("leaked-2-ended").await;
    stage.remember(2);
    assert!(!stage.lives("reporting-bot") && stage.lives("reporting-bot 2"));

    hands.press("Show the new key").await;
    window.gone("//dialog").await;
    let tested = window.find(&format!("//aside[@aria-label='Details of reporting-bot 2']{WORKS}")).await;
    hands.expects("reporting-bot 2").await;
    window.strike(&['t']).await;
    window.replaced(&tested).await;
    window.find(&format!("//aside[@aria-label='Details of reporting-bot 2']{WORKS}")).await;
    hands.keeps_the_focus("testing it again").await;
    hands.work.light("leaked-3-new-key").await;

    hands.assert_never_stumbled();
    stage.scene.assert_nowhere(&stage.needles);
    window.kill().await;
}

#[tokio::test]
async fn whole_account_is_stopped_in_an_emergency_by_keyboard_alone() {
    if !in_session("whole_account_is_stopped_in_an_emergency_by_keyboard_alone", With::KeyringAndDisplay) {
        return;
    }
    let mut stage = Stage::new().await;
    let window = stage.scene.open().await;
    let hands = Hands::at(&window, "life");
    add_account(&hands, &stage).await;
    hands.make_key("reporting-bot").await;
    hands.make_key("order-engine").await;
    stage.remember(3);

    hands.press("Accounts").await;
    window.find(&format!("//*[@data-account='{ACCOUNT}']")).await;
    hands.press(&format!("Emergency stop… of everything in {ACCOUNT}")).await;
    window.find("//dialog//*[contains(., 'Keyrack’s own key is stopped last')]").await;
    let again = "//*[@data-testid='begin-again'][contains(., 'How to begin again')]";
    window.find(&format!("{again}[contains(., 'website')][contains(., 'add the account with it')]")).await;
    hands.work.light("account-1-asked").await;
    hands.press(&format!("Stop everything in {ACCOUNT} now")).await;
    window.find("//*[@data-testid='summary'][contains(., 'All 3 are confirmed dead')]").await;
    hands.expects("What came of it").await;
    hands.work.light("account-2-ended").await;
    let results = results(&window).await;
    assert_eq!(results.len(), 3);
    assert!(results.iter().all(|(_, result)| result == "confirmed_dead"), "{results:?}");
    assert_eq!(results[2].0, OWN, "its own last");
    assert!(stage.provider.keys("kalshi").iter().all(|key| !key.alive));

    hands.press("Done").await;
    window.gone("//dialog").await;
    hands.expects(&format!("Emergency stop… of everything in {ACCOUNT}")).await;
    hands.work.light("account-3-afterwards").await;

    hands.assert_never_stumbled();
    stage.scene.assert_nowhere(&stage.needles);
    window.kill().await;
}

#[tokio::test]
async fn selection_is_stopped_by_keyboard_alone() {
    if !in_session("selection_is_stopped_by_keyboard_alone", With::KeyringAndDisplay) {
        return;
    }
    let mut stage = Stage::new().await;
    let window = stage.scene.open().await;
    let hands = Hands::at(&window, "life");
    add_account(&hands, &stage).await;
    for label in ["reporting-bot", "order-engine", "month-end"] {
        hands.make_key(label).await;
    }
    stage.remember(4);

    for label in ["reporting-bot", "month-end"] {
        let name = format!("Select {label}");
        hands.back(&name).await;
        hands.space().await;
        hands.ticked(&name).await;
        hands.expects(&name).await;
    }
    window.says("2 selected").await;
    hands.work.picture("selection-1-two").await;
    hands.back("Emergency stop…").await;
    hands.enter().await;
    window.find("//dialog//h2[contains(., 'Emergency stop of 2 keys')]").await;
    hands.go("Hold for one second").await;
    hands.work.light("selection-2-asked").await;
    window.hold(' ').await;
    window.find("//dialog//*[@data-state] | //dialog//*[@data-result]").await;
    window.let_go(' ').await;
    window.find("//*[@data-testid='summary'][contains(., 'All 2 are confirmed dead')]").await;
    hands.expects("What came of it").await;
    hands.work.light("selection-3-ended").await;
    let mut results = results(&window).await;
    results.sort();
    assert_eq!(results, ["month-end", "reporting-bot"].map(|label| (label.to_owned(), "confirmed_dead".to_owned())));

    hands.press("Done").await;
    window.gone("//dialog").await;
    hands.expects("Keys").await;
    window.gone("//aside[contains(., 'Saved in your keychain')]").await;
    hands.work.light("selection-4-afterwards").await;
    assert!(!stage.lives("reporting-bot") && !stage.lives("month-end"));
    assert!(stage.lives("order-engine") && stage.lives(OWN));

    hands.assert_never_stumbled();
    stage.scene.assert_nowhere(&stage.needles);
    window.kill().await;
}
