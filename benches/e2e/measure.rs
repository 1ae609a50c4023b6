//! What one run of a program takes.
//!
//! The kernel accounts for all ended children together, and its peak memory is that of the largest. So a run happens
//! below a process of its own: this bench once more, which has no other child.

use std::env;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::time::TimeValLike;

/// The argument that makes the bench run the command behind it.
pub(crate) const FLAG: &str = "--measure";

/// The figures of one run.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    pub(crate) wall: Duration,
    /// User and system time.
    pub(crate) cpu: Duration,
    /// Peak of the resident memory.
    pub(crate) peak_kib: u64,
}

/// Runs a command, without input, in its folder.
pub(crate) fn measure(command: &Command) -> Run {
    let mut measuring = Command::new(env::current_exe().expect("the bench knows its own path"));
    measuring.arg(FLAG).arg(command.get_program()).args(command.get_args()).stdin(Stdio::null());
    measuring.stderr(Stdio::inherit());
    for (name, value) in command.get_envs() {
        measuring.env(name, value.unwrap_or_default());
    }
    if let Some(folder) = command.get_current_dir() {
        measuring.current_dir(folder);
    }
    let output = measuring.output().expect("the bench can run itself");
    let text = String::from_utf8(output.stdout).expect("figures are text");
    let last = text.lines().last().unwrap_or_default();
    let figures: Vec<u64> = last.split(' ').filter_map(|figure| figure.parse().ok()).collect();
    match figures[..] {
        [wall, cpu, peak_kib] if output.status.success() => {
            Run { wall: Duration::from_micros(wall), cpu: Duration::from_micros(cpu), peak_kib }
        }
        _ => panic!("{command:?} failed: {}\n{text}", output.status),
    }
}

/// The other side of [`measure`]: microseconds of wall and processor time, and KiB, on the last line.
pub(crate) fn run_and_print(command: &[String]) {
    let [program, arguments @ ..] = command else { panic!("{FLAG} needs a command") };
    let start = Instant::now();
    let status = Command::new(program).args(arguments).status().expect("the program can be run");
    let wall = start.elapsed();
    assert!(status.success(), "{program}: {status}");
    let usage = children();
    println!("{} {} {}", wall.as_micros(), cpu(&usage).as_micros(), peak_kib(&usage));
}

/// User and system time of all children that have ended.
pub(crate) fn cpu_of_children() -> Duration {
    cpu(&children())
}

fn children() -> Usage {
    getrusage(UsageWho::RUSAGE_CHILDREN).expect("the kernel keeps account")
}

fn cpu(usage: &Usage) -> Duration {
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Duration::from_micros(micros.unsigned_abs())
}

/// The kernel counts in KiB, Apple's in octets.
fn peak_kib(usage: &Usage) -> u64 {
    let peak = usage.max_rss().unsigned_abs();
    if cfg!(target_vendor = "apple") { peak >> 10 } else { peak }
}
