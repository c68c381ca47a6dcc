//! The small programs that show a key at work: each as it stands, in every language and for every provider, over the
//! practice server, with the `.env` file to which the key was handed over; and again after the key was stopped.
#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use keyrack_core::api::*;
use keyrack_core::app::{App, Frame, Place, Setup};
use keyrack_core::client::Client;
use keyrack_core::vault::Vault;
use keyrack_tests::desktop::{folder, program};
use keyrack_tests::elsewhere::read_env;
use keyrack_tests::rig::*;
use keyrack_tests::scan;
use keyrack_tests::world::*;
use serde_json::Value;
use tokio::process::Command;

/// A key of one provider, its programs, and the folder in which they and the `.env` file lie.
struct Bench {
    rig: Rig,
    key: KeyView,
    place: PathBuf,
    snippets: Vec<SnippetView>,
    env: BTreeMap<String, String>,
}

/// Other readers of `.env` files put line ends where a shell leaves `\n`.
const LINE_ENDS: &str = r#"KALSHI_PRIVATE_KEY=$(printf '%b' "$KALSHI_PRIVATE_KEY")
[ "$(printf '%s\n' "$KALSHI_PRIVATE_KEY" | wc -l)" -gt 10 ]"#;

struct Ran {
    code: Option<i32>,
    said: String,
    problems: String,
}

/// It is the file's name, too, and goes into its first line.
const LABEL: &str = "it's a $bot";

impl Bench {
    async fn new(provider: &str) -> Self {
        Self::of(Rig::new(provider).await).await
    }

    async fn of(rig: Rig) -> Self {
        let provider = &rig.provider.id[..];
        let key = rig.key(if provider == "openfish" { "bot" } else { LABEL }).await;
        let request =
            HandOverRequest { key_id: key.id.clone(), format: HandOverFormat::Env, part: None, passphrase: None };
        let name = rig.app.offer_hand_over(&request).unwrap().file;
        let place = scratch();
        std::fs::create_dir_all(&place).unwrap();
        let path = place.join(name);
        rig.app.hand_over(&request, &Place { path: path.clone(), downloads: None }).await.unwrap();
        let snippets = rig.app.snippets(&key.id).unwrap();
        for snippet in &snippets {
            std::fs::write(place.join(&snippet.file), &snippet.text).unwrap();
        }
        Self { rig, key, place, snippets, env: read_env(&path) }
    }

    fn snippet(&self, language: SnippetLanguage) -> &SnippetView {
        self.snippets.iter().find(|snippet| snippet.language == language).expect("one in each language")
    }

    /// Runs the commands as they are shown. `also`: what stands between reading in and running.
    async fn run(&self, language: SnippetLanguage, tools: &Path, also: &str) -> Ran {
        let commands = &self.snippet(language).run;
        let script = format!("{}\n{also}\n{}", commands[0], commands[1..].join("\n"));
        let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
        let mut bash = Command::new("bash");
        bash.args(["-e", "-c", &script])
            .current_dir(&self.place)
            .env("PATH", path)
            .env("NOTED", self.place.join("noted"));
        if self.rig.provider.id == "openfish" {
            // A builder key goes along with a request of an account, whose own key the engineer has.
            for name in ["api_key", "secret", "passphrase"] {
                let value = self.rig.drawn[name].as_str().unwrap();
                bash.env(format!("OPENFISH_{}", name.to_uppercase()), value);
            }
        }
        let out = bash.stdin(Stdio::null()).kill_on_drop(true).output().await.expect("bash");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        Ran { code: out.status.code(), said: text(&out.stdout), problems: text(&out.stderr) }
    }

    async fn works(&self, language: SnippetLanguage, tools: &Path, also: &str) {
        let before = self.rig.sandbox.requests().len();
        let ran = self.run(language, tools, also).await;
        let about = format!("{} {language:?}: {}\n{}", self.rig.provider.id, ran.said, ran.problems);
        assert_eq!((ran.code, &ran.said[..]), (Some(0), "200"), "{about}");
        let seen = &self.rig.sandbox.requests()[before..];
        assert_eq!(seen.iter().map(|s| (&s.method[..], s.status)).collect::<Vec<_>>(), [("GET", Some(200))], "{about}");
    }

