//! Mailboxes and relays that are known: where to submit mail, at what pace, how to get a password for it.
//!
//! For: the data of `data/`, and finding an entry by name, by the server's host, by the domain of an address, by
//! the domain's MX host.
//!
//! Not for: what is done with it. The command line takes defaults from here ([`crate::cli`]), the probe its advice.
//!
//! Start reading at [`Provider`] and `data/head.toml`; a new provider is an entry beside it and nothing else.

mod find;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

pub use find::{by_domain, by_host, by_mx, by_name, by_server, nearest, nearest_domain, nearest_host, regional};

/// One file in parts: the head first, then the entries in the order that they are told in.
const DATA: &str = concat!(
    include_str!("data/head.toml"),
    include_str!("data/china.toml"),
    include_str!("data/worldwide.toml"),
    include_str!("data/german.toml"),
    include_str!("data/west.toml"),
    include_str!("data/east.toml"),
    include_str!("data/overseas.toml"),
    include_str!("data/relays.toml"),
);

static FILE: LazyLock<File> = LazyLock::new(|| {
    let mut file: File = toml::from_str(DATA).expect("the data is a part of the program, and a test reads it");
    file.date_numbers();
    file
});

/// All providers, in the order of the file.
#[must_use]
pub fn all() -> &'static [Provider] {
    &FILE.providers
}

/// All their domains, in that order. A list of recipients asks for no more, and what is read for these takes no memory.
pub(crate) fn domains() -> impl Iterator<Item = &'static str> {
    let lists = DATA.split("\ndomains = [").skip(1).filter_map(|list| list.split(']').next());
    // In quotation marks is each second part.
    lists.flat_map(|list| list.split('"').skip(1).step_by(2))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    date: String,
    #[serde(rename = "provider")]
    providers: Vec<Provider>,
}

/// A mailbox provider or relay. Every number has its [`Source`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// The name for `--server`: lower case, no dot.
    pub name: String,
    /// What a person calls it.
    pub title: String,
    /// Other names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Domains of From addresses that are its own.
    #[serde(default)]
    pub domains: Vec<String>,
    /// Whether its users have mailboxes in domains of their own there too.
    #[serde(default)]
    pub hosts_domains: bool,
    /// Its submission servers: names, with at most one `*` for anything.
    pub hosts: Vec<String>,
    /// Its MX hosts, likewise.
    #[serde(default)]
    pub mx: Vec<String>,
    /// What a domain that is hosted there includes in its SPF record (RFC 7208 §5.2).
    #[serde(default)]
    pub spf: Vec<String>,
    /// Usual DKIM selectors (RFC 6376 §3.1).
    #[serde(default)]
    pub selectors: Vec<String>,
    /// Where to submit.
    pub server: Submission,
    /// What a login can be by, the usual one first.
    pub auth: Vec<Login>,
    /// What the password is called there.
    pub secret: String,
    /// Whether mail is known to be refused whose From is not the login.
    #[serde(default)]
    pub from_must_equal_login: bool,
    /// What it says to another From then.
    pub other_from: Option<Known<String>>,
    /// Whether it puts the login into From where that is neither the login nor an alias of it.
    #[serde(default)]
    pub replaces_from: bool,
    /// Whether it puts a return address of its own into the envelope, for which SPF is checked then.
    #[serde(default)]
    pub own_return_path: bool,
    /// Sessions at the same time, for a batch.
    pub sessions: Option<Known<u64>>,
    /// Messages in one session.
    pub messages_per_session: Option<Known<u64>>,
    /// Messages in some time, all sessions together: `15/min`.
    pub rate: Option<Known<String>>,
    /// Recipients in any 24 hours.
    pub daily_limit: Option<Known<u64>>,
    /// Recipients of one message.
    pub recipients_per_message: Option<Known<u64>>,
    /// Octets of one message.
    pub max_size: Option<Known<u64>>,
    /// How to get the password that a program needs.
    pub password: Text,
    /// What else to know.
    pub quirks: Text,
}

/// A server for submission, and how it is secured.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// Its name; with `REGION` in it where there is one for each region.
    pub host: String,
    /// The port.
    pub port: u16,
    /// How it is secured.
    pub tls: Security,
    /// Where this is from.
    pub source: Source,
}

/// How a connection is secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first octet (RFC 8314).
    Implicit,
    /// STARTTLS (RFC 3207).
    Starttls,
}

/// What a login is by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Login {
    /// A password of some kind.
    Password,
    /// An access token: XOAUTH2 or OAUTHBEARER.
    Oauth2,
}

/// Something known, where from, and as of when.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Known<T> {
    /// What.
    pub value: T,
    /// Where from.
    pub source: Source,
    /// Year and month: `2026-11`.
    #[serde(default)]
    pub date: String,
}

/// Where something known is from. `data/head.toml` says it at length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The provider's own pages.
    Official,
    /// The Thunderbird project's autoconfig database.
    Autoconfig,
    /// nodemailer's list of well-known services.
    Nodemailer,
    /// Seen by this project.
    Measured,
    /// Told by users.
    Unconfirmed,
    /// Ours: gentle, and no limit of the provider's.
    Choice,
}

impl Source {
    /// In words, behind a number.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Official => "from the provider's pages",
            Self::Autoconfig => "from Thunderbird's database",
            Self::Nodemailer => "from nodemailer's list",
            Self::Measured => "measured",
            Self::Unconfirmed => "told by users, unconfirmed",
            Self::Choice => "our choice, gentle",
        }
    }
}

