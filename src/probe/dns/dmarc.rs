//! DMARC: what receivers are to do with mail that neither SPF nor DKIM vouches for (RFC 7489).

use super::super::step::{Mark, Step};
use super::{NameError, Names, failed, tags};

/// Domains that are asked, from the one below upwards.
const DEEPEST: usize = 8;

/// What the domain asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Policy {
    None,
    Quarantine,
    Reject,
}

impl Policy {
    fn parse(text: &str) -> Option<Self> {
        [("none", Self::None), ("quarantine", Self::Quarantine), ("reject", Self::Reject)]
            .into_iter()
            .find_map(|(name, policy)| text.eq_ignore_ascii_case(name).then_some(policy))
    }

    fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Quarantine => "quarantine",
            Self::Reject => "reject",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::None => "receivers are asked to do nothing about mail that fails",
            Self::Quarantine => "receivers are asked to put mail that fails into the spam folder",
            Self::Reject => "receivers are asked to refuse mail that fails",
        }
    }
}

/// A record (RFC 7489 §6.3).
#[derive(Debug, Clone, PartialEq, Eq)]
struct Dmarc {
    policy: Policy,
    /// For domains below.
    subdomains: Policy,
    /// `aspf=s`, `adkim=s`: the domains must be the same, not only belong together.
    strict_spf: bool,
    strict_dkim: bool,
    /// Whether somebody gets reports.
    has_reports: bool,
}

fn parse(record: &str) -> Option<Dmarc> {
    let tags = tags::parse(record)?;
    // RFC 7489 §6.3: the version comes first, as it is written here.
    if tags.first() != Some(&("v", "DMARC1")) {
        return None;
    }
    let has_reports = tags::get(&tags, "rua").is_some_and(|addresses| !addresses.is_empty());
    let policy = match tags::get(&tags, "p").map(Policy::parse) {
        Some(Some(policy)) => policy,
        // §6.6.3: without a policy that can be read, but with somebody to report to, it is none.
        _ if has_reports => Policy::None,
        _ => return None,
    };
    let is_strict = |tag| tags::get(&tags, tag).is_some_and(|value| value.eq_ignore_ascii_case("s"));
    Some(Dmarc {
        policy,
        subdomains: tags::get(&tags, "sp").and_then(Policy::parse).unwrap_or(policy),
        strict_spf: is_strict("aspf"),
        strict_dkim: is_strict("adkim"),
        has_reports,
    })
}

/// Looks at the domain itself and then upwards: an organization publishes one record for all that is below it.
pub(super) fn step(names: &dyn Names, domain: &str) -> Step {
    for at in upwards(domain) {
        let records = match names.txt(&format!("_dmarc.{at}")) {
            Ok(records) => records,
            Err(NameError::Missing) => continue,
            Err(NameError::Failed(why)) => return failed("dmarc", "the DMARC record", &why),
        };
        let mut meant = records.iter().filter(|record| record.trim_start().starts_with("v=DMARC1"));
        return match (meant.next(), meant.next()) {
            (None, _) => continue,
            (Some(_), Some(_)) => odd(
                format!("_dmarc.{at} has several DMARC records, and receivers ignore them all"),
                "Leave one of them.",
            ),
            (Some(record), None) => match parse(record) {
                Some(dmarc) => found(&dmarc, at, domain),
                None => odd(
                    format!("the DMARC record of {at} cannot be read: {record}"),
                    "It should look like this: v=DMARC1; p=none; rua=mailto:you@example.com",
                ),
            },
        };
    }
    odd(
        format!("{domain} has no DMARC record"),
        "Gmail and Yahoo want one from senders of much mail: a TXT record _dmarc with v=DMARC1; p=none is enough to begin with.",
    )
}

/// The domain and those above it, as far as they have two labels.
fn upwards(domain: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(domain), |domain| {
        let (_, above) = domain.split_once('.')?;
        above.contains('.').then_some(above)
    })
    .take(DEEPEST)
}

fn odd(text: String, advice: &str) -> Step {
    Step::new("dmarc", Mark::Odd, text).advise(advice)
}

fn found(dmarc: &Dmarc, at: &str, domain: &str) -> Step {
    let policy = if at == domain { dmarc.policy } else { dmarc.subdomains };
    let same = |is_strict: bool| if is_strict { "exactly " } else { "" };
    let alignment = format!(
        "to pass, the mail must be sent with a return address {}in {domain} that SPF covers, or be signed by DKIM with d= {}{domain}",
        same(dmarc.strict_spf),
        same(dmarc.strict_dkim),
    );
    let of = if at == domain { String::new() } else { format!(" (of {at})") };
    let step = Step::new("dmarc", Mark::Good, format!("p={}{of}: {}", policy.name(), policy.words())).and(alignment);
    let step = step.with("policy", policy.name()).with("at", at).with("reports", dmarc.has_reports);
    step.with("strict_spf", dmarc.strict_spf).with("strict_dkim", dmarc.strict_dkim)
}

#[cfg(test)]
mod tests {
    use super::super::table::Table;
    use super::*;

    #[test]
    fn records_are_read() {
        let plain = Dmarc {
            policy: Policy::Reject,
            subdomains: Policy::Reject,
            strict_spf: false,
            strict_dkim: false,
            has_reports: false,
        };
        assert_eq!(parse("v=DMARC1; p=reject"), Some(plain.clone()));
        assert_eq!(parse("v=DMARC1;p=REJECT;pct=100;"), Some(plain.clone()));
        let all = "v=DMARC1; p=reject; sp=none; adkim=s; aspf=r; rua=mailto:a@example.com; ruf=mailto:a@example.com";
        let expected = Dmarc { subdomains: Policy::None, strict_dkim: true, has_reports: true, ..plain };
        assert_eq!(parse(all), Some(expected));
        let unreadable = parse("v=DMARC1; p=rejct; rua=mailto:a@example.com");
        assert_eq!(unreadable.map(|dmarc| dmarc.policy), Some(Policy::None));
        for record in ["v=DMARC1", "p=none; v=DMARC1", "v=dmarc1; p=none", "v=DMARC1; p=rejct", "v=DMARC1 p=none", ""] {
            assert_eq!(parse(record), None, "{record}");
        }
    }

    #[test]
    fn organizations_are_looked_for_upwards() {
        assert_eq!(upwards("a.b.example.com").collect::<Vec<_>>(), ["a.b.example.com", "b.example.com", "example.com"]);
        assert_eq!(upwards("localhost").collect::<Vec<_>>(), ["localhost"]);
        let names = Table::new(&[("_dmarc.school.example TXT", "v=DMARC1; p=reject; sp=quarantine")]);
        let told = step(&names, "mail.school.example");
        assert!(told.text.starts_with("p=quarantine (of school.example)"), "{}", told.text);
        assert!(step(&names, "school.example").text.starts_with("p=reject:"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (records, expected) in [
            (&[][..], "no DMARC record"),
            (
                &[("_dmarc.a.example TXT", "v=DMARC1; p=none"), ("_dmarc.a.example TXT", "v=DMARC1; p=reject")][..],
                "several",
            ),
            (&[("_dmarc.a.example TXT", "v=DMARC1; q=none")][..], "cannot be read"),
            (&[("_dmarc.a.example TXT", "something else")][..], "no DMARC record"),
        ] {
            let told = step(&Table::new(records), "a.example");
            assert!(told.mark == Mark::Odd && told.text.contains(expected), "{}", told.text);
        }
        assert_eq!(step(&Table::new(&[("_dmarc.a.example TXT", "FAIL")]), "a.example").mark, Mark::Open);
    }
}
