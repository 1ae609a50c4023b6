//! What looks wrong about the template itself: looked for in what its author wrote, so that branches that no row takes count too.

use std::borrow::Cow;
use std::collections::HashSet;

use super::plain::Plain;
use super::{
    blanks, braces, forms, nameless, overdue, placeholders, taken_out, unfilled, weekday, written_accounts,
    written_addresses, written_links,
};
use crate::findings::tags::Words;
use crate::findings::{Finding, Kind, hidden, leftovers, mojibake, near, secrets, shown};
use crate::input::Header;
use crate::merge::{Written, foreign_tags};

const PICTURE: &str =
    "a picture by http: most programs do not load it. Put the file beside the template, or use https.";
const LINK: &str = "a link by http: use https if the site has it.";
const TAG: &str =
    "looks like a tag of another program, and is sent as it is. In a template, a column is written {{ column }}.";
const FULL_WIDTH: &str = "has full-width braces, and is sent as it is: type {{ }}.";
const TITLE: &str = "has a column's name in it, and is sent as it is. If each is to have their own, write";
const PLACEHOLDER: &str = "is left where something was to come. Write it, or take it out.";

const SPOILT: &str = "was read in the wrong charset, or pasted from where it was. Type it anew.";
const OVERDUE: &str = "is past, and the text speaks of it as to come. Is it last year's? Correct it.";

const UNSEEN: &str = "has a character in it that nobody sees. Type it anew.";

const SCRIPT: &str = "a script: no mail program runs one, and filters take the letter for harmful. Take it out.";

/// The same of what has the name of a column in it: `[姓名]`, `<First Name>`.
const COLUMN: &str = "is left where a column was to come, and is sent as it is: write";

/// So many of a kind are told, of so many that are found.
const MOST: usize = 10;
const MOST_TRIES: usize = 100;

