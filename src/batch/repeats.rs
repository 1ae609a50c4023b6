//! Finds values that occur more than once among a million, in flat memory: values are spread over temporary files by their
//! first bits, and each file is small enough to be looked at by itself.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use super::RowSet;

/// So many values are kept in memory before files are made at all.
const IN_MEMORY: usize = 8_192;

/// Files; each holds this part of the values.
const FILES: usize = 64;

/// Octets that each file's writer gathers: there are many.
const BUFFER: usize = 2 << 10;

/// Pairs that are kept to be shown.
const EXAMPLES: usize = 100;

/// A value (a hash of something) and the number of its row.
type Item = (u128, u64);

/// Octets of one in a file.
const ITEM: usize = 16 + 8;

/// Collects values.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    items: Vec<Item>,
    files: Vec<BufWriter<File>>,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Repeated {
    /// Every row whose value occurred before.
    pub(super) rows: RowSet,
    /// The first of them: the row, and the first row with the same value. Ascending.
    pub(super) examples: Vec<(u64, u64)>,
}

impl Repeats {
    pub(super) fn add(&mut self, value: u128, number: u64) -> io::Result<()> {
        self.items.push((value, number));
        if self.items.len() >= IN_MEMORY { self.spill() } else { Ok(()) }
    }

    pub(super) fn finish(mut self) -> io::Result<Repeated> {
        let mut found = Repeated::default();
        if self.files.is_empty() {
            look(self.items, &mut found);
        } else {
            self.spill()?;
            self.items = Vec::new();
            for file in self.files {
                let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.rewind()?;
                look(read(file)?, &mut found);
            }
        }
        Ok(found)
    }

    fn spill(&mut self) -> io::Result<()> {
        while self.files.len() < FILES {
            self.files.push(BufWriter::with_capacity(BUFFER, tempfile::tempfile()?));
        }
        for (value, number) in self.items.drain(..) {
            let file = &mut self.files[(value >> 122) as usize % FILES];
            file.write_all(&value.to_le_bytes())?;
            file.write_all(&number.to_le_bytes())?;
        }
        Ok(())
    }
}

fn read(file: File) -> io::Result<Vec<Item>> {
    let count = usize::try_from(file.metadata()?.len()).unwrap_or_default() / ITEM;
    let mut file = BufReader::new(file);
    let (mut value, mut number) = ([0; 16], [0; 8]);
    let mut items = Vec::with_capacity(count);
    for _ in 0..count {
        file.read_exact(&mut value)?;
        file.read_exact(&mut number)?;
        items.push((u128::from_le_bytes(value), u64::from_le_bytes(number)));
    }
    Ok(items)
}

fn look(mut items: Vec<Item>, found: &mut Repeated) {
    keep_suspects(&mut items);
    items.sort_unstable();
    for same in items.chunk_by(|(one, _), (other, _)| one == other) {
        let first = same[0].1;
        for &(_, number) in same.iter().filter(|(_, number)| *number != first) {
            found.rows.insert(number);
            found.examples.push((number, first));
        }
    }
    found.examples.sort_unstable();
    found.examples.truncate(EXAMPLES);
}

/// Leaves out most of the values that occur once: those that share the place which their lowest bits give them with none.
/// Sorting them would cost more than all the rest.
fn keep_suspects(items: &mut Vec<Item>) {
    let places = (16 * items.len()).next_power_of_two() as u64;
    let place = |value: u128| value as u64 & (places - 1);
    let (mut taken, mut shared) = (RowSet::default(), RowSet::default());
    for (value, _) in &*items {
        let place = place(*value);
        if taken.contains(place) {
            shared.insert(place);
        } else {
            taken.insert(place);
        }
    }
    items.retain(|(value, _)| shared.contains(place(*value)));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn repeats_are_those_of_a_map(values in prop::collection::vec(0_u128..400, 0..300), shift in 0..120) {
            let (mut repeats, mut model, mut expected) = (Repeats::default(), BTreeMap::new(), Vec::new());
            for (number, value) in (1..).zip(values) {
                repeats.add(value << shift, number).unwrap();
                match model.get(&value) {
                    Some(first) => expected.push((number, *first)),
                    None => {
                        model.insert(value, number);
                    }
                }
            }
            let found = repeats.finish().unwrap();
            prop_assert!(found.rows.iter().eq(expected.iter().map(|(number, _)| *number)));
            expected.truncate(EXAMPLES);
            prop_assert_eq!(found.examples, expected);
        }
    }

    #[test]
    fn repeats_are_found_in_memory_and_in_files() {
        for rows in [100, 200_000] {
            let mut repeats = Repeats::default();
            for number in 1..=rows {
                // Every tenth row repeats the one five before it.
                let origin = if number % 10 == 0 { number - 5 } else { number };
                repeats
                    .add(u128::from(origin).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835), number)
                    .unwrap();
            }
            let found = repeats.finish().unwrap();
            assert_eq!(found.rows.iter().collect::<Vec<_>>(), (1..=rows).filter(|n| n % 10 == 0).collect::<Vec<_>>());
            assert!(found.examples.iter().all(|&(row, first)| row == first + 5));
            assert!(!found.examples.is_empty());
        }
    }
}
