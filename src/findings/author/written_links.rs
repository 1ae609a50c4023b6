//! Links that an author wrote into a template and that lead nowhere.

use super::contacts;
use crate::findings::domains;
use crate::findings::links::{LOCAL, is_bare, is_local};
use crate::findings::near;

/// So many are looked at.
const MOST: usize = 5_000;
/// A longer link is looked at no further (octets).
const LONGEST: usize = 2_000;
/// Nor is its text longer.
const LONGEST_LABEL: usize = 500;
/// Nor is the name of how it is reached.
const LONGEST_SCHEME: usize = 20;

/// Where such links stand, in octets, and what is wrong with each. `are_examples`: somebody tries the program out.
pub(in crate::findings) fn wrong(text: &str, are_examples: bool) -> Vec<(usize, usize, &'static str)> {
    let whole = text.match_indices("://").take(MOST).filter_map(|(at, _)| {
        let scheme = near::before(&text[..at], LONGEST_SCHEME);
        let from = at - scheme.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
        let link = near::behind(&text[from..], LONGEST);
        let to = from + link.find(is_end).unwrap_or(link.len());
        flaw(&text[from..to], are_examples).map(|what| (from, to, what))
    });
    let targets = targets(text).filter_map(|(from, to, target)| {
        let of_words = || if text[from..].starts_with("href=") { of_words(target) } else { None };
        let what = if target.contains("://") { None } else { flaw(target, are_examples).or_else(of_words) };
        what.map(|what| (from, to, what))
    });
    let mut found: Vec<_> = whole.chain(targets).chain(others(text)).chain(of_contacts(text)).collect();
    found.sort_unstable();
    found
}

/// Links whose text is one site, and that lead to another: `[a.org](https://b.org)`.
fn others(text: &str) -> impl Iterator<Item = (usize, usize, &'static str)> {
    const OTHER: &str =
        "says one site, and leads to another. Mail programs warn of such links. Correct the one or the other.";
    targets(text).filter_map(|(from, to, target)| {
        let shown = label(text, from, to)?;
        let (said, leads) = (site(shown)?, site(target)?);
        let is_part =
            |one: &str, other: &str| one.strip_suffix(other).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        (!is_part(&said, &leads) && !is_part(&leads, &said)).then_some((from, to, OTHER))
    })
}

/// Links to addresses and telephone numbers: `[a@b.org](a@b.org)`.
fn of_contacts(text: &str) -> impl Iterator<Item = (usize, usize, &'static str)> {
    targets(text).filter_map(|(from, to, target)| Some((from, to, contacts::flaw(target, label(text, from, to))?)))
}

/// What a link shows, up to the first tag of a page in it.
fn label(text: &str, from: usize, to: usize) -> Option<&str> {
    match text[from..].strip_prefix('[') {
        Some(behind) => behind.get(..behind.find("](")?),
        None => {
            let behind = near::behind(&text[to..], LONGEST_LABEL);
            behind.get(behind.find('>')? + 1..).and_then(|label| label.split('<').next())
        }
    }
}

/// The site of a link, which is all that there is.
fn site(link: &str) -> Option<String> {
    let link = link.trim();
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://")).unwrap_or(link);
    let host = rest.split(['/', '?', '#', ':']).next()?.to_ascii_lowercase();
    let is_host = host.contains('.')
        && host.bytes().all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'.' | b'-'))
        && (domains::has_top(&host) || rest.len() < link.len())
        && !link.contains(char::is_whitespace);
    is_host.then(|| host.strip_prefix("www.").map_or_else(|| host.clone(), str::to_owned))
}

fn is_end(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')' | ']' | '，' | '。' | '）')
}

