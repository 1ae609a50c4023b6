//! How the names of files are built: what nearly all of a column begin or end with, their folder and their ending, and a file that is
//! unlike them: last term's report, a draft.

use std::collections::{HashMap, HashSet};

use crate::findings::han::is_han;
use crate::findings::{Kind, Look, shown, trimmed};
use crate::input::Fields;
use crate::merge::Uses;

/// What the names of files have in common, by the columns that hold them.
#[derive(Debug, Default)]
pub(in crate::findings) struct Built(Vec<Common>);

/// What nearly all files of a column have in their names, in lower case.
#[derive(Debug, PartialEq, Eq)]
struct Common {
    column: usize,
    folder: Option<String>,
    ending: Option<String>,
    /// Words, by their place from the beginning, and from the end.
    first: Vec<(usize, String)>,
    last: Vec<(usize, String)>,
    /// What the first word begins with, where that is another one in each.
    begin: Option<String>,
    /// Words of versions that several have.
    versions: Vec<String>,
}

/// So many places of words are compared, from the beginning and from the end.
const PLACES: usize = 4;

/// What is behind the name of a file that is not the last version of it.
const VERSIONS: [&str; 45] = [
    "draft", "old", "copy", "backup", "bak", "temp", "tmp", "wip", "outdated", "unsigned", "wrong", "obsolete",
    "entwurf", "alt", "kopie", "falsch", "veraltet", "storniert", "borrador", "copia", "viejo", "antiguo", "brouillon",
    "copie", "ancien", "bozza", "vecchio", "concept", "草稿", "副本", "旧版", "作废", "初稿", "ispr", "kopiya",
    "chernovik", "испр", "копия", "черновик", "старый", "taslak", "kopya", "rascunho", "szkic", "kopia",
];

/// A path, in lower case: its folder, the words of its name, its ending.
struct Path<'p> {
    folder: &'p str,
    words: Vec<&'p str>,
    ending: &'p str,
}

impl<'p> Path<'p> {
    /// Of a path in lower case, if it has an ending.
    fn of(path: &'p str) -> Option<Self> {
        const LONGEST: usize = 5;
        let (folder, name) = path.rsplit_once(['/', '\\']).unwrap_or(("", path));
        let (stem, ending) = name.rsplit_once('.')?;
        let is_ending =
            (1..=LONGEST).contains(&ending.len()) && ending.bytes().all(|octet| octet.is_ascii_alphanumeric());
        is_ending.then(|| Self { folder, words: words(stem), ending })
    }
}

/// The words and numbers of a name: `spring`, `1184`, `gaunt`.
fn words(stem: &str) -> Vec<&str> {
    let sort = |c: char| match c {
        c if c.is_numeric() => 1,
        c if is_han(c) => 2,
        c if c.is_alphabetic() => 3,
        _ => 0,
    };
    let mut words = Vec::new();
    let (mut begin, mut last) = (0, 0);
    for (at, c) in stem.char_indices().chain(std::iter::once((stem.len(), ' '))) {
        let this = sort(c);
        if this != last {
            if last != 0 {
                words.push(&stem[begin..at]);
            }
            (begin, last) = (at, this);
        }
    }
    words
}

/// The most frequent of some values, if so many of so many have it.
fn usual<'v>(values: impl Iterator<Item = &'v str>, of: usize) -> Option<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    values.for_each(|value| *counts.entry(value).or_default() += 1);
    let (value, count) = counts.into_iter().max_by_key(|(value, count)| (*count, *value))?;
    is_habit(count, of).then(|| value.to_owned())
}

/// All but one, or one in twenty.
fn is_habit(count: usize, of: usize) -> bool {
    of - count <= (of / 20).max(1)
}

impl Built {
    /// Of the first rows, and of the letter that attaches files.
    pub(in crate::findings) fn of(rows: &[Vec<String>], uses: &Uses) -> Self {
        Self(uses.attachment.iter().filter_map(|column| Common::of(rows, *column)).collect())
    }

    /// Finds files that are not called as the others of their column are.
    pub(in crate::findings) fn look(&self, look: &mut Look<'_>, fields: &Fields) {
        for common in &self.0 {
            let value = trimmed(fields.get(common.column).unwrap_or_default());
            if value.is_empty() || look.is_told([common.column]) {
                continue;
            }
            // What the row says elsewhere too is its own.
            let is_of_row = |word: &str| {
                let mut others = fields.iter().enumerate().filter(|(column, _)| *column != common.column);
                others.any(|(_, value)| value.to_lowercase().contains(word))
            };
            if let Some(what) = common.flaw(value, is_of_row) {
                look.find_value(common.column, Kind::OddRelation, value, &what);
            }
        }
    }
}

