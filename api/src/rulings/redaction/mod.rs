//! Redaction: the parties list what must stay hidden in the public version, the panel rules on it,
//! and what is granted, or undecided when the longstop runs, is masked with a bar and its reason
//! (procedure 2.2.8, T-36, T-37, DL-54 to DL-56). What was voted is never masked.

mod queries;

use std::ops::Range;

use domain::Word;
use domain::case::Act;
use domain::deadline::{Owed, TimeLimit};
use domain::ruling::RedactionReason as Ground;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{FairCopy, RulingRow, SectionText, draft};
use crate::cases::{self, Case, Entry, said};
use crate::db::{Permit, Tx};
use crate::deadlines::{self, Debtor, Opening};
use crate::error::{Error, Fault, Result};
use crate::law;
use crate::review::{ClaimResult, Departure};
use crate::wire::{RedactionReason, Side, Spelled};

/// The longest passage, in characters: a page.
const PASSAGE_CHARACTERS: usize = 3_000;

/// A passage that a party wants hidden.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Passage {
    /// Does it stand in what a member says for departing from what the scores indicated?
    #[serde(default)]
    pub departure: bool,
    /// The number of its paragraph in the ruling, or among those reasons.
    pub paragraph: usize,
    /// The words, as they stand there.
    pub words: String,
    /// On what ground.
    pub reason: RedactionReason,
    /// Why, for the panel and the other party.
    pub why: String,
}

/// A party's list (F16).
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedactionList {
    /// Passage by passage.
    pub items: Vec<Passage>,
}

/// What the panel says to one passage.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedactionRuling {
    /// Its number on the lists.
    pub no: i32,
    /// Does it stay hidden?
    pub granted: bool,
    /// Why; needed where it does not.
    #[serde(default)]
    pub reasons: String,
}

/// What the panel says to the lists: to every passage that waits for it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedactionRulings {
    /// Passage by passage.
    pub rulings: Vec<RedactionRuling>,
}

/// A passage on the lists, for the parties, the panel and the registry.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RedactionView {
    /// Its number on the lists.
    pub no: i32,
    /// Whose list.
    pub side: Side,
    /// Does it stand in what a member says for departing from what the scores indicated?
    pub departure: bool,
    /// The number of its paragraph, or among those reasons.
    pub paragraph: i32,
    /// The words.
    pub words: String,
    /// On what ground.
    pub reason: RedactionReason,
    /// Why.
    pub why: String,
    /// Does it stay hidden? Nothing before the panel has ruled.
    pub granted: Option<bool>,
    /// Why the panel ruled so.
    pub ruling_reasons: String,
}

/// What is masked in the public version of a ruling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mask {
    /// Is it among the reasons for departing, and not in the text?
    #[serde(default)]
    pub departure: bool,
    /// The number of the paragraph, there or here.
    pub paragraph: usize,
    /// The words.
    pub words: String,
    /// Why.
    pub reason: RedactionReason,
}

/// The lists of a case, for those who have its ruling and read the record: they are of class C1 (F16).
pub(super) async fn list(tx: &mut Tx<'_>, id: Uuid) -> Result<Vec<RedactionView>> {
    let case = cases::find(tx, id).await?;
    tx.see("case.view_record", &case, "ruling")?;
    tx.see("case.view_results", &case, "ruling")?;
    let all = queries::all(tx, id).await?.into_iter();
    Ok(all
        .map(|one| RedactionView {
            no: one.no,
            side: one.side,
            departure: one.departure,
            paragraph: one.paragraph,
            words: one.words,
            reason: one.reason,
            why: one.why,
            granted: one.granted,
            ruling_reasons: one.ruling_reasons,
        })
        .collect())
}

