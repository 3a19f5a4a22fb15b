//! Full-text search over what a body has published: one embedded index for each body, holding
//! public text only, fed from the log of publications, and rebuilt at will by removing its folder.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aho_corasick::AhoCorasick;
use anyhow::Context as _;
use domain::Word as _;
use domain::compliance::Status;
use domain::facet::Facet;
use domain::language::Language;
use domain::ruling::Standing;
use jiff::civil::Date;
use serde_json::json;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::aggregation::agg_result::{AggregationResult, AggregationResults, BucketResult};
use tantivy::aggregation::{AggContextParams, AggregationCollector, Key};
use tantivy::collector::{Count, MultiCollector, TopDocs};
use tantivy::query::{AllQuery, BooleanQuery, Occur, Query, QueryParser, RangeQuery, TermQuery};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing,
    TextOptions, Value as _,
};
use tantivy::snippet::SnippetGenerator;
use tantivy::tokenizer::{
    Language as Stems, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer, Token,
    TokenStream, Tokenizer,
};
use tantivy::{
    DocAddress, Index, IndexReader, IndexWriter, Order, ReloadPolicy, Searcher, TantivyDocument,
    Term,
};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::secret;

/// What the writer may use while it takes something in.
const WRITER_BYTES: usize = 15_000_000;
/// How many values of a facet are counted; there are fewer states, clauses and outcomes.
const VALUES: u32 = 1000;
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
    /// The same in other languages, as far as it was translated.
    pub texts: Vec<(Language, String)>,
    /// The day on which it was delivered.
    pub day: Option<Date>,
    /// The first and the last day by which something is to be done that is not done.
    pub owed: Option<(Date, Date)>,
    /// What a list shows of it, given back as it is: no list is read from anywhere else.
    pub line: String,
    /// Facet and value.
    pub facets: Vec<(Facet, String)>,
}

/// Up to where an index has taken in what is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The last line of the log of publications.
    pub log: i32,
    /// The last change of a ruling that is no line of it: of a remedy, of a translation.
    pub touched: i32,
}

impl Seen {
    /// Has it taken in all that this has?
    pub fn reaches(self, other: Self) -> bool {
        self.log >= other.log && self.touched >= other.touched
    }

    /// As a commit of the index says it.
    fn parse(text: &str) -> Option<Self> {
        let (log, touched) = text.split_once(' ')?;
        let (log, touched) = (log.parse().ok()?, touched.parse().ok()?);
        Some(Self { log, touched })
    }
}

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Words, "phrases", +must and -must not; nothing asks for everything.
    pub words: String,
    /// Facet and value; all of them hold.
    pub filters: Vec<(Facet, String)>,
    /// Delivered from this day on, and until that one.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// Today: what is not done by its day is overdue from the next one on.
    pub today: Option<Date>,
    /// Only what has this value of [`Facet::Standing`]. Everything else is counted within it, and its own
    /// values as if nothing were asked of it, so that one sees how many are beyond it.
    pub standing: Option<String>,
    /// Only this one, if it is like that.
    pub only: Option<Uuid>,
    /// Pairs of facets, of which it is counted how many have which value of the one and which of the other.
    pub crossed: Vec<(Facet, Facet)>,
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
    /// The language of that text.
    pub language: Language,
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
    /// How many have which two values, pair by pair as they were asked for: for each value of the first facet
    /// those of the second.
    pub crossed: Vec<Crossed>,
}

/// For each value of a facet, how many have which value of another, the most frequent first.
pub type Crossed = Vec<(String, Vec<(String, u64)>)>;

/// The indexes of all bodies, in the state folder.
pub struct Library {
    folder: PathBuf,
    open: Mutex<HashMap<Uuid, Arc<Shelf>>>,
    turns: Mutex<HashMap<Uuid, Arc<Turn>>>,
}

/// Whose turn it is to bring an index up to date: one reader does it, and the others wait for that.
pub type Turn = tokio::sync::Mutex<()>;

