//! Which server was meant: the one that was typed, a provider by its name, or the provider of an address's domain.

use anyhow::{bail, ensure};

use super::args::{HostPort, ServerArgs, TlsArg};
use super::output::note;
use super::password;
use crate::findings::{OtherFrom, Sender, meant_domain};
use crate::mail::Address;
use crate::net::{self, Server, Tls, TlsOptions};
use crate::provider::{self, Provider, Security};
use crate::smtp::TlsMode;
use crate::smtp::auth::Choice;

/// A server, before its password has been asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls_mode: TlsMode,
    /// Whose it is, if that is known.
    pub(super) provider: Option<&'static Provider>,
}

/// The server that was typed, else that of the first domain that is a provider's own: of the login, then of these
/// addresses. `None` where nothing leads to one.
pub(super) fn find<'a>(
    args: &ServerArgs,
    addresses: impl IntoIterator<Item = &'a Address>,
) -> anyhow::Result<Option<Target>> {
    match look(args, addresses)? {
        Some((_, Some(why))) if args.user.is_none() => bail!(why),
        found => Ok(found.map(|(target, _)| target)),
    }
}

/// As [`find`], where nothing is sent, so that no login is needed.
pub(super) fn foresee<'a>(
    args: &ServerArgs,
    addresses: impl IntoIterator<Item = &'a Address>,
) -> anyhow::Result<Option<Target>> {
    Ok(look(args, addresses)?.map(|(target, _)| target))
}

/// The server, and what to say if it needs a login and there is none.
fn look<'a>(
    args: &ServerArgs,
    addresses: impl IntoIterator<Item = &'a Address>,
) -> anyhow::Result<Option<(Target, Option<String>)>> {
    let login = login(args);
    let Some(HostPort { host, port }) = &args.server else {
        let owner = |address: Address| Some((provider::by_domain(address.domain())?, address));
        let mut addresses = login.into_iter().chain(addresses.into_iter().cloned());
        let Some((provider, address)) = addresses.find_map(owner) else { return Ok(None) };
        let why = format!(
            "{}: {} takes mail from its users only. Give the login: -u {address}",
            address.domain(),
            provider.title
        );
        return Ok(Some((Target::of(provider, None, args), Some(why))));
    };
    if let Some(provider) = provider::by_name(host) {
        ensure!(
            !provider.is_regional(),
            "--server {host}: {} has a server in each region. Give yours: --server {host}:eu-west-1",
            provider.title
        );
        let why = format!(
            "--server {host}: {} takes mail from its users only. Give the login: -u NAME (mostly the whole address)",
            provider.title
        );
        return Ok(Some((Target::of(provider, *port, args), Some(why))));
    }
    ensure!(
        port.is_some() || !host.bytes().all(|octet| octet.is_ascii_digit()),
        "--server {host}: is neither a preset nor a host. Did you mean {}? (mailshot providers lists them.)",
        numbers_like(host).join(", ")
    );
    if port.is_none()
        && !host.contains(['.', ':'])
        && let Some(name) = provider::nearest(host)
    {
        bail!(
            "--server {host}: there is no preset of this name. Did you mean {name}? (mailshot providers lists them.) If it \
             is a host, give its port too: {host}:465"
        );
    }
    let provider = provider::by_host(host, login.as_ref().map(Address::domain));
    if provider.is_none()
        && port.is_none()
        && let Some(nearest) = provider::nearest_host(host)
    {
        bail!(
            "--server {host}: it is no server of a provider. Did you mean {nearest}? If it is a host of its own, give its port \
             too: {host}:465"
        );
    }
    let (tls_mode, port) = security(args.tls, *port, provider);
    Ok(Some((Target { host: host.clone(), port, tls_mode, provider }, None)))
}

/// A mode as `--tls` takes it.
pub(super) fn typed(mode: TlsMode) -> &'static str {
    match mode {
        TlsMode::Implicit => "implicit",
        TlsMode::StartTls => "starttls",
        TlsMode::None => "none",
    }
}

/// The presets that are called by a number, the nearest first.
fn numbers_like(host: &str) -> Vec<&'static str> {
    let names = provider::all().iter().map(|provider| provider.name.as_str());
    let mut names: Vec<_> = names.filter(|name| name.bytes().all(|octet| octet.is_ascii_digit())).collect();
    names.sort_by_key(|name| strsim::osa_distance(name, host));
    names.truncate(3);
    names
}

