//! What is wrong with a value whatever the others of its row are: in any column (a leftover, a note, a link, a character that nobody
//! sees), and in one like its own ([`unlike`]). [`look`] is of values that the letter uses, [`look_at_unseen`] of others.

use super::column::{slips, unlike};
use super::known_column::Column;
use super::links::{self, Place};
use super::octet_classes::Parts;
use super::starts::{Start, Starts};
use super::tags::Words;
use super::{
    Detail, Finding, Kind, Look, Oddity, hidden, leftovers, markup, meant, mojibake, notes, passwords, secrets, texts,
    trimmed,
};

const HEADING: &str =
    "is the heading of the column. Does the list's first row stand here again? Type the value, or delete the row.";
const HIDDEN: &str = "has a character in it that nobody sees. Type the value anew.";
const PADDED: &str =
    "has a full-width or a no-break blank before or behind it, and the letter shows that. Take it out.";
const TAG: &str = "looks like a tag that was to be filled in: in a cell it stays as it is.";
pub(super) const SHORTENED: &str =
    "is a number that the spreadsheet has shortened. Format the column as text, and type it anew.";
pub(super) const FRACTION: &str =
    "is a number with \".0\" behind it, as programs write one. Format the column as text, and type it anew.";

pub(super) fn look(look: &mut Look<'_>, index: usize, column: &Column, words: &Words, value: &str) {
    let trimmed = trimmed(value);
    if is_blank(trimmed) {
        let is_blank = |column: &usize| look.record.fields.get(*column).is_some_and(|value| value.trim().is_empty());
        let is_meant = || column.left_blank.as_ref().is_some_and(|left| left.is_meant(|by| look.of_line(by)));
        if !column.is_optional && !column.guards.iter().any(is_blank) && !is_meant() {
            look.find_in(index, Kind::EmptyValue, "is empty, and the letter uses it.");
        }
        return;
    }
    if is_heading(look, index, trimmed) {
        // In a row that repeats all of the headings, once is enough.
        let is_told = |finding: &Finding| finding.line == look.line && finding.detail == Some(Detail::Heading);
        if !look.findings.last().is_some_and(is_told) {
            look.find_odd(index, trimmed, Oddity::new(Kind::Leftover, HEADING).with(Detail::Heading));
        }
        return;
    }
    let parts = Parts::of(trimmed);
    let secret = if column.is_special { None } else { secrets::flaw_of_parts(trimmed, parts) };
    if let Some((kind, what)) = secret {
        // What is told is read by others too: without the value.
        look.find_in(index, kind, what);
        if let Some((kind, what)) = flaw(trimmed, parts, column.place, words) {
            look.find_in(index, kind, what);
        }
        return;
    }
    let certain = flaw(trimmed, parts, column.place, words)
        .or_else(|| if column.has_texts { texts::flaw(value, trimmed) } else { None })
        .or_else(|| if column.is_special { None } else { notes::to_come(trimmed) })
        .or_else(|| if column.has_remarks { notes::within(trimmed) } else { None })
        .or_else(|| leftovers::sign_for_nothing(trimmed))
        .or_else(|| flaw_of_post(column, trimmed));
    let heading = || look.record.header.names().get(index).map_or("", String::as_str);
    let certain = certain.filter(|(kind, _)| !meant::is_meant(*kind, trimmed, column, heading()));
    if let Some((kind, what)) = certain {
        return look.find_value(index, kind, trimmed, what);
    }
    if column.is_tidy && is_padded(value) {
        return look.find_value(index, Kind::HiddenCharacter, trimmed, PADDED);
    }
    let of_lines = || column.lines.flaw(trimmed, parts).map(|(kind, what)| (kind, what.to_owned()));
    let of_alphabet = column.alphabet.as_ref().and_then(|alphabet| alphabet.flaw(trimmed));
    let of_ages = || Some((Kind::OddDate, column.ages?.flaw(trimmed)?));
    let of_others = || {
        of_ages()
            .or_else(|| column.postcodes.as_ref()?.flaw(trimmed))
            .or_else(|| column.built.as_ref()?.flaw_of_day(trimmed))
            .or_else(|| column.few.as_ref()?.flaw(trimmed))
            .or_else(|| Some((Kind::OddValue, column.closed.as_ref()?.flaw(trimmed)?)))
            .or_else(|| column.repeated.as_ref()?.flaw(trimmed))
            .or_else(|| Some((Kind::NearValue, column.sizes?.flaw(trimmed)?.to_owned())))
            .or_else(|| column.built.as_ref()?.flaw(trimmed))
            .or_else(of_lines)
    };
    let unlike = of_alphabet
        .map(|what| Oddity::new(Kind::NearValue, what))
        .or_else(|| unlike::flaw(column, trimmed))
        .or_else(|| of_others().map(Oddity::from));
    if let Some(odd) = unlike {
        match secrets::flaw_of_parts(trimmed, parts) {
            Some((kind, what)) => look.find_in(index, kind, what),
            None if odd.kind == Kind::Secret => look.find_in(index, odd.kind, &odd.what),
            None => look.find_odd(index, trimmed, odd),
        }
    }
}

