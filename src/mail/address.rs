//! The addr-spec: `local-part "@" domain`.

use std::borrow::Cow;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use serde::{Serialize, Serializer};

use super::{AddressError, SmallText, narrow};

/// The domains of documentation (RFC 2606 §3).
pub const DOCUMENTATION_DOMAINS: [&str; 3] = ["example.com", "example.net", "example.org"];

/// Octets of a local part at most (RFC 5321 §4.5.3.1.1).
pub(super) const MAX_LOCAL_PART: usize = 64;
/// Octets of a domain at most (RFC 5321 §4.5.3.1.2).
pub(super) const MAX_DOMAIN: usize = 255;
/// Octets of an address at most: a path of 256 (RFC 5321 §4.5.3.1.3) without its angle brackets.
pub(super) const MAX_ADDRESS: usize = 254;
/// Octets of a label at most (RFC 1035 §2.3.4).
pub(super) const MAX_LABEL: usize = 63;

/// A forward- or reverse-path without its angle brackets, checked (RFC 5321 §4.1.2 `Mailbox`).
///
/// The domain is held as A-labels (`xn--…`) in lower case, or as an address literal in brackets; the local part
/// as it was written (quoted if it needs to be). Never empty, never longer than RFC 5321 §4.5.3.1 allows
/// (64 octets of local part, 255 of domain, 254 altogether), never with control characters.
///
/// Two addresses are equal when their texts are: `Jane@x` and `jane@x` may be two people (RFC 5321 §2.4).
///
/// More lenient than RFC 5321 in two points, because such hosts take mail on intranets and test networks: a domain
/// may be a single label (`root@localhost`), and a label may hold underscores (`user@mail_server`). Stricter in one:
/// the empty quoted string is no local part.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    text: SmallText,
    at: u16,
}

impl Address {
    /// Parses an addr-spec: no display name, no angle brackets, blanks around it ignored.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        Self::plain(text).map_or_else(|| Self::parse_any(text), Ok)
    }

    /// An addr-spec of nothing but letters, digits, dots, hyphens, underscores and pluses that passes all checks as it is: in
    /// most rows it does, and one look at each octet is enough then.
    pub(super) fn plain(text: &str) -> Option<Self> {
        let length = text.bytes().position(|b| b == b'@')?;
        let (local, domain) = (&text.as_bytes()[..length], &text.as_bytes()[length + 1..]);
        let at = u16::try_from(length).ok()?;
        let is_plain = length <= MAX_LOCAL_PART
            && text.len() <= MAX_ADDRESS
            && domain.len() <= MAX_DOMAIN
            && is_plain_local_part(local)
            && is_plain_domain(domain);
        is_plain.then(|| Self { text: SmallText::from(text), at })
    }

    fn parse_any(text: &str) -> Result<Self, AddressError> {
        let text = text.trim_matches(is_blank);
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        check_characters(text)?;
        let at = find_at(text)?;
        let (local, domain) = (&text[..at], &text[at + 1..]);
        check_local_part(local)?;
        let domain = parse_domain(domain)?;
        let octets = local.len() + 1 + domain.len();
        if octets > MAX_ADDRESS {
            return Err(AddressError::TooLong(octets));
        }
        let at = u16::try_from(at).map_err(|_| AddressError::LocalPartTooLong(local.len()))?;
        Ok(Self { text: SmallText::from([local, "@", &domain].concat()), at })
    }

    /// The whole addr-spec as it goes into a command: `user@xn--….example`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// The whole addr-spec, to keep where it does not matter that it is an address.
    #[must_use]
    pub fn to_text(&self) -> SmallText {
        self.text.clone()
    }

    /// The local part as written, with its quotes if it has any.
    #[must_use]
    pub fn local_part(&self) -> &str {
        &self.text.as_str()[..usize::from(self.at)]
    }

    /// The domain: A-labels in lower case, or an address literal (`[127.0.0.1]`).
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.text.as_str()[usize::from(self.at) + 1..]
    }

    /// Whether it is one of documentation, which is nobody's: at a domain of RFC 2606 §3.
    #[must_use]
    pub fn is_example(&self) -> bool {
        DOCUMENTATION_DOMAINS.contains(&self.domain())
    }

    /// Whether the local part holds non-ASCII characters, so that the server must offer SMTPUTF8 (RFC 6531 §3.2).
    #[must_use]
    pub fn needs_smtputf8(&self) -> bool {
        !self.as_str().is_ascii()
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A `Dot-string` of letters, digits, hyphens, underscores and pluses.
fn is_plain_local_part(local: &[u8]) -> bool {
    let mut after_dot = true;
    for octet in local {
        match CLASSES[usize::from(*octet)] {
            Class::Other => return false,
            Class::Dot if after_dot => return false,
            class => after_dot = class == Class::Dot,
        }
    }
    !after_dot
}

/// Labels of lower-case letters, digits and single hyphens (so none is an A-label), the last one no number.
fn is_plain_domain(domain: &[u8]) -> bool {
    let (mut length, mut is_number, mut before) = (0, true, Class::Dot);
    for octet in domain {
        let class = CLASSES[usize::from(*octet)];
        match (class, before) {
            (Class::Letter | Class::Digit, _) | (Class::Hyphen | Class::Dot, Class::Letter | Class::Digit) => {}
            _ => return false,
        }
        if class == Class::Dot {
            (length, is_number) = (0, true);
        } else {
            length += 1;
            is_number &= class == Class::Digit;
        }
        if length > MAX_LABEL {
            return false;
        }
        before = class;
    }
    matches!(before, Class::Letter | Class::Digit) && !is_number
}

/// What an octet is in a plain address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Hyphen,
    Dot,
    /// In local parts alone.
    Local,
    /// Not plain.
    Other,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut octet = 0_u8;
    while octet < 0x80 {
        classes[octet as usize] = match octet {
            b'a'..=b'z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'-' => Class::Hyphen,
            b'.' => Class::Dot,
            b'A'..=b'Z' | b'_' | b'+' => Class::Local,
            _ => Class::Other,
        };
        octet += 1;
    }
    classes
};

