//! The portal of rulings: words and facets over what is public. The index holds public text only and all that
//! a list shows. An answer is given only if the log says, after the search, that the index was not behind, so
//! that nothing outlives its withdrawal.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::Word;
use domain::compliance::Status;
use domain::facet::Facet;
use domain::language::Language;
use domain::ruling::Standing;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::asking::{Search, facet_label, value_label};
use super::public::{self, PublicRuling, RulingLine};
use super::{queries, translations};
use crate::bodies::{self, StateEntry};
use crate::caller::Caller;
use crate::db::{Db, Permit, Tx};
use crate::error::{Error, Result};
use crate::publications::{self, Publication};
use crate::search::{Asked, Entry, Found, Library, PARAGRAPH, Seen};
use crate::wire::{self, Spelled};
use crate::{languages, law};

/// How many rulings a page of the portal has.
pub(super) const PAGE: usize = 25;
/// As far as one turns pages; beyond that one asks more closely.
pub(super) const PAGES: usize = 400;
/// How many lines of the log are taken in at once: what a batch costs in memory, and what is done
/// again where the program stops in the middle of one.
const BATCH: i64 = 250;
/// How many values of a facet a list offers; whoever wants the others asks for them by name.
const VALUES: usize = 50;
/// The series that counts what is shown otherwise although the log says nothing of it.
const TOUCHED: &str = "portal";

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
    /// The language of that text: a translation is shown where the authentic text has not the words.
    pub snippet_language: wire::Language,
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
    pub name: wire::Facet,
    /// What it is called.
    pub label: String,
    /// Its values, the most frequent first.
    pub values: Vec<FacetValue>,
    /// Are there more, which are not named here?
    pub more: bool,
}

impl FacetView {
    /// Has it something to choose? That everything stands is no choice.
    pub fn narrows(&self) -> bool {
        let revised = Standing::Revised.as_str();
        let mut values = self.values.iter();
        values.any(|one| self.name.0 != Facet::Standing || one.chosen || one.value == revised)
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

/// Finds rulings of the body of the caller, as anyone may.
pub async fn search(
    db: &Db,
    caller: &Caller,
    library: &Arc<Library>,
    search: &Search,
) -> Result<SearchView> {
    let found = find(db, caller, library, |today| search.asked(today)).await?;
    view(found, search, VALUES)
}

/// The same as a feed has it: what changed last is first, so that whoever comes again finds what is new on
/// its first page; that something was revised is such news.
pub async fn search_changed(
    db: &Db,
    caller: &Caller,
    library: &Arc<Library>,
    search: &Search,
) -> Result<SearchView> {
    let asked = |today| Asked {
        changed_first: true,
        ..told_of(search, today)
    };
    let found = find(db, caller, library, asked).await?;
    view(found, search, VALUES)
}

/// What is counted of the rulings of a body.
#[derive(Clone, Debug)]
pub struct Figures {
    /// How many stand.
    pub total: usize,
    /// How many of them have which value of each facet: every value.
    pub facets: Vec<FacetView>,
    /// How many have which two values of these pairs of facets.
    pub crossed: Vec<CrossedView>,
    /// How many have which spread of each criterion.
    pub spreads: Vec<SpreadView>,
}

/// How many rulings have which value of one facet and which of another.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CrossedView {
    /// The facet of the lines.
    pub by: wire::Facet,
    /// The facet that is counted in each.
    pub of: wire::Facet,
    /// The values of the first.
    pub lines: Vec<CrossedLine>,
}

/// A value of a facet, and how many that have it have which value of another.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CrossedLine {
    /// The value, as one asks for it.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// How many have each value of the other.
    pub counts: Vec<Counted>,
}

/// How many rulings are so, and how one asks for them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Counted {
    /// The value.
    pub value: String,
    /// How many.
    pub count: u64,
    /// The list that it counts, below the address of the body.
    pub list: String,
}

/// How far apart panels answered a criterion: the highest answer minus the lowest, from 0 to 4 (procedure
/// 2.6.7).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SpreadView {
    /// The row of the sheet, as `2.2`.
    pub key: String,
    /// What it asks, in a few words.
    pub label: String,
    /// How many rulings have each spread on any claim, the smallest first.
    pub counts: Vec<Counted>,
}

