//! Links, in columns that hold links.

use crate::findings::links::{self, NO_SITE};
use crate::findings::{Kind, domains};

/// What the links of a column have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::findings) struct Sites {
    /// What nearly all of them begin with, behind `https://`: `pay.club.example/member/`.
    begin: Box<str>,
    /// Behind that, each has something of its own.
    is_personal: bool,
    /// Behind that, they have digits alone.
    is_numbered: bool,
    /// The names of what stands behind the "?" in some of them.
    parameters: Vec<Box<str>>,
}

const NO_LINK: &str = "is no link, and the other rows have one. Give one that begins with https://";
const SIGNS: &str = "has a sign in the name of its site that no site has. Is a comma or a blank in the place of a dot?";
const ACCOUNT: &str =
    "has a name before the \"@\", and perhaps a password: whoever gets the mail can read it. Take it out.";
const EXAMPLE: &str = "leads to a site for examples. Give the right link.";
const RIGHTS: &str = "has a link that opens more than those of the other rows, by what stands behind its \"?\": whoever gets the mail can use it. Give \
                      the link without it.";
const CUT: &str = "ends where the links of the other rows go on. Is something missing?";
const NO_NUMBER: &str = "has no number at its end, as the links of the other rows have. Is it right?";

impl Sites {
    /// Of the first values of a column, if nine of ten are links.
    pub(in crate::findings) fn of(values: &[String]) -> Option<Self> {
        const FEWEST: usize = 9;
        let habit = |count: usize| count >= FEWEST && count * 10 >= values.len() * 9;
        let mut links: Vec<&str> = values.iter().filter_map(|value| behind_scheme(value)).filter(is_whole).collect();
        if !habit(links.len()) {
            return None;
        }
        links.sort_unstable();
        let middle = links[links.len() / 2];
        let ends = middle.rmatch_indices(['/', '=']).map(|(at, _)| &middle[..=at]);
        let counted = ends.map(|begin| (begin, links.iter().filter(|link| link.starts_with(begin)).count()));
        let Some((begin, _)) = counted.into_iter().find(|(_, count)| habit(*count)) else {
            return Some(Self::default());
        };
        let mut rests: Vec<&str> =
            links.iter().filter_map(|link| link.strip_prefix(begin)).filter(|rest| !rest.is_empty()).collect();
        let is_number = |rest: &&&str| rest.bytes().all(|octet| octet.is_ascii_digit());
        let is_numbered = habit(rests.iter().filter(is_number).count());
        rests.dedup();
        let is_personal = habit(rests.len());
        Some(Self { begin: begin.into(), is_personal, is_numbered, parameters: usual_parameters(&links) })
    }

    /// What is wrong with a value of such a column.
    pub(in crate::findings) fn flaw(&self, value: &str) -> Option<(Kind, String)> {
        let Some(link) = behind_scheme(value) else {
            return self.flaw_of_other(value).map(|(kind, what)| (kind, what.to_owned()));
        };
        let is_usual = !self.begin.is_empty() && link.starts_with(&*self.begin);
        let certain = links::flaw(value, links::LINK).or_else(|| {
            let what = if is_usual { None } else { flaw_of_site(link, &self.begin) };
            what.map(|what| (Kind::OddLink, what))
        });
        if let Some((kind, what)) = certain {
            return Some((kind, what.to_owned()));
        }
        if let Some((kind, what)) = self.flaw_of_parameters(link) {
            return Some((kind, what.to_owned()));
        }
        let what = match link.strip_prefix(&*self.begin) {
            None if is_meeting(link) && is_meeting(&self.begin) => return None,
            None if self.begin.starts_with(link) && self.is_personal => CUT.to_owned(),
            None => {
                format!("does not begin with https://{}, as the links of the other rows do. Is it right?", self.begin)
            }
            Some("") if self.is_personal => CUT.to_owned(),
            Some(rest) if self.is_numbered && !rest.bytes().any(|octet| octet.is_ascii_digit()) => NO_NUMBER.to_owned(),
            Some(_) => return None,
        };
        Some((Kind::OtherLink, what))
    }

