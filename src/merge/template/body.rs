//! A letter's body, rendered for a row.

use std::path::PathBuf;
use std::sync::Arc;

use super::{FaultKind, Template};
use crate::merge::engine::{MAX_OUTPUT, TextId};
use crate::merge::fields::{Place, Row};
use crate::merge::html::{self, Images};
use crate::merge::lines::Finished;
use crate::merge::marked::{Inserts, Marked};
use crate::merge::structure::{Common, Structure};
use crate::merge::{markdown, marks};
use crate::message::Body;

/// An HTML body, and its text if that is wanted and can be made.
type Html = (Finished, Option<Finished>);

impl Template {
    /// The body, and the files that it shows.
    pub(super) fn body(&self, row: &mut Row<'_>, room: String) -> (Body, Vec<PathBuf>) {
        let texts = &self.layout.body;
        let is_written = |literal: &str| self.engine.is_written(literal);
        let mut images = Images {
            files: &self.files,
            is_written: &is_written,
            inline: Vec::new(),
            paths: Vec::new(),
            vary: false,
            is_written_missing: false,
        };
        let mut body = Body::default();
        let or_fault = |row: &mut Row<'_>, id: TextId, error| row.render_fault(id, error).map(str::to_owned);
        if let Some(id) = texts.text {
            let rendered = row.engine.render_body(id, &row.cells, room);
            let rendered = rendered.map_or_else(|error| or_fault(row, id, error).map(Finished::from), Some);
            (body.text, body.is_text_seven_bit) = parts(rendered);
        }
        let html = texts.html.and_then(|id| self.html(row, id, body.text.is_none(), &mut images));
        let markdown = texts.markdown.and_then(|id| {
            let rendered = row.engine.render(id, &row.cells);
            rendered.map_or_else(|error| or_fault(row, id, error), Some)
        });
        let markdown = markdown.map(|marked| markdown_body(&marked, &mut images));
        match html.or(markdown) {
            Some(Ok((html, text))) => {
                (body.html, body.is_html_seven_bit) = parts(Some(html));
                if body.text.is_none() {
                    (body.text, body.is_text_seven_bit) = parts(text);
                }
            }
            Some(Err(what)) => {
                let place = Place::Other(format!("body ({})", self.file.display()));
                row.add(FaultKind::Body, place, what, images.is_written_missing);
            }
            None => {}
        }
        body.inline = images.inline;
        (body, images.paths)
    }

    /// The HTML, and its text if that is wanted; nothing if it cannot be rendered.
    fn html(
        &self,
        row: &mut Row<'_>,
        id: TextId,
        wants_text: bool,
        images: &mut Images<'_>,
    ) -> Option<Result<Html, String>> {
        let path = self.engine.path(id, &row.cells);
        if let Some(path) = &path
            && let Some(common) = self.structures.along(&path.turns)
            && common.structure.octets() + path.cells.all().len() <= MAX_OUTPUT
        {
            images.inline.clone_from(&common.inline);
            images.paths.clone_from(&common.files);
            return Some(filled(&common.structure, &path.cells, wants_text));
        }
        let mut marked = match self.engine.render_marked(id, &row.cells) {
            Ok(marked) => marked,
            Err(error) => {
                let instead = row.render_fault(id, error)?;
                let instead = Finished::from(instead.to_owned());
                return Some(Ok((instead.clone(), wants_text.then_some(instead))));
            }
        };
        let mut structure = self.structures.of(&marked);
        if structure.has_images {
            marked = match images.rewrite(marked) {
                Ok(marked) => marked,
                Err(what) => return Some(Err(what)),
            };
            structure = self.structures.of(&marked);
        }
        if let Some(path) = path
            && !images.vary
        {
            let (inline, files) = (images.inline.clone(), images.paths.clone());
            self.structures.remember(path.turns, Common { structure: Arc::clone(&structure), inline, files });
        }
        Some(filled(&structure, marked.cells(), wants_text))
    }
}

fn filled(structure: &Structure, cells: &Inserts, wants_text: bool) -> Result<Html, String> {
    let html = structure.html(cells)?;
    let text = if wants_text { structure.text(cells, &html.text) } else { None };
    Ok((html, text))
}

fn markdown_body(marked: &str, images: &mut Images<'_>) -> Result<Html, String> {
    let html = markdown::to_html(marked, images)?;
    let html = html::fill(&images.rewrite(Marked::of(&html))?)?;
    Ok((html, Some(marks::plain(marked).replace('\u{2028}', "\n").into())))
}

/// A text, and what is known of it.
fn parts(body: Option<Finished>) -> (Option<String>, bool) {
    body.map_or((None, false), |Finished { text, is_seven_bit }| (Some(text), is_seven_bit))
}
