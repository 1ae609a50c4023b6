//! `mailshot init --from mailmerge`: a project of awdeorio's mailmerge becomes one of ours.
//!
//! Its template and its list are read as they are; what its server's file says becomes `mailshot.toml`.

use std::path::Path;

use anyhow::{anyhow, bail, ensure};
use configparser::ini::Ini;

use super::output::{line, note};
use super::project::{self, FILE};
use crate::mail::shown;

const TEMPLATE: &str = "mailmerge_template.txt";
const LIST: &str = "mailmerge_database.csv";
const SERVER: &str = "mailmerge_server.conf";
const SECTION: &str = "smtp_server";

/// Writes `mailshot.toml` beside the files of a mailmerge project.
///
/// # Errors
/// There is no such project, or it cannot be read or written.
pub(super) fn import(dir: &Path, write: impl FnOnce(&Path, &str) -> anyhow::Result<()>) -> anyhow::Result<()> {
    for name in [TEMPLATE, LIST] {
        let file = dir.join(name);
        ensure!(
            file.is_file(),
            "{}: there is no such file. Is {} a project of mailmerge?",
            file.display(),
            dir.display()
        );
    }
    let file = dir.join(SERVER);
    let server = if file.is_file() { server(&file)? } else { Server::default() };
    // Read before anything is written: what fails is begun anew.
    let template = dir.join(TEMPLATE);
    let text = project::read(&template)?;
    let file = dir.join(FILE);
    write(&file, &server.project())?;
    line(&format!("wrote {}", file.display()));
    for (number, what) in differences(&text) {
        note(&format!("{}:{number}: {what}", template.display()));
    }
    Ok(())
}

/// What the server's file says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Server {
    host: Option<String>,
    port: Option<u16>,
    security: Security,
    user: Option<String>,
    /// Messages a minute.
    rate: Option<u32>,
}

/// How it secures the connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Security {
    /// Not at all, and without a login.
    #[default]
    Never,
    Plain,
    Tls,
    StartTls,
    XOAuth,
}

impl Security {
    fn parse(text: &str) -> Option<Self> {
        Some(match text.to_uppercase().as_str() {
            "" | "NEVER" => Self::Never,
            "PLAIN" => Self::Plain,
            "SSL/TLS" => Self::Tls,
            "STARTTLS" => Self::StartTls,
            "XOAUTH" => Self::XOAuth,
            _ => return None,
        })
    }
}

fn server(file: &Path) -> anyhow::Result<Server> {
    let text = project::read(file)?;
    // As Python reads it: a "#" within a value belongs to it, and what is in [DEFAULT] counts for every section.
    let mut ini = Ini::new();
    ini.set_inline_comment_symbols(Some(&[]));
    ini.set_cascade_defaults(true);
    ini.read(text.clone()).map_err(|error| anyhow!("{}: {error}", file.display()))?;
    ensure!(
        ini.sections().iter().any(|section| section == SECTION),
        "{}: has no section [{SECTION}]: write that line above the others",
        file.display()
    );
    let value =
        |key: &str| ini.get(SECTION, key).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let wrong = |key: &str, value: &str, what: &str| {
        let place = line_of(&text, key).map(|line| format!(":{line}")).unwrap_or_default();
        anyhow!("{}{place}: {key} = {}: {what}", file.display(), shown(value, 60))
    };
    let host = value("host");
    match &host {
        None => bail!("{}: names no server: write host = smtp.example.com", file.display()),
        Some(host) if host.contains(char::is_whitespace) => {
            return Err(wrong("host", host, "has a blank in it: write the server's name alone"));
        }
        Some(_) => {}
    }
    let security = value("security").unwrap_or_default();
    let security = Security::parse(&security)
        .ok_or_else(|| wrong("security", &security, "is unknown: write SSL/TLS, STARTTLS, XOAUTH, PLAIN or Never"))?;
    let port = value("port").map(|port| {
        let number = port.parse().ok().filter(|port| *port > 0);
        number.ok_or_else(|| wrong("port", &port, "is no port: write a number such as 465"))
    });
    let rate = value("ratelimit").map(|rate| {
        rate.parse::<u32>()
            .map_err(|_| wrong("ratelimit", &rate, "is no number of messages a minute: write one, such as 30"))
    });
    let rate = rate.transpose()?.filter(|rate| *rate > 0);
    Ok(Server { host, port: port.transpose()?, security, user: value("username"), rate })
}

/// The line that gives a key its value: of several, the last.
fn line_of(text: &str, key: &str) -> Option<usize> {
    let is_it = |line: &str| {
        line.split(['=', ':']).next().is_some_and(|before| before.trim().eq_ignore_ascii_case(key))
            && line.len() > key.len()
    };
    (1..).zip(text.lines()).filter(|(_, line)| is_it(line)).map(|(number, _)| number).last()
}

