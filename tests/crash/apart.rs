//! Killed, and a ledger whose log has been left behind.

use std::fs;

use mailshot::sink::Options;

use crate::support::program::Program;
use crate::{Batch, Chance, assert_once};

#[test]
fn a_ledger_without_its_log_sends_nothing() {
    let mut chance = Chance::named("log");
    for messages in [1, 40, 90] {
        let mut batch = Batch::new(120, Options::default(), &["--sessions", "2"]);
        let mut child = batch.spawn();
        assert!(batch.wait_for_messages(&mut child, messages + chance.below(10)));
        child.kill().expect("it was started");
        child.wait().expect("it was started");
        let (log, away) = (batch.dir.path().join("list.template.ledger-wal"), batch.dir.path().join("away"));
        fs::rename(&log, &away).expect("it was left behind");
        let before = batch.sink().counts().connections;
        let refused = batch.program(&[]).run();
        refused.assert_code(2);
        refused.assert_says(&["list.template.ledger: its log list.template.ledger-wal is missing", "Put it back"]);
        for more in [&[][..], &["--failed", "rest.csv"], &["--report", "report.html"]] {
            let report = Program::new(batch.dir.path()).args(["report", "list.template.ledger"]).args(more).run();
            report.assert_code(2);
            report.assert_says(&["list.template.ledger-wal is missing"]);
        }
        batch.program(&["--again"]).run().assert_code(2);
        assert_eq!(batch.sink().counts().connections, before);
        assert!(!log.exists());

        fs::rename(&away, &log).expect("it was put there");
        batch.finish(&[]);
        let (report, kept) = (batch.report(), batch.stop());
        assert_once(&batch, &kept, &report, &format!("log, {messages}"));
    }
}
