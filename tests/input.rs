//! `mailshot::input`: what a recipients file may look like, and what is said about one that is wrong.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, ISO_2022_JP, SHIFT_JIS, UTF_16LE, WINDOWS_1251, WINDOWS_1252};
use mailshot::input::{InputError, Kind, Options, Record, Source, open};
use proptest::prelude::*;
use tempfile::TempDir;

/// A file `list.csv` in a folder that goes with it.
struct File {
    _folder: TempDir,
    path: PathBuf,
}

fn file(octets: impl AsRef<[u8]>) -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.csv");
    fs::write(&path, octets).unwrap();
    File { _folder: folder, path }
}

fn read(octets: impl AsRef<[u8]>, options: &Options) -> Result<Vec<Record>, InputError> {
    let file = file(octets);
    open(&file.path, options)?.records()?.collect()
}

/// Header and values, as one would write them on paper.
fn table(octets: impl AsRef<[u8]>) -> Vec<Vec<String>> {
    let file = file(octets);
    let source = open(&file.path, &Options::default()).unwrap();
    let rows = source.records().unwrap().map(|row| row.unwrap().fields.iter().map(str::to_owned).collect());
    std::iter::once(source.header().names().to_vec()).chain(rows).collect()
}

/// Charset and delimiter, as they were found.
fn text_kind(source: &Source) -> (&'static str, char) {
    match source.kind() {
        Kind::Text { encoding, delimiter } => (encoding, delimiter),
        other => panic!("{other:?}"),
    }
}

/// The message, without the folder.
fn message(error: &InputError) -> String {
    let text = error.to_string();
    text.rsplit_once("list.csv").map_or(text.clone(), |(_, rest)| format!("list.csv{rest}"))
}

#[test]
fn a_text_with_the_name_of_a_workbook_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let notes = |name: &str| {
        let path = folder.path().join(name);
        fs::write(&path, "email,name\na@example.org,Ann\n").unwrap();
        let source = open(&path, &Options::default()).unwrap();
        source.notes().iter().map(|note| note.text.clone()).collect::<Vec<_>>()
    };
    for name in ["class.xlsx", "class.XLS", "class.ods"] {
        let notes = notes(name);
        assert!(notes.len() == 1 && notes[0].contains("is a text and no workbook"), "{name}: {notes:?}");
    }
    for name in ["class.csv", "class.txt", "class", "xlsx"] {
        assert_eq!(notes(name), [""; 0], "{name}");
    }
}

