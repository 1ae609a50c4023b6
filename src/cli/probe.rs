//! `mailshot probe`: is this mailbox ready?

use super::args::ProbeArgs;
use super::exit::Exit;

pub(super) fn run(_args: &ProbeArgs) -> anyhow::Result<Exit> {
    Ok(Exit::Done)
}
