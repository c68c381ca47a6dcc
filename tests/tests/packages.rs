//! The packages for Debian, Ubuntu and Fedora, as `./run test` makes them of the program that people get: what is in
//! them, and that what they install starts.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use keyrack_tests::desktop::{With, in_session, program};
use keyrack_tests::started::Started;
use keyrack_tests::world::scratch;
use keyrack_tests::x::Display;

const VERSION: &str = env!("CARGO_PKG_VERSION");
const ENTRY: &str = "usr/share/applications/Keyrack.desktop";
const METAINFO: &str = "usr/share/metainfo/dev.keyrack.desktop.metainfo.xml";
const SIZES: [u32; 8] = [16, 24, 32, 48, 64, 128, 256, 512];

fn icon(size: u32) -> String {
    format!("usr/share/icons/hicolor/{size}x{size}/apps/keyrack.png")
}

/// Every file that a package installs.
fn expected() -> BTreeSet<String> {
    let rest = ["usr/bin/keyrack", ENTRY, METAINFO, "usr/share/icons/hicolor/scalable/apps/keyrack.svg"];
    rest.map(str::to_owned).into_iter().chain(SIZES.map(icon)).collect()
}

/// Those of `./run test`, or of a release, which names their folder.
fn package(kind: &str) -> PathBuf {
    let bundle = std::env::var_os("KEYRACK_PACKAGES").map_or_else(|| program("bundle"), PathBuf::from);
    let folder = bundle.join(kind);
    let files = std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut packages = files.filter(|path| path.extension().is_some_and(|e| e == kind));
    let package = packages.next().unwrap_or_else(|| panic!("`./run test` makes it: {}", folder.display()));
    assert_eq!(packages.next(), None, "one package, of one version");
    package
}

fn run(command: &mut Command) -> Output {
    let ran = command.stdin(Stdio::null()).output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let (said, complained) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{command:?}\n{said}{complained}");
    ran
}

fn said(command: &mut Command) -> String {
    String::from_utf8(run(command).stdout).expect("text")
}

/// Asks a package file, and returns the lines of the answer.
fn asked(kind: &str, question: &[&str]) -> Vec<String> {
    let program = if kind == "deb" { "dpkg-deb" } else { "rpm" };
    let mut command = Command::new(program);
    match kind {
        "deb" => command.arg(question[0]).arg(package(kind)).args(&question[1..]),
        _ => command.args(["--query", "--package"]).args(question).arg(package(kind)),
    };
    said(&mut command).lines().map(str::to_owned).collect()
}

/// A command as the administrator of this computer, where that takes no password.
fn as_root(program: &str) -> Option<Command> {
    let is_root = said(Command::new("id").arg("--user")).trim() == "0";
    if is_root {
        return Some(Command::new(program));
    }
    let may = Command::new("sudo").args(["--non-interactive", "true"]).stderr(Stdio::null()).status();
    may.is_ok_and(|status| status.success()).then(|| {
        let mut command = Command::new("sudo");
        command.args(["--non-interactive", "--preserve-env=DEBIAN_FRONTEND", program]);
        command
    })
}

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = scratch();
        std::fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if std::fs::remove_dir_all(&self.0).is_err()
            && let Some(mut remove) = as_root("rm")
        {
            let _ = remove.arg("--recursive").arg(&self.0).status();
        }
    }
}

/// The files of a package in a folder.
fn unpacked(kind: &str) -> Folder {
    let folder = Folder::new();
    let (package, to) = (package(kind), &folder.0);
    if kind == "deb" {
        run(Command::new("dpkg-deb").arg("--extract").arg(package).arg(to));
    } else {
        let script = r#"rpm2archive --nocompression - <"$1" | tar --extract --directory "$2""#;
        run(Command::new("bash").args(["-o", "pipefail", "-c", script, "unpack"]).arg(package).arg(to));
    }
    folder
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if entry.file_type().expect("a type").is_dir() {
            files_below(&entry.path(), found);
        } else {
            found.push(entry.path());
        }
    }
}

#[test]
fn packages_hold_program_entry_description_and_every_icon() {
    for kind in ["deb", "rpm"] {
        let folder = unpacked(kind);
        let mut files = Vec::new();
        files_below(&folder.0, &mut files);
        let names = files.iter().map(|file| file.strip_prefix(&folder.0).unwrap().to_string_lossy().into_owned());
        assert_eq!(names.collect::<BTreeSet<_>>(), expected(), "{kind}");
        for size in SIZES {
            let png = std::fs::read(folder.0.join(icon(size))).unwrap();
            let number = |at: usize| u32::from_be_bytes(*png[at..].first_chunk().unwrap());
            assert_eq!((number(16), number(20)), (size, size), "the head of a PNG says its size");
        }
    }
}

