//! Tag lists: `v=DKIM1; k=rsa; p=…` (RFC 6376 §3.2), of DKIM keys and DMARC policies.

/// The tags of a list, in order; `None` where it is no such list: a tag without a name or `=`, or one that is there twice.
pub(super) fn parse(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut tags: Vec<(&str, &str)> = Vec::new();
    for tag in text.split(';').map(str::trim).filter(|tag| !tag.is_empty()) {
        let (name, value) = tag.split_once('=')?;
        let (name, value) = (name.trim(), value.trim());
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'_');
        if !is_name || tags.iter().any(|(known, _)| *known == name) {
            return None;
        }
        tags.push((name, value));
    }
    Some(tags)
}

/// The value of a tag.
pub(super) fn get<'a>(tags: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
    tags.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read() {
        assert_eq!(parse("v=DKIM1; k = rsa;p=a=b; "), Some(vec![("v", "DKIM1"), ("k", "rsa"), ("p", "a=b")]));
        assert_eq!(parse(""), Some(vec![]));
        for text in ["v", "=x", "v=1; v=2", "a b=1", "1=2", "v=1; p"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(get(&[("v", "1"), ("p", "")], "p"), Some(""));
        assert_eq!(get(&[("v", "1")], "p"), None);
    }
}
