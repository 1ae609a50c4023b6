//! Codes without an order of letters and digits, all of one length: `PBEQ3D7K`.

/// What such codes are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) struct Tokens {
    length: usize,
    /// They have no small letters, or no capitals.
    has_small: bool,
    has_capitals: bool,
}

const SHORTEST: usize = 5;

impl Tokens {
    /// Of the first values of a column, if all but one in twenty are of one length, and of letters and digits in any order.
    pub(in crate::findings) fn of(values: &[String]) -> Option<Self> {
        const FEWEST: usize = 20;
        let length = values.get(values.len() / 2)?.len();
        let usual = || values.iter().filter(|value| value.len() == length && is_token(value));
        let count = |is: &dyn Fn(&str) -> bool| usual().filter(|value| is(value)).count();
        let all = count(&|_| true);
        let mixed = count(&|value| {
            value.bytes().any(|octet| octet.is_ascii_digit()) && value.bytes().any(|octet| octet.is_ascii_alphabetic())
        });
        let mut distinct: Vec<&String> = usual().collect();
        distinct.sort_unstable();
        distinct.dedup();
        let are_tokens = length >= SHORTEST
            && all >= FEWEST
            && (values.len() - all) * 20 <= values.len()
            && mixed * 10 >= all * 7
            && distinct.len() * 10 >= all * 9;
        let has = |is: fn(&u8) -> bool| usual().any(|value| value.as_bytes().iter().any(is));
        are_tokens.then(|| Self {
            length,
            has_small: has(u8::is_ascii_lowercase),
            has_capitals: has(u8::is_ascii_uppercase),
        })
    }

    /// What is wrong with a value that is such a code but for its length.
    pub(in crate::findings) fn flaw(self, value: &str) -> Option<String> {
        const LONGEST: usize = 40;
        if value.len() == self.length || value.len() > LONGEST || value.len() + 3 < self.length || !is_token(value) {
            return None;
        }
        let fits = |octet: u8| {
            (self.has_capitals || !octet.is_ascii_uppercase()) && (self.has_small || !octet.is_ascii_lowercase())
        };
        value.bytes().all(fits).then(|| {
            format!(
                "has {} characters, and the other rows have {}. Is it cut, or has it some too many?",
                value.len(),
                self.length
            )
        })
    }
}

fn is_token(value: &str) -> bool {
    value.bytes().all(|octet| octet.is_ascii_alphanumeric()) && value.bytes().any(|octet| octet.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(length: usize) -> Vec<String> {
        const SIGNS: &[u8] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";
        let sign = |n: usize, at: usize| char::from(SIGNS[((n * 40 + at + 1) * 48_271 % 65_537) % SIGNS.len()]);
        (0..60).map(|n| (0..length).map(|at| sign(n, at)).collect::<String>() + "7").collect()
    }

    #[test]
    fn codes_of_another_length_are_found() {
        let tokens = Tokens::of(&tokens(7)).unwrap();
        for (value, is_found) in [
            ("PBEQ3D", true),
            ("PBEQ3D7KX", true),
            ("PBEQ3D7K", false),
            ("pbeq3d", false),
            ("PBEQ", false),
            ("none", false),
            ("A7", false),
            ("by mail", false),
            ("", false),
        ] {
            assert_eq!(tokens.flaw(value).is_some(), is_found, "{value}");
        }
    }

    #[test]
    fn other_values_are_no_codes() {
        assert!(
            Tokens::of(&tokens(3)).is_none() && Tokens::of(&tokens(7)[..10]).is_none() && Tokens::of(&[]).is_none()
        );
        let words: Vec<String> = (0..60).map(|n| ["Berlin", "London", "Madrid"][n % 3].to_owned()).collect();
        let rooms: Vec<String> = (0..60).map(|n| ["Room101", "Room102"][n % 2].to_owned()).collect();
        assert!(Tokens::of(&words).is_none() && Tokens::of(&rooms).is_none());
    }
}
