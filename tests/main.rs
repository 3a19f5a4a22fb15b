//! What a person or a neighbour can observe from outside. One binary, since it links only once.

mod cases;
mod catalog;
mod doors;
mod filings;
mod migrations;
mod pages;
mod people;
mod tenancy;
