//! What is written in a file: a PDF, a document of a word processor, a plain text.

use std::io::{BufReader, Cursor, Read};
use std::panic::catch_unwind;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::WINDOWS_1252;
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::pdf;
use super::text::Text;
use crate::message::FilePart;

/// Larger files are no letters (octets).
const LARGEST: u64 = 4 << 20;
/// Most octets of a document's text when it is unpacked.
const MOST_UNPACKED: u64 = 4 << 20;
/// Plain texts are read as far as this.
const MOST_PLAIN: usize = 64 << 10;
/// A text of fewer letters says nothing: a scan with a number below it.
const SHORTEST: usize = 24;

/// The text of a file that can be read.
pub(super) fn text_of(file: &FilePart) -> Option<Text> {
    let read = match file.name().rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
        _ if file.size() > LARGEST => return None,
        _ if file.encoded().starts_with(b"JVBERi0") => pdf::text,
        "docx" => document,
        "txt" | "csv" | "html" | "htm" => plain,
        _ => return None,
    };
    let encoded: Vec<u8> = file.encoded().iter().copied().filter(|octet| !octet.is_ascii_whitespace()).collect();
    let text = Text::of(&read(&STANDARD.decode(encoded).ok()?)?);
    Some(text).filter(|text| text.len() >= SHORTEST)
}

/// The text of a document of Word, which is a ZIP archive of XML.
fn document(octets: &[u8]) -> Option<String> {
    // It is one of many files, and a warning at most: what is odd about it is no reason to stop.
    catch_unwind(|| words(octets)).ok().flatten()
}

fn words(octets: &[u8]) -> Option<String> {
    let mut archive = ZipArchive::new(Cursor::new(octets)).ok()?;
    let part = archive.by_name("word/document.xml").ok()?;
    let mut reader = Reader::from_reader(BufReader::new(part.take(MOST_UNPACKED)));
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    let (mut text, mut buffer, mut is_text) = (String::new(), Vec::new(), false);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(element) => is_text = element.local_name().as_ref() == "t",
            Event::End(element) => {
                is_text = false;
                if matches!(element.local_name().as_ref(), "p" | "tab" | "br") {
                    text.push(' ');
                }
            }
            Event::Text(found) if is_text => text.push_str(&found.xml10_content()),
            Event::GeneralRef(reference) if is_text => match resolve_xml_entity(&reference) {
                Some(found) => text.push_str(found),
                None => text.extend(reference.resolve_char_ref().ok().flatten()),
            },
            Event::Eof => return Some(text),
            _ => {}
        }
    }
}

fn plain(octets: &[u8]) -> Option<String> {
    if octets.len() > MOST_PLAIN {
        return None;
    }
    Some(str::from_utf8(octets).map_or_else(|_| WINDOWS_1252.decode(octets).0.into_owned(), str::to_owned))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::super::text::key;
    use super::*;

    fn document_of(xml: &str) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
        archive.write_all(xml.as_bytes()).unwrap();
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn files_of_several_kinds_are_read() {
        let xml = "<w:document><w:p><w:r><w:t>Vertrag L-2027</w:t></w:r><w:r><w:t>-041</w:t></w:r></w:p>\
                   <w:p><w:r><w:instrText>MERGEFIELD</w:instrText><w:t>Zoë &amp; H&#228;le, signed</w:t><w:tab/></w:r></w:p></w:document>";
        for (name, octets) in [
            ("a.docx", document_of(xml)),
            ("a.PDF", pdf::tests::letter("Vertrag L-2027-041\nZoë Häle, signed")),
            ("a.txt", "Vertrag L-2027-041, Zoë Häle, signed".as_bytes().to_vec()),
            ("a.html", b"<b>Vertrag L-2027-041</b> Zo\xEB H\xE4le, signed".to_vec()),
        ] {
            let text = text_of(&FilePart::attachment(name, &octets));
            let is_held = |held: &str| text.as_ref().is_some_and(|text| text.holds(&key(held)));
            assert!(is_held("Vertrag L-2027-041") && is_held("Häle") && !is_held("mergefield"), "{name}: {text:?}");
        }
    }

    #[test]
    fn what_is_no_letter_is_not_read() {
        let long = "a letter of many words, ".repeat(10_000);
        for (name, octets) in [
            ("a.docx", b"PK\x03\x04 and so on, which is no archive".to_vec()),
            ("a.docx", document_of("")),
            ("a.txt", b"1001".to_vec()),
            ("a.txt", long.clone().into_bytes()),
            ("a.jpg", long.into_bytes()),
            ("a", b"a letter of many words, which has no ending".to_vec()),
        ] {
            assert_eq!(text_of(&FilePart::attachment(name, &octets)), None, "{name}");
        }
        // What stands for much more than it is.
        let bomb = document_of(&format!("<w:document><w:p>{}", " ".repeat(8 << 20)));
        assert_eq!(text_of(&FilePart::attachment("a.docx", &bomb)), None);
    }

    proptest! {
        #[test]
        fn any_document_can_be_read(at in 0..200_usize, octets in proptest::collection::vec(any::<u8>(), 0..20)) {
            let mut spoilt = document_of("<w:document><w:p><w:t>Vertrag L-2027-041</w:t></w:p></w:document>");
            let at = at.min(spoilt.len());
            spoilt.splice(at..at, octets);
            let _ = document(&spoilt);
        }
    }
}
