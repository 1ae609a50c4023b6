//! What an author leaves in a template where something was to come: `%群号%`, `XXXX`, `00.00.0000`, `[Name einsetzen]`, `<date>`.

use std::collections::HashSet;

use super::greetings::greeting;
use crate::findings::near;

/// Where a text has one, in octets.
pub(in crate::findings) fn blank(text: &str) -> Option<(usize, usize)> {
    crosses(text).or_else(|| zeros(text)).or_else(|| percents(text)).or_else(|| brackets(text)).or_else(|| line(text))
}

/// The same of a text that is no web page: `<date>`.
pub(in crate::findings) fn angles(text: &str) -> Option<(usize, usize)> {
    /// Of a keyboard.
    const KEYS: [&str; 16] = [
        "enter", "return", "strg", "ctrl", "shift", "umschalt", "escape", "delete", "entf", "space", "leertaste",
        "backspace", "eingabe", "home", "pos", "cmd",
    ];
    const TAGS: [&str; 24] = [
        "abbr", "article", "blockquote", "body", "center", "code", "details", "div", "font", "head", "header", "html",
        "img", "mark", "p", "pre", "section", "small", "span", "strong", "sub", "summary", "table", "wbr",
    ];
    const LONGEST: usize = 60;
    let mut closed: Option<HashSet<&str>> = None;
    text.match_indices('<').find_map(|(at, _)| {
        let inside = near::behind(&text[at + 1..], LONGEST);
        let length = inside.find(['<', '>', '\n']).filter(|length| inside[*length..].starts_with('>'))?;
        let name = &inside[..length];
        let has_letters = name.chars().filter(|c| c.is_alphabetic()).count() >= if name.is_ascii() { 4 } else { 2 };
        let is_name = name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '_')) && name.trim() == name;
        let mut is_tag = || {
            let word = name.split(' ').next().unwrap_or_default();
            let lower = word.to_ascii_lowercase();
            TAGS.contains(&lower.as_str())
                || KEYS.contains(&lower.as_str())
                || closed.get_or_insert_with(|| closed_tags(text)).contains(word)
        };
        (has_letters && is_name && !is_tag() && name.split(' ').count() <= 3).then_some((at, at + length + 2))
    })
}

/// The names in `</name>`.
fn closed_tags(text: &str) -> HashSet<&str> {
    const LONGEST: usize = 60;
    let names = text.match_indices("</").map(|(at, sign)| near::behind(&text[at + sign.len()..], LONGEST));
    names.filter_map(|name| name.split(|c: char| !c.is_alphanumeric() && c != '_').next()).collect()
}

/// Whether crosses are kisses: behind a word, at the end of a line and of a letter. `Mum xxx`
pub(in crate::findings) fn are_kisses(text: &str, from: usize, to: usize) -> bool {
    const MOST_BEHIND: usize = 40;
    let line = near::line_before(text, from, MOST_BEHIND);
    let behind = &text[to..];
    text[from..to].bytes().all(|octet| octet == b'x')
        && line.ends_with(' ')
        && line.trim_end().ends_with(|c: char| c.is_alphabetic() || matches!(c, ',' | '!'))
        && (behind.is_empty() || behind.starts_with(['\n', '\r']))
        && behind.len() <= 2 * MOST_BEHIND
        && behind.trim().len() <= MOST_BEHIND
}

/// Whether a line is of a slip that is to be sent back, by what stands in it beside what is at a place:
/// `[Date] [Signature of a parent]`.
fn is_of_slip(text: &str, (from, to): (usize, usize)) -> bool {
    const LONGEST: usize = 200;
    const WORDS: [&str; 20] = [
        "signature", "unterschrift", "signed", "firma", "firmado", "agree", "consent", "my child", "my son",
        "my daughter", "mein kind", "mein sohn", "meine tochter", "einverstanden", "je soussign", "autorizo",
        "mi hijo", "mi hija", "签名", "签字",
    ];
    let before = near::line_before(text, from, LONGEST);
    let behind = near::line_behind(text, to, LONGEST);
    let line = [before, behind].concat().to_lowercase();
    WORDS.iter().any(|word| line.contains(word))
}

