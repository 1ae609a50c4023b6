//! Finds values that occur more than once among a million, in flat memory: values are spread over temporary files by their
//! first bits, and each file is small enough to be looked at by itself.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use super::RowSet;

/// Most values that are kept in memory before files are made at all: a quarter of a megabyte.
const IN_MEMORY: usize = 8_192;

/// Files; each holds this part of the values. A power of two.
const FILES: usize = 16;

/// Octets that each file's writer gathers: there are many. A whole page, for what is left of one is filled with zeros each time.
const BUFFER: usize = 4 << 10;

/// Of a file no more values are looked at together, so that memory stays flat: it is read once more for each part of them.
const TOGETHER: usize = 20_000;

/// Most repeats that are kept to be told one by one; what comes behind them is counted.
const MOST_TOLD: usize = 50_000;

/// A row, as it is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item {
    /// A hash of what is the same in rows that repeat one another.
    pub(super) value: u128,
    /// A hash of how it is written: rows of one value may differ in this.
    pub(super) spelling: u32,
    pub(super) number: u64,
    pub(super) line: u64,
    /// Whether the row has no faults: others are left out for the sake of such rows alone.
    pub(super) is_sound: bool,
}

/// Octets of one in a file: pages are filled to their end.
const ITEM: usize = 16 + 4 + 6 + 6;

/// In the number of a line: the row has no faults.
const IS_SOUND: u64 = 1 << 47;

/// A row that repeats an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Repeat {
    pub(super) number: u64,
    pub(super) line: u64,
    /// The line of the first row that is written in the same way, or of the first at all.
    pub(super) first: u64,
    /// Whether both are written in the same way.
    pub(super) is_same: bool,
}

/// Collects values.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    items: Vec<[u8; ITEM]>,
    files: Vec<BufWriter<File>>,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Repeated {
    /// Every sound row that is written in the same way as a sound one before.
    pub(super) rows: RowSet,
    /// The first of those that are to be told of, ascending.
    pub(super) repeats: Vec<Repeat>,
    /// How many are to be told of: written in the same way.
    pub(super) same: u64,
    /// And written in another.
    pub(super) alike: u64,
}

impl Repeats {
    pub(super) fn add(&mut self, item: Item) -> io::Result<()> {
        if !self.files.is_empty() {
            return self.write(&item.octets());
        }
        self.items.push(item.octets());
        if self.items.len() >= IN_MEMORY { self.spill() } else { Ok(()) }
    }

    /// Of these rows, those that repeat earlier ones are told of.
    pub(super) fn finish(self, is_told: impl Fn(&Item) -> bool) -> io::Result<Repeated> {
        let mut found = Repeated::default();
        if self.files.is_empty() {
            look(suspects_of(&self.items), &is_told, &mut found);
        } else {
            for file in self.files {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                let count = usize::try_from(file.metadata()?.len()).unwrap_or_default() / ITEM;
                let parts = count.div_ceil(TOGETHER).next_power_of_two();
                for part in 0..parts {
                    look(suspects(&file, count, (part, parts))?, &is_told, &mut found);
                }
            }
        }
        Ok(found)
    }

    fn spill(&mut self) -> io::Result<()> {
        while self.files.len() < FILES {
            self.files.push(BufWriter::with_capacity(BUFFER, tempfile::tempfile()?));
        }
        let items = std::mem::take(&mut self.items);
        items.iter().try_for_each(|item| self.write(item))
    }

    fn write(&mut self, item: &[u8; ITEM]) -> io::Result<()> {
        self.files[Item::read(item).part(0, FILES)].write_all(item)
    }
}

impl Item {
    /// Which of so many parts it belongs to, a power of two, by the bits of its value behind the first.
    fn part(&self, behind: u32, parts: usize) -> usize {
        let bits = parts.ilog2();
        (self.value << behind).checked_shr(u128::BITS - bits).unwrap_or_default() as usize
    }

