//! Addresses of offices.

mod perhaps;

pub(super) use self::perhaps::is_perhaps_role;
use super::starts::{Start, Starts};

/// Names that stand for an office, not for a person (RFC 2142 and use): not what one person is, as a director, and not what is a name too, as
/// `caiwu` of Cai Wu.
const ROLES: [&str; 368] = [
    "abuse", "accounting", "accounts", "accueil", "achats", "acquisti", "admin", "administracao", "administracion",
    "administraciya", "administración", "administratie", "administration", "administrator", "administratsiya",
    "admissions", "all", "all-staff", "allstaff", "almoxarifado", "alumnos", "amministrazione", "anfrage", "anfragen",
    "anmeldung", "assistenza", "atencion", "atencion-cliente", "atencion.cliente", "atencionalcliente", "atendimento",
    "balie", "bangongshi", "bangongting", "bestellingen", "bestellung", "bestellungen", "bewerbung", "bewerbungen",
    "biblioteca", "biblioteka", "bibliotheek", "bibliothek", "bibliotheque", "billing", "biuro", "boekhouding",
    "booking", "bookings", "buchhaltung", "buchung", "buero", "buhgalteria", "buhgalterija", "buhgalteriya",
    "bukhgalteria", "bukhgalterija", "bukhgalteriya", "büro", "caigou", "caigoubu", "caiwubu", "caiwuchu", "caiwuke",
    "caiwuzhongxin", "candidature", "candidatures", "careers", "chuandashi", "clientes", "clienti", "cobranca",
    "cobrancas", "cobranzas", "comercial", "commande", "commandes", "commercial", "commerciale", "compras", "compta",
    "comptabilite", "comptabilité", "conserjeria", "contabilidad", "contabilidade", "contabilita", "contact",
    "contacto", "contato", "customerservice", "dangban", "dangzhengban", "decanato", "dekanat", "dekanlik", "destek",
    "direcao", "direccion", "direction", "diretoria", "direzione", "do-not-reply", "do_not_reply", "donotreply",
    "dziekanat", "economat", "einkauf", "empfang", "empleo", "encomendas", "enquiries", "enquiry", "everybody",
    "everyone", "facturacion", "facturas", "facturatie", "facturation", "facturen", "faktury", "fatturazione",
    "fatture", "faturacao", "faturamento", "faturas", "feedback", "financas", "finance", "financeiro", "finances",
    "finanzas", "finanzen", "fornitori", "front-desk", "front.desk", "frontdesk", "gemeindebuero", "geral", "gerencia",
    "geschaeftsstelle", "geschäftsstelle", "hausverwaltung", "help", "helpdesk", "hostmaster", "houqinchu", "hr",
    "iletisim", "imprensa", "info", "informacion", "información", "informacoes", "inkoop", "inquiries", "inquiry",
    "insankaynaklari", "inschrijvingen", "inscricoes", "inscripciones", "inscription", "inscriptions", "intendance",
    "iscrizioni", "itsupport", "jefatura", "jiaowu", "jiaowubu", "jiaowuchu", "jiaowuke", "jishubu", "jobs", "kadry",
    "kafedra", "kancelaria", "kancelyariya", "kantselyariya", "kayit", "kefu", "kefubu", "klantenservice", "kontakt",
    "ksiegowosc", "kundenbetreuung", "kundendienst", "kundenservice", "kutuphane", "library", "list", "livraison",
    "lohnbuero", "magazzino", "mail-list", "mailer-daemon", "mailinglist", "mairie", "marketing", "matricula",
    "matriculas", "mesadeentradas", "muhasebe", "musterihizmetleri", "newsletter", "no-reply", "no_reply", "nominas",
    "noreply", "notifications", "office", "oficina", "ogrenci-isleri", "ogrenciisleri", "orders", "ordini",
    "otdel-kadrov", "otdel-prodazh", "otdel.kadrov", "otdel_kadrov", "otdelkadrov", "otdelprodazh", "ouvidoria",
    "pagamentos", "paghe", "pagos", "parents", "payroll", "pedidos", "personalabteilung", "personalbuero",
    "personeelszaken", "pfarrbuero", "portaria", "portineria", "postmaster", "poststelle", "prenotazioni", "prensa",
    "press", "press-sluzhba", "presse", "pressestelle", "priemnaja", "priemnaya", "procurement", "prodazhi",
    "protocollo", "pruefungsamt", "prüfungsamt", "purchasing", "ragioneria", "rathaus", "recepcao", "recepcion",
    "recepcja", "receptie", "reception", "receptionist", "rechnung", "rechnungen", "recruiting", "recruitment",
    "recrutement", "rectorado", "recursoshumanos", "redaktion", "redazione", "registrar", "registro", "registry",
    "reitoria", "rejestracja", "reklamacje", "rekrutacja", "rektorat", "rektorluk", "renliziyuan", "renshibu",
    "renshichu", "renshike", "reservas", "reservation", "reservations", "ressourceshumaines", "rezeption", "rh",
    "risorseumane", "root", "rrhh", "sales", "satis", "sbyt", "schulbuero", "scolarite", "secretaria", "secretariaat",
    "secretariat", "secretary", "secrétariat", "segreteria", "sekretar", "sekretariat", "sekreterlik", "sekreterya",
    "service", "service-client", "service.client", "serviceclient", "servicedesk", "services", "shichangbu", "siparis",
    "snabzhenie", "soporte", "sprzedaz", "staff", "students", "studienbuero", "suporte", "support", "teachers",
    "tesoreria", "tesouraria", "tuanwei", "tushuguan", "uchebnaya-chast", "uchebny-otdel", "ufficio",
    "ufficiopersonale", "ufficiostampa", "urp", "vacatures", "vendas", "vendite", "ventas", "verkauf", "verkoop",
    "versand", "vertrieb", "verwaltung", "vicerrectorado", "vie-scolaire", "viescolaire", "webmaster", "xiaoban",
    "xiaoshou", "xiaoshoubu", "xingzhengbu", "xinxizhongxin", "xuegongchu", "xueshengchu", "xueshengke", "yewubu",
    "yonetim", "zakupki", "zamowienia", "zaopatrzenie", "zapisy", "zayavki", "zentrale", "zhaoban", "zhaopinbu",
    "zhaosheng", "zhaoshengban", "zhaoshengbangongshi", "zonghebangongshi", "zonghebu", "zongwuchu",
];

/// Whether what stands before the `@` is an office, in whatever case.
pub(super) fn is_role(local_part: &str) -> bool {
    const LONGEST: usize = 19;
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
            "caiwubu", "dekanat", "Priemnaya", "bukhgalteria", "sekretar", "otdel-kadrov", "muhasebe", "decanato",
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
