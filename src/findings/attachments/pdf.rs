//! What is written in a PDF, as far as its fonts say which letters they show: a letter that a program has made, not a scan.
//!
//! The file may be anything: what is unpacked, and how much is looked at, has a bound.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use flate2::read::ZlibDecoder;
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Encoding, LoadOptions, Object, ObjectId, Stream};
use memchr::memmem;

/// What says who somebody is stands on one of the first pages.
const MOST_PAGES: usize = 4;
/// Most octets of a stream when it is unpacked, of all streams of objects together, and of all that is drawn.
const MOST_UNPACKED: usize = 1 << 20;
/// More letters are no letter.
const MOST_TEXT: usize = 64 << 10;
/// Drawings within drawings.
const DEEPEST: u8 = 4;
/// Each drawing counts for so many octets, also an empty one.
const DRAWING: usize = 64;
/// Fonts that are looked at.
const MOST_FONTS: usize = 64;
/// Letters that stand so much closer than they would are moved apart: in thousandths of their size.
const BLANK: f32 = -100.0;

thread_local! {
    /// How much may still be unpacked of streams of objects, in octets.
    static LEFT: Cell<usize> = const { Cell::new(0) };
}

/// The text of the first pages. None, if it cannot be read: no PDF, encrypted, too much of it.
pub(super) fn text(octets: &[u8]) -> Option<String> {
    // Where anybody may open it, it takes long to find that out.
    if !octets.starts_with(b"%PDF-") || memmem::find(octets, b"/Encrypt").is_some() {
        return None;
    }
    // It is one of many files, and a warning at most: what is odd about it is no reason to stop.
    catch_unwind(AssertUnwindSafe(|| read(octets))).ok().flatten()
}

fn read(octets: &[u8]) -> Option<String> {
    LEFT.set(MOST_UNPACKED);
    let options =
        LoadOptions { filter: Some(kept), max_decompressed_size: Some(MOST_UNPACKED), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(octets, options).ok()?;
    let mut reading =
        Reading { document: &document, encodings: HashMap::new(), left: MOST_UNPACKED, text: String::new() };
    document.page_iter().take(MOST_PAGES).try_for_each(|page| reading.page(page))?;
    Some(reading.text)
}

/// What is kept of a document while it is read: no pictures, and no more of packed objects than the memory can take. Of a stream, which
/// is never packed with others, nobody asks for more than whether.
fn kept(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let Object::Stream(stream) = object else { return Some((id, object.clone())) };
    let is_kept = if stream.dict.has_type(b"ObjStm") { is_small(stream) } else { !is_of(stream, b"Image") };
    is_kept.then_some((id, Object::Null))
}

/// Whether a stream of objects takes no more than is left.
fn is_small(stream: &Stream) -> bool {
    let left = LEFT.get();
    let size = match stream.filters() {
        Ok(filters) if *filters == [b"FlateDecode"] => {
            let unpacked = io::Read::take(ZlibDecoder::new(&*stream.content), left as u64 + 1);
            io::copy(&mut { unpacked }, &mut io::sink()).map_or(left + 1, |size| usize::try_from(size).unwrap_or(left))
        }
        Ok(filters) if !filters.is_empty() => left + 1,
        _ => stream.content.len(),
    };
    LEFT.set(left.saturating_sub(size));
    size <= left
}

fn is_of(stream: &Stream, sort: &[u8]) -> bool {
    stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == sort)
}

/// A document, and what has been read of it.
struct Reading<'d> {
    document: &'d Document,
    /// By the place where a font is kept.
    encodings: HashMap<usize, Option<Encoding<'d>>>,
    /// How much may still be drawn, in octets.
    left: usize,
    text: String,
}

type Fonts<'d> = BTreeMap<Vec<u8>, &'d Dictionary>;

impl<'d> Reading<'d> {
    fn page(&mut self, page: ObjectId) -> Option<()> {
        let document = self.document;
        let content = document.get_page_content_with_limit(page, self.left).ok()?;
        let (written, kept) = document.get_page_resources(page).ok()?;
        let kept = kept.into_iter().filter_map(|id| document.get_dictionary(id).ok());
        let resources: Vec<&Dictionary> = written.into_iter().chain(kept).collect();
        self.draw(&content, &document.get_page_fonts(page).ok()?, &resources, 0)
    }

