//! JSON and JSON Lines as lists.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;

use mailshot::input::{Kind, Options, open};
use proptest::prelude::*;
use tempfile::TempDir;

/// The header, then the rows with their lines, or what is wrong with them.
fn read(name: &str, text: impl AsRef<[u8]>) -> Result<Vec<String>, String> {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(name), text).unwrap();
    let said = |error: &dyn std::fmt::Display| error.to_string().replace(&format!("{}/", folder.path().display()), "");
    let source = open(&folder.path().join(name), &Options::default()).map_err(|error| said(&error))?;
    assert!(matches!(source.kind(), Kind::Json { .. }), "{:?}", source.kind());
    let mut lines = vec![source.header().names().join("|")];
    for record in source.records().unwrap() {
        lines.push(match record {
            Ok(record) => {
                format!("{}. {}: {}", record.number, record.line, record.fields.iter().collect::<Vec<_>>().join("|"))
            }
            Err(error) => {
                assert!(error.is_row_fault());
                said(&error)
            }
        });
    }
    Ok(lines)
}

#[test]
fn objects_are_rows() {
    let list = "[\n  {\"email\": \"a@example.org\", \"mark\": 85},\n\n  {\"name\": \"Bo \\u59d3\\n\", \"email\": \"b@example.org\"}, {}, \
                {\"mark\": null, \"ok\": true}\n]";
    let expected = ["email|mark|name|ok", "1. 2: a@example.org|85||", "2. 4: b@example.org||Bo 姓\n|", "3. 4: |||true"];
    assert_eq!(read("list.json", list).unwrap(), expected);
    assert_eq!(read("list", list).unwrap(), expected);
    assert_eq!(read("list.csv", format!("\u{FEFF}{list}")).unwrap(), expected);
    let lines = "{\"email\": \"a@example.org\", \"mark\": 85}\n\n{\"name\": \"Bo\",\n \"email\": \"b@example.org\"}\n";
    let expected = ["email|mark|name", "1. 1: a@example.org|85|", "2. 3: b@example.org||Bo"];
    assert_eq!(read("list.jsonl", lines).unwrap(), expected);
    assert_eq!(read("list.txt", lines).unwrap(), expected);
    let utf16: Vec<u8> = [0xFEFF].into_iter().chain(lines.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(read("list.jsonl", utf16).unwrap(), expected);
}

#[test]
fn numbers_are_as_they_are_written() {
    let list = r#"[{"id": 110101199003071234567, "mark": 85.50, "tiny": 1e-7, "zero": -0}]"#;
    assert_eq!(read("list.json", list).unwrap()[1], "1. 1: 110101199003071234567|85.50|1e-7|-0");
}

#[test]
fn what_is_no_row_is_a_fault_of_that_row() {
    let list = "{\"email\": \"a\"}\n{\"email\": {\"home\": \"b\"}}\n[1]\n\"text\"\n{\"email\": \"c\", \"email\": \"d\"}\n{\"email\": [1]}\n{\"email\": \"e\"}";
    let object = "is no object. A row is written {\"name\": \"Ann\", \"email\": \"ann@example.org\"}.";
    let value = "a value must be a text, a number, true, false or null.";
    assert_eq!(
        read("list.jsonl", list).unwrap(),
        [
            "email".to_owned(),
            "1. 1: a".to_owned(),
            format!("list.jsonl:2: \"email\" is an object: {value}"),
            format!("list.jsonl:3: {object}"),
            format!("list.jsonl:4: {object}"),
            "list.jsonl:5: \"email\" is there twice. Rename one of them.".to_owned(),
            format!("list.jsonl:6: \"email\" is a list: {value}"),
            "7. 7: e".to_owned(),
        ]
    );
}

/// Half of a pair of surrogates: JavaScript has cut an emoji.
#[test]
fn half_a_character_is_a_fault_of_its_row() {
    let list = "[{\"email\": \"a\"},\n{\"email\": \"b\\ud83d\"},\n{\"e\\ud83d\": 1},\n{\"email\": \"c\"}]";
    let half = "half a character (\\ud800 to \\udfff alone), as of an emoji that was cut. Write it anew.";
    assert_eq!(
        read("list.json", list).unwrap(),
        [
            "email".to_owned(),
            "1. 1: a".to_owned(),
            format!("list.json:2: \"email\" holds {half}"),
            format!("list.json:3: a name holds {half}"),
            "4. 4: c".to_owned(),
        ]
    );
}

#[test]
fn a_nul_is_a_fault_of_its_row() {
    let list = "[{\"email\": \"a\"},\n{\"email\": \"b\", \"name\": \"B\\u0000b\"},\n{\"email\": \"c\"}]";
    let nul = "list.json:2: \"name\" holds a NUL character, which no mail may. Write it anew.";
    assert_eq!(read("list.json", list).unwrap(), ["email|name", "1. 1: a|", nul, "3. 3: c|"]);
}

#[test]
fn what_is_no_list_is_refused() {
    for (text, expected) in [
        ("[{\"email\": \"a\"},\n {\"email\" \"b\"}]", "list.json:2: not valid JSON, character 11: expected `:`"),
        ("{\"email\": \"a\"}\n{\"email\": ", "list.json:2: not valid JSON, character 10: EOF while parsing a value"),
        (
            "[{\"a\": 1},\n {\"a\": NaN}]",
            "list.json:2: not valid JSON, character 8: expected value, and NaN is none there. Write null",
        ),
        (
            "{\"a\": 1}\n{\"a\": True}",
            "list.json:2: not valid JSON, character 7: expected value, and True is none there.",
        ),
        ("email\nann@example.org", "list.json:1: not valid JSON, character 1: expected value"),
        ("[]", "list.json: holds no row. "),
        ("[{}, 1]", "list.json: holds no row. "),
        ("[{\" \": 1}]", "list.json: has a member without a name"),
        ("", "list.json: is empty. "),
        ("[{\"a\": \"\0\"}]", "list.json:1: holds a NUL character"),
    ] {
        let error = read("list.json", text).unwrap_err();
        assert!(error.starts_with(expected), "{text:?}: {error}");
    }
    let deep = format!("[{}{}]", "[".repeat(100_000), "]".repeat(100_000));
    assert!(read("list.json", deep).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn texts_come_back(rows in prop::collection::vec(prop::collection::vec("[^\\p{Cc}]{0,6}|[ \"\\\\/姓\u{1F600}]{0,4}|a\\nb", 3), 1..6)) {
        let objects: Vec<serde_json::Value> =
            rows.iter().map(|row| serde_json::json!({"a": row[0], "b": row[1], "c": row[2]})).collect();
        let kept: Vec<String> = (1..)
            .zip(rows.iter().filter(|row| row.iter().any(|text| !text.trim().is_empty())))
            .map(|(number, row)| format!("{number}. 1: {}", row.join("|")))
            .collect();
        let list = read("list.json", serde_json::to_string(&objects).unwrap()).unwrap();
        prop_assert_eq!(&list[0], "a|b|c");
        prop_assert_eq!(&list[1..], &kept[..]);
    }
}
