//! QUIT (RFC 5321 §4.1.1.10). Whatever comes back, the session is over and nothing that was settled changes.

use super::{Dialog, Outbox, Phase, ProtocolError, Reply, Step};

/// Says QUIT and waits for 221.
#[derive(Debug, Default)]
pub struct Quit {
    /// It has been said.
    is_said: bool,
    /// Another dialog has said it.
    is_behind_content: bool,
}

impl Quit {
    /// QUIT has gone out behind the last end of data (see [`super::Submission::has_quit`]): only its reply is waited for.
    #[must_use]
    pub fn said() -> Self {
        Self { is_said: true, is_behind_content: true }
    }

    /// Whether it was said behind a content that had not been answered: a server that does not answer it may have dropped it.
    #[must_use]
    pub fn is_behind_content(&self) -> bool {
        self.is_behind_content
    }
}

impl Dialog for Quit {
    type Output = ();

    fn step(&mut self, reply: Option<Reply>, out: &mut Outbox) -> Result<Step<()>, ProtocolError> {
        Ok(match reply {
            None => {
                if !std::mem::replace(&mut self.is_said, true) {
                    out.command("QUIT");
                }
                Step::AwaitReply(Phase::Quit)
            }
            Some(_) => Step::Done(()),
        })
    }
}