    /// Follows what is drawn. None, where that is too much.
    fn draw(&mut self, content: &[u8], fonts: &Fonts<'d>, resources: &[&'d Dictionary], depth: u8) -> Option<()> {
        self.left = self.left.checked_sub(content.len().max(DRAWING))?;
        let mut font = None;
        for operation in Content::decode_iter(content).map_while(Result::ok) {
            if self.text.len() > MOST_TEXT {
                return None;
            }
            let first = operation.operands.first();
            match operation.operator.as_str() {
                "Tf" => {
                    let name = first.and_then(|name| name.as_name().ok());
                    font = name.and_then(|name| fonts.get(name)).and_then(|font| self.know(font));
                }
                "Tj" | "TJ" => self.show(font, &operation.operands),
                "'" | "\"" => {
                    self.text.push(' ');
                    self.show(font, operation.operands.last().map_or(&[], std::slice::from_ref));
                }
                "Td" | "TD" | "Tm" | "T*" | "BT" | "ET" => self.text.push(' '),
                "Do" if depth < DEEPEST => {
                    let name = first.and_then(|name| name.as_name().ok());
                    if let Some(form) = name.and_then(|name| self.form(name, resources)) {
                        self.draw_form(form, fonts, resources, depth + 1)?;
                    }
                }
                _ => {}
            }
        }
        Some(())
    }

    /// What is drawn as one, by its name: a form in the sense of the format, a stamp, a letterhead.
    fn form(&self, name: &[u8], resources: &[&'d Dictionary]) -> Option<&'d Stream> {
        let of = |resources: &&'d Dictionary| self.part(resources, b"XObject")?.get_deref(name, self.document).ok();
        resources.iter().find_map(of)?.as_stream().ok().filter(|stream| is_of(stream, b"Form"))
    }

    fn draw_form(
        &mut self,
        form: &'d Stream,
        fonts: &Fonts<'d>,
        resources: &[&'d Dictionary],
        depth: u8,
    ) -> Option<()> {
        let content = match form.filters() {
            Ok(filters) if !filters.is_empty() => form.decompressed_content_with_limit(self.left).ok()?,
            _ => form.content.clone(),
        };
        let Some(own) = self.part(&form.dict, b"Resources") else {
            return self.draw(&content, fonts, resources, depth);
        };
        let named = self.part(own, b"Font").into_iter().flat_map(Dictionary::iter);
        let fonts = named.filter_map(|(name, font)| {
            let (_, font) = self.document.dereference(font).ok()?;
            Some((name.clone(), font.as_dict().ok()?))
        });
        self.draw(&content, &fonts.collect(), &[own], depth)
    }

    fn part(&self, of: &'d Dictionary, name: &[u8]) -> Option<&'d Dictionary> {
        of.get_deref(name, self.document).and_then(Object::as_dict).ok()
    }

    /// Which letters a font shows, by the place where that is kept.
    fn know(&mut self, font: &'d Dictionary) -> Option<usize> {
        let place = std::ptr::from_ref(font).addr();
        if !self.encodings.contains_key(&place) {
            if self.encodings.len() >= MOST_FONTS {
                return None;
            }
            let encoding = font.get_font_encoding_with_limit(self.document, MOST_UNPACKED).ok();
            self.encodings.insert(place, encoding);
        }
        Some(place)
    }

    fn show(&mut self, font: Option<usize>, operands: &[Object]) {
        let Some(Some(encoding)) = font.and_then(|font| self.encodings.get(&font)) else { return };
        let shown = operands.iter().flat_map(|operand| match operand {
            Object::Array(parts) => parts.as_slice(),
            other => std::slice::from_ref(other),
        });
        for part in shown {
            match part {
                Object::String(octets, _) => _ = encoding.write_to_string(octets, &mut self.text),
                Object::Integer(_) | Object::Real(_) if part.as_float().is_ok_and(|moved| moved < BLANK) => {
                    self.text.push(' ');
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use proptest::prelude::*;

    use super::super::text::key;
    use super::*;

    const FONT: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";

    /// A PDF of these objects, of which the first is the catalogue.
    fn pdf(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
        let mut pdf = b"%PDF-1.7\n".to_vec();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for (number, object) in (1..).zip(objects) {
            table.push_str(&format!("{:010} 00000 n \n", pdf.len()));
            pdf.extend(format!("{number} 0 obj\n").bytes());
            pdf.extend(object);
            pdf.extend(b"\nendobj\n");
        }
        let (begin, size) = (pdf.len(), objects.len() + 1);
        pdf.extend(
            format!("{table}trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{begin}\n%%EOF\n").bytes(),
        );
        pdf
    }

    fn stream(entries: &str, content: &[u8]) -> Vec<u8> {
        let begin = format!("<</Length {}{entries}>>\nstream\n", content.len());
        [begin.as_bytes(), content, b"\nendstream"].concat()
    }

    fn packed(content: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    /// One page, with what is drawn on it, and more objects from number 5.
    fn page(content: Vec<u8>, more: &[Vec<u8>], resources: &str, trailer: &str) -> Vec<u8> {
        let page = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 {FONT}>>{resources}>>>>"
        );
        let mut objects = vec![
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
            page.into_bytes(),
            content,
        ];
        objects.extend_from_slice(more);
        pdf(&objects, trailer)
    }

    /// A letter of these lines.
    pub(in crate::findings::attachments) fn letter(lines: &str) -> Vec<u8> {
        let shown = |line: &str| format!("({}) Tj T*\n", line.replace(['(', ')', '\\'], " "));
        let lines: String = lines.lines().map(shown).collect();
        let (content, ..) = encoding_rs::WINDOWS_1252.encode(&lines);
        let content = [b"BT /F1 12 Tf 14 TL 72 720 Td\n", &*content, b"ET"].concat();
        page(stream("/Filter/FlateDecode", &packed(&content)), &[], "", "")
    }

    fn words(octets: &[u8]) -> Option<String> {
        text(octets).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn letters_are_read() {
        assert_eq!(
            words(&letter("Vertrag L-2027-041\nfür Zoë Hale")).as_deref(),
            Some("Vertrag L-2027-041 für Zoë Hale")
        );
        let content =
            stream("", b"BT /F1 9 Tf [(Ha) 20 (le) -300 (Z)] TJ (next) ' 1 2 (last) \" /F2 9 Tf (unknown) Tj ET");
        assert_eq!(words(&page(content, &[], "", "")).as_deref(), Some("Hale Z next last"));
    }

    #[test]
    fn what_programs_make_is_read() {
        // Of a browser, with objects packed together; and of glyphs by their numbers.
        for (octets, held) in [
            (&include_bytes!("../../../tests/pdfs/browser.pdf")[..], "Loan L-2027-041 Zoë Hale, office"),
            (include_bytes!("../../../tests/pdfs/glyphs.pdf"), "Vertrag L-2027-041 Müller, Пётр"),
        ] {
            // Letters may be moved one by one.
            assert_eq!(text(octets).map(|text| key(&text)), Some(key(held)));
        }
    }

    #[test]
    fn what_is_drawn_as_one_is_read() {
        let form = |content: &str, own: &str| stream(&format!("/Type/XObject/Subtype/Form{own}"), content.as_bytes());
        let own = format!("/Resources<</Font<</F9 {FONT}>>/XObject<</Y 6 0 R/X 5 0 R>>>>");
        let outer = form("BT /F9 9 Tf (outer) Tj ET /Y Do", &own);
        let more = [outer, form("BT /F9 9 Tf (lost) Tj ET", "/Resources<<>>")];
        let drawn = |content: &[u8]| words(&page(stream("", content), &more, "/XObject<</X 5 0 R>>", ""));
        assert_eq!(drawn(b"/X Do BT /F1 9 Tf (page) Tj ET").as_deref(), Some("outer page"));
        // It draws itself, again and again.
        let round = form("BT /F9 9 Tf (x) Tj ET /X Do /X Do /X Do /X Do", &own);
        let again = page(stream("", &b"/X Do ".repeat(5_000)), &[round], "/XObject<</X 5 0 R>>", "");
        assert_eq!(words(&again), None);
    }

    #[test]
    fn what_takes_too_much_is_not_read() {
        let zeros = vec![b' '; 16 << 20];
        let bomb = packed(&zeros);
        assert_eq!(text(&page(stream("/Filter/FlateDecode", &bomb), &[], "", "")), None);
        let twice = stream("/Filter[/FlateDecode/FlateDecode]", &packed(&bomb));
        assert_eq!(text(&page(twice, &[], "", "")), None);
        // Many streams of objects, none of which is too large by itself.
        let objects = packed(&[&b"9 0 "[..], &b"1 ".repeat(500_000)].concat());
        let objects = stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &objects);
        let content = stream("", b"BT /F1 9 Tf (text) Tj ET");
        assert_eq!(words(&page(content.clone(), &vec![objects; 64], "", "")).as_deref(), Some("text"));
        // Letters of a font.
        let more = [b"<</Type/Font/ToUnicode 6 0 R>>".to_vec(), stream("/Filter/FlateDecode", &bomb)];
        let lost = page(stream("", b"BT /F 9 Tf (lost) Tj ET"), &more, "/Font<</F 5 0 R>>", "");
        assert_eq!(words(&lost).unwrap_or_default(), "");
        let deep = [&b"["[..]; 4_000].concat();
        assert_eq!(words(&page(content.clone(), std::slice::from_ref(&deep), "", "")).as_deref(), Some("text"));
        assert_eq!(words(&page(stream("", &[&deep, &b"BT"[..]].concat()), &[], "", "")).unwrap_or_default(), "");
        let many =
            stream("", &[&b"BT /F1 9 Tf "[..], &b"(0123456789012345678901234567890) Tj ".repeat(5_000)].concat());
        assert_eq!(text(&page(many, &[], "", "")), None);
        assert_eq!(text(&page(content, &[b"<</Filter/Standard/V 1>>".to_vec()], "", "/Encrypt 5 0 R")), None);
        assert_eq!(text(b"PK\x03\x04"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_octets_can_be_read(at in 0..900_usize, octets in proptest::collection::vec(any::<u8>(), 0..40)) {
            let mut spoilt = letter("Vertrag L-2027-041\nHale");
            let at = at.min(spoilt.len());
            spoilt.splice(at..at, octets.iter().copied());
            let _ = text(&spoilt);
            spoilt.truncate(at);
            let _ = text(&spoilt);
            let mut packed = include_bytes!("../../../tests/pdfs/browser.pdf").to_vec();
            for (octet, at) in octets.into_iter().zip((at * 8 % 7_000..).step_by(3)) {
                packed[at] = octet;
            }
            let _ = text(&packed);
        }
    }
}
