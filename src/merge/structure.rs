//! What HTML bodies have in common that differ in their cells only: found once, not for each row.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use super::alternative::{Alternative, is_blank};
use super::html::Pieces;
use super::lines::Finished;
use super::marked::{Inserts, Marked};
use super::pictures;
use crate::message::FilePart;

/// How many structures are remembered. Templates with loops over cells may have any number.
const MAX_STRUCTURES: usize = 256;

/// The structures that have been seen.
#[derive(Debug, Default)]
pub(super) struct Structures {
    known: RwLock<Vec<Arc<Structure>>>,
    /// Structures by the way that a text took: found without the text.
    by_path: RwLock<HashMap<Vec<u32>, Arc<Common>>>,
}

/// One of them.
#[derive(Debug)]
pub(super) struct Structure {
    /// The HTML with one character for each cell.
    html: String,
    /// The HTML in pieces.
    pieces: Pieces,
    /// Whether each cell is blank.
    blanks: Vec<bool>,
    /// Whether it has an image that has to be looked at.
    pub(super) has_images: bool,
    alternative: OnceLock<Alternative>,
}

/// What all bodies have in common that took the same way, images and all.
#[derive(Debug)]
pub(super) struct Common {
    /// Their structure, when images have been looked at.
    pub(super) structure: Arc<Structure>,
    /// The inline parts, with their files.
    pub(super) inline: Vec<Arc<FilePart>>,
    pub(super) files: Vec<PathBuf>,
}

impl Structures {
    /// The structure of an HTML body.
    pub(super) fn of(&self, marked: &Marked) -> Arc<Structure> {
        let find = |known: &[Arc<Structure>]| known.iter().find(|structure| structure.is_of(marked)).cloned();
        let known = find(&self.known.read().unwrap_or_else(PoisonError::into_inner));
        known.unwrap_or_else(|| {
            let new = Arc::new(Structure::new(marked));
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            if known.len() < MAX_STRUCTURES && find(&known).is_none() {
                known.push(Arc::clone(&new));
            }
            new
        })
    }

    /// What the bodies have in common that took this way, if that is known.
    pub(super) fn along(&self, turns: &[u32]) -> Option<Arc<Common>> {
        self.by_path.read().unwrap_or_else(PoisonError::into_inner).get(turns).cloned()
    }

    /// Remembers it.
    pub(super) fn remember(&self, turns: Vec<u32>, common: Common) {
        let mut known = self.by_path.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MAX_STRUCTURES {
            known.entry(turns).or_insert_with(|| Arc::new(common));
        }
    }
}

impl Structure {
    fn new(marked: &Marked) -> Self {
        Self {
            html: marked.text().to_owned(),
            pieces: Pieces::of(marked),
            blanks: marked.cells().iter().map(is_blank).collect(),
            has_images: !pictures::of(marked.text()).is_empty(),
            alternative: OnceLock::new(),
        }
    }

    fn is_of(&self, marked: &Marked) -> bool {
        self.html == marked.text() && marked.cells().iter().map(is_blank).eq(self.blanks.iter().copied())
    }

    /// How many octets the HTML has without cells.
    pub(super) fn octets(&self) -> usize {
        self.pieces.octets()
    }

    /// The HTML of a body of this structure: its cells put back, escaped.
    ///
    /// # Errors
    /// A link that a cell must not have.
    pub(super) fn html(&self, cells: &Inserts) -> Result<Finished, String> {
        self.pieces.fill(cells)
    }

    /// Its text, if one can be made. `html` is what [`html`](Self::html) gave.
    pub(super) fn text(&self, cells: &Inserts, html: &str) -> Option<Finished> {
        self.alternative.get_or_init(|| Alternative::of(&self.html, &self.blanks)).text(cells, html)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::html;
    use crate::merge::marks;

    #[test]
    fn bodies_that_differ_in_their_cells_share_one_structure() {
        let structures = Structures::default();
        for (name, known) in [("Ann", 1), ("<b>\n& 张三", 1), (" \n", 2), ("Bob", 2)] {
            let marked = Marked::of(&format!("<p>Dear {},</p>", marks::mark(name)));
            let structure = structures.of(&marked);
            assert_eq!(structure.html(marked.cells()), html::fill(&marked));
            assert_eq!(structures.known.read().unwrap().len(), known);
        }
    }

    #[test]
    fn only_so_many_are_remembered() {
        let structures = Structures::default();
        for number in 0..MAX_STRUCTURES + 10 {
            let marked = Marked::of(&format!("<p>{number}</p>"));
            let text = structures.of(&marked).text(marked.cells(), "").map(|text| text.text);
            assert_eq!(text, Some(format!("{number}\r\n")));
        }
        assert_eq!(structures.known.read().unwrap().len(), MAX_STRUCTURES);
    }
}
