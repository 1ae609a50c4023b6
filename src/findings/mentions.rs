//! Texts that name somebody else of the list: a remark that slipped a row down goes to another's parents.

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::attachments::Names;
use super::han::is_han;
use super::{Kind, Look, near, places};
use crate::input::{Record, Source};

/// The people of so many rows are known.
const MOST: usize = 300;

/// A text has so many more octets than the name in it: a value that is a name is no text.
const MORE: usize = 6;

/// So many times 64 beginnings are told apart.
const HEADS: usize = 512;

/// Finds names in texts.
#[derive(Debug)]
struct Search {
    names: AhoCorasick,
    /// Which octets they begin with.
    firsts: [bool; 256],
    /// With how many octets each of them begins in its own way.
    length: usize,
    /// And with which, by a number for them: most texts have nothing in them that begins so.
    heads: [u64; HEADS],
}

/// Whom the first rows are about.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    names: Names,
    /// The line of each.
    people: HashMap<String, u64>,
    /// What those with Chinese names are called without the surname, and the line of the first who is called so.
    given: HashMap<String, u64>,
    /// Finds one of them. `None`: nobody is known.
    any: Option<Search>,
    /// Octets of the shortest.
    shortest: usize,
}

impl Mentions {
    /// Reads the first rows.
    pub(super) fn of(source: &Source, names: Names) -> Self {
        let mut people = HashMap::new();
        if !names.is_empty() {
            for record in source.records().into_iter().flatten().take(MOST).flatten() {
                let name = names.of(&record.fields);
                if is_whole(&name) {
                    people.entry(name).or_insert(record.line);
                }
            }
        }
        let shortest = people.keys().map(String::len).min().unwrap_or_default();
        let any = if people.is_empty() { None } else { Search::of(people.keys()) };
        let mut given: HashMap<String, u64> = HashMap::new();
        for (name, line) in people.iter().filter_map(|(name, line)| Some((given_name(name)?, *line))) {
            let first = given.entry(name.to_owned()).or_insert(line);
            *first = line.min(*first);
        }
        Self { names, people, given, any, shortest }
    }

    /// Looks for what another one is called, before a title: `雨桐同学`.
    fn look_for_given(&self, look: &mut Look<'_>, record: &Record, column: usize, value: &str) {
        let Some((name, line)) =
            called(value).and_then(|name| Some((name, self.given.get(name)?))).filter(|(_, line)| **line != look.line)
        else {
            return;
        };
        let own = self.names.of(&record.fields);
        let is_named = own.is_empty() || value.contains(&own) || own.contains(name);
        if !is_named && given_name(&own).is_none_or(|given| !value.contains(given)) {
            let what =
                format!("names \"{name}\", and line {line} is about somebody called so. Is it the text of that row?");
            look.find_in(column, Kind::OthersName, &what);
        }
    }

    /// Looks for other people in a text of a row.
    pub(super) fn look(&self, look: &mut Look<'_>, record: &Record, column: usize, value: &str) {
        if !self.given.is_empty() {
            self.look_for_given(look, record, column, value);
        }
        let Some(any) = self.any.as_ref().filter(|_| value.len() >= self.shortest + MORE) else { return };
        if !any.may_be_in(value) {
            return;
        }
        let found =
            || any.names.find_iter(value).map(|found| found.range()).filter(|range| is_word(value, range.clone()));
        if found().next().is_none() {
            return;
        }
        let own = self.names.of(&record.fields);
        // Who is named himself may be named beside others.
        if own.is_empty() || value.contains(&own) || is_called(&own, value, found()) {
            return;
        }
        let other = found()
            .filter(|range| !is_beside(value, range))
            .map(|range| &value[range])
            .find(|name| !own.contains(name) && !name.contains(&own) && value.len() >= name.len() + MORE);
        if let Some((name, line)) = other.and_then(|name| Some((name, self.people.get(name)?))) {
            let what = format!("names \"{name}\", whom line {line} is about. Is it the text of that row?");
            look.find_in(column, Kind::OthersName, &what);
        }
    }
}

/// `雨桐` of 赵雨桐.
fn given_name(name: &str) -> Option<&str> {
    let surname = name.chars().next().filter(|_| name.chars().all(is_han) && name.chars().count() == 3)?;
    name.get(surname.len_utf8()..)
}

