//! `mailshot check`: the preflight alone.

use super::args::{CheckArgs, PART};
use super::exit::Exit;
use super::findings::{Document, End};
use super::forecast::Forecast;
use super::merge::Telling;
use super::output::{counted, grouped, line, note, prose};
use super::pace::Pace;
use super::preflight_words::{STRICT, facts, faulty, unit};
use super::server::{self, Target};
use super::words::{fill, say};
use super::{ledger, merge, told};
use crate::batch::{List, Plan, Preflight, Quota, Redo};
use crate::findings::Sender;
use crate::input::Kind;
use crate::mail::Address;
use crate::merge::TemplateError;

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    if !args.json {
        let looked = look(args, None)?;
        return Ok(tell(args, &looked));
    }
    let mut document = Document::new(&args.merge.recipients.display().to_string());
    match look(args, Some(&mut document)) {
        Ok(looked) => {
            looked.forecast.over_the_limit().iter().for_each(|text| document.over_the_limit(text));
            document.end(&looked.end());
            Ok(looked.exit())
        }
        // One document, whatever goes wrong.
        Err(error) => {
            document.failure(&error, &told(&error));
            let file = args.merge.recipients.display().to_string();
            document.end(&End { file, template: args.merge.template.display().to_string(), ..End::default() });
            Err(error)
        }
    }
}

/// What has been found out.
struct Looked {
    list: List,
    errors: Vec<TemplateError>,
    found: Preflight,
    pace: Pace,
    forecast: Forecast,
    is_strict: bool,
}

impl Looked {
    fn is_sound(&self) -> bool {
        self.errors.is_empty()
            && self.list.source.flaws().is_empty()
            && self.found.faulty == 0
            && !(self.is_strict && self.found.warnings > 0)
    }

    fn exit(&self) -> Exit {
        if self.is_sound() { Exit::Done } else { Exit::Usage }
    }

    fn end(&self) -> End {
        let found = &self.found;
        let known = |octets| if self.list.template.is_unread() { 0 } else { octets };
        let end = End {
            file: self.list.source.name().to_owned(),
            template: self.list.template.file().display().to_string(),
            sound: self.is_sound(),
            messages: found.messages,
            recipients: found.recipients,
            faulty: found.faulty,
            template_faults: self.errors.len() as u64,
            warnings: found.warnings,
            octets: known(found.octets),
            largest: known(found.largest),
            ..End::default()
        };
        end.with(&self.forecast)
    }
}

/// Looks at the template, the rows, and what is known of the server. Nothing is connected to.
fn look(args: &CheckArgs, mut document: Option<&mut Document>) -> anyhow::Result<Looked> {
    let said = args.merge.from.as_ref().map(|from| &from.address);
    let target = server::foresee(&args.server, said)?;
    let (list, errors) = merge::open_with_errors(&args.merge, args.server.user.as_deref(), false)?;
    match &mut document {
        Some(document) => {
            let template = list.template.file().display().to_string();
            document.opened(list.source.name(), list.source.header().names(), &template);
            list.source.notes().iter().for_each(|note| document.note(note));
            list.source.flaws().iter().for_each(|flaw| document.flaw(flaw));
            list.template.remark().into_iter().for_each(|text| document.remark(text));
            errors.iter().for_each(|error| document.template(error));
        }
        None => {
            list.source.flaws().iter().for_each(|flaw| note(&flaw.to_string()));
            errors.iter().for_each(|error| note(&merge::told_of_template(error, &args.merge)));
        }
    }
    let from = list.template.from_of_all().map(|from| from.address.clone());
    let target = known(target, args, from.as_ref())?;
    let telling =
        Telling { document, sender: sender(&list, target.as_ref(), args), all: args.all, ..Telling::aloud(args.json) };
    let found = merge::check(&list, None, Redo::default(), 1, telling)?;
    let from = found.from();
    let target = known(target, args, from.as_ref().filter(|_| list.template.has_from()))?;
    let pace = Pace::new(&args.pace, target.as_ref().and_then(|target| target.provider));
    let plan = plan(args, &pace, target.as_ref(), &found)?;
    let (messages, recipients) = to_come(&found);
    let forecast = Forecast::new(messages, recipients, pace.clone(), args.pace.logins, plan);
    Ok(Looked { list, errors, found, pace, forecast, is_strict: args.merge.strict })
}

/// The server that is known already, or that this address leads to.
fn known(target: Option<Target>, args: &CheckArgs, from: Option<&Address>) -> anyhow::Result<Option<Target>> {
    match target {
        Some(target) => Ok(Some(target)),
        None => server::foresee(&args.server, from),
    }
}

