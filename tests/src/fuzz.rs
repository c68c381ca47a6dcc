//! Mutated inputs, on stable Rust: a fixed number of executions, the same ones on every machine.
//!
//! What the library mutates by the byte is mixed with what spoils formats: pieces that are gone, repeated, swapped
//! in from another input, or one field longer than all the rest.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use mutatis::{Candidates, Mutate, Session};

/// One execution that takes longer hangs, for all that anybody would wait.
const LONGEST: Duration = Duration::from_secs(60);
/// The longest input, so that insertions do not pile up.
const MAX_BYTES: usize = 96 * 1024;

/// Runs `property` on the kept inputs of `tests/fuzz/<name>/`, on every seed, and on `executions` mutations of both.
/// It holds unless it panics; one that does not return within a minute ends the whole test. Either way the input is
/// printed in hexadecimal, to be kept in that folder.
///
/// `FUZZ_EXECUTIONS` asks for another number, for a longer search.
pub fn fuzz(name: &str, seeds: Vec<Vec<u8>>, executions: u64, property: impl Fn(&[u8])) {
    let asked = std::env::var("FUZZ_EXECUTIONS").ok();
    let executions = asked.map_or(executions, |n| n.parse().expect("FUZZ_EXECUTIONS is a number"));
    let mut inputs = kept(name);
    inputs.extend(seeds);
    assert!(!inputs.is_empty(), "{name}: nothing to mutate");
    let watch = Watch::start(name);
    for (number, input) in inputs.iter().enumerate() {
        watch.run(&format!("input {number} as it is"), input, &property);
    }
    let began = Instant::now();
    for number in 0..executions {
        // A session of its own for each: one number is enough to have the input again.
        let mut session = Session::new().seed(number);
        let mut input = inputs[number as usize % inputs.len()].clone();
        let mut pieces = Pieces { others: &inputs };
        for _ in 0..=number % 4 {
            let mutated = match session.generate::<u8>() {
                Ok(0..0x40) => session.mutate(&mut input),
                _ => session.mutate_with(&mut pieces, &mut input),
            };
            mutated.expect("something to mutate");
        }
        input.truncate(MAX_BYTES);
        watch.run(&format!("execution {number}"), &input, &property);
    }
    let (took, slowest) = (began.elapsed(), watch.slowest());
    println!(
        "{name}: {} inputs as they are, then {executions} mutations in {took:?}; the slowest took {slowest:?}",
        inputs.len()
    );
}

/// The inputs that were kept, by name: those that once failed, and those that reach far.
fn kept(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(name);
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// The input that runs: since when, what it is, and its bytes.
type Running = Arc<Mutex<Option<(Instant, String, Vec<u8>)>>>;

/// Runs one input after the other, and a thread that notices when one does not end.
struct Watch {
    name: String,
    running: Running,
    slowest: Mutex<Duration>,
}

impl Watch {
    fn start(name: &str) -> Self {
        let running: Running = Arc::default();
        let (watched, label) = (Arc::downgrade(&running), name.to_owned());
        std::thread::spawn(move || {
            while let Some(running) = watched.upgrade() {
                if let Some((since, what, input)) = &*running.lock().unwrap()
                    && since.elapsed() > LONGEST
                {
                    eprintln!("{label}: {what} does not end. Input: {}", hex(input));
                    std::process::abort();
                }
                drop(running);
                std::thread::sleep(Duration::from_millis(500));
            }
        });
        Self { name: name.to_owned(), running, slowest: Mutex::default() }
    }

    fn run(&self, what: &str, input: &[u8], property: &impl Fn(&[u8])) {
        let began = Instant::now();
        *self.running.lock().unwrap() = Some((began, what.to_owned(), input.to_vec()));
        let outcome = catch_unwind(AssertUnwindSafe(|| property(input)));
        *self.running.lock().unwrap() = None;
        if let Err(panic) = outcome {
            eprintln!("{}: {what} failed. Input: {}", self.name, hex(input));
            resume_unwind(panic);
        }
        let mut slowest = self.slowest.lock().unwrap();
        *slowest = began.elapsed().max(*slowest);
    }

    fn slowest(&self) -> Duration {
        *self.slowest.lock().unwrap()
    }
}

/// A place in something of this length. Every other one is near its beginning, where formats keep what governs the rest.
fn place(rng: &mut mutatis::Rng, length: usize) -> Option<usize> {
    let length = if rng.gen_bool() { length } else { length.min(128) };
    rng.gen_index(length)
}

/// A piece of something of this length, often short.
fn piece(rng: &mut mutatis::Rng, length: usize) -> std::ops::Range<usize> {
    let from = place(rng, length + 1).unwrap_or_default();
    let most = (length - from).min(1 << rng.gen_index(10).unwrap_or_default());
    from..from + rng.gen_index(most + 1).unwrap_or_default()
}

/// Mutates by the piece.
struct Pieces<'a> {
    others: &'a [Vec<u8>],
}

