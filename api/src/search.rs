//! Full-text search over what a body has published: one embedded index for each body, holding
//! public text only, fed from the log of publications, and rebuilt at will by removing its folder.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aho_corasick::AhoCorasick;
use anyhow::Context as _;
use domain::Word as _;
use domain::ruling::Standing;
use serde_json::json;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::aggregation::agg_result::{AggregationResult, AggregationResults, BucketResult};
use tantivy::aggregation::{AggContextParams, AggregationCollector, Key};
use tantivy::collector::{Count, MultiCollector, TopDocs};
use tantivy::query::{AllQuery, BooleanQuery, Occur, Query, QueryParser, TermQuery};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing,
    TextOptions, Value as _,
};
use tantivy::snippet::SnippetGenerator;
use tantivy::{
    DocAddress, Index, IndexReader, IndexWriter, Order, ReloadPolicy, Searcher, TantivyDocument,
    Term,
};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::secret;

/// By what a list can be narrowed.
pub const FACETS: [&str; 11] = [
    "respondent",
    "applicant",
    "clause",
    "technology",
    "finding",
    "outcome",
    "profile",
    "panelist",
    "year",
    "cites",
    STANDING,
];

/// The facet within which everything else is counted. Its own values are counted as if nothing were asked of
/// it, so that one sees how many are beyond it.
pub const STANDING: &str = "standing";

/// What the writer may use while it takes something in.
const WRITER_BYTES: usize = 15_000_000;
/// How many values of a facet are counted.
const VALUES: u32 = 50;
/// The longest piece of text that is shown around what was found, in characters.
const SNIPPET_CHARACTERS: usize = 240;
/// What stands between the paragraphs of a text.
pub const PARAGRAPH: &str = "\n\n";

/// Something that can be found.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// When it became public, in microseconds: the newest is first where no words are asked for.
    pub published: i64,
    /// Which line of the log changed it last: in a feed the last is first.
    pub changed: i64,
    /// Caption, citation, measure: what weighs more than the text.
    pub title: String,
    /// All of it, paragraph by paragraph ([`PARAGRAPH`]).
    pub text: String,
    /// What a list shows of it, given back as it is: no list is read from anywhere else.
    pub line: String,
    /// Facet and value.
    pub facets: Vec<(&'static str, String)>,
}

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Words, "phrases", +must and -must not; nothing asks for everything.
    pub words: String,
    /// Facet and value; all of them hold.
    pub filters: Vec<(&'static str, String)>,
    /// Only what has this value of [`STANDING`].
    pub standing: Option<String>,
    /// Only this one, if it is like that.
    pub only: Option<Uuid>,
    /// What changed last is first, whatever is asked for: who reads a feed would never come to the others.
    pub changed_first: bool,
    /// How many to leave out first.
    pub offset: usize,
    /// How many to give.
    pub limit: usize,
}

/// Something that was found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// What a list shows of it, as it was taken in.
    pub line: String,
    /// A piece of its text: what was asked for, and what stands between.
    pub snippet: Vec<(bool, String)>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// How many in all.
    pub total: usize,
    /// Those of this page.
    pub hits: Vec<Hit>,
    /// How many have which value, facet by facet, the most frequent first.
    pub counts: Counts,
}

/// The indexes of all bodies, in the state folder.
pub struct Library {
    folder: PathBuf,
    open: Mutex<HashMap<Uuid, Arc<Shelf>>>,
    turns: Mutex<HashMap<Uuid, Arc<Turn>>>,
}

/// Whose turn it is to bring an index up to date: one reader does it, and the others wait for that.
pub type Turn = tokio::sync::Mutex<()>;

/// How many have which value, facet by facet.
type Counts = BTreeMap<&'static str, Vec<(String, u64)>>;

struct Shelf {
    index: Index,
    reader: IndexReader,
    fields: Fields,
    writing: Mutex<()>,
    /// The last line of the log that is in it, as its last commit says too.
    seen: AtomicI32,
    /// What counting everything came to, for which state of the index and which standing: every first page
    /// and the statistics ask for it.
    everything: Mutex<Option<(Counted, usize, Counts)>>,
}

