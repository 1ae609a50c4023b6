//! `mailshot providers`.

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mailshot providers            all of them: server, pace, daily limit
  mailshot providers 163        one in full, with how to get the password for programs

A name goes wherever a server does: mailshot send class.csv -t letter.md -s 163 -u me@163.com
Every number says where it is from; flags such as --rate overrule it.")]
pub(in crate::cli) struct ProvidersArgs {
    /// One of them: its name, or a domain such as 163.com
    #[arg(value_name = "NAME")]
    pub(in crate::cli) name: Option<String>,

    /// JSON instead of the table
    #[arg(long)]
    pub(in crate::cli) json: bool,
}