/// Whether a value has a blank around it that is not the usual one: a full-width one is as broad as a letter, and the other is pasted
/// from a web page.
pub(super) fn is_padded(value: &str) -> bool {
    let is_one = |c: char| c.is_whitespace() && !c.is_ascii();
    let bare = trimmed(value);
    bare.len() < value.len() && !bare.is_empty() && value.split(bare).any(|around| around.contains(is_one))
}

/// What is said where somebody has left, in a column of posts.
fn flaw_of_post(column: &Column, value: &str) -> Option<(Kind, &'static str)> {
    (column.has_posts && notes::is_left_post(value)).then_some((Kind::NotToBeSent, notes::LEFT_POST))
}

/// Whether what is found in a value depends on nothing but its column: not on what else is empty in its row, or a heading.
pub(super) fn stands_for_itself(look: &Look<'_>, index: usize, value: &str) -> bool {
    let trimmed = trimmed(value);
    !is_blank(trimmed) && !is_heading(look, index, trimmed)
}

fn is_heading(look: &Look<'_>, index: usize, value: &str) -> bool {
    look.record.header.names().get(index).is_some_and(|name| name == value)
}

/// Of a note that the letter does not show.
const LOST_NOTE: &str = "has lost its letters in the wrong charset, so that nobody sees whether it says that this row is not to be sent. Look it up, and type it anew.";

/// Of a note that the letter does not show, with a password in it.
const PASSWORD_NOTE: &str = "has a password in it, which whoever gets the list reads, and the letter does not show it. Take it out, or leave it if it is meant.";

/// What a value says that the letter does not show: that its row is not to be sent, or is of a child among adults.
pub(super) fn look_at_unseen(look: &mut Look<'_>, index: usize, column: &Column, value: &str) {
    let heading = || look.record.header.names().get(index).map_or("", String::as_str);
    let found = notes::not_shown(value).map(Oddity::from).or_else(|| flaw_of_post(column, value).map(Oddity::from));
    let found = found.filter(|odd| {
        let is_perhaps = odd.detail == Some(Detail::PerhapsUnsent);
        !(meant::is_meant(odd.kind, value, column, heading()) || is_perhaps && has_states(column))
    });
    if let Some(odd) = found {
        look.find_odd(index, value, odd);
    } else if let Some((kind, what)) = column.few.as_ref().and_then(|few| few.flaw_of_gone(value)) {
        look.find_value(index, kind, value, &what);
    } else if let Some(what) = column.ages.and_then(|ages| ages.flaw(value)) {
        look.find_value(index, Kind::OddDate, value, &what);
    } else if mojibake::is_lost(value) {
        look.find_in(index, Kind::Mojibake, LOST_NOTE);
    } else if column.has_remarks && passwords::is_in(value, Parts::of(value)) {
        look.find_in(index, Kind::Secret, PASSWORD_NOTE);
    }
}

/// Whether nearly all rows have one of several values in a column: states, of which a word among others is one more.
fn has_states(column: &Column) -> bool {
    column.is_filled && column.few.as_ref().is_some_and(|few| few.usual().len() > 1 && !few.are_there())
}

