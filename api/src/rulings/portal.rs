//! The portal of rulings: words and facets over what is public. The index holds public text only,
//! and what it finds is read from the database once more, so that nothing outlives its withdrawal.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::Word;
use domain::clause::Profile;
use domain::language::Language;
use domain::measure::Technology;
use domain::review::Step;
use domain::ruling::Standing;
use domain::vote::{Finding, Outcome};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::draft::{clause_name, finding_name, outcome_word, step_name};
use super::public::{self, PublicRuling, RulingLine};
use super::queries;
use crate::bodies::{self, StateEntry};
use crate::caller::Caller;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::languages::{self, OWN, Words};
use crate::law;
use crate::publications::{self, Publication};
use crate::search::{Asked, Entry, FACETS, Library, PARAGRAPH, STANDING};

/// How many rulings a page of the portal has.
const PAGE: usize = 25;
/// As far as one turns pages; beyond that one asks more closely.
const PAGES: usize = 400;
/// How many lines of the log are taken in at once: what a batch costs in memory, and what is done
/// again where the program stops in the middle of one.
const BATCH: i64 = 250;
/// The longest text that is asked for, in characters.
const WORDS: usize = 300;

/// What is asked of the portal. All that is named holds, and what nothing is called by is refused: whoever
/// mistyped a name would be shown, or told of, everything.
#[derive(Clone, Debug, Default, Deserialize, Serialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Words, "phrases", -without.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// Code of the state that invoked the exception.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respondent: Option<String>,
    /// Code of the state that asked for the review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<String>,
    /// The clause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// The class of the technology.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub technology: Option<String>,
    /// A step and its finding on any claim, as `necessity:not_met`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
    /// What any claim came to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// The standard of review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The name of a member of the panel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub panelist: Option<String>,
    /// The year of issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<String>,
    /// The address of a ruling that it refers to, as `2026-isecrc-1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cites: Option<String>,
    /// `stands`, `revised`, or `any` for both; where nothing is said, what stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<String>,
    /// Which page; from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<usize>,
}

/// A piece of text around what was found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Piece {
    /// Is it what was asked for?
    pub found: bool,
    /// The text.
    pub text: String,
}

/// A ruling that was found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FoundRuling {
    /// The ruling.
    #[serde(flatten)]
    pub line: RulingLine,
    /// Where the words stand in it; empty where none were asked for.
    pub snippet: Vec<Piece>,
}

/// A value of a facet.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FacetValue {
    /// The value, as one asks for it.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// How many of what was found have it.
    pub count: u64,
    /// Is it asked for?
    pub chosen: bool,
}

/// By what the list can be narrowed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FacetView {
    /// Its name, as one asks for it.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// Its values, the most frequent first.
    pub values: Vec<FacetValue>,
}

impl FacetView {
    /// Has it something to choose? That everything stands is no choice.
    pub fn narrows(&self) -> bool {
        let revised = Standing::Revised.as_str();
        let mut values = self.values.iter();
        values.any(|one| self.name != STANDING || one.chosen || one.value == revised)
    }
}

/// What was found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SearchView {
    /// How many in all.
    pub total: usize,
    /// Those of this page: best first, or the newest first where no words are asked for.
    pub items: Vec<FoundRuling>,
    /// By what they can be narrowed, and how many are in each.
    pub facets: Vec<FacetView>,
    /// Which page this is.
    pub page: usize,
    /// The next one, if there is one.
    pub next: Option<usize>,
}

impl Search {
    /// A search as the query of an address has it, in whatever language it is read there.
    ///
    /// # Errors
    /// When it names something that a search has not.
    pub fn read(query: &str) -> Result<Self> {
        let query = languages::without_language(query.trim_start_matches('?'));
        serde_urlencoded::from_str(&query).map_err(|error| {
            let why = format!("This is no search of the rulings: {error}.");
            Error::invalid("query", why)
        })
    }

    /// What is asked of one facet.
    pub fn of(&self, facet: &str) -> Option<&String> {
        let value = match facet {
            "respondent" => &self.respondent,
            "applicant" => &self.applicant,
            "clause" => &self.clause,
            "technology" => &self.technology,
            "finding" => &self.finding,
            "outcome" => &self.outcome,
            "profile" => &self.profile,
            "panelist" => &self.panelist,
            "year" => &self.year,
            "cites" => &self.cites,
            STANDING => &self.standing,
            _ => return None,
        };
        value.as_ref().filter(|value| !value.is_empty())
    }