impl Common {
    fn of(rows: &[Vec<String>], column: usize) -> Option<Self> {
        const FEWEST: usize = 12;
        let values = rows.iter().filter_map(|row| row.get(column)).filter(|value| !value.is_empty());
        let values: Vec<String> = values.map(|value| value.to_lowercase()).collect();
        let paths: Vec<Path<'_>> = values.iter().filter_map(|value| Path::of(value)).collect();
        let count = paths.len();
        if count < FEWEST || !is_habit(count, values.len()) {
            return None;
        }
        let at = |place: usize, is_last: bool| {
            let words = paths.iter().filter_map(|path| {
                let place = if is_last { path.words.len().checked_sub(place + 1)? } else { place };
                path.words.get(place).copied()
            });
            Some((place, usual(words, count)?))
        };
        let first: Vec<(usize, String)> = (0..PLACES).filter_map(|place| at(place, false)).collect();
        let begin = if first.iter().any(|(place, _)| *place == 0) { None } else { begin(&paths) };
        // The rows of one letter have one file.
        let distinct: HashSet<&String> = values.iter().collect();
        let distinct: Vec<Path<'_>> = distinct.into_iter().filter_map(|value| Path::of(value)).collect();
        let versions = VERSIONS
            .iter()
            .filter(|version| distinct.iter().filter(|path| path.words.contains(version)).nth(1).is_some());
        Some(Self {
            column,
            folder: usual(paths.iter().map(|path| path.folder), count),
            ending: usual(paths.iter().map(|path| path.ending), count),
            last: (0..PLACES).filter_map(|place| at(place, true)).collect(),
            first,
            begin,
            versions: versions.map(|version| (*version).to_owned()).collect(),
        })
    }

    /// What is unlike the others in the name of a file, unless the row says the same elsewhere.
    fn flaw(&self, value: &str, is_of_row: impl Fn(&str) -> bool) -> Option<String> {
        let lower = value.to_lowercase();
        let path = Path::of(&lower)?;
        let said = |has: &str, usual: &str| {
            Some(format!(
                "has \"{}\" where the files of the other rows have \"{}\". Is it the right one?",
                shown(has),
                shown(usual)
            ))
        };
        let is_version =
            |word: &&&str| VERSIONS.contains(word) && !self.versions.iter().any(|version| version == **word);
        if let Some(word) = path.words.iter().find(is_version).filter(|word| !is_of_row(word)) {
            return Some(format!(
                "has \"{word}\" in its name, and no other row has. Is it the version that is to be sent?"
            ));
        }
        if let Some(usual) = self.ending.as_deref().filter(|usual| *usual != path.ending) {
            return said(&format!(".{}", path.ending), &format!(".{usual}"));
        }
        let count = path.words.len();
        let from_begin = self.first.iter().map(|(place, usual)| (Some(*place), usual));
        let from_end = self.last.iter().map(|(place, usual)| (count.checked_sub(place + 1), usual));
        for (place, usual) in from_begin.chain(from_end) {
            let Some(word) = place.and_then(|place| path.words.get(place)) else { continue };
            // Where something stands before it or behind it that the others have not, it is in another place.
            if *word != usual.as_str() && !path.words.contains(&usual.as_str()) && !is_of_row(word) {
                return said(word, usual);
            }
        }
        if let Some(begin) = self.begin.as_deref()
            && let Some(word) = path.words.first().filter(|word| !word.starts_with(begin))
            && !is_of_row(word)
        {
            return said(word, begin);
        }
        let usual = self.folder.as_deref().filter(|usual| *usual != path.folder)?;
        let is_own = path.folder.split(['/', '\\']).any(|part| !part.is_empty() && is_of_row(part));
        if is_own { None } else { said(&format!("{}/", path.folder), &format!("{usual}/")) }
    }
}