/// As [`find`], where there must be a server to send through.
pub(super) fn required<'a>(
    args: &ServerArgs,
    addresses: impl IntoIterator<Item = &'a Address>,
) -> anyhow::Result<Target> {
    let addresses: Vec<&Address> = addresses.into_iter().collect();
    match find(args, addresses.iter().copied())? {
        Some(target) => Ok(target),
        None => {
            let unknown = unknown(args, addresses.iter().copied());
            let login = login(args);
            let can_be_looked_up =
                |address: &&Address| !address.is_example() && meant_domain(address.domain()).is_none();
            let own = login.iter().chain(addresses).find(can_be_looked_up);
            let hint = own.map(|own| format!(". 'mailshot probe -u {own}' looks up where {} is hosted", own.domain()));
            bail!("{unknown}{}", hint.unwrap_or_default())
        }
    }
}

/// What to say where nothing leads to a server.
pub(super) fn unknown<'a>(args: &ServerArgs, addresses: impl IntoIterator<Item = &'a Address>) -> String {
    let login = login(args);
    let because = match login.as_ref().or(addresses.into_iter().next()) {
        Some(address) if login.is_none() && address.is_example() => {
            format!("{address} is an example, put your own address into From")
        }
        Some(address) => {
            let domain = address.domain();
            let near = meant_domain(domain).map(|near| format!(". Did you mean {near}?")).unwrap_or_default();
            format!("{domain} is no mailbox provider that is known here{near}")
        }
        None => "neither a login nor From says whose mailbox it is".to_owned(),
    };
    let stop = if because.ends_with('?') { "" } else { "." };
    format!(
        "no server to send through: {because}{stop} Give the server: --server HOST, which other mail programs call the outgoing or SMTP \
         server in their settings, or the name of a provider (--server 163, qq, gmail …; mailshot providers lists them)"
    )
}

/// The login, if it is an address.
fn login(args: &ServerArgs) -> Option<Address> {
    args.user.as_deref().and_then(|user| Address::parse(user).ok())
}

impl Target {
    /// `host:port`.
    pub(super) fn label(&self) -> String {
        net::label(&self.host, self.port)
    }

    /// The server of a provider.
    pub(super) fn of(provider: &'static Provider, port: Option<u16>, args: &ServerArgs) -> Self {
        let (tls_mode, port) = security(args.tls, port, Some(provider));
        Self { host: provider.server.host.clone(), port, tls_mode, provider: Some(provider) }
    }

    /// What warnings go by: what is known of the provider.
    pub(super) fn sender(&self, args: &ServerArgs) -> Sender {
        let Some(provider) = self.provider else { return Sender::default() };
        let other_from = match provider {
            Provider { replaces_from: true, .. } => OtherFrom::Replaced,
            Provider { from_must_equal_login: true, other_from, .. } => {
                OtherFrom::Refused(other_from.as_ref().map(|known| known.value.clone()))
            }
            _ => OtherFrom::Unknown,
        };
        // What is said of other houses' addresses goes for this house's mailboxes: a relay's logins may be anybody's addresses.
        let is_own = |user: &&String| user.rsplit_once('@').is_some_and(|(_, domain)| provider.owns(domain));
        Sender {
            login: args.user.as_ref().filter(|user| other_from != OtherFrom::Unknown || is_own(user)).cloned(),
            other_from,
            provider: Some(provider.title.clone()),
            largest: provider.max_size.as_ref().map(|known| known.value),
            recipients: provider.recipients_per_message.as_ref().and_then(|known| usize::try_from(known.value).ok()),
        }
    }

    /// What is odd about logging in to this provider with an address of another domain; nothing where it hosts such domains too.
    fn stranger(&self, user: &str) -> Option<String> {
        /// More of them are a list that nobody reads.
        const TOLD: usize = 4;
        let provider = self.provider.filter(|provider| !provider.domains.is_empty() && !provider.hosts_domains)?;
        let login = Address::parse(user).ok()?;
        let is_host = |other: &Provider| other.domains.is_empty() && other.server.host == self.host;
        if provider.owns(login.domain()) || provider::all().iter().any(is_host) {
            return None;
        }
        let (told, more) = provider.domains.split_at(provider.domains.len().min(TOLD));
        let others = if more.is_empty() { "" } else { " and others" };
        Some(format!(
            "The login {user} is no mailbox of {}: those end in @{}{others}. Is {} the right server? Your own mailbox's is the \
             right one.",
            provider.title,
            told.join(", @"),
            self.host
        ))
    }

