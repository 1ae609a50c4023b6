//! Names and numbers as reports show them.

use std::time::Duration;

use crate::smtp::Phase;

/// The name of a phase in conditions and reports: `connect`, `tls`, … `end-of-data`, `quit`.
pub(super) fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Content => "end-of-data",
        phase => phase.name(),
    }
}

/// Milliseconds with as many decimals as mean something: `0.042`, `1.25`, `17.3`, `1234`.
pub(super) fn milliseconds(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    match ms {
        ..1.0 => format!("{ms:.3}"),
        1.0..10.0 => format!("{ms:.2}"),
        10.0..100.0 => format!("{ms:.1}"),
        _ => format!("{ms:.0}"),
    }
}

/// `0 octets/s`, `12.3 kB/s`, `4.5 MB/s`.
pub(super) fn octet_rate(octets: f64) -> String {
    match octets {
        ..1e3 => format!("{octets:.0} octets/s"),
        1e3..1e6 => format!("{:.1} kB/s", octets / 1e3),
        _ => format!("{:.1} MB/s", octets / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits_or_so() {
        for (micros, text) in [(0, "0.000"), (42, "0.042"), (1_250, "1.25"), (17_340, "17.3"), (1_234_400, "1234")] {
            assert_eq!(milliseconds(Duration::from_micros(micros)), text);
        }
    }

    #[test]
    fn rates_are_readable() {
        assert_eq!(octet_rate(12.4), "12 octets/s");
        assert_eq!(octet_rate(12_340.0), "12.3 kB/s");
        assert_eq!(octet_rate(4.5e6), "4.5 MB/s");
    }
}
