//! Files that go to the wrong person, and files that do not.

use std::sync::Arc;

use super::*;
use crate::input::Fields;
use crate::mail::Address;

/// A row: its values, and its files with their contents; no files = it is faulty.
type Line<'a> = (&'a [&'a str], Option<&'a [(&'a str, &'a str)]>);

fn mailbox(text: &str) -> Mailbox {
    Mailbox { name: None, address: Address::parse(text).unwrap() }
}

fn found_of(names: &[&str], rows: &[Line<'_>]) -> Vec<Finding> {
    let header = Arc::new(Header::new(names.iter().map(|name| (*name).to_owned()).collect()));
    let mail = names.iter().position(|name| name.contains("mail"));
    let letter = (0..names.len()).collect();
    let uses = Uses { to: mail.into_iter().collect(), letter, has_own_files: true, ..Uses::default() };
    let mut all = Attachments::new(&header, &uses);
    for (number, (values, files)) in (1..).zip(rows) {
        let fields: Fields = values.iter().map(|value| (*value).to_owned()).collect();
        let address = mail.map_or_else(|| format!("u@d{number}.example"), |mail| values[mail].to_owned());
        let record = Record { number, line: number + 1, header: Arc::clone(&header), fields, more: Vec::new() };
        let part = |(name, content): &(&str, &str)| Arc::new(FilePart::attachment(name, content.as_bytes()));
        let parts: Vec<_> = files.iter().copied().flatten().map(part).collect();
        let to = files.map(|_| mailbox(&address));
        all.of(&record, to.as_ref(), &parts).into_iter().for_each(|personal| all.add(personal));
    }
    all.finish()
}

/// Rows of a file's name, its content, and the values of name and number.
fn found(rows: &[(&str, &str, &str, &str)]) -> Vec<(u64, Kind)> {
    let values: Vec<_> = rows.iter().map(|(_, _, name, id)| [*name, *id]).collect();
    let files: Vec<_> = rows.iter().map(|(file, content, ..)| [(*file, *content)]).collect();
    let rows: Vec<Line<'_>> =
        values.iter().zip(&files).map(|(values, files)| (&values[..], Some(&files[..]))).collect();
    found_of(&["name", "student no"], &rows).into_iter().map(|finding| (finding.row, finding.kind)).collect()
}

#[test]
fn the_right_files_are_left_alone() {
    assert_eq!(
        found(&[
            ("成绩单-张三.pdf", "1", "张三", "00123"),
            ("成绩单李四.pdf", "2", "李四", "00124"),
            ("report-emma-wilson.pdf", "3", "Emma Wilson", "00125"),
            ("00126.pdf", "4", "Wang", "00126"),
            ("marks.pdf", "5", "Li Ming", "00127"),
            ("成绩单Jean-Luc Null.pdf", "6", "Jean-Luc Null", "00128"),
            ("Berg_Anna.pdf", "7", "Anna Berg", "00129"),
            ("x8.pdf", "8", "Null", "00130"),
            ("x9.pdf", "9", "Anna", "00131"),
            ("Maria Klein (00132).pdf", "10", "Anna Maria Klein", "00132"),
            ("x11.pdf", "11", "Maria", "00133"),
            ("李小明2026-00-123.pdf", "12", "李小明", "00134"),
            ("x13.pdf", "13", "小明", "00135"),
            ("00136-高军浩.pdf", "14", "高军浩同学", "00136"),
            ("00137-高军.pdf", "15", "高军", "00137"),
            ("吴怡杰.pdf", "16", "吴怡杰（转学）", "00138"),
            ("吴怡.pdf", "17", "吴怡", "00139"),
        ]),
        []
    );
}

#[test]
fn a_number_tells_whose_file_it_is_before_a_name_that_several_have() {
    let names = ["Vorname", "Nachname", "E-Mail", "Rechnungsnr"];
    let people = ["Anna Bauer", "Bert Bauer", "Clara Kern", "Dora Wolf", "Emil Graf"];
    let rows: Vec<[String; 4]> = (0..5)
        .map(|n| {
            let (first, last) = people[n].split_once(' ').unwrap();
            [first.to_owned(), last.to_owned(), format!("u{n}@d.example"), format!("R27-050{n}")]
        })
        .collect();
    let file = |n: usize| match n {
        4 => "R27-0501_bauer_Kopie.pdf".to_owned(),
        _ => format!("R27-050{n}_{}.pdf", rows[n][1].to_lowercase()),
    };
    let names_of_files: Vec<String> = (0..5).map(file).collect();
    let contents = ["0", "1", "2", "3", "4"];
    let files: Vec<[(&str, &str); 1]> = (0..5).map(|n| [(names_of_files[n].as_str(), contents[n])]).collect();
    let values: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let lines: Vec<Line<'_>> =
        values.iter().zip(&files).map(|(values, files)| (&values[..], Some(&files[..]))).collect();
    let found = found_of(&names, &lines);
    assert_eq!(found.iter().map(|finding| finding.row).collect::<Vec<_>>(), [5]);
    assert!(found[0].what.contains("the number of somebody else") && found[0].what.contains("line 3"), "{found:?}");
}

#[test]
fn somebody_elses_file_is_found() {
    let rows = [
        ("成绩单-张三.pdf", "1", "张三", "00123"),
        ("成绩单张三丰.pdf", "2", "李四", "00124"),
        ("成绩单-李四.pdf", "3", "王五", "00125"),
        ("report_emma_wilson.pdf", "4", "Sean O'Brien", "00126"),
        ("x.pdf", "5", "Emma Wilson", "00127"),
        ("00126-final.pdf", "6", "José García", "00128"),
    ];
    let expected = [2, 3, 4, 6].map(|row| (row, Kind::OthersAttachment));
    assert_eq!(found(&rows), expected);
}

#[test]
fn what_is_the_rows_own_acquits_nobody() {
    let rows = [
        ("2006 Anna Berg.pdf", "1", "Bert Carl", "2006"),
        ("Anna Berg 2006.pdf", "2", "Anna Berg", "2007"),
        ("2008 Dora.pdf", "3", "Emil", "2008"),
        ("BertCarl.pdf", "4", "Dora", "2009"),
        ("report2010.pdf", "5", "Fritz Gans", "2011"),
        ("a.pdf", "6", "Hanna Iser", "2010"),
        ("b.pdf", "7", "Anna Berg-Lee", "2012"),
        ("Anna Berg-Lee.pdf", "8", "Anna Berg", "2013"),
    ];
    let expected = [1, 2, 3, 4, 5, 8].map(|row| (row, Kind::OthersAttachment));
    assert_eq!(found(&rows), expected);
}

#[test]
fn a_piece_of_ones_own_number_is_nobody_elses() {
    let told = |own: &str, file: &str| {
        let rows: [Line<'_>; 2] = [
            (&["Lee", own, "0077", "a@x.example"], Some(&[(file, "1")])),
            (&["Hall", "2026-1102", "1140", "b@x.example"], Some(&[("b.pdf", "2")])),
        ];
        found_of(&["name", "receipt no", "check no", "mail"], &rows).len()
    };
    assert_eq!(told("2026-1140", "Receipt_2026-1140_Lee.pdf"), 0);
    assert_eq!(told("2026-1140", "2026_1140.pdf"), 0);
    assert_eq!(told("2026/1140", "Lee 2026 1140.pdf"), 0);
    assert_eq!(told("2026-1141", "Receipt_2026-1140_Lee.pdf"), 1);
    assert_eq!(told("2026-1140", "2026-1140 of 1140.pdf"), 1);
    assert_eq!(told("1140-2026", "2026-1140.pdf"), 1);
}

#[test]
fn rows_that_are_repeated_faulty_or_without_files_are_somebodys_too() {
    let rows: [Line<'_>; 6] = [
        (&["张三", "a@x.example"], Some(&[("李四.pdf", "1")])),
        (&["李四", "b@x.example"], None),
        (&["王五", "c@x.example"], Some(&[])),
        (&["赵六", "d@x.example"], Some(&[("王五.pdf", "2"), ("钱七.pdf", "3")])),
        (&["钱七", "e@x.example"], Some(&[])),
        (&["钱七", "e@x.example"], Some(&[])),
    ];
    // The heading is a known one; without one, the values tell.
    for heading in ["学生", "who"] {
        let found: Vec<_> = found_of(&[heading, "mail"], &rows).iter().map(|f| (f.row, f.kind)).collect();
        assert_eq!(found, [1, 4, 4].map(|row| (row, Kind::OthersAttachment)), "{heading}");
    }
}

#[test]
fn the_part_before_the_at_is_somebody_too() {
    let rows: [Line<'_>; 2] =
        [(&["anna.berg@x.example"], Some(&[("b.pdf", "1")])), (&["office@x.example"], Some(&[("Anna Berg.pdf", "2")]))];
    let found = found_of(&["email"], &rows);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].row, found[0].kind), (2, Kind::OthersAttachment));
    assert!(found[0].what.contains("(\"anna berg\", line 2, anna.berg@x.example)"), "{}", found[0].what);
}

