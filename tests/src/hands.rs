//! A person at the keyboard of the real window: no pointer, and no script that presses anything. On the way it is looked at
//! whether what has the focus has a name, and can be seen.

use std::sync::Mutex;
use std::time::Duration;

use serde_json::Value;
use thirtyfour::{Key, WebElement};

use crate::main_job::Job;
use crate::scene::job;
use crate::window::Window;

/// A key that passed its test.
pub const WORKS: &str = "//*[@data-testid='verdict'][contains(., 'Works')]";
/// A key that was stopped, and is proven dead.
pub const DEAD: &str = "//*[@data-testid='proof'][@data-verdict='confirmed_dead']";

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
pub struct Hands<'a> {
    pub window: &'a Window,
    pub work: Job<'a>,
    /// Where a person who sees the window, or has it read, would stumble.
    stumbled: Mutex<Vec<String>>,
}

#[derive(Clone, Copy)]
pub enum Way {
    On,
    Back,
}

impl<'a> Hands<'a> {
    /// The pictures are named after what is done.
    pub fn at(window: &'a Window, name: &str) -> Self {
        Self { window, work: job(window, name), stumbled: Mutex::default() }
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
    pub async fn walk(&self, way: Way, what: &str, fits: impl Fn(&Value) -> bool) {
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

    pub async fn go(&self, name: &str) {
        self.walk(Way::On, name, |focus| focus["name"] == name).await;
    }

    pub async fn back(&self, name: &str) {
        self.walk(Way::Back, name, |focus| focus["name"] == name).await;
    }

    /// Goes to a button and presses it.
    pub async fn press(&self, name: &str) {
        self.go(name).await;
        self.enter().await;
    }

    pub async fn enter(&self) {
        self.window.strike(&[Key::Enter.into()]).await;
    }

    pub async fn space(&self) {
        self.window.strike(&[' ']).await;
    }

    pub async fn control(&self, key: char) {
        self.window.strike(&[Key::Control.into(), key]).await;
    }

    pub async fn write(&self, text: &str) {
        for letter in text.chars() {
            self.window.strike(&[letter]).await;
        }
    }

    /// Goes to the choices of which this is one, and takes it with the arrows.
    pub async fn choose(&self, way: Way, name: &str) {
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

    /// Chooses a part of the details with the arrows.
    pub async fn turn_to(&self, from: &str, to: &str) {
        self.go(from).await;
        let chosen = format!("//*[@role='tab'][@aria-selected='true'][normalize-space(.)='{to}']");
        while !self.window.is_there(&chosen).await {
            self.window.strike(&[Key::Right.into()]).await;
        }
        self.expects(to).await;
    }

    /// Waits until the focus is where it belongs.
    pub async fn expects(&self, name: &str) {
        self.arrives(&format!("“{name}” does not have the focus"), |focus| focus["name"] == name).await;
    }

    /// Waits until the focus is somewhere.
    pub async fn keeps_the_focus(&self, after: &str) {
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
    pub async fn ticked(&self, name: &str) {
        let found = self.window.find(&format!("//input[@aria-label='{name}']")).await;
        let ticked = tokio::time::timeout(Duration::from_secs(20), async {
            while !is_ticked(&found).await {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        assert!(ticked.await.is_ok(), "“{name}” is not ticked\n{}", self.window.text().await);
    }

    /// Chooses an address of its own for the account in the open form, and types it.
    pub async fn type_address(&self, address: &str) {
        self.choose(Way::On, "Custom address").await;
        self.window.find("//*[@id='account-address']").await;
        self.go("Address").await;
        self.write(address).await;
    }

    /// Tests the account in the open form, and saves it.
    pub async fn test_and_save(&self, account: &str) {
        let w = self.window;
        self.press("Test this account").await;
        w.find(&format!("//dialog{WORKS}")).await;
        self.keeps_the_focus("testing the account").await;
        self.press("Save account").await;
        w.gone("//dialog").await;
        w.find(&format!("//*[@data-account='{account}']")).await;
        self.keeps_the_focus("saving the account").await;
    }

    pub async fn make_key(&self, label: &str) {
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

    pub fn assert_never_stumbled(&self) {
        let stumbled = self.stumbled.lock().unwrap();
        assert!(stumbled.is_empty(), "{}", stumbled.join("\n"));
    }
}

pub async fn is_ticked(element: &WebElement) -> bool {
    element.is_selected().await.unwrap_or(false)
}
