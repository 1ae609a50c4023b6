//! What was pasted with a text: the line that a telephone puts below a mail, and what an assistant says before the text that it wrote.

use std::sync::LazyLock;

use super::search::Search;
use super::starts::{Start, Starts};
use super::{Kind, near};

const SIGNATURE: &str =
    "has the line in it that a mail program puts below a mail: more was pasted than was meant. Take it out.";
const ASSISTANT: &str =
    "has in it what an assistant (a chatbot) says with a text that it wrote, and not to the reader. Take it out.";

/// What mail programs write below mails, in lower case.
const SIGNATURES: [&str; 35] = [
    "sent from my iphone",
    "sent from my ipad",
    "sent from my mobile",
    "sent from my phone",
    "sent from my samsung",
    "sent from my galaxy",
    "sent from my android",
    "sent from my huawei",
    "sent from my blackberry",
    "sent from yahoo mail",
    "sent from mail for windows",
    "sent from outlook for",
    "get outlook for ios",
    "get outlook for android",
    "von meinem iphone gesendet",
    "von meinem ipad gesendet",
    "von meinem smartphone gesendet",
    "von meinem handy gesendet",
    "von meinem samsung galaxy",
    "gesendet von meinem",
    "gesendet mit der gmx",
    "gesendet mit der web.de",
    "gesendet von outlook für",
    "envoyé de mon iphone",
    "envoyé de mon ipad",
    "envoyé depuis mon",
    "envoyé à partir d'outlook",
    "enviado desde mi iphone",
    "enviado desde mi ipad",
    "enviado desde mi móvil",
    "enviado desde mi samsung",
    "enviado do meu iphone",
    "inviato da iphone",
    "verstuurd vanaf mijn",
    "发自我的",
];

/// The same in other words of Chinese.
const CHINESE_SIGNATURES: [&str; 5] =
    ["从我的iphone发送", "从我的手机发送", "傳送自我的", "來自我的 iphone", "从 windows 版邮件发送"];

/// What an assistant says, wherever it stands.
const SAID: [&str; 33] = [
    "as an ai language model",
    "as a large language model",
    "as an ai assistant",
    "as an ai, i ",
    "as an ai i ",
    "if you'd like me to adjust",
    "if you’d like me to adjust",
    "if you'd like me to change the tone",
    "if you’d like me to change the tone",
    "if you want me to adjust the",
    "would you like me to make it",
    "would you like me to adjust the tone",
    "i hope this version",
    "als ki-sprachmodell",
    "als ki-modell",
    "als ki kann ich",
    "als sprachmodell",
    "ob ich den text noch anpassen",
    "wenn ich den text noch anpassen",
    "dass ich den text noch",
    "en tant qu'ia",
    "en tant que modèle de langage",
    "souhaites-tu que je modifie le ton",
    "souhaitez-vous que je modifie le ton",
    "como modelo de lenguaje",
    "como ia, no",
    "¿quieres que lo haga más",
    "¿te gustaría que lo haga más",
    "作为一个ai",
    "作为ai",
    "作为一个人工智能",
    "作为人工智能",
    "作为一个语言模型",
];

/// How an assistant agrees, at the beginning.
const YES: [&str; 30] = [
    "certainly", "sure thing", "sure", "of course", "absolutely", "no problem", "gerne", "natürlich",
    "selbstverständlich", "klar", "sehr gerne", "aber gerne", "bien sûr", "certainement", "avec plaisir", "¡claro",
    "¡claro que sí", "claro", "claro que sí", "¡por supuesto", "por supuesto", "certo", "certamente", "claro que sim",
    "当然可以", "当然", "好的", "没问题", "可以的", "可以",
];

/// And what comes next.
const HERE: [&str; 24] = [
    "here is ", "here's ", "here’s ", "here are ", "below is ", "hier ist ", "hier sind ", "hier eine ", "hier ein ",
    "hier der ", "hier die ", "voici ", "aquí tienes ", "aquí está ", "aquí tiene ", "aquí va ", "ecco ", "aqui está ",
    "以下是", "下面是", "这是一", "这是为", "这是修改", "这是润色",
];

/// Without a word before it, what comes next is a version.
const VERSIONS: [&str; 24] = [
    "a polished version", "a revised version", "a refined version", "an improved version", "a rewritten version",
    "a corrected version", "a shorter version", "a more formal version", "a more professional version",
    "the revised version", "the rewritten version", "your revised text", "eine überarbeitete version",
    "eine verbesserte version", "eine überarbeitete fassung", "die überarbeitete version", "une version améliorée",
    "une version révisée", "une version corrigée", "una versión mejorada", "una versión revisada",
    "una versión corregida", "润色后的", "修改后的",
];

