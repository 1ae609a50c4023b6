//! `mailshot sink`: the test server by itself.

use std::fs;
use std::sync::mpsc;

use anyhow::Context;

use super::args::SinkArgs;
use super::exit::Exit;
use super::output::line;
use crate::sink::{Options, Sink};

pub(super) fn run(args: SinkArgs) -> anyhow::Result<Exit> {
    let (stopped, wait) = mpsc::channel();
    ctrlc::set_handler(move || {
        // The second signal finds nobody waiting; the sink is stopping already.
        let _ = stopped.send(());
    })
    .context("signals cannot be watched")?;

    let certificate_out = args.certificate_out;
    let sink = Sink::start(Options {
        listen: args.listen,
        tls: args.tls.into(),
        login: args.user.zip(args.password),
        dir: args.dir,
        max_size: args.max_size,
        refuse: args.refuse,
        defer: args.defer,
        latency: args.latency,
        drop_after: args.drop_after,
        without: args.without,
        log: !args.quiet,
    })?;
    if let Some(file) = certificate_out {
        let pem = sink.certificate_pem().context("--certificate-out: there is no certificate without --tls")?;
        fs::write(&file, pem).with_context(|| format!("{}: cannot be written", file.display()))?;
    }
    line(&format!("listening on {}", sink.address()));
    // An error means that the handler is gone, which it never is.
    let _ = wait.recv();
    let counts = sink.stop();
    line(&serde_json::to_string(&counts)?);
    Ok(Exit::Done)
}
