//! The law that Proviso applies, as pure functions of small values: no clock, no database, no
//! network, no randomness. Each file is one subject of the rules of procedure.
#![warn(missing_docs)]

pub mod words;

pub mod language;
pub mod refusal;
pub mod unread;

pub mod client;
pub mod delegation;
pub mod people;

pub mod calendar;
pub mod deadline;

pub mod case;
pub mod document;
pub mod emergency;
pub mod filing;
pub mod measure;
pub mod panel;

pub mod clause;
pub mod review;
pub mod vote;

pub mod compliance;
pub mod facet;
pub mod linkage;
pub mod record;
pub mod register;
pub mod ruling;
pub mod translation;

pub use words::Word;
