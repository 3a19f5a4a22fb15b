//! Who may sit together: seats, quorum, and the guards of composition, each fault with its reason
//! (procedure 2.2.3, 2.2.4 and 2.2.8).

use std::collections::BTreeSet;

use crate::people::Discipline;
use crate::refusal::Refusal;
use crate::words::Word;

crate::words! {
    /// How many members a panel has (G-SIZE).
    Size "panel_size" {
        /// Expedited: one of each discipline.
        Three = "3",
        /// Standard.
        Five = "5",
        /// Enlarged, for systemic questions.
        Seven = "7",
    }
}

crate::words! {
    /// The regional groups of the United Nations.
    RegionalGroup "regional_group" {
        /// African States.
        African = "african",
        /// Asia-Pacific States.
        AsiaPacific = "asia_pacific",
        /// Eastern European States.
        EasternEuropean = "eastern_european",
        /// Latin American and Caribbean States.
        LatinAmericanCaribbean = "latin_american_and_caribbean",
        /// Western European and other States.
        WesternEuropeanOthers = "western_european_and_others",
    }
}

crate::words! {
    /// What a candidate disclosed, by the list it is on (2.2.4); a later one weighs more.
    Disclosure "disclosure" {
        /// Nothing to disclose.
        Nothing = "none",
        /// Optional note.
        Green = "green",
        /// Disclosed; accepted unless challenged.
        Orange = "orange",
        /// Bars the seat unless all parties waive it in writing.
        RedWaivable = "red_waivable",
        /// Bars the seat.
        Red = "red",
    }
}

crate::words! {
    /// The rule that a composition offends.
    Rule "composition_rule" {
        /// Seats are accepted and disclosures complete (T-14).
        Seats = "T-14",
        /// Nobody judges in a case in which they act for a party (procedure 2.1.1).
        Separation = "2.1.1",
        /// No interest of the red lists.
        Red = "2.2.4",
        /// The seats of the size are all there.
        Size = "G-SIZE",
        /// Every discipline is there and none holds a majority.
        Discipline = "G-DISC",
        /// No nationality of a party.
        Nationality = "G-NAT",
        /// Nationalities, regional groups and development.
        Diversity = "G-DIV",
        /// The presiding member.
        Chair = "G-CHAIR",
        /// An alternate of each discipline, who passes the same guards.
        Alternates = "G-ALT",
    }
}

/// A party, as far as the composition depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Party<'a> {
    /// The code of the State.
    pub code: &'a str,
    /// Its name, for sentences.
    pub name: &'a str,
    /// Its regional group; a few States have none.
    pub group: Option<RegionalGroup>,
    /// Whether it is a developing State.
    pub developing: bool,
    /// It asked for a member from a developing State, which counts if it is one (G-DIV).
    pub asks_for_developing_member: bool,
}

/// The parties, and what they asked for or agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parties<'a> {
    /// Asks for the review.
    pub applicant: Party<'a>,
    /// Invokes the exception.
    pub respondent: Party<'a>,
    /// All parties agreed in writing to nationalities of their own (G-NAT).
    pub nationality_agreed: bool,
    /// The parties agreed to a presiding member of one side's regional group (G-CHAIR).
    pub chair_group_agreed: bool,
}

/// Someone named for a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// The name, for sentences.
    pub name: &'a str,
    /// What the person is an expert in.
    pub disciplines: &'a [Discipline],
    /// The codes of the States whose nationality the person has; all count.
    pub nationalities: &'a [String],
    /// The party for which the person acts as agent or counsel, if it is so (2.1.1).
    pub acts_for: Option<&'a str>,
    /// The regional group of the person's State.
    pub group: Option<RegionalGroup>,
    /// Whether that is a developing State.
    pub developing: bool,
    /// Whether the person accepted the seat.
    pub accepted: bool,
    /// What the person disclosed; nothing, if no disclosure was made yet.
    pub disclosure: Option<Disclosure>,
    /// All parties waived in writing what was disclosed (2.2.4, waivable red only).
    pub waived: bool,
}

/// A place on a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat<'a> {
    /// The discipline that the seat is bound to.
    pub discipline: Discipline,
    /// Whether who sits here presides.
    pub presiding: bool,
    /// Who is named for it.
    pub candidate: Option<Candidate<'a>>,
}

