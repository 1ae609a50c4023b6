//! Which provider: by what a user types, a server is called, or an address says.

use std::net::IpAddr;

use super::{Provider, all};
use crate::mail;

/// A word of a host's name with so many letters is hardly another one's with one letter changed.
const LONG_LABEL: usize = 5;

/// What stands in a server's name for the region.
pub(super) const REGION: &str = "REGION";

/// The provider of this name, alias or domain, in any case.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Provider> {
    if is_address(name) {
        return None;
    }
    let name = name.to_lowercase();
    let is_called = |called: &String| called.to_lowercase() == name;
    all().iter().find(|provider| {
        provider.name == name || provider.aliases.iter().any(is_called) || provider.domains.iter().any(is_called)
    })
}

/// The provider whose own domain this is.
#[must_use]
pub fn by_domain(domain: &str) -> Option<&'static Provider> {
    all().iter().find(|provider| provider.owns(domain))
}

/// The provider that a submission server belongs to. Where two share one, the domain of the login decides: the one whose
/// own it is, else the one that hosts the domains of others.
#[must_use]
pub fn by_host(host: &str, domain: Option<&str>) -> Option<&'static Provider> {
    if is_address(host) {
        return None;
    }
    let host = plain(host);
    let among = |pick: &dyn Fn(&Provider) -> bool| -> Option<&'static Provider> {
        let mut all_of_them = all().iter().filter(|provider| pick(provider));
        let first = all_of_them.clone().next()?;
        let Some(domain) = domain else { return Some(first) };
        let owner = all_of_them.clone().find(|provider| provider.owns(domain));
        owner.or_else(|| all_of_them.find(|provider| provider.domains.is_empty())).or(Some(first))
    };
    let has_exactly = |provider: &Provider| provider.hosts.contains(&host);
    let has_like = |provider: &Provider| provider.hosts.iter().any(|pattern| matches(pattern, &host));
    let is_below = |provider: &Provider| provider.domains.iter().any(|domain| is_within(&host, domain));
    among(&has_exactly).or_else(|| among(&has_like)).or_else(|| among(&is_below))
}

/// The provider whose submission server has this name: what lies below a domain of its own is none that way, and may be other
/// mailboxes (`vip.163.com`).
#[must_use]
pub fn by_server(host: &str) -> Option<&'static Provider> {
    let host = plain(host);
    all().iter().find(|provider| provider.hosts.iter().any(|pattern| matches(pattern, &host)))
}

/// The provider that a domain is hosted at, by one of the domain's MX hosts.
#[must_use]
pub fn by_mx(host: &str) -> Option<&'static Provider> {
    let host = plain(host);
    let has = |provider: &&Provider, exactly: bool| {
        provider.mx.iter().any(|pattern| if exactly { *pattern == host } else { matches(pattern, &host) })
    };
    all().iter().find(|provider| has(provider, true)).or_else(|| all().iter().find(|provider| has(provider, false)))
}

/// The server that `ses:eu-west-1` means; `None` where that is not of this form.
#[must_use]
pub fn regional(text: &str) -> Option<String> {
    let (name, region) = text.split_once(':')?;
    let is_region = region.starts_with(|c: char| c.is_ascii_alphabetic())
        && region.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-');
    if !is_region {
        return None;
    }
    let provider = by_name(name).filter(|provider| provider.is_regional())?;
    Some(provider.server.host.replace(REGION, &region.to_ascii_lowercase()))
}

/// The name that was probably meant; `None` where none is near enough to be sure.
#[must_use]
pub fn nearest(name: &str) -> Option<&'static str> {
    if by_name(name).is_some() {
        return None;
    }
    // `163com`: a domain without its dot.
    let of_domain = |provider: &'static Provider| {
        provider.domains.iter().any(|domain| domain.replace('.', "").eq_ignore_ascii_case(name))
    };
    if let Some(provider) = all().iter().find(|provider| of_domain(provider)) {
        return Some(&provider.name);
    }
    // Of three letters, any change makes another name.
    let names = all().iter().flat_map(|provider| std::iter::once(&provider.name).chain(&provider.aliases));
    mail::nearest(name, names.map(String::as_str).filter(|known| known.chars().count() > 3), 0.72)
}

/// The server of a provider that was probably meant: one slip away, at the end of the name (`smtp.qq.con`) or in a word that is
/// long enough for another one not to be a name of its own. `None` where none is near enough to be sure.
#[must_use]
pub fn nearest_host(host: &str) -> Option<&'static str> {
    let host = plain(host);
    let labels: Vec<&str> = host.split('.').collect();
    let is_near = |known: &&str| {
        let others: Vec<&str> = known.split('.').collect();
        let mut pairs = others.iter().zip(&labels).enumerate().filter(|(_, (known, typed))| known != typed);
        let (Some((at, (known, typed))), None) = (pairs.next(), pairs.next()) else { return false };
        let is_telling = at + 1 == others.len() || known.len() >= LONG_LABEL;
        others.len() == labels.len() && is_telling && strsim::osa_distance(known, typed) == 1
    };
    let hosts = all().iter().flat_map(|provider| &provider.hosts).map(String::as_str);
    hosts.filter(|known| !known.contains('*')).find(is_near)
}

