//! The gallery: letters in, a folder out.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Serialize, Serializer};

use super::blocks::Blocks;
use super::files::{Files, write_below};
use super::folder::{self, EML, PAGE, PER_FOLDER, numbered};
use super::page::page;
use super::{Faulty, Letter, PreviewError};
use crate::delivery::Lang;

/// What the letters are made of.
#[derive(Debug, Clone, Serialize)]
pub struct About {
    /// The list's name.
    pub recipients: String,
    /// The template's name.
    pub template: String,
    /// When, in seconds since 1970-01-01T00:00:00Z.
    pub date: i64,
    /// The language of the page.
    #[serde(serialize_with = "tag")]
    pub lang: Lang,
}

/// A gallery being written.
#[derive(Debug)]
pub struct Gallery {
    dir: PathBuf,
    about: About,
    are_many: bool,
    files: Files,
    blocks: Blocks,
}

impl Gallery {
    /// Makes the folder. An earlier preview in it is replaced; what else lies there is left alone. `rows` is how many there
    /// will be, about: whether one folder is to hold them.
    ///
    /// # Errors
    /// The folder is in use by something else, or cannot be written.
    pub fn create(dir: &Path, about: About, rows: u64) -> Result<Self, PreviewError> {
        folder::make(dir)?;
        let are_many = rows > PER_FOLDER;
        let (files, blocks) = (Files::new(dir, are_many), Blocks::new(dir));
        Ok(Self { dir: dir.to_owned(), about, are_many, files, blocks })
    }

    /// Adds a letter and writes its mail.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn letter(&mut self, letter: &Letter<'_>) -> Result<(), PreviewError> {
        let name = letter.first_recipient().map_or_else(String::new, |to| to.address.to_string());
        let file = numbered(EML, letter.number, &format!("{name}.eml"), self.are_many);
        write_below(&self.dir, &file, &letter.mail.content.to_vec())?;
        self.blocks.letter(letter, file, &mut self.files)
    }

    /// Adds a row that makes no letter.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn faulty(&mut self, row: &Faulty<'_>) -> Result<(), PreviewError> {
        self.blocks.faulty(row)
    }

    /// Writes the page: its path.
    ///
    /// # Errors
    /// A file cannot be written, or the system has no random numbers.
    pub fn finish(self) -> Result<PathBuf, PreviewError> {
        let path = self.dir.join(PAGE);
        let nonce = nonce().map_err(PreviewError::at(&path))?;
        let index = self.blocks.finish()?;
        write_below(&self.dir, PAGE, page(&self.about, &index, &nonce).as_bytes())?;
        Ok(path)
    }
}

/// As the page's script names it.
fn tag<S: Serializer>(lang: &Lang, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(lang.tag())
}

/// What nobody who writes a cell can know beforehand.
fn nonce() -> io::Result<String> {
    let mut octets = [0; 16];
    getrandom::fill(&mut octets).map_err(io::Error::other)?;
    Ok(octets.iter().map(|octet| format!("{octet:02x}")).collect())
}
