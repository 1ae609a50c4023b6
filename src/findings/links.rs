//! Links in values.

use super::{Kind, places as places_of};

/// What a value is for, by the place where the template has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// It is all of a link, or its beginning: `href="{{ link }}"`.
    pub(super) is_link: bool,
    /// It is all of a picture's address, or its beginning: `src="{{ photo }}"`.
    pub(super) is_picture: bool,
}

/// Of a value that is a link.
pub(super) const LINK: Place = Place { is_link: true, is_picture: false };

const PICTURES: [&str; 7] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp"];

const INSECURE_LINK: &str = "has a link by http: use https if the site has it.";
const INSECURE_PICTURE: &str =
    "is a picture by http: most programs do not load it. Use https, or put the file beside the template.";

const UNFILLED: &str = "has something in it that was to be filled in. Give the whole link.";

pub(super) const NO_SITE: &str = "has no name of a site behind https://. Give the whole link.";
pub(super) const LOCAL: &str = "leads to this computer or network, and others cannot reach that.";
const FILE: &str = "leads to a file of this computer, and others cannot reach that.";
const NO_LINK: &str = "is no link. Give one that begins with https://";

/// What is wrong with the links of a value.
pub(super) fn flaw(value: &str, place: Place) -> Option<(Kind, &'static str)> {
    let Some(at) = value.find("://") else {
        let what = if place.is_link { nowhere(value)? } else { return None };
        return Some((Kind::OddLink, what));
    };
    if let Some(what) = odd(value, at, place) {
        return Some((Kind::OddLink, what));
    }
    let link = value.match_indices("://").find_map(|(at, _)| {
        let begin = at.checked_sub("http".len())?;
        value.get(begin..at).filter(|scheme| scheme.eq_ignore_ascii_case("http")).map(|_| &value[begin..])
    })?;
    let link = link.split(|c: char| c.is_whitespace() || matches!(c, '"' | '>' | ')' | '?' | '#')).next()?;
    let is_picture = place.is_picture || PICTURES.iter().any(|end| ends_with(link, end));
    Some(if is_picture { (Kind::InsecureImage, INSECURE_PICTURE) } else { (Kind::InsecureLink, INSECURE_LINK) })
}

/// What is wrong with a value that is a path of this computer, `C:\\reports\\a.pdf`, where no file is to be named.
pub(super) fn path(value: &str) -> Option<&'static str> {
    begins_as_path(value).then_some(FILE)
}

/// The same of a path within a text, or in the place of a link.
pub(super) fn path_inside(value: &str, place: Place) -> Option<&'static str> {
    let is_inside = |at: usize| {
        let begin = at.checked_sub(1).filter(|begin| value.is_char_boundary(*begin));
        let before = begin.and_then(|begin| value[..begin].chars().next_back());
        before.is_some_and(|c| !c.is_alphanumeric()) && begin.is_some_and(|begin| begins_as_path(&value[begin..]))
    };
    (places_of(":\\", value).any(is_inside) || place.is_link && begins_as_path(value)).then_some(FILE)
}

fn begins_as_path(value: &str) -> bool {
    matches!(value.as_bytes(), [drive, b':', b'\\', next, ..] if drive.is_ascii_alphabetic() && !next.is_ascii_whitespace())
}

/// Why a value without `://` is no link.
fn nowhere(value: &str) -> Option<&'static str> {
    let begins = |scheme: &str| value.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme));
    if begins("javascript:") || begins("data:") || begins("vbscript:") {
        return Some("is a script, and no mail program runs one. Give a link.");
    }
    if is_host(value) {
        return Some("has no https:// before it: as a link it leads nowhere.");
    }
    let behind = value.get(4..).filter(|_| begins("http")).map(|behind| behind.trim_start_matches(['s', 'S']));
    if behind.is_some_and(|behind| behind.starts_with([':', '/', ';', '：', ' ']))
        || value.contains(char::is_whitespace)
    {
        return Some(NO_LINK);
    }
    let is_path = value.contains(['/', ':', '.', '#', '?']);
    (!is_path && !value.is_ascii() || value.contains(['<', '>', '"'])).then_some(NO_LINK)
}

/// What is odd about a value with `://` at this place.
fn odd(value: &str, at: usize, place: Place) -> Option<&'static str> {
    let (scheme, rest) = (&value[..at], &value[at + "://".len()..]);
    let is_scheme = |scheme: &str| scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    if rest.split_once("://").is_some_and(|(other, _)| is_scheme(other)) {
        return Some("has two beginnings of a link: https:// once is enough.");
    }
    let is_file = ends_with(scheme, "file") && {
        let before = scheme.get(..scheme.len() - "file".len()).unwrap_or_default();
        !before.ends_with(char::is_alphanumeric)
    };
    if is_file {
        return Some(FILE);
    }
    if place.is_link && value.contains(['<', '>', '"']) {
        return Some("has more in it than a link. Give the link alone.");
    }
    if !is_scheme(scheme) {
        return None;
    }
    if (place.is_link || place.is_picture) && rest.starts_with(['/', '?', '#', ':']) {
        return Some(NO_SITE);
    }
    if place.is_link && rest.split(['/', '?', '=', '&', '#']).skip(1).any(is_unfilled) {
        return Some(UNFILLED);
    }
    if (place.is_link || place.is_picture) && rest.contains(char::is_whitespace) {
        return Some("has a blank in it, and a link has none: write %20 for it.");
    }
    let host = rest.split(['/', ':', '?']).next().unwrap_or_default();
    (place.is_link && is_bare(host) || is_local(host)).then_some(LOCAL)
}

