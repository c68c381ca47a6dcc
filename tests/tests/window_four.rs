//! One key of each of four providers in the real window, with the real keychain, over real HTTP: added, tested and
//! stopped. After it, every secret of the run is searched for wherever none may be.

use std::collections::BTreeMap;

use keyrack_sandbox::Sandbox;
use keyrack_tests::desktop::{With, in_session, session_root};
use keyrack_tests::four::{Brought, Typed};
use keyrack_tests::main_job::Job;
use keyrack_tests::scan::{self, Needle};
use keyrack_tests::scene::{Scene, job, written};
use keyrack_tests::world::sandbox;
use serde_json::Value;

const FOUR: [&str; 4] = ["kalshi", "buildmarkets", "openfish", "blockmind"];

/// What the run must not leave anywhere, by its own text: each is searched once.
#[derive(Default)]
struct Secrets {
    texts: BTreeMap<String, String>,
    pairs: BTreeMap<String, String>,
}

impl Secrets {
    fn add(&mut self, name: &str, secret: &str) {
        let list = if secret.contains("PRIVATE KEY") { &mut self.pairs } else { &mut self.texts };
        list.entry(secret.trim().to_owned()).or_insert_with(|| name.to_owned());
    }

    /// What the practice server has drawn; the names of what is no secret are left out.
    fn add_drawn(&mut self, provider: &str, drawn: &Value) {
        for (name, value) in drawn.as_object().expect("an object") {
            let open = ["id", "key_id", "address", "label", "created_at"].contains(&&name[..])
                || (provider == "openfish" && name == "api_key");
            match value {
                Value::Object(_) => self.add_drawn(provider, value),
                Value::String(secret) if !open => self.add(&format!("{provider}: {name}"), secret),
                _ => {}
            }
        }
    }

    /// What lies in the keychain now: what was typed, and what providers have answered.
    fn add_kept(&mut self, provider: &Sandbox) {
        let ids: Vec<String> = FOUR.iter().flat_map(|id| provider.keys(id)).map(|key| key.id).collect();
        for pem in scan::in_keychain("Keyrack") {
            self.add("a pair in the keychain", &pem);
        }
        for (name, part) in scan::parts_in_keychain("Keyrack") {
            if !ids.contains(&part) && !part.starts_with("0x") {
                self.add(&format!("in the keychain: {name}"), &part);
            }
        }
    }

    fn needles(&self) -> Vec<Needle> {
        let texts = self.texts.iter().flat_map(|(secret, name)| scan::text(name, secret));
        texts.chain(self.pairs.iter().flat_map(|(pem, name)| scan::pair(name, pem))).collect()
    }
}

fn text<'a>(drawn: &'a Value, name: &str) -> &'a str {
    drawn[name].as_str().expect("a text")
}