#[test]
fn files_that_are_read() {
    let cases: &[(&str, &str, &[&[&str]])] = &[
        ("plain", "a,b\n1,2\n3,4\n", &[&["a", "b"], &["1", "2"], &["3", "4"]]),
        ("no line end at the end", "a,b\n1,2", &[&["a", "b"], &["1", "2"]]),
        ("CR LF", "a,b\r\n1,2\r\n", &[&["a", "b"], &["1", "2"]]),
        ("CR alone", "a,b\r1,2\r3,4", &[&["a", "b"], &["1", "2"], &["3", "4"]]),
        ("semicolon", "a;b\n1,5;2\n", &[&["a", "b"], &["1,5", "2"]]),
        ("a delimiter that is told", "sep=^\na^b\n1,2^3,4\n", &[&["a", "b"], &["1,2", "3,4"]]),
        ("one that is told and is none", "sep=^\na;b\n1;2\n", &[&["a", "b"], &["1", "2"]]),
        ("Ctrl-Z at the end", "a,b\n1,2\n\u{1A}", &[&["a", "b"], &["1", "2"]]),
        ("Ctrl-Z behind the last value", "a,b\n1,\"2\"\u{1A}\u{1A}", &[&["a", "b"], &["1", "2"]]),
        ("Ctrl-Z within", "a,b\n1,\u{1A}\n", &[&["a", "b"], &["1", "\u{1A}"]]),
        ("tab", "a\tb\nx, y\t2\n", &[&["a", "b"], &["x, y", "2"]]),
        ("bar", "a|b\n1|2\n", &[&["a", "b"], &["1", "2"]]),
        ("one column", "email\nx@example.com\n", &[&["email"], &["x@example.com"]]),
        ("byte order mark before a quote", "\u{FEFF}\"a\",b\n1,2\n", &[&["a", "b"], &["1", "2"]]),
        ("two byte order marks", "\u{FEFF}\u{FEFF}a,b\n1,2\n", &[&["a", "b"], &["1", "2"]]),
        ("two byte order marks before a quote", "\u{FEFF}\u{FEFF}\"a, b\",c\n1,2\n", &[&["a, b", "c"], &["1", "2"]]),
        ("names trimmed, values not", " a , b\n 1 , 2\n", &[&["a", "b"], &[" 1 ", " 2"]]),
        ("name with a space", "First Name,姓名\nAnn,安\n", &[&["First Name", "姓名"], &["Ann", "安"]]),
        ("values stay strings", "n,m\n00123,1e5\n", &[&["n", "m"], &["00123", "1e5"]]),
        ("quotes", "a,b\n\"x, \"\"y\"\"\",\"\"\n", &[&["a", "b"], &["x, \"y\"", ""]]),
        ("line breaks", "a,b\r\n\"1\r\n2\n3\",4\r\n", &[&["a", "b"], &["1\r\n2\n3", "4"]]),
        ("quote inside a value", "a,b\n5\" disk,x\n", &[&["a", "b"], &["5\" disk", "x"]]),
        ("blanks around quotes", "a, \"b\"\n1, \"2, 3\" \n", &[&["a", "b"], &["1", "2, 3"]]),
        ("blank lines", "\n\na,b\n\n1,2\n\n\r\n3,4\n\n", &[&["a", "b"], &["1", "2"], &["3", "4"]]),
        ("blank rows", ",,\na,b,c\n , ,\n,\n1,2,3\n\"\",,\n", &[&["a", "b", "c"], &["1", "2", "3"]]),
        ("delimiter at the end of the header", "a,b,\n1,2,\n3,4\n", &[&["a", "b"], &["1", "2"], &["3", "4"]]),
        ("a line for spreadsheet programs", "sep=;\r\na;b\r\n1;2\r\n", &[&["a", "b"], &["1", "2"]]),
        ("header alone", "a,b\n", &[&["a", "b"]]),
        (
            "another delimiter within quotes",
            "Name, \"Last; First\"\nA,\"B; C\"\n",
            &[&["Name", "Last; First"], &["A", "B; C"]],
        ),
        (
            "commas within text",
            "Last, First;email\nA, B;x\nC, D;y\n",
            &[&["Last, First", "email"], &["A, B", "x"], &["C, D", "y"]],
        ),
        ("comma in one name", "name;total, of 100\nA;95\n", &[&["name", "total, of 100"], &["A", "95"]]),
        ("semicolons within values", "email,tags\nx,a;b\ny,a;c\n", &[&["email", "tags"], &["x", "a;b"], &["y", "a;c"]]),
    ];
    for (what, text, expected) in cases {
        assert_eq!(&table(text), expected, "{what}");
    }
}