/// How many have which value, facet by facet.
type Counts = BTreeMap<Facet, Vec<(String, u64)>>;

struct Shelf {
    index: Index,
    reader: IndexReader,
    fields: Fields,
    writing: Mutex<()>,
    /// Up to where it has taken in, as its last commit says too.
    seen: Mutex<Seen>,
    /// What counting everything came to, for which state of the index and which standing: every first page
    /// and the statistics ask for it.
    everything: Mutex<Option<(Counted, usize, Counts)>>,
}

/// A state of the index, the standing within which was counted, and the day on which.
type Counted = (u64, Option<String>, Option<Date>);

#[derive(Clone)]
struct Fields {
    id: Field,
    line: Field,
    published: Field,
    changed: Field,
    title: Field,
    text: Field,
    texts: BTreeMap<Language, Field>,
    day: Field,
    owed_first: Field,
    owed_last: Field,
    facets: BTreeMap<Facet, Field>,
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

    /// Up to where the index of a body has taken in.
    pub fn seen(&self, body: Uuid) -> Result<Seen> {
        Ok(*hold(&self.shelf(body)?.seen))
    }

    /// Takes in what became public or is shown otherwise, and drops what was withdrawn. The same again
    /// changes nothing.
    pub fn take(&self, body: Uuid, seen: Seen, entries: &[Entry], dropped: &[Uuid]) -> Result<()> {
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
        let seen = seen.and_then(|seen| Seen::parse(&seen)).unwrap_or_default();
        for language in Language::ALL {
            let tokens = index.tokenizers();
            tokens.register(tokenizer(*language), analyzer(*language));
        }
        Ok(Self {
            seen: Mutex::new(seen),
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

    fn take(&self, seen: Seen, entries: &[Entry], dropped: &[Uuid]) -> anyhow::Result<()> {
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
            for (language, text) in &entry.texts {
                if let Some(field) = self.fields.texts.get(language) {
                    document.add_text(*field, text);
                }
            }
            if let Some(day) = entry.day {
                document.add_i64(self.fields.day, number_of(day));
            }
            if let Some((first, last)) = entry.owed {
                document.add_i64(self.fields.owed_first, number_of(first));
                document.add_i64(self.fields.owed_last, number_of(last));
            }
            for (facet, value) in &entry.facets {
                if let Some(field) = self.fields.facets.get(facet) {
                    document.add_text(*field, value);
                }
            }
            writer.add_document(document)?;
        }
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&format!("{} {}", seen.log, seen.touched));
        commit.commit()?;
        writer.wait_merging_threads()?;
        self.reader.reload()?;
        *hold(&self.seen) = seen;
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
            parts.push((Occur::Must, self.having(*facet, value, asked.today)?));
        }
        if asked.from.is_some() || asked.to.is_some() {
            parts.push((Occur::Must, days(self.fields.day, asked.from, asked.to)));
        }
        if let Some(id) = asked.only {
            parts.push((Occur::Must, exactly(self.fields.id, &id.to_string())));
        }
        let around = BooleanQuery::new(parts);
        let query = match &asked.standing {
            Some(standing) => both(&around, self.having(Facet::Standing, standing, None)?),
            None => around.clone(),
        };
        let everywhen = asked.from.is_none() && asked.to.is_none();
        let open = words.is_none() && asked.filters.is_empty() && everywhen && asked.only.is_none();
        let counting = || {
            let (total, mut counts) = count(&searcher, &query, &counted_facets(asked))?;
            let standings = Standing::ALL.iter().map(|one| one.as_str());
            let standings = self.each(&searcher, &around, (Facet::Standing, None), standings)?;
            counts.insert(Facet::Standing, standings);
            let statuses = Status::ALL.iter().map(|one| one.as_str());
            let of = (Facet::Compliance, asked.today);
            counts.insert(
                Facet::Compliance,
                self.each(&searcher, &query, of, statuses)?,
            );
            Ok((total, counts))
        };
        let (total, counts) = if open && asked.crossed.is_empty() {
            self.everything(&searcher, asked, counting)?
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
        let shown = Shown::of(&searcher, words.as_deref(), &self.fields)?;
        let mut hits = Vec::new();
        for place in places {
            let document: TantivyDocument = searcher.doc(place)?;
            let line = document.get_first(self.fields.line);
            let line = line.and_then(|line| line.as_str()).unwrap_or_default();
            let (language, snippet) = shown.around(&document)?;
            let line = line.to_owned();
            hits.push(Hit {
                line,
                snippet,
                language,
            });
        }
        Ok(Found {
            total,
            hits,
            counts,
            crossed: cross(&searcher, &query, &asked.crossed)?,
        })
    }

    /// How many there are in all, and of what kind: counted once for each state of the index.
    fn everything(
        &self,
        searcher: &Searcher,
        asked: &Asked,
        counting: impl FnOnce() -> anyhow::Result<(usize, Counts)>,
    ) -> anyhow::Result<(usize, Counts)> {
        let generation = searcher.generation().generation_id();
        let now = (generation, asked.standing.clone(), asked.today);
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

    /// How many of those have each of a few values, the most frequent first.
    fn each(
        &self,
        searcher: &Searcher,
        among: &BooleanQuery,
        (facet, today): (Facet, Option<Date>),
        values: impl Iterator<Item = &'static str>,
    ) -> anyhow::Result<Vec<(String, u64)>> {
        let mut counts = Vec::new();
        for value in values {
            let query = both(among, self.having(facet, value, today)?);
            let count = searcher.search(&query, &Count)?;
            counts.push((value.to_owned(), count as u64));
        }
        counts.retain(|(_, count)| *count > 0);
        counts.sort_by_key(|(_, count)| Reverse(*count));
        Ok(counts)
    }

    /// What has that value of the facet. Whether a remedy is overdue follows from its day and from today, so
    /// that nothing is to be taken in anew at midnight.
    fn having(
        &self,
        facet: Facet,
        value: &str,
        today: Option<Date>,
    ) -> anyhow::Result<Box<dyn Query>> {
        let status = Status::parse(value).filter(|_| facet == Facet::Compliance);
        Ok(match (status, today) {
            (Some(Status::Running), Some(today)) => days(self.fields.owed_last, Some(today), None),
            (Some(Status::Overdue), Some(today)) => {
                days(self.fields.owed_first, None, Some(today.yesterday()?))
            }
            _ => {
                let field = self.fields.facets.get(&facet).context("no such facet")?;
                exactly(*field, value)
            }
        })
    }

    /// What the words ask for; nothing where there are none. What cannot be read as asked is read as
    /// well as it can.
    fn words(&self, words: &str) -> Option<Box<dyn Query>> {
        if words.trim().is_empty() {
            return None;
        }
        // Each language takes the words apart as its own texts are: who asks in French finds what can be read
        // in French.
        let mut fields = vec![self.fields.title, self.fields.text];
        fields.extend(self.fields.texts.values());
        let mut parser = QueryParser::for_index(&self.index, fields);
        parser.set_conjunction_by_default();
        parser.set_field_boost(self.fields.title, 3.0);
        Some(parser.parse_query_lenient(words).0)
    }
}

/// What has exactly this value.
fn exactly(field: Field, value: &str) -> Box<dyn Query> {
    let term = Term::from_field_text(field, value);
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

/// What is that day or between those; a day that is not named sets no limit.
fn days(field: Field, from: Option<Date>, to: Option<Date>) -> Box<dyn Query> {
    let bound = |day: Option<Date>| {
        day.map_or(Bound::Unbounded, |day| {
            Bound::Included(Term::from_field_i64(field, number_of(day)))
        })
    };
    Box::new(RangeQuery::new(bound(from), bound(to)))
}

/// A day as a number that grows with it.
fn number_of(day: Date) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// What is among those and like that.
fn both(among: &BooleanQuery, other: Box<dyn Query>) -> BooleanQuery {
    let among: (Occur, Box<dyn Query>) = (Occur::Must, Box::new(among.clone()));
    BooleanQuery::new(vec![among, (Occur::Must, other)])
}

/// What is shown of a text around the words that were asked for: of the authentic one, if it has them, else
/// of a translation that has.
struct Shown<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    asked: Option<(&'a dyn Query, Snippets)>,
}

/// The language in which every text is, whatever it was translated into.
const FIRST: Language = domain::translation::AUTHENTIC;

impl<'a> Shown<'a> {
    fn of(
        searcher: &'a Searcher,
        words: Option<&'a dyn Query>,
        fields: &'a Fields,
    ) -> anyhow::Result<Self> {
        let asked = match words {
            Some(words) => Some((words, Snippets::of(searcher, words, fields.text)?)),
            None => None,
        };
        Ok(Self {
            searcher,
            fields,
            asked,
        })
    }

    fn around(&self, document: &TantivyDocument) -> anyhow::Result<(Language, Vec<Piece>)> {
        let Some((words, first)) = &self.asked else {
            return Ok((FIRST, Vec::new()));
        };
        let text = |field: Field| document.get_first(field).and_then(|text| text.as_str());
        let snippet = first.around(text(self.fields.text).unwrap_or_default());
        if !snippet.is_empty() {
            return Ok((FIRST, snippet));
        }
        for (language, field) in &self.fields.texts {
            let Some(text) = text(*field) else { continue };
            let snippet = Snippets::of(self.searcher, *words, *field)?.around(text);
            if !snippet.is_empty() {
                return Ok((*language, snippet));
            }
        }
        Ok((FIRST, Vec::new()))
    }
}

/// A piece of a text: is it what was asked for?
type Piece = (bool, String);

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
    let words = |language| {
        let words = TextFieldIndexing::default()
            .set_tokenizer(tokenizer(language))
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        TextOptions::default()
            .set_indexing_options(words)
            .set_stored()
    };
    let translated = Language::ALL.iter().filter(|one| **one != FIRST);
    let fields = Fields {
        id: builder.add_text_field("id", STRING),
        line: builder.add_text_field("line", STORED),
        published: builder.add_i64_field("published", INDEXED | FAST),
        changed: builder.add_i64_field("changed", INDEXED | FAST),
        title: builder.add_text_field("title", words(FIRST)),
        text: builder.add_text_field("text", words(FIRST)),
        texts: translated
            .map(|one| {
                (
                    *one,
                    builder.add_text_field(&format!("text_{one}"), words(*one)),
                )
            })
            .collect(),
        day: builder.add_i64_field("day", INDEXED | FAST),
        owed_first: builder.add_i64_field("owed_first", INDEXED | FAST),
        owed_last: builder.add_i64_field("owed_last", INDEXED | FAST),
        facets: Facet::ALL
            .iter()
            .map(|facet| {
                (
                    *facet,
                    builder.add_text_field(facet.as_str(), STRING | FAST),
                )
            })
            .collect(),
    };
    (builder.build(), fields)
}

/// What takes the texts of a language apart.
fn tokenizer(language: Language) -> &'static str {
    match language {
        Language::English => "en_stem",
        Language::French => "fr_stem",
        Language::Spanish => "es_stem",
        Language::Russian => "ru_stem",
        Language::Arabic => "ar_stem",
        Language::Chinese => "zh_letters",
    }
}

fn analyzer(language: Language) -> TextAnalyzer {
    let stems = match language {
        Language::English => Stems::English,
        Language::French => Stems::French,
        Language::Spanish => Stems::Spanish,
        Language::Russian => Stems::Russian,
        Language::Arabic => Stems::Arabic,
        Language::Chinese => {
            return TextAnalyzer::builder(Letters::default())
                .filter(LowerCaser)
                .build();
        }
    };
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(40))
        .filter(LowerCaser)
        .filter(Stemmer::new(stems))
        .build()
}

