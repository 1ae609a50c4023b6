//! `mailshot init --from mailmerge`: a project of awdeorio's mailmerge becomes one of ours.
//!
//! Its template and its list are read as they are; what its server's file says becomes `mailshot.toml`.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use configparser::ini::Ini;

use super::output::{line, note};
use super::project::FILE;

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
    let file = dir.join(FILE);
    write(&file, &server.project())?;
    line(&format!("wrote {}", file.display()));
    let template = dir.join(TEMPLATE);
    let text = fs::read_to_string(&template).with_context(|| format!("{}: cannot be read", template.display()))?;
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
    security: String,
    user: Option<String>,
    /// Messages a minute.
    rate: Option<u32>,
}

fn server(file: &Path) -> anyhow::Result<Server> {
    let text = fs::read_to_string(file).with_context(|| format!("{}: cannot be read", file.display()))?;
    // As Python reads it: a "#" within a value belongs to it.
    let mut ini = Ini::new();
    ini.set_inline_comment_symbols(Some(&[]));
    ini.read(text).map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))?;
    let value =
        |key: &str| ini.get(SECTION, key).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    Ok(Server {
        host: value("host"),
        port: value("port").and_then(|port| port.parse().ok()),
        security: value("security").unwrap_or_default().to_uppercase(),
        user: value("username"),
        rate: value("ratelimit").and_then(|rate| rate.parse().ok()).filter(|rate| *rate > 0),
    })
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
            let (tls, auth) = match self.security.as_str() {
                "SSL/TLS" => ("implicit", None),
                "STARTTLS" => ("starttls", None),
                "XOAUTH" => ("starttls", Some("xoauth2")),
                _ => ("none", None),
            };
            add("tls", quoted(tls));
            if let Some(auth) = auth {
                add("auth", quoted(auth));
            }
        }
        // Where it does not secure the connection, mailmerge does not log in.
        if let Some(user) = self.user.as_ref().filter(|_| !matches!(self.security.as_str(), "" | "NEVER")) {
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
    use super::*;

    #[test]
    fn a_server_becomes_a_project() {
        let server = Server {
            host: Some("smtp.example.com".to_owned()),
            port: Some(465),
            security: "SSL/TLS".to_owned(),
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
    fn differences_are_told_with_their_lines() {
        let text = "TO: {{email}}\n\nDear {{ name.upper() }},\n{{ x | default(\"y\") }}\n";
        let lines: Vec<_> = differences(text).into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [3, 4]);
    }
}