/// `XXXX EUR`, `XXXX-XXXX`; three are told of by [`super::leftovers`].
fn crosses(text: &str) -> Option<(usize, usize)> {
    let is_cross = |c: char| matches!(c, 'X' | 'x');
    runs(text, 'X').chain(runs(text, 'x')).find(|(from, to)| {
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '=');
        let (before, behind) = (&text[..*from], &text[*to..]);
        to - from >= 4 && !before.ends_with(is_word) && !behind.starts_with(|c| is_word(c) && !is_cross(c))
    })
}

/// Stretches of one sign.
fn runs(text: &str, sign: char) -> impl Iterator<Item = (usize, usize)> {
    let begins = text.match_indices(sign).map(|(at, _)| at).filter(move |at| !text[..*at].ends_with(sign));
    begins.map(move |at| (at, text.len() - text[at..].trim_start_matches(sign).len()))
}

/// `00.00.0000`
fn zeros(text: &str) -> Option<(usize, usize)> {
    const DATES: [&str; 5] = ["00.00.0000", "00/00/0000", "00-00-0000", "0000-00-00", "0000年00月00日"];
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '.' | '/' | '-');
    DATES.iter().find_map(|date| {
        let at = text.find(date)?;
        let to = at + date.len();
        let is_whole = !text[..at].ends_with(is_digit) && !text[to..].starts_with(|c: char| c.is_ascii_digit());
        is_whole.then_some((at, to))
    })
}

/// `%群号%`, and no `50%到60%` nor a link's `%E4%BD`.
fn percents(text: &str) -> Option<(usize, usize)> {
    const LONGEST: usize = 40;
    const LONGEST_WORD: usize = 400;
    text.match_indices('%').find_map(|(at, _)| {
        let inside = &text[at + 1..];
        let length = near::behind(inside, LONGEST + 1).find('%').filter(|length| *length >= 2)?;
        let name = &inside[..length];
        let is_name = name.starts_with(char::is_alphabetic)
            && name.chars().all(|c| c.is_alphanumeric() || c == '_')
            && !(name.len() == 2 && name.bytes().all(|octet| octet.is_ascii_hexdigit()));
        let before = near::before(&text[..at], LONGEST_WORD);
        let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
        let is_part = before.trim_end().ends_with(|c: char| c.is_numeric() || c == '%') || word.contains("://");
        let is_over = !inside[length + 1..].starts_with(|c: char| c.is_ascii_alphanumeric());
        (is_name && !is_part && is_over).then_some((at, at + length + 2))
    })
}

/// `[Name einsetzen]`, `[date]`, `【请填写】`
fn brackets(text: &str) -> Option<(usize, usize)> {
    /// What an author tells himself.
    const ORDERS: [&str; 24] = [
        "insert", "einzufügen", "insérez", "ajouter", "añadir", "aggiungere", "placeholder", "einsetzen", "einfügen",
        "einfuegen", "eintragen", "ergänzen", "ausfüllen", "platzhalter", "insérer", "compléter", "remplir",
        "insertar", "rellenar", "completar", "inserire", "invullen", "inserir", "preencher",
    ];
    /// What is filled in, if it is all that there is.
    const WORDS: [&str; 22] = [
        "date", "time", "amount", "place", "room", "deadline", "datum", "uhrzeit", "betrag", "ort", "raum", "fecha",
        "hora", "importe", "lugar", "montant", "heure", "lieu", "日期", "时间", "金额", "地点",
    ];
    const HAN: [&str; 6] = ["填写", "填入", "插入", "此处", "待补", "待定"];
    const LONGEST: usize = 60;
    let open = |c: char| matches!(c, '[' | '【' | '［' | '(' | '（');
    text.match_indices(open).find_map(|(at, begin)| {
        let inside = &text[at + begin.len()..];
        let is_round = matches!(begin, "(" | "（");
        let is_close =
            |c: char| c == '\n' || if is_round { matches!(c, ')' | '）') } else { matches!(c, ']' | '】' | '］') };
        let length = near::behind(inside, LONGEST + 3).find(is_close)?;
        let close = inside[length..].chars().next().filter(|c| *c != '\n')?;
        let behind = &inside[length + close.len_utf8()..];
        let lower = inside[..length].trim().to_lowercase();
        // `（此处加一句鼓励的话）`
        if is_round {
            return lower.starts_with("此处").then(|| (at, text.len() - behind.len()));
        }
        let is_order = lower.split(|c: char| !c.is_alphanumeric()).any(|word| ORDERS.contains(&word))
            || HAN.iter().any(|word| lower.contains(word))
            || begin == "[" && WORDS.contains(&lower.as_str());
        let place = (at, text.len() - behind.len());
        (is_order && !behind.starts_with(['(', '[', ':']) && !is_of_slip(text, place)).then_some(place)
    })
}

