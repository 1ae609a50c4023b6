//! A quota of recipients in any 24 hours, per account, kept across runs.
//!
//! Several processes may send by one account: they share one small database in the user's state folder. Room is reserved
//! before a message may end its data, and what came to nothing is given back; a crash in between leaves it reserved, which is
//! on the safe side.

mod plan;

use std::fs::{self, DirBuilder, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, params};
use thiserror::Error;

pub use plan::{Plan, clock};

use super::Schedule;

/// The quota is of so much time.
const DAY: i64 = 86_400;

/// How long another process may hold the database.
const PATIENCE: Duration = Duration::from_secs(10);

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS used (
  id         INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: it may still be given back
  account    TEXT    NOT NULL, -- user@server
  at         INTEGER NOT NULL, -- seconds since 1970, UTC
  recipients INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS used_account ON used (account, at);
";

/// `--daily-limit`: so many recipients in any 24 hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// Where it is kept.
    pub file: PathBuf,
    /// Whose it is: user and server.
    pub account: String,
    /// Recipients.
    pub limit: u64,
}

/// Why a quota cannot be kept.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum QuotaError {
    /// There is no folder for state.
    #[error(
        "--daily-limit: nobody says where the count is to be kept: neither XDG_STATE_HOME nor HOME is set. Set one of them."
    )]
    NoFolder,
    /// The file cannot be made, read or written.
    #[error(
        "--daily-limit: {}: the count of the last 24 hours is kept there, and {why}. Make the folder writable, or set \
         XDG_STATE_HOME to one that is.",
        file.display()
    )]
    Failed {
        /// The file.
        file: PathBuf,
        /// Why.
        why: String,
    },
}

impl Quota {
    /// The quota of an account at a server, in the user's state folder.
    ///
    /// # Errors
    /// There is no such folder.
    pub fn new(user: Option<&str>, host: &str, limit: u64) -> Result<Self, QuotaError> {
        let account = user.map_or_else(|| host.to_owned(), |user| format!("{user}@{host}"));
        Ok(Self { file: folder()?.join("mailshot").join("quota.sqlite"), account: account.to_lowercase(), limit })
    }

    /// Whose limit it is, for a person: the login, with the server only where it is no address.
    #[must_use]
    pub fn owner(&self) -> String {
        match self.account.rsplit_once('@') {
            Some((user, _)) if user.contains('@') => user.to_owned(),
            Some((user, host)) => format!("{user} at {host}"),
            None => self.account.clone(),
        }
    }

    /// When so many recipients can be sent to, at the times that the schedule has.
    ///
    /// # Errors
    /// The count cannot be read, or could not be written.
    pub fn plan(&self, recipients: u64, schedule: &Schedule) -> Result<Plan, QuotaError> {
        Meter::open(self)?.plan(SystemTime::now(), recipients, |at| opens(schedule, at))
    }
}

impl Quota {
    /// As [`Quota::plan`], for a batch that is not sent yet: where nothing was ever counted, no file is made.
    ///
    /// # Errors
    /// The count cannot be read.
    pub fn foresee(&self, recipients: u64) -> Result<Plan, QuotaError> {
        if self.file.exists() {
            return self.plan(recipients, &Schedule::default());
        }
        Ok(Plan::new(&[], self.limit, recipients, seconds(SystemTime::now()), |at| at))
    }
}

/// Room that is reserved: may be given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reservation(i64);

/// An open count.
#[derive(Debug)]
pub(super) struct Meter {
    quota: Quota,
    connection: Connection,
}

impl Meter {
    pub(super) fn open(quota: &Quota) -> Result<Self, QuotaError> {
        create(&quota.file).map_err(|error| failed(quota, &format!("it cannot be written: {error}")))?;
        let open = || {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(&quota.file, flags)?;
            connection.busy_timeout(PATIENCE)?;
            // The lock is taken for writing even where the tables are there: a file that cannot be written shows now.
            connection.execute_batch(&format!("BEGIN IMMEDIATE; {SCHEMA} COMMIT;"))?;
            Ok(connection)
        };
        let connection = open().map_err(|error| broken(quota, &error))?;
        Ok(Self { quota: quota.clone(), connection })
    }

    /// Recipients that may be sent to now.
    pub(super) fn room(&mut self, now: SystemTime) -> Result<u64, QuotaError> {
        self.reserve(now, &[], &[]).map(|(_, room)| room)
    }

    /// Gives back what was not used of earlier reservations (each with what was used of it), then reserves room for
    /// messages (each with its recipients), in order, as far as it goes. The reservations, and the room that is left.
    pub(super) fn reserve(
        &mut self,
        now: SystemTime,
        wanted: &[(u64, u64)],
        unused: &[(Reservation, u64)],
    ) -> Result<(Vec<(u64, Reservation)>, u64), QuotaError> {
        let Self { quota, connection } = self;
        let now = seconds(now);
        let work = || {
            let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
            for (Reservation(id), used) in unused {
                transaction.execute("UPDATE used SET recipients = ?2 WHERE id = ?1", params![id, used])?;
            }
            transaction.execute("DELETE FROM used WHERE at <= ?1 OR recipients = 0", [now - DAY])?;
            let used: u64 = transaction.query_row(
                "SELECT coalesce(sum(recipients), 0) FROM used WHERE account = ?1",
                [&quota.account],
                |row| row.get(0),
            )?;
            let mut room = quota.limit.saturating_sub(used);
            let mut reserved = Vec::with_capacity(wanted.len());
            for &(message, recipients) in wanted {
                if recipients > room {
                    break;
                }
                room -= recipients;
                transaction.execute(
                    "INSERT INTO used (account, at, recipients) VALUES (?1, ?2, ?3)",
                    params![quota.account, now, recipients],
                )?;
                reserved.push((message, Reservation(transaction.last_insert_rowid())));
            }
            transaction.commit()?;
            Ok((reserved, room))
        };
        work().map_err(|error| broken(quota, &error))
    }

