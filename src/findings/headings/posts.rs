//! Headings of what somebody is in a company, or where in it: positions and departments.

use super::words_of;

/// Words of them, in lower case.
const WORDS: [&str; 30] = [
    "position", "post", "job", "role", "department", "dept", "team", "division", "unit", "abteilung", "funktion",
    "stelle", "bereich", "referat", "puesto", "cargo", "departamento", "área", "poste", "fonction", "service",
    "département", "ruolo", "reparto", "mansione", "ufficio", "setor", "functie", "afdeling", "stanowisko",
];

/// The same, in the scripts that have no blanks.
const PARTS: [&str; 11] = ["役職", "部署", "職位", "職名", "所属", "部門", "部门", "职务", "职位", "岗位", "科室"];

/// Whether a column has positions or departments, by its heading in lower case.
pub(in crate::findings) fn is_post(name: &str) -> bool {
    words_of(name).any(|word| WORDS.contains(&word)) || PARTS.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_and_departments_are_known() {
        for name in ["役職", "部署", "position", "job title", "department", "abteilung", "puesto", "职务", "所属部署"]
        {
            assert!(is_post(name), "{name}");
        }
        for name in ["postcode", "status", "occupation", "deposit", "職業", "会社名", "name", ""] {
            assert!(!is_post(name), "{name}");
        }
    }
}
