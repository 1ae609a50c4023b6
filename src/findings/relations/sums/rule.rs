//! How people compute a number out of others.

/// How a number follows from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rule {
    Sum,
    Difference,
    /// The difference without its sign, where either may be the greater: what is to be paid, and what is paid back.
    Apart,
    /// The product of two, and the rest of them added.
    Product,
    /// The sum of all but the last, or the product of the first two, with the last in per cent taken away or added.
    Rated {
        is_product: bool,
        is_added: bool,
        rate: Rate,
    },
    /// The first with the second in per cent taken away, and the rest of them added: what is bought has a discount, and the material
    /// or the delivery has none.
    Discounted(Rate),
    /// The sum of all but the last, and the last taken away.
    SumLess,
    /// The sum of so many, and the rest of them taken away: what is left of the wages.
    Less(usize),
    /// So many per cent, as the last says, of the first or of the product of the others.
    Percent,
    /// So many thousandths of one, the same in all rows: VAT.
    Share(u32),
    /// So many hundredths of times one, the same in all rows: a meal for each day.
    Times(u32),
    /// What is left of so many hundredths, the same in all rows: the days of a month on which somebody was there, and was not.
    Rest(i64),
    Average,
    /// So many twentieths of each.
    Weighted(Vec<u32>),
}

/// How a share is written: `10` or `10 %`, or `0.1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rate {
    Percent,
    Fraction,
}

/// Marks are weighted in steps of 5 %.
const STEPS: u32 = 20;

/// So many sorts of rules may hold for one column.
pub(super) const SORTS: usize = 6;

