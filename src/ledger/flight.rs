//! What has left since the last commit: noted where a crash of the program cannot reach it, though one of the machine does.
//!
//! Messages are armed in the ledger ahead of time, so that no session waits for the disk; all of them would be in doubt after a
//! crash. So before a message may end its data, that is noted here too, in a file in memory (tmpfs), which costs no more than
//! the system call. It outlives the program. When it is there after a crash, what it does not mention never left, what it has an
//! answer for is settled, and only what was between the two is in doubt. When it is gone, the machine has gone down, or the
//! ledger has been taken to another one: then all that was armed is in doubt.
//!
//! A lane is one of the places that sessions follow each other in; its messages are numbered from 1, and leave in that order.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where such files are: in memory, for this machine's programs alone.
const FOLDER: &str = "/dev/shm";

/// Octets of a note. Notes do not cross pages, so that each is there whole, as it was or as it is.
const NOTE: usize = 32;

/// Which message of which lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flight {
    /// The lane, from 0.
    pub lane: u64,
    /// The message, from 1.
    pub number: u64,
}

/// What is noted of a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Note {
    /// The messages up to this one are let go: they may have left.
    pub let_go: u64,
    /// The messages up to this one have been answered, or never will be.
    pub answered: u64,
    /// Of the last of those ([`Self::REMEMBERED`]), the lowest bit for the last: whether all of its recipients were accepted.
    pub accepted: u128,
}

/// What became of a message, as far as is noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It has not left.
    Kept,
    /// The server has accepted it for everybody.
    Accepted,
    /// It may have left.
    InDoubt,
}

impl Note {
    /// How many of the last that have been answered are noted as accepted or not.
    pub const REMEMBERED: usize = u128::BITS as usize;

    /// Takes down that the next message has been answered.
    pub fn answer(&mut self, is_accepted: bool) {
        self.answered += 1;
        self.accepted = self.accepted << 1 | u128::from(is_accepted);
    }

    /// What became of the lane's message of this number, as far as is noted.
    #[must_use]
    pub fn fate(&self, number: u64) -> Fate {
        match self.answered.checked_sub(number) {
            _ if number > self.let_go => Fate::Kept,
            Some(before @ 0..128) if self.accepted >> before & 1 == 1 => Fate::Accepted,
            _ => Fate::InDoubt,
        }
    }

    /// Six octets for each of the numbers: nobody sends 2^48 messages.
    fn encode(&self) -> [u8; NOTE] {
        let mut octets = [0; NOTE];
        octets[..6].copy_from_slice(&self.let_go.to_le_bytes()[..6]);
        octets[6..12].copy_from_slice(&self.answered.to_le_bytes()[..6]);
        octets[12..28].copy_from_slice(&self.accepted.to_le_bytes());
        let sum = crc32fast::hash(&octets[..28]);
        octets[28..].copy_from_slice(&sum.to_le_bytes());
        octets
    }

    fn decode(octets: &[u8; NOTE]) -> Option<Self> {
        let number = |octets: &[u8]| octets.iter().rev().fold(0, |number, octet| number << 8 | u64::from(*octet));
        let (values, sum) = octets.split_last_chunk()?;
        let (numbers, accepted) = values.split_last_chunk()?;
        let (let_go, answered) = numbers.split_at(6);
        let accepted = u128::from_le_bytes(*accepted);
        let note = Self { let_go: number(let_go), answered: number(answered), accepted };
        (crc32fast::hash(values) == u32::from_le_bytes(*sum)).then_some(note)
    }
}

/// The notes of a run. They are taken away with it, unless it has left something unsettled.
#[derive(Debug)]
pub struct FlightLog {
    file: Arc<File>,
    path: PathBuf,
    name: String,
    /// Those that somebody has.
    lanes: u64,
    is_kept: bool,
}

