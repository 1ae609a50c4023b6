//! Prices and fees: few numbers, each of which many rows have, and a number that is none of them and close to one.

/// The few numbers that nearly all rows have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::findings) struct Steps {
    usual: [f64; MOST],
    count: usize,
    /// How far apart two of them are at least.
    gap: f64,
    /// One of them is ten times another, or they are of any size: there may be any.
    is_open: bool,
    /// None of them is nothing, in a list that is long enough to tell.
    has_no_zero: bool,
}

/// More are no steps.
const MOST: usize = 12;
/// What fewer rows have may be a slip itself.
const FEWEST: usize = 3;
/// Smaller numbers are counts and marks, which may be any.
const LEAST: f64 = 20.0;

impl Steps {
    /// Of the first numbers of a column; of sums that may be of any size, only where all but very few are the usual ones.
    pub(in crate::findings) fn of(numbers: &[f64], is_amount: bool) -> Option<Self> {
        const FEWEST_ROWS: usize = 20;
        const LONG: usize = 30;
        if numbers.len() < FEWEST_ROWS {
            return None;
        }
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let groups = sorted.chunk_by(|one, other| one.total_cmp(other).is_eq()).filter(|group| group.len() >= FEWEST);
        let (mut usual, mut count, mut rows) = ([0.0; MOST], 0, 0);
        for group in groups {
            *usual.get_mut(count)? = *group.first()?;
            count += 1;
            rows += group.len();
        }
        let others = numbers.len() - rows;
        let most = if is_amount { numbers.len() / 33 } else { numbers.len() / 10 };
        let steps = usual.get(..count).filter(|steps| !steps.is_empty() && others <= most)?;
        let gaps = steps.windows(2).map(|pair| pair[1] - pair[0]);
        let times = |one: &f64| steps.iter().any(|other| *one > 0.0 && is_same(*other, 10.0 * one));
        Some(Self {
            usual,
            count,
            gap: gaps.fold(f64::MAX, f64::min),
            is_open: is_amount || steps.iter().any(times),
            has_no_zero: !is_amount && steps.iter().all(|step| *step >= LEAST) && numbers.len() >= LONG,
        })
    }

    /// What is wrong with a number; the one that was probably meant.
    pub(in crate::findings) fn flaw(&self, number: f64) -> Option<(&'static str, Option<f64>)> {
        /// Nearer to one of them than this part of it, and of the way to the next.
        const NEAR: f64 = 0.05;
        const WAY: f64 = 5.0;
        let usual = self.usual.get(..self.count)?;
        if usual.iter().any(|usual| is_same(*usual, number)) {
            return None;
        }
        if number == 0.0 {
            return self.has_no_zero.then_some((NOTHING, None));
        }
        if let Some(meant) = usual.iter().copied().find(|usual| is_share_of(*usual, number)) {
            return Some((SHARE, Some(meant)));
        }
        if let Some(meant) = self.swapped(number) {
            return Some((SWAPPED, Some(meant)));
        }
        let large = || usual.iter().copied().filter(|usual| *usual >= LEAST);
        let is_times = |usual: &f64| [0.01, 0.1, 10.0, 100.0].iter().any(|times| is_same(number, usual * times));
        if !self.is_open
            && let Some(meant) = large().find(is_times)
        {
            return Some((POINT, Some(meant)));
        }
        let is_near = |usual: &f64| {
            let off = (number - usual).abs();
            off <= NEAR * usual && off * WAY <= self.gap && number > 0.0
        };
        large().find(is_near).map(|meant| (NEAR_ONE, Some(meant)))
    }
}

impl Steps {
    /// Of two or three, the one whose two digits are swapped in a number that is far above all of them: 91 for 19.
    fn swapped(&self, number: f64) -> Option<f64> {
        const MOST_USUAL: usize = 3;
        const FAR: f64 = 2.0;
        let usual = self.usual.get(..self.count).filter(|usual| usual.len() <= MOST_USUAL)?;
        let largest = usual.iter().copied().fold(0.0, f64::max);
        let is_swapped = |usual: &f64| {
            let tens = (usual / 10.0).floor();
            let ones = usual - 10.0 * tens;
            (1.0..10.0).contains(&tens) && ones.fract() == 0.0 && is_same(number, 10.0 * ones + tens)
        };
        usual.iter().copied().find(is_swapped).filter(|_| !self.is_open && number >= FAR * largest)
    }
}

