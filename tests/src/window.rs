//! The real window, driven through WebKit's own WebDriver by what a person can see.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use thirtyfour::prelude::*;
use thirtyfour::{Capabilities, Key, TypingData};
use tokio::process::{Child, Command};

/// Longest wait for something to appear. Making a pair and a proof both fit.
const PATIENCE: Duration = Duration::from_secs(40);
const PAUSE: Duration = Duration::from_millis(50);

pub struct Window {
    driver: ManuallyDrop<WebDriver>,
    _process: Child,
    group: u32,
}

/// Also where a test fails: ends the whole process group. The driver's own goodbye would wait for an answer.
impl Drop for Window {
    fn drop(&mut self) {
        let _ = std::process::Command::new("kill").args(["-KILL", "--", &format!("-{}", self.group)]).status();
    }
}

/// What the program is started with, besides the session it runs in.
#[derive(Default, Clone)]
pub struct Start {
    pub env: Vec<(String, String)>,
}

impl Window {
    /// Starts the driver in a process group of its own, and through it the program.
    pub async fn open(program: &Path, log: &Path, start: &Start) -> WebDriverResult<Self> {
        let port = free_port();
        let output = std::fs::OpenOptions::new().create(true).append(true).open(log).expect("the log can be written");
        let mut command = Command::new("WebKitWebDriver");
        command
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(start.env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(output.try_clone().expect("a second handle"))
            .stderr(output)
            .process_group(0)
            .kill_on_drop(true);
        let process = command.spawn().expect("WebKitWebDriver is installed");
        let group = process.id().expect("it runs");
        let mut capabilities = Capabilities::new();
        capabilities
            .set("webkitgtk:browserOptions", serde_json::json!({ "binary": program.to_string_lossy(), "args": [] }))?;
        let address = format!("http://127.0.0.1:{port}");
        let driver = loop_until(|| WebDriver::new(&address, capabilities.clone())).await?;
        Ok(Self { driver: ManuallyDrop::new(driver), _process: process, group })
    }

    /// Ends the program and everything that it has started, as a power cut would.
    pub async fn kill(self) {
        drop(self);
    }

    /// Waits until an element is there and shown.
    pub async fn find(&self, xpath: &str) -> WebElement {
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                for element in self.driver.find_all(By::XPath(xpath)).await.unwrap_or_default() {
                    if self.is_shown(&element).await {
                        return element;
                    }
                }
                tokio::time::sleep(PAUSE).await;
            }
        });
        match found.await {
            Ok(element) => element,
            Err(_) => panic!("not on the screen: {xpath}\n--- the screen says ---\n{}", self.text().await),
        }
    }

    /// The driver's own question takes a table cell that may shrink to nothing for one that has.
    async fn is_shown(&self, element: &WebElement) -> bool {
        let Ok(element) = element.to_json() else { return false };
        let script = "const box = arguments[0].getBoundingClientRect();
            return arguments[0].checkVisibility({ visibilityProperty: true }) && box.width > 0 && box.height > 0";
        let shown = self.driver.execute(script, vec![element]).await;
        shown.is_ok_and(|s| s.json().as_bool() == Some(true))
    }

    pub async fn is_there(&self, xpath: &str) -> bool {
        self.count(xpath).await > 0
    }

    pub async fn count(&self, xpath: &str) -> usize {
        self.driver.find_all(By::XPath(xpath)).await.unwrap_or_default().len()
    }

    /// Waits until an element is gone.
    pub async fn gone(&self, xpath: &str) {
        let gone = tokio::time::timeout(PATIENCE, async {
            while self.is_there(xpath).await {
                tokio::time::sleep(PAUSE).await;
            }
        });
        assert!(gone.await.is_ok(), "still on the screen: {xpath}\n{}", self.text().await);
    }

    /// Waits until this very element is gone, whatever has come in its place.
    pub async fn replaced(&self, element: &WebElement) {
        let gone = tokio::time::timeout(PATIENCE, async {
            while self.is_shown(element).await {
                tokio::time::sleep(PAUSE).await;
            }
        });
        assert!(gone.await.is_ok(), "it stayed on the screen\n{}", self.text().await);
    }

    /// Presses a button by its words.
    pub async fn press(&self, words: &str) {
        let quoted = words.replace('\'', "’");
        let xpath = format!(
            "//*[self::button or self::a][not(@disabled or @aria-disabled)][normalize-space(translate(., '\u{2019}', '\u{2019}'))='{quoted}' or @aria-label='{quoted}']"
        );
        self.click(&self.find(&xpath).await).await;
    }

    /// Presses a button until what it leads to is on the screen: a message may pass over it at the moment.
    pub async fn press_until(&self, words: &str, xpath: &str) {
        for _ in 0..20 {
            self.press(words).await;
            for _ in 0..40 {
                if self.is_there(xpath).await {
                    return;
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
        panic!("“{words}” led nowhere\n{}", self.text().await);
    }

    pub async fn click(&self, element: &WebElement) {
        let clicked = tokio::time::timeout(PATIENCE, async {
            self.bring_into_view(element).await;
            self.at_rest(element).await;
            while element.click().await.is_err() {
                tokio::time::sleep(PAUSE).await;
            }
        });
        assert!(clicked.await.is_ok(), "could not be pressed\n{}", self.text().await);
    }

    /// Waits until an element no longer moves: a click goes to where it was a moment ago.
    async fn at_rest(&self, element: &WebElement) {
        let mut before = None;
        while let Ok(now) = element.rect().await {
            let now = (now.x, now.y, now.width, now.height);
            if before == Some(now) {
                return;
            }
            before = Some(now);
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// The driver scrolls the page, but not a dialog's own content.
    async fn bring_into_view(&self, element: &WebElement) {
        if let Ok(element) = element.to_json() {
            let _ = self.driver.execute("arguments[0].scrollIntoView({ block: 'center' })", vec![element]).await;
        }
    }

    /// Types into the field with this id.
    pub async fn type_into(&self, id: &str, text: &str) {
        let typed = tokio::time::timeout(PATIENCE, async {
            loop {
                // The field may be drawn again between finding it and typing.
                let field = self.find(&format!("//*[@id='{id}']")).await;
                self.bring_into_view(&field).await;
                if field.clear().await.is_ok() && field.send_keys(text).await.is_ok() {
                    return;
                }
                tokio::time::sleep(PAUSE).await;
            }
        });
        assert!(typed.await.is_ok(), "could not type into {id}\n{}", self.text().await);
    }

    /// Pastes into the field with this id: a long text comes at once.
    pub async fn paste_into(&self, id: &str, text: &str) {
        let field = self.find(&format!("//*[@id='{id}']")).await;
        let field = field.to_json().expect("an element");
        let script = "arguments[0].focus(); arguments[0].select();
            return document.execCommand('insertText', false, arguments[1])";
        let pasted = self.driver.execute(script, vec![field, text.into()]).await;
        assert!(pasted.is_ok_and(|done| done.json().as_bool() == Some(true)), "could not paste into {id}");
    }

    /// Ticks a box or a choice by its id. It may be drawn again between finding and pressing it.
    pub async fn tick(&self, id: &str) {
        let ticked = tokio::time::timeout(PATIENCE, async {
            while !self.is_chosen(id).await {
                if let Ok(Ok(field)) = self.driver.find(By::Id(id)).await.map(|field| field.to_json()) {
                    let _ = self.driver.execute("arguments[0].click()", vec![field]).await;
                }
                tokio::time::sleep(PAUSE).await;
            }
        });
        assert!(ticked.await.is_ok(), "could not tick {id}\n{}", self.text().await);
    }

    /// What stands in the field with this id.
    pub async fn value(&self, id: &str) -> String {
        let field = self.find(&format!("//*[@id='{id}']")).await;
        field.value().await.ok().flatten().unwrap_or_default()
    }

    pub async fn is_chosen(&self, id: &str) -> bool {
        let Ok(field) = self.driver.find(By::Id(id)).await else { return false };
        field.is_selected().await.unwrap_or(false)
    }

    /// Waits until the screen says something.
    pub async fn says(&self, words: &str) -> WebElement {
        self.find(&format!(
            "//*[contains(normalize-space(.), '{words}')][not(*[contains(normalize-space(.), '{words}')])]"
        ))
        .await
    }

    /// Everything that the screen says.
    pub async fn text(&self) -> String {
        match self.driver.find(By::Tag("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(e) => format!("(no page: {e})"),
        }
    }

    /// Asks the core as the page does: what the boundary lets through shows here.
    pub async fn invoke(&self, command: &str, args: serde_json::Value) -> Result<serde_json::Value, serde_json::Value> {
        let script = "const [command, args, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(command, args).then((ok) => done({ ok }), (error) => done({ error }))";
        let answer = self.driver.execute_async(script, vec![command.into(), args]).await.expect("a page");
        match answer.json() {
            serde_json::Value::Object(answer) if answer.contains_key("error") => Err(answer["error"].clone()),
            answer => Ok(answer["ok"].clone()),
        }
    }

    /// Types where the focus is.
    pub async fn keys(&self, keys: impl Into<TypingData>) {
        let focus = self.driver.active_element().await.expect("something has the focus");
        focus.send_keys(keys).await.expect("keys arrive");
    }

    pub async fn enter(&self) {
        self.keys(Key::Enter + "").await;
    }

    /// Presses keys down one after another and lets go of them in reverse, wherever the focus is.
    pub async fn strike(&self, keys: &[char]) {
        let down = keys.iter().fold(self.driver.action_chain(), |chain, key| chain.key_down(*key));
        let up = keys.iter().rev().fold(down, |chain, key| chain.key_up(*key));
        up.perform().await.expect("keys arrive");
    }

    /// Presses a key and does not let go of it.
    pub async fn hold(&self, key: char) {
        self.driver.action_chain().key_down(key).perform().await.expect("the key arrives");
    }

    pub async fn let_go(&self, key: char) {
        self.driver.action_chain().key_up(key).perform().await.expect("the key arrives");
    }

    /// Asks the page, and changes nothing.
    pub async fn ask(&self, script: &str) -> serde_json::Value {
        self.driver.execute(script, vec![]).await.expect("a page").json().clone()
    }

    /// Asks the page what takes it a while: the script gives its answer to its last argument.
    pub async fn ask_later(&self, script: &str) -> serde_json::Value {
        self.driver.execute_async(script, vec![]).await.expect("a page").json().clone()
    }

    /// Waits until everything is drawn: that may be a frame behind what the page already says.
    pub async fn drawn(&self) {
        let drawn = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))";
        self.driver.execute_async(drawn, vec![]).await.expect("a page");
    }

    /// Takes a picture of the window.
    pub async fn picture(&self, to: &Path) {
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder).expect("a folder for pictures");
        }
        self.drawn().await;
        let png = self.driver.screenshot_as_png().await.expect("a picture");
        std::fs::write(to, png).expect("written");
    }

    /// Chooses the light or the dark theme, as Settings does.
    pub async fn theme(&self, theme: &str) {
        // Colours fade from one theme to the other: a picture is taken at the end of that. What turns for ever turns on.
        let script = format!(
            "document.documentElement.dataset.theme = '{theme}';
             document.body.offsetWidth; 
             for (const fading of document.getAnimations())
                 if (fading.effect.getComputedTiming().endTime !== Infinity) fading.finish()"
        );
        self.driver.execute(script, vec![]).await.expect("a page");
    }
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("bound").port()
}

/// The driver opens its port a moment after it starts.
async fn loop_until<F, Fut, T>(mut attempt: F) -> WebDriverResult<T>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = WebDriverResult<T>>,
{
    let mut left = 200;
    loop {
        match attempt().await {
            Ok(value) => return Ok(value),
            Err(e) if left == 0 => return Err(e),
            Err(_) => left -= 1,
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Where a run leaves its pictures.
pub fn pictures() -> PathBuf {
    std::env::var_os("KEYRACK_PICTURES").map_or_else(|| super::desktop::folder().join("../shots"), PathBuf::from)
}
