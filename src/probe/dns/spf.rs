//! SPF records, read (RFC 7208 §4.5, §5, §12). What they come to is for `spf_walk.rs`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spf {
    pub(super) terms: Vec<Term>,
    /// `redirect=`: counts only where there is no `all`.
    pub(super) redirect: Option<String>,
}

/// A qualifier and a mechanism.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) qualifier: Qualifier,
    pub(super) mechanism: Mechanism,
}

/// What a match means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Qualifier {
    Pass,
    Fail,
    SoftFail,
    Neutral,
}

/// What is matched. A domain is `None` where the record's own is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mechanism {
    All,
    Include(String),
    A(Option<String>, Prefixes),
    Mx(Option<String>, Prefixes),
    Ptr,
    Ip(IpAddr, u8),
    Exists(String),
}

/// How many bits of an address count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Prefixes {
    pub(super) v4: u8,
    pub(super) v6: u8,
}

/// Whether a TXT record is meant as SPF.
pub(super) fn is_meant(record: &str) -> bool {
    let version = record.split(' ').next().unwrap_or_default();
    version.eq_ignore_ascii_case("v=spf1")
}

/// Reads a record; the term that is wrong where one is.
pub(super) fn parse(record: &str) -> Result<Spf, String> {
    let mut spf = Spf { terms: Vec::new(), redirect: None };
    for word in record.split(' ').skip(1).filter(|word| !word.is_empty()) {
        let wrong = || word.to_owned();
        // A modifier has a = before any : or / (RFC 7208 §4.6.1).
        let end = word.find([':', '/', '=']).unwrap_or(word.len());
        if word[end..].starts_with('=') {
            if word[..end].eq_ignore_ascii_case("redirect") {
                let domain = some_domain(&word[end + 1..]).ok_or_else(wrong)?;
                if spf.redirect.replace(domain).is_some() {
                    return Err(wrong());
                }
            }
            // Unknown modifiers are left alone (§6).
            continue;
        }
        spf.terms.push(term(word).ok_or_else(wrong)?);
    }
    Ok(spf)
}

fn term(word: &str) -> Option<Term> {
    let (qualifier, rest) = match word.as_bytes().first()? {
        b'+' => (Qualifier::Pass, &word[1..]),
        b'-' => (Qualifier::Fail, &word[1..]),
        b'~' => (Qualifier::SoftFail, &word[1..]),
        b'?' => (Qualifier::Neutral, &word[1..]),
        _ => (Qualifier::Pass, word),
    };
    let end = rest.find([':', '/']).unwrap_or(rest.len());
    let (name, argument) = rest.split_at(end);
    let given = argument.strip_prefix(':');
    let mechanism = match name.to_ascii_lowercase().as_str() {
        "all" if argument.is_empty() => Mechanism::All,
        "include" => Mechanism::Include(some_domain(given?)?),
        "exists" => Mechanism::Exists(some_domain(given?)?),
        "ptr" if argument.is_empty() || given.is_some_and(|domain| some_domain(domain).is_some()) => Mechanism::Ptr,
        "a" => with_prefixes(argument).map(|(domain, prefixes)| Mechanism::A(domain, prefixes))?,
        "mx" => with_prefixes(argument).map(|(domain, prefixes)| Mechanism::Mx(domain, prefixes))?,
        "ip4" => {
            network(given?, 32).filter(|(address, _)| address.is_ipv4()).map(|(ip, bits)| Mechanism::Ip(ip, bits))?
        }
        "ip6" => {
            network(given?, 128).filter(|(address, _)| address.is_ipv6()).map(|(ip, bits)| Mechanism::Ip(ip, bits))?
        }
        _ => return None,
    };
    Some(Term { qualifier, mechanism })
}

/// A domain, perhaps with macros in it; lower case, without a dot at the end.
fn some_domain(text: &str) -> Option<String> {
    let is_sound = !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_graphic());
    is_sound.then(|| text.trim_end_matches('.').to_ascii_lowercase())
}

/// `:domain`, `/24`, `//64`, `:domain/24//64`.
fn with_prefixes(argument: &str) -> Option<(Option<String>, Prefixes)> {
    let (domain, lengths) = argument.split_at(argument.find('/').unwrap_or(argument.len()));
    let domain = match domain.strip_prefix(':') {
        Some(domain) => Some(some_domain(domain)?),
        None if domain.is_empty() => None,
        None => return None,
    };
    let (v4, v6) = match lengths.split_once("//") {
        Some((v4, v6)) => (v4, Some(v6)),
        None => (lengths, None),
    };
    let v4 = match v4.strip_prefix('/') {
        Some(bits) => length(bits, 32)?,
        None if v4.is_empty() => 32,
        None => return None,
    };
    let v6 = v6.map_or(Some(128), |bits| length(bits, 128))?;
    Some((domain, Prefixes { v4, v6 }))
}

fn network(text: &str, longest: u8) -> Option<(IpAddr, u8)> {
    let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
    Some((address.parse().ok()?, bits.map_or(Some(longest), |bits| length(bits, longest))?))
}

