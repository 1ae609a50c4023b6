//! How the program is linked: nothing that would not work without it.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// The first glibc that can read packed relocations.
const SINCE: (u32, u32) = (2, 36);

/// Crates and modules that a batch over plain sessions does not come to, or hardly: other commands, other formats, TLS, mishaps.
/// What is in memory of a program is in pieces of 64 KB, each for a function that was called: these stand together, so that they do
/// not come along with their neighbours. That is two megabytes and a half of twenty.
const SELDOM: &[&str] = &[
    "addr2line",
    "aes",
    "aho_corasick::packed",
    "asn1_rs",
    "backtrace_rs",
    "brotli_decompressor",
    "calamine",
    "cbc",
    "cfb",
    "chardetng",
    "clap_builder::error",
    "clap_builder::output",
    "clap_complete",
    "clap_mangen",
    "comfy_table",
    "console::utils",
    "crossbeam_channel::flavors::zero",
    "daachorse",
    "data_encoding",
    "der_parser",
    "ecb",
    "encodify",
    "encoding_rs",
    "flate2",
    "futures_util",
    "gimli::read",
    "hickory_net",
    "hickory_proto",
    "hickory_resolver",
    "html2text",
    "html5ever",
    "icu_normalizer",
    "idna",
    "indexmap",
    "jiff::error",
    "jiff::fmt::strtime",
    "jiff::span",
    "lopdf",
    "mail_builder::headers::rfc2047",
    "mailshot::batch::quota",
    "mailshot::batch::rest",
    "mailshot::batch::schedule",
    "mailshot::batch::whole",
    "mailshot::cli::check",
    "mailshot::cli::config",
    "mailshot::cli::demo",
    "mailshot::cli::findings",
    "mailshot::cli::load",
    "mailshot::cli::mailmerge",
    "mailshot::cli::output",
    "mailshot::cli::kept_selection",
    "mailshot::cli::password",
    "mailshot::cli::preview",
    "mailshot::cli::providers",
    "mailshot::cli::report",
    "mailshot::delivery::replies",
    "mailshot::findings::attachments::content",
    "mailshot::findings::attachments::pdf",
    "mailshot::findings::attachments::text",
    "mailshot::findings::attachments::written",
    "mailshot::findings::look",
    "mailshot::findings::meant",
    "mailshot::findings::no_person",
    "mailshot::findings::owned",
    "mailshot::findings::passwords",
    "mailshot::findings::romanised",
    "mailshot::findings::shifted",
    "mailshot::input::json",
    "mailshot::input::workbook",
    "mailshot::load",
    "mailshot::merge::alternative",
    "mailshot::merge::condition",
    "mailshot::merge::errors",
    "mailshot::merge::files",
    "mailshot::merge::filters",
    "mailshot::merge::html",
    "mailshot::merge::mend",
    "mailshot::merge::pictures",
    "mailshot::net::tls_error",
    "mailshot::net::transcript",
    "mailshot::preview",
    "mailshot::probe",
    "mailshot::report::failed",
    "mailshot::report::html",
    "mailshot::report::page",
    "mailshot::report::summary",
    "mailshot::sink",
    "mailshot::smtp::auth",
    "markup5ever",
    "miniz_oxide",
    "moka",
    "nom",
    "oid_registry",
    "prefix_trie",
    "pulldown_cmark",
    "quick_xml",
    "rangemap",
    "rcgen",
    "regex_automata",
    "regex_syntax",
    "ring",
    "rustc_demangle",
    "rustls",
    "serde_json::value",
    "similar",
    "smtp_proto",
    "std::sys::process",
    "stringprep",
    "strsim",
    "tendril",
    "tera::filters",
    "tera::parsing::ast",
    "tera::value",
    "tera::vm",
    "text2num",
    "tokio",
    "toml",
    "toml_parser",
    "webpki",
    "weezl",
    "x509_parser",
    "yasna",
    "zip",
    "zlib_rs",
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if is_release && is("CARGO_CFG_TARGET_OS", "linux") && links_as_usual() {
        let script = Path::new(&env::var_os("OUT_DIR").expect("cargo names a folder")).join("order.ld");
        fs::write(&script, order()).expect("cargo has made the folder");
        println!("cargo::rustc-link-arg-bins=-Wl,-T,{}", script.display());
    }
    // A megabyte of relocations, which the loader reads at every start and which then stays in memory, becomes 12 KB (`DT_RELR`).
    if takes_packed_relocations() {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

fn is(name: &str, value: &str) -> bool {
    env::var(name).is_ok_and(|found| found == value)
}

/// Whether the linker is the toolchain's own: LLD and GNU ld know scripts that are inserted into theirs, not every other does.
fn links_as_usual() -> bool {
    let target = env::var("TARGET").unwrap_or_default().to_uppercase().replace(['-', '.'], "_");
    let linker = format!("CARGO_TARGET_{target}_LINKER");
    println!("cargo::rerun-if-env-changed={linker}");
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    env::var_os(linker).is_none() && !["linker", "fuse-ld"].iter().any(|flag| flags.contains(flag))
}

/// A script for the linker: every function has a section of its own, which is called as the function is. A path is in it in either
/// of two ways, `8mailshot4load` or `mailshot..load..`.
fn order() -> String {
    let sections = SELDOM.iter().flat_map(|path| {
        let names: Vec<_> = path.split("::").collect();
        let counted: String = names.iter().map(|name| format!("{}{name}", name.len())).collect();
        [format!("*(.text.*{counted}*)"), format!("*(.text.*{}..*)", names.join(".."))]
    });
    // How things are shown to those who mend them; and what the compiler holds for unlikely.
    let more = ["*(.text.*core..fmt..Debug*)", "*(.text.unlikely.*)", "*libring-*:*(.text .text.*)"].map(str::to_owned);
    let sections: Vec<_> = sections.chain(more).collect();
    format!("SECTIONS\n{{\n  .text.seldom : {{\n    {}\n  }}\n}}\nINSERT BEFORE .text;\n", sections.join("\n    "))
}

/// Whether the system that the program is built for is this one, and its loader knows how. Where that cannot be found out, it is not so.
fn takes_packed_relocations() -> bool {
    let is_native = env::var("HOST").is_ok_and(|host| env::var("TARGET") == Ok(host));
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
