//! The ledger's file, and what an error about it means.

use std::fs::{self, File, OpenOptions};
use std::path::{Component, Path, PathBuf};

use rusqlite::{ErrorCode, ffi};

use super::log::log_of;
use crate::ledger::LedgerError;

/// Whether the file is there. A link or something that is no file is refused.
pub(super) fn is_there(file: &Path) -> Result<bool, LedgerError> {
    match fs::symlink_metadata(file) {
        Ok(metadata) if metadata.is_symlink() => Err(LedgerError::Symlink { file: file.to_owned() }),
        Ok(metadata) if !metadata.is_file() => Err(LedgerError::Failed {
            file: file.to_owned(),
            what: "cannot be opened",
            why: "it is no file. Name a file with --ledger".to_owned(),
        }),
        Ok(_) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => {
            Err(LedgerError::Failed { file: file.to_owned(), what: "cannot be opened", why: error.to_string() })
        }
    }
}

/// Creates the file for nobody else's eyes; fails if somebody was quicker.
pub(super) fn create(file: &Path) -> Result<(), LedgerError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(drop).map_err(|error| LedgerError::Failed {
        file: file.to_owned(),
        what: "cannot be made",
        why: format!("{error}. Name another place with --ledger, or do without: --ledger none"),
    })
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file whose directory entry was not synced may be gone after a power cut.
pub(super) fn sync_directory(file: &Path) -> Result<(), LedgerError> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = folder_of(file);
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| LedgerError::Failed {
        file: file.to_owned(),
        what: "its folder cannot be synced",
        why: error.to_string(),
    })
}

/// The way from a ledger's folder to another file: it holds when both are moved together, and wherever the program is started.
/// `None` where there is no such file.
pub(super) fn seen_from(ledger: &Path, other: &str) -> Option<String> {
    let folder = folder_of(ledger);
    let (folder, other) = (fs::canonicalize(folder).ok()?, fs::canonicalize(other).ok()?);
    let shared = folder.components().zip(other.components()).take_while(|(one, other)| one == other).count();
    if shared == 0 {
        // On another drive.
        return other.to_str().map(str::to_owned);
    }
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    let way: PathBuf = up.chain(other.components().skip(shared)).collect();
    way.to_str().map(str::to_owned)
}

/// Why a file that is there cannot be worked with, and what to do.
fn not_allowed(file: &Path) -> String {
    const INSTEAD: &str =
        "or copy it to a folder of your own and name it there: without its ledger the batch is sent to everybody";
    match (fs::metadata(file), opened(file)) {
        (Err(error), _) => error.to_string(),
        (Ok(_), Err(error)) if error.kind() == std::io::ErrorKind::ReadOnlyFilesystem => {
            format!("it is on a disk that can only be read. Give yourself the right to write there, {INSTEAD}")
        }
        (Ok(_), Ok(())) => format!(
            "nothing may be written beside it by you: its folder takes no new file. Give yourself the right to, {INSTEAD}"
        ),
        (Ok(metadata), Err(_)) => {
            format!("it may not be read or written by you{}. Give yourself the right to, {INSTEAD}", rights(&metadata))
        }
    }
}

/// Tries whether a file can be read and written by this user.
fn opened(file: &Path) -> std::io::Result<()> {
    OpenOptions::new().read(true).write(true).open(file).map(drop)
}

/// What rights a file's owner and the others have, as `ls -l` shows them.
#[cfg(unix)]
fn rights(metadata: &fs::Metadata) -> String {
    use std::os::unix::fs::MetadataExt;

    let flag = |place: u32, sign: char| if metadata.mode() >> place & 1 == 1 { sign } else { '-' };
    let rights: String = (0..9).rev().zip("rwxrwxrwx".chars()).map(|(place, sign)| flag(place, sign)).collect();
    format!(" (its rights are {rights}, its owner is the user {})", metadata.uid())
}

/// Elsewhere rights are lists.
#[cfg(not(unix))]
fn rights(metadata: &fs::Metadata) -> String {
    if metadata.permissions().readonly() { " (it is marked as read-only)".to_owned() } else { String::new() }
}

/// Whether a full disk may be the cause. A disk that is full for this user alone, by a quota, fails as a broken one does.
fn may_want_room(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map_or(0, |error| error.extended_code);
    error.sqlite_error_code() == Some(ErrorCode::DiskFull)
        || [ffi::SQLITE_IOERR_WRITE, ffi::SQLITE_IOERR_FSYNC, ffi::SQLITE_IOERR_TRUNCATE].contains(&code)
}

