//! Somebody of the list whom an author calls by name within a text that is to all: `And once more, Oliver, our congratulations.`
//!
//! Names stand in letters for other reasons too: who signs, whom to ask, who has written a book. So a name counts where somebody is
//! called, between signs as a call has them, and where the author neither signs with it nor tells of its bearer elsewhere.

mod han;
mod words;

use std::collections::HashMap;

use self::words::{ARTICLES, CLOSINGS, GREETINGS, INTERJECTIONS, JOINTS, OWNERS, PERSONAL, PRAISE, THANKS, TITLES};
use super::typed::{Columns, Typed};
use crate::findings::{calendar, near};

/// How far is looked around a name, in octets.
const FAR: usize = 240;
/// So many names are looked at.
const MOST: usize = 50;

/// Where a text calls somebody, in octets. `word` knows the words of names of the list, and `whole` its whole names.
pub(super) fn called(
    text: &str,
    word: impl Fn(&str) -> Option<Columns>,
    whole: impl Fn(&str) -> Option<Columns>,
) -> Vec<Typed> {
    let mut found = han::called(text, whole);
    let mut others: HashMap<&str, bool> = HashMap::new();
    let names = names(text, &word).filter(|name| {
        let lower = text[name.from..name.to].to_lowercase();
        calendar::month(&lower).is_none() && calendar::weekday_named(&lower).is_none()
    });
    for name in names.take(MOST) {
        let Some(call) = call(text, &name) else { continue };
        let said = &text[name.from..name.to];
        let is_other =
            *others.entry(said).or_insert_with(|| signs(text, said) || call == Call::Within && is_told_of(text, said));
        if !is_other {
            found.push(name);
        }
    }
    found
}

/// How somebody is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    /// By a word of a greeting, or of praise.
    Greeted,
    /// Between commas, as what explains a word is too.
    Within,
}

/// The names that stand in a text: words of the list's names, one blank apart.
fn names(text: &str, word: &impl Fn(&str) -> Option<Columns>) -> impl Iterator<Item = Typed> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (from, to, columns) = next(text, at, word)?;
        let mut name = Typed { from, to, columns };
        while let Some((begin, end, (other, _))) = text[name.to..]
            .strip_prefix(' ')
            .and_then(|_| first(text, name.to + 1))
            .filter(|(begin, _)| *begin == name.to + 1)
            .and_then(|(begin, end)| Some((begin, end, word(&text[begin..end])?)))
        {
            name.to = end;
            name.columns = (name.columns.0, Some(other).filter(|other| *other != name.columns.0 && begin > from));
        }
        at = name.to;
        Some(name)
    })
}

fn next(text: &str, mut at: usize, word: &impl Fn(&str) -> Option<Columns>) -> Option<(usize, usize, Columns)> {
    loop {
        let (from, to) = first(text, at)?;
        at = to;
        let is_capital = text[from..].starts_with(char::is_uppercase);
        if let Some(columns) = if is_capital { word(&text[from..to]) } else { None } {
            return Some((from, to, columns));
        }
    }
}

/// The first word behind a place.
fn first(text: &str, at: usize) -> Option<(usize, usize)> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’');
    let from = at + text[at..].find(char::is_alphanumeric)?;
    let to = text[from..].find(|c: char| !is_part(c)).map_or(text.len(), |length| from + length);
    let word = text[from..to].trim_end_matches(['-', '\'', '’']);
    Some((from, from + word.len()))
}