#[test]
fn halves_of_names_are_no_names() {
    let rows: [Line<'_>; 4] = [
        (&["Anna", "Lee", "a@x.example"], Some(&[("Anna Maria Lee.pdf", "1")])),
        (&["Maria", "Klein", "b@x.example"], Some(&[("Klein, Maria.pdf", "2")])),
        (&["Carl", "Berg", "c@x.example"], Some(&[("maria-klein.pdf", "3")])),
        (&["Lee", "Chan", "d@x.example"], Some(&[("chan.pdf", "4")])),
    ];
    let found: Vec<_> = found_of(&["First Name", "Last Name", "mail"], &rows).iter().map(|f| f.row).collect();
    assert_eq!(found, [3]);
}

#[test]
fn what_is_in_file_after_file_is_no_sign() {
    let numbers: Vec<String> = (2001..2041).map(|number| number.to_string()).collect();
    let names: Vec<String> = numbers.iter().map(|number| format!("2026-{number}.pdf")).collect();
    let mut rows: Vec<_> =
        numbers.iter().zip(&names).map(|(id, name)| (name.as_str(), name.as_str(), "", id.as_str())).collect();
    assert_eq!(found(&rows), []);
    rows[3].0 = "2026-2011.pdf";
    assert_eq!(found(&rows), [(4, Kind::OthersAttachment)]);
}

