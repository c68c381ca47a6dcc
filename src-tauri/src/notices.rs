//! Desktop notifications of what is due: at the start and every hour, from Rust alone. They name the key and its
//! provider, and nothing else; a machine without a notification service is left in peace.

use std::time::Duration;

use keyrack_core::reminders::Notice;
use keyrack_core::told;
use tauri::{AppHandle, Manager};

use crate::session::Session;

const PAUSE: Duration = Duration::from_secs(60 * 60);

/// Looks for what is due as long as the program runs.
pub fn watch(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        let look = || async { app.state::<Session>().take_notices().await };
        every(PAUSE, look, show).await
    });
}

/// Looks at once, and again after each pause.
async fn every<Looked>(pause: Duration, look: impl Fn() -> Looked, show: impl Fn(Notice))
where
    Looked: Future<Output = Vec<Notice>>,
{
    let mut ticks = tokio::time::interval(pause);
    // A computer that slept for a day is looked at once, not for each hour of it.
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        look().await.into_iter().for_each(&show);
    }
}

fn words(notice: &Notice) -> String {
    let Notice { label, provider, over } = notice;
    match over {
        true => told!("{label} ({provider}) is due", label = label, provider = provider),
        false => told!("{label} ({provider}) is due soon", label = label, provider = provider),
    }
}

/// Where nothing shows notifications, nothing is said: the first screen says it, too.
#[cfg(not(feature = "automation"))]
fn show(notice: Notice) {
    // It waits for an answer of the desktop.
    tauri::async_runtime::spawn_blocking(move || {
        let _ = notify_rust::Notification::new().appname("Keyrack").summary(&words(&notice)).show();
    });
}

/// A test reads what would have been shown.
#[cfg(feature = "automation")]
fn show(notice: Notice) {
    crate::reply::record("notice", &words(&notice));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::{Cell, RefCell};

    fn notice(over: bool) -> Notice {
        Notice { label: "reporting-bot".into(), provider: "Kalshi".into(), over }
    }

    #[test]
    fn notification_names_the_key_its_provider_and_due() {
        assert_eq!(words(&notice(true)), "reporting-bot (Kalshi) is due");
        assert_eq!(words(&notice(false)), "reporting-bot (Kalshi) is due soon");
    }

    #[tokio::test]
    async fn what_is_due_is_looked_for_at_the_start_and_after_each_pause() {
        let (looks, shown) = (Cell::new(0), RefCell::new(Vec::new()));
        let (send, done) = tokio::sync::oneshot::channel();
        let send = Cell::new(Some(send));
        let look = || async {
            looks.set(looks.get() + 1);
            if looks.get() == 3
                && let Some(send) = send.take()
            {
                let _ = send.send(());
            }
            vec![notice(looks.get() > 1)]
        };
        let watching = every(Duration::from_millis(1), look, |notice| shown.borrow_mut().push(notice.over));
        tokio::select! {
            () = watching => {}
            _ = done => {}
        }
        assert_eq!(shown.borrow()[..2], [false, true]);
    }
}