/// A panel as it is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel<'a> {
    /// How many members it is to have.
    pub size: Size,
    /// Its seats.
    pub seats: Vec<Seat<'a>>,
    /// The seats of its alternates, who are no members: they count nowhere among the seats.
    pub alternates: Vec<Seat<'a>>,
}

/// What is wrong with a composition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which rule it offends.
    pub rule: Rule,
    /// Who, and why: a sentence.
    pub sentence: String,
}

impl Size {
    /// The number of seats.
    #[must_use]
    pub fn members(self) -> usize {
        match self {
            Self::Three => 3,
            Self::Five => 5,
            Self::Seven => 7,
        }
    }

    /// How many must sit for the panel to decide (2.2.8).
    #[must_use]
    pub fn quorum(self) -> usize {
        match self {
            Self::Three => 3,
            Self::Five => 4,
            Self::Seven => 5,
        }
    }

    /// How many regional groups a panel must come from (G-DIV).
    #[must_use]
    pub fn groups(self) -> usize {
        match self {
            Self::Three => 2,
            Self::Five | Self::Seven => 3,
        }
    }

    /// The disciplines of the seats, the presiding one first. The fifth seat of a standard panel
    /// is of security or technology, as the composition note says; by default technology.
    #[must_use]
    pub fn seats(self, fifth: Discipline) -> Vec<Discipline> {
        let of = |legal, security, technology| {
            [
                (Discipline::Legal, legal),
                (Discipline::Security, security),
                (Discipline::Technology, technology),
            ]
            .into_iter()
            .flat_map(|(discipline, count)| std::iter::repeat_n(discipline, count))
            .collect()
        };
        match (self, fifth) {
            (Self::Three, _) => of(1, 1, 1),
            (Self::Five, Discipline::Security) => of(2, 2, 1),
            (Self::Five, _) => of(2, 1, 2),
            (Self::Seven, _) => of(3, 2, 2),
        }
    }
}

/// Whether the sitting members can decide: enough of them, and every discipline (2.2.8).
#[must_use]
pub fn has_quorum(size: Size, sitting: &[Discipline]) -> bool {
    sitting.len() >= size.quorum() && Discipline::ALL.iter().all(|one| sitting.contains(one))
}

/// Everything that is wrong with a composition, rule by rule.
#[must_use]
pub fn faults(panel: &Panel<'_>, parties: &Parties<'_>) -> Vec<Fault> {
    let mut faults = composed(panel, parties);
    faults.extend(missing_alternates(panel, parties));
    faults
}

/// What is wrong with the members.
fn composed(panel: &Panel<'_>, parties: &Parties<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut found = |rule, sentence| faults.push(Fault { rule, sentence });
    answers(panel, &mut found);
    separation(panel, parties, &mut found);
    size(panel, &mut found);
    disciplines(panel, &mut found);
    nationalities(panel, parties, &mut found);
    diversity(panel, parties, &mut found);
    chair(panel, parties, &mut found);
    faults
}

