//! The only door to PostgreSQL: connections, transactions, the body's seal, and permits.

use std::sync::Arc;

use actix_web::http::StatusCode;
use diesel::OptionalExtension;
use diesel::sql_types::{Array, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod,
};
use diesel_async::{
    AnsiTransactionManager, AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection,
    TransactionManager,
};
use domain::Word;
use domain::client::Scope;
use futures_util::FutureExt;
use jiff::Timestamp;
use uuid::Uuid;

use crate::authz::{Policies, Principal, Resource};
use crate::caller::{Caller, Owing};
use crate::error::{Error, Result, Unproved};
use crate::seals::Seals;
use crate::wire;

/// The database, and the policies that every act asks.
#[derive(Clone)]
pub struct Db {
    pool: Pool<AsyncPgConnection>,
    policies: Arc<Policies>,
    chambers: Option<Arc<Seals>>,
}

/// What a transaction knows of the body it is in.
#[derive(Clone, Debug)]
pub struct World {
    /// The body.
    pub body: Uuid,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Is it a simulation, with a clock of its own?
    pub simulation: bool,
    /// The newest version of its rules of procedure.
    pub rules_version: i32,
}

/// One transaction of one caller in one body. Everything that reaches the database takes this.
pub struct Tx<'a> {
    conn: Object<AsyncPgConnection>,
    policies: &'a Policies,
    chambers: Option<&'a Seals>,
    chamber: Option<(Uuid, Arc<Seals>)>,
    caller: &'a Caller,
    who: Principal,
    person_name: String,
    is_clock: bool,
    world: World,
    now: Timestamp,
    unrecorded: usize,
    factor: Factor,
    recorded: bool,
    opened: Option<Door>,
    closed: Option<Door>,
    is_barred: bool,
}

/// What someone came to see or to do, and to what.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    pub(crate) action: String,
    pub(crate) subject: Uuid,
    pub(crate) case: Option<Uuid>,
    /// Which part of it, where it is shown in parts.
    pub(crate) part: serde_json::Value,
}

impl Door {
    fn of<R: Resource>(action: &str, what: &R) -> Self {
        Self {
            action: action.to_owned(),
            subject: what.id(),
            case: what.case(),
            part: serde_json::Value::Null,
        }
    }
}

/// What is known of the second factor of who asks.
#[derive(Clone, Copy, Debug)]
struct Factor {
    /// Does the body ask for one?
    required: bool,
    /// When it was shown last in this session.
    proved_at: Option<Timestamp>,
}

/// For so long a second factor counts as shown.
const PROVED_FOR: jiff::SignedDuration = jiff::SignedDuration::from_mins(10);

/// Proof that policy was asked and said yes. Only [`Tx::allow`] makes one; only `record` spends it.
#[must_use]
#[derive(Debug)]
pub struct Permit {
    pub(crate) action: String,
    pub(crate) subject: Uuid,
}

#[derive(diesel::QueryableByName)]
struct Entered {
    #[diesel(sql_type = Text)]
    slug: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    simulation: bool,
    #[diesel(sql_type = Nullable<Timestamptz>, deserialize_as = jiff_diesel::NullableTimestamp)]
    clock: Option<Timestamp>,
    #[diesel(sql_type = Nullable<Integer>)]
    rules_version: Option<i32>,
    #[diesel(sql_type = Array<Text>)]
    roles: Vec<String>,
    #[diesel(sql_type = Nullable<Text>)]
    acts_for: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    person_name: Option<String>,
    #[diesel(sql_type = Bool)]
    factor_required: bool,
    #[diesel(sql_type = Bool)]
    has_factor: bool,
    #[diesel(sql_type = Nullable<Timestamptz>, deserialize_as = jiff_diesel::NullableTimestamp)]
    proved_at: Option<Timestamp>,
}

/// What a program may do at most.
#[derive(diesel::QueryableByName)]
struct Granted {
    #[diesel(sql_type = Array<Text>)]
    scopes: Vec<String>,
    #[diesel(sql_type = Timestamptz, deserialize_as = jiff_diesel::Timestamp)]
    expires_at: Timestamp,
}

impl Granted {
    fn lets(&self, needs: &[Scope]) -> bool {
        let has = |scope: &Scope| self.scopes.iter().any(|held| held == scope.as_str());
        needs.iter().any(has)
    }
}

impl Entered {
    /// Does someone who has signed in owe the body a second factor? A program is no way around it.
    fn owes(&self, caller: &Caller) -> bool {
        let is_in = caller.session.is_some() || caller.program.is_some();
        self.factor_required && !self.has_factor && is_in
    }