/// What looks wrong: where, what, and what to do. Today is counted as [`dates::today`](crate::findings::column::dates::today) does.
pub(in crate::findings) fn look<'a>(
    texts: impl Iterator<Item = Written<'a>>,
    words: &Words,
    header: &Header,
    are_examples: bool,
    today: u32,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for written in texts {
        let place = |at: usize| written.place(at);
        let text = without_tags(written.text);
        let body = if is_page(written) { text.len() } else { behind_fields(&text) };
        let angles = |text: &str| blanks::angles(&text[body..]).map(|(from, to)| (body + from, body + to));
        let hidden = |text: &str| if is_page(written) { None } else { unseen(text) };
        let looks: [(Kind, Find<'_>, &str); 10] = [
            (Kind::Mojibake, &spoilt, SPOILT),
            (Kind::HiddenCharacter, &hidden, UNSEEN),
            (Kind::UnfilledTag, &|text| words.tag(text, true), TAG),
            (Kind::UnfilledTag, &|text| placeholders::placeholder(text, header), TAG),
            (Kind::Leftover, &leftovers::placeholder, PLACEHOLDER),
            (Kind::Leftover, &blanks::blank, PLACEHOLDER),
            (Kind::Leftover, &angles, PLACEHOLDER),
            (Kind::Leftover, &|text| unfilled::unfilled(text, written.text), PLACEHOLDER),
            (Kind::Leftover, &forms::form, PLACEHOLDER),
            (Kind::Leftover, &|text| nameless::nameless(text, written.text), PLACEHOLDER),
        ];
        // The certain ones are faults, and told of there.
        let foreign = foreign_tags(written.text, header);
        let mut told: Vec<(usize, usize)> = foreign.iter().map(|tag| (tag.from, tag.to)).collect();
        for tag in foreign.iter().filter(|tag| !tag.is_certain) {
            let (tagged, name) = (shown(&written.text[tag.from..tag.to]), shown(&header.names()[tag.column]));
            let what = format!("{}: \"{tagged}\" {TITLE} {{{{ {name} }}}}.", place(tag.from));
            found.push(Finding::of_template(Kind::UnfilledTag, what, None));
        }
        for (kind, find, what) in looks {
            for (from, to) in all(&text, find, kind == Kind::UnfilledTag) {
                // A tag is a placeholder too: once is enough.
                if told.iter().any(|(begin, end)| from < *end && *begin < to) || blanks::are_kisses(&text, from, to) {
                    continue;
                }
                told.push((from, to));
                let is_full_width = kind == Kind::UnfilledTag && text[from..].starts_with('｛');
                let what = match column(&text[from..to], header).filter(|_| matches!(what, TAG | PLACEHOLDER)) {
                    _ if is_full_width => FULL_WIDTH.to_owned(),
                    Some(name) => format!("{COLUMN} {{{{ {} }}}}.", shown(name)),
                    None => what.to_owned(),
                };
                let what = format!("{}: \"{}\" {what}", place(from), shown(&text[from..to]));
                // A line has it once.
                if !found.iter().any(|finding: &Finding| finding.what == what) {
                    found.push(Finding::of_template(kind, what, None));
                }
            }
        }
        for day in weekday::wrong(&text, written.text, today).into_iter().take(MOST) {
            let what = format!("{}: \"{}\": {}", place(day.from), shown(&text[day.from..day.to]), day.what);
            found.push(Finding::of_template(Kind::WrongDate, what, None));
        }
        let plain = Plain::of(&text, behind_fields(&text));
        for (from, to) in overdue::overdue(&plain.text, today).into_iter().take(MOST) {
            let at = plain.place(from, to).0;
            let what = format!("{}: \"{}\" {OVERDUE}", place(at), shown(&plain.text[from..to].replace('\n', " ")));
            found.push(Finding::of_template(Kind::OtherYear, what, None));
        }
        let behind = |from: usize, to: usize| written.text.get(plain.place(from, to).1..).unwrap_or_default();
        for (from, to) in written_accounts::wrong(&plain.text, behind).into_iter().take(MOST) {
            let at = plain.place(from, to).0;
            let number = plain.text[from..to].replace('\n', " ");
            let what = format!("{}: \"{}\" {}", place(at), shown(&number), secrets::NO_ACCOUNT);
            found.push(Finding::of_template(Kind::SlipInNumber, what, None));
        }
        for (from, to, what) in braces::wrong(written.text, header) {
            let what = format!("{}: \"{}\" {what}", place(from), shown(&written.text[from..to]));
            found.push(Finding::of_template(Kind::UnfilledTag, what, None));
        }
        let fields = behind_fields(&text);
        for (from, to, kind, what) in
            written_addresses::wrong(&text).into_iter().filter(|(from, ..)| *from >= fields).take(MOST)
        {
            let what = format!("{}: \"{}\": {what}", place(from), shown(&text[from..to]));
            found.push(Finding::of_template(kind, what, None));
        }
        if let Some(at) = script(written) {
            found.push(Finding::of_template(Kind::Script, format!("{}: {SCRIPT}", place(at)), None));
        }
        let links = without_comments(written.text);
        if !is_text(written) {
            for (at, what) in taken_out::taken_out(&links.to_ascii_lowercase()) {
                found.push(Finding::of_template(Kind::Script, format!("{}: {what}", place(at)), None));
            }
        }
        for (from, to, what) in written_links::wrong(&links, are_examples).into_iter().take(MOST) {
            let what = format!("{}: \"{}\" {what}", place(from), shown(&links[from..to]));
            found.push(Finding::of_template(Kind::OddLink, what, None));
        }
        // A link may have tags in it, so here they stay.
        for (kind, at, what) in insecure(&without_comments(written.text)) {
            let link = link_at(&written.text[at..]);
            found.push(Finding::of_template(kind, format!("{}: \"{}\": {what}", place(at), shown(link)), None));
        }
    }
    found
}