fn length(bits: &str, longest: u8) -> Option<u8> {
    let is_number = bits.bytes().all(|octet| octet.is_ascii_digit());
    is_number.then(|| bits.parse().ok()).flatten().filter(|bits| *bits <= longest)
}

/// Whether two addresses have their first bits in common.
pub(super) fn within(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    match (address.to_canonical(), network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits.min(32))).unwrap_or(0);
            Ipv4Addr::to_bits(address) & mask == Ipv4Addr::to_bits(network) & mask
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits.min(128))).unwrap_or(0);
            Ipv6Addr::to_bits(address) & mask == Ipv6Addr::to_bits(network) & mask
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mechanisms(record: &str) -> Vec<Mechanism> {
        parse(record).unwrap().terms.into_iter().map(|term| term.mechanism).collect()
    }

    const WHOLE: Prefixes = Prefixes { v4: 32, v6: 128 };

    #[test]
    fn records_are_read() {
        let ip = |text: &str, bits| Mechanism::Ip(text.parse().unwrap(), bits);
        let some = |domain: &str| Some(domain.to_owned());
        for (record, expected) in [
            ("v=spf1", vec![]),
            ("v=spf1 -all", vec![Mechanism::All]),
            (
                "V=SPF1  A MX:Mail.Example.com.",
                vec![Mechanism::A(None, WHOLE), Mechanism::Mx(some("mail.example.com"), WHOLE)],
            ),
            (
                "v=spf1 a/24 mx//64",
                vec![
                    Mechanism::A(None, Prefixes { v4: 24, v6: 128 }),
                    Mechanism::Mx(None, Prefixes { v4: 32, v6: 64 }),
                ],
            ),
            ("v=spf1 a:b.example/24//64", vec![Mechanism::A(some("b.example"), Prefixes { v4: 24, v6: 64 })]),
            (
                "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ip4:192.0.2.7",
                vec![ip("192.0.2.0", 24), ip("2001:db8::", 32), ip("192.0.2.7", 32)],
            ),
            (
                "v=spf1 include:_spf.example.com exists:%{i}._x.example.com ptr",
                vec![
                    Mechanism::Include("_spf.example.com".to_owned()),
                    Mechanism::Exists("%{i}._x.example.com".to_owned()),
                    Mechanism::Ptr,
                ],
            ),
        ] {
            assert_eq!(mechanisms(record), expected, "{record}");
        }
    }

    #[test]
    fn qualifiers_and_modifiers() {
        let spf = parse("v=spf1 +a ?mx ~all redirect=_spf.example.com exp=why.example.com x-y=z").unwrap();
        let qualifiers: Vec<_> = spf.terms.iter().map(|term| term.qualifier).collect();
        assert_eq!(qualifiers, [Qualifier::Pass, Qualifier::Neutral, Qualifier::SoftFail]);
        assert_eq!(spf.redirect.as_deref(), Some("_spf.example.com"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for word in [
            "ip4:1.2.3", "ip4:1.2.3.4/33", "ip4", "ip4:::1", "ip6:1.2.3.4", "ip6:::1/129", "include", "include:",
            "all:x", "a:", "a/", "a/33", "mx/24/64", "axe", "ptr:", "-", "redirect=", "exists", "+", "ip4:1.2.3.4/+8",
        ] {
            assert_eq!(parse(&format!("v=spf1 {word} -all")), Err(word.to_owned()), "{word}");
        }
        assert!(parse("v=spf1 redirect=a.example redirect=b.example").is_err());
    }

    #[test]
    fn only_spf_is_spf() {
        for (record, expected) in
            [("v=spf1", true), ("v=spf1 -all", true), ("v=spf10 -all", false), ("spf2.0/pra", false), ("", false)]
        {
            assert_eq!(is_meant(record), expected, "{record}");
        }
    }

    #[test]
    fn networks_hold_what_is_in_them() {
        for (address, network, bits, expected) in [
            ("192.0.2.7", "192.0.2.0", 24, true),
            ("192.0.3.7", "192.0.2.0", 24, false),
            ("192.0.3.7", "10.0.0.0", 0, true),
            ("192.0.2.7", "192.0.2.7", 32, true),
            ("::ffff:192.0.2.7", "192.0.2.0", 24, true),
            ("2001:db8::1", "2001:db8::", 32, true),
            ("2001:db9::1", "2001:db8::", 32, false),
            ("2001:db9::1", "::", 0, true),
            ("192.0.2.7", "::", 0, false),
        ] {
            let found = within(address.parse().unwrap(), network.parse().unwrap(), bits);
            assert_eq!(found, expected, "{address} in {network}/{bits}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(v=spf1 )?([-+~?]?(a|mx|ip4|ip6|include|all|exists|ptr|redirect|\\PC)[:/=%. ]?\\PC{0,6} ?){0,6}") {
            if let Ok(spf) = parse(&text) {
                proptest::prop_assert!(spf.terms.len() <= text.len());
            }
        }
    }
}
