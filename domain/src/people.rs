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
        /// Stands in for the agent, with all rights of one.
        DeputyAgent = "deputy_agent",
        /// Files for one state under its agent.
        Counsel = "counsel",
        /// Reads and prepares for one state; files nothing and binds nobody.
        Adviser = "adviser",
        /// Expert on the roster; sits where appointed.
        Panelist = "panelist",
        /// Runs notices and consultation certificates of a region.
        RegionalCoordinator = "regional_coordinator",
        /// Receives linkage reports for the IMF or the World Bank.
        Liaison = "liaison",
        /// Independent, and cleared by the state whose secret it is: reads that off the platform and writes the gist.
        ClearedReviewer = "cleared_reviewer",
        /// An enterprise or a friend of the panel: has no standing, and may ask to be heard.
        Enterprise = "enterprise",
        /// Accredited to watch; sees what is public.
        Observer = "observer",
        /// Prepares or decides claims for compensation from the Fund.
        FundOfficer = "fund_officer",
        /// Sets up people and rules; no access to content.
        BodyAdministrator = "body_administrator",
        /// Reads logs, hashes and settings; nothing else.
        Auditor = "auditor",
    }
}

crate::words! {
    /// What a panelist is an expert in; each seat of a panel is bound to one (procedure 2.2.3).
    Discipline "discipline" {
        /// Law; presides.
        Legal = "legal",
        /// Security.
        Security = "security",
        /// Technology.
        Technology = "technology",
    }
}

crate::words! {
    /// Which side of a case a party is on.
    Side "side" {
        /// Asks for the review.
        Applicant = "applicant",
        /// Invokes the security exception.
        Respondent = "respondent",
    }
}

crate::words! {
    /// What is done with the people of a body.
    PeopleAct "people" {
        /// Someone gets an account.
        AddPerson = "add_person",
        /// Roles are given or taken away (rulebook act 40).
        ChangeRoles = "change_roles",
        /// Someone says in which language they read and are written to.
        ChooseLanguage = "choose_language",
        /// One ends a session of one's own, here or elsewhere.
        EndSession = "end_session",
        /// One chooses another password for one's own account.
        ChangePassword = "change_password",
        /// Someone who has no password yet is sent a link with which they choose one.
        Invite = "invite",
        /// Someone who has forgotten theirs is sent such a link.
        SendReset = "send_reset",
        /// One chooses a password with a link that was sent to one.
        ChoosePassword = "choose_password",
        /// One sets up a second factor for one's own account.
        SetUpFactor = "set_up_factor",
        /// One does without it again.
        RemoveFactor = "remove_factor",
        /// One gets other recovery codes.
        RenewCodes = "renew_codes",
        /// One adds a passkey to one's own account.
        AddPasskey = "add_passkey",
        /// One does without it again.
        RemovePasskey = "remove_passkey",
        /// An administrator takes away the second factor of someone who has lost it.
        TakeFactor = "take_factor",
        /// One lets a program act for one.
        MakeClient = "make_client",
        /// A program of one's own gets another secret; the former one works a day longer.
        RenewSecret = "renew_secret",
        /// The former secret does not work any more.
        EndSecret = "end_secret",
        /// A program of one's own is not let in any more.
        EndClient = "end_client",
        /// An administrator ends somebody's program.
        TakeClient = "take_client",
    }
}

crate::words! {
    /// What is done with a body itself.
    BodyAct "body" {
        /// The clock of a simulation goes forward.
        TurnClock = "turn_clock",
        /// A simulation gets a state that does not exist.
        InventState = "invent_state",
    }
}

impl Side {
    /// The side across.
    #[must_use]
    pub fn other(self) -> Side {
        match self {
            Side::Applicant => Side::Respondent,
            Side::Respondent => Side::Applicant,
        }
    }

    /// What the side is called in a sentence.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Side::Applicant => "the applicant",
            Side::Respondent => "the respondent",
        }
    }
}

/// Is someone with this role of a state's delegation? Everyone else acts for none.
#[must_use]
pub fn is_of_delegation(role: Role) -> bool {
    matches!(
        role,
        Role::Agent | Role::DeputyAgent | Role::Counsel | Role::Adviser
    )
}

/// The sides of a dispute of which one person may take only one (procedure 2.1.1).
#[derive(PartialEq, Eq)]
enum Camp {
    Party,
    Panel,
    Registry,
    Region,
    Review,
    Fund,
}

/// Whether one person may not hold both roles in a body at all (procedure 2.1.1).
///
/// The registry, the regional coordinator and the Fund touch every case of the body, so their separation
/// cannot wait for one. A counsel may be a member in another case: that is looked at case by case.
#[must_use]
pub fn conflict(a: Role, b: Role) -> bool {
    if a == b {
        return false;
    }
    if stands_alone(a) || stands_alone(b) {
        return true;
    }
    let everywhere = |role| matches!(camp(role), Some(Camp::Registry | Camp::Region | Camp::Fund));
    conflict_in_case(a, b) && (everywhere(a) || everywhere(b))
}

