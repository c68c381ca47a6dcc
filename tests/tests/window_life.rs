//! The life of a key between its making and its end, in the real window with the real keychain, over real HTTP, by
//! keyboard alone: no pointer, and no script that presses anything.

use std::sync::Mutex;
use std::time::Duration;

use keyrack_sandbox::Sandbox;
use keyrack_tests::desktop::{With, in_session};
use keyrack_tests::main_job::Job;
use keyrack_tests::scan::{self, Needle};
use keyrack_tests::scene::{Scene, job};
use keyrack_tests::window::Window;
use keyrack_tests::world::{Drawn, draw, sandbox};
use serde_json::Value;
use thirtyfour::{Key, WebElement};

const ACCOUNT: &str = "Trading desk";
const OWN: &str = "practice manager";
const WORKS: &str = "//*[@data-testid='verdict'][contains(., 'Works')]";
const DEAD: &str = "//*[@data-testid='proof'][@data-verdict='confirmed_dead']";

/// What has the focus: its name as a screen reader says it, what it is, and whether a person can see it.
const FOCUS: &str = "
    const e = document.activeElement;
    if (!e || e === document.body) return { name: '(nothing)', kind: 'page', group: [], faults: [] };
    const plain = (text) => (text ?? '').replace(/\\s+/g, ' ').trim();
    const nameOf = (of) => {
        const by = of.getAttribute('aria-labelledby');
        if (by) return plain(by.split(' ').map((id) => document.getElementById(id)?.textContent).join(' '));
        const own = of.getAttribute('aria-label');
        if (own) return plain(own);
        if (of.labels?.length) return plain([...of.labels].map((label) => label.textContent).join(' '));
        return plain(of.textContent) || plain(of.title);
    };
    const group = e.type === 'radio' && e.name ? [...document.getElementsByName(e.name)].map(nameOf) : [];
    const box = e.getBoundingClientRect();
    const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const within = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
    const whole = box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight + 1 && box.right <= innerWidth + 1;
    const outlined = (of) => of && getComputedStyle(of).outlineStyle !== 'none' && parseFloat(getComputedStyle(of).outlineWidth) > 0;
    const faults = [];
    if (e.tabIndex >= 0 && !outlined(e) && !outlined(e.closest('label'))) faults.push('shows no focus');
    if (!within || box.width < 1 || box.height < 1) faults.push('is out of sight');
    else if (!at || !(e.contains(at) || e.closest('label')?.contains(at))) faults.push('is covered by ' + (at?.className || at?.tagName));
    else if (!whole && e.matches('a, button, input, select, summary')) faults.push('is cut off');
    return { name: nameOf(e), kind: e.getAttribute('role') ?? (e.type ? `${e.localName} ${e.type}` : e.localName), group, faults };";

/// A person at the keyboard.
struct Hands<'a> {
    window: &'a Window,
    work: Job<'a>,
    /// Where a person who sees the window, or has it read, would stumble.
    stumbled: Mutex<Vec<String>>,
}

#[derive(Clone, Copy)]
enum Way {
    On,
    Back,
}

impl<'a> Hands<'a> {
    fn at(window: &'a Window) -> Self {
        Self { window, work: job(window, "life"), stumbled: Mutex::default() }
    }

    async fn focus(&self) -> Value {
        self.window.ask(FOCUS).await
    }

    /// What has the focus scrolls into sight with the next frame.
    async fn focus_at_rest(&self) -> Value {
        let focus = self.focus().await;
        if focus["faults"].as_array().is_some_and(Vec::is_empty) {
            return focus;
        }
        self.window.drawn().await;
        self.focus().await
    }

    fn stumble(&self, over: String) {
        println!("  STUMBLE  {over}");
        self.stumbled.lock().unwrap().push(over);
    }

    async fn step(&self, way: Way) {
        match way {
            Way::On => self.window.strike(&[Key::Tab.into()]).await,
            Way::Back => self.window.strike(&[Key::Shift.into(), Key::Tab.into()]).await,
        }
    }

    /// Moves the focus until what has it fits.
    async fn walk(&self, way: Way, what: &str, fits: impl Fn(&Value) -> bool) {
        let mut had = Vec::new();
        for _ in 0..150 {
            let focus = self.focus_at_rest().await;
            let told = format!("{} ({})", focus["name"].as_str().unwrap(), focus["kind"].as_str().unwrap());
            if !had.is_empty() {
                for fault in focus["faults"].as_array().unwrap() {
                    self.stumble(format!("on the way to “{what}”: “{told}” {}", fault.as_str().unwrap()));
                }
            }
            if fits(&focus) {
                return;
            }
            had.push(told);
            self.step(way).await;
        }
        panic!("“{what}” never had the focus, but these had:\n{}\n{}", had.join("\n"), self.window.text().await);
    }

    async fn go(&self, name: &str) {
        self.walk(Way::On, name, |focus| focus["name"] == name).await;
    }

    async fn back(&self, name: &str) {
        self.walk(Way::Back, name, |focus| focus["name"] == name).await;
    }

    /// Goes to a button and presses it.
    async fn press(&self, name: &str) {
        self.go(name).await;
        self.enter().await;
    }

    async fn enter(&self) {
        self.window.strike(&[Key::Enter.into()]).await;
    }

