//! What an SPF record says about a server: does it cover it, by a network or by the provider's name?
//!
//! A receiver knows the address that a mail comes from. Here only the address is known that mail is handed in at, and it may
//! leave from another one: so "covered" can be told, and its opposite only where the provider is known.

use std::net::IpAddr;

use super::super::step::{Mark, Step};
use super::spf::{self, Mechanism, Prefixes, Qualifier, Spf};
use super::{Lookup, NameError, Names, failed};
use crate::provider::Provider;

/// Lookups that receivers do (RFC 7208 §4.6.4): beyond them the record counts as broken.
const LOOKUPS: usize = 10;

/// Lookups after which the walk itself ends: a record that includes itself has no end.
const ENOUGH: usize = 20;

/// MX hosts that a term may have (RFC 7208 §4.6.4).
const MX_HOSTS: usize = 10;

pub(super) fn step(names: &dyn Names, lookup: &Lookup<'_>) -> Step {
    let domain = lookup.domain;
    let record = match record(names, domain) {
        Ok(record) => record,
        Err(Fault::Unreachable(why)) => return failed("spf", "the SPF record", &why),
        Err(Fault::None) => {
            return odd(
                format!("{domain} has no SPF record: anybody can write in its name"),
                &format!("Publish a TXT record for {domain}: {}", suggestion(lookup.provider)),
            );
        }
        Err(Fault::Broken(why)) => {
            return odd(format!("{why}: receivers ignore it"), "Have it corrected where the domain is looked after.");
        }
    };
    let wanted = lookup.provider.map(|provider| provider.spf.as_slice()).unwrap_or_default();
    let mut walk = Walk { names, wanted, addresses: lookup.addresses, ..Walk::new(names) };
    let all = walk.record(domain, &record, Qualifier::Pass);
    verdict(lookup, &walk, all).with("lookups", walk.lookups).with("covered_by", walk.covered)
}

fn verdict(lookup: &Lookup<'_>, walk: &Walk<'_>, all: Option<Qualifier>) -> Step {
    let domain = lookup.domain;
    if let Some(broken) = &walk.broken {
        return odd(broken.clone(), "Receivers may ignore the whole record. Take out what is gone, or correct it.");
    }
    if walk.lookups > LOOKUPS {
        let text = format!("the SPF record of {domain} needs more than {LOOKUPS} lookups, and receivers stop there");
        return odd(text, "Take out what is no longer used, or put networks (ip4:, ip6:) in place of names.");
    }
    if all == Some(Qualifier::Pass) {
        let text = format!("the SPF record of {domain} ends in +all: anybody can write in its name");
        return odd(text, "End it in ~all or -all.");
    }
    let ending = match all {
        Some(Qualifier::Fail) => "anything else is refused (-all)",
        Some(Qualifier::SoftFail) => "anything else is suspicious (~all)",
        _ => "nothing is said about anything else",
    };
    if let Some(covered) = &walk.covered {
        return Step::new(
            "spf",
            Mark::Good,
            format!("the SPF record of {domain} covers this server ({covered}); {ending}"),
        );
    }
    match lookup.provider {
        Some(provider) if provider.owns(domain) => {
            Step::new("spf", Mark::Good, format!("{} looks after {domain} itself; {ending}", provider.title))
        }
        Some(provider) if provider.own_return_path => {
            let text = format!(
                "{} sends with a return address of its own: its own SPF counts, and DKIM for {domain}",
                provider.title
            );
            Step::new("spf", Mark::Good, text)
        }
        Some(provider) if !provider.spf.is_empty() && !walk.has_unknown => {
            let text = format!("the SPF record of {domain} does not name {}; {ending}", provider.title);
            odd(text, &format!("Add to it, before its all: include:{}", provider.spf[0]))
        }
        _ => {
            let text =
                format!("whether the SPF record of {domain} covers this server cannot be told from outside; {ending}");
            let advice = "Mail may leave from another address than it is handed in at. Send yourself a mail at Gmail or QQ and look \
                          for spf=pass in Authentication-Results.";
            Step::new("spf", Mark::Open, text).advise(advice)
        }
    }
}

fn odd(text: String, advice: &str) -> Step {
    Step::new("spf", Mark::Odd, text).advise(advice)
}

fn suggestion(provider: Option<&Provider>) -> String {
    match provider.and_then(|provider| provider.spf.first()) {
        Some(include) => format!("v=spf1 include:{include} ~all"),
        None => "v=spf1 with the servers that send your mail (ask their administrator), and ~all".to_owned(),
    }
}

/// Why there is no record to walk.
enum Fault {
    None,
    /// What is wrong with it.
    Broken(String),
    Unreachable(String),
}

/// The one SPF record of a domain (RFC 7208 §4.5).
fn record(names: &dyn Names, domain: &str) -> Result<Spf, Fault> {
    let texts = match names.txt(domain) {
        Ok(texts) => texts,
        Err(NameError::Missing) => return Err(Fault::None),
        Err(NameError::Failed(why)) => return Err(Fault::Unreachable(why)),
    };
    let mut meant = texts.iter().filter(|text| spf::is_meant(text));
    match (meant.next(), meant.next()) {
        (None, _) => Err(Fault::None),
        (Some(_), Some(_)) => Err(Fault::Broken(format!("{domain} has several SPF records"))),
        (Some(text), None) => spf::parse(text)
            .map_err(|term| Fault::Broken(format!("the SPF record of {domain} has a term that is none, {term:?}"))),
    }
}

