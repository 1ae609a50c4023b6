//! The floors of `src/lib.rs` hold: a module names only modules on lower floors, and the lowest two do no IO.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// The floors, lowest first. `lib.rs` shows them to a reader; this table is what holds them.
const FLOORS: &[&[&str]] = &[
    &["mail"],
    &["message", "smtp", "provider", "rate"],
    &["input", "net", "sink"],
    &["merge", "delivery"],
    &["ledger", "report", "findings", "preview"],
    &["batch", "load", "probe"],
    &["cli"],
];

/// What floors 0 and 1 must not touch: sockets, files, threads, clocks, chance.
const IO: &[&str] = &[
    "TcpStream", "TcpListener", "UdpSocket", "ToSocketAddrs", "std::fs", "std::thread", "std::io", "std::env",
    "Instant", "SystemTime", "getrandom", "rayon",
];

/// Packages that belong to the command line alone.
const CLI_ONLY: &[&str] = &["clap", "clap_complete", "clap_mangen", "indicatif", "anyhow", "rpassword", "ctrlc"];

#[test]
fn modules_name_only_lower_floors() {
    let mut wrong = Vec::new();
    for (floor, modules) in FLOORS.iter().enumerate() {
        for module in *modules {
            for (place, line) in code_of(module) {
                for named in modules_named(&line) {
                    if named != *module && floor_of(&named).is_none_or(|other| other >= floor) {
                        wrong.push(format!("{place}: {module} names {named}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_module_has_its_floor() {
    let lib = fs::read_to_string("src/lib.rs").unwrap();
    let declared = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let without: Vec<_> = declared.filter(|module| floor_of(module).is_none()).collect();
    assert!(without.is_empty(), "no floor for {without:?}");
}

#[test]
fn the_lowest_floors_do_no_io() {
    let mut wrong = Vec::new();
    for module in FLOORS[0].iter().chain(FLOORS[1]) {
        for (place, line) in code_of(module) {
            wrong.extend(IO.iter().filter(|&&io| has_word(&line, io)).map(|io| format!("{place}: {io}")));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_command_line_s_packages_stay_there() {
    let mut wrong = Vec::new();
    for module in FLOORS[..FLOORS.len() - 1].iter().copied().flatten() {
        for (place, line) in code_of(module) {
            wrong.extend(
                CLI_ONLY
                    .iter()
                    .filter(|&package| line.contains(&format!("{package}::")))
                    .map(|package| format!("{place}: {package}")),
            );
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The linker is told of modules by name, and passes over a name that no function has: nothing fails, and memory is larger.
#[test]
fn the_modules_that_the_linker_is_told_of_are_there() {
    let script = fs::read_to_string("build.rs").unwrap();
    let paths = script.lines().filter_map(|line| line.trim().strip_prefix("\"mailshot::")?.strip_suffix("\","));
    let (mut paths, mut missing) = (paths.peekable(), Vec::new());
    assert!(paths.peek().is_some(), "build.rs names its modules otherwise");
    for path in paths {
        let file = Path::new("src").join(path.replace("::", "/"));
        if !file.with_extension("rs").is_file() && !file.join("mod.rs").is_file() {
            missing.push(path);
        }
    }
    assert!(missing.is_empty(), "no files for {missing:?}");
}

fn floor_of(module: &str) -> Option<usize> {
    FLOORS.iter().position(|modules| modules.contains(&module))
}

/// The lines of a module's files that are code outside of unit tests, each with its place.
fn code_of(module: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let file = PathBuf::from(format!("src/{module}.rs"));
    if file.is_file() {
        files.push(file);
    }
    files_below(&Path::new("src").join(module), &mut files);
    assert!(!files.is_empty(), "no files for {module}");
    let mut code = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        // By the house rule unit tests stand last; they may use what they like.
        for (number, line) in text.lines().enumerate().take_while(|(_, line)| *line != "#[cfg(test)]") {
            if !line.trim_start().starts_with("//") {
                code.push((format!("{}:{}", file.display(), number + 1), line.to_owned()));
            }
        }
    }
    // A use that is spread over lines is read as one.
    let mut joined: Vec<(String, String)> = Vec::new();
    for (place, line) in code {
        match joined.last_mut() {
            Some((_, last)) if last.trim_start().starts_with("use ") && !last.contains(';') => {
                last.push_str(line.trim());
            }
            _ => joined.push((place, line)),
        }
    }
    joined
}

fn files_below(dir: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The top-level modules that a line names: `crate::a::b`, `crate::{a::b, c}`.
fn modules_named(line: &str) -> Vec<String> {
    let word = |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut named = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        if line[..at].ends_with("$") {
            continue;
        }
        let rest = &line[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            named.push(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut items = vec![String::new()];
        for c in group.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => items.push(String::new()),
                _ => items.last_mut().unwrap().push(c),
            }
        }
        named.extend(items.into_iter().map(|item| word(&item)).filter(|item| !item.is_empty()));
    }
    named
}

fn has_word(line: &str, wanted: &str) -> bool {
    line.match_indices(wanted).any(|(at, _)| {
        let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
        !line[..at].ends_with(part_of_word) && !line[at + wanted.len()..].starts_with(part_of_word)
    })
}

#[test]
fn names_are_found_wherever_they_stand() {
    assert_eq!(modules_named("use crate::mail::Address;"), ["mail"]);
    assert_eq!(modules_named("use crate::{net::{A, B}, smtp};"), ["net", "smtp"]);
    assert_eq!(modules_named("fn f(a: &crate::mail::Address, b: crate::smtp::Reply)"), ["mail", "smtp"]);
    assert!(has_word("use std::net::TcpStream;", "std::net"));
    assert!(!has_word("let InstantCoffee = 1;", "Instant"));
}
