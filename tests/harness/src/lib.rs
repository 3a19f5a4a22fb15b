//! What the tests stand on: a world is a fresh body in the shared database, an actor is a person
//! who acts through HTTP, a golden page is a file that changes only on purpose.

pub mod actor;
pub mod deliberation;
pub mod golden;
pub mod proceeding;
pub mod world;

pub use actor::{Actor, Reply, client};
pub use proceeding::Proceeding;
pub use world::World;