/// What stands in `href="…"` and `[…](…)`, and the stretch that shows it.
fn targets(text: &str) -> impl Iterator<Item = (usize, usize, &str)> {
    let references = text.match_indices("href=").take(MOST).filter_map(|(at, name)| {
        let value = near::behind(&text[at + name.len()..], LONGEST);
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let length = value[1..].find(quote)?;
        Some((at, at + name.len() + length + 2, &value[1..=length]))
    });
    let written = text.match_indices("](").take(MOST).filter_map(|(at, sign)| {
        let target = near::behind(&text[at + sign.len()..], LONGEST);
        let length = target.find([')', '\n']).filter(|length| target[*length..].starts_with(')'))?;
        let label = near::before(&text[..at], LONGEST_LABEL);
        let from = at - label.len() + label.rfind(['[', '\n']).filter(|from| label[*from..].starts_with('['))?;
        // A picture has a file.
        let is_picture = text[..from].ends_with('!');
        let target = &target[..length];
        // `f[x](2.5)` is none. Behind Chinese, no blank is written before a link.
        let is_call = text[..from].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            && !target.contains('/')
            && site(target).is_none();
        (!is_picture && !is_call).then(|| (from, at + sign.len() + length + 1, target))
    });
    references.chain(written)
}

const LINK: &str = "is no link. Write one that begins with https://";

/// What stands for a link in words: `请填写链接`, `link here`.
fn of_words(target: &str) -> Option<&'static str> {
    let has_sign = target.contains([':', '/', '.', '#', '?', '@', '{']);
    let are_words = !target.is_ascii() || target.trim().contains(char::is_whitespace);
    (are_words && !has_sign).then_some(LINK)
}

/// Why a link leads nowhere. What a tag writes is not known.
fn flaw(target: &str, are_examples: bool) -> Option<&'static str> {
    const MISSPELT: [&str; 16] = [
        "htps", "htpps", "htp", "httpss", "hhtp", "hhtps", "htttp", "htttps", "ttps", "ttp", "https", "http", "htts",
        "thtps", "hptts", "httsp",
    ];
    let target = target.trim();
    if target.is_empty() || target == "#" {
        return Some("is a link that leads nowhere. Write its target, or take it out.");
    }
    let tag = target.find("{{").into_iter().chain(target.find("{%")).min();
    let known = &target[..tag.unwrap_or(target.len())];
    let is_whole = known.len() == target.len();
    if known.is_empty() || known.starts_with(['#', '/', '?']) {
        return None;
    }
    let (scheme, rest) = known.split_once(':').unwrap_or_default();
    if scheme.eq_ignore_ascii_case("file") || scheme.len() == 1 && rest.starts_with(['\\', '/']) {
        return Some("leads to a file of this computer, and others cannot reach that. Attach it, or put it on a site.");
    }
    let scheme = scheme.to_ascii_lowercase();
    if is_whole && let Some(what) = of_no_page(&scheme) {
        return Some(what);
    }
    if let ("http" | "https", Some(rest)) = (scheme.as_str(), rest.strip_prefix("//")) {
        return of_host(rest, is_whole, are_examples);
    }
    let is_misspelt = MISSPELT.contains(&scheme.as_str())
        || MISSPELT.iter().any(|word| known.strip_prefix(word).is_some_and(|rest| rest.starts_with("//")));
    if is_misspelt {
        return Some(LINK);
    }
    let is_host = scheme.is_empty()
        && known.split('/').next().is_some_and(|host| {
            host.contains('.') && !host.contains([' ', '@']) && host.ends_with(|c: char| c.is_alphabetic())
        });
    is_host.then_some("has no https:// before it, and so it leads nowhere.")
}

/// What is wrong with a link to no page. With a cell in it, it is refused.
fn of_no_page(scheme: &str) -> Option<&'static str> {
    match scheme {
        "javascript" | "vbscript" => Some("is a script, and no mail program runs one. Write a link."),
        "data" => Some("is a page within a link, and no mail program shows one. Write a link."),
        "cid" => Some("leads to a part of the message, which few programs open. Attach the file, or link to a page."),
        _ => None,
    }
}