/// A walk through a record and all that it includes. It does not end at the first match: how many lookups there are in all is
/// of interest too.
struct Walk<'a> {
    names: &'a dyn Names,
    /// What the provider's users include.
    wanted: &'a [String],
    /// Where the server is.
    addresses: &'a [IpAddr],
    lookups: usize,
    /// The term that covers the server.
    covered: Option<String>,
    /// There are terms that only a receiver can tell.
    has_unknown: bool,
    /// What makes the record one that receivers ignore.
    broken: Option<String>,
}

impl<'a> Walk<'a> {
    fn new(names: &'a dyn Names) -> Self {
        Self { names, wanted: &[], addresses: &[], lookups: 0, covered: None, has_unknown: false, broken: None }
    }

    /// Its `all`, or that of the record it redirects to. A match counts only if everything it is included by passes on a match.
    fn record(&mut self, domain: &str, spf: &Spf, outer: Qualifier) -> Option<Qualifier> {
        for term in &spf.terms {
            if self.lookups > ENOUGH {
                return None;
            }
            let counts = outer == Qualifier::Pass && term.qualifier == Qualifier::Pass;
            let nested = if counts { Qualifier::Pass } else { Qualifier::Neutral };
            match &term.mechanism {
                // What comes behind it is never looked at (RFC 7208 §5.1).
                Mechanism::All => return Some(term.qualifier),
                Mechanism::Include(other) => {
                    self.lookups += 1;
                    if counts && self.wanted.contains(other) {
                        self.cover(format!("include:{other}"));
                    }
                    self.include(domain, other, nested);
                }
                Mechanism::Ip(network, bits) => {
                    if counts && self.addresses.iter().any(|address| spf::within(*address, *network, *bits)) {
                        self.cover(format!("{network}/{bits}"));
                    }
                }
                Mechanism::A(other, prefixes) => {
                    self.lookups += 1;
                    self.named(other.as_deref().unwrap_or(domain), *prefixes, counts, "a");
                }
                Mechanism::Mx(other, prefixes) => {
                    self.lookups += 1;
                    let of = other.as_deref().unwrap_or(domain);
                    for host in self.names.mx(of).unwrap_or_default().iter().take(MX_HOSTS) {
                        self.named(host, *prefixes, counts, "mx");
                    }
                }
                Mechanism::Ptr | Mechanism::Exists(_) => {
                    self.lookups += 1;
                    self.has_unknown = true;
                }
            }
        }
        let other = spf.redirect.as_deref()?;
        self.lookups += 1;
        if self.wanted.iter().any(|wanted| wanted == other) {
            self.cover(format!("redirect={other}"));
        }
        self.include(domain, other, outer)
    }

    fn include(&mut self, by: &str, other: &str, outer: Qualifier) -> Option<Qualifier> {
        if other.contains('%') {
            self.has_unknown = true;
            return None;
        }
        if self.lookups > ENOUGH {
            return None;
        }
        match record(self.names, other) {
            Ok(spf) => self.record(other, &spf, outer),
            Err(Fault::Unreachable(_)) => {
                self.has_unknown = true;
                None
            }
            // RFC 7208 §5.2: what includes nothing is broken as a whole.
            Err(Fault::None) => {
                self.broken.get_or_insert(format!("the SPF record of {by} includes {other}, which has none"));
                None
            }
            Err(Fault::Broken(why)) => {
                self.broken.get_or_insert(format!("{why} (included by {by})"));
                None
            }
        }
    }

    /// An `a` or `mx` term: the addresses of a host.
    fn named(&mut self, host: &str, prefixes: Prefixes, counts: bool, term: &str) {
        if host.contains('%') {
            self.has_unknown = true;
            return;
        }
        for found in self.names.addresses(host).unwrap_or_default() {
            let bits = if found.is_ipv4() { prefixes.v4 } else { prefixes.v6 };
            if counts && self.addresses.iter().any(|address| spf::within(*address, found, bits)) {
                self.cover(format!("{term}:{host}"));
            }
        }
    }