/// How many rulings stand, and how many of them are like what; `pairs` of facets are counted together.
pub async fn figures(
    db: &Db,
    caller: &Caller,
    library: &Arc<Library>,
    pairs: &[(Facet, Facet)],
) -> Result<Figures> {
    let all = Search::default();
    let asked = |today| Asked {
        crossed: pairs.to_vec(),
        ..all.asked(today)
    };
    let (mut found, states) = find(db, caller, library, asked).await?;
    let counted = std::mem::take(&mut found.crossed).into_iter();
    let crossed = pairs.iter().zip(counted).map(|((by, of), lines)| {
        let lines = lines.into_iter().map(|(value, counts)| {
            let here = all.with(*by, Some(&value));
            let counts = counts.into_iter();
            CrossedLine {
                label: value_label(*by, &value, &states),
                counts: counts
                    .map(|(value, count)| Counted::of(&here, *of, value, count))
                    .collect(),
                value,
            }
        });
        CrossedView {
            by: Spelled(*by),
            of: Spelled(*of),
            lines: lines.collect(),
        }
    });
    let crossed = crossed.collect();
    let spreads = spreads(found.counts.remove(&Facet::Spread).unwrap_or_default());
    let view = view((found, states), &all, usize::MAX)?;
    Ok(Figures {
        total: view.total,
        facets: view.facets,
        crossed,
        spreads,
    })
}

impl Counted {
    fn of(search: &Search, facet: Facet, value: String, count: u64) -> Self {
        let list = format!("rulings?{}", search.with(facet, Some(&value)).written());
        Self { value, count, list }
    }
}

/// The spreads row by row, in the order of the sheet.
fn spreads(counts: Vec<(String, u64)>) -> Vec<SpreadView> {
    let mut rows: BTreeMap<String, Vec<Counted>> = BTreeMap::new();
    for (value, count) in counts {
        let Some((key, _)) = value.rsplit_once(':') else {
            continue;
        };
        let row = rows.entry(key.to_owned()).or_default();
        row.push(Counted::of(&Search::default(), Facet::Spread, value, count));
    }
    let rows = rows.into_iter().map(|(key, mut counts)| {
        for one in &mut counts {
            one.value = one.value.split_off(key.len() + 1);
        }
        counts.sort_by(|one, other| one.value.cmp(&other.value));
        SpreadView {
            label: law::row_name(&key).unwrap_or_else(|| key.clone()),
            key,
            counts,
        }
    });
    rows.collect()
}

/// What is asked for who is told of it: that something was revised is news, so where nothing is said of the
/// standing each fits.
fn told_of(search: &Search, today: Date) -> Asked {
    let mut asked = search.asked(today);
    asked.standing = asked
        .standing
        .filter(|_| search.of(Facet::Standing).is_some());
    asked
}

/// Asks the index; the answer is given only if nothing was behind, so that nothing outlives its withdrawal.
async fn find(
    db: &Db,
    caller: &Caller,
    library: &Arc<Library>,
    asked: impl Fn(Date) -> Asked,
) -> Result<(Found, Vec<StateEntry>)> {
    let (asked, states) = db
        .within(caller, async |tx| {
            Ok((asked(today(tx).await?), bodies::states(tx).await?))
        })
        .await?;
    loop {
        let (library_of, asked, body) = (library.clone(), asked.clone(), caller.body);
        let (seen, found) = blocking(move || {
            let seen = library_of.seen(body)?;
            Ok((seen, library_of.search(body, &asked)?))
        })
        .await?;
        // Most often nothing became public, or was taken back, since.
        if seen.reaches(db.within(caller, last).await?) {
            return Ok((found, states));
        }
        catch_up(db, caller, library).await?;
    }
}

async fn today(tx: &mut Tx<'_>) -> Result<Date> {
    let now = tx.now();
    Ok(bodies::current_rules(tx).await?.calendar.date_of(now))
}