    /// The server to talk to: the password is asked for, and trust roots are loaded.
    pub(super) fn server(&self, args: &ServerArgs) -> anyhow::Result<Server> {
        if let Some(doubt) = args.user.as_deref().and_then(|user| self.stranger(user)) {
            note(&doubt);
        }
        let tls = Tls::new(&TlsOptions {
            ca_file: args.ca_file.clone(),
            accept_invalid_certs: args.danger_accept_invalid_certs,
        })?;
        Ok(Server {
            host: self.host.clone(),
            port: self.port,
            tls_mode: self.tls_mode,
            tls,
            credentials: password::credentials(args)?,
            mechanism: self.mechanism(args.auth.into()),
            allow_plaintext_auth: args.allow_plaintext_auth,
            client_name: args.helo.clone(),
            timeout: args.timeout,
        })
    }

    /// Where only access tokens work, what was given as the password is one.
    fn mechanism(&self, said: Choice) -> Choice {
        match self.provider {
            Some(provider) if said == Choice::Auto && provider.is_oauth_only() => Choice::XOAuth2,
            _ => said,
        }
    }
}

/// As the provider has it; else implicit TLS on 465, STARTTLS elsewhere. What was typed decides before that.
fn security(tls: Option<TlsArg>, port: Option<u16>, provider: Option<&Provider>) -> (TlsMode, u16) {
    let preset = provider.map(|provider| (mode(provider.server.tls), provider.server.port));
    match (tls, port, preset) {
        (None, None, Some(preset)) => preset,
        (Some(tls), None, Some((preset, port))) if TlsMode::from(tls) == preset => (preset, port),
        (Some(tls), Some(port), _) => (tls.into(), port),
        (Some(TlsArg::Starttls), None, _) => (TlsMode::StartTls, 587),
        (Some(TlsArg::None), None, _) => (TlsMode::None, 25),
        (Some(TlsArg::Implicit) | None, None, _) | (None, Some(465), _) => (TlsMode::Implicit, 465),
        (None, Some(port), _) => (TlsMode::StartTls, port),
    }
}

