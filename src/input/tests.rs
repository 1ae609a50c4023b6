//! Rows are the same whichever way they are cut.

use std::sync::Arc;

use encoding_rs::UTF_8;
use proptest::prelude::*;

use super::Fields;
use super::octets::Octets;
use super::scan::{Row, Scanner};
use super::text::Text;

/// Octets of a block that holds any of these texts.
const WHOLE: usize = 4096;

/// All rows and faults of a text, which is read so many octets at a time.
fn rows(text: &str, delimiter: u8, block: usize) -> Vec<Result<Row, String>> {
    let octets = Arc::new(Octets::spool(text.as_bytes()).unwrap());
    let mut scanner = Scanner::new("list.csv".into(), "UTF-8", Text::in_blocks(octets, UTF_8, block), delimiter, WHOLE);
    std::iter::from_fn(|| scanner.next().transpose()).map(|row| row.map_err(|error| error.to_string())).collect()
}

/// What a row may hold, and what it may not.
fn any_text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        ",",
        ",",
        ";",
        "\"",
        "\"",
        "\"\"",
        "\n",
        "\n",
        "\r",
        "\r\n",
        " ",
        "\t",
        "a",
        "bc",
        "姓",
        "é",
        "\"a\"",
        "sep=",
        "\"x,\n\"\"y\"\"\",",
        "0123456789012345678901234567890123456789",
    ]);
    prop::collection::vec(word, 0..60).prop_map(|words| words.concat())
}

/// Rows in which values stand in quotes where they have to, and now and then where they need not.
fn any_rows() -> impl Strategy<Value = String> {
    let value = ("[ab,;\"\r\n姓é \t]{0,9}", any::<bool>()).prop_map(|(value, quoted)| {
        let must = value.contains(|octet: char| ",;\" \t\r\n".contains(octet));
        if must || quoted { format!("\"{}\"", value.replace('"', "\"\"")) } else { value }
    });
    let row = prop::collection::vec(value, 1..6).prop_map(|values| values.join(","));
    let end = prop::sample::select(vec!["\n", "\r\n", "\r"]);
    prop::collection::vec((row, end), 0..12)
        .prop_map(|rows| rows.into_iter().flat_map(|(row, end)| [row, end.to_owned()]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    /// A row that is torn goes the long way, one that is not the short one.
    #[test]
    fn rows_are_the_same_torn_or_whole(
        text in prop_oneof![any_text(), any_rows()],
        delimiter in prop::sample::select(&b",;\tb"[..]),
        block in prop_oneof![Just(4_usize), 4_usize..200],
    ) {
        prop_assert_eq!(rows(&text, delimiter, block), rows(&text, delimiter, WHOLE));
    }

    /// The csv crate is more tolerant, and keeps blanks around quotes: what it reads from a sound text without such blanks
    /// is what is in it.
    #[test]
    fn values_are_those_that_the_csv_crate_reads(
        text in prop_oneof![any_text().prop_map(|text| text.replace([' ', '\t'], "").replace("sep=", "")), any_rows()],
        block in prop_oneof![Just(WHOLE), 4_usize..200],
    ) {
        let read: Result<Vec<Row>, String> = rows(&text, b',', block).into_iter().collect();
        if let Ok(read) = read {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let expected = reader.records().map(|row| row.unwrap().iter().collect::<Fields>());
            let is_blank = |fields: &Fields| fields.iter().all(|value| value.trim().is_empty());
            let expected: Vec<Fields> = expected.filter(|fields| !is_blank(fields)).collect();
            prop_assert_eq!(read.into_iter().map(|row| row.fields).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn sound_rows_have_no_faults(text in any_rows(), block in prop_oneof![Just(WHOLE), 4_usize..200]) {
        prop_assert!(rows(&text, b',', block).iter().all(Result::is_ok));
    }
}
