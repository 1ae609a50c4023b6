//! The files that go with a mail: attachments and inline images, read and encoded once where mails share them.

use std::collections::{HashMap, VecDeque};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use sha2::{Digest, Sha256};

use super::absent::Seen;
use super::marks::{self, Segment};
use super::private::Private;
use crate::mail;
use crate::message::FilePart;

/// A file larger than this is refused: no provider takes a mail of that size.
const MAX_FILE: u64 = 100 << 20;
/// What the cache of files that rows share may hold, in encoded octets. A file for one row alone passes through it.
const MAX_CACHE: usize = 16 << 20;
/// What a file takes in it beside these: even empty ones under any number of names come to an end.
const ENTRY: usize = 1 << 10;

/// The template's folder and what has been read from it.
#[derive(Debug)]
pub(super) struct Files {
    folder: PathBuf,
    private: Private,
    /// Files whose path the author wrote out, by that path: kept for the batch.
    kept: [RwLock<HashMap<String, Found>>; 2],
    /// Files whose path depends on the row: kept for a while.
    passing: Mutex<Passing>,
}

/// What a file is used as: it is one thing as an attachment and another as an inline image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Usage {
    Attachment,
    Inline,
}

/// A part says how its file is called, so that one file under two names (links to it) is two parts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    path: PathBuf,
    name: String,
    usage: Usage,
}

#[derive(Debug, Default)]
struct Passing {
    parts: HashMap<Key, Arc<FilePart>>,
    order: VecDeque<Key>,
    octets: usize,
}

/// A part and the file that it came from.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) part: Arc<FilePart>,
}

impl Files {
    /// For a template in this folder, which encloses none of these.
    pub(super) fn new(folder: &Path, private: Private) -> Self {
        Self { folder: folder.to_owned(), private, kept: Default::default(), passing: Mutex::default() }
    }

    /// A file by its marked path. `written` tells whether the author wrote a path without marks, so that the file may lie
    /// anywhere, or whether a cell got past the marks (`| safe`).
    pub(super) fn find(&self, marked: &str, usage: Usage, written: impl Fn(&str) -> bool) -> Result<Found, String> {
        let kept = &self.kept[usage as usize];
        if let Some(found) = kept.read().unwrap_or_else(PoisonError::into_inner).get(marked) {
            return Ok(found.clone());
        }
        if marks::has_mark(marked) || !written(marked) {
            let guarded = if marks::has_mark(marked) { marked.to_owned() } else { marks::mark(marked) };
            return match self.resolve_either(&guarded, usage) {
                Ok(path) => self.read_passing(path, usage, marked),
                Err(what) => {
                    // Nobody sees the blanks around what is in a cell.
                    let trimmed = trimmed(&guarded).ok_or_else(|| what.clone())?;
                    let path = self.resolve_either(&trimmed, usage).map_err(|_| what)?;
                    self.read_passing(path, usage, &trimmed)
                }
            };
        }
        let path = self.resolve_either(marked, usage)?;
        let part = self.read(&path, usage, marked)?;
        let found = Found { path, part };
        kept.write().unwrap_or_else(PoisonError::into_inner).insert(marked.to_owned(), found.clone());
        Ok(found)
    }

    /// The `src` of an image is a URL: a space in it may be written as `%20`.
    fn resolve_either(&self, marked: &str, usage: Usage) -> Result<PathBuf, String> {
        self.resolve(marked).or_else(|what| match decoded(marked) {
            Some(decoded) if usage == Usage::Inline => self.resolve(&decoded).map_err(|_| what),
            _ => Err(what),
        })
    }