/// A blank, ASCII or not; a line break is none, so that it is noticed.
fn is_blank(c: char) -> bool {
    c.is_whitespace() && !c.is_control() || c == '\t'
}

/// `atext` of RFC 5322 §3.2.3 with RFC 6531 §3.3; what is bad among the non-ASCII has been refused before.
pub(super) fn is_atext(c: char) -> bool {
    match c {
        '"' | '(' | ')' | ',' | '.' | ':' | ';' | '<' | '>' | '@' | '[' | '\\' | ']' => false,
        '!'..='~' => true,
        _ => !c.is_ascii(),
    }
}

/// Refuses what may stand nowhere in an address, not even in quotes.
fn check_characters(text: &str) -> Result<(), AddressError> {
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return Ok(());
    }
    for (at, c) in text.char_indices() {
        match c {
            ' '..='~' => {}
            '\u{FF0C}' | '\u{FF1B}' | '\u{3001}' | '\u{3002}' => return Err(mark(text, at, c)),
            _ if c.is_control() => return Err(AddressError::Control(c)),
            '\u{FFFD}' => return Err(AddressError::Unreadable),
            // The joiners stay: some scripts need them, and in a domain UTS 46 checks them (CheckJoiners).
            '\u{AD}' | '\u{200B}' | '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => {
                return Err(AddressError::Invisible(c));
            }
            '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' => return Err(AddressError::Invisible(c)),
            '\u{FF61}' => return Err(AddressError::FullWidth(c, '.')),
            '\u{FE6B}' => return Err(AddressError::FullWidth(c, '@')),
            '\u{FF01}'..='\u{FF5E}' => return Err(AddressError::FullWidth(c, narrow(c))),
            _ if c.is_whitespace() => return Err(AddressError::Space),
            _ => {}
        }
    }
    Ok(())
}

