//! A world: a fresh simulation body in the shared database, served over HTTP.

use std::path::PathBuf;

use actix_web::HttpServer;
use actix_web::web::Data;
use api::bodies::{self, CalendarDocument, NewBody, RulesDocument};
use api::caller::{Addresses, Caller};
use api::db::{Db, Founding};
use api::limits::{Limits, Senders};
use api::people::factor::Seals;
use api::people::passkeys::Passkeys;
use api::people::{self, NewPerson};
use api::post::Carrier;
use api::scanning::Scanner;
use api::search::Library;
use api::statistics::Latest;

use api::server::{self, Origin, Parts};
use api::signing::Signer;
use api::stamping::Stamper;
use api::store::Store;
use api::testbed::TestDatabase;
use api::tokens::Keys;
use api::webhook::Hooks;
use api::worker::{self, Office};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::actor::Actor;

/// One password for everyone in a test.
pub const PASSWORD: &str = "a password for tests";

/// The fixture calendar `FIX` of the rules of procedure.
const FIX: &[&str] = &[
    "2026-01-01",
    "2026-03-20",
    "2026-04-03",
    "2026-05-25",
    "2026-05-27",
    "2026-07-03",
    "2026-09-07",
    "2026-11-26",
    "2026-12-25",
    "2027-01-01",
    "2027-03-10",
    "2027-03-26",
    "2027-05-17",
    "2027-05-31",
    "2027-07-05",
    "2027-09-06",
    "2027-11-25",
    "2027-12-24",
];

/// A body of one's own.
pub struct World {
    /// The serving connections.
    pub db: Db,
    /// The body's id.
    pub body: Uuid,
    /// The body's slug.
    pub slug: String,
    /// Where the server of this test listens.
    pub origin: String,
    /// Where it keeps what is not in the database.
    pub state: PathBuf,
    /// The body's first administrator.
    pub administrator: Actor,
    /// Has what is published stamped; nothing at first.
    pub stamper: Option<Stamper>,
    people: std::sync::Mutex<Vec<Actor>>,
    ended: bool,
}

impl World {
    /// A fresh simulation body whose clock stands at Monday 2 March 2026, 10:00 in New York.
    pub async fn new() -> Self {
        Self::under(true, json!({}), Limits::none()).await
    }

    /// A body that is no simulation, with these rules beside its others: its clock is the server's.
    pub async fn real(rules: Value) -> Self {
        Self::under(false, rules, Limits::none()).await
    }

    /// A simulation with these rules beside its others, where one may ask only so often.
    pub async fn ruled(rules: Value, limits: Limits) -> Self {
        Self::under(true, rules, limits).await
    }

    /// The same, where the parties see the draft of a ruling before the final vote (T-30).
    pub async fn with_interim_review() -> Self {
        Self::under(true, json!({ "interim_review": true }), Limits::none()).await
    }

    /// The same, where one may ask only so often.
    pub async fn with_limits(limits: Limits) -> Self {
        Self::under(true, json!({}), limits).await
    }

    /// The same, where documents pass a scanner.
    pub async fn with_scanner(scanner: Scanner) -> Self {
        Self::made(true, json!({}), Limits::none(), scanner).await
    }

    async fn under(simulation: bool, rules: Value, limits: Limits) -> Self {
        Self::made(simulation, rules, limits, Scanner::none()).await
    }

    async fn made(simulation: bool, rules: Value, limits: Limits, scanner: Scanner) -> Self {
        let database = TestDatabase::from_environment().expect("a test database");
        let state = std::env::temp_dir().join(format!("proviso-test-{}", Uuid::now_v7().simple()));
        std::fs::create_dir_all(&state).expect("a folder");
        let db = Db::connect(&database.logins.app, 4).expect("connections");
        let db = db.with_chambers(&state).expect("a key");
        let (origin, _) = serve(&db, &state, limits, scanner).await;
        let (body, slug) = found(&database, simulation, rules).await;
        let mut world = Self::bare(db, body, &slug, &origin, state);
        world.administrator.sign_in().await;
        if simulation {
            world.invent_states().await;
        }
        world
    }

    /// The world of a simulation body that is already there and served.
    pub async fn around(db: Db, body: Uuid, slug: &str, origin: &str, state: PathBuf) -> Self {
        let mut world = Self::bare(db, body, slug, origin, state);
        world.administrator.sign_in().await;
        world.invent_states().await;
        world
    }

