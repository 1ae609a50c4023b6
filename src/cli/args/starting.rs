//! `mailshot demo` and `mailshot init`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

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
}
