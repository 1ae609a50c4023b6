//! Sessions over real sockets, against servers that are told what to do.

#[cfg(test)]
mod client;
#[cfg(test)]
#[path = "../support/dialog_script.rs"]
mod dialog_script;
#[cfg(test)]
mod dialogs;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod peer;
#[cfg(test)]
#[path = "../support/port.rs"]
mod port;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod tls;
