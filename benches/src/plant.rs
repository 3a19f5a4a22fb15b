//! The generator: published rulings of a simulation, in a throwaway database and nowhere else.
//! It writes the rows that the acts of a case leave behind, with a ledger that verifies; every
//! constraint and trigger of the database holds. What it leaves out: the papers of the parties and
//! their documents, the sheets and ballots of the deliberation, the letters, the deadlines, and the
//! signatures of the published bytes, which are a short form of the ruling in Akoma Ntoso.

use anyhow::{Context as _, Result};
use api::bodies::{self, NewBody};
use api::bootstrap::Logins;
use api::db::{Db, Founding};
use api::law;
use api::people::{self, NewPerson};
use api::record::proof::{commitment, link};
use api::serve::{COMMITTEE_RULES, DEMONSTRATION_CALENDAR};
use api::wire;
use domain::Word;
use domain::case::{Act, State};
use domain::measure::Technology;
use domain::vote::Outcome;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use crate::text::{Chance, Vocabulary};

/// The body of the corpus.
pub(crate) const SLUG: &str = "corpus";
/// Rulings that are written in one transaction.
const BATCH: usize = 500;
const SECTIONS: [(&str, &str); 5] = [
    ("terms_of_reference", "Terms of reference"),
    ("participation", "Participation"),
    ("evidence", "Evidence"),
    ("findings", "Findings"),
    ("recommendations", "Recommendations"),
];
const KINDS: [&str; 5] = [
    "export_control",
    "market_access_ban",
    "tariff",
    "procurement_ban",
    "data_localisation",
];

/// A body with the rulings that were planted in it so far.
pub(crate) struct Corpus {
    pub(crate) body: Uuid,
    pub(crate) words: Vocabulary,
    client: Client,
    seed: u64,
    administrator: Uuid,
    panelists: Vec<(Uuid, String)>,
    clauses: Vec<(String, String)>,
    states: Vec<(String, String)>,
    planted: usize,
    of_year: (i16, i32),
    /// The last rulings, for citations: id, citation.
    recent: Vec<(Uuid, String)>,
}

/// Rows of one batch, table by table, in the order in which they refer to each other.
#[derive(Default)]
struct Rows {
    measures: Vec<Value>,
    chains: Vec<Value>,
    ledger: Vec<Value>,
    docket_entries: Vec<Value>,
    cases: Vec<Value>,
    claims: Vec<Value>,
    seats: Vec<Value>,
    rulings: Vec<Value>,
    remedies: Vec<Value>,
    publications: Vec<Value>,
    citations: Vec<Value>,
}

/// Connects to a database of `test-database`; the sockets of any other are not asked for.
pub(crate) async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

impl Corpus {
    /// Founds the body. Refuses a database in which there is any other.
    pub(crate) async fn found(logins: &Logins, seed: u64) -> Result<Self> {
        let owner = Db::connect(&logins.owner, 1)?;
        let told = |error: api::error::Error| anyhow::anyhow!(error.told());
        let others = owner.directory().await.map_err(told)?;
        anyhow::ensure!(
            others.is_empty(),
            "this database has bodies already; a corpus is planted in an empty throwaway one"
        );
        let founding = Founding {
            id: Uuid::from_u128(1),
            slug: SLUG.to_owned(),
            name: "Corpus (simulation)".to_owned(),
            kind: "committee".to_owned(),
            clock: Some("2027-06-01T12:00:00Z".parse()?),
        };
        let body = founding.id;
        let new = NewBody {
            founding,
            rules: serde_json::from_str(COMMITTEE_RULES)?,
            calendar: serde_json::from_str(DEMONSTRATION_CALENDAR)?,
        };
        let first =
            NewPerson::administrator("Planter", "planter@corpus.example", "a-corpus-is-planted");
        let sealed = people::seal(&first).await.map_err(told)?;
        let administrator = Uuid::from_u128(2);
        bodies::create(&owner, new, async |tx| {
            people::enter(tx, administrator, &first, sealed)
                .await
                .map(|_| ())
        })
        .await
        .map_err(told)?;
        let clauses: Vec<_> = law::clauses()
            .filter_map(|clause| Some((clause.id.clone(), clause.grounds.first()?.id.clone())))
            .collect();
        let texts = law::clauses().flat_map(|clause| {
            let elements = clause.elements.iter().map(|one| one.label.clone());
            elements.chain(clause.grounds.iter().map(|one| one.label.clone()))
        });
        let mut corpus = Self {
            body,
            words: Vocabulary::of(texts),
            client: connect(&logins.owner).await?,
            seed,
            administrator,
            panelists: Vec::new(),
            clauses,
            states: law::states()
                .iter()
                .take(60)
                .map(|state| (state.code.clone(), state.name.clone()))
                .collect(),
            planted: 0,
            of_year: (0, 0),
            recent: Vec::new(),
        };
        corpus.seat_people().await?;
        Ok(corpus)
    }

