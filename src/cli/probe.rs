//! `mailshot probe`: is this mailbox ready?

use std::time::Duration;

use anyhow::{bail, ensure};
use serde_json::json;

use super::args::ProbeArgs;
use super::exit::Exit;
use super::lang::lang;
use super::output;
use super::output::{line, note, prose};
use super::server::{self, Target};
use crate::mail::Address;
use crate::net::Server;
use crate::probe::{Lookup, Mark, Resolver, ResolverError, Step, Walked, hosted_at, look_up, meaning, walk};

pub(super) fn run(args: &ProbeArgs) -> anyhow::Result<Exit> {
    let address = address(args);
    let resolver = (!args.no_dns).then(|| Resolver::new(args.dns_server));
    let target = target(args, address.as_ref(), resolver.as_ref().and_then(|resolver| resolver.as_ref().ok()))?;
    let server = target.server(&args.server)?;
    let mut told = Told { json: args.json, steps: Vec::new() };
    if !args.json {
        prose(
            &format!("{}{}", server.label(), target.provider.map(|of| format!(", {}", of.title)).unwrap_or_default()),
            0,
        );
    }
    let walked = walk(&server, address.as_ref(), &mut |step| told.take(with_advice(step)));
    if let Some(resolver) = resolver {
        records(args, resolver, address.as_ref(), &target, &walked, &mut |step| told.take(step));
    }
    Ok(conclude(&told, &target, &server, &walked))
}

/// Whom a mail would be from.
fn address(args: &ProbeArgs) -> Option<Address> {
    let login = || args.server.user.as_deref().and_then(|user| Address::parse(user).ok());
    args.from.as_ref().map(|from| from.address.clone()).or_else(login)
}

/// The server that was meant; where nobody has said one, the domain's MX record may tell where it is hosted.
fn target(args: &ProbeArgs, address: Option<&Address>, resolver: Option<&Resolver>) -> anyhow::Result<Target> {
    if let Some(target) = server::find(&args.server, address)? {
        return Ok(target);
    }
    let hosted = resolver.zip(address).and_then(|(resolver, address)| hosted_at(resolver, address.domain()));
    if let Some((provider, address)) = hosted.filter(|provider| !provider.is_regional()).zip(address) {
        let of = format!("mail to {} goes to {}", address.domain(), provider.title);
        ensure!(args.server.user.is_some(), "{of}: give the login there: -u {address}");
        note(&format!("{of}: trying its server. (--server {} says the same.)", provider.name));
        return Ok(Target::of(provider, None, &args.server));
    }
    bail!(server::unknown(&args.server, address))
}

fn with_advice(step: Step) -> Step {
    match step.explanation {
        Some(explanation) => step.advise(explanation.whole(lang())),
        None => step,
    }
}

/// SPF, DKIM, DMARC, or why they are left out.
fn records(
    args: &ProbeArgs,
    resolver: Result<Resolver, ResolverError>,
    address: Option<&Address>,
    target: &Target,
    walked: &Walked,
    tell: &mut dyn FnMut(Step),
) {
    let Some(domain) = address.map(Address::domain).filter(|domain| !domain.starts_with('[')) else {
        return tell(Step::new("spf", Mark::Open, "no domain to look at: give --from you@example.com"));
    };
    match resolver {
        Err(error) => tell(Step::new("spf", Mark::Open, error.to_string())),
        Ok(resolver) => {
            let selector = args.dkim_selector.as_deref();
            let lookup = Lookup { domain, provider: target.provider, addresses: &walked.addresses, selector };
            look_up(&resolver, &lookup, tell);
        }
    }
}

/// The steps so far, told as they come.
struct Told {
    json: bool,
    steps: Vec<Step>,
}

impl Told {
    fn take(&mut self, step: Step) {
        if !self.json {
            prose(&text(&step), TEXT);
        }
        self.steps.push(step);
    }
}

/// Where the text of a step begins.
const TEXT: usize = 12;

/// `✓ tcp       connected to 192.0.2.1:465 (12 ms)`, and its lines below it.
fn text(step: &Step) -> String {
    let took = step.took.map(|took| format!(" ({})", time(took))).unwrap_or_default();
    let mut text = format!("{} {:<9} {}{took}", step.mark.symbol(), step.name, step.text);
    for more in &step.more {
        text.push_str(&format!("\n            {more}"));
    }
    if let Some(advice) = &step.advice {
        text.push_str(&format!("\n            → {advice}"));
    }
    text
}

/// `12 ms`, `1.4 s`.
fn time(took: Duration) -> String {
    match took.as_millis() {
        0 => "under 1 ms".to_owned(),
        ms @ 1..1_000 => format!("{ms} ms"),
        _ => format!("{:.1} s", took.as_secs_f64()),
    }
}

fn conclude(told: &Told, target: &Target, server: &Server, walked: &Walked) -> Exit {
    let verdict = verdict(told, server, walked);
    let means = meaning(walked.capabilities.as_ref(), target.provider);
    if told.json {
        let json = json!({
            "server": server.label(),
            "provider": target.provider.map(|provider| &provider.name),
            "ready": walked.is_ready,
            "verdict": verdict,
            "steps": told.steps.iter().map(Step::json).collect::<Vec<_>>(),
            "meaning": means,
        });
        line(&json.to_string());
    } else {
        if !means.is_empty() {
            line("\nWhat this means");
            means.iter().for_each(|means| prose(&format!("  {means}"), 4));
        }
        prose(&format!("\n{verdict}"), 0);
    }
    match walked {
        Walked { is_ready: true, .. } => Exit::Done,
        Walked { login_refused: true, .. } => Exit::LoginRefused,
        _ => Exit::SomeFailed,
    }
}

fn verdict(told: &Told, server: &Server, walked: &Walked) -> String {
    if !walked.is_ready {
        let failed = told.steps.iter().find(|step| step.mark == Mark::Bad).map_or("a step", |step| step.name);
        return format!("Not ready: see {failed} above.");
    }
    let login = server.credentials.as_ref().map(|login| format!(" as {}", login.user)).unwrap_or_default();
    let odd: Vec<&str> = told.steps.iter().filter(|step| step.mark == Mark::Odd).map(|step| step.name).collect();
    let odd = odd_in_words(&odd);
    format!("Ready: {} takes mail{login}.{odd}", server.label())
}

/// What is to be looked at, by the names of the steps; and what may come of it, where it is the domain's records.
fn odd_in_words(odd: &[&str]) -> String {
    if odd.is_empty() {
        return String::new();
    }
    let is_record = |name: &&str| matches!(*name, "spf" | "dkim" | "dmarc");
    let spam = if odd.iter().any(is_record) { " Mail may land in the spam folder." } else { "" };
    let things = output::counted(odd.len() as u64, "thing");
    format!(" {things} to look at above (!): {}.{spam}", odd.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_records_of_the_domain_have_to_do_with_spam() {
        assert_eq!(odd_in_words(&[]), "");
        assert_eq!(odd_in_words(&["tls"]), " 1 thing to look at above (!): tls.");
        let records = odd_in_words(&["tls", "dmarc"]);
        assert_eq!(records, " 2 things to look at above (!): tls, dmarc. Mail may land in the spam folder.");
    }

    #[test]
    fn times_are_short() {
        for (ms, told) in [(0.2, "under 1 ms"), (12.4, "12 ms"), (1_440.0, "1.4 s")] {
            assert_eq!(time(Duration::from_secs_f64(ms / 1e3)), told);
        }
    }
}