    /// Is everything asked for?
    pub fn is_open(&self) -> bool {
        self.q.trim().is_empty() && FACETS.iter().all(|facet| self.of(facet).is_none())
    }

    /// The same with one facet set or taken away, from the first page.
    #[must_use]
    pub fn with(&self, facet: &str, value: Option<&str>) -> Self {
        let mut other = self.clone();
        other.page = None;
        let value = value.map(str::to_owned);
        match facet {
            "respondent" => other.respondent = value,
            "applicant" => other.applicant = value,
            "clause" => other.clause = value,
            "technology" => other.technology = value,
            "finding" => other.finding = value,
            "outcome" => other.outcome = value,
            "profile" => other.profile = value,
            "panelist" => other.panelist = value,
            "year" => other.year = value,
            "cites" => other.cites = value,
            STANDING => other.standing = value,
            _ => {}
        }
        other
    }

    /// Can it be asked at all?
    pub fn is_readable(&self) -> bool {
        self.asked().is_ok()
    }

    /// What is asked for, in words: on one line, and not longer than a letter bears.
    pub fn in_words(&self, words: &Words) -> String {
        let said: String = self
            .spelled(words)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let shown = said.chars().filter(|letter| !letter.is_control());
        let mut shown: String = shown.take(WORDS).collect();
        // What was set apart ends, even where the text was cut.
        if shown.matches(OWN.0).count() > shown.matches(OWN.1).count() {
            shown.push(OWN.1);
        }
        shown
    }

    fn spelled(&self, words: &Words) -> String {
        let w = &words.facets;
        let mut parts = Vec::new();
        if !self.q.trim().is_empty() {
            parts.push(languages::with(w.quoted, words.own(self.q.trim())));
        }
        let facets = FACETS.iter();
        parts.extend(facets.filter_map(|facet| {
            let value = self.of(facet)?;
            let value = law_label(words, facet, value)
                .unwrap_or_else(|| words.own(&value_label(facet, value, &[])));
            let name = facet_label(words, facet).to_lowercase();
            Some(languages::with_two(
                w.pair,
                ("name", &name),
                ("value", &value),
            ))
        }));
        if parts.is_empty() {
            w.every_ruling.to_owned()
        } else {
            languages::with(w.rulings_with, parts.join(words.site.comma))
        }
    }

    fn asked(&self) -> Result<Asked> {
        if self.q.chars().count() > WORDS {
            return Err(Error::invalid("q", "Ask with at most 300 characters."));
        }
        let page = self.page.unwrap_or(1);
        if page == 0 || page > PAGES {
            return Err(Error::invalid(
                "page",
                "There are pages 1 to 400; ask more closely to see what is beyond.",
            ));
        }
        let filters = FACETS
            .iter()
            .filter(|facet| **facet != STANDING)
            .filter_map(|facet| Some((*facet, self.of(facet)?.clone())));
        let standing = self
            .of(STANDING)
            .map_or(Standing::Stands.as_str(), String::as_str);
        Ok(Asked {
            words: self.q.clone(),
            filters: filters.collect(),
            standing: (standing != public::ANY).then(|| standing.to_owned()),
            only: None,
            changed_first: false,
            offset: (page - 1) * PAGE,
            limit: PAGE,
        })
    }
}

/// Finds rulings of the body of the caller, as anyone may.
pub async fn search(
    db: &Db,
    caller: &Caller,
    library: &Arc<Library>,
    search: &Search,
) -> Result<SearchView> {
    found(db, caller, library, search, search.asked()?).await
}

/// The same as a feed has it: what changed last is first, so that whoever comes again finds what is new on
/// its first page; that something was revised is such news.
pub async fn search_changed(
    db: &Db,
    caller: &Caller,
    library: &Arc<Library>,
    search: &Search,
) -> Result<SearchView> {
    let mut asked = Asked {
        changed_first: true,
        ..search.asked()?
    };
    asked.standing = asked.standing.filter(|_| search.of(STANDING).is_some());
    found(db, caller, library, search, asked).await
}