    /// Forty people who sit on panels. They cannot sign in.
    async fn seat_people(&mut self) -> Result<()> {
        let mut chance = Chance::seeded(self.seed ^ 7);
        let mut rows = Vec::new();
        for no in 0..40 {
            let id = Uuid::from_u128(100 + no);
            let name = format!(
                "{} {}",
                capital(self.words.ranked(4000 + chance.below(9000))),
                capital(self.words.ranked(14_000 + chance.below(9000)))
            );
            rows.push(json!({
                "id": id, "email": format!("panelist.{no}@corpus.example"), "name": name,
                "password_hash": "!", "nationalities": [], "active": true, "version": 1,
                "created_at": "2015-01-01T00:00:00Z",
            }));
            self.panelists.push((id, name));
        }
        let tx = self.client.transaction().await?;
        enter(&tx, self.body).await?;
        insert(&tx, "accounts", &rows).await?;
        Ok(tx.commit().await?)
    }

    /// Plants until there are so many.
    pub(crate) async fn plant(&mut self, upto: usize) -> Result<()> {
        while self.planted < upto {
            let many = BATCH.min(upto - self.planted);
            let mut rows = Rows::default();
            for _ in 0..many {
                self.ruling(&mut rows)?;
                self.planted += 1;
            }
            let (body, count) = (self.body, i32::try_from(self.planted)?);
            let tx = self.client.transaction().await?;
            enter(&tx, body).await?;
            let tables = [
                ("measures", &rows.measures),
                ("chains", &rows.chains),
                ("ledger", &rows.ledger),
                ("docket_entries", &rows.docket_entries),
                ("cases", &rows.cases),
                ("claims", &rows.claims),
                ("seats", &rows.seats),
                ("rulings", &rows.rulings),
                ("remedies", &rows.remedies),
                ("publications", &rows.publications),
                ("citations", &rows.citations),
            ];
            for (table, rows) in tables {
                insert(&tx, table, rows).await.context(table)?;
            }
            tx.execute(
                "insert into counters (name, value) values ('publication', $1)
                 on conflict (tenant_id, name) do update set value = excluded.value",
                &[&count],
            )
            .await?;
            tx.commit().await?;
        }
        self.client.batch_execute("analyze").await?;
        Ok(())
    }