#[test]
fn files_that_are_refused() {
    let cases: &[(&[u8], &str)] = &[
        (b"", "list.csv: is empty. Its first line must name the columns."),
        (b"\xEF\xBB\xBF", "list.csv: is empty. Its first line must name the columns."),
        (b"\n\r\n , ,\n", "list.csv: is empty. Its first line must name the columns."),
        (
            b"a,b\n1,\0\n",
            "list.csv:2: holds a NUL character, so this is not a text file. Save it as CSV (UTF-8); if it is UTF-16 \
             without a byte order mark, give --encoding utf-16le.",
        ),
        (
            // "姓名,a" and a row in UTF-16LE without a byte order mark: its first octets hold a CR and no NUL before it.
            b"\xD3\x59\x0D\x54,\0a\0\n\0x\0,\0y\0",
            "list.csv:1: holds a NUL character, so this is not a text file. Save it as CSV (UTF-8); if it is UTF-16 \
             without a byte order mark, give --encoding utf-16le.",
        ),
        (b"\na,,c\n1,2,3\n", "list.csv:2: column 2 has no name. Name it in the header line, or delete the column."),
        (b"a,b,a \n", "list.csv:1: columns 1 and 3 are both named \"a\". Rename one of them."),
        (
            "学号，姓名，邮箱\n1，李，l@x\n".as_bytes(),
            "list.csv:1: the header is one column, \"学号，姓名，邮箱\": what stands between its names is the full-width \"，\", which parts \
             no columns. Type \",\" in its place, in each line, or save the list as .xlsx or as CSV from the spreadsheet program.",
        ),
        (
            "\n姓名；邮箱\n李；l@x\n".as_bytes(),
            "list.csv:2: the header is one column, \"姓名；邮箱\": what stands between its names is the full-width \"；\", which parts no \
             columns. Type \",\" in its place, in each line, or save the list as .xlsx or as CSV from the spreadsheet program.",
        ),
        (
            b"\nClass 3A,,\nname,email,\nAnn,a@x,\n",
            "list.csv:2: there is only one column name, \"Class 3A\", but there are 2 values in the row below it. The first line \
             must name the columns: if this one is a title, delete it.",
        ),
        (
            b"Class list 2026\nname;email\nAnn;a@x\n",
            "list.csv:1: there is only one column name, \"Class list 2026\", but there are 2 values in the row below it. The first \
             line must name the columns: if this one is a title, delete it.",
        ),
        (
            b"Class list 2026\n\nno,email,name\n1,a@x,Ann\n",
            "list.csv:1: there is only one column name, \"Class list 2026\", but there are 3 values in the row below it. The first \
             line must name the columns: if this one is a title, delete it.",
        ),
        (b"a,b,\n1,2,x\n", "list.csv:2: there is a value in column 3, which has no name. Name it in the header line."),
        (
            b"a,b,c,d\n1,2,3\n",
            "list.csv:2: 3 values where the header has 4 columns. A value that holds a comma or a line break must stand \
             in quotes (\").",
        ),
        (
            b"a;b\n1;2\n\n1\n",
            "list.csv:4: 1 value where the header has 2 columns. A value that holds a semicolon or a line break must \
             stand in quotes (\").",
        ),
        (
            b"a,b\n1,\"2\n3,4\n",
            "list.csv:2: the quote (\") that opens a value here is never closed. Close it, or delete it.",
        ),
        (
            b"a,b\n\"1\n\",\"2\n3,4",
            "list.csv:3: the quote (\") that opens a value here is never closed. Close it, or delete it.",
        ),
        (
            b"a,b\n1,\"2\n3,\"4\"\n",
            "list.csv:2: the quote (\") that opens a value here is closed on line 3, and more text follows. Inside a \
             value, write a quote twice (\"\").",
        ),
        (
            b"a,b\n\"1\" x,\"2\n3,4\"\n",
            "list.csv:2: the quote (\") that opens a value here is closed on line 2, and more text follows, with a quote that \
             is left open at the end of the line. Inside a value, write a quote twice (\"\").",
        ),
    ];
    for (octets, expected) in cases {
        let error = read(octets, &Options::default()).unwrap_err();
        assert_eq!(&message(&error), expected, "{}", String::from_utf8_lossy(octets));
    }
    // A list of one column may hold whatever delimits others.
    for octets in [&b"email\na@x\nb@x\n"[..], b"email\na@x;b@x\nc@x;d@x\n", b"name\nA|B\nC|D\n", b"to\nA\nb@x\n"] {
        assert!(read(octets, &Options::default()).is_ok(), "{}", String::from_utf8_lossy(octets));
    }
}

#[test]
fn what_cannot_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    let missing = open(&folder.path().join("list.csv"), &Options::default()).unwrap_err();
    assert!(message(&missing).starts_with("list.csv: cannot be read: "), "{missing}");
    let directory = open(folder.path(), &Options::default()).unwrap_err();
    assert!(directory.to_string().ends_with(": cannot be read: it is a directory"), "{directory}");
    assert_eq!((directory.line(), directory.is_row_fault()), (None, false));
}

#[test]
fn rows_know_their_place() {
    let text = "\r\na,b\r\n\"1\r\n1\",2\r\n\r\n,\r\n3,\"4\r5\"\r\n6,7";
    for text in [text.to_owned(), text.replace("\r\n", "\n"), text.replace("\r\n", "\r")] {
        let rows = read(&text, &Options::default()).unwrap();
        let places: Vec<_> = rows.iter().map(|row| (row.number, row.line)).collect();
        assert_eq!(places, [(1, 3), (2, 7), (3, 9)], "{text:?}");
        assert_eq!((rows[2].field("a"), rows[2].field("b"), rows[2].field("c")), (Some("6"), Some("7"), None));
    }
}

#[test]
fn a_faulty_row_does_not_end_the_reading() {
    let file = file("a,b\n1\n2,2\n\"x\" y,3\n4,4\n5,5,5\n6,6\n");
    let source = open(&file.path, &Options::default()).unwrap();
    let seen: Vec<_> = source
        .records()
        .unwrap()
        .map(|row| match row {
            Ok(record) => (record.number, record.line, true),
            Err(error) => {
                assert!(error.is_row_fault(), "{error}");
                (0, error.line().unwrap(), false)
            }
        })
        .collect();
    assert_eq!(seen, [(0, 2, false), (2, 3, true), (0, 4, false), (4, 5, true), (0, 6, false), (6, 7, true)]);
}