async fn found(
    db: &Db,
    caller: &Caller,
    library: &Arc<Library>,
    search: &Search,
    asked: Asked,
) -> Result<SearchView> {
    let (found, states) = loop {
        let (library_of, asked, body) = (library.clone(), asked.clone(), caller.body);
        let (seen, found) = blocking(move || {
            let seen = library_of.seen(body)?;
            Ok((seen, library_of.search(body, &asked)?))
        })
        .await?;
        let (last, states) = db
            .within(caller, async |tx| {
                Ok((publications::last(tx).await?, bodies::states(tx).await?))
            })
            .await?;
        // Most often nothing became public, or was taken back, since.
        if seen >= last {
            break (found, states);
        }
        catch_up(db, caller, library).await?;
    };
    let items: Vec<_> = found
        .hits
        .into_iter()
        .map(|hit| {
            let pieces = hit.snippet.into_iter();
            Ok(FoundRuling {
                line: serde_json::from_str(&hit.line)?,
                snippet: pieces.map(|(found, text)| Piece { found, text }).collect(),
            })
        })
        .collect::<Result<_>>()?;
    let page = search.page.unwrap_or(1);
    let facets = FACETS.iter().map(|facet| FacetView {
        name: (*facet).to_owned(),
        label: facet_label(languages::words(Language::English), facet).to_owned(),
        values: found
            .counts
            .get(facet)
            .into_iter()
            .flatten()
            .map(|(value, count)| FacetValue {
                label: value_label(facet, value, &states),
                count: *count,
                chosen: search.of(facet) == Some(value),
                value: value.clone(),
            })
            .collect(),
    });
    Ok(SearchView {
        next: (found.total > page * PAGE && page < PAGES).then_some(page + 1),
        total: found.total,
        items,
        facets: facets.collect(),
        page,
    })
}

/// Is the ruling, as the index has it, what is asked for? Whoever follows a search is told that what it found
/// was revised, so where nothing is said of the standing each fits.
pub async fn fits(
    library: &Arc<Library>,
    body: Uuid,
    search: &Search,
    ruling: Uuid,
) -> Result<bool> {
    let mut asked = Asked {
        only: Some(ruling),
        ..search.asked()?
    };
    asked.standing = asked.standing.filter(|_| search.of(STANDING).is_some());
    let library = library.clone();
    let found = blocking(move || library.search(body, &asked)).await?;
    Ok(found.total > 0)
}

/// Takes into the index what became public since it was looked at last: batch by batch, each of
/// which is kept, so that an interrupted start goes on where it was. Whoever comes meanwhile waits
/// for the one who does it.
pub async fn catch_up(db: &Db, caller: &Caller, library: &Arc<Library>) -> Result<()> {
    let body = caller.body;
    let last = db.within(caller, publications::last).await?;
    if seen(library, body).await? >= last {
        return Ok(());
    }
    let turn = library.turn(body);
    let _turn = turn.lock().await;
    loop {
        let seen = seen(library, body).await?;
        let (upto, entries, dropped) = db.within(caller, async |tx| news(tx, seen).await).await?;
        if upto == seen {
            return Ok(());
        }
        let of_body = library.clone();
        blocking(move || of_body.take(body, upto, &entries, &dropped)).await?;
    }
}

async fn seen(library: &Arc<Library>, body: Uuid) -> Result<i32> {
    let library = library.clone();
    blocking(move || library.seen(body)).await
}

/// A search reads files and counts; the threads that answer requests do neither.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::broken)?
}

/// What became public after a line of the log, and what was taken back.
async fn news(tx: &mut Tx<'_>, seen: i32) -> Result<(i32, Vec<Entry>, Vec<Uuid>)> {
    let lines = publications::changes(tx, seen, BATCH).await?;
    let upto = lines.last().map_or(seen, |line| line.seq);
    let mut changed: BTreeSet<Uuid> = lines.iter().map(|line| line.ruling_id).collect();
    let ids: Vec<_> = changed.iter().copied().collect();
    // What a ruling is that was revised follows from the one in its place, also where that is withdrawn.
    changed.extend(queries::revised_by(tx, &ids).await?);
    let ids: Vec<_> = changed.iter().copied().collect();
    let public = public::all_public(tx, &ids).await?;
    let last = publications::last_of(tx, &ids).await?;
    let entries = public.iter().map(|ruling| {
        let last = last.iter().find(|line| line.ruling_id == ruling.id);
        entry(ruling, last)
    });
    let entries: Vec<_> = entries.collect::<Result<_>>()?;
    let there: BTreeSet<_> = entries.iter().map(|one| one.id).collect();
    // Those were withdrawn, by one of these lines or by one that comes later.
    let dropped = changed.difference(&there).copied().collect();
    Ok((upto, entries, dropped))
}

