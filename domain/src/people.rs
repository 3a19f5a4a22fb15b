//! Roles, and which of them one person may not hold together (procedure 2.1.1).

crate::words! {
    /// What a person is in a body. What a person is *in a case* (presiding, sitting, agent of a
    /// party) is a fact of the case.
    Role "role" {
        /// Runs the register, service and the calendar; never scores, never votes.
        Registrar = "registrar",
        /// Prepares for the registrar.
        CaseOfficer = "case_officer",
        /// Appointing and fallback authority of the body.
        President = "president",
        /// Binds one state: files, agrees, accepts.
        Agent = "agent",
        /// Files for one state under its agent.
        Counsel = "counsel",
        /// Expert on the roster; sits where appointed.
        Panelist = "panelist",
        /// Runs notices and consultation certificates of a region.
        RegionalCoordinator = "regional_coordinator",
        /// Receives linkage reports for the IMF or the World Bank.
        Liaison = "liaison",
        /// Sets up people and rules; no access to content.
        BodyAdministrator = "body_administrator",
        /// Reads logs, hashes and settings; nothing else.
        Auditor = "auditor",
    }
}
