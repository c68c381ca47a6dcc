//! Clients that are not ours: Kalshi's own talks to the practice server, and py-clob-client computes what Openfish's
//! signatures must be. A specification that both halves of Keyrack misread alike fails here.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use keyrack_core::api::*;
use keyrack_core::error::Code;
use keyrack_sandbox::{Sandbox, Seen};
use keyrack_tests::desktop::{folder, program};
use keyrack_tests::world::*;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;

/// Runs a script with the vendors' clients; the lines that it prints. What it gets goes through standard input only.
async fn ask(script: &str, input: String) -> Vec<Value> {
    let python = program("../vendors/bin/python");
    assert!(python.exists(), "the vendors' clients are not installed: ./run test does that");
    let mut child = tokio::process::Command::new(python)
        .arg("-I") // nothing of the person who runs the tests changes what is imported
        .arg(folder().join("vendors").join(script))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("Python");
    let mut stdin = child.stdin.take().expect("piped");
    let write = async {
        stdin.write_all(input.as_bytes()).await.expect("it reads");
        drop(stdin);
    };
    let (output, ()) = tokio::join!(child.wait_with_output(), write);
    let output = output.expect("ended");
    assert!(output.status.success(), "{script}: {}", output.status);
    let lines = String::from_utf8(output.stdout).expect("text");
    lines.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

/// Kalshi's client, with an access key of the practice server.
async fn kalshi(sandbox: &Sandbox, key_id: &str, private_key: &str) -> Vec<Value> {
    let address = sandbox.base_url("kalshi").expect("Kalshi");
    ask("kalshi.py", json!({ "address": address, "key_id": key_id, "private_key": private_key }).to_string()).await
}

fn steps(lines: &[Value]) -> Vec<(&str, u64)> {
    let step = |line: &'_ Value| line["status"].as_u64().expect("a status");
    lines.iter().map(|line| (line["step"].as_str().expect("a step"), step(line))).collect()
}

#[tokio::test]
async fn client_of_kalshi_lists_creates_generates_and_deletes() {
    let sandbox = sandbox(None).await;
    let manager = draw(&sandbox);
    let lines = kalshi(&sandbox, &manager.key_id, &manager.private_key).await;

    // Its side: what it read from the answers.
    let expected = [
        ("list", 200),
        ("create", 201),
        ("generate", 201),
        ("list with the created key", 200),
        ("list with the generated key", 200),
        ("delete the created key", 204),
        ("delete the generated key", 204),
        ("list again", 200),
        ("list with a deleted key", 401),
    ];
    assert_eq!(steps(&lines), expected);
    let id = |line: &Value| line["api_key_id"].as_str().expect("a key id").to_owned();
    let (created, generated) = (id(&lines[1]), id(&lines[2]));
    let managing = json!({ "api_key_id": manager.key_id, "name": "practice manager", "scopes": ["read", "write"] });
    let of_client = json!({ "api_key_id": created, "name": "made by the client", "scopes": ["read"] });
    let of_provider = json!({ "api_key_id": generated, "name": "made by the provider", "scopes": ["read", "write"] });
    assert_eq!(lines[0]["api_keys"], json!([managing]));
    assert_eq!(lines[3]["api_keys"], json!([managing, of_client, of_provider]));
    assert_eq!(lines[4]["api_keys"], lines[3]["api_keys"]);
    assert_eq!(lines[7]["api_keys"], lines[0]["api_keys"]);
    assert_eq!(lines[8]["body"]["error"]["details"], "NOT_FOUND");

    // The server's side: what it holds, and what it was sent.
    let keys = sandbox.keys("kalshi");
    let held: Vec<_> = keys.iter().map(|key| (&key.id[..], &key.name[..], key.alive)).collect();
    let expected = [
        (&manager.key_id[..], "practice manager", true),
        (&created[..], "made by the client", false),
        (&generated[..], "made by the provider", false),
    ];
    assert_eq!(held, expected);
    let requests = sandbox.requests();
    let sent: Vec<_> = requests
        .iter()
        .map(|seen| (&seen.method[..], seen.key.as_deref().expect("signed"), seen.status.expect("answered")))
        .collect();
    let (manager, created, generated) = (&manager.key_id[..], &created[..], &generated[..]);
    let expected = [
        ("GET", manager, 200),
        ("POST", manager, 201),
        ("POST", manager, 201),
        ("GET", created, 200),
        ("GET", generated, 200),
        ("DELETE", manager, 204),
        ("DELETE", manager, 204),
        ("GET", manager, 200),
        ("GET", generated, 401),
    ];
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn client_of_kalshi_with_the_private_key_of_another_is_refused() {
    let sandbox = sandbox(None).await;
    let (manager, other) = (draw(&sandbox), draw(&sandbox));
    let lines = kalshi(&sandbox, &manager.key_id, &other.private_key).await;
    assert_eq!(steps(&lines), [("list", 401)]);
    assert_eq!(lines[0]["body"]["error"]["details"], "INCORRECT_API_KEY_SIGNATURE");
    let statuses: Vec<_> = sandbox.requests().iter().map(|seen| seen.status).collect();
    assert_eq!(statuses, [Some(401)]);
}

/// An account at Openfish in this world, and the secret that its requests are signed with.
async fn openfish(world: &World) -> (AccountView, String) {
    let drawn = world.sandbox.mint("openfish").expect("the practice server knows Openfish");
    let address = world.sandbox.base_url("openfish").expect("Openfish");
    let names = ["api_key", "secret", "passphrase", "address"];
    let fields: Vec<_> = names.iter().map(|name| (*name, drawn[*name].as_str().expect("a text"))).collect();
    let typed = AccountRequest { provider: "openfish".into(), ..request(&address, "l2", &fields) };
    let typed = AccountRequest { name: "Builders".into(), ..typed };
    let trial = world.app.try_account(typed).await.expect("tried");
    let account = world.app.save_account(&trial.trial).await.expect("saved");
    (account, drawn["secret"].as_str().expect("a text").to_owned())
}

fn builder_key(account: &AccountView, label: &str) -> CreateRequest {
    CreateRequest { scopes: Vec::new(), bits: None, ..wanted(account, label, Way::Provider) }
}

#[tokio::test]
async fn requests_of_keyrack_to_openfish_are_signed_as_py_clob_client_would() {
    let world = World::new().await;
    let (account, secret) = openfish(&world).await;
    let made = world.app.create_key(builder_key(&account, "my-trading-app"), &quiet).await.expect("made").key;
    world.app.refresh_account(&account.id).await.expect("listed");
    world.stop(&made).await;

    let has = |seen: &Seen, name: &str| seen.headers.iter().any(|(it, _)| it == name);
    let mut signed = world.sandbox.requests();
    signed.retain(|seen| has(seen, "openfish_signature"));
    assert_eq!(signatures_agree(&signed, &secret).await, vec![true; signed.len()], "{signed:#?}");
    for method in ["GET", "POST", "DELETE"] {
        assert!(signed.iter().any(|seen| seen.method == method), "no {method} was signed");
    }
    // A builder key goes along with some, once with a wrong signature on purpose.
    let alone = signed.iter().filter(|seen| !has(seen, "openfish_builder_signature"));
    let statuses: Vec<_> = alone.map(|seen| seen.status).collect();
    assert_eq!(statuses, vec![Some(200); statuses.len()]);
    let revocation = signed.iter().find(|seen| seen.method == "DELETE").and_then(|seen| seen.query.clone());
    assert_eq!(revocation, made.remote_id.map(|id| format!("apiKey={id}")));
}

/// What an HMAC is computed over.
struct Message<'a> {
    timestamp: &'a str,
    method: &'a str,
    /// With its query.
    path: String,
    body: &'a str,
}

fn message<'a>(timestamp: &'a str, method: &'a str, path: &str, body: &'a str) -> Message<'a> {
    Message { timestamp, method, path: path.to_owned(), body }
}

