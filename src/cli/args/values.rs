//! Values that several commands take.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PathBufValueParser, TypedValueParser};
use jiff::{Span, SpanRelativeTo, Unit};

use super::masked::Masked;
use crate::mail::Mailbox;

pub(super) fn mailbox(text: &str) -> Result<Mailbox, String> {
    Mailbox::parse(text).map_err(|error| error.to_string())
}

/// The file of a ledger, which is no database elsewhere.
pub(super) fn ledger() -> impl TypedValueParser<Value = PathBuf> {
    Masked(PathBufValueParser::new().try_map(|path: PathBuf| {
        if path.to_string_lossy().contains("://") {
            return Err("a ledger is a file on this machine, not a URL: name one, such as class.ledger");
        }
        Ok(path)
    }))
}

/// `127.0.0.1:2525`, `[::1]:2525`, `localhost:2525`.
pub(super) fn socket(text: &str) -> Result<SocketAddr, String> {
    let text = text.trim();
    let address = text.strip_prefix("localhost:").map_or(text.to_owned(), |port| format!("127.0.0.1:{port}"));
    address.parse().map_err(|_| match text.trim_start_matches(':').parse::<u16>() {
        Ok(port) => format!("give host:port, as 127.0.0.1:{port}"),
        Err(_) => "give host:port, as 127.0.0.1:2525; the host is an IP address".to_owned(),
    })
}

/// No time that a flag takes is longer: clocks end somewhere.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// `30s`, `5m`, `1h 30m`; a bare number is seconds.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let spelt = || text.parse::<jiff::SignedDuration>().ok().and_then(|duration| Duration::try_from(duration).ok());
    let duration = text.parse().map(Duration::from_secs).ok().or_else(spelt);
    let duration = duration.ok_or_else(|| "a time such as 30s, 5m or 1h 30m".to_owned())?;
    if duration > LONGEST { Err("at most a year".to_owned()) } else { Ok(duration) }
}

/// `3d`, `8h`, `1d 12h`: longer times than [`duration`] reads. A day has 24 hours.
pub(super) fn span(text: &str) -> Result<Duration, String> {
    let wrong = || "a time such as 8h, 3d or 1d 12h".to_owned();
    let span = text.parse::<Span>().map_err(|_| wrong())?;
    let seconds = span.total((Unit::Second, SpanRelativeTo::days_are_24_hours())).map_err(|_| wrong())?;
    Duration::try_from_secs_f64(seconds).ok().filter(|time| !time.is_zero()).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        for (text, seconds) in [("30s", 30), ("30", 30), ("5m", 300), ("1h 30m", 5400), ("0", 0), ("0s", 0)] {
            assert_eq!(duration(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        assert_eq!(duration("200ms"), Ok(Duration::from_millis(200)));
        for text in ["", "soon", "-1s", "5 apples", "367d", "18446744073709551615"] {
            assert!(duration(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn addresses_to_listen_on_are_read() {
        for text in ["127.0.0.1:2525", "localhost:2525", " [::1]:0 "] {
            assert!(socket(text).is_ok(), "{text:?}");
        }
        assert_eq!(socket("2626").unwrap_err(), "give host:port, as 127.0.0.1:2626");
        assert_eq!(socket(":2626").unwrap_err(), "give host:port, as 127.0.0.1:2626");
        for text in ["", "127.0.0.1", "mail.example:25", "1:2:3", "127.0.0.1:99999"] {
            assert!(socket(text).unwrap_err().contains("127.0.0.1:2525"), "{text:?}");
        }
    }

    #[test]
    fn spans_are_read() {
        for (text, hours) in [("3d", 72), ("8h", 8), ("1d 12h", 36), ("90m", 0)] {
            let seconds = if hours == 0 { 5400 } else { hours * 3600 };
            assert_eq!(span(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "0h", "-1d", "1 month", "soon"] {
            assert!(span(text).is_err(), "{text:?}");
        }
    }
}
