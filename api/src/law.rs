//! The reviewed data of the law: clauses, rubrics, states. Read from the program itself, checked
//! at start; the domain computes over it.

use std::sync::OnceLock;

use crate::bodies::StateEntry;

const STATES: &str = include_str!("../states/states.json");

/// Every state known to the installation.
pub fn states() -> &'static [StateEntry] {
    static ALL: OnceLock<Vec<StateEntry>> = OnceLock::new();
    ALL.get_or_init(|| serde_json::from_str(STATES).unwrap_or_default())
}