/// The signatures that py-clob-client computes.
async fn clob_signatures(secret: &str, messages: &[Message<'_>]) -> Vec<String> {
    let line = |it: &Message<'_>| {
        let Message { timestamp, method, path, body } = it;
        let asked = json!({ "secret": secret, "timestamp": timestamp, "method": method, "path": path, "body": body });
        format!("{asked}\n")
    };
    let answers = ask("openfish_hmac.py", messages.iter().map(line).collect()).await;
    assert_eq!(answers.len(), messages.len());
    answers.iter().map(|it| it.as_str().expect("a signature").to_owned()).collect()
}

/// For each request, whether its signature is the one that py-clob-client computes over what the server saw.
async fn signatures_agree(requests: &[Seen], secret: &str) -> Vec<bool> {
    let header = |seen: &Seen, name: &str| {
        let found = seen.headers.iter().find(|(it, _)| it == name);
        found.map(|(_, value)| value.clone()).unwrap_or_else(|| panic!("{} has no {name}", seen.path))
    };
    let times: Vec<String> = requests.iter().map(|seen| header(seen, "openfish_timestamp")).collect();
    let messages: Vec<Message<'_>> = requests
        .iter()
        .zip(&times)
        .map(|(seen, timestamp)| {
            let path = [Some(seen.path.as_str()), seen.query.as_deref()].into_iter().flatten().collect::<Vec<_>>();
            message(timestamp, &seen.method, &path.join("?"), std::str::from_utf8(&seen.body).expect("text"))
        })
        .collect();
    let computed = clob_signatures(secret, &messages).await;
    requests.iter().zip(computed).map(|(seen, it)| header(seen, "openfish_signature") == it).collect()
}

const SECRET: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const NOW: &str = "1775044800";
const KEYS: &str = "/auth/builder-api-key";