/// A party says what must stay hidden (F16).
pub(super) async fn file(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    list: RedactionList,
) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::FileRedactions, &case)?;
    let next = case.after(tx, Some(seen), Act::FileRedactions, |_| ())?;
    let side = case.my_side(tx)?;
    if case.has_spoken_on_redaction(side) {
        return Err(domain::refusal::Refusal::CaseAlreadyDone.into());
    }
    let row = super::of_case(tx, id)
        .await?
        .ok_or(Error::NotFound("ruling"))?;
    let departures = super::departures(row.roll_call.as_ref())?;
    let fair: FairCopy = serde_json::from_value(row.content)?;
    let results: Vec<ClaimResult> = serde_json::from_value(row.results)?;
    let voted = draft::findings(&results, law::clause_text(&case.row.clause_id));
    let faults = faults(&list.items, (&fair.sections, &departures), &voted);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let before = queries::last_no(tx, id).await?;
    queries::insert(tx, &permit, id, Spelled(side), (before, &list.items)).await?;
    cases::note_said(tx, &permit, &mut case, side, said::REDACTIONS).await?;
    let entry = Entry {
        detail: json!({ "side": side.as_str(), "passages": list.items.len() }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::FileRedactions, next, entry).await?;
    let by = Debtor::party(Owed::BothParties, &tx.who().state.clone());
    deadlines::settle(tx, case.of(), "case.nothing_to_redact", Some(&by)).await?;
    owe_ruling(tx, &case).await?;
    cases::find(tx, id).await
}

/// The panel owes a ruling on the lists; its time runs from issue (DL-55).
async fn owe_ruling(tx: &mut Tx<'_>, case: &Case) -> Result<()> {
    let (Some(issued), Some(presiding)) = (case.row.issued_at, case.progress.presiding) else {
        return Ok(());
    };
    let act = format!("{}.{}", Act::NAME, Act::RuleOnRedactions.as_str());
    if case.waits_for(&act, None) {
        return Ok(());
    }
    let limit = TimeLimit::RedactionRuling;
    let due = case.rules.limits.due(limit, &case.rules.calendar, issued);
    let opening = Opening {
        of: case.of(),
        heading: &case.row.caption,
        limit: Some(limit),
        act,
        by: Debtor::person(Owed::PresidingMember, presiding),
        what: "",
        sealed: false,
    };
    deadlines::open_until(tx, opening, Some(due)).await
}

/// The panel rules on every passage that waits for it (act 31).
pub(super) async fn rule(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    said: RedactionRulings,
) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::RuleOnRedactions, &case)?;
    let next = case.after(tx, Some(seen), Act::RuleOnRedactions, |_| ())?;
    let open: Vec<i32> = queries::all(tx, id)
        .await?
        .into_iter()
        .filter(|one| one.ruled_at.is_none())
        .map(|one| one.no)
        .collect();
    let faults = ruling_faults(&said.rulings, &open);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    for one in &said.rulings {
        let ruling = (one.no, one.granted, one.reasons.trim());
        queries::rule(tx, &permit, id, ruling).await?;
    }
    let granted = said.rulings.iter().filter(|one| one.granted).count();
    let entry = Entry {
        detail: json!({ "granted": granted, "of": said.rulings.len() }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::RuleOnRedactions, next, entry).await?;
    cases::find(tx, id).await
}

/// Fixes what is masked, when the ruling becomes public: what was granted, and what nobody has ruled
/// on (DL-56). Gives how many passages.
pub(super) async fn mask(tx: &mut Tx<'_>, permit: &Permit, case: Uuid) -> Result<usize> {
    let mut masks = hidden(tx, case).await?;
    if masks.is_empty() {
        return Ok(0);
    }
    let row = super::of_case(tx, case)
        .await?
        .ok_or(Error::NotFound("ruling"))?;
    let fair: FairCopy = serde_json::from_value(row.content)?;
    cover(&mut masks, &fair.sections);
    queries::fix_masks(tx, permit, case, serde_json::to_value(&masks)?).await?;
    Ok(masks.len())
}

