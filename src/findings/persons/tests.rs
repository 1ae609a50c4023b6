//! Rows whose names, titles and salutations do not go together, and rows that are right.

use super::*;
use crate::input::{self, Options};

/// The lines and columns that are told of, in a list of these rows behind a class of others.
fn found(head: &str, usual: &dyn Fn(usize) -> String, rows: &[&str]) -> Vec<(u64, usize)> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("list.csv");
    let usual: String = (0..40).map(|n| usual(n) + "\n").collect();
    std::fs::write(&path, format!("{head}\n{}\n{usual}", rows.join("\n"))).unwrap();
    let source = input::open(&path, &Options::default()).unwrap();
    let uses = Uses { letter: (0..source.header().names().len()).collect(), ..Uses::default() };
    let persons = Persons::of(&source, &uses);
    let mut found = Vec::new();
    for record in source.records().unwrap().map(Result::unwrap) {
        let mut look = Look::of(&record);
        persons.look(&mut look, &record.fields);
        found.extend(look.findings.iter().filter_map(|finding| Some((finding.line, finding.column?))));
    }
    found
}

const FIRST: [&str; 8] = ["Ayla", "Bosse", "Cleo", "Domi", "Eike", "Femke", "Gesche", "Hauke"];
const LAST: [&str; 5] = ["Ahlers", "Brandt", "Cordes", "Dierks", "Evers"];

#[test]
fn greetings_that_do_not_agree_are_found() {
    let usual = |n: usize| ["Sehr geehrte Frau", "Sehr geehrter Herr"][n % 2].to_owned();
    let rows = ["Sehr geehrte Herr", "Sehr geehrter Frau", "Sehr geehrte Familie", "Guten Tag"];
    assert_eq!(found("Briefanrede", &usual, &rows), [(2, 0), (3, 0)]);
    assert_eq!(found("Remark", &|_| "on time".to_owned(), &rows), []);
}

#[test]
fn names_in_the_place_of_the_other_are_found() {
    let usual = |n: usize| format!("{},{},", FIRST[n % 8], LAST[n % 5]);
    let rows = [
        "Brandt,Ayla,",
        "Hoffmann,Björn,",
        "Horn,Horn,",
        "Ayla,Zeller,",
        "Thomas,Martin,",
        "Evers,Femke,evers.femke@a.org",
        "Lena,Dierks,",
        "Lena Dierks,Dierks,",
        "Annadierks,Dierks,",
    ];
    assert_eq!(found("Vorname,Nachname,E-Mail", &usual, &rows), [(2, 0), (3, 0), (4, 0), (9, 0)]);
    // Addresses say which one is the first.
    let usual = |n: usize| {
        let (first, last) = (FIRST[n % 8], LAST[n % 5]);
        format!("{first},{last},{}.{}@a.org", first.to_lowercase(), last.to_lowercase())
    };
    let rows = ["Zeller Sala,Oona,oona.zeller45@a.org", "Tabea,Quast,tabea.quast@a.org", "Quast,Uli,info@a.org"];
    assert_eq!(found("First name,Last name,Email", &usual, &rows), [(2, 0)]);
}

#[test]
fn the_salutation_of_who_owns_something_goes_with_the_first_name() {
    let first = ["Emily", "Rachel", "Judith", "Edward", "Michael", "Colin"];
    let usual = |n: usize| format!("{},{} {}", ["Ms", "Mr"][n % 6 / 3], first[n % 6], LAST[n % 5]);
    let rows = ["Mr,Emily Selwyn", "Mrs,Rachel Ellery", "Ms,Michael Hargreaves", "Mr,Sam Gladwin"];
    assert_eq!(found("salutation,owner", &usual, &rows), [(2, 0), (4, 0)]);
}