/// What is wrong with the composition if this alternate steps in for any member of the discipline (G-ALT),
/// and is not wrong without: an alternate passes the same guards. What the alternate has not answered yet is
/// no fault.
#[must_use]
pub fn alternate_faults(
    panel: &Panel<'_>,
    parties: &Parties<'_>,
    (alternate, discipline): (Candidate<'_>, Discipline),
) -> Vec<Fault> {
    let members = Panel {
        alternates: Vec::new(),
        ..panel.clone()
    };
    let before = composed(&members, parties);
    let mut faults: Vec<Fault> = Vec::new();
    let disciplined = members.seats.iter().enumerate();
    for (at, _) in disciplined.filter(|(_, seat)| seat.discipline == discipline) {
        let mut with = members.clone();
        with.seats[at].candidate = Some(Candidate {
            accepted: true,
            disclosure: alternate.disclosure.or(Some(Disclosure::Nothing)),
            ..alternate
        });
        for fault in composed(&with, parties) {
            if !before.contains(&fault) && !faults.contains(&fault) {
                faults.push(fault);
            }
        }
    }
    faults
}

/// An enlarged panel is not seated without its alternates; another one is (G-ALT, warn).
fn missing_alternates(panel: &Panel<'_>, parties: &Parties<'_>) -> Vec<Fault> {
    if panel.size != Size::Seven {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for &discipline in Discipline::ALL {
        let named = panel
            .alternates
            .iter()
            .filter(|seat| seat.discipline == discipline)
            .filter_map(|seat| seat.candidate)
            .find(|candidate| candidate.accepted);
        let found = match named {
            None => vec![format!("No {discipline} alternate has accepted.")],
            Some(alternate) => {
                let found = alternate_faults(panel, parties, (alternate, discipline));
                found.into_iter().map(|fault| fault.sentence).collect()
            }
        };
        faults.extend(found.into_iter().map(|sentence| Fault {
            rule: Rule::Alternates,
            sentence,
        }));
    }
    faults
}

/// Whether the panel may be constituted (guard of T-14): the least of the refusals.
pub fn composition(faults: &[Fault]) -> Result<(), Refusal> {
    match faults.iter().map(|fault| fault.rule.refusal()).min() {
        Some(refusal) => Err(refusal),
        None => Ok(()),
    }
}

impl Rule {
    /// How the law refuses what offends this rule.
    #[must_use]
    pub fn refusal(self) -> Refusal {
        match self {
            Self::Seats => Refusal::PanelSeatsOpen,
            Self::Red => Refusal::PanelRed,
            Self::Separation => Refusal::PanelSeparation,
            Self::Size => Refusal::PanelSize,
            Self::Discipline => Refusal::PanelDiscipline,
            Self::Nationality => Refusal::PanelNationality,
            Self::Diversity => Refusal::PanelDiversity,
            Self::Chair => Refusal::PanelChair,
            Self::Alternates => Refusal::PanelAlternates,
        }
    }
}

impl<'a> Panel<'a> {
    fn candidates(&self) -> impl Iterator<Item = &Candidate<'a>> {
        self.seats.iter().filter_map(|seat| seat.candidate.as_ref())
    }

    fn count(&self, discipline: Discipline) -> usize {
        self.seats
            .iter()
            .filter(|seat| seat.discipline == discipline)
            .count()
    }
}

fn answers(panel: &Panel<'_>, found: &mut impl FnMut(Rule, String)) {
    for seat in &panel.seats {
        let Some(candidate) = seat.candidate else {
            let discipline = seat.discipline;
            found(
                Rule::Seats,
                format!("A {discipline} seat has no candidate."),
            );
            continue;
        };
        let name = candidate.name;
        if !candidate.accepted {
            found(Rule::Seats, format!("{name} has not accepted the seat."));
        }
        match candidate.disclosure {
            None => found(Rule::Seats, format!("{name} has not disclosed interests.")),
            Some(Disclosure::Red) => found(
                Rule::Red,
                format!("{name} disclosed an interest on the red list that cannot be waived."),
            ),
            Some(Disclosure::RedWaivable) if !candidate.waived => found(
                Rule::Red,
                format!(
                    "{name} disclosed an interest on the red list that the parties have not all \
                     waived in writing."
                ),
            ),
            Some(_) => {}
        }
    }
}

fn separation(panel: &Panel<'_>, parties: &Parties<'_>, found: &mut impl FnMut(Rule, String)) {
    for candidate in panel.candidates() {
        let side = [parties.applicant, parties.respondent]
            .into_iter()
            .find(|party| candidate.acts_for == Some(party.code));
        if let Some(party) = side {
            found(
                Rule::Separation,
                format!(
                    "{} acts for {} in this dispute, and nobody judges their own cause.",
                    candidate.name, party.name
                ),
            );
        }
        if candidate.nationalities.is_empty() {
            found(
                Rule::Nationality,
                format!(
                    "No nationality of {} is on record, so it cannot be seen that it is not that \
                     of a party.",
                    candidate.name
                ),
            );
        }
    }
}

fn size(panel: &Panel<'_>, found: &mut impl FnMut(Rule, String)) {
    let members = panel.size.members();
    let seats = panel.seats.len();
    if seats != members {
        found(
            Rule::Size,
            format!("A panel of {members} has {members} seats, and this has {seats}."),
        );
    }
    let fits = |fifth| {
        let wanted = panel.size.seats(fifth);
        Discipline::ALL.iter().all(|&one| {
            panel.count(one)
                == wanted
                    .iter()
                    .filter(|&&discipline| discipline == one)
                    .count()
        })
    };
    if !fits(Discipline::Technology) && !fits(Discipline::Security) {
        let wanted = match panel.size {
            Size::Three => "one legal, one security and one technology seat",
            Size::Five => {
                "two legal seats, one security and one technology seat, and a fifth of security \
                 or technology"
            }
            Size::Seven => "three legal, two security and two technology seats",
        };
        found(Rule::Size, format!("A panel of {members} has {wanted}."));
    }
}

fn disciplines(panel: &Panel<'_>, found: &mut impl FnMut(Rule, String)) {
    for &discipline in Discipline::ALL {
        let count = panel.count(discipline);
        if count == 0 {
            found(
                Rule::Discipline,
                format!("The panel has no {discipline} seat."),
            );
        }
        if count * 2 > panel.seats.len() {
            found(
                Rule::Discipline,
                format!(
                    "The {discipline} seats hold a majority, {count} of {}.",
                    panel.seats.len()
                ),
            );
        }
    }
    for seat in &panel.seats {
        if let Some(candidate) = seat.candidate
            && !candidate.disciplines.contains(&seat.discipline)
        {
            let Seat { discipline, .. } = seat;
            found(
                Rule::Discipline,
                format!(
                    "{} is not on the roster as a {discipline} expert, so cannot take a \
                     {discipline} seat.",
                    candidate.name
                ),
            );
        }
    }
}

fn nationalities(panel: &Panel<'_>, parties: &Parties<'_>, found: &mut impl FnMut(Rule, String)) {
    if parties.nationality_agreed {
        return;
    }
    for candidate in panel.candidates() {
        for (party, side) in [
            (parties.applicant, "the applicant"),
            (parties.respondent, "the respondent"),
        ] {
            if candidate
                .nationalities
                .iter()
                .any(|code| code == party.code)
            {
                found(
                    Rule::Nationality,
                    format!(
                        "{} is a national of {} ({}), {side}; every nationality counts.",
                        candidate.name, party.name, party.code
                    ),
                );
            }
        }
    }
}

fn diversity(panel: &Panel<'_>, parties: &Parties<'_>, found: &mut impl FnMut(Rule, String)) {
    let candidates: Vec<_> = panel.candidates().collect();
    for (at, one) in candidates.iter().enumerate() {
        for other in &candidates[at + 1..] {
            if let Some(code) = one
                .nationalities
                .iter()
                .find(|code| other.nationalities.contains(code))
            {
                found(
                    Rule::Diversity,
                    format!(
                        "{} and {} are both nationals of {code}.",
                        one.name, other.name
                    ),
                );
            }
        }
    }
    // While seats are empty the groups still to come are unknown; the empty seat is the fault.
    if candidates.len() == panel.seats.len() {
        let groups: BTreeSet<_> = candidates.iter().filter_map(|one| one.group).collect();
        let wanted = panel.size.groups();
        if groups.len() < wanted {
            found(
                Rule::Diversity,
                format!(
                    "The members come from {} regional group{}, and a panel of {} needs {wanted}.",
                    groups.len(),
                    if groups.len() == 1 { "" } else { "s" },
                    panel.size.members()
                ),
            );
        }
        let developing_party = [parties.applicant, parties.respondent]
            .into_iter()
            .find(|party| party.developing && party.asks_for_developing_member);
        if let Some(party) = developing_party
            && !candidates.iter().any(|candidate| candidate.developing)
        {
            found(
                Rule::Diversity,
                format!(
                    "{} is a developing State and asked for a member from a developing State, and \
                     there is none.",
                    party.name
                ),
            );
        }
    }
}

fn chair(panel: &Panel<'_>, parties: &Parties<'_>, found: &mut impl FnMut(Rule, String)) {
    let presiding: Vec<_> = panel.seats.iter().filter(|seat| seat.presiding).collect();
    let [seat] = presiding[..] else {
        found(
            Rule::Chair,
            format!(
                "One member presides, and {} seats are marked so.",
                presiding.len()
            ),
        );
        return;
    };
    if seat.discipline != Discipline::Legal {
        found(
            Rule::Chair,
            format!(
                "The presiding seat is a {} seat, and a legal member presides.",
                seat.discipline
            ),
        );
    }
    let Some(candidate) = seat.candidate else {
        return;
    };
    let Some(group) = candidate.group else { return };
    let here = [parties.applicant, parties.respondent].map(|party| party.group == Some(group));
    let [applicant_here, respondent_here] = here;
    if applicant_here != respondent_here && !parties.chair_group_agreed {
        let party = if applicant_here {
            parties.applicant
        } else {
            parties.respondent
        };
        found(
            Rule::Chair,
            format!(
                "{} would preside and is of the same regional group as {} alone of the parties.",
                candidate.name, party.name
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Candidate, Disclosure, Panel, Parties, Party, RegionalGroup, Rule, Seat, Size,
        alternate_faults, composition, faults, has_quorum,
    };
    use crate::people::Discipline;
    use crate::refusal::Refusal;

    const PARTIES: Parties<'static> = Parties {
        applicant: Party {
            code: "XAA",
            name: "Aland",
            group: Some(RegionalGroup::African),
            developing: true,
            asks_for_developing_member: false,
        },
        respondent: Party {
            code: "XBB",
            name: "Beland",
            group: Some(RegionalGroup::WesternEuropeanOthers),
            developing: false,
            asks_for_developing_member: false,
        },
        nationality_agreed: false,
        chair_group_agreed: false,
    };

    /// Name, discipline, nationalities, group.
    type Person = (&'static str, Discipline, Vec<String>, RegionalGroup);

    fn people() -> [Person; 3] {
        let of = |code: &str| vec![code.to_owned()];
        [
            (
                "Ana Lima",
                Discipline::Legal,
                of("BRA"),
                RegionalGroup::LatinAmericanCaribbean,
            ),
            (
                "Ji Park",
                Discipline::Security,
                of("KOR"),
                RegionalGroup::AsiaPacific,
            ),
            (
                "Eva Novak",
                Discipline::Technology,
                of("CZE"),
                RegionalGroup::EasternEuropean,
            ),
        ]
    }

    fn seat(person: &Person) -> Seat<'_> {
        let (name, discipline, nationalities, group) = person;
        let candidate = Candidate {
            name,
            disciplines: std::slice::from_ref(discipline),
            nationalities,
            acts_for: None,
            group: Some(*group),
            developing: false,
            accepted: true,
            disclosure: Some(Disclosure::Nothing),
            waived: false,
        };
        let presiding = *discipline == Discipline::Legal;
        Seat {
            discipline: *discipline,
            presiding,
            candidate: Some(candidate),
        }
    }

    fn panel(people: &[Person]) -> Panel<'_> {
        Panel {
            size: Size::Three,
            seats: people.iter().map(seat).collect(),
            alternates: Vec::new(),
        }
    }

    fn alternate<'a>(person: &'a Person) -> (Candidate<'a>, Discipline) {
        let seat = seat(person);
        (seat.candidate.unwrap(), seat.discipline)
    }

    #[test]
    fn an_alternate_passes_the_guards_of_the_seat_into_which_they_would_step() {
        let (people, mut other) = (people(), people());
        let panel = panel(&people);
        let found = |person: &Person| alternate_faults(&panel, &PARTIES, alternate(person));
        let said = |person: &Person| {
            let found = found(person).into_iter();
            found.map(|fault| fault.rule).collect::<Vec<_>>()
        };
        // The same nationality as the member in whose place they come is no fault, that of another one is.
        other[1].0 = "Other Park";
        assert_eq!(found(&other[1]), []);
        other[1].2 = vec!["BRA".to_owned()];
        assert_eq!(said(&other[1]), [Rule::Diversity]);
        other[1].2 = vec!["XAA".to_owned()];
        assert_eq!(said(&other[1]), [Rule::Nationality]);
        // A legal alternate steps in for the presiding member, too.
        other[0].3 = RegionalGroup::African;
        assert_eq!(said(&other[0]), [Rule::Chair]);
        // Groups are looked at with them in their place.
        other[2].2 = vec!["MEX".to_owned()];
        other[2].3 = RegionalGroup::LatinAmericanCaribbean;
        assert_eq!(found(&other[2]), []);
        // What is wrong without them is not theirs.
        let mut broken = panel.clone();
        broken.seats[0].candidate = None;
        other[1].2 = vec!["JPN".to_owned()];
        assert_eq!(
            alternate_faults(&broken, &PARTIES, alternate(&other[1])),
            []
        );
    }

    #[test]
    fn only_a_panel_of_seven_is_not_seated_without_alternates() {
        let person =
            |name, discipline, code: &str, group| (name, discipline, vec![code.to_owned()], group);
        use Discipline::{Legal, Security, Technology};
        use RegionalGroup::{AsiaPacific, EasternEuropean, LatinAmericanCaribbean};
        let members = [
            person("A", Legal, "BRA", LatinAmericanCaribbean),
            person("B", Legal, "KOR", AsiaPacific),
            person("C", Legal, "CZE", EasternEuropean),
            person("D", Security, "CHL", LatinAmericanCaribbean),
            person("E", Security, "JPN", AsiaPacific),
            person("F", Technology, "POL", EasternEuropean),
            person("G", Technology, "PER", LatinAmericanCaribbean),
        ];
        let mut seven = panel(&members);
        seven.size = Size::Seven;
        for seat in &mut seven.seats[1..] {
            seat.presiding = false;
        }
        assert_eq!(rules(&seven, &PARTIES), [Rule::Alternates; 3]);
        let found = faults(&seven, &PARTIES);
        assert_eq!(composition(&found), Err(Refusal::PanelAlternates));
        let alternates = [
            person("H", Legal, "MEX", LatinAmericanCaribbean),
            person("I", Security, "IDN", AsiaPacific),
            person("J", Technology, "HUN", EasternEuropean),
        ];
        seven.alternates = alternates.iter().map(seat).collect();
        assert_eq!(rules(&seven, &PARTIES), []);
        seven.alternates[1].candidate.as_mut().unwrap().accepted = false;
        assert_eq!(rules(&seven, &PARTIES), [Rule::Alternates]);
        let national = person("K", Security, "XBB", AsiaPacific);
        seven.alternates[1] = seat(&national);
        assert_eq!(rules(&seven, &PARTIES), [Rule::Alternates]);
        let three = people();
        assert_eq!(rules(&panel(&three), &PARTIES), []);
    }

    fn rules(panel: &Panel<'_>, parties: &Parties<'_>) -> Vec<Rule> {
        faults(panel, parties)
            .into_iter()
            .map(|fault| fault.rule)
            .collect()
    }

    #[test]
    fn a_panel_of_three_disciplines_and_three_groups_is_in_order() {
        let people = people();
        assert_eq!(faults(&panel(&people), &PARTIES), []);
        assert_eq!(composition(&[]), Ok(()));
    }

    #[test]
    fn any_nationality_of_a_party_bars_a_candidate() {
        let mut people = people();
        people[1].2.push("XBB".to_owned());
        let found = faults(&panel(&people), &PARTIES);
        assert_eq!(
            found[0].sentence,
            "Ji Park is a national of Beland (XBB), the respondent; every nationality counts."
        );
        assert_eq!(composition(&found), Err(Refusal::PanelNationality));
        let agreed = Parties {
            nationality_agreed: true,
            ..PARTIES
        };
        assert_eq!(rules(&panel(&people), &agreed), []);
    }

    #[test]
    fn nobody_sits_who_acts_for_a_party_or_whose_nationality_is_unknown() {
        let people = people();
        let mut panel = panel(&people);
        panel.seats[1].candidate.as_mut().unwrap().acts_for = Some("XAA");
        let found = faults(&panel, &PARTIES);
        assert_eq!(
            found[0].sentence,
            "Ji Park acts for Aland in this dispute, and nobody judges their own cause."
        );
        assert_eq!(composition(&found), Err(Refusal::PanelSeparation));
        let candidate = panel.seats[1].candidate.as_mut().unwrap();
        (candidate.acts_for, candidate.nationalities) = (Some("XCC"), &[]);
        assert_eq!(rules(&panel, &PARTIES), [Rule::Nationality]);
    }

    #[test]
    fn members_share_no_nationality_and_come_from_two_groups() {
        let mut people = people();
        people[1].2 = vec!["USA".to_owned(), "BRA".to_owned()];
        assert_eq!(rules(&panel(&people), &PARTIES), [Rule::Diversity]);
        let mut people = self::people();
        for person in &mut people {
            person.3 = RegionalGroup::AsiaPacific;
        }
        let found = faults(&panel(&people), &PARTIES);
        assert_eq!(
            found
                .iter()
                .map(|fault| fault.sentence.as_str())
                .collect::<Vec<_>>(),
            ["The members come from 1 regional group, and a panel of 3 needs 2."]
        );
    }

    #[test]
    fn a_developing_party_gets_a_member_from_a_developing_state_if_it_asks() {
        let people = people();
        let asked = Parties {
            applicant: Party {
                asks_for_developing_member: true,
                ..PARTIES.applicant
            },
            ..PARTIES
        };
        let mut panel = panel(&people);
        assert_eq!(rules(&panel, &asked), [Rule::Diversity]);
        panel.seats[2].candidate.as_mut().unwrap().developing = true;
        assert_eq!(rules(&panel, &asked), []);
        panel.seats[2].candidate.as_mut().unwrap().developing = false;
        let rich = Parties {
            applicant: Party {
                developing: false,
                ..asked.applicant
            },
            ..asked
        };
        assert_eq!(rules(&panel, &rich), []);
        // The request of one side is not that of the other.
        let across = Parties {
            applicant: PARTIES.applicant,
            respondent: Party {
                asks_for_developing_member: true,
                ..PARTIES.respondent
            },
            ..PARTIES
        };
        assert_eq!(rules(&panel, &across), []);
    }

    #[test]
    fn a_seat_goes_to_its_discipline_and_none_is_missing() {
        let people = people();
        let mut swapped = panel(&people);
        swapped.seats[1].discipline = Discipline::Technology;
        assert_eq!(
            rules(&swapped, &PARTIES),
            [
                Rule::Size,
                Rule::Discipline,
                Rule::Discipline,
                Rule::Discipline
            ]
        );
        let mut short = panel(&people);
        short.seats.pop();
        assert!(rules(&short, &PARTIES).contains(&Rule::Size));
    }

    #[test]
    fn the_presiding_member_is_legal_and_not_of_one_sides_group() {
        let mut people = people();
        people[0].3 = RegionalGroup::African;
        assert_eq!(rules(&panel(&people), &PARTIES), [Rule::Chair]);
        let agreed = Parties {
            chair_group_agreed: true,
            ..PARTIES
        };
        assert_eq!(rules(&panel(&people), &agreed), []);
        let shared = Party {
            group: Some(RegionalGroup::African),
            ..PARTIES.respondent
        };
        assert_eq!(
            rules(
                &panel(&people),
                &Parties {
                    respondent: shared,
                    ..PARTIES
                }
            ),
            []
        );
        let mut other = panel(&people);
        other.seats[0].presiding = false;
        assert_eq!(rules(&other, &PARTIES), [Rule::Chair]);
        other.seats[1].presiding = true;
        assert_eq!(rules(&other, &PARTIES), [Rule::Chair]);
    }

    #[test]
    fn a_red_interest_bars_unless_it_may_be_waived_and_all_waived_it() {
        let people = people();
        let mut panel = panel(&people);
        let mut disclose = |disclosure, waived| {
            let candidate = panel.seats[1].candidate.as_mut().unwrap();
            candidate.disclosure = disclosure;
            candidate.waived = waived;
            composition(&faults(&panel, &PARTIES))
        };
        assert_eq!(
            disclose(Some(Disclosure::Red), true),
            Err(Refusal::PanelRed)
        );
        assert_eq!(
            disclose(Some(Disclosure::RedWaivable), false),
            Err(Refusal::PanelRed)
        );
        assert_eq!(disclose(Some(Disclosure::RedWaivable), true), Ok(()));
        assert_eq!(disclose(Some(Disclosure::Orange), false), Ok(()));
        assert_eq!(disclose(None, false), Err(Refusal::PanelSeatsOpen));
    }

    #[test]
    fn quorum_is_enough_members_of_every_discipline() {
        let [legal, security, technology] = [
            Discipline::Legal,
            Discipline::Security,
            Discipline::Technology,
        ];
        assert!(has_quorum(Size::Three, &[legal, security, technology]));
        assert!(!has_quorum(Size::Three, &[legal, security]));
        assert!(has_quorum(
            Size::Five,
            &[legal, legal, security, technology]
        ));
        assert!(!has_quorum(Size::Five, &[legal, legal, security, security]));
        assert!(has_quorum(
            Size::Seven,
            &[legal, legal, legal, security, technology]
        ));
        assert!(!has_quorum(
            Size::Seven,
            &[legal, legal, security, technology]
        ));
    }

    #[test]
    fn the_seats_of_every_size_are_as_many_as_it_has_members() {
        for size in [Size::Three, Size::Five, Size::Seven] {
            for fifth in [Discipline::Security, Discipline::Technology] {
                let seats = size.seats(fifth);
                assert_eq!(seats.len(), size.members());
                assert_eq!(seats[0], Discipline::Legal);
            }
        }
        assert_ne!(
            Size::Five.seats(Discipline::Security),
            Size::Five.seats(Discipline::Technology)
        );
    }
}
