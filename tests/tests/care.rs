//! What a person does around the life of a key: dates, labels, systems, purposes, the sheet, the log as a file.

use keyrack_core::api::*;
use keyrack_core::error::Code;
use keyrack_core::vault::Vault;
use keyrack_sandbox::Matcher;
use keyrack_tests::scan;
use keyrack_tests::world::*;
use rsa::sha2::{Digest, Sha256};
use serde_json::Value;

const DAY: i64 = 24 * 60 * 60;

/// A world with a key whose policy ends far from the managing key's.
async fn world() -> (World, KeyView) {
    let world = World::new().await;
    let key = world.key("bot").await;
    (world, key)
}

fn due(world: &World, key: &KeyView) -> Vec<(DueKind, bool)> {
    world.overview().due.into_iter().filter(|d| d.key_id == key.id).map(|d| (d.kind, d.over)).collect()
}

fn notices(world: &World) -> Vec<(String, bool)> {
    let mut found: Vec<_> = world.app.take_notices().unwrap().into_iter().map(|n| (n.label, n.over)).collect();
    found.retain(|(label, _)| label == "bot");
    found
}

fn system(name: &str, purpose: Option<Purpose>) -> HolderRequest {
    HolderRequest { name: name.into(), purpose }
}

// ---- dates ----

#[tokio::test]
async fn policy_makes_a_key_due_soon_and_then_over() {
    let (world, key) = world().await;
    assert_eq!((due(&world, &key), world.shown(&key.id).rotate_by_own), (vec![], false));
    world.clock.set_ahead(77 * DAY);
    assert_eq!(due(&world, &key), [(DueKind::RotateBy, false)]);
    world.clock.set_ahead(91 * DAY);
    assert_eq!(due(&world, &key), [(DueKind::RotateBy, true)]);
}

#[tokio::test]
async fn policy_can_be_changed_and_taken_away() {
    let (world, key) = world().await;
    world.app.set_policy(Some(10)).unwrap();
    assert_eq!((due(&world, &key), world.overview().policy.rotate_days), (vec![(DueKind::RotateBy, false)], Some(10)));
    world.app.set_policy(None).unwrap();
    assert_eq!((due(&world, &key), world.overview().policy.rotate_days), (vec![], None));
    assert_eq!(world.shown(&key.id).rotate_by, None);
}

#[tokio::test]
async fn policy_out_of_range_is_refused() {
    let (world, _) = world().await;
    for days in [0, 3651, u32::MAX] {
        assert_eq!(world.app.set_policy(Some(days)).unwrap_err().code(), Code::PolicyOutOfRange);
    }
    assert!(world.app.set_policy(Some(1)).is_ok() && world.app.set_policy(Some(3650)).is_ok());
}

#[tokio::test]
async fn own_date_counts_before_the_policy_and_can_be_taken_back() {
    let (world, key) = world().await;
    let own = world.app.set_rotate_by(&key.id, Some("2096-02-29")).unwrap();
    assert!(own.rotate_by_own && own.rotate_by.unwrap().starts_with("2096-02-29T12:00"));
    world.clock.set_ahead(91 * DAY);
    assert_eq!(due(&world, &key), []);
    let back = world.app.set_rotate_by(&key.id, None).unwrap();
    assert!(!back.rotate_by_own && back.rotate_by == key.rotate_by);
    assert_eq!(due(&world, &key), [(DueKind::RotateBy, true)]);
}

#[tokio::test]
async fn date_that_cannot_be_read_is_refused() {
    let (world, key) = world().await;
    for date in ["tomorrow", "2027-02-29", "31.1.2027", ""] {
        assert_eq!(world.app.set_rotate_by(&key.id, Some(date)).unwrap_err().code(), Code::DateUnreadable, "{date}");
    }
}

#[tokio::test]
async fn most_urgent_comes_first() {
    let (world, key) = world().await;
    let other = world.key("other").await;
    world.app.set_rotate_by(&key.id, Some("2020-02-02")).unwrap();
    world.app.set_rotate_by(&other.id, Some("2020-01-01")).unwrap();
    let labels: Vec<String> = world.overview().due.into_iter().map(|d| d.label).collect();
    assert_eq!(labels, ["other", "bot"]);
}