/// Takes apart a text that sets no space between its words: each letter of it counts as one, so that what is
/// asked for is found as it stands. Latin words and numbers within it stay whole.
#[derive(Clone, Default)]
struct Letters {
    token: Token,
}

struct LettersOf<'a> {
    text: &'a str,
    /// From here on it is not yet taken apart.
    at: usize,
    token: &'a mut Token,
}

impl Tokenizer for Letters {
    type TokenStream<'a> = LettersOf<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> LettersOf<'a> {
        self.token.reset();
        LettersOf {
            text,
            at: 0,
            token: &mut self.token,
        }
    }
}

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

impl TokenStream for LettersOf<'_> {
    fn advance(&mut self) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let Some(from) = rest.find(char::is_alphanumeric) else {
            return false;
        };
        let word = rest.get(from..).unwrap_or_default();
        let ends = |letter: char| is_han(letter) || !letter.is_alphanumeric();
        let length = match word.chars().next().filter(|first| is_han(*first)) {
            Some(first) => first.len_utf8(),
            None => word.find(ends).unwrap_or(word.len()),
        };
        self.token.text.clear();
        self.token
            .text
            .push_str(word.get(..length).unwrap_or_default());
        self.token.position = self.token.position.wrapping_add(1);
        self.token.offset_from = self.at + from;
        self.token.offset_to = self.at + from + length;
        self.at = self.token.offset_to;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// The facets whose values are counted. How far apart panels were takes more counting than all others together,
