//! `mailshot providers`: the presets, as a table or one in full.

use anyhow::{Context, bail};
use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};

use super::args::ProvidersArgs;
use super::exit::Exit;
use super::output::{counted, grouped, line, prose, size, stdout_width};
use crate::provider::{self, Known, Login, Provider, Security};

pub(super) fn run(args: &ProvidersArgs) -> anyhow::Result<Exit> {
    let one = args.name.as_deref().map(named).transpose()?;
    if args.json {
        let json = match one {
            Some(provider) => serde_json::to_string_pretty(provider),
            None => serde_json::to_string_pretty(provider::all()),
        };
        line(&json.context("the presets cannot be told as JSON")?);
        return Ok(Exit::Done);
    }
    match one {
        Some(provider) => tell(&in_full(provider)),
        None => {
            line(&table(stdout_width()));
            prose("\n'mailshot providers NAME' tells all about one, and how to get its password.", 0);
        }
    }
    Ok(Exit::Done)
}

fn named(name: &str) -> anyhow::Result<&'static Provider> {
    let found = provider::by_name(name).or_else(|| provider::by_server(name));
    let by_address = || provider::by_domain(name.rsplit_once('@')?.1);
    let domain = name.rsplit_once('@').map_or(name, |(_, domain)| domain);
    match found.or_else(by_address) {
        Some(provider) => Ok(provider),
        None => match provider::nearest(name).or_else(|| provider::nearest_domain(domain)) {
            Some(near) => bail!("{name}: there is no preset of this name. Did you mean {near}?"),
            None => match alike(name).join(", ") {
                near if near.is_empty() => {
                    bail!("{name}: there is no preset of this name. 'mailshot providers' lists them.")
                }
                near => bail!("{name}: there is no preset of this name. Did you mean {near}?"),
            },
        },
    }
}

/// Names of numbers that are a slip away: of three figures, more than one is.
fn alike(name: &str) -> Vec<&'static str> {
    let is_number = |text: &str| text.bytes().all(|octet| octet.is_ascii_digit());
    let names = provider::all().iter().map(|provider| provider.name.as_str()).filter(|known| is_number(known));
    names.filter(|known| is_number(name) && strsim::osa_distance(known, name) == 1).collect()
}

/// A fact goes on below its text, a paragraph at the left.
fn tell(text: &str) {
    let mut blanks = 0;
    for line in text.lines() {
        blanks += u32::from(line.is_empty());
        prose(line, if blanks == 1 { FACT } else { 0 });
    }
}

/// The last columns are left out where the table is wider than a terminal of so many columns.
fn table(width: Option<usize>) -> String {
    let fits = |text: &str| width.is_none_or(|width| text.lines().all(|line| line.chars().count() <= width));
    let wide = [5, 4].into_iter().map(columns).find(|text| fits(text));
    wide.unwrap_or_else(|| columns(2))
}

/// The first columns of the table.
fn columns(count: usize) -> String {
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["name", "server", "pace", "a day", "wants"].into_iter().take(count));
    for provider in provider::all() {
        let daily = provider.daily_limit.as_ref().map(|limit| grouped(limit.value)).unwrap_or_default();
        let wants = if provider.is_oauth_only() { "OAuth2 only" } else { &provider.secret };
        let cells = [provider.name.clone(), server(provider), pace(provider), daily, wants.to_owned()];
        table.add_row(cells.into_iter().take(count));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n")
}

/// With its port, where that is not the one of TLS.
fn server(provider: &Provider) -> String {
    match provider.server.port {
        465 => provider.server.host.clone(),
        port => format!("{}:{port}", provider.server.host),
    }
}

/// `1 session × 8, 15/min`.
fn pace(provider: &Provider) -> String {
    let sessions = provider.sessions.as_ref().map(|sessions| counted(sessions.value, "session"));
    let length = provider.messages_per_session.as_ref().map(|length| format!(" × {}", grouped(length.value)));
    let rate = provider.rate.as_ref().map(|rate| format!(", {}", rate.value));
    [sessions, length, rate].into_iter().flatten().collect()
}

/// Where the text of a fact begins.
const FACT: usize = 16;

