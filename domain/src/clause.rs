//! Clauses: their elements and grounds, how each is read, and the review profile that follows
//! (procedure 2.6.2, 2.2.8a).

use crate::people::Discipline;

crate::words! {
    /// What the panel votes on in a review: the propositions, in their order (procedure 2.6.7).
    Proposition "proposition" {
        /// Threshold: the circumstances that the clause requires are there.
        T0 = "T0",
        /// The interest is articulated and the link plausible.
        T1a = "T1a",
        /// The invocation is a pretext or an abuse. The applicant bears the burden.
        T1b = "T1b",
        /// The measure was necessary under the applicable standard.
        T2 = "T2",
        /// The threat exists and the answer is proportionate, on adequate proof.
        T3 = "T3",
    }
}

impl Proposition {
    /// Who fails when the proposition is not carried (procedure 2.6.6).
    pub fn burden(self) -> Burden {
        match self {
            Self::T1b => Burden::Applicant,
            Self::T0 | Self::T1a | Self::T2 | Self::T3 => Burden::InvokingState,
        }
    }
}

crate::words! {
    /// Who bears the burden.
    Burden "burden" {
        /// The invoking state.
        InvokingState = "invoking_state",
        /// The applicant.
        Applicant = "applicant",
    }
}

crate::words! {
    /// How an element is read.
    Reading "reading" {
        /// The state's own view counts; the panel asks whether it is held in good faith.
        SelfJudging = "self_judging",
        /// The panel decides in full.
        Objective = "objective",
    }
}

crate::words! {
    /// What the panel found on one element (procedure 2.2.8a).
    ElementOutcome "element_outcome" {
        /// Established.
        Met = "met",
        /// Not established.
        NotMet = "not_met",
        /// The state's view is held in good faith.
        AcceptedInGoodFaith = "accepted_in_good_faith",
        /// The clause leaves it to the state; the panel did not ask further.
        LeftToState = "left_to_state",
        /// Implausible even on the state's own account.
        Implausible = "implausible",
        /// The analysis ended before it.
        NotReached = "not_reached",
    }
}

impl Reading {
    /// The outcomes that are open for an element so read.
    pub fn outcomes(self) -> &'static [ElementOutcome] {
        match self {
            Self::Objective => &[
                ElementOutcome::Met,
                ElementOutcome::NotMet,
                ElementOutcome::NotReached,
            ],
            Self::SelfJudging => &[
                ElementOutcome::AcceptedInGoodFaith,
                ElementOutcome::LeftToState,
                ElementOutcome::Implausible,
                ElementOutcome::NotReached,
            ],
        }
    }

    /// The outcome when no other has a majority: the invoking state bears the burden of its
    /// exception, so it falls against that state.
    pub fn adverse(self) -> ElementOutcome {
        match self {
            Self::Objective => ElementOutcome::NotMet,
            Self::SelfJudging => ElementOutcome::Implausible,
        }
    }
}

crate::words! {
    /// How the clause words its necessity.
    NecessityWording "necessity_wording" {
        /// "which it considers necessary".
        ConsidersNecessary = "considers_necessary",
        /// "necessary", without the state's view.
        Necessary = "necessary",
    }
}

crate::words! {
    /// Whether the clause lists the circumstances in which it may be invoked.
    ListStructure "list_structure" {
        /// These circumstances and no others.
        Closed = "closed_list",
        /// These among others.
        Open = "open_list",
        /// None named.
        None = "no_list",
        /// The clause takes over another one.
        Incorporation = "incorporation",
    }
}

crate::words! {
    /// The standard of review that follows from the clause's text (procedure 2.6.2).
    Profile "profile" {
        /// "Which it considers necessary" with a closed list.
        P1 = "P1",
        /// "Necessary", objectively.
        P2 = "P2",
        /// "That it considers necessary" without a closed list.
        P3 = "P3",
        /// The Committee's own standard, by special consent.
        P4 = "P4",
    }
}

impl Profile {
    /// What a reader calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::P1 => "self-judging necessity, closed list of circumstances",
            Self::P2 => "objective necessity",
            Self::P3 => "self-judging necessity, no closed list",
            Self::P4 => "full review by special consent",
        }
    }

    /// Whether the panel may find that the clause leaves necessity or proportionality to the
    /// state (procedure 2.2.8a).
    pub fn may_leave_to_state(self) -> bool {
        matches!(self, Self::P1 | Self::P3)
    }
}