#[test]
fn a_quote_that_swallows_rows_ends_the_reading() {
    // The third: whoever is named within the quote that is left open gets nothing.
    for text in [
        "a,b\n1,\"2\n3,4\n5,\"6\"\n7,8\n",
        "a,b\n1,\"2\n3,4\n",
        "a,b\n\"B\" ob,\"forwarded from\n3,thanks\"\n5,6\n",
        "a,b\n\"1\" x\"\r3,4\r",
    ] {
        let file = file(text);
        let mut records = open(&file.path, &Options::default()).unwrap().records().unwrap();
        let error = records.next().unwrap().unwrap_err();
        assert_eq!((error.line(), error.is_row_fault()), (Some(2), false));
        assert!(records.next().is_none());
    }
}

#[test]
fn a_source_is_read_as_often_as_wanted() {
    let file = file("a\n1\n2\n");
    let source = open(&file.path, &Options::default()).unwrap();
    let (mut one, mut other) = (source.records().unwrap(), source.records().unwrap());
    assert_eq!(one.next().unwrap().unwrap().fields, ["1"]);
    assert_eq!(other.next().unwrap().unwrap().fields, ["1"]);
    assert_eq!(one.next().unwrap().unwrap().fields, ["2"]);
    assert!(one.next().is_none());
    assert!(one.next().is_none());
    assert_eq!(other.next().unwrap().unwrap().fields, ["2"]);
}

#[test]
fn nothing_is_read_from_a_file_that_was_rewritten_in_place() {
    let rows = |word: &str| "name\n".to_owned() + &format!("{word}\n").repeat(100_000);
    let file = file(rows("old"));
    let source = open(&file.path, &Options::default()).unwrap();
    let mut records = source.records().unwrap();
    assert_eq!(records.next().unwrap().unwrap().fields, ["old"]);
    fs::write(&file.path, rows("new")).unwrap();
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(10);
    fs::File::options().append(true).open(&file.path).unwrap().set_modified(later).unwrap();
    let rest: Vec<_> = records.collect();
    let (last, read) = rest.split_last().unwrap();
    assert!(matches!(last, Err(InputError::Changed { .. })), "{last:?}");
    assert!(read.iter().all(|row| row.as_ref().unwrap().fields == ["old"]));
}

#[test]
fn a_file_that_changes_is_noticed() {
    let file = file("a\n1\n2\n");
    let source = open(&file.path, &Options::default()).unwrap();
    let mut records = source.records().unwrap();
    assert!(records.next().unwrap().is_ok());
    fs::OpenOptions::new().append(true).open(&file.path).unwrap().write_all(b"3\n").unwrap();
    let last = records.find_map(Result::err);
    assert!(matches!(last, Some(InputError::Changed { .. })), "{last:?}");
    let again = source.records().unwrap_err();
    assert!(matches!(again, InputError::Changed { .. }), "{again}");
    assert!(!again.is_row_fault());
}

#[test]
fn a_file_that_is_deleted_or_replaced_meanwhile_is_read_to_its_end() {
    let file = file("a\n1\n2\n");
    let source = open(&file.path, &Options::default()).unwrap();
    let records = source.records().unwrap();
    fs::remove_file(&file.path).unwrap();
    assert_eq!(records.map(|row| row.unwrap().fields).collect::<Vec<_>>(), [["1"], ["2"]]);
}

#[test]
fn a_file_that_is_replaced_is_noticed() {
    let file = file("a\n1\n2\n");
    let source = open(&file.path, &Options::default()).unwrap();
    let new = file.path.with_extension("new");
    fs::write(&new, "a\n3\n").unwrap();
    fs::rename(&new, &file.path).unwrap();
    assert!(matches!(source.records(), Err(InputError::Changed { .. })));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_twice_too() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let writer = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::write(pipe, "a,b\n1,2\n").unwrap()
    });
    let source = open(&pipe, &Options::default()).unwrap();
    writer.join().unwrap();
    for _ in 0..2 {
        let rows: Vec<_> = source.records().unwrap().map(|row| row.unwrap().fields).collect();
        assert_eq!(rows, [["1", "2"]]);
    }
}