    /// The file that a path names. A path with a cell in it must stay below the template's folder, or below the folder
    /// that the author wrote before the cell.
    fn resolve(&self, marked: &str) -> Result<PathBuf, String> {
        let text = marks::plain(marked);
        let path = self.join(&text, !starts_with_cell(marked));
        let shown = path.display();
        let found = match path.canonicalize() {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let seen = Seen { folder: &self.folder, text: &text, path: &path };
                let hint = seen.hint(|text| self.join(text.trim(), !starts_with_cell(marked)).is_file());
                return Err(format!("no such file: {shown}{hint}"));
            }
            Err(error) => return Err(format!("{shown} cannot be read: {error}")),
        };
        if marks::has_mark(marked) {
            let allowed = [self.folder.clone(), self.join(&written_folder(marked), true)];
            let inside = |root: &PathBuf| root.canonicalize().is_ok_and(|root| found.starts_with(root));
            if !allowed.iter().any(inside) {
                return Err(format!(
                    "\"{text}\" is outside the template's folder ({}): a cell may only name files below it",
                    self.folder.display()
                ));
            }
        }
        Ok(found)
    }

    /// A path seen from the template's folder; `~/` is the home folder where the author wrote it.
    fn join(&self, text: &str, written: bool) -> PathBuf {
        match (text.strip_prefix("~/"), std::env::home_dir()) {
            (Some(rest), Some(home)) if written => home.join(rest),
            _ => self.folder.join(text),
        }
    }

    fn read_passing(&self, path: PathBuf, usage: Usage, marked: &str) -> Result<Found, String> {
        let key = Key { path, name: file_name(marked), usage };
        let cached = lock(&self.passing).parts.get(&key).cloned();
        let part = match cached {
            Some(part) => part,
            None => {
                let part = self.read(&key.path, usage, marked)?;
                lock(&self.passing).insert(key.clone(), Arc::clone(&part));
                part
            }
        };
        Ok(Found { path: key.path, part })
    }

    fn read(&self, path: &Path, usage: Usage, marked: &str) -> Result<Arc<FilePart>, String> {
        // `files/{{ file }}` where the cell is empty.
        if marked.trim_end().ends_with('/') && path.is_dir() {
            let folder = marks::plain(marked);
            return Err(format!(
                "\"{}\" names a folder and no file in it: the cell is empty. If some rows have no attachment, write {{% if … %}} around the path",
                mail::shown(folder.trim(), 100)
            ));
        }
        let octets = read_file(path)?;
        if let Some(what) = self.private.refusal(path, &octets) {
            return Err(what);
        }
        let name = file_name(marked);
        Ok(Arc::new(match usage {
            Usage::Attachment => FilePart::attachment(&name, &octets),
            Usage::Inline => FilePart::inline(&name, &content_id(&name, &octets), &octets),
        }))
    }
}

impl Passing {
    fn insert(&mut self, key: Key, part: Arc<FilePart>) {
        if part.encoded().len() > MAX_CACHE {
            return;
        }
        self.octets += held(&part);
        if let Some(old) = self.parts.insert(key.clone(), part) {
            self.octets -= held(&old);
        } else {
            self.order.push_back(key);
        }
        while self.octets > MAX_CACHE {
            let Some(oldest) = self.order.pop_front() else { break };
            if let Some(part) = self.parts.remove(&oldest) {
                self.octets -= held(&part);
            }
        }
    }
}

/// What a part takes in the cache.
fn held(part: &FilePart) -> usize {
    part.encoded().len() + ENTRY
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // A panic elsewhere leaves a cache complete or an entry short of it: both are sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let shown = path.display();
    let unread = |error: io::Error| format!("{shown} cannot be read: {error}");
    let metadata = fs::metadata(path).map_err(unread)?;
    // Asked before it is opened: opening a pipe waits for its other end.
    if !metadata.is_file() {
        let what = if metadata.is_dir() { "a folder" } else { "no regular file" };
        return Err(format!("{shown} is {what}, not a file that can be sent"));
    }
    let mut octets = Vec::new();
    let file = fs::File::open(path).map_err(unread)?;
    file.take(MAX_FILE + 1).read_to_end(&mut octets).map_err(unread)?;
    if octets.len() as u64 > MAX_FILE {
        return Err(format!("{shown} is larger than {} MiB: put it on a server and send a link", MAX_FILE >> 20));
    }
    Ok(octets)
}

fn starts_with_cell(marked: &str) -> bool {
    marked.chars().next().is_some_and(marks::is_mark)
}