/// and is asked for by name or by the statistics.
fn counted_facets(asked: &Asked) -> Vec<Facet> {
    let spread = asked.filters.iter().any(|one| one.0 == Facet::Spread);
    let all = Facet::ALL.iter().copied();
    all.filter(|facet| *facet != Facet::Spread || spread || !asked.crossed.is_empty())
        .collect()
}

/// How many documents the query has, and how many of them have which value of each facet.
fn count(
    searcher: &Searcher,
    query: &dyn Query,
    facets: &[Facet],
) -> anyhow::Result<(usize, Counts)> {
    let mut all = MultiCollector::new();
    let total = all.add_collector(Count);
    let each = facets.iter();
    let each = each.map(|facet| (facet.to_string(), terms(*facet)));
    let counts = all.add_collector(aggregating(each.collect())?);
    let mut fruit = searcher.search(query, &all)?;
    let total = total.extract(&mut fruit);
    let mut results = counts.extract(&mut fruit);
    let of = |facet: &Facet| Some((*facet, values(&mut results, facet.as_str())?));
    let counts = facets.iter().filter_map(of).map(|(facet, values)| {
        let values = values.into_iter().map(|(value, count, _)| (value, count));
        (facet, values.collect())
    });
    Ok((total, counts.collect()))
}

/// How many documents of the query have which two values, pair by pair.
fn cross(
    searcher: &Searcher,
    query: &dyn Query,
    pairs: &[(Facet, Facet)],
) -> anyhow::Result<Vec<Crossed>> {
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let named = pairs.iter().enumerate().map(|(at, (one, other))| {
        let mut one = terms(*one);
        one["aggs"] = json!({ "other": terms(*other) });
        (at.to_string(), one)
    });
    let mut results = searcher.search(query, &aggregating(named.collect())?)?;
    let each = (0..pairs.len()).map(|at| {
        let values_of_one = values(&mut results, &at.to_string()).unwrap_or_default();
        let crossed = values_of_one.into_iter().map(|(value, _, mut within)| {
            let others = values(&mut within, "other").unwrap_or_default();
            let others = others.into_iter().map(|(value, count, _)| (value, count));
            (value, others.collect())
        });
        crossed.collect()
    });
    Ok(each.collect())
}

