//! No answer makes a provider's file panic or hang.

use keyrack_core::providers::{ALL, Provider};
use keyrack_tests::answers::{answer, calls, folder, recorded};
use keyrack_tests::fuzz::fuzz;
use serde_json::{Value, json};

/// Mutations of each provider's recorded answers; each is given to every reader and to the reader of errors.
const EXECUTIONS: u64 = 20_000;

fn seeds(provider: &Provider) -> Vec<Vec<u8>> {
    let folder = folder(provider);
    let answers = calls(provider).iter().flat_map(|call| recorded(&folder, call.ability)).collect::<Vec<_>>();
    let errors = [
        r#"{"error":{"code":"authentication_error","message":"m","details":"NOT_FOUND","field":"scopes"}}"#,
        r#"{"code":"forbidden","message":"m"}"#,
        r#"{"success":false,"errors":[{"code":1000,"message":"Invalid API Token"}],"result":null}"#,
        r#"{"errors":[{"field":null,"message":"access forbidden"}]}"#,
    ];
    answers.into_iter().map(|(_, body)| body.into_bytes()).chain(errors.map(|e| e.as_bytes().to_vec())).collect()
}

/// Every reader of the provider takes the answer, or refuses it.
fn reads(provider: &Provider, body: &[u8]) {
    for call in calls(provider) {
        drop((call.read)(&answer(200, body)));
    }
    for status in [400, 401, 403, 404, 409, 422, 429, 500] {
        let refusal = (provider.refusal)(&answer(status, body));
        assert_eq!(refusal.status, status);
        let _ = (refusal.code(), refusal.params(), refusal.details());
    }
}

#[test]
fn no_answer_breaks_a_reader() {
    for provider in ALL {
        fuzz(&format!("answers-{}", provider.info.id), seeds(provider), EXECUTIONS, |body| reads(provider, body));
    }
}

#[test]
fn no_value_of_another_type_breaks_a_reader() {
    for provider in ALL {
        let mut bent = Vec::new();
        for seed in seeds(provider) {
            if let Ok(whole) = serde_json::from_slice::<Value>(&seed) {
                bend(&whole, &mut bent);
            }
        }
        assert!(bent.len() > 100, "{}: {}", provider.info.id, bent.len());
        bent.iter().for_each(|body| reads(provider, body));
    }
}

/// The answer with each of its values replaced in turn by one of every type, or left out.
fn bend(whole: &Value, bent: &mut Vec<Vec<u8>>) {
    let others = [
        json!(null),
        json!(7),
        json!(-1.5e300),
        json!(""),
        json!("x"),
        json!([]),
        json!({}),
        json!([[[]]]),
        json!(true),
    ];
    for pointer in pointers(whole, String::new()) {
        for other in &others {
            let mut next = whole.clone();
            *next.pointer_mut(&pointer).expect("there") = other.clone();
            bent.push(next.to_string().into_bytes());
        }
        let (parent, name) = pointer.rsplit_once('/').unwrap_or_default();
        let mut next = whole.clone();
        if let Some(Value::Object(fields)) = next.pointer_mut(parent) {
            fields.remove(&name.replace("~1", "/").replace("~0", "~"));
            bent.push(next.to_string().into_bytes());
        }
    }
}

fn pointers(value: &Value, at: String) -> Vec<String> {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(fields) => {
            fields.iter().map(|(k, v)| (format!("{at}/{}", k.replace('~', "~0").replace('/', "~1")), v)).collect()
        }
        Value::Array(all) => all.iter().enumerate().map(|(n, v)| (format!("{at}/{n}"), v)).collect(),
        _ => Vec::new(),
    };
    std::iter::once(at).chain(inner.into_iter().flat_map(|(at, value)| pointers(value, at))).collect()
}
