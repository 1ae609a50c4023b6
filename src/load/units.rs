//! Numbers as reports show them.

/// `0 octets/s`, `12.3 kB/s`, `4.5 MB/s`.
pub(super) fn octet_rate(octets: f64) -> String {
    match octets {
        ..1e3 => format!("{octets:.0} bytes/s"),
        1e3..1e6 => format!("{:.1} kB/s", octets / 1e3),
        _ => format!("{:.1} MB/s", octets / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_readable() {
        assert_eq!(octet_rate(12.4), "12 bytes/s");
        assert_eq!(octet_rate(12_340.0), "12.3 kB/s");
        assert_eq!(octet_rate(4.5e6), "4.5 MB/s");
    }
}
