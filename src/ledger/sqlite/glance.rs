//! What a ledger that is not opened shows of itself: its letter, and how many may have got it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rusqlite::{Connection, OpenFlags, OptionalExtension};
use url::Url;

use super::Sqlite;
use super::file::is_there;
use super::log::is_log_empty;
use super::schema::{APPLICATION_ID, INDEX, SCHEMA, VERSION};

/// Most lines that are counted, some milliseconds' worth: of a larger ledger it is told that there are more.
const MOST_COUNTED: u64 = 20_000;

/// Among so many of its last lines the last time is looked for.
const LAST: u64 = 1_000;

/// What is seen of a ledger without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    /// The name of the list it was made for, as it was named then.
    pub recipients_file: String,
    /// Where that list was, seen from where the ledger is now; `None` where it was no file.
    pub recipients_path: Option<PathBuf>,
    /// Recipients who have got the letter, or may have; of a large ledger the least that there can be.
    pub recipients: u64,
    /// Whether there are more than were counted.
    pub is_least: bool,
    /// When something last became of one; of a large ledger, one of the first or last.
    pub last: Option<SystemTime>,
    /// Whether a run with it goes on, or ended without its end: then there may be more than it shows.
    pub is_unclosed: bool,
    /// Whether its letter is this very one, and not another of the same name.
    pub is_same_letter: bool,
}

impl Sqlite {
    /// Whether what begins so is a ledger, by what SQLite keeps at the beginning of a file.
    #[must_use]
    pub fn is_ledger(start: &[u8]) -> bool {
        let application = start.get(68..72).and_then(|octets| octets.try_into().ok()).map(i32::from_be_bytes);
        start.starts_with(b"SQLite format 3\0") && application.map(i64::from) == Some(APPLICATION_ID)
    }

    /// Looks into a ledger of this letter (its digest, [`Identity::template`](crate::ledger::Identity)), or of one in a file of this
    /// name; `None` where it is of another letter, cannot be read, or is none. It is neither locked nor changed, and nobody is waited for: whoever uses it is
    /// not disturbed, and what he has written last may not be seen. Whether it is sound is not looked at.
    #[must_use]
    pub fn glance(file: &Path, template: &str, name: &OsStr) -> Option<Glance> {
        if !is_there(file).ok()? {
            return None;
        }
        let has_log = !is_log_empty(file);
        let glance = look(&unlocked(file)?, file, (template, name)).ok().flatten()?;
        Some(Glance { is_unclosed: glance.is_unclosed || has_log, ..glance })
    }

    /// The [generation](Self::generation) and the [template's file](Self::template_file) of a ledger, seen as at a
    /// [glance](Self::glance); `None` where it cannot be read, or is none.
    #[must_use]
    pub fn origin(file: &Path) -> Option<(u32, String)> {
        let connection = is_there(file).ok()?.then(|| unlocked(file))??;
        let fact = |key: &str| -> rusqlite::Result<String> {
            connection.query_row("SELECT value FROM batch WHERE key = ?1", [key], |row| row.get(0))
        };
        Some((fact("generation").ok()?.parse().ok()?, fact("template_file").ok()?))
    }

    /// Of a ledger that has been [glanced](Self::glance) at, the addresses that have got the letter, or may have, each once and in
    /// small letters: so many at most. With each, by how many messages.
    #[must_use]
    pub fn reached(file: &Path, most: usize) -> Vec<(String, u64)> {
        let addresses = |connection: Connection| -> rusqlite::Result<Vec<(String, u64)>> {
            let mut found = connection.prepare(
                "SELECT lower(address), count(DISTINCT id / 1048576) FROM recipient WHERE state IN (1, 4) GROUP BY 1 LIMIT ?1",
            )?;
            found.query_map([most], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        };
        unlocked(file).and_then(|connection| addresses(connection).ok()).unwrap_or_default()
    }
}

/// As a file that nobody changes: that is the way to open one without a lock, and without its log.
pub(super) fn unlocked(file: &Path) -> Option<Connection> {
    let mut name = Url::from_file_path(std::path::absolute(file).ok()?).ok()?;
    name.set_query(Some("immutable=1"));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(name.as_str(), flags).ok()
}

fn look(connection: &Connection, file: &Path, (template, name): (&str, &OsStr)) -> rusqlite::Result<Option<Glance>> {
    let number = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, i64>(0));
    if number("PRAGMA application_id")? != APPLICATION_ID || number("PRAGMA user_version")? != VERSION {
        return Ok(None);
    }
    // A table of another make could be anything, also one without an end.
    let mut statement = connection.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")?;
    let made = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    if !made.iter().all(|sql| sql == INDEX || SCHEMA.contains(sql)) {
        return Ok(None);
    }
    let fact = |key: &str| -> rusqlite::Result<Option<String>> {
        connection.query_row("SELECT value FROM batch WHERE key = ?1", [key], |row| row.get(0)).optional()
    };
    let is_same_letter = fact("template")?.as_deref() == Some(template);
    let named = fact("template_file")?;
    if !is_same_letter && named.as_deref().and_then(|named| Path::new(named).file_name()) != Some(name) {
        return Ok(None);
    }
    let (lines, recipients, first): (u64, u64, Option<u64>) = connection.query_row(
        "SELECT count(*), count(DISTINCT lower(address)) FILTER (WHERE state IN (1, 4)), max(at) FILTER (WHERE state IN (1, 4)) \
         FROM (SELECT address, state, at FROM recipient ORDER BY id LIMIT ?1)",
        [MOST_COUNTED],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let last: Option<u64> = connection.query_row(
        "SELECT max(at) FILTER (WHERE state IN (1, 4)) FROM (SELECT state, at FROM recipient ORDER BY id DESC LIMIT ?1)",
        [LAST],
        |row| row.get(0),
    )?;
    Ok(Some(Glance {
        recipients_file: fact("recipients_file")?.unwrap_or_default(),
        recipients_path: fact("recipients_path")?.map(|path| file.with_file_name(path)),
        recipients,
        is_least: lines == MOST_COUNTED,
        last: first.max(last).and_then(|at| SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(at))),
        is_unclosed: fact("awaits_log")?.is_some(),
        is_same_letter,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Outcome;
    use crate::ledger::sqlite::line::state;

    #[test]
    fn who_may_have_got_it_is_accepted_or_in_doubt() {
        assert_eq!((state(Outcome::Accepted), state(Outcome::InDoubt)), (1, 4));
    }

    #[test]
    fn a_name_may_have_any_letter_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a b?c#d%20é&=+.ledger");
        Connection::open(&file).unwrap().execute_batch("PRAGMA user_version = 7; CREATE TABLE t (c)").unwrap();
        let version = unlocked(&file).unwrap().query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0));
        assert_eq!(version.unwrap(), 7);
    }
}