/// What is wrong with what stands behind `https://`.
fn of_host(rest: &str, is_whole: bool, are_examples: bool) -> Option<&'static str> {
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    if host.len() == rest.len() && !is_whole {
        return None;
    }
    if host.is_empty() {
        return is_whole.then_some("has no name of a site behind https://. Write the whole link.");
    }
    if is_local(&host) || is_whole && is_bare(&host) {
        return Some(LOCAL);
    }
    let site = host.strip_prefix("www.").unwrap_or(&host);
    let is_example = matches!(site, "example.com" | "example.org" | "example.net" | "example.edu");
    (is_example && !are_examples).then_some("is a link of an example. Write the right one.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        wrong(text, false).into_iter().map(|(from, to, _)| &text[from..to]).collect()
    }

    #[test]
    fn links_that_lead_nowhere_are_found() {
        for (text, part) in [
            ("see [here]().", "[here]()"),
            ("see [there](#)", "[there](#)"),
            ("<a href=\"\">a</a>", "href=\"\""),
            ("<a href='#'>a</a>", "href='#'"),
            ("<a href=\"htps://a.org/{{ id }}\">a</a>", "htps://a.org/{{"),
            ("<a href=\"https:/a.org\">a</a>", "href=\"https:/a.org\""),
            ("[y](file:///C:/a.pdf)", "file:///C:/a.pdf"),
            ("<a href=\"C:\\a.pdf\">", "href=\"C:\\a.pdf\""),
            ("[z](www.foo.org)", "[z](www.foo.org)"),
            ("at https://localhost/x", "https://localhost/x"),
            ("at https://192.168.1.5/x", "https://192.168.1.5/x"),
            ("at https://intranet/x", "https://intranet/x"),
            ("[f](report.pdf)", "[f](report.pdf)"),
            ("登录[系统](a.edu.cn/login)确认", "[系统](a.edu.cn/login)"),
            ("登录[系统]()确认", "[系统]()"),
            ("see[here](www.foo.org)", "[here](www.foo.org)"),
            ("Kérjük[itt](htps://a.org/x)", "htps://a.org/x"),
            ("[school.org](https://other.org/x)", "[school.org](https://other.org/x)"),
            ("<a href=\"https://b.org\">https://a.org/x</a>", "href=\"https://b.org\""),
            ("<a href=\"https://b.example/\">https://a.org/x</a>", "href=\"https://b.example/\""),
            ("<a href=\"javascript:pay()\">", "href=\"javascript:pay()\""),
            ("<a href=' JavaScript:void(0)'>", "href=' JavaScript:void(0)'"),
            ("[pay](javascript:pay)", "[pay](javascript:pay)"),
            ("<a href=\"vbscript:x\">", "href=\"vbscript:x\""),
            ("<a href=\"data:text/html,x\">", "href=\"data:text/html,x\""),
            ("<a href=\"cid:help\">", "href=\"cid:help\""),
            ("<a href=\"请填写链接\">", "href=\"请填写链接\""),
            ("<a href=\"link here\">", "href=\"link here\""),
            ("链接：https://example.com/，", "https://example.com/"),
            ("<a href=\"a@b.org\">a@b.org</a>", "href=\"a@b.org\""),
            ("[a@b.org](mailto:c@b.org)", "[a@b.org](mailto:c@b.org)"),
            ("[+7 (4822) 45-67-81](tel:+74822456718)", "[+7 (4822) 45-67-81](tel:+74822456718)"),
        ] {
            assert_eq!(found(text), [part], "{text}");
        }
    }

    #[test]
    fn sound_links_are_left_alone() {
        for text in [
            "[a](https://a.org) [b](mailto:a@b.org) [c]({{ link }}) [d](#part) [e](https://{{ host }}/x) ![p](logo.png)",
            "<a href=\"{{ link }}\"> <a href=\"tel:+49\"> <a href=\"https://a.org/{{ id }}?x={{ y }}\">",
            "https://example.com.au https://myexample.com ftp://a.org//x weixin://dl",
            "a](b [x] (y)",
            "f[x](2.5) [f](2.5) f[x]() f_[x](row.size)",
            "<a href=\"{{ link }}\"> <a href=\"{% if x %} a {% endif %}\"> [注](见下文) <a href=\"page\"> <a href=\"sms:+49\">",
            "[school.org](https://www.school.org/x) [www.a.org](https://mail.a.org) [report.pdf](https://a.org/report.pdf)",
            "",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
        assert_eq!(wrong("https://example.com", true), []);
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|://|href=|\"|\\]\\(|\\)|\\[|http|#){0,24}") {
            for (from, to, _) in wrong(&text, false) {
                proptest::prop_assert!(text.get(from..to).is_some());
            }
        }
    }
}
