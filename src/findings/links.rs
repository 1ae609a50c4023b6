//! Links in values.

use super::Kind;

/// What a value is for, by the place where the template has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// It is all of a link, or its beginning: `href="{{ link }}"`.
    pub(super) is_link: bool,
    /// It is all of a picture's address, or its beginning: `src="{{ photo }}"`.
    pub(super) is_picture: bool,
}

const PICTURES: [&str; 7] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp"];

const INSECURE_LINK: &str = "has a link by http: use https if the site has it.";
const INSECURE_PICTURE: &str =
    "is a picture by http: most programs do not load it. Use https, or put the file beside the template.";

/// Whether a value holds what may be a link: nearly none does.
pub(super) fn is_candidate(value: &str) -> bool {
    value.contains("://") || value.starts_with("www.")
}

/// What is wrong with the links of a value.
pub(super) fn flaw(value: &str, place: Place) -> Option<(Kind, &'static str)> {
    if let Some(what) = odd(value, place) {
        return Some((Kind::OddLink, what));
    }
    let at = find_ignoring_case(value, "http://")?;
    let link =
        value[at..].split(|c: char| c.is_whitespace() || matches!(c, '"' | '>' | ')')).next().unwrap_or_default();
    let lower = link.to_ascii_lowercase();
    let path = lower.split(['?', '#']).next().unwrap_or_default();
    let is_picture = place.is_picture || PICTURES.iter().any(|end| path.ends_with(end));
    Some(if is_picture { (Kind::InsecureImage, INSECURE_PICTURE) } else { (Kind::InsecureLink, INSECURE_LINK) })
}

fn odd(value: &str, place: Place) -> Option<&'static str> {
    let lower = value.to_ascii_lowercase();
    let is_whole = place.is_link || place.is_picture;
    if ["https://http", "http://http"].iter().any(|twice| lower.contains(twice)) {
        return Some("has two beginnings of a link: https:// once is enough.");
    }
    if place.is_link && (lower.starts_with("www.") || is_host(&lower)) {
        return Some("has no https:// before it: as a link it leads nowhere.");
    }
    let is_link = lower.starts_with("https://") || lower.starts_with("http://");
    if is_whole && is_link && value.contains(char::is_whitespace) {
        return Some("has a blank in it, and a link has none: write %20 for it.");
    }
    let host = lower.split_once("://").map(|(_, rest)| rest.split(['/', ':', '?']).next().unwrap_or_default());
    let is_local = |host: &str| {
        host == "localhost"
            || host.ends_with(".local")
            || host.parse().is_ok_and(|ip: std::net::Ipv4Addr| ip.is_loopback() || ip.is_private())
    };
    if is_link && host.is_some_and(is_local) {
        return Some("leads to this computer or network, and others cannot reach that.");
    }
    None
}

/// `school.example/1` where a link should be.
fn is_host(lower: &str) -> bool {
    let host = lower.split('/').next().unwrap_or_default();
    let is_name = host.bytes().all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'.' | b'-'));
    is_name
        && host.rsplit_once('.').is_some_and(|(name, top)| {
            !name.is_empty() && top.len() >= 2 && top.bytes().all(|octet| octet.is_ascii_alphabetic())
        })
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    text.as_bytes().windows(wanted.len()).position(|window| window.eq_ignore_ascii_case(wanted.as_bytes()))
}

/// What the columns of a list are for, by what the template's author wrote: `href="{{ link }}"`.
pub(super) fn places(names: &[String], text: &str) -> Vec<Place> {
    let begins = |attribute: &str, name: &String| {
        text.match_indices(attribute).any(|(at, _)| {
            let rest = text[at + attribute.len()..].trim_start_matches(['=', '"', '\'', ' ', '(']);
            let Some(rest) = rest.strip_prefix("{{") else { return false };
            let rest = rest.trim_start_matches(['-', ' ']);
            let rest = rest.strip_prefix("row[").map_or(rest, |rest| rest.trim_start_matches(['"', '\'']));
            rest.strip_prefix(name.as_str())
                .is_some_and(|rest| rest.trim_start().starts_with(['}', '|', '"', '\'', '-']))
        })
    };
    let place = |name| Place { is_link: begins("href", name) || begins("](", name), is_picture: begins("src", name) };
    names.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: Place = Place { is_link: true, is_picture: false };
    const NONE: Place = Place { is_link: false, is_picture: false };

    #[test]
    fn links_that_do_not_work_are_found() {
        for (value, place, kind) in [
            ("http://school.example/a", NONE, Some(Kind::InsecureLink)),
            ("see HTTP://school.example/x", NONE, Some(Kind::InsecureLink)),
            ("http://school.example/a.PNG?x=1", NONE, Some(Kind::InsecureImage)),
            ("http://school.example/a", Place { is_link: false, is_picture: true }, Some(Kind::InsecureImage)),
            ("www.school.example/r/1", LINK, Some(Kind::OddLink)),
            ("school.example", LINK, Some(Kind::OddLink)),
            ("www.school.example/r/1", NONE, None),
            ("https://https://school.example", NONE, Some(Kind::OddLink)),
            ("https://school.example/my file", LINK, Some(Kind::OddLink)),
            ("see https://school.example/my file", NONE, None),
            ("https://localhost/x", NONE, Some(Kind::OddLink)),
            ("https://192.168.1.5/x", NONE, Some(Kind::OddLink)),
            ("https://school.example/r/1?to=a", LINK, None),
            ("mailto:a@b.example", LINK, None),
            ("10001", LINK, None),
            ("", LINK, None),
        ] {
            assert_eq!(flaw(value, place).map(|(kind, _)| kind), kind, "{value}");
        }
    }

    #[test]
    fn places_are_those_of_the_template() {
        let names = ["link", "First Name", "photo", "id"].map(str::to_owned);
        let text = "<a href=\"{{ link }}\">x</a> [y]({{ First Name | urlencode }}) <img src='{{row[\"photo\"]}}'> \
                    <a href=\"https://a.example/{{ id }}\">";
        let picture = Place { is_link: false, is_picture: true };
        assert_eq!(places(&names, text), [LINK, LINK, picture, NONE]);
    }
}
