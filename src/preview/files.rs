//! The files that go with the letters: each distinct one is written once.

use std::collections::HashMap;
use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use encodify::base64::MIME;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::PreviewError;
use super::blocks::write_data;
use super::folder::{ATTACHMENTS, numbered};
use crate::message::FilePart;

/// Parts that were handed over last, and need no digest to be known again: what goes to everybody is one of them.
const REMEMBERED: usize = 16;

/// An attachment, for the page.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Attachment {
    name: String,
    #[serde(rename = "type")]
    media_type: String,
    size: u64,
    /// Seen from the page.
    path: String,
}

/// A picture, for the page.
#[derive(Debug, Serialize)]
struct Image<'a> {
    #[serde(rename = "type")]
    media_type: &'a str,
    /// In base64, on one line.
    base64: String,
}

/// What identifies a content: the beginning of its SHA-256.
type Content = [u8; 16];

/// What has been written.
#[derive(Debug)]
pub(super) struct Files {
    dir: PathBuf,
    /// Whether there may be too many for one folder.
    are_many: bool,
    attachments: HashMap<Content, Arc<str>>,
    images: HashMap<Content, u32>,
    recent: VecDeque<(Weak<FilePart>, Content)>,
}

impl Files {
    pub(super) fn new(dir: &Path, are_many: bool) -> Self {
        let (attachments, images) = (HashMap::new(), HashMap::new());
        Self { dir: dir.to_owned(), are_many, attachments, images, recent: VecDeque::new() }
    }

    /// An attachment, written if it is new. Its name is the one that the receiver sees, its file's that of the first.
    pub(super) fn attachment(&mut self, part: &Arc<FilePart>) -> Result<Attachment, PreviewError> {
        let content = self.content(part);
        let path = match self.attachments.get(&content) {
            Some(path) => Arc::clone(path),
            None => {
                let path = numbered(ATTACHMENTS, self.attachments.len() as u64 + 1, part.name(), self.are_many);
                write_below(&self.dir, &path, &octets(part))?;
                let path: Arc<str> = path.into();
                self.attachments.insert(content, Arc::clone(&path));
                path
            }
        };
        let (name, media_type) = (part.name().to_owned(), part.media_type().to_owned());
        Ok(Attachment { name, media_type, size: part.size(), path: path.to_string() })
    }

    /// A picture that a letter shows, written if it is new: its number.
    pub(super) fn image(&mut self, part: &Arc<FilePart>) -> Result<u32, PreviewError> {
        let content = self.content(part);
        if let Some(number) = self.images.get(&content) {
            return Ok(*number);
        }
        let number = u32::try_from(self.images.len()).unwrap_or(u32::MAX).saturating_add(1);
        let base64 = part.encoded().iter().copied().filter(|octet| !matches!(octet, b'\r' | b'\n')).map(char::from);
        let image = Image { media_type: part.media_type(), base64: base64.collect() };
        write_data(&self.dir, "image", number, &image)?;
        self.images.insert(content, number);
        Ok(number)
    }

    fn content(&mut self, part: &Arc<FilePart>) -> Content {
        let is_it = |(known, _): &&(Weak<FilePart>, Content)| {
            // The allocation stands as long as the weak pointer does: no other part can have its address.
            std::ptr::eq(known.as_ptr(), Arc::as_ptr(part))
        };
        if let Some((_, content)) = self.recent.iter().find(is_it) {
            return *content;
        }
        let digest = Sha256::digest(part.encoded());
        let mut content = Content::default();
        content.copy_from_slice(&digest[..size_of::<Content>()]);
        self.recent.push_front((Arc::downgrade(part), content));
        self.recent.truncate(REMEMBERED);
        content
    }
}

/// Writes a file, and the folder it is in if that is not there.
pub(super) fn write_below(dir: &Path, path: &str, octets: &[u8]) -> Result<(), PreviewError> {
    let path = dir.join(path);
    let written = fs::write(&path, octets).or_else(|_| {
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(&path, octets)
    });
    written.map_err(PreviewError::at(&path))
}

fn octets(part: &FilePart) -> Vec<u8> {
    MIME.decode(part.encoded()).expect("a part holds what it has encoded itself")
}