#[test]
fn the_list_tells_which_name_is_which() {
    let first = ["Tuğba", "Emre", "Zeynep", "Burak", "Elif", "Kerem", "Şule"];
    let last = ["Yıldız", "Aydın", "Öztürk", "Şahin", "Arslan"];
    let usual = |n: usize| format!("{},{},{n}@a.org", first[n % 7], last[n % 5]);
    let head = "First name,Surname,Email";
    // One other row has each of the names.
    let rows = ["Melis,Koç,1@b.org", "Koç,Tuğba,2@b.org", "Doğan,Elif,3@b.org", "Melis,Doğan,4@b.org"];
    assert_eq!(found(head, &usual, &rows), [(3, 0), (4, 0)]);
    // What the address says weighs more, and what everybody knows.
    let rows = ["Melis,Koç,1@b.org", "Koç,Tuğba,koc.tugba@b.org", "Thomas,Elif,3@b.org", "Melis,Thomas,4@b.org"];
    assert_eq!(found(head, &usual, &rows), []);
    let rows = ["Melis,Tuğba,1@b.org", "Koç,Aydın,2@b.org"];
    assert_eq!(found(head, &usual, &rows), []);
    // In Italy, one column may have whole names.
    assert_eq!(found("Nome,Cognome,E-mail", &usual, &["Arslan,Elif,3@b.org"]), [(2, 0)]);
}

#[test]
fn addresses_tell_of_known_names_in_the_place_of_the_other() {
    let head = "Vorname,Nachname,E-Mail";
    // Hardly any address has both names.
    let usual = |n: usize| format!("{},{},{}{n}@a.org", FIRST[n % 8], LAST[n % 5], FIRST[n % 8].to_lowercase());
    for (row, is_found) in [
        ("Hempel-Roth,Julia,julia.hempel-roth@a.org", true),
        ("Hempel-Roth,Julia,julia.hempel@a.org", true),
        ("Hempel,Julia,julia.hempel@a.org", true),
        ("Hempel,Julia,j.hempel2@a.org", true),
        ("Jörgens-Hempel,Julia,julia_joergenshempel@a.org", true),
        ("Julia,Hempel-Roth,julia.hempel-roth@a.org", false),
        ("Hempel,Julia,hempel.julia@a.org", false),
        ("Hempel,Julia,info@a.org", false),
        ("Hans-Peter,Martin,martin.hans-peter@a.org", false),
        ("Hempel,Julia,", false),
        ("Julia,Thomas,thomas.julia@a.org", false),
        ("Hempel,Roth,roth.hempel@a.org", false),
        ("Ayla,Julia,julia.ayla@a.org", false),
    ] {
        assert_eq!(found(head, &usual, &[row]), if is_found { vec![(2, 0)] } else { vec![] }, "{row}");
    }
    // Where addresses begin with the last name, they tell nothing.
    let usual = |n: usize| {
        let (first, last) = (FIRST[n % 8], LAST[n % 5]);
        format!("{first},{last},{}.{}@a.org", last.to_lowercase(), first.to_lowercase())
    };
    assert_eq!(found(head, &usual, &["Hempel,Julia,julia.hempel@a.org"]), []);
    // In either order, they tell of women who are greeted so.
    let usual = |n: usize| {
        let (first, last) = (FIRST[n % 8].to_lowercase(), LAST[n % 5].to_lowercase());
        let (one, other) = if n.is_multiple_of(3) { (&last, &first) } else { (&first, &last) };
        format!("{},{},{},{one}.{other}@a.org", ["Frau", "Herr"][n % 2], FIRST[n % 8], LAST[n % 5])
    };
    for (row, is_found) in [
        ("Frau,Hempel-Roth,Julia,julia.hempel-roth@a.org", true),
        ("Herr,Hempel-Roth,Julia,julia.hempel-roth@a.org", false),
        (",Hempel-Roth,Julia,julia.hempel-roth@a.org", false),
        ("Herr,Gjergj,Thomas,thomas.gjergj@a.org", false),
    ] {
        let told = found("Anrede,Vorname,Nachname,E-Mail", &usual, &[row]);
        assert_eq!(told, if is_found { vec![(2, 1)] } else { vec![] }, "{row}");
    }
}

