//! What is said of people, and what must not be.

use crate::{found, of_kind};

const TEMPLATE: &str = "From: t@school.edu.cn\nTo: {{ email }}\nSubject: Hi\n\n";

#[test]
fn who_is_gone_is_found_in_a_column_that_the_letter_does_not_show() {
    for (heading, there, gone, other) in [
        ("estado", "Activo", "Fallecido/a", "Honorario"),
        ("状态", "在读", "已转学", "交流生"),
        ("membership", "active", "withdrawn", "honorary"),
        ("situation", "Actif", "Démissionnaire", "Bienfaiteur"),
    ] {
        let list = |odd: &dyn Fn(usize) -> Option<&'static str>| {
            let rows = (2..62).map(|line| format!("p{line}x@a.example.org,{}\n", odd(line).unwrap_or(there)));
            format!("email,{heading}\n{}", rows.collect::<String>())
        };
        let told = |odd: &dyn Fn(usize) -> Option<&'static str>| {
            of_kind(&found(&list(odd), "letter.txt", &format!("{TEMPLATE}Hello\n"), &[], &[]), "do-not-send").len()
        };
        assert_eq!(told(&|line| (line == 30).then_some(gone)), 1, "{gone}");
        assert_eq!(told(&|line| (line == 30).then_some(other)), 0, "{other}");
        // A column of states.
        assert_eq!(told(&|line| line.is_multiple_of(4).then_some(gone)), 0, "{gone}");
    }
}

#[test]
fn who_is_called_so_has_such_an_address_and_a_group_is_no_person() {
    let row = |n: usize| {
        let letter = char::from(b'a' + (n % 26) as u8);
        format!("{},Berg{letter},Anna{letter},a{n}x@club.example.org\n", ["Frau", "Herr"][n % 2])
    };
    let list = |odd: &str| format!("Anrede,Nachname,Vorname,email\n{}{odd}\n", (0..40).map(row).collect::<String>());
    let template = format!("{TEMPLATE}{{{{ Anrede }}}} {{{{ Vorname }}}} {{{{ Nachname }}}}\n");
    let told = |odd: &str, kind: &str| {
        let found = found(&list(odd), "letter.txt", &template, &[], &[]);
        of_kind(&found, kind).into_iter().filter(|(line, _)| *line == 42).count()
    };
    assert_eq!(told("Frau,Berg,Nan,nan@club.example.org", "leftover"), 0);
    assert_eq!(told("Frau,Berg,Cora,nan@club.example.org", "leftover"), 1);
    assert_eq!(told("WG,Müllerstraße 12,Cora,c@club.example.org", "odd-name"), 0);
    assert_eq!(told("Frau,Müllerstraße 12,Cora,c@club.example.org", "odd-name"), 1);
}

#[test]
fn a_mark_over_the_scale_is_why_its_sum_does_not_hold() {
    let row = |n: usize, odd: Option<usize>| {
        let (one, two, three) = (50 + n * 37 % 50, 45 + n * 53 % 54, 40 + n * 29 % 60);
        format!("p{n}x@a.example.org,{},{two},{three},{}\n", odd.unwrap_or(one), one + two + three)
    };
    let rows: String = (0..60).map(|n| row(n, (n == 20).then_some(185))).collect();
    let list = format!("email,数学,语文,英语,总分\n{rows}");
    let template = format!("{TEMPLATE}{{{{ 数学 }}}} {{{{ 语文 }}}} {{{{ 英语 }}}} {{{{ 总分 }}}}\n");
    let found = found(&list, "letter.txt", &template, &[], &[]);
    assert_eq!(of_kind(&found, "far-number"), [(22, "数学")], "{found:?}");
    assert_eq!(of_kind(&found, "odd-relation"), [], "{found:?}");
}

