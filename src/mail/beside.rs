//! What stands beside an address that is in order: quotes, a label, a remark. To say so helps more than the first sign that is wrong.

use super::{Address, AddressError};

impl AddressError {
    /// What is said of a text for which this was found: what stands beside the address in it, if one is there.
    #[must_use]
    pub fn or_beside(self, text: &str) -> Self {
        let text = text.trim().trim_start_matches('<').trim_end_matches('>').trim();
        quotes(text).or_else(|| label(text)).or_else(|| remark(text)).unwrap_or(self)
    }
}

fn is_address(text: &str) -> bool {
    Address::parse(text).is_ok_and(|address| address.domain().contains('.') && !text.starts_with('"'))
}

/// `"anna@example.org"`
fn quotes(text: &str) -> Option<AddressError> {
    const QUOTES: [char; 9] = ['"', '“', '”', '„', '‘', '’', '\'', '«', '»'];
    let inner = text.strip_prefix(QUOTES)?.strip_suffix(QUOTES)?.trim();
    is_address(inner).then(|| AddressError::Quoted(inner.to_owned()))
}

/// `mailto:anna@example.org`, `QQ：123456@qq.com`
fn label(text: &str) -> Option<AddressError> {
    let (label, behind) = text.split_once([':', '：'])?;
    let address = behind.trim_start_matches('/').trim();
    let before = &text[..text.len() - behind.len()];
    let is_label = !label.is_empty() && !label.contains(['@', '<', '"']);
    (is_label && is_address(address)).then(|| AddressError::Label(before.to_owned(), address.to_owned()))
}

/// `anna@example.org (at home)`
fn remark(text: &str) -> Option<AddressError> {
    const SHORTEST: usize = 4;
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '（' | '【'))?;
    let (address, remark) = (&text[..end], text[end..].trim());
    // `anna@example. org` is torn, and has nothing behind it.
    let is_remark = remark.starts_with(['(', '[', '（', '【', '-', '–', '/'])
        || remark.starts_with(char::is_alphabetic) && remark.chars().count() >= SHORTEST;
    (is_remark && !remark.contains('@') && is_address(address)).then(|| AddressError::Remark(remark.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_an_address_is_told() {
        let quoted = |text: &str| AddressError::Quoted(text.to_owned());
        let label = |label: &str, rest: &str| AddressError::Label(label.to_owned(), rest.to_owned());
        let remark = |text: &str| AddressError::Remark(text.to_owned());
        for (text, told) in [
            ("\"a@b.org\"", quoted("a@b.org")),
            ("„a@b.org“", quoted("a@b.org")),
            ("“a@b.org”", quoted("a@b.org")),
            ("mailto:a@b.org", label("mailto:", "a@b.org")),
            ("<mailto:a@b.org>", label("mailto:", "a@b.org")),
            ("QQ：24685@qq.com", label("QQ：", "24685@qq.com")),
            ("E-Mail: a@b.org", label("E-Mail:", "a@b.org")),
            ("a@b.org (at home)", remark("(at home)")),
            ("a@b.org（家长）", remark("（家长）")),
            ("a@b.org private", remark("private")),
            ("a@gmail. com", AddressError::Space),
            ("a@b.org .uk", AddressError::Space),
            ("a@b.org c@d.org", AddressError::Space),
            ("a@b co uk", AddressError::Space),
            ("", AddressError::Space),
        ] {
            assert_eq!(AddressError::Space.or_beside(text), told, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|[<>\":：() @]|a@b.org){0,12}") {
            let _ = AddressError::Space.or_beside(&text);
        }
    }
}