/// The column whose name, but for blanks and capital letters, is all that is left of a placeholder without its signs.
fn column<'h>(placeholder: &str, header: &'h Header) -> Option<&'h str> {
    let bare =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let name = bare(placeholder);
    header.names().iter().find(|column| !name.is_empty() && bare(column) == name).map(String::as_str)
}

/// The first word in the wrong charset.
fn spoilt(text: &str) -> Option<(usize, usize)> {
    of_a_part(text, char::is_whitespace, |word| !word.is_ascii() && mojibake::is_mojibake(word))
}

/// The first line with something in it that nobody sees.
fn unseen(text: &str) -> Option<(usize, usize)> {
    // A mark at the beginning says how the file is written.
    of_a_part(text, |c| c == '\n', |line| hidden::is_in(line.trim_matches(['\r', '\u{FEFF}'])))
}

fn of_a_part(text: &str, is_end: fn(char) -> bool, is_wrong: fn(&str) -> bool) -> Option<(usize, usize)> {
    let part = text.split(is_end).find(|part| !part.is_empty() && is_wrong(part))?;
    let from = part.as_ptr() as usize - text.as_ptr() as usize;
    Some((from, from + part.len()))
}

/// Whether a file is a web page, in which `<date>` is a tag.
fn is_page(written: Written<'_>) -> bool {
    let ending = written.file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let is_text = ["txt", "md", "markdown"].iter().any(|other| other.eq_ignore_ascii_case(ending));
    !is_text || written.text.to_ascii_lowercase().contains("text/html")
}

/// Where the body begins: behind the first empty line.
pub(in crate::findings) fn behind_fields(text: &str) -> usize {
    text.find("\n\n").or_else(|| text.find("\r\n\r\n")).unwrap_or(0)
}

/// Where a script begins that is more than data.
fn script(written: Written<'_>) -> Option<usize> {
    const LONGEST: usize = 200;
    let lower = without_comments(written.text).to_ascii_lowercase();
    let is_code = |(at, _): &(usize, &str)| {
        !near::behind(&lower[*at..], LONGEST).split('>').next().unwrap_or_default().contains("ld+json")
    };
    lower.match_indices("<script").find(is_code).map(|(at, _)| at).filter(|_| !is_text(written))
}

/// Whether a file has no tags of a page in it, whatever it looks like.
fn is_text(written: Written<'_>) -> bool {
    written.file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("txt"))
}

/// Finds the next stretch of a text that looks wrong, in octets.
type Find<'a> = &'a dyn Fn(&str) -> Option<(usize, usize)>;

/// What is found in a text, in order: each text once, or in each of its places.
fn all(text: &str, find: Find<'_>, is_each: bool) -> Vec<(usize, usize)> {
    let mut rest = text.as_bytes().to_vec();
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    for _ in 0..MOST_TRIES {
        let Some((from, to)) = std::str::from_utf8(&rest).ok().and_then(find) else { break };
        // Whole characters were found, so whole ones go.
        rest[from..to].fill(b' ');
        if seen.insert(&text[from..to]) || is_each {
            found.push((from, to));
        }
        if seen.len() == MOST {
            break;
        }
    }
    found.sort_unstable();
    found
}

