//! Going on in spite of errors: what is wrong with a template is taken out of it, so that the rest of it, and the rows, can be
//! looked at in the same run. What was mended is never sent.

use super::cells::UNKNOWN;
use super::check::Spot;
use super::engine::{Engine, Mode, TEXT_PREFIX, Text, tera};
use super::errors::TemplateError;
use super::names::Names;
use super::spans::Rewritten;

/// Most errors that are looked for: each takes a new start.
const MOST: usize = 100;

/// What stands where something cannot be known.
pub(super) const ELLIPSIS: &str = "…";

impl Engine {
    /// Compiles all texts. The errors; what they are about is taken out.
    pub(super) fn compile_all(&mut self, names: &Names) -> Vec<TemplateError> {
        let mut errors = Vec::new();
        for (error, spot) in self.hyphenated() {
            errors.push(error);
            self.mend(&spot, names);
        }
        for (index, text) in self.texts.iter_mut().enumerate() {
            if let Some(error) = Self::refused(text) {
                errors.push(error);
                text.empty(names);
                self.holes[index] = true;
            }
        }
        for text in self.files.values_mut() {
            if let Some(error) = Self::refused(text) {
                errors.push(error);
                text.empty(names);
            }
        }
        while let Err(error) = self.compile(names) {
            let (error, spot) = self.template_error(&error);
            errors.push(error);
            (self.plain, self.marked) = (tera(Mode::Plain), tera(Mode::Marked));
            if errors.len() > MOST || spot.is_none_or(|spot| !self.mend(&spot, names)) {
                self.empty(names);
                break;
            }
        }
        errors
    }

    /// Takes out all texts.
    fn empty(&mut self, names: &Names) {
        self.texts.iter_mut().chain(self.files.values_mut()).for_each(|text| text.empty(names));
        self.holes.fill(true);
        // Nothing can be wrong with these.
        let _ = self.compile(names);
    }

    /// Takes an error out of its text. Whether that could be done.
    fn mend(&mut self, spot: &Spot, names: &Names) -> bool {
        let stand_in = spot.misspelt.as_ref().map(|name| (self.stand_in(), self.nearest_column(name), name.len()));
        let number = spot.text.strip_prefix(TEXT_PREFIX).and_then(|number| number.parse::<usize>().ok());
        let text = match number {
            Some(number) => self.texts.get_mut(number),
            None => self.files.get_mut(&spot.text),
        };
        let Some(text) = text else { return false };
        let mut is_hole = true;
        match (stand_in, text.tag_at(spot.at)) {
            (Some((name, column, length)), _) if name.len() <= length && text.write(spot.at, length, &name) => {
                is_hole = column.is_none();
                self.misspelt.push((name, column.unwrap_or(UNKNOWN)));
            }
            // Its place stays empty. A tag of another kind has a second one somewhere.
            (_, Some((start, end))) if text.unfolded.text[start..end].starts_with("{{") => {
                let length = own_length(&text.unfolded.text[start..end]);
                text.write(start, length, "");
            }
            _ if text.unfolded.text == ELLIPSIS => return false,
            _ => text.unfolded = ellipsis(),
        }
        text.scan = names.scan(&text.unfolded.text, text.mode == Mode::Marked);
        if let Some(hole) = number.and_then(|number| self.holes.get_mut(number)) {
            *hole |= is_hole;
        }
        true
    }

    /// A short name that nobody uses.
    fn stand_in(&self) -> String {
        let is_free = |name: &String| {
            self.position(name).is_none()
                && self.texts.iter().chain(self.files.values()).all(|text| !text.unfolded.text.contains(name.as_str()))
        };
        let mut names = (0_u32..).map(|number| format!("_{number}"));
        names.find(is_free).unwrap_or_default()
    }
}

impl Text {
    /// Takes out the whole text.
    pub(super) fn empty(&mut self, names: &Names) {
        self.unfolded = ellipsis();
        self.scan = names.scan(&self.unfolded.text, self.mode == Mode::Marked);
    }

    /// Writes over a part of what is scanned, with blanks behind: no place moves. Whether it could be done.
    fn write(&mut self, at: usize, length: usize, text: &str) -> bool {
        let range = at..at + length;
        if self.unfolded.text.get(range.clone()).is_none() {
            return false;
        }
        // The width of a format would end at 65,535.
        let blanks = " ".repeat(length.saturating_sub(text.len()));
        self.unfolded.text.replace_range(range, &[text, &blanks].concat());
        true
    }
}

/// How much of a tag is its own: `{{name}` ends with another one, and what is between is of the letter.
fn own_length(tag: &str) -> usize {
    const BEGIN: usize = "{{".len();
    let inside = tag.get(BEGIN..).unwrap_or_default();
    if !inside.contains("{{") && !inside.contains("{%") {
        return tag.len();
    }
    let end = inside.find(['{', '}', '\n']).unwrap_or(inside.len());
    BEGIN + end + usize::from(inside[end..].starts_with('}'))
}

fn ellipsis() -> Rewritten {
    let mut rewritten = Rewritten::default();
    rewritten.replace(ELLIPSIS, 0);
    rewritten
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_ends_before_the_next_one() {
        for (tag, own) in [
            ("{{ name }}", "{{ name }}"),
            ("{{ name | x(a=\"{\") }}", "{{ name | x(a=\"{\") }}"),
            ("{{name} is\n{% else %}{{ other }}", "{{name}"),
            ("{{ name is\n{{ other }}", "{{ name is"),
            ("{{ name {{ other }}", "{{ name "),
            ("{{", "{{"),
            ("{{{{", "{{"),
        ] {
            assert_eq!(&tag[..own_length(tag)], own, "{tag}");
        }
    }
}
