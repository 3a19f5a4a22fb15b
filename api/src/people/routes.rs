//! The HTTP face of people: sign-in, the session, and the administrator's list.

use actix_web::http::header::USER_AGENT;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, put};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::factor::Seals;
use super::{Device, NewPerson, OpenSession, Opened, Person, REFRESH_SECONDS, RoleGrant, Which};
use crate::bodies::{BodyOf, BodyView};
use crate::caller::{Addresses, Caller, Entrant, Owing, Reader, Sender, cookie, refresh_cookie};
use crate::db::{Db, Tx};
use crate::error::{Error, Result, Shown};
use crate::limits::Limits;
use crate::read::{Json, Path, Query};
use crate::tokens::{ACCESS_SECONDS, By, Keys};
use crate::wire::{Discipline, Language, Role, Seen};

/// What someone signs in with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Credentials {
    email: String,
    password: String,
}

/// A refresh token, to be spent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Renewal {
    refresh_token: String,
}

/// Tokens for a program.
#[derive(Serialize, ToSchema)]
struct Tokens {
    /// To be sent as `Authorization: Bearer`.
    access_token: String,
    /// Seconds until it runs out.
    expires_in: i64,
    /// Spent at its first use.
    refresh_token: String,
}

/// What goes on to a code of the second factor, where someone's password fitted: it is no session.
#[derive(Serialize, ToSchema)]
struct SecondStep {
    /// To be sent with the code.
    ticket: String,
    /// Is a code of an app taken?
    codes: bool,
    /// Is a passkey taken?
    passkeys: bool,
    /// Seconds until it is void.
    expires_in: i64,
}

/// A code of the second factor, or a recovery code, in the second step of signing in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SecondFactor {
    ticket: String,
    code: String,
}

/// How one's own second factor stands.
#[derive(Serialize, ToSchema)]
struct OwnFactor {
    /// Is there one?
    in_use: bool,
    /// Is it, or one of them, an app for one-time codes?
    codes: bool,
    /// How many passkeys there are.
    passkeys: i64,
    /// Does the body ask for one? Whoever has none may do nothing but set one up.
    required: bool,
    /// How many recovery codes are left.
    codes_left: i64,
}

/// The person who is signed in, and the body they are in.
#[derive(Serialize, ToSchema)]
pub(super) struct Me {
    person: PersonView,
    body: BodyView,
    /// What the person may do in the body itself, as `case.open`.
    can: Vec<&'static str>,
    /// The language that the person has chosen; nothing, if they have not, and then letters to them
    /// are in English.
    language: Option<Language>,
    /// Their second factor; no program is told how its person signs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    factor: Option<OwnFactor>,
}

/// A person of the body.
#[derive(Serialize, ToSchema)]
pub(super) struct PersonView {
    id: Uuid,
    version: i32,
    name: String,
    email: String,
    nationalities: Vec<String>,
    institution: Option<String>,
    roles: Vec<RoleHeld>,
    /// Have they not chosen a password yet?
    invited: bool,
}

/// A role that someone holds now.
#[derive(Serialize, ToSchema)]
struct RoleHeld {
    /// The role.
    role: Role,
    /// For members of a delegation: the state's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    state: Option<String>,
    /// For `panelist`: what they are on the roster as.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    discipline: Option<Discipline>,
    /// Is it held on a letter of credence? The administrator neither gives nor takes it then.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    accredited: bool,
}

/// The language that someone reads and is written to in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChosenLanguage {
    language: Language,
}

/// A page of people.
#[derive(Serialize, ToSchema)]
struct People {
    items: Vec<PersonView>,
    /// Send it as `after` for the next page.
    next: Option<Uuid>,
}

/// The roles that someone is to hold, all of them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Roles {
    roles: Vec<RoleGrant>,
}

#[derive(Deserialize, IntoParams)]
struct Page {
    /// Where the page before this one ended.
    after: Option<Uuid>,
}

const PAGE: i64 = 50;
/// How much is kept of what a program calls itself, in characters.
const PROGRAM: usize = 300;

