//! What the DNS says about a From domain: where its mail goes, and whether receivers can tell that a mail is its own.
//!
//! Start reading at [`look_up`]. The parsers (`spf.rs`, `dkim.rs`, `dmarc.rs`) are pure; [`Names`] is what they ask.

mod dkim;
mod dmarc;
mod resolver;
mod spf;
mod spf_walk;
mod tags;

use std::net::IpAddr;
use std::time::Instant;

use thiserror::Error;

use super::step::{Mark, Step};
use crate::provider::{self, Provider};

pub use resolver::{Resolver, ResolverError};

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NameError {
    /// There is no such name, or nothing of that kind.
    #[error("there is none")]
    Missing,
    /// The name servers did not answer, or said that they could not.
    #[error("{0}")]
    Failed(String),
}

/// Answers questions about names.
pub trait Names {
    /// The TXT records of a name, each with its pieces joined.
    ///
    /// # Errors
    /// See [`NameError`]; an empty answer is [`NameError::Missing`].
    fn txt(&self, name: &str) -> Result<Vec<String>, NameError>;

    /// The addresses of a name, A and AAAA.
    ///
    /// # Errors
    /// Likewise.
    fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, NameError>;

    /// The MX hosts of a domain, the preferred one first; an empty name for a null MX (RFC 7505).
    ///
    /// # Errors
    /// Likewise.
    fn mx(&self, domain: &str) -> Result<Vec<String>, NameError>;
}

/// What is to be looked up.
#[derive(Debug)]
pub struct Lookup<'a> {
    /// The domain of From.
    pub domain: &'a str,
    /// Whose server it is, if that is known.
    pub provider: Option<&'static Provider>,
    /// The server's addresses.
    pub addresses: &'a [IpAddr],
    /// `--dkim-selector`.
    pub selector: Option<&'a str>,
}

/// Looks up MX, SPF, DKIM and DMARC; `tell` is given each step. Nothing of it keeps a server from taking mail, so nothing is
/// worse than odd.
pub fn look_up(names: &dyn Names, lookup: &Lookup<'_>, tell: &mut dyn FnMut(Step)) {
    let began = Instant::now();
    let (mx, is_reachable) = match names.mx(lookup.domain) {
        Err(NameError::Failed(why)) => (unreachable(&why), false),
        found => (mx(names, lookup.domain, found.ok()), true),
    };
    tell(mx.took(began.elapsed()));
    if !is_reachable {
        // The others would only wait as long again.
        return;
    }
    let questions: [&dyn Fn() -> Step; 3] =
        [&|| spf_walk::step(names, lookup), &|| dkim::step(names, lookup), &|| dmarc::step(names, lookup.domain)];
    for question in questions {
        let began = Instant::now();
        let step = question();
        tell(step.took(began.elapsed()));
    }
}

/// The provider that a domain's mail goes to.
#[must_use]
pub fn hosted_at(names: &dyn Names, domain: &str) -> Option<&'static Provider> {
    names.mx(domain).ok()?.iter().find_map(|host| provider::by_mx(host))
}

fn unreachable(why: &str) -> Step {
    let text = format!("the DNS cannot be asked: {why}. SPF, DKIM and DMARC are left out");
    Step::new("mx", Mark::Open, text).advise("--dns-server IP:PORT asks another name server; --no-dns leaves this out.")
}

/// Where mail to the domain goes (RFC 5321 §5.1): without an MX record, to its addresses.
fn mx(names: &dyn Names, domain: &str, found: Option<Vec<String>>) -> Step {
    let hosts = found.unwrap_or_default();
    if hosts.iter().all(String::is_empty) {
        let why = match names.addresses(domain) {
            _ if !hosts.is_empty() => "its MX record says so (RFC 7505)",
            Ok(addresses) => {
                let first = addresses.first().map(|address| format!(" ({address})")).unwrap_or_default();
                let text = format!("mail to {domain} goes to the server of that name{first}: there is no MX record");
                return Step::new("mx", Mark::Good, text);
            }
            Err(_) => "it has neither an MX record nor an address",
        };
        return Step::new("mx", Mark::Odd, format!("{domain} takes no mail: {why}"))
            .advise("Replies and bounces to From get lost. Use an address that takes mail.");
    }
    let at = hosts.iter().find_map(|host| provider::by_mx(host)).map(|provider| format!(" ({})", provider.title));
    let text = format!("mail to {domain} goes to {}{}", hosts[0], at.unwrap_or_default());
    Step::new("mx", Mark::Good, text).with("hosts", hosts)
}