    /// One case from its filing to its published ruling, ten years of them evenly.
    fn ruling(&mut self, rows: &mut Rows) -> Result<()> {
        let no = self.planted;
        let mut chance = Chance::seeded(self.seed.wrapping_mul(1_000_003) ^ no as u64);
        let id = |kind: u128| Uuid::from_u128((kind << 96) | (no as u128 + 1));
        let begins: Timestamp = "2016-01-04T09:00:00Z".parse()?;
        let filed = begins + SignedDuration::from_secs(no as i64 * 3000);
        let days = |count: i64| filed + SignedDuration::from_hours(24 * count);
        let registered = days(10 + chance.below(20) as i64);
        let issued = days(200 + chance.below(150) as i64);
        // In the order of the log: the later filed, the later published.
        let published = days(380);
        let year = published.to_zoned(jiff::tz::TimeZone::UTC).year();
        if self.of_year.0 != year {
            self.of_year = (year, 0);
        }
        self.of_year.1 += 1;
        let number = self.of_year.1;
        let (citation, slug) = (
            format!("[{year}] ISECRC {number}"),
            format!("{year}-isecrc-{number}"),
        );
        let (applicant, respondent) = self.parties(&mut chance);
        let (clause, ground) = chance.of(&self.clauses).clone();
        let technology = chance.of(Technology::ALL).to_string();
        let measure = format!(
            "Order on {}",
            self.words
                .paragraph(&mut chance, 5)
                .trim_end_matches('.')
                .to_lowercase()
        );
        let caption = format!("{} v. {}", applicant.1, respondent.1);
        let summary = self.words.paragraph(&mut chance, 60);
        let kind = *chance.of(&KINDS);
        let claims = claims(&mut chance, &self.words, no as u128);
        let panel = self.panel(&mut chance);
        let sections = self.sections(&mut chance);
        let measure_row = json!({
            "title": measure, "description": summary, "kind": kind, "technology_class": technology,
            "announced_on": null, "in_force_on": filed.to_string()[..10], "ended_on": null,
        });
        let request = json!({
            "respondent": respondent.0, "measure": measure_row, "clause_id": clause, "ground": ground,
            "claims": claims.iter().map(|one| json!({ "component": one["component"], "obligation": one["obligation"] })).collect::<Vec<_>>(),
            "summary": summary, "facts": summary, "remedy_sought": "Withdraw the measure.",
            "consent_basis": "invited", "certificate": null, "developing_request": false,
        });
        let mut of_measure = measure_row;
        of_measure["id"] = json!(id(3));
        of_measure["state"] = json!(respondent.0);
        rows.measures.push(of_measure);
        let digest = hex(&Sha256::digest(request.to_string()));
        rows.cases.push(json!({
            "id": id(4), "version": 9, "state": "published", "year": year, "number": number,
            "caption": caption, "applicant": applicant.0, "respondent": respondent.0,
            "measure_id": id(3), "clause_id": clause, "ground": ground, "request": request,
            "summary": summary, "facts": summary, "remedy_sought": "Withdraw the measure.",
            "consent_basis": "invited", "consultations": "none", "developing_request": false,
            "profile": chance.of(&["P1", "P2", "P3", "P4"]), "effect_on_applicant": "recommendatory",
            "effect_on_respondent": "recommendatory", "rules_version": 1, "rubric": "isecrc-1",
            "defects": [], "results": claims, "panel_size": 3, "applicant_said": [], "respondent_said": [],
            "filed_by": self.administrator, "digest": digest, "created_at": filed, "filed_at": filed,
            "registered_at": registered, "scored_at": issued, "issued_at": issued, "published_at": published,
        }));
        owe(rows, (id(4), id(5)), &claims, &mut chance, issued);
        for (at, (account, _)) in panel.iter().enumerate() {
            rows.seats.push(json!({
                "case_id": id(4), "no": at + 1, "discipline": DISCIPLINES[at], "presiding": at == 0,
                "account_id": account, "status": "sitting",
            }));
        }
        let acts = [
            (Act::Submit, State::Filed, filed),
            (Act::Register, State::Registered, registered),
            (Act::Issue, State::Issued, issued),
            (Act::Publish, State::Published, published),
        ];
        self.record(rows, id(4), &acts)?;
        self.publish(
            rows,
            (id(4), id(5), id(6)),
            &mut chance,
            Publishing {
                sections,
                panel,
                claims,
                citation,
                slug,
                caption,
                issued,
                published,
                year,
                number,
            },
        )
    }

    fn parties(&self, chance: &mut Chance) -> ((String, String), (String, String)) {
        let applicant = chance.below(self.states.len());
        let other = 1 + chance.below(self.states.len() - 1);
        let respondent = (applicant + other) % self.states.len();
        (
            self.states[applicant].clone(),
            self.states[respondent].clone(),
        )
    }

    fn panel(&self, chance: &mut Chance) -> Vec<(Uuid, String)> {
        let first = chance.below(self.panelists.len());
        let seats = [0, 13, 27].map(|step| (first + step) % self.panelists.len());
        seats.map(|at| self.panelists[at].clone()).to_vec()
    }

    fn sections(&self, chance: &mut Chance) -> Vec<Value> {
        let section = |(section, title): &(&str, &str)| {
            let paragraphs = (0..2 + chance.below(4))
                .map(|_| {
                    let words = 40 + chance.below(60);
                    self.words.paragraph(chance, words)
                })
                .collect::<Vec<_>>();
            json!({ "section": section, "title": title, "paragraphs": paragraphs, "from_findings": false })
        };
        SECTIONS.iter().map(section).collect()
    }