/// `Dear ______,`: elsewhere it may be a line to write on.
fn line(text: &str) -> Option<(usize, usize)> {
    const LONGEST: usize = 200;
    let lines: Vec<(usize, usize)> = runs(text, '_').filter(|(from, to)| to - from >= 4).collect();
    lines.iter().copied().find(|(from, to)| {
        let before = near::line_before(text, *from, LONGEST);
        let behind = near::line_behind(text, *to, LONGEST);
        let is_greeting = greeting(before).is_some_and(|greeting| before.ends_with(greeting));
        let is_within = before.trim_end().ends_with(char::is_alphabetic)
            && behind.trim_start().starts_with(|c: char| c.is_alphabetic() || matches!(c, ',' | '.' | '!'));
        is_greeting || lines.len() == 1 && is_within && !is_of_slip(text, (*from, *to))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_found() {
        for (text, part) in [
            ("请加群：%群号%，", "%群号%"),
            ("in room %Room%.", "%Room%"),
            ("code XXXX-XXXX", "XXXX"),
            ("pay XXXX EUR", "XXXX"),
            ("until 00.00.0000", "00.00.0000"),
            ("Sehr geehrte [Name einsetzen],", "[Name einsetzen]"),
            ("on [date] at", "[date]"),
            ("【请填写】同学", "【请填写】"),
            ("（此处加一句鼓励的话）", "（此处加一句鼓励的话）"),
            ("[please insert the room]", "[please insert the room]"),
            ("Mit freundlichen Grüßen\n[Unterschrift einfügen]", "[Unterschrift einfügen]"),
            ("[insert signature]", "[insert signature]"),
            ("Cordialement,\n[insérer la signature]", "[insérer la signature]"),
            ("[Firma: insertar aquí]", "[Firma: insertar aquí]"),
            ("【此处签名】", "【此处签名】"),
            ("Dear __________,", "__________"),
            ("we meet on ______ in room 3", "______"),
        ] {
            assert_eq!(blank(text).map(|(from, to)| &text[from..to]), Some(part), "{text}");
        }
        assert_eq!(angles("on <date> at"), Some((3, 9)));
    }

    #[test]
    fn what_is_meant_is_left_alone() {
        for text in [
            "50%到60%的同学",
            "100% of 50%",
            "https://a.org/?q=%E4%BD%A0&n=%群号%",
            "size XXXL, XXL",
            "Superbowl MMXXX, ISBN 123456789X",
            "at 00:00, 10.00.0000",
            "[1] [sic] [Optional] [date](https://a.org) [School news]",
            "【通知】明天开会",
            "Name: ________ Class: ________",
            "I, ________, parent of ________, agree",
            "Signature: ________",
            "I agree that my child ______ may come on the trip.",
            "[Date]  [Signature of a parent]",
            "________\nAnna Berg",
            "",
        ] {
            assert_eq!(blank(text), None, "{text}");
        }
        for text in
            ["<https://a.org> <a@b.org> <b>x</b> <hr> 3 < 4 > 2 <div> <custom>x</custom>", "<Enter> <Strg>", "<", "<>"]
        {
            assert_eq!(angles(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|[%<>_xX\\[\\]\\n:]|XXXX|____|date|群号){0,30}") {
            for (from, to) in [blank(&text), angles(&text)].into_iter().flatten() {
                proptest::prop_assert!(text.get(from..to).is_some_and(|part| !part.is_empty()));
            }
        }
    }
}