fn mode(security: Security) -> TlsMode {
    match security {
        Security::Implicit => TlsMode::Implicit,
        Security::Starttls => TlsMode::StartTls,
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Typed {
        #[command(flatten)]
        server: ServerArgs,
    }

    /// What the command line and a From come to.
    fn found(line: &str, from: &[&str]) -> anyhow::Result<Option<Target>> {
        let args = Typed::try_parse_from(std::iter::once("send").chain(line.split_whitespace()))?.server;
        let from: Vec<Address> = from.iter().map(|from| Address::parse(from).unwrap()).collect();
        find(&args, &from)
    }

    fn told(line: &str, from: &[&str]) -> String {
        match found(line, from) {
            Err(error) => error.to_string(),
            Ok(None) => "nothing".to_owned(),
            Ok(Some(Target { host, port, tls_mode, provider })) => {
                let mode = typed(tls_mode);
                format!("{host}:{port} {mode} {}", provider.map_or("-", |provider| &provider.name))
            }
        }
    }

    #[test]
    fn names_hosts_and_addresses_lead_to_a_server() {
        let cases: &[(&str, &[&str], &str)] = &[
            ("-s 163 -u me@163.com", &[], "smtp.163.com:465 implicit 163"),
            ("-s 163:994 -u me@163.com --tls implicit", &[], "smtp.163.com:994 implicit 163"),
            ("-s outlook -u me@outlook.com", &[], "smtp-mail.outlook.com:587 starttls outlook"),
            ("-s gmail:587 -u me@gmail.com", &[], "smtp.gmail.com:587 starttls gmail"),
            ("-s gmail --tls starttls -u me@gmail.com", &[], "smtp.gmail.com:587 starttls gmail"),
            ("-s smtp2go --tls starttls -u me", &[], "mail.smtp2go.com:2525 starttls smtp2go"),
            ("-s ses:eu-west-1 -u AKIA", &[], "email-smtp.eu-west-1.amazonaws.com:465 implicit ses"),
            ("-s smtp.163.com", &[], "smtp.163.com:465 implicit 163"),
            ("-s smtp.163.com:25 --tls none", &[], "smtp.163.com:25 none 163"),
            ("-s smtp-mail.outlook.com", &[], "smtp-mail.outlook.com:587 starttls outlook"),
            ("-s smtp.gmail.com -u me@school.example", &[], "smtp.gmail.com:465 implicit workspace"),
            // The server that was typed decides, whoever writes.
            ("-s 127.0.0.1:2525 -u me@163.com", &["me@qq.com"], "127.0.0.1:2525 starttls -"),
            ("-s localhost", &[], "localhost:465 implicit -"),
            ("-s mx.example.com", &[], "mx.example.com:465 implicit -"),
            ("-s smtp.qq.con:465", &[], "smtp.qq.con:465 implicit -"),
            ("-s gmial:465", &[], "gmial:465 implicit -"),
            ("-u me@163.com", &["me@qq.com"], "smtp.163.com:465 implicit 163"),
            ("-u teacher", &["me@qq.com"], "smtp.qq.com:465 implicit qq"),
            ("-u me@gmx.de", &[], "mail.gmx.net:465 implicit gmx"),
            ("-s gmx -u me@gmx.at", &[], "mail.gmx.net:465 implicit gmx"),
            ("-s naver -u me@naver.com", &[], "smtp.naver.com:465 implicit naver"),
            ("-s infomaniak -u me@ik.me", &[], "mail.infomaniak.com:587 starttls infomaniak"),
            ("-u me@school.example", &["me@foxmail.com"], "smtp.qq.com:465 implicit qq"),
            ("-u me@school.example", &["me@school.example"], "nothing"),
            ("", &[], "nothing"),
        ];
        for (line, from, expected) in cases {
            assert_eq!(told(line, from), *expected, "{line} {from:?}");
        }
    }

    #[test]
    fn what_is_missing_is_said() {
        for (line, from, expected) in [
            ("-s 163", &[][..], "-u NAME"),
            ("", &["me@163.com"], "-u me@163.com"),
            ("-s ses -u AKIA", &[], "--server ses:eu-west-1"),
            ("-s gmial", &[], "Did you mean gmail?"),
            ("-s smtp.qq.con", &[], "Did you mean smtp.qq.com?"),
            ("-s 136", &[], "is neither a preset nor a host. Did you mean 163, "),
        ] {
            let told = told(line, from);
            assert!(told.contains(expected), "{line}: {told}");
        }
        let args = Typed::try_parse_from(["send", "-u", "me@school.example"]).unwrap().server;
        let error = required(&args, []).unwrap_err().to_string();
        assert!(error.contains("school.example is no mailbox provider") && error.contains("--server HOST"), "{error}");
        assert!(error.contains("'mailshot probe -u me@school.example' looks up") && !error.contains("mean"), "{error}");
        let args = Typed::try_parse_from(["send", "-u", "me@gmx.dee"]).unwrap().server;
        let error = required(&args, []).unwrap_err().to_string();
        assert!(error.contains("known here. Did you mean gmx.de? Give the server: --server HOST"), "{error}");
        assert!(!error.contains("probe"), "{error}");
        let args = Typed::try_parse_from(["send"]).unwrap().server;
        let error = required(&args, [&Address::parse("teacher@example.com").unwrap()]).unwrap_err().to_string();
        assert!(error.contains("put your own address into From") && error.contains("--server HOST"), "{error}");
        assert!(!error.contains("probe"), "{error}");
    }

    #[test]
    fn a_login_of_another_provider_is_doubted() {
        let doubt = |server: &str, user: &str| {
            let target = found(&format!("-s {server} -u {user}"), &[]).unwrap().unwrap();
            target.stranger(user)
        };
        let told = doubt("163", "wang@school.example").unwrap();
        assert!(told.contains("wang@school.example is no mailbox of NetEase 163"), "{told}");
        let told = doubt("yahoo", "wang@school.example").unwrap();
        assert!(told.contains("@yahoo.com, @ymail.com, ") && told.contains(" and others. Is "), "{told}");
        for (server, user) in [
            ("163", "wang@163.com"),
            ("163", "wang"),
            ("qq", "me@vip.qq.com"),
            ("smtp.gmail.com", "me@school.example"),
            ("gmail", "me@school.example"),
            ("exmail", "me@school.example"),
            ("fastmail", "me@school.example"),
            ("localhost:25", "me@school.example"),
        ] {
            assert_eq!(doubt(server, user), None, "{server} {user}");
        }
    }

    #[test]
    fn where_only_tokens_work_the_password_is_one() {
        let outlook = found("-s outlook -u me@outlook.com", &[]).unwrap().unwrap();
        assert_eq!(outlook.mechanism(Choice::Auto), Choice::XOAuth2);
        assert_eq!(outlook.mechanism(Choice::OAuthBearer), Choice::OAuthBearer);
        let gmail = found("-s gmail -u me@gmail.com", &[]).unwrap().unwrap();
        assert_eq!(gmail.mechanism(Choice::Auto), Choice::Auto);
    }
}