#[test]
fn salutations_that_do_not_go_with_the_name_are_found() {
    let usual = |n: usize| {
        let name = FIRST[n % 8];
        format!("{},{name},{}", if name.ends_with(['a', 'o', 'e']) { "Frau" } else { "Herr" }, LAST[n % 5])
    };
    let rows =
        ["Herr,Ayla,Ahlers", "Herr,Beate,Brandt", "Frau,Andrea,Cordes", "Frau,Xenia,Evers", "Familie,Ayla,Evers"];
    assert_eq!(found("Anrede,Vorname,Nachname", &usual, &rows), [(2, 0)]);
    assert_eq!(found("Anrede,Vorname,Nachname", &usual, &["Herr,Monika,Brandt"]), [(2, 0)]);
    let donors = |n: usize| format!("{},{},{}", ["Mr.", "Ms."][n % 2], FIRST[n % 8], LAST[n % 5]);
    for (head, is_known) in [
        ("Prefix,First_Name,Last_Name", true),
        ("Honorific,First_Name,Last_Name", true),
        ("Courtesy title,First_Name,Last_Name", true),
        ("Name prefix,First_Name,Last_Name", true),
        ("Präfix,Vorname,Nachname", true),
        ("Phone prefix,First_Name,Last_Name", false),
    ] {
        let told = found(head, &donors, &["Mr.,Patricia,Hollings", "Ms.,Monika,Evers", "Dr.,Monika,Evers"]);
        assert_eq!(told, if is_known { vec![(2, 0)] } else { vec![] }, "{head}");
    }
    let parents = |n: usize| format!("{},{} {}", ["Mr", "Mrs"][n % 2], FIRST[n % 8], LAST[n % 5]);
    assert_eq!(found("title,parent", &parents, &["Mrs,Trevor Eastwood", "Mr,Trevor Horn"]), [(2, 0)]);
    // Where it is so in many rows, nothing is known.
    let any =
        |n: usize| format!("{},{},{}", ["Frau", "Herr"][n % 2], ["Monika", "Thomas", "Sabine"][n % 3], LAST[n % 5]);
    assert_eq!(found("Anrede,Vorname,Nachname", &any, &rows[3..]), []);
}

#[test]
fn a_title_is_asked_beside_the_sex_of_another() {
    let pets = |n: usize| {
        let (title, name) = [("Mr", "Thomas"), ("Mrs", "Susan"), ("Mr", "Peter"), ("Ms", "Helen")][n % 4];
        format!("{title},{name},{},{}", LAST[n % 5], ["M", "F", "F"][n % 3])
    };
    let rows = ["Mr,Sarah,Evers,F", "Mrs,Robert,Horn,M", "Mr,David,Horn,F"];
    assert_eq!(found("Title,First name,Surname,Sex", &pets, &rows), [(2, 0), (3, 0)]);
    // Titles that are no salutations, and those of parents beside their children.
    let doctors = |n: usize| pets(n).replacen("Mr,", "Dr,", 1).replacen("Mrs,", "Prof,", 1).replacen("Ms,", "Dr,", 1);
    assert_eq!(found("Title,First name,Surname,Sex", &doctors, &rows), []);
    let parents = |n: usize| pets(n).replacen("Mrs,", "Mr,", 1);
    assert_eq!(found("Title,First name,Surname,Sex", &parents, &rows), []);
}

#[test]
fn titles_that_stand_twice_are_found() {
    let usual = |n: usize| format!("{},{},{}", ["Dr.", "Ms.", "Prof."][n % 3], FIRST[n % 8], LAST[n % 5]);
    let rows = ["Dr.,Ayla,Dr. Cohen", "Ms.,Cleo,Dr. Horn", "Prof.,Domi,Drewes"];
    assert_eq!(found("Title,First name,Last name", &usual, &rows), [(2, 2)]);
}

