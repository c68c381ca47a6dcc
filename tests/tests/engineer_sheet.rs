//! The sheet for the engineer who puts a key in its place: what is on it, that no secret is, and that a name stays a name.

use std::collections::BTreeSet;

use keyrack_core::api::*;
use keyrack_core::app::Place;
use keyrack_tests::elsewhere::read_env;
use keyrack_tests::rig::*;
use keyrack_tests::scan::{self, Needle};
use keyrack_tests::world::*;

async fn noted(rig: &Rig, key: &KeyView) -> EngineerSheetView {
    let system = HolderRequest { name: "reporting <server>".into(), purpose: None };
    rig.app.add_holder(&key.id, system).unwrap();
    rig.app.set_rotate_by(&key.id, Some("2031-02-03")).unwrap();
    rig.app.engineer_sheet(&key.id).unwrap()
}

async fn page(rig: &Rig, key: &KeyView) -> String {
    let path = scratch().with_extension("html");
    rig.app.save_engineer_sheet(&key.id, &path).unwrap();
    std::fs::read_to_string(path).unwrap()
}

/// Every secret of a key, as its `.env` file holds it.
async fn secrets(rig: &Rig, key: &KeyView, sheet: &EngineerSheetView) -> Vec<Needle> {
    let path = scratch().with_extension("env");
    let request = HandOverRequest { key_id: key.id.clone(), format: HandOverFormat::Env, part: None, passphrase: None };
    rig.app.hand_over(&request, &Place { path: path.clone(), downloads: None }).await.unwrap();
    let values = read_env(&path);
    assert_eq!(values.len(), sheet.names.len(), "the sheet names what the file holds");
    let secret = sheet.names.iter().filter(|name| matches!(name.holds, EnvHolds::Secret | EnvHolds::SecretHalf));
    let needles = secret.flat_map(|name| match name.holds {
        EnvHolds::SecretHalf => scan::pair(&name.name, &values[&name.name]),
        _ => scan::text(&name.name, &values[&name.name]),
    });
    needles.collect()
}

#[tokio::test]
async fn sheet_of_every_provider_says_where_the_key_belongs_and_holds_no_secret() {
    for provider in providers() {
        let rig = Rig::new(&provider.id).await;
        let key = rig.key("bot").await;
        let sheet = noted(&rig, &key).await;
        let page = page(&rig, &key).await;
        let needles = secrets(&rig, &key, &sheet).await;
        assert!(!needles.is_empty(), "{}", provider.id);
        for text in [&page, &serde_json::to_string(&sheet).unwrap()] {
            let found = scan::found_in(text.as_bytes(), &needles);
            assert!(found.is_empty(), "{}: {found:?}", provider.id);
        }
        let id = key.remote_id.as_deref().unwrap();
        let mut said = BTreeSet::from(["bot", id, &sheet.address, &sheet.documentation, "2031-02-03", "No secret"]);
        said.extend(sheet.permissions.iter().map(|permission| &permission.scope[..]));
        said.extend(sheet.names.iter().map(|name| &name.name[..]));
        assert_eq!(sheet.address, rig.sandbox.base_url(&provider.id).unwrap());
        for said in said {
            assert!(page.contains(&escaped(said)), "{}: {said}", provider.id);
        }
        // A request carries the headers that the sheet tells.
        rig.test(&key.id).await;
        let requests = rig.sandbox.requests();
        let sent: BTreeSet<&str> = requests.iter().flat_map(|r| &r.headers).map(|(name, _)| &name[..]).collect();
        assert!(!sheet.headers.is_empty());
        for header in &sheet.headers {
            let name = header.split_once(": ").unwrap().0;
            assert!(sent.contains(name) && page.contains(name), "{}: {header}", provider.id);
        }
    }
}

#[tokio::test]
async fn name_that_looks_like_a_page_is_shown_as_it_is() {
    let rig = Rig::new("kalshi").await;
    let label = "<script src='//evil.example'>\"&";
    let key = rig.key(label).await;
    noted(&rig, &key).await;
    let page = page(&rig, &key).await;
    assert!(!page.contains("<script") && page.contains(&escaped(label)) && page.contains("reporting &lt;server&gt;"));
    assert!(page.contains("default-src 'none'"), "a page that is opened fetches nothing and runs nothing");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