/// The two characters at the beginning of a text, or of a part of it, that a title stands behind.
fn called(text: &str) -> Option<&str> {
    const TITLES: [&str; 6] = ["同学", "老师", "老師", "女士", "先生", "小朋友"];
    const LETTERS: usize = 2;
    let mut parts = text.split(|c: char| !is_han(c));
    parts.find_map(|part| {
        let (end, _) = part.char_indices().nth(LETTERS)?;
        let (name, behind) = part.split_at(end);
        TITLES.iter().any(|title| behind.starts_with(title)).then_some(name)
    })
}

impl Search {
    fn of<'n>(names: impl Iterator<Item = &'n String> + Clone) -> Option<Self> {
        const LONGEST: usize = 8;
        let length = names.clone().map(String::len).min()?.min(LONGEST);
        let (mut firsts, mut heads) = ([false; 256], [0; HEADS]);
        for name in names.clone() {
            firsts[usize::from(*name.as_bytes().first()?)] = true;
            let head = head(name.as_bytes(), length);
            heads[head / 64] |= 1 << (head % 64);
        }
        // The longest: who is called Anna Berg-Maier is not Anna Berg.
        let names = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(names).ok()?;
        Some(Self { names, firsts, length, heads })
    }

    fn may_be_in(&self, text: &str) -> bool {
        let octets = text.as_bytes();
        let begins = octets.iter().enumerate().filter(|(_, octet)| self.firsts[usize::from(**octet)]);
        begins.into_iter().any(|(at, _)| {
            let head = head(&octets[at..], self.length);
            self.heads[head / 64] & 1 << (head % 64) != 0
        })
    }
}

/// A number for the first octets of a text, of which there are no more than eight.
fn head(text: &[u8], length: usize) -> usize {
    let mut octets = [0; 8];
    let length = length.min(text.len());
    octets[..length].copy_from_slice(&text[..length]);
    // Fibonacci hashing: the upper bits depend on all octets.
    let product = u64::from_le_bytes(octets).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (product >> 32) as usize % (HEADS * 64)
}

/// Whether a name is enough to know somebody by: two words, or three Chinese characters.
fn is_whole(name: &str) -> bool {
    if name.chars().all(is_han) {
        return (3..=4).contains(&name.chars().count());
    }
    let is_long = |word: &&str| word.chars().nth(1).is_some() && word.chars().all(|c| !c.is_ascii_digit());
    name.split_whitespace().filter(is_long).nth(1).is_some()
}

/// Whether a text has a part of somebody's own name in it, as `Anna` or `思远`, which is no part of a whole name of others.
fn is_called(own: &str, text: &str, others: impl Iterator<Item = Range<usize>>) -> bool {
    let mut begin = 0;
    others.chain(std::iter::once(text.len()..text.len())).any(|other| {
        let gap = begin..other.start;
        begin = other.end;
        has_part(own, text, gap)
    })
}

/// Whether a part of a name stands in a part of a text.
fn has_part(own: &str, text: &str, gap: Range<usize>) -> bool {
    const SHORTEST: usize = 3;
    let stands = |part: &str| {
        places(part, &text[gap.clone()]).any(|at| is_word(text, gap.start + at..gap.start + at + part.len()))
    };
    if own.chars().all(is_han) {
        // Without the surname, it is what one is called.
        let given = own.chars().next().map_or(own, |surname| &own[surname.len_utf8()..]);
        return given.chars().nth(1).is_some() && stands(given);
    }
    own.split([' ', '-']).filter(|part| part.chars().count() >= SHORTEST).any(stands)
}

/// Whether somebody is named as who was there too, or lives there: `with Anna Berg`, `c/o Anna Berg`, `和王小明一起`.
fn is_beside(text: &str, name: &Range<usize>) -> bool {
    const BEFORE: [&str; 8] = ["with", "mit", "con", "avec", "com", "met", "c/o", "z.hd."];
    const SHARED: [&str; 10] =
        ["room", "share", "shares", "sharing", "zimmer", "habitación", "chambre", "married", "verheiratet", "lives"];
    const NEAR: usize = 24;
    let (before, behind) = (near::before(&text[..name.start], NEAR), near::behind(&text[name.end..], NEAR));
    let word = before.trim_end().rsplit([' ', '\n', '(', ',']).next().unwrap_or_default();
    // Who shares a room with whom is no praise of both.
    let verb = before.trim_end().strip_suffix(word).unwrap_or_default().trim_end();
    let verb = verb.rsplit([' ', '\n', '(', ',']).next().unwrap_or_default();
    if SHARED.iter().any(|shared| shared.eq_ignore_ascii_case(verb)) {
        return false;
    }
    BEFORE.iter().any(|known| known.eq_ignore_ascii_case(word))
        || before.ends_with(['和', '与', '跟', '同', '與'])
            && ["一起", "共同", "合作", "搭档"].iter().any(|word| behind.contains(word))
}

