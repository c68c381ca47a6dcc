//! A gate holds one request while a test looks around, or kills the client.

use tokio::sync::watch;

use crate::reply::Dropped;

/// The test's side. Dropping a gate releases what it holds.
#[derive(Debug)]
pub struct Gate {
    reached: watch::Receiver<bool>,
    decision: watch::Sender<Decision>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Open,
    Release,
    Drop,
}

impl Gate {
    pub(crate) fn new() -> (Gate, Door) {
        let (arrive, reached) = watch::channel(false);
        let (decision, decided) = watch::channel(Decision::Open);
        (Gate { reached, decision }, Door { arrive, decided })
    }

    /// Waits until a request stands at the gate. `false`: none ever will, since the fault was cleared or the server stopped.
    pub async fn reached(&self) -> bool {
        self.reached.clone().wait_for(|reached| *reached).await.is_ok()
    }

    /// Lets the request go on.
    pub fn release(&self) {
        self.decision.send_replace(Decision::Release);
    }

    /// Closes the request's connection without an answer, and without handling it if it is held before that.
    pub fn drop_request(&self) {
        self.decision.send_replace(Decision::Drop);
    }
}

/// The server's side.
#[derive(Debug, Clone)]
pub(crate) struct Door {
    arrive: watch::Sender<bool>,
    decided: watch::Receiver<Decision>,
}

impl Door {
    pub(crate) async fn wait(mut self) -> Result<(), Dropped> {
        self.arrive.send_replace(true);
        match self.decided.wait_for(|it| *it != Decision::Open).await.as_deref() {
            Ok(Decision::Drop) => Err(Dropped),
            _ => Ok(()),
        }
    }
}