    /// The docket of a case, and its ledger, line by line as the record writes it.
    fn record(&self, rows: &mut Rows, case: Uuid, acts: &[(Act, State, Timestamp)]) -> Result<()> {
        let (mut head, mut seq) = (Vec::new(), 0);
        let chain = rows.chains.len();
        rows.chains.push(Value::Null);
        for (act, state, at) in acts {
            seq += 1;
            let detail = json!({ "detail": {}, "filing": null, "state": state.as_str() });
            let (detail, salt) = (serde_json::to_string(&detail)?, case.as_bytes());
            let line = serde_json::to_string(&json!({
                "action": format!("case.{}", act.as_str()), "actor": self.administrator, "at": wire::sortable(*at),
                "body": self.body, "case": case, "chain": case, "detail": commitment(salt, &detail),
                "docket_no": seq, "kind": "act", "seq": seq, "session": null, "subject": case,
            }))?;
            head = link(&head, &line);
            rows.ledger.push(json!({
                "chain_id": case, "seq": seq, "line": line, "hash": hex(&head), "detail": detail, "salt": hex(salt),
            }));
            rows.docket_entries.push(json!({
                "case_id": case, "no": seq, "act": act.as_str(), "title": act.title(), "detail": {},
                "actor": self.administrator, "actor_label": "Planter", "at": at,
                "served_on": at.to_string()[..10], "state_after": state.as_str(),
            }));
        }
        rows.chains[chain] =
            json!({ "id": case, "seq": seq, "head": hex(&head), "docket_no": seq });
        Ok(())
    }

    fn publish(
        &mut self,
        rows: &mut Rows,
        (case, ruling, publication): (Uuid, Uuid, Uuid),
        chance: &mut Chance,
        mut it: Publishing,
    ) -> Result<()> {
        // Every other ruling refers to one of those before it.
        if chance.below(2) == 0 && !self.recent.is_empty() {
            let (cited, citation) = chance.of(&self.recent).clone();
            rows.citations
                .push(json!({ "ruling_id": ruling, "cited_id": cited, "stands": true }));
            if let Some(paragraphs) = it.sections[3]["paragraphs"].as_array_mut() {
                paragraphs.push(json!(format!("The panel follows {citation}.")));
            }
        }
        let members: Vec<_> = it
            .panel
            .iter()
            .zip(DISCIPLINES)
            .enumerate()
            .map(|(at, ((_, name), discipline))| json!({ "name": name, "discipline": discipline, "presiding": at == 0 }))
            .collect();
        let content = json!({ "sections": it.sections, "remedies": [], "panel": members });
        rows.rulings.push(json!({
            "id": ruling, "case_id": case, "content": content, "results": it.claims,
            "roll_call": { "results": it.claims, "departures": [] },
            "signed_presiding_by": it.panel[0].0, "signed_presiding_at": it.issued,
            "signed_registrar_by": self.administrator, "signed_registrar_at": it.issued,
            "issued_at": it.issued, "year": it.year, "number": it.number, "citation": it.citation,
            "slug": it.slug, "published_at": it.published,
        }));
        let frozen = akoma_ntoso(&it);
        rows.publications.push(json!({
            "id": publication, "seq": self.planted + 1, "ruling_id": ruling, "version": 1,
            "change": "published", "note": "", "slug": it.slug, "citation": it.citation,
            "title": it.caption, "content": frozen, "digest": hex(&Sha256::digest(&frozen)),
            "corrections": [], "at": it.published,
        }));
        if self.recent.len() < 400 {
            self.recent.push((ruling, it.citation));
        } else {
            let at = chance.below(400);
            self.recent[at] = (ruling, it.citation);
        }
        Ok(())
    }
}

struct Publishing {
    sections: Vec<Value>,
    panel: Vec<(Uuid, String)>,
    claims: Vec<Value>,
    citation: String,
    slug: String,
    caption: String,
    issued: Timestamp,
    published: Timestamp,
    year: i16,
    number: i32,
}

const DISCIPLINES: [&str; 3] = ["legal", "security", "technology"];

