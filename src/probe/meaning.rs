//! What a server's extensions and a provider's limits mean for a batch, in words.

use crate::provider::{Known, Provider};
use crate::smtp::Capabilities;

/// Base64 makes a file so much larger, line ends included.
const BASE64: f64 = 1.37;

/// Nobody sends a message of a terabyte: a limit of so many octets is none.
const NO_LIMIT: u64 = 1_000_000_000_000;

/// One line each.
#[must_use]
pub fn meaning(found: Option<&Capabilities>, provider: Option<&Provider>) -> Vec<String> {
    let mut lines = found.map(extensions).unwrap_or_default();
    if let Some(provider) = provider {
        lines.extend(limits(provider));
    }
    lines
}

fn extensions(found: &Capabilities) -> Vec<String> {
    let speed = match (found.pipelining, found.chunking) {
        (true, true) => "fast: PIPELINING, one round trip a message; CHUNKING, less than one (--window)",
        (true, false) => "fast: PIPELINING, one round trip a message",
        (false, true) => "CHUNKING without PIPELINING: several round trips a message",
        (false, false) => "slow: no PIPELINING, four round trips a message",
    };
    let mut lines = vec![speed.to_owned()];
    lines.push(match found.size {
        Some(NO_LIMIT..) => "no limit worth mentioning to what a message may have".to_owned(),
        Some(size) if size > 0 => {
            let whole = size as f64;
            format!("a message may have {}, so its attachments some {} together", octets(whole), octets(whole / BASE64))
        }
        _ => "the server does not say how large a message may be".to_owned(),
    });
    if !found.smtputf8 {
        lines.push("no SMTPUTF8: addresses such as 张三@example.com are refused (names are no matter)".to_owned());
    }
    lines
}

/// `35.9 MB`, `2 kB`.
fn octets(count: f64) -> String {
    match count {
        0.0..1e3 => format!("{count:.0} bytes"),
        1e3..1e6 => format!("{:.0} kB", count / 1e3),
        _ => format!("{:.1} MB", count / 1e6),
    }
}

fn limits(provider: &Provider) -> Vec<String> {
    let number = |known: &Known<u64>, what: &str| format!("{} {what} ({})", known.value, known.source.words());
    let limits = [
        (&provider.daily_limit, "recipients in 24 hours"),
        (&provider.recipients_per_message, "recipients of one message"),
    ];
    let mut lines: Vec<String> = limits
        .into_iter()
        .filter_map(|(known, what)| known.as_ref().map(|known| format!("{}: {}", provider.title, number(known, what))))
        .collect();
    lines.push(format!("{}: {}", provider.title, provider.quirks.en));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_limit_is_not_nothing() {
        let told = |size| extensions(&Capabilities { size: Some(size), ..Capabilities::default() }).join("\n");
        assert!(
            told(2_000).contains("a message may have 2 kB, so its attachments some 1 kB together"),
            "{}",
            told(2_000)
        );
        assert!(told(900).contains("a message may have 900 bytes"), "{}", told(900));
    }

    #[test]
    fn a_limit_beyond_all_measure_is_none() {
        let told = |size| extensions(&Capabilities { size: Some(size), ..Capabilities::default() }).join("\n");
        for size in [NO_LIMIT, u64::MAX] {
            assert!(told(size).contains("no limit worth mentioning") && !told(size).contains("MB"), "{}", told(size));
        }
        assert!(told(2_000_000_000).contains("a message may have 2000.0 MB"), "{}", told(2_000_000_000));
    }

    #[test]
    fn extensions_and_limits_are_told() {
        let found = Capabilities { pipelining: true, size: Some(35_882_577), ..Capabilities::default() };
        let told = meaning(Some(&found), crate::provider::by_name("gmail")).join("\n");
        for expected in ["one round trip", "35.9 MB", "26.2 MB", "no SMTPUTF8", "500 recipients in 24 hours"] {
            assert!(told.contains(expected), "{expected}: {told}");
        }
        let all =
            Capabilities { chunking: true, pipelining: true, smtputf8: true, size: Some(0), ..Capabilities::default() };
        let told = meaning(Some(&all), None).join("\n");
        assert!(told.contains("--window") && told.contains("does not say") && !told.contains("no SMTPUTF8"), "{told}");
        assert!(meaning(None, None).is_empty());
    }
}