    /// Six octets for each number: no list has 2^47 lines.
    fn octets(&self) -> [u8; ITEM] {
        let line = self.line | if self.is_sound { IS_SOUND } else { 0 };
        let mut octets = [0; ITEM];
        octets[..16].copy_from_slice(&self.value.to_le_bytes());
        octets[16..20].copy_from_slice(&self.spelling.to_le_bytes());
        octets[20..26].copy_from_slice(&self.number.to_le_bytes()[..6]);
        octets[26..].copy_from_slice(&line.to_le_bytes()[..6]);
        octets
    }

    fn read(octets: &[u8; ITEM]) -> Self {
        let word = |at: usize, octets_of_it: usize| {
            let mut word = [0; 8];
            word[..octets_of_it].copy_from_slice(&octets[at..at + octets_of_it]);
            u64::from_le_bytes(word)
        };
        let line = word(26, 6);
        Self {
            value: u128::from(word(8, 8)) << 64 | u128::from(word(0, 8)),
            spelling: word(16, 4) as u32,
            number: word(20, 6),
            line: line & !IS_SOUND,
            is_sound: line & IS_SOUND != 0,
        }
    }
}

/// The items of a part of a file, but for most of those that occur once: it is read twice, and never held as a whole.
fn suspects(file: &File, count: usize, (part, parts): (usize, usize)) -> io::Result<Vec<Item>> {
    let is_in_part = |item: &Item| item.part(FILES.ilog2(), parts) == part;
    let mut places = Places::of(count / parts);
    each(file, count, |item| {
        if is_in_part(item) {
            places.take(item);
        }
    })?;
    let mut items = Vec::new();
    each(file, count, |item| items.extend(Some(*item).filter(|item| is_in_part(item) && places.is_shared(item))))?;
    Ok(items)
}

fn each(mut file: &File, count: usize, mut visit: impl FnMut(&Item)) -> io::Result<()> {
    file.rewind()?;
    let mut file = BufReader::with_capacity(BUFFER, file);
    let mut octets = [0; ITEM];
    for _ in 0..count {
        file.read_exact(&mut octets)?;
        visit(&Item::read(&octets));
    }
    Ok(())
}

/// Of items in memory, those whose place another one shares.
fn suspects_of(items: &[[u8; ITEM]]) -> Vec<Item> {
    let mut places = Places::of(items.len());
    items.iter().for_each(|item| places.take(&Item::read(item)));
    items.iter().map(Item::read).filter(|item| places.is_shared(item)).collect()
}

fn look(mut items: Vec<Item>, is_told: &impl Fn(&Item) -> bool, found: &mut Repeated) {
    items.sort_unstable_by_key(|item| (item.value, item.number, item.line));
    for same in items.chunk_by(|one, other| one.value == other.value) {
        if same.len() > 1 {
            look_at(same, is_told, found);
        }
    }
    found.repeats.sort_unstable();
    found.repeats.truncate(MOST_TOLD);
}

/// Rows of one value, in their order.
fn look_at(same: &[Item], is_told: &impl Fn(&Item) -> bool, found: &mut Repeated) {
    // The first row of each spelling, and whether a sound one has been seen.
    let mut spellings: HashMap<u32, (u64, bool)> = HashMap::new();
    for item in same {
        let (first, is_same) = match spellings.entry(item.spelling) {
            Entry::Occupied(mut seen) => {
                let (first, has_sound) = seen.get_mut();
                if item.is_sound && std::mem::replace(has_sound, true) {
                    found.rows.insert(item.number);
                }
                *has_sound |= item.is_sound;
                (*first, true)
            }
            Entry::Vacant(place) => {
                place.insert((item.line, item.is_sound));
                (same[0].line, false)
            }
        };
        if (item.number, item.line) == (same[0].number, same[0].line) || !is_told(item) {
            continue;
        }
        *if is_same { &mut found.same } else { &mut found.alike } += 1;
        found.repeats.push(Repeat { number: item.number, line: item.line, first, is_same });
        // Cut now and then, so that a list of nothing but repeats stays small.
        if found.repeats.len() >= 2 * MOST_TOLD {
            found.repeats.sort_unstable();
            found.repeats.truncate(MOST_TOLD);
        }
    }
}

/// The places that values have by their lowest bits. Most of those that occur once share theirs with none: sorting them would cost
/// more than all the rest.
struct Places {
    mask: u64,
    taken: RowSet,
    shared: RowSet,
}