#[test]
fn packages_say_what_they_need() {
    let about = asked("deb", &["--field", "Package", "Version", "Depends", "Recommends", "Description"]).join("\n");
    let wanted = [
        "Package: keyrack",
        &format!("Version: {VERSION}"),
        "Depends: ca-certificates, libwebkit2gtk-4.1-0, libgtk-3-0",
        "Recommends: gnome-keyring | kwalletmanager | keepassxc, xdg-utils",
        "Description: API keys: made here, kept here, tested, stopped, and proven dead",
    ];
    for line in wanted {
        assert!(about.lines().any(|said| said == line), "{line} is not in\n{about}");
    }

    let name = asked("rpm", &["--queryformat", "%{NAME} %{VERSION} %{LICENSE}\n"]);
    assert_eq!(name, [format!("keyrack {VERSION} MIT OR Apache-2.0")]);
    let needs = asked("rpm", &["--requires"]);
    for name in ["ca-certificates", "libwebkit2gtk-4.1.so.0()(64bit)", "libgtk-3.so.0()(64bit)"] {
        assert!(needs.iter().any(|need| need == name), "{name} is not in {needs:?}");
    }
    assert_eq!(asked("rpm", &["--recommends"]), ["gnome-keyring", "xdg-utils"]);
}

#[test]
fn entry_and_description_are_as_desktops_want_them() {
    let folder = unpacked("deb");
    let entry = folder.0.join(ENTRY);
    run(Command::new("desktop-file-validate").arg(&entry));
    run(Command::new("appstreamcli").args(["validate", "--no-net", "--pedantic"]).arg(folder.0.join(METAINFO)));

    let entry = std::fs::read_to_string(entry).unwrap();
    for line in ["Exec=keyrack", "Icon=keyrack", "StartupWMClass=keyrack", "StartupNotify=true"] {
        assert!(entry.lines().any(|said| said == line), "{line} is not in\n{entry}");
    }
    for word in ["GenericName", "Comment", "Keywords"] {
        assert!(entry.contains(&format!("\n{word}=")) && entry.contains(&format!("\n{word}[de]=")), "{word}");
    }
    let metainfo = std::fs::read_to_string(folder.0.join(METAINFO)).unwrap();
    assert!(metainfo.contains(&format!(r#"<release version="{VERSION}""#)), "the newest release is this one");
    assert!(metainfo.contains(r#"<launchable type="desktop-id">Keyrack.desktop</launchable>"#));
}

/// Starts a program and looks at its window until its page is drawn, then closes it.
fn opens(program: &Path) {
    let display = Display::open();
    let started = Started::new(program);
    let window = display.window("Keyrack");
    assert_eq!(display.class(window)[0], "keyrack", "the entry's StartupWMClass");
    display.drawn(window);
    display.close(window);
    let ended = started.ended();
    assert_eq!((ended.status.code(), ended.said.as_str()), (Some(0), ""));
}

/// Removes the package again, also where the test fails.
struct Installed;

impl Drop for Installed {
    fn drop(&mut self) {
        if let Some(mut remove) = as_root("dpkg") {
            let _ = remove.args(["--purge", "keyrack"]).stdout(Stdio::null()).status();
        }
    }
}

#[test]
fn installed_deb_opens_its_window() {
    if !in_session("installed_deb_opens_its_window", With::KeyringAndDisplay) {
        return;
    }
    let there = Path::new("/usr/bin/keyrack").exists();
    let Some(mut install) = as_root("apt-get").filter(|_| !there) else {
        println!(
            "not installed here: {}",
            if there { "Keyrack is installed already" } else { "that takes a password" }
        );
        return opens(&unpacked("deb").0.join("usr/bin/keyrack"));
    };
    let installed = Installed;
    install.env("DEBIAN_FRONTEND", "noninteractive");
    install.args(["install", "--yes", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"]);
    run(install.arg(package("deb")));
    opens(Path::new("/usr/bin/keyrack"));
    drop(installed);
    assert!(expected().iter().all(|file| !Path::new("/").join(file).exists()), "nothing stays behind");
}

#[test]
fn installed_rpm_opens_its_window() {
    if !in_session("installed_rpm_opens_its_window", With::KeyringAndDisplay) {
        return;
    }
    let Some(mut install) = as_root("rpm") else {
        println!("not installed here: that takes a password");
        return opens(&unpacked("rpm").0.join("usr/bin/keyrack"));
    };
    let folder = Folder::new();
    install.args(["--install", "--nodeps", "--root"]).arg(&folder.0);
    run(install.arg(package("rpm")));
    opens(&folder.0.join("usr/bin/keyrack"));
}
