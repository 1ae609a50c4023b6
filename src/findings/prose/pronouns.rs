//! He and she: in nearly all rows the texts say what a column of the row says too, as the sex, or `daughter` and `son`.

use super::{Said, Sample};
use crate::findings::headings;
use crate::findings::shown;

/// A column of few values, and whom the texts beside each of them are about.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pronouns {
    column: usize,
    /// Values, whether the texts beside them say "she", and one of the words.
    values: Vec<(String, bool, &'static str)>,
}

impl Pronouns {
    /// Of the first rows, if one column of few values tells it.
    pub(super) fn of(sample: &Sample<'_>) -> Option<Self> {
        let is_few = |column: &usize| {
            let few = sample.columns[*column].few.as_ref();
            few.is_some_and(|few| (2..=4).contains(&few.usual().len()))
        };
        let is_of_sex = |column: &usize| headings::is_of_sex(&sample.names[*column].to_lowercase());
        let all = || (0..sample.columns.len().min(sample.names.len())).filter(is_few);
        all().filter(is_of_sex).chain(all()).find_map(|column| Self::of_column(sample, column, is_of_sex(&column)))
    }

    fn of_column(sample: &Sample<'_>, column: usize, is_of_sex: bool) -> Option<Self> {
        /// Without a heading that says it, more rows must tell it.
        const FEWEST: [usize; 2] = [20, 8];
        const FEWEST_OF_ONE: [usize; 2] = [6, 3];
        let usual = sample.columns[column].few.as_ref()?.usual();
        let mut counts = vec![[0_usize; 2]; usual.len()];
        let mut words: Vec<[Option<&'static str>; 2]> = vec![[None; 2]; usual.len()];
        for (_, texts) in &sample.texts {
            for (row, said) in sample.rows.iter().zip(texts) {
                let value = row.get(column).and_then(|value| usual.iter().position(|usual| usual == value));
                if let Some((value, (is_woman, word))) = value.zip(whom(said)) {
                    counts[value][usize::from(is_woman)] += 1;
                    words[value][usize::from(is_woman)].get_or_insert(word);
                }
            }
        }
        let rows: usize = counts.iter().flatten().sum();
        let wrong: usize = counts.iter().map(|[men, women]| men.min(women)).sum();
        let of_one = |side: usize| {
            counts.iter().filter(|count| count[side] > count[1 - side]).map(|count| count[side]).sum::<usize>()
        };
        let place = usize::from(is_of_sex);
        if rows < FEWEST[place] || wrong > 1 && wrong * 10 > rows || of_one(0).min(of_one(1)) < FEWEST_OF_ONE[place] {
            return None;
        }
        let known = usual.iter().zip(counts).zip(words).filter_map(|((value, [men, women]), words)| {
            let is_woman = women > men;
            let is_sure = men.max(women) >= 3 && men.min(women) * 3 <= men.max(women);
            is_sure.then_some((value.clone(), is_woman, words[usize::from(is_woman)]?))
        });
        Some(Self { column, values: known.collect() })
    }

    /// What is wrong with what a text says of somebody, beside the values of its row.
    pub(super) fn flaw<'v>(
        &self,
        said: &Said,
        value: impl Fn(usize) -> &'v str,
        heading: impl Fn(usize) -> String,
    ) -> Option<String> {
        let (says_woman, word) = whom(said)?;
        let own = value(self.column);
        let (_, is_woman, usual) = self.values.iter().find(|(value, ..)| value == own)?;
        (*is_woman != says_woman).then(|| {
            format!(
                "says \"{word}\", and the other rows with {} \"{}\" say \"{usual}\". Is it the text of another row?",
                heading(self.column),
                shown(own)
            )
        })
    }
}

/// Whether a text is about a woman, or about a man, and the word that says so. One about both says nothing.
fn whom(said: &Said) -> Option<(bool, &'static str)> {
    match (said.woman, said.man) {
        (Some(word), None) => Some((true, word)),
        (None, Some(word)) => Some((false, word)),
        _ => None,
    }
}