/// Whether one person may not hold both roles in the same case (procedure 2.1.1).
#[must_use]
pub fn conflict_in_case(a: Role, b: Role) -> bool {
    if a == b {
        return false;
    }
    match (camp(a), camp(b)) {
        (Some(one), Some(other)) => one != other,
        _ => stands_alone(a) || stands_alone(b),
    }
}

/// The first two of these roles that one person may not hold together in a body.
#[must_use]
pub fn conflict_among(roles: &[Role]) -> Option<(Role, Role)> {
    roles.iter().enumerate().find_map(|(at, &a)| {
        roles[at + 1..]
            .iter()
            .find(|&&b| conflict(a, b))
            .map(|&b| (a, b))
    })
}

/// Auditor and administrator exclude every other role; a liaison sees reports and nothing else.
fn stands_alone(role: Role) -> bool {
    matches!(
        role,
        Role::Auditor | Role::BodyAdministrator | Role::Liaison
    )
}

fn camp(role: Role) -> Option<Camp> {
    match role {
        Role::Agent | Role::DeputyAgent | Role::Counsel | Role::Adviser => Some(Camp::Party),
        Role::Panelist => Some(Camp::Panel),
        Role::Registrar | Role::CaseOfficer => Some(Camp::Registry),
        Role::RegionalCoordinator => Some(Camp::Region),
        Role::ClearedReviewer => Some(Camp::Review),
        Role::FundOfficer => Some(Camp::Fund),
        Role::President
        | Role::Liaison
        | Role::Enterprise
        | Role::Observer
        | Role::BodyAdministrator
        | Role::Auditor => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Role, conflict, conflict_among, conflict_in_case, is_of_delegation};
    use crate::words::Word;

    #[test]
    fn auditor_and_administrator_exclude_every_other_role() {
        for &role in Role::ALL {
            assert_eq!(conflict(Role::Auditor, role), role != Role::Auditor);
            assert_eq!(
                conflict(role, Role::BodyAdministrator),
                role != Role::BodyAdministrator
            );
        }
    }

    #[test]
    fn counsel_may_be_a_member_elsewhere_but_not_in_the_same_case() {
        assert!(!conflict(Role::Counsel, Role::Panelist));
        assert!(conflict_in_case(Role::Counsel, Role::Panelist));
        assert!(!conflict_in_case(Role::Agent, Role::Counsel));
    }

    #[test]
    fn deputies_and_advisers_are_kept_apart_as_agents_and_counsel_are() {
        for &other in Role::ALL {
            if is_of_delegation(other) {
                continue;
            }
            for (one, like) in [
                (Role::DeputyAgent, Role::Agent),
                (Role::Adviser, Role::Counsel),
            ] {
                assert_eq!(conflict(one, other), conflict(like, other), "{one} {other}");
                assert_eq!(
                    conflict_in_case(one, other),
                    conflict_in_case(like, other),
                    "{one} {other}"
                );
            }
        }
        assert!(!conflict_in_case(Role::DeputyAgent, Role::Adviser));
    }

    #[test]
    fn whoever_reviews_a_secret_or_pays_from_the_fund_is_nothing_else_in_the_dispute() {
        let others = [
            Role::Agent,
            Role::Counsel,
            Role::Panelist,
            Role::Registrar,
            Role::RegionalCoordinator,
        ];
        for other in others {
            assert!(conflict_in_case(Role::ClearedReviewer, other), "{other}");
            assert!(conflict(Role::FundOfficer, other), "{other}");
        }
        assert!(conflict_in_case(Role::FundOfficer, Role::ClearedReviewer));
        // A reviewer in one case may plead or sit in another.
        assert!(!conflict(Role::ClearedReviewer, Role::Panelist));
        assert!(!conflict(Role::ClearedReviewer, Role::Counsel));
        // Who only watches, or has no standing, is on no side.
        assert!(!conflict_in_case(Role::Observer, Role::Enterprise));
    }

    #[test]
    fn the_registry_neither_pleads_nor_judges() {
        for registry in [Role::Registrar, Role::CaseOfficer] {
            for other in [
                Role::Agent,
                Role::Counsel,
                Role::Panelist,
                Role::RegionalCoordinator,
            ] {
                assert!(conflict(registry, other), "{registry} {other}");
            }
        }
        assert!(!conflict(Role::Registrar, Role::CaseOfficer));
    }

    #[test]
    fn separation_does_not_depend_on_the_order_of_the_roles() {
        for &a in Role::ALL {
            for &b in Role::ALL {
                assert_eq!(conflict(a, b), conflict(b, a));
                assert!(!conflict(a, b) || conflict_in_case(a, b), "{a} {b}");
            }
        }
        assert_eq!(
            conflict_among(&[Role::President, Role::Agent, Role::Registrar]),
            Some((Role::Agent, Role::Registrar))
        );
        assert_eq!(conflict_among(&[Role::Agent, Role::Counsel]), None);
    }
}
