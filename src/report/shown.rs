//! Values as text, in one room for all of them: a report has a line for each of perhaps a million recipients.

use std::fmt::{Display, Write as _};
use std::time::{Duration, SystemTime};

use super::row::Utc;

/// Makes the text of one value at a time.
#[derive(Debug, Default)]
pub(super) struct Shown {
    text: String,
    /// The second that the last time fell in, and what it looks like up to the dot.
    second: Option<(Duration, String)>,
}

impl Shown {
    /// As `Display` has it.
    pub(super) fn display(&mut self, value: &impl Display) -> &str {
        self.text.clear();
        write!(self.text, "{value}").expect("a text takes any text");
        &self.text
    }

    /// A time as text. There are many in each second: only what is new is written.
    pub(super) fn time(&mut self, time: Utc) -> &str {
        let Ok(since) = time.0.duration_since(SystemTime::UNIX_EPOCH) else { return self.display(&time) };
        let second = Duration::from_secs(since.as_secs());
        if self.second.as_ref().is_none_or(|(last, _)| *last != second) {
            let text = Utc(SystemTime::UNIX_EPOCH + second).to_string();
            let Some((second_text, _)) = text.split_once('.') else { return self.display(&time) };
            self.second = Some((second, format!("{second_text}.")));
        }
        self.text.clear();
        self.text.push_str(self.second.as_ref().map_or("", |(_, text)| text));
        self.push_digits(u64::from(since.subsec_millis()), 3);
        self.text.push('Z');
        &self.text
    }

    /// Seconds as text, in whole microseconds: no shorter decimal has to be looked for.
    pub(super) fn seconds(&mut self, seconds: f64) -> &str {
        /// Up to here, a 64-bit float tells all microseconds apart.
        const MOST: f64 = 1e9;
        let micros = (seconds * 1e6).round();
        if !(0.0..MOST * 1e6).contains(&micros) || micros / 1e6 != seconds {
            return self.display(&seconds);
        }
        let micros = micros as u64;
        self.text.clear();
        self.text.push_str(itoa::Buffer::new().format(micros / 1_000_000));
        if !micros.is_multiple_of(1_000_000) {
            self.text.push('.');
            self.push_digits(micros % 1_000_000, 6);
            self.text.truncate(self.text.trim_end_matches('0').len());
        }
        &self.text
    }

    /// With zeros in front.
    fn push_digits(&mut self, number: u64, width: usize) {
        let mut digits = itoa::Buffer::new();
        let digits = digits.format(number);
        self.text.extend(std::iter::repeat_n('0', width.saturating_sub(digits.len())));
        self.text.push_str(digits);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_time_is_written_as_it_is_shown(nanos in prop::collection::vec(0..4_000_000_000_000_000_000_u64, 1..4), steps in 0..3_000_000_000_u64) {
            let mut shown = Shown::default();
            for nanos in nanos {
                for nanos in [nanos, nanos + steps] {
                    let time = Utc(SystemTime::UNIX_EPOCH + Duration::from_nanos(nanos));
                    prop_assert_eq!(shown.time(time), time.to_string());
                }
            }
        }

        #[test]
        fn seconds_are_written_as_they_are_shown(micros in prop_oneof![0..5_000_000_u64, any::<u64>()], noise in 0..2_u8) {
            let seconds = micros as f64 / 1e6 + f64::from(noise) * 1e-9;
            let mut shown = Shown::default();
            prop_assert_eq!(shown.seconds(seconds), seconds.to_string());
        }
    }

    #[test]
    fn times_that_no_calendar_has_are_empty() {
        for time in [Duration::MAX / 4, Duration::from_secs(1 << 40)] {
            let Some(time) = SystemTime::UNIX_EPOCH.checked_add(time) else { continue };
            assert_eq!(Shown::default().time(Utc(time)), Utc(time).to_string());
        }
        let before = Utc(SystemTime::UNIX_EPOCH - Duration::from_millis(1500));
        assert_eq!(Shown::default().time(before), before.to_string());
    }
}