    fn bare(db: Db, body: Uuid, slug: &str, origin: &str, state: PathBuf) -> Self {
        let administrator = Actor::new(
            origin,
            slug,
            "administrator@test.example",
            "The administrator",
        );
        Self {
            db,
            body,
            slug: slug.to_owned(),
            origin: origin.to_owned(),
            state,
            administrator,
            stamper: None,
            people: std::sync::Mutex::default(),
            ended: false,
        }
    }

    async fn invent_states(&self) {
        self.invent("XAA", "Arvenia", "african", true).await;
        self.invent("XBB", "Belmora", "western_european_and_others", false)
            .await;
    }

    /// Another body on the same installation: its administrator is a stranger here.
    pub async fn neighbour(&self) -> Actor {
        let database = TestDatabase::from_environment().expect("a test database");
        let (_, slug) = found(&database, true, json!({})).await;
        let mut stranger = Actor::new(
            &self.origin,
            &slug,
            "administrator@test.example",
            "A stranger",
        );
        stranger.sign_in().await;
        stranger
    }

    async fn invent(&self, code: &str, name: &str, group: &str, developing: bool) {
        let state = json!({ "code": code, "name": name, "regional_group": group, "developing": developing });
        self.administrator.put("/states", &state).await.ok();
    }

    /// Adds a person with one role, and signs them in.
    pub async fn person(&self, name: &str, role: Value) -> Actor {
        // A panelist has a nationality, of no state that these worlds are about.
        let nationality: &[&str] = if role["role"] == "panelist" {
            &["ISL"]
        } else {
            &[]
        };
        self.person_of(name, role, nationality).await
    }

    /// The same, with nationalities. Whoever is here by that name already is the same person, so
    /// that one cast takes on several cases.
    pub async fn person_of(&self, name: &str, role: Value, nationalities: &[&str]) -> Actor {
        let here = |people: &[Actor]| people.iter().find(|one| one.name == name).cloned();
        if let Some(actor) = here(&self.people.lock().expect("the people")) {
            return actor;
        }
        let email = format!("{}@test.example", name.to_lowercase().replace(' ', "."));
        let id = Uuid::now_v7();
        let person = json!({
            "name": name, "email": email, "password": PASSWORD, "nationalities": nationalities,
            "institution": if role["role"] == "liaison" { json!("IMF") } else { Value::Null }, "roles": [role],
        });
        self.administrator
            .put(&format!("/people/{id}"), &person)
            .await
            .ok();
        let mut actor = Actor::new(&self.origin, &self.slug, &email, name);
        actor.id = id;
        actor.sign_in().await;
        self.people.lock().expect("the people").push(actor.clone());
        actor
    }

    /// Turns the clock of this world.
    pub async fn clock_to(&self, to: &str) {
        self.administrator
            .post("/clock", &json!({ "to": to }))
            .await
            .ok();
    }

    /// The clock of this world.
    pub async fn now(&self) -> jiff::Timestamp {
        let body = self.administrator.get("").await.ok();
        body["now"]
            .as_str()
            .and_then(|now| now.parse().ok())
            .expect("a time")
    }

    /// Days pass.
    pub async fn days_pass(&self, days: i64) {
        let to = self.now().await + jiff::SignedDuration::from_hours(24 * days);
        self.clock_to(&to.to_string()).await;
    }

    /// The worker goes round until nothing is left in the outbox; letters land in a folder.
    pub async fn post_round(&self) {
        let carrier = Carrier::new(
            None,
            "Registry <registry@test.example>",
            &self.state.join("letters"),
        )
        .expect("a carrier");
        self.post_round_with(carrier).await;
    }

    /// The same by another carrier.
    pub async fn post_round_with(&self, carrier: Carrier) -> worker::Counts {
        let store = Store::open(None, &self.state).expect("a store");
        let office = Office {
            carrier,
            hooks: hooks(&self.state),
            store,
            origin: self.origin.clone(),
            signer: Signer::at(&self.state),
            library: std::sync::Arc::new(Library::at(&self.state)),
            stamper: self.stamper.clone(),
        };
        worker::round(&self.db, &Caller::clock(self.body, &self.slug), &office)
            .await
            .expect("a round of the post")
    }

    /// Every line of the ledger follows from the one before it.
    pub async fn ledger_is_intact(&self) {
        let clock = Caller::clock(self.body, &self.slug);
        let broken = self.db.within(&clock, async |tx| {
            api::record::reading::first_broken_line(tx).await
        });
        assert_eq!(
            broken.await.expect("the ledger can be read"),
            None,
            "the ledger is intact"
        );
    }