/// A session of one's own that has not ended.
#[derive(Serialize, ToSchema)]
struct SessionView {
    /// Its id.
    id: Uuid,
    /// When one signed in.
    #[schema(value_type = String, format = DateTime)]
    opened_at: Timestamp,
    /// When it was used last, to within a few minutes.
    #[schema(value_type = String, format = DateTime)]
    renewed_at: Timestamp,
    /// When it ends if it is not used.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// What the program that signed in calls itself.
    program: Option<String>,
    /// Is it the one with which this is asked?
    here: bool,
}

impl SessionView {
    fn of(session: OpenSession, here: Option<Uuid>) -> Self {
        Self {
            here: here == Some(session.id),
            id: session.id,
            opened_at: session.opened_at,
            renewed_at: session.renewed_at,
            expires_at: session.expires_at,
            program: session.program,
        }
    }
}

/// Acts on a body, not on anything in it: a screen offers them by this list.
const ON_BODY: &[&str] = &[
    "case.open",
    "people.view",
    "people.add_person",
    "people.change_roles",
    "people.invite",
    "people.take_factor",
    "people.view_clients",
    "people.take_client",
    "body.turn_clock",
    "body.invent_state",
    "delegation.list_all",
    "ledger.view",
    "emergency.view",
];

impl From<Person> for PersonView {
    fn from(person: Person) -> Self {
        let roles = person.roles.into_iter().map(|held| RoleHeld {
            role: held.role,
            state: held.state,
            discipline: held.discipline,
            accredited: held.accredited,
        });
        Self {
            id: person.account.id,
            version: person.account.version,
            name: person.account.name,
            email: person.account.email,
            nationalities: person.account.nationalities,
            institution: person.account.institution,
            roles: roles.collect(),
            invited: person.account.invited,
        }
    }
}

impl Tokens {
    fn of(keys: &Keys, caller: &Caller, opened: Opened) -> Result<Self> {
        Ok(Self {
            access_token: keys.issue(caller.body, opened.person, By::Session(opened.session))?,
            expires_in: ACCESS_SECONDS,
            refresh_token: opened.refresh,
        })
    }
}

impl Me {
    async fn of(tx: &mut Tx<'_>) -> Result<Self> {
        let person = super::me(tx).await?;
        let language = person.account.language;
        let body = BodyView::of(tx).await?;
        let factor = match tx.client() {
            Some(_) => None,
            None => Some(super::factor::standing(tx).await?),
        };
        let this = BodyOf::this(tx);
        let can = ON_BODY
            .iter()
            .copied()
            .filter(|act| tx.may(act, &this))
            .collect();
        Ok(Self {
            person: person.into(),
            body,
            can,
            language,
            factor: factor.map(|factor| OwnFactor {
                in_use: factor.ways.any(),
                codes: factor.ways.codes,
                passkeys: factor.ways.passkeys,
                required: factor.required,
                codes_left: factor.codes_left,
            }),
        })
    }
}

/// From where someone tries to sign in, and how often one may.
pub(super) struct Door {
    pub(super) limits: Data<Limits>,
    pub(super) from: Device,
}

impl Door {
    pub(super) fn of(request: &HttpRequest, limits: Data<Limits>, from: Sender) -> Self {
        let program = request.headers().get(USER_AGENT);
        let program = program.and_then(|program| program.to_str().ok());
        let program = program.map(|program| program.chars().take(PROGRAM).collect());
        Self {
            limits,
            from: Device {
                network: from.0,
                program,
            },
        }
    }
}

/// Counts an attempt to show that one is the person of an account.
pub(super) fn attempted(
    limits: &Limits,
    from: Option<&str>,
    (caller, email): (&Caller, &str),
    familiar: bool,
) -> Result<()> {
    let account = (caller.body, email);
    match from.and_then(|from| limits.sign_in(from, account, familiar)) {
        None => Ok(()),
        Some(seconds) => {
            tracing::warn!(body = %caller.slug, familiar, "too many attempts to sign in");
            Err(Error::TooOften(
                "There were too many attempts to sign in to this account, or from where you are.",
                seconds,
            ))
        }
    }
}

/// What comes of a password that fitted.
enum Let {
    /// There is a session.
    In(Opened),
    /// A code is asked for.
    ToSecondStep(SecondStep),
}

