//! Values that are no values.

use super::column::ages::Ages;
use super::column::alphabet::Alphabet;
use super::column::built::Built;
use super::column::closed::Closed;
use super::column::codes::Code;
use super::column::dates::{Day, Shape};
use super::column::era::Era;
use super::column::few::Few;
use super::column::left_blank::LeftBlank;
use super::column::lines::Lines;
use super::column::names::Names;
use super::column::numbers::Numbers;
use super::column::postcodes::Postcodes;
use super::column::repeated::Repeated;
use super::column::scripts::Script;
use super::column::season::Season;
use super::column::shares::Shares;
use super::column::sites::Sites;
use super::column::sizes::Sizes;
use super::column::telephones::Telephones;
use super::column::times::Times;
use super::column::tokens::Tokens;
use super::column::workdays::Workdays;
use super::column::{slips, unlike};
use super::links::{self, Place};
use super::parts::Parts;
use super::starts::{Start, Starts};
use super::tags::Words;
use super::{
    Finding, Kind, Look, hidden, leftovers, markup, meant, mojibake, notes, passwords, secrets, texts, trimmed,
};

/// What is known of a column before its values are looked at.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Column {
    /// The template says what comes instead of nothing.
    pub(super) is_optional: bool,
    /// The template writes it where these columns hold something.
    pub(super) guards: Vec<usize>,
    /// Nearly all rows have a value in it.
    pub(super) is_filled: bool,
    /// With what its blanks go, where they are meant.
    pub(super) left_blank: Option<LeftBlank>,
    /// Most of its values are dates.
    pub(super) has_dates: bool,
    /// How those are mostly written.
    pub(super) shape: Option<Shape>,
    /// The years that they are of, from and to.
    pub(super) years: Option<(u32, u32)>,
    /// The same, if those are many.
    pub(super) era: Option<Era>,
    /// The months in which they all are, if those are few.
    pub(super) season: Option<Season>,
    /// Between which days nearly all are, if those are close together.
    pub(super) near: Option<(u32, u32)>,
    /// The one that nearly all rows have.
    pub(super) constant: Option<Day>,
    /// They are appointments, all of them on days of work, or at weekends.
    pub(super) workdays: Option<Workdays>,
    /// By its heading, it has the days by which something is to be paid.
    pub(super) is_due: bool,
    /// By its heading, it has the days on which something was.
    pub(super) is_paid: bool,
    /// Whether they have no times behind the days.
    pub(super) are_days: bool,
    /// The last day that there can be, of days of birth.
    pub(super) latest: Option<u32>,
    /// The first year that can be none of days of birth but by habit.
    pub(super) by_habit: Option<u32>,
    /// Where they are of children of about the same age: between which days they are.
    pub(super) children: Option<(u32, u32)>,
    /// Where they are days or years of birth: of adults, or of children.
    pub(super) ages: Option<Ages>,
    /// Most of its values are times of the day.
    pub(super) times: Option<Times>,
    /// Most of its values are numbers like these.
    pub(super) numbers: Option<Numbers>,
    /// Nearly all of its values are parts of one whole.
    pub(super) shares: Option<Shares>,
    /// Most of its values are built so.
    pub(super) code: Option<Code>,
    /// Most of its values are short codes with a sign in them.
    pub(super) built: Option<Built>,
    /// They are codes of one length, built anyhow.
    pub(super) tokens: Option<Tokens>,
    /// They are somebody's or something's own: each is another one.
    pub(super) has_own: bool,
    /// Most of its values are telephone numbers, written in more than one way.
    pub(super) telephones: Option<Telephones>,
    /// Most of its values are numbers of accounts.
    pub(super) has_accounts: bool,
    /// By its heading, it has postcodes, and another has the countries that they are of.
    pub(super) has_postcodes: bool,
    /// Nearly all of its values are postcodes of one country, with letters or a sign in them.
    pub(super) postcodes: Option<Postcodes>,
    /// By its heading, it has positions or departments, and nearly none of the first rows says that somebody has left his.
    pub(super) has_posts: bool,
    /// By its heading, it has countries.
    pub(super) has_countries: bool,
    /// Nearly all of its names are written in one of those.
    pub(super) script: Option<Script>,
    /// Nearly all of its values are in one alphabet.
    pub(super) alphabet: Option<Alphabet>,
    /// None but a few of its names begin with a title.
    pub(super) are_bare_names: bool,
    /// None but a few of its names, which have two words, are one word alone.
    pub(super) are_whole_names: bool,
    /// By its heading, it has streets: words and numbers.
    pub(super) has_streets: bool,
    /// The same, and each with the number of the house.
    pub(super) are_numbered_streets: bool,
    /// By its heading, it has towns, whose names begin with a capital.
    pub(super) has_towns: bool,
    /// Most of its values are names of persons.
    pub(super) names: Option<Names>,
    /// Most of its rows have an address that begins with its value: they are first names.
    pub(super) begins_addresses: bool,
    /// Its values are all of one sort: dates, numbers, codes, names, links … Any other may hold a text, if not in its first rows.
    pub(super) is_special: bool,
    /// Some of its values are texts of several words.
    pub(super) has_texts: bool,
    /// The same, or by its heading it has what people write about a row, as short as that may be.
    pub(super) has_remarks: bool,
    /// Most of its values are words, without a digit.
    pub(super) has_words: bool,
    /// It has few values, and these are the usual ones.
    pub(super) few: Option<Few>,
    /// Its values are short, and made of the same few letters and signs.
    pub(super) closed: Option<Closed>,
    /// They are names or stand in the Subject, and nearly none of them has a wide or a no-break blank around it.
    pub(super) is_tidy: bool,
    /// How its values are set.
    pub(super) lines: Lines,
    /// Most of its values stand there more than once.
    pub(super) repeated: Option<Repeated>,
    /// Most of its values are links, which have so much in common.
    pub(super) sites: Option<Sites>,
    /// Most of its values are sizes of clothes.
    pub(super) sizes: Option<Sizes>,
    pub(super) place: Place,
}

