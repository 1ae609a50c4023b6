//! Addresses of offices.

use super::starts::{Start, Starts};

/// Names that stand for an office, not for a person (RFC 2142 and use).
const ROLES: [&str; 125] = [
    "abuse",
    "accounting",
    "accounts",
    "accueil",
    "acquisti",
    "admin",
    "administracao",
    "administracion",
    "administration",
    "administrator",
    "admissions",
    "all",
    "all-staff",
    "allstaff",
    "amministrazione",
    "assistenza",
    "atencionalcliente",
    "atendimento",
    "bangongshi",
    "billing",
    "buero",
    "caiwuchu",
    "careers",
    "comercial",
    "commercial",
    "compras",
    "compta",
    "comptabilite",
    "contabilidad",
    "contabilidade",
    "contabilita",
    "contact",
    "contacto",
    "contato",
    "customerservice",
    "dangban",
    "direcao",
    "direccion",
    "direction",
    "direzione",
    "do-not-reply",
    "do_not_reply",
    "donotreply",
    "empfang",
    "enquiries",
    "everybody",
    "everyone",
    "facturacion",
    "facturation",
    "fatturazione",
    "faturacao",
    "faturamento",
    "feedback",
    "financeiro",
    "geral",
    "gerencia",
    "help",
    "helpdesk",
    "hostmaster",
    "hr",
    "info",
    "jiaowu",
    "jiaowuchu",
    "jobs",
    "kefu",
    "kontakt",
    "list",
    "mail-list",
    "mailer-daemon",
    "mailinglist",
    "mairie",
    "marketing",
    "newsletter",
    "no-reply",
    "no_reply",
    "noreply",
    "notifications",
    "office",
    "oficina",
    "ouvidoria",
    "parents",
    "pedidos",
    "postmaster",
    "poststelle",
    "prenotazioni",
    "recepcao",
    "recepcion",
    "reception",
    "recursoshumanos",
    "renshichu",
    "reservas",
    "rezeption",
    "rh",
    "risorseumane",
    "root",
    "rrhh",
    "sales",
    "scolarite",
    "secretaria",
    "secretariat",
    "secretary",
    "segreteria",
    "sekretariat",
    "service",
    "service-client",
    "serviceclient",
    "services",
    "soporte",
    "staff",
    "students",
    "suporte",
    "support",
    "teachers",
    "tesoreria",
    "ufficio",
    "vendas",
    "vendite",
    "ventas",
    "verwaltung",
    "webmaster",
    "xiaoban",
    "xiaoshou",
    "xueshengchu",
    "zhaoban",
    "zhaosheng",
];

/// Whether what stands before the `@` is an office, in whatever case.
pub(super) fn is_role(local_part: &str) -> bool {
    const LONGEST: usize = 17;
    static STARTS: Starts = Starts::of(&[&ROLES]);
    local_part.len() <= LONGEST
        && STARTS.may_have(Start::of(local_part.as_bytes()))
        && ROLES.iter().any(|role| role.eq_ignore_ascii_case(local_part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_are_told_from_persons() {
        for role in [
            "info",
            "Administracion",
            "atencionalcliente",
            "rrhh",
            "comptabilite",
            "accueil",
            "amministrazione",
            "segreteria",
            "administracao",
            "FINANCEIRO",
            "service-client",
        ] {
            assert!(is_role(role), "{role}");
        }
        for person in ["anna", "director.ruiz", "r", "oficinas.ruiz", "tesoro", "diretor", ""] {
            assert!(!is_role(person), "{person}");
        }
        assert!(ROLES.iter().all(|role| is_role(role)));
    }
}