    /// Leaves a world whose server someone else runs, and who carries its letters.
    pub fn leaves(mut self) {
        self.ended = true;
    }

    /// Every world ends with an empty outbox and an intact ledger.
    pub async fn ends(mut self) {
        self.post_round().await;
        self.ledger_is_intact().await;
        let clock = Caller::clock(self.body, &self.slug);
        // What failed is tried again within the hour; what is swept up a day later is nobody's letter.
        let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(2);
        let left = self
            .db
            .within(&clock, async |tx| api::record::unsettled(tx, soon).await);
        assert_eq!(
            left.await.expect("the outbox can be read"),
            0,
            "the outbox is empty"
        );
        self.ended = true;
        let _ = std::fs::remove_dir_all(&self.state);
    }
}

impl Drop for World {
    fn drop(&mut self) {
        assert!(
            self.ended || std::thread::panicking(),
            "a test ends its world with `world.ends().await`"
        );
    }
}

/// In these worlds a program of this machine may be told.
fn hooks(state: &std::path::Path) -> Hooks {
    let here = "127.0.0.0/8".parse().expect("a network");
    Hooks::at(state, &[here]).expect("the carrier of webhooks")
}

/// Where the browsers of tests say that they are, when they show a passkey: those need the name of a host.
pub const PASSKEY_ORIGIN: &str = "https://proviso.example";

async fn serve(
    db: &Db,
    state: &std::path::Path,
    limits: Limits,
    scanner: Scanner,
) -> (String, actix_web::dev::ServerHandle) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let parts = Parts {
        db: Data::new(db.clone()),
        keys: Data::new(Keys::load_or_make(state).expect("a key")),
        addresses: Data::new(Addresses::default()),
        store: Data::new(Store::open(None, state).expect("a store")),
        origin: Data::new(Origin(origin.clone())),
        library: Data::new(Library::at(state)),
        latest: Data::new(Latest::default()),
        signer: Data::new(Signer::at(state)),
        limits: Data::new(limits),
        senders: Data::new(Senders::at(state).expect("a key")),
        hooks: Data::new(hooks(state)),
        scanner: Data::new(scanner),
        seals: Data::new(Seals::at(state).expect("a key")),
        passkeys: Data::new(Passkeys::at(PASSKEY_ORIGIN).expect("an address")),
    };
    let server = HttpServer::new(move || server::build(&parts).0)
        .client_request_timeout(api::patience::FOR_HEAD)
        .keep_alive(api::patience::FOR_MORE)
        // One is enough: each worker puts the whole contract together for itself.
        .workers(1)
        .disable_signals()
        .shutdown_timeout(1)
        .listen(listener)
        .expect("a server")
        .run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    (origin, handle)
}

async fn found(database: &TestDatabase, simulation: bool, rules: Value) -> (Uuid, String) {
    let owner = Db::connect(&database.logins.owner, 1).expect("the owner's connection");
    let (id, slug) = (
        Uuid::now_v7(),
        format!("t{}", &Uuid::new_v4().simple().to_string()[..20]),
    );
    let mut document = json!({
        "venue": { "place": "New York", "time_zone": "America/New_York" }, "languages": ["en"],
        "symbol_base": "A/AC.900", "citation_code": "ISECRC", "panel_sizes": [3, 5, 7], "rubric": "isecrc-1",
        "interim_review": false, "document_mib_max": 1,
    });
    for (name, rule) in rules.as_object().into_iter().flatten() {
        document[name.as_str()] = rule.clone();
    }
    let rules: RulesDocument = serde_json::from_value(document).expect("rules");
    let calendar = CalendarDocument {
        source: "FIX".to_owned(),
        demonstration: true,
        holidays: FIX.iter().map(|day| day.parse().expect("a day")).collect(),
    };
    let clock = simulation.then(|| "2026-03-02T15:00:00Z".parse().expect("a time"));
    let founding = Founding {
        id,
        slug: slug.clone(),
        name: "A world".to_owned(),
        kind: "committee".to_owned(),
        clock,
    };
    let first =
        NewPerson::administrator("The administrator", "administrator@test.example", PASSWORD);
    let password = people::seal(&first).await.expect("a password");
    bodies::create(
        &owner,
        NewBody {
            founding,
            rules,
            calendar,
        },
        async |tx| {
            let id = Uuid::now_v7();
            people::enter(tx, id, &first, password).await.map(|_| ())
        },
    )
    .await
    .expect("a body");
    (id, slug)
}