/// A path without the blanks at both ends of what came out of cells, where there are any and something is left.
fn trimmed(marked: &str) -> Option<String> {
    let mut has_blanks = false;
    let mut is_empty = true;
    let mut path = String::new();
    for segment in marks::segments(marked) {
        match segment {
            Segment::Literal(literal) => path.push_str(literal),
            Segment::Cell(cell) => {
                let cut = cell.trim();
                has_blanks |= cut.len() < cell.len();
                is_empty &= cut.is_empty();
                path.push_str(&marks::mark(cut));
            }
        }
    }
    (has_blanks && !is_empty).then_some(path)
}

/// The folder that the author wrote before the first cell: `../reports/` in `../reports/{{ id }}.pdf`.
fn written_folder(marked: &str) -> String {
    let literal = match marks::segments(marked).next() {
        Some(Segment::Literal(literal)) => literal,
        _ => "",
    };
    literal.rfind('/').map_or_else(String::new, |slash| literal[..=slash].to_owned())
}

/// The name that the receiver sees.
fn file_name(marked: &str) -> String {
    let text = marks::plain(marked);
    let name = Path::new(&*text).file_name();
    name.map_or_else(|| "attachment".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Stable for a name and a content, so that mails of one batch can be compared.
fn content_id(name: &str, octets: &[u8]) -> String {
    let digest = Sha256::digest(octets);
    let mut id: String =
        name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_').take(32).collect();
    id.push('.');
    for octet in digest.iter().take(10) {
        id.push_str(&format!("{octet:02x}"));
    }
    id.push_str("@mailshot.invalid");
    id.trim_start_matches('.').to_owned()
}

/// A path whose `%20` have been undone, if there are any.
fn decoded(marked: &str) -> Option<String> {
    let text = marks::plain(marked);
    if !text.contains('%') {
        return None;
    }
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&octet, behind)) = rest.split_first() {
        let pair = behind.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(value) if octet == b'%' => {
                octets.push(value);
                rest = &behind[2..];
            }
            _ => {
                octets.push(octet);
                rest = behind;
            }
        }
    }
    let text = String::from_utf8(octets).ok().filter(|text| !text.contains('\0'))?;
    Some(if marks::has_mark(marked) { marks::mark(&text) } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_before_a_cell_is_the_authors() {
        let path = format!("../reports/a-{}.pdf", marks::mark("../../x"));
        assert_eq!(written_folder(&path), "../reports/");
        assert_eq!(written_folder(&marks::mark("a/b")), "");
    }

    #[test]
    fn the_blanks_around_a_cell_are_none_of_the_path() {
        let path = |cell: &str| trimmed(&format!("a b/{}", marks::mark(cell)));
        assert_eq!(path(" c d.pdf\u{a0}").as_deref().map(marks::plain).as_deref(), Some("a b/c d.pdf"));
        for cell in ["c d.pdf", "", " "] {
            assert_eq!(path(cell), None, "{cell:?}");
        }
    }

    #[test]
    fn a_content_id_is_an_addr_spec() {
        let id = content_id("成绩 logo.png", b"x");
        assert!(id.starts_with("logopng."), "{id}");
        assert!(id.is_ascii() && !id.contains(' ') && id.matches('@').count() == 1);
        assert_eq!(id, content_id("成绩 logo.png", b"x"));
        assert_ne!(id, content_id("成绩 logo.png", b"y"));
    }

    #[test]
    fn percent_signs_are_undone() {
        assert_eq!(decoded("my%20logo.png").as_deref(), Some("my logo.png"));
        assert_eq!(decoded("100%"), Some("100%".to_owned()));
        assert_eq!(decoded("logo.png"), None);
        assert_eq!(decoded("a%00"), None);
    }

    #[test]
    fn the_cache_of_passing_files_is_bounded() {
        let mut passing = Passing::default();
        let part = Arc::new(FilePart::attachment("x", b""));
        for number in (0..3).chain(0..MAX_CACHE / ENTRY + 2) {
            let key = Key { path: PathBuf::from("x"), name: number.to_string(), usage: Usage::Attachment };
            passing.insert(key, Arc::clone(&part));
        }
        assert_eq!(passing.parts.len(), MAX_CACHE / ENTRY);
        assert_eq!(passing.parts.len(), passing.order.len());
        assert_eq!(passing.octets, passing.parts.values().map(|part| held(part)).sum::<usize>());
    }
}