#[test]
fn columns_that_tell_nobody_apart_do_not_count() {
    let values: Vec<[String; 3]> = (0..20)
        .map(|n| [format!("u{n}@x.example"), format!("Room {}", 101 + n % 3), "Blue House".to_owned()])
        .collect();
    let values: Vec<[&str; 3]> = values.iter().map(|row| [row[0].as_str(), &row[1], &row[2]]).collect();
    let rows: Vec<Line<'_>> =
        values.iter().map(|row| (&row[..], Some(&[("Blue House 101.pdf", "1")][..]))).take(1).collect();
    assert_eq!(found_of(&["email", "room number", "house"], &rows).len(), 0);
    let rows: Vec<Line<'_>> = values.iter().map(|row| (&row[..], Some(&[][..]))).chain(rows).collect();
    assert_eq!(found_of(&["email", "room number", "house"], &rows).len(), 0);
}

#[test]
fn one_file_for_two_is_found() {
    let rows = [
        ("a.pdf", "same", "Anna Lee", "1001"),
        ("b.pdf", "other", "Bob Ray", "1002"),
        ("c.pdf", "same", "Carl Fox", "1003"),
    ];
    assert_eq!(found(&rows), [(3, Kind::SharedAttachment)]);
}

#[test]
fn a_file_that_many_get_is_a_hand_out() {
    let rows = [
        ("a.pdf", "same", "Anna Lee", "1001"),
        ("a.pdf", "same", "Bob Ray", "1002"),
        ("a.pdf", "same", "Carl Fox", "1003"),
        ("a.pdf", "same", "Dora Elm", "1004"),
    ];
    assert_eq!(found(&rows), []);
    assert_eq!(found(&rows[..3]).len(), 2);
}

