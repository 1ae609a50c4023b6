//! Questions to real name servers, by `hickory-resolver`.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::RData;
use thiserror::Error;
use tokio::runtime::{Builder, Runtime};

use super::{NameError, Names};

/// One question to one server, once; and then once more.
const TIMEOUT: Duration = Duration::from_secs(2);
const ATTEMPTS: usize = 2;

/// Asks name servers. Each question waits for its answer.
pub struct Resolver {
    runtime: Runtime,
    resolver: TokioResolver,
}

/// Why nobody can be asked.
#[derive(Debug, Error)]
#[error(
    "this machine has no name server that could be asked: {why}. --dns-server IP:PORT names one; --no-dns leaves this out."
)]
pub struct ResolverError {
    why: String,
}

impl std::fmt::Debug for Resolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resolver").finish_non_exhaustive()
    }
}

impl Resolver {
    /// Asks this name server, or those of the system.
    ///
    /// # Errors
    /// The system names none.
    pub fn new(server: Option<SocketAddr>) -> Result<Self, ResolverError> {
        let failed = |why: String| ResolverError { why };
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| failed(error.to_string()))?;
        let mut builder = match server {
            Some(server) => TokioResolver::builder_with_config(config(server), TokioRuntimeProvider::default()),
            None => TokioResolver::builder_tokio().map_err(|error| failed(error.to_string()))?,
        };
        let options = builder.options_mut();
        options.timeout = TIMEOUT;
        options.attempts = ATTEMPTS;
        let resolver = builder.build().map_err(|error| failed(error.to_string()))?;
        Ok(Self { runtime, resolver })
    }

    fn ask<T>(&self, question: impl Future<Output = Result<T, NetError>>) -> Result<T, NameError> {
        self.runtime.block_on(question).map_err(|error| match error {
            NetError::Dns(DnsError::NoRecordsFound(none)) => match none.response_code {
                ResponseCode::NoError | ResponseCode::NXDomain => NameError::Missing,
                // A server that cannot say says nothing about the name.
                code => NameError::Failed(format!("the name server answers {code}")),
            },
            NetError::Timeout => NameError::Failed("no name server answers".to_owned()),
            NetError::NoConnections | NetError::Io(_) => {
                NameError::Failed(format!("no name server can be reached ({error})"))
            }
            error => NameError::Failed(error.to_string()),
        })
    }
}

impl Names for Resolver {
    fn txt(&self, name: &str) -> Result<Vec<String>, NameError> {
        let found = self.ask(self.resolver.txt_lookup(absolute(name)))?;
        let texts = found.answers().iter().filter_map(|record| match &record.data {
            // The pieces of a record belong together without anything between them (RFC 7208 §3.3, 6376 §3.6.2.2).
            RData::TXT(text) => Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned()),
            _ => None,
        });
        some(texts.collect())
    }

    fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, NameError> {
        some(self.ask(self.resolver.lookup_ip(absolute(name)))?.iter().collect())
    }

    fn mx(&self, domain: &str) -> Result<Vec<String>, NameError> {
        let found = self.ask(self.resolver.mx_lookup(absolute(domain)))?;
        let mut hosts: Vec<(u16, String)> = found
            .answers()
            .iter()
            .filter_map(|record| match &record.data {
                RData::MX(mx) => {
                    Some((mx.preference, mx.exchange.to_ascii().trim_end_matches('.').to_ascii_lowercase()))
                }
                _ => None,
            })
            .collect();
        hosts.sort();
        some(hosts.into_iter().map(|(_, host)| host).collect())
    }
}

fn some<T>(found: Vec<T>) -> Result<Vec<T>, NameError> {
    if found.is_empty() { Err(NameError::Missing) } else { Ok(found) }
}

/// No search list of the system's is tried.
fn absolute(name: &str) -> String {
    format!("{}.", name.trim_end_matches('.'))
}

fn config(server: SocketAddr) -> ResolverConfig {
    let on_port = |mut connection: ConnectionConfig| {
        connection.port = server.port();
        connection
    };
    let connections = vec![on_port(ConnectionConfig::udp()), on_port(ConnectionConfig::tcp())];
    let server = NameServerConfig::new(server.ip(), true, connections);
    ResolverConfig::from_name_servers(vec![server])
}
