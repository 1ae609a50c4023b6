//! `mailshot demo` and `mailshot init`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

#[derive(Debug, Args)]
pub(in crate::cli) struct DemoArgs {
    /// Where to put the mail, the reports and the dialog
    #[arg(long, value_name = "DIR", default_value = "mailshot-demo", value_hint = ValueHint::DirPath)]
    pub(in crate::cli) dir: PathBuf,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct InitArgs {
    /// The folder; made if it is not there
    #[arg(value_name = "DIR", default_value = ".", value_hint = ValueHint::DirPath)]
    pub(in crate::cli) dir: PathBuf,

    /// Take over the project of another program (mailmerge) that is in the folder: its files stay, mailshot.toml is written
    /// beside them
    #[arg(long, value_enum, value_name = "PROGRAM", hide_possible_values = true)]
    pub(in crate::cli) from: Option<FromArg>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FromArg {
    /// awdeorio/mailmerge
    Mailmerge,
}