    /// Nobody in particular.
    fn forget_who(&mut self) {
        (self.roles, self.acts_for, self.person_name) = (Vec::new(), None, None);
    }
}

/// No statement of ours takes so long, and no transaction waits so long in the middle: whoever made
/// one that does holds a connection and its locks only until then. Nor is any so long that to
/// compile it would pay; the scopes of rows make it look so to the server.
const SETTINGS: &str = "set statement_timeout = '120s'; set idle_in_transaction_session_timeout = '60s'; set jit = off";

async fn open(url: &str) -> diesel::ConnectionResult<AsyncPgConnection> {
    let mut conn = AsyncPgConnection::establish(url).await?;
    conn.batch_execute(SETTINGS)
        .await
        .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}

impl Db {
    /// A pool of connections as the serving role, with the policies loaded.
    pub fn connect(url: &str, size: usize) -> anyhow::Result<Self> {
        let mut config = ManagerConfig::default();
        // A ping at every checkout costs a round trip; a broken connection surfaces as a retryable 503.
        config.recycling_method = RecyclingMethod::Fast;
        config.custom_setup = Box::new(|url| open(url).boxed());
        let manager =
            AsyncDieselConnectionManager::<AsyncPgConnection>::new_with_config(url, config);
        let pool = Pool::builder(manager)
            .max_size(size)
            .wait_timeout(Some(std::time::Duration::from_secs(10)))
            .create_timeout(Some(std::time::Duration::from_secs(5)))
            // The connection that was used last has its plans and its catalog at hand.
            .queue_mode(deadpool::managed::QueueMode::Lifo)
            .runtime(deadpool::Runtime::Tokio1)
            .build()?;
        Ok(Self {
            pool,
            policies: Policies::shared()?,
            chambers: None,
        })
    }

