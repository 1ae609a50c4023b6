//! Tags of other programs in the template.

use crate::support::program::Program;
use crate::{OF_A_CLASS, check, class, folder, found, items_of, of_kind};

fn told(template: &str) -> Vec<(String, u64, String)> {
    let list = format!("{}{}", OF_A_CLASS.replace("name", "Name"), class(0..12));
    found(&list.replace("id,", "学号,"), "letter.md", template, &[], &[])
}

#[test]
fn a_column_between_signs_of_another_program_is_a_fault_in_each_of_its_places() {
    let template = "From: t@school.edu.cn\nTo: «Name» <«email»>\nSubject: Hi «Name»\n\nDear «Name», {mark} ｛｛Name｝｝\n《学号》\n";
    let all = told(template);
    assert_eq!(of_kind(&all, "template"), [(2, ""), (2, ""), (3, ""), (5, ""), (5, ""), (5, ""), (6, "")], "{all:?}");
    // The rows are looked at as if it had been meant, and nothing is told twice.
    assert_eq!(all.len(), 7, "{all:?}");
    for what in [
        "\"«email»\" is a column as another program has it, and would be sent as it is: write {{ email }}.",
        "\"｛｛Name｝｝\" has full-width braces, and would be sent as it is: type {{ Name }}",
        "\"《学号》\" is a column",
    ] {
        assert!(all.iter().any(|(_, _, found)| found.contains(what)), "{what}: {all:?}");
    }
    let dir =
        folder("Name,email\nAnn,ann@club.org\n", "From: t@club.org\nTo: {{ email }}\nSubject: Hi\n\nDear {Name}\n");
    check(dir.path(), &[]).assert_code(2);
    let args = ["send", "list.csv", "-t", "letter.html", "-s", "127.0.0.1:1", "--yes"];
    let sent = Program::new(dir.path()).args(args).run();
    sent.assert_code(2);
    sent.assert_says(&["error: letter.html:5:6: \"{Name}\" is a column"]);
}

#[test]
fn quotation_marks_labels_and_what_is_written_on_purpose_are_no_faults() {
    let letter = |body: &str| format!("From: t@school.edu.cn\nTo: {{{{ email }}}}\nSubject: Hi\n\n{body}\n");
    for body in [
        "Il a dit «Bonjour» et « Name ».",
        "请看《红楼梦》第一章。",
        "您的成绩单《mark》：{{ mark }}",
        "Write {{ \"«Name»\" }} there, {% raw %}{Name}{% endraw %} too.",
        "Dear {{ Name }} <!-- {Name} -->",
    ] {
        let all = told(&letter(body));
        assert!(!all.iter().any(|(kind, ..)| kind == "template"), "{body}: {all:?}");
    }
    for body in ["Il a dit «Bonjour».", "请看《红楼梦》第一章。", "您的成绩单《mark》：{{ mark }}"]
    {
        assert_eq!(told(&letter(body)), [], "{body}");
    }
    // What may be meant otherwise stays a warning.
    for body in ["[Name]", "En «mark»: {{ mark }}", "请看《mark》"] {
        let all = told(&letter(body));
        assert_eq!(of_kind(&all, "unfilled-tag"), [(5, "")], "{body}: {all:?}");
    }
}

#[test]
fn what_stands_beside_columns_is_compared_with_their_cells() {
    const NAMES: [&str; 4] = ["Anna Berg", "Ben Carter", "Clara Hahn", "David Lang"];
    let row = |n: usize| {
        let (first, last) = NAMES[n % 4].split_once(' ').expect("two names");
        let paid = 100 + n * 13 % 37;
        format!(
            "{last},{first},p{n}@post.org,Flat {},{},{paid},1{}:00,1{}:30\n",
            n + 1,
            paid + 20 + n % 9,
            n % 4,
            n % 4 + 1
        )
    };
    let list: String = (0..24).map(row).collect();
    let list = format!("Last name,First name,email,Flat,Total,Paid,From,Until\n{list}");
    let sound = "From: t@post.org\nTo: {{ email }}\nSubject: {{ Flat }}\n\nDear {{ First name }} {{ Last name }},\n\n\
                 {{ Flat }}, from {{ From }} to {{ Until }}.\n\nTotal: £{{ Total }}\n";
    let what = |letter: &str| -> Vec<String> {
        let run = check(folder(&list, letter).path(), &["--json"]);
        items_of(&run, "odd-relation").into_iter().map(|(_, _, what)| what).collect()
    };
    assert_eq!(what(sound), [""; 0]);
    for (part, instead, said) in [
        ("\n{{ Flat }}", "\nFlat {{ Flat }}", "\"Flat {{ Flat }}\" comes out as \"Flat Flat 1\""),
        ("£{{ Total }}", "£{{ Paid }}", "the label \"Total\" stands beside {{ Paid }}"),
        ("from {{ From }} to {{ Until }}", "from {{ Until }} to {{ From }}", "Exchange the two."),
        ("{{ First name }} {{", "{{ First name }}{{", "comes out as \"AnnaBerg\""),
    ] {
        let found = what(&sound.replace(part, instead));
        assert!(found.len() == 1 && found[0].contains(said), "{instead}: {found:?}");
    }
}