    /// `?admin=true&token=…`, where the links of the others have nothing of the kind.
    fn flaw_of_parameters(&self, link: &str) -> Option<(Kind, &'static str)> {
        const NAMES: [&str; 22] = [
            "admin", "token", "access_token", "auth", "authtoken", "auth_token", "edit", "key", "apikey", "api_key",
            "secret", "password", "passwd", "pwd", "session", "sessionid", "session_id", "sid", "phpsessid",
            "jsessionid", "sig", "signature",
        ];
        let is_usual = |name: &str| self.parameters.iter().any(|usual| **usual == *name);
        let is_known = |name: &str| NAMES.iter().any(|known| known.eq_ignore_ascii_case(name));
        // Of one site; those of many have their own ways.
        let is_found = !self.begin.is_empty() && parameters(link).any(|name| is_known(name) && !is_usual(name));
        is_found.then_some((Kind::Secret, RIGHTS))
    }

    /// Of what does not begin as a link does.
    fn flaw_of_other(&self, value: &str) -> Option<(Kind, &'static str)> {
        let begins = |scheme: &str| value.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme));
        if begins("mailto:") || begins("tel:") {
            return None;
        }
        // What was to be a link is wrong in any row; a word may be said instead of one.
        let is_of_a_link = value.contains(['/', '\\', ':', '#']) || value.contains('.') && !value.contains(' ');
        if !is_of_a_link {
            return Some((Kind::OddWord, NO_LINK));
        }
        Some(links::flaw(value, links::LINK).unwrap_or((Kind::OddLink, NO_LINK)))
    }
}

/// The names of what stands behind the "?" of a link.
fn parameters(link: &str) -> impl Iterator<Item = &str> {
    let all = link.split_once('?').map_or("", |(_, all)| all);
    all.split('&').map(|one| one.split('=').next().unwrap_or_default()).filter(|name| !name.is_empty())
}

/// Those that more than one link in fifty has.
fn usual_parameters(links: &[&str]) -> Vec<Box<str>> {
    let mut names: Vec<&str> = links.iter().flat_map(|link| parameters(link)).collect();
    names.sort_unstable();
    let runs = names.chunk_by(|one, other| one == other);
    runs.filter(|run| run.len() > 1 && run.len() * 50 > links.len()).map(|run| run[0].into()).collect()
}

/// Whether a link leads to a meeting: one of them may be held elsewhere.
fn is_meeting(link: &str) -> bool {
    const SITES: [&str; 8] = [
        "zoom.us", "teams.microsoft.com", "teams.live.com", "meet.google.com", "webex.com", "meet.jit.si",
        "whereby.com", "meeting.tencent.com",
    ];
    let host = link.split(['/', ':', '?']).next().unwrap_or_default();
    SITES.iter().any(|site| host.strip_suffix(site).is_some_and(|begin| begin.is_empty() || begin.ends_with('.')))
}

/// What is wrong with the name of a site, which is not the one of the other rows.
fn flaw_of_site(link: &str, usual: &str) -> Option<&'static str> {
    let site = link.split(['/', '?', '#']).next().unwrap_or_default();
    if site.contains('@') {
        return Some(ACCOUNT);
    }
    let host = site.split(':').next().unwrap_or_default();
    if host.is_empty() {
        return Some(NO_SITE);
    }
    if host.contains([',', ';', '\\', '，', '。', '!', '_']) || host.ends_with('.') || host.contains("..") {
        return Some(SIGNS);
    }
    let is_example = |link: &str| {
        let host = link.split(['/', ':', '?', '#']).next().unwrap_or_default();
        domains::example(&host.to_ascii_lowercase()).is_some()
    };
    (is_example(host) && !usual.is_empty() && !is_example(usual)).then_some(EXAMPLE)
}