/// What the first words of nearly all names begin with: `成绩单` of `成绩单张三`.
fn begin(paths: &[Path<'_>]) -> Option<String> {
    const SHORTEST: usize = 2;
    let words: Vec<&str> = paths.iter().filter_map(|path| path.words.first().copied()).collect();
    let middle = *words.get(words.len() / 2)?;
    let ends = middle.char_indices().skip(SHORTEST).map(|(at, _)| at);
    let begins: Vec<&str> = ends.map(|end| &middle[..end]).collect();
    let is_usual = |begin: &&&str| is_habit(words.iter().filter(|word| word.starts_with(**begin)).count(), paths.len());
    begins
        .iter()
        .rev()
        .find(is_usual)
        .filter(|begin| !begin.starts_with(char::is_numeric))
        .map(|begin| (*begin).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a file among others, of rows that say this elsewhere.
    fn found(usual: impl Fn(usize) -> String, value: &str, row: &str) -> Option<String> {
        let rows: Vec<Vec<String>> = (0..40).map(|n| vec![usual(n)]).collect();
        Common::of(&rows, 0)?.flaw(value, |word| row.contains(word))
    }

    const NAMES: [&str; 6] = ["Gaunt", "Adeyemi", "Smith-Jones", "Patel", "O'Hara", "Lindqvist"];

    #[test]
    fn files_that_are_called_otherwise_are_found() {
        let spring = |n: usize| format!("reports/spring_{}_{}.pdf", 1_001 + n * 7, NAMES[n % 6]);
        for (value, has) in [
            ("reports/autumn_1184_Gaunt.pdf", "\"autumn\" where the files of the other rows have \"spring\""),
            ("reports/spring_1184_Gaunt.docx", "\".docx\" where the files of the other rows have \".pdf\""),
            ("reports/spring_1184_Gaunt_draft.pdf", "\"draft\" in its name"),
            ("reports/spring_1184_Gaunt_ispr.pdf", "\"ispr\" in its name"),
            ("reports/old/spring_1184_Gaunt.pdf", "\"reports/old/\" where"),
            ("2025/spring_1184_Gaunt.pdf", "\"2025/\" where"),
        ] {
            let what = found(spring, value, "");
            assert!(what.as_ref().is_some_and(|what| what.contains(has)), "{value}: {what:?}");
        }
        for value in
            ["reports/spring_1184_Gaunt.pdf", "reports/SPRING_1184_Mc Gaunt.PDF", "reports/spring-9-Al-Masri.pdf"]
        {
            assert_eq!(found(spring, value, ""), None, "{value}");
        }
        // The row is of that term.
        assert_eq!(found(spring, "reports/autumn_1184_Gaunt.pdf", "term: autumn"), None);
    }

    #[test]
    fn names_of_files_in_chinese_and_with_the_word_at_the_end_are_compared() {
        let names = ["张三", "李四", "王小明", "赵雨桐"];
        let slip = |n: usize| format!("工资条/202603_HT{}_{}.pdf", 1_000 + n, names[n % 4]);
        let what = found(slip, "工资条/202602_HT1312_钟振华.pdf", "2026年3月");
        assert!(what.as_ref().is_some_and(|what| what.contains("\"202602\"")), "{what:?}");
        let marks = |n: usize| format!("成绩单{}.pdf", names[n % 4]);
        let what = found(marks, "试卷钟振华.pdf", "");
        assert!(what.as_ref().is_some_and(|what| what.contains("\"成绩单\"")), "{what:?}");
        assert_eq!(found(marks, "成绩单钟振华.pdf", ""), None);
        let invoice = |n: usize| format!("{}-{}-invoice.pdf", NAMES[n % 6], n);
        let what = found(invoice, "Berg-7-reminder.pdf", "");
        assert!(what.as_ref().is_some_and(|what| what.contains("\"reminder\"")), "{what:?}");
        assert_eq!(found(invoice, "Berg-7-invoice.pdf", ""), None);
    }

    #[test]
    fn files_without_a_habit_are_left_alone() {
        let kinds = |n: usize| format!("{}_{}.{}", ["map", "plan", "photo"][n % 3], n, ["pdf", "jpg"][n % 2]);
        assert_eq!(found(kinds, "sketch_7.png", ""), None);
        let drafts = |n: usize| format!("{}_draft.pdf", NAMES[n % 6]);
        assert_eq!(found(drafts, "Berg_draft.pdf", ""), None);
        let rows: Vec<Vec<String>> = (0..9).map(|n| vec![format!("a_{n}.pdf")]).collect();
        assert_eq!(Common::of(&rows, 0), None);
        assert_eq!(words("RE-2026-0219_Entwurf"), ["RE", "2026", "0219", "Entwurf"]);
        assert_eq!(words("HT1312钟振华"), ["HT", "1312", "钟振华"]);
    }

    proptest::proptest! {
        #[test]
        fn any_path_can_be_compared(value in "(\\PC|/|_|\\.|pdf|张|1|İ){0,12}") {
            let _ = found(|n| format!("a/b_{n}_张.pdf"), &value, "");
        }
    }
}
