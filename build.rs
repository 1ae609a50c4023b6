//! How the program is linked: nothing that would not work without it.

use std::env;
use std::process::Command;

/// The first glibc that can read packed relocations.
const SINCE: (u32, u32) = (2, 36);

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // A megabyte of relocations, which the loader reads at every start and which then stays in memory, becomes 12 KB (`DT_RELR`).
    if takes_packed_relocations() {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// Whether the system that the program is built for is this one, and its loader knows how. Where that cannot be found out, it is not so.
fn takes_packed_relocations() -> bool {
    let is_native = env::var("HOST").is_ok_and(|host| env::var("TARGET") == Ok(host));
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    is_native
        && is("CARGO_CFG_TARGET_ARCH", "x86_64")
        && is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && glibc().is_some_and(|version| version >= SINCE)
}

/// The version of this system's glibc, as `getconf` tells it: `glibc 2.36`.
fn glibc() -> Option<(u32, u32)> {
    let told = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let told = String::from_utf8(told.stdout).ok()?;
    let mut numbers = told.trim().strip_prefix("glibc ")?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}
