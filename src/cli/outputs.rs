//! The files that a command is to write: no file that is read, none twice, and nothing that this program has not written.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::ensure;

use super::typos::folder_of;
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

/// Whether two names are of one file, which need not be there yet.
pub(super) fn same_file(one: &Path, other: &Path) -> bool {
    one == other || placed(one).is_some_and(|one| placed(other) == Some(one))
}

/// Where a file is or would be, whichever way it is named.
fn placed(file: &Path) -> Option<PathBuf> {
    file.canonicalize().ok().or_else(|| Some(folder_of(file).canonicalize().ok()?.join(file.file_name()?)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_has_many_names() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("reports")).unwrap();
        let named = |name: &str| folder.path().join(name);
        for (one, other, is_same) in [
            ("out.csv", "./out.csv", true),
            ("out.csv", "reports/../out.csv", true),
            ("out.csv", "reports/out.csv", false),
            ("out.csv", "out.html", false),
            ("nowhere/out.csv", "nowhere/other.csv", false),
        ] {
            assert_eq!(same_file(&named(one), &named(other)), is_same, "{one}, {other}");
        }
        assert!(same_file(Path::new("out.csv"), Path::new("./out.csv")));
        let read = [named("list.csv")];
        let mut outputs = Outputs::beside(read.iter().map(PathBuf::as_path));
        let (first, second) = (named("out.csv"), named("./out.csv"));
        outputs.add(&first).unwrap();
        assert!(outputs.add(&second).is_err());
    }
}
