//! `mailshot config`.

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(after_help = "\
Example: mailshot config
Example, for one run: MAILSHOT_RATE=10/min mailshot config send")]
pub(in crate::cli) struct ConfigArgs {
    /// Whose values
    #[arg(value_enum, value_name = "COMMAND", default_value_t = Whose::Send)]
    pub(in crate::cli) command: Whose,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Whose {
    /// `mailshot check`
    Check,
    /// `mailshot send`
    Send,
}

impl Whose {
    /// The command's name.
    pub(in crate::cli) fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Send => "send",
        }
    }
}
