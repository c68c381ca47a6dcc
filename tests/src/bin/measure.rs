//! Measures Keyrack against an almost empty window of the same framework: size, start, memory. Started by `./run measure`
//! inside a session, with both programs and the folder of the packages. Everything is seen from outside, in the same way
//! for both, on the display that nobody sees:
//!
//! - *first content*: from starting the program until letters are on the display;
//! - *usable*: until the last change of the picture before it stays as it is for a while. Keyrack's first screen is then
//!   complete: the page has its answer from the core, and waits for the person;
//! - *memory*: the proportional share (PSS) of the program and all processes that it has started, at that moment.
//!
//! The display tells when something is drawn; nothing is polled while a program starts. Starts alternate, so that a
//! slower moment of the computer meets both.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use keyrack_tests::started::Started;
use keyrack_tests::x::{Display, wait_for};

const STARTS: usize = 7;
/// A picture that has not changed for so long is the last one.
const QUIET: Duration = Duration::from_millis(1500);
const LONGEST: Duration = Duration::from_secs(60);

/// What one start showed.
struct Seen {
    first_content: f64,
    usable: f64,
    memory: f64,
}

fn main() -> ExitCode {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [keyrack, empty, packages] = &paths[..] else {
        eprintln!("Started by `./run measure`.");
        return ExitCode::FAILURE;
    };
    let display = Display::open();
    // The first start of each fills the caches of the computer, and is not counted.
    let mut seen = [Vec::new(), Vec::new()];
    for round in 0..=STARTS {
        for (program, seen) in [keyrack, empty].into_iter().zip(&mut seen) {
            let start = start(&display, program);
            if round > 0 {
                seen.push(start);
            }
        }
    }
    println!("Medians of {STARTS} alternating starts, with the lowest and the highest; {}.\n", computer());
    println!("{:<16}{:>26}{:>26}{:>8}", "", "Keyrack", "an almost empty window", "ratio");
    line("program", "MB", seen.each_ref().map(|_| Vec::new()), [keyrack, empty].map(|path| megabytes(path)));
    let values = |of: fn(&Seen) -> f64| seen.each_ref().map(|starts| starts.iter().map(of).collect::<Vec<_>>());
    for (what, unit, of) in [
        ("first content", "ms", (|s| s.first_content) as fn(&Seen) -> f64),
        ("usable", "ms", |s| s.usable),
        ("memory (PSS)", "MB", |s| s.memory),
    ] {
        line(what, unit, values(of), values(of).map(median));
    }
    println!();
    for kind in ["deb", "rpm"] {
        for package in std::fs::read_dir(packages.join(kind)).into_iter().flatten().flatten().map(|entry| entry.path())
        {
            if package.extension().is_some_and(|e| e == kind) {
                println!("{}: {:.1} MB", package.file_name().unwrap_or_default().display(), megabytes(&package));
            }
        }
    }
    ExitCode::SUCCESS
}

fn start(display: &Display, program: &Path) -> Seen {
    wait_for("an empty display", || display.is_empty().then_some(()));
    let mut changes = display.changes();
    let begun = Instant::now();
    let started = Started::new(program);
    let (mut first, mut last) = (None, None::<Instant>);
    loop {
        match changes.next(QUIET) {
            Some(change) => {
                last = Some(change.at);
                first = first.or(change.has_letters.then_some(change.at));
            }
            None if first.is_some() => break,
            None => assert!(begun.elapsed() < LONGEST, "{} shows nothing", program.display()),
        }
    }
    let milliseconds = |at: Option<Instant>| at.map_or(f64::NAN, |at| (at - begun).as_secs_f64() * 1000.0);
    Seen { first_content: milliseconds(first), usable: milliseconds(last), memory: memory(started.id()) }
}

/// The share of a process and of all that it has started, in MB.
fn memory(process: u32) -> f64 {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    let own = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).map_or(0.0, |rest| {
        let kilobytes: f64 = rest.trim().trim_end_matches("kB").trim().parse().expect("a number");
        kilobytes / 1024.0
    });
    let tasks = std::fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let children = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    let children: Vec<u32> = children
        .flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>())
        .collect();
    own + children.into_iter().map(memory).sum::<f64>()
}

fn megabytes(path: &Path) -> f64 {
    let bytes = std::fs::metadata(path).unwrap_or_else(|e| panic!("{}: {e}", path.display())).len();
    #[allow(clippy::cast_precision_loss, reason = "a size to read")]
    let megabytes = bytes as f64 / 1e6;
    megabytes
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn line(what: &str, unit: &str, values: [Vec<f64>; 2], middle: [f64; 2]) {
    let cell = |values: &Vec<f64>, middle: f64| {
        let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(*v), high.max(*v)));
        let digits = usize::from(middle < 100.0);
        if values.is_empty() {
            return format!("{middle:.digits$} {unit}");
        }
        format!("{middle:.digits$} ({low:.digits$}–{high:.digits$}) {unit}")
    };
    let [keyrack, empty] = [cell(&values[0], middle[0]), cell(&values[1], middle[1])];
    println!("{what:<16}{keyrack:>26}{empty:>26}{:>8.2}", middle[0] / middle[1]);
}

/// How many processors, and how busy they were: figures of a busy computer are worth little.
fn computer() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{processors} processors, software rendering, load {}", load.split(' ').next().unwrap_or_default())
}
