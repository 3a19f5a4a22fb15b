//! Who of a party does what it owes: of those who act for a state, not everyone binds it.

use uuid::Uuid;

use super::{Deadline, queries};
use crate::authz::{CaseFacts, Fact, Principal, Resource};
use crate::db::Tx;

/// A case, as far as it matters who of a party does something in it: nothing of it but whose it is.
struct CaseOf<'a>(Uuid, &'a str);

/// A report, likewise.
struct ReportOf<'a>(Uuid, &'a str);

impl Resource for CaseOf<'_> {
    const KIND: &'static str = "Case";

    fn id(&self) -> Uuid {
        self.0
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        CaseFacts {
            applicant: self.1.to_owned(),
            respondent: self.1.to_owned(),
            draft: false,
            served: true,
            filed_by: Uuid::nil(),
            sitting: Vec::new(),
            candidates: Vec::new(),
            alternates: Vec::new(),
            sitting_alternates: Vec::new(),
            presiding: None,
            issued: true,
            published: true,
            held: false,
            let_in: Vec::new(),
        }
        .all()
    }
}

impl Resource for ReportOf<'_> {
    const KIND: &'static str = "Report";

    fn id(&self) -> Uuid {
        self.0
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![
            ("state", Fact::Text(self.1.to_owned())),
            ("with_state", Fact::Flag(true)),
            ("transmitted", Fact::Flag(true)),
            ("recipients", Fact::People(Vec::new())),
        ]
    }
}

/// Does an agent do what the state of the person who asks owes, and not that person? Policy is asked about both.
pub(super) fn is_for_agent(tx: &Tx<'_>, one: &Deadline) -> bool {
    let mine = queries::acts_for(tx);
    if mine.is_empty() || one.party.as_ref() != Some(&mine) {
        return false;
    }
    let agent = queries::agent_of(&mine);
    let may = |who: &Principal| match (one.case_id, one.report_id) {
        (Some(id), _) => tx.may_they(who, &one.act, &CaseOf(id, &mine)),
        (None, Some(id)) => tx.may_they(who, &one.act, &ReportOf(id, &mine)),
        (None, None) => false,
    };
    may(&agent) && !may(tx.who())
}
