//! What each provider has that the others have not.

mod blockmind;
mod buildmarkets;
mod cloudflare;
mod kalshi;
mod openfish;

use std::collections::BTreeMap;

use keyrack_core::api::*;
use keyrack_core::error::Code;
use keyrack_sandbox::{Fault, Matcher, Often};
use keyrack_tests::rig::*;
use keyrack_tests::world::*;
use serde_json::Value;

fn scopes(key: &KeyView) -> Vec<&str> {
    key.permissions.iter().map(|p| p.scope.as_str()).collect()
}

fn sent(body: &[u8]) -> Value {
    serde_json::from_slice(body).expect("JSON")
}

async fn made(rig: &Rig, label: &str, scopes: &[&str]) -> FlowView {
    let scopes = scopes.iter().map(|s| (*s).to_owned()).collect();
    let request = CreateRequest { scopes, ..rig.wanted(label, rig.provider.ways[0]).await };
    rig.app.create_key(request, &quiet).await.expect("begun")
}

#[tokio::test]
async fn fetched_permissions_are_offered_and_a_key_is_made_with_them() {
    for provider in providers().into_iter().filter(|p| p.permissions_fetched) {
        let rig = Rig::new(&provider.id).await;
        let offered = rig.app.permissions(&rig.account.id).await.unwrap();
        assert!(offered.len() > 10, "{}", provider.id);
        let two: Vec<&str> = offered.iter().take(2).map(|p| p.scope.as_str()).collect();
        let key = made(&rig, "bot", &two).await;
        assert!(key.unfinished.is_none(), "{}: {:?}", provider.id, key.unfinished);
        assert!(key.key.permissions.iter().all(|p| p.known), "{}", provider.id);
        let money = offered.iter().take(2).any(|p| p.risk == Risk::Money);
        assert_eq!(key.key.moves_money, money, "{}", provider.id);
        rig.app.refresh_account(&rig.account.id).await.unwrap();
        let shown = rig.shown(&key.key.id);
        // A provider may add what every key has.
        assert!(two.iter().all(|scope| scopes(&shown).contains(scope)), "{}: {shown:?}", provider.id);
    }
}

#[tokio::test]
async fn managing_key_is_known_in_the_list_where_the_provider_tells_its_id() {
    for (id, field) in [("kalshi", "key_id"), ("cloudflare", "id"), ("sendgrid", "api_key_id")] {
        let rig = Rig::new(id).await;
        let managers: Vec<KeyView> = rig.overview().keys.into_iter().filter(|k| k.manager).collect();
        assert_eq!(managers.len(), 1, "{id}");
        assert_eq!(managers[0].remote_id.as_deref(), rig.drawn[field].as_str(), "{id}");
    }
}