impl Mutate<Vec<u8>> for Pieces<'_> {
    fn mutate(&mut self, candidates: &mut Candidates<'_>, value: &mut Vec<u8>) -> mutatis::Result<()> {
        // One bit.
        candidates.mutation(|context| {
            if let Some(at) = place(context.rng(), value.len()) {
                value[at] ^= 1 << (context.rng().gen_u8() % 8);
            }
            Ok(())
        })?;
        // A byte on the edge of what a length or a sign can be.
        candidates.mutation(|context| {
            if let Some(at) = place(context.rng(), value.len()) {
                value[at] = context.rng().choose([0, 1, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xff, b'"', b'\\']).unwrap_or(0);
            }
            Ok(())
        })?;
        // A piece that is gone, repeated, or moved.
        candidates.mutation(|context| {
            let gone = piece(context.rng(), value.len());
            value.drain(gone);
            Ok(())
        })?;
        candidates.mutation(|context| {
            let again = value[piece(context.rng(), value.len())].to_vec();
            let times = 1 << context.rng().gen_index(6).unwrap_or_default();
            let at = place(context.rng(), value.len() + 1).unwrap_or_default();
            value.splice(at..at, again.repeat(times));
            Ok(())
        })?;
        candidates.mutation(|context| {
            let moved: Vec<u8> = value.drain(piece(context.rng(), value.len())).collect();
            let at = place(context.rng(), value.len() + 1).unwrap_or_default();
            value.splice(at..at, moved);
            Ok(())
        })?;
        // A piece of another input, in place of one of this.
        candidates.mutation(|context| {
            let other = &self.others[context.rng().gen_index(self.others.len()).unwrap_or_default()];
            let (from, to) = (piece(context.rng(), other.len()), piece(context.rng(), value.len()));
            value.splice(to, other[from].iter().copied());
            Ok(())
        })?;
        // An end that is missing.
        candidates.mutation(|context| {
            let length = context.rng().gen_index(value.len() + 1).unwrap_or_default();
            value.truncate(length);
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_inputs_come_every_time() {
        let all = || {
            let seen = Mutex::new(Vec::new());
            fuzz("none", vec![b"one".to_vec(), b"other".to_vec()], 200, |input| {
                seen.lock().unwrap().push(input.to_vec());
            });
            seen.into_inner().unwrap()
        };
        let first = all();
        assert_eq!(first, all());
        // From three letters much comes twice.
        let different: std::collections::BTreeSet<&Vec<u8>> = first.iter().collect();
        assert!(different.len() * 2 > first.len(), "{} of {}", different.len(), first.len());
    }

    #[test]
    fn property_that_fails_fails_the_test() {
        let failed = catch_unwind(|| {
            fuzz("none", vec![b"good".to_vec()], 2_000, |input| assert!(input.contains(&b'g'), "no g"));
        });
        assert!(failed.is_err());
    }
}
