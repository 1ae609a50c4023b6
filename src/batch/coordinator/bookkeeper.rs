//! Who writes into the ledger: the coordinator itself, or, where there is much to write, a thread of its own meanwhile.

use std::panic::resume_unwind;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, Scope, ScopedJoinHandle};
use std::time::Instant;

use crossbeam_channel::{Receiver, RecvError, Sender, bounded, never};

use super::commit::Group;
use crate::ledger::{LedgerError, Sqlite};

/// A group with fewer changes is written by the coordinator: to hand it over and to be told costs two wake-ups.
const MANY: usize = 400;

/// Writes one group after the other.
pub(super) struct Bookkeeper<'scope, 'env> {
    ledger: &'scope Mutex<&'env mut Sqlite>,
    scope: &'scope Scope<'scope, 'env>,
    /// Started with the first large group.
    clerk: Option<Clerk<'scope>>,
    /// What the thread has written.
    written: Receiver<Written>,
    /// The thread has a group.
    is_busy: bool,
}

/// The thread, and the way to it.
struct Clerk<'scope> {
    groups: Sender<Group>,
    thread: ScopedJoinHandle<'scope, ()>,
}

/// A group that is in the ledger, or could not be brought there.
pub(super) struct Written {
    pub(super) group: Group,
    pub(super) result: Result<(), LedgerError>,
    pub(super) began: Instant,
    pub(super) ended: Instant,
}

impl<'scope, 'env> Bookkeeper<'scope, 'env> {
    pub(super) fn new(ledger: &'scope Mutex<&'env mut Sqlite>, scope: &'scope Scope<'scope, 'env>) -> Self {
        Self { ledger, scope, clerk: None, written: never(), is_busy: false }
    }

    /// The ledger, once nothing is being written.
    pub(super) fn ledger(&self) -> MutexGuard<'scope, &'env mut Sqlite> {
        open(self.ledger)
    }

    /// Whether a group is being written: what comes meanwhile gathers for the next one.
    pub(super) fn is_busy(&self) -> bool {
        self.is_busy
    }

    /// Makes a group durable. `None`: it will come out of [`Self::written`].
    pub(super) fn write(&mut self, group: Group) -> Option<Written> {
        if group.changes.len() >= MANY
            && let Some(clerk) = self.clerk()
        {
            // If the thread is gone, so is what it would tell, and with that it comes up.
            let _ = clerk.groups.send(group);
            self.is_busy = true;
            return None;
        }
        Some(write(&mut self.ledger(), group))
    }

    /// What is received here is to be given to [`Self::take`].
    pub(super) fn written(&self) -> &Receiver<Written> {
        &self.written
    }

    /// The thread has done its work, or has panicked; then so does this one.
    pub(super) fn take(&mut self, written: Result<Written, RecvError>) -> Written {
        self.is_busy = false;
        written.unwrap_or_else(|gone| {
            let panic = self.clerk.take().and_then(|clerk| clerk.thread.join().err());
            resume_unwind(panic.unwrap_or_else(|| Box::new(gone)))
        })
    }

    /// Waits for the group that is being written, if there is one.
    pub(super) fn wait(&mut self) -> Option<Written> {
        if !self.is_busy {
            return None;
        }
        let written = self.written.recv();
        Some(self.take(written))
    }

    /// `None` where the system has no thread left.
    fn clerk(&mut self) -> Option<&Clerk<'scope>> {
        if self.clerk.is_none() {
            let ((groups, to_write), (to_tell, written)) = (bounded::<Group>(1), bounded(1));
            let ledger = self.ledger;
            let work = move || {
                for group in to_write {
                    // Nobody listens any more when the batch is given up.
                    let _ = to_tell.send(write(&mut open(ledger), group));
                }
            };
            let thread = Builder::new().name("ledger".to_owned()).spawn_scoped(self.scope, work).ok()?;
            (self.clerk, self.written) = (Some(Clerk { groups, thread }), written);
        }
        self.clerk.as_ref()
    }
}

/// A panic with the ledger comes up in [`Bookkeeper::take`], before anything else is written.
fn open<'scope, 'env>(ledger: &'scope Mutex<&'env mut Sqlite>) -> MutexGuard<'scope, &'env mut Sqlite> {
    ledger.lock().unwrap_or_else(PoisonError::into_inner)
}

fn write(ledger: &mut Sqlite, group: Group) -> Written {
    let began = Instant::now();
    let result = if group.changes.is_empty() { Ok(()) } else { ledger.commit(&group.changes) };
    Written { group, result, began, ended: Instant::now() }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::*;
    use crate::ledger::{Change, Flight, Identity, Key};
    use crate::mail::Address;

    /// Messages about to leave, with these numbers.
    fn group(numbers: impl IntoIterator<Item = u64>) -> Group {
        let change = |number: u64| Change::Arm {
            id: number,
            key: Key::of([number.to_string().as_str()]),
            row: number,
            line: number + 1,
            message_id: format!("{number}@example.org"),
            attempts: 0,
            recipients: Arc::new([(0, Address::parse("ada@example.com").unwrap())]),
            flight: Flight::default(),
        };
        Group { changes: numbers.into_iter().map(change).collect(), ..Group::default() }
    }

    #[test]
    fn much_is_written_beside_the_rest_and_little_at_once() {
        let mut ledger = Sqlite::temporary(&Identity::new("0123456789abcdef", "letter.txt", "list.csv")).unwrap();
        let ledger = Mutex::new(&mut ledger);
        thread::scope(|scope| {
            let mut books = Bookkeeper::new(&ledger, scope);
            assert!(books.wait().is_none());
            assert!(books.write(group(1..=3)).unwrap().result.is_ok());
            assert!(books.clerk.is_none());
            for begin in [1000, 2000] {
                assert!(books.write(group((begin..).take(MANY))).is_none());
                assert!(books.is_busy());
                let written = books.wait().unwrap();
                assert!(!books.is_busy() && written.result.is_ok() && written.began < written.ended);
                assert_eq!(written.group.changes.len(), MANY);
            }
            assert!(books.ledger().find(1000, &Key::of(["1000"])).unwrap().is_some());
            // No ledger has a place for it.
            assert!(books.write(group((u64::MAX - 1000..).take(MANY))).is_none());
            assert!(books.wait().unwrap().result.is_err());
        });
    }

    #[test]
    #[should_panic(expected = "what the thread says")]
    fn a_panic_of_the_thread_is_not_waited_for() {
        let mut ledger = Sqlite::temporary(&Identity::new("0123456789abcdef", "letter.txt", "list.csv")).unwrap();
        let ledger = Mutex::new(&mut ledger);
        thread::scope(|scope| {
            let mut books = Bookkeeper::new(&ledger, scope);
            let ((groups, _), (to_tell, written)) = (bounded(1), bounded(1));
            let thread = scope.spawn(move || {
                let _told = to_tell;
                panic!("what the thread says")
            });
            (books.clerk, books.written) = (Some(Clerk { groups, thread }), written);
            books.write(group((1..).take(MANY)));
            books.wait();
        });
    }
}
