//! What the tests of the real program share: running it, reading what arrived.

// Every test binary compiles this file and uses its own part of it.
#![allow(dead_code)]

pub(crate) mod login;
pub(crate) mod mail;
pub(crate) mod port;
pub(crate) mod postfix;
pub(crate) mod program;
pub(crate) mod sink;

use std::fs;

use tempfile::TempDir;

/// A temporary folder with these files in it.
pub(crate) fn folder(files: &[(&str, impl AsRef<[u8]>)]) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    for (name, content) in files {
        fs::write(dir.path().join(name), content).expect("the folder is new");
    }
    dir
}
