//! Domains: misspelt ones, dead ones, and addresses that are nobody's.

use std::cell::RefCell;
use std::collections::HashMap;

use super::{Kind, Look};
use crate::mail::Address;

/// Where most people have their mailbox.
const WELL_KNOWN: [&str; 36] = [
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "msn.com",
    "yahoo.com",
    "ymail.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "aol.com",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "web.de",
    "mail.com",
    "proton.me",
    "protonmail.com",
    "zoho.com",
    "fastmail.com",
    "yandex.ru",
    "mail.ru",
    "163.com",
    "126.com",
    "yeah.net",
    "qq.com",
    "foxmail.com",
    "sina.com",
    "sohu.com",
    "aliyun.com",
    "139.com",
    "189.cn",
    "21cn.com",
    "hotmail.co.uk",
    "yahoo.co.uk",
];

/// Others that are as they should be, although they are close to one of those.
const SOUND: [&str; 22] = [
    "email.com",
    "gmx.at",
    "gmx.ch",
    "yahoo.fr",
    "yahoo.de",
    "yahoo.it",
    "yahoo.es",
    "yahoo.ca",
    "yahoo.cn",
    "hotmail.fr",
    "hotmail.de",
    "hotmail.it",
    "hotmail.es",
    "live.cn",
    "live.de",
    "live.fr",
    "sina.cn",
    "188.com",
    "mail.de",
    "ya.ru",
    "263.com",
    "outlook.de",
];

/// Ends of names that are often typed wrong, and what was meant.
const ENDS: [(&str, &str); 8] = [
    (".con", ".com"),
    (".cmo", ".com"),
    (".ocm", ".com"),
    (".comm", ".com"),
    (".vom", ".com"),
    (".xom", ".com"),
    (".cpm", ".com"),
    (".ner", ".net"),
];

/// Names that stand for an office, not for a person (RFC 2142 and use).
const ROLES: [&str; 18] = [
    "abuse",
    "admin",
    "administrator",
    "billing",
    "contact",
    "help",
    "hostmaster",
    "info",
    "mailer-daemon",
    "no-reply",
    "noreply",
    "donotreply",
    "office",
    "postmaster",
    "root",
    "sales",
    "support",
    "webmaster",
];

/// Domains whose verdict is remembered, per thread.
const REMEMBERED: usize = 4_096;

thread_local! {
    static KNOWN: RefCell<HashMap<String, Verdict>> = RefCell::new(HashMap::new());
}

/// What is to be said of a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    Sound,
    /// Almost this one, which is well known.
    Meant(String),
    Dead,
}

pub(super) fn look(look: &mut Look<'_>, address: &Address) {
    let (local_part, domain) = (address.local_part(), address.domain());
    match verdict(domain) {
        Verdict::Sound => {}
        Verdict::Meant(meant) => {
            look.find(Kind::TypoDomain, format!("\"{address}\": the domain looks like {meant}. Correct it if it is."));
        }
        Verdict::Dead => {
            look.find(Kind::DeadDomain, format!("\"{address}\": no mail goes to {domain} from elsewhere. Correct it."));
        }
    }
    if ROLES.iter().any(|role| role.eq_ignore_ascii_case(local_part)) {
        look.find(
            Kind::RoleAddress,
            format!("\"{address}\": is the address of an office, not of a person. Many do not answer it, or complain."),
        );
    }
}

fn verdict(domain: &str) -> Verdict {
    KNOWN.with_borrow_mut(|known| {
        if let Some(verdict) = known.get(domain) {
            return verdict.clone();
        }
        let verdict = match find_meant(&domain.to_ascii_lowercase()) {
            Some(meant) => Verdict::Meant(meant),
            None if is_dead(domain) => Verdict::Dead,
            None => Verdict::Sound,
        };
        if known.len() < REMEMBERED {
            known.insert(domain.to_owned(), verdict.clone());
        }
        verdict
    })
}