/// What is hidden in the public version of the ruling of a case, or may come to be: what was granted,
/// and what nobody has ruled on.
pub(super) async fn hidden(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Mask>> {
    let all = queries::all(tx, case).await?.into_iter();
    let kept = all.filter(|one| one.granted != Some(false));
    let masks = kept.filter_map(|one| {
        Some(Mask {
            departure: one.departure,
            paragraph: usize::try_from(one.paragraph).ok()?,
            words: one.words,
            reason: one.reason,
        })
    });
    Ok(masks.collect())
}

/// The same of a ruling that may be public already: then it was fixed.
pub(super) async fn kept_from_public(tx: &mut Tx<'_>, row: &RulingRow) -> Result<Vec<Mask>> {
    match row.published_at {
        Some(_) => Ok(serde_json::from_value(row.masks.clone())?),
        None => hidden(tx, row.case_id).await,
    }
}

/// A mask is found by its words. Where a paragraph no longer has them, nobody can tell how it says the
/// same now, so all of it is hidden: the longstop waits for nobody who could look.
fn cover(masks: &mut [Mask], sections: &[SectionText]) {
    let all: Vec<_> = paragraphs(sections).map(|(_, text)| text).collect();
    // What was said for departing stands as it was given.
    for mask in masks.iter_mut().filter(|one| !one.departure) {
        let place = mask.paragraph.checked_sub(1);
        match place.and_then(|place| all.get(place)) {
            Some(text) if !text.contains(&mask.words) => mask.words.clone_from(*text),
            _ => {}
        }
    }
}

/// The text as the public reads it.
pub(super) fn apply(sections: &mut [SectionText], masks: &[Mask]) {
    if masks.is_empty() {
        return;
    }
    let numbered = sections.iter_mut().filter(|one| one.section.0.numbered());
    let paragraphs = numbered.flat_map(|one| one.paragraphs.iter_mut());
    for (text, no) in paragraphs.zip(1..) {
        *text = masked(masks, no, text);
    }
}

/// What members said for departing, as the public reads it.
pub(super) fn apply_to_departures(departures: &mut [Departure], masks: &[Mask]) {
    for (one, no) in departures.iter_mut().zip(1..) {
        one.reasons = barred(of(masks, true, no), &one.reasons);
    }
}

fn of(masks: &[Mask], departure: bool, no: usize) -> impl Iterator<Item = &Mask> {
    let place = move |one: &&Mask| (one.departure, one.paragraph) == (departure, no);
    masks.iter().filter(place)
}

/// A paragraph as the public reads it. Every passage is looked for in the text as it was written, and
/// passages that overlap or touch are hidden as one, with the grounds of all: where one ends, no rest of
/// another is left standing.
pub(super) fn masked(masks: &[Mask], paragraph: usize, text: &str) -> String {
    barred(of(masks, false, paragraph), text)
}

fn barred<'a>(mine: impl Iterator<Item = &'a Mask>, text: &'a str) -> String {
    let mut found: Vec<(Range<usize>, Ground)> = mine
        .flat_map(|one| places(text, &one.words).map(move |place| (place, one.reason.0)))
        .collect();
    found.sort_by_key(|(place, _)| (place.start, place.end));
    let mut hidden: Vec<(Range<usize>, Vec<Ground>)> = Vec::new();
    for (place, ground) in found {
        match hidden.last_mut() {
            Some((before, grounds)) if place.start <= before.end => {
                before.end = before.end.max(place.end);
                if !grounds.contains(&ground) {
                    grounds.push(ground);
                }
            }
            _ => hidden.push((place, vec![ground])),
        }
    }
    let (mut said, mut at) = (String::new(), 0);
    for (place, grounds) in hidden {
        let bars: Vec<_> = grounds.into_iter().map(Ground::bar).collect();
        said.push_str(&text[at..place.start]);
        said.push_str(&bars.join(" "));
        at = place.end;
    }
    said.push_str(&text[at..]);
    said
}

/// Wherever the words stand in the text, also where they overlap themselves.
fn places<'a>(text: &'a str, words: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    let starts = text.char_indices().map(|(at, _)| at);
    let found = starts.filter(move |at| !words.is_empty() && text[*at..].starts_with(words));
    found.map(move |at| at..at + words.len())
}

/// Whether a text of that paragraph, in whatever language, has words that are masked in it.
pub(super) fn tells(masks: &[Mask], paragraph: usize, text: &str) -> bool {
    of(masks, false, paragraph).any(|one| text.contains(&one.words))
}

/// Words that are masked in the paragraph and would not stand in its new text.
pub(super) fn lost<'a>(masks: &'a [Mask], paragraph: usize, text: &str) -> Option<&'a str> {
    of(masks, false, paragraph)
        .find(|one| !text.contains(&one.words))
        .map(|one| one.words.as_str())
}