/// What warnings go by.
fn sender(list: &List, target: Option<&Target>, args: &CheckArgs) -> Sender {
    let sender = target.map(|target| target.sender(&args.server)).unwrap_or_default();
    // Where the template lacks its From, that is told of.
    Sender { login: sender.login.filter(|_| list.template.has_from()), ..sender }
}

/// The messages and recipients that a batch will have when its faulty rows are mended.
fn to_come(found: &Preflight) -> (u64, u64) {
    (found.messages + found.mended.0, found.recipients + found.mended.1)
}

/// What the daily limit means for this batch, and whose it is. Where it was not asked for and cannot be told, it is left out.
fn plan(
    args: &CheckArgs,
    pace: &Pace,
    target: Option<&Target>,
    found: &Preflight,
) -> anyhow::Result<Option<(String, Plan)>> {
    let Some(limit) = pace.daily_limit else { return Ok(None) };
    let host = target.map_or("", |target| target.host.as_str());
    let planned = Quota::new(args.server.user.as_deref(), host, limit)
        .and_then(|quota| quota.foresee(to_come(found).1).map(|plan| (quota.owner(), plan)));
    match planned {
        Ok((account, plan)) => Ok(Some((if account.is_empty() { "this account".to_owned() } else { account }, plan))),
        Err(_) if args.pace.daily_limit.is_none() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Tells a person what was found, and what is to be expected.
fn tell(args: &CheckArgs, looked: &Looked) -> Exit {
    let Looked { list, errors, found, pace, forecast, .. } = looked;
    let source = &list.source;
    let part = args.merge.part(&PART);
    let all = if part.is_empty() { 0 } else { list.selection.all(source).unwrap_or(0) };
    let count = found.rows_seen;
    let of_all = if all > count { format!(" of {} ({part})", grouped(all)) } else { String::new() };
    let twins = match found.twins {
        0 => String::new(),
        1 => ", 1 of which repeats another".to_owned(),
        twins => format!(", {} of which repeat others", grouped(twins)),
    };
    let rows = counted(count, unit(list));
    prose(&format!("{}: {rows}{of_all}{twins}, {}", source.name(), described(&source.kind())), 2);
    ledger::notes(found, args.merge.send_to.is_some());
    // Of a letter that cannot be read there is no mail to tell of.
    if !list.template.is_unread() {
        if found.messages > 0 {
            prose(&facts(found), 2);
        }
        if to_come(found).0 > 0 {
            pace.preset.iter().for_each(|text| prose(text, 2));
            forecast.limit().iter().for_each(|text| prose(text, 2));
            let mended = if found.mended.0 == 0 { "" } else { " The faulty rows are counted as if they were mended." };
            let told = fill("Estimated duration: {duration}.", &[("duration", &forecast.to_string())]);
            prose(&(told + mended), 2);
        }
    }
    if !errors.is_empty() {
        let is_guessed = errors.iter().any(|error| error.is_unknown() && error.suggestion().is_some());
        let meant = " The rows were looked at as if the names that are most like the unknown ones were meant.";
        let count = counted(errors.len() as u64, "fault");
        note(&format!("{count} in the template, listed above.{}", if is_guessed { meant } else { "" }));
    }
    let flaws = source.flaws().len() as u64;
    if flaws > 0 {
        let count = counted(flaws, "fault");
        note(&format!(
            "{count} in the list's heading, listed above. The rows were looked at with the names that there are, and the letters of the \
             other columns."
        ));
    }
    if found.faulty > 0 {
        note(&faulty(found, "."));
    } else if errors.is_empty() && flaws == 0 && !looked.is_sound() {
        note(STRICT);
    } else if errors.is_empty() && flaws == 0 {
        line(say("No faults."));
    }
    if args.merge.strict && found.warnings > 0 && found.faulty > 0 {
        note(STRICT);
    }
    looked.exit()
}

/// `charset UTF-8, delimiter ','`.
fn described(kind: &Kind) -> String {
    match kind {
        Kind::Text { encoding, delimiter } => format!("charset {encoding}, delimiter {delimiter:?}"),
        Kind::Json { encoding } => format!("JSON, charset {encoding}"),
        Kind::Workbook { others, .. } if others.is_empty() => "the workbook's only sheet".to_owned(),
        Kind::Workbook { others, .. } => format!("1 of the workbook's {} sheets", others.len() + 1),
    }
}
