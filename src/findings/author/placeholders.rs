//! Placeholders of other programs that are no heading of the list, but are written as one: `«nr_umowy»`, `{nr_umowy}`, `$nr_umowy`.

use crate::findings::near;
use crate::input::Header;

/// Signs that a placeholder may stand between.
const PAIRS: [(&str, &str); 4] = [("«", "»"), ("{", "}"), ("[", "]"), ("#", "#")];

/// A longer text is no name (octets).
const LONGEST: usize = 60;

/// Where the first of a text is, in octets. Of the text the template's own tags are blanked.
pub(super) fn placeholder(text: &str, header: &Header) -> Option<(usize, usize)> {
    const MOST: usize = 5_000;
    let begins = text.match_indices(['«', '{', '[', '#', '$']).take(MOST);
    let found = begins.filter_map(|(at, sign)| {
        let to = if sign == "$" { dollar(text, at, header) } else { between(text, at, header) }?;
        (!is_code(text, at)).then_some((at, to))
    });
    found.into_iter().next()
}

/// The end of one between two signs.
fn between(text: &str, at: usize, header: &Header) -> Option<usize> {
    let rest = &text[at..];
    let (begin, end) = PAIRS.iter().find(|(begin, _)| rest.starts_with(begin))?;
    let inside = near::behind(&rest[begin.len()..], LONGEST);
    let name = &inside[..inside.find(end)?];
    let to = at + begin.len() + name.len() + end.len();
    let (before, behind) = (text[..at].chars().next_back(), &text[to..]);
    let is_begun = before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '^' | '\\' | '}'));
    let is_meant = || match *begin {
        // A formula; the place in a page that a link leads to.
        "{" | "#" => is_begun || before.is_some_and(|c| *begin == "#" && matches!(c, '/' | '"' | '\'' | '=' | '&')),
        // A link in Markdown, also one whose address stands elsewhere.
        "[" => behind.starts_with(['(', '[', ':', '：']) || text.contains(&format!("[{name}]:")),
        _ => false,
    };
    // What is between others is a word that is almost a heading as often as a slip: a quotation, a hashtag.
    let is_slip = || *begin == "{" && is_almost_heading(name, header);
    ((is_of_words(name) || is_slip()) && !is_meant()).then_some(to)
}

/// The end of `$name`, which is no sum, no formula between two of them, and nothing of a shell.
fn dollar(text: &str, at: usize, header: &Header) -> Option<usize> {
    const NEAR: usize = 200;
    let is_begun = text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '$' | '\\' | '{' | '*' | '%'));
    let line = near::behind(&text[at + 1..], NEAR).split('\n').next()?;
    let length = line.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(line.len());
    let name = &line[..length];
    let is_loud = !name.chars().any(char::is_lowercase) && name.is_ascii();
    let is_heading = || name.chars().nth(2).is_some() && header.position(name).is_some();
    let is_name = is_of_words(name) || is_heading();
    let has_more = line[length..].contains('$') || line[length..].starts_with(['(', '[', '{', '=']);
    (is_name && !is_begun && !is_loud && !has_more).then_some(at + 1 + length)
}

/// Whether a name is put together as those of columns are: words with `_` between them, and no sign of a formula, `x_1`.
fn is_of_words(name: &str) -> bool {
    const SHORTEST: usize = 5;
    let is_word = |word: &str| {
        word.chars().nth(1).is_some()
            && word.chars().all(char::is_alphanumeric)
            && word.starts_with(char::is_alphabetic)
    };
    name.contains('_') && name.chars().filter(|c| c.is_alphabetic()).count() >= SHORTEST && name.split('_').all(is_word)
}

/// Whether a name is a heading but for a slip: `Nmae`.
fn is_almost_heading(name: &str, header: &Header) -> bool {
    const SHORTEST: usize = 4;
    const LONG: usize = 8;
    let name = name.trim().to_lowercase();
    let length = name.chars().count();
    let is_word = name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '_' | '-'));
    let most = if length >= LONG { 2 } else { 1 };
    let is_near = |heading: &String| {
        let heading = heading.to_lowercase();
        let count = heading.chars().count();
        count >= SHORTEST && count.abs_diff(length) <= most && strsim::osa_distance(&heading, &name) <= most
    };
    length >= SHORTEST && is_word && header.names().iter().any(is_near)
}

/// Whether a place is in what is shown as code: between backticks, or in an element for it.
fn is_code(text: &str, at: usize) -> bool {
    const NEAR: usize = 10_000;
    let before = near::before(&text[..at], NEAR);
    let line = before.rsplit('\n').next().unwrap_or_default();
    let is_open = |begin: &str, end: &str| before.rfind(begin).is_some_and(|at| !before[at..].contains(end));
    line.matches('`').count() % 2 == 1
        || before.matches("```").count() % 2 == 1
        || is_open("<code", "</code>")
        || is_open("<pre", "</pre>")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<&str> {
        let header = Header::new(["nazwisko", "Name", "mark", "do zapłaty"].map(str::to_owned).to_vec());
        placeholder(text, &header).map(|(from, to)| &text[from..to])
    }

    #[test]
    fn names_of_no_column_between_signs_are_found() {
        for (text, part) in [
            ("Umowa nr «nr_umowy» jest w załączniku", "«nr_umowy»"),
            ("Umowa nr {nr_umowy} jest", "{nr_umowy}"),
            ("Umowa nr [nr_umowy].", "[nr_umowy]"),
            ("Umowa nr #nr_umowy# jest", "#nr_umowy#"),
            ("Umowa nr $nr_umowy jest", "$nr_umowy"),
            ("Dear $nazwisko,", "$nazwisko"),
            ("<p>Hallo {vor_name}</p>", "{vor_name}"),
            ("Ваш номер «номер_договора»", "«номер_договора»"),
            ("您的{合同_编号}号为{合同编号_新值}", "{合同编号_新值}"),
            ("Dear {Nmae},", "{Nmae}"),
            ("Dear {nazwisk},", "{nazwisk}"),
            ("https://a.example/{user_id}", "{user_id}"),
            ("`code` and {user_id}", "{user_id}"),
        ] {
            assert_eq!(found(text), Some(part), "{text}");
        }
    }

    #[test]
    fn other_signs_are_left_alone() {
        for text in [
            "Он сказал «привет» и «Names»",
            "[sic] [1] [mrak] {ok} {a, b}",
            "[link_text](https://a.example) [link_text][1]",
            "see [the_docs]\n\n[the_docs]: https://a.example",
            "<a href=\"#top_of_page\">up</a> <a href=\"x#one_two#\">",
            "$5 or $6, US$ 20, A$nazwisko",
            "the sum $x_1 + x_2$, $long_name$, x_{max_value}, \\frac{long_name}",
            "run `echo $my_variable` and `{user_id}`",
            "```\nf({user_id})\n```",
            "<code>{user_id}</code> <pre>$user_id</pre>",
            "$HOME_DIR $marks $ma",
            "#Kurs_A and #Kurs_B",
            "# Names #\n#names #Nmae#",
            "{x_1} {a_b} [x_y] #a_b#",
            "{}",
            "$",
            "",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|[{}#$«»`\\[\\]]|nr_umowy|Name){0,24}") {
            if let Some((from, to)) = found(&text).map(|part| (near::place_of(part, &text), part.len())) {
                proptest::prop_assert!(to > 0 && from < text.len());
            }
        }
    }
}