/// Words that are hidden somewhere in the ruling and that a new text of a paragraph would say, which the
/// one before did not. Parts of other words are not meant: 7 is not said by 2017.
pub(super) fn betrayed<'a>(masks: &'a [Mask], before: &str, text: &str) -> Option<&'a str> {
    let mut words = masks.iter().map(|one| one.words.as_str());
    words.find(|words| says(text, words) && !says(before, words))
}

/// Refuses texts that everyone reads beside the rulings of a case, where they say what is hidden in one of
/// them, or may come to be: whoever reads both would know what the bar covers. Each has its path.
pub async fn kept_unsaid(tx: &mut Tx<'_>, case: Uuid, texts: &[(&str, &str)]) -> Result<()> {
    let mut masks = Vec::new();
    for row in super::queries::issued_of(tx, case).await? {
        masks.extend(kept_from_public(tx, &row).await?);
    }
    let told = texts
        .iter()
        .find_map(|(path, text)| Some((path, betrayed(&masks, "", text)?)));
    match told {
        Some((path, words)) => Err(Error::invalid(*path, unsaid(words))),
        None => Ok(()),
    }
}

/// What is said of words that a public text may not have.
pub(super) fn unsaid(words: &str) -> String {
    format!(
        "“{words}” is hidden in the ruling, or a party asks that it be, and this is public: say it in other words."
    )
}

fn says(text: &str, words: &str) -> bool {
    let within = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let runs_on = |outside, inside| within(outside) && within(inside);
    places(text, words).any(|place| {
        let (before, after) = (&text[..place.start], &text[place.end..]);
        !runs_on(before.chars().next_back(), words.chars().next())
            && !runs_on(after.chars().next(), words.chars().next_back())
    })
}

/// The numbered paragraphs, and whether their section follows from the findings alone.
fn paragraphs(sections: &[SectionText]) -> impl Iterator<Item = (bool, &String)> {
    let numbered = sections.iter().filter(|one| one.section.0.numbered());
    numbered.flat_map(|one| {
        let made = one.from_findings && one.section.0.written_by_panel();
        one.paragraphs.iter().map(move |text| (made, text))
    })
}

fn faults(
    items: &[Passage],
    (sections, departures): (&[SectionText], &[Departure]),
    voted: &[String],
) -> Vec<Fault> {
    let mut faults = Vec::new();
    if items.is_empty() {
        let why = "Name at least one passage; if nothing must stay hidden, say that instead.";
        faults.push(Fault::new("items", why));
    }
    for (at, item) in items.iter().enumerate() {
        let mut fault = |field: &str, why: &str| {
            faults.push(Fault::new(format!("items.{at}.{field}"), why));
        };
        let place = item.paragraph.checked_sub(1);
        let found = place.and_then(|place| match item.departure {
            true => departures.get(place).map(|one| (false, &one.reasons)),
            false => paragraphs(sections).nth(place),
        });
        let words = item.words.trim();
        match found {
            None if item.departure => {
                fault("paragraph", "The ruling has no such reasons for departing.")
            }
            None => fault("paragraph", "The ruling has no such paragraph."),
            Some((made, text)) if made || voted.contains(text) => fault(
                "paragraph",
                "This paragraph says what was voted, and that is always public.",
            ),
            Some((_, text)) if words.is_empty() || !text.contains(words) => fault(
                "words",
                "These words do not stand in that paragraph; copy them as they are.",
            ),
            Some(_) => {}
        }
        if words.chars().count() > PASSAGE_CHARACTERS {
            fault(
                "words",
                "A passage has at most 3,000 characters; name the parts of it one by one.",
            );
        }
        if item.why.trim().is_empty() {
            fault("why", "Say why it must stay hidden.");
        }
        let same = |other: &Passage| {
            (other.departure, other.paragraph) == (item.departure, item.paragraph)
                && other.words.trim() == words
        };
        if items[..at].iter().any(same) {
            fault("words", "This passage is on the list twice.");
        }
    }
    faults
}

