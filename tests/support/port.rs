//! A port for tests in which nobody is there.

use std::mem;
use std::net::SocketAddr;

use socket2::{Domain, Socket, Type};

/// An address of loopback where nobody listens, nor can for as long as these tests run: bound, and not listened on. A port that was
/// only free a moment ago may be somebody else's by the time it is tried.
pub(crate) fn closed_port() -> SocketAddr {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("there are descriptors left");
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).expect("loopback has a free port");
    let address = socket.local_addr().ok().and_then(|address| address.as_socket()).expect("it is bound");
    mem::forget(socket);
    address
}