fn flaw(value: &str, parts: Parts, place: Place, words: &Words) -> Option<(Kind, &'static str)> {
    if may_be_words(value)
        && let Some(found) = leftovers::word(value).or_else(|| notes::whole(value))
    {
        return Some(found);
    }
    if let Some(found) = leftovers::at_the_end(value) {
        return Some(found);
    }
    if value.ends_with(".0") && is_whole_with_fraction(value) {
        return Some((Kind::SpoiltNumber, FRACTION));
    }
    if !parts.has(Parts::FLAW) && place == Place::default() {
        return None;
    }
    if parts.has(Parts::LEFTOVER) {
        let found = leftovers::sign(value).map(|what| (Kind::Leftover, what));
        let path = || links::path_inside(value, place).map(|what| (Kind::OddLink, what));
        let latex = || markup::latex(value).map(|what| (Kind::Markup, what));
        if let Some(found) = found.or_else(path).or_else(latex) {
            return Some(found);
        }
    }
    if parts.has(Parts::TAG) && words.tag(value, false).is_some() {
        return Some((Kind::UnfilledTag, TAG));
    }
    if parts.has(Parts::TAG)
        && let Some(what) = markup::of_link(value)
    {
        return Some((Kind::Leftover, what));
    }
    if parts.has(Parts::EXPONENT) && slips::is_shortened(value) {
        return Some((Kind::SpoiltNumber, SHORTENED));
    }
    if parts.has(Parts::CHARSET) && mojibake::is_mojibake(value) {
        // What is said of it depends on the letters.
        return Some((Kind::Mojibake, ""));
    }
    if parts.has(Parts::HIDDEN) && hidden::is_in(value) {
        return Some((Kind::HiddenCharacter, HIDDEN));
    }
    if parts.has(Parts::FORM)
        && let Some(found) = leftovers::formula(value)
            .or_else(|| leftovers::form(value))
            .or_else(|| markup::of_mail(value))
            .map(|what| (Kind::Leftover, what))
            .or_else(|| markup::html(value).filter(|_| !place.is_link))
    {
        return Some(found);
    }
    if parts.has(Parts::NOTE)
        && let Some(found) = notes::inside(value)
    {
        return Some(found);
    }
    if parts.has(Parts::LINK) || place != Place::default() { links::flaw(value, place) } else { None }
}

/// Whether a value may be one of the words, or begin with one, that `leftovers/` and `notes/` know.
fn may_be_words(value: &str) -> bool {
    static STARTS: Starts = leftovers::STARTS.and(&notes::STARTS);
    STARTS.may_have(Start::of(value.as_bytes()))
        || notes::has_sign(value)
        || matches!(value.as_bytes(), [b'@', ..] | [b'+', b'A'..=b'Z', ..])
}

/// Whether a value is a number, whatever unit is with it.
pub(super) fn is_figure(value: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_digit() || c.is_whitespace() || ".,-+%€$£¥:/".contains(c);
    value.chars().any(|c| c.is_ascii_digit()) && value.chars().all(is_sign)
}

/// Whether there is nothing in a value that anybody sees.
fn is_blank(value: &str) -> bool {
    let is_seen = matches!(value.as_bytes(), [b'!'..=b'~', ..]);
    !is_seen && value.chars().all(|c| c.is_whitespace() || hidden::is_unseen(c))
}

/// `2023001.0`: a number of somebody, read as a quantity.
pub(super) fn is_whole_with_fraction(value: &str) -> bool {
    value.strip_suffix(".0").is_some_and(|whole| whole.len() >= 6 && whole.bytes().all(|octet| octet.is_ascii_digit()))
}

#[cfg(test)]
mod tests {

    use super::*;

    fn found(value: &str) -> Option<Kind> {
        let words = Words::new(&["name".to_owned(), "First Name".to_owned()]);
        flaw(value, Parts::of(value), Place::default(), &words).map(|(kind, _)| kind)
    }

    #[test]
    fn blanks_around_a_value_are_told_from_those_within() {
        for value in ["杨立新\u{3000}", "\u{A0}Claire", "Claire \u{A0}", "\u{2003}a"] {
            assert!(is_padded(value), "{value:?}");
        }
        for value in ["", " ", "\u{3000}", "杨立新", " Claire ", "杨\u{3000}新", "a\u{A0}b\n"] {
            assert!(!is_padded(value), "{value:?}");
        }
    }

