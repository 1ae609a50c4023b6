//! Attachments that go to the wrong person: seen only when all rows are looked at together.
//!
//! A teacher's worst mistake is another pupil's marks. Two signs of it: a file that goes to two people, and a file whose name
//! holds the name or the number of somebody else.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::{Finding, Kind, shown};
use crate::input::{Header, Record};
use crate::message::{Draft, FilePart};

/// So many rows are compared: what is kept of each is small, and a class or a company has fewer.
const MOST_ROWS: usize = 100_000;

/// Parts of column names that hold who somebody is.
const IDENTITIES: [&str; 16] = [
    "name",
    "姓名",
    "名字",
    "学号",
    "编号",
    "工号",
    "学籍",
    "准考证",
    "student",
    "matric",
    "number",
    "id",
    "no",
    "nr",
    "code",
    "pupil",
];

/// Collects the personal attachments of all rows.
#[derive(Debug)]
pub struct Attachments {
    /// The columns that say who somebody is, by index.
    identities: Vec<usize>,
    /// The names of the files that go to everybody.
    common: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    number: u64,
    line: u64,
    address: String,
    /// Name and content.
    files: Vec<(String, [u8; 16])>,
    identities: Vec<String>,
}

impl Attachments {
    /// `common` are the names of the files that go to everybody.
    #[must_use]
    pub fn new(header: &Header, common: Vec<String>) -> Self {
        let words = |name: &str| {
            name.to_lowercase().split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>()
        };
        let is_identity = |name: &String| {
            let lower = name.to_lowercase();
            let is_mail = lower.contains("mail") || lower.contains("邮");
            // `no` is a word of its own; `姓名` may be part of a longer one.
            !is_mail
                && IDENTITIES.iter().any(|part| match part.len() {
                    0..=4 if part.is_ascii() => words(name).iter().any(|word| word == part),
                    _ => lower.contains(part),
                })
        };
        let identities =
            header.names().iter().enumerate().filter(|(_, name)| is_identity(name)).map(|(index, _)| index);
        Self { identities: identities.collect(), common, rows: Vec::new() }
    }

    /// What of a row is compared; `None` = it has no attachment of its own.
    #[must_use]
    pub fn of(&self, record: &Record, draft: &Draft) -> Option<Personal> {
        let own = draft.attachments.iter().filter(|file| !self.common.iter().any(|name| name == file.name()));
        let files: Vec<_> = own.map(|file| (stem(file.name()), digest(file))).collect();
        if files.is_empty() {
            return None;
        }
        let value = |column: &usize| record.fields.get(*column).map(normalised);
        let identities = self.identities.iter().filter_map(value).filter(|value| is_telling(value)).collect();
        let address =
            draft.to.first().or(draft.cc.first()).map_or_else(String::new, |to| to.address.as_str().to_owned());
        Some(Personal(Row { number: record.number, line: record.line, address, files, identities }))
    }

    /// Takes a row.
    pub fn add(&mut self, personal: Personal) {
        if self.rows.len() < MOST_ROWS {
            self.rows.push(personal.0);
        }
    }

    /// What looks wrong, in the order of the rows.
    #[must_use]
    pub fn finish(self) -> Vec<Finding> {
        let mut first: HashMap<[u8; 16], usize> = HashMap::new();
        let mut owners: HashMap<&str, Option<usize>> = HashMap::new();
        for (index, row) in self.rows.iter().enumerate() {
            for identity in &row.identities {
                // What two rows have tells nobody apart.
                owners
                    .entry(identity)
                    .and_modify(|owner| *owner = owner.filter(|other| *other == index))
                    .or_insert(Some(index));
            }
        }
        let mut findings = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            for (name, digest) in &row.files {
                let earlier = &self.rows[*first.entry(*digest).or_insert(index)];
                if earlier.number != row.number && earlier.address != row.address {
                    findings.push(row.finding(
                        Kind::SharedAttachment,
                        format!(
                            "attachment \"{}\": {} (row {}) gets the same file. Is it the right one?",
                            shown(name),
                            earlier.address,
                            earlier.number
                        ),
                    ));
                }
                if let Some(owner) = somebody_else(name, index, row, &owners) {
                    let owner = &self.rows[owner];
                    findings.push(row.finding(
                        Kind::OthersAttachment,
                        format!(
                            "attachment \"{}\": has the name or number of row {} ({}) in it, and goes to {}. Is it the right one?",
                            shown(name), owner.number, owner.address, row.address
                        ),
                    ));
                }
            }
        }
        findings
    }
}

