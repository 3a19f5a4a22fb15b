//! The demonstration: people for two real bodies, and every docket of the repository performed in
//! a simulation, all of it through the API. Planting again does only what is missing.

use anyhow::Context as _;
use jiff::{Timestamp, ToSpan};

use crate::replay::{self, Delegate, PersonRecord, RoleRecord, Target};

/// The slug of the Committee.
pub const COMMITTEE: &str = "isecrc";
/// The slug of the regional coordinating body.
pub const REGIONAL: &str = "rcb";
/// The slug of the simulation.
pub const SIMULATION: &str = "sim";
/// The one password of every demonstration sign-in.
pub const PASSWORD: &str = "proviso-demonstration";

/// The dockets of the simulation in the order of their time.
const DOCKETS: &[&str] = &[
    include_str!("../../replays/ds512.json"),
    include_str!("../../replays/ai-measure.json"),
    include_str!("../../replays/halfway-publish.json"),
    include_str!("../../replays/halfway-draft.json"),
    include_str!("../../replays/halfway-vote.json"),
    include_str!("../../replays/halfway-score.json"),
    include_str!("../../replays/halfway-interim.json"),
    include_str!("../../replays/halfway-submission.json"),
    include_str!("../../replays/halfway-redaction.json"),
    include_str!("../../replays/halfway-answer.json"),
    include_str!("../../replays/halfway-order.json"),
    include_str!("../../replays/halfway-seat.json"),
    include_str!("../../replays/halfway-composition.json"),
    include_str!("../../replays/halfway-cure.json"),
    include_str!("../../replays/halfway-register.json"),
    include_str!("../../replays/halfway-reports.json"),
];

/// The people of a real body: what comes before the @, the name, the nationality, the role, its
/// state or discipline or institution.
const PEOPLE: &[(&str, &str, &str, &str, &str)] = &[
    ("registrar", "Helene Aubert", "FRA", "registrar", ""),
    ("officer", "Tomasz Zielinski", "POL", "case_officer", ""),
    ("president", "Nomvula Khumalo", "ZAF", "president", ""),
    ("agent.cri", "Gabriela Mora", "CRI", "agent", "CRI"),
    ("agent.est", "Kristjan Tamm", "EST", "agent", "EST"),
    ("legal", "Priya Raman", "IND", "panelist", "legal"),
    ("security", "Eduardo Lagos", "PER", "panelist", "security"),
    (
        "technology",
        "Nana Boateng",
        "GHA",
        "panelist",
        "technology",
    ),
    (
        "coordinator",
        "Salma Idrissi",
        "MAR",
        "regional_coordinator",
        "",
    ),
    (
        "liaison",
        "Anneke de Vries",
        "NLD",
        "liaison",
        "International Monetary Fund",
    ),
    ("auditor", "Hiroshi Endo", "JPN", "auditor", ""),
];

/// The state of the simulation that has a delegation: besides its agent, those whom the agent has put forward.
pub const DELEGATION: &str = "XCC";

/// What comes before the @, the name, the role, and whether the registrar has accredited them.
const DELEGATES: &[(&str, &str, &str, bool)] = &[
    ("deputy.xcc", "Zanele Okoro", "deputy_agent", true),
    ("adviser.xcc", "Idris Menka", "adviser", true),
    ("counsel.xcc", "Leila Hadri", "counsel", false),
];

/// How someone of the demonstration signs in; the password is [`PASSWORD`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// What they are, as `panelist (legal)`.
    pub role: String,
    /// The slug of their body.
    pub body: String,
    /// Their address.
    pub email: String,
}

/// The address of a body's first administrator.
pub fn administrator(body: &str) -> String {
    format!("administrator@{body}.example")
}

/// Where the clock of the simulation starts.
pub fn clock() -> anyhow::Result<Timestamp> {
    Ok(replay::read(DOCKETS[0])?.body.clock)
}

/// Plants what is missing: people in the real bodies, people and cases in the simulation. `say`
/// gets a line for each part.
pub async fn plant(url: &str, mut say: impl FnMut(&str)) -> anyhow::Result<()> {
    for body in [COMMITTEE, REGIONAL] {
        replay::enter_all(&target(url, body), &people(body))
            .await
            .with_context(|| format!("planting {body}"))?;
        say(&format!("{body}: {} people", PEOPLE.len() + 1));
    }
    let simulation = target(url, SIMULATION);
    let mut now = replay::now(&simulation).await?;
    for text in DOCKETS {
        let docket = replay::read(text)?;
        let Some(last) = docket.acts.last().map(|deed| deed.at) else {
            continue;
        };
        if last < now {
            say(&format!("{SIMULATION}: {} is there", docket.docket));
            continue;
        }
        let report = replay::perform_text(text, &simulation, true).await;
        let report =
            report.with_context(|| format!("planting {SIMULATION}, {}.json", docket.docket))?;
        // A second later: that this docket is done can be read off the clock.
        now = last.saturating_add(1.second())?;
        replay::turn_to(&simulation, now).await?;
        let outcomes: Vec<_> = report
            .claims
            .iter()
            .filter_map(|claim| claim.outcome.as_deref())
            .collect();
        say(&format!(
            "{SIMULATION}: {}, {} acts {}",
            docket.title,
            report.acts,
            outcomes.join(", ")
        ));
    }
    let agent = known(&format!("agent.xcc@{SIMULATION}.example"))?;
    let registrar = known(&format!("registrar@{SIMULATION}.example"))?;
    let delegates = delegates(SIMULATION);
    replay::accredit(&simulation, DELEGATION, (&agent, &registrar), &delegates)
        .await
        .with_context(|| format!("planting the delegation of {DELEGATION}"))?;
    say(&format!(
        "{SIMULATION}: the delegation of {DELEGATION}, one of whom waits for the registrar"
    ));
    Ok(())
}