    /// The same, with the key in this state folder that wraps the keys of deliberations.
    pub fn with_chambers(mut self, state: &std::path::Path) -> anyhow::Result<Self> {
        self.chambers = Some(Arc::new(Seals::at(state, "deliberations")?));
        Ok(self)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that takes a connection"
    )]
    async fn connection(&self) -> Result<Object<AsyncPgConnection>> {
        self.pool.get().await.map_err(|error| {
            tracing::warn!(error = format!("{error}"), "no database connection");
            Error::Busy(
                "The database is not reachable just now.",
                StatusCode::SERVICE_UNAVAILABLE,
            )
        })
    }

    /// Does the database answer?
    pub async fn ping(&self) -> Result<()> {
        let mut conn = self.connection().await?;
        diesel::sql_query("select 1").execute(&mut *conn).await?;
        Ok(())
    }

    /// The id of the body with that slug.
    pub async fn body_id(&self, slug: &str) -> Result<Option<Uuid>> {
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = Nullable<SqlUuid>)]
            id: Option<Uuid>,
        }
        let mut conn = self.connection().await?;
        let row: Row = diesel::sql_query("select body_id($1) as id")
            .bind::<Text, _>(slug)
            .get_result(&mut *conn)
            .await?;
        Ok(row.id)
    }

    /// The bodies that this installation hosts: slug, name, kind, simulation.
    pub async fn directory(&self) -> Result<Vec<BodyEntry>> {
        let mut conn = self.connection().await?;
        Ok(
            diesel::sql_query("select slug, name, kind, simulation from directory()")
                .load(&mut *conn)
                .await?,
        )
    }

    /// Runs `work` inside the caller's body: all of it happens, or none. A refusal by policy is
    /// recorded in a transaction of its own, since this one rolls back.
    pub async fn within<T>(
        &self,
        caller: &Caller,
        work: impl AsyncFnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut tx = self.begin(caller).await?;
        let done = match tx.let_program_in() {
            // On the heap: what an act awaits is deep, and would be copied along the stack of whoever calls.
            Ok(()) => Box::pin(work(&mut tx)).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(_) if tx.unrecorded > 0 => {
                AnsiTransactionManager::rollback_transaction(&mut *tx.conn).await?;
                Err(Error::broken(anyhow::anyhow!(
                    "{} permits were not recorded",
                    tx.unrecorded
                )))
            }
            Ok(done) => {
                tx.note_reading().await?;
                AnsiTransactionManager::commit_transaction(&mut *tx.conn).await?;
                Ok(done)
            }
            Err(error) => {
                AnsiTransactionManager::rollback_transaction(&mut *tx.conn).await?;
                let door = tx.closed.take();
                drop(tx);
                match &error {
                    Error::Forbidden(why) => self.deny(caller, door.as_ref(), why).await?,
                    // Whoever may not know of a thing must not learn of it by waiting longer.
                    Error::NotFound(_) if door.is_some() => {
                        let (db, caller) = (self.clone(), caller.clone());
                        tokio::spawn(async move {
                            let why = "It does not exist for whoever asked.";
                            if let Err(error) = db.deny(&caller, door.as_ref(), why).await {
                                tracing::error!(
                                    error = format!("{error:?}"),
                                    "a denial could not be put on the record"
                                );
                            }
                        });
                    }
                    _ => {}
                }
                Err(error)
            }
        }
    }

    async fn deny(&self, caller: &Caller, door: Option<&Door>, why: &str) -> Result<()> {
        let mut tx = self.begin(caller).await?;
        tx.record_denial(door, why).await?;
        AnsiTransactionManager::commit_transaction(&mut *tx.conn).await?;
        Ok(())
    }

    /// Founds a body and does `work` in it, all or nothing. Only the owner's login may.
    pub async fn found<T>(
        &self,
        founding: &Founding,
        work: impl AsyncFnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut conn = self.connection().await?;
        AnsiTransactionManager::begin_transaction(&mut *conn).await?;
        let made = diesel::sql_query("select found_body($1, $2, $3, $4, $5, $6)")
            .bind::<SqlUuid, _>(founding.id)
            .bind::<Text, _>(&founding.slug)
            .bind::<Text, _>(&founding.name)
            .bind::<Text, _>(&founding.kind)
            .bind::<Bool, _>(founding.clock.is_some())
            .bind::<Nullable<Timestamptz>, _>(jiff_diesel::NullableTimestamp::from(founding.clock))
            .execute(&mut *conn)
            .await;
        if let Err(error) = made {
            AnsiTransactionManager::rollback_transaction(&mut *conn).await?;
            return Err(error.into());
        }
        let caller = Caller::clock(founding.id, &founding.slug);
        let mut tx = self.enter(conn, &caller).await?;
        match work(&mut tx).await {
            Ok(done) => {
                AnsiTransactionManager::commit_transaction(&mut *tx.conn).await?;
                Ok(done)
            }
            Err(error) => {
                AnsiTransactionManager::rollback_transaction(&mut *tx.conn).await?;
                Err(error)
            }
        }
    }

    async fn begin<'a>(&'a self, caller: &'a Caller) -> Result<Tx<'a>> {
        let mut conn = self.connection().await?;
        AnsiTransactionManager::begin_transaction(&mut *conn).await?;
        self.enter(conn, caller).await
    }

    async fn enter<'a>(
        &'a self,
        mut conn: Object<AsyncPgConnection>,
        caller: &'a Caller,
    ) -> Result<Tx<'a>> {
        let entered: Option<Entered> = diesel::sql_query("select * from enter($1, $2, $3)")
            .bind::<SqlUuid, _>(caller.body)
            .bind::<Nullable<SqlUuid>, _>(caller.person)
            .bind::<Nullable<SqlUuid>, _>(caller.session)
            .get_result(&mut *conn)
            .await
            .optional()?;
        let Some(mut entered) = entered else {
            AnsiTransactionManager::rollback_transaction(&mut *conn).await?;
            return Err(Error::Unauthenticated("Your session has ended."));
        };
        let Some(is_barred) = is_barred(&mut conn, caller).await? else {
            AnsiTransactionManager::rollback_transaction(&mut *conn).await?;
            return Err(Error::Unauthenticated(
                "This program was ended, or its time has run out.",
            ));
        };
        let mut person = caller.person.unwrap_or_default();
        let owes = entered.owes(caller);
        if owes && caller.owing == Owing::Refused {
            AnsiTransactionManager::rollback_transaction(&mut *conn).await?;
            return Err(Error::Unproved(Unproved::Never));
        }
        if (owes || is_barred) && caller.owing == Owing::Anyone {
            person = Uuid::nil();
            entered.forget_who();
            diesel::sql_query("select set_config('app.person', $1, true)")
                .bind::<Text, _>(person.to_string())
                .execute(&mut *conn)
                .await?;
        }
        let roles = if caller.is_clock {
            vec!["clock".to_owned()]
        } else {
            entered.roles
        };
        Ok(Tx {
            conn,
            policies: &self.policies,
            chambers: self.chambers.as_deref(),
            chamber: None,
            caller,
            who: Principal {
                id: person,
                roles,
                state: entered.acts_for.unwrap_or_default(),
            },
            is_clock: caller.is_clock,
            person_name: entered.person_name.unwrap_or_else(|| {
                if caller.is_clock {
                    "the clock"
                } else {
                    "nobody"
                }
                .to_owned()
            }),
            world: World {
                body: caller.body,
                slug: entered.slug,
                name: entered.name,
                simulation: entered.simulation,
                rules_version: entered.rules_version.unwrap_or_default(),
            },
            now: wire::to_microseconds(entered.clock.unwrap_or_else(wire::wall_clock)),
            unrecorded: 0,
            recorded: false,
            opened: None,
            closed: None,
            is_barred: is_barred && caller.owing != Owing::Anyone,
            factor: Factor {
                required: entered.factor_required,
                proved_at: entered.proved_at,
            },
        })
    }
}