/// How somebody is called by a name, if it is a call.
fn call(text: &str, name: &Typed) -> Option<Call> {
    let before = without_titles(near::before(&text[..name.from], FAR));
    let behind = near::behind(&text[name.to..], FAR);
    let sign = behind.chars().next().filter(|sign| matches!(sign, ',' | '!' | '.' | '?' | ':'))?;
    let rest = &behind[sign.len_utf8()..];
    let place = Place::new(before, sign, rest);
    let bare = before.trim_end();
    if bare.is_empty() || bare.ends_with(['.', '!', '?']) || before.ends_with("\n\n") {
        // `Oliver,` alone begins a letter.
        let is_alone = bare.is_empty() && name.from < FAR && rest.starts_with('\n') && sign != '.';
        let is_addressed = sign == ',' && PERSONAL.contains(&place.next);
        return (is_alone || is_addressed).then_some(Call::Greeted);
    }
    if place.is_greeted() || place.is_praised() {
        Some(Call::Greeted)
    } else {
        place.is_within().then_some(Call::Within)
    }
}

/// What stands around a name within a sentence.
#[derive(Debug)]
struct Place<'t> {
    /// The words of the sentence up to the name, as they are written and in lower case.
    words: Vec<&'t str>,
    lower: Vec<String>,
    /// Whether a comma is before the name, and nothing else but a blank or the end of a line.
    has_comma: bool,
    is_next: bool,
    /// Whether it stands in the line of the word before it.
    is_in_line: bool,
    sign: char,
    /// What stands behind the sign, and its first word.
    rest: &'t str,
    next: &'t str,
}

impl<'t> Place<'t> {
    fn new(before: &'t str, sign: char, rest: &'t str) -> Self {
        let bare = before.strip_suffix([' ', '\n']).unwrap_or(before);
        let clause = bare.strip_suffix(',');
        let sentence = clause.unwrap_or(bare).rsplit(['.', '!', '?', ';', ':']).next().unwrap_or_default();
        let sentence = sentence.rsplit("\n\n").next().unwrap_or_default();
        let words: Vec<&str> = sentence.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let behind = rest.strip_prefix([' ', '\n']).unwrap_or_default();
        Self {
            lower: words.iter().map(|word| word.to_lowercase()).collect(),
            words,
            has_comma: clause.is_some(),
            is_next: bare.len() < before.len() && sentence.ends_with(char::is_alphabetic),
            is_in_line: before.ends_with(' '),
            sign,
            rest,
            next: behind.split([' ', '\n', ',', '.', '!']).next().unwrap_or_default(),
        }
    }

    fn last(&self) -> &str {
        self.lower.last().map_or("", String::as_str)
    }

    /// `dear Oliver.`
    fn is_greeted(&self) -> bool {
        self.is_next && !self.has_comma && GREETINGS.contains(&self.last())
    }

    /// `Well done, Oliver!`
    fn is_praised(&self) -> bool {
        let ends_with = |phrases: &[&[&str]]| {
            let ends = |phrase: &&[&str]| {
                let start = self.lower.len().checked_sub(phrase.len());
                start.is_some_and(|start| self.lower[start..].iter().eq(phrase.iter()))
            };
            phrases.iter().any(ends)
        };
        let is_praise = ends_with(&PRAISE);
        // Thanks are what a letter may be signed below.
        let is_call = match self.sign {
            '!' => is_praise || self.is_in_line,
            ',' => self.goes_on(),
            '.' => is_praise && self.is_in_line,
            _ => false,
        };
        self.is_next && is_call && (is_praise || ends_with(&THANKS))
    }

    /// `And once more, Oliver, our congratulations.`
    fn is_within(&self) -> bool {
        const NEAR: usize = 4;
        let Some((first, others)) = self.words.split_first() else { return false };
        let is_open = match others.last() {
            Some(last) => last.starts_with(char::is_lowercase),
            None => INTERJECTIONS.contains(&first.to_lowercase().as_str()),
        };
        let is_one = |word: &String, words: &[&str]| words.contains(&word.as_str());
        let explains = self.lower.iter().rev().take(NEAR).any(|word| is_one(word, &OWNERS));
        let is_closing = self.lower.iter().any(|word| is_one(word, &CLOSINGS));
        // As in a list of people.
        let has_names = others.iter().any(|word| word.starts_with(char::is_uppercase) && *word != "I");
        let is_call = match self.sign {
            '!' | '?' => self.is_in_line,
            ',' => {
                let sentence = self.rest.split(['.', '!', '?', '\n']).next().unwrap_or_default();
                self.goes_on() && !(ARTICLES.contains(&self.next) && sentence.contains(','))
            }
            _ => false,
        };
        self.has_comma && self.is_next && is_open && is_call && !explains && !is_closing && !has_names
    }