/// Those whom the agent puts forward.
pub fn delegates(body: &str) -> Vec<Delegate> {
    let record = |(before, name, role, accredited): &(&str, &str, &str, bool)| Delegate {
        person: PersonRecord {
            key: (*before).to_owned(),
            name: (*name).to_owned(),
            email: format!("{before}@{body}.example"),
            password: PASSWORD.to_owned(),
            nationalities: vec![],
            institution: None,
            roles: vec![],
        },
        role: (*role).to_owned(),
        accredited: *accredited,
    };
    DELEGATES.iter().map(record).collect()
}

/// Someone of the dockets.
fn known(email: &str) -> anyhow::Result<PersonRecord> {
    for text in DOCKETS {
        let people = replay::read(text)?.people;
        if let Some(found) = people.into_iter().find(|person| person.email == email) {
            return Ok(found);
        }
    }
    anyhow::bail!("no docket has {email}")
}

/// Those for whom something waits, or who look after a body. The agents of real states are left
/// out: their case is closed.
pub fn sign_ins() -> anyhow::Result<Vec<SignIn>> {
    let mut all = Vec::new();
    for text in DOCKETS {
        let docket = replay::read(text)?;
        for person in docket.people {
            let of = person.roles.iter().find_map(|role| role.state.as_deref());
            let invented =
                of.is_none_or(|code| docket.states.iter().any(|state| state.code == code));
            let one = SignIn {
                role: role_words(&person),
                body: SIMULATION.to_owned(),
                email: person.email,
            };
            if invented && !all.contains(&one) {
                all.push(one);
            }
        }
    }
    let delegates = delegates(SIMULATION).into_iter();
    all.extend(delegates.filter(|one| one.accredited).map(|one| SignIn {
        role: format!("{} ({DELEGATION})", one.role),
        body: SIMULATION.to_owned(),
        email: one.person.email,
    }));
    for body in [SIMULATION, COMMITTEE, REGIONAL] {
        all.push(SignIn {
            role: "body_administrator".to_owned(),
            body: body.to_owned(),
            email: administrator(body),
        });
    }
    Ok(all)
}

fn target(url: &str, body: &str) -> Target {
    Target {
        url: url.to_owned(),
        body: body.to_owned(),
        email: administrator(body),
        password: PASSWORD.to_owned(),
    }
}

fn people(body: &str) -> Vec<PersonRecord> {
    let record = |(before, name, nationality, role, of): &(&str, &str, &str, &str, &str)| {
        let only = |this: &str| (*role == this).then(|| (*of).to_owned());
        PersonRecord {
            key: (*before).to_owned(),
            name: (*name).to_owned(),
            email: format!("{before}@{body}.example"),
            password: PASSWORD.to_owned(),
            nationalities: vec![(*nationality).to_owned()],
            institution: only("liaison"),
            roles: vec![RoleRecord {
                role: (*role).to_owned(),
                state: only("agent"),
                discipline: only("panelist"),
            }],
        }
    };
    PEOPLE.iter().map(record).collect()
}

fn role_words(person: &PersonRecord) -> String {
    let one = |role: &RoleRecord| match role.state.as_ref().or(role.discipline.as_ref()) {
        Some(of) => format!("{} ({of})", role.role),
        None => role.role.clone(),
    };
    person.roles.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::{DOCKETS, PASSWORD, clock, sign_ins};
    use crate::replay;

    #[test]
    fn each_docket_begins_after_the_one_before_has_ended() {
        let mut now = clock().unwrap();
        for text in DOCKETS {
            let docket = replay::read(text).unwrap();
            assert!(docket.acts[0].at > now, "{}", docket.docket);
            now = docket.acts[docket.acts.len() - 1].at;
        }
    }

    #[test]
    fn no_two_acts_of_a_docket_have_the_same_time_so_that_the_clock_says_what_is_done() {
        for text in DOCKETS {
            let docket = replay::read(text).unwrap();
            assert!(
                docket.acts.is_sorted_by(|one, other| one.at < other.at),
                "{}",
                docket.docket
            );
        }
    }

    #[test]
    fn a_person_is_the_same_in_every_docket_and_has_the_one_password() {
        let mut known = std::collections::BTreeMap::new();
        for text in DOCKETS {
            for person in replay::read(text).unwrap().people {
                assert_eq!(person.password, PASSWORD);
                let name = known
                    .entry(person.email.clone())
                    .or_insert_with(|| person.name.clone());
                assert_eq!(*name, person.name);
            }
        }
    }

    #[test]
    fn a_deputy_and_an_adviser_can_be_tried() {
        let all = sign_ins().unwrap();
        for role in ["agent (XCC)", "deputy_agent (XCC)", "adviser (XCC)"] {
            let found = all.iter().filter(|one| one.role == role);
            assert_eq!(found.count(), 1, "{role}");
        }
    }

    #[test]
    fn every_sign_in_is_listed_once() {
        let all = sign_ins().unwrap();
        assert!(
            all.iter()
                .any(|one| one.role == "panelist (legal)" && one.body == "sim")
        );
        for (at, one) in all.iter().enumerate() {
            assert!(
                !all[at + 1..]
                    .iter()
                    .any(|other| other.body == one.body && other.email == one.email),
                "{one:?}"
            );
        }
    }
}