#[test]
fn files_that_are_all_named_after_two_are_one_remark_and_the_others_their_own() {
    // Numbered by another list: the name is right, the number is the next one's.
    let names: Vec<String> = ('甲'..).filter(|c| !"李王".contains(*c)).take(40).map(|c| format!("赵{c}六")).collect();
    let lists = |most: usize| -> Vec<[String; 4]> {
        let of = |(number, name): (usize, &String)| {
            let numbered = if number < most { (number + 1) % 40 } else { number };
            let file = format!("{:05}-{name}.pdf", 20_000 + numbered);
            [file, number.to_string(), name.clone(), (20_000 + number).to_string()]
        };
        names.iter().enumerate().map(of).collect()
    };
    let told = |list: &[[String; 4]]| -> Vec<(u64, String)> {
        let values: Vec<_> = list.iter().map(|[_, _, name, id]| [name.as_str(), id]).collect();
        let files: Vec<_> = list.iter().map(|[file, content, ..]| [(file.as_str(), content.as_str())]).collect();
        let rows: Vec<Line<'_>> =
            values.iter().zip(&files).map(|(values, files)| (&values[..], Some(&files[..]))).collect();
        found_of(&["name", "student no"], &rows).into_iter().map(|found| (found.row, found.what)).collect()
    };
    let mut list = lists(30);
    // Of one that is somebody else's altogether, it is told what it always is.
    list[35][0] = format!("{}.pdf", names[3]);
    let found = told(&list);
    assert_eq!(found.len(), 31);
    assert!(found[..30].iter().all(|(_, what)| *what == found[0].1 && what.starts_with("30 of 40 rows")), "{found:?}");
    assert!(found[30].0 == 36 && found[30].1.contains("has the name of somebody else in it"), "{found:?}");
    // Few of many are told one by one.
    let found = told(&lists(9));
    assert_eq!(found.len(), 9);
    assert!(found.iter().all(|(_, what)| what.contains("has the number of somebody else in it")), "{found:?}");
}

#[test]
fn a_form_or_a_file_of_all_among_personal_files_is_found() {
    let of = |odd: &[(usize, &str)]| {
        let names: Vec<String> = (0..20)
            .map(|n| {
                odd.iter().find(|(at, _)| *at == n).map_or_else(|| format!("r{n}.pdf"), |(_, name)| (*name).to_owned())
            })
            .collect();
        let values: Vec<[String; 2]> = (0..20).map(|n| [format!("Anna{n} Berg{n}"), format!("26030{n:02}")]).collect();
        let values: Vec<[&str; 2]> = values.iter().map(|[name, id]| [name.as_str(), id.as_str()]).collect();
        let rows: Vec<_> =
            names.iter().zip(&values).map(|(name, [own, id])| (name.as_str(), name.as_str(), *own, *id)).collect();
        found(&rows)
    };
    assert_eq!(of(&[(4, "RE-Vorlage.pdf")]), [(5, Kind::OthersAttachment)]);
    assert_eq!(of(&[(4, "全班成绩.xlsx")]), [(5, Kind::OthersAttachment)]);
    // Several are meant.
    assert_eq!(of(&[(4, "form-a.pdf"), (7, "form-b.pdf")]), []);
    assert_eq!(of(&[]), []);
}