#[tokio::test]
async fn one_key_of_each_of_four_is_added_tested_and_stopped() {
    if !in_session("one_key_of_each_of_four_is_added_tested_and_stopped", With::KeyringAndDisplay) {
        return;
    }
    let mut scene = Scene::new();
    let opened = scene.stand_in_for_other_programs();

    let provider = sandbox(None).await;
    let drawn = FOUR.map(|id| provider.mint(id).expect("known"));
    let [kalshi, buildmarkets, openfish, blockmind] = &drawn;
    let address = FOUR.map(|id| provider.base_url(id).expect("known"));
    let mut secrets = Secrets::default();
    FOUR.iter().zip(&drawn).for_each(|(id, drawn)| secrets.add_drawn(id, drawn));

    let window = scene.open().await;
    let work = job(&window, "four");
    work.go_live().await;

    let brokerage = Typed {
        provider: "buildmarkets",
        name: "Brokerage",
        address: &address[1],
        fields: &[("api_key", text(buildmarkets, "api_key")), ("api_secret", text(buildmarkets, "api_secret"))],
    };
    work.add(&brokerage).await;
    work.make_key_in(&brokerage, "ledger-feed", Some("Reporting")).await;
    secrets.add_kept(&provider);
    work.test_and_retire(&brokerage, "ledger-feed").await;
    work.keep_what_may_be_the_manager("practice manager").await;

    let trading = Typed {
        provider: "kalshi",
        name: "Trading desk",
        address: &address[0],
        fields: &[("key_id", text(kalshi, "key_id")), ("private_key", text(kalshi, "private_key"))],
    };
    work.add(&trading).await;
    work.make_key_in(&trading, "reporting-bot", Some("Read only")).await;
    secrets.add_kept(&provider);
    work.test_and_retire(&trading, "reporting-bot").await;

    let wallet = Typed {
        provider: "openfish",
        name: "Builder wallet",
        address: &address[2],
        fields: &[
            ("api_key", text(openfish, "api_key")),
            ("secret", text(openfish, "secret")),
            ("passphrase", text(openfish, "passphrase")),
            ("address", text(openfish, "address")),
        ],
    };
    work.add(&wallet).await;
    work.make_key_in(&wallet, "my-trading-app", None).await;
    secrets.add_kept(&provider);
    work.test_and_retire(&wallet, "my-trading-app").await;

    let agents = Typed {
        provider: "blockmind",
        name: "research-agent",
        address: &address[3],
        fields: &[("key", text(blockmind, "key"))],
    };
    work.add(&agents).await;
    call(&address[3], text(blockmind, "key"), 60).await;
    work.read_own_log("research-agent", "blockmind").await;
    work.rotate("blockmind", "research-agent", "research-agent 2").await;
    assert_eq!(alive(&provider, "blockmind"), [true, true]);
    secrets.add_kept(&provider);
    work.retire_replaced("blockmind", "research-agent").await;
    work.test_and_retire(&agents, "research-agent 2").await;

    bring_in_two(&work, &scene, &provider, buildmarkets, &mut secrets).await;

    work.ask("Buildmarkets", "settlement").await;
    let mail = written(&opened).await;
    let asks = ["mailto:support@buildmarkets.ai?subject=", "settlement", "sandbox", "accounts%3Aread"];
    assert!(asks.iter().all(|part| mail.contains(part)), "{mail}");
    work.take_up_and_close("settlement").await;
    work.look_at_activity().await;

    scene.assert_nowhere(&secrets.needles());
    // The same search finds what is no secret.
    let (label, _) = scan::folders(&[session_root()], &scan::text("a label", "ledger-feed"));
    assert!(label.iter().any(|found| found.contains("live.db")), "{label:?}");
    assert!(label.iter().any(|found| found.contains("answers.json")), "{label:?}");
    window.kill().await;
    for (id, stopped) in [("buildmarkets", "ledger-feed"), ("kalshi", "reporting-bot"), ("openfish", "my-trading-app")]
    {
        let keys = provider.keys(id);
        assert!(keys.iter().any(|k| k.name == stopped && !k.alive), "{id}: {keys:?}");
        assert!(!keys.iter().any(|k| k.name == stopped && k.alive), "{id}: {keys:?}");
    }
    assert_eq!(alive(&provider, "blockmind"), [false, false]);
}

fn alive(provider: &Sandbox, id: &str) -> Vec<bool> {
    provider.keys(id).iter().map(|key| key.alive).collect()
}

/// A pair from a file, which Keyrack finds in the list by trying it, and a typed secret whose row is chosen.
async fn bring_in_two(work: &Job<'_>, scene: &Scene, provider: &Sandbox, buildmarkets: &Value, secrets: &mut Secrets) {
    let other = provider.mint("kalshi").expect("known");
    secrets.add_drawn("kalshi", &other);
    let file = scene.outside.join("night-desk.pem");
    std::fs::write(&file, text(&other, "private_key")).unwrap();
    std::fs::write(scene.outside.join("dialog"), file.to_string_lossy().as_bytes()).unwrap();
    let pair = Brought { account: "Trading desk", label: "night-desk", fields: &[] };
    work.bring_file(&pair, "night-desk.pem").await;

    let reader = &buildmarkets["without_manage"];
    let typed = Brought {
        account: "Brokerage",
        label: "month-end",
        fields: &[("api_key", text(reader, "api_key")), ("api_secret", text(reader, "api_secret"))],
    };
    work.bring_row(&typed, "practice reader").await;
    secrets.add_kept(provider);
}

/// So many calls with a key, for the provider to write down.
async fn call(address: &str, key: &str, times: usize) {
    let client = reqwest::Client::new();
    for _ in 0..times {
        let answer = client.get(format!("{address}/portfolio")).bearer_auth(key).send().await.expect("answered");
        assert!(answer.status().is_success());
    }
}