/// The provider's domain that was probably meant; `None` where none is near enough to be sure.
#[must_use]
pub fn nearest_domain(domain: &str) -> Option<&'static str> {
    let domains = all().iter().flat_map(|provider| &provider.domains).map(String::as_str);
    domain.contains('.').then(|| mail::nearest(domain, domains, 0.72))?
}

/// Whether a host is given by its address, which is no provider's: the table of all need not be read for it.
fn is_address(host: &str) -> bool {
    host.parse::<IpAddr>().is_ok()
}

/// As host names are compared: lower case, no dot at the end.
fn plain(host: &str) -> String {
    host.trim_end_matches('.').to_ascii_lowercase()
}

fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether a name fits a pattern with one `*` at most.
fn matches(pattern: &str, host: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => host.len() > start.len() + end.len() && host.starts_with(start) && host.ends_with(end),
        None => pattern == host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(found: Option<&Provider>) -> &str {
        found.map_or("-", |provider| &provider.name)
    }

    #[test]
    fn by_what_is_typed() {
        let cases = [
            ("163", "163"),
            ("QQ", "qq"),
            ("foxmail", "qq"),
            ("网易", "163"),
            ("qq邮箱", "qq"),
            ("163.com", "163"),
            ("hotmail", "outlook"),
            ("localhost", "-"),
            ("smtp.163.com", "-"),
            ("", "-"),
        ];
        for (typed, expected) in cases {
            assert_eq!(name(by_name(typed)), expected, "{typed}");
        }
    }

    #[test]
    fn by_the_server() {
        let cases = [
            ("smtp.163.com", None, "163"),
            ("SMTP.QQ.COM.", None, "qq"),
            ("smtp.exmail.qq.com", None, "exmail"),
            ("imap.qq.com", None, "qq"),
            ("smtp.gmail.com", None, "gmail"),
            ("smtp.gmail.com", Some("gmail.com"), "gmail"),
            ("smtp.gmail.com", Some("school.example"), "workspace"),
            ("smtp-relay.gmail.com", None, "workspace"),
            ("smtp.163.com", Some("school.example"), "163"),
            ("smtp.mxhichina.com", None, "aliyun-qiye"),
            ("email-smtp.eu-west-1.amazonaws.com", None, "ses"),
            ("email-smtp.amazonaws.com", None, "-"),
            ("notqq.com", None, "-"),
            ("127.0.0.1", None, "-"),
            ("localhost", Some("163.com"), "-"),
        ];
        for (host, domain, expected) in cases {
            assert_eq!(name(by_host(host, domain)), expected, "{host} {domain:?}");
        }
    }

    #[test]
    fn by_the_address_and_by_the_mx_host() {
        for (domain, expected) in
            [("163.com", "163"), ("Foxmail.com", "qq"), ("school.example", "-"), ("vip.qq.com", "qq")]
        {
            assert_eq!(name(by_domain(domain)), expected, "{domain}");
        }
        let cases = [
            ("mxbiz1.qq.com", "exmail"),
            ("aspmx.l.google.com.", "workspace"),
            ("alt1.aspmx.l.google.com", "workspace"),
            ("example-com.mail.protection.outlook.com", "office365"),
            ("mx.example.com", "-"),
        ];
        for (host, expected) in cases {
            assert_eq!(name(by_mx(host)), expected, "{host}");
        }
    }

    #[test]
    fn a_server_in_each_region() {
        assert_eq!(regional("ses:eu-west-1").as_deref(), Some("email-smtp.eu-west-1.amazonaws.com"));
        assert_eq!(regional("SES:US-EAST-1").as_deref(), Some("email-smtp.us-east-1.amazonaws.com"));
        for text in ["ses", "ses:", "ses:587", "ses:a.b", "163:eu", "localhost:25"] {
            assert_eq!(regional(text), None, "{text}");
        }
    }

    #[test]
    fn only_a_slip_in_a_host_is_another_host() {
        for (typed, meant) in [
            ("smtp.qq.con", "smtp.qq.com"),
            ("SMTP.163.cm", "smtp.163.com"),
            ("smtp.gmial.com", "smtp.gmail.com"),
            ("smtp.gmail.vom.", "smtp.gmail.com"),
        ] {
            assert_eq!(nearest_host(typed), Some(meant), "{typed}");
        }
        for typed in [
            "smtp.qq.com", "smtp.aon.com", "smtp.example.com", "mail.example.con", "smtp.163.org", "localhost", "", ".",
        ] {
            assert_eq!(nearest_host(typed), None, "{typed}");
        }
    }

    #[test]
    fn only_what_is_near_is_suggested() {
        assert_eq!(nearest("gmial"), Some("gmail"));
        assert_eq!(nearest("163com"), Some("163"));
        assert_eq!(nearest("GmailCom"), Some("gmail"));
        assert_eq!(nearest("outlok"), Some("outlook"));
        assert_eq!(nearest("sendgird"), Some("sendgrid"));
        for text in ["localhost", "mx", "162", "postfix", "gmail"] {
            assert_eq!(nearest(text), None, "{text}");
        }
    }
}
