//! Every status and error that the providers' pages name, at every call, over real HTTP: each ends at its own code, and
//! none loses or doubles a key.

use keyrack_core::api::*;
use keyrack_core::error::Code;
use keyrack_sandbox::{Fault, Matcher, Often};
use keyrack_tests::rig::*;

/// One row of an error table: a call is answered so, and a person learns this.
struct Row {
    provider: &'static str,
    act: Doing,
    status: u16,
    body: &'static str,
    code: Code,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Doing {
    /// Reading the list, or the capabilities where there is none.
    Read,
    /// Making a key: in the provider's first way, or in the second.
    Make,
    MakeThere,
    Rotate,
    Stop,
}

const fn row(provider: &'static str, act: Doing, status: u16, body: &'static str, code: Code) -> Row {
    Row { provider, act, status, body, code }
}

use Doing::{Make, MakeThere, Read, Rotate, Stop};

/// Not stopped, and the proof says so: *Still alive*. There is no code for it, since nothing is unknown.
const ALIVE: Code = Code::NotHere;

const ROWS: &[Row] = &[
    // Kalshi: the client documentation of ApiKeysApi, and the shapes of error bodies that have been seen.
    row("kalshi", Read, 401, r#"{"error":{"code":"authentication_error","details":"NOT_FOUND"}}"#, Code::KeyUnknown),
    row(
        "kalshi",
        Read,
        401,
        r#"{"error":{"code":"authentication_error","details":"INCORRECT_API_KEY_SIGNATURE"}}"#,
        Code::SignatureRefused,
    ),
    row("kalshi", Read, 401, r#"{"code":"header_timestamp_expired-7f","message":"m"}"#, Code::ClockOff),
    row("kalshi", Read, 401, r#"{"error":{"code":"signature_is_missing_from_headers"}}"#, Code::CredentialRefused),
    row("kalshi", Read, 401, "", Code::CredentialRefused),
    row("kalshi", Read, 429, r#"{"error": "too many requests"}"#, Code::RateLimited),
    row("kalshi", Read, 500, "not JSON", Code::ProviderDown),
    row("kalshi", Make, 400, r#"{"msg":"bad name"}"#, Code::ProviderRefused),
    row("kalshi", Make, 401, r#"{"msg":"unauthorized"}"#, Code::CredentialRefused),
    row("kalshi", Make, 403, r#"{"error":{"code":"forbidden","message":"m"}}"#, Code::UsageLevel),
    row("kalshi", Make, 409, r#"{"error":{"code":"conflict","message":"m"}}"#, Code::Conflict),
    row("kalshi", Make, 500, r#"{"error":{"code":"internal","message":"m"}}"#, Code::ProviderDown),
    row("kalshi", MakeThere, 400, r#"{"msg":"bad name"}"#, Code::ProviderRefused),
    row("kalshi", MakeThere, 401, "", Code::CredentialRefused),
    row("kalshi", MakeThere, 500, "", Code::ProviderDown),
    row("kalshi", Stop, 400, r#"{"msg":"not a UUID"}"#, Code::ProviderRefused),
    row("kalshi", Stop, 401, "", Code::CredentialRefused),
    row("kalshi", Stop, 404, r#"{"error":{"code":"not_found"}}"#, ALIVE),
    row("kalshi", Stop, 500, "", Code::ProviderDown),
    // Buildmarkets: the Authentication and Error codes pages.
    row("buildmarkets", Read, 401, r#"{"error":{"code":"UNAUTHORIZED","message":"m"}}"#, Code::KeyUnknown),
    row("buildmarkets", Read, 401, r#"{"error":{"code":"KEY_REVOKED","message":"m"}}"#, Code::KeyUnknown),
    row("buildmarkets", Read, 403, r#"{"error":{"code":"FORBIDDEN","message":"m"}}"#, Code::PermissionMissing),
    row("buildmarkets", Read, 429, r#"{"error":{"code":"RATE_LIMITED","message":"m"}}"#, Code::RateLimited),
    row("buildmarkets", Read, 500, r#"{"error":{"code":"INTERNAL","message":"m"}}"#, Code::ProviderDown),
    row(
        "buildmarkets",
        MakeThere,
        400,
        r#"{"error":{"code":"VALIDATION_ERROR","message":"m","field":"label"}}"#,
        Code::ProviderRefused,
    ),
    row("buildmarkets", MakeThere, 401, r#"{"error":{"code":"UNAUTHORIZED","message":"m"}}"#, Code::KeyUnknown),
    row("buildmarkets", MakeThere, 403, r#"{"error":{"code":"FORBIDDEN","message":"m"}}"#, Code::PermissionMissing),
    row("buildmarkets", MakeThere, 409, r#"{"error":{"code":"CONFLICT","message":"m"}}"#, Code::Conflict),
    row("buildmarkets", Stop, 401, r#"{"error":{"code":"UNAUTHORIZED","message":"m"}}"#, Code::KeyUnknown),
    row("buildmarkets", Stop, 403, r#"{"error":{"code":"FORBIDDEN","message":"m"}}"#, Code::PermissionMissing),
    row("buildmarkets", Stop, 404, r#"{"error":{"code":"NOT_FOUND","message":"m"}}"#, ALIVE),
    // Openfish: the Builder API keys page.
    row("openfish", MakeThere, 400, r#"{"error":"builderId required"}"#, Code::ProviderRefused),
    row("openfish", MakeThere, 401, r#"{"error":"L2 authentication failed"}"#, Code::CredentialRefused),
    row("openfish", MakeThere, 500, r#"{"error":"could not create builder api key"}"#, Code::ProviderDown),
    row("openfish", Read, 401, r#"{"error":"L2 authentication failed"}"#, Code::CredentialRefused),
    row("openfish", Read, 500, r#"{"error":"could not get builder api keys"}"#, Code::ProviderDown),
    row("openfish", Read, 429, r#"{"error":"rate limit exceeded"}"#, Code::RateLimited),
    row("openfish", Stop, 400, r#"{"error":"invalid apiKey"}"#, Code::ProviderRefused),
    row("openfish", Stop, 401, r#"{"error":"L2 authentication failed"}"#, Code::CredentialRefused),
    row("openfish", Stop, 404, r#"{"error":"builder API key not found"}"#, ALIVE),
    // BlockMind: the Agent API page.
    row("blockmind", Read, 401, r#"{"error":{"code":"unauthorized","message":"m"}}"#, Code::KeyUnknown),
    row("blockmind", Read, 403, r#"{"error":{"code":"insufficient_scope","message":"m"}}"#, Code::PermissionMissing),
    row("blockmind", Read, 429, r#"{"error":{"code":"rate_limited","message":"m"}}"#, Code::RateLimited),
    row("blockmind", Read, 500, "", Code::ProviderDown),
    row("blockmind", Rotate, 401, r#"{"error":{"code":"unauthorized","message":"m"}}"#, Code::KeyUnknown),
    row("blockmind", Rotate, 403, r#"{"error":{"code":"forbidden","message":"m"}}"#, Code::PermissionMissing),
    row("blockmind", Rotate, 500, "", Code::SecondKeyPossible),
    row("blockmind", Stop, 401, r#"{"error":{"code":"unauthorized","message":"m"}}"#, ALIVE),
    row("blockmind", Stop, 404, r#"{"error":{"code":"key_not_found","message":"m"}}"#, ALIVE),
    row("blockmind", Stop, 500, "", Code::ProviderDown),
];

/// Answers the act so, and gives what a person learns of it.
async fn learn(row: &Row) -> Code {
    let rig = Rig::new(row.provider).await;
    let key = rig.key("bot").await;
    let before = rig.alive();
    let fault = Fault::Status { code: row.status, body: row.body.into(), content_type: "application/json".into() };
    let methods: &[&str] = match row.act {
        Read => &["GET"],
        Make | MakeThere | Rotate => &["POST"],
        Stop => &["DELETE", "POST"],
    };
    for method in methods {
        rig.sandbox.faults().set(fault.clone(), Matcher::any().method(method), Often::Always);
    }
    let unfinished = |flow: FlowView| {
        let open = flow.unfinished.expect("left open");
        open.error.map(|e| e.code)
    };
    let code = match row.act {
        Read if rig.provider.abilities.list => rig.app.refresh_account(&rig.account.id).await.err().map(|e| e.code()),
        Read => rig.test(&key.id).await.cause,
        Make => unfinished(rig.create("new", rig.provider.ways[0]).await.unwrap()),
        MakeThere => unfinished(rig.create("new", Way::Provider).await.unwrap()),
        Rotate => unfinished(rig.rotate(&key.id, "new").await.unwrap()),
        Stop => {
            let flow = rig.stop(&key.id).await.unwrap();
            let proof = flow.key.proof.clone();
            assert_ne!(proof.as_ref().map(|p| p.verdict), Some(ProofVerdict::ConfirmedDead));
            match proof {
                Some(proof) if proof.verdict == ProofVerdict::StillAlive => None,
                Some(proof) => proof.cause,
                None => unfinished(flow),
            }
        }
    };
    assert_eq!(rig.alive(), before, "{} {:?} {}: a key was made or stopped", row.provider, row.act, row.status);
    code.unwrap_or(ALIVE)
}

#[tokio::test]
async fn every_row_of_the_error_tables_has_its_own_code() {
    let mut wrong = Vec::new();
    for row in ROWS {
        let code = learn(row).await;
        if code != row.code {
            wrong.push(format!(
                "{} {:?} {} {}: {code:?}, not {:?}",
                row.provider, row.act, row.status, row.body, row.code
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn rate_limit_says_how_long_where_the_provider_does() {
    for provider in providers() {
        let rig = Rig::new(&provider.id).await;
        let key = rig.key("bot").await;
        rig.sandbox.faults().always(Fault::RateLimited { retry_after: Some(17) });
        let test = rig.test(&key.id).await;
        assert_eq!((test.cause, test.params.get("seconds").map(String::as_str)), (Some(Code::RateLimited), Some("17")));
        // Another account: this one is not asked again for so long.
        let rig = Rig::new(&provider.id).await;
        let key = rig.key("bot").await;
        rig.sandbox.faults().always(Fault::RateLimited { retry_after: None });
        let test = rig.test(&key.id).await;
        assert_eq!((test.cause, test.params.get("seconds")), (Some(Code::RateLimited), None), "{}", provider.id);
    }
}