    fn cover(&mut self, by: String) {
        self.covered.get_or_insert(by);
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::Table;
    use super::*;
    use crate::provider::by_name;

    fn told(records: &[(&str, &str)], provider: Option<&str>, addresses: &[&str]) -> (Mark, String) {
        let addresses: Vec<IpAddr> = addresses.iter().map(|address| address.parse().unwrap()).collect();
        let provider = provider.and_then(by_name);
        let lookup = Lookup { domain: "a.example", provider, addresses: &addresses, selector: None };
        let step = step(&Table::new(records), &lookup);
        (step.mark, format!("{} {}", step.text, step.advice.unwrap_or_default()))
    }

    #[test]
    fn a_server_is_covered_by_its_provider_s_name_or_its_network() {
        let google = ("_spf.google.com TXT", "v=spf1 ip4:198.51.100.0/24 ~all");
        for (records, provider, address, expected) in [
            (
                vec![("a.example TXT", "v=spf1 include:_spf.google.com ~all"), google],
                Some("workspace"),
                "192.0.2.1",
                "include:_spf.google.com); anything else is suspicious",
            ),
            (
                vec![("a.example TXT", "v=spf1 redirect=_spf.google.com"), google],
                Some("workspace"),
                "192.0.2.1",
                "redirect=_spf.google.com); anything else is suspicious",
            ),
            (
                vec![
                    ("a.example TXT", "v=spf1 include:b.example -all"),
                    ("b.example TXT", "v=spf1 include:_spf.google.com"),
                    google,
                ],
                Some("workspace"),
                "192.0.2.1",
                "include:_spf.google.com); anything else is refused",
            ),
            (vec![("a.example TXT", "v=spf1 ip4:192.0.2.0/28 -all")], None, "192.0.2.1", "192.0.2.0/28"),
            (vec![("a.example TXT", "v=spf1 a -all"), ("a.example A", "192.0.2.1")], None, "192.0.2.1", "a:a.example"),
            (
                vec![
                    ("a.example TXT", "v=spf1 mx -all"),
                    ("a.example MX", "m.example"),
                    ("m.example A", "2001:db8::1"),
                ],
                None,
                "2001:db8::1",
                "mx:m.example",
            ),
        ] {
            let (mark, text) = told(&records, provider, &[address]);
            assert!(mark == Mark::Good && text.contains("covers this server") && text.contains(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_covered_is_told_where_that_can_be_known() {
        let own = [("a.example TXT", "v=spf1 ip4:203.0.113.5 -all")];
        let (mark, text) = told(&own, Some("exmail"), &["192.0.2.1"]);
        assert!(mark == Mark::Odd && text.contains("include:spf.mail.qq.com"), "{text}");
        let (mark, text) = told(&own, None, &["192.0.2.1"]);
        assert!(mark == Mark::Open && text.contains("cannot be told"), "{text}");
        let (mark, text) = told(&own, Some("postmark"), &["192.0.2.1"]);
        assert!(mark == Mark::Good && text.contains("return address of its own"), "{text}");
        // Only a receiver knows what a macro comes to.
        let (mark, _) = told(&[("a.example TXT", "v=spf1 exists:%{i}.x.example -all")], Some("exmail"), &["192.0.2.1"]);
        assert_eq!(mark, Mark::Open);
        // A match that does not pass covers nothing.
        let refused = [("a.example TXT", "v=spf1 -ip4:192.0.2.1 ?all")];
        assert_eq!(told(&refused, None, &["192.0.2.1"]).0, Mark::Open);
        let behind_all = [("a.example TXT", "v=spf1 -all ip4:192.0.2.1")];
        assert_eq!(told(&behind_all, None, &["192.0.2.1"]).0, Mark::Open);
    }

    #[test]
    fn broken_records_are_told() {
        let loops = [("a.example TXT", "v=spf1 include:a.example -all")];
        let many: Vec<(String, String)> = (0..12)
            .map(|n| (format!("n{n}.example TXT"), format!("v=spf1 include:n{}.example -all", n + 1)))
            .chain([("n12.example TXT".to_owned(), "v=spf1 -all".to_owned())])
            .collect();
        let mut many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        many.push(("a.example TXT", "v=spf1 include:n0.example -all"));
        for (records, expected) in [
            (&[][..], "no SPF record"),
            (&[("a.example TXT", "hello")], "no SPF record"),
            (&[("a.example TXT", "v=spf1 -all"), ("a.example TXT", "v=spf1 a -all")], "several"),
            (&[("a.example TXT", "v=spf1 ip4:nothing -all")], "\"ip4:nothing\""),
            (&[("a.example TXT", "v=spf1 include:gone.example -all")], "includes gone.example, which has none"),
            (&[("a.example TXT", "v=spf1 +all")], "anybody can write"),
            (&loops, "more than 10 lookups"),
            (&many, "more than 10 lookups"),
        ] {
            let (mark, text) = told(records, None, &["192.0.2.1"]);
            assert!(mark == Mark::Odd && text.contains(expected), "{expected}: {text}");
        }
        assert_eq!(told(&[("a.example TXT", "FAIL")], None, &[]).0, Mark::Open);
    }

    #[test]
    fn no_record_makes_it_ask_without_end() {
        // Each includes two that include two …
        let records: Vec<(String, String)> = (0..20)
            .map(|n| (format!("n{n}.example TXT"), format!("v=spf1 include:n{0}.example include:n{0}.example", n + 1)))
            .collect();
        let mut records: Vec<(&str, &str)> =
            records.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        records.push(("a.example TXT", "v=spf1 include:n0.example include:n0.example -all"));
        let table = Table::new(&records);
        let lookup = Lookup { domain: "a.example", provider: None, addresses: &[], selector: None };
        step(&table, &lookup);
        assert!(table.asked.get() <= 2 * ENOUGH, "{}", table.asked.get());
    }
}
