//! Links to an address or a telephone number that lead nowhere, or to another than they show.

use crate::mail::Address;

/// What is wrong with such a link, and with what it shows, where that is known.
pub(super) fn flaw(target: &str, label: Option<&str>) -> Option<&'static str> {
    const TAGS: [&str; 2] = ["{{", "{%"];
    let target = target.trim();
    // What a tag writes is not known.
    if TAGS.iter().any(|tag| target.contains(tag)) {
        return None;
    }
    let label = label.map(str::trim).filter(|label| !TAGS.iter().any(|tag| label.contains(tag)));
    match target.split_once(':') {
        Some((scheme, address)) if scheme.eq_ignore_ascii_case("mailto") => of_mail(address, label),
        Some((scheme, number)) if scheme.eq_ignore_ascii_case("tel") => of_number(number, label),
        Some(_) => None,
        None => is_address(target).then_some("is an address without mailto: before it, and so it leads nowhere."),
    }
}

fn is_address(text: &str) -> bool {
    let is_plain = |text: &str| !text.contains(['/', '?', '<', '"']) && !text.contains(char::is_whitespace);
    is_plain(text) && Address::parse(text).is_ok_and(|address| address.domain().contains('.'))
}

fn of_mail(address: &str, label: Option<&str>) -> Option<&'static str> {
    const NOBODY: &str = "is a link to no address. Write it behind mailto:";
    const OTHER: &str = "says one address, and writes to another. Correct the one or the other.";
    let address = address.trim();
    if address.is_empty() {
        return Some(NOBODY);
    }
    // With `?subject=` alone, the reader is to choose whom to write to.
    let all = address.split('?').next().filter(|all| !all.is_empty())?.replace("%40", "@");
    let shown = label.filter(|label| is_address(label))?;
    (!all.split(',').any(|one| one.trim().eq_ignore_ascii_case(shown))).then_some(OTHER)
}

fn of_number(number: &str, label: Option<&str>) -> Option<&'static str> {
    const NOBODY: &str = "is a link to no number. Write it behind tel:";
    const OTHER: &str = "says one number, and calls another. Correct the one or the other.";
    if number.trim().is_empty() {
        return Some(NOBODY);
    }
    // Behind these stands an extension.
    let number = number.split([';', ',', 'p', 'w']).next()?;
    let (called, shown) = (digits(number)?, digits(label?)?);
    (!are_same(&called, &shown)).then_some(OTHER)
}

/// The digits of the one telephone number that a text has, without a `(0)` that is not called from abroad.
fn digits(text: &str) -> Option<String> {
    const FEWEST: usize = 5;
    const MOST: usize = 15;
    let text = text.replace("(0)", "");
    let is_part = |c: char| c.is_ascii_digit() || c.is_whitespace() || "+()-./–‑".contains(c);
    let mut found: Option<String> = None;
    for run in text.split(|c: char| !is_part(c)) {
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        // Of two, nobody knows which is meant.
        if digits.len() > MOST || digits.len() >= FEWEST && found.is_some() || run.contains(" / ") {
            return None;
        }
        if digits.len() >= FEWEST {
            found = Some(digits);
        }
    }
    found
}

/// Whether two numbers are the same but for how they begin: `+7` and `8`, `+49` and `0`, or nothing.
fn are_same(one: &str, other: &str) -> bool {
    const LONGEST_BEGIN: usize = 5;
    const SHORTEST: usize = 5;
    let ends_with = |long: &str, short: &str| {
        short.len() >= SHORTEST && long.strip_suffix(short).is_some_and(|begin| begin.len() <= LONGEST_BEGIN)
    };
    let bare = |number: &str| number.trim_start_matches('0').to_owned();
    let inland = |number: &str| number.strip_prefix('8').map_or_else(|| bare(number), str::to_owned);
    let (ones, others) = ([bare(one), inland(one)], [bare(other), inland(other)]);
    ones.iter().any(|one| others.iter().any(|other| ends_with(one, other) || ends_with(other, one)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_reach_nobody_or_somebody_else_are_found() {
        for (target, label) in [
            ("uk.roscha@mail.ru", Some("uk.roscha@mail.ru")),
            ("x@y.de", Some("us")),
            ("mailto:", Some("us")),
            ("mailto:", None),
            ("mailto:a@b.org", Some("c@b.org")),
            ("mailto:a%40b.org?subject=x", Some("c@b.org")),
            ("tel:", Some("us")),
            ("tel:+74822456718", Some("+7 (4822) 45-67-81")),
            ("tel:7482245678", Some("+7 (4822) 45-67-81")),
            ("TEL:+49301234567", Some("Tel. 030/1234568")),
            ("tel:+49301234567", Some("0 30 - 99 88 77 6")),
        ] {
            assert!(flaw(target, label).is_some(), "{target} {label:?}");
        }
        for (target, label) in [
            ("mailto:a@b.org", Some("a@b.org")),
            ("mailto:a@b.org?subject=x", Some("A@B.org")),
            ("mailto:a@b.org,c@b.org", Some("c@b.org")),
            ("mailto:a@b.org", Some("write to us")),
            ("mailto:a@b.org", Some("{{ mail }}")),
            ("mailto:{{ mail }}", Some("c@b.org")),
            ("mailto:?subject=x", Some("c@b.org")),
            ("{{ mail }}", None),
            ("https://a.org/@x", Some("x")),
            ("a/b@c.de", None),
            ("tel:+74822456781", Some("+7 (4822) 45-67-81")),
            ("tel:+74822456781", Some("8 (4822) 45-67-81")),
            ("tel:84822456781", Some("+7 (4822) 45-67-81")),
            ("tel:+74822456781", Some("45-67-81")),
            ("tel:+4930123456", Some("030 123456")),
            ("tel:+4930123456", Some("+49 (0)30 12 34 56")),
            ("tel:004930123456", Some("+49 30/123456")),
            ("tel:+15551234567", Some("(555) 123-4567")),
            ("tel:+18003569377", Some("1-800-FLOWERS")),
            ("tel:+4930123456;ext=12", Some("030 123456, ext. 12")),
            ("tel:+4930123456", Some("call us")),
            ("tel:+4930123456", Some("030 654321 / 030 123456")),
            ("tel:112", Some("112")),
            ("report.pdf", None),
        ] {
            assert_eq!(flaw(target, label), None, "{target} {label:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_link_can_be_looked_at(target in "(mailto:|tel:|[0-9+]|@|a|\\PC){0,12}", label in "([0-9 ()+]|@|a[.]b|\\PC){0,12}") {
            let _ = flaw(&target, Some(&label));
        }
    }
}
