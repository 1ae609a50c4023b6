//! The server, and how to talk to it.

use std::net::Ipv6Addr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum, ValueHint};

use super::masked::Masked;
use super::values::duration;
use crate::cli::password::VARIABLE;
use crate::sink::TlsOffer;
use crate::smtp::TlsMode;
use crate::smtp::auth::Choice;
use crate::{mail, provider};

#[derive(Debug, Args)]
#[command(next_help_heading = "Server")]
pub(in crate::cli) struct ServerArgs {
    /// The submission server; without a port 465 (starttls: 587). Or a name from 'mailshot providers': 163, qq, gmail …
    /// [default: that of the login's or From's domain, if it is known]
    #[arg(short, long, value_name = "HOST[:PORT]|NAME", value_parser = Masked(host_port))]
    pub(in crate::cli) server: Option<HostPort>,

    /// implicit, starttls or none [default: implicit on port 465, otherwise starttls]
    #[arg(long, value_enum, value_name = "MODE", hide_possible_values = true)]
    pub(in crate::cli) tls: Option<TlsArg>,

    /// The login; without it no AUTH. The password comes from MAILSHOT_PASSWORD, one of the options below, or a prompt
    #[arg(short, long, value_name = "NAME")]
    pub(in crate::cli) user: Option<String>,

    /// Read the password from the first line of a file
    #[arg(long, value_name = "FILE", conflicts_with = "password_command", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) password_file: Option<PathBuf>,

    /// Read the password from the first line a command prints
    #[arg(long, value_name = "COMMAND")]
    pub(in crate::cli) password_command: Option<String>,

    /// plain, login, cram-md5, scram-sha-256, xoauth2, oauthbearer, or auto: the strongest that is offered
    #[arg(long, value_enum, value_name = "MECHANISM", default_value_t = AuthArg::Auto, hide_possible_values = true)]
    pub(in crate::cli) auth: AuthArg,

    /// Trust the certificates in this PEM file too
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) ca_file: Option<PathBuf>,

    /// Believe any certificate: anybody on the way can read the password and the mail
    #[arg(long)]
    pub(in crate::cli) danger_accept_invalid_certs: bool,

    /// Send the password unencrypted to a server that is not on this machine
    #[arg(long)]
    pub(in crate::cli) allow_plaintext_auth: bool,

    /// Take what is not said here from this account: a section of mailshot/accounts.toml in your configuration folder
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) account: Option<String>,

    /// The longest wait for any one reply [default: by RFC 5321, minutes]
    #[arg(long, value_name = "TIME", value_parser = timeout)]
    pub(in crate::cli) timeout: Option<Duration>,

    /// The name in EHLO [default: this machine's]
    #[arg(long, value_name = "NAME", value_parser = client_name)]
    pub(in crate::cli) helo: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TlsArg {
    /// TLS from the first byte
    Implicit,
    /// STARTTLS, required
    Starttls,
    /// No encryption
    None,
}

impl From<TlsArg> for TlsMode {
    fn from(arg: TlsArg) -> Self {
        match arg {
            TlsArg::Implicit => Self::Implicit,
            TlsArg::Starttls => Self::StartTls,
            TlsArg::None => Self::None,
        }
    }
}