/// What is compared of one row.
#[derive(Debug)]
pub struct Personal(Row);

impl Row {
    fn finding(&self, kind: Kind, what: String) -> Finding {
        Finding { kind, row: self.number, line: self.line, column: None, what }
    }
}

/// Whose name or number stands in a file's name, if it is not this row's own.
fn somebody_else(name: &str, index: usize, row: &Row, owners: &HashMap<&str, Option<usize>>) -> Option<usize> {
    let words = words(name);
    if words.iter().any(|word| row.identities.contains(word)) {
        return None;
    }
    words.iter().filter_map(|word| *owners.get(word.as_str())?).find(|owner| *owner != index)
}

/// All that could be a name or a number in a file's name: its words, two or three that stand together, and of Chinese text
/// every run of two to four characters.
fn words(name: &str) -> Vec<String> {
    let single: Vec<String> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(normalised).collect();
    let mut all = single.clone();
    for count in 2..=3 {
        all.extend(single.windows(count).map(<[String]>::concat));
    }
    for word in &single {
        let letters: Vec<char> = word.chars().collect();
        for run in letters
            .chunk_by(|one, other| is_han(*one) == is_han(*other) && one.is_ascii_digit() == other.is_ascii_digit())
        {
            all.push(run.iter().collect());
            if is_han(run[0]) {
                all.extend((2..=4).flat_map(|count| run.windows(count).map(|part| part.iter().collect())));
            }
        }
    }
    all
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}')
}

/// Lower case, without what stands between words.
fn normalised(value: &str) -> String {
    value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a value can be told from any other word.
fn is_telling(value: &str) -> bool {
    let length = value.chars().count();
    if value.chars().all(is_han) {
        length >= 2
    } else {
        length >= 4 || length >= 3 && value.bytes().all(|b| b.is_ascii_digit())
    }
}

fn stem(name: &str) -> String {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}

fn digest(file: &FilePart) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::digest(file.encoded()).into();
    let mut short = [0; 16];
    short.copy_from_slice(&digest[..16]);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of a file's name, its content, and the values of name and number.
    fn found(rows: &[(&str, &str, &str, &str)]) -> Vec<(u64, Kind)> {
        let mut all = Attachments { identities: vec![0, 1], common: Vec::new(), rows: Vec::new() };
        for (number, (file, content, name, id)) in (1..).zip(rows) {
            let part = FilePart::attachment(file, content.as_bytes());
            let identities =
                [name, id].into_iter().map(|value| normalised(value)).filter(|value| is_telling(value)).collect();
            all.add(Personal(Row {
                number,
                line: number + 1,
                address: format!("u{number}@example.com"),
                files: vec![(stem(file), digest(&part))],
                identities,
            }));
        }
        all.finish().into_iter().map(|finding| (finding.row, finding.kind)).collect()
    }

    #[test]
    fn the_right_files_are_left_alone() {
        assert_eq!(
            found(&[
                ("成绩单-张三.pdf", "1", "张三", "00123"),
                ("成绩单李四.pdf", "2", "李四", "00124"),
                ("report-emma-wilson.pdf", "3", "Emma Wilson", "00125"),
                ("00126.pdf", "4", "Wang", "00126"),
                ("marks.pdf", "5", "Li Ming", "00127"),
            ]),
            []
        );
    }

    #[test]
    fn somebody_elses_file_is_found() {
        let rows = [
            ("成绩单-张三.pdf", "1", "张三", "00123"),
            ("成绩单张三丰.pdf", "2", "李四", "00124"),
            ("成绩单-李四.pdf", "3", "王五", "00125"),
            ("report_emma_wilson.pdf", "4", "Sean O'Brien", "00126"),
            ("x.pdf", "5", "Emma Wilson", "00127"),
            ("00126-final.pdf", "6", "José García", "00128"),
        ];
        let expected = [2, 3, 4, 6].map(|row| (row, Kind::OthersAttachment));
        assert_eq!(found(&rows), expected);
    }

    #[test]
    fn one_file_for_two_is_found() {
        let rows = [
            ("a.pdf", "same", "Anna Lee", "1001"),
            ("b.pdf", "other", "Bob Ray", "1002"),
            ("c.pdf", "same", "Carl Fox", "1003"),
        ];
        assert_eq!(found(&rows), [(3, Kind::SharedAttachment)]);
    }
}