    async fn fails(&self, language: SnippetLanguage, tools: &Path) {
        let ran = self.run(language, tools, "").await;
        let about = format!("{} {language:?}: {}\n{}", self.rig.provider.id, ran.said, ran.problems);
        assert_eq!((ran.code, &ran.said[..]), (Some(1), "401"), "{about}");
    }

    /// The program works, and after the key was stopped it says so and fails.
    async fn lives_and_dies(&self, language: SnippetLanguage, tools: &Path) {
        self.works(language, tools, "").await;
        if self.key.pair {
            self.works(language, tools, LINE_ENDS).await;
        }
        self.rig.sandbox.revoke(&self.rig.provider.id, self.key.remote_id.as_deref().unwrap());
        self.fails(language, tools).await;
    }
}

/// An account in practice. Its address is kept without the port, which is another one with each start.
async fn practice(id: &str) -> Rig {
    let (folder, sandbox, provider) = (scratch(), sandbox(None).await, provider(id));
    let (drawn, clock) = (sandbox.mint(id).unwrap(), Arc::new(TestClock::default()));
    let port = sandbox.addr().port();
    let app = App::open(Setup {
        records: &folder.join("practice.db"),
        vault: Vault::memory(),
        client: Client::practice(port).unwrap(),
        clock: clock.clone(),
        witness: None,
        patience: PATIENCE,
    });
    let (app, form) = (Arc::new(app.unwrap()), &provider.forms[0]);
    let nominal = sandbox.base_url(id).unwrap().replace(&format!(":{port}"), "");
    app.add_practice_account(id, &nominal, "practice", &form.id, fields(form, &drawn)).await.unwrap();
    let account = app.overview(Frame::live()).unwrap().accounts.remove(0);
    Rig { app, sandbox, clock, provider, account, drawn, folder }
}

#[tokio::test]
async fn practice_is_asked_at_the_port_that_it_has_now() {
    let rig = practice("kalshi").await;
    let own = rig.overview().keys.remove(0);
    let sheet = rig.app.engineer_sheet(&own.id).unwrap();
    assert_eq!(sheet.address, rig.sandbox.base_url("kalshi").unwrap());
    Bench::of(rig).await.lives_and_dies(SnippetLanguage::Curl, Path::new("/usr/bin")).await;
}

fn executable(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).unwrap();
}

#[tokio::test]
async fn no_program_holds_a_secret() {
    for provider in providers() {
        let bench = Bench::new(&provider.id).await;
        assert_eq!(bench.snippets.len(), 4, "{}", provider.id);
        let mut secrets = BTreeSet::from_iter(bench.env.values().filter(|v| !v.contains("PRIVATE KEY")));
        secrets.remove(&bench.key.label);
        for snippet in &bench.snippets {
            for secret in &secrets {
                assert!(!snippet.text.contains(&secret[..]), "{}: {:?}", provider.id, snippet.language);
            }
            for pem in bench.env.values().filter(|value| value.contains("PRIVATE KEY")) {
                assert!(scan::found_in(snippet.text.as_bytes(), &scan::pair("key", pem)).is_empty());
            }
        }
    }
}

/// Other programs can see arguments: each program that the shell starts notes its own, and no secret may be there.
#[tokio::test]
async fn curl_works_for_every_provider_and_no_secret_is_an_argument() {
    let tools = scratch();
    for name in ["curl", "openssl", "od", "tr", "sed", "cat", "date"] {
        let real = std::env::split_paths(&std::env::var_os("PATH").unwrap())
            .map(|folder| folder.join(name))
            .find(|path| path.exists())
            .expect(name);
        let note =
            format!("#!/bin/sh\nprintf '%s\\n' '{name}' \"$@\" >>\"$NOTED\"\nexec '{}' \"$@\"\n", real.display());
        executable(&tools.join(name), &note);
    }
    for provider in providers() {
        let bench = Bench::new(&provider.id).await;
        bench.lives_and_dies(SnippetLanguage::Curl, &tools).await;
        let noted = std::fs::read(bench.place.join("noted")).unwrap();
        assert!(noted.windows(4).any(|w| w == b"curl"));
        for (name, value) in &bench.env {
            if Some(value) == bench.key.remote_id.as_ref() || *value == bench.key.label {
                continue;
            }
            let needles = match value.contains("PRIVATE KEY") {
                true => scan::pair(name, value),
                false => scan::text(name, value),
            };
            let found = scan::found_in(&noted, &needles);
            assert!(found.is_empty(), "{}: {found:?}", provider.id);
        }
    }
}

