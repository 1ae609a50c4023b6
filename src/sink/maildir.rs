//! Keeping messages as a Maildir: one file per message, written in `tmp` and renamed into `new`.

use std::fs::{self, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A Maildir open for deliveries, shared by the sessions.
pub(super) struct Maildir {
    tmp: PathBuf,
    new: PathBuf,
    /// Tells apart processes that have the same id in different containers.
    token: u64,
    host: String,
    delivered: AtomicU64,
}

impl Maildir {
    /// Makes what is missing of `dir`, `tmp`, `new` and `cur`.
    pub(super) fn open(dir: &Path) -> io::Result<Self> {
        let (tmp, new) = (dir.join("tmp"), dir.join("new"));
        for folder in [&tmp, &new, &dir.join("cur")] {
            fs::create_dir_all(folder)
                .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", folder.display())))?;
        }
        Ok(Self {
            tmp,
            new,
            token: RandomState::new().build_hasher().finish(),
            host: host_name(),
            delivered: AtomicU64::new(0),
        })
    }

    /// Delivers one message. Not synced: this is a test server's memory, not a mailbox.
    pub(super) fn deliver(&self, message: &[u8]) -> io::Result<()> {
        let name = self.unique_name();
        let tmp = self.tmp.join(&name);
        let kept = write_new(&tmp, message).and_then(|()| fs::rename(&tmp, self.new.join(&name)));
        kept.map_err(|error| {
            // What cannot be written can often not be removed either; the first error is the one to tell.
            let _ = fs::remove_file(&tmp);
            io::Error::new(error.kind(), format!("{}: {error}", tmp.display()))
        })
    }

    /// Removes what sinks have delivered to a folder, read since or not; what else lies there is left.
    pub(super) fn clear(dir: &Path) -> io::Result<()> {
        for folder in ["tmp", "new", "cur"] {
            let entries = match fs::read_dir(dir.join(folder)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                entries => entries?,
            };
            for entry in entries {
                let entry = entry?;
                if is_unique_name(&entry.file_name().to_string_lossy()) {
                    fs::remove_file(entry.path())?;
                }
            }
        }
        Ok(())
    }

    /// `seconds.unique.host`, see <https://cr.yp.to/proto/maildir.html>.
    fn unique_name(&self) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let number = self.delivered.fetch_add(1, Ordering::Relaxed);
        format!(
            "{}.M{:06}P{}R{:016x}Q{number}.{}",
            now.as_secs(),
            now.subsec_micros(),
            process::id(),
            self.token,
            self.host
        )
    }
}

/// Whether a name is one of those that are given here: `1700000000.M000001P17R…Q0.host`.
fn is_unique_name(name: &str) -> bool {
    let mut parts = name.splitn(3, '.');
    let (Some(seconds), Some(unique), Some(_)) = (parts.next(), parts.next(), parts.next()) else { return false };
    let mut rest = Some(unique);
    for letter in ['M', 'P', 'R', 'Q'] {
        rest = rest
            .and_then(|rest| rest.strip_prefix(letter))
            .map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, 'a'..='f')));
    }
    rest == Some("") && !seconds.is_empty() && seconds.bytes().all(|octet| octet.is_ascii_digit())
}

fn write_new(path: &Path, octets: &[u8]) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(octets)
}

/// The host's name with the octets that mean something in a Maildir's file names replaced.
fn host_name() -> String {
    gethostname::gethostname()
        .to_string_lossy()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_delivered_is_told_from_what_lies_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let maildir = Maildir::open(folder.path()).unwrap();
        maildir.deliver(b"x").unwrap();
        let others =
            ["notes.txt", "1.b.c", "1700000000.M1P1R1Q1", "M1P1R1Q1.M1P1R1Q1.host", "1700000000.M1P1R1Qx.host"];
        for name in others {
            assert!(!is_unique_name(name), "{name}");
            fs::write(folder.path().join("new").join(name), "x").unwrap();
        }
        assert!(is_unique_name(&format!("{}:2,S", maildir.unique_name())), "read since");
        Maildir::clear(folder.path()).unwrap();
        assert_eq!(fs::read_dir(folder.path().join("new")).unwrap().count(), others.len());
        Maildir::clear(&folder.path().join("nowhere")).unwrap();
    }
}
