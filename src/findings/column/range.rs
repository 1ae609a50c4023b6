//! Where the numbers of a column lie, and which are far out.

/// Why a number is far from the others of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) enum Far {
    Out,
    Below,
    /// No year of a lifetime, among those.
    Year,
    /// Less than nothing.
    Negative,
    /// A mark of more than a hundred.
    OverHundred,
    /// A part of more than a hundred per cent.
    OverAll,
}

impl Far {
    /// What is told of it, behind the number.
    pub(in crate::findings) fn said(self) -> &'static str {
        match self {
            Self::Out => "is far larger than the other numbers of the column. Is there a digit too many, or no point?",
            Self::Below => {
                "is far smaller than the other numbers of the column. Is a digit lost, or a point at the wrong place?"
            }
            Self::Year => "is far from the years of the other rows. Is it right?",
            Self::Negative => "is less than nothing, and the other numbers of the column are not. Is it right?",
            Self::OverHundred => "is more than 100, and the other marks of the column are not. Is it right?",
            Self::OverAll => "is more than 100 %, and the other numbers of the column are not. Is it right?",
        }
    }
}

/// Where the numbers of a column lie, if they lie close together: marks, not amounts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::findings) struct Range {
    /// The largest, the few that are far out apart.
    top: f64,
    /// The smallest, the few that are far out apart.
    bottom: f64,
    is_positive: bool,
    /// The third largest, and whether there are many of them, which lie so close together that none is twice as large as most.
    third: f64,
    are_close: bool,
    /// All but a few are whole, and there are enough to tell what is far below them.
    are_whole: bool,
    is_long: bool,
}

impl Range {
    /// Of the first numbers of a column.
    pub(in crate::findings) fn of(numbers: &[f64]) -> Option<Self> {
        const FEWEST: usize = 12;
        const LONG: usize = 20;
        const MANY: usize = 40;
        // Numbers of rows grow to the end of the list.
        let is_a_count = numbers.is_sorted() || numbers.is_sorted_by(|a, b| a >= b);
        if numbers.len() < FEWEST || is_a_count {
            return None;
        }
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let few = sorted.len().div_ceil(20);
        let (middle, top) = (sorted[sorted.len() / 2], sorted[sorted.len() - 1 - few]);
        let is_positive = sorted[few] >= 0.0 && sorted.iter().filter(|number| **number < 0.0).count() <= few;
        let bottom = sorted[few];
        let are_whole = numbers.iter().filter(|number| number.fract() != 0.0).count() <= few;
        let is_long = numbers.len() >= LONG;
        let third = sorted[sorted.len().saturating_sub(3)];
        let are_close = numbers.len() >= MANY && top <= 2.0 * middle;
        let range = Self { top, bottom, is_positive, third, are_close, are_whole, is_long };
        (middle > 0.0 && top <= 4.0 * middle).then_some(range)
    }

    /// What is wrong with a number that is far out.
    pub(in crate::findings) fn flaw(self, number: f64, lacks_point: bool) -> Option<Far> {
        const FAR: f64 = 8.0;
        /// Of a number without decimals, where the others have some.
        const FAR_WITHOUT_POINT: f64 = 2.0;
        if number >= FAR * self.top || lacks_point && number >= FAR_WITHOUT_POINT * self.top {
            Some(Far::Out)
        } else if self.is_positive && number < 0.0 {
            Some(Far::Negative)
        } else if self.is_far_below(number) {
            Some(Far::Below)
        } else if self.is_no_such_year(number) {
            Some(Far::Year)
        } else {
            None
        }
    }

    /// `2108` where the others are years of a lifetime.
    fn is_no_such_year(self, number: f64) -> bool {
        const AHEAD: f64 = 30.0;
        const BEFORE: f64 = 80.0;
        let are_years = self.is_long && self.are_whole && self.bottom >= 1900.0 && self.top <= 2100.0;
        are_years && number > 0.0 && (number > self.top + AHEAD || number < self.bottom - BEFORE)
    }

    /// `8.6` for 86: with decimals, where all others are whole, and less than half of the smallest; or a tenth of that.
    fn is_far_below(self, number: f64) -> bool {
        const SMALLEST: f64 = 20.0;
        let is_narrow = self.is_long && self.is_positive && self.bottom >= SMALLEST && self.top <= 5.0 * self.bottom;
        let has_point = self.are_whole && number.fract() != 0.0 && 2.0 * number < self.bottom;
        is_narrow && number > 0.0 && (has_point || 10.0 * number <= self.bottom)
    }

    /// What is wrong with a number that has the point at the wrong place, where the others lie so close together that none is ten
    /// times another: `9.92` for 99.2, `172` for 1.72. Of whole marks, a small one is a bad one.
    pub(in crate::findings) fn flaw_of_point(self, number: f64) -> Option<Far> {
        let is_times = |times: &f64| self.is_in(number * times);
        if !self.is_narrow() {
            None
        } else if !self.are_whole && [10.0, 100.0].iter().any(is_times) {
            Some(Far::Below)
        } else {
            [0.1, 0.01].iter().any(is_times).then_some(Far::Out)
        }
    }

    /// Whether a number is one of those that lie together, more or less.
    pub(super) fn is_in(self, number: f64) -> bool {
        /// Beyond the few that are left out.
        const MORE: f64 = 0.05;
        (self.bottom * (1.0 - MORE)..=self.top * (1.0 + MORE)).contains(&number)
    }

    /// Whether the largest is hardly twice the smallest: not counts, of which two and twenty are as good as one.
    fn is_narrow(self) -> bool {
        const SMALLEST: f64 = 20.0;
        self.is_long
            && self.is_positive
            && self.bottom > 0.0
            && self.top <= 2.0 * self.bottom
            && (!self.are_whole || self.bottom >= SMALLEST)
    }

