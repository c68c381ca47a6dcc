//! Ten thousand keys in the real window, beside ten: how long each act on the list takes, from the event to the picture.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use chrono::{TimeDelta, Utc};
use keyrack_core::api::{KeyPlace, KeyState, SecretPlace, TestVerdict, TestView};
use keyrack_core::app::Frame;
use keyrack_core::store::{self, Store};
use keyrack_core::vault::Vault;
use keyrack_tests::desktop::{With, in_session, program, session_root};
use keyrack_tests::window::{Start, Window};
use keyrack_tests::world::{TestClock, open_app};
use serde_json::{Value, json};
use thirtyfour::Key;

const MANY: usize = 10_000;

/// Measures in the page, in milliseconds. `worked`: until what the event asks for is laid out. `painted`: until the second
/// frame after that begins, so that the first one is surely on the screen.
const CLOCK: &str = "
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const taken = [];
    let begun = 0;
    const take = async () => {
        await null; await null; await null; // what the page does is queued before this
        document.body.offsetHeight;
        const worked = performance.now() - begun;
        await frame(); await frame();
        taken.push({ worked, painted: performance.now() - begun });
    };
    let last = Promise.resolve();
    addEventListener('input', () => { begun = performance.now(); }, true);
    addEventListener('input', () => { if (document.activeElement.type === 'search') last = take(); });
    window.clock = {
        async act(act) { begun = performance.now(); act(); await take(); },
        async stop() { await last; return taken.splice(0); },
    };";

const TYPING: &str = "typing a search";

/// What no act on ten thousand keys may take at the median until it is laid out, in milliseconds: generous, for a machine
/// that does much besides. Drawing every row, or looking through all for each, takes many seconds.
const MOST: f64 = 1000.0;

/// What else is measured: a name, and the acts in the page.
const ACTS: [(&str, &str); 8] = [
    ("nothing: the floor", "for (let n = 0; n < 30; n++) { await pause(n % 17); await act(() => {}); }"),
    (
        "painting: the picture's floor",
        "const table = document.querySelector('table').style;
         for (let n = 0; n < 30; n++) { await pause(n % 17); await act(() => { table.opacity = n % 2 ? '' : '0.99'; }); }",
    ),
    (
        "filtering",
        "for (let n = 0; n < 3; n++) for (const chip of document.querySelectorAll('.chips button')) await act(() => chip.click());
         await act(() => document.querySelector('.chips button').click());",
    ),
    (
        "sorting",
        "for (const head of document.querySelectorAll('thead button')) for (let n = 0; n < 3; n++) await act(() => head.click());",
    ),
    (
        "selecting all, and none",
        "const box = document.querySelector('thead input');
         for (let n = 0; n < 10; n++) await act(() => box.click());",
    ),
    ("moving by keyboard", "document.querySelector('button.label').focus();
         for (const key of ['End', 'ArrowUp', 'PageUp', 'Home', 'ArrowDown', 'PageDown', 'End', 'Home'])
            await act(() => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })));"),
    (
        "opening",
        "for (const label of [...document.querySelectorAll('button.label')].slice(0, 8)) await act(() => label.click());
         await act(() => dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' })));",
    ),
    (
        "scrolling to the end and back",
        "const list = document.querySelector('.list');
         for (let n = 1; n <= 20; n++) await act(() => { list.scrollTop = list.scrollHeight * n / 20; });
         for (let n = 4; n >= 0; n--) await act(() => { list.scrollTop = list.scrollHeight * n / 5; });",
    ),
];

#[derive(Debug)]
struct Times {
    act: String,
    worked: Vec<f64>,
    painted: Vec<f64>,
}

impl Times {
    fn of(act: &str, taken: &Value) -> Self {
        let taken = taken.as_array().expect("measured");
        let sorted = |name: &str| {
            let mut times: Vec<f64> = taken.iter().map(|t| t[name].as_f64().expect("a number")).collect();
            times.sort_by(f64::total_cmp);
            times
        };
        Self { act: act.into(), worked: sorted("worked"), painted: sorted("painted") }
    }
}

