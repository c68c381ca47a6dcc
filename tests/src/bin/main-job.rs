//! Runs the main job in the real window on this session's display and keychain, prints each step with its result,
//! and leaves the pictures that it took. Started by `./run` where there is no display.

use std::process::ExitCode;

use keyrack_tests::desktop::program;
use keyrack_tests::main_job::{Door, Job};
use keyrack_tests::window::{Start, Window, pictures};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let folder = pictures();
    let log = std::env::temp_dir().join("keyrack-window.log");
    println!("The main job, in the real window on a display that nobody sees:");
    let window = match Window::open(&program("keyrack"), &log, &Start::default()).await {
        Ok(window) => window,
        Err(error) => {
            eprintln!("The window did not open: {error}. What it said is in {}.", log.display());
            return ExitCode::FAILURE;
        }
    };
    let job = Job { window: &window, pictures: folder.clone(), say: &|step| println!("  done  {step}") };
    job.start_practice().await;
    job.make_key("reporting-bot").await;
    job.test().await;
    job.stop("reporting-bot", Door::Retire).await;
    job.look_at_activity().await;
    window.kill().await;
    let shown = std::fs::canonicalize(&folder).unwrap_or(folder);
    println!("It works. The pictures of each step are in {}", shown.display());
    ExitCode::SUCCESS
}
