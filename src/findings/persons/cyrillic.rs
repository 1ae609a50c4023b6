//! First names in Cyrillic letters that everybody knows, and whose they are.

use super::Sex;

/// First names of women, in lower case, with "е" for "ё"; in the order of their letters.
const WOMEN: [&str; 66] = [
    "алевтина", "александра", "алена", "алина", "алла", "анастасия", "ангелина", "анжела", "анна", "антонина",
    "валентина", "валерия", "варвара", "василиса", "вера", "вероника", "виктория", "галина", "дарья", "диана",
    "евгения", "екатерина", "елена", "елизавета", "жанна", "зинаида", "зоя", "инна", "ирина", "карина", "кира",
    "клавдия", "кристина", "ксения", "лариса", "лидия", "любовь", "людмила", "маргарита", "марина", "мария", "милана",
    "надежда", "наталия", "наталья", "нина", "оксана", "олеся", "ольга", "полина", "раиса", "регина", "римма",
    "светлана", "софия", "софья", "таисия", "тамара", "татьяна", "ульяна", "фаина", "эльвира", "эльза", "эмма", "юлия",
    "яна",
];

/// First names of men, in lower case, with "е" for "ё"; in the order of their letters.
const MEN: [&str; 64] = [
    "александр", "алексей", "анатолий", "андрей", "антон", "аркадий", "арсений", "артем", "артур", "богдан", "борис",
    "вадим", "валентин", "валерий", "василий", "виктор", "виталий", "владимир", "владислав", "всеволод", "вячеслав",
    "геннадий", "георгий", "герман", "глеб", "григорий", "данила", "денис", "дмитрий", "евгений", "егор", "захар",
    "иван", "игорь", "илья", "кирилл", "константин", "лев", "леонид", "макар", "максим", "марат", "матвей", "михаил",
    "никита", "николай", "олег", "павел", "петр", "роман", "руслан", "савелий", "семен", "сергей", "станислав",
    "степан", "тимофей", "тимур", "федор", "филипп", "эдуард", "юрий", "яков", "ярослав",
];

/// Whose first name it is, as everybody knows.
pub(super) fn sex(name: &str) -> Option<Sex> {
    const LONGEST: usize = 40;
    let is_cyrillic = name.len() <= LONGEST && name.starts_with(|c: char| ('А'..='я').contains(&c));
    let name = is_cyrillic.then(|| plain(name))?;
    let is_one_of = |names: &[&str]| names.binary_search(&name.as_str()).is_ok();
    if is_one_of(&WOMEN) { Some(Sex::Female) } else { is_one_of(&MEN).then_some(Sex::Male) }
}

/// A word in lower case, with "е" for "ё".
pub(super) fn plain(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).map(|c| if c == 'ё' { 'е' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known() {
        assert!(WOMEN.is_sorted() && MEN.is_sorted());
        for (name, of) in [
            ("Галина", Some(Sex::Female)),
            ("Алёна", Some(Sex::Female)),
            ("ПЁТР", Some(Sex::Male)),
            ("Никита", Some(Sex::Male)),
            ("Женя", None),
            ("Anna", None),
            ("", None),
        ] {
            assert_eq!(sex(name), of, "{name}");
        }
    }
}