/// A step about a record that could not be asked for.
fn failed(name: &'static str, what: &str, why: &str) -> Step {
    Step::new(name, Mark::Open, format!("{what} cannot be looked up: {why}"))
}

#[cfg(test)]
pub(super) mod table {
    //! Names from a table, for tests.

    use std::cell::Cell;
    use std::collections::HashMap;

    use super::*;

    /// `("example.com TXT", "v=spf1 -all")`; `A` holds both kinds of addresses; `FAIL` as the value fails.
    pub(in crate::probe) struct Table {
        records: HashMap<String, Vec<String>>,
        pub(in crate::probe) asked: Cell<usize>,
    }

    impl Table {
        pub(in crate::probe) fn new(records: &[(&str, &str)]) -> Self {
            let mut table: HashMap<String, Vec<String>> = HashMap::new();
            for (name, value) in records {
                table.entry((*name).to_owned()).or_default().push((*value).to_owned());
            }
            Self { records: table, asked: Cell::new(0) }
        }

        fn get(&self, name: &str, kind: &str) -> Result<Vec<String>, NameError> {
            self.asked.set(self.asked.get() + 1);
            match self.records.get(&format!("{name} {kind}")) {
                None => Err(NameError::Missing),
                Some(values) if values[0] == "FAIL" => Err(NameError::Failed("no answer".to_owned())),
                Some(values) => Ok(values.clone()),
            }
        }
    }

    impl Names for Table {
        fn txt(&self, name: &str) -> Result<Vec<String>, NameError> {
            self.get(name, "TXT")
        }

        fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, NameError> {
            Ok(self.get(name, "A")?.iter().map(|address| address.parse().unwrap()).collect())
        }

        fn mx(&self, domain: &str) -> Result<Vec<String>, NameError> {
            self.get(domain, "MX")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::table::Table;
    use super::*;

    fn told(records: &[(&str, &str)]) -> Vec<Step> {
        let lookup = Lookup { domain: "school.example", provider: None, addresses: &[], selector: None };
        let mut steps = Vec::new();
        look_up(&Table::new(records), &lookup, &mut |step| steps.push(step));
        steps
    }

    #[test]
    fn every_record_has_its_step() {
        let steps = told(&[("school.example MX", "mxbiz1.qq.com")]);
        assert_eq!(steps.iter().map(|step| step.name).collect::<Vec<_>>(), ["mx", "spf", "dkim", "dmarc"]);
        assert!(steps[0].text.contains("Tencent enterprise"), "{}", steps[0].text);
        assert!(steps.iter().all(|step| step.mark != Mark::Bad));
    }

    #[test]
    fn without_dns_there_is_one_clear_line() {
        let steps = told(&[("school.example MX", "FAIL")]);
        assert_eq!(steps.len(), 1);
        assert!(
            steps[0].mark == Mark::Open && steps[0].text.contains("cannot be asked: no answer"),
            "{}",
            steps[0].text
        );
    }

    #[test]
    fn a_domain_that_takes_no_mail_is_told() {
        let address = ("school.example A", "192.0.2.1");
        for (records, why) in [
            (&[][..], "neither an MX record nor an address"),
            (&[("school.example MX", "")], "RFC 7505"),
            (&[("school.example MX", ""), address], "RFC 7505"),
        ] {
            let text = &told(records)[0].text;
            assert!(text.contains("takes no mail") && text.contains(why), "{text}");
        }
        let steps = told(&[address]);
        assert!(steps[0].mark == Mark::Good && steps[0].text.contains("192.0.2.1"), "{}", steps[0].text);
    }

    proptest::proptest! {
        #[test]
        fn whatever_a_record_holds_is_told_and_no_more(
            text in "(v=spf1|v=DMARC1;|v=DKIM1;)? ?(p=|k=rsa;|redirect=|include:)?\\PC{0,60}",
        ) {
            let records = [
                ("school.example MX", text.as_str()),
                ("school.example TXT", &text),
                ("default._domainkey.school.example TXT", &text),
                ("_dmarc.school.example TXT", &text),
            ];
            for step in told(&records) {
                proptest::prop_assert!(step.mark != Mark::Bad && !step.text.contains(char::is_control));
            }
        }
    }
}
