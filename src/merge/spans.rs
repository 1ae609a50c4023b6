//! Where a place in a rewritten text was in the text it was made from.

/// A rewritten text and where each stretch of it came from.
#[derive(Debug, Clone, Default)]
pub(super) struct Rewritten {
    /// The text.
    pub(super) text: String,
    /// Start in `text`, start in the source, and whether the stretch is a copy.
    stretches: Vec<(usize, usize, bool)>,
}

impl Rewritten {
    /// A copy of a part of the source.
    pub(super) fn of(source: &str, start: usize, end: usize) -> Self {
        let mut rewritten = Self::default();
        rewritten.copy(source, start, end);
        rewritten
    }

    /// Appends a part of the source as it is.
    pub(super) fn copy(&mut self, source: &str, start: usize, end: usize) {
        if start < end {
            self.stretches.push((self.text.len(), start, true));
            self.text.push_str(&source[start..end]);
        }
    }

    /// Appends a text that stands for the source from `start` on.
    pub(super) fn replace(&mut self, text: &str, start: usize) {
        self.stretches.push((self.text.len(), start, false));
        self.text.push_str(text);
    }

    /// Appends another rewriting of the same source.
    pub(super) fn append(&mut self, other: &Self) {
        let shift = self.text.len();
        self.stretches.extend(other.stretches.iter().map(|(start, source, copy)| (start + shift, *source, *copy)));
        self.text.push_str(&other.text);
    }

    /// A part of the text, which comes from where it came from.
    pub(super) fn part(&self, from: usize, to: usize) -> Self {
        let mut part = Self { text: self.text[from..to].to_owned(), stretches: Vec::new() };
        let index = self.stretches.partition_point(|(start, ..)| *start <= from);
        if let Some((.., copy)) = index.checked_sub(1).and_then(|index| self.stretches.get(index)) {
            part.stretches.push((0, self.source_of(from), *copy));
        }
        let rest = self.stretches[index..].iter().take_while(|(start, ..)| *start < to);
        part.stretches.extend(rest.map(|(start, source, copy)| (start - from, *source, *copy)));
        part
    }

    /// The place in the source of a place in the text.
    pub(super) fn source_of(&self, at: usize) -> usize {
        let index = self.stretches.partition_point(|(start, ..)| *start <= at);
        match index.checked_sub(1).and_then(|index| self.stretches.get(index)) {
            Some((start, source, true)) => source + (at - start),
            Some((_, source, false)) => *source,
            None => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_to_the_source() {
        let source = "a {{ First Name }} b";
        let mut rewritten = Rewritten::of(source, 0, 5);
        rewritten.replace("row[\"First Name\"]", 5);
        rewritten.copy(source, 15, source.len());
        assert_eq!(rewritten.text, "a {{ row[\"First Name\"] }} b");
        assert_eq!(rewritten.source_of(2), 2);
        assert_eq!(rewritten.source_of(9), 5);
        assert_eq!(rewritten.source_of(23), 16);
        let part = rewritten.part(3, 25);
        assert_eq!(part.text, rewritten.text[3..25]);
        for at in 0..part.text.len() {
            assert_eq!(part.source_of(at), rewritten.source_of(at + 3), "{at}");
        }
    }
}
