//! The whole program as a user runs it, list, template, ledger and report, against the embedded sink.
//!
//! ```text
//! cargo bench --bench e2e                  some minutes
//! cargo bench --bench e2e -- --quick       about one
//! cargo bench --bench e2e -- check         only preflight, or the groups with one of these words in their titles
//! ```
//!
//! The cases of a group run in turn, so that a busy machine slows all of them; each line is the median of its runs, and
//! `ratio` the median of the ratios to the group's first case in the same round. The sink is a process of its own, and
//! its time is not the client's. The ledger lies where the temporary files lie: set `TMPDIR` to the disk that is to be
//! measured.
//!
//! | column | |
//! | --- | --- |
//! | `msg/s` | messages by the time of the whole run, start-up, preflight and report included |
//! | `CPU us` | the program's user and system time by messages |
//! | `RSS MiB` | the program's peak memory |
//! | `RTT/msg` | with latency: sessions × time / messages / latency |
//! | `sink us` | the sink's user and system time by messages |

#[path = "../support/letter.rs"]
mod letter;

mod cases;
mod measure;
mod server;

use std::env;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use cases::{Case, Group, groups};
use measure::Run;
use server::Server;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, command @ ..] = &arguments[..]
        && flag == measure::FLAG
    {
        measure::run_and_print(command);
        return;
    }
    // `cargo test --benches` runs this too, to see whether it can be run.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let words: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let is_wanted = |title: &str| words.is_empty() || words.iter().any(|word| title.contains(word.as_str()));
    if is_wanted("check") {
        check(if quick { 20_000 } else { 100_000 });
    }
    for group in groups(quick) {
        if is_wanted(group.title) {
            compare(&group);
        }
    }
}

/// Preflight alone: every row read, rendered and composed.
fn check(rows: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    write_list(folder.path(), rows).expect("the disk has room");
    let mut command = Command::new(env!("CARGO_BIN_EXE_mailshot"));
    command.current_dir(folder.path()).args(["check", "list.csv", "-t", "letter.txt"]);
    let runs: Vec<Run> = (0..5).map(|_| measure::measure(&command)).collect();
    let of = |figure: fn(&Run) -> f64| median(runs.iter().map(figure).collect());
    println!(
        "check: {rows} rows, {:.0} rows/s, {:.1} us CPU per row, {:.1} MiB",
        rows as f64 / of(|run| run.wall.as_secs_f64()),
        1e6 * of(|run| run.cpu.as_secs_f64()) / rows as f64,
        of(|run| run.peak_kib as f64) / 1024.0
    );
}

fn compare(group: &Group) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    write_list(folder.path(), group.messages).expect("the disk has room");
    let mut servers: Vec<Server> =
        group.cases.iter().map(|case| Server::start(folder.path(), case, group.latency)).collect();
    let mut runs: Vec<Vec<Run>> = vec![Vec::new(); group.cases.len()];
    // The first round fills caches and is not counted.
    for round in 0..=group.rounds {
        for (place, case) in group.cases.iter().enumerate() {
            let run = send(folder.path(), case, &servers[place]);
            if round > 0 {
                runs[place].push(run);
            }
        }
    }
    let sink: Vec<f64> = servers
        .drain(..)
        .map(|server| {
            let (time, messages) = server.stop();
            assert_eq!(messages, (group.messages * (group.rounds + 1)) as u64, "a message is missing, or there twice");
            1e6 * time.as_secs_f64() / messages as f64
        })
        .collect();
    print(group, &runs, &sink);
}

fn write_list(folder: &Path, rows: usize) -> std::io::Result<()> {
    let mut list = BufWriter::new(File::create(folder.join("list.csv"))?);
    writeln!(list, "{}", letter::HEADER)?;
    for row in 0..rows {
        writeln!(list, "{}", letter::row(row))?;
    }
    list.flush()?;
    std::fs::write(folder.join("letter.txt"), letter::template())
}

fn send(folder: &Path, case: &Case, server: &Server) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mailshot"));
    command.current_dir(folder).args(["send", "list.csv", "-t", "letter.txt", "--yes", "--quiet"]);
    command.args(["--report", "report.csv", "--ledger", if case.ledger { "run.ledger" } else { "none" }]);
    command.args(["--sessions", &case.sessions.to_string()]).args(&case.options);
    server.address(&mut command);
    let run = measure::measure(&command);
    // With `--ledger none` there is nothing to remove, and after a commit the write-ahead log may be gone as well.
    for file in ["run.ledger", "run.ledger-wal", "run.ledger-shm"] {
        let _ = std::fs::remove_file(folder.join(file));
    }
    run
}

fn print(group: &Group, runs: &[Vec<Run>], sink: &[f64]) {
    let messages = group.messages as f64;
    let with_latency = if group.latency.is_zero() { String::new() } else { format!(", {:?} latency", group.latency) };
    println!("\n{}: {} messages{with_latency}, {} rounds", group.title, group.messages, group.rounds);
    println!(
        "{:<34} {:>9} {:>7} {:>8} {:>8} {:>8} {:>8}",
        "", "msg/s", "ratio", "CPU us", "RSS MiB", "RTT/msg", "sink us"
    );
    for (place, case) in group.cases.iter().enumerate() {
        let of = |figure: fn(&Run) -> f64| median(runs[place].iter().map(figure).collect());
        let wall = of(|run| run.wall.as_secs_f64());
        let pairs = runs[0].iter().zip(&runs[place]);
        let ratio = median(pairs.map(|(first, run)| first.wall.as_secs_f64() / run.wall.as_secs_f64()).collect());
        let round_trips = match group.latency {
            Duration::ZERO => String::new(),
            latency => format!("{:.2}", case.sessions as f64 * wall / messages / latency.as_secs_f64()),
        };
        println!(
            "{:<34} {:>9.0} {:>7.2} {:>8.1} {:>8.1} {:>8} {:>8.1}",
            case.name,
            messages / wall,
            ratio,
            1e6 * of(|run| run.cpu.as_secs_f64()) / messages,
            of(|run| run.peak_kib as f64) / 1024.0,
            round_trips,
            sink[place],
        );
    }
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