fn view(
    (found, states): (Found, Vec<StateEntry>),
    search: &Search,
    values: usize,
) -> Result<SearchView> {
    let items: Vec<_> = found
        .hits
        .into_iter()
        .map(|hit| {
            let pieces = hit.snippet.into_iter();
            Ok(FoundRuling {
                line: serde_json::from_str(&hit.line)?,
                snippet: pieces.map(|(found, text)| Piece { found, text }).collect(),
                snippet_language: Spelled(hit.language),
            })
        })
        .collect::<Result<_>>()?;
    let page = search.page.unwrap_or(1);
    // Of spreads there are too many to choose from: the statistics lead to them.
    let offered = |facet: &&Facet| **facet != Facet::Spread || search.of(**facet).is_some();
    let facets = Facet::ALL.iter().filter(offered).map(|facet| {
        let all = found.counts.get(facet).map(Vec::as_slice);
        facet_view(*facet, all.unwrap_or_default(), &states, search, values)
    });
    Ok(SearchView {
        next: (found.total > page * PAGE && page < PAGES).then_some(page + 1),
        total: found.total,
        items,
        facets: facets.collect(),
        page,
    })
}

/// The most frequent values of a facet, and what is asked for, however rare it is.
fn facet_view(
    facet: Facet,
    all: &[(String, u64)],
    states: &[StateEntry],
    search: &Search,
    values: usize,
) -> FacetView {
    let chosen = |value: &str| search.of(facet) == Some(value);
    let named = all.iter().enumerate();
    let named = named.filter(|(at, (value, _))| *at < values || chosen(value));
    FacetView {
        name: Spelled(facet),
        label: facet_label(languages::words(Language::English), facet).to_owned(),
        values: named
            .map(|(_, (value, count))| FacetValue {
                label: value_label(facet, value, states),
                count: *count,
                chosen: chosen(value),
                value: value.clone(),
            })
            .collect(),
        more: all.len() > values,
    }
}

/// Is the ruling, as the index has it, what whoever follows a search is told of?
pub async fn fits(
    db: &Db,
    caller: &Caller,
    library: &Arc<Library>,
    search: &Search,
    ruling: Uuid,
) -> Result<bool> {
    let asked = Asked {
        only: Some(ruling),
        ..told_of(search, db.within(caller, today).await?)
    };
    let (library, body) = (library.clone(), caller.body);
    let found = blocking(move || library.search(body, &asked)).await?;
    Ok(found.total > 0)
}

/// What is shown of a ruling has changed, and the log says nothing of it: what became of a remedy, another
/// language to read it in. The index takes it in anew.
pub(super) async fn touch(tx: &mut Tx<'_>, permit: &Permit, ruling: Uuid) -> Result<()> {
    let no = bodies::next_number(tx, TOUCHED).await?;
    queries::touch(tx, permit, ruling, no).await
}