const SPANISH: [(&str, &str); 6] =
    [("D.ª", "Pilar"), ("D.", "Pablo"), ("D.ª", "Inmaculada"), ("D.", "Rafael"), ("D.ª", "Laura"), ("D.", "Andrés")];

#[test]
fn salutations_that_name_somebody_else_or_nobody_are_found() {
    let usual = |n: usize| {
        let (title, name) = SPANISH[n % 6];
        let greeting = if title == "D." { "Estimado" } else { "Estimada" };
        format!("{title},{name},{},{greeting} {name}", LAST[n % 5])
    };
    for (row, is_found) in [
        ("D.ª,Pilar,Ahlers,Estimada Candela", true),
        ("D.,Pablo,Evers,Hola", true),
        ("D.,Pablo,Evers,Estimados señores", true),
        ("D.,Pablo,Evers,Estimado Paco", false),
        ("D.,Pablo,Evers,Estimada familia Evers", false),
    ] {
        let told = found("tratamiento,nombre,apellidos,saludo", &usual, &[row]);
        assert_eq!(told, if is_found { vec![(2, 3)] } else { vec![] }, "{row}");
    }
    let usual = |n: usize| format!("{},{},Dear {}", FIRST[n % 8], LAST[n % 5], FIRST[n % 8]);
    let rows = ["Ayla,Evers,Dear Tom", "Ayla,Evers,Dear customers"];
    assert_eq!(found("First name,Last name,Greeting", &usual, &rows), [(2, 2), (3, 2)]);
    let usual = |n: usize| format!("{},{},Sehr geehrte Frau {}", FIRST[n % 8], LAST[n % 5], LAST[n % 5]);
    assert_eq!(found("Vorname,Nachname,Briefanrede", &usual, &["Ayla,Evers,Sehr geehrte Frau Horn"]), [(2, 2)]);
    // Where many are called something else, or nobody is named, nothing is known.
    let usual = |n: usize| {
        format!("{},{},Dear {}", FIRST[n % 8], LAST[n % 5], if n.is_multiple_of(9) { "Kit" } else { FIRST[n % 8] })
    };
    assert_eq!(found("First name,Last name,Greeting", &usual, &["Ayla,Evers,Dear Tom"]), []);
    let usual = |n: usize| format!("{},{},Tom,Dear {}", FIRST[n % 8], LAST[n % 5], FIRST[n % 8]);
    let head = "First name,Last name,Called,Greeting";
    assert_eq!(found(head, &usual, &["Ayla,Evers,Tom,Dear Tom"]), []);
}

#[test]
fn adjectives_that_do_not_go_with_the_salutation_or_the_name_are_found() {
    let usual = |n: usize| {
        let (title, name) = SPANISH[n % 6];
        let greeting = if title == "D." { "Estimado" } else { "Estimada" };
        format!("{title},{name},{},{greeting} {name}", LAST[n % 5])
    };
    for (row, is_found) in [
        ("D.ª,Inmaculada,Ahlers,Estimado Inmaculada", true),
        ("D.,Noor,Ahlers,Estimada Noor", true),
        ("D.,Noor,Evers,Estimado Noor", false),
        ("D.,Pablo,Evers,Estimada Ana y Pablo", false),
    ] {
        let told = found("tratamiento,nombre,apellidos,saludo", &usual, &[row]);
        assert_eq!(told, if is_found { vec![(2, 3)] } else { vec![] }, "{row}");
    }
    // Without a title, the other rows say how one of that name is greeted.
    let usual = |n: usize| {
        let (title, name) = SPANISH[n % 6];
        format!("{name},{},{} {name}", LAST[n % 5], if title == "D." { "Querido" } else { "Querida" })
    };
    let rows = ["Inmaculada,Evers,Querido Inmaculada", "Noor,Evers,Querido Noor", "Pablo,Evers,Querida Ana y Pablo"];
    assert_eq!(found("nombre,apellidos,saludo", &usual, &rows), [(2, 2)]);
}