/// What a comma, a semicolon or a stop is, ASCII or Chinese: behind the address it is too much, between two `@` it separates, and
/// in the domain a dot was meant.
fn mark(text: &str, at: usize, c: char) -> AddressError {
    let (before, behind) = (&text[..at], text[at..].trim_matches(|other| other == c || is_blank(other)));
    let is_stop = matches!(c, '\u{3002}' | '\u{FF0E}');
    match (before.contains('@'), behind.contains('@')) {
        (true, false) if behind.is_empty() => AddressError::Stray(c),
        (true, false) if is_stop => AddressError::FullWidth(c, '.'),
        (true, false) if is_comma(c) && !behind.contains(is_blank) => AddressError::CommaForDot(c),
        (false, _) if is_stop => AddressError::FullWidth(c, '.'),
        _ => AddressError::Separator(c),
    }
}

fn is_comma(c: char) -> bool {
    matches!(c, ',' | '\u{FF0C}' | '\u{3001}')
}

/// The index of the one `@` that counts.
fn find_at(text: &str) -> Result<usize, AddressError> {
    let at = if text.starts_with('"') {
        let end = super::scan::quoted_end(text, 0).ok_or(AddressError::UnclosedQuote)?;
        match text[end..].chars().next() {
            Some('@') => end,
            Some(_) => return Err(AddressError::Quote),
            None => return Err(AddressError::NoAt),
        }
    } else {
        text.find('@').ok_or(AddressError::NoAt)?
    };
    let quoted = if text.starts_with('"') { at } else { 0 };
    let rest = &text[quoted..];
    let is_named = || rest.ends_with('>') && rest.find('<').is_some_and(|open| open > 0 && rest[open..].contains('@'));
    if let Some((found, c)) = rest.char_indices().find(|(_, c)| matches!(c, ',' | ';')) {
        return Err(mark(text, quoted + found, c));
    }
    if rest.contains(' ') {
        let is_two = rest.split_once(' ').is_some_and(|(one, other)| one.contains('@') && other.contains('@'));
        return Err(match (is_named(), is_two) {
            (true, _) => AddressError::NameToo,
            (false, true) => AddressError::Two,
            (false, false) => AddressError::Space,
        });
    }
    if text[at + 1..].contains('@') {
        return Err(AddressError::TwoAts);
    }
    Ok(at)
}

/// `Local-part = Dot-string / Quoted-string` (RFC 5321 §4.1.2). What is inside quotes needs no more checks: control
/// characters are refused everywhere, and the quotes are closed.
fn check_local_part(local: &str) -> Result<(), AddressError> {
    if local.is_empty() || local == "\"\"" {
        return Err(AddressError::NoLocalPart);
    }
    if !local.starts_with('"') {
        if let Some(c) = local.chars().find(|c| !is_atext(*c) && *c != '.') {
            return Err(AddressError::Character(c));
        }
        if local.starts_with('.') {
            return Err(AddressError::LeadingDot);
        }
        if local.ends_with('.') {
            return Err(AddressError::TrailingDot);
        }
        if local.contains("..") {
            return Err(AddressError::DoubleDot);
        }
    }
    if local.len() > MAX_LOCAL_PART {
        return Err(AddressError::LocalPartTooLong(local.len()));
    }
    Ok(())
}

fn parse_domain(domain: &str) -> Result<Cow<'_, str>, AddressError> {
    if domain.is_empty() {
        return Err(AddressError::NoDomain);
    }
    // Four octets of UTF-8 make at least one of the A-label.
    if domain.len() > 4 * MAX_DOMAIN {
        return Err(AddressError::DomainTooLong(domain.len()));
    }
    if domain.starts_with('[') {
        return parse_literal(domain).map(Cow::Owned).ok_or_else(|| AddressError::Literal(domain.to_owned()));
    }
    check_label_ends(domain)?;
    // An A-label is decoded and checked too: "xn--" and rubbish is no domain.
    let international = !domain.is_ascii() || domain.split('.').any(has_ace_prefix);
    let domain = if international { to_a_labels(domain)? } else { lower_case(domain) };
    check_labels(&domain)?;
    Ok(domain)
}