fn median(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn worst(sorted: &[f64]) -> f64 {
    sorted.last().copied().unwrap_or_default()
}

/// One of many keys: they differ in everything that is searched, filtered and sorted by.
fn key(n: usize, accounts: usize) -> store::Key {
    const SYSTEMS: [&str; 7] =
        ["reporting", "order-engine", "settlement-export", "market-data", "backtest", "risk-monitor", "ledger"];
    const SCOPES: [&[&str]; 4] =
        [&["read"], &["read", "write"], &["read::portfolio_balance"], &["read", "write::trade"]];
    let now = Utc::now();
    let days = |days: usize| now - TimeDelta::days(i64::try_from(days).expect("small"));
    let verdicts = [TestVerdict::Works, TestVerdict::Refused, TestVerdict::CouldNotTell];
    let test = TestView {
        verdict: verdicts[n % 3],
        evidence: Default::default(),
        cause: None,
        params: Default::default(),
        at: days(n % 40).to_rfc3339(),
        took_ms: 80,
        request: "GET /trade-api/v2/api_keys HTTP/1.1\nhost: external-api.kalshi.com\n".repeat(4),
        answer: "HTTP/1.1 200 OK\ncontent-type: application/json\n\n{\"api_keys\":[]}\n".repeat(4),
        checks: Vec::new(),
    };
    let stopped = n % 25 == 24;
    let elsewhere = n % 10 == 9;
    store::Key {
        id: format!("key-{n:05}"),
        account: format!("account-{}", n % accounts),
        label: format!("{} {n:05}", SYSTEMS[n % SYSTEMS.len()]),
        remote_id: Some(format!("a952bcbe-ec3b-4b5b-b8f9-11dae5{n:06}")),
        remote_name: None,
        state: if stopped { KeyState::Stopped } else { KeyState::Live },
        place: if elsewhere { KeyPlace::OnlyThere } else { KeyPlace::HereAndThere },
        secret: match (stopped, elsewhere) {
            (true, _) => SecretPlace::Erased,
            (_, true) => SecretPlace::Elsewhere,
            _ => SecretPlace::Here,
        },
        scopes: Some(SCOPES[n % SCOPES.len()].iter().map(|scope| (*scope).to_owned()).collect()),
        scopes_known: true,
        facts: Vec::new(),
        expires_at: None,
        replaces: None,
        extras: Default::default(),
        way: None,
        bits: Some(2048),
        fingerprint: Some("9f2b6b2a4c1e7d9038a5c4be11f07d3e2a86b1c9d4e0f5a7830c6b4d12ef9a77".into()),
        made_at: days(n % 400),
        stopped_at: stopped.then_some(now),
        last_test: (!n.is_multiple_of(5)).then_some(test),
        seen_working: true,
        proof: None,
        holders: Vec::new(),
        rotate_by: None,
        reminded: Vec::new(),
    }
}

/// Records with so many keys in four live accounts, as the window finds them. No secret belongs to them.
fn fill(records: &Path, keys: usize) {
    let store = Store::open(records).expect("records");
    store.set_setting("mode", "live").expect("written");
    drop(store);
    let mut records = rusqlite::Connection::open(records).expect("records");
    let all = records.transaction().expect("a transaction");
    let accounts = ["Trading desk", "Research", "Market making", "Reporting"];
    for (n, name) in accounts.iter().enumerate() {
        let kind = if n % 2 == 0 { "production" } else { "sandbox" };
        let environment = if n % 2 == 0 { "production" } else { "demo" };
        all.execute(
            "INSERT INTO accounts (id, name, provider, environment, kind, address, form, key_id, added_at, refreshed_at)
             VALUES (?1, ?2, 'kalshi', ?3, ?4, 'https://external-api.kalshi.com/trade-api/v2', 'access_key', ?5, ?6, ?6)",
            (format!("account-{n}"), name, environment, kind, format!("manager-{n}"), Utc::now()),
        )
        .expect("an account");
    }
    for n in 0..keys {
        let key = key(n, accounts.len());
        let state = serde_json::to_value(key.state).expect("a word");
        all.execute(
            "INSERT INTO keys VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (&key.id, &key.account, &key.label, &key.remote_id, state.as_str(), json!(key).to_string()),
        )
        .expect("a key");
    }
    all.commit().expect("written");
}

/// What the core alone needs for everything that the first screen shows, and for the text that carries it.
fn time_core(records: &Path) {
    let app = open_app(records, Vault::memory(), Arc::new(TestClock::default()), None);
    for _ in 0..3 {
        let begun = Instant::now();
        let view = app.overview(Frame::live()).expect("records");
        let made = begun.elapsed();
        let text = serde_json::to_string(&view).expect("text");
        println!("  core: made in {made:.0?}, written in {:.0?}, {} kB", begun.elapsed() - made, text.len() / 1000);
    }
}

/// A window of its own over so many keys.
async fn open(keys: usize) -> Window {
    let data: PathBuf = session_root().join(format!("data-{keys}"));
    let folder = data.join("dev.keyrack.desktop");
    store::make_private_folder(&folder).expect("a folder");
    fill(&folder.join("live.db"), keys);
    time_core(&folder.join("live.db"));
    let begun = Instant::now();
    let start = Start { env: vec![("XDG_DATA_HOME".into(), data.to_string_lossy().into_owned())] };
    let log = session_root().join("tmp/window.log");
    let window = Window::open(&program("keyrack"), &log, &start).await.expect("the window opens");
    window.find("//tr[@data-key-label]").await;
    println!("  opened, with the first rows, after {:.1?}", begun.elapsed());
    let asked = "const done = arguments[0], begun = performance.now();
        window.__TAURI_INTERNALS__.invoke('overview').then(() => done(performance.now() - begun))";
    println!("  everything afresh in the page: {} ms", window.ask_later(asked).await);
    window
}

async fn measure(window: &Window) -> Vec<Times> {
    window.ask(CLOCK).await;
    let mut times = Vec::new();
    for (act, script) in ACTS {
        let script = format!(
            "const done = arguments[0], {{ act, stop }} = window.clock;
             const pause = (ms) => new Promise((then) => setTimeout(then, ms));
             (async () => {{ {script} }})().then(stop).then(done)"
        );
        times.push(Times::of(act, &window.ask_later(&script).await));
    }
    window.ask("document.querySelector('input[type=search]').focus()").await;
    for word in ["reporting", "trading desk", "0471", "sandbox", "order-engine", "zzz"] {
        for letter in word.chars().chain(word.chars().map(|_| '\u{e003}')) {
            window.strike(&[letter]).await;
            window.drawn().await;
        }
    }
    let typed = window.ask_later("window.clock.stop().then(arguments[0])").await;
    times.insert(2, Times::of(TYPING, &typed));
    times
}

/// What the screen says of the list: how many rows it has, how many are drawn, and how many keys the count names.
async fn rows(window: &Window) -> (usize, usize, String) {
    let found = window
        .ask(
            "return [Number(document.querySelector('table').getAttribute('aria-rowcount')) - 1,
                document.querySelectorAll('tr[data-index]').length, document.querySelector('p.count').textContent]",
        )
        .await;
    serde_json::from_value(found).expect("what was asked")
}