    async fn space(&self) {
        self.window.strike(&[' ']).await;
    }

    async fn control(&self, key: char) {
        self.window.strike(&[Key::Control.into(), key]).await;
    }

    async fn write(&self, text: &str) {
        for letter in text.chars() {
            self.window.strike(&[letter]).await;
        }
    }

    /// Goes to the choices of which this is one, and takes it with the arrows.
    async fn choose(&self, way: Way, name: &str) {
        let offers = |focus: &Value| focus["group"].as_array().unwrap().iter().any(|one| one == name);
        self.walk(way, name, offers).await;
        for _ in 0..20 {
            if self.focus().await["name"] == name {
                return;
            }
            self.window.strike(&[Key::Down.into()]).await;
        }
        panic!("“{name}” could not be chosen");
    }

    /// Waits until the focus is where it belongs.
    async fn expects(&self, name: &str) {
        self.arrives(&format!("“{name}” does not have the focus"), |focus| focus["name"] == name).await;
    }

    /// Waits until the focus is somewhere.
    async fn keeps_the_focus(&self, after: &str) {
        self.arrives(&format!("nothing has the focus after {after}"), |focus| focus["kind"] != "page").await;
    }

    async fn arrives(&self, otherwise: &str, fits: impl Fn(&Value) -> bool) {
        for _ in 0..100 {
            if fits(&self.focus().await) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let focus = self.focus().await;
        self.stumble(format!("{otherwise}, but “{}” ({}) has it", focus["name"], focus["kind"]));
    }

    /// Waits until a box is ticked.
    async fn ticked(&self, name: &str) {
        let found = self.window.find(&format!("//input[@aria-label='{name}']")).await;
        let ticked = tokio::time::timeout(Duration::from_secs(20), async {
            while !is_ticked(&found).await {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        assert!(ticked.await.is_ok(), "“{name}” is not ticked\n{}", self.window.text().await);
    }

    /// From the first screen to a live account at a custom address.
    async fn add_account(&self, stage: &Stage) {
        let w = self.window;
        w.find("//button[normalize-space(.)='Connect an account']").await;
        self.press("Connect an account").await;
        w.find("//*[@id='account-name']").await;
        self.expects("Name").await;
        self.write(ACCOUNT).await;
        self.choose(Way::Back, "Kalshi").await;
        self.choose(Way::On, "Custom address").await;
        w.find("//*[@id='account-address']").await;
        self.go("Address").await;
        self.write(&stage.address).await;
        self.choose(Way::On, "Access key").await;
        self.go("Key ID").await;
        self.write(&stage.drawn.key_id).await;
        self.press("Choose a file…").await;
        w.find("//dialog//*[normalize-space(.)='trading-desk.key']").await;
        self.expects("Choose none").await;
        self.press("Test this account").await;
        w.find(&format!("//dialog{WORKS}")).await;
        self.keeps_the_focus("testing the account").await;
        self.press("Save account").await;
        w.gone("//dialog").await;
        w.find(&format!("//*[@data-account='{ACCOUNT}']")).await;
        self.keeps_the_focus("saving the account").await;
        (self.work.say)("an account, tested before it is saved");
    }

    async fn make_key(&self, label: &str) {
        let w = self.window;
        self.control('n').await;
        w.find("//*[@id='new-key-label']").await;
        self.expects("Label").await;
        self.write(label).await;
        w.says("This label is free").await;
        self.press("Read only").await;
        self.press("Make this key").await;
        w.find(&format!("//aside[@aria-label='Details of {label}']{WORKS}")).await;
        w.says("Saved in your keychain").await;
        self.expects(label).await;
        (self.work.say)(&format!("{label}: made and tested"));
    }

    async fn note(&self, system: &str) {
        self.press("Note who has it…").await;
        self.expects("System or person").await;
        self.write(system).await;
        self.enter().await;
        self.window.find(&format!("//*[@data-testid='holders']//li[contains(., '{system}')]")).await;
        self.expects("Note who has it…").await;
    }

    /// What came of each key, in the order in which they were stopped.
    async fn results(&self) -> Vec<(String, String)> {
        let script = "return [...document.querySelectorAll('dialog li[data-result]')].map((row) =>
            [row.querySelector('.label').textContent.trim(), row.dataset.result])";
        serde_json::from_value(self.window.ask(script).await).expect("pairs")
    }

    fn assert_never_stumbled(&self) {
        let stumbled = self.stumbled.lock().unwrap();
        assert!(stumbled.is_empty(), "{}", stumbled.join("\n"));
    }
}

async fn is_ticked(element: &WebElement) -> bool {
    element.is_selected().await.unwrap_or(false)
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
    let hands = Hands::at(&window);
    hands.add_account(&stage).await;
    hands.make_key("reporting-bot").await;
    hands.note("Ledger").await;
    hands.note("Reporting server").await;
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
    let hands = Hands::at(&window);
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
    let hands = Hands::at(&window);
    hands.add_account(&stage).await;
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
    let hands = Hands::at(&window);
    hands.add_account(&stage).await;
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
    let results = hands.results().await;
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
    let hands = Hands::at(&window);
    hands.add_account(&stage).await;
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
    let mut results = hands.results().await;
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
