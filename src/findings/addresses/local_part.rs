//! What stands before the `@`: traces of spreadsheets and links, signs that few addresses have, QQ numbers, what is typed for a trial.

use super::{EXAMPLE_DOMAINS, EXAMPLES, Flaw, LONGEST_TRIAL, NOTHING, NOTHINGS, TRIALS, TRIALS_ELSEWHERE};
use crate::findings::column::slips;
use crate::findings::{Kind, alphabets, domains};
use crate::mail::Address;

/// What looks wrong about it.
pub(super) fn of_local_part(address: &Address) -> Option<Flaw> {
    let (local_part, domain) = (address.local_part(), address.domain());
    let octets = local_part.as_bytes();
    let at_domain = |local_part: &str| Some(format!("{local_part}@{domain}"));
    if let Some(rest) = local_part.strip_prefix('\'') {
        let what =
            "begins with an apostrophe, as a spreadsheet marks a text. Take it out if it is none of the address.";
        return Some((Kind::OddAddress, what.to_owned(), at_domain(rest)));
    }
    if let Some(rest) = local_part.strip_suffix(['\'', '`']) {
        let what = "has an apostrophe right before the \"@\". Take it out if it is none of the address.";
        return Some((Kind::OddAddress, what.to_owned(), at_domain(rest)));
    }
    if let Some(inner) = local_part.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        let what = "has quotes around what is before the \"@\", which hardly any address has. Take them out.";
        let is_plain =
            inner.bytes().all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'.' | b'_' | b'-' | b'+'));
        return Some((Kind::OddAddress, what.to_owned(), if is_plain { at_domain(inner) } else { None }));
    }
    if octets.first().is_some_and(u8::is_ascii_digit) && octets.contains(&b'.') {
        if let Some(whole) = local_part.strip_suffix(".0")
            && whole.len() >= 5
            && whole.bytes().all(|octet| octet.is_ascii_digit())
        {
            let what = "a program has put \".0\" behind the number. Format the column as text, and take it out.";
            return Some((Kind::SpoiltNumber, what.to_owned(), at_domain(whole)));
        }
        if slips::is_shortened(local_part) {
            let what = "the spreadsheet has shortened the number. Format the column as text, and type it anew.";
            return Some((Kind::SpoiltNumber, what.to_owned(), None));
        }
    }
    if octets.contains(&b'%') {
        let what = "has a \"%\" in it, as in a link: is it copied from one? Type the address anew.";
        return Some((Kind::OddAddress, what.to_owned(), None));
    }
    if octets.iter().any(|octet| is_odd_sign(*octet)) {
        let what = "has a sign before the \"@\" that few addresses have. Is it right?";
        return Some((Kind::OddAddress, what.to_owned(), None));
    }
    if let Some(rest) = local_part.strip_prefix("www.") {
        let what = "begins with \"www.\", as the address of a web page does. Take it out if it is none of the address.";
        return Some((Kind::OddAddress, what.to_owned(), at_domain(rest)));
    }
    if let Some((what, meant)) = Some(local_part).filter(|_| domain == "qq.com").and_then(of_qq) {
        return Some((Kind::OddAddress, what.to_owned(), meant.and_then(|meant| at_domain(&meant))));
    }
    if is_nothing(local_part) {
        return Some((Kind::Leftover, NOTHING.to_owned(), None));
    }
    if !local_part.is_ascii() {
        if let Some(found) = alphabets::look_alike(local_part) {
            return Some((Kind::OddAddress, found.0, at_domain(&found.1)));
        }
        let what =
            "has letters before the \"@\" that only servers with SMTPUTF8 take, and few mailboxes have. Is it right?";
        return Some((Kind::OddAddress, what.to_owned(), None));
    }
    if local_part.len() > LONGEST_TRIAL {
        return None;
    }
    let is_one_of = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(local_part));
    let is_trial = is_one_of(&TRIALS) || is_one_of(&TRIALS_ELSEWHERE) && domains::is_of_people(domain);
    if (is_trial || is_one_of(&EXAMPLES)) && (EXAMPLE_DOMAINS.contains(&domain) || domains::is_provider(domain)) {
        return Some((Kind::Leftover, "is an example, and nobody's address. Type the right one.".to_owned(), None));
    }
    if is_trial {
        let what = "looks like an address that was typed for a trial. Type the right one, if it is.".to_owned();
        return Some((Kind::Leftover, what, None));
    }
    None
}

/// Whether it is written as nothing is: `undefined`.
pub(super) fn is_nothing(local_part: &str) -> bool {
    NOTHINGS.iter().any(|nothing| nothing.eq_ignore_ascii_case(local_part))
}

/// What few addresses have before the `@`.
fn is_odd_sign(octet: u8) -> bool {
    matches!(octet, b'*' | b'`' | b'!' | b'$' | b'^' | b'{' | b'|' | b'}' | b'~' | b'?' | b'#' | b'=')
}

/// What is wrong with a QQ number, if it is one, and what was meant. Names begin with a letter there.
fn of_qq(local_part: &str) -> Option<(&'static str, Option<String>)> {
    let is_digit = |octet: u8| octet.is_ascii_digit();
    if !local_part.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if local_part.bytes().all(is_digit) {
        let what = "a QQ number has 5 to 11 digits. Is one missing, or one too many?";
        return (!(5..=11).contains(&local_part.len())).then_some((what, None));
    }
    let meant: String = local_part
        .chars()
        .map(|c| {
            if matches!(c, 'O' | 'o') {
                '0'
            } else if matches!(c, 'l' | 'I') {
                '1'
            } else {
                c
            }
        })
        .collect();
    meant.bytes().all(is_digit).then_some(("has a letter that looks like a digit in its QQ number.", Some(meant)))
}