/// `address-literal` (RFC 5321 §4.1.3), in its shortest form.
fn parse_literal(domain: &str) -> Option<String> {
    let inner = domain.strip_prefix('[')?.strip_suffix(']')?;
    if let Some((tag, address)) = inner.split_at_checked(5)
        && tag.eq_ignore_ascii_case("IPv6:")
    {
        return Some(format!("[IPv6:{}]", address.parse::<Ipv6Addr>().ok()?));
    }
    Some(format!("[{}]", inner.parse::<Ipv4Addr>().ok()?))
}

fn has_ace_prefix(label: &str) -> bool {
    label.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("xn--"))
}

/// UTS 46 processing, not transitional; every ASCII character but letters, digits, hyphen, dot and underscore refused.
fn to_a_labels(domain: &str) -> Result<Cow<'_, str>, AddressError> {
    const DENIED: AsciiDenyList = AsciiDenyList::new(true, "!\"#$%&'()*+,/:;<=>?@[\\]^`{|}~");
    Uts46::new()
        .to_ascii(domain.as_bytes(), DENIED, Hyphens::CheckFirstLast, DnsLength::Ignore)
        .map_err(|_| AddressError::InternationalDomain(domain.to_owned()))
}

fn lower_case(domain: &str) -> Cow<'_, str> {
    if domain.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(domain.to_ascii_lowercase())
    } else {
        Cow::Borrowed(domain)
    }
}

fn check_label_ends(domain: &str) -> Result<(), AddressError> {
    for label in domain.split('.') {
        if label.is_empty() {
            let is_end_alone = domain.strip_suffix('.').is_some_and(|rest| !rest.is_empty() && !rest.ends_with('.'));
            return Err(if is_end_alone { AddressError::DotAtEnd } else { AddressError::EmptyLabel });
        }
        if label.starts_with('-') || label.ends_with('-') {
            return Err(AddressError::Hyphen(label.to_owned()));
        }
    }
    Ok(())
}

/// The last check of a domain in its final form, whatever way it came: nothing but labels of letters, digits, hyphens
/// and underscores goes into a command.
fn check_labels(domain: &str) -> Result<(), AddressError> {
    check_label_ends(domain)?;
    if let Some(c) = domain.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.')) {
        return Err(AddressError::Character(c));
    }
    if let Some(label) = domain.split('.').find(|label| label.len() > MAX_LABEL) {
        return Err(AddressError::LabelTooLong(label.len()));
    }
    if domain.len() > MAX_DOMAIN {
        return Err(AddressError::DomainTooLong(domain.len()));
    }
    // RFC 3696 §2: no top-level domain is all digits; one that is, is an IP address without its brackets.
    match domain.rsplit('.').next() {
        Some(top) if top.bytes().all(|b| b.is_ascii_digit()) => Err(match top.len() == domain.len() {
            true => AddressError::NoTopLevel(top.to_owned()),
            false => AddressError::NumericTopLevel(top.to_owned()),
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_plain_address_is_what_all_checks_make_of_it(
            text in "[a-zA-Z0-9.+_é-]{0,10}([a-z.-]{60,70})?@?([a-z0-9-]{0,4}|xn--a|[A-Z]){0,2}(\\.?[a-z0-9_-]{0,64}){0,6}[ @]?"
        ) {
            if let Some(address) = Address::plain(&text) {
                prop_assert_eq!(Address::parse_any(&text), Ok(address));
            }
        }

        #[test]
        fn most_addresses_are_plain(text in "[a-zA-Z0-9]{1,9}([.+_-][a-z0-9]{1,9}){0,3}@[a-z0-9]{1,20}(-[a-z0-9]{1,5})?(\\.[a-z]{1,8}){1,3}") {
            let address = Address::parse_any(&text).unwrap();
            prop_assert_eq!(Address::plain(&text), Some(address));
        }
    }
}