/// The profile that the registry proposes and the panel fixes before the case closes for
/// decision. A clause that only incorporates another takes that one's profile.
pub fn proposed_profile(
    necessity: NecessityWording,
    list: ListStructure,
    special_consent: bool,
) -> Option<Profile> {
    match (special_consent, necessity, list) {
        (true, _, _) => Some(Profile::P4),
        (false, _, ListStructure::Incorporation) => None,
        (false, NecessityWording::Necessary, _) => Some(Profile::P2),
        (false, NecessityWording::ConsidersNecessary, ListStructure::Closed) => Some(Profile::P1),
        (
            false,
            NecessityWording::ConsidersNecessary,
            ListStructure::Open | ListStructure::None,
        ) => Some(Profile::P3),
    }
}

/// One part of a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Its name, under the clause's.
    pub id: String,
    /// What it requires.
    pub label: String,
    /// How it is read until the panel departs from that.
    pub reading: Reading,
    /// The proposition under which it is tested; none: it is not scored.
    pub step: Option<Proposition>,
    /// Who leads on it, for an element of the threshold (annex D 1).
    pub lead: Option<Discipline>,
}

/// One way to invoke a clause; a claim invokes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// Its name, under the clause's.
    pub id: String,
    /// What it covers.
    pub label: String,
    /// Its elements, by name, in the order in which they are voted.
    pub elements: Vec<String>,
}

/// A security exception clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Its name.
    pub id: String,
    /// How its necessity is worded.
    pub necessity: NecessityWording,
    /// Whether it lists circumstances.
    pub list: ListStructure,
    /// False: its grounds are incomplete, so it may be read but not invoked (annex D 12).
    pub offered_for_claims: bool,
    /// All its elements.
    pub elements: Vec<Element>,
    /// The ways to invoke it.
    pub grounds: Vec<Ground>,
}

impl Clause {
    /// The ground of that name, if the clause is offered for claims and has it.
    pub fn invocable(&self, ground: &str) -> Option<&Ground> {
        self.grounds
            .iter()
            .find(|g| self.offered_for_claims && g.id == ground)
    }

    /// The elements of a ground, in order; none if the clause has no such ground.
    pub fn elements_of(&self, ground: &str) -> Vec<&Element> {
        let Some(ground) = self.grounds.iter().find(|g| g.id == ground) else {
            return Vec::new();
        };
        ground
            .elements
            .iter()
            .filter_map(|id| self.element(id))
            .collect()
    }

    /// The elements of a ground that stand under one proposition, in order.
    pub fn elements_at(&self, ground: &str, proposition: Proposition) -> Vec<&Element> {
        let mut elements = self.elements_of(ground);
        elements.retain(|element| element.step == Some(proposition));
        elements
    }