fn in_full(provider: &Provider) -> String {
    let Provider { name, title, server, .. } = provider;
    let encryption = match server.tls {
        Security::Implicit => "TLS",
        Security::Starttls => "STARTTLS",
    };
    let mut lines = vec![format!("{title}:  --server {name}"), String::new()];
    let mut fact = |what: &str, text: String| lines.push(format!("{what:<FACT$}{text}"));
    let names: Vec<&str> = provider.aliases.iter().chain(&provider.domains).map(String::as_str).collect();
    if !names.is_empty() {
        fact("Also", names.join(", "));
    }
    fact("Server", format!("{}:{} ({encryption}; {})", server.host, server.port, server.source.words()));
    let logins = provider.auth.iter().map(|login| match login {
        Login::Password if provider.secret == "access token" => "password",
        Login::Password => provider.secret.as_str(),
        Login::Oauth2 => "OAuth2 (--auth xoauth2)",
    });
    fact("Login by", logins.collect::<Vec<_>>().join(", or "));
    if provider.from_must_equal_login {
        let other = provider.other_from.as_ref().map(|known| format!(": else {} {}", known.value, origin(known)));
        fact("From", format!("must be the login{}", other.unwrap_or_default()));
    } else if provider.replaces_from {
        fact("From", "is the login or an alias of it, or else replaced by the login".to_owned());
    }
    let count = |known: &Known<u64>| grouped(known.value);
    let mut number = |what: &str, told: Option<(String, String)>| {
        if let Some((value, origin)) = told {
            fact(what, format!("{value:<12} {origin}"));
        }
    };
    number("Sessions", provider.sessions.as_ref().map(|known| (count(known), origin(known))));
    number("Messages each", provider.messages_per_session.as_ref().map(|known| (count(known), origin(known))));
    number("Rate", provider.rate.as_ref().map(|known| (known.value.clone(), origin(known))));
    number("Recipients: day", provider.daily_limit.as_ref().map(|known| (count(known), origin(known))));
    number("Of one message", provider.recipients_per_message.as_ref().map(|known| (count(known), origin(known))));
    number("Largest message", provider.max_size.as_ref().map(|known| (size(known.value), origin(known))));
    for text in [&provider.password, &provider.quirks] {
        lines.extend([String::new(), text.en.clone(), text.zh.clone()]);
    }
    lines.join("\n")
}

fn origin<T>(known: &Known<T>) -> String {
    format!("({}, {})", known.source.words(), known.date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_domains_addresses_and_servers_are_found() {
        for text in ["163", "163.com", "teacher@163.com", "smtp.163.com"] {
            assert_eq!(named(text).unwrap().name, "163", "{text}");
        }
        // Another mailbox, with another server.
        assert!(named("vip.163.com").is_err() && named("biz.qq.com").is_err());
        let error = named("gmial").unwrap_err().to_string();
        assert!(error.contains("Did you mean gmail"), "{error}");
        let error = named("136").unwrap_err().to_string();
        assert!(error.contains("Did you mean 163, 126, 139?"), "{error}");
        for (typed, meant) in
            [("163.con", "163.com"), ("teacher@gmial.com", "gmail.com"), ("outlok.com", "outlook.com")]
        {
            let error = named(typed).unwrap_err().to_string();
            assert!(error.contains(&format!("Did you mean {meant}?")), "{error}");
        }
        assert!(named("nobody.example").unwrap_err().to_string().contains("lists them"));
    }

    #[test]
    fn one_in_full_has_its_numbers_and_both_languages() {
        let told = in_full(named("163").unwrap());
        for expected in [
            "smtp.163.com:465 (TLS",
            "200",
            "unconfirmed, 2026-11",
            "authorization code (授权码)",
            "网易邮箱要用授权码",
        ] {
            assert!(told.contains(expected), "{expected}: {told}");
        }
    }

    #[test]
    fn the_table_has_a_line_for_each() {
        let told = table(None);
        for provider in provider::all() {
            assert!(told.lines().any(|line| line.trim().starts_with(&provider.name)), "{}", provider.name);
        }
        assert!(told.contains("1 session × 8, 15/min"), "{told}");
        let narrow = table(Some(80));
        assert!(narrow.lines().all(|line| line.chars().count() <= 80), "{narrow}");
        assert!(narrow.contains("smtp.qiye.aliyun.com"), "{narrow}");
        // A line each: what is broken within its cells is longer than a screen, and cannot be read down.
        for width in [40, 60, 80, 97, 200] {
            let told = table(Some(width));
            assert_eq!(told.lines().count(), provider::all().len() + 1, "{told}");
            assert!(told.contains("email-smtp.REGION.amazonaws.com\n") || width >= 80, "{told}");
        }
    }
}
