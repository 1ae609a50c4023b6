//! The SMTP dialogs against vectors of the RFCs, arbitrary octets, and a server that accepts and refuses at random.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod auth;
mod dialogs;
mod replies;
mod submission;

use mailshot::mail::{Address, Content, Envelope, MailObject, Segment};
use mailshot::smtp::Reply;
use mailshot::smtp::auth::{Credentials, Secret};

pub(crate) fn credentials(user: &str, secret: &str) -> Credentials {
    Credentials { user: user.to_owned(), secret: Secret::new(secret.to_owned()) }
}

pub(crate) fn mail(recipients: usize, body: &[u8]) -> MailObject {
    let address = |name: &str| Address::parse(&format!("{name}@example.org")).unwrap();
    MailObject {
        envelope: Envelope {
            reverse_path: Some(address("from")),
            forward_paths: (0..recipients).map(|number| address(&format!("to{number}"))).collect(),
        },
        content: Content::new(vec![Segment::Own(body.to_vec())]),
        eight_bit: false,
        smtputf8: false,
    }
}

pub(crate) fn reply(code: u16) -> Reply {
    Reply { code, text: "text".into(), enhanced: None }
}
