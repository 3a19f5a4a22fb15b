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
    /// What happens where people and programs are let in, and has no right that policy could ask for.
    DoorAct "door" {
        /// Someone showed a password, a code or a passkey, and is in; or tried in vain in someone's name.
        SignIn = "sign_in",
        /// They are out again.
        SignOut = "sign_out",
        /// A spent token came a second time, so it was stolen, and its session was ended.
        ReuseToken = "reuse_token",
        /// A program showed a secret of its own.
        LetProgramIn = "let_program_in",
        /// Someone who is in was to show their second factor again, and showed another one.
        Prove = "prove",
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
