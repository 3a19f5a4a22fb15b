//! What a member says in their own name: a dissent, a separate opinion, a declaration (procedure
//! 2.2.8, DL-53). It is the members' alone until the ruling issues; then it is part of it.

mod queries;

use domain::case::Act;
use domain::deadline::{Owed, TimeLimit};
use domain::ruling::{OPINION_WORDS, Section};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::SectionText;
use crate::cases::{self, Case, Entry};
use crate::db::{Permit, Tx};
use crate::deadlines::Debtor;
use crate::error::{Error, Fault, Result};
use crate::people;
use crate::wire::{OpinionKind, Spelled};

/// An opinion as its member gives it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpinionSaid {
    /// What it is.
    pub kind: OpinionKind,
    /// Its paragraphs; 10,000 words at most.
    pub paragraphs: Vec<String>,
    /// It quotes nothing of class C2 or higher, and tells nobody's position but the member's own.
    pub class_checked: bool,
}

/// An opinion, as the ruling has it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Opinion {
    /// What it is.
    pub kind: OpinionKind,
    /// Whose.
    pub author: String,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
}

/// What a member has reserved or given, for the members.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OpinionView {
    /// Whose.
    pub author: String,
    /// Is it that of the person who asks?
    pub mine: bool,
    /// Did they say with the final vote that it will come?
    pub reserved: bool,
    /// What it is; once it is given.
    pub kind: Option<OpinionKind>,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
    /// When it was given.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub given_at: Option<Timestamp>,
}

/// A member gives an opinion, or puts another text in its place, until the ruling is signed (act 29).
pub(super) async fn give(tx: &mut Tx<'_>, id: Uuid, seen: i32, said: OpinionSaid) -> Result<Case> {
    let mut case = super::take(tx, id).await?;
    let permit = tx.allow(Act::GiveOpinion, &case)?;
    let next = case.after(tx, Some(seen), Act::GiveOpinion, |_| ())?;
    let paragraphs: Vec<String> = said
        .paragraphs
        .iter()
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect();
    let faults = faults(&paragraphs, said.class_checked);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let text = serde_json::to_value(&paragraphs)?;
    queries::give(tx, &permit, id, said.kind, text).await?;
    cases::step(
        tx,
        &mut case,
        permit,
        Act::GiveOpinion,
        next,
        Entry::default(),
    )
    .await?;
    cases::find(tx, id).await
}

fn faults(paragraphs: &[String], class_checked: bool) -> Vec<Fault> {
    let mut faults = Vec::new();
    let words: usize = paragraphs
        .iter()
        .map(|text| text.split_whitespace().count())
        .sum();
    if paragraphs.is_empty() {
        faults.push(Fault::new("paragraphs", "An opinion has a text."));
    }
    if words > OPINION_WORDS {
        let why = format!("An opinion has at most 10,000 words; this one has {words}.");
        faults.push(Fault::new("paragraphs", why));
    }
    if !class_checked {
        let why = "Confirm that it quotes nothing of class C2 or higher and tells no other member's position.";
        faults.push(Fault::new("class_checked", why));
    }
    faults
}

/// The member who votes says whether an opinion will come.
pub(super) async fn reserve(
    tx: &mut Tx<'_>,
    permit: &Permit,
    case: Uuid,
    reserved: bool,
) -> Result<()> {
    queries::reserve(tx, permit, case, reserved).await
}

/// The ruling is revised: what was said of the former one stays with it.
pub(super) async fn forget(tx: &mut Tx<'_>, permit: &Permit, case: Uuid) -> Result<()> {
    queries::forget(tx, permit, case).await
}

/// Whoever reserved an opinion owes it from the final vote on (DL-53).
pub(super) async fn owe(tx: &mut Tx<'_>, case: &Case) -> Result<()> {
    let all = queries::all(tx, case.id()).await?;
    for one in all
        .iter()
        .filter(|one| one.reserved && one.given_at.is_none())
    {
        let by = Debtor::person(Owed::EachMember, one.account_id);
        let limit = Some(TimeLimit::Opinions);
        cases::owe_to(tx, case, limit, Act::GiveOpinion, by, "").await?;
    }
    Ok(())
}

/// What was given and reserved; the database shows it to sitting members only.
pub(super) async fn shown(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<OpinionView>> {
    let all = queries::all(tx, case).await?;
    let ids: Vec<_> = all.iter().map(|one| one.account_id).collect();
    let accounts = people::by_ids(tx, &ids).await?;
    let me = tx.person();
    let mut views = Vec::new();
    for one in all
        .into_iter()
        .filter(|one| one.reserved || one.given_at.is_some())
    {
        let Some(account) = accounts.iter().find(|known| known.id == one.account_id) else {
            continue;
        };
        views.push(OpinionView {
            author: account.name.clone(),
            mine: one.account_id == me,
            reserved: one.reserved,
            kind: one.kind,
            paragraphs: paragraphs(one.paragraphs)?,
            given_at: one.given_at,
        });
    }
    views.sort_by(|a, b| a.author.cmp(&b.author));
    Ok(views)
}

/// What was given, as the ruling has it.
pub(super) async fn given(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Opinion>> {
    let all = shown(tx, case).await?;
    let given = all.into_iter().filter(|one| one.given_at.is_some());
    Ok(given
        .filter_map(|one| {
            Some(Opinion {
                kind: one.kind?,
                author: one.author,
                paragraphs: one.paragraphs,
            })
        })
        .collect())
}

fn paragraphs(stored: Value) -> Result<Vec<String>> {
    Ok(serde_json::from_value(stored)?)
}

impl Opinion {
    /// As a section of the ruling.
    pub(super) fn section(self) -> SectionText {
        SectionText {
            section: Spelled(Section::Opinions),
            title: format!("{} {}", self.kind.0.title(), self.author),
            generated: Vec::new(),
            paragraphs: self.paragraphs,
            from_findings: true,
            basis: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::faults;

    #[test]
    fn an_opinion_has_a_text_of_at_most_ten_thousand_words_and_was_looked_over() {
        let paths = |text: &str, checked| {
            let paragraphs: Vec<String> = Some(text.to_owned())
                .filter(|text| !text.is_empty())
                .into_iter()
                .collect();
            let all = faults(&paragraphs, checked).into_iter();
            all.map(|one| one.path).collect::<Vec<_>>()
        };
        assert!(paths("I dissent.", true).is_empty());
        assert_eq!(paths("", true), ["paragraphs"]);
        assert_eq!(paths(&"word ".repeat(10_001), true), ["paragraphs"]);
        assert_eq!(paths("I dissent.", false), ["class_checked"]);
    }
}
