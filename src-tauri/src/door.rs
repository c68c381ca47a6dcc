//! How a second start of Keyrack asks the first to show its window: a word over loopback, written where the owner of the
//! data folder alone reads it. Whoever says anything else is told nothing.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use keyrack_core::types::make_id;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;

use crate::files;

/// How long a later start waits for an answer.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// How long a first start may take to show its window. It hangs up well before the caller does, who can tell by that.
const SHOWING: Duration = Duration::from_secs(3);
/// Between two tries.
pub const PAUSE: Duration = Duration::from_millis(50);
/// How long a caller may take to say its word, and how many are heard at once: others wait outside the program.
const HEARING: Duration = Duration::from_secs(1);
const AT_ONCE: usize = 16;
/// The file with the port and the words.
const DOOR: &str = "door";

/// The words are drawn anew at each start. Whoever knows the first may have the window shown, and nothing else; the
/// second shows that it was the window's own program that answered.
#[derive(Clone)]
pub struct Door {
    port: u16,
    question: String,
    answer: String,
}

/// How a first start answers.
#[derive(Debug, PartialEq, Eq)]
pub enum Knock {
    Shown,
    /// It begins or ends at this moment.
    NotYet,
    /// It takes the call and says nothing.
    Silent,
}

/// Says the answer to whoever says the question, after `show`; to nobody else anything.
pub async fn serve(
    listener: TcpListener,
    door: Door,
    show: Arc<impl Fn() -> oneshot::Receiver<()> + Send + Sync + 'static>,
) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    while let Ok(place) = places.clone().acquire_owned().await {
        let Ok((mut caller, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await; // no file descriptor is free, for instance
            continue;
        };
        let (door, show) = (door.clone(), show.clone());
        tokio::spawn(async move {
            let mut said = vec![0; door.question.len()];
            let heard = timeout(HEARING, caller.read_exact(&mut said)).await;
            if matches!(heard, Ok(Ok(_)))
                && same(&said, door.question.as_bytes())
                && matches!(timeout(SHOWING, show()).await, Ok(Ok(())))
            {
                let _ = timeout(HEARING, caller.write_all(door.answer.as_bytes())).await;
            }
            drop(place);
        });
    }
}

/// Takes as long for every word.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

/// Listens on a free port, and writes down how it is reached.
pub fn open(folder: &Path) -> std::io::Result<(std::net::TcpListener, Door)> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    let door = Door { port: listener.local_addr()?.port(), question: make_id(), answer: make_id() };
    door.write(folder)?;
    Ok((listener, door))
}

impl Door {
    fn write(&self, folder: &Path) -> std::io::Result<()> {
        files::write(&folder.join(DOOR), format!("{} {} {}\n", self.port, self.question, self.answer).as_bytes())
    }

    /// None where it is not there yet, or not whole.
    pub fn read(folder: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(folder.join(DOOR)).ok()?;
        let mut words = text.strip_suffix('\n')?.split(' ');
        let door = Self {
            port: words.next()?.parse().ok()?,
            question: words.next()?.to_owned(),
            answer: words.next()?.to_owned(),
        };
        words.next().is_none().then_some(door)
    }