/// The pictures and the links by http, each once.
fn insecure(text: &str) -> Vec<(Kind, usize, &'static str)> {
    // Names of what a page is written in are no links.
    const NAMES: [&str; 4] = ["www.w3.org", "schemas.", "purl.org", "ns."];
    // Both may be written in capital letters: `HTTP://`, `<IMG SRC=`.
    let text = text.to_ascii_lowercase();
    let all = text.match_indices("http://").map(|(at, _)| at);
    let links: Vec<usize> =
        all.filter(|at| !NAMES.iter().any(|name| text[at + "http://".len()..].starts_with(name))).collect();
    let is_picture = |at: &usize| {
        let before = text[..*at].trim_end_matches(['"', '\'', '(', ' ', '<']);
        let attribute = before.strip_suffix('=').map_or("", str::trim_end);
        ["src", "background", "srcset", "poster"].iter().any(|name| attribute.ends_with(name))
            || before.ends_with("url")
            || is_in_srcset(&text, *at)
            || is_markdown_picture(text[..*at].trim_end_matches([' ', '<']))
    };
    let mut seen = HashSet::new();
    let mut of_kind = |is_wanted: bool, kind: Kind, what: &'static str| {
        // The same one, however often: once is enough.
        let those = links.iter().filter(|at| is_picture(at) == is_wanted && seen.insert(link_at(&text[**at..])));
        those.take(MOST).map(|at| (kind, *at, what)).collect::<Vec<_>>()
    };
    [of_kind(true, Kind::InsecureImage, PICTURE), of_kind(false, Kind::InsecureLink, LINK)].concat()
}

/// The link that a text begins with, the template's tags in it and all.
fn link_at(text: &str) -> &str {
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        if text[at..].starts_with("{{")
            && let Some(length) = text[at..].find("}}")
        {
            at += length + "}}".len();
            continue;
        }
        if matches!(next, ' ' | '"' | '\'' | '<' | '>' | ')' | '\n' | '\r') {
            break;
        }
        at += next.len_utf8();
    }
    &text[..at]
}

/// Whether a place is within a list of pictures of several sizes: `srcset="a.png 1x, http://b.example/c.png 2x"`.
fn is_in_srcset(text: &str, at: usize) -> bool {
    const LONGEST: usize = 2_000;
    let mut from = at.saturating_sub(LONGEST);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = &text[from..at];
    let list = before.rfind(['"', '\'']).map(|quote| before[..quote].trim_end());
    list.and_then(|before| before.strip_suffix('=')).is_some_and(|before| before.trim_end().ends_with("srcset"))
}

/// Whether `![…](` stands at the end.
fn is_markdown_picture(before: &str) -> bool {
    const LONGEST: usize = 400;
    before.strip_suffix("](").is_some_and(|text| {
        let line = near::line_before(text, text.len(), LONGEST);
        line.rfind('[').is_some_and(|at| line[..at].ends_with('!'))
    })
}

/// A text of the same length without the template's tags and comments, and without what is no text in HTML: style sheets,
/// scripts, comments. Ends of lines stay.
pub(in crate::findings) fn without_tags(text: &str) -> Cow<'_, str> {
    let spans =
        [("{#", "#}"), ("{{", "}}"), ("{%", "%}"), ("<style", "</style>"), ("<script", "</script>"), ("<!--", "-->")];
    blanked(text, &spans)
}

fn without_comments(text: &str) -> Cow<'_, str> {
    blanked(text, &[("{#", "#}"), ("<!--", "-->")])
}

/// With blanks for what stands between these, and for them.
pub(super) fn blanked<'a>(text: &'a str, spans: &[(&str, &str)]) -> Cow<'a, str> {
    let mut octets: Option<Vec<u8>> = None;
    let mut at = 0;
    while let Some((start, (begin, end))) = next(text, at, spans) {
        let inside = start + begin.len();
        // A tag that does not end, the compiler has told of.
        let stop = text[inside..].find(end).map_or(text.len(), |length| inside + length + end.len());
        let octets = octets.get_or_insert_with(|| text.as_bytes().to_vec());
        octets[start..stop].iter_mut().filter(|octet| **octet != b'\n').for_each(|octet| *octet = b' ');
        at = stop;
    }
    match octets.map(String::from_utf8) {
        Some(Ok(text)) => Cow::Owned(text),
        _ => Cow::Borrowed(text),
    }
}