/// A state of the index, and the standing within which was counted.
type Counted = (u64, Option<String>);

#[derive(Clone)]
struct Fields {
    id: Field,
    line: Field,
    published: Field,
    changed: Field,
    title: Field,
    text: Field,
    facets: BTreeMap<&'static str, Field>,
}

impl Library {
    /// The indexes below this state folder.
    pub fn at(state: &Path) -> Self {
        Self {
            folder: state.join("search"),
            open: Mutex::default(),
            turns: Mutex::default(),
        }
    }

    /// The turn to bring the index of a body up to date.
    pub fn turn(&self, body: Uuid) -> Arc<Turn> {
        hold(&self.turns).entry(body).or_default().clone()
    }

    /// The last line of the log of publications that the index of a body has taken in.
    pub fn seen(&self, body: Uuid) -> Result<i32> {
        Ok(self.shelf(body)?.seen.load(Ordering::Acquire))
    }

    /// Takes in what became public, and drops what was withdrawn, up to a line of the log. The same
    /// again changes nothing.
    pub fn take(&self, body: Uuid, seen: i32, entries: &[Entry], dropped: &[Uuid]) -> Result<()> {
        let shelf = self.shelf(body)?;
        let _writing = hold(&shelf.writing);
        shelf.take(seen, entries, dropped).map_err(Error::broken)
    }

    /// What is asked for, best first; the newest first where no words are.
    pub fn search(&self, body: Uuid, asked: &Asked) -> Result<Found> {
        self.shelf(body)?.search(asked).map_err(Error::broken)
    }

    fn shelf(&self, body: Uuid) -> Result<Arc<Shelf>> {
        let mut open = hold(&self.open);
        if let Some(shelf) = open.get(&body) {
            return Ok(shelf.clone());
        }
        let shelf =
            Arc::new(Shelf::open(&self.folder.join(body.to_string())).map_err(Error::broken)?);
        open.insert(body, shelf.clone());
        Ok(shelf)
    }
}

