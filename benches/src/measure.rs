//! What is measured, and against what.

use std::time::Instant;

use anyhow::{Context as _, Result};
use api::bootstrap::Logins;
use domain::Word as _;
use domain::facet::Facet;
use serde_json::{Value, json};
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::aggregation::{AggContextParams, AggregationCollector};
use tantivy::collector::{Count, MultiCollector, TopDocs};
use tantivy::query::{AllQuery, BooleanQuery, Occur, Query, QueryParser, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::snippet::SnippetGenerator;
use tantivy::{DocAddress, Index, IndexReader, Order, TantivyDocument, Term};
use tokio_postgres::{Client, Statement};
use uuid::Uuid;

use crate::plant::{Corpus, connect};
use crate::say;
use crate::server::Server;

/// How often each of a pair is done, in turns.
const ROUNDS: usize = 60;
/// How often a page is asked for, to see whether it grows.
const VISITS: usize = 15;
/// How many rulings a page of the portal has.
const PAGE: usize = 25;
const WARM: usize = 500;
const MIXED: usize = 5000;

pub(crate) struct Bench<'a> {
    server: &'a Server,
    corpus: &'a Corpus,
    database: Client,
    /// Addresses of rulings, from old to new.
    slugs: Vec<String>,
    /// A ruling in the middle, for lists.
    deep: Uuid,
    /// Addresses of cases.
    cases: Vec<String>,
}

/// Times in milliseconds: the median, and the quarters around it.
struct Times(Vec<f64>);

impl Times {
    fn at(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let place = (sorted.len().saturating_sub(1)) as f64 * share;
        sorted.get(place as usize).copied().unwrap_or_default()
    }

    fn median(&self) -> f64 {
        self.at(0.5)
    }

    fn told(&self) -> String {
        format!(
            "{:.2} ms ({:.2} to {:.2})",
            self.median(),
            self.at(0.25),
            self.at(0.75)
        )
    }
}

fn since(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1000.0
}

impl<'a> Bench<'a> {
    pub(crate) async fn over(
        server: &'a Server,
        corpus: &'a Corpus,
        logins: &Logins,
    ) -> Result<Self> {
        let database = connect(&logins.app).await?;
        enter(&database, corpus.body).await?;
        let rows = database
            .query("select slug, id from rulings order by published_at", &[])
            .await?;
        let step = (rows.len() / 200).max(1);
        let slugs = rows.iter().step_by(step).map(|row| row.get(0)).collect();
        let deep = rows.get(rows.len() / 2).context("no ruling")?.get(1);
        let numbers = database
            .query(
                "select year || '-' || number from cases order by year, number",
                &[],
            )
            .await?;
        let cases = numbers.iter().step_by(step).map(|row| row.get(0)).collect();
        database.batch_execute("commit").await?;
        Ok(Self {
            server,
            corpus,
            database,
            slugs,
            deep,
            cases,
        })
    }

    /// What every visitor may ask for, here and there, beside what it took over the small corpus.
    pub(crate) async fn pages(&self, small: &[f64]) -> Result<Vec<f64>> {
        let middle = self.cases.get(self.cases.len() / 2).context("no case")?;
        let pages = [
            ("list of rulings, first page", "api", "/rulings".to_owned()),
            (
                "list of rulings, from the middle",
                "api",
                format!("/rulings?after={}", self.deep),
            ),
            ("log of changes, first page", "api", "/changes".to_owned()),
            (
                "log of changes, from 900",
                "api",
                "/changes?after=900".to_owned(),
            ),
            ("feed", "", "/rulings.atom".to_owned()),
            ("sitemap, first part", "", "/sitemap.xml".to_owned()),
            ("portal, nothing asked", "", "/rulings".to_owned()),
            ("portal, page 30", "", "/rulings?page=30".to_owned()),
            ("statistics", "", "/statistics".to_owned()),
            ("register, first page", "", "/cases".to_owned()),
            (
                "register, from the middle",
                "api",
                format!("/register?after={middle}"),
            ),
            (
                "register, one state",
                "api",
                "/register?state=published".to_owned(),
            ),
            ("a case of the register", "", format!("/cases/{middle}")),
        ];
        let mut medians = Vec::new();
        for (no, (name, kind, address)) in pages.iter().enumerate() {
            let mut times = Times(Vec::new());
            self.server.get(kind, address).await.context(*name)?;
            for _ in 0..VISITS {
                let began = Instant::now();
                self.server.get(kind, address).await?;
                times.0.push(since(began));
            }
            let growth = small.get(no).map(|before| times.median() / before);
            let growth = growth.map_or_else(String::new, |times| {
                format!(", {times:.1} times the small corpus")
            });
            say(&format!("  {name}: {}{growth}", times.told()));
            medians.push(times.median());
        }
        Ok(medians)
    }