fn claims(chance: &mut Chance, words: &Vocabulary, no: u128) -> Vec<Value> {
    let many = 1 + chance.below(3);
    let claim = |at: usize| {
        let outcome = *chance.of(&[
            Outcome::Justified,
            Outcome::NotJustifiedT0,
            Outcome::NotJustifiedT2,
            Outcome::NotJustifiedT3,
        ]);
        let fails = match outcome {
            Outcome::NotJustifiedT0 => 0,
            Outcome::NotJustifiedT2 => 2,
            Outcome::NotJustifiedT3 => 3,
            _ => 4,
        };
        let steps: Vec<_> = <domain::review::Step as Word>::ALL
            .iter()
            .enumerate()
            .map(|(step_no, step)| {
                let finding = match step_no.cmp(&fails) {
                    std::cmp::Ordering::Less => "met",
                    std::cmp::Ordering::Equal => "not_met",
                    std::cmp::Ordering::Greater => "not_reached",
                };
                json!({ "step": step.as_str(), "finding": finding, "arguendo": false, "elements": {} })
            })
            .collect();
        json!({
            "claim_id": Uuid::from_u128(((20 + at as u128) << 96) | (no + 1)), "no": at + 1,
            "component": words.paragraph(chance, 8), "obligation": words.paragraph(chance, 6),
            "outcome": outcome.as_str(), "concerns": [], "arguendo": [], "steps": steps,
        })
    };
    (0..many).map(claim).collect()
}

/// The claims of a case, and a remedy for each that failed.
fn owe(
    rows: &mut Rows,
    (case, ruling): (Uuid, Uuid),
    claims: &[Value],
    chance: &mut Chance,
    issued: Timestamp,
) {
    for (at, claim) in claims.iter().enumerate() {
        let claim_no = at + 1;
        let claim_id: Uuid = serde_json::from_value(claim["claim_id"].clone()).unwrap_or_default();
        rows.claims.push(json!({
            "id": claim["claim_id"], "case_id": case, "no": claim_no,
            "component": claim["component"], "obligation": claim["obligation"],
        }));
        if claim["outcome"] != "JUSTIFIED" {
            rows.remedies.push(json!({
                "id": Uuid::from_u128(claim_id.as_u128() | (1 << 127)), "case_id": case, "ruling_id": ruling, "claim_id": claim["claim_id"],
                "no": claim_no, "text": "withdraw the measure", "weight": 1 + chance.below(3),
                "due_on": (issued + SignedDuration::from_hours(24 * 240)).to_string()[..10],
                "completion": 0.0,
            }));
        }
    }
}

/// A short form of the ruling: well-formed, and its text is the ruling's.
fn akoma_ntoso(it: &Publishing) -> String {
    let paragraphs = it
        .sections
        .iter()
        .flat_map(|one| one["paragraphs"].as_array());
    let text: String = paragraphs
        .flatten()
        .filter_map(Value::as_str)
        .map(|text| format!("<paragraph><content><p>{text}</p></content></paragraph>"))
        .collect();
    format!(
        "<akomaNtoso xmlns=\"http://docs.oasis-open.org/legaldocml/ns/akn/3.0\"><judgment name=\"decision\"><judgmentBody><decision>{text}</decision></judgmentBody></judgment></akomaNtoso>"
    )
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

/// As PostgreSQL reads bytes.
fn hex(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\\x{digits}")
}

async fn enter(tx: &tokio_postgres::Transaction<'_>, body: Uuid) -> Result<()> {
    let settings = "select set_config('app.tenant', $1, true), set_config('app.person', $2, true)";
    tx.query(settings, &[&body.to_string(), &Uuid::nil().to_string()])
        .await?;
    Ok(())
}

/// Rows as one statement; their columns are those of the first, and the body is the transaction's.
async fn insert(tx: &tokio_postgres::Transaction<'_>, table: &str, rows: &[Value]) -> Result<()> {
    let Some(Value::Object(first)) = rows.first() else {
        return Ok(());
    };
    let columns = first.keys().cloned().collect::<Vec<_>>().join(", ");
    let statement = format!(
        "insert into {table} ({columns}) select {columns} from jsonb_populate_recordset(null::{table}, $1::text::jsonb)"
    );
    tx.execute(&statement, &[&serde_json::to_string(rows)?])
        .await?;
    Ok(())
}