/// The second step of signing in.
async fn step_in(
    reader: &Reader,
    db: &Db,
    door: Door,
    seals: &Seals,
    shown: &SecondFactor,
) -> Result<Opened> {
    let anyone = Caller::anyone(reader.0.body, &reader.0.slug);
    let from = door.from.network.as_deref();
    let (person, email, familiar) = db
        .within(&anyone, async |tx| {
            let person = super::credentials::stepping_in(tx, &shown.ticket).await?;
            let stored = super::stored_password(tx, &person.account.email, from).await?;
            let familiar = stored.is_some_and(|one| one.familiar);
            Ok((person.account.id, person.account.email, familiar))
        })
        .await?;
    attempted(&door.limits, from, (&anyone, &email), familiar)?;
    let opened = db
        .within(&anyone, async |tx| {
            super::factor::step_in(tx, seals, &shown.ticket, &shown.code, &door.from).await
        })
        .await?;
    opened.ok_or_else(|| {
        super::tried_in_vain(db, &anyone, person, &door.from, "second factor");
        super::factor::wrong_code()
    })
}

async fn sign_in(reader: &Reader, db: &Db, door: Door, credentials: &Credentials) -> Result<Let> {
    let caller = &reader.0;
    let anyone = Caller::anyone(caller.body, &caller.slug);
    let email = credentials.email.trim().to_lowercase();
    let from = door.from.network.as_deref();
    let stored = db
        .within(&anyone, async |tx| {
            super::stored_password(tx, &email, from).await
        })
        .await?;
    // Before the password is looked at, and alike whether or not there is such an account.
    let familiar = stored.as_ref().is_some_and(|one| one.familiar);
    attempted(&door.limits, from, (caller, &email), familiar)?;
    // Outside the transaction: hashing waits for its turn and must not hold a connection.
    let fits = super::password_fits(
        &credentials.password,
        stored.as_ref().and_then(|one| one.hash.as_deref()),
    )
    .await?;
    match stored {
        Some(stored) if fits => {
            db.within(&anyone, async |tx| {
                // It may have been changed while it was looked at.
                let now = super::queries::lock(tx, stored.person).await?;
                if !now.is_some_and(|now| now.active && now.hash == stored.hash) {
                    return Err(not_together());
                }
                let ways = super::factor::ways(tx, stored.person).await?;
                if ways.any() {
                    let ticket = super::credentials::begin_second_step(tx, stored.person).await?;
                    return Ok(Let::ToSecondStep(SecondStep {
                        ticket,
                        codes: ways.codes,
                        passkeys: ways.passkeys > 0,
                        expires_in: super::factor::SECOND_STEP.as_secs(),
                    }));
                }
                super::open_session(tx, stored.person, &door.from, "password")
                    .await
                    .map(Let::In)
            })
            .await
        }
        Some(stored) => {
            super::tried_in_vain(db, &anyone, stored.person, &door.from, "password");
            Err(not_together())
        }
        None => Err(not_together()),
    }
}

fn not_together() -> Error {
    Error::Unrecognised(Shown::Password)
}

pub(super) async fn with_cookies(
    keys: &Keys,
    db: &Db,
    caller: &Caller,
    opened: Opened,
) -> Result<HttpResponse> {
    let access = keys.issue(caller.body, opened.person, By::Session(opened.session))?;
    let person = Caller {
        person: Some(opened.person),
        session: Some(opened.session),
        program: None,
        owing: Owing::Admitted,
        ..caller.clone()
    };
    let me = db.within(&person, async |tx| Me::of(tx).await).await?;
    let mut response = HttpResponse::Ok();
    response.cookie(cookie(&caller.slug, false, &access, ACCESS_SECONDS));
    if !opened.refresh.is_empty() {
        response.cookie(cookie(&caller.slug, true, &opened.refresh, REFRESH_SECONDS));
    }
    Ok(response.json(me))
}

/// Signs in a browser: the tokens come as cookies that scripts cannot read.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = Me), (status = 202, body = SecondStep, description = "The password fits; a code of the second factor is to follow.")), security(()))]
#[post("/session")]
async fn open_session(
    request: HttpRequest,
    reader: Reader,
    db: Data<Db>,
    keys: Data<Keys>,
    limits: Data<Limits>,
    from: Sender,
    credentials: Json<Credentials>,
) -> Result<HttpResponse> {
    let door = Door::of(&request, limits, from);
    match sign_in(&reader, &db, door, &credentials).await? {
        Let::In(opened) => with_cookies(&keys, &db, &reader.0, opened).await,
        Let::ToSecondStep(step) => Ok(HttpResponse::Accepted().json(step)),
    }
}

