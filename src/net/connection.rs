//! A byte stream with deadlines, plain or TLS, and the loop that drives a dialog over it.