/// Takes into the index what became public since it was looked at last: batch by batch, each of
/// which is kept, so that an interrupted start goes on where it was. Whoever comes meanwhile waits
/// for the one who does it.
pub async fn catch_up(db: &Db, caller: &Caller, library: &Arc<Library>) -> Result<()> {
    let body = caller.body;
    let last = db.within(caller, last).await?;
    if seen(library, body).await?.reaches(last) {
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

/// Up to where there is something to take in.
async fn last(tx: &mut Tx<'_>) -> Result<Seen> {
    Ok(Seen {
        log: publications::last(tx).await?,
        touched: bodies::last_number(tx, TOUCHED).await?,
    })
}

async fn seen(library: &Arc<Library>, body: Uuid) -> Result<Seen> {
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

/// What became public, or is shown otherwise, since then, and what was taken back.
async fn news(tx: &mut Tx<'_>, seen: Seen) -> Result<(Seen, Vec<Entry>, Vec<Uuid>)> {
    let lines = publications::changes(tx, seen.log, BATCH).await?;
    let touched = queries::touched(tx, seen.touched, BATCH).await?;
    let upto = Seen {
        log: lines.last().map_or(seen.log, |line| line.seq),
        touched: touched.last().map_or(seen.touched, |(_, no)| *no),
    };
    let mut changed: BTreeSet<Uuid> = lines.iter().map(|line| line.ruling_id).collect();
    changed.extend(touched.iter().map(|(ruling, _)| *ruling));
    let ids: Vec<_> = changed.iter().copied().collect();
    // What a ruling is that was revised follows from the one in its place, also where that is withdrawn.
    changed.extend(queries::revised_by(tx, &ids).await?);
    let ids: Vec<_> = changed.iter().copied().collect();
    let public = public::all_public(tx, &ids).await?;
    let last = publications::last_of(tx, &ids).await?;
    let mut texts = translations::texts(tx, &ids).await?;
    let entries = public.iter().map(|ruling| {
        let last = last.iter().find(|line| line.ruling_id == ruling.id);
        let texts = texts.remove(&ruling.id).unwrap_or_default();
        entry(ruling, last, texts)
    });
    let entries: Vec<_> = entries.collect::<Result<_>>()?;
    let there: BTreeSet<_> = entries.iter().map(|one| one.id).collect();
    // Those were withdrawn, by one of these lines or by one that comes later.
    let dropped = changed.difference(&there).copied().collect();
    Ok((upto, entries, dropped))
}

fn facets_of(ruling: &PublicRuling) -> BTreeSet<(Facet, String)> {
    let mut facets = BTreeSet::from([
        (Facet::Respondent, ruling.respondent.code.clone()),
        (Facet::Applicant, ruling.applicant.code.clone()),
        (Facet::Clause, ruling.clause_id.clone()),
        (Facet::Measure, ruling.measure.clone()),
        (Facet::Technology, ruling.technology.to_string()),
        (Facet::Standing, ruling.standing.to_string()),
    ]);
    let mut add = |facet: Facet, values: Vec<String>| {
        facets.extend(values.into_iter().map(|value| (facet, value)));
    };
    add(Facet::Element, ruling.elements.clone());
    let profile = ruling.profile.iter();
    add(Facet::Profile, profile.map(ToString::to_string).collect());
    let panel = ruling.panel.iter();
    add(Facet::Panelist, panel.map(|one| one.name.clone()).collect());
    let languages = ruling.languages.iter();
    let languages = languages.map(|one| one.language.to_string());
    add(Facet::Language, languages.collect());
    let year = ruling.delivered().map(|day| day.year().to_string());
    add(Facet::Year, year.into_iter().collect());
    let cites = ruling.cites.iter();
    add(Facet::Cites, cites.map(|one| one.slug.clone()).collect());
    for claim in &ruling.results {
        add(Facet::Outcome, vec![claim.outcome.to_string()]);
        let steps = claim.steps.iter();
        let steps = steps.map(|step| format!("{}:{}", step.step, step.finding));
        add(Facet::Finding, steps.collect());
        let scores = claim.steps.iter().flat_map(|step| &step.scores);
        let spreads = scores.filter_map(|row| Some(format!("{}:{}", row.key, row.spread?)));
        add(Facet::Spread, spreads.collect());
    }
    // Whether what is not done is overdue follows from its day.
    let statuses = ruling.remedies.iter().filter_map(|one| one.status);
    let done = statuses.filter(|status| status.0 == Status::Done);
    add(Facet::Compliance, done.map(|one| one.to_string()).collect());
    facets
}

fn entry(
    ruling: &PublicRuling,
    last: Option<&Publication>,
    texts: Vec<(Language, String)>,
) -> Result<Entry> {
    let owed = ruling.remedies.iter().filter(|one| {
        let status = one.status.map(|status| status.0);
        status.is_some_and(|status| status != Status::Done)
    });
    let owed: Vec<_> = owed.map(|one| one.due_on).collect();
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
        title: format!(
            "{} {} {} {}",
            ruling.caption,
            ruling.citation,
            ruling.measure,
            ruling.symbol()
        ),
        text: text.join(PARAGRAPH),
        texts,
        day: ruling.delivered(),
        owed: owed.iter().min().copied().zip(owed.iter().max().copied()),
        facets: facets_of(ruling).into_iter().collect(),
    })
}

#[cfg(test)]
mod tests {
    use domain::facet::Facet;

    use super::{Search, facet_view};

    #[test]
    fn a_list_offers_the_most_frequent_values_and_says_that_there_are_more() {
        let all: Vec<_> = (0..193).map(|at| (format!("S{at}"), 193 - at)).collect();
        let asked = Search::read("respondent=S150").unwrap();
        let facet = facet_view(Facet::Respondent, &all, &[], &asked, 50);
        assert!(facet.more && facet.values.len() == 51);
        let last = facet.values.last().unwrap();
        assert!(
            last.chosen && last.value == "S150",
            "what is asked for is shown"
        );
        let whole = facet_view(Facet::Respondent, &all, &[], &asked, usize::MAX);
        assert!(!whole.more && whole.values.len() == 193);
    }
}
