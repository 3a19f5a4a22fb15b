//! What a person or a neighbour can observe from outside.

mod cases;
mod catalog;
mod compliance;
mod crash;
mod doors;
mod filings;
mod following;
mod forms;
mod hostile;
mod interim;
mod linkage;
mod migrations;
mod opinions;
mod pages;
mod panels;
mod people;
mod portal;
mod public;
mod publications;
mod redaction;
mod register;
mod replay;
mod review;
mod rulings;
mod tenancy;
mod walk;
