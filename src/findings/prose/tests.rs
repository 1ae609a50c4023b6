use super::*;
use crate::findings::{Finding, Look, columns, listed};
use crate::input::Record;

const LETTER: &str = "Dear {{ first }},\nyour marks and the report are below.\n{{ comment }}\n";

/// What is found in a list of rows with these columns, each of them used, below a letter: line and what.
fn found(headings: &str, rows: &[String], letter: &str) -> Vec<(u64, Kind, String)> {
    let (_folder, source) = listed::list(headings, rows);
    let sampled = columns::sampled(&source, |_| true);
    let names = source.header().names();
    let uses = Uses { letter: (0..names.len()).collect(), ..Uses::default() };
    let mut prose = Prose::of(&sampled.rows, &sampled.columns, names, &uses, [letter].into_iter());
    prose.know_others(&source);
    let look = |record: Record| {
        let mut look = Look::of(&record);
        prose.look(&mut look, &record.fields);
        look.findings.into_iter().map(|Finding { line, kind, what, .. }| (line, kind, what)).collect::<Vec<_>>()
    };
    source.records().unwrap().flat_map(|record| look(record.unwrap())).collect()
}

/// Names of girls and boys, in turn.
const NAMES: [&str; 12] =
    ["Anna", "Bert", "Clara", "David", "Emma", "Fritz", "Greta", "Hugo", "Ida", "Jack", "Kate", "Leo"];

/// A row for each of so many: first name, sex, language, comment.
fn class(count: usize, comment: impl Fn(usize, &str, bool) -> String) -> Vec<String> {
    let row = |n: usize| {
        let (name, is_girl) = (NAMES[n % NAMES.len()], n.is_multiple_of(2));
        format!("{name}\t{}\t{}", if is_girl { "F" } else { "M" }, comment(n, name, is_girl))
    };
    (0..count).map(row).collect()
}

const HEADINGS: &str = "first\tsex\tcomment";

fn lines(found: &[(u64, Kind, String)]) -> Vec<(u64, Kind)> {
    found.iter().map(|(line, kind, _)| (*line, *kind)).collect()
}

/// A comment as most are: by name, or by he and she.
fn sound(n: usize, name: &str, is_girl: bool) -> String {
    match n % 5 {
        0 | 1 => format!("{name} has made good progress this term and reads a lot."),
        2 => format!("Well done, {name}! A very good term in all."),
        _ if is_girl => "She works hard, and her homework is always in.".to_owned(),
        _ => "He works hard, and his homework is always in.".to_owned(),
    }
}

#[test]
fn texts_about_somebody_else_are_found() {
    let mut rows = class(60, sound);
    assert_eq!(found(HEADINGS, &rows, LETTER), []);
    rows[40] = "Ida\tF\tJack has made good progress this term and reads a lot.".to_owned();
    rows[41] = "Leo\tM\tWell done, Kate! A very good term in all.".to_owned();
    rows[42] = "Ida\tF\tHe works hard, and his homework is always in.".to_owned();
    rows[43] = "Leo\tM\tPlease see me about her coursework in science.".to_owned();
    // Nobody is meant, or both are.
    rows[44] = "Ida\tF\tJack and Ida have made good progress this term.".to_owned();
    rows[45] = "Leo\tM\tShe said that he should read more at home.".to_owned();
    rows[46] = "Ida\tF\tMay have missed some lessons this term.".to_owned();
    let all = found(HEADINGS, &rows, LETTER);
    let (others, pronoun) = (Kind::OthersName, Kind::OddRelation);
    assert_eq!(lines(&all), [(42, others), (43, others), (44, pronoun), (45, pronoun)], "{all:?}");
    assert!(all[0].2.contains("(\"Jack\")") && all[2].2.contains("says \"he\""), "{all:?}");
}

#[test]
fn texts_that_are_about_many_say_nothing_of_one() {
    // Who is named, and whether it is he or she, has nothing to do with the row.
    let rows = class(60, |n, _, _| format!("{} won the race, and he ran well in it.", NAMES[n * 7 % NAMES.len()]));
    assert_eq!(found(HEADINGS, &rows, LETTER), []);
    let rows = class(60, |n, _, _| ["She came to the door.", "He came to the door."][n / 7 % 2].to_owned());
    assert_eq!(found(HEADINGS, &rows, LETTER), []);
}

#[test]
fn chinese_texts_about_somebody_else_are_found() {
    let names = ["王思远", "李雨桐", "张子涵", "刘一诺", "陈浩然", "杨欣怡", "黄宇轩", "赵梓萱", "吴俊杰", "周诗涵"];
    let row = |n: usize| {
        let (name, is_boy) = (names[n % 10], n.is_multiple_of(2));
        let (sex, pronoun) = if is_boy { ("男", "他") } else { ("女", "她") };
        format!("{name}\t{sex}\t{name}同学学习认真，{pronoun}团结同学，成绩优秀，积极参加各项活动。")
    };
    let mut rows: Vec<String> = (0..50).map(row).collect();
    let headings = "姓名\t性别\t评语";
    assert_eq!(found(headings, &rows, "{{ 姓名 }}家长您好"), []);
    rows[30] = "王思远\t男\t李雨桐同学学习认真，成绩优秀，积极参加各项活动。".to_owned();
    rows[31] = "李雨桐\t女\t学习认真，他团结其他同学，成绩优秀，积极参加各项活动。".to_owned();
    let all = found(headings, &rows, "{{ 姓名 }}家长您好");
    assert_eq!(lines(&all), [(32, Kind::OthersName), (33, Kind::OddRelation)], "{all:?}");
}