#[test]
fn charsets_are_found() {
    let cases: &[(&'static Encoding, &str)] = &[
        (GB18030, "姓名,邮箱\n张三,z@example.com\n"),
        (GB18030, "name,email\n张三,z@example.com\n"),
        (GB18030, "name,email\n李娜,l@example.com\n王伟,w@example.com\n"),
        (GB18030, "name;mark\n欧阳婷婷;95\n刘喆;88\n"),
        (GB18030, "姓名,成绩,评语\n马骏,59,“还要努力”\n诸葛亮,100,很好！\n"),
        (BIG5, "姓名,電子郵件\n陳美玲,c@example.com\n林志明,l@example.com\n"),
        (BIG5, "name,email\n陳美玲,c@example.com\n林志明,l@example.com\n"),
        (SHIFT_JIS, "氏名,メール\n山田太郎,y@example.com\n佐藤花子,s@example.com\n"),
        (SHIFT_JIS, "name,email\n山田太郎,y@example.com\n田中さくら,s@example.com\n"),
        (ISO_2022_JP, "name,email\n山田太郎,y@example.com\n田中さくら,s@example.com\n"),
        (EUC_KR, "이름,이메일\n김민수,k@example.com\n이영희,l@example.com\n"),
        (EUC_KR, "name,email\n박지훈,k@example.com\n최수진,l@example.com\n"),
        (WINDOWS_1252, "prénom,email\nJosé,j@example.com\n"),
        (WINDOWS_1252, "name,email\nJosé,Müller\n"),
        (WINDOWS_1252, "name,email\nÅsa Bjørn,a@example.com\nZoë Weiß,z@example.com\n"),
        (WINDOWS_1251, "имя,email\nИван Смирнов,i@example.com\nАнна Юдина,a@example.com\n"),
    ];
    for (encoding, text) in cases {
        let (octets, _, lossy) = encoding.encode(text);
        assert!(!lossy, "{text}");
        let file = file(octets);
        let source = open(&file.path, &Options::default()).unwrap();
        let (found, delimiter) = text_kind(&source);
        assert_eq!(found, encoding.name(), "{text}");
        let rows: Vec<String> = source
            .records()
            .unwrap()
            .map(|row| row.unwrap().fields.iter().collect::<Vec<_>>().join(&delimiter.to_string()))
            .collect();
        let expected: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(rows, expected);
    }
    // Escapes of a terminal are none of a charset.
    let file = file("name,email\n\u{1B}[1mAnn\u{1B}[0m,a@example.com\n");
    assert_eq!(text_kind(&open(&file.path, &Options::default()).unwrap()).0, "UTF-8");
}

#[test]
fn byte_order_marks_decide() {
    let text = "\u{FEFF}姓名,a\n张三,1\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (octets, name) in [(text.as_bytes(), "UTF-8"), (&little, "UTF-16LE"), (&big, "UTF-16BE")] {
        let file = file(octets);
        for encoding in [None, Some(GB18030)] {
            let source = open(&file.path, &Options { encoding, ..Options::default() }).unwrap();
            assert_eq!((text_kind(&source).0, source.header().position("姓名")), (name, Some(0)));
            assert_eq!(source.records().unwrap().next().unwrap().unwrap().fields, ["张三", "1"]);
        }
    }
}

#[test]
fn a_given_charset_is_used() {
    let octets: Vec<u8> = "a,b\n张三,1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let options = Options { encoding: Some(UTF_16LE), ..Options::default() };
    assert_eq!(read(octets, &options).unwrap()[0].fields, ["张三", "1"]);

    let options = Options { encoding: Some(GB18030), ..Options::default() };
    let error = read(b"a,b\n1,2\n\n3,\xFF4\n", &options).unwrap_err();
    assert_eq!(
        message(&error),
        "list.csv:4: not valid gb18030. Save the file as UTF-8, or give its charset with --encoding."
    );
}

#[test]
fn one_broken_octet_does_not_spoil_the_rest() {
    let mut octets = b"name,email\n".to_vec();
    for row in 2..=9_000_u32 {
        let name: &[u8] = if row == 5_000 { b"\xD5\xC5\xC8\xFD" } else { "张三 José".as_bytes() };
        octets.extend_from_slice(name);
        writeln!(octets, ",x{row}@example.com").unwrap();
    }
    let file = file(octets);
    let source = open(&file.path, &Options::default()).unwrap();
    assert_eq!(text_kind(&source).0, "UTF-8");
    let mut rows = source.records().unwrap();
    let error = rows.find_map(Result::err).unwrap();
    assert_eq!(
        message(&error),
        "list.csv:5000: not valid UTF-8. Save the file as UTF-8, or give its charset with --encoding."
    );
    assert!(rows.next().is_none());
}

