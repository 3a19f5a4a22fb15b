//! The docket file: what it says, and what is wrong with it, line by line, before anything is sent.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use domain::Word;
use domain::case::Act;
use domain::linkage::Act as Linkage;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// Why a replay stopped, and at which line of its file.
#[derive(Debug)]
pub struct Stop {
    /// The line, from 1.
    pub line: usize,
    /// Why: a sentence.
    pub reason: String,
}

impl fmt::Display for Stop {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for Stop {}

/// The body that a docket wants, where one is founded for it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyWanted {
    /// Its name.
    pub name: String,
    /// Where its clock starts: at or before the first act.
    pub clock: Timestamp,
}

/// A state that exists only in the simulation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InventedState {
    /// A user-assigned code of ISO 3166-1 alpha-3.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its UN regional group.
    pub regional_group: String,
    /// Is it a developing state?
    pub developing: bool,
}

/// A person of the docket, as the administrator enters them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonRecord {
    /// What the acts call them.
    pub key: String,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The password of a demonstration.
    pub password: String,
    /// Every nationality.
    pub nationalities: Vec<String>,
    /// For liaisons.
    #[serde(default)]
    pub institution: Option<String>,
    /// What they are in the body.
    pub roles: Vec<RoleRecord>,
}

/// A role of a person.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleRecord {
    /// The role.
    pub role: String,
    /// The state of an agent or counsel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The discipline of a panelist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discipline: Option<String>,
}

/// An act: who, when, what, and what belongs to it.
#[derive(Clone, Debug)]
pub struct Deed {
    /// Where it stands in the file.
    pub line: usize,
    /// When it is performed, by the body's clock.
    pub at: Timestamp,
    /// The key of the person.
    pub by: String,
    /// The act's word.
    pub act: String,
    /// What belongs to it.
    pub content: Map<String, Value>,
}

/// Was it so decided, or is it how we model what was not decided?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The real panel decided it, or the real record has the date.
    Decided,
    /// It is a documented judgement of whoever wrote the file.
    Modelled,
}

/// Values that are accepted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// One value or several.
    pub accept: Accepted,
    /// On what basis.
    pub basis: Basis,
}

/// One value, or a list of accepted values.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Accepted {
    /// Only this.
    One(String),
    /// Any of these.
    Any(Vec<String>),
}

/// What one claim should come to.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimExpected {
    /// The claim's number.
    pub claim: i64,
    /// Element by element.
    #[serde(default)]
    pub elements: BTreeMap<String, Expectation>,
    /// The threshold's finding.
    #[serde(default)]
    pub threshold: Option<Expectation>,
    /// The finding of each tier: `good_faith`, `necessity`, `proportionality`.
    #[serde(default)]
    pub tiers: BTreeMap<String, Expectation>,
    /// The claim's outcome.
    #[serde(default)]
    pub outcome: Option<Expectation>,
}

/// A docket file that holds together.
#[derive(Clone, Debug)]
pub struct Docket {
    /// Its name, from which all ids are derived.
    pub docket: String,
    /// What it is about.
    pub title: String,
    /// The body that it wants.
    pub body: BodyWanted,
    /// Invented states.
    pub states: Vec<InventedState>,
    /// Its people.
    pub people: Vec<PersonRecord>,
    /// Its acts, in order.
    pub acts: Vec<Deed>,
    /// What each claim should come to, with its line.
    pub expect: Vec<(usize, ClaimExpected)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw<'a> {
    #[serde(rename = "$schema", default)]
    _schema: Option<String>,
    docket: String,
    title: String,
    #[serde(rename = "about")]
    _about: String,
    #[serde(rename = "sources", default)]
    _sources: Vec<String>,
    body: BodyWanted,
    #[serde(default)]
    states: Vec<InventedState>,
    #[serde(borrow)]
    people: Vec<&'a RawValue>,
    #[serde(borrow)]
    acts: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    expect: Vec<&'a RawValue>,
}

impl Accepted {
    /// Is it one of the accepted values?
    pub fn has(&self, value: &str) -> bool {
        match self {
            Self::One(one) => one == value,
            Self::Any(any) => any.iter().any(|one| one == value),
        }
    }
}

