//! `./run`, on machines that are made of stub programs: what it says where something is missing, and what it starts.
//! It runs in a copy of the tree's outline, with a PATH that holds nothing but the stubs and a few tools of the system.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One machine at a time: a program that another thread still has open for writing cannot be started.
static ONE: Mutex<()> = Mutex::new(());

/// What `./run` takes from any system. The rest of its PATH are stubs.
const SYSTEM: [&str; 11] = ["bash", "cat", "dirname", "env", "find", "grep", "mkdir", "mktemp", "mv", "rm", "sed"];

struct Machine {
    root: PathBuf,
    env: Vec<(String, String)>,
    _alone: MutexGuard<'static, ()>,
}

struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Machine {
    /// A Debian machine with every tool and package, a person who is not root, a display, and a page that is not built.
    fn complete(case: &str) -> Self {
        let alone = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let root = std::env::temp_dir().join(format!("keyrack-run-{}-{case}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        for folder in ["bin", "tree/ui/src", "tree/tests/desktop", "tree/tests/vendors"] {
            fs::create_dir_all(root.join(folder)).expect("a folder");
        }
        let machine = Self { root, env: vec![("DISPLAY".into(), ":7".into())], _alone: alone };
        let path = std::env::var_os("PATH").expect("a PATH");
        for tool in SYSTEM {
            let mut places = std::env::split_paths(&path).map(|folder| folder.join(tool));
            let real = places.find(|place| place.is_file()).expect("a tool that every system has");
            symlink(real, machine.path("bin", tool)).expect("a link");
        }
        fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/../run"), machine.path("tree", "run")).expect("the command");
        machine.write("tree/ui/package-lock.json", "{}");
        machine.write("tree/ui/index.html", "");
        machine.write("tree/tests/desktop/session.sh", "#!/bin/sh\necho \"session $*\" >>\"$STUB_LOG\"\nexec \"$@\"\n");
        machine.write("tree/tests/vendors/requirements.txt", "client==1\n");
        machine.stub("uname", "echo Linux");
        machine.stub("id", "echo 1000");
        // Building makes the programs, which only say that they were started.
        machine.stub(
            "cargo",
            r#"[ "$1" != --version ] || { echo "cargo 1.95.0 (f2d3ce0bd 2026-03-21)"; exit; }
echo "cargo $*" >>"$STUB_LOG"
mkdir -p "$CARGO_TARGET_DIR/debug"
for name in keyrack main-job measure; do
  sed "s/NAME/$name/" >"$CARGO_TARGET_DIR/debug/$name" <<'END'
#!/bin/sh
echo "NAME started" >>"$STUB_LOG"
END
  /bin/chmod +x "$CARGO_TARGET_DIR/debug/$name"
done"#,
        );
        machine.stub("rustc", "echo 'rustc 1.95.0 (59807616e 2026-04-14)'");
        machine.stub("node", "echo v20.20.2");
        machine.stub("npm", r#"[ "$1" != --version ] || { echo 11.19.1; exit; }; echo "npm $*" >>"$STUB_LOG""#);
        // A Python that makes a folder with a Python, which only says what it was asked for.
        machine.stub(
            "python3",
            r#"[ "$1" != --version ] || { echo "Python 3.11.2"; exit; }
echo "python3 $*" >>"$STUB_LOG"
for place; do :; done
mkdir -p "$place/bin"
printf '#!/bin/sh\necho "vendors/python $*" >>"$STUB_LOG"\n' >"$place/bin/python"
/bin/chmod +x "$place/bin/python""#,
        );
        machine.stub("chromium", "echo Chromium 150.0.7871.100");
        machine.stub("strip", r#"echo "strip $*" >>"$STUB_LOG"; : >"$2""#);
        fs::create_dir_all(machine.path("tree", "ui/node_modules/.bin")).expect("a folder");
        machine.write("tree/ui/node_modules/.bin/tauri", "#!/bin/sh\necho \"tauri $*\" >>\"$STUB_LOG\"\n");
        machine.stub("dpkg-query", "echo installed");
        machine.stub("apt-get", r#"echo "apt-get $*" >>"$STUB_LOG""#);
        machine.stub("sudo", r#"echo "sudo $*" >>"$STUB_LOG"; exec "$@""#);
        machine
    }

    fn path(&self, folder: &str, name: &str) -> PathBuf {
        self.root.join(folder).join(name)
    }

    fn write(&self, path: &str, text: &str) {
        let to = self.root.join(path);
        let file = OpenOptions::new().create(true).write(true).truncate(true).mode(0o755).open(to);
        file.expect("a new file").write_all(text.as_bytes()).expect("written");
    }

    fn stub(&self, name: &str, script: &str) {
        self.write(&format!("bin/{name}"), &format!("#!/bin/sh\n{script}\n"));
    }

    fn without(&self, name: &str) {
        fs::remove_file(self.path("bin", name)).expect("a stub");
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let output = Command::new(self.path("tree", "run"))
            .args(arguments)
            .env_clear()
            .env("PATH", self.root.join("bin"))
            .env("STUB_LOG", self.root.join("log"))
            .env("CARGO_TARGET_DIR", self.root.join("target"))
            .envs(self.env.iter().cloned())
            .current_dir("/")
            .output()
            .expect("started");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// What the stubs were asked for, in order.
    fn log(&self) -> Vec<String> {
        let log = fs::read_to_string(self.root.join("log")).unwrap_or_default();
        log.lines().map(str::to_owned).collect()
    }

    /// Runs, and expects one sentence on standard error, nothing else, and that nothing was started.
    fn gives_up_with(&self, arguments: &[&str], code: i32, sentence: &str) {
        let ran = self.run(arguments);
        assert_eq!(ran.stderr, format!("{sentence}\n"));
        assert_eq!(ran.stdout, "");
        assert_eq!(ran.code, Some(code));
        assert_eq!(self.log(), Vec::<String>::new());
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

const RUST: &str =
    "Keyrack needs Rust 1.90 or newer, from https://rustup.rs (open a new terminal after installing it).";
const NODE: &str =
    "Keyrack needs Node.js 20.19, 22.13 or newer, from https://nodejs.org (open a new terminal after installing it).";

#[test]
fn no_bash() {
    let machine = Machine::complete("no-bash");
    machine.without("bash");
    machine.gives_up_with(&[], 1, "bash is missing: ./run needs it; install the package bash of your system.");
}

#[test]
fn no_cargo() {
    let machine = Machine::complete("no-cargo");
    machine.without("cargo");
    machine.gives_up_with(&[], 1, &format!("cargo is missing: {RUST}"));
}

#[test]
fn neither_cargo_nor_rustc_is_one_sentence() {
    let machine = Machine::complete("no-rust");
    machine.without("cargo");
    machine.without("rustc");
    machine.gives_up_with(&[], 1, &format!("cargo is missing: {RUST}"));
}

#[test]
fn no_rustc() {
    let machine = Machine::complete("no-rustc");
    machine.without("rustc");
    machine.gives_up_with(&[], 1, &format!("rustc is missing: {RUST}"));
}

#[test]
fn cargo_that_is_too_old() {
    let machine = Machine::complete("old-cargo");
    machine.stub("cargo", "echo 'cargo 1.89.0 (c24e10642 2025-06-23)'");
    machine.gives_up_with(&[], 1, &format!("cargo 1.89.0 is too old: {RUST}"));
}

#[test]
fn rustc_that_is_too_old() {
    let machine = Machine::complete("old-rustc");
    machine.stub("rustc", "echo 'rustc 1.63.0'");
    machine.gives_up_with(&[], 1, &format!("rustc 1.63.0 is too old: {RUST}"));
}

#[test]
fn cargo_without_a_toolchain() {
    let machine = Machine::complete("no-toolchain");
    machine.stub("cargo", "echo 'error: rustup could not choose a version of cargo to run' >&2; exit 1");
    machine.gives_up_with(&[], 1, &format!("cargo does not say its version: {RUST}"));
}

#[test]
fn no_node() {
    let machine = Machine::complete("no-node");
    machine.without("node");
    machine.gives_up_with(&[], 1, &format!("node is missing: {NODE}"));
}

#[test]
fn node_that_is_too_old() {
    let machine = Machine::complete("old-node");
    machine.stub("node", "echo v20.18.3");
    machine.gives_up_with(&[], 1, &format!("node 20.18.3 is too old: {NODE}"));
}

#[test]
fn node_from_the_gap_after_20() {
    let machine = Machine::complete("gap-node");
    machine.stub("node", "echo v22.12.0");
    machine.gives_up_with(&[], 1, &format!("node 22.12.0 is too old: {NODE}"));
}

#[test]
fn no_npm() {
    let machine = Machine::complete("no-npm");
    machine.without("npm");
    let sentence = "npm is missing: Keyrack needs npm, which comes with Node.js, from https://nodejs.org \
                    (open a new terminal after installing it).";
    machine.gives_up_with(&[], 1, sentence);
}

#[test]
fn two_missing_tools_are_both_named() {
    let machine = Machine::complete("two-missing");
    machine.without("cargo");
    machine.without("node");
    machine.gives_up_with(&[], 1, &format!("cargo is missing: {RUST}\nnode is missing: {NODE}"));
}

#[test]
fn packages_missing_and_neither_root_nor_sudo() {
    let machine = Machine::complete("no-sudo");
    machine.stub("dpkg-query", r#"for name; do :; done; [ "$name" = pkg-config ] || echo installed"#);
    machine.without("sudo");
    let sentence = "System packages are missing, and there is no sudo here: as root, run `apt-get update && \
                    apt-get install --yes --no-install-recommends pkg-config`, then ./run again.";
    machine.gives_up_with(&[], 1, sentence);
}

#[test]
fn unknown_argument() {
    let machine = Machine::complete("unknown");
    let sentence =
        "./run does not know \"tests\": there is ./run, ./run test, ./run gallery, ./run measure and ./run help.";
    machine.gives_up_with(&["tests"], 2, sentence);
}

#[test]
fn too_many_arguments() {
    let machine = Machine::complete("too-many");
    let sentence =
        "./run does not know \"test core\": there is ./run, ./run test, ./run gallery, ./run measure and ./run help.";
    machine.gives_up_with(&["test", "core"], 2, sentence);
}

#[test]
fn neither_linux_nor_macos() {
    let machine = Machine::complete("windows");
    machine.stub("uname", "echo MINGW64_NT-10.0");
    let sentence = "./run is for Linux and macOS; here, run `npm ci` and `npm run build` in ui, then \
                    `cargo run --package keyrack --features custom-protocol`.";
    machine.gives_up_with(&[], 1, sentence);
}

#[test]
fn tests_elsewhere_than_linux() {
    let machine = Machine::complete("mac-tests");
    machine.stub("uname", "echo Darwin");
    let sentence = "The tests need Linux: a virtual display and a private keychain; elsewhere run \
                    `cargo test --package keyrack-core`.";
    machine.gives_up_with(&["test"], 1, sentence);
}

#[test]
fn help_goes_to_standard_output() {
    let machine = Machine::complete("help");
    let ran = machine.run(&["help"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert!(ran.stdout.starts_with("./run "), "{}", ran.stdout);
}

#[test]
fn with_a_display_the_program_is_built_without_automation_and_opened() {
    let machine = Machine::complete("display");
    let ran = machine.run(&[]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let expected = [
        "npm --prefix ui ci --no-audit --no-fund",
        "npm --prefix ui run build",
        "cargo build --locked --package keyrack --features custom-protocol",
        "keyrack started",
    ];
    assert_eq!(machine.log(), expected);
}

#[test]
fn without_a_display_the_main_job_runs_in_a_session() {
    let mut machine = Machine::complete("headless");
    machine.env.clear();
    let ran = machine.run(&[]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let target = machine.path("target", "debug/main-job");
    let expected = [
        "npm --prefix ui ci --no-audit --no-fund".to_owned(),
        "npm --prefix ui run build".to_owned(),
        "cargo build --locked --package keyrack --package keyrack-tests --features keyrack/custom-protocol,keyrack/automation".to_owned(),
        format!("session {}", target.display()),
        "main-job started".to_owned(),
    ];
    assert_eq!(machine.log(), expected);
}

#[test]
fn a_main_job_that_fails_is_a_failure() {
    let mut machine = Machine::complete("headless-failure");
    machine.env.clear();
    machine.write("tree/tests/desktop/session.sh", "#!/bin/sh\nexit 3\n");
    let ran = machine.run(&[]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), "The main job did not come to its end: see above.\n"));
}

#[test]
fn of_what_a_session_says_only_the_complaint_about_the_limit_is_left_out() {
    let mut machine = Machine::complete("headless-noise");
    machine.env.clear();
    let noise = "dbus-daemon[1]: Failed to set fd limit to 65536: Operation not permitted";
    machine.write("tree/tests/desktop/session.sh", &format!("#!/bin/sh\necho '{noise}' >&2\necho words >&2\n"));
    assert_eq!(machine.run(&[]).stderr, "words\n");
}

#[test]
fn what_is_built_already_is_not_built_again() {
    let machine = Machine::complete("built");
    for (folder, file) in [("node_modules", ".package-lock.json"), ("dist", "index.html")] {
        let folder = machine.path("tree/ui", folder);
        fs::create_dir_all(&folder).expect("a folder");
        later(&folder.join(file), 1);
    }
    machine.run(&[]);
    assert_eq!(machine.log(), ["cargo build --locked --package keyrack --features custom-protocol", "keyrack started"]);
}

#[test]
fn a_newer_source_of_the_page_is_built() {
    let machine = Machine::complete("newer-source");
    for (folder, file) in [("node_modules", ".package-lock.json"), ("dist", "index.html")] {
        let folder = machine.path("tree/ui", folder);
        fs::create_dir_all(&folder).expect("a folder");
        later(&folder.join(file), 1);
    }
    later(&machine.path("tree/ui/src", "App.svelte"), 2);
    machine.run(&[]);
    assert_eq!(machine.log()[0], "npm --prefix ui run build");
}

#[test]
fn missing_packages_are_installed_with_sudo_after_saying_so() {
    let machine = Machine::complete("sudo");
    machine.stub("dpkg-query", r#"for name; do :; done; [ "$name" != libwebkit2gtk-4.1-dev ] && echo installed"#);
    let ran = machine.run(&[]);
    assert_eq!(ran.stdout, "Installing the missing system packages with sudo apt-get: libwebkit2gtk-4.1-dev.\n");
    let install = "apt-get install --yes --no-install-recommends libwebkit2gtk-4.1-dev";
    let expected = [
        "sudo apt-get update -qq".to_owned(),
        "apt-get update -qq".to_owned(),
        format!("sudo env DEBIAN_FRONTEND=noninteractive {install}"),
        install.to_owned(),
    ];
    assert_eq!(machine.log()[..4], expected);
}

#[test]
fn root_installs_without_sudo() {
    let machine = Machine::complete("root");
    machine.stub("id", "echo 0");
    machine.without("sudo");
    machine.stub("dpkg-query", r#"for name; do :; done; [ "$name" != pkg-config ] && echo installed"#);
    machine.run(&[]);
    assert_eq!(machine.log()[1], "apt-get install --yes --no-install-recommends pkg-config");
}

#[test]
fn packages_that_cannot_be_installed_give_the_command_to_run() {
    let machine = Machine::complete("apt-fails");
    machine.stub("id", "echo 0");
    machine.stub("apt-get", "exit 100");
    machine.stub("dpkg-query", r#"for name; do :; done; [ "$name" != pkg-config ] && echo installed"#);
    let ran = machine.run(&[]);
    let sentence = "The system packages could not be installed: see above, run \
                    `apt-get install --yes --no-install-recommends pkg-config`, then ./run again.\n";
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), sentence));
}

#[test]
fn another_linux_is_told_the_packages_and_goes_on() {
    let machine = Machine::complete("no-apt");
    machine.without("apt-get");
    let ran = machine.run(&[]);
    let sentence = "This Linux has no apt-get; please see that these are installed, under the names of your system: \
                    build-essential pkg-config libwebkit2gtk-4.1-dev.\n";
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), sentence));
}

#[test]
fn macos_opens_the_program_without_asking_for_packages() {
    let mut machine = Machine::complete("mac");
    machine.env.clear();
    machine.stub("uname", "echo Darwin");
    machine.without("apt-get");
    let ran = machine.run(&[]);
    assert_eq!((ran.stdout.as_str(), machine.log().pop().as_deref()), ("", Some("keyrack started")));
}

#[test]
fn measuring_builds_releases_and_their_packages_and_starts_them_in_a_session() {
    let machine = Machine::complete("measure");
    let ran = machine.run(&["measure"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let release = machine.path("target", "release").display().to_string();
    let measured = format!("{release}/keyrack {release}/examples/empty-window {release}/bundle");
    let expected = [
        "cargo build --locked --workspace --bin measure".to_owned(),
        "cargo build --locked --release --package keyrack --features custom-protocol".to_owned(),
        "cargo build --locked --release --package keyrack --features custom-protocol,measure --example empty-window"
            .to_owned(),
        "tauri bundle --bundles deb,rpm".to_owned(),
        format!("session {} {measured}", machine.path("target", "debug/measure").display()),
        "measure started".to_owned(),
    ];
    let log = machine.log();
    assert_eq!(log[log.len() - expected.len()..], expected);
}

#[test]
fn a_part_that_fails_is_named_in_the_last_line() {
    let machine = Machine::complete("part-fails");
    machine.stub("npm", r#"[ "$1" != --version ] || { echo 11.19.1; exit; }; case "$*" in *lint) exit 1 ;; esac"#);
    let ran = machine.run(&["test"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), "./run test failed in this part: UI: lint\n"));
}

#[test]
fn tests_keep_a_plain_program_and_its_packages_beside_the_one_that_can_be_driven() {
    let machine = Machine::complete("tests");
    machine.stub("cp", r#"echo "cp $*" >>"$STUB_LOG""#);
    let ran = machine.run(&["test"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let debug = machine.path("target", "debug");
    let both = "keyrack/custom-protocol,keyrack/automation";
    let expected = [
        "cargo build --locked --workspace --features keyrack/custom-protocol".to_owned(),
        format!("cp {0}/keyrack {0}/keyrack-plain", debug.display()),
        format!("strip -o {0}/keyrack-stripped {0}/keyrack-plain", debug.display()),
        "tauri bundle --debug --bundles deb,rpm".to_owned(),
        format!("cargo build --locked --workspace --features {both}"),
        format!("cargo test --locked --no-fail-fast --workspace --features {both}"),
    ];
    let log = machine.log();
    assert_eq!(log[log.len() - 6..], expected);
}

#[test]
fn an_extra_of_cargo_that_is_not_there_is_skipped_in_one_line() {
    let machine = Machine::complete("no-extras");
    machine.stub("cp", "");
    machine.stub("cargo", r#"case "$1 $2" in "--version "*) echo "cargo 1.95.0" ;; *" --version") exit 101 ;; esac"#);
    let ran = machine.run(&["test"]);
    assert!(
        ran.stdout.contains("\n== Rust: licences and sources: skipped, cargo deny is not installed\n"),
        "{}",
        ran.stdout
    );
}

const GALLERY: &str = "npm --prefix ui run gallery -- --check";

#[test]
fn a_browser_that_is_here_serves_the_gallery() {
    let machine = Machine::complete("gallery");
    let ran = machine.run(&["gallery"]);
    assert_eq!((ran.code, machine.log().contains(&GALLERY.to_owned())), (Some(0), true), "{:?}", machine.log());
    assert!(!machine.log().iter().any(|line| line.contains("apt-get")), "{:?}", machine.log());
}

#[test]
fn a_browser_that_is_missing_is_installed_where_the_system_has_one() {
    let machine = Machine::complete("gallery-package");
    machine.without("chromium");
    machine.stub("apt-cache", "echo '  Candidate: 150.0.7871.100-1~deb12u1'");
    machine.stub("dpkg-query", r#"for name; do :; done; [ "$name" = chromium ] || echo installed"#);
    machine.run(&["gallery"]);
    for line in ["apt-get install --yes --no-install-recommends chromium", GALLERY] {
        assert!(machine.log().contains(&line.to_owned()), "{:?}", machine.log());
    }
}

#[test]
fn without_any_browser_the_gallery_says_so() {
    for (case, says) in
        [("snap", "echo '  Candidate: 2:1snap1-0ubuntu2'"), ("none", "echo '  Candidate: (none)'"), ("unknown", "")]
    {
        let machine = Machine::complete(&format!("gallery-{case}"));
        machine.without("chromium");
        machine.stub("apt-cache", says);
        let ran = machine.run(&["gallery"]);
        assert!(ran.stderr.contains("The gallery needs Chromium"), "{}", ran.stderr);
        assert_eq!((ran.code, machine.log().contains(&GALLERY.to_owned())), (Some(1), false));
    }
}

/// What making the place of the vendors' clients asks for.
fn making_it(machine: &Machine) -> [String; 2] {
    let place = machine.path("target", "vendors");
    let list = "--requirement tests/vendors/requirements.txt";
    [
        format!("python3 -m venv --clear {}", place.display()),
        format!("vendors/python -m pip install --quiet --disable-pip-version-check --no-deps {list}"),
    ]
}

/// Runs the tests on a machine once more, and returns what that asked of Python.
fn asked_of_python(machine: &Machine) -> Vec<String> {
    let before = machine.log().len();
    let ran = machine.run(&["test"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let of_python = |line: &String| ["python3 ", "vendors/python "].iter().any(|name| line.starts_with(name));
    machine.log().split_off(before).into_iter().filter(of_python).collect()
}

#[test]
fn clients_of_the_vendors_are_installed_once() {
    let machine = Machine::complete("vendors-once");
    machine.stub("cp", "");
    assert_eq!(asked_of_python(&machine), making_it(&machine));
    assert_eq!(asked_of_python(&machine), Vec::<String>::new());
}

#[test]
fn clients_of_the_vendors_are_installed_anew_for_another_list() {
    let machine = Machine::complete("vendors-list");
    machine.stub("cp", "");
    asked_of_python(&machine);
    machine.write("tree/tests/vendors/requirements.txt", "client==2\n");
    assert_eq!(asked_of_python(&machine), making_it(&machine));
}

#[test]
fn clients_of_the_vendors_are_installed_anew_for_another_python() {
    let machine = Machine::complete("vendors-python");
    machine.stub("cp", "");
    asked_of_python(&machine);
    let newer = fs::read_to_string(machine.path("bin", "python3")).expect("the stub").replace("3.11.2", "3.13.5");
    machine.write("bin/python3", &newer);
    assert_eq!(asked_of_python(&machine), making_it(&machine));
}

#[test]
fn clients_of_the_vendors_that_cannot_be_installed_stop_the_tests_each_time() {
    let machine = Machine::complete("vendors-fail");
    machine.stub("python3", r#"[ "$1" != --version ] || { echo "Python 3.11.2"; exit; }; exit 1"#);
    for _ in 0..2 {
        let ran = machine.run(&["test"]);
        let sentence = "./run test failed in this part: Vendors: their clients\n";
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), sentence));
    }
}

#[test]
fn python_is_asked_for_by_the_tests_alone() {
    let machine = Machine::complete("vendors-package");
    machine.stub("cp", "");
    machine.stub("dpkg-query", r#"for name; do :; done; [ "$name" = python3-venv ] || echo installed"#);
    let install = "apt-get install --yes --no-install-recommends python3-venv".to_owned();
    machine.run(&[]);
    assert!(!machine.log().contains(&install), "{:?}", machine.log());
    machine.run(&["test"]);
    assert!(machine.log().contains(&install), "{:?}", machine.log());
}

/// Writes a file that is some minutes newer than what was written before.
fn later(file: &Path, minutes: u64) {
    let opened = OpenOptions::new().create(true).write(true).truncate(false).open(file).expect("a file");
    let now = opened.metadata().expect("read").modified().expect("a time");
    opened.set_modified(now + std::time::Duration::from_secs(60 * minutes)).expect("a new time");
}