#[tokio::test]
async fn expiry_of_a_provider_is_due_too() {
    let rig = keyrack_tests::rig::Rig::new("blockmind").await;
    let key = rig.overview().keys[0].clone();
    let expires = chrono::DateTime::parse_from_rfc3339(key.expires_at.as_deref().unwrap()).unwrap();
    let left = (expires.to_utc() - chrono::Utc::now()).num_seconds();
    rig.app.set_policy(None).unwrap();
    for (ahead, wanted) in [(left - 15 * DAY, vec![]), (left - 3600, vec![false]), (left + 60, vec![true])] {
        rig.clock.set_ahead(ahead);
        let found: Vec<_> = rig.overview().due.into_iter().map(|d| (d.kind, d.over)).collect();
        assert_eq!(found, wanted.into_iter().map(|over| (DueKind::Expires, over)).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn each_date_is_notified_once_as_soon_and_once_as_over_whatever_is_restarted() {
    let vault = Vault::memory();
    let mut world = World::with(vault.clone()).await;
    let key = world.key("bot").await;
    for (days, wanted) in [(1, None), (80, Some(false)), (81, None), (92, Some(true)), (80, None), (93, None)] {
        world.clock.set_ahead(days * DAY);
        world.app = open_app(&world.folder.join("live.db"), vault.clone(), world.clock.clone(), None).into();
        let wanted: Vec<_> = wanted.map(|over| ("bot".to_owned(), over)).into_iter().collect();
        assert_eq!(notices(&world), wanted, "after {days} days");
    }
    world.clock.set_ahead(0);
    world.app.set_rotate_by(&key.id, Some("2020-01-01")).unwrap();
    assert_eq!(notices(&world), [("bot".to_owned(), true)], "another date");
}

#[tokio::test]
async fn stopped_key_is_neither_due_nor_notified() {
    let (world, key) = world().await;
    world.stop(&key).await;
    world.clock.set_ahead(100 * DAY);
    assert_eq!((due(&world, &key), notices(&world)), (vec![], vec![]));
}

// ---- while an act is working on the key ----

#[tokio::test]
async fn nothing_is_noted_of_a_key_while_an_act_works_on_it() {
    let (world, key) = world().await;
    let gate = world.sandbox.faults().hold(Matcher::any().method("GET"), true);
    let (app, id) = (world.app.clone(), key.id.clone());
    let testing = tokio::spawn(async move { app.test_key(&id).await });
    assert!(gate.reached().await);
    let busy = |result: Result<KeyView, keyrack_core::error::Error>| result.unwrap_err().code() == Code::Busy;
    assert!(busy(world.app.rename_key(&key.id, "other")));
    assert!(busy(world.app.add_holder(&key.id, system("server", None))));
    assert!(busy(world.app.set_rotate_by(&key.id, None)));
    world.clock.set_ahead(100 * DAY);
    assert_eq!(notices(&world), []);
    gate.release();
    testing.await.unwrap().unwrap();
    assert_eq!(notices(&world), [("bot".to_owned(), true)], "its turn comes the next time");
}

// ---- labels, systems, purposes ----

#[tokio::test]
async fn renamed_key_keeps_the_providers_name_beside_it() {
    let (world, key) = world().await;
    let renamed = world.app.rename_key(&key.id, "  reporting  ").unwrap();
    assert_eq!((&renamed.label[..], renamed.remote_name.as_deref()), ("reporting", Some("bot")));
    assert_eq!(world.living(), ["bot"], "nothing went to the provider");
    let told = &world.app.activity(ActivityRequest::default()).unwrap()[0];
    assert_eq!((told.act, told.note.as_deref()), (Act::LabelChanged, Some("bot → reporting")));
}

#[tokio::test]
async fn label_of_another_key_is_refused_and_its_own_in_another_case_is_not() {
    let (world, key) = world().await;
    world.key("other").await;
    assert_eq!(world.app.rename_key(&key.id, "OTHER").unwrap_err().code(), Code::LabelTaken);
    assert_eq!(world.app.rename_key(&key.id, " ").unwrap_err().code(), Code::LabelEmpty);
    assert_eq!(world.app.rename_key(&key.id, "Bot").unwrap().label, "Bot");
}

#[tokio::test]
async fn key_that_is_being_made_keeps_its_label() {
    let world = World::new().await;
    world.sandbox.faults().always(keyrack_sandbox::Fault::UsageLevel);
    let open = world.create("bot", Way::Here).await.unwrap().unfinished.unwrap();
    assert_eq!(world.app.rename_key(&open.key_id, "other").unwrap_err().code(), Code::Busy);
}

#[tokio::test]
async fn system_that_has_a_key_is_noted_and_removed() {
    let (world, key) = world().await;
    let noted = world.app.add_holder(&key.id, system(" server ", Some(Purpose::Staging))).unwrap();
    assert_eq!((&noted.holders[0].name[..], noted.holders[0].purpose), ("server", Some(Purpose::Staging)));
    let removed = world.app.remove_holder(&key.id, &noted.holders[0].id).unwrap();
    assert!(removed.holders.is_empty());
    let told =
        world.app.activity(ActivityRequest { group: Some(ActGroup::HandingOver), ..Default::default() }).unwrap();
    let told: Vec<_> = told.iter().map(|a| (a.act, a.note.as_deref())).collect();
    assert_eq!(told, [(Act::SystemRemoved, Some("server")), (Act::SystemNoted, Some("server"))]);
    let again = world.app.remove_holder(&key.id, &noted.holders[0].id).unwrap_err();
    assert_eq!(again.code(), Code::NotHere);
}

#[tokio::test]
async fn name_of_a_system_is_checked() {
    let (world, key) = world().await;
    world.app.add_holder(&key.id, system("server", None)).unwrap();
    let long = "x".repeat(61);
    for (name, code) in [
        ("  ", Code::NameEmpty),
        ("SERVER", Code::NameTaken),
        (&long[..], Code::LabelTooLong),
        ("a\u{202e}b", Code::LabelUnprintable),
    ] {
        assert_eq!(world.app.add_holder(&key.id, system(name, None)).unwrap_err().code(), code, "{name}");
    }
    assert!(world.app.add_holder(&key.id, system(&long[..60], None)).is_ok());
}

#[tokio::test]
async fn key_in_systems_of_two_purposes_is_marked() {
    let (world, key) = world().await;
    world.app.add_holder(&key.id, system("server", Some(Purpose::Production))).unwrap();
    assert!(!world.shown(&key.id).purposes_mixed);
    world.app.set_purpose(&world.account.id, Some(Purpose::Development)).unwrap();
    assert!(world.shown(&key.id).purposes_mixed);
    world.app.set_purpose(&world.account.id, None).unwrap();
    assert!(!world.shown(&key.id).purposes_mixed);
}

#[tokio::test]
async fn dashboard_that_was_opened_is_noted_with_its_date() {
    let (world, _) = world().await;
    assert_eq!(world.overview().accounts[0].looked_at, None);
    world.app.note_dashboard_opened(&world.account.id).unwrap();
    assert!(world.overview().accounts[0].looked_at.is_some());
    assert_eq!(world.app.activity(ActivityRequest::default()).unwrap()[0].act, Act::DashboardOpened);
}

// ---- files ----

#[tokio::test]
async fn sheet_names_every_living_key_and_holds_no_secret() {
    let (world, key) = world().await;
    world.stop(&world.key("dead").await).await;
    world.app.add_holder(&key.id, system("server", None)).unwrap();
    let path = world.folder.join("sheet.html");
    let saved = world.app.save_sheet(&path).unwrap();
    assert_eq!(saved.file, "sheet.html");
    let page = std::fs::read_to_string(&path).unwrap();
    for said in ["bot", "server", "https://kalshi.com/account/profile", key.remote_id.as_deref().unwrap()] {
        assert!(page.contains(said), "{said}");
    }
    assert!(!page.contains("dead"));
    let manager = &world.manager;
    let needles: Vec<_> = scan::pair("manager", &manager.private_key)
        .into_iter()
        .chain(scan::text("token", &manager.bearer_token))
        .collect();
    assert_eq!(scan::found_in(page.as_bytes(), &needles), Vec::<&str>::new());
    assert_eq!(world.app.activity(ActivityRequest::default()).unwrap()[0].act, Act::SheetSaved);
}

#[tokio::test]
async fn exported_log_can_be_checked_without_keyrack() {
    let (world, _) = world().await;
    let path = world.folder.join("log.json");
    world.app.export_activity(ExportFormat::Json, ActivityRequest::default(), &path).unwrap();
    let whole: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let (mut before, mut seq) = (String::new(), 0);
    for entry in whole["entries"].as_array().unwrap() {
        seq += 1;
        assert_eq!((entry["seq"].as_i64(), entry["hash_before"].as_str()), (Some(seq), Some(&before[..])));
        let hashed = format!("{before}\n{seq}\n{}", entry["entry"].as_str().unwrap());
        before = Sha256::digest(hashed.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(entry["hash"].as_str(), Some(&before[..]));
    }
    assert!(seq > 5);
    assert_eq!(world.app.activity(ActivityRequest::default()).unwrap()[0].act, Act::LogExported);
}

#[tokio::test]
async fn export_holds_what_the_filter_wants_and_replaces_the_chosen_file() {
    let (world, _) = world().await;
    let path = world.folder.join("log.csv");
    std::fs::write(&path, "something of before").unwrap();
    let wanted = ActivityRequest { text: "bot".into(), group: Some(ActGroup::Testing), ..Default::default() };
    world.app.export_activity(ExportFormat::Csv, wanted, &path).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.starts_with("seq,time,act,") && text.contains(",tested,bot,Trading desk,done,"));
}

#[tokio::test]
async fn activity_of_an_account_is_found_by_its_id_and_by_its_name() {
    let (world, _) = world().await;
    let of = |account: &str| {
        let wanted = ActivityRequest { account: Some(account.into()), ..Default::default() };
        world.app.activity(wanted).unwrap().len()
    };
    assert!(of("Trading desk") > 5);
    assert_eq!((of(&world.account.id), of("nobody")), (of("Trading desk"), 0));
}
