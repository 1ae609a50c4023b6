//! What is said of addresses in Spanish and Portuguese.

use super::super::Addresses;

pub(super) const SPANISH: Addresses = Addresses {
    before: &[
        "el", "la", "este", "esta", "su", "su antiguo", "antiguo", "dicho", "por favor", "ojo", "atención", "y", "pero",
    ],
    mails: &[
        "correo electrónico", "correo electronico", "correo", "e-mail", "email", "mail", "buzón",
        "dirección de correo", "cuenta de correo",
    ],
    addresses: &["dirección", "direccion"],
    links: &["está", "esta", "es", "fue", "ha sido", "ha", "ya", "parece", "actualmente", "le", "se"],
    dead: &[
        "no válido", "no válida", "no es válido", "no es válida", "inválido", "inválida", "ya no es válido",
        "ya no es válida", "no existe", "no funciona", "dejó de funcionar", "no sirve", "en desuso", "obsoleto",
        "obsoleta", "inactivo", "inactiva", "desactivado", "desactivada", "dado de baja", "dada de baja", "cerrado",
        "cerrada", "eliminado", "eliminada", "erróneo", "errónea", "incorrecto", "incorrecta", "equivocado",
        "equivocada", "rebota", "rebotado", "devuelto", "lleno", "llena", "caducado", "no usar", "ya no usa",
        "no lo usa",
    ],
    changed: &["ha cambiado", "cambió", "cambiado", "cambió de", "cambio de", "ha cambiado de"],
    orders: &[
        "no usar este correo",
        "no usar esta dirección",
        "no escribir a este correo",
        "no escribir a esta dirección",
        "no enviar a este correo",
        "no enviar a esta dirección",
        "pausar envíos",
        "pausar el envío",
        "suspender envíos",
        "suspender el envío",
        "envíos suspendidos",
        "envío suspendido",
        "envío en pausa",
    ],
    elsewhere: &[
        "escribir al", "escribir a", "enviar al", "enviar a", "mandar al", "mandar a", "usar el", "usar la", "usar",
        "usa el",
    ],
    others: &[
        "de la madre", "del padre", "el", "la", "su", "otro", "otra", "nuevo", "nueva", "segundo", "segunda",
        "personal", "del trabajo", "mi",
    ],
    behind: &[
        "ya", "más", "nunca más", "por favor", "gracias", "desde", "el", "de", "del", "por ahora", "de momento",
        "hasta nuevo aviso", "de la madre", "del padre", "personal", "del trabajo", "nuevo", "nueva", "alternativo",
        "alternativa",
    ],
};

pub(super) const PORTUGUESE: Addresses = Addresses {
    before: &[
        "o", "a", "este", "esta", "esse", "essa", "seu", "sua", "antigo", "antiga", "por favor", "favor", "atenção",
        "e", "mas", "infelizmente",
    ],
    mails: &[
        "endereço de e-mail", "endereço de email", "endereço eletrônico", "endereço eletrónico", "correio eletrônico",
        "correio eletrónico", "e-mail", "email", "mail", "caixa de correio", "caixa postal",
    ],
    addresses: &["endereço"],
    links: &["está", "é", "foi", "era", "já", "parece", "agora", "atualmente"],
    dead: &[
        "inválido", "inválida", "não é válido", "não é mais válido", "já não é válido", "não existe",
        "não existe mais", "já não existe", "não funciona", "não funciona mais", "já não funciona", "inativo",
        "inativa", "desativado", "desativada", "encerrado", "encerrada", "excluído", "eliminado", "errado", "errada",
        "incorreto", "incorreta", "desatualizado", "desatualizada", "obsoleto", "volta", "voltou", "devolvido",
        "cheia", "cheio", "não usar", "fora de uso", "não usa mais",
    ],
    changed: &["mudou", "mudou de", "trocou", "trocou de", "alterado", "alterou", "foi alterado"],
    orders: &[
        "não usar este e-mail",
        "não usar este email",
        "não usar este endereço",
        "não usar esse e-mail",
        "não escrever para este e-mail",
        "não escrever para este endereço",
        "não enviar para este e-mail",
        "não enviar para este email",
        "não enviar para este endereço",
        "pausar envio",
        "pausar envios",
        "suspender envio",
        "suspender envios",
        "suspender o envio",
        "envio suspenso",
        "envios suspensos",
    ],
    elsewhere: &[
        "escrever para o", "escrever para", "enviar para o", "enviar para", "enviar ao", "mandar para o",
        "mandar para", "usar o", "usar",
    ],
    others: &["da mãe", "do pai", "o", "a", "seu", "outro", "outra", "novo", "nova", "segundo", "um outro"],
    behind: &[
        "mais", "já", "por favor", "obrigado", "obrigada", "desde", "em", "de", "do", "da", "por enquanto",
        "até novo aviso", "da mãe", "do pai", "pessoal", "do trabalho", "profissional", "novo", "alternativo",
    ],
};