#[test]
fn a_column_that_has_slipped_is_told_of_once() {
    const FIRST: [&str; 8] = ["Anna", "Ben", "Clara", "David", "Emma", "Felix", "Greta", "Hans"];
    const LAST: [&str; 7] = ["Berg", "Krause", "Lang", "Meier", "Otto", "Peters", "Vogel"];
    let name = |n: usize| (FIRST[n % 8], LAST[n % 7]);
    let address = |n: usize| {
        let (first, last) = name(n);
        format!("{}.{}@school.example.org", first.to_lowercase(), last.to_lowercase())
    };
    let list = |whose: &dyn Fn(usize) -> usize| {
        let row = |n: usize| format!("{},{},{}\n", name(n).0, name(n).1, address(whose(n)));
        format!("Vorname,Nachname,email\n{}", (0..50).map(row).collect::<String>())
    };
    let template = format!("{TEMPLATE}Hallo {{{{ Vorname }}}} {{{{ Nachname }}}}\n");
    let told = |whose: &dyn Fn(usize) -> usize| {
        let found = found(&list(whose), "letter.txt", &template, &[], &[]);
        assert_eq!(of_kind(&found, "odd-relation"), [], "{found:?}");
        of_kind(&found, "slipped-column").iter().map(|(line, _)| *line).collect::<Vec<_>>()
    };
    assert_eq!(told(&|n| n), [0_u64; 0]);
    assert_eq!(told(&|n| if n < 20 { n } else { n + 1 }), [22]);
    assert_eq!(told(&|n| (n * 17 + 5) % 50), [2]);
}

#[test]
fn notes_titles_and_letters_among_korean_names_are_found() {
    let list = |last: &str| {
        let names = ["김민수", "이서연", "박준호", "최지우", "정하은", "강도윤", "조예린", "윤시우"];
        let rows = (0..40).map(|n| format!("{},p{n}@a.example,별관 {}호", names[n % 8], 101 + n % 3));
        let rows: Vec<String> = rows.chain([last.to_owned()]).collect();
        format!("성명,email,장소\n{}\n", rows.join("\n"))
    };
    let letter = "From: t@a.example\nTo: {{ email }}\nSubject: 안내\n\n{{ 성명 }}님, {{ 장소 }}에서 뵙겠습니다.\n";
    for (last, kind) in [
        ("류은훈(퇴사),z@a.example,별관 101호", Some("do-not-send")),
        ("류은훈（휴직）,z@a.example,별관 101호", Some("do-not-send")),
        ("류은훈님,z@a.example,별관 101호", Some("odd-name")),
        ("Kim Minjae,z@a.example,별관 101호", Some("odd-name")),
        ("金敏宰,z@a.example,별관 101호", Some("odd-name")),
        ("류은훈,z@a.example,추후 확정", Some("leftover")),
        ("류은훈,z@a.example,별관 102호", None),
        ("남궁민,z@a.example,별관 103호", None),
        ("John Smith,z@a.example,별관 103호", None),
    ] {
        let found = found(&list(last), "letter.txt", letter, &[], &["--all"]);
        let told = found.iter().find(|(_, line, _)| *line == 42).map(|(kind, ..)| kind.as_str());
        assert_eq!(told, kind, "{last}: {found:?}");
    }
}

#[test]
fn of_swapped_names_the_salutation_is_not_told_of_too() {
    let firsts = ["Anna", "Bernd", "Clara", "Dieter", "Emma", "Frank", "Greta", "Horst"];
    let lasts = ["Bauer", "Vogt", "Kern", "Wolf", "Graf", "Busch", "Hahn", "Roth", "Lang"];
    let row = |n: usize, is_swapped: bool| {
        let (first, last, title) = (firsts[n % 8], lasts[n % 9], ["Frau", "Herr"][n % 2]);
        let salutation = format!("{} {title} {last}", ["Sehr geehrte", "Sehr geehrter"][n % 2]);
        let (first, last) = if is_swapped { (last, first) } else { (first, last) };
        format!("{title},{first},{last},{salutation},p{n}x@a.example.org\n")
    };
    let told = |swapped: Option<usize>| {
        let rows: String = (0..72).map(|n| row(n, swapped == Some(n))).collect();
        let list = format!("Anrede,Vorname,Nachname,Briefanrede,email\n{rows}");
        let template =
            format!("{TEMPLATE}{{{{ Briefanrede }}}},\n{{{{ Vorname }}}} {{{{ Nachname }}}} {{{{ Anrede }}}}\n");
        of_kind(&found(&list, "letter.txt", &template, &[], &[]), "odd-relation")
            .into_iter()
            .map(|(line, column)| (line, column.to_owned()))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(None), []);
    assert_eq!(told(Some(30)), [(32, "Vorname".to_owned())]);
}
