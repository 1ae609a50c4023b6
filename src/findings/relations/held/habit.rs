//! What the numbers of a column are like: how they begin, and where they have letters and digits.

/// Of nearly all values. The default fits anything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Habit {
    /// What nearly all begin with.
    begin: String,
    /// The forms that there are: `a0000`.
    forms: Vec<String>,
}

/// A longer value is no number.
const LONGEST: usize = 40;

impl Habit {
    pub(super) fn of<'a>(values: impl Iterator<Item = &'a str>) -> Self {
        const FEWEST: usize = 10;
        /// More of them, and they have none in common.
        const MOST_FORMS: usize = 4;
        let values: Vec<&str> = values.filter(|value| !value.is_empty()).collect();
        let is_habit = |count: usize| values.len() >= FEWEST && count * 10 >= values.len() * 9;
        let mut counts: Vec<(String, usize)> = Vec::new();
        for form in values.iter().filter_map(|value| form(value)) {
            match counts.iter().position(|(known, _)| *known == form) {
                Some(at) => counts[at].1 += 1,
                None if counts.len() < 4 * MOST_FORMS => counts.push((form, 1)),
                None => return Self::default(),
            }
        }
        // What one alone has may be the slip.
        counts.retain(|(_, count)| *count > 1);
        if counts.len() > MOST_FORMS || !is_habit(counts.iter().map(|(_, count)| count).sum()) {
            return Self::default();
        }
        let begins = |begin: &str| values.iter().filter(|value| value.starts_with(begin)).count();
        let middle = values.get(values.len() / 2).copied().unwrap_or_default();
        // All of a value but its last number, or the letters before it.
        let ends =
            [middle.rfind(|c: char| !c.is_ascii_digit()).map(|at| at + 1), middle.find(|c: char| c.is_ascii_digit())];
        let begin =
            ends.into_iter().flatten().filter_map(|end| middle.get(..end)).find(|begin| is_habit(begins(begin)));
        Self { begin: begin.unwrap_or_default().to_owned(), forms: counts.into_iter().map(|(form, _)| form).collect() }
    }

    /// Whether a value is like them.
    pub(super) fn fits(&self, value: &str) -> bool {
        let is_known = || form(value).is_some_and(|form| self.forms.contains(&form));
        value.starts_with(&self.begin) && (self.forms.is_empty() || is_known())
    }
}

/// `A-2027-017` as `a-0000-000`.
fn form(value: &str) -> Option<String> {
    let sign = |c: char| match c {
        c if c.is_ascii_digit() => '0',
        c if c.is_alphabetic() => 'a',
        c => c,
    };
    (value.len() <= LONGEST).then(|| value.chars().map(sign).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_unlike_the_others_are_told_from_those_like_them() {
        let of = |value: &dyn Fn(usize) -> String| {
            let values: Vec<String> = (0..30).map(value).collect();
            Habit::of(values.iter().map(String::as_str))
        };
        let papers = of(&|n| format!("P{}", 100 + 3 * n));
        let invoices = of(&|n| format!("RE-2027-{n:04}"));
        let students = of(&|n| format!("{:08}", 2_603_000 + n));
        for (habit, odd, sound) in [
            (&papers, "PZl4", "P214"),
            (&papers, "p", "P999"),
            (&invoices, "RE-2026-0024", "RE-2027-9999"),
            (&invoices, "RE-2027-24", "RE-2027-0024"),
            (&students, "2603036", "02603036"),
        ] {
            assert!(!habit.fits(odd) && habit.fits(sound), "{odd}, {sound}");
        }
        let names = of(&|n| "x".repeat(n));
        assert!(names.fits("anything") && Habit::default().fits(""));
    }

    proptest::proptest! {
        #[test]
        fn any_values_can_be_compared(values in proptest::collection::vec("[A-Z]{0,2}[0-9-]{0,4}|\\PC{0,4}", 0..30)) {
            let habit = Habit::of(values.iter().map(String::as_str));
            let _ = values.iter().all(|value| habit.fits(value));
        }
    }
}