/// The well-known domain that was meant by one that is almost that.
fn find_meant(domain: &str) -> Option<String> {
    if domain.starts_with('[') {
        return None;
    }
    if WELL_KNOWN.contains(&domain) || SOUND.contains(&domain) {
        return None;
    }
    let (name, end) = domain.split_once('.')?;
    let close = |other: &&&str| {
        let (other_name, other_end) = other.split_once('.').unwrap_or((other, ""));
        // Short names are close to too many, and digits are seldom mistyped: there only the end may differ.
        let is_short = other_name.len() <= 4 || other_name.bytes().all(|octet| octet.is_ascii_digit());
        match (is_short, name == other_name) {
            (_, true) => is_slip(end, other_end),
            (true, false) => false,
            (false, false) => end == other_end && strsim::osa_distance(name, other_name) == 1,
        }
    };
    if let Some(found) = WELL_KNOWN.iter().find(close) {
        return Some((*found).to_owned());
    }
    let (wrong, right) = ENDS.iter().find(|(wrong, _)| domain.ends_with(wrong))?;
    Some(format!("{}{right}", domain.strip_suffix(wrong)?))
}

/// Whether an end is another one mistyped, and not one of its own.
fn is_slip(end: &str, other: &str) -> bool {
    const OWN: [&str; 12] =
        ["co", "cn", "net", "org", "de", "cm.cn", "com.cn", "co.uk", "com.hk", "com.tw", "io", "me"];
    end != other && !OWN.contains(&end) && strsim::osa_distance(end, other) == 1
        || end == "cm"
        || end == "con"
        || end == "om"
}

/// No dot, or a top level that is for tests alone (RFC 2606, RFC 6761).
fn is_dead(domain: &str) -> bool {
    const RESERVED: [&str; 4] = ["invalid", "localhost", "local", "localdomain"];
    let top = domain.rsplit('.').next().unwrap_or_default();
    !domain.starts_with('[')
        && (!domain.contains('.') || RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(top)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found() {
        for (domain, meant) in [
            ("gmial.com", "gmail.com"),
            ("gmai.com", "gmail.com"),
            ("gmaill.com", "gmail.com"),
            ("gnail.com", "gmail.com"),
            ("gmail.con", "gmail.com"),
            ("gmail.cm", "gmail.com"),
            ("gmail.om", "gmail.com"),
            ("qq.con", "qq.com"),
            ("163.cm", "163.com"),
            ("163.con", "163.com"),
            ("126.cmo", "126.com"),
            ("hotmial.com", "hotmail.com"),
            ("outlok.com", "outlook.com"),
            ("yaho.com", "yahoo.com"),
            ("yahooo.com", "yahoo.com"),
            ("iclould.com", "icloud.com"),
            ("foxmial.com", "foxmail.com"),
            ("school.example.con", "school.example.com"),
        ] {
            assert_eq!(find_meant(domain).as_deref(), Some(meant), "{domain}");
        }
    }

    #[test]
    fn other_domains_are_left_alone() {
        for domain in WELL_KNOWN.into_iter().chain(SOUND).chain([
            "example.com",
            "gmail.co",
            "qq.cn",
            "vip.qq.com",
            "vip.163.com",
            "tsinghua.edu.cn",
            "mail.tsinghua.edu.cn",
            "aqq.com",
            "1163.com",
            "bmw.com",
            "me.net",
            "students.example.com",
            "hotmail.net",
            "b.example.org",
            "gov.cn",
        ]) {
            assert_eq!(find_meant(domain), None, "{domain}");
        }
    }

    #[test]
    fn dead_domains_are_found() {
        for (domain, dead) in [
            ("localhost", true),
            ("intranet", true),
            ("a.invalid", true),
            ("[127.0.0.1]", false),
            ("a.example.com", false),
        ] {
            assert_eq!(is_dead(domain), dead, "{domain}");
        }
    }
}
