//! The ledger: what kinds of lines it has, and what is done with it (procedure 2.1.1, AUD).

crate::words! {
    /// What a line of the ledger is about.
    LineKind "line_kind" {
        /// Something was done.
        Act = "act",
        /// Something that is not public was read.
        Read = "read",
        /// Something was refused to someone who has no right to it.
        Denied = "denied",
        /// The heads of all chains, signed and published.
        Checkpoint = "checkpoint",
    }
}

crate::words! {
    /// What is done with the ledger.
    LedgerAct "ledger" {
        /// It is taken out of the system, to be checked elsewhere.
        Export = "export",
        /// Its lines of some days or people are taken out, to be read elsewhere.
        List = "list",
        /// The body signs how far it goes.
        Checkpoint = "checkpoint",
    }
}
