//! A day that is past by which an author asks for something, or on which something will be: last year's `please reply by 5 March 2026`.
//!
//! A letter may well tell of a day that is past: what was received by then, what was done on it. So the words around it have to say
//! that it is to come, and none of them that it was. Nor is a day last year's in a letter that is of its time by other words too:
//! `the season 2026/27`, `our invoice of 3 February 2026`. That it names the year alone says nothing: `Statement for 2026`.

mod han;
mod japanese;
mod times;
mod words;

use self::words::{
    ABOUT_TO, APPOINTMENTS, ARE, ASKS, COMPARED, COPULAS, DONE, DUE, EVENTS, FILLERS, HAVE, IS, LEADS, MODALS, ON,
    SMALL, WAS,
};
use super::weekday::{Dated, dated};
use crate::findings::column::dates::{Day, YEAR, growing};
use crate::findings::{calendar, near};

/// How far is looked around a day, in octets.
const FAR: usize = 240;
/// So many days are looked at.
const MOST: usize = 200;

/// Where a text has such days, in octets, with the words that lead to each. Today is a number of [`growing`].
pub(super) fn overdue(text: &str, today: u32) -> Vec<(usize, usize)> {
    let past = dated(text).into_iter().filter(|day| is_past(day, today)).take(MOST);
    let found = past.filter_map(|day| {
        let from = if han::is_in(text, &day) {
            han::begin(text, &day).or_else(|| japanese::begin(text, &day))?
        } else {
            let around = Around::new(text, &day);
            around.due().or_else(|| around.to_come())?
        };
        Some(((from, day.to), day.days.0))
    });
    let found: Vec<((usize, usize), Day)> = found.collect();
    let places: Vec<(usize, usize)> = found.iter().map(|(place, _)| *place).collect();
    let is_of_then = |(_, day): &&(_, Day)| times::is_of_then(text, &places, *day, today);
    found.iter().filter(|found| !is_of_then(found)).map(|(place, _)| *place).collect()
}

/// Where `by 5 March 2026` begins, in a sentence that asks for something, whether that is past or not.
pub(super) fn due(text: &str, day: &Dated) -> Option<usize> {
    if han::is_in(text, day) { None } else { Around::new(text, day).due() }
}

/// Whether a day is past in whatever way it is read, and not so long that it is of history.
fn is_past(day: &Dated, today: u32) -> bool {
    const MOST_YEARS: u32 = 3;
    let (one, other) = day.days;
    let last = growing(one).max(other.map_or(0, growing));
    last < today && today - last <= MOST_YEARS * YEAR
}

/// A word of a sentence.
#[derive(Debug)]
struct Word<'t> {
    /// As it is written.
    text: &'t str,
    lower: String,
    /// Where it begins in the text, in octets.
    from: usize,
}

/// The words around a day, as far as its sentence goes.
#[derive(Debug)]
struct Around<'t> {
    /// Those before it, the nearest first.
    before: Vec<Word<'t>>,
    behind: Vec<Word<'t>>,
    /// How many of the two are of the day's own clause.
    clause: (usize, usize),
    /// How many of those before it lead to it: `by Friday, the`.
    led: usize,
}