/// Whether a name stands there as a whole; Chinese is written without blanks.
fn is_word(text: &str, name: Range<usize>) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() && !is_han(c);
    let (before, behind) = (text[..name.start].chars().next_back(), text[name.end..].chars().next());
    !before.is_some_and(is_letter) && !behind.is_some_and(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_is_called_stands_before_a_title() {
        for (text, name) in [
            ("雨桐同学上课认真", Some("雨桐")),
            ("本学期，雨桐同学进步明显。", Some("雨桐")),
            ("和雨桐同学一起", None),
            ("赵雨桐同学", None),
            ("各位同学", Some("各位")),
            ("雨桐上课认真", None),
            ("Anna works", None),
            ("", None),
        ] {
            assert_eq!(called(text), name, "{text}");
        }
        assert_eq!((given_name("赵雨桐"), given_name("赵雨"), given_name("Ann")), (Some("雨桐"), None, None));
    }

    #[test]
    fn names_stand_as_words() {
        let is_word = |text: &str, name: &str| {
            let at = text.find(name).unwrap_or_default();
            is_word(text, at..at + name.len())
        };
        assert!(is_word("Anna Berg, well done", "Anna Berg") && is_word("给张三丰同学", "张三丰"));
        assert!(!is_word("Anna Bergmann, well done", "Anna Berg") && !is_word("Joanna Berg", "anna Berg"));
    }

    #[test]
    fn who_is_called_by_a_part_of_his_name_is_named_himself() {
        let is_called = |own: &str, text: &str, other: &str| {
            let at = text.find(other).unwrap_or_default();
            is_called(own, text, std::iter::once(at..at + other.len()))
        };
        for (own, text) in [
            ("Ulrich Brandt", "Ulrich worked well with David Seidel"),
            ("Ulrich Brandt", "David Seidel and Ulrich worked well"),
            ("Jean-Luc Brandt", "David Seidel helps Mr Brandt"),
            ("陈思远", "思远和David Seidel"),
        ] {
            assert!(is_called(own, text, "David Seidel"), "{text}");
        }
        for (own, text) in [
            ("David Brandt", "David Seidel worked well"),
            ("Anna Seidel", "All of it is for David Seidel"),
            ("Ulrich Brandt", "David Seidel and Ulrichs"),
            ("陈远", "远和David Seidel"),
            ("Bo Li", "Bo and David Seidel"),
        ] {
            assert!(!is_called(own, text, "David Seidel"), "{text}");
        }
    }

    #[test]
    fn who_was_there_too_is_told_from_whom_it_is_about() {
        let is_beside = |text: &str, name: &str| {
            let at = text.find(name).unwrap_or_default();
            is_beside(text, &(at..at + name.len()))
        };
        assert!(
            is_beside("worked well with Anna Berg", "Anna Berg") && is_beside("C/O Anna Berg, Lane 3", "Anna Berg")
        );
        assert!(is_beside("你和王小明一起完成", "王小明") && is_beside("这学期跟王小明同学共同完成", "王小明"));
        assert!(!is_beside("shares a room with Anna Berg", "Anna Berg"));
        assert!(!is_beside("Zimmer mit Anna Berg, bitte", "Anna Berg"));
        assert!(!is_beside("a boat with the family; Anna Berg pays", "Anna Berg"));
        assert!(!is_beside("Anna Berg works with care", "Anna Berg") && !is_beside("王小明和你", "王小明"));
        assert!(!is_beside("forthwith, Anna Berg", "Anna Berg") && !is_beside("notwith Anna Berg", "Anna Berg"));
    }

    #[test]
    fn names_that_are_whole_are_known() {
        for name in ["Anna Berg", "Jean-Luc Null", "张三丰", "欧阳修文", "Anna M. Berg", "Нина Орлова"]
        {
            assert!(is_whole(name), "{name}");
        }
        for other in ["Anna", "Anna B", "张三", "User 17", "", "A B"] {
            assert!(!is_whole(other), "{other}");
        }
    }
}