/// Is a program asking for what it was not made for? Nothing, if it is not let in at all.
async fn is_barred(conn: &mut Object<AsyncPgConnection>, caller: &Caller) -> Result<Option<bool>> {
    let Some(program) = &caller.program else {
        return Ok(Some(false));
    };
    let granted: Option<Granted> = diesel::sql_query("select * from enter_client($1, $2)")
        .bind::<SqlUuid, _>(program.client)
        .bind::<Nullable<SqlUuid>, _>(caller.person)
        .get_result(&mut **conn)
        .await
        .optional()?;
    let granted = granted.filter(|granted| granted.expires_at > wire::wall_clock());
    Ok(granted.map(|granted| !granted.lets(&program.needs)))
}

/// A body to be founded.
pub struct Founding {
    /// Its id.
    pub id: Uuid,
    /// Its slug in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// `committee` or `regional`.
    pub kind: String,
    /// Where the clock of a simulation starts; a real body has none.
    pub clock: Option<Timestamp>,
}

/// A line of the directory of bodies.
#[derive(Debug, diesel::QueryableByName, serde::Serialize, utoipa::ToSchema)]
pub struct BodyEntry {
    /// Its slug in addresses.
    #[diesel(sql_type = Text)]
    pub slug: String,
    /// Its name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// `committee` or `regional`.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// Is it a simulation?
    #[diesel(sql_type = Bool)]
    pub simulation: bool,
}