impl<'t> Around<'t> {
    fn new(text: &'t str, day: &Dated) -> Self {
        let (before, own) = words_before(text, day.from);
        let (behind, own_behind) = words_behind(text, day.to);
        let leads = |word: &&Word<'_>| {
            let is_one = |words: &[&str]| words.contains(&word.lower.as_str());
            is_one(&FILLERS) || is_one(&LEADS) || is_one(&ON) || is_weekday(&word.lower)
        };
        let led = before.iter().take(own).take_while(leads).count();
        Self { before, behind, clause: (own, own_behind), led }
    }

    /// Where `by 5 March 2026` or `deadline is 5 March 2026` begins, in a sentence that asks for something.
    fn due(&self) -> Option<usize> {
        const NEAR: usize = 2;
        let (lead, rest) = self.before.split_at(self.led);
        if self.is_of_past() {
            return None;
        }
        let of_clause = rest.iter().take(self.clause.0 - self.led);
        let label = of_clause.skip_while(|word| COPULAS.contains(&word.lower.as_str())).take(NEAR);
        if let Some(noun) = label.filter(|word| words::is_deadline(&word.lower)).last() {
            return Some(noun.from);
        }
        // Portuguese has `do dia 5` for `of the 5th`.
        let leads =
            |(at, word): &(usize, &Word<'_>)| LEADS.contains(&word.lower.as_str()) && (*at == 0 || word.lower != "do");
        let (at, _) = lead.iter().enumerate().rfind(leads)?;
        // `1 to 5 March`, `from Monday until Friday`
        let is_range = rest.first().is_some_and(|word| {
            word.lower.starts_with(|c: char| c.is_ascii_digit())
                || calendar::month(&word.lower).is_some()
                || is_weekday(&word.lower)
        });
        let phrase = self.before.iter().skip(at + 1).take_while(|word| COMPARED.contains(&word.lower.as_str())).count();
        let begin = self.before.get(at + phrase)?;
        (!is_range && self.is_asked(rest)).then_some(begin.from)
    }

    /// Where `on 5 March 2026` begins, in a sentence that tells of what will be.
    fn to_come(&self) -> Option<usize> {
        let (lead, rest) = self.before.split_at(self.led);
        let on = lead.iter().rfind(|word| ON.contains(&word.lower.as_str()))?;
        let nearest =
            |most: usize, words: &[&str]| rest.iter().take(most).any(|word| words.contains(&word.lower.as_str()));
        let sentence: Vec<&str> =
            self.before.iter().rev().chain(&self.behind).map(|word| word.lower.as_str()).collect();
        let has_event = sentence.iter().any(|word| EVENTS.contains(word))
            || sentence.windows(2).any(|pair| APPOINTMENTS.iter().any(|words| words == pair));
        // `is due on`
        let is_due = nearest(1, &DUE) && rest.iter().skip(1).take(1).any(|word| IS.contains(&word.lower.as_str()));
        let is_to_be = nearest(1, &ARE) || nearest(2, &ABOUT_TO) || has_event || is_due;
        (is_to_be && !self.is_of_past()).then_some(on.from)
    }

    /// Whether the sentence asks for something, or says what can or will be.
    fn is_asked(&self, rest: &[Word<'_>]) -> bool {
        let has_until = rest.first().is_some_and(|word| HAVE.contains(&word.lower.as_str()));
        let asks = |word: &Word<'_>| {
            let lower = word.lower.as_str();
            ASKS.contains(&lower) || MODALS.contains(&lower) || words::is_order(lower) || words::is_to_be_done(lower)
        };
        has_until || self.before.iter().chain(&self.behind).any(asks)
    }

    /// Whether the day's clause tells of what was.
    fn is_of_past(&self) -> bool {
        let (own, own_behind) = self.clause;
        let before = self.before.get(self.led..own).unwrap_or_default();
        let clause: Vec<&Word<'_>> = before.iter().rev().chain(self.behind.iter().take(own_behind)).collect();
        let is_one =
            |at: usize, words: &[&str]| clause.get(at).is_some_and(|word| words.contains(&word.lower.as_str()));
        let has = |words: &[&str]| (0..clause.len()).any(|at| is_one(at, words));
        // `the form you returned by`, and neither `to be returned by` nor `return the signed form by`.
        let is_done = |at: usize| {
            let is_before_noun = at + 1 != before.len() && at + 1 < clause.len() && !is_one(at + 1, &SMALL);
            let is_one_of_english = is_one(at, &DONE) || words::ends_as_done(&clause[at].lower) && !is_before_noun;
            is_one_of_english && !(0..at).any(|at| is_one(at, &["be", "being", "get"]))
        };
        let is_german = || {
            has(&["hat", "haben", "habt", "habe", "ist", "sind"])
                && !has(&MODALS)
                && !clause.iter().any(|word| words::is_to_be_done(&word.lower))
                && clause.iter().any(|word| words::is_participle(word.text))
        };
        let is_romance = || clause.windows(2).any(|pair| words::is_perfect(&pair[0].lower, &pair[1].lower));
        has(&WAS) || (0..clause.len()).any(is_done) || is_german() || is_romance()
    }
}

