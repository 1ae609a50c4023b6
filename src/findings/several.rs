//! Several addresses in one cell of To, where the other rows have one: all of them get the letter, and see each other.

use super::{Kind, Look};
use crate::mail::{Address, Mailbox};

/// Looks at the cells of a row's columns of To.
pub(super) fn look(look: &mut Look<'_>, columns: &[usize]) {
    for &column in columns {
        let value = look.record.fields.get(column).unwrap_or_default().trim();
        let Some(count) = several(value) else { continue };
        let (many, both) = if count == 2 { ("two addresses", "both") } else { ("several addresses", "all of them") };
        let what = format!(
            "holds {many}: {both} get the letter, and see each other in To. If that is not meant, give each its own row, or take \
             one out."
        );
        look.find_value(column, Kind::SeveralRecipients, value, &what);
    }
}

/// How many addresses a value holds, if those are more than one, and not the same.
fn several(value: &str) -> Option<usize> {
    let mailboxes = Mailbox::parse_list(value).ok()?;
    let mut addresses: Vec<&Address> = mailboxes.iter().map(|mailbox| &mailbox.address).collect();
    addresses.sort_unstable();
    addresses.dedup_by(|one, other| one.as_str().eq_ignore_ascii_case(other.as_str()));
    (addresses.len() > 1).then_some(addresses.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_a_cell_are_counted() {
        for (value, count) in [
            ("a@x.org; b@y.org", Some(2)),
            ("a@x.org,b@y.org", Some(2)),
            ("Ann <a@x.org>, Bo <b@y.org>, c@z.org", Some(3)),
            ("a@x.org;", None),
            ("a@x.org, A@x.org", None),
            ("a@x.org", None),
            ("a@x.org; b", None),
            ("", None),
        ] {
            assert_eq!(several(value), count, "{value}");
        }
    }
}
