//! Files that no letter encloses: they show everybody to everybody.

use std::path::{Path, PathBuf};

/// Says of a file's octets what it is, if that keeps everybody's addresses.
pub type Keeper = fn(&[u8]) -> Option<&'static str>;

/// Which files those are. By default, none.
#[derive(Debug, Clone, Default)]
pub struct Private {
    /// The list that the letter goes to, if it is a file.
    pub list: Option<PathBuf>,
    /// What else keeps everybody's addresses.
    pub keeper: Option<Keeper>,
}

impl Private {
    /// Why a file is not enclosed, if it must not be. Its path is without links.
    pub(super) fn refusal(&self, path: &Path, octets: &[u8]) -> Option<String> {
        let shown = path.display();
        if self.list.as_ref().is_some_and(|list| list.canonicalize().is_ok_and(|list| list == path)) {
            return Some(format!(
                "{shown} is the list itself: everybody would get all that is in it. If that is meant, enclose a copy with another name"
            ));
        }
        let what = self.keeper?(octets)?;
        Some(format!("{shown} is {what}, with everybody's addresses in it: it goes to nobody. Name another file"))
    }
}