impl Server {
    /// The project's file.
    fn project(&self) -> String {
        let mut text = format!(
            "# Made from {SERVER}. A key is the long name of a flag; a flag wins over what stands here.\n\
             recipients = {}\ntemplate = {}\n",
            quoted(LIST),
            quoted(TEMPLATE)
        );
        let mut add = |key: &str, value: String| text.push_str(&format!("{key} = {value}\n"));
        if let Some(host) = &self.host {
            let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
            add("server", quoted(&format!("{host}{port}")));
            let (tls, auth) = match self.security {
                Security::Tls => ("implicit", None),
                Security::StartTls => ("starttls", None),
                Security::XOAuth => ("starttls", Some("xoauth2")),
                Security::Never | Security::Plain => ("none", None),
            };
            add("tls", quoted(tls));
            if let Some(auth) = auth {
                add("auth", quoted(auth));
            }
        }
        // Where it does not secure the connection, mailmerge does not log in.
        if let Some(user) = self.user.as_ref().filter(|_| self.security != Security::Never) {
            add("user", quoted(user));
        }
        // One session, as mailmerge has; it made a new one for each message.
        add("sessions", "1".to_owned());
        if let Some(rate) = self.rate {
            add("rate", quoted(&format!("{rate}/min")));
        }
        add("report", "[\"report.csv\"]".to_owned());
        text
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// What the template has that is written otherwise here, by line. The rest `check` finds.
fn differences(text: &str) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let tags =
            line.split("{{").skip(1).chain(line.split("{%").skip(1)).filter_map(|tag| tag.split(['}', '%']).next());
        for tag in tags {
            if tag.contains("()") {
                found.push((number, "methods are filters here: {{ name | upper }} instead of {{ name.upper() }}"));
            }
            if tag.contains("default(\"") || tag.contains("default('") {
                found.push((number, "say default(value=\"x\") instead of default(\"x\")"));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_server_becomes_a_project() {
        let server = Server {
            host: Some("smtp.example.com".to_owned()),
            port: Some(465),
            security: Security::Tls,
            user: Some("me \"x\"@example.com".to_owned()),
            rate: Some(30),
        };
        let text = server.project();
        let table: toml::Table = toml::from_str(&text).unwrap();
        for (key, value) in [
            ("recipients", LIST),
            ("template", TEMPLATE),
            ("server", "smtp.example.com:465"),
            ("tls", "implicit"),
            ("user", "me \"x\"@example.com"),
            ("rate", "30/min"),
        ] {
            assert_eq!(table[key].as_str(), Some(value), "{text}");
        }
    }

    #[test]
    fn what_python_reads_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(SERVER);
        fs::write(&file, "# a comment\n[smtp_server]\nhost = mail.example\nport = 25\nusername = EXAMPLE#bob;x\n")
            .unwrap();
        let read = server(&file).unwrap();
        assert_eq!(read.user.as_deref(), Some("EXAMPLE#bob;x"));
        // mailmerge does not log in where it does not secure the connection.
        assert!(!read.project().contains("user"), "{}", read.project());
    }

    #[test]
    fn what_is_not_understood_is_an_error_with_its_line() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(SERVER);
        let read = |text: &str| {
            fs::write(&file, text).unwrap();
            server(&file)
        };
        for (text, told) in [
            ("[smtp_server]\nhost = a.test\nsecurity = TLS\n", ":3: security = TLS: is unknown: write SSL/TLS,"),
            ("[smtp_server]\nhost = a.test\nsecurity: ssl\n", ":3: security = ssl: is unknown"),
            ("[smtp_server]\nhost = a.test\nport = abc\n", ":3: port = abc: is no port"),
            ("[smtp_server]\nhost = a.test\nport = 0\n", ":3: port = 0: is no port"),
            ("[smtp_server]\nhost = a.test\nratelimit = x\n", ":3: ratelimit = x: is no number"),
            ("[smtp_server]\nhost = a.test # mine\n", ":2: host = a.test # mine: has a blank in it"),
            ("[smtp_server]\nport = 25\n", ": names no server"),
            ("[smtp_server]\nhost =\n", ": names no server"),
            ("host = a.test\n", ": has no section [smtp_server]"),
            ("", ": has no section [smtp_server]"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(&format!("{SERVER}{told}")), "{text}: {error}");
        }
        for (security, tls) in
            [("", "none"), ("Never", "none"), ("PLAIN", "none"), ("SSL/TLS", "implicit"), ("starttls", "starttls")]
        {
            let text =
                read(&format!("\u{feff}[DEFAULT]\nport=2525\n[smtp_server]\nhost = a.test\nsecurity = {security}\n"));
            let table: toml::Table = toml::from_str(&text.unwrap().project()).unwrap();
            assert_eq!((table["server"].as_str(), table["tls"].as_str()), (Some("a.test:2525"), Some(tls)));
        }
    }

    #[test]
    fn nothing_is_written_where_the_template_cannot_be_read() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(LIST), "email\n").unwrap();
        fs::write(dir.path().join(TEMPLATE), b"TO: {{email}}\n\nGr\xfc\xdfe\n").unwrap();
        let error = import(dir.path(), |_, _| panic!("it is written")).unwrap_err().to_string();
        assert!(error.contains(&format!("{TEMPLATE}: is not UTF-8. Save it as UTF-8")), "{error}");
    }

    #[test]
    fn differences_are_told_with_their_lines() {
        let text = "TO: {{email}}\n\nDear {{ name.upper() }},\n{{ x | default(\"y\") }}\n";
        let lines: Vec<_> = differences(text).into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [3, 4]);
    }
}
