//! Why there is no preview.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why there is no preview.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PreviewError {
    /// The folder holds something, and no preview made it.
    #[error("{}: is in use and was not made by a preview: nothing in it was touched. Give -o another folder.", .0.display())]
    InUse(PathBuf),
    /// Something is there, and it is no folder.
    #[error("{}: is no folder. Give -o another name.", .0.display())]
    NoFolder(PathBuf),
    /// A file or folder cannot be written.
    #[error("{}: cannot be written: {source}. Make room, or give -o another folder.", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl PreviewError {
    /// What makes an error of a failure to write this path.
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }
}
