//! The ZIP archive that a workbook is, and the XML in it.

use std::io::{BufRead, BufReader, Cursor, Read};
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::Flaw;
use crate::input::Foreign;

/// The octets of a workbook, shared by all who look into it.
pub(super) type Bytes = Cursor<Arc<[u8]>>;

/// A workbook's archive.
pub(super) struct Package {
    zip: ZipArchive<Bytes>,
}

/// Most octets of one part when it is unpacked: beyond that it is no sheet, but an attack.
const MAX_PART: u64 = 2 << 30;

/// Most octets that a part may have however it is packed.
const SMALL: u64 = 64 << 20;

/// A part that is larger is packed to no less than this fraction of it: sheets come to a twentieth, mostly, and what is made of
/// one octet again and again to a thousandth.
const RATIO: u64 = 200;

impl Package {
    pub(super) fn open(bytes: Bytes) -> Result<Self, Flaw> {
        Ok(Self { zip: ZipArchive::new(bytes)? })
    }

    /// Whether it is a workbook's, as far as the names of its parts tell.
    ///
    /// # Errors
    /// [`Flaw::Foreign`].
    pub(super) fn refuse_foreign(&mut self) -> Result<(), Flaw> {
        Foreign::of_zip(&mut self.zip).map_or(Ok(()), |foreign| Err(Flaw::Foreign(foreign)))
    }

    /// Whether all parts can be unpacked without filling the memory: a few octets may stand for gigabytes. By the sizes that
    /// the archive says: a part that has more is an error when it is read.
    ///
    /// # Errors
    /// [`Flaw::Bomb`].
    pub(super) fn refuse_bombs(&mut self) -> Result<(), Flaw> {
        for index in 0..self.zip.len() {
            let part = self.zip.by_index_raw(index)?;
            let (size, packed) = (part.size(), part.compressed_size());
            if size > MAX_PART || size > SMALL && size / RATIO > packed {
                return Err(Flaw::Bomb { part: part.name()?.into_owned(), size });
            }
        }
        Ok(())
    }

    /// Whether there is a part of this name.
    pub(super) fn has(&self, path: &str) -> bool {
        self.zip.index_for_name(path).is_some()
    }

    /// A part, unpacked while it is read. Names are compared without regard to case, as the format says.
    pub(super) fn part(&mut self, path: &str) -> Result<impl BufRead + use<'_>, Flaw> {
        let found = match self.zip.index_for_name(path) {
            Some(index) => Some(index),
            None => self.zip.file_names().position(|name| is_same(name.ok().as_deref(), path)),
        };
        let index = found.ok_or_else(|| Flaw::Damaged(format!("it has no part {path}")))?;
        Ok(BufReader::new(self.zip.by_index(index)?.take(MAX_PART)))
    }

    /// Gives each event of an XML part to `on`, until that returns false.
    pub(super) fn each(
        &mut self,
        path: &str,
        mut on: impl FnMut(&Event<'_>) -> Result<bool, Flaw>,
    ) -> Result<(), Flaw> {
        let mut reader = Reader::from_reader(self.part(path)?);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            let event = reader.read_event_into(&mut buffer)?;
            if matches!(event, Event::Eof) || !on(&event)? {
                return Ok(());
            }
        }
    }

    /// The parts that a part refers to: id, type and path of each.
    pub(super) fn relationships(&mut self, path: &str) -> Result<Vec<Relationship>, Flaw> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let file = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
        let mut found = Vec::new();
        self.each(&file, |event| {
            if let Event::Start(element) = event
                && element.local_name().as_ref() == "Relationship"
            {
                let value = |name| attribute(element, name).unwrap_or_default();
                found.push(Relationship {
                    id: value("Id"),
                    kind: value("Type"),
                    path: joined(folder, &value("Target")),
                });
            }
            Ok(true)
        })?;
        Ok(found)
    }

    /// The part that the archive is about.
    pub(super) fn main_part(&mut self) -> Result<String, Flaw> {
        let main = self.relationships("")?.into_iter().find(|part| part.kind.ends_with("/officeDocument"));
        main.map(|part| part.path).ok_or_else(|| Flaw::Damaged("it does not say where its sheets are".to_owned()))
    }
}

/// A reference from one part to another.
#[derive(Debug)]
pub(super) struct Relationship {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) path: String,
}

/// Whether a name in the archive means this path, as writers on other systems spell it.
fn is_same(name: Option<&str>, path: &str) -> bool {
    name.is_some_and(|name| name.replace('\\', "/").eq_ignore_ascii_case(path))
}

/// A path as it is seen from a folder of the archive.
fn joined(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// An attribute's value, by its name without the prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    let found = attributes.flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = found.normalized_value(quick_xml::XmlVersion::Explicit1_0).ok()?;
    Some(value.into_owned())
}

/// Adds the text of an event to `text`, if it has any.
pub(super) fn push_text(event: &Event<'_>, text: &mut String) {
    match event {
        Event::Text(found) => text.push_str(&found.xml10_content()),
        Event::CData(found) => text.push_str(&found.xml10_content()),
        Event::GeneralRef(reference) => match quick_xml::escape::resolve_xml_entity(reference) {
            Some(found) => text.push_str(found),
            None => text.extend(reference.resolve_char_ref().ok().flatten()),
        },
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn paths_are_seen_from_their_folder() {
        assert_eq!(joined("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(joined("xl", "/xl/a.xml"), "xl/a.xml");
        assert_eq!(joined("xl/worksheets", "../a.xml"), "xl/a.xml");
        assert_eq!(joined("", "../../a.xml"), "a.xml");
    }
}
