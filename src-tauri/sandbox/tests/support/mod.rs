//! A client of bare sockets and the `openssl` program, so that no check rests on a library that the server uses too.

#![allow(dead_code, unreachable_pub, reason = "each test program uses its part of this")]
#![allow(clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "the tests' files and clock have one module, and this is it")]

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use keyrack_sandbox::{Config, Fault, Sandbox, StartError};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

pub const BASE: &str = "/trade-api/v2";
pub const KEYS: &str = "/trade-api/v2/api_keys";
pub const LOOPBACK: ([u8; 4], u16) = ([127, 0, 0, 1], 0);

const PATIENCE: Duration = Duration::from_secs(10);

/// What is slow to draw, once a test program: a manager, and a pair of our own that no provider knows yet.
struct Seed {
    state: Vec<u8>,
    manager: Pair,
    bearer: String,
    own: Pair,
    own_public: String,
}

#[derive(Clone)]
pub struct Pair {
    pub id: String,
    pub private: PathBuf,
}

static SEED: OnceCell<Seed> = OnceCell::const_new();

async fn seed() -> Seed {
    let dir = new_dir();
    let file = dir.join("state.json");
    let sandbox = start(Some(&file), LOOPBACK.into()).await;
    let minted = sandbox.mint("kalshi").unwrap();
    sandbox.stop().await;
    let manager = Pair { id: text(&minted["key_id"]), private: dir.join("manager.pem") };
    fs::write(&manager.private, text(&minted["private_key"])).unwrap();
    let own = Pair { id: String::new(), private: dir.join("own.pem") };
    openssl(&["genrsa", "-out", path(&own.private), "2048"], b"");
    let own_public = public_of(&own.private);
    Seed { state: fs::read(file).unwrap(), manager, bearer: text(&minted["bearer_token"]), own, own_public }
}

/// A practice server of one's own, that knows the manager.
pub struct Practice {
    pub sandbox: Sandbox,
    pub manager: Pair,
    pub bearer: String,
    pub own: Pair,
    pub own_public: String,
    pub file: PathBuf,
}

pub async fn practice() -> Practice {
    let seed = SEED.get_or_init(seed).await;
    let file = new_dir().join("state.json");
    fs::write(&file, &seed.state).unwrap();
    Practice {
        sandbox: start(Some(&file), LOOPBACK.into()).await,
        manager: seed.manager.clone(),
        bearer: seed.bearer.clone(),
        own: seed.own.clone(),
        own_public: seed.own_public.clone(),
        file,
    }
}

/// A practice server of one's own, and a credential of one provider.
pub struct Fresh {
    pub sandbox: Sandbox,
    pub minted: Value,
    pub file: PathBuf,
}

pub async fn fresh(provider: &str) -> Fresh {
    let file = new_dir().join("state.json");
    let sandbox = start(Some(&file), LOOPBACK.into()).await;
    let minted = sandbox.mint(provider).unwrap();
    Fresh { sandbox, minted, file }
}

impl Fresh {
    pub async fn restarted(self) -> Fresh {
        let addr = self.sandbox.addr();
        self.sandbox.stop().await;
        Fresh { sandbox: start_again(&self.file, addr).await, ..self }
    }

    pub fn with(self, fault: Fault) -> Fresh {
        self.sandbox.faults().always(fault);
        self
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Answer {
        let headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        send(self.sandbox.addr(), method, path, &headers, body)
    }
}

#[track_caller]
pub fn status(answer: &Answer, expected: u16) {
    assert_eq!(answer.status, Some(expected), "{answer:?}");
}

pub async fn start(file: Option<&Path>, listen: SocketAddr) -> Sandbox {
    Sandbox::start(Config { listen, state: file.map(Path::to_owned) }).await.unwrap()
}

/// Starts again on an address that has just been given up. Tests run side by side, and a program that one of them
/// starts holds a copy of every socket of this process for a moment, so the port may be free only shortly after.
pub async fn start_again(file: &Path, listen: SocketAddr) -> Sandbox {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let config = Config { listen, state: Some(file.to_owned()) };
        match Sandbox::start(config).await {
            Err(StartError::Bind { source, .. })
                if source.kind() == ErrorKind::AddrInUse && Instant::now() < deadline =>
            {
                tokio::task::yield_now().await;
            }
            started => return started.unwrap(),
        }
    }
}

/// Waits for what must come true.
pub fn until(what: &str, mut it: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !it() {
        assert!(Instant::now() < deadline, "still not {what}");
        std::thread::yield_now();
    }
}

impl Practice {
    pub fn bearer(&self) -> Vec<(String, String)> {
        vec![("Authorization".to_owned(), format!("Bearer {}", self.bearer))]
    }

    /// With the bearer token.
    pub fn call(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        send(self.sandbox.addr(), method, path, &self.bearer(), body)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.call("GET", path, None)
    }

    /// Signed by this pair.
    pub fn signed(&self, pair: &Pair, method: &str, path: &str, body: Option<Value>) -> Answer {
        send(self.sandbox.addr(), method, path, &sign(pair, &Signing::of(method, path)), body)
    }