#[test]
fn texts_in_another_language_than_their_row_are_found() {
    let german = "Vielen Dank für Ihre Bestellung.";
    let french = "Merci de votre commande.";
    let of = |n: usize| if n.is_multiple_of(5) { ("FR", french) } else { ("DE", german) };
    let mut rows: Vec<String> = (0..60).map(|n| format!("{}\t{}\t{}", NAMES[n % 12], of(n).0, of(n).1)).collect();
    let headings = "name\tSprache\tBemerkung";
    assert_eq!(found(headings, &rows, "Ihre Rechnung, votre facture"), []);
    rows[31] = format!("Bert\tDE\t{french}");
    let all = found(headings, &rows, "Ihre Rechnung, votre facture");
    assert_eq!(lines(&all), [(33, Kind::OddRelation)], "{all:?}");
    // Nothing but the other rows tells it.
    let mut rows: Vec<String> = (0..60).map(|n| format!("{}\tx\t{german}", NAMES[n % 12])).collect();
    assert_eq!(found(headings, &rows, ""), []);
    rows[31] = "Bert\tx\tThank you for your order, and for the kind words.".to_owned();
    assert_eq!(lines(&found(headings, &rows, "")), [(33, Kind::OddRelation)]);
    // Where a third of them are so, that is how they are.
    for n in (0..60).step_by(3) {
        rows[n] = "Bert\tx\tThank you for your order, and for the kind words.".to_owned();
    }
    assert_eq!(found(headings, &rows, ""), []);
}

#[test]
fn readers_are_addressed_as_the_letter_does_it() {
    let polite = |n: usize| ["Danke, dass Sie bestellt haben.", "Die Ware ist auf dem Weg zu Ihnen."][n % 2];
    let rows = |odd: &str| {
        let mut rows: Vec<String> = (0..40).map(|n| format!("{}\t{n}\t{}", NAMES[n % 12], polite(n))).collect();
        rows[25] = format!("Bert\t25\t{odd}");
        rows
    };
    let headings = "name\tnumber\tBemerkung";
    let letter = "Sehr geehrte Damen und Herren,\nanbei erhalten Sie die Rechnung.\n";
    for odd in ["Vielen Dank für deine Bestellung!", "Wir haben dir die Ware geschickt."] {
        assert_eq!(lines(&found(headings, &rows(odd), letter)), [(27, Kind::OddValue)], "{odd}");
    }
    for odd in ["Gerät der TU Dresden, das wir haben.", "Ihr Sohn hat gesagt: „Du bist dran“, und Sie wissen es."]
    {
        assert_eq!(found(headings, &rows(odd), letter), [], "{odd}");
    }
    let streets: Vec<String> = (0..40).map(|n| format!("Bert\t{n}\t{n} place du Marché et des Arts")).collect();
    assert_eq!(found(headings, &streets, letter), []);
    // A letter that does both, or neither, says nothing of it.
    for letter in ["Hallo, hier ist dein Beleg, und anbei erhalten Sie ihn.", "Die Rechnung", ""] {
        assert_eq!(found(headings, &rows("Vielen Dank für deine Bestellung!"), letter), [], "{letter}");
    }
    let familiar = "Hallo,\nhier ist dein Beleg.\n";
    let mut all = rows("Danke, dass Sie bestellt haben.");
    for (n, row) in all.iter_mut().enumerate().filter(|(n, _)| *n != 25) {
        *row = format!("{}\t{n}\tDanke, dass du bestellt hast, und dass wir dir helfen.", NAMES[n % 12]);
    }
    assert_eq!(lines(&found(headings, &all, familiar)), [(27, Kind::OddValue)]);
}

#[test]
fn values_that_are_no_texts_are_left_alone() {
    let rows: Vec<String> = (0..40).map(|n| format!("{}\t{n}\tBerlin {n}", NAMES[n % 12])).collect();
    assert_eq!(found("name\tnumber\ttown", &rows, ""), []);
    assert_eq!(found("name\tnumber\ttown", &[], ""), []);
}

/// Who stands behind the first rows is known too.
#[test]
fn a_text_may_be_that_of_a_row_far_below() {
    let mut rows = class(150, |_, name, _| format!("{name} works well and asks good questions in class."));
    rows[140] = "Wolfram\tM\tWolfram works well and asks good questions in class.".to_owned();
    rows[120] = "Emma\tF\tWolfram works well and asks good questions in class.".to_owned();
    let found = found(HEADINGS, &rows, LETTER);
    assert_eq!(
        found.iter().map(|(line, kind, _)| (*line, *kind)).collect::<Vec<_>>(),
        [(122, Kind::OthersName)],
        "{found:?}"
    );
}
