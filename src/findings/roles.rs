//! Addresses of offices.

mod perhaps;

pub(super) use self::perhaps::is_perhaps_role;
use super::starts::{Start, Starts};

/// Names that stand for an office, not for a person (RFC 2142 and use): not what one person is, as a director, and not what is a name too, as
/// `caiwu` of Cai Wu.
const ROLES: [&str; 295] = [
    "abuse", "accounting", "accounts", "accueil", "achats", "acquisti", "admin", "administracao", "administracion",
    "administración", "administratie", "administration", "administrator", "admissions", "all", "all-staff", "allstaff",
    "amministrazione", "anfrage", "anfragen", "anmeldung", "assistenza", "atencionalcliente", "atendimento", "balie",
    "bangongshi", "bestellingen", "bestellung", "bestellungen", "bewerbung", "bewerbungen", "biblioteca", "biblioteka",
    "bibliotheek", "bibliothek", "bibliotheque", "billing", "biuro", "boekhouding", "booking", "bookings",
    "buchhaltung", "buchung", "buero", "büro", "caigou", "caigoubu", "caiwubu", "caiwuchu", "caiwuke", "candidature",
    "candidatures", "careers", "chuandashi", "clientes", "clienti", "cobranca", "comercial", "commande", "commandes",
    "commercial", "commerciale", "compras", "compta", "comptabilite", "comptabilité", "conserjeria", "contabilidad",
    "contabilidade", "contabilita", "contact", "contacto", "contato", "customerservice", "dangban", "direcao",
    "direccion", "direction", "direzione", "do-not-reply", "do_not_reply", "donotreply", "dziekanat", "einkauf",
    "empfang", "empleo", "encomendas", "enquiries", "enquiry", "everybody", "everyone", "facturacion", "facturas",
    "facturatie", "facturation", "facturen", "faktury", "fatturazione", "fatture", "faturacao", "faturamento",
    "faturas", "feedback", "financas", "finance", "financeiro", "finances", "finanzas", "finanzen", "fornitori",
    "front-desk", "front.desk", "frontdesk", "gemeindebuero", "geral", "gerencia", "geschaeftsstelle",
    "geschäftsstelle", "hausverwaltung", "help", "helpdesk", "hostmaster", "houqinchu", "hr", "imprensa", "info",
    "informacion", "información", "informacoes", "inkoop", "inquiries", "inquiry", "inschrijvingen", "inscricoes",
    "inscripciones", "inscription", "inscriptions", "iscrizioni", "itsupport", "jiaowu", "jiaowuchu", "jiaowuke",
    "jishubu", "jobs", "kadry", "kefu", "klantenservice", "kontakt", "ksiegowosc", "kundenbetreuung", "kundendienst",
    "kundenservice", "library", "list", "livraison", "lohnbuero", "magazzino", "mail-list", "mailer-daemon",
    "mailinglist", "mairie", "marketing", "matriculas", "newsletter", "no-reply", "no_reply", "nominas", "noreply",
    "notifications", "office", "oficina", "orders", "ordini", "ouvidoria", "pagamentos", "paghe", "pagos", "parents",
    "payroll", "pedidos", "personalabteilung", "personalbuero", "personeelszaken", "pfarrbuero", "portaria",
    "portineria", "postmaster", "poststelle", "prenotazioni", "prensa", "press", "presse", "pressestelle",
    "procurement", "protocollo", "pruefungsamt", "prüfungsamt", "purchasing", "ragioneria", "rathaus", "recepcao",
    "recepcion", "recepcja", "receptie", "reception", "receptionist", "rechnung", "rechnungen", "recruiting",
    "recruitment", "recrutement", "recursoshumanos", "redaktion", "redazione", "registrar", "registro", "registry",
    "rejestracja", "reklamacje", "rekrutacja", "renliziyuan", "renshibu", "renshichu", "renshike", "reservas",
    "reservation", "reservations", "ressourceshumaines", "rezeption", "rh", "risorseumane", "root", "rrhh", "sales",
    "schulbuero", "scolarite", "secretaria", "secretariaat", "secretariat", "secretary", "secrétariat", "segreteria",
    "sekretariat", "service", "service-client", "service.client", "serviceclient", "servicedesk", "services",
    "shichangbu", "soporte", "sprzedaz", "staff", "students", "studienbuero", "suporte", "support", "teachers",
    "tesoreria", "tesouraria", "tuanwei", "tushuguan", "ufficio", "ufficiopersonale", "ufficiostampa", "urp",
    "vacatures", "vendas", "vendite", "ventas", "verkauf", "verkoop", "versand", "vertrieb", "verwaltung",
    "vie-scolaire", "viescolaire", "webmaster", "xiaoban", "xiaoshou", "xiaoshoubu", "xingzhengbu", "xinxizhongxin",
    "xuegongchu", "xueshengchu", "yewubu", "zamowienia", "zaopatrzenie", "zentrale", "zhaoban", "zhaopinbu",
    "zhaosheng", "zhaoshengban", "zonghebu", "zongwuchu",
];

/// Whether what stands before the `@` is an office, in whatever case.
pub(super) fn is_role(local_part: &str) -> bool {
    const LONGEST: usize = 18;
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
            "info", "Administracion", "atencionalcliente", "rrhh", "comptabilite", "accueil", "amministrazione",
            "segreteria", "administracao", "FINANCEIRO", "service-client", "registry", "FrontDesk", "inquiries",
            "buchhaltung", "inscriptions", "facturas", "portineria", "tesouraria", "klantenservice", "ksiegowosc",
            "caiwubu",
        ] {
            assert!(is_role(role), "{role}");
        }
        for person in [
            "anna", "director.ruiz", "r", "caiwu", "zhaopin", "treasurer", "stampa", "oficinas.ruiz", "tesoro",
            "diretor", "",
        ] {
            assert!(!is_role(person), "{person}");
        }
        assert!(ROLES.iter().all(|role| is_role(role)));
    }
}