/// A text in the languages there are.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Provider {
    /// Whether a password is of no use there.
    #[must_use]
    pub fn is_oauth_only(&self) -> bool {
        self.auth == [Login::Oauth2]
    }

    /// Whether its server has another name in each region.
    #[must_use]
    pub fn is_regional(&self) -> bool {
        self.server.host.contains(find::REGION)
    }

    /// Whether these addresses are its own.
    #[must_use]
    pub fn owns(&self, domain: &str) -> bool {
        self.domains.iter().any(|own| own.eq_ignore_ascii_case(domain))
    }
}

impl File {
    /// A number without a date has that of the file.
    fn date_numbers(&mut self) {
        for provider in &mut self.providers {
            let counts = [
                &mut provider.sessions,
                &mut provider.messages_per_session,
                &mut provider.daily_limit,
                &mut provider.recipients_per_message,
                &mut provider.max_size,
            ];
            let dates = counts.into_iter().flatten().map(|known| &mut known.date);
            let texts = [&mut provider.rate, &mut provider.other_from];
            for date in dates.chain(texts.into_iter().flatten().map(|known| &mut known.date)) {
                if date.is_empty() {
                    date.clone_from(&self.date);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn domains_are_those_of_all() {
        let of_all = all().iter().flat_map(|provider| &provider.domains).map(String::as_str);
        assert_eq!(domains().collect::<Vec<_>>(), of_all.collect::<Vec<_>>());
    }

    #[test]
    fn every_entry_is_complete() {
        assert!(all().len() >= 80, "{}", all().len());
        for provider in all() {
            let name = &provider.name;
            assert!(!name.contains('.') && *name == name.to_lowercase() && !name.is_empty(), "{name}");
            assert!(!provider.hosts.is_empty() && !provider.auth.is_empty() && !provider.secret.is_empty(), "{name}");
            assert!(provider.sessions.as_ref().is_some_and(|sessions| sessions.value > 0), "{name}");
            assert!(provider.server.port > 0, "{name}");
            for text in [&provider.title, &provider.password.en, &provider.quirks.en] {
                assert!(!text.is_empty() && !text.contains('\n'), "{name}: {text:?}");
            }
            for text in [&provider.password.zh, &provider.quirks.zh] {
                let is_chinese = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
                assert!(is_chinese && !text.contains('\n'), "{name}: {text:?}");
            }
            let sizes = [&provider.messages_per_session, &provider.daily_limit, &provider.max_size];
            for known in sizes.into_iter().flatten() {
                assert!(known.value > 0 && known.date.len() == "2026-11".len(), "{name}: {known:?}");
            }
            assert!(provider.other_from.is_none() || provider.from_must_equal_login, "{name}");
            let security = if provider.server.port == 465 { Security::Implicit } else { Security::Starttls };
            assert_eq!(provider.server.tls, security, "{name}");
        }
    }

    #[test]
    fn every_name_belongs_to_one_provider() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for provider in all() {
            let names = std::iter::once(&provider.name).chain(&provider.aliases).chain(&provider.domains);
            for name in names {
                assert_eq!(seen.insert(name.to_lowercase(), &provider.name), None, "{name}");
            }
        }
        let mut mx: HashMap<&str, &str> = HashMap::new();
        for provider in all() {
            for host in &provider.mx {
                assert_eq!(mx.insert(host, &provider.name), None, "{host}");
            }
        }
    }

    #[test]
    fn its_mailboxes_and_its_server_are_of_one_provider() {
        for (address, host) in [
            ("gmx.de", "mail.gmx.net"),
            ("gmx.com", "mail.gmx.com"),
            ("web.de", "smtp.web.de"),
            ("wp.pl", "smtp.wp.pl"),
            ("ya.ru", "smtp.yandex.ru"),
            ("hanmail.net", "smtp.daum.net"),
            ("verizon.net", "smtp.aol.com"),
            ("wanadoo.fr", "smtp.orange.fr"),
            // Another company than the one of `yahoo.com`.
            ("yahoo.co.jp", "smtp.mail.yahoo.co.jp"),
        ] {
            assert!(by_domain(address).is_some() && by_domain(address) == by_host(host, None), "{address} {host}");
        }
        assert_ne!(by_domain("yahoo.co.jp"), by_domain("yahoo.com"));
        assert_eq!(by_host("smtp.ionos.co.uk", Some("school.example")), by_name("ionos"));
    }

    #[test]
    fn its_own_server_leads_to_each() {
        for provider in all() {
            let host = provider.server.host.replace(find::REGION, "eu-west-1");
            // Gmail and Workspace have one server: the login's domain tells them apart.
            let domain = provider.domains.first().map_or("example.com", String::as_str);
            assert_eq!(by_host(&host, Some(domain)), Some(provider), "{host}");
        }
    }

    #[test]
    fn everybody_of_the_short_table_is_there() {
        let names = "gmail workspace outlook office365 yahoo icloud zoho fastmail 163 126 yeah qq foxmail exmail aliyun-qiye \
             aliyun sina sohu 139 189 21cn 263 188 feishu ses sendgrid mailgun postmark mailersend smtp2go gmx web.de \
             t-online posteo ionos bluewin orange.fr free.fr laposte libero kpn wp.pl onet seznam mail.ru yandex uol naver daum \
             yahoo.co.jp proton";
        for name in names.split(' ') {
            assert!(by_name(name).is_some(), "{name}");
        }
    }

    #[test]
    fn the_numbers_have_the_date_of_the_file() {
        let gmail = by_name("gmail").unwrap();
        let expected = Known { value: 500, source: Source::Official, date: "2026-11".to_owned() };
        assert_eq!(gmail.daily_limit, Some(expected));
        assert!(by_name("outlook").unwrap().is_oauth_only() && !by_name("office365").unwrap().is_oauth_only());
        assert!(by_name("ses").unwrap().is_regional());
    }
}