fn entry(ruling: &PublicRuling, last: Option<&Publication>) -> Result<Entry> {
    let mut facets = BTreeSet::from([
        ("respondent", ruling.respondent.code.clone()),
        ("applicant", ruling.applicant.code.clone()),
        ("clause", ruling.clause_id.clone()),
        ("technology", ruling.technology.to_string()),
        (STANDING, ruling.standing.to_string()),
    ]);
    facets.extend(
        ruling
            .profile
            .map(|profile| ("profile", profile.to_string())),
    );
    facets.extend(
        ruling
            .panel
            .iter()
            .map(|one| ("panelist", one.name.clone())),
    );
    facets.extend(
        ruling
            .delivered()
            .map(|day| ("year", day.year().to_string())),
    );
    facets.extend(ruling.cites.iter().map(|one| ("cites", one.slug.clone())));
    for claim in &ruling.results {
        facets.insert(("outcome", claim.outcome.to_string()));
        let steps = claim.steps.iter();
        facets.extend(steps.map(|step| ("finding", format!("{}:{}", step.step, step.finding))));
    }
    let mut text = vec![ruling.summary.clone(), ruling.clause.clone()];
    text.extend(ruling.ground.clone());
    for claim in &ruling.claims {
        text.extend([claim.component.clone(), claim.obligation.clone()]);
    }
    let sections = ruling.sections.iter();
    text.extend(sections.flat_map(|section| section.paragraphs.iter().cloned()));
    text.extend(ruling.remedies.iter().map(|remedy| remedy.sentence.clone()));
    let at = ruling.published_at.unwrap_or_default();
    Ok(Entry {
        line: serde_json::to_string(&RulingLine::of(ruling, last))?,
        id: ruling.id,
        published: at.as_microsecond(),
        changed: last.map_or(0, |line| line.seq.into()),
        title: format!("{} {} {}", ruling.caption, ruling.citation, ruling.measure),
        text: text.join(PARAGRAPH),
        facets: facets.into_iter().collect(),
    })
}

/// What a facet is called.
pub fn facet_label(words: &Words, facet: &str) -> &'static str {
    let w = &words.facets;
    match facet {
        "respondent" => w.respondent,
        "applicant" => w.applicant,
        "clause" => w.clause,
        "technology" => w.technology,
        "finding" => w.finding,
        "outcome" => w.outcome,
        "profile" => w.profile,
        "panelist" => w.panelist,
        "year" => w.year,
        "cites" => w.cites,
        STANDING => w.standing,
        _ => "",
    }
}

/// What a value of a facet is called, where it is a word of the law.
pub fn law_label(words: &Words, facet: &str, value: &str) -> Option<String> {
    match facet {
        "technology" => Technology::parse(value).map(|class| words.technology(class).to_owned()),
        "outcome" => Outcome::parse(value).map(|outcome| words.outcome(outcome).to_owned()),
        "profile" => Profile::parse(value).map(|profile| words.profile(profile).to_owned()),
        STANDING if value == public::ANY => Some(words.facets.any.to_owned()),
        STANDING => Standing::parse(value).map(|standing| words.standing(standing).to_owned()),
        "finding" => value.split_once(':').and_then(|(step, finding)| {
            let (step, finding) = (Step::parse(step)?, Finding::parse(finding)?);
            let (step, finding) = (words.step(step), words.finding(finding).to_lowercase());
            let pair = (("name", step), ("value", finding.as_str()));
            Some(languages::with_two(words.facets.pair, pair.0, pair.1))
        }),
        _ => None,
    }
}

fn value_label(facet: &str, value: &str, states: &[StateEntry]) -> String {
    let named = match facet {
        "respondent" | "applicant" => {
            let state = states.iter().find(|state| state.code == value);
            state.map(|state| state.name.clone())
        }
        "clause" => law::clause_text(value).map(|clause| clause_name(Some(clause))),
        "technology" => Technology::parse(value).map(|class| class.label().to_owned()),
        "outcome" => Outcome::parse(value).map(|outcome| outcome_word(outcome).to_owned()),
        "profile" => Some(format!("Profile {value}")),
        STANDING => law_label(languages::words(Language::English), facet, value),
        "finding" => value.split_once(':').and_then(|(step, finding)| {
            let (step, finding) = (Step::parse(step)?, Finding::parse(finding)?);
            Some(format!("{}: {}", step_name(step), finding_name(finding)))
        }),
        _ => None,
    };
    named.unwrap_or_else(|| value.to_owned())
}
