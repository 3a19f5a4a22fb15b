//! What a person or a neighbour can observe from outside.

mod cases;
mod filings;
mod people;