fn ruling_faults(said: &[RedactionRuling], open: &[i32]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (at, one) in said.iter().enumerate() {
        if !open.contains(&one.no) || said[..at].iter().any(|other| other.no == one.no) {
            let why = "No passage of this number waits for a ruling.";
            faults.push(Fault::new(format!("rulings.{at}.no"), why));
        } else if !one.granted && one.reasons.trim().is_empty() {
            let why = "Say why it need not stay hidden.";
            faults.push(Fault::new(format!("rulings.{at}.reasons"), why));
        }
    }
    if let Some(missing) = open
        .iter()
        .find(|no| !said.iter().any(|one| one.no == **no))
    {
        let why = format!("Passage {missing} has no ruling yet.");
        faults.push(Fault::new("rulings", why));
    }
    faults
}

#[cfg(test)]
mod tests {
    use domain::ruling::{RedactionReason, Section};

    use super::{
        Departure, Mask, Passage, SectionText, apply, apply_to_departures, betrayed, cover, faults,
        lost, masked, tells,
    };
    use crate::wire::Spelled;

    fn mask(paragraph: usize, words: &str) -> Mask {
        Mask {
            departure: false,
            paragraph,
            words: words.to_owned(),
            reason: Spelled(RedactionReason::BusinessConfidential),
        }
    }

    fn section(section: Section, from_findings: bool, paragraphs: &[&str]) -> SectionText {
        SectionText {
            section: Spelled(section),
            title: section.title().to_owned(),
            generated: vec![],
            paragraphs: paragraphs.iter().map(|text| (*text).to_owned()).collect(),
            from_findings,
            basis: None,
        }
    }

    #[test]
    fn a_mask_hides_its_words_wherever_they_stand_in_the_paragraph_and_tells_no_length() {
        let masks = [mask(2, "40 chips"), mask(2, "of the 40 chips sold")];
        let text = masked(&masks, 2, "Most of the 40 chips sold, 40 chips in all.");
        assert!(!text.contains("40") && !text.contains("sold"), "{text}");
        assert_eq!(
            text.matches("█████ [masked: business confidential]")
                .count(),
            2
        );
        assert_eq!(masked(&masks, 1, "40 chips"), "40 chips");
    }

    #[test]
    fn what_a_member_said_for_departing_is_counted_by_itself() {
        let mut sections = [section(Section::Findings, false, &["The price is 7."])];
        let reasons = |text: &str| Departure {
            claim_id: uuid::Uuid::nil(),
            no: 1,
            motion: "T2".to_owned(),
            member: "A member".to_owned(),
            reasons: text.to_owned(),
        };
        let mut departures = [reasons("The price is 7."), reasons("It is 7.")];
        let masks = [Mask {
            departure: true,
            ..mask(1, "7")
        }];
        apply(&mut sections, &masks);
        apply_to_departures(&mut departures, &masks);
        assert!(sections[0].paragraphs[0].contains('7'));
        assert!(!departures[0].reasons.contains('7') && departures[1].reasons.contains('7'));
        let of = |paragraph, words: &str| {
            let passage = Passage {
                departure: true,
                paragraph,
                words: words.to_owned(),
                reason: Spelled(RedactionReason::BusinessConfidential),
                why: "A trade secret.".to_owned(),
            };
            let all = faults(&[passage], (&sections, &departures), &[]).into_iter();
            all.map(|one| one.path).collect::<Vec<_>>()
        };
        assert!(of(2, "It is").is_empty());
        assert_eq!(of(2, "price"), ["items.0.words"]);
        assert_eq!(of(3, "It is"), ["items.0.paragraph"]);
    }

    #[test]
    fn passages_that_overlap_or_touch_leave_no_rest_and_give_the_grounds_of_all() {
        let text = "The price of 40 chips sold to the navy was secret.";
        let other = Mask {
            reason: Spelled(RedactionReason::EssentialSecurity),
            ..mask(1, "40 chips sold to the navy")
        };
        let (business, security) = (
            RedactionReason::BusinessConfidential.bar(),
            RedactionReason::EssentialSecurity.bar(),
        );
        let both = format!("The {business} {security} was secret.");
        let masks = [mask(1, "price of 40 chips"), other.clone()];
        assert_eq!(masked(&masks, 1, text), both);
        let masks = [other, mask(1, "price of ")];
        assert_eq!(masked(&masks, 1, text), both, "they touch");
        let masks = [mask(1, "price of 40"), mask(1, "40 chips")];
        let one = format!("The {business} sold to the navy was secret.");
        assert_eq!(masked(&masks, 1, text), one);
        // Neither the words of a bar, nor words within themselves, lead anywhere else.
        let masks = [mask(1, "ana"), mask(1, "business")];
        assert_eq!(masked(&masks, 1, "A banana."), format!("A b{business}."));
    }