    /// Everything that is wrong with the data, in sentences.
    pub fn check(&self) -> Result<(), Vec<String>> {
        let mut faults = Vec::new();
        for (at, element) in self.elements.iter().enumerate() {
            if self.elements[..at]
                .iter()
                .any(|other| other.id == element.id)
            {
                faults.push(format!("element {} is there twice", element.id));
            }
            if element.step == Some(Proposition::T3) {
                faults.push(format!(
                    "element {}: no clause has elements of proportionality",
                    element.id
                ));
            }
            if (element.step == Some(Proposition::T0)) != element.lead.is_some() {
                faults.push(format!(
                    "element {}: exactly the elements of the threshold have a lead",
                    element.id
                ));
            }
            let used = self
                .grounds
                .iter()
                .any(|g| g.elements.contains(&element.id));
            if self.offered_for_claims && used != element.step.is_some() {
                faults.push(format!(
                    "element {}: it has a step exactly if a ground uses it",
                    element.id
                ));
            }
        }
        for ground in &self.grounds {
            if ground.elements.is_empty() {
                faults.push(format!("ground {} has no element", ground.id));
            }
            for id in &ground.elements {
                if self.element(id).is_none() {
                    faults.push(format!(
                        "ground {} names {id}, which the clause has not",
                        ground.id
                    ));
                }
            }
        }
        if self.offered_for_claims && self.grounds.is_empty() {
            faults.push("a clause offered for claims has at least one ground".to_owned());
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }

    fn element(&self, id: &str) -> Option<&Element> {
        self.elements.iter().find(|element| element.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Clause, Element, ElementOutcome, Ground, ListStructure, NecessityWording, Profile,
        Proposition, Reading, proposed_profile,
    };
    use crate::people::Discipline;

    fn clause() -> Clause {
        let element = |id: &str, reading, step, lead| Element {
            id: id.to_owned(),
            label: id.to_owned(),
            reading,
            step,
            lead,
        };
        Clause {
            id: "x".to_owned(),
            necessity: NecessityWording::ConsidersNecessary,
            list: ListStructure::Closed,
            offered_for_claims: true,
            elements: vec![
                element("x.info", Reading::SelfJudging, None, None),
                element("x.esi", Reading::SelfJudging, Some(Proposition::T1a), None),
                element(
                    "x.time",
                    Reading::Objective,
                    Some(Proposition::T0),
                    Some(Discipline::Security),
                ),
                element(
                    "x.arms",
                    Reading::Objective,
                    Some(Proposition::T0),
                    Some(Discipline::Legal),
                ),
            ],
            grounds: vec![
                Ground {
                    id: "x.i".to_owned(),
                    label: String::new(),
                    elements: vec!["x.time".to_owned(), "x.esi".to_owned()],
                },
                Ground {
                    id: "x.ii".to_owned(),
                    label: String::new(),
                    elements: vec!["x.arms".to_owned(), "x.esi".to_owned()],
                },
            ],
        }
    }

    #[test]
    fn the_wording_and_the_list_propose_the_profile() {
        use ListStructure as L;
        use NecessityWording as N;
        assert_eq!(
            proposed_profile(N::ConsidersNecessary, L::Closed, false),
            Some(Profile::P1)
        );
        assert_eq!(
            proposed_profile(N::Necessary, L::None, false),
            Some(Profile::P2)
        );
        assert_eq!(
            proposed_profile(N::ConsidersNecessary, L::None, false),
            Some(Profile::P3)
        );
        assert_eq!(
            proposed_profile(N::ConsidersNecessary, L::Open, false),
            Some(Profile::P3)
        );
        assert_eq!(
            proposed_profile(N::ConsidersNecessary, L::Incorporation, false),
            None
        );
        assert_eq!(
            proposed_profile(N::Necessary, L::Incorporation, true),
            Some(Profile::P4)
        );
    }

    #[test]
    fn a_claim_meets_only_the_elements_of_its_ground() {
        let clause = clause();
        assert_eq!(clause.check(), Ok(()));
        let ids = |ground| {
            clause
                .elements_of(ground)
                .iter()
                .map(|e| e.id.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(ids("x.i"), ["x.time", "x.esi"]);
        assert!(ids("x.iv").is_empty());
        assert_eq!(clause.elements_at("x.ii", Proposition::T0).len(), 1);
    }

    #[test]
    fn a_clause_for_reference_has_no_invocable_ground() {
        assert!(clause().invocable("x.i").is_some());
        let reference = Clause {
            offered_for_claims: false,
            ..clause()
        };
        assert_eq!(reference.invocable("x.i"), None);
    }

    #[test]
    fn broken_data_is_named_fault_by_fault() {
        let mut broken = clause();
        broken.grounds[0].elements.push("x.none".to_owned());
        broken.elements[3].lead = None;
        let faults = broken.check().unwrap_err();
        assert_eq!(faults.len(), 2, "{faults:?}");
    }

    #[test]
    fn a_self_judging_element_is_never_simply_not_met() {
        assert!(
            !Reading::SelfJudging
                .outcomes()
                .contains(&ElementOutcome::NotMet)
        );
        assert!(
            !Reading::Objective
                .outcomes()
                .contains(&ElementOutcome::LeftToState)
        );
        assert!(
            Reading::SelfJudging
                .outcomes()
                .contains(&Reading::SelfJudging.adverse())
        );
        assert!(
            Reading::Objective
                .outcomes()
                .contains(&Reading::Objective.adverse())
        );
    }
}