/// The second step of signing in a browser: a code of the second factor, or a recovery code.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = Me)), security(()))]
#[post("/session/second")]
async fn step_in_session(
    request: HttpRequest,
    reader: Reader,
    db: Data<Db>,
    keys: Data<Keys>,
    (limits, seals): (Data<Limits>, Data<Seals>),
    from: Sender,
    shown: Json<SecondFactor>,
) -> Result<HttpResponse> {
    let door = Door::of(&request, limits, from);
    let opened = step_in(&reader, &db, door, &seals, &shown).await?;
    with_cookies(&keys, &db, &reader.0, opened).await
}

/// Renews a browser's session.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = Me)), security(()))]
#[post("/session/refresh")]
async fn renew_session(
    request: HttpRequest,
    db: Data<Db>,
    keys: Data<Keys>,
) -> Result<HttpResponse> {
    let slug = request
        .match_info()
        .get("body")
        .unwrap_or_default()
        .to_owned();
    let addresses = request
        .app_data::<Data<Addresses>>()
        .ok_or(Error::NotFound("body"))?;
    let caller = Caller::anyone(addresses.find(&db, &slug).await?, &slug);
    let token = refresh_cookie(&request, &slug)
        .ok_or(Error::Unauthenticated("There is no session to renew."))?;
    let opened = db
        .within(&caller, async |tx| super::renew_session(tx, &token).await)
        .await?
        .ok_or(Error::Unauthenticated("The session has ended."))?;
    with_cookies(&keys, &db, &caller, opened).await
}

/// Signs out: the session ends, here and for every token of it.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 204)))]
#[delete("/session")]
async fn close_session(Entrant(caller): Entrant, db: Data<Db>) -> Result<HttpResponse> {
    db.within(&caller, async |tx| super::end_session(tx).await)
        .await?;
    Ok(HttpResponse::NoContent()
        .cookie(cookie(&caller.slug, false, "", 0))
        .cookie(cookie(&caller.slug, true, "", 0))
        .finish())
}

/// Signs in a program.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = Tokens), (status = 202, body = SecondStep, description = "The password fits; a code of the second factor is to follow.")), security(()))]
#[post("/tokens")]
async fn issue_tokens(
    request: HttpRequest,
    reader: Reader,
    db: Data<Db>,
    keys: Data<Keys>,
    limits: Data<Limits>,
    from: Sender,
    credentials: Json<Credentials>,
) -> Result<HttpResponse> {
    let door = Door::of(&request, limits, from);
    Ok(match sign_in(&reader, &db, door, &credentials).await? {
        Let::In(opened) => HttpResponse::Ok().json(Tokens::of(&keys, &reader.0, opened)?),
        Let::ToSecondStep(step) => HttpResponse::Accepted().json(step),
    })
}

/// The second step of signing in a program: a code of the second factor, or a recovery code.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = Tokens)), security(()))]
#[post("/tokens/second")]
async fn step_in_tokens(
    request: HttpRequest,
    reader: Reader,
    db: Data<Db>,
    keys: Data<Keys>,
    (limits, seals): (Data<Limits>, Data<Seals>),
    from: Sender,
    shown: Json<SecondFactor>,
) -> Result<Json<Tokens>> {
    let door = Door::of(&request, limits, from);
    let opened = step_in(&reader, &db, door, &seals, &shown).await?;
    Ok(Json(Tokens::of(&keys, &reader.0, opened)?))
}

/// Renews a program's tokens.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = Tokens)), security(()))]
#[post("/tokens/refresh")]
async fn renew_tokens(
    reader: Reader,
    db: Data<Db>,
    keys: Data<Keys>,
    renewal: Json<Renewal>,
) -> Result<Json<Tokens>> {
    let anyone = Caller::anyone(reader.0.body, &reader.0.slug);
    let opened = db
        .within(&anyone, async |tx| {
            super::renew_session(tx, &renewal.refresh_token).await
        })
        .await?
        .ok_or(Error::Unauthenticated("The session has ended."))?;
    Ok(Json(Tokens::of(&keys, &anyone, opened)?))
}