/// Waits until the row at this place has the focus and is seen whole; how long that took, in milliseconds.
async fn seen_with_focus(window: &Window, at: usize) -> f64 {
    let script = format!(
        "const done = arguments[0], begun = performance.now();
         const look = () => {{
            const row = document.activeElement.closest('tr'), list = document.querySelector('.list').getBoundingClientRect();
            const box = row?.getBoundingClientRect();
            const there = row?.dataset.index === '{at}' && box.top >= list.top && box.bottom <= list.bottom + 1;
            const took = performance.now() - begun;
            if (there || took > 20000) done(there ? took : `row ${{row?.dataset.index}} at ${{box?.top}}, list at ${{list.top}}`);
            else requestAnimationFrame(look);
         }};
         look()"
    );
    let seen = window.ask_later(&script).await;
    seen.as_f64().unwrap_or_else(|| panic!("row {at} is not seen: {seen}"))
}

#[tokio::test]
async fn ten_thousand_rows_are_as_quick_as_ten() {
    if !in_session("ten_thousand_rows_are_as_quick_as_ten", With::KeyringAndDisplay) {
        return;
    }
    for keys in [10, MANY] {
        println!("{keys} keys");
        let window = open(keys).await;
        let (found, drawn, said) = rows(&window).await;
        assert_eq!((found, said.as_str()), (keys, if keys == MANY { "10,000 keys" } else { "10 keys" }));
        assert!(if keys == MANY { (5..60).contains(&drawn) } else { drawn == keys }, "{drawn} rows are drawn");
        for Times { act, worked, painted } in measure(&window).await {
            let (worked, painted) = (&worked[..], &painted[..]);
            println!(
                "  {act:30} {:3} times: worked {:5.0}, at worst {:5.0}; painted {:5.0}, at worst {:5.0} ms",
                worked.len(),
                median(worked),
                worst(worked),
                median(painted),
                worst(painted),
            );
            assert!(!worked.is_empty(), "{act} was measured");
            assert!(keys < MANY || median(worked) < MOST, "{act} is slow");
        }
        assert_eq!(rows(&window).await.0, keys, "nothing is left of the searches and filters");
        window.ask("document.querySelector('button.label').focus()").await;
        for (key, at) in [(Key::End, keys - 1), (Key::Up, keys - 2), (Key::Home, 0), (Key::Down, 1)] {
            window.strike(&[key.into()]).await;
            println!("  the row at {at} is seen after {:.0} ms", seen_with_focus(&window, at).await);
        }
        let (_, drawn, _) = rows(&window).await;
        assert!(drawn < 60, "{drawn} rows are drawn");
        window.kill().await;
    }
}
