//! What the rows of one letter do not have in common, where the letter shows it of the first row alone (`--group-by`).

use super::{Kind, Look};
use crate::input::Record;
use crate::merge::Uses;

/// Looks at a row that stands for several.
pub(super) fn look(look: &mut Look<'_>, record: &Record, uses: &Uses) {
    // Whom it is to, and what it encloses, is a fault where it differs.
    let is_told = |index: &usize| uses.to.contains(index) || uses.attachment.contains(index);
    // What the letter shows of all rows, its Subject may show of the first one alone.
    for &index in uses.subject.iter().filter(|index| !uses.of_first.contains(index) && !is_told(index)) {
        if record.more.iter().any(|member| record.differs(member, index)) {
            let what = "is not the same in all rows of this letter, and the Subject shows the first one's alone. Is that meant?";
            look.find_in(index, Kind::FirstRowAlone, what);
        }
    }
    for &index in uses.of_first.iter().filter(|index| !is_told(index)) {
        if record.more.iter().any(|member| record.differs(member, index)) {
            let name = record.header.names().get(index).map_or("", String::as_str);
            let what = format!(
                "is not the same in all rows of this letter, which shows the first one's alone. To show all: \
                 {{% for r in rows %}}{{{{ r[\"{name}\"] }}}} {{% endfor %}}."
            );
            look.find_in(index, Kind::FirstRowAlone, &what);
        }
    }
}
