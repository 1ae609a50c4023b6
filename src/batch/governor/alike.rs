//! Senders that are refused alike, one after the other, after others have been taken: perhaps a limit whose words nobody knows.

/// Refusals in a row that are believed; the next one is not.
const BELIEVED: u64 = 4;

/// Most pauses that are made for such refusals: if those behind the last are the same, it is time for a human.
const PAUSES: u32 = 3;

/// What a refusal is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::batch) enum Alike {
    /// For what it says.
    Believed,
    /// For a limit: it is tried again, after a pause.
    Held,
    /// For one that no pause helps against: so many were refused in a row.
    Enough(u64),
}

/// Counts them.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    has_accepted: bool,
    /// The words of the last.
    said: String,
    in_a_row: u64,
    pauses: u32,
}

impl Refusals {
    /// A message was accepted.
    pub(super) fn accepted(&mut self) {
        (self.has_accepted, self.in_a_row, self.pauses) = (true, 0, 0);
    }

    /// A sender was refused. `pause` makes the others wait; whether it was not on already.
    pub(super) fn refused(&mut self, said: &str, pause: impl FnOnce() -> bool) -> Alike {
        let said = without_numbers(said);
        if said != self.said {
            (self.said, self.in_a_row, self.pauses) = (said, 0, 0);
        }
        self.in_a_row += 1;
        if !self.has_accepted || self.in_a_row <= BELIEVED {
            return Alike::Believed;
        }
        self.pauses += u32::from(pause());
        if self.pauses > PAUSES { Alike::Enough(self.in_a_row) } else { Alike::Held }
    }
}

/// Without the words that hold digits: numbers, addresses and marks of the server differ from one reply to the next.
fn without_numbers(said: &str) -> String {
    let words = said.split_whitespace().filter(|word| !word.contains(|c: char| c.is_ascii_digit()));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_again_and_again_are_a_limit() {
        let mut refusals = Refusals::default();
        let all = (0..20).all(|_| refusals.refused("no more", || true) == Alike::Believed);
        assert!(all, "nobody has been accepted");
        refusals.accepted();
        let mut next = |n: u64, pause: bool| refusals.refused(&format!("no more of these id{n}"), || pause);
        assert!((0..4).all(|n| next(n, true) == Alike::Believed));
        assert_eq!([next(4, true), next(5, false), next(6, false)], [Alike::Held; 3]);
        assert_eq!([next(7, true), next(8, true), next(9, false)], [Alike::Held; 3]);
        assert_eq!(next(10, true), Alike::Enough(11));
    }

    #[test]
    fn other_words_and_what_is_accepted_between_begin_anew() {
        let mut refusals = Refusals::default();
        refusals.accepted();
        for n in 0..40 {
            let words = if n % 3 == 0 { "no" } else { "not you" };
            assert_eq!(refusals.refused(words, || true), Alike::Believed);
        }
        for n in 0..40 {
            if n % 4 == 0 {
                refusals.accepted();
            }
            assert_eq!(refusals.refused("no", || true), Alike::Believed);
        }
    }
}