impl fmt::Display for Accepted {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(one) => out.write_str(one),
            Self::Any(any) => out.write_str(&any.join(" or ")),
        }
    }
}

/// What belongs to an act: fields that it needs, and fields that it may have. None: there is no
/// such act, or no person performs it.
pub(super) fn fields(act: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    const NONE: &[&str] = &[];
    if let Some(word) = act.strip_prefix("linkage.") {
        let act = Linkage::parse(word).filter(|act| *act != Linkage::LapseReply)?;
        return Some(match act {
            Linkage::FailCheck => (&["state", "period", "reasons"], NONE),
            Linkage::Reply => (&["state", "period", "text"], NONE),
            Linkage::AskCorrection => (&["state", "period", "what", "should_say", "why"], NONE),
            Linkage::DecideCorrection => (&["state", "period", "no", "accepted", "reasons"], NONE),
            Linkage::Resend => (&["state", "period", "recipient"], NONE),
            Linkage::Correct => (&["state", "period", "why"], NONE),
            Linkage::Withdraw => (&["state", "period", "reason"], NONE),
            _ => (&["state", "period"], NONE),
        });
    }
    let act = Act::parse(act).filter(|act| !act.by_clock())?;
    Some(match act {
        Act::Open => (&["request"], NONE),
        Act::Submit => (&["documents"], NONE),
        Act::FindDeficient => (&["defects"], NONE),
        Act::Register => (NONE, &["profile"]),
        Act::RefuseRegistration | Act::DeclineSeat => (&["reasons"], NONE),
        Act::RequestPanel | Act::FileSubmission => (&["statement", "documents"], &["summary"]),
        Act::ProposeComposition => (&["size", "note"], &["fifth"]),
        Act::CommentOnComposition => (&["comment"], NONE),
        Act::Nominate => (&["seat", "person"], NONE),
        Act::DesignateAlternate => (&["seat", "reason"], NONE),
        Act::EndDesignation => (&["seat"], NONE),
        Act::AcceptSeat => (&["level", "statement"], NONE),
        Act::ProceduralOrder => (&["profile", "conference"], NONE),
        Act::FileExhibit => (&["title", "documents"], &["summary"]),
        Act::Score => (&["claims", "step", "answers"], NONE),
        Act::Revise => (&["claim", "step", "key", "answer", "reason"], NONE),
        Act::VoteStep => (&["claims", "step", "ballots"], NONE),
        Act::GoOnArguendo => (&["claim", "step", "reasons"], NONE),
        Act::EditRuling => (&["sections"], &["remedies"]),
        Act::Remark => (
            &["key", "text"],
            &["section", "paragraph", "quote", "answers"],
        ),
        Act::SettleRemark => (&["key"], NONE),
        Act::SkipInterimReview => (&["class_checked"], &["argued"]),
        Act::SendDraft => (&["class_checked"], &["point"]),
        Act::CommentOnDraft | Act::ReplyOnDraft => (&["text"], &["wants_meeting"]),
        Act::SubstantiveChange => (&["claims", "point"], NONE),
        Act::CommentsConsidered => (&["class_checked"], &["meeting"]),
        Act::GiveOpinion => (&["kind", "paragraphs", "class_checked"], NONE),
        Act::Vote => (NONE, &["votes", "opinion"]),
        Act::AcceptCompliance | Act::ConfirmCure => (NONE, &["done_on"]),
        Act::FilePlan | Act::ReportCompliance | Act::ClaimCompliance | Act::ContestCompliance => {
            (&["statement"], &["remedies"])
        }
        Act::FindCompliant | Act::FindPartial | Act::FindNonCompliant => {
            (&["reasons", "remedies"], NONE)
        }
        Act::FileRedactions => (&["items"], NONE),
        Act::RuleOnRedactions => (&["rulings"], NONE),
        Act::Rectify => (&["note", "corrections"], &["ruling"]),
        Act::ScheduleRelease => (&["hour"], NONE),
        Act::RequestInterpretation => (&["text"], NONE),
        Act::Interpret => (&["paragraphs", "class_checked"], NONE),
        Act::DeclineInterpretation | Act::DeclineRevision => (&["reasons"], NONE),
        Act::RequestRevision => (&["text", "discovered_on"], NONE),
        Act::AdmitRevision => (&["reasons", "claims"], NONE),
        Act::WithdrawRuling => (&["reason"], &["ruling"]),
        Act::HoldRecommendations | Act::ReleaseHold => (&["reason"], NONE),
        Act::TranslateRuling => (&["language", "sections"], &["ruling"]),
        Act::PublishTranslation => (&["language"], &["ruling"]),
        Act::AssignSymbol => (&["symbol"], &["ruling"]),
        _ => (NONE, NONE),
    })
}

