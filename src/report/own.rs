//! Whether a file is one of ours: those may be written anew, and nothing else of a person's.

use super::writer::{BYTE_ORDER_MARK, COLUMNS};
use crate::input::ADDED;

/// In every page.
const GENERATOR: &str = "<meta name=\"generator\" content=\"mailshot\">";

/// Whether what begins so is a report, a page, or a list of those who are left. An empty file is nobody's.
#[must_use]
pub fn is_own(start: &str) -> bool {
    let start = start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start);
    let first = start.lines().next().unwrap_or_default();
    let json = start.trim_start_matches(['[', '\n']);
    // Whatever a spreadsheet program has made of the commas.
    let has_all = |columns: &[&str]| columns.iter().all(|column| first.contains(column));
    start.trim().is_empty()
        || start.trim() == "[]"
        || start.starts_with("<!DOCTYPE html>")
            && (start.contains(GENERATOR) || start.contains("<title>mailshot</title>"))
        || json.starts_with("{\"row\":") && json.contains("\"outcome\":")
        || has_all(&COLUMNS)
        || has_all(&ADDED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::{Delivery, Outcome};
    use crate::input::Header;
    use crate::report::{FailedRows, Writer, rows};

    #[test]
    fn what_is_written_is_known_again() {
        let folder = tempfile::tempdir().unwrap();
        let delivery = Delivery::untried(1, 2, Outcome::Faulty, "no address".to_owned());
        for name in ["a.csv", "a.json", "a.jsonl", "a.html"] {
            for rows in [Vec::new(), rows(&delivery).collect()] {
                let file = folder.path().join(name);
                let mut writer = Writer::create(&file).unwrap();
                rows.iter().for_each(|row| writer.write(row).unwrap());
                writer.finish().unwrap();
                assert!(is_own(&std::fs::read_to_string(&file).unwrap()), "{name}");
            }
        }
        let file = folder.path().join("failed.csv");
        FailedRows::create(&file, &Header::new(["email".to_owned()].into())).unwrap().finish().unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(is_own(&text) && is_own(&text.replace(',', ";")));
    }

    #[test]
    fn what_a_person_has_written_is_not_ours() {
        for text in
            ["email,name\na@example.com,A\n", "<!DOCTYPE html><p>Dear", "[{\"row\": 1}]", "{\"row\":1}", "row,line\n"]
        {
            assert!(!is_own(text), "{text}");
        }
    }
}
