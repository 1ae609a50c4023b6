//! Files that this program makes where anybody may have laid something before.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Opens the file that a path itself names, or makes it, and not one that a symbolic link there leads to. Nothing is emptied: that
/// is for who has opened it.
///
/// # Errors
/// It is a link, or cannot be opened.
pub fn open_own(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let file = options.write(true).create(true).truncate(false).open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let (opened, named) = (file.metadata()?, path.symlink_metadata()?);
        if opened.is_file() && (named.dev(), named.ino()) != (opened.dev(), opened.ino()) {
            let why = "it is a symbolic link to another file. Name that file, or remove the link";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
    }
    Ok(file)
}