/// Every value of a facet, counted.
fn terms(facet: Facet) -> serde_json::Value {
    json!({ "terms": { "field": facet.as_str(), "size": VALUES } })
}

fn aggregating(
    named: serde_json::Map<String, serde_json::Value>,
) -> anyhow::Result<AggregationCollector> {
    let named: Aggregations = serde_json::from_value(named.into())?;
    Ok(AggregationCollector::from_aggs(
        named,
        AggContextParams::default(),
    ))
}

/// The values that were counted under a name, how many there are of each, and what was counted within.
fn values(
    results: &mut AggregationResults,
    name: &str,
) -> Option<Vec<(String, u64, AggregationResults)>> {
    let AggregationResult::BucketResult(BucketResult::Terms { buckets, .. }) =
        results.0.remove(name)?
    else {
        return None;
    };
    let values = buckets.into_iter().filter_map(|bucket| match bucket.key {
        Key::Str(value) => Some((value, bucket.doc_count, bucket.sub_aggregation)),
        _ => None,
    });
    Some(values.collect())
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
    use domain::facet::Facet;
    use domain::language::Language;
    use jiff::civil::date;
    use uuid::Uuid;

    use super::{Asked, Entry, Library, Seen};
    use crate::secret::random;

    fn entry(no: u128, title: &str, text: &str, respondent: &str) -> Entry {
        Entry {
            id: Uuid::from_u128(no),
            published: no as i64,
            // The first one was corrected last.
            changed: if no == 1 { 9 } else { no as i64 },
            title: title.to_owned(),
            text: text.to_owned(),
            texts: Vec::new(),
            day: None,
            owed: None,
            line: no.to_string(),
            facets: vec![
                (Facet::Respondent, respondent.to_owned()),
                (Facet::Year, "2026".to_owned()),
            ],
        }
    }

    fn line(log: i32) -> Seen {
        Seen { log, touched: 0 }
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
            entry.facets.push((Facet::Standing, standing.to_owned()));
        }
        library.take(body, line(3), &all, &[]).unwrap();
        let counts = |words: &str, standing: Option<&str>| {
            let asked = Asked {
                words: words.to_owned(),
                standing: standing.map(str::to_owned),
                limit: 10,
                ..Asked::default()
            };
            let found = library.search(body, &asked).unwrap();
            assert_eq!(found.total, found.hits.len());
            let of = |facet: Facet, value: &str| {
                let values = found.counts.get(&facet).into_iter().flatten();
                let mut values = values.filter(|one| one.0 == value);
                values.next().map_or(0, |one| one.1)
            };
            let xcc = of(Facet::Respondent, "XCC");
            (
                found.total,
                xcc,
                of(Facet::Standing, "stands"),
                of(Facet::Standing, "revised"),
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
        assert_eq!(library.seen(body).unwrap(), Seen::default());
        let all = three();
        library.take(body, line(3), &all, &[]).unwrap();
        library.take(body, line(3), &all, &[]).unwrap();
        assert_eq!(
            (library.seen(body).unwrap(), library.seen(other).unwrap()),
            (line(3), line(0))
        );
        let ids = |words: &str, filters: &[(Facet, &str)]| {
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
        assert_eq!(ids("", &[(Facet::Respondent, "XBB")]), [2, 1]);
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
        assert_eq!(found.counts[&Facet::Respondent], [("XBB".to_owned(), 2)]);
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
        let years = || library.search(body, &open).unwrap().counts[&Facet::Year].clone();
        assert_eq!(years(), [("2026".to_owned(), 3)]);
        assert_eq!(years(), [("2026".to_owned(), 3)], "as it was counted");
        library
            .take(body, line(4), &[], &[Uuid::from_u128(2)])
            .unwrap();
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
            (line(4), 1)
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
        library.take(elsewhere, line(1), &long, &[]).unwrap();
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

    #[test]
    fn who_asks_in_another_language_finds_what_can_be_read_in_it() {
        let state = std::env::temp_dir().join(format!("proviso-search-{}", random(4).unwrap()));
        let (library, body) = (Library::at(&state), Uuid::new_v4());
        let mut all = three();
        all[0].texts = vec![
            (
                Language::French,
                "Une introduction.\n\nLes licences d’exportation étaient nécessaires.".to_owned(),
            ),
            (
                Language::Russian,
                "Экспортные лицензии были необходимы.".to_owned(),
            ),
            (Language::Chinese, "对GPU的出口许可是必要的。".to_owned()),
            (Language::Arabic, "كانت رخص التصدير ضرورية.".to_owned()),
            (
                Language::Spanish,
                "Las licencias de exportación eran necesarias.".to_owned(),
            ),
        ];
        library.take(body, line(3), &all, &[]).unwrap();
        let marked = |words: &str| {
            let asked = Asked {
                words: words.to_owned(),
                limit: 10,
                ..Asked::default()
            };
            let found = library.search(body, &asked).unwrap();
            let hits = found.hits.iter().map(|hit| {
                let marked = hit.snippet.iter().filter(|piece| piece.0);
                let marked: Vec<_> = marked.map(|piece| piece.1.as_str()).collect();
                (hit.line.clone(), hit.language, marked.join("+"))
            });
            hits.collect::<Vec<_>>()
        };
        let first = |language, marked: &str| vec![("1".to_owned(), language, marked.to_owned())];
        for (asked, language, shown) in [
            (
                "exportations nécessaire",
                Language::French,
                "exportation+nécessaires",
            ),
            (
                "экспортная лицензия",
                Language::Russian,
                "Экспортные+лицензии",
            ),
            (
                "necesaria exportaciones",
                Language::Spanish,
                "exportación+necesarias",
            ),
            ("ضروري", Language::Arabic, "ضرورية"),
            ("gpu", Language::Chinese, "GPU"),
        ] {
            assert_eq!(marked(asked), first(language, shown), "{asked}");
        }
        // As it stands, and not letter by letter.
        assert_eq!(marked("出口许可").len(), 1);
        assert!(marked("许可出口").is_empty());
        assert_eq!(marked("accelerator")[0].1, Language::English);
        std::fs::remove_dir_all(state).unwrap();
    }

    #[test]
    fn what_is_not_done_by_its_day_is_overdue_from_the_next_one_on() {
        let state = std::env::temp_dir().join(format!("proviso-search-{}", random(4).unwrap()));
        let (library, body) = (Library::at(&state), Uuid::new_v4());
        let mut all = three();
        all[0].owed = Some((date(2026, 3, 1), date(2026, 9, 1)));
        all[1].facets.push((Facet::Compliance, "done".to_owned()));
        for (entry, day) in
            all.iter_mut()
                .zip([date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2)])
        {
            entry.day = Some(day);
        }
        library.take(body, line(3), &all, &[]).unwrap();
        let counts = |today| {
            let asked = Asked {
                today: Some(today),
                limit: 1,
                ..Asked::default()
            };
            let found = library.search(body, &asked).unwrap();
            let counts = found.counts[&Facet::Compliance].iter();
            let mut counts: Vec<_> = counts.map(|(value, _)| value.clone()).collect();
            counts.sort();
            counts.join(" ")
        };
        assert_eq!(counts(date(2026, 3, 1)), "done running");
        assert_eq!(counts(date(2026, 3, 2)), "done overdue running");
        assert_eq!(counts(date(2026, 9, 2)), "done overdue");
        let ids = |filter: Option<&str>, from, to| {
            let asked = Asked {
                filters: filter
                    .map(|value| (Facet::Compliance, value.to_owned()))
                    .into_iter()
                    .collect(),
                today: Some(date(2026, 3, 2)),
                from,
                to,
                limit: 10,
                ..Asked::default()
            };
            let found = library.search(body, &asked).unwrap();
            assert_eq!(found.total, found.hits.len());
            found
                .hits
                .into_iter()
                .map(|hit| hit.line)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(ids(Some("overdue"), None, None), "1");
        assert_eq!(ids(Some("done"), None, None), "2");
        assert_eq!(ids(None, Some(date(2026, 1, 1)), None), "3 2");
        assert_eq!(ids(None, None, Some(date(2026, 1, 1))), "2 1");
        assert_eq!(
            ids(None, Some(date(2026, 1, 1)), Some(date(2026, 1, 1))),
            "2"
        );
        assert_eq!(ids(Some("overdue"), Some(date(2026, 1, 1)), None), "");
        std::fs::remove_dir_all(state).unwrap();
    }
}