/// A panic elsewhere leaves nothing half-written here: an index changes only by a commit.
fn hold<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shelf {
    fn open(folder: &Path) -> anyhow::Result<Self> {
        secret::folder(folder)?;
        let (schema, fields) = schema();
        let directory = tantivy::directory::MmapDirectory::open(folder)?;
        // An index of another shape is of an older program; the log has everything, so it goes.
        let index = match Index::open_or_create(directory, schema.clone()) {
            Ok(index) => index,
            Err(tantivy::TantivyError::SchemaError(_)) => {
                std::fs::remove_dir_all(folder)?;
                secret::folder(folder)?;
                Index::create_in_dir(folder, schema)?
            }
            Err(error) => return Err(error.into()),
        };
        let seen = index.load_metas()?.payload;
        let seen = seen.and_then(|seen| seen.parse().ok()).unwrap_or_default();
        Ok(Self {
            seen: AtomicI32::new(seen),
            // It is told of each commit; nothing needs to watch the folder.
            reader: index
                .reader_builder()
                .reload_policy(ReloadPolicy::Manual)
                .try_into()?,
            index,
            fields,
            writing: Mutex::default(),
            everything: Mutex::default(),
        })
    }

    fn take(&self, seen: i32, entries: &[Entry], dropped: &[Uuid]) -> anyhow::Result<()> {
        let mut writer: IndexWriter = self.index.writer_with_num_threads(1, WRITER_BYTES)?;
        let by_id = |id: &Uuid| Term::from_field_text(self.fields.id, &id.to_string());
        for id in dropped.iter().chain(entries.iter().map(|entry| &entry.id)) {
            writer.delete_term(by_id(id));
        }
        for entry in entries.iter().filter(|entry| !dropped.contains(&entry.id)) {
            let mut document = TantivyDocument::new();
            document.add_text(self.fields.id, entry.id.to_string());
            document.add_text(self.fields.line, &entry.line);
            document.add_i64(self.fields.published, entry.published);
            document.add_i64(self.fields.changed, entry.changed);
            document.add_text(self.fields.title, &entry.title);
            document.add_text(self.fields.text, &entry.text);
            for (facet, value) in &entry.facets {
                if let Some(field) = self.fields.facets.get(facet) {
                    document.add_text(*field, value);
                }
            }
            writer.add_document(document)?;
        }
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&seen.to_string());
        commit.commit()?;
        writer.wait_merging_threads()?;
        self.reader.reload()?;
        self.seen.store(seen, Ordering::Release);
        Ok(())
    }

    fn search(&self, asked: &Asked) -> anyhow::Result<Found> {
        let searcher = self.reader.searcher();
        let words = self.words(&asked.words);
        let mut parts: Vec<(Occur, Box<dyn Query>)> = vec![match &words {
            Some(words) => (Occur::Must, words.box_clone()),
            None => (Occur::Must, Box::new(AllQuery)),
        }];
        for (facet, value) in &asked.filters {
            parts.push(self.must(facet, value)?);
        }
        if let Some(id) = asked.only {
            parts.push(exactly(self.fields.id, &id.to_string()));
        }
        let around = BooleanQuery::new(parts);
        let query = match &asked.standing {
            Some(standing) => self.within(&around, standing)?,
            None => around.clone(),
        };
        let open = words.is_none() && asked.filters.is_empty() && asked.only.is_none();
        let counting = || {
            let (total, mut counts) = count(&searcher, &query)?;
            counts.insert(STANDING, self.standings(&searcher, &around)?);
            Ok((total, counts))
        };
        let (total, counts) = if open {
            self.everything(&searcher, &asked.standing, counting)?
        } else {
            counting()?
        };
        let page = TopDocs::with_limit(asked.limit.max(1)).and_offset(asked.offset);
        let by = match (asked.changed_first, &words) {
            (true, _) => Some("changed"),
            (false, None) => Some("published"),
            (false, Some(_)) => None,
        };
        let places: Vec<DocAddress> = if let Some(by) = by {
            let newest = page.order_by_fast_field::<i64>(by, Order::Desc);
            let newest = searcher.search(&query, &newest)?;
            newest.into_iter().map(|(_, place)| place).collect()
        } else {
            let best = searcher.search(&query, &page.order_by_score())?;
            best.into_iter().map(|(_, place)| place).collect()
        };
        let snippets = match &words {
            Some(words) => Some(Snippets::of(&searcher, &**words, self.fields.text)?),
            None => None,
        };
        let mut hits = Vec::new();
        for place in places {
            let document: TantivyDocument = searcher.doc(place)?;
            let line = document.get_first(self.fields.line);
            let line = line.and_then(|line| line.as_str()).unwrap_or_default();
            let snippet = snippets
                .as_ref()
                .map(|made| {
                    let text = document.get_first(self.fields.text);
                    made.around(text.and_then(|text| text.as_str()).unwrap_or_default())
                })
                .unwrap_or_default();
            let line = line.to_owned();
            hits.push(Hit { line, snippet });
        }
        Ok(Found {
            total,
            hits,
            counts,
        })
    }

    /// How many there are in all, and of what kind: counted once for each state of the index.
    fn everything(
        &self,
        searcher: &Searcher,
        standing: &Option<String>,
        counting: impl FnOnce() -> anyhow::Result<(usize, Counts)>,
    ) -> anyhow::Result<(usize, Counts)> {
        let now = (searcher.generation().generation_id(), standing.clone());
        let mut known = hold(&self.everything);
        if let Some((of, total, counts)) = &*known
            && *of == now
        {
            return Ok((*total, counts.clone()));
        }
        let (total, counts) = counting()?;
        *known = Some((now, total, counts.clone()));
        Ok((total, counts))
    }

    /// How many stand how, the most frequent first. Few were revised, so that is soon counted.
    fn standings(
        &self,
        searcher: &Searcher,
        around: &BooleanQuery,
    ) -> anyhow::Result<Vec<(String, u64)>> {
        let mut values = Vec::new();
        for standing in Standing::ALL {
            let query = self.within(around, standing.as_str())?;
            let count = searcher.search(&query, &Count)?;
            values.push((standing.to_string(), count as u64));
        }
        values.retain(|(_, count)| *count > 0);
        values.sort_by_key(|(_, count)| Reverse(*count));
        Ok(values)
    }

    fn within(&self, around: &BooleanQuery, standing: &str) -> anyhow::Result<BooleanQuery> {
        let around: (Occur, Box<dyn Query>) = (Occur::Must, Box::new(around.clone()));
        Ok(BooleanQuery::new(vec![
            around,
            self.must(STANDING, standing)?,
        ]))
    }

    fn must(&self, facet: &str, value: &str) -> anyhow::Result<(Occur, Box<dyn Query>)> {
        let field = self.fields.facets.get(facet).context("no such facet")?;
        Ok(exactly(*field, value))
    }

    /// What the words ask for; nothing where there are none. What cannot be read as asked is read as
    /// well as it can.
    fn words(&self, words: &str) -> Option<Box<dyn Query>> {
        if words.trim().is_empty() {
            return None;
        }
        let mut parser =
            QueryParser::for_index(&self.index, vec![self.fields.title, self.fields.text]);
        parser.set_conjunction_by_default();
        parser.set_field_boost(self.fields.title, 3.0);
        Some(parser.parse_query_lenient(words).0)
    }
}

