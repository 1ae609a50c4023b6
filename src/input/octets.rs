//! The file itself: octets at an offset, the same ones every time.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// An open file that several readers share: each has its own offset, so none disturbs another.
#[derive(Debug)]
pub(super) struct Octets {
    file: File,
    /// `None` for a temporary copy, which nobody else can change.
    origin: Option<Origin>,
}

#[derive(Debug)]
struct Origin {
    path: PathBuf,
    size: u64,
    modified: Option<SystemTime>,
}

impl Octets {
    /// Opens a file; whatever is no regular file (a pipe) is copied to a temporary one, since it is read twice.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        if path.as_os_str() == "-" {
            return Self::spool(io::stdin().lock());
        }
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::Error::new(ErrorKind::IsADirectory, "it is a directory"));
        }
        if !metadata.is_file() {
            return Self::spool(file);
        }
        let origin = Origin { path: path.to_owned(), size: metadata.len(), modified: metadata.modified().ok() };
        Ok(Self { file, origin: Some(origin) })
    }

    fn spool(mut from: impl Read) -> io::Result<Self> {
        let mut file = tempfile::tempfile()?;
        io::copy(&mut from, &mut file)?;
        Ok(Self { file, origin: None })
    }

    /// Reads at an offset, as much as there is room for or is there; 0 only at the end.
    pub(super) fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        loop {
            match read_at(&self.file, buffer, offset) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }

    /// Whether the open file, and what its name stands for now, are as they were when it was opened.
    pub(super) fn is_unchanged(&self) -> io::Result<bool> {
        let Some(origin) = &self.origin else { return Ok(true) };
        let same =
            |metadata: &fs::Metadata| metadata.len() == origin.size && metadata.modified().ok() == origin.modified;
        Ok(same(&self.file.metadata()?) && same(&fs::metadata(&origin.path)?))
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}