/// All ways to share out the steps among so many columns, equal shares apart; among many, in larger steps.
pub(super) fn weights(columns: usize) -> Vec<Vec<u32>> {
    let mut all: Vec<Vec<u32>> = vec![Vec::new()];
    for _ in 1..columns {
        let longer = |weights: &Vec<u32>| {
            let rest = STEPS.saturating_sub(weights.iter().sum());
            let with = |next| weights.iter().copied().chain([next]).collect();
            let step = if columns > 3 { 2 } else { 1 };
            (step..rest).step_by(step as usize).map(with).collect::<Vec<Vec<u32>>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    for weights in &mut all {
        weights.push(STEPS - weights.iter().sum::<u32>());
    }
    all.retain(|weights| weights.windows(2).any(|pair| pair[0] != pair[1]));
    all
}

impl Rate {
    fn share(self, number: f64) -> f64 {
        if self == Self::Percent { number / 100.0 } else { number }
    }
}

impl Rule {
    /// Which of the parts is a share that is taken away or added, of so many parts.
    pub(super) fn rate(&self, parts: usize) -> Option<usize> {
        match self {
            Self::Rated { .. } => parts.checked_sub(1),
            Self::Discounted(_) => Some(1),
            _ => None,
        }
    }

    /// What one says, another of its sort says too.
    pub(super) fn sort(&self) -> usize {
        match self {
            Self::Sum | Self::Difference | Self::Apart | Self::SumLess | Self::Less(_) => 0,
            Self::Product | Self::Rated { .. } | Self::Discounted(_) | Self::Percent => 1,
            Self::Average | Self::Weighted(_) => 2,
            Self::Share(_) => 3,
            Self::Times(_) => 4,
            Self::Rest(_) => 5,
        }
    }

    /// Whether a result need not follow: a total that goes no further than 100, the age of whom it is not the birthday of yet, what
    /// nothing is charged for.
    pub(super) fn is_free(&self, result: f64, meant: f64, parts: &[f64]) -> bool {
        let is_year = |number: &&f64| (1900.0..2100.0).contains(*number);
        let years = || parts.iter().chain([&result]).filter(is_year).count();
        match self {
            Self::Sum => result == 100.0 && meant > result,
            Self::Difference => result + 1.0 == meant && years() >= 2,
            // Who has a birthday later in the year is a year younger.
            Self::Rest(_) => (result - meant).abs() <= 1.0 && is_year(&&(meant + parts.iter().sum::<f64>())),
            Self::Share(_) | Self::Times(_) => result == 0.0,
            _ => false,
        }
    }

    pub(super) fn of(&self, numbers: &[f64]) -> f64 {
        let (one, other) = (numbers[0], numbers.get(1).copied().unwrap_or_default());
        match self {
            Self::Percent => numbers.iter().product::<f64>() / 100.0,
            Self::Share(thousandths) => one * f64::from(*thousandths) / 1000.0,
            Self::Times(hundredths) => one * f64::from(*hundredths) / 100.0,
            Self::Rest(hundredths) => *hundredths as f64 / 100.0 - numbers.iter().sum::<f64>(),
            Self::Sum => numbers.iter().sum(),
            Self::Difference => one - other,
            Self::Apart => (one - other).abs(),
            Self::Product => one * other + numbers[2..].iter().sum::<f64>(),
            Self::Rated { is_product, is_added, rate } => {
                let Some((last, base)) = numbers.split_last() else { return one };
                let share = rate.share(*last);
                let base = if *is_product { base.iter().product::<f64>() } else { base.iter().sum() };
                base * if *is_added { 1.0 + share } else { 1.0 - share }
            }
            Self::Discounted(rate) => one * (1.0 - rate.share(other)) + numbers[2..].iter().sum::<f64>(),
            Self::SumLess => numbers.split_last().map_or(one, |(last, base)| base.iter().sum::<f64>() - last),
            Self::Less(base) => {
                let (base, rest) = numbers.split_at((*base).min(numbers.len()));
                base.iter().sum::<f64>() - rest.iter().sum::<f64>()
            }
            Self::Average => numbers.iter().sum::<f64>() / f64::from(u32::try_from(numbers.len()).unwrap_or(u32::MAX)),
            Self::Weighted(weights) => {
                numbers.iter().zip(weights).map(|(number, weight)| number * f64::from(*weight)).sum::<f64>()
                    / f64::from(STEPS)
            }
        }
    }

    /// Whether so many rows tell it, whose results span so many times what they may be off: marks of one to five, all much alike,
    /// have many averages, and small counts are nearly any share of others.
    pub(super) fn is_told(&self, rows: usize, span: f64) -> bool {
        const WIDE: f64 = 20.0;
        const FEWEST: usize = 15;
        match self {
            Self::Average | Self::Percent => span >= WIDE,
            Self::Weighted(_) => span >= WIDE && rows >= FEWEST,
            _ => true,
        }
    }

    /// What it should be, in words.
    pub(super) fn name(&self, parts: &[String]) -> String {
        let (one, other) = (&parts[0], parts.get(1).map_or("", String::as_str));
        match self {
            Self::Percent => {
                let Some((last, base)) = parts.split_last() else { return String::new() };
                format!("{} times the per cent of {last}", base.join(" times "))
            }
            Self::Share(thousandths) => format!("{} % of {one}", f64::from(*thousandths) / 10.0),
            Self::Times(hundredths) => format!("{} times {one}", f64::from(*hundredths) / 100.0),
            Self::Rest(hundredths) => format!("{} less {}", *hundredths as f64 / 100.0, parts.join(" less ")),
            Self::Sum => parts.join(" + "),
            Self::Difference => format!("{one} less {other}"),
            Self::Apart => format!("the difference of {one} and {other}"),
            Self::Product => {
                let more: String = parts[2..].iter().map(|part| format!(" + {part}")).collect();
                format!("{one} times {other}{more}")
            }
            Self::Rated { is_product, is_added, .. } => {
                let Some((last, base)) = parts.split_last() else { return String::new() };
                let base = base.join(if *is_product { " times " } else { " + " });
                let sign = if *is_added { "with the per cent of" } else { "less the per cent of" };
                let more = if *is_added { " added" } else { "" };
                format!("{base} {sign} {last}{more}")
            }
            Self::Discounted(_) => {
                let more: String = parts[2..].iter().map(|part| format!(" + {part}")).collect();
                format!("{one} less the per cent of {other}{more}")
            }
            Self::SumLess => {
                let Some((last, base)) = parts.split_last() else { return String::new() };
                format!("{} less {last}", base.join(" + "))
            }
            Self::Less(base) => {
                let (base, rest) = parts.split_at((*base).min(parts.len()));
                format!("{} less {}", base.join(" + "), rest.join(" less "))
            }
            Self::Average => format!("the average of {}", parts.join(", ")),
            Self::Weighted(weights) => {
                let share = |(part, weight): (&String, &u32)| format!("{} % of {part}", weight * 100 / STEPS);
                parts.iter().zip(weights).map(share).collect::<Vec<_>>().join(" + ")
            }
        }
    }
}