/// What stands behind `https://`.
fn behind_scheme(value: &str) -> Option<&str> {
    let (scheme, rest) = value.split_once("://")?;
    (scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")).then_some(rest)
}

/// Whether a link has the name of a site, and no blank.
fn is_whole(link: &&str) -> bool {
    let host = link.split(['/', ':', '?']).next().unwrap_or_default();
    host.contains('.') && !link.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: impl Fn(usize) -> String) -> Option<Sites> {
        Sites::of(&(0..24).map(value).collect::<Vec<_>>())
    }

    #[test]
    fn links_that_are_unlike_the_others_are_found() {
        let sites = of(|n| format!("https://pay.club-x.org/m/{}", 40_011 + n * 7)).unwrap();
        for (value, kind) in [
            ("htps://pay.club-x.org/m/40025", Kind::OddLink),
            ("https:/pay.club-x.org/m/40025", Kind::OddLink),
            ("https//pay.club-x.org/m/40025", Kind::OddLink),
            ("pay.club-x.org/m/40025", Kind::OddLink),
            ("https://pay.club-x.org/m/ 40025", Kind::OddLink),
            ("https://pay.club-x.org/m/{id}", Kind::OddLink),
            ("https://pay.club-x.org/m/undefined", Kind::OddLink),
            ("https://pay.club-x.org/m/TODO", Kind::OddLink),
            ("https://pay.club-x.org/m/XXXX", Kind::OddLink),
            ("https://", Kind::OddLink),
            ("#", Kind::OddLink),
            ("file:///C:/a.pdf", Kind::OddLink),
            ("C:\\Users\\a.pdf", Kind::OddLink),
            ("https://user:pw@pay.club-x.org/m/40053", Kind::OddLink),
            ("https://pay.club-x,org/m/40053", Kind::OddLink),
            ("https://example.com/x", Kind::OddLink),
            ("http://pay.club-x.org/m/40053", Kind::InsecureLink),
            ("pending", Kind::OddWord),
            ("see above", Kind::OddWord),
            ("https://pay.club-x.org/m/", Kind::OtherLink),
            ("https://pay.club-x.org", Kind::OtherLink),
            ("https://pay.club-x.org/m/abc", Kind::OtherLink),
            ("https://pay.club-x.orgg/m/40025", Kind::OtherLink),
            ("https://staging.club-x.org/m/40053", Kind::OtherLink),
        ] {
            assert_eq!(sites.flaw(value).map(|(kind, _)| kind), Some(kind), "{value}");
        }
        let admin = "https://pay.club-x.org/m/40025?admin=true&token=9f8c1b7e";
        assert_eq!(sites.flaw(admin).map(|(kind, _)| kind), Some(Kind::Secret));
        let with_tokens = of(|n| format!("https://pay.club-x.org/m?token={n}")).unwrap();
        assert_eq!(with_tokens.flaw("https://pay.club-x.org/m?token=7"), None);
        for value in ["https://pay.club-x.org/m/7", "https://pay.club-x.org/m/7?from=mail", "mailto:pay@club-x.org"] {
            assert_eq!(sites.flaw(value), None, "{value}");
        }
    }

    #[test]
    fn links_of_many_sites_are_left_alone() {
        let sites = of(|n| format!("https://site{n}.org/{n}")).unwrap();
        for value in ["https://other.org", "https://other.org/a?b=c#d", "https://a.b.example/undefined-behaviour"] {
            assert_eq!(sites.flaw(value), None, "{value}");
        }
        assert_eq!(sites.flaw("https:/other.org/").map(|(kind, _)| kind), Some(Kind::OddLink));
        assert_eq!(of(|n| if n % 4 == 0 { "see below".to_owned() } else { format!("https://a.org/{n}") }), None);
        assert_eq!(of(|_| String::from("https")), None);
        let one = of(|_| "https://meet.school.org/room".to_owned()).unwrap();
        assert_eq!(one.flaw("https://meet.school.org/other"), None);
        let meetings = of(|n| format!("https://zoom.us/j/{}", 9_000_000 + n)).unwrap();
        assert_eq!(meetings.flaw("https://teams.microsoft.com/l/meetup/abc"), None);
        assert!(meetings.flaw("https://zoom.us.evil.org/j/9").is_some());
        let examples = of(|n| format!("https://school.example/{n}")).unwrap();
        assert_eq!(examples.flaw("https://school.example/7"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_compared(value in "(https?)?[:/]{0,4}\\PC{0,16}") {
            let sites = Sites { begin: "a.example/".into(), is_personal: true, is_numbered: true, parameters: Vec::new() };
            let _ = sites.flaw(&value);
            let _ = Sites::default().flaw(&value);
        }
    }
}
