//! QUIT (RFC 5321 §4.1.1.10). Whatever comes back, the session is over and nothing that was settled changes.

use super::{Dialog, Outbox, Phase, ProtocolError, Reply, Step};

/// Says QUIT and waits for 221.
#[derive(Debug, Default)]
pub struct Quit {}

impl Dialog for Quit {
    type Output = ();

    fn step(&mut self, reply: Option<Reply>, out: &mut Outbox) -> Result<Step<()>, ProtocolError> {
        Ok(match reply {
            None => {
                out.command("QUIT");
                Step::AwaitReply(Phase::Quit)
            }
            Some(_) => Step::Done(()),
        })
    }
}