    /// Whether it is twice as large as the largest of many others, whatever the total of its row says: 300 beside marks up to 148.
    fn is_twice_as_large(self, number: f64) -> bool {
        const SMALLEST: f64 = 10.0;
        self.are_close && self.top >= SMALLEST && number >= 2.0 * self.top.max(self.third)
    }

    /// What is wrong with a mark of more than a hundred, where those of the others lie close together below that.
    /// Where the heading says that they are marks, and some are near to a hundred, one point more is enough.
    pub(in crate::findings) fn flaw_of_mark(self, number: f64, are_marks: bool) -> Option<Far> {
        const FAR: f64 = 1.5;
        const HIGH: f64 = 80.0;
        let is_narrow = self.bottom > 0.0 && self.top <= 3.0 * self.bottom && self.top <= 100.0;
        if are_marks && self.is_twice_as_large(number) {
            return Some(Far::Out);
        }
        if number <= 100.0 {
            None
        } else if are_marks && (HIGH..=100.0).contains(&self.top) {
            Some(Far::OverHundred)
        } else {
            (is_narrow && number >= FAR * self.top).then_some(Far::Out)
        }
    }
}

/// Whether numbers of any size are never less than nothing: of many, all but one.
pub(super) fn are_positive(numbers: &[f64]) -> bool {
    const MANY: usize = 30;
    let more = numbers.iter().filter(|number| **number > 0.0).count();
    let less = numbers.iter().filter(|number| **number < 0.0).count();
    // What is nothing in most rows is a correction.
    numbers.len() >= MANY && less <= 1 && more * 2 > numbers.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_far_out_are_found_where_the_others_lie_together() {
        let marks: Vec<f64> = (0..40).map(|n| f64::from(55 + n * 7 % 46)).collect();
        let range = Range::of(&marks).unwrap();
        for far in [950.0, 1000.0, -5.0] {
            assert!(range.flaw(far, false).is_some(), "{far}");
        }
        for far in [8.6, 0.86, 5.0] {
            assert!(range.flaw(far, false).is_some(), "{far}");
        }
        for near in [0.0, 9.0, 40.0, 54.5, 88.5, 100.0, 120.0, 200.0] {
            assert_eq!(range.flaw(near, false), None, "{near}");
        }
        let attended: Vec<f64> = (0..40).map(|n| 88.5 + f64::from(n * 7 % 23) / 2.0).collect();
        let range = Range::of(&attended).unwrap();
        for (number, is_far) in [(9.92, true), (0.951, true), (61.0, false), (20.5, false), (8.0, false), (951.0, true)]
        {
            assert_eq!(range.flaw_of_point(number).is_some(), is_far, "{number}");
        }
        let heights: Vec<f64> = (0..40).map(|n| 1.51 + f64::from(n * 7 % 40) / 100.0).collect();
        let range = Range::of(&heights).unwrap();
        assert!(range.flaw_of_point(172.0).is_some() && range.flaw_of_point(17.2).is_some());
        assert_eq!(range.flaw_of_point(2.11).or_else(|| range.flaw_of_point(1.2)), None);
        // Ages of children, and of who goes with them; pieces.
        let ages: Vec<f64> = (0..40).map(|n| f64::from(6 + n * 7 % 6)).collect();
        assert_eq!(Range::of(&ages).unwrap().flaw_of_point(61.0), None);
        let pieces: Vec<f64> = (0..40).map(|n| f64::from(1 + n * 7 % 2)).collect();
        assert_eq!(Range::of(&pieces).unwrap().flaw_of_point(10.0), None);
        let years: Vec<f64> = (0..40).map(|n| f64::from(1981 + n * 7 % 46)).collect();
        let range = Range::of(&years).unwrap();
        for far in [2108.0, 2062.0, 1897.0, 202.0] {
            assert!(range.flaw(far, false).is_some(), "{far}");
        }
        assert_eq!(range.flaw(1955.0, false).or_else(|| range.flaw(2027.0, false)), None);
        // Of marks, twice as large is enough, and the ones that are may be among the first.
        let marks: Vec<f64> = (0..60).map(|n| f64::from(70 + n * 7 % 79)).chain([300.0, 580.0]).collect();
        let range = Range::of(&marks).unwrap();
        for (number, is_far) in [(300.0, true), (580.0, true), (158.0, false), (200.0, false)] {
            assert_eq!(range.flaw_of_mark(number, true).is_some(), is_far, "{number}");
            assert_eq!(range.flaw_of_mark(number, false), None, "{number}");
        }
        // Points of a competition: most have few.
        let points: Vec<f64> = (0..60).map(|n| f64::from(5 + n * 7 % 60)).collect();
        assert_eq!(Range::of(&points).unwrap().flaw_of_mark(99.0, true), None);
        let marks: Vec<f64> = (0..40).map(|n| f64::from(55 + n * 7 % 46)).collect();
        // The one that is far out may be among the first.
        let with_one: Vec<f64> = marks.iter().copied().chain([950.0]).collect();
        assert!(Range::of(&with_one).unwrap().flaw(950.0, false).is_some());
        let counted: Vec<f64> = (1..100).map(f64::from).collect();
        let amounts: Vec<f64> = (1..60).map(|n| f64::from(n * 37 % 60).powi(3)).collect();
        for others in [&counted[..], &amounts, &marks[..8], &[0.0; 50]] {
            assert_eq!(Range::of(others), None, "{others:?}");
        }
    }
}
