//! The pace: common to `check`, which tells what comes of it, and `send`.

use clap::Args;

use crate::batch::{MOST_LOGINS, Sessions};
use crate::cli::output::grouped;
use crate::rate::{Rate, RateError};

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Pace")]
pub(in crate::cli) struct PaceArgs {
    /// Sessions at the same time; auto: as many as are of use, 1 to 16 [default: the provider's preset, else 2]
    #[arg(long, value_name = "N|auto", value_parser = sessions)]
    pub(in crate::cli) sessions: Option<Sessions>,

    /// A new session after so many messages [default: the preset]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(in crate::cli) messages_per_session: Option<u64>,

    /// No faster than this, all sessions together: 30/min, 2/s, 500/day [default: the preset]
    #[arg(long, value_name = "RATE")]
    pub(in crate::cli) rate: Option<Rate>,

    /// No more logins than this, all sessions together: 5/min
    #[arg(long, value_name = "RATE", value_parser = logins)]
    pub(in crate::cli) logins: Option<Rate>,

    /// No more recipients than this in any 24 hours, by this login: counted across runs with a limit [default: the preset]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(in crate::cli) daily_limit: Option<u64>,
}

fn logins(text: &str) -> Result<Rate, String> {
    let rate: Rate = text.parse().map_err(|error: RateError| error.to_string())?;
    if rate.messages() > MOST_LOGINS {
        let most = grouped(u64::from(MOST_LOGINS));
        return Err(format!(
            "more than {most} logins cannot be counted: give a limit over a shorter time, such as 60/min"
        ));
    }
    Ok(rate)
}

fn sessions(text: &str) -> Result<Sessions, String> {
    match text.parse() {
        Ok(number @ 1..=4096) => Ok(Sessions::AtMost(number)),
        _ if text == "auto" => Ok(Sessions::Auto),
        _ => Err("a number from 1 to 4096, or auto".to_owned()),
    }
}