/// Who am I here?
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = Me)))]
#[get("/me")]
async fn show_me(Entrant(caller): Entrant, db: Data<Db>) -> Result<Json<Me>> {
    db.within(&caller, async |tx| Ok(Json(Me::of(tx).await?)))
        .await
}

/// Where you are signed in: the sessions that have not ended, the one used last first.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = Vec<SessionView>)))]
#[get("/me/sessions")]
async fn list_sessions(caller: Caller, db: Data<Db>) -> Result<Json<Vec<SessionView>>> {
    db.within(&caller, async |tx| {
        let (here, all) = (tx.session(), super::my_sessions(tx).await?);
        let all = all.into_iter().map(|one| SessionView::of(one, here));
        Ok(Json(all.collect()))
    })
    .await
}

/// Ends one of your sessions; whoever has its tokens is out at once.
#[utoipa::path(tag = "people", params(("body" = String, Path), ("session" = Uuid, Path)), responses((status = 204)))]
#[delete("/me/sessions/{session}")]
async fn end_session(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<HttpResponse> {
    db.within(&caller, async |tx| {
        super::end_sessions(tx, Which::One(path.1)).await
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ends all of your sessions but the one with which you ask.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 204)))]
#[delete("/me/sessions")]
async fn end_other_sessions(caller: Caller, db: Data<Db>) -> Result<HttpResponse> {
    db.within(&caller, async |tx| {
        let here = tx.session();
        super::end_sessions(tx, Which::AllBut(here)).await
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Says in which language you read, and letters to you are written from now on.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = Me)))]
#[put("/me/language")]
async fn choose_language(
    Entrant(caller): Entrant,
    db: Data<Db>,
    chosen: Json<ChosenLanguage>,
) -> Result<Json<Me>> {
    db.within(&caller, async |tx| {
        super::choose_language(tx, chosen.language).await?;
        Ok(Json(Me::of(tx).await?))
    })
    .await
}

/// The people of the body.
#[utoipa::path(tag = "people", params(("body" = String, Path), Page), responses((status = 200, body = People)))]
#[get("/people")]
async fn list_people(caller: Caller, db: Data<Db>, page: Query<Page>) -> Result<Json<People>> {
    db.within(&caller, async |tx| {
        let mut people = super::list(tx, page.after, PAGE + 1).await?;
        let more = people.len() as i64 > PAGE;
        people.truncate(PAGE as usize);
        let next = people
            .last()
            .filter(|_| more)
            .map(|person| person.account.id);
        Ok(Json(People {
            items: people.into_iter().map(Into::into).collect(),
            next,
        }))
    })
    .await
}

/// Adds a person under an id that the client chooses.
#[utoipa::path(tag = "people", params(("body" = String, Path), ("person" = Uuid, Path)), responses((status = 200, body = PersonView)))]
#[put("/people/{person}")]
async fn add_person(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    person: Json<NewPerson>,
) -> Result<Json<PersonView>> {
    let id = path.into_inner().1;
    let person = person.into_inner();
    let password = super::seal(&person).await?;
    db.within(&caller, async |tx| {
        Ok(Json(super::add(tx, id, person, password).await?.into()))
    })
    .await
}

/// Gives someone exactly these roles.
#[utoipa::path(
    tag = "people",
    params(("body" = String, Path), ("person" = Uuid, Path), ("if-match" = i32, Header, description = "The version that you saw.")),
    responses((status = 200, body = PersonView))
)]
#[put("/people/{person}/roles")]
async fn change_roles(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    roles: Json<Roles>,
) -> Result<Json<PersonView>> {
    let id = path.into_inner().1;
    db.within(&caller, async |tx| {
        Ok(Json(
            super::change_roles(tx, id, seen.0, &roles.roles)
                .await?
                .into(),
        ))
    })
    .await
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config
        .service(open_session)
        .service(step_in_session)
        .service(renew_session)
        .service(close_session)
        .service(issue_tokens)
        .service(step_in_tokens)
        .service(renew_tokens)
        .service(show_me)
        .service(choose_language)
        .service(list_sessions)
        .service(end_session)
        .service(end_other_sessions)
        .service(list_people)
        .service(add_person)
        .service(change_roles)
        .configure(super::credentials::mount)
        .configure(super::factor::mount)
        .configure(super::passkeys::mount)
        .configure(super::clients::mount)
        .configure(super::delegations::mount);
}