/// What has exactly this value.
fn exactly(field: Field, value: &str) -> (Occur, Box<dyn Query>) {
    let term = Term::from_field_text(field, value);
    let query = TermQuery::new(term, IndexRecordOption::Basic);
    (Occur::Must, Box::new(query))
}

/// Finds the piece of a text to show around what was found.
struct Snippets {
    made: SnippetGenerator,
    /// How each word begins that is asked for.
    beginnings: Option<AhoCorasick>,
}

/// A word and its stem may differ at the end: "happy" has the stem "happi", "dying" has "die".
const UNLIKE: usize = 2;

impl Snippets {
    fn of(searcher: &Searcher, words: &dyn Query, field: Field) -> anyhow::Result<Self> {
        let mut made = SnippetGenerator::create(searcher, words, field)?;
        made.set_max_num_chars(SNIPPET_CHARACTERS);
        let mut beginnings = BTreeSet::new();
        words.query_terms(&mut |term, _| {
            let stem = term.value().as_str().unwrap_or_default().to_owned();
            if term.field() == field {
                let kept = stem.chars().count().saturating_sub(UNLIKE).max(1);
                beginnings.insert(stem.chars().take(kept).collect::<String>());
            }
        });
        // Only of plain letters are the large and the small ones known here without a table.
        let beginnings = match beginnings.iter().all(|one| one.is_ascii()) {
            true => Some(
                AhoCorasick::builder()
                    .ascii_case_insensitive(true)
                    .build(&beginnings)?,
            ),
            false => None,
        };
        Ok(Self { made, beginnings })
    }

    /// The piece with the most of what is asked for. Breaking a text into words is most of a search,
    /// so only paragraphs are broken in which a word begins like one of those, the likeliest first.
    fn around(&self, text: &str) -> Vec<(bool, String)> {
        let mut paragraphs: Vec<_> = text
            .split(PARAGRAPH)
            .map(|paragraph| (self.likely(paragraph), paragraph))
            .filter(|(likely, _)| *likely > 0)
            .collect();
        paragraphs.sort_by_key(|(likely, _)| Reverse(*likely));
        let mut best = (0, Vec::new());
        for (likely, paragraph) in paragraphs {
            if best.0 >= likely {
                break;
            }
            let snippet = self.made.snippet(paragraph);
            let marked = snippet.highlighted().iter();
            let found = marked.filter_map(|range| snippet.fragment().get(range.clone()));
            let found = found.map(str::to_lowercase).collect::<BTreeSet<_>>().len();
            if found > best.0 {
                best = (found, pieces(&snippet));
            }
        }
        best.1
    }

