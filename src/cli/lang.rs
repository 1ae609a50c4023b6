//! The language that failures are explained in, and that summaries and pages are written in.

use std::sync::OnceLock;

use crate::delivery::Lang;

static CHOSEN: OnceLock<Lang> = OnceLock::new();

/// Chooses it, once, before anything is said: what was asked for, else the locale's.
pub(super) fn choose(asked: Option<Lang>) {
    let _ = CHOSEN.set(asked.unwrap_or_else(of_the_locale));
}

/// The language.
pub(super) fn lang() -> Lang {
    CHOSEN.get().copied().unwrap_or_default()
}

/// By the environment, as POSIX has it; where it says nothing (Windows), by the system.
fn of_the_locale() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| {
        let value = std::env::var(name).ok()?;
        (!value.is_empty()).then_some(value)
    });
    locale.or_else(sys_locale::get_locale).map_or(Lang::En, |locale| Lang::of_locale(&locale))
}
