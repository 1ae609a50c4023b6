//! Files that are written anew: what was there stays until the new one is whole.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::net::open_own;

/// A file being written. It is written beside its place, which it takes in the end: a full disk, or an end before that, costs nothing
/// that was there, and leaves no half of it there.
#[derive(Debug)]
pub struct Replacement {
    /// Where it is written, and the place it takes.
    beside: Option<(PathBuf, PathBuf)>,
    /// In that place stands what says that it is not there yet.
    is_announced: bool,
}

impl Replacement {
    /// Creates the file.
    ///
    /// # Errors
    /// It, or the one that is there, cannot be written.
    pub fn create(file: &Path) -> io::Result<(File, Self)> {
        if let Some(place) = place(file)? {
            // A folder in which nothing new can be made may still have files that can be written.
            if let Ok((new, part)) = beside(&place) {
                let replacement = Self { beside: Some((part, place)), is_announced: false };
                if let Some(permissions) = replacement.permissions() {
                    new.set_permissions(permissions)?;
                }
                return Ok((new, replacement));
            }
        }
        Ok((File::create(file)?, Self { beside: None, is_announced: false }))
    }

    /// Where nothing is yet, this stands meanwhile.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn announce(&mut self, text: &str) -> io::Result<()> {
        if let Some((_, place)) = self.beside.as_ref().filter(|(_, place)| !place.exists()) {
            self.is_announced = true;
            options().write(true).create(true).truncate(true).open(place)?.write_all(text.as_bytes())?;
        }
        Ok(())
    }

    /// Puts it where it belongs: all of it has been written.
    ///
    /// # Errors
    /// It cannot be moved there.
    pub fn finish(mut self) -> io::Result<()> {
        let moved = self.beside.as_ref().map(|(part, old)| fs::rename(part, old));
        moved.transpose()?;
        self.beside = None;
        Ok(())
    }

    /// Those of the one that is there.
    fn permissions(&self) -> Option<fs::Permissions> {
        let (_, place) = self.beside.as_ref()?;
        Some(place.metadata().ok()?.permissions())
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if let Some((part, place)) = &self.beside {
            // What cannot be removed is in nobody's way.
            let _ = fs::remove_file(part);
            if self.is_announced {
                let _ = fs::remove_file(place);
            }
        }
    }
}

/// A new file beside a place, in the room of one that a run has left behind when it was killed; not of one that another run writes.
fn beside(place: &Path) -> io::Result<(File, PathBuf)> {
    let part = |own: &str| {
        let mut name = std::ffi::OsString::from(".");
        name.push(place.file_name().unwrap_or_default());
        name.push(format!("{own}.part"));
        place.with_file_name(name)
    };
    let usual = part("");
    // What a link there leads to is somebody's.
    match open_own(&mut options(), &usual) {
        Ok(file) if !matches!(file.try_lock(), Err(TryLockError::WouldBlock)) => {
            file.set_len(0)?;
            Ok((file, usual))
        }
        _ => {
            let own = part(&format!(".{}", std::process::id()));
            Ok((options().write(true).create_new(true).open(&own)?, own))
        }
    }
}

/// Of a new file: it tells of everybody, and is for whoever made it alone, as the ledger is.
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Where it will stand in the end; `None` for what is no file, such as a pipe. An error if the one that is there cannot be written.
fn place(file: &Path) -> io::Result<Option<PathBuf>> {
    if file.symlink_metadata().is_err() {
        return Ok(Some(file.to_owned()));
    }
    let Some(old) = file.canonicalize().ok().filter(|old| old.is_file()) else { return Ok(None) };
    OpenOptions::new().append(true).open(&old)?;
    Ok(Some(old))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_stays_until_the_new_one_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("r.csv");
        let names = || fs::read_dir(folder.path()).unwrap().count();
        let (mut half, mut replacement) = Replacement::create(&file).unwrap();
        half.write_all(b"ha").unwrap();
        replacement.announce("not yet").unwrap();
        drop(replacement);
        assert_eq!(names(), 0, "nothing is left of what has failed");
        let (mut first, mut replacement) = Replacement::create(&file).unwrap();
        replacement.announce("not yet").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"not yet");
        let (_other, another) = Replacement::create(&file).unwrap();
        assert_eq!(names(), 3, "two are written at the same time");
        drop(another);
        first.write_all(b"first").unwrap();
        replacement.finish().unwrap();
        let (mut second, replacement) = Replacement::create(&file).unwrap();
        second.write_all(b"second").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"first");
        drop(replacement);
        assert_eq!((fs::read(&file).unwrap().as_slice(), names()), (&b"first"[..], 1));
        let (mut third, replacement) = Replacement::create(&file).unwrap();
        third.write_all(b"third").unwrap();
        replacement.finish().unwrap();
        assert_eq!((fs::read(&file).unwrap().as_slice(), names()), (&b"third"[..], 1));
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_is_its_owner_s_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("r.csv");
        let rights = || file.metadata().unwrap().permissions().mode() & 0o777;
        let (_, mut replacement) = Replacement::create(&file).unwrap();
        replacement.announce("not yet").unwrap();
        assert_eq!(rights(), 0o600);
        replacement.finish().unwrap();
        assert_eq!(rights(), 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_place_of_the_new_one_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (victim, file) = (folder.path().join("victim"), folder.path().join("r.csv"));
        fs::write(&victim, "somebody's").unwrap();
        std::os::unix::fs::symlink(&victim, folder.path().join(".r.csv.part")).unwrap();
        let (mut new, replacement) = Replacement::create(&file).unwrap();
        new.write_all(b"report").unwrap();
        replacement.finish().unwrap();
        assert_eq!(fs::read(&victim).unwrap(), b"somebody's");
        assert_eq!(fs::read(&file).unwrap(), b"report");
        assert!(file.symlink_metadata().unwrap().is_file());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_who_may_read_it_stays_so() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("r.csv"), folder.path().join("link.csv"));
        fs::write(&file, "first").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        let (mut second, replacement) = Replacement::create(&link).unwrap();
        second.write_all(b"second").unwrap();
        replacement.finish().unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"second");
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    }
}
