//! What is the same in faults that differ only in row, value or file: 29 files that are missing are one reason.

/// What comes before a file's name, which ends with the fault.
const BEFORE_FILE: &str = "no such file: ";
/// What stands before a name that is no value of the row.
const NAMED: [&str; 4] = ["column ", "field ", "variable ", "filter "];

/// The fault of a row, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault<'a> {
    /// Without the place of the row: that of the first one, where it has several.
    pub(super) text: &'a str,
    /// The same with `…` for what is the row's own.
    pub(super) kind: String,
    /// What is the row's own.
    pub(super) own: String,
}

/// Takes the fault of the row in this line apart: `list.csv:7: column "email": "x" is not an address`.
pub(super) fn of(text: &str, line: u64) -> Fault<'_> {
    let ending = format!(":{line}: ");
    let (place, text) = match text.find(&ending) {
        Some(at) if line > 0 => text.split_at(at + ending.len()),
        _ => ("", text),
    };
    let (mut kinds, mut own) = (Vec::new(), Vec::new());
    // Each fault of the row has its place.
    let separator = format!("; {place}");
    let faults: Vec<&str> = if place.is_empty() { vec![text] } else { text.split(&separator).collect() };
    for fault in faults {
        let (before, file) = match fault.split_once(BEFORE_FILE) {
            Some((before, file)) => (before, Some(file)),
            None => (fault, None),
        };
        let mut kind = values(before, &mut own);
        if let Some(file) = file {
            kind = kind + BEFORE_FILE + "…";
            own.push(file);
        }
        kinds.push(kind);
    }
    Fault { text, kind: kinds.join("; "), own: own.join(", ") }
}

/// The text with `…` for what stands between quotation marks and is no name, and what that is.
fn values<'a>(text: &'a str, own: &mut Vec<&'a str>) -> String {
    let mut kind = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('"') {
        kind.push_str(before);
        let Some((value, after)) = after.split_once('"') else { return kind + "…" };
        if NAMED.iter().any(|name| before.ends_with(name)) {
            kind.push_str(&format!("\"{value}\""));
        } else {
            kind.push_str("\"…\"");
            own.push(value);
        }
        rest = after;
    }
    kind + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_the_same_but_for_row_value_and_file() {
        for (text, kind, own) in [
            (
                "marks.csv:7: field \"Attachment\" (letter.md:4): no such file: ./pdf/7 Anna.pdf",
                "field \"Attachment\" (letter.md:4): no such file: …",
                "./pdf/7 Anna.pdf",
            ),
            (
                "marks.xlsx:Marks:7: column \"email\": \"a@@x\" is not an address: two \"@\"; marks.xlsx:Marks:7: column \"x\": empty",
                "column \"email\": \"…\" is not an address: two \"…\"; column \"x\": empty",
                "a@@x, @",
            ),
            ("no recipient", "no recipient", ""),
            ("a.csv:7: an end of \"quotes is missing", "an end of …", ""),
            ("a.csv:17: too few fields", "a.csv:17: too few fields", ""),
        ] {
            let fault = of(text, 7);
            assert_eq!((fault.kind.as_str(), fault.own.as_str()), (kind, own), "{text}");
            assert!(text.ends_with(fault.text) && !fault.text.contains("csv:7"), "{}", fault.text);
        }
    }
}