    /// Says the question, and waits for the answer.
    pub fn knock(&self, patience: Duration) -> Knock {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let asked = || -> std::io::Result<Vec<u8>> {
            let mut stream = TcpStream::connect_timeout(&address, patience)?;
            stream.set_read_timeout(Some(patience))?;
            stream.write_all(self.question.as_bytes())?;
            let mut said = vec![0; self.answer.len()];
            stream.read_exact(&mut said)?;
            Ok(said)
        };
        match asked() {
            Ok(said) if same(&said, self.answer.as_bytes()) => Knock::Shown,
            Err(e) if matches!(e.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {
                Knock::Silent
            }
            _ => Knock::NotYet,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyrack_core::store::make_private_folder;
    use std::sync::atomic::{AtomicUsize, Ordering};

    struct House {
        folder: std::path::PathBuf,
        door: Door,
        shown: Arc<AtomicUsize>,
    }

    impl House {
        async fn new() -> Self {
            let folder = std::env::temp_dir().join(format!("keyrack-door-{}", make_id()));
            make_private_folder(&folder).unwrap();
            let (listener, door) = open(&folder).unwrap();
            let shown = Arc::new(AtomicUsize::new(0));
            let count = shown.clone();
            let show = Arc::new(move || {
                let (send, receive) = oneshot::channel();
                count.fetch_add(1, Ordering::SeqCst);
                send.send(()).unwrap();
                receive
            });
            tokio::spawn(serve(TcpListener::from_std(listener).unwrap(), door.clone(), show));
            Self { folder, door, shown }
        }

        async fn knock(&self, door: Door) -> Knock {
            tokio::task::spawn_blocking(move || door.knock(PATIENCE)).await.unwrap()
        }

        async fn call(&self) -> tokio::net::TcpStream {
            tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, self.door.port)).await.unwrap()
        }

        fn shown(&self) -> usize {
            self.shown.load(Ordering::SeqCst)
        }
    }

    impl Drop for House {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }

    #[tokio::test]
    async fn who_read_the_door_is_answered_after_the_window_was_shown() {
        let house = House::new().await;
        assert_eq!(house.knock(Door::read(&house.folder).unwrap()).await, Knock::Shown);
        assert_eq!(house.shown(), 1);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn door_is_readable_by_its_owner_alone() {
        let house = House::new().await;
        let mode = std::fs::metadata(house.folder.join(DOOR)).unwrap();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode.permissions()) & 0o777, 0o600);
    }

    #[tokio::test]
    async fn another_word_is_told_nothing_and_shows_nothing() {
        let house = House::new().await;
        let others =
            ["", "0", &house.door.question[1..], &house.door.answer, &"x".repeat(1 << 20), "GET / HTTP/1.1\r\n\r\n"];
        for word in others {
            let mut caller = house.call().await;
            let _ = caller.write_all(word.as_bytes()).await; // it may be hung up on before its end
            let _ = caller.shutdown().await;
            let mut said = Vec::new();
            let _ = caller.read_to_end(&mut said).await;
            assert_eq!(said, b"", "{word:.40}");
        }
        assert_eq!(house.shown(), 0);
        assert_eq!(house.knock(house.door.clone()).await, Knock::Shown);
    }

    #[tokio::test]
    async fn callers_that_say_nothing_hold_nobody_up_for_long() {
        let house = House::new().await;
        let mut idle = Vec::new();
        for _ in 0..2 * AT_ONCE {
            idle.push(house.call().await);
        }
        assert_eq!(house.knock(house.door.clone()).await, Knock::Shown);
        assert_eq!(house.shown(), 1);
    }

    #[test]
    fn program_that_took_over_the_port_is_not_taken_for_keyrack() {
        let other = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let door = Door { port: other.local_addr().unwrap().port(), question: make_id(), answer: make_id() };
        let echo = std::thread::spawn(move || {
            let (mut caller, _) = other.accept().unwrap();
            let mut said = [0; 32];
            caller.read_exact(&mut said).unwrap();
            caller.write_all(&said).unwrap();
        });
        assert_eq!(door.knock(PATIENCE), Knock::NotYet);
        echo.join().unwrap();
    }

    #[test]
    fn one_that_takes_the_call_and_says_nothing_is_silent_and_one_that_is_gone_is_not() {
        let stopped = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let door = Door { port: stopped.local_addr().unwrap().port(), question: make_id(), answer: make_id() };
        assert_eq!(door.knock(Duration::from_millis(100)), Knock::Silent);
        drop(stopped);
        assert_eq!(door.knock(Duration::from_millis(100)), Knock::NotYet);
    }
}