/// Reads a docket and checks it: who, when, and which act, in order.
pub fn read(text: &str) -> Result<Docket, Stop> {
    let raw: Raw<'_> = serde_json::from_str(text).map_err(|error| Stop {
        line: error.line(),
        reason: plain(&error),
    })?;
    let mut people = Vec::new();
    let mut known = BTreeSet::new();
    for entry in raw.people {
        let (line, person): (usize, PersonRecord) = entry_of(text, entry)?;
        if !known.insert(person.key.clone()) {
            return Err(Stop {
                line,
                reason: format!("There are two people called {:?}.", person.key),
            });
        }
        people.push(person);
    }
    let mut acts: Vec<Deed> = Vec::new();
    for entry in raw.acts {
        let deed = deed(text, entry, &known)?;
        let before = acts.last().map_or(raw.body.clock, |one| one.at);
        if deed.at < before {
            let reason = format!(
                "This act is out of order: at {} the clock already stands at {before}.",
                deed.at
            );
            return Err(Stop {
                line: deed.line,
                reason,
            });
        }
        acts.push(deed);
    }
    let mut expect: Vec<(usize, ClaimExpected)> = Vec::new();
    for entry in raw.expect {
        let (line, claim): (usize, ClaimExpected) = entry_of(text, entry)?;
        if let Some(tier) = claim
            .tiers
            .keys()
            .find(|tier| !["good_faith", "necessity", "proportionality"].contains(&tier.as_str()))
        {
            return Err(Stop {
                line,
                reason: format!("There is no tier called {tier:?}."),
            });
        }
        expect.push((line, claim));
    }
    Ok(Docket {
        docket: raw.docket,
        title: raw.title,
        body: raw.body,
        states: raw.states,
        people,
        acts,
        expect,
    })
}

fn deed(text: &str, entry: &RawValue, people: &BTreeSet<String>) -> Result<Deed, Stop> {
    #[derive(Deserialize)]
    struct Head {
        at: Timestamp,
        by: String,
        act: String,
        #[serde(rename = "basis", default)]
        _basis: Option<Basis>,
        #[serde(rename = "remark", default)]
        _remark: Option<String>,
        #[serde(flatten)]
        content: Map<String, Value>,
    }
    let (line, head): (usize, Head) = entry_of(text, entry)?;
    let stop = |reason| Err(Stop { line, reason });
    let Some((needed, optional)) = fields(&head.act) else {
        return stop(format!(
            "There is no act {:?} that a person performs.",
            head.act
        ));
    };
    if let Some(missing) = needed
        .iter()
        .find(|field| !head.content.contains_key(**field))
    {
        return stop(format!("The act {:?} needs {missing:?}.", head.act));
    }
    if let Some(strange) = head
        .content
        .keys()
        .find(|field| !needed.contains(&field.as_str()) && !optional.contains(&field.as_str()))
    {
        return stop(format!("The act {:?} has no {strange:?}.", head.act));
    }
    let named = head.content.get("person").and_then(Value::as_str);
    if let Some(missing) = [Some(head.by.as_str()), named]
        .into_iter()
        .flatten()
        .find(|key| !people.contains(*key))
    {
        return stop(format!("Nobody in this docket is called {missing:?}."));
    }
    Ok(Deed {
        line,
        at: head.at,
        by: head.by,
        act: head.act,
        content: head.content,
    })
}