fn is_weekday(word: &str) -> bool {
    const SHORTEST: usize = 5;
    calendar::weekday_named(word).is_some() || word.len() >= SHORTEST && calendar::weekday_of_cell(word).is_some()
}

/// The words of a sentence before a place, the nearest first, and how many of them are of its clause.
fn words_before(text: &str, at: usize) -> (Vec<Word<'_>>, usize) {
    let start = at - near::before(&text[..at], FAR).len();
    let (mut words, mut clause, mut end) = (Vec::<Word<'_>>::new(), None, at);
    loop {
        let bare = text[start..end].trim_end_matches(|c: char| !c.is_alphanumeric());
        let word = &bare[bare.trim_end_matches(char::is_alphanumeric).len()..];
        let gap = &text[start + bare.len()..end];
        if word.is_empty() || ends_sentence(word, gap) || ends_label(&text[..start + bare.len()], gap) {
            break;
        }
        let lower = word.to_lowercase();
        let is_led = || words.iter().all(|word| FILLERS.contains(&word.lower.as_str()));
        // `by Friday, the 5th of March`
        if clause.is_none() && gap.contains(is_pause) && !(is_weekday(&lower) && is_led()) {
            clause = Some(words.len());
        }
        end = near::place_of(word, text);
        words.push(Word { text: word, lower, from: end });
    }
    let own = clause.unwrap_or(words.len());
    (words, own)
}

/// The same behind a place.
fn words_behind(text: &str, at: usize) -> (Vec<Word<'_>>, usize) {
    let (mut words, mut clause) = (Vec::<Word<'_>>::new(), None);
    let (mut rest, mut last) = (near::behind(&text[at..], FAR), "");
    loop {
        let bare = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let word = &bare[..bare.len() - bare.trim_start_matches(char::is_alphanumeric).len()];
        let gap = &rest[..rest.len() - bare.len()];
        // Behind the year a full stop is one.
        if word.is_empty() || ends_sentence(last, gap) || last.is_empty() && gap.contains('.') {
            break;
        }
        if clause.is_none() && gap.contains(is_pause) {
            clause = Some(words.len());
        }
        words.push(Word { text: word, lower: word.to_lowercase(), from: near::place_of(word, text) });
        (rest, last) = (&bare[word.len()..], word);
    }
    let own = clause.unwrap_or(words.len());
    (words, own)
}

/// Whether a sentence ends between two words: behind this one, with these signs. `5. März` and `e.g. March` go on.
fn ends_sentence(word: &str, gap: &str) -> bool {
    const SHORTEST: usize = 3;
    let is_word = word.chars().count() >= SHORTEST && !word.ends_with(|c: char| c.is_ascii_digit());
    gap.contains(['!', '?', ';', '•', '|', '。']) || gap.contains("\n\n") || gap.contains('.') && is_word
}

/// Whether a line ends behind this text that has a label of its own, `Paid: £120`: no sentence goes on from there.
fn ends_label(text: &str, gap: &str) -> bool {
    const LONGEST: usize = 80;
    gap.split_once('\n').is_some_and(|(end, _)| {
        let line = near::line_before(text, text.len(), LONGEST);
        end.contains([':', '：']) || line.contains(": ") || line.contains('：')
    })
}

fn is_pause(c: char) -> bool {
    matches!(c, ',' | '(' | ')' | '–' | '—')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 29 November 2026.
    const TODAY: u32 = 2026 * 372 + 11 * 31 + 29;

    fn found(text: &str) -> Vec<&str> {
        overdue(text, TODAY).into_iter().map(|(from, to)| &text[from..to]).collect()
    }

    #[test]
    fn days_that_are_past_and_still_to_come_are_found() {
        for (text, part) in [
            ("If you wish to appeal, please write to us by 5 March 2026. And once more, well done.", "by 5 March 2026"),
            ("Please return the signed form by Friday, 6 March 2026.", "by Friday, 6 March 2026"),
            ("Forms must be signed and returned before March 5, 2026", "before March 5, 2026"),
            ("You have until 01/03/2025 to reply.", "until 01/03/2025"),
            ("Deadline: 5 March 2026", "Deadline: 5 March 2026"),
            ("The closing date is 5 March 2026.", "closing date is 5 March 2026"),
            ("Reply no later than 5 March 2026, please.", "no later than 5 March 2026"),
            ("The exam takes place in room 3 on Thursday, 5 March 2026 at 9:00.", "on Thursday, 5 March 2026"),
            ("Your viva is on 5 March 2026.", "on 5 March 2026"),
            ("The balance of 120 is due on 5 March 2026.", "on 5 March 2026"),
            ("Der Restbetrag ist fällig am 5. März 2026.", "am 5. März 2026"),
            ("The meeting will be held on 5 March 2026", "on 5 March 2026"),
            ("Bitte melden Sie sich bis zum 5. März 2026 an.", "bis zum 5. März 2026"),
            (
                "Bitte geben Sie den Bogen bis spätestens Freitag, den 6. März 2026, ab.",
                "bis spätestens Freitag, den 6. März 2026",
            ),
            ("Sie haben bis zum 5.3.2026 Zeit.", "bis zum 5.3.2026"),
            ("Die Unterlagen sind bis 5.3.2026 einzureichen", "bis 5.3.2026"),
            ("Anmeldeschluss ist der 5. März 2026.", "Anmeldeschluss ist der 5. März 2026"),
            ("Die Prüfung findet am 5.3.2026 um 9 Uhr statt.", "am 5.3.2026"),
            ("Wir treffen uns am Donnerstag, den 5. März 2026", "am Donnerstag, den 5. März 2026"),
            ("Merci de répondre avant le 5 mars 2026.", "avant le 5 mars 2026"),
            ("Vous avez jusqu'au 5 mars 2026 pour répondre.", "jusqu'au 5 mars 2026"),
            ("Répondez au plus tard le 5 mars 2026", "au plus tard le 5 mars 2026"),
            ("La course aura lieu le samedi 7 mars 2026 à Lyon", "le samedi 7 mars 2026"),
            ("Rogamos confirme antes del 5 de marzo de 2026.", "antes del 5 de marzo de 2026"),
            ("Por favor, antes del día 5 de marzo de 2026", "antes del día 5 de marzo de 2026"),
            ("Puede pagar hasta el 5/3/2026", "hasta el 5/3/2026"),
            ("La prova tendrá lugar el 5 de marzo de 2026", "el 5 de marzo de 2026"),
            ("Si prega di rispondere entro il 5 marzo 2026", "entro il 5 marzo 2026"),
            ("Graag vóór 5 maart 2026 bevestigen", "vóór 5 maart 2026"),
            ("Prosimy o odpowiedź do 5 marca 2026 r.", "do 5 marca 2026"),
            ("请于2026年3月5日前提交。", "请于2026年3月5日"),
            ("报名截止日期：2026年3月5日", "报名截止日期：2026年3月5日"),
            ("会议定于2026年3月5日（星期四）举行", "会议定于2026年3月5日"),
            ("開会式は2026年1月24日（土）9時30分より大講堂で行います。", "開会式は2026年1月24日"),
            ("2026年1月24日（土）までにご返信ください。", "2026年1月24日"),
            ("お手数ですが、2026年1月24日までにお振り込みをお願いいたします。", "2026年1月24日"),
            ("申込締切：2026年1月24日（土）", "申込締切：2026年1月24日"),
            ("セミナーを2026年1月24日に開催いたします", "セミナーを2026年1月24日"),
            // The year is that of the letter, and the day is past all the same.
            ("Your statement for 2026\n\nPlease reply by 5 March 2026.", "by 5 March 2026"),
            ("Statement for November 2026\n\nPlease reply before 5 March 2026.", "before 5 March 2026"),
            ("The dinner is on 12 December 2026. Please reply by 5 March 2026.", "by 5 March 2026"),
            ("2026年11月缴费单\n\n请于2026年11月15日前缴费。", "请于2026年11月15日"),
            ("Ihre Rechnung 2026\n\nBitte zahlen Sie bis zum 5. März 2026.", "bis zum 5. März 2026"),
            ("Paid in advance: £120\nPlease reply by 5 March 2026.", "by 5 March 2026"),
        ] {
            assert_eq!(found(text), [part], "{text}");
        }
    }

    #[test]
    fn days_that_were_or_are_yet_to_be_are_left_alone() {
        for text in [
            "please write to us by 5 March 2027.",
            "please write to us by 29 November 2026",
            "please pay by 12/1/2026",
            "By 5 March 1933 all must obey.",
            "our letter of 5 March 2026, please keep it",
            "Please find enclosed the invoice of 5 March 2026.",
            "Please find attached the minutes of the meeting on 5 March 2026.",
            "You have been a member since 5 March 2026. Please pay by 5 March 2027.",
            "founded on 5 March 2026",
            "The balance was due on 5 March 2026.",
            "The balance, due on 5 March 2026, has not been paid.",
            "By 5 March 2026 we had received 40 forms. Please wait.",
            "Applications received by 5 March 2026 will be processed.",
            "The form you returned by 5 March 2026 will be checked.",
            "We can only count what was paid by 5 March 2026.",
            "The photos of the party on 5 March 2026 will be online soon.",
            "The exam was held on 5 March 2026 and will be marked.",
            "The course took place on 5 March 2026.",
            "Please see the account from 1 January 2026 to 5 March 2026",
            "Please see the account from 1 January until 5 March 2026",
            "The deadline of 5 March 2026 has been extended.",
            "Leeds, 5 March 2026",
            "Date: 5 March 2026",
            "Bitte beachten Sie unser Schreiben vom 5. März 2026.",
            "Wir danken für Ihre Anmeldung am 5.3.2026, die wir gern bestätigen können.",
            "Bis zum 5. März 2026 haben wir 40 Bögen erhalten.",
            "Alle Beiträge, die bis zum 5.3.2026 eingegangen sind, werden verbucht.",
            "Der Kurs dauert vom 1. Januar bis 5. März 2026, bitte beachten.",
            "seit 5.3.2026 können Sie",
            "Das Gespräch war am 5.3.2026",
            "Die Prüfung fand am 5. März 2026 statt.",
            "Vous avez répondu avant le 5 mars 2026, merci.",
            "le procès-verbal du 5 mars 2026",
            "La course a eu lieu le 7 mars 2026",
            "Hemos recibido antes del 5 de marzo de 2026 su solicitud",
            "nuestra carta del 5 de marzo de 2026, por favor",
            "a reunião do dia 5 de março de 2026, por favor",
            "2026年3月5日前已提交的同学请忽略",
            "您于2026年3月5日参加的考试",
            "截至2026年3月5日，请核对",
            "開会式は2026年1月24日（土）9時30分より行いました。",
            "開会式は2027年1月24日（日）9時30分より行います。",
            "2026年1月24日までにお申し込みいただいた方は、こちらをご覧ください。",
            "2026年1月24日に開催したセミナーの資料をお送りします。",
            "2026年1月24日付の請求書をご確認ください。",
            "2026年1月24日の講座の振替を行います。",
            "開会式は2026年1月24日から延期になりました。",
            "前回は2026年1月24日に行われました。次回は追って開催いたします。",
            "2026年1月24日までに入会の方は、会員証をお持ちください。",
            "2026年1月24日現在の会員名簿をお送りください。",
            "Merci de régler avant le 30 avril 2026 la cotisation de la saison 2026-2027.",
            "Our invoice of 3 February 2026 is open. Please pay by 5 March 2026.",
            "Statement for March 2026\n\nPlease pay by 20 March 2026.",
            "2026年3月缴费单\n\n请于2026年3月25日前缴费。",
            "Leeds, 1 March 2026\n\nPlease reply by 5 March 2026.",
            "please write by 5 March or 31.2.2026 or 2026",
            "",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn all_of_a_letter_that_is_last_year_s_is_found() {
        let text = "Please reply by 5 March 2026. The exam takes place on 9 April 2026.";
        assert_eq!(found(text), ["by 5 March 2026", "on 9 April 2026"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|by |on |please |5 March 2026|5\\.3\\.2026|2026年3月5日|[,.:\n]|请|前|Friday, ){0,16}") {
            for (from, to) in overdue(&text, TODAY) {
                proptest::prop_assert!(text.get(from..to).is_some());
            }
        }
    }
}