    #[test]
    fn a_paragraph_that_no_longer_has_the_words_is_hidden_as_a_whole() {
        let sections = [section(
            Section::Findings,
            false,
            &["One.", "Some 600 a year."],
        )];
        let mut masks = [mask(2, "six hundred"), mask(1, "One"), mask(9, "gone")];
        cover(&mut masks, &sections);
        assert_eq!(masks[0].words, "Some 600 a year.");
        assert_eq!((&*masks[1].words, &*masks[2].words), ("One", "gone"));
    }

    #[test]
    fn a_correction_says_nothing_that_is_hidden_elsewhere() {
        let masks = [mask(1, "seven wafers"), mask(2, "7")];
        assert_eq!(
            betrayed(&masks, "It sold some.", "It sold seven wafers."),
            Some("seven wafers")
        );
        assert_eq!(betrayed(&masks, "In 2016.", "In 2017."), None);
        assert_eq!(betrayed(&masks, "In May.", "In 7 days."), Some("7"));
        assert_eq!(betrayed(&masks, "7 were sold", "7 were sold."), None);
    }

    #[test]
    fn paragraphs_are_counted_as_the_page_counts_them() {
        let mut sections = [
            section(Section::Findings, false, &["One.", "The price is 7."]),
            section(Section::Votes, true, &["The price is 7."]),
            section(Section::Opinions, true, &["The price is 7."]),
        ];
        apply(&mut sections, &[mask(2, "7"), mask(3, "7")]);
        assert!(!sections[0].paragraphs[1].contains('7'));
        assert!(
            sections[1].paragraphs[0].contains('7'),
            "the roll call has no numbers"
        );
        assert!(!sections[2].paragraphs[0].contains('7'));
    }

    #[test]
    fn a_correction_keeps_what_is_masked() {
        let masks = [mask(1, "seven")];
        assert_eq!(lost(&masks, 1, "It cost seven."), None);
        assert_eq!(lost(&masks, 1, "It cost 7."), Some("seven"));
        assert_eq!(lost(&masks, 2, "It cost 7."), None);
        assert!(tells(&masks, 1, "Il a coûté seven."));
        assert!(!tells(&masks, 2, "Il a coûté seven."));
    }

    #[test]
    fn a_list_names_words_that_stand_there_and_nothing_that_was_voted() {
        let sections = [
            section(
                Section::Findings,
                false,
                &["The price is 7.", "Claim 1, necessity: not met."],
            ),
            section(Section::Outcomes, true, &["Not justified."]),
        ];
        let of = |paragraph, words: &str, why: &str| {
            let passage = Passage {
                departure: false,
                paragraph,
                words: words.to_owned(),
                reason: Spelled(RedactionReason::BusinessConfidential),
                why: why.to_owned(),
            };
            let voted = ["Claim 1, necessity: not met.".to_owned()];
            let all = faults(&[passage], (&sections, &[]), &voted).into_iter();
            all.map(|one| one.path).collect::<Vec<_>>()
        };
        assert!(of(1, "7", "A trade secret.").is_empty());
        assert_eq!(of(1, "8", "A trade secret."), ["items.0.words"]);
        assert_eq!(of(2, "not met", "A trade secret."), ["items.0.paragraph"]);
        assert_eq!(of(3, "Not", "A trade secret."), ["items.0.paragraph"]);
        assert_eq!(of(9, "7", "A trade secret."), ["items.0.paragraph"]);
        assert_eq!(of(0, "7", ""), ["items.0.paragraph", "items.0.why"]);
        assert!(!faults(&[], (&sections, &[]), &[]).is_empty());
    }
}
