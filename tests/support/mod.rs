//! What the tests of the real program share: running it, reading what arrived.

// Every test binary compiles this file and uses its own part of it.
#![allow(dead_code)]

pub(crate) mod mail;
pub(crate) mod postfix;
pub(crate) mod program;
pub(crate) mod sink;
