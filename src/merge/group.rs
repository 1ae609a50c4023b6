//! `--group-by`: which rows are one person's.

use super::errors::unknown_variable;
use super::{TemplateError, spelling};
use crate::input::{Header, Record};
use crate::mail::Mailbox;

/// The column whose value rows must share to become one mail.
#[derive(Debug, Clone)]
pub struct GroupBy {
    column: usize,
    name: String,
}

impl GroupBy {
    /// Finds the column.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn parse(name: &str, header: &Header) -> Result<Self, TemplateError> {
        let position = |name: &str| header.position(name);
        let column = position(name)
            .or_else(|| position(name.trim()))
            .or_else(|| spelling::position(name, header))
            .ok_or_else(|| {
                let what = unknown_variable(name, header);
                let reword = |what: String| what.replacen("unknown variable", "there is no column", 1);
                TemplateError::GroupBy { what: what.reworded(reword) }
            })?;
        Ok(Self { column, name: header.names()[column].clone() })
    }

    /// The column's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a row shares with the others of its group: the value without blanks around it; of an address, what it is
    /// delivered to, whatever the case of its domain (RFC 5321 §2.4). `None` = the value is blank.
    #[must_use]
    pub fn key(&self, record: &Record) -> Option<String> {
        let value = record.fields.get(self.column).unwrap_or_default().trim();
        if value.is_empty() {
            return None;
        }
        Some(Mailbox::parse(value).map_or_else(|_| value.to_owned(), |mailbox| mailbox.address.as_str().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn rows_of_one_address_share_a_key() {
        let header = Arc::new(Header::new(vec!["name".to_owned(), "email".to_owned()]));
        let key = |column: &str, name: &str, email: &str| {
            let fields = [name, email].into_iter().collect();
            let record = Record { number: 1, line: 2, header: header.clone(), fields, more: Vec::new() };
            GroupBy::parse(column, &header).unwrap().key(&record)
        };
        let ann = key("email", "Ann", "ann@example.org");
        assert_eq!(ann, key("email", "A.", " ann@EXAMPLE.org "));
        assert_eq!(ann, key("email", "", "Ann <ann@example.org>"));
        assert_ne!(ann, key("email", "Ann", "Ann@example.org"));
        assert_eq!(key("name", " Ann ", ""), Some("Ann".to_owned()));
        assert_eq!(key("email", "Ann", " "), None);
        let error = GroupBy::parse("emial", &header).unwrap_err().to_string();
        assert_eq!(
            error,
            "--group-by: there is no column \"emial\": the columns are name, email. Did you mean \"email\"?"
        );
    }
}
