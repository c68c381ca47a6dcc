//! The practice server as a program: prints one line of JSON, then serves until it is killed.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use keyrack_sandbox::{Config, FAULT_NAMES, Fault, Sandbox, StartError};

const HELP: &str = "\
keyrack-sandbox: serves the providers' APIs on this computer, for practice and for tests.

  --listen ADDRESS:PORT    a loopback address; port 0 picks a free one (127.0.0.1:0)
  --state FILE             keeps keys across restarts; no secret is written to it but Openfish's, for practice only
  --fault NAME[=VALUE]     switches a fault on for every request; may be repeated
  --help                   prints this

Prints one line of JSON, with each provider's base URL and a new credential, and serves until it is killed.

Faults:
";

enum Wish {
    Help,
    Serve(Config, Vec<Fault>),
}

#[tokio::main]
async fn main() -> ExitCode {
    let (config, faults) = match read_arguments(std::env::args().skip(1)) {
        Ok(Wish::Serve(config, faults)) => (config, faults),
        Ok(Wish::Help) => {
            return say(std::io::stdout(), &format!("{HELP}{FAULT_NAMES}"), ExitCode::SUCCESS);
        }
        Err(sentence) => return say(std::io::stderr(), &sentence, ExitCode::from(2)),
    };
    let sandbox = match Sandbox::start(config).await {
        Ok(sandbox) => sandbox,
        Err(error) => {
            let code = if matches!(error, StartError::NotLoopback(_)) { 2 } else { 1 };
            return say(std::io::stderr(), &sentence(&error.to_string()), ExitCode::from(code));
        }
    };
    for fault in faults {
        sandbox.faults().always(fault);
    }
    if say(std::io::stdout(), &sandbox.line().to_string(), ExitCode::SUCCESS) != ExitCode::SUCCESS {
        return ExitCode::FAILURE;
    }
    std::future::pending().await
}

fn read_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Wish, String> {
    let mut config = Config { listen: SocketAddr::from(([127, 0, 0, 1], 0)), state: None };
    let mut faults = Vec::new();
    while let Some(name) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{name} needs a value after it."));
        match name.as_str() {
            "--help" => return Ok(Wish::Help),
            "--listen" => {
                let text = value()?;
                config.listen =
                    text.parse().map_err(|_| format!("'{text}' is not an address with a port, like 127.0.0.1:0."))?;
            }
            "--state" => config.state = Some(PathBuf::from(value()?)),
            "--fault" => faults.push(value()?.parse().map_err(|error| sentence(&format!("{error}")))?),
            _ => return Err(format!("'{name}' is not an option; see --help.")),
        }
    }
    Ok(Wish::Serve(config, faults))
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).chain(['.']).collect()).unwrap_or_default()
}

/// One line, and the exit code that goes with it; a failure when nobody can read it.
fn say(mut to: impl Write, line: &str, code: ExitCode) -> ExitCode {
    match writeln!(to, "{line}").and_then(|()| to.flush()) {
        Ok(()) => code,
        Err(_) => ExitCode::FAILURE,
    }
}
