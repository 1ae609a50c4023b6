//! The way of the rows over all cores, and back in their order.

use std::collections::VecDeque;

use crossbeam_channel::{Receiver, TryRecvError, bounded};
use rayon::{ThreadPool, Yield};

use super::block::{Block, Checker, ToCheck};
use super::gathered::Gathered;
use super::{News, PreflightError};
use crate::batch::Selected;
use crate::input::InputError;

/// Rows that one core takes at a time.
const BLOCK: usize = 32;

/// Most blocks that are under way for each core: enough to keep it busy, and few enough to keep memory flat.
const MOST_BLOCKS: usize = 8;

/// Octets of rows with which a block ends: rows may be large.
const BLOCK_OCTETS: usize = 1 << 20;

/// Octets of rows under way while which no more are read.
const MOST_OCTETS: usize = 16 << 20;

/// Rows that are being checked, or have been.
struct UnderWay {
    checked: Receiver<Block>,
    octets: usize,
}

/// Reads all rows, has them checked by these threads, and gathers what came of them. One of the threads reads and takes what the
/// others have checked, in the order of the list; and checks too, when it is ahead of them.
///
/// # Errors
/// Where the list can be read no further, everything before has been gathered.
pub(super) fn pass<T: FnMut(News<'_>) + Send>(
    threads: &ThreadPool,
    checker: &Checker<'_>,
    mut rows: impl Iterator<Item = Result<Selected, InputError>> + Send,
    gathered: &mut Gathered<'_, T>,
) -> Result<(), PreflightError> {
    threads.scope_fifo(|scope| {
        let mut under_way = VecDeque::<UnderWay>::new();
        let mut end = None;
        loop {
            while end.is_none() && has_room(&under_way) {
                let (block, octets);
                (block, octets, end) = next_block(&mut rows, gathered);
                gathered.tell_progress();
                if !block.is_empty() {
                    let (done, checked) = bounded(1);
                    under_way.push_back(UnderWay { checked, octets });
                    // Nobody waits for it any more when what came before could not be taken.
                    scope.spawn_fifo(move |_| drop(done.send(checker.check(&block))));
                }
            }
            let Some(first) = under_way.front() else { break };
            let block = match first.checked.try_recv() {
                Err(TryRecvError::Empty) if rayon::yield_now() == Some(Yield::Executed) => continue,
                Err(TryRecvError::Empty) => first.checked.recv().ok(),
                block => block.ok(),
            };
            // Whoever had it has panicked, which comes up where the scope ends.
            let Some(block) = block else { break };
            under_way.pop_front();
            gathered.take(block)?;
        }
        end.unwrap_or(Ok(()))
    })
}

/// The next rows that are to be checked, their octets, and how the list ended, if it did.
fn next_block<T: FnMut(News<'_>)>(
    rows: &mut impl Iterator<Item = Result<Selected, InputError>>,
    gathered: &mut Gathered<'_, T>,
) -> (Vec<ToCheck>, usize, Option<Result<(), PreflightError>>) {
    let mut block = Vec::with_capacity(BLOCK);
    let mut octets = 0;
    while block.len() < BLOCK && octets < BLOCK_OCTETS {
        let Some(row) = rows.next() else { return (block, octets, Some(Ok(()))) };
        match gathered.begin(row) {
            Ok(row) => {
                octets += row.as_ref().map_or(0, ToCheck::size);
                block.extend(row);
            }
            // What was read before is told of all the same.
            Err(error) => return (block, octets, Some(Err(error))),
        }
    }
    (block, octets, None)
}

/// Whether more rows may be read while these are under way.
fn has_room(under_way: &VecDeque<UnderWay>) -> bool {
    under_way.len() < MOST_BLOCKS * rayon::current_num_threads()
        && under_way.iter().map(|block| block.octets).sum::<usize>() < MOST_OCTETS
}