/// Whether one of two is the other in hundredths, and only that is whole: 0.03 for 3, or 19 for 0.19.
fn is_share_of(usual: f64, number: f64) -> bool {
    let is_whole = |number: f64| number >= 1.0 && number.fract() == 0.0;
    let is_of = |whole: f64, part: f64| is_whole(whole) && whole < 100.0 && is_same(part * 100.0, whole);
    is_of(usual, number) || is_of(number, usual)
}

const SHARE: &str = "is none of the few numbers that the other rows have. Is it a per cent where they have a fraction, or a fraction, for";
const SWAPPED: &str = "is none of the few numbers that the other rows have. Are two digits swapped, and it should be";
const NOTHING: &str = "is nothing, and the other rows have one of a few numbers. Is it right?";
const POINT: &str = "is none of the few numbers that the other rows have. Is a zero or a point wrong, and it should be";
const NEAR_ONE: &str = "is none of the few numbers that the other rows have. Is it meant to be";

fn is_same(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(usual: &[f64], number: f64) -> bool {
        let numbers: Vec<f64> = (0..60).map(|n| usual[n % usual.len()]).chain([number]).collect();
        Steps::of(&numbers, false).is_some_and(|steps| steps.flaw(number).is_some())
    }

    #[test]
    fn numbers_that_are_nearly_one_of_a_few_are_found() {
        for (usual, number) in [
            (&[60.0, 90.0, 180.0, 240.0, 420.0][..], 24.0),
            (&[60.0, 90.0, 180.0, 240.0, 420.0], 2.4),
            (&[60.0, 90.0, 180.0, 240.0, 420.0], 2400.0),
            (&[60.0, 90.0, 180.0, 240.0, 420.0], 241.0),
            (&[60.0, 90.0, 180.0, 240.0, 420.0], 0.0),
            (&[350.0, 250.0, 0.0], 351.0),
            (&[350.0, 250.0, 0.0], 35.0),
            (&[49.9, 89.9], 499.0),
            (&[120.0], 12.0),
            (&[120.0], 121.0),
            (&[2.0, 3.0], 0.03),
            (&[19.0, 7.0], 0.19),
            (&[0.19, 0.07], 7.0),
            (&[19.0, 7.0], 91.0),
        ] {
            assert!(found(usual, number), "{usual:?} {number}");
        }
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for (usual, number) in [
            (&[60.0, 90.0, 180.0, 240.0, 420.0][..], 300.0),
            (&[350.0, 250.0, 0.0], 100.0),
            (&[350.0, 250.0], 300.0),
            (&[1.0, 2.0, 3.0, 4.0, 5.0], 6.0),
            (&[1.0, 2.0, 3.0], 10.0),
            (&[1.0, 2.0, 3.0], 0.0),
            (&[10.0, 20.0, 50.0, 100.0], 500.0),
            (&[2025.0, 2026.0], 2027.0),
            (&[20.0, 21.0, 22.0], 23.0),
            (&[120.0], 150.0),
            (&[2.0, 3.0], 0.5),
            (&[2.0, 3.0], 0.04),
            (&[19.0, 7.0], 16.0),
            // Of another age, or the next class.
            (&[12.0, 13.0, 14.0], 21.0),
            (&[5.0, 6.0], 65.0),
        ] {
            assert!(!found(usual, number), "{usual:?} {number}");
        }
        let gifts: Vec<f64> = (0..40_u32).map(|n| f64::from(20 + 20 * (n % 3))).chain([200.0, 30.0]).collect();
        assert!(
            Steps::of(&gifts, true).is_none()
                && Steps::of(&gifts[..40], true).unwrap().flaw(200.0).is_none()
                && Steps::of(&gifts, false).is_some()
        );
        assert_eq!(Steps::of(&gifts[..10], false), None);
        let many: Vec<f64> = (0..80_u32).map(|n| f64::from(n % 20)).collect();
        assert_eq!(Steps::of(&many, false), None);
    }
}
