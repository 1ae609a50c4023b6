//! Texts in another language than the rest of their row, or than all other texts of their column.

use std::collections::HashMap;

use super::said::Language;
use super::{Said, Sample};
use crate::findings::{headings, shown};

/// What language texts are in.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Languages {
    /// A column of few values, each of which goes with one language.
    by: Option<(usize, Vec<(String, Language)>)>,
    /// The columns all of whose texts are in one.
    of_all: Vec<(usize, Language)>,
}

/// So many small words tell a language, where the row says which one it is, and where nothing but the other rows does.
const FEWEST_WORDS: u8 = 2;
const FEWEST_ALONE: u8 = 3;

impl Languages {
    /// Of the first rows, if there is anything to tell.
    pub(super) fn of(sample: &Sample<'_>) -> Option<Self> {
        let is_few = |column: &usize| {
            let few = sample.columns[*column].few.as_ref();
            few.is_some_and(|few| (2..=8).contains(&few.usual().len()))
        };
        let is_told = |column: &usize| headings::is_choice(&sample.names[*column].to_lowercase());
        let all = || (0..sample.columns.len().min(sample.names.len())).filter(is_few);
        let mut columns = all().filter(is_told).chain(all().filter(|column| !is_told(column)));
        let by = columns.find_map(|column| Some((column, of_column(sample, column, is_told(&column))?)));
        let of_all = sample.texts.iter().filter_map(|(column, texts)| Some((*column, of_all(texts)?))).collect();
        let languages = Self { by, of_all };
        (languages != Self::default()).then_some(languages)
    }

    /// What is wrong with the language of a text of a column, beside the values of its row.
    pub(super) fn flaw<'v>(
        &self,
        said: &Said,
        text: usize,
        value: impl Fn(usize) -> &'v str,
        heading: impl Fn(usize) -> String,
    ) -> Option<String> {
        let language = said.language(FEWEST_WORDS)?;
        if let Some((column, values)) = &self.by {
            let own = value(*column);
            let (_, usual) = values.iter().find(|(value, _)| value == own)?;
            return (*usual != language).then(|| {
                format!(
                    "is {}, and the texts of the other rows with {} \"{}\" are {}. Is one of the two wrong?",
                    language.name(),
                    heading(*column),
                    shown(own),
                    usual.name()
                )
            });
        }
        let (_, usual) = self.of_all.iter().find(|(column, _)| *column == text)?;
        let language = said.language(FEWEST_ALONE).filter(|language| language != usual)?;
        Some(format!("is {}, and the other texts of the column are {}. Is it right?", language.name(), usual.name()))
    }
}

/// The language that goes with each value of a column, if that is a habit.
fn of_column(sample: &Sample<'_>, column: usize, is_told: bool) -> Option<Vec<(String, Language)>> {
    const FEWEST: [usize; 2] = [20, 8];
    const FEWEST_OF_ONE: [usize; 2] = [4, 2];
    let mut counts: HashMap<&str, HashMap<Language, usize>> = HashMap::new();
    for (_, texts) in &sample.texts {
        for (row, said) in sample.rows.iter().zip(texts) {
            if let (Some(value), Some(language)) = (row.get(column), said.language(FEWEST_WORDS)) {
                *counts.entry(value).or_default().entry(language).or_default() += 1;
            }
        }
    }
    let usual = sample.columns[column].few.as_ref()?.usual();
    let (mut rows, mut wrong) = (0, 0);
    let mut values: Vec<(String, Language)> = Vec::new();
    let mut of_languages: HashMap<Language, usize> = HashMap::new();
    for value in usual {
        let Some(languages) = counts.get(value.as_str()) else { continue };
        let all: usize = languages.values().sum();
        let (language, count) = languages.iter().max_by_key(|(language, count)| (**count, **language))?;
        rows += all;
        wrong += all - count;
        *of_languages.entry(*language).or_default() += count;
        if *count >= 2 && (all - count) * 10 <= *count {
            values.push((value.clone(), *language));
        }
    }
    let place = usize::from(is_told);
    let are_several = of_languages.len() > 1 && of_languages.values().all(|count| *count >= FEWEST_OF_ONE[place]);
    (rows >= FEWEST[place] && (wrong <= 1 || wrong * 20 <= rows) && are_several).then_some(values)
}

/// The language of all texts but a few, if so many tell theirs.
fn of_all(texts: &[Said]) -> Option<Language> {
    const FEWEST: usize = 15;
    let known: Vec<Language> = texts.iter().filter_map(|said| said.language(FEWEST_WORDS)).collect();
    let middle = *known.get(known.len() / 2)?;
    let others = known.iter().filter(|language| **language != middle).count();
    (known.len() >= FEWEST && (others <= 1 || others * 25 <= known.len())).then_some(middle)
}