#[test]
fn names_are_known_in_latin_letters() {
    let rows = [
        ("2026-11_fedotov_mikhail.pdf", "1", "Баранов Константин Андреевич", "00123"),
        ("2026-11_fedotov_mikhail_2.pdf", "2", "Федотов Михаил Олегович", "00124"),
        ("shchukina-yuliya.pdf", "3", "Щукина Юлия Олеговна", "00125"),
        ("Juliya Schukina.pdf", "4", "Хохлова Анна Петровна", "00126"),
        ("hohlova_anna_petrovna.pdf", "5", "Ягодин Пётр Ильич", "00127"),
        ("yagodin_00127.pdf", "6", "Зуев Пётр Ильич", "00128"),
        ("zuev_00129.pdf", "7", "Зуев Илья Ильич", "00129"),
    ];
    assert_eq!(found(&rows), [1, 4, 5, 6].map(|row| (row, Kind::OthersAttachment)));
}

/// What is found where these rows of forty have another file than their own, which are called after them: its name, what is in it, and
/// its rows.
fn found_with(file: &dyn Fn(u64) -> Option<(String, String)>) -> Vec<(u64, Kind)> {
    let rows: Vec<([String; 2], (String, String))> = (1..=40)
        .map(|n| {
            let (name, id) =
                (format!("Anna{0}{0} Berg{0}{0}", char::from(b'a' + (n % 26) as u8)), format!("T-0{}", 100 + n));
            let own = (format!("Statement {id}.pdf"), format!("of {n}"));
            ([name, id], file(n).unwrap_or(own))
        })
        .collect();
    let rows: Vec<_> = rows
        .iter()
        .map(|([name, id], (file, content))| (file.as_str(), content.as_str(), name.as_str(), id.as_str()))
        .collect();
    found(&rows)
}

#[test]
fn a_file_of_several_in_the_place_of_their_own_is_found() {
    let is_one = |n: u64| (11..=16).contains(&n);
    let expected: Vec<(u64, Kind)> = (12..=16).map(|row| (row, Kind::SharedAttachment)).collect();
    let with = |name: &'static str| move |n: u64| is_one(n).then(|| (name.to_owned(), "all".to_owned()));
    assert_eq!(found_with(&with("Statement.pdf")), expected);
    // Called after their rows, and the same.
    let same = |n: u64| is_one(n).then(|| (format!("Statement T-0{}.pdf", 100 + n), "all".to_owned()));
    assert_eq!(found_with(&same), expected);
    // A hand-out of a group, or of many.
    assert_eq!(found_with(&with("Welcome pack.pdf")), []);
    assert_eq!(found_with(&|n| (n > 20).then(|| ("Statement.pdf".to_owned(), "all".to_owned()))), []);
    assert_eq!(found_with(&|n| Some((format!("Statement T-0{}.pdf", 100 + n), "a trial".to_owned()))), []);
}

#[test]
fn a_last_name_beside_the_rows_own_is_found_where_no_other_file_has_two() {
    let told = |two: &[usize]| {
        let names = ["No", "First name", "Last name", "Email"];
        let last = |n: usize| format!("Berg{0}{0}", char::from(b'a' + (n % 26) as u8));
        let rows: Vec<[String; 4]> = (0..26)
            .map(|n| [format!("T-0{}", 100 + n), "Anna".to_owned(), last(n), format!("u{n}@d.example")])
            .collect();
        let file = |n: usize| {
            let other = if two.contains(&n) { format!(" {}", last(n + 1)) } else { String::new() };
            format!("{} {}{other}.pdf", rows[n][0], rows[n][2])
        };
        let files: Vec<(String, String)> = (0..26).map(|n| (file(n), n.to_string())).collect();
        let files: Vec<[(&str, &str); 1]> =
            files.iter().map(|(name, content)| [(name.as_str(), content.as_str())]).collect();
        let values: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let lines: Vec<Line<'_>> =
            values.iter().zip(&files).map(|(values, files)| (&values[..], Some(&files[..]))).collect();
        found_of(&names, &lines).into_iter().map(|finding| finding.row).collect::<Vec<_>>()
    };
    assert_eq!(told(&[7]), [8]);
    assert!(told(&[]).is_empty() && told(&[3, 7, 11, 15]).is_empty());
}
