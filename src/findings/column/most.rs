//! Numbers beyond the most that their heading says: 156 under `大学英语（满分150）`.

/// The most that the numbers of a column can be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Most(f64);

impl Most {
    /// By the heading, if the first numbers of the column keep to it.
    pub(super) fn of(numbers: &[f64], most: u32) -> Option<Self> {
        let most = f64::from(most);
        let beyond = numbers.iter().filter(|number| !(0.0..=most).contains(*number)).count();
        (beyond <= numbers.len().div_ceil(20)).then_some(Self(most))
    }

    /// What is wrong with a number.
    pub(super) fn flaw(self, number: f64) -> Option<String> {
        if number > self.0 {
            Some(format!("is more than {}, the most that the heading says. Is it right?", self.0))
        } else if number < 0.0 {
            Some(format!("is less than nothing, and the heading says numbers up to {}. Is it right?", self.0))
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_beyond_what_the_heading_says_are_found() {
        let marks: Vec<f64> = (0..40).map(|n| f64::from(60 + n * 7 % 80)).chain([156.0]).collect();
        let most = Most::of(&marks, 150).unwrap();
        for (number, is_beyond) in
            [(156.0, true), (150.5, true), (-3.0, true), (150.0, false), (0.0, false), (88.5, false)]
        {
            assert_eq!(most.flaw(number).is_some(), is_beyond, "{number}");
        }
        // What is given on top of all, and changes.
        let over: Vec<f64> = (0..40).map(|n| f64::from(40 + n % 15)).collect();
        let changes: Vec<f64> = (0..40).map(|n| f64::from(n % 15 - 7)).collect();
        assert_eq!((Most::of(&over, 50), Most::of(&changes, 50)), (None, None));
    }
}
