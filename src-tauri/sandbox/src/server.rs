//! Connections, and the way of a request: past the faults, to its provider, past the faults again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

use crate::clock;
use crate::faults::{Fault, Faults, Kind};
use crate::providers::{self, Desk, Provider, Quirks};
use crate::reply::{Answer, Dropped, Reply};
use crate::request::{Incoming, Log, Seen};
use crate::state::State;

pub(crate) struct Server {
    pub(crate) faults: Faults,
    state: Mutex<State>,
    log: Mutex<Log>,
}

impl Server {
    pub(crate) fn new(state: State) -> Server {
        Server { faults: Faults::default(), state: Mutex::new(state), log: Mutex::default() }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.log().all()
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sandbox's own clock.
    fn now(&self) -> i64 {
        clock::now().saturating_add(self.faults.skew())
    }

    async fn answer(self: Arc<Self>, request: Request<hyper::body::Incoming>) -> Result<Response<Answer>, Dropped> {
        let asked = Incoming::read(request).await.ok_or(Dropped)?;
        let provider = providers::at(&asked.path);
        let presented = provider.and_then(|it| (it.presented)(&asked));
        let number = self.log().note(asked.seen(presented));
        let met = self.faults.meet(provider.map(|it| it.name), &asked);

        for kind in &met {
            match kind {
                Kind::HoldBefore(door) => door.clone().wait().await?,
                Kind::Fault(Fault::SlowBefore(time)) => tokio::time::sleep(*time).await,
                Kind::Fault(Fault::CloseBefore) => return Err(Dropped),
                _ => {}
            }
        }
        let mut reply = match met.iter().find_map(|kind| instead(kind, provider)) {
            Some(reply) => reply,
            None => {
                let (server, quirks) = (Arc::clone(&self), Quirks::of(&met));
                // Drawing a key takes a while, and so does the file.
                let handled = tokio::task::spawn_blocking(move || server.handle(provider, &asked, quirks));
                handled.await.map_err(|_| Dropped)?
            }
        };
        for kind in &met {
            reply = match kind {
                Kind::Fault(fault) => afterwards(reply, fault),
                _ => reply,
            };
        }
        for kind in &met {
            match kind {
                Kind::HoldAfter(door) => door.clone().wait().await?,
                Kind::Fault(Fault::Slow(time)) => tokio::time::sleep(*time).await,
                Kind::Fault(Fault::CloseAfter) => return Err(Dropped),
                _ => {}
            }
        }
        self.log().note_status(number, reply.status());
        let no_date = met.iter().any(|kind| matches!(kind, Kind::Fault(Fault::NoDate)));
        let date = (!no_date).then(|| clock::http_date(self.now()));
        Ok(reply.into_response(date.as_deref()))
    }

    fn handle(&self, provider: Option<&Provider>, asked: &Incoming, quirks: Quirks) -> Reply {
        let Some(provider) = provider else {
            return Reply::nothing(404);
        };
        let now = self.now();
        let handled =
            self.state().change(provider.name, |records| (provider.handle)(&mut Desk { records, now, quirks }, asked));
        handled.unwrap_or_else(|error| {
            Reply::text(500, "text/plain", format!("The practice server cannot keep its state: {error}"))
        })
    }
}

/// The answers that keep a request from its provider.
fn instead(kind: &Kind, provider: Option<&Provider>) -> Option<Reply> {
    let Kind::Fault(fault) = kind else {
        return None;
    };
    match fault {
        Fault::RateLimited { retry_after } => {
            let body = provider.map_or("{}", |it| it.too_many_requests);
            Some(Reply::json_text(429, body).retry_after(*retry_after))
        }
        Fault::Status { code, body, content_type } => Some(Reply::text(*code, content_type, body.as_str())),
        Fault::Redirect(to) => Some(Reply::redirect(to)),
        _ => None,
    }
}

fn afterwards(reply: Reply, fault: &Fault) -> Reply {
    match fault {
        Fault::CutOff => reply.cut_off(),
        Fault::Html => reply.html(),
        Fault::Huge(bytes) => reply.huge(*bytes),
        Fault::WrongShape => reply.or_on_success(r#"{"unexpected":true}"#),
        Fault::NullLists => reply.null_lists(),
        Fault::ErrorShape(shape) => reply.shaped(*shape),
        _ => reply,
    }
}

/// Ends the serving tasks.
pub(crate) struct Stop {
    ask: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Stop {
    /// Returns when the port is free and no connection is open.
    pub(crate) async fn and_wait(self) {
        let _ = self.ask.send(()); // Err: it has ended by itself
        let _ = self.task.await;
    }

    pub(crate) fn at_once(self) {
        self.task.abort();
    }
}

pub(crate) fn serve(listener: TcpListener, server: Arc<Server>) -> Stop {
    let (ask, mut asked) = oneshot::channel();
    let task = tokio::spawn(async move {
        // Dropped with this task, and each connection with it.
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                _ = &mut asked => break,
                Some(_) = connections.join_next() => continue,
                accepted = listener.accept() => accepted,
            };
            if let Ok((stream, _)) = accepted {
                let server = Arc::clone(&server);
                let service = service_fn(move |request| Arc::clone(&server).answer(request));
                // hyper would add a `Date` of its own, from a clock without skew.
                let connection =
                    http1::Builder::new().auto_date_header(false).serve_connection(TokioIo::new(stream), service);
                connections.spawn(async move {
                    let _ = connection.await; // ends in an error when a client leaves or a fault closes it
                });
            }
        }
        drop(listener);
        connections.shutdown().await;
    });
    Stop { ask, task }
}