/// What was pasted with a text.
pub(super) fn flaw(text: &str) -> Option<(Kind, &'static str)> {
    /// A shorter one has no room for it, in octets.
    const SHORTEST: usize = 9;
    if text.len() < SHORTEST {
        return None;
    }
    if is_answer(text) {
        return Some((Kind::Leftover, ASSISTANT));
    }
    static SEARCH: LazyLock<Option<Search>> = LazyLock::new(|| {
        // The fastest kind would take half a megabyte.
        let is_small = true;
        Search::of(SIGNATURES.iter().chain(&CHINESE_SIGNATURES).chain(&SAID).copied(), is_small).ok()
    });
    let signatures = SIGNATURES.len() + CHINESE_SIGNATURES.len();
    let is_free = |at: usize| !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
    let found = SEARCH.as_ref()?.find_iter(text).find(|found| is_free(found.start()))?;
    let is_signature = found.pattern().as_usize() < signatures;
    Some((Kind::Leftover, if is_signature { SIGNATURE } else { ASSISTANT }))
}

/// `Certainly! Here is a polished version of the comment: …`
fn is_answer(text: &str) -> bool {
    const BEGIN: usize = 80;
    let is_letter = |c: char| c.is_alphabetic() && c < '\u{2E80}';
    static STARTS: Starts = Starts::of(&[&YES, &HERE]);
    let first = text.chars().next().unwrap_or_default();
    // Most texts begin with none of these.
    if !STARTS.may_have(Start::of(text.as_bytes())) || !"abcghknosvABCGHKNOSV¡¿以下当好没可这".contains(first)
    {
        return false;
    }
    let begin = near::behind(text, BEGIN).to_lowercase();
    let is_here = |text: &str| HERE.iter().any(|here| text.starts_with(here));
    let is_agreed = YES.iter().filter_map(|yes| begin.strip_prefix(yes)).any(|rest| {
        let next = rest.trim_start_matches(|c: char| c.is_whitespace() || "!,.:;—–-！，。：、".contains(c));
        next.len() < rest.len() && !rest.starts_with(is_letter) && is_here(next)
    });
    let version = HERE.iter().find_map(|here| begin.strip_prefix(here));
    is_agreed || version.is_some_and(|rest| VERSIONS.iter().any(|version| rest.starts_with(version)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_below_mails_are_found() {
        for text in [
            "A very good term. Sent from my iPhone",
            "Bis Montag!\nVon meinem iPhone gesendet",
            "Merci ! Envoyé de mon iPhone",
            "Gracias. Enviado desde mi iPhone",
            "谢谢老师！发自我的iPhone",
            "See you then\n\nGet Outlook for iOS<https://aka.ms/o0ukef>",
        ] {
            assert_eq!(flaw(text), Some((Kind::Leftover, SIGNATURE)), "{text}");
        }
    }

    #[test]
    fn what_assistants_say_is_found() {
        for text in [
            "Certainly! Here is a polished version of the comment: A good term.",
            "Sure, here's a shorter one: A good term.",
            "Of course! Here are three comments",
            "Here's a more formal version: A good term.",
            "Gerne! Hier ist eine überarbeitete Version: Ein gutes Jahr.",
            "Natürlich, hier ist der Text",
            "Bien sûr ! Voici une version améliorée : un bon trimestre.",
            "¡Claro! Aquí tienes una versión mejorada: un buen trimestre.",
            "当然可以！以下是润色后的评语：",
            "好的，以下是修改后的评语：该生成绩优秀。",
            "以下是修改后的评语：该生成绩优秀。",
            "As an AI language model, I cannot know her marks.",
            "A good term. Let me know if you'd like me to change the tone.",
            "作为一个AI，我无法知道。",
        ] {
            assert_eq!(flaw(text), Some((Kind::Leftover, ASSISTANT)), "{text}");
        }
    }

    #[test]
    fn texts_to_the_reader_are_left_alone() {
        for text in [
            "Here is the list of books for the summer",
            "Certainly the best term so far",
            "Sure-footed and quick: here is a climber",
            "Of course, all parents are welcome",
            "Natürlich hat sie sich verbessert",
            "Gerne gesehen, hier wie dort",
            "Voici votre facture",
            "Claro ejemplo de constancia",
            "以下是本学期的成绩。",
            "好的开始是成功的一半",
            "Let me know if you'd like me to send the form again.",
            "The parcel was sent from my office in Leeds",
            "Die Ware wurde von meinem Kollegen gesendet",
            "Wir haben sie von meinem Büro aus geschickt",
            "",
        ] {
            assert_eq!(flaw(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|Certainly|! |Here is |发自我的|İ|é){0,12}") {
            let _ = flaw(&text);
        }
    }
}