    /// With how many of the words that are asked for does some word of the paragraph begin?
    fn likely(&self, paragraph: &str) -> usize {
        let Some(beginnings) = &self.beginnings else {
            return usize::MAX;
        };
        let letters = paragraph.as_bytes();
        let begins = |at: usize| {
            at.checked_sub(1)
                .and_then(|before| letters.get(before))
                .is_none_or(|before| !before.is_ascii_alphanumeric())
        };
        let there = beginnings.find_overlapping_iter(paragraph);
        let there = there.filter(|found| begins(found.start()));
        there
            .map(|found| found.pattern())
            .collect::<BTreeSet<_>>()
            .len()
    }
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let words = TextFieldIndexing::default()
        .set_tokenizer("en_stem")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let words = TextOptions::default()
        .set_indexing_options(words)
        .set_stored();
    let fields = Fields {
        id: builder.add_text_field("id", STRING),
        line: builder.add_text_field("line", STORED),
        published: builder.add_i64_field("published", INDEXED | FAST),
        changed: builder.add_i64_field("changed", INDEXED | FAST),
        title: builder.add_text_field("title", words.clone()),
        text: builder.add_text_field("text", words),
        facets: FACETS
            .iter()
            .map(|facet| (*facet, builder.add_text_field(facet, STRING | FAST)))
            .collect(),
    };
    (builder.build(), fields)
}

/// How many documents the query has, and how many of them have which value of each facet.
fn count(searcher: &Searcher, query: &dyn Query) -> anyhow::Result<(usize, Counts)> {
    let mut all = MultiCollector::new();
    let total = all.add_collector(Count);
    let counts = all.add_collector(AggregationCollector::from_aggs(
        aggregations()?,
        AggContextParams::default(),
    ));
    let mut fruit = searcher.search(query, &all)?;
    Ok((
        total.extract(&mut fruit),
        counted(counts.extract(&mut fruit)),
    ))
}

fn aggregations() -> anyhow::Result<Aggregations> {
    let each = FACETS
        .iter()
        .map(|facet| {
            (
                (*facet).to_owned(),
                json!({ "terms": { "field": facet, "size": VALUES } }),
            )
        })
        .collect::<serde_json::Map<_, _>>();
    Ok(serde_json::from_value(each.into())?)
}

fn counted(results: AggregationResults) -> Counts {
    let mut results = results.0;
    let mut counts = BTreeMap::new();
    for facet in FACETS {
        let Some(AggregationResult::BucketResult(BucketResult::Terms { buckets, .. })) =
            results.remove(facet)
        else {
            continue;
        };
        let values = buckets.into_iter().filter_map(|bucket| match bucket.key {
            Key::Str(value) => Some((value, bucket.doc_count)),
            _ => None,
        });
        counts.insert(facet, values.collect());
    }
    counts
}