impl From<TlsArg> for TlsOffer {
    fn from(arg: TlsArg) -> Self {
        match arg {
            TlsArg::Implicit => Self::Implicit,
            TlsArg::Starttls => Self::StartTls,
            TlsArg::None => Self::None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum AuthArg {
    /// The strongest that is offered
    Auto,
    Plain,
    Login,
    CramMd5,
    #[value(name = "scram-sha-256")]
    ScramSha256,
    /// The password is an access token
    Xoauth2,
    /// The password is an access token
    Oauthbearer,
}

impl From<AuthArg> for Choice {
    fn from(arg: AuthArg) -> Self {
        match arg {
            AuthArg::Auto => Self::Auto,
            AuthArg::Plain => Self::Plain,
            AuthArg::Login => Self::Login,
            AuthArg::CramMd5 => Self::CramMd5,
            AuthArg::ScramSha256 => Self::ScramSha256,
            AuthArg::Xoauth2 => Self::XOAuth2,
            AuthArg::Oauthbearer => Self::OAuthBearer,
        }
    }
}

/// No wait for a reply is shorter.
const LEAST_TIMEOUT: Duration = Duration::from_secs(1);

/// A server as it is typed, or the name of a provider; `port` is `None` where it was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct HostPort {
    pub(in crate::cli) host: String,
    pub(in crate::cli) port: Option<u16>,
}

fn host_port(text: &str) -> Result<HostPort, String> {
    let text = typed_in_ascii(text);
    let text = text.trim();
    if let Some(host) = provider::regional(text) {
        return Ok(HostPort { host, port: None });
    }
    if let Some((_, rest)) = text.split_once("://") {
        return Err(match login_and_server(rest) {
            (Some(user), server) => {
                format!("it is no URL: write {}, and how it is secured with --tls", apart(server, user))
            }
            (None, server) => format!("it is no URL: write {server}, and how it is secured with --tls"),
        });
    }
    if let (Some(user), server) = login_and_server(text)
        && (user.contains(':') || server.contains(':'))
    {
        return Err(format!("the login does not belong into it: write {}", apart(server, user)));
    }
    if let Some((_, domain)) = text.split_once('@') {
        return Err(match provider::by_domain(domain) {
            Some(provider) => format!("it is an address, not a server: did you mean -s {} -u {text}?", provider.name),
            None => format!("it is an address, not a server: write -s HOST -u {text}"),
        });
    }
    let bad = |why: &str| Err(format!("{why}: write HOST, HOST:PORT, or [ADDRESS]:PORT for IPv6"));
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((host, "")) => (host, None),
            Some((host, port)) => match port.strip_prefix(':') {
                Some(port) => (host, Some(port)),
                None => return bad("there is something between ] and the port"),
            },
            None => return bad("a closing ] is missing"),
        },
        // An IPv6 address without a port.
        None if is_ipv6(text) => (text, None),
        None if text.matches(':').count() > 1 => {
            return bad("there are several colons in it, and it is no IPv6 address");
        }
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    if host.is_empty() || host.contains(|c: char| c.is_whitespace() || c.is_control() || c == '/') {
        return bad("the host name is missing or holds blanks or slashes");
    }
    if let Some(strange) = host.chars().find(|c| !c.is_alphanumeric() && !"-._:%".contains(*c)) {
        let dotted = host.replace(strange, ".");
        return Err(match provider::by_host(&dotted, None) {
            Some(_) => format!("there is a {strange:?} in the host name: did you mean {dotted}?"),
            None => format!("there is a {strange:?} in the host name: write it without"),
        });
    }
    if !host.contains(char::is_alphanumeric) && !is_ipv6(host) {
        return bad("there is no letter and no digit in the host name");
    }
    let port = match port.map(str::parse) {
        None => None,
        Some(Ok(0) | Err(_)) => return bad("the port is not a number from 1 to 65535"),
        Some(Ok(port)) => Some(port),
    };
    Ok(HostPort { host: host.to_owned(), port })
}

/// The two parts of `me:password@host:465/path`.
fn login_and_server(text: &str) -> (Option<&str>, &str) {
    let (login, rest) = text.rsplit_once('@').map_or((None, text), |(login, rest)| (Some(login), rest));
    (login, rest.split(['/', '?']).next().unwrap_or_default())
}

/// How a server is written, and a login that stood before it; where that had a password, how it is given.
fn apart(server: &str, login: &str) -> String {
    match login.split_once(':') {
        Some((user, _)) => format!("-s {server} -u {user} (the password is asked for, or comes from {VARIABLE})"),
        None => format!("-s {server} -u {login}"),
    }
}

/// Full-width forms and the Chinese full stop as the ASCII characters that were meant.
fn typed_in_ascii(text: &str) -> String {
    let meant = |c: char| match c {
        '\u{3002}' | '\u{FF61}' => '.',
        '\u{3000}' => ' ',
        other => mail::narrow(other),
    };
    text.chars().map(meant).collect()
}

/// With the zone of a link-local one too.
fn is_ipv6(text: &str) -> bool {
    text.split('%').next().unwrap_or_default().parse::<Ipv6Addr>().is_ok()
}

/// A reply takes its time even from the next room; with none at all, no server would ever be heard.
fn timeout(text: &str) -> Result<Duration, String> {
    let time = duration(text)?;
    if time < LEAST_TIMEOUT { Err("at least 1s: no reply comes in no time".to_owned()) } else { Ok(time) }
}

fn client_name(text: &str) -> Result<String, String> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(text.to_owned())
    } else {
        Err("a domain name or an address in brackets, without blanks".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_waited_for() {
        for (text, seconds) in [("1s", 1), ("1", 1), ("2 min", 120)] {
            assert_eq!(timeout(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for (text, why) in
            [("0", "at least 1s"), ("0s", "at least 1s"), ("999ms", "at least 1s"), ("soon", "such as 30s")]
        {
            assert!(timeout(text).unwrap_err().contains(why), "{text}");
        }
    }

    #[test]
    fn servers_are_read() {
        for (text, host, port) in [
            ("smtp.163.com", "smtp.163.com", None),
            ("smtp.163.com:994", "smtp.163.com", Some(994)),
            ("127.0.0.1:2525", "127.0.0.1", Some(2525)),
            ("::1", "::1", None),
            ("[::1]:2525", "::1", Some(2525)),
            ("[::1]", "::1", None),
            ("163", "163", None),
            ("fe80::1%eth0", "fe80::1%eth0", None),
            ("::", "::", None),
            ("mail_out.例子.cn:25", "mail_out.例子.cn", Some(25)),
            // As a Chinese keyboard has it, or a copy.
            ("smtp.qq.com：465", "smtp.qq.com", Some(465)),
            ("ｓｍｔｐ．qq。com", "smtp.qq.com", None),
            (" 163 ", "163", None),
            ("\u{3000}smtp.qq.com:465\n", "smtp.qq.com", Some(465)),
            ("ses:eu-west-1", "email-smtp.eu-west-1.amazonaws.com", None),
        ] {
            assert_eq!(host_port(text), Ok(HostPort { host: host.to_owned(), port }), "{text}");
        }
        for text in [
            "", ":25", "host:", "host:0", "host:70000", "host:smtp", "[::1", "[::1]25", "a b", "smtp://host",
            "mail.example.com:465:1", "1:2:3", "smtp,qq.com", "mail.example.com;", "-", "...", "me@host",
        ] {
            assert!(host_port(text).is_err(), "{text:?}");
        }
        for (text, told) in [
            ("https://smtp.qq.com/", "write smtp.qq.com, and"),
            ("smtp://smtp.qq.com:465/?tls", "write smtp.qq.com:465, and"),
            ("smtps://me:pw@localhost:2525/?x=y", "it is no URL: write -s localhost:2525 -u me (the password is asked"),
            ("smtps://me@163.com@smtp.163.com", "it is no URL: write -s smtp.163.com -u me@163.com, and"),
            (
                "me:pw@localhost:2525",
                "write -s localhost:2525 -u me (the password is asked for, or comes from MAILSHOT_",
            ),
            ("me@localhost:2525", "write -s localhost:2525 -u me"),
            ("smtp,qq.com", "did you mean smtp.qq.com?"),
            ("smtp，qq.com:465", "did you mean smtp.qq.com?"),
            ("mail.example.com:465:1", "several colons"),
        ] {
            assert!(host_port(text).unwrap_err().contains(told), "{text}: {:?}", host_port(text));
        }
        assert!(host_port("wang@163.com").unwrap_err().ends_with("did you mean -s 163 -u wang@163.com?"));
    }
}