/// Whether it is for want of rights. Where the file may be read alone, its log is what cannot be worked with.
fn is_about_rights(file: &Path, code: ErrorCode) -> bool {
    match code {
        ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly => true,
        ErrorCode::SystemIoFailure => file.exists() && opened(file).is_err(),
        _ => false,
    }
}

/// Whether what cannot be opened for writing may be open to reading.
pub(super) fn may_be_readable(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly | ErrorCode::SystemIoFailure)
    )
}

/// Of a ledger that can only be read, and has a log.
pub(super) fn not_together(file: &Path) -> LedgerError {
    LedgerError::Failed {
        file: file.to_owned(),
        what: "cannot be read",
        why: format!(
            "a part of it is in its log {}, and the two cannot be put together where nothing may be written by you. Copy both \
             to a folder of your own, and name the ledger there",
            log_of(file).display()
        ),
    }
}

/// What an error of SQLite's means.
pub(super) fn explain(file: &Path, what: &'static str, error: &rusqlite::Error) -> LedgerError {
    let file = file.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => LedgerError::InUse { file },
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            LedgerError::Damaged { file, why: error.to_string() }
        }
        Some(code) if is_about_rights(&file, code) => {
            let why = not_allowed(&file);
            LedgerError::Failed { file, what, why }
        }
        Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure) => {
            let advice = if may_want_room(error) { "Make room on the disk, or mend it" } else { "Mend the disk" };
            LedgerError::Disk { file, what, why: error.to_string(), advice }
        }
        _ => LedgerError::Failed { file, what, why: error.to_string() },
    }
}

/// As [`explain`], while a ledger is being verified: what cannot be read because of what stands in it is damaged.
pub(super) fn explain_unverified(file: &Path, error: &rusqlite::Error) -> LedgerError {
    match (error.sqlite_error_code(), explain(file, "cannot be read", error)) {
        (None | Some(ErrorCode::Unknown), LedgerError::Failed { file, why, .. }) => LedgerError::Damaged { file, why },
        (_, explained) => explained,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(file: &Path, code: ErrorCode) -> String {
        let error = ffi::Error { code, extended_code: 14 };
        explain(file, "cannot be opened", &rusqlite::Error::SqliteFailure(error, None)).to_string()
    }

    #[test]
    fn room_is_asked_for_where_a_full_disk_may_be_the_cause() {
        let told = |code: ErrorCode, extended_code| {
            let error = rusqlite::Error::SqliteFailure(ffi::Error { code, extended_code }, None);
            explain(Path::new("/proc/none"), "cannot be read", &error).to_string()
        };
        for extended_code in [ffi::SQLITE_IOERR_WRITE, ffi::SQLITE_IOERR_FSYNC] {
            assert!(told(ErrorCode::SystemIoFailure, extended_code).contains("Make room on the disk, or mend it;"));
        }
        assert!(told(ErrorCode::DiskFull, ffi::SQLITE_FULL).contains("Make room"));
        for extended_code in [ffi::SQLITE_IOERR_READ, ffi::SQLITE_IOERR_LOCK] {
            let told = told(ErrorCode::SystemIoFailure, extended_code);
            assert!(told.contains("Mend the disk;") && !told.contains("room"), "{told}");
        }
    }

    #[test]
    fn rights_that_are_missing_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.ledger");
        create(&file).unwrap();
        let told = explained(&file, ErrorCode::CannotOpen);
        assert!(told.contains("cannot be opened: nothing may be written beside it by you"), "{told}");
        // Whoever may do everything is not told of rights. A folder is written by nobody.
        fs::remove_file(&file).unwrap();
        fs::create_dir(&file).unwrap();
        let told = explained(&file, ErrorCode::ReadOnly);
        assert!(told.contains("it may not be read or written by you"), "{told}");
        assert!(told.contains("Give yourself the right to, or copy it to a folder of your own"), "{told}");
        #[cfg(unix)]
        assert!(told.contains("(its rights are rwx"), "{told}");
        fs::remove_dir(&file).unwrap();
        assert!(!explained(&file, ErrorCode::CannotOpen).contains("rights"));
    }
}