/// A name without a dot, which is known in one network alone.
pub(super) fn is_bare(host: &str) -> bool {
    !host.is_empty() && !host.contains(['.', '[', '@'])
}

/// Whether a host is this computer, or one of its network.
pub(super) fn is_local(host: &str) -> bool {
    let is_number = || {
        host.starts_with(|c: char| c.is_ascii_digit())
            && host.parse().is_ok_and(|ip: std::net::Ipv4Addr| ip.is_loopback() || ip.is_private())
    };
    host.eq_ignore_ascii_case("localhost") || ends_with(host, ".local") || is_number()
}

/// Whether a part of a link is what programs and people leave for one: `{id}`, `undefined`, `XXXX`.
fn is_unfilled(part: &str) -> bool {
    const WORDS: [&str; 8] = ["undefined", "null", "nan", "[object object]", "todo", "tbd", "tbc", "%7bid%7d"];
    let is_crosses = part.len() >= 3 && part.bytes().all(|octet| matches!(octet, b'x' | b'X'));
    let is_in_braces = part.contains('{') && part.contains('}');
    is_crosses || is_in_braces || WORDS.iter().any(|word| word.eq_ignore_ascii_case(part))
}

fn ends_with(text: &str, end: &str) -> bool {
    let at = text.len().checked_sub(end.len());
    at.is_some_and(|at| text.as_bytes()[at..].eq_ignore_ascii_case(end.as_bytes()))
}

/// `school.example/1` where a link should be.
fn is_host(value: &str) -> bool {
    let host = value.split('/').next().unwrap_or_default();
    let is_name = host.bytes().all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'.' | b'-'));
    is_name
        && host.rsplit_once('.').is_some_and(|(name, top)| {
            !name.is_empty() && top.len() >= 2 && top.bytes().all(|octet| octet.is_ascii_alphabetic())
        })
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
            ("https:///r/1", LINK, Some(Kind::OddLink)),
            ("https://intranet/r/1", LINK, Some(Kind::OddLink)),
            ("https://localhost/x", NONE, Some(Kind::OddLink)),
            ("https://192.168.1.5/x", NONE, Some(Kind::OddLink)),
            ("https://school.example/r/1?to=a", LINK, None),
            ("see file:///C:/a.pdf", NONE, Some(Kind::OddLink)),
            ("see profile://a", NONE, None),
            ("javascript:alert(1)", LINK, Some(Kind::OddLink)),
            ("file:///C:/a.pdf", LINK, Some(Kind::OddLink)),
            ("点击这里", LINK, Some(Kind::OddLink)),
            ("<a href=\"https://a.example\">a</a>", LINK, Some(Kind::OddLink)),
            ("点击这里", NONE, None),
            ("Click here", LINK, Some(Kind::OddLink)),
            ("https:/school.example/1", LINK, Some(Kind::OddLink)),
            ("https：//school.example/1", LINK, Some(Kind::OddLink)),
            ("http//school.example/1", LINK, Some(Kind::OddLink)),
            ("Click here", NONE, None),
            ("httpd/1", LINK, None),
            ("mailto:a@b.example", LINK, None),
            ("10001", LINK, None),
            ("", LINK, None),
        ] {
            assert_eq!(flaw(value, place).map(|(kind, _)| kind), kind, "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_looked_at(value in "(\\PC|€|://|file|https|【){0,12}") {
            for place in [NONE, LINK, Place { is_link: false, is_picture: true }] {
                let _ = (flaw(&value, place), path(&value), path_inside(&value, place));
            }
        }
    }

    #[test]
    fn paths_of_this_computer_are_found() {
        for (value, place, is_found) in [
            ("your report is in C:\\reports\\a.pdf", NONE, true),
            ("(d:\\a.pdf)", NONE, true),
            ("C:\\reports\\a.pdf", LINK, true),
            ("C:\\reports\\a.pdf", NONE, false),
            ("ABC:\\a", NONE, false),
            ("a smile :\\", NONE, false),
            ("é:\\a", LINK, false),
        ] {
            assert_eq!(path_inside(value, place).is_some(), is_found, "{value}");
        }
        assert!(path("C:\\reports\\a.pdf").is_some() && path("C: \\").is_none());
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
