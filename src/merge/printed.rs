//! Which columns the letter of a row writes, where an `if` decides: what stands in the branch that is taken.
//!
//! The texts are compiled once more, with a sign behind each tag that writes something: the signs that come out say which tags did.

use std::collections::{BTreeMap, BTreeSet};

use tera::Tera;

use super::cells::{Cells, Columns};
use super::engine::{Engine, Mode, tera, text_name};
use super::engine::{Text, TextId};
use super::names::Names;
use super::tags::Scan;
use crate::input::Record;

/// Around the number of a tag. No template has them.
const SIGN: (char, char) = ('\u{1}', '\u{2}');

/// The columns that some letters write, and others perhaps do not.
pub struct Printed {
    tera: Tera,
    /// Tera's names of the texts that write them.
    texts: Vec<String>,
    /// What a row's context must hold.
    columns: Columns,
    /// The columns that stand in tags that write something, inside an `if` and nowhere else; and these tags, by number.
    tags: BTreeMap<usize, BTreeSet<usize>>,
}

impl std::fmt::Debug for Printed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Printed").field("tags", &self.tags).finish_non_exhaustive()
    }
}

/// What is known of the columns while the texts are read.
#[derive(Default)]
struct Found {
    tags: BTreeMap<usize, BTreeSet<usize>>,
    /// Those that a letter writes in any case, or that are asked for: what they hold decides then.
    others: BTreeSet<usize>,
    /// How many tags have a number.
    count: usize,
}

impl Printed {
    /// Nothing where all letters write the same columns, or where that cannot be told.
    pub(super) fn of(engine: &Engine) -> Option<Self> {
        let texts = || engine.texts.iter().chain(engine.files.values());
        let is_filtered = |text: &Text| text.scan.tags.iter().any(|tag| word(&text.unfolded.text, *tag) == "filter");
        if engine.is_grouped || !texts().any(|text| text.scan.decides) || texts().any(|text| text.scan.whole_row) {
            return None;
        }
        if texts().any(is_filtered) {
            return None;
        }
        let names = Names::new(&engine.header);
        let mut found = Found::default();
        let mut signed = Vec::new();
        let mut by_text = Vec::new();
        for (index, text) in engine.texts.iter().enumerate() {
            let before = found.count;
            signed.push((text_name(TextId(index)), found.signed(engine, &names, text, false)));
            by_text.push((text_name(TextId(index)), before..found.count, text.scan.files.is_empty()));
        }
        let files = engine.files.iter();
        signed.extend(files.map(|(name, text)| (name.clone(), found.signed(engine, &names, text, true))));
        let Found { mut tags, others, .. } = found;
        tags.retain(|column, _| !others.contains(column));
        let wanted: BTreeSet<usize> = tags.values().flatten().copied().collect();
        let is_wanted = |range: std::ops::Range<usize>| wanted.range(range).next().is_some();
        let texts = by_text.into_iter().filter(|(_, range, is_alone)| !is_alone || is_wanted(range.clone()));
        let texts: Vec<String> = texts.map(|(name, ..)| name).collect();
        let mut tera = tera(Mode::Plain);
        if tags.is_empty() || tera.add_raw_templates(signed).is_err() {
            return None;
        }
        Some(Self { tera, texts, columns: engine.all_columns().clone(), tags })
    }

    /// Whether the letters of some rows may do without a column.
    #[must_use]
    pub fn may_lack(&self, column: usize) -> bool {
        self.tags.contains_key(&column)
    }

    /// Those of the columns that may be lacking which a row's letter writes; nothing if there is no letter.
    #[must_use]
    pub fn by(&self, record: &Record) -> Option<Vec<usize>> {
        let cells = Cells::new(record, &self.columns);
        let mut written = BTreeSet::new();
        for name in &self.texts {
            written.extend(numbers(&self.tera.render(name, cells.context()).ok()?));
        }
        let is_written = |(_, tags): &(&usize, &BTreeSet<usize>)| !tags.is_disjoint(&written);
        Some(self.tags.iter().filter(is_written).map(|(column, _)| *column).collect())
    }
}

/// The numbers between the signs of a text.
fn numbers(text: &str) -> impl Iterator<Item = usize> {
    text.split(SIGN.0).skip(1).filter_map(|rest| rest.split_once(SIGN.1)?.0.parse().ok())
}

/// The first word of a tag.
fn word(text: &str, (start, end): (usize, usize)) -> &str {
    let tag = text.get(start..end).unwrap_or_default();
    let inside = tag.strip_prefix("{%").unwrap_or_default().trim_start_matches('-').trim_start();
    inside.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default()
}

