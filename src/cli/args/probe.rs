//! `mailshot probe`.

use std::net::SocketAddr;

use clap::Args;

use super::ServerArgs;
use super::values::{mailbox, socket};
use crate::mail::Mailbox;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mailshot probe -u me@163.com
  mailshot probe -s mail.school.example:587 -u me@school.example --dkim-selector mail

Nothing is sent. The server is asked whether it would take a mail from you to yourself.

Exit codes: 0 ready, 1 not ready, 2 usage, 77 login refused")]
pub(in crate::cli) struct ProbeArgs {
    #[command(flatten)]
    pub(in crate::cli) server: ServerArgs,

    /// The From of your mail [default: the login, if it is an address]
    #[arg(long, value_name = "MAILBOX", value_parser = mailbox, help_heading = "DNS")]
    pub(in crate::cli) from: Option<Mailbox>,

    /// The selector of your DKIM key: s= in the DKIM-Signature of a mail of yours [default: usual ones are tried]
    #[arg(long, value_name = "NAME", value_parser = selector, help_heading = "DNS")]
    pub(in crate::cli) dkim_selector: Option<String>,

    /// Leave SPF, DKIM and DMARC out
    #[arg(long, conflicts_with_all = ["dkim_selector", "dns_server"], help_heading = "DNS")]
    pub(in crate::cli) no_dns: bool,

    /// Ask this name server instead of the system's
    #[arg(long, value_name = "IP:PORT", value_parser = socket, help_heading = "DNS")]
    pub(in crate::cli) dns_server: Option<SocketAddr>,

    /// One JSON object on standard output
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) json: bool,
}

/// Labels of letters, digits, hyphens and underscores (RFC 6376 §3.1).
fn selector(text: &str) -> Result<String, String> {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_'))
    };
    if text.len() <= 190 && text.split('.').all(is_label) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err("a name of letters, digits and hyphens, such as mail or s1".to_owned())
    }
}
