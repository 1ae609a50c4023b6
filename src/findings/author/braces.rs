//! Tags of the template that its author wrote almost right: `{{ name }}}`, `{{ "name" }}`.

use crate::findings::near;
use crate::input::Header;

const BRACE: &str = "has one brace too many, which every letter shows. Take it out.";
const QUOTED: &str = "has the column's name in quotes, so that the name itself is sent. Take the quotes out; one with blanks needs none either.";

/// Where such tags stand, in octets, and what is wrong with each.
pub(in crate::findings) fn wrong(text: &str, header: &Header) -> Vec<(usize, usize, &'static str)> {
    const LONGEST: usize = 200;
    const MOST: usize = 10;
    let tags = text.match_indices("{{").filter_map(|(at, begin)| {
        let at = at + usize::from(text[at + begin.len()..].starts_with('{'));
        let inside = near::behind(&text[at + begin.len()..], LONGEST);
        let length = inside.find("}}").filter(|length| !inside[..*length].contains(['\n', '{']))?;
        let to = at + begin.len() + length + 2;
        let name = inside[..length].trim().trim_matches('-').trim();
        let quoted = ['"', '\''].iter().find_map(|quote| name.strip_prefix(*quote)?.strip_suffix(*quote));
        if quoted.is_some_and(|quoted| header.position(quoted.trim()).is_some()) {
            return Some((at, to, QUOTED));
        }
        let has_more = text[to..].starts_with('}') && !text[to..].starts_with("}}");
        // `a{color:{{ b }}}` is a style.
        if has_more && is_within_braces(near::before(&text[..at], LONGEST)) {
            return None;
        }
        let is_in_braces = text[..at].ends_with('{') && has_more;
        // `{ "a": "{{ b }}" }` is JSON, and `{{{ a }}}` a tag of another program.
        (has_more || is_in_braces).then(|| (at - usize::from(is_in_braces), to + 1, BRACE))
    });
    tags.take(MOST).collect()
}

/// Whether a brace of the text's own is open at its end: not one that is right there, and none of a tag.
fn is_within_braces(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.rfind(['{', '}']) {
        let before = &rest[..at];
        let brace = &rest[at..at + 1];
        if !before.ends_with(brace) {
            return brace == "{" && at + 1 < text.len();
        }
        rest = &before[..before.len() - 1];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_that_are_almost_right_are_found() {
        let header = Header::new(vec!["name".to_owned(), "First name".to_owned()]);
        let found = |text: &str| {
            wrong(text, &header).iter().map(|(from, to, _)| text[*from..*to].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("Dear {{ name }}},"), ["{{ name }}}"]);
        assert_eq!(found("a{b:c} {{ name }}}"), ["{{ name }}}"]);
        assert_eq!(found("Dear {{{ name }}},"), ["{{{ name }}}"]);
        assert_eq!(found("Dear {{ \"First name\" }},"), ["{{ \"First name\" }}"]);
        for text in [
            "a{color:{{ name }}}",
            "a{b:c}\nd {e: {{ name }}; f:{{ name }}}",
            "{\"a\": {{ name }}}",
            "Dear {{ name }},",
            "{{ \"{{ name }}\" }}",
            "{{ \"Dear\" }}",
            "a { {{ name }} }",
            "{{ name",
            "{{",
            "",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|[{}\"]|name){0,24}") {
            let header = Header::new(vec!["name".to_owned()]);
            for (from, to, _) in wrong(&text, &header) {
                proptest::prop_assert!(text.get(from..to).is_some());
            }
        }
    }
}