    /// Whether the sentence goes on behind the name, and not with another name or what it explains.
    fn goes_on(&self) -> bool {
        (self.next.starts_with(char::is_lowercase) || PERSONAL.contains(&self.next)) && !JOINTS.contains(&self.next)
    }
}

/// What stands before a name and its titles: `Frau Dr.`
fn without_titles(before: &str) -> &str {
    let mut rest = before;
    loop {
        let Some(bare) = rest.strip_suffix(' ') else { return rest };
        let bare = bare.strip_suffix('.').unwrap_or(bare);
        let begin = bare.trim_end_matches(char::is_alphabetic).len();
        if !TITLES.contains(&bare[begin..].to_lowercase().as_str()) {
            return rest;
        }
        rest = &rest[..begin];
    }
}

/// Whether one of the last lines, which is not the first, begins with a name, as that of whoever signs: `Dr. Oliver Brown, Headmaster`.
fn signs(text: &str, name: &str) -> bool {
    const LAST: usize = 8;
    const MOST_BEFORE: usize = 2;
    let begin = text.len() - text.trim_start().len();
    let lines = text.rsplit('\n').map(str::trim);
    let last = lines.filter(|line| !line.is_empty() && near::place_of(line, text) != begin).take(LAST);
    last.into_iter().any(|line| {
        let words: Vec<&str> = line.split([' ', ',']).filter(|word| !word.is_empty()).collect();
        let is_name = |word: &&str| name.split(' ').any(|part| part == *word);
        let Some(at) = words.iter().take(MOST_BEFORE + 1).position(is_name) else { return false };
        let is_title =
            |word: &&str| word.starts_with(char::is_uppercase) && !GREETINGS.contains(&word.to_lowercase().as_str());
        let is_addressed = words.get(at + 1).is_some_and(|word| PERSONAL.contains(word));
        // `Congratulations, Oliver Brown.`
        let has_comma = line[..near::place_of(words[at], line)].contains(',');
        words[..at].iter().all(is_title) && !is_addressed && !has_comma
    })
}

