//! Making a pair against `openssl genpkey`, side by side in one run: `cargo bench -p keyrack-core`.
//!
//! Each round makes one pair with each, so that both meet the same machine. Ours includes the proof that the two
//! halves belong together; OpenSSL's includes the start of its program (its time for `openssl version` is printed).

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use keyrack_core::crypto::make_pair;

const ROUNDS: [(u16, usize); 3] = [(2048, 101), (3072, 51), (4096, 31)];

#[allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a benchmark measures and prints")]
fn main() {
    let time = |act: &dyn Fn()| {
        let start = Instant::now();
        act();
        start.elapsed()
    };
    let openssl = |args: &[&str]| {
        let status = Command::new("openssl").args(args).stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(status.is_ok_and(|s| s.success()), "openssl is needed for the comparison");
    };
    let start = median((0..21).map(|_| time(&|| openssl(&["version"]))).collect());
    println!("openssl starts in {:.1} ms\n", ms(start));
    println!("{:>5} {:>7} {:>12} {:>12} {:>8}", "bits", "rounds", "keyrack", "openssl", "ratio");
    for (bits, rounds) in ROUNDS {
        let size = format!("rsa_keygen_bits:{bits}");
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            ours.push(time(&|| drop(make_pair(bits))));
            theirs.push(time(&|| openssl(&["genpkey", "-algorithm", "RSA", "-pkeyopt", &size])));
        }
        let (ours, theirs) = (median(ours), median(theirs));
        let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
        println!("{bits:>5} {rounds:>7} {:>9.0} ms {:>9.0} ms {ratio:>8.2}", ms(ours), ms(theirs));
    }
    println!("\nMedians; a ratio below 1 means that Keyrack is faster.");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
