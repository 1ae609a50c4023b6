//! Rows on their way through some of the relations.

use super::Relations;
use crate::findings::{Finding, Kind, Look};

impl Relations {
    /// Finds codes that begin as those of another town do.
    pub(super) fn look_at_prefixes<'a>(&self, look: &mut Look<'_>, value: impl Fn(usize) -> &'a str + Copy) {
        for prefixes in &self.prefixes {
            if !look.is_told([prefixes.code, prefixes.other])
                && let Some(what) = prefixes.flaw(value, |column| look.heading(column))
            {
                look.find_value(prefixes.told, prefixes.kind(), value(prefixes.told), &what);
            }
        }
    }

    /// Finds texts that name another day than their row has.
    pub(super) fn look_at_named_days<'a>(&self, look: &mut Look<'_>, value: impl Fn(usize) -> &'a str + Copy) {
        for named in &self.named_days {
            if !look.is_told([named.text, named.date])
                && let Some(what) = named.flaw(value, |column| look.heading(column))
            {
                look.find_value(named.text, Kind::OddRelation, value(named.text), &what);
            }
        }
    }

    /// Finds amounts in words that are others than those in figures.
    pub(super) fn look_at_words<'a>(&self, look: &mut Look<'_>, value: impl Fn(usize) -> &'a str + Copy) {
        for in_words in &self.in_words {
            if !look.is_told([in_words.words, in_words.figures])
                && let Some(what) = in_words.flaw(value, |column| look.heading(column))
            {
                look.find_value(in_words.told, Kind::OddRelation, value(in_words.told), &what);
            }
        }
    }

    /// Finds what is empty, and what is not, where another column tells which.
    pub(super) fn look_at_filled<'a>(&self, look: &mut Look<'_>, value: impl Fn(usize) -> &'a str + Copy) {
        for bare in &self.bare {
            let found = value(bare.column);
            if let Some(what) = bare.flaw(value, |column| look.heading(column)) {
                if found.is_empty() {
                    // This says more than that it is empty.
                    let line = look.line;
                    let is_of_it = |finding: &Finding| finding.line == line && finding.column == Some(bare.column);
                    look.findings.retain(|finding| finding.kind != Kind::EmptyValue || !is_of_it(finding));
                    look.find_in(bare.column, Kind::OddRelation, &what);
                } else if !look.is_told([bare.by, bare.column]) {
                    look.find_value(bare.column, Kind::OddRelation, found, &what);
                }
            }
        }
        let is_told_of = |look: &Look<'_>, column: usize| {
            let is_of_it = |finding: &&Finding| finding.line == look.line && finding.column == Some(column);
            look.findings.iter().filter(is_of_it).any(|finding| finding.kind == Kind::OddRelation)
        };
        for filled in &self.filled {
            if let Some(what) = filled.flaw(value(filled.by), value(filled.column), || look.heading(filled.by)) {
                let found = value(filled.column);
                if found.is_empty() && is_told_of(look, filled.column) {
                    continue;
                }
                if found.is_empty() {
                    look.find_in(filled.column, Kind::OddRelation, &what);
                } else if !look.is_told([filled.by, filled.column]) {
                    look.find_value(filled.column, Kind::OddRelation, found, &what);
                }
            }
        }
    }
}