impl Places {
    /// For so many values.
    fn of(count: usize) -> Self {
        let mask = (16 * count).next_power_of_two() as u64 - 1;
        Self { mask, taken: RowSet::default(), shared: RowSet::default() }
    }

    fn take(&mut self, item: &Item) {
        let place = item.value as u64 & self.mask;
        if self.taken.contains(place) {
            self.shared.insert(place);
        } else {
            self.taken.insert(place);
        }
    }

    fn is_shared(&self, item: &Item) -> bool {
        self.shared.contains(item.value as u64 & self.mask)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn item(value: u128, spelling: u32, number: u64, is_sound: bool) -> Item {
        Item { value, spelling, number, line: number + 1, is_sound }
    }

    proptest! {
        #[test]
        fn repeats_are_those_of_a_map(
            rows in prop::collection::vec((0_u128..200, 0_u32..3, any::<bool>()), 0..300), shift in 0..120
        ) {
            let mut repeats = Repeats::default();
            let (mut values, mut spellings, mut sound) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
            let (mut expected, mut dropped) = (Vec::new(), Vec::new());
            for (number, (value, spelling, is_sound)) in (1..).zip(rows) {
                let line = number + 1;
                repeats.add(item(value << shift, spelling, number, is_sound)).unwrap();
                match (values.get(&value), spellings.get(&(value, spelling))) {
                    (_, Some(first)) => expected.push(Repeat { number, line, first: *first, is_same: true }),
                    (Some(first), None) => expected.push(Repeat { number, line, first: *first, is_same: false }),
                    (None, None) => {}
                }
                values.entry(value).or_insert(line);
                spellings.entry((value, spelling)).or_insert(line);
                if is_sound && sound.insert((value, spelling), ()).is_some() {
                    dropped.push(number);
                }
            }
            let found = repeats.finish(|_| true).unwrap();
            prop_assert!(found.rows.iter().eq(dropped));
            prop_assert_eq!(found.same as usize, expected.iter().filter(|repeat| repeat.is_same).count());
            prop_assert_eq!(found.alike as usize, expected.iter().filter(|repeat| !repeat.is_same).count());
            prop_assert_eq!(found.repeats, expected);
        }

        #[test]
        fn what_is_written_is_read(value: u128, spelling: u32, number in 0..IS_SOUND - 1, is_sound: bool) {
            let item = item(value, spelling, number, is_sound);
            prop_assert_eq!(Item::read(&item.octets()), item);
        }
    }

    #[test]
    fn repeats_are_found_in_memory_and_in_files() {
        for rows in [100, 200_000, 490_000] {
            let mut repeats = Repeats::default();
            for number in 1..=rows {
                // Every tenth row repeats the one five before it.
                let origin = if number % 10 == 0 { number - 5 } else { number };
                let value = u128::from(origin).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
                repeats.add(item(value, 0, number, true)).unwrap();
            }
            let found = repeats.finish(|_| true).unwrap();
            assert_eq!(found.rows.iter().collect::<Vec<_>>(), (1..=rows).filter(|n| n % 10 == 0).collect::<Vec<_>>());
            assert_eq!((found.same, found.alike), (rows / 10, 0));
            assert!(
                found
                    .repeats
                    .iter()
                    .all(|repeat| repeat.line == repeat.number + 1 && repeat.first == repeat.number - 4)
            );
            assert_eq!(found.repeats.len() as u64, rows / 10);
        }
    }

    #[test]
    fn a_list_of_nothing_but_repeats_is_counted_and_told_of_in_part() {
        let mut repeats = Repeats::default();
        let rows = 3 * MOST_TOLD as u64;
        for number in 1..=rows {
            repeats.add(item(7, 0, number, true)).unwrap();
        }
        let found = repeats.finish(|_| true).unwrap();
        assert_eq!((found.same, found.rows.len()), (rows - 1, rows - 1));
        let told: Vec<u64> = found.repeats.iter().map(|repeat| repeat.number).collect();
        assert_eq!(told, (2..=MOST_TOLD as u64 + 1).collect::<Vec<_>>());
    }
}
