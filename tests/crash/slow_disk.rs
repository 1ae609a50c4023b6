//! A slow disk: asked to sync, it takes its time, as one that turns and is busy. Loaded in front of the C library (`LD_PRELOAD`).
//!
//! The sleep stands for the disk. Nothing is synced, and nothing is lost by it when a program is killed: what it has written is
//! in the system's page cache. `ahead.rs` compiles this while the tests run; cargo does not know of it.

use std::thread::sleep;
use std::time::Duration;

/// How long a sync takes.
const SYNC: Duration = Duration::from_millis(25);

/// In place of fdatasync(2): sleeps, and says that it has worked.
#[unsafe(no_mangle)]
pub extern "C" fn fdatasync(_: i32) -> i32 {
    sleep(SYNC);
    0
}

/// In place of fsync(2), likewise.
#[unsafe(no_mangle)]
pub extern "C" fn fsync(_: i32) -> i32 {
    sleep(SYNC);
    0
}
