//! Files that are neither a text nor a workbook: what such a file is, by what it holds and not by its name.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::workbook::is_compound;

/// What a file is that is neither a text nor a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// A PDF.
    Pdf,
    /// A document of Word, as `.docx` or as `.doc`.
    Word,
    /// An OpenDocument text, as LibreOffice writes it.
    Text,
    /// Rich Text Format.
    RichText,
    /// Slides.
    Slides,
    /// A document of Numbers, Pages or Keynote.
    Apple,
    /// A mail that Outlook has saved.
    Mail,
    /// A picture.
    Picture,
    /// A packed archive.
    Archive,
}

/// How files begin that are no texts and need no second look.
const BEGINS: [(&[u8], Foreign); 9] = [
    (b"%PDF-", Foreign::Pdf),
    (b"{\\rtf", Foreign::RichText),
    (b"\x89PNG\r\n", Foreign::Picture),
    (b"\xFF\xD8\xFF", Foreign::Picture),
    (b"GIF8", Foreign::Picture),
    (b"Rar!\x1A\x07", Foreign::Archive),
    (b"7z\xBC\xAF\x27\x1C", Foreign::Archive),
    (b"\x1F\x8B\x08", Foreign::Archive),
    (b"PK\x05\x06", Foreign::Archive),
];

impl Foreign {
    /// Of a file that begins so, if its first octets are enough to tell.
    #[must_use]
    pub fn begins(start: &[u8]) -> Option<Self> {
        BEGINS.iter().find(|(begin, _)| start.starts_with(begin)).map(|(_, foreign)| *foreign)
    }

    /// Of a whole file.
    #[must_use]
    pub fn of(octets: &[u8]) -> Option<Self> {
        if is_compound(octets) {
            return Self::of_compound(octets);
        }
        Self::begins(octets).or_else(|| Self::of_zip(&mut ZipArchive::new(Cursor::new(octets)).ok()?))
    }

    /// Of a ZIP archive, by its entries.
    pub(super) fn of_zip<R: Read + std::io::Seek>(zip: &mut ZipArchive<R>) -> Option<Self> {
        let has = |begin: &str| zip.file_names().flatten().any(|name| name.starts_with(begin));
        if has("xl/") {
            return None;
        }
        let is_package = has("[Content_Types].xml") || has("META-INF/");
        let foreign = [
            ("word/", Self::Word),
            ("ppt/", Self::Slides),
            ("Index/Document.iwa", Self::Apple),
            ("Index.zip", Self::Apple),
        ];
        let found = foreign.into_iter().find(|(begin, _)| has(begin)).map(|(_, foreign)| foreign);
        if found.is_some() {
            return found;
        }
        match media_type(zip).as_deref() {
            Some("text" | "text-master" | "text-template" | "text-web") => Some(Self::Text),
            Some("presentation" | "presentation-template") => Some(Self::Slides),
            Some(_) => None,
            None => (!is_package).then_some(Self::Archive),
        }
    }

    /// Of a compound file, by the names in its directory, which are UTF-16: also of one that is damaged.
    pub(super) fn of_compound(octets: &[u8]) -> Option<Self> {
        const STREAMS: [(&str, Foreign); 3] = [
            ("WordDocument", Foreign::Word),
            ("PowerPoint Document", Foreign::Slides),
            ("__properties_version1.0", Foreign::Mail),
        ];
        let holds = |name: &str| {
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            memchr::memmem::find(octets, &name).is_some()
        };
        STREAMS.into_iter().find(|(name, _)| holds(name)).map(|(_, foreign)| foreign)
    }

    /// `a PDF`
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "a PDF",
            Self::Word => "a Word document",
            Self::Text => "a text document (.odt)",
            Self::RichText => "a rich text document (RTF)",
            Self::Slides => "a presentation",
            Self::Apple => "a document of Numbers, Pages or Keynote",
            Self::Mail => "a mail that Outlook has saved",
            Self::Picture => "a picture",
            Self::Archive => "a packed archive",
        }
    }

    /// Why it is no list, and what to do.
    pub(super) fn refusal(self) -> String {
        let what_to_do = match self {
            Self::Apple => "If it is one of Numbers: File, Export To, Excel (.xlsx) or CSV.",
            Self::Archive => "Unpack it first, and name the list that is in it.",
            _ => "A list is a table: copy it into a spreadsheet program, and save it as .xlsx or as CSV (UTF-8).",
        };
        format!("is {}. {what_to_do}", self.name())
    }
}

/// What an OpenDocument archive says it is: `spreadsheet`.
fn media_type<R: Read + std::io::Seek>(zip: &mut ZipArchive<R>) -> Option<String> {
    const LONGEST: u64 = 100;
    let mut text = String::new();
    zip.by_name("mimetype").ok()?.take(LONGEST).read_to_string(&mut text).ok()?;
    text.trim().strip_prefix("application/vnd.oasis.opendocument.").map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_file_is_known_by_what_it_holds() {
        const TYPES: (&str, &str) = ("[Content_Types].xml", "<Types/>");
        const ODF: &str = "application/vnd.oasis.opendocument.";
        let (text, sheet) = (format!("{ODF}text"), format!("{ODF}spreadsheet"));
        for (parts, expected) in [
            (&[TYPES, ("word/document.xml", "")][..], Some(Foreign::Word)),
            (&[TYPES, ("ppt/presentation.xml", "")], Some(Foreign::Slides)),
            (&[TYPES, ("xl/workbook.xml", ""), ("xl/embeddings/word/x", "")], None),
            (&[TYPES], None),
            (&[("mimetype", &text), ("content.xml", "")], Some(Foreign::Text)),
            (&[("mimetype", &sheet), ("content.xml", "")], None),
            (&[("META-INF/manifest.xml", ""), ("content.xml", "")], None),
            (&[("Index/Document.iwa", "")], Some(Foreign::Apple)),
            (&[("class.csv", "name")], Some(Foreign::Archive)),
        ] {
            assert_eq!(Foreign::of(&zip(parts)), expected, "{parts:?}");
        }
        let compound = |name: &str| {
            let name = name.encode_utf16().flat_map(u16::to_le_bytes);
            [0xD0, 0xCF, 0x11, 0xE0].into_iter().chain(name).collect::<Vec<u8>>()
        };
        assert_eq!(Foreign::of(&compound("WordDocument")), Some(Foreign::Word));
        assert_eq!(Foreign::of(&compound("Workbook")), None);
        for (octets, expected) in [
            (&b"%PDF-1.4\n"[..], Some(Foreign::Pdf)),
            (b"{\\rtf1\\ansi", Some(Foreign::RichText)),
            (b"\xFF\xD8\xFF\xE0", Some(Foreign::Picture)),
            (b"name,email\n", None),
            (b"PDF,email\n", None),
            (b"", None),
        ] {
            assert_eq!(Foreign::of(octets), expected);
        }
    }

    proptest! {
        #[test]
        fn any_octets_are_looked_at(octets in prop::collection::vec(any::<u8>(), 0..100), begin in 0..4_usize) {
            let begins: [&[u8]; 4] = [b"PK\x03\x04", b"PK\x05\x06", &[0xD0, 0xCF, 0x11, 0xE0], b""];
            let octets = [begins[begin], &octets].concat();
            let _ = Foreign::of(&octets);
        }
    }
}