#[test]
fn a_charset_is_found_by_what_comes_late() {
    let mut octets = b"name,email\n".to_vec();
    for row in 0..20_000_u32 {
        writeln!(octets, "Ann,x{row}@example.com").unwrap();
    }
    octets.extend_from_slice(&GB18030.encode("张三,z@example.com\n").0);
    let rows = read(octets, &Options::default()).unwrap();
    assert_eq!(rows.last().unwrap().fields, ["张三", "z@example.com"]);
}

#[test]
fn characters_across_blocks_stay_whole() {
    let expected: Vec<String> = (0..12_000).map(|n| format!("张三é{}", "x".repeat(n % 7))).collect();
    let text = format!("姓名\n{}\n", expected.join("\n"));
    for encoding in [encoding_rs::UTF_8, GB18030] {
        let rows = read(encoding.encode(&text).0, &Options::default()).unwrap();
        assert!(rows.iter().map(|row| &row.fields[0]).eq(&expected), "{}", encoding.name());
    }
}

#[test]
fn a_given_delimiter_is_used() {
    let options = Options { delimiter: Some(b'#'), ..Options::default() };
    assert_eq!(read("a#b,c\n1#2,3\n", &options).unwrap()[0].fields, ["1", "2,3"]);
    for delimiter in [b'"', b'\n', b'\r', 0, 0xE9] {
        let options = Options { delimiter: Some(delimiter), ..Options::default() };
        assert!(matches!(read("a,b\n", &options), Err(InputError::Delimiter { .. })));
    }
}

#[test]
fn a_great_cell_is_read() {
    let mut text = b"a,b\n1,".to_vec();
    text.resize(10 << 20, b'x');
    text.extend_from_slice(b"\n2,3\n");
    let rows = read(&text, &Options::default()).unwrap();
    assert_eq!((rows[0].fields[1].len(), &rows[1].fields[1]), ((10 << 20) - 6, "3"));
}

#[test]
fn an_endless_line_is_not_held_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.csv");
    let mut endless = fs::File::create(&path).unwrap();
    endless.write_all(b"a,b\n1,").unwrap();
    for _ in 0..65 {
        endless.write_all(&[b'x'; 1 << 20]).unwrap();
    }
    let error = open(&path, &Options::default()).unwrap().records().unwrap().next().unwrap().unwrap_err();
    assert_eq!(
        message(&error),
        "list.csv:2: the row that begins here is longer than 67108864 bytes. Is this a CSV file?"
    );
}

/// Everything there is to read, faults and all: it must come to an end.
fn read_through(path: &Path, options: &Options) -> usize {
    open(path, options).and_then(|source| source.records()).map_or(0, Iterator::count)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn any_octets_come_to_an_end(octets in proptest::collection::vec(
        prop_oneof![any::<u8>(), proptest::sample::select(&b"\",;\t|\r\n a\xEF\xBB\xBF\xFF\xFE"[..])], 0..300,
    )) {
        let file = file(&octets);
        for encoding in [None, Some(GB18030), Some(UTF_16LE)] {
            let rows = read_through(&file.path, &Options { encoding, ..Options::default() });
            prop_assert!(rows <= octets.len());
        }
    }

    /// What the csv crate writes is read back value for value, wherever the blocks of 64 KiB end.
    #[test]
    fn written_tables_are_read_back(
        rows in proptest::collection::vec(proptest::collection::vec("[ -~é张\r\n\t]{0,12}", 3), 1..20),
        delimiter in proptest::sample::select(&b",;\t|"[..]),
        filler in 65_400_usize..65_600,
        quote_all in any::<bool>(),
    ) {
        let style = if quote_all { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).quote_style(style).from_writer(Vec::new());
        writer.write_record(["a", "b", "c"]).unwrap();
        writer.write_record(["x", &"y".repeat(filler), "z"]).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let file = file(writer.into_inner().unwrap());
        let source = open(&file.path, &Options { delimiter: Some(delimiter), ..Options::default() }).unwrap();
        let mut records = source.records().unwrap();
        prop_assert_eq!(records.next().unwrap().unwrap().fields[1].len(), filler);
        let read: Vec<_> = records.map(|row| row.unwrap().fields).collect();
        let expected: Vec<_> =
            rows.into_iter().filter(|row| row.iter().any(|value| !value.trim().is_empty())).collect();
        prop_assert_eq!(read, expected);
    }
}
