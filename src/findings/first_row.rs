//! What the rows of one letter do not have in common, where the letter shows it of the first row alone (`--group-by`).

use super::{Kind, Look};
use crate::input::{Fields, Record};
use crate::merge::Uses;

/// Looks at a row that stands for several.
pub(super) fn look(look: &mut Look<'_>, record: &Record, uses: &Uses) {
    let value = |fields: &'_ Fields, index: usize| fields.get(index).unwrap_or_default().trim().to_owned();
    // Whom it is to, and what it encloses, is a fault where it differs.
    let is_told = |index: &usize| uses.to.contains(index) || uses.attachment.contains(index);
    for &index in uses.of_first.iter().filter(|index| !is_told(index)) {
        let first = value(&record.fields, index);
        let mut others = record.more.iter().map(|member| value(&member.fields, index));
        if others.any(|other| !other.is_empty() && other != first) {
            let name = record.header.names().get(index).map_or("", String::as_str);
            let what = format!(
                "is not the same in all rows of this letter, which shows the first one's alone. To show all: \
                 {{% for r in rows %}}{{{{ r[\"{name}\"] }}}} {{% endfor %}}."
            );
            look.find_in(index, Kind::FirstRowAlone, &what);
        }
    }
}