    /// The portal against tantivy's own time for the same question on the same files.
    pub(crate) async fn search(&self) -> Result<()> {
        let own = Tantivy::open(&self.server.index(self.corpus.body))?;
        let words = &self.corpus.words;
        let (often, less, rare) = (words.ranked(30), words.ranked(300), words.ranked(20_000));
        let state = "respondent=".to_owned() + &self.respondent().await?;
        let questions = [
            ("a frequent word", often.to_owned(), None),
            ("a rare word", rare.to_owned(), None),
            ("two words", format!("{often} {less}"), None),
            ("a phrase", format!("\"{often} {less}\""), None),
            (
                "a frequent word and a facet",
                often.to_owned(),
                Some(state.clone()),
            ),
            ("a facet", String::new(), Some(state)),
            ("everything", String::new(), None),
        ];
        say(
            "\nsearch: the whole request, against tantivy (the number of all, the facets, and the best 25 read from its store), and against the same with the library's own snippets",
        );
        for (name, words, facet) in questions {
            let encoded = words.replace('"', "%22").replace(' ', "%20");
            let address = match &facet {
                Some(facet) => format!("/rulings/search?q={encoded}&{facet}"),
                None => format!("/rulings/search?q={encoded}"),
            };
            let (mut http, mut bare, mut shown) = (Times(vec![]), Times(vec![]), Times(vec![]));
            self.server.get("api", &address).await?;
            let total = own.search(&words, facet.as_deref(), false)?;
            for _ in 0..ROUNDS {
                let began = Instant::now();
                self.server.get("api", &address).await?;
                http.0.push(since(began));
                let began = Instant::now();
                own.search(&words, facet.as_deref(), false)?;
                bare.0.push(since(began));
                let began = Instant::now();
                own.search(&words, facet.as_deref(), true)?;
                shown.0.push(since(began));
            }
            say(&format!(
                "  {name}, {total} found: {} against {}: {:.2} times; with snippets {}: {:.2} times",
                http.told(),
                bare.told(),
                http.median() / bare.median(),
                shown.told(),
                http.median() / shown.median()
            ));
        }
        Ok(())
    }

    async fn respondent(&self) -> Result<String> {
        enter(&self.database, self.corpus.body).await?;
        let row = self
            .database
            .query_one("select respondent from cases order by id limit 1", &[])
            .await?;
        self.database.batch_execute("commit").await?;
        Ok(row.get(0))
    }

    /// A ruling's page against reading its rows and nothing else.
    pub(crate) async fn ruling(&self) -> Result<()> {
        let statements = self.statements().await?;
        let kinds = [("page", ""), ("JSON", "api")];
        say("\na ruling: the whole request, against the bare read of its rows");
        for (name, kind) in kinds {
            let (mut http, mut bare) = (Times(Vec::new()), Times(Vec::new()));
            for round in 0..ROUNDS + 5 {
                let slug = &self.slugs[(round * 7) % self.slugs.len()];
                let began = Instant::now();
                self.server.get(kind, &format!("/rulings/{slug}")).await?;
                let took = since(began);
                let slug = &self.slugs[(round * 7 + 3) % self.slugs.len()];
                let began = Instant::now();
                self.read(&statements, slug).await?;
                if round >= 5 {
                    http.0.push(took);
                    bare.0.push(since(began));
                }
            }
            say(&format!(
                "  {name}: {} against {}: {:.2} times",
                http.told(),
                bare.told(),
                http.median() / bare.median()
            ));
        }
        Ok(())
    }

    /// The statements that read what the page shows, prepared once.
    async fn statements(&self) -> Result<Vec<Statement>> {
        let mut all = Vec::new();
        for sql in [
            "select * from rulings where slug = $1 and published_at is not null",
            "select * from cases where id = $1",
            "select * from remedies where case_id = $1 order by no",
            "select * from rulings where id in (select cited_id from citations where ruling_id = $1 and stands)",
            "select * from rulings where id in (select ruling_id from citations where cited_id = $1 and stands) order by published_at desc limit 100",
            "select p.*, s.* from publications p left join signatures s on s.publication_id = p.id where ruling_id = $1 order by version desc limit 1",
            "select * from invented_states",
            "select * from rules where version = 1",
            "select * from calendars order by version desc limit 1",
        ] {
            all.push(self.database.prepare(sql).await?);
        }
        Ok(all)
    }

    async fn read(&self, statements: &[Statement], slug: &str) -> Result<()> {
        enter(&self.database, self.corpus.body).await?;
        let ruling = self.database.query_one(&statements[0], &[&slug]).await?;
        let (id, case): (Uuid, Uuid) = (ruling.get("id"), ruling.get("case_id"));
        for statement in &statements[1..3] {
            self.database.query(statement, &[&case]).await?;
        }
        for statement in &statements[3..6] {
            self.database.query(statement, &[&id]).await?;
        }
        for statement in &statements[6..] {
            self.database.query(statement, &[]).await?;
        }
        Ok(self.database.batch_execute("commit").await?)
    }

