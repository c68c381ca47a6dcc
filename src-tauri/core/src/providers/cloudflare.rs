//! Cloudflare: user API tokens. Sources: the API reference of "User API Tokens" and "Permission Groups", and the page
//! "Create tokens via API"; what no page states is marked as assumed.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::data::{EnvName, Environment, Field, Form, Info, Rates};
use super::reading::{fact, key_id, meaning_of, refused, shown, word};
use super::{Abilities, Given, Issued, Listed, Offer, Offers, Page, Provider, Rotate, Scopes, Told, Trial, Wanted};
use crate::api::{Risk, Way};
use crate::auth::Scheme;
use crate::call::{Answer, Call, Malformed, Meaning, Refusal, Request, path_part};
use crate::secret::{Parts, Secret};
use crate::types::EnvironmentKind;

pub static PROVIDER: Provider = Provider {
    info: &INFO,
    reach: || Call::new(Request::get("/user/tokens/verify"), |_| Ok(())),
    probe: |_| Call::new(Request::get("/user/tokens/verify"), read_verified),
    trial: Trial::Alone,
    refusal,
    keys: Abilities {
        issue: Some(create),
        list: Some(list),
        revoke: Some(|id| Call::new(Request::delete(format!("/user/tokens/{}", path_part(id))), |_| Ok(()))),
        rotate: Some(Rotate::Exchange(roll)),
        offers: Some(Offers {
            fetch: || Call::new(Request::get("/user/tokens/permission_groups"), read_groups),
            describe,
        }),
        ..Abilities::NONE
    },
};

const TOKEN: Form = Form {
    id: "token",
    name: "API token",
    hint: "Made at dash.cloudflare.com under My Profile, API Tokens. With the permission API Tokens Write, Keyrack can \
           list, make and stop tokens.",
    scheme: Scheme::Bearer("token"),
    fields: &[Field::secret("token", "Token", "Without the word Bearer.")],
    key_id: None,
    id_inside: None,
    is_key: true,
};

static INFO: Info = Info {
    id: "cloudflare",
    name: "Cloudflare",
    environments: &[
        Environment {
            id: "production",
            name: "Production",
            kind: EnvironmentKind::Production,
            address: Some("https://api.cloudflare.com/client/v4"),
        },
        Environment::CUSTOM,
    ],
    forms: &[TOKEN],
    key: TOKEN,
    permissions: &[],
    presets: &[],
    key_sizes: &[],
    ways: &[Way::Provider],
    label_max: 120,
    label_without: &[],
    env: &[EnvName::id("CLOUDFLARE_API_TOKEN_ID"), EnvName::part("CLOUDFLARE_API_TOKEN", "token")],
    extras: &[],
    managing: &[],
    mail: None,
    rates: Rates::shared(1_200, 300), // the page on rate limits of the API
    clock_window: 300,                // requests carry no time: assumed, for the control of a proof only
    documentation: "https://developers.cloudflare.com/fundamentals/api/get-started/create-token/",
    website: "https://dash.cloudflare.com/profile/api-tokens",
    facts: &["Denied", "Resources", "Status", "Last used"],
    website_steps: &[],
    website_stop_steps: &[
        "Sign in at dash.cloudflare.com and open My Profile, then API Tokens.",
        "Find the token by its name, open the menu beside it, and choose Delete.",
    ],
};

const PAGE: usize = 50;

fn list(cursor: Option<&str>) -> Call<Page> {
    let request = Request::get("/user/tokens").with_query("page", cursor.unwrap_or("1"));
    Call::new(request.with_query("per_page", &PAGE.to_string()), read_list)
}

fn create(wanted: &Wanted<'_>) -> Call<Issued> {
    let mut groups: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for (id, resource) in wanted.scopes.iter().filter_map(|scope| parse_scope(scope)) {
        groups.entry(resource).or_default().push(json!({ "id": id }));
    }
    let policies: Vec<Value> = groups
        .into_iter()
        .map(|(resource, groups)| {
            json!({ "effect": "allow", "resources": { (format!("{resource}.*")): "*" }, "permission_groups": groups })
        })
        .collect();
    Call::once(Request::post("/user/tokens", json!({ "name": wanted.label, "policies": policies })), |answer| {
        #[derive(serde::Deserialize)]
        struct Made {
            id: String,
            value: Secret,
        }
        let made = answer.json::<Envelope<Made>>()?.result;
        issued(Some(key_id(made.id)?), made.value)
    })
}

/// The id stays; the old value is dead at once.
fn roll(id: &str) -> Call<Issued> {
    // The answer does not repeat the id: whoever asked knows it.
    Call::once(Request::put(format!("/user/tokens/{}/value", path_part(id)), json!({})), |answer| {
        issued(None, answer.json::<Envelope<Secret>>()?.result)
    })
}

#[derive(serde::Deserialize)]
struct Envelope<T> {
    result: T,
}

fn issued(remote_id: Option<String>, value: Secret) -> Result<Issued, Malformed> {
    if value.is_empty() {
        return Err(Malformed("the token is empty".into()));
    }
    Ok(Issued { remote_id, secret: Given::Parts(Parts::default().with("token", value)), expires_at: None })
}

fn read_verified(answer: &Answer) -> Result<Told, Malformed> {
    let result = &answer.json::<Value>()?["result"];
    match result["status"].as_str() {
        Some("active") => {
            Ok(Told { remote_id: word(&result["id"]), expires_at: word(&result["expires_on"]), ..Told::default() })
        }
        other => Err(Malformed(format!("the token's status is {}", other.unwrap_or("not told")))),
    }
}