    /// `open`: from a time on, when something may be sent.
    pub(super) fn plan(
        &mut self,
        now: SystemTime,
        recipients: u64,
        open: impl Fn(i64) -> i64,
    ) -> Result<Plan, QuotaError> {
        let Self { quota, connection } = self;
        let now = seconds(now);
        let used = || {
            let mut statement = connection.prepare(
                "SELECT at, sum(recipients) FROM used WHERE account = ?1 AND at > ?2 GROUP BY at ORDER BY at",
            )?;
            statement
                .query_map(params![quota.account, now - DAY], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        let used = used().map_err(|error| broken(quota, &error))?;
        Ok(Plan::new(&used, quota.limit, recipients, now, open))
    }
}

/// The user's folder for state (XDG Base Directory Specification); on Windows the one for local data.
fn folder() -> Result<PathBuf, QuotaError> {
    let named = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if let Some(folder) = named("XDG_STATE_HOME") {
        return Ok(folder);
    }
    if cfg!(windows) {
        return named("LOCALAPPDATA").ok_or(QuotaError::NoFolder);
    }
    named("HOME").map(|home| home.join(".local").join("state")).ok_or(QuotaError::NoFolder)
}

/// Makes the file, for its owner alone: it says whom somebody writes by, and how much.
fn create(file: &Path) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    if fs::symlink_metadata(file).is_ok_and(|metadata| metadata.is_symlink()) {
        return Err(io::Error::other("it is a symbolic link, which is not followed"));
    }
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(drop)
}

/// When something may be sent, from this time on. In seconds since 1970, UTC.
fn opens(schedule: &Schedule, at: i64) -> i64 {
    let time = Timestamp::from_second(at).map(|time| time.to_zoned(TimeZone::system()));
    let wait = time.map(|time| schedule.wait(&time)).unwrap_or_default();
    at.saturating_add(i64::try_from(wait.as_secs()).unwrap_or(i64::MAX))
}

fn seconds(time: SystemTime) -> i64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

fn failed(quota: &Quota, why: &str) -> QuotaError {
    QuotaError::Failed { file: quota.file.clone(), why: why.to_owned() }
}

fn broken(quota: &Quota, error: &rusqlite::Error) -> QuotaError {
    failed(quota, &format!("it cannot be used: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quota(folder: &Path, account: &str) -> Quota {
        Quota { file: folder.join("state").join("quota.sqlite"), account: account.to_owned(), limit: 10 }
    }

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds)
    }

    #[test]
    fn room_is_reserved_given_back_and_free_after_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let quota = quota(folder.path(), "a@example.com");
        let mut meter = Meter::open(&quota).unwrap();
        let (reserved, room) = meter.reserve(at(0), &[(1, 4), (2, 4), (3, 4)], &[]).unwrap();
        assert_eq!((reserved.len(), room), (2, 2), "the third does not fit");
        let (_, room) = meter.reserve(at(1), &[], &[(reserved[0].1, 1)]).unwrap();
        assert_eq!(room, 5, "three of the first four came to nothing");
        // Another process, another run.
        drop(meter);
        let mut meter = Meter::open(&quota).unwrap();
        assert_eq!(meter.room(at(86_399)).unwrap(), 5);
        assert_eq!(meter.room(at(86_400)).unwrap(), 10);
    }

    #[test]
    fn an_account_is_told_by_its_login() {
        for (account, owner) in [
            ("wang@school.example@smtp.163.com", "wang@school.example"),
            ("teacher@smtp.school.example", "teacher at smtp.school.example"),
            ("smtp.school.example", "smtp.school.example"),
        ] {
            assert_eq!(quota(Path::new(""), account).owner(), owner);
        }
    }

    #[test]
    fn accounts_do_not_share() {
        let folder = tempfile::tempdir().unwrap();
        let mut one = Meter::open(&quota(folder.path(), "one")).unwrap();
        let mut other = Meter::open(&quota(folder.path(), "other")).unwrap();
        one.reserve(at(0), &[(1, 10)], &[]).unwrap();
        assert_eq!(one.room(at(1)).unwrap(), 0);
        assert_eq!(other.room(at(1)).unwrap(), 10);
    }

    #[test]
    fn processes_at_the_same_time_never_exceed_it() {
        let folder = tempfile::tempdir().unwrap();
        let quota = quota(folder.path(), "a");
        let taken: usize = std::thread::scope(|scope| {
            let take = || {
                let mut meter = Meter::open(&quota).unwrap();
                (0..5).map(|n| meter.reserve(at(0), &[(n, 1)], &[]).unwrap().0.len()).sum::<usize>()
            };
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(take)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(taken, 10);
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_its_owner_s_alone() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let quota = quota(folder.path(), "a");
        Meter::open(&quota).unwrap();
        assert_eq!(fs::metadata(&quota.file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error_that_says_so() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("state"), "a file").unwrap();
        let error = Meter::open(&quota(folder.path(), "a")).unwrap_err().to_string();
        assert!(error.contains("XDG_STATE_HOME") && error.contains("quota.sqlite"), "{error}");
    }
}