impl Found {
    /// A text with a number behind each tag that writes something.
    fn signed(&mut self, engine: &Engine, names: &Names, text: &Text, is_included: bool) -> String {
        let text = text.scan.rewritten.text.as_str();
        let scan = names.scan(text, false);
        // What a file writes may depend on what includes it.
        let mut depth = usize::from(is_included);
        let (mut signed, mut copied) = (String::with_capacity(text.len()), 0);
        for &(start, end) in &scan.tags {
            let columns = columns(engine, &scan, (start, end));
            match word(text, (start, end)) {
                "" => {
                    signed.push_str(text.get(copied..end).unwrap_or_default());
                    signed.extend([String::from(SIGN.0), self.count.to_string(), String::from(SIGN.1)]);
                    copied = end;
                    for column in columns {
                        match depth {
                            0 => _ = self.others.insert(column),
                            _ => _ = self.tags.entry(column).or_default().insert(self.count),
                        }
                    }
                    self.count += 1;
                }
                word => {
                    depth += usize::from(word == "if");
                    depth = depth.saturating_sub(usize::from(word == "endif"));
                    self.others.extend(columns);
                }
            }
        }
        signed.push_str(text.get(copied..).unwrap_or_default());
        signed
    }
}

/// The columns that a tag names.
fn columns(engine: &Engine, scan: &Scan, (start, end): (usize, usize)) -> Vec<usize> {
    let uses = scan.variables.iter().chain(&scan.keys).filter(|found| (start..end).contains(&found.at));
    uses.filter_map(|found| engine.position(&found.name)).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::super::builder::Builder;
    use super::super::engine::File;
    use super::super::spans::Rewritten;
    use super::*;
    use crate::input::Header;

    /// Which of the columns `n a b` a text may lack, and which it writes of a row.
    fn written(text: &str, cells: [&str; 3]) -> Option<(Vec<usize>, Vec<usize>)> {
        let header = Arc::new(Header::new(["n", "First a", "b"].map(str::to_owned).into()));
        let mut builder = Builder::new(&header);
        let file = File { name: "letter.txt".into(), text: text.into() };
        builder.add(&file, Rewritten::of(text, 0, text.len()), Mode::Plain);
        let engine = builder.build(Path::new(".")).unwrap();
        let printed = Printed::of(&engine)?;
        let fields = cells.iter().copied().collect();
        let record = Record { number: 1, line: 2, header, fields, more: Vec::new() };
        Some(((0..3).filter(|column| printed.may_lack(*column)).collect(), printed.by(&record)?))
    }

    #[test]
    fn the_branch_that_is_taken_writes_its_own_columns() {
        let text = "{% if n | num == 0 %}none{% elif n | num > 9 %}{{ First a }}{% else %}{{- b | upper -}}{% endif %}";
        for (n, expected) in [("0", vec![]), ("10", vec![1]), ("5", vec![2])] {
            assert_eq!(written(text, [n, "", ""]), Some((vec![1, 2], expected)), "{n}");
        }
        assert_eq!(written(text, ["x", "", ""]), None);
        let twice = "{% if n == \"x\" %}{{ b }}{% endif %}{% if n == \"y\" %}{{ row[\"b\"] }}{% endif %}";
        for (n, expected) in [("x", vec![2]), ("y", vec![2]), ("z", vec![])] {
            assert_eq!(written(twice, [n, "", ""]), Some((vec![2], expected)), "{n}");
        }
    }

    #[test]
    fn what_is_always_written_or_decides_by_itself_is_none_of_them() {
        for text in [
            "{{ b }}",
            "{% if n %}x{% endif %}{{ b }}",
            "{% if b == \"x\" %}{{ b }}{% endif %}",
            "{% set x = b %}{% if n %}{{ x }}{% endif %}",
            "{% if n %}{% for x in b | split(pat=\" \") %}{{ x }}{% endfor %}{% endif %}",
            "{% filter upper %}{% if n %}{{ b }}{% endif %}{% endfilter %}",
            "{% if n %}{% for k, v in row %}{{ b }}{% endfor %}{% endif %}",
        ] {
            assert_eq!(written(text, ["1", "", ""]), None, "{text}");
        }
        let raw = "{% raw %}{{ b }}{% endraw %}{# {{ b }} #}{% if n %}{{ b }}{% endif %}";
        assert_eq!(written(raw, ["", "", ""]), Some((vec![2], vec![])));
    }

    #[test]
    fn a_value_does_no_more_than_say_that_it_is_written() {
        let text = "{{ n }}{% if n == \"x\" %}{{ b }}{% endif %}";
        for n in ["\u{1}", "\u{1}99999999999999999999999\u{2}", "\u{2}1\u{1}", "\u{1}\u{2}"] {
            assert_eq!(written(text, [n, "", ""]), Some((vec![2], vec![])));
        }
    }
}
