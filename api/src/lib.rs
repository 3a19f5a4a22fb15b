//! The server's table of contents.

pub mod bootstrap;
pub mod postgres;
pub mod secret;
pub mod testbed;
