//! The server's table of contents: roof, slices, ground.

pub mod demo;
pub mod pages;
pub mod replay;
pub mod serve;
pub mod server;
pub mod worker;

pub mod bodies;
pub mod people;

pub mod bulk;
pub mod cases;
pub mod compliance;
pub mod deadlines;
pub mod docket;
pub mod documents;
pub mod filings;
pub mod following;
pub mod linkage;
pub mod measures;
pub mod panels;
pub mod publications;
pub mod register;
pub mod review;
pub mod rulings;
pub mod service;
pub mod statistics;

pub mod authz;
pub mod bootstrap;
pub mod caller;
pub mod config;
pub mod db;
pub mod error;
pub mod headers;
pub mod languages;
pub mod law;
pub mod limits;
pub mod metrics;
pub mod migrations;
pub mod patience;
pub mod post;
pub mod postgres;
pub mod printing;
pub mod record;
pub mod scanning;
pub mod schema;
pub mod search;
pub mod secret;
pub mod signing;
pub mod spans;
pub mod stamping;
pub mod store;
pub mod testbed;
pub mod webhook;
pub mod wire;