#[tokio::test]
async fn python_works_for_every_provider() {
    let tools = program("../vendors/bin");
    assert!(tools.join("python3").exists(), "`cryptography` is not installed: ./run test does that");
    for provider in providers() {
        Bench::new(&provider.id).await.lives_and_dies(SnippetLanguage::Python, &tools).await;
    }
}

/// In place of `npx tsx`, which would have to be fetched: TypeScript's own compiler takes the types away.
const TSX: &str = r#"#!/usr/bin/env node
const [, , tool, file] = process.argv;
if (tool !== "tsx") throw new Error(tool);
const ts = require(TYPESCRIPT);
const fs = require("node:fs");
const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
fs.writeFileSync("program.mjs", ts.transpileModule(fs.readFileSync(file, "utf8"), { compilerOptions }).outputText);
import(`${process.cwd()}/program.mjs`);
"#;

#[tokio::test]
async fn typescript_works_for_every_provider_and_passes_its_compiler() {
    let packages = folder().join("../ui/node_modules").canonicalize().expect("./run test installs them");
    let tools = scratch();
    let compiler = Value::from(packages.join("typescript").to_str().unwrap()).to_string();
    executable(&tools.join("npx"), &TSX.replace("TYPESCRIPT", &compiler));
    let mut files = Vec::new();
    for provider in providers() {
        let bench = Bench::new(&provider.id).await;
        bench.lives_and_dies(SnippetLanguage::Typescript, &tools).await;
        files.push(bench.place.join("try-key.mts"));
    }
    let checked = Command::new(packages.join(".bin/tsc"))
        .args(["--noEmit", "--strict", "--erasableSyntaxOnly", "--skipLibCheck", "--ignoreConfig"])
        .args(["--target", "es2022", "--module", "nodenext", "--types", "node", "--typeRoots"])
        .arg(packages.join("@types"))
        .args(&files)
        .output()
        .await
        .expect("tsc");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}

/// One package for all: each program is one of its programs. What it depends on is what its first lines say.
#[tokio::test]
async fn rust_works_for_every_provider() {
    let root = folder().join("..").canonicalize().unwrap();
    let target = program("..");
    let package = target.join("tmp/snippets");
    std::fs::create_dir_all(package.join("src/bin")).unwrap();
    let (mut benches, mut needs) = (Vec::new(), BTreeSet::new());
    for provider in providers() {
        let bench = Bench::new(&provider.id).await;
        let text = &bench.snippet(SnippetLanguage::Rust).text;
        let listed = text.split_once("//! [dependencies]\n").expect("its dependencies").1;
        needs.extend(listed.lines().map_while(|line| line.strip_prefix("//! ")).map(str::to_owned));
        std::fs::write(package.join(format!("src/bin/try-{}.rs", provider.id)), text).unwrap();
        benches.push(bench);
    }
    let needs: String = needs.into_iter().map(|line| line + "\n").collect();
    // The profile of the workspace, so that what is built already is not built again.
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let profile = &manifest[manifest.find("[profile.dev]").unwrap()..manifest.find("[profile.bench]").unwrap()];
    let made = format!(
        "[workspace]\n\n[package]\nname = \"snippets\"\nedition = \"2024\"\n\n[lints.rust]\nwarnings = \"deny\"\n\n\
         [dependencies]\n{needs}\n{profile}"
    );
    std::fs::write(package.join("Cargo.toml"), made).unwrap();
    std::fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--bins"])
        .current_dir(&package)
        .env("CARGO_TARGET_DIR", &target)
        .output()
        .await
        .expect("cargo");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    for bench in benches {
        let tools = bench.place.join("bin");
        let program = target.join(format!("debug/try-{}", bench.rig.provider.id));
        executable(&tools.join("cargo"), &format!("#!/bin/sh\n[ \"$*\" = run ] && exec '{}'\n", program.display()));
        bench.lives_and_dies(SnippetLanguage::Rust, &tools).await;
    }
}
