//! Templates, rendered.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod any_template;
mod bodies;
mod conditions;
mod fields;
mod files;
mod flaws;

use std::path::PathBuf;
use std::sync::Arc;

use mailshot::input::{Header, Record};
use mailshot::mail::Mailbox;
use mailshot::merge::{Fault, Options, Template, TemplateError};
use mailshot::message::Draft;
use tempfile::TempDir;

/// A folder with a template in it, and columns.
struct Desk {
    folder: TempDir,
    header: Header,
    options: Options,
}

impl Desk {
    fn new(columns: &[&str]) -> Self {
        let header = Header::new(columns.iter().map(|name| (*name).to_owned()).collect());
        Self { folder: TempDir::new().unwrap(), header, options: Options::default() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    fn load(&self, name: &str, content: impl AsRef<[u8]>) -> Result<Template, TemplateError> {
        Template::load(&self.write(name, content), &self.header, &self.options)
    }

    fn record(&self, cells: &[&str]) -> Record {
        Record {
            number: 1,
            line: 2,
            header: Arc::new(self.header.clone()),
            fields: cells.iter().collect(),
            more: Vec::new(),
        }
    }

    fn draft(&self, name: &str, content: &str, cells: &[&str]) -> Result<Draft, Vec<Fault>> {
        let template = self.load(name, content).unwrap_or_else(|error| panic!("{error}"));
        template.draft(&self.record(cells))
    }

    /// The error of loading, without the folder.
    fn error(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let error = self.load(name, content).expect_err("this template is wrong").to_string();
        assert!(!error.contains('\n'), "{error}");
        error.replace(&format!("{}/", self.folder.path().display()), "")
    }

    /// The faults of a row, without the folder.
    fn faults(&self, name: &str, content: &str, cells: &[&str]) -> Vec<String> {
        let folder = format!("{}/", self.folder.path().display());
        let faults = self.draft(name, content, cells).expect_err("this row is wrong");
        faults.iter().map(|fault| fault.to_string().replace(&folder, "")).collect()
    }
}

/// A template with these lines between From, To and the body.
fn with_fields(fields: &str, body: &str) -> String {
    format!("From: from@test.com\nTo: to@test.com\n{fields}\n{body}")
}

fn shown(mailboxes: &[Mailbox]) -> Vec<(Option<&str>, &str)> {
    mailboxes.iter().map(|mailbox| (mailbox.name.as_deref(), mailbox.address.as_str())).collect()
}

fn addresses(mailboxes: &[Mailbox]) -> Vec<&str> {
    mailboxes.iter().map(|mailbox| mailbox.address.as_str()).collect()
}