    /// A GET of the list with headers that deviate from what is right.
    pub fn signed_as(&self, signing: &Signing) -> Answer {
        send(self.sandbox.addr(), "GET", KEYS, &sign(&self.manager, signing), None)
    }

    /// Registers our own pair.
    pub fn create(&self, scopes: Option<&[&str]>) -> Pair {
        let mut body = json!({ "name": "ours", "public_key": self.own_public });
        if let Some(scopes) = scopes {
            body["scopes"] = json!(scopes);
        }
        let answer = self.call("POST", KEYS, Some(body));
        assert_eq!(answer.status, Some(201), "{answer:?}");
        Pair { id: text(&answer.json()["api_key_id"]), ..self.own.clone() }
    }

    pub fn delete(&self, id: &str) -> Answer {
        self.call("DELETE", &format!("{KEYS}/{id}"), None)
    }

    /// The ids in the list.
    pub fn listed(&self) -> Vec<String> {
        let answer = self.get(KEYS).json();
        answer["api_keys"].as_array().unwrap().iter().map(|key| text(&key["api_key_id"])).collect()
    }
}

/// How a request is signed; `of` is right, and a test changes one thing.
pub struct Signing {
    pub timestamp: String,
    pub method: String,
    pub path: String,
    pub options: Vec<&'static str>,
}

impl Signing {
    pub fn of(method: &str, path: &str) -> Signing {
        Signing {
            timestamp: now_ms().to_string(),
            method: method.to_owned(),
            path: path.split('?').next().unwrap().to_owned(),
            options: vec!["rsa_padding_mode:pss", "rsa_pss_saltlen:32", "rsa_mgf1_md:sha256"],
        }
    }

    pub fn list() -> Signing {
        Signing::of("GET", KEYS)
    }

    pub fn salt(option: &'static str) -> Signing {
        let mut signing = Signing::list();
        signing.options[1] = option;
        signing
    }
}

pub fn sign(pair: &Pair, signing: &Signing) -> Vec<(String, String)> {
    let Signing { timestamp, method, path: signed, options } = signing;
    let options = options.iter().flat_map(|it| ["-sigopt", it]);
    let arguments: Vec<&str> =
        ["dgst", "-sha256"].into_iter().chain(options).chain(["-sign", path(&pair.private)]).collect();
    let signature = openssl(&arguments, format!("{timestamp}{method}{signed}").as_bytes());
    vec![
        ("KALSHI-ACCESS-KEY".to_owned(), pair.id.clone()),
        ("KALSHI-ACCESS-TIMESTAMP".to_owned(), timestamp.clone()),
        ("KALSHI-ACCESS-SIGNATURE".to_owned(), STANDARD.encode(signature)),
    ]
}

pub fn openssl(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// HMAC-SHA256 by the `openssl` program.
pub fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    openssl(&["dgst", "-sha256", "-mac", "HMAC", "-macopt", &format!("hexkey:{hex}"), "-binary"], message)
}

pub fn public_of(private: &Path) -> String {
    String::from_utf8(openssl(&["pkey", "-in", path(private), "-pubout"], b"")).unwrap()
}

#[derive(Debug)]
pub struct Answer {
    /// `None`: the connection closed without a status line.
    pub status: Option<u16>,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Status, code and details of an error in the nested shape.
    pub fn error(&self) -> (u16, String, Option<String>) {
        let error = &self.json()["error"];
        (self.status.unwrap(), text(&error["code"]), error["details"].as_str().map(str::to_owned))
    }
}

pub fn send(to: SocketAddr, method: &str, path: &str, headers: &[(String, String)], body: Option<Value>) -> Answer {
    let body = body.map(|it| it.to_string());
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\n");
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    if let Some(body) = &body {
        request += &format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    }
    send_raw(to, &format!("{request}\r\n{}", body.unwrap_or_default()))
}

pub fn send_raw(to: SocketAddr, request: &str) -> Answer {
    let mut stream = TcpStream::connect(to).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Err(error) if error.kind() != ErrorKind::ConnectionReset => panic!("{error}"),
        _ => {}
    }
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n");
    let head = String::from_utf8_lossy(&bytes[..end.unwrap_or(0)]).into_owned();
    Answer {
        status: head.split(' ').nth(1).map(|it| it.parse().unwrap()),
        body: end.map(|it| bytes[it + 4..].to_vec()).unwrap_or_default(),
        head,
    }
}

pub fn save(file: &Path, text: &str) {
    fs::write(file, text).unwrap();
}

/// What it returns, and how long that took.
pub fn timed<T>(it: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    (it(), started.elapsed())
}

pub fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64
}

pub fn new_dir() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("keyrack-sandbox-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    // Another run may have had the same process id.
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    dir
}

pub fn path(it: &Path) -> &str {
    it.to_str().unwrap()
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}

/// The names of an object's fields in order: how an object keeps them itself is a choice of the whole build.
pub fn names(it: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = it.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}