fn next<'s>(text: &str, from: usize, spans: &'s [(&'s str, &'s str)]) -> Option<(usize, (&'s str, &'s str))> {
    let starts = text[from..].match_indices(['{', '<']).map(|(at, _)| from + at);
    starts
        .into_iter()
        .find_map(|at| spans.iter().find(|(begin, _)| text[at..].starts_with(begin)).map(|span| (at, *span)))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn found(text: &str) -> Vec<(Kind, String)> {
        let names = ["name".to_owned(), "mark".to_owned()];
        let (words, header) = (Words::new(&names), Header::new(names.to_vec()));
        const TODAY: u32 = 2026 * 372 + 11 * 31 + 29;
        let found = look([Written { file: Path::new("a.html"), text }].into_iter(), &words, &header, false, TODAY);
        found.into_iter().map(|finding| (finding.kind, finding.what)).collect()
    }

    #[test]
    fn each_picture_and_each_link_by_http_is_told() {
        let text = "Subject: a\n\n<body background=\"http://x.example/bg.png\"><img src='http://x.example/a.png' \
                    srcset=\"https://x.example/1.png 1x, http://x.example/2.png 2x\">\n<p style=\"background:url('http://x.example/s.png')\">\
                    <a href=\"http://y.example/?t={{ name }}&u=1\">a</a> <a href='http://z.example'>b</a> \
                    <a href='http://z.example'>c</a>";
        let told: Vec<_> = found(text).into_iter().filter(|(_, what)| what.contains("by http")).collect();
        let links: Vec<&str> = told.iter().filter_map(|(_, what)| what.split('"').nth(1)).collect();
        let (pictures, others) = links.split_at(4);
        assert_eq!(
            pictures,
            ["http://x.example/bg.png", "http://x.example/a.png", "http://x.example/2.png", "http://x.example/s.png"]
        );
        assert_eq!(others, ["http://y.example/?t={{ name }}&u=1", "http://z.example"]);
        assert!(told[..4].iter().all(|(kind, _)| *kind == Kind::InsecureImage), "{told:?}");
    }

    #[test]
    fn leftovers_of_the_author_are_found_with_their_lines() {
        for (text, kind, part) in [
            ("Subject: TODO\n\nx", Kind::Leftover, "a.html:1: \"TODO\""),
            ("To: {{ mail }}\nSubject: [Name]\n\nx", Kind::UnfilledTag, "a.html:2: \"[Name]\""),
            ("Subject: a\n\nDear <<Name>>,", Kind::UnfilledTag, "a.html:3: \"<<Name>>\""),
            (
                "Subject: a\n\nDear {Name},",
                Kind::UnfilledTag,
                "\"{Name}\" is left where a column was to come, and is sent as it is: write {{ name }}.",
            ),
            (
                "Subject: a\n\nDear (NAME),",
                Kind::Leftover,
                "\"(NAME)\" is left where a column was to come, and is sent as it is: write {{ name }}.",
            ),
            ("Subject: a\n\nDear %Name%,", Kind::UnfilledTag, "\"%Name%\""),
            ("Subject: a\n\nDear ｛｛Nmae｝｝,", Kind::UnfilledTag, "\"｛｛Nmae｝｝\" has full-width braces"),
            ("Subject: a\n\n《mark》", Kind::UnfilledTag, "\"《mark》\" has a column's name in it"),
            ("Subject: a\n\n<p>Lorem ipsum dolor</p>", Kind::Leftover, "\"Lorem ipsum\""),
            (
                "a\n{% if mark == \"1\" %}\n<a href=\"http://x.example\">{% endif %}",
                Kind::InsecureLink,
                "a.html:3: \"http://x.example\": a link",
            ),
            ("<img src='http://x.example/a.png'>", Kind::InsecureImage, "a picture"),
            ("<IMG SRC='http://x.example/a.png'>", Kind::InsecureImage, "a picture"),
            ("<img src = \"HTTP://X.example/a.png\">", Kind::InsecureImage, "\"HTTP://X.example/a.png\": a picture"),
            ("![logo](Http://x.example/a.png)", Kind::InsecureImage, "a picture"),
            ("<A HREF=\"HTTP://x.example\">x</A>", Kind::InsecureLink, "\"HTTP://x.example\": a link"),
            ("[home]( HTTP://x.example/)", Kind::InsecureLink, "a link"),
            ("![logo](http://x.example/a.png)", Kind::InsecureImage, "a picture"),
            ("[home](http://x.example/)", Kind::InsecureLink, "a link"),
            ("Subject: a\n\nin the cafÃ© today", Kind::Mojibake, "\"cafÃ©\""),
            ("Subject: a\n\na\u{FFFD}b", Kind::Mojibake, "a.html:3"),
            ("Subject: a\n\nask h.carter@gmial.com", Kind::TypoDomain, "looks like gmail.com"),
            ("Subject: a\n\nDear {{ name }}},", Kind::UnfilledTag, "one brace too many"),
            (
                "Subject: a\n\n<p>IBAN:</p>\n<td><b>DE12</b>&nbsp;8605 5592 1100 0412 70</td>",
                Kind::SlipInNumber,
                "a.html:4: \"DE12 8605 5592 1100 0412 70\" is no IBAN",
            ),
            (
                "Subject: a\n\n<p>please write to us by\n<b>5&nbsp;March 2026</b></p>",
                Kind::OtherYear,
                "a.html:3: \"by 5 March 2026\" is past",
            ),
            (
                "Subject: Please reply by 5 March 2026\n\nHello",
                Kind::OtherYear,
                "a.html:1: \"by 5 March 2026\" is past",
            ),
        ] {
            let found = found(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert!(found[0].0 == kind && found[0].1.contains(part), "{text}: {found:?}");
        }
    }

    #[test]
    fn tags_are_told_in_each_of_their_places() {
        let found = found("Subject: [Name]\n\nDear [Name], [Name],\n[Mark] and [Name]. Ann: TODO, TODO");
        let places: Vec<_> = found.iter().map(|(_, what)| what.split('"').take(2).collect::<String>()).collect();
        let expected =
            ["a.html:1: [Name]", "a.html:3: [Name]", "a.html:4: [Mark]", "a.html:4: [Name]", "a.html:4: TODO"];
        assert_eq!(places, expected);
    }

    #[test]
    fn sound_templates_are_left_alone() {
        for text in [
            "To: {{ name }} <{{ mail }}>\nSubject: {# TODO http://x #}Marks\n\n{% for r in rows %}{{ r.mark }}{% endfor %}",
            "<html xmlns=\"http://www.w3.org/1999/xhtml\"><style>*[name] { color: red }</style><mark>x</mark><!-- TODO -->",
            "[name](https://a.example) and [mark]: https://b.example",
            "Bonjour «Anna», 100 % sûr {ok} [1]",
            "{{ \"{{ name }}\" }}",
            // Told of as a fault.
            "Dear <<name>>, {name}: {{ name }}",
            "Voir «Bonjour» et « mot ». 请看《红楼梦》。",
            "Keep well,\nMum xxxx\n",
            "Dear Ann, see you soon xxx",
            "{% raw",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn texts_full_of_one_sign_come_to_an_end() {
        // Looked through from each sign to the end, one of these takes a minute.
        const OCTETS: usize = 200_000;
        for sign in [
            "](", "[", "<", "<%", "%", "://", "](http://", "https://", "<a ", "<script ld+json ", "href='", "____ x",
            "is attached ", "not attached ", "31.11.2027 ", "by 5.3.2026 ", "{", "[x](y", "of the 12 ", "尊敬的",
            "Dear ", "（姓名）", "<date",
        ] {
            found(&format!("Subject: Hi\n\n{}", sign.repeat(OCTETS / sign.len())));
        }
    }

    proptest::proptest! {
        #[test]
        fn any_template_can_be_looked_at(text in "(\\PC|[{}<>%#!\\n-]|http://|<style|name){0,40}") {
            proptest::prop_assert_eq!(without_tags(&text).len(), text.len());
            found(&text);
        }
    }
}