    #[test]
    fn leftovers_are_found() {
        for (value, kind) in [
            ("#N/A", Kind::Leftover),
            ("#REF!", Kind::Leftover),
            ("#DIV/0!", Kind::Leftover),
            ("########", Kind::Leftover),
            ("NaN", Kind::Nothing),
            ("null", Kind::Nothing),
            ("None", Kind::NothingOrWord),
            ("张三丰 #N/A", Kind::Leftover),
            ("&eacute;tude", Kind::Leftover),
            ("{{ name }}", Kind::UnfilledTag),
            ("Dear {{name", Kind::UnfilledTag),
            ("<<First Name>>", Kind::UnfilledTag),
            ("«Name»", Kind::UnfilledTag),
            ("${name}", Kind::UnfilledTag),
            ("Dear {name}", Kind::UnfilledTag),
            ("%name%", Kind::UnfilledTag),
            ("1.2E+11", Kind::SpoiltNumber),
            ("2.026E+11", Kind::SpoiltNumber),
            ("5E+15", Kind::SpoiltNumber),
            ("9.5E+01", Kind::SpoiltNumber),
            ("2023001.0", Kind::SpoiltNumber),
            ("JosÃ©", Kind::Mojibake),
            ("å¼ ä¸‰", Kind::Mojibake),
            ("æŽå››", Kind::Mojibake),
            ("锟斤拷", Kind::Mojibake),
            ("a\u{FFFD}b", Kind::Mojibake),
            ("???", Kind::Mojibake),
            ("bell \u{7} here", Kind::HiddenCharacter),
            ("zero\u{200B}width", Kind::HiddenCharacter),
            ("\u{202E}abc", Kind::HiddenCharacter),
            ("=VLOOKUP(A1,B:C,2,0)", Kind::Leftover),
            ("<b>good</b>", Kind::Markup),
            ("http://example.org/a", Kind::InsecureLink),
            ("see http://example.org/a", Kind::InsecureLink),
        ] {
            assert_eq!(found(value), Some(kind), "{value}");
        }
    }

    #[test]
    fn long_values_are_judged_as_short_ones() {
        // Were such a value read again for each of its parts, this would take an hour: no clock is needed to see it.
        const OCTETS: usize = 300_000;
        const SHORT: usize = 2_000;
        for part in [
            "{%", "{# a ", "<% ", "<<", "*|", "[[", "%(", "__", "«", "&", "AT&T and ", "&amp", "&#x", "?a=1&b=2 ",
            "拷", "张?", "(", "[a ", "<a", "XXX ", "XXXX1", "NOT ", "_x", "\\u", "://", "http://", "#N/A!", "a?b", "é",
            "Ã", "Ĺ‚", "þ", "a¿a", "\u{200B}", "†", "，", "4111 ", "password ", "密码：",
        ] {
            let judged = |octets: usize| {
                let value = part.repeat(octets / part.len());
                (found(&value), secrets::flaw_of_text(&value).is_some())
            };
            assert_eq!(judged(OCTETS), judged(SHORT), "{part}");
        }
        let json = format!("{{\"a\": {}", "}} ".repeat(OCTETS / 3));
        assert_eq!(found(&json), None);
    }

    #[test]
    fn values_are_left_alone() {
        for value in [
            "Nannerl", "None of us", "张三", "José", "Ångström", "Café Zoë", "#1", "# 3", "E+11", "1e5", "2E+3",
            "A-100000", "12E4", "https://example.org", "a < b > c", "a < b << c >> d", "Ärzte", "naïve", "çà et là",
            "«Bonjour»", "{ok}", "3.5", "25000.0", "[1]", "[[1,2],[3,4]]", "${HOME}", "père", "TODAY",
            "\u{200F}שלום\u{200E}", "👩\u{200D}🎓", "a\tb\r\nc", "x = y(1)", "12:30", "www.example.org",
        ] {
            assert_eq!(found(value), None, "{value}");
        }
    }
}