    /// What the server keeps in memory while it answers.
    pub(crate) async fn memory(&self) -> Result<()> {
        say("\nmemory of the server (resident)");
        for count in 0..=MIXED {
            if count == 0 || count == WARM || count % 1000 == 0 {
                let mapped = self.server.memory("RssFile")? / 1024;
                let own = self.server.memory("RssAnon")? / 1024;
                say(&format!(
                    "  after {count} requests: {own} MiB of its own, {mapped} MiB of files"
                ));
            }
            let slug = &self.slugs[count % self.slugs.len()];
            let case = &self.cases[count % self.cases.len()];
            let word = self.corpus.words.ranked(20 + (count * 37) % 9000);
            let (kind, address) = match count % 8 {
                0 | 1 => ("", format!("/rulings/{slug}")),
                2 => ("api", format!("/rulings/search?q={word}")),
                3 => ("", format!("/rulings?q={word}")),
                4 => ("", format!("/cases/{case}")),
                5 => ("api", "/rulings".to_owned()),
                6 => ("", "/rulings.atom".to_owned()),
                _ => ("api", format!("/changes?after={}", count / 8)),
            };
            self.server.get(kind, &address).await?;
        }
        Ok(())
    }
}

/// Begins a transaction in the body, as anyone.
async fn enter(database: &Client, body: Uuid) -> Result<()> {
    database.batch_execute("begin").await?;
    let nobody: Option<Uuid> = None;
    database
        .query(
            "select * from enter($1, $2, $3)",
            &[&body, &nobody, &nobody],
        )
        .await?;
    Ok(())
}

/// The library alone, over the same files.
struct Tantivy {
    index: Index,
    reader: IndexReader,
    facets: Aggregations,
}

impl Tantivy {
    fn open(folder: &std::path::Path) -> Result<Self> {
        let index = Index::open_in_dir(folder)?;
        // As the server counts: how far apart panels were is counted for who asks for that.
        let counted = Facet::ALL.iter().filter(|facet| **facet != Facet::Spread);
        let each = counted.map(|facet| {
            let terms = json!({ "terms": { "field": facet.as_str(), "size": 50 } });
            (facet.to_string(), terms)
        });
        let facets: serde_json::Map<String, Value> = each.collect();
        Ok(Self {
            reader: index.reader()?,
            index,
            facets: serde_json::from_value(facets.into())?,
        })
    }

    fn search(&self, words: &str, facet: Option<&str>, snippets: bool) -> Result<usize> {
        let schema = self.index.schema();
        let (title, text) = (schema.get_field("title")?, schema.get_field("text")?);
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        if words.is_empty() {
            parts.push((Occur::Must, Box::new(AllQuery)));
        } else {
            let mut parser = QueryParser::for_index(&self.index, vec![title, text]);
            parser.set_conjunction_by_default();
            parser.set_field_boost(title, 3.0);
            parts.push((Occur::Must, parser.parse_query(words)?));
        }
        if let Some((name, value)) = facet.and_then(|facet| facet.split_once('=')) {
            let term = Term::from_field_text(schema.get_field(name)?, value);
            parts.push((
                Occur::Must,
                Box::new(TermQuery::new(term, IndexRecordOption::Basic)),
            ));
        }
        let query = BooleanQuery::new(parts);
        let searcher = self.reader.searcher();
        let mut all = MultiCollector::new();
        let total = all.add_collector(Count);
        let facets = self.facets.clone();
        let counts = all.add_collector(AggregationCollector::from_aggs(
            facets,
            AggContextParams::default(),
        ));
        let mut fruit = searcher.search(&query, &all)?;
        counts.extract(&mut fruit);
        let page = TopDocs::with_limit(PAGE);
        let best: Vec<DocAddress> = if words.is_empty() {
            let newest = page.order_by_fast_field::<i64>("published", Order::Desc);
            let newest = searcher.search(&query, &newest)?;
            newest.into_iter().map(|(_, place)| place).collect()
        } else {
            let best = searcher.search(&query, &page.order_by_score())?;
            best.into_iter().map(|(_, place)| place).collect()
        };
        let around = snippets
            .then(|| SnippetGenerator::create(&searcher, &query, text))
            .transpose()?;
        for place in best {
            let document: TantivyDocument = searcher.doc(place)?;
            if let Some(around) = &around {
                std::hint::black_box(around.snippet_from_doc(&document));
            }
        }
        Ok(total.extract(&mut fruit))
    }
}