impl FlightLog {
    /// `None` where files in memory cannot be had.
    pub(super) fn create() -> Option<Self> {
        if !is_in_memory() {
            return None;
        }
        let mut random = [0; 16];
        getrandom::fill(&mut random).ok()?;
        let name = format!("mailshot-{:032x}", u128::from_le_bytes(random));
        let path = Path::new(FOLDER).join(&name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = Arc::new(options.open(&path).ok()?);
        Some(Self { file, path, name, lanes: 0, is_kept: false })
    }

    /// How [`read`] finds it.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Leaves the notes for whoever opens the ledger next.
    pub fn keep(&mut self) {
        self.is_kept = true;
    }

    /// Room for so many lanes that nobody else has, for whoever takes their notes down.
    ///
    /// # Errors
    /// There is no memory for them: all of it is taken now, for later there may be none.
    pub fn section(&mut self, lanes: usize) -> io::Result<Section> {
        let octets = Note::default().encode().repeat(lanes);
        let section = Section { file: Arc::clone(&self.file), first: self.lanes, octets, changed: None };
        write_at(&self.file, &section.octets, place(self.lanes))?;
        self.lanes += lanes as u64;
        Ok(section)
    }
}

impl Drop for FlightLog {
    fn drop(&mut self) {
        if !self.is_kept {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The notes of lanes that one thread has.
#[derive(Debug)]
pub struct Section {
    file: Arc<File>,
    /// The first of its lanes, among all of the log.
    first: u64,
    octets: Vec<u8>,
    /// The first and the last of those that are not in the file as they are here.
    changed: Option<(usize, usize)>,
}

impl Section {
    /// A message of one of its lanes, which count from 0 here.
    #[must_use]
    pub fn flight(&self, lane: usize, number: u64) -> Flight {
        Flight { lane: self.first + lane as u64, number }
    }

    /// Puts a lane's note down, to be written with the others.
    pub fn note(&mut self, lane: usize, note: &Note) {
        self.octets[lane * NOTE..][..NOTE].copy_from_slice(&note.encode());
        let (first, last) = self.changed.unwrap_or((lane, lane));
        self.changed = Some((first.min(lane), last.max(lane)));
    }

    /// Writes what has been put down.
    ///
    /// # Errors
    /// The file is gone bad: nothing of it may be relied on.
    pub fn write(&mut self) -> io::Result<()> {
        let Some((first, last)) = self.changed.take() else { return Ok(()) };
        let (begin, end) = (first * NOTE, (last + 1) * NOTE);
        write_at(&self.file, &self.octets[begin..end], place(self.first + first as u64))
    }
}

/// The notes that a run has left behind.
#[derive(Debug)]
pub(super) struct Notes(Vec<Option<Note>>);

impl Notes {
    /// What is said of a message.
    pub(super) fn fate(&self, flight: Flight) -> Fate {
        let note = usize::try_from(flight.lane).ok().and_then(|lane| *self.0.get(lane)?);
        note.map_or(Fate::InDoubt, |note| note.fate(flight.number))
    }
}

/// The notes of the run that had this name; `None` if they are gone.
pub(super) fn read(name: &str) -> Option<Notes> {
    let octets = fs::read(path_of(name)?).ok()?;
    Some(Notes(octets.as_chunks().0.iter().map(Note::decode).collect()))
}

/// Takes the notes of that run away: all is settled.
pub(super) fn remove(name: &str) {
    if let Some(path) = path_of(name) {
        let _ = fs::remove_file(path);
    }
}

/// Where a lane's note stands.
fn place(lane: u64) -> u64 {
    lane * NOTE as u64
}

/// The name comes from a file, and is to lead nowhere else.
fn path_of(name: &str) -> Option<PathBuf> {
    let digits = name.strip_prefix("mailshot-")?;
    let is_ours = digits.len() == 32 && digits.bytes().all(|octet| octet.is_ascii_hexdigit());
    let path = Path::new(FOLDER).join(name);
    let is_file = is_ours && fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file());
    is_file.then_some(path)
}

/// Whether the folder is memory: what is noted must not come back, older than it was, after a crash of the machine.
fn is_in_memory() -> bool {
    fs::read_to_string("/proc/self/mounts").is_ok_and(|mounts| {
        let mut mounts = mounts.lines().map(|mount| mount.split(' ').skip(1));
        mounts
            .rfind(|mount| mount.clone().next() == Some(FOLDER))
            .is_some_and(|mut mount| mount.nth(1) == Some("tmpfs"))
    })
}

#[cfg(unix)]
fn write_at(file: &File, octets: &[u8], place: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, octets, place)
}

#[cfg(not(unix))]
fn write_at(_: &File, _: &[u8], _: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_has_not_left_is_told_from_what_is_in_doubt() {
        let mut note = Note { let_go: 5, ..Note::default() };
        note.answer(true);
        note.answer(false);
        note.answer(true);
        let fates: Vec<_> = (1..=7).map(|number| note.fate(number)).collect();
        let doubt = Fate::InDoubt;
        assert_eq!(fates, [Fate::Accepted, doubt, Fate::Accepted, doubt, doubt, Fate::Kept, Fate::Kept]);
    }

    #[test]
    fn answers_are_remembered_for_a_while() {
        let mut note = Note { let_go: 200, ..Note::default() };
        (0..200).for_each(|_| note.answer(true));
        assert_eq!((note.fate(72), note.fate(73)), (Fate::InDoubt, Fate::Accepted));
    }

    #[test]
    fn notes_are_read_as_they_were_written_and_gone_with_the_run() {
        let Some(mut log) = FlightLog::create() else { return };
        let notes = [Note { let_go: 3, answered: 2, accepted: 1 }, Note { let_go: 9, answered: 9, accepted: 511 }];
        let (mut first, mut second) = (log.section(2).unwrap(), log.section(3).unwrap());
        assert_eq!((first.flight(1, 7).lane, second.flight(2, 7).lane), (1, 4));
        first.note(1, &notes[0]);
        second.note(2, &notes[1]);
        first.write().unwrap();
        second.write().unwrap();
        let read_back = read(log.name()).unwrap();
        let expected = [Note::default(), notes[0], Note::default(), Note::default(), notes[1]];
        assert_eq!(read_back.0, expected.map(Some));
        assert_eq!(read_back.fate(Flight { lane: 5, number: 1 }), Fate::InDoubt);
        let name = log.name().to_owned();
        drop(log);
        assert!(read(&name).is_none());
    }

    #[test]
    fn no_two_have_the_same_lane() {
        let Some(mut log) = FlightLog::create() else { return };
        let mut sections: Vec<Section> = (0..12).map(|_| log.section(2).unwrap()).collect();
        let lanes = (0..12).flat_map(|section| [(section, 0), (section, 1)]);
        for (section, lane) in lanes.clone() {
            let let_go = 10 * section as u64 + lane as u64;
            sections[section].note(lane, &Note { let_go, ..Note::default() });
            sections[section].write().unwrap();
        }
        let notes = read(log.name()).unwrap();
        for (section, lane) in lanes {
            let let_go = 10 * section as u64 + lane as u64;
            assert_eq!(notes.fate(sections[section].flight(lane, let_go + 1)), Fate::Kept);
            assert!(let_go == 0 || notes.fate(sections[section].flight(lane, let_go)) == Fate::InDoubt);
        }
    }

    #[test]
    fn names_lead_nowhere_else() {
        for name in ["", "mailshot-", "mailshot-../../etc/passwd", "mailshot-0123456789abcdef0123456789abcde/"] {
            assert!(path_of(name).is_none(), "{name}");
        }
    }

    proptest! {
        #[test]
        fn a_damaged_note_is_none(
            let_go in 0..1_u64 << 48, answered in 0..1_u64 << 48, accepted: u128, at in 0..NOTE, bit in 0..8
        ) {
            let note = Note { let_go, answered, accepted };
            let mut octets = note.encode();
            prop_assert_eq!(Note::decode(&octets), Some(note));
            octets[at] ^= 1_u8 << bit;
            prop_assert_eq!(Note::decode(&octets), None);
        }
    }
}
