//! Every fault a server can produce, against the real program: who got it, who did not, and does everybody agree?
//!
//! The scenarios are lines of the `.txt` tables beside this file; `README.md` explains them. `FAULT='dot 2: half'` in
//! the environment plays only those whose line holds that text.

mod certificates;
mod check;
mod login;
mod server;
#[path = "../support/mod.rs"]
mod support;
mod table;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Scenarios at the same time: they mostly wait.
const AT_ONCE: usize = 16;

macro_rules! tables {
    ($($name:ident)*) => { $(
        #[test]
        fn $name() {
            play(concat!(stringify!($name), ".txt"), include_str!(concat!(stringify!($name), ".txt")));
        }
    )* };
}

tables! { opening login transaction content settling chunks short }

fn play(file: &str, text: &str) {
    let wanted = std::env::var("FAULT").unwrap_or_default();
    let mut scenarios = table::read(file, text);
    let all = scenarios.len();
    scenarios.retain(|scenario| scenario.name.contains(&wanted));
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(scenario) = scenarios.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let faults = check::play(scenario);
                    if !faults.is_empty() {
                        failures
                            .lock()
                            .expect("no scenario panics")
                            .push(format!("{scenario}\n    {}", faults.join("\n    ")));
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("no scenario panics");
    println!("{} of {all} scenarios of {file} played", scenarios.len());
    assert!(failures.is_empty(), "{} scenarios failed:\n\n{}\n", failures.len(), failures.join("\n\n"));
}