impl Column {
    /// Whether a family may have one for all: a telephone number, an account, a link.
    pub(super) fn is_shared(&self) -> bool {
        self.telephones.is_some() || self.has_accounts || self.sites.is_some()
    }

    /// That somebody has left, where others have their posts.
    fn flaw_of_post(&self, value: &str) -> Option<(Kind, &'static str)> {
        (self.has_posts && notes::is_left_post(value)).then_some((Kind::NotToBeSent, notes::LEFT_POST))
    }
}

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
        let is_told = |finding: &Finding| finding.line == look.line && finding.what.ends_with(HEADING);
        if !look.findings.last().is_some_and(is_told) {
            look.find_value(index, Kind::Leftover, trimmed, HEADING);
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
        .or_else(|| column.flaw_of_post(trimmed));
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
    let unlike = of_alphabet
        .map(|what| (Kind::NearValue, what))
        .or_else(|| unlike::flaw(column, trimmed))
        .or_else(|| Some((Kind::OddDate, column.ages?.flaw(trimmed)?)))
        .or_else(|| column.postcodes.as_ref()?.flaw(trimmed))
        .or_else(|| column.built.as_ref()?.flaw_of_day(trimmed))
        .or_else(|| column.few.as_ref()?.flaw(trimmed))
        .or_else(|| Some((Kind::OddValue, column.closed.as_ref()?.flaw(trimmed)?)))
        .or_else(|| column.repeated.as_ref()?.flaw(trimmed))
        .or_else(|| Some((Kind::NearValue, column.sizes?.flaw(trimmed)?.to_owned())))
        .or_else(|| column.built.as_ref()?.flaw(trimmed))
        .or_else(of_lines);
    if let Some((kind, what)) = unlike {
        match secrets::flaw_of_parts(trimmed, parts) {
            Some((kind, what)) => look.find_in(index, kind, what),
            None if kind == Kind::Secret => look.find_in(index, kind, &what),
            None => look.find_value(index, kind, trimmed, &what),
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

/// The same of one.
const PASSWORD_NOTE: &str = "has a password in it, which whoever gets the list reads, and the letter does not show it. Take it out, or leave it if it is meant.";

/// What a value says that the letter does not show: that its row is not to be sent, or is of a child among adults.
pub(super) fn look_at_unseen(look: &mut Look<'_>, index: usize, column: &Column, value: &str) {
    let heading = || look.record.header.names().get(index).map_or("", String::as_str);
    let found = notes::not_shown(value).or_else(|| column.flaw_of_post(value));
    let found = found.filter(|(kind, what)| {
        !(meant::is_meant(*kind, value, column, heading()) || notes::is_perhaps(what) && has_states(column))
    });
    if let Some((kind, what)) = found {
        look.find_value(index, kind, value, what);
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
