//! A line of a CSV file (RFC 4180), put together in one piece: most of its values are digits, or words of our own.

use std::io::{self, Write};

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Line {
    octets: Vec<u8>,
}

impl Line {
    /// Appends a value that needs no quotes.
    pub(super) fn plain(&mut self, value: &str) {
        self.octets.extend_from_slice(value.as_bytes());
        self.octets.push(b',');
    }

    /// Appends any value, in quotes where it needs them.
    pub(super) fn text(&mut self, value: &str) {
        if !needs_quotes(value) {
            return self.plain(value);
        }
        self.octets.push(b'"');
        for (number, part) in value.split('"').enumerate() {
            self.octets.extend_from_slice(if number > 0 { b"\"\"" } else { b"" });
            self.octets.extend_from_slice(part.as_bytes());
        }
        self.octets.extend_from_slice(b"\",");
    }

    /// Ends and writes it. What comes next is another line.
    pub(super) fn end(&mut self, out: &mut impl Write) -> io::Result<()> {
        if let Some(comma) = self.octets.last_mut() {
            *comma = b'\n';
        }
        let written = out.write_all(&self.octets);
        self.octets.clear();
        written
    }
}

/// Every octet is looked at, without branches: so compilers make vector instructions of it.
fn needs_quotes(value: &str) -> bool {
    value.bytes().fold(false, |needs, octet| needs | matches!(octet, b',' | b'"' | b'\r' | b'\n'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_line_is_what_any_program_writes(
            lines in prop::collection::vec(prop::collection::vec("[a\"',;\r\n 张]{0,20}", 2..5), 1..4)
        ) {
            let (mut line, mut ours) = (Line::default(), Vec::new());
            let mut other = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for values in &lines {
                values.iter().for_each(|value| line.text(value));
                line.end(&mut ours).unwrap();
                other.write_record(values).unwrap();
            }
            prop_assert_eq!(ours, other.into_inner().unwrap());
        }
    }
}