/// Whether a name stands where nobody is called by it.
fn is_told_of(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric();
    text.match_indices(name).any(|(at, _)| {
        let (before, behind) = (&text[..at], &text[at + name.len()..]);
        let is_word = !before.ends_with(is_part) && !behind.starts_with(is_part);
        let bare = without_titles(near::before(before, FAR)).trim_end();
        let word = bare[bare.trim_end_matches(char::is_alphabetic).len()..].to_lowercase();
        is_word && !bare.ends_with(',') && !GREETINGS.contains(&word.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let word = |word: &str| {
            let column = ["Oliver", "Anna", "Zoë"].iter().position(|name| *name == word).map(|_| 0);
            column
                .or_else(|| ["Brown", "Meier", "Berger", "May"].contains(&word).then_some(1))
                .map(|column| (column, None))
        };
        let whole = |name: &str| ["张伟", "王建国"].contains(&name).then_some((2, None));
        called(text, word, whole).iter().map(|name| &text[name.from..name.to]).collect()
    }

    #[test]
    fn who_is_called_by_name_is_found() {
        for (text, name) in [
            ("Write to us by 5 March. And once more, Oliver, our congratulations.\n\nJane Prescott", "Oliver"),
            ("Your mark is 70. Well done, Oliver!", "Oliver"),
            ("Well done Oliver! You have passed.", "Oliver"),
            ("Congratulations, Oliver Brown. See you soon.", "Oliver Brown"),
            ("The marks are here.\nCongratulations, Oliver Brown. See you.", "Oliver Brown"),
            ("Thank you, Oliver, for all that you did.", "Oliver"),
            ("Many thanks, Mr Brown, for coming.", "Brown"),
            ("As you know,\nOliver, we meet on Monday.", "Oliver"),
            ("So, Oliver, see the list.", "Oliver"),
            ("Do you have questions, Oliver?", "Oliver"),
            ("We wish you all the best, dear Oliver.", "Oliver"),
            ("The list is here. Oliver, you have passed.", "Oliver"),
            ("Oliver,\nthe marks are here.", "Oliver"),
            ("Die Note ist da. Liebe Anna, wir freuen uns.", "Anna"),
            ("Und nun noch einmal, liebe Anna, herzlichen Glückwunsch!", "Anna"),
            ("Die Note ist da. Herr Meier, Sie haben bestanden.", "Meier"),
            ("Vielen Dank, Frau Dr. Berger, dass Sie kommen.", "Berger"),
            ("Félicitations, Zoë!", "Zoë"),
            ("Enhorabuena, Anna!", "Anna"),
            ("成绩已出。恭喜你，张伟！", "张伟"),
            ("再次祝贺张伟同学！", "张伟"),
            ("成绩已出。张伟同学，你的成绩很好。", "张伟"),
            ("祝好运，王建国同学！", "王建国"),
        ] {
            assert_eq!(found(text), [name], "{text}");
        }
    }

    #[test]
    fn names_of_others_are_left_alone() {
        for text in [
            "Please ask Oliver Brown in the office.",
            "Ask Oliver, Anna or the porter.",
            "Frau Berger from the secretary's office answers questions.",
            "Frau Berger, our secretary, answers questions.",
            "Bei Fragen hilft unsere Sekretärin, Frau Berger, gern.",
            "Please write to our secretary, Oliver, or to me.",
            "The tutor of your class, Oliver Brown, will help.",
            "At the party we met Peter, Oliver, and Ben.",
            "In the afternoon, Oliver, who leads the choir, sings.",
            "This week, Oliver, our new cook, starts.",
            "Best wishes, Oliver",
            "Best wishes, Oliver!",
            "Kind regards, Oliver, Head of History",
            "Thanks,\nOliver",
            "Thanks,\nOliver!",
            "See you soon, Oliver.",
            "Many thanks, Oliver",
            "Well done, Oliver Cromwell!",
            "Well done, all! Yours\n\nOliver Brown\nHeadmaster",
            "As you know, Oliver, we meet.\n\nOliver Brown\nHeadmaster",
            "Oliver Brown teaches history. As you know, Oliver, he is good.",
            "Dear all,\n\nOliver, your teacher, is ill.",
            "In spring, May, we meet. So, May, come.",
            "Oliver's marks, Anna's marks",
            "Liebe Grüße, Anna",
            "Well done,            Oliver           !",
            "Dear Oliver and Anna's parents",
            "请联系张伟老师，电话123。",
            "由张伟同学负责。",
            "我们的班长，张伟同学，会联系你。",
            "联系人：张伟",
            "恭喜你，张伟明！",
            "",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn long_texts_come_to_an_end() {
        for part in
            ["And once more, Oliver, our ", "Oliver ", "Well done, Oliver! ", "张伟同学，", "恭喜你，", ",", "A-"]
        {
            found(&part.repeat(200_000 / part.len()));
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|Oliver|Mr\\. |, |Brown|Well done|Dear |张伟|同学|恭喜你，|[!.\n ]){0,16}") {
            let columns = |name: &str| matches!(name, "Oliver" | "Brown" | "张伟").then_some((0, None));
            for Typed { from, to, .. } in called(&text, columns, columns) {
                proptest::prop_assert!(text.get(from..to).is_some());
            }
        }
    }
}