/// Parses one entry of a list; what is wrong with it is said with its line in the whole file.
fn entry_of<T: DeserializeOwned>(text: &str, entry: &RawValue) -> Result<(usize, T), Stop> {
    let line = line_of(text, entry.get());
    match serde_json::from_str(entry.get()) {
        Ok(parsed) => Ok((line, parsed)),
        Err(error) => Err(Stop {
            line: line + error.line().saturating_sub(1),
            reason: plain(&error),
        }),
    }
}

/// The line at which a slice of the text begins. The slice borrows from the text, so the distance
/// between their first bytes is its offset.
fn line_of(text: &str, slice: &str) -> usize {
    let offset = (slice.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    1 + text
        .bytes()
        .take(offset)
        .filter(|byte| *byte == b'\n')
        .count()
}

/// What the parser says, without its own place, which is the entry's and not the file's.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let said = text.split(" at line ").next().unwrap_or_default();
    format!("This cannot be read as a docket: {said}.")
}

#[cfg(test)]
mod tests {
    use super::{fields, read};
    use domain::Word;
    use domain::case::Act;

    const DOCKET: &str = r#"{
 "docket": "test", "title": "A test", "about": "Nothing.",
 "body": { "name": "Test", "clock": "2026-01-01T00:00:00Z" },
 "people": [
  { "key": "agent", "name": "A", "email": "a@x.example", "password": "p", "nationalities": [], "roles": [] }
 ],
 "acts": [
  { "at": "2026-01-02T12:00:00Z", "by": "agent", "act": "submit", "documents": [] },
  { "at": "2026-01-03T12:00:00Z", "by": "agent", "act": "open_consultations" }
 ]
}"#;

    fn stopped(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn a_docket_in_order_is_read() {
        let docket = read(DOCKET).unwrap();
        assert_eq!(docket.acts.len(), 2);
        assert_eq!(docket.acts[1].line, 9);
    }

    #[test]
    fn an_unknown_act_is_refused_with_its_line() {
        assert_eq!(
            stopped(&DOCKET.replace("open_consultations", "dance")),
            "line 9: There is no act \"dance\" that a person performs."
        );
        assert!(
            stopped(&DOCKET.replace("open_consultations", "written_complete"))
                .starts_with("line 9: There is no act")
        );
    }

    #[test]
    fn a_person_who_is_not_there_is_refused_with_the_line_of_the_act() {
        let text = DOCKET.replace(
            "\"by\": \"agent\", \"act\": \"open",
            "\"by\": \"ghost\", \"act\": \"open",
        );
        assert_eq!(
            stopped(&text),
            "line 9: Nobody in this docket is called \"ghost\"."
        );
    }

    #[test]
    fn an_act_out_of_order_is_refused_with_its_line() {
        assert!(
            stopped(&DOCKET.replace("2026-01-03T12", "2026-01-02T11"))
                .starts_with("line 9: This act is out of order")
        );
    }

    #[test]
    fn a_field_that_an_act_lacks_or_does_not_have_is_refused_with_its_line() {
        assert_eq!(
            stopped(&DOCKET.replace("\"documents\": []", "\"remark\": \"x\"")),
            "line 8: The act \"submit\" needs \"documents\"."
        );
        assert_eq!(
            stopped(&DOCKET.replace(
                "\"open_consultations\"",
                "\"open_consultations\", \"to\": 1"
            )),
            "line 9: The act \"open_consultations\" has no \"to\"."
        );
    }

    #[test]
    fn what_cannot_be_parsed_is_refused_with_its_line() {
        assert!(
            stopped(&DOCKET.replace("2026-01-03T12:00:00Z", "tomorrow")).starts_with("line 9: ")
        );
        assert!(stopped(&DOCKET.replace("\"people\"", "\"crew\"")).starts_with("line 4: "));
    }

    #[test]
    fn every_act_of_a_person_can_stand_in_a_docket_and_no_act_of_the_clock_can() {
        for act in Act::ALL {
            assert_eq!(fields(act.as_str()).is_some(), !act.by_clock(), "{act}");
        }
    }
}