#[tokio::test]
async fn check_values_of_openfish_come_out_of_py_clob_client() {
    let messages = [
        message("1", "GET", "/", ""),
        message(NOW, "POST", KEYS, r#"{"builderId":"my-trading-app"}"#),
        message(NOW, "GET", KEYS, ""),
    ];
    let expected = [
        "eHaylCwqRSOa2LFD77Nt_SaTpbsxzN8eTEI3LryhEj4=",
        "0NN4gpM-2VysBQdc0hPwB5qJ-O6bh-eJ3Ea8-rIryyo=",
        "Fo-6BVom_qJA8pdJRqCis1PDkLX0cn05ya5bVN78iKI=",
    ];
    assert_eq!(clob_signatures(SECRET, &messages).await, expected);
}

/// Signs with `openssl` over one body, sends another as the clients of the provider would, and returns what the practice
/// server saw.
async fn seen_of(secret: &str, method: &str, path: &str, signed: &str, sent: &str) -> Vec<Seen> {
    let key: String = URL_SAFE.decode(secret).unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut openssl = tokio::process::Command::new("openssl")
        .args(["dgst", "-sha256", "-mac", "HMAC", "-macopt", &format!("hexkey:{key}"), "-binary"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("openssl");
    let mut stdin = openssl.stdin.take().unwrap();
    stdin.write_all(format!("{NOW}{method}{path}{signed}").as_bytes()).await.unwrap();
    drop(stdin);
    let signature = URL_SAFE.encode(openssl.wait_with_output().await.unwrap().stdout);

    let sandbox = sandbox(None).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let address = format!("http://{}{path}", sandbox.addr());
    let request = client.request(method.parse().unwrap(), address).body(sent.to_owned());
    request.header("OPENFISH_TIMESTAMP", NOW).header("OPENFISH_SIGNATURE", signature).send().await.unwrap();
    sandbox.requests()
}

#[tokio::test]
async fn openssl_and_py_clob_client_agree_over_query_and_body() {
    let secret = URL_SAFE.encode((200..=231).collect::<Vec<u8>>());
    assert!(secret.contains('-') || secret.contains('_'), "the two alphabets differ in it: {secret}");
    let body = "{\"builderId\":\"münchen \u{1F41F}\"}";
    let revocation = format!("{KEYS}?apiKey=8f14e45f-ceea-467f-a8a6-2f3d1b0c9e77");
    for (method, path, body) in [("GET", KEYS, ""), ("POST", KEYS, body), ("DELETE", &revocation, "")] {
        let seen = seen_of(&secret, method, path, body, body).await;
        assert_eq!(signatures_agree(&seen, &secret).await, [true], "{method} {path}");
    }
}

#[tokio::test]
async fn signature_over_another_body_or_with_another_secret_does_not_agree() {
    let seen = seen_of(SECRET, "POST", KEYS, r#"{"builderId":"one"}"#, r#"{"builderId":"two"}"#).await;
    assert_eq!(signatures_agree(&seen, SECRET).await, [false]);
    let seen = seen_of(SECRET, "GET", KEYS, "", "").await;
    assert_eq!(signatures_agree(&seen, &URL_SAFE.encode([1; 32])).await, [false]);
}

/// Why `apostrophe_in_a_builder_id_is_refused_before_anything_is_sent`: py-clob-client signs a quotation mark in its place, and so signs
/// other bytes than those that are sent.
#[tokio::test]
async fn py_clob_client_signs_an_apostrophe_as_a_quotation_mark() {
    let sent = r#"{"builderId":"it's mine"}"#;
    let replaced = r#"{"builderId":"it"s mine"}"#;
    let messages = [
        message(NOW, "POST", KEYS, sent),
        message(NOW, "POST", KEYS, replaced),
        // The same bytes as the first, but as the end of the path, where nothing is replaced.
        message(NOW, "POST", &format!("{KEYS}{sent}"), ""),
        message(NOW, "POST", &format!("{KEYS}{replaced}"), ""),
    ];
    let signatures = clob_signatures(SECRET, &messages).await;
    assert_eq!(signatures[0], signatures[1]);
    assert_ne!(signatures[0], signatures[2], "the signature of the bytes that are sent");
    assert_eq!(signatures[0], signatures[3]);
}

#[tokio::test]
async fn apostrophe_in_a_builder_id_is_refused_before_anything_is_sent() {
    let world = World::new().await;
    let (account, _) = openfish(&world).await;
    let before = world.sandbox.requests();
    let refused = world.app.create_key(builder_key(&account, "it's mine"), &quiet).await;
    assert_eq!(refused.err().map(|error| error.code()), Some(Code::LabelCharacter));
    assert_eq!(world.sandbox.requests(), before);
    world.app.create_key(builder_key(&account, "its mine"), &quiet).await.expect("made");
}
