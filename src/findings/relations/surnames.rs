//! Surnames of a row that its salutation, its codes or its address do not have: what is said of them.

use super::Relations;
use crate::findings::{Detail, Finding, Kind, Look, shown};

impl Relations {
    /// Finds those who are addressed, or written to, by another surname.
    pub(super) fn look_at_surnames<'a>(&self, look: &mut Look<'_>, value: impl Fn(usize) -> &'a str + Copy) {
        if let Some(greeted) = self.greeted
            && greeted.is_flawed(value)
            && !look.is_told([greeted.name, greeted.greeting])
        {
            let what = format!(
                "does not begin with the surname of {} ({}), as the others do. Is one of them another row's?",
                look.heading(greeted.name),
                shown(value(greeted.name))
            );
            look.find_value(greeted.greeting, Kind::OddRelation, value(greeted.greeting), &what);
        }
        // Of names that are swapped, the one is in the salutation where the other one should be.
        let line = look.line;
        let are_swapped = |finding: &Finding| finding.line == line && finding.detail == Some(Detail::Swapped);
        for composed in &self.composed {
            if let Some(flaw) = composed.flaw(value)
                && !look.is_told(composed.columns())
                && !look.findings.iter().any(are_swapped)
            {
                let what = flaw.said(value(flaw.part), &look.heading(flaw.part));
                look.find_value(composed.column, Kind::OddRelation, value(composed.column), &what);
            }
        }
        for initials in &self.initials {
            if let Some(what) = initials.flaw(value, |column| look.heading(column))
                && !look.is_told(initials.columns())
            {
                look.find_value(initials.code, Kind::OddRelation, value(initials.code), &what);
            }
        }
        if let Some(pinyin) = &self.pinyin
            && let Some((name, own)) = pinyin.flaw(value)
            && !look.is_told([name, pinyin.address])
        {
            let what = format!(
                "does not begin with the surname ({own}) of {} ({}), and has another one. Is one of them another row's?",
                look.heading(name),
                shown(value(name))
            );
            look.find_value(pinyin.address, Kind::OddRelation, value(pinyin.address), &what);
        }
        if let Some(glued) = &self.glued
            && let Some(whose) = glued.flaw(value)
            && !look.is_told([glued.name.column(), glued.address])
            && glued.is_of_nobody_here(whose, look.record.fields.iter())
        {
            let what = format!(
                "looks like the address of {}, who is in another row; this row is {}. Is one of them another row's?",
                shown(whose),
                shown(&glued.name.whole(value))
            );
            look.find_value(glued.address, Kind::OddRelation, value(glued.address), &what);
        }
    }
}