/// A snippet as pieces: what was asked for, and what stands between.
fn pieces(snippet: &tantivy::snippet::Snippet) -> Vec<(bool, String)> {
    let text = snippet.fragment();
    let mut pieces = Vec::new();
    let mut from = 0;
    for range in snippet.highlighted() {
        pieces.push((false, text.get(from..range.start)));
        pieces.push((true, text.get(range.clone())));
        from = range.end;
    }
    pieces.push((false, text.get(from..)));
    let some = |(found, text): (bool, Option<&str>)| {
        text.filter(|text| !text.is_empty())
            .map(|text| (found, text.to_owned()))
    };
    pieces.into_iter().filter_map(some).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{Asked, Entry, Library, STANDING};
    use crate::secret::random;

    fn entry(no: u128, title: &str, text: &str, respondent: &str) -> Entry {
        Entry {
            id: Uuid::from_u128(no),
            published: no as i64,
            // The first one was corrected last.
            changed: if no == 1 { 9 } else { no as i64 },
            title: title.to_owned(),
            text: text.to_owned(),
            line: no.to_string(),
            facets: vec![
                ("respondent", respondent.to_owned()),
                ("year", "2026".to_owned()),
            ],
        }
    }

    fn three() -> [Entry; 3] {
        [
            entry(
                1,
                "Arvenia v. Belmora",
                "The licences for accelerators were necessary.",
                "XBB",
            ),
            entry(
                2,
                "Corvala v. Belmora",
                "The tariff on batteries; no licence was asked for.",
                "XBB",
            ),
            entry(
                3,
                "Arvenia v. Corvala",
                "Map data stay in the territory.",
                "XCC",
            ),
        ]
    }

    #[test]
    fn what_stands_is_counted_alone_and_how_many_do_not_is_said_beside_it() {
        let state = std::env::temp_dir().join(format!("proviso-search-{}", random(4).unwrap()));
        let (library, body) = (Library::at(&state), Uuid::new_v4());
        let mut all = three();
        for (entry, standing) in all.iter_mut().zip(["stands", "stands", "revised"]) {
            entry.facets.push((STANDING, standing.to_owned()));
        }
        library.take(body, 3, &all, &[]).unwrap();
        let counts = |words: &str, standing: Option<&str>| {
            let asked = Asked {
                words: words.to_owned(),
                standing: standing.map(str::to_owned),
                limit: 10,
                ..Asked::default()
            };
            let found = library.search(body, &asked).unwrap();
            assert_eq!(found.total, found.hits.len());
            let of = |facet: &str, value: &str| {
                let values = found.counts.get(facet).into_iter().flatten();
                let mut values = values.filter(|one| one.0 == value);
                values.next().map_or(0, |one| one.1)
            };
            let xcc = of("respondent", "XCC");
            (
                found.total,
                xcc,
                of(STANDING, "stands"),
                of(STANDING, "revised"),
            )
        };
        // What everything comes to is kept for each standing apart.
        for _ in 0..2 {
            assert_eq!(counts("", Some("stands")), (2, 0, 2, 1));
            assert_eq!(counts("", Some("revised")), (1, 1, 2, 1));
            assert_eq!(counts("", None), (3, 1, 2, 1));
        }
        assert_eq!(counts("Arvenia", Some("stands")), (1, 0, 1, 1));
        assert_eq!(counts("accelerators", Some("revised")), (0, 0, 1, 0));
        std::fs::remove_dir_all(state).unwrap();
    }

    #[test]
    fn what_was_taken_in_is_found_by_words_and_facets_and_what_was_dropped_is_not() {
        let state = std::env::temp_dir().join(format!("proviso-search-{}", random(4).unwrap()));
        let (library, body, other) = (Library::at(&state), Uuid::new_v4(), Uuid::new_v4());
        assert_eq!(library.seen(body).unwrap(), 0);
        let all = three();
        library.take(body, 3, &all, &[]).unwrap();
        library.take(body, 3, &all, &[]).unwrap();
        assert_eq!(
            (library.seen(body).unwrap(), library.seen(other).unwrap()),
            (3, 0)
        );
        let ids = |words: &str, filters: &[(&'static str, &str)]| {
            let filters = filters
                .iter()
                .map(|(facet, value)| (*facet, (*value).to_owned()));
            let asked = Asked {
                words: words.to_owned(),
                filters: filters.collect(),
                limit: 10,
                ..Asked::default()
            };
            let found = library.search(body, &asked).unwrap();
            let ids: Vec<u128> = found
                .hits
                .iter()
                .map(|hit| hit.line.parse().unwrap())
                .collect();
            assert_eq!(found.total, ids.len());
            ids
        };
        assert_eq!(ids("", &[]), [3, 2, 1], "the newest first");
        assert_eq!(ids("", &[("respondent", "XBB")]), [2, 1]);
        let mut licensed = ids("licence", &[]);
        licensed.sort_unstable();
        assert_eq!(licensed, [1, 2], "by the stem of the word");
        assert_eq!(ids("licence -tariff", &[]), [1]);
        assert_eq!(ids("\"stay in the territory\"", &[]), [3]);
        assert_eq!(ids("corvala", &[])[0..2].len(), 2);
        assert_eq!(ids("licence map", &[]), [0_u128; 0]);
        for odd in [
            "\"",
            "(((",
            "title:",
            "*",
            "a AND",
            "-",
            "respondent:XBB OR",
            "\u{202e}x",
        ] {
            ids(odd, &[]);
        }

        let feed = Asked {
            words: "licence".to_owned(),
            changed_first: true,
            offset: 1,
            limit: 1,
            ..Asked::default()
        };
        let second = library.search(body, &feed).unwrap().hits;
        assert_eq!(second[0].line, "2", "what changed last is before it");

        let asked = Asked {
            words: "licence".to_owned(),
            limit: 1,
            ..Asked::default()
        };
        let found = library.search(body, &asked).unwrap();
        assert_eq!((found.total, found.hits.len()), (2, 1));
        assert_eq!(found.counts["respondent"], [("XBB".to_owned(), 2)]);
        let marked: Vec<_> = found.hits[0]
            .snippet
            .iter()
            .filter(|piece| piece.0)
            .collect();
        assert!(marked.iter().all(|piece| piece.1.starts_with("licence")) && !marked.is_empty());

        let open = Asked {
            limit: 1,
            ..Asked::default()
        };
        let years = || library.search(body, &open).unwrap().counts["year"].clone();
        assert_eq!(years(), [("2026".to_owned(), 3)]);
        assert_eq!(years(), [("2026".to_owned(), 3)], "as it was counted");
        library.take(body, 4, &[], &[Uuid::from_u128(2)]).unwrap();
        assert_eq!(ids("", &[]), [3, 1]);
        assert_eq!(years(), [("2026".to_owned(), 2)], "counted anew");
        assert_eq!(library.search(other, &asked).unwrap().total, 0);
        // Opened anew, it is as it was left.
        let again = Library::at(&state);
        assert_eq!(
            (
                again.seen(body).unwrap(),
                again.search(body, &asked).unwrap().total
            ),
            (4, 1)
        );
        std::fs::remove_dir_all(state).unwrap();
    }

    #[test]
    fn what_is_shown_stands_around_most_of_what_was_asked_for() {
        let state = std::env::temp_dir().join(format!("proviso-snippets-{}", random(4).unwrap()));
        let library = Library::at(&state);
        let long = [entry(
            4,
            "Delmar v. Eastmark",
            "A tariff on steel.\n\nThe skies over the port.\n\nTariffs on the happy few: a \
             Ministry says it is dying.\n\nThe ministry of steel.",
            "XDD",
        )];
        let elsewhere = Uuid::new_v4();
        library.take(elsewhere, 1, &long, &[]).unwrap();
        let around = |words: &str| {
            let asked = Asked {
                words: words.to_owned(),
                limit: 1,
                ..Asked::default()
            };
            let found = library.search(elsewhere, &asked).unwrap();
            let hit = found.hits.first().expect(words).snippet.clone();
            let marked = hit.iter().filter(|piece| piece.0);
            marked.map(|piece| piece.1.clone()).collect::<Vec<_>>()
        };
        assert_eq!(around("tariff"), ["tariff"], "where it stands first");
        assert_eq!(
            around("ministries tariffs"),
            ["Tariffs", "Ministry"],
            "both"
        );
        for (asked, shown) in [("sky", "skies"), ("happiness", "happy"), ("die", "dying")] {
            assert_eq!(around(asked), [shown], "whatever becomes of the stem");
        }
        std::fs::remove_dir_all(state).unwrap();
    }
}
