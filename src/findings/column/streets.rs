//! Streets without the number of the house, where the others have one.

/// Fewer rows show no habit.
const FEWEST: usize = 20;

/// Whether all of the first streets but one at most have a number.
pub(in crate::findings) fn are_numbered(values: &[String]) -> bool {
    values.len() >= FEWEST && values.iter().filter(|value| !has_number(value)).count() <= 1
}

/// What is wrong with a street of such a column. What is no street by its words, as a castle or a box at the post office, may have
/// no number.
pub(super) fn flaw(value: &str) -> Option<&'static str> {
    (!has_number(value) && is_street(value))
        .then_some("has no number of a house, and the other rows have one. Was it forgotten?")
}

fn has_number(value: &str) -> bool {
    value.chars().any(char::is_numeric)
}

/// Whether it is the name of a street, and nothing else.
fn is_street(value: &str) -> bool {
    const ENDS: [&str; 14] = [
        "straße", "strasse", "str.", "gasse", "allee", "weg", "damm", "ufer", "straat", "laan", "gracht", "路", "街",
        "道",
    ];
    const LAST: [&str; 14] = [
        "street", "st", "st.", "road", "rd", "rd.", "avenue", "ave", "ave.", "lane", "drive", "boulevard", "blvd",
        "blvd.",
    ];
    const FIRST: [&str; 23] = [
        "am", "an", "auf", "beim", "im", "zum", "zur", "calle", "c/", "avenida", "avda.", "av.", "paseo", "rue",
        "avenue", "boulevard", "chemin", "via", "viale", "corso", "rua", "ulica", "ul.",
    ];
    // As is written where a house has none.
    const NONE: [&str; 5] = ["s/n", "s/nº", "s.n.", "sn", "snc"];
    const LONGEST: usize = 80;
    if value.len() > LONGEST || value.contains([',', ';', '(', '\n']) {
        return false;
    }
    let value = value.trim().to_lowercase();
    let (first, last) = (value.split(' ').next().unwrap_or_default(), value.rsplit(' ').next().unwrap_or_default());
    let has_name = first.len() < value.len();
    !NONE.contains(&last)
        && (ENDS.iter().any(|end| value.ends_with(end)) || has_name && (LAST.contains(&last) || FIRST.contains(&first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streets_without_a_number_are_found() {
        for value in [
            "Lindenstraße", "Berliner Str.", "Am Mühlweg", "Am Ratsbauhof", "An der Leine", "Mill Lane", "Calle Mayor",
            "rue de la Paix", "人民路",
        ] {
            assert!(flaw(value).is_some(), "{value}");
        }
        for value in [
            "Lindenstraße 63", "Straße des 17. Juni", "人民路８号", "Schloss Neuhaus", "Rathausplatz", "Postfach",
            "Rose Cottage, Mill Lane", "Calle Mayor s/n", "Calle", "Road", "",
        ] {
            assert_eq!(flaw(value), None, "{value}");
        }
    }

    #[test]
    fn nearly_all_of_the_others_have_one() {
        let streets = |without: usize| -> Vec<String> {
            (0..40).map(|n| if n < without { "Lindenweg".to_owned() } else { format!("Lindenweg {n}") }).collect()
        };
        assert!(are_numbered(&streets(0)) && are_numbered(&streets(1)));
        assert!(!are_numbered(&streets(2)) && !are_numbered(&streets(40)) && !are_numbered(&streets(0)[..15]));
    }
}