fn read_list(answer: &Answer) -> Result<Page, Malformed> {
    let whole: Value = answer.json()?;
    let rows = match &whole["result"] {
        Value::Array(rows) => &rows[..],
        Value::Null if whole.get("result").is_some() => &[],
        _ => return Err(Malformed("no list of tokens in the answer".into())),
    };
    // How many pages there are is not always said: the next one is read as long as this one is full.
    let info = &whole["result_info"];
    let page = info["page"].as_u64().unwrap_or(1);
    let more = match (info["total_count"].as_u64(), info["per_page"].as_u64()) {
        (Some(total), Some(size)) => page * size < total,
        _ => rows.len() >= PAGE,
    };
    let next = (more && !rows.is_empty()).then(|| (page + 1).to_string());
    Ok(Page { keys: rows.iter().map(read_row).collect::<Result<_, _>>()?, next })
}

fn read_row(row: &Value) -> Result<Listed, Malformed> {
    let id = row["id"].as_str().ok_or_else(|| Malformed("a token without an id".into()))?;
    let (mut scopes, mut facts) = (Vec::new(), Vec::new());
    for policy in row["policies"].as_array().into_iter().flatten() {
        let resources: Vec<&str> = policy["resources"].as_object().into_iter().flatten().map(|(r, _)| &r[..]).collect();
        let resource = resources.first().map_or("", |r| r.strip_suffix(".*").unwrap_or(r));
        let groups: Vec<&Value> = policy["permission_groups"].as_array().into_iter().flatten().collect();
        if policy["effect"] == "allow" {
            scopes.extend(groups.iter().map(|g| scope(&shown(&g["name"]), &shown(&g["id"]), resource)));
        } else {
            facts.push(fact("Denied", groups.iter().map(|g| shown(&g["name"])).collect::<Vec<_>>().join(", ")));
        }
        if resources.len() > 1 {
            facts.push(fact("Resources", resources.join(", ")));
        }
    }
    let seen = [("Status", "status"), ("Last used", "last_used_on")];
    facts.extend(seen.iter().filter_map(|(name, field)| Some(fact(*name, word(&row[*field])?))));
    Ok(Listed {
        remote_id: key_id(id.to_owned())?,
        name: word(&row["name"]).unwrap_or_default(),
        scopes: if row["policies"].is_array() { Scopes::Named(scopes) } else { Scopes::Untold },
        created_at: word(&row["issued_on"]),
        expires_at: word(&row["expires_on"]),
        ended: row["status"].as_str().is_some_and(|status| status != "active"),
        facts,
    })
}

fn read_groups(answer: &Answer) -> Result<Vec<Offer>, Malformed> {
    let whole: Value = answer.json()?;
    let groups = whole["result"].as_array().ok_or_else(|| Malformed("no permission groups in the answer".into()))?;
    let offer = |group: &Value| {
        let (name, id, resource) = (group["name"].as_str()?, group["id"].as_str()?, group["scopes"][0].as_str()?);
        Some(describe(&scope(name, id, resource)))
    };
    Ok(groups.iter().filter_map(offer).collect())
}

fn describe(scope: &str) -> Offer {
    let name = scope.rsplit_once(" (").map_or(scope, |(name, _)| name);
    let risk = match name {
        _ if name.ends_with("Read") => Risk::Read,
        // Whoever can make tokens can make one that pays.
        "API Tokens Write" | "Billing Write" => Risk::Money,
        _ => Risk::Change,
    };
    Offer { scope: scope.to_owned(), sentence: name.to_owned(), risk }
}

/// A permission group has a name for people, an id for the API, and a kind of resource; all three are kept together.
fn scope(name: &str, id: &str, resource: &str) -> String {
    format!("{name} ({id}, {resource})")
}

fn parse_scope(scope: &str) -> Option<(&str, &str)> {
    scope.strip_suffix(')')?.rsplit_once(" (")?.1.split_once(", ")
}

/// `{"success": false, "errors": [{"code", "message"}]}`. 1000 is the word for a token that does not live.
fn refusal(answer: &Answer) -> Refusal {
    let body: Value = answer.json().unwrap_or(Value::Null);
    let errors = body["errors"].as_array().cloned().unwrap_or_default();
    let has = |code: u64| errors.iter().any(|e| e["code"].as_u64() == Some(code));
    let meaning = match answer.status {
        401 if has(1000) => Meaning::UnknownKey,
        401 => Meaning::Credential,
        403 if has(10000) => Meaning::Credential,
        403 if !errors.is_empty() => Meaning::Permission,
        status => meaning_of(status),
    };
    refused(answer, meaning, errors.iter().map(shown).collect::<Vec<_>>().join(" · "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Wholeness;

    #[test]
    fn listed_token_that_is_not_active_has_ended() {
        let body = r#"{"result":[{"id":"a","status":"active"},{"id":"b","status":"disabled"},{"id":"c"}]}"#;
        let body = Secret::from(body.to_owned());
        let answer = Answer { status: 200, date: None, retry_after: None, body, whole: Wholeness::Whole };
        let ended: Vec<bool> = read_list(&answer).unwrap().keys.iter().map(|k| k.ended).collect();
        assert_eq!(ended, [false, true, false]);
    }
}
