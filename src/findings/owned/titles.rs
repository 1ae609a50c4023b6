//! Titles of works, of which each has its own: two papers with different numbers and one title are one paper, or a cell was filled down.

use std::collections::HashSet;

use crate::findings::han::is_han;
use crate::findings::headings;
use crate::findings::known_column::Column;
use crate::merge::Uses;

/// Fewer rows show no habit.
const FEWEST: usize = 30;
/// More than one of so many that has what another has is a habit.
const RARE: usize = 40;

/// The column of the titles, if nearly all of the first rows have one of their own, and that of the numbers of the works.
pub(in crate::findings) fn of(
    rows: &[Vec<String>],
    columns: &[Column],
    names: &[String],
    uses: &Uses,
) -> Option<(usize, usize)> {
    let lower: Vec<String> = names.iter().map(|name| name.trim().to_lowercase()).collect();
    uses.letter.iter().copied().find_map(|column| {
        let heading = lower.get(column).filter(|name| is_of_works(name))?;
        let are_own = are_titles(rows, column);
        let is_number = |(index, name): &(usize, &String)| {
            columns[*index].has_own && is_number_of(name, heading) && *index != column
        };
        let number = lower.iter().enumerate().take(columns.len()).find(|one| are_own && is_number(one));
        Some((column, number?.0))
    })
}

/// Whether a value is long enough to be nobody else's by chance.
pub(super) fn is_long(value: &str) -> bool {
    const FEWEST_WORDS: usize = 3;
    const FEWEST_HAN: usize = 8;
    let words = value.split_whitespace().filter(|word| word.chars().all(|c| !c.is_ascii_digit()));
    words.count() >= FEWEST_WORDS || value.chars().filter(|c| is_han(*c)).count() >= FEWEST_HAN
}

/// Whether a heading, in lower case, is of titles of works.
fn is_of_works(name: &str) -> bool {
    const PARTS: [&str; 9] = ["题目", "題目", "标题", "標題", "课题", "演題", "论文", "論文", "제목"];
    headings::is_title(name) || PARTS.iter().any(|part| name.contains(part))
}

/// Whether a heading is of the numbers of what another one has the titles of: `paper_id` of `paper_title`, `论文编号` of `论文题目`, `No`.
fn is_number_of(name: &str, title: &str) -> bool {
    let begin = |name: &str| {
        let first = headings::words_of(name).next().unwrap_or_default();
        if first.starts_with(is_han) { first.chars().take(2).collect() } else { first.to_owned() }
    };
    let is_plain = headings::words_of(name).nth(1).is_none() && name.chars().count() <= 3;
    headings::is_number(name) && (is_plain || begin(name) == begin(title))
}

/// Whether nearly all rows have a long one, and each another.
fn are_titles(rows: &[Vec<String>], column: usize) -> bool {
    let values: Vec<&String> =
        rows.iter().filter_map(|row| row.get(column)).filter(|value| !value.is_empty()).collect();
    let distinct: HashSet<String> = values.iter().map(|value| value.to_lowercase()).collect();
    values.len() >= FEWEST
        && values.iter().filter(|value| is_long(value)).count() * 10 >= values.len() * 8
        && values.len() - distinct.len() <= (values.len() / RARE).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_known_by_their_headings_and_numbers() {
        let of = |names: [&str; 3], title: &dyn Fn(usize) -> String| {
            let rows: Vec<Vec<String>> =
                (0..40).map(|n| vec![format!("P-1{n:02}"), format!("Anna {n}"), title(n)]).collect();
            let columns = [Column { has_own: true, ..Column::default() }, Column::default(), Column::default()];
            let uses = Uses { letter: vec![0, 1, 2], ..Uses::default() };
            of(&rows, &columns, &names.map(str::to_owned), &uses)
        };
        let title = |n: usize| format!("Dune migration in {} bays", ["big ", "small "].repeat(n + 1)[..n + 1].concat());
        let filled = |n: usize| title(if n == 7 { 6 } else { n });
        for names in [["paper_id", "name", "paper_title"], ["No", "Name", "Title"], ["论文编号", "姓名", "论文题目"]]
        {
            assert_eq!((of(names, &title), of(names, &filled)), (Some((2, 0)), Some((2, 0))), "{names:?}");
            // Titles of courses, and short ones.
            assert_eq!(of(names, &|n| title(n / 2)), None);
            assert_eq!(of(names, &|n| format!("Dune {n}")), None);
        }
        for names in [["student_id", "name", "thesis_title"], ["paper_id", "name", "remark"]] {
            assert_eq!(of(names, &title), None, "{names:?}");
        }
    }
}