impl Tx<'_> {
    /// The connection, for queries.
    pub fn conn(&mut self) -> &mut AsyncPgConnection {
        &mut self.conn
    }

    /// Procedural time: the server's in a real body, the body's own in a simulation.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Follows the clock of a simulation that was turned in this transaction.
    pub(crate) fn turned_to(&mut self, at: Timestamp) {
        self.now = at;
    }

    /// The body of this transaction.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Who asks, with the roles held now.
    pub fn who(&self) -> &Principal {
        &self.who
    }

    /// The name of who asks, for the record.
    pub fn person_name(&self) -> &str {
        &self.person_name
    }

    /// The person who asks; the nil id for nobody and for the clock.
    pub fn person(&self) -> Uuid {
        self.who.id
    }

    /// The session of who asks; the clock has none.
    pub fn session(&self) -> Option<Uuid> {
        self.caller.session.filter(|_| !self.is_clock)
    }

    /// The program that acts for who asks; the clock has none.
    pub fn client(&self) -> Option<Uuid> {
        let program = self.caller.program.as_ref().filter(|_| !self.is_clock);
        program.map(|program| program.client)
    }

    /// A program does what it was made for, and nothing that only people do.
    fn let_program_in(&self) -> Result<()> {
        let needs = self.caller.program.as_ref().map(|program| &program.needs);
        let Some(needs) = needs.filter(|_| self.is_barred) else {
            return Ok(());
        };
        let needs: Vec<_> = needs.iter().map(|scope| scope.as_str()).collect();
        Err(Error::Forbidden(if needs.is_empty() {
            "No program does this: people do it themselves.".to_owned()
        } else {
            format!(
                "This program was not made for it: it lacks the scope {}.",
                needs.join(" or ")
            )
        }))
    }

    /// Does the body ask everyone for a second factor?
    pub fn asks_for_factor(&self) -> bool {
        self.factor.required
    }

    /// Was the second factor shown in this session in the last minutes?
    pub fn is_proved(&self) -> bool {
        let shown = self.factor.proved_at;
        shown.is_some_and(|at| wire::wall_clock().duration_since(at) <= PROVED_FOR)
    }

    /// What binds the body is done by whoever has lately shown their second factor, where it asks for one.
    pub fn proved_lately(&self) -> Result<()> {
        if self.client().is_some() {
            return Err(Error::Forbidden(
                "No program does this: people do it themselves.".to_owned(),
            ));
        }
        if !self.factor.required || self.is_clock || self.is_proved() {
            Ok(())
        } else {
            Err(Error::Unproved(Unproved::Lately))
        }
    }

    /// What wraps the keys of deliberations, and seals what the server itself hands over when it is time.
    pub(crate) fn chambers(&self) -> Result<&Seals> {
        let missing = || Error::broken(anyhow::anyhow!("no deliberation can be opened from here"));
        self.chambers.ok_or_else(missing)
    }

    /// The key of this case's deliberation, where it was opened in this transaction.
    pub(crate) fn chamber(&self, case: Uuid) -> Option<Arc<Seals>> {
        let (of, key) = self.chamber.as_ref()?;
        (*of == case).then(|| key.clone())
    }

    /// It was opened now.
    pub(crate) fn keep_chamber(&mut self, case: Uuid, key: Arc<Seals>) {
        self.chamber = Some((case, key));
    }

    /// Does the clock act: the worker, or what time does in the wake of a person's act?
    pub fn is_clock(&self) -> bool {
        self.is_clock
    }

    /// Lets the clock act in the wake of a person's act, as T-20 follows the last submission: policy
    /// is asked about the clock, and the record names the clock.
    pub async fn as_clock<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let clock = Principal {
            id: Uuid::nil(),
            roles: vec!["clock".to_owned()],
            state: String::new(),
        };
        let who = std::mem::replace(&mut self.who, clock);
        let person_name = std::mem::replace(&mut self.person_name, "the clock".to_owned());
        let is_clock = std::mem::replace(&mut self.is_clock, true);
        let done = work(self).await;
        (self.who, self.person_name, self.is_clock) = (who, person_name, is_clock);
        done
    }

    /// Asks policy for leave to do `act` to `what`.
    pub fn allow<A: Word, R: Resource>(&mut self, act: A, what: &R) -> Result<Permit> {
        let action = format!("{}.{}", A::NAME, act.as_str());
        if !self.policies.ask(&self.who, &action, what) {
            self.closed = Some(Door::of(&action, what));
            return Err(Error::Forbidden(format!(
                "“{}” is not among the rights of your role here.",
                act.as_str().replace('_', " ")
            )));
        }
        self.unrecorded += 1;
        Ok(Permit {
            action,
            subject: what.id(),
        })
    }

    /// Would policy allow it? For `can`, and for what a list may show.
    pub fn may<R: Resource>(&self, action: &str, what: &R) -> bool {
        self.policies.ask(&self.who, action, what)
    }

    /// Would policy allow it to someone else? For letters, which are written for others to read.
    pub fn may_they<R: Resource>(&self, they: &Principal, action: &str, what: &R) -> bool {
        self.policies.ask(they, action, what)
    }

    /// By what policy lets someone open a document; nothing where it does not.
    pub fn grounds_of<R: Resource>(
        &self,
        they: &Principal,
        what: &R,
    ) -> Vec<domain::document::Ground> {
        self.policies.grounds(they, what)
    }

    /// Leave to see `what`; otherwise it does not exist for this caller. Either goes on the record, for
    /// whoever has an account: the last thing that was seen, when the transaction ends and nothing was
    /// done in it, since an act tells that its thing was seen.
    pub fn see<R: Resource>(&mut self, action: &str, what: &R, noun: &'static str) -> Result<()> {
        let door = (self.caller.person.is_some() && !self.is_clock).then(|| Door::of(action, what));
        if self.may(action, what) {
            self.opened = door;
            Ok(())
        } else {
            self.closed = door;
            Err(Error::NotFound(noun))
        }
    }

    /// More is shown than what was seen last, by a policy that was asked: the record of reading names it instead.
    pub fn saw<R: Resource>(&mut self, action: &str, what: &R) {
        if self.opened.is_some() {
            self.opened = Some(Door::of(action, what));
        }
    }

    /// Only this part of what was seen last is shown: the record of reading it names the part.
    pub fn see_part(&mut self, part: serde_json::Value) {
        if let Some(door) = &mut self.opened {
            door.part = part;
        }
    }

    async fn note_reading(&mut self) -> Result<()> {
        match self.opened.take() {
            Some(door) if !self.recorded => self.record_read(&door).await,
            _ => Ok(()),
        }
    }

    /// Called by `record` when a permit is spent.
    pub(crate) fn spent(&mut self) {
        self.unrecorded = self.unrecorded.saturating_sub(1);
        self.recorded = true;
    }
}
