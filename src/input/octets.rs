//! The file itself: octets at an offset, the same ones every time.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What is copied at a time.
const COPIED: usize = 64 << 10;

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

    /// A temporary copy of all that is read.
    pub(super) fn spool(mut from: impl Read) -> io::Result<Self> {
        let failed = |error: io::Error| {
            let folder = std::env::temp_dir();
            io::Error::new(error.kind(), format!("no copy of it can be kept in {}: {error}", folder.display()))
        };
        let mut file = tempfile::tempfile().map_err(failed)?;
        let mut block = vec![0; COPIED];
        loop {
            let count = match from.read(&mut block) {
                Ok(0) => return Ok(Self { file, origin: None }),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                result => result?,
            };
            file.write_all(&block[..count]).map_err(failed)?;
        }
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

    /// All of it.
    pub(super) fn read_all(&self) -> io::Result<Vec<u8>> {
        let mut octets = Vec::new();
        let mut block = vec![0; COPIED];
        loop {
            match self.read_at(&mut block, octets.len() as u64)? {
                0 => return Ok(octets),
                count => octets.extend_from_slice(&block[..count]),
            }
        }
    }

    /// Whether the open file is as it was when it was opened. If it was replaced or deleted since, it still is.
    pub(super) fn is_intact(&self) -> io::Result<bool> {
        let Some(origin) = &self.origin else { return Ok(true) };
        Ok(origin.is_like(&self.file.metadata()?))
    }

    /// Whether the file is intact and its name still stands for it.
    pub(super) fn is_unchanged(&self) -> io::Result<bool> {
        let Some(origin) = &self.origin else { return Ok(true) };
        Ok(self.is_intact()? && origin.is_like(&fs::metadata(&origin.path)?))
    }
}

impl Origin {
    fn is_like(&self, metadata: &fs::Metadata) -> bool {
        metadata.len() == self.size && metadata.modified().ok() == self.modified
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
