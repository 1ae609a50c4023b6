//! The files that a command is to write: no file that is read, none twice, and nothing that this program has not written.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::ensure;

use crate::load;
use crate::net::Transcript;
use crate::report;

/// The files that are taken.
pub(super) struct Outputs<'a> {
    taken: Vec<&'a Path>,
}

impl<'a> Outputs<'a> {
    /// These files are read, or written already.
    pub(super) fn beside(taken: impl IntoIterator<Item = &'a Path>) -> Self {
        Self { taken: taken.into_iter().collect() }
    }

    /// Another one to be written.
    pub(super) fn add(&mut self, file: &'a Path) -> anyhow::Result<()> {
        ensure!(
            !self.taken.iter().any(|other| same_file(file, other)),
            "{}: is in use already and would be overwritten. Name another file.",
            file.display()
        );
        ensure!(
            is_replaceable(file),
            "{}: is there already, and mailshot has not written it: it would be lost. Name another file, or put that one \
             somewhere else.",
            file.display()
        );
        self.taken.push(file);
        Ok(())
    }
}

/// Whether two names are of one file.
pub(super) fn same_file(one: &Path, other: &Path) -> bool {
    one == other || matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// Whether nothing of a person's is lost when a file is written there. What is no file, such as a terminal or a pipe, holds nothing.
fn is_replaceable(file: &Path) -> bool {
    const LOOKED_AT: u64 = 16 << 10;
    if !file.is_file() {
        return true;
    }
    // One that cannot be read is told of where it cannot be written.
    let Ok(opened) = File::open(file) else { return true };
    let mut start = Vec::new();
    if opened.take(LOOKED_AT).read_to_end(&mut start).is_err() {
        return true;
    }
    let start = String::from_utf8_lossy(&start);
    report::is_own(&start) || load::Report::is_own(&start) || Transcript::is_own(&start)
}
