//! The HTTP face of deadlines: "my work".

use actix_web::get;
use actix_web::web::Data;
use domain::deadline::{AT_ITS_HOUR, Owed};
use domain::linkage::Act;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::Deadline;
use crate::caller::Caller;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::people;
use crate::read::{Json, Query};
use crate::wire::{Missed, OwedBy, Role, Spelled, TimeLimit, Trigger};

/// Something that waits for someone.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeadlineView {
    /// Its id.
    pub id: Uuid,
    /// The case it belongs to.
    pub case_id: Option<Uuid>,
    /// The report it belongs to.
    pub report_id: Option<Uuid>,
    /// The name of the matter.
    pub heading: String,
    /// What is owed: a sentence.
    pub what: String,
    /// The act that discharges it, as `case.register`.
    pub act: String,
    /// Who owes it.
    pub owed_by: OwedBy,
    /// The state whose agent owes it.
    pub party: Option<String>,
    /// The line of the deadline table.
    pub rule: Option<TimeLimit>,
    /// From what it runs.
    pub runs_from: Option<Trigger>,
    /// Its first day is the one after.
    #[schema(value_type = Option<String>, format = Date)]
    pub started_on: Option<jiff::civil::Date>,
    /// What follows if it is missed.
    pub missed: Option<Missed>,
    /// The last instant; none where the rules set no limit.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due_at: Option<Timestamp>,
    /// The last day, at the venue.
    #[schema(value_type = Option<String>, format = Date)]
    pub due_on: Option<jiff::civil::Date>,
    /// How the date was found, and what follows if it is missed.
    pub why: String,
    /// `open`, `met`, `expired` or `cancelled`.
    pub state: String,
    /// Has it run out?
    pub overdue: bool,
    /// Has it come before the President, since it was missed?
    pub escalated: bool,
    /// To whom the registrar may send again what was to be confirmed, since that was missed.
    pub again_to: Option<String>,
    /// Somebody else missed it, and so it has come before the person who asks: it stays owed by whoever
    /// missed it.
    pub before_me: bool,
    /// The name of whoever missed it, where one person owes it.
    pub missed_by: Option<String>,
    /// Does it happen by itself at its hour? Then nobody owes it.
    pub by_itself: bool,
}

impl DeadlineView {
    /// A deadline as it stands for the person of this transaction.
    pub fn of(tx: &Tx<'_>, deadline: Deadline) -> Self {
        let now = tx.now();
        let overdue = deadline.state == "open" && deadline.due_at.is_some_and(|due| due < now);
        let terms = deadline.rule.map(|rule| rule.0.terms());
        Self {
            runs_from: terms.map(|terms| Spelled(terms.runs_from)),
            missed: terms.map(|terms| Spelled(terms.missed)),
            started_on: deadline.started_on,
            overdue,
            before_me: super::came_before(tx, &deadline) == Some(Owed::President),
            escalated: overdue && deadline.rule.is_some_and(|rule| rule.0.escalates()),
            by_itself: deadline.what == AT_ITS_HOUR,
            id: deadline.id,
            case_id: deadline.case_id,
            report_id: deadline.report_id,
            heading: deadline.heading,
            what: deadline.what,
            act: deadline.act,
            owed_by: deadline.owed_by,
            party: deadline.party,
            rule: deadline.rule,
            due_at: deadline.due_at,
            due_on: deadline.due_on,
            why: deadline.sentence,
            state: deadline.state,
            again_to: None,
            missed_by: None,
        }
    }

    /// What someone was to confirm and did not, as the registrar sees it: it may be sent to them again.
    fn again(mut self, to: &str) -> Self {
        self.what =
            format!("Send the report again to {to}, who has not confirmed receipt in time.");
        self.act = format!("linkage.{}", Act::Resend);
        self.owed_by = Spelled(Owed::Registrar);
        self.again_to = Some(to.to_owned());
        self
    }
}

/// Deadlines as the person who asks has to do with them: what others missed and has come before that
/// person is told as such, with the name of whoever missed it.
pub async fn shown(tx: &mut Tx<'_>, items: Vec<Deadline>) -> Result<Vec<DeadlineView>> {
    let before: Vec<_> = items
        .iter()
        .map(|one| super::came_before(tx, one))
        .collect();
    let came = items.iter().zip(&before).filter(|(_, owed)| owed.is_some());
    let ids: Vec<_> = came.filter_map(|(one, _)| one.person).collect();
    let accounts = match ids.is_empty() {
        true => Vec::new(),
        false => people::by_ids(tx, &ids).await?,
    };
    let all = items.into_iter().zip(before).map(|(item, before)| {
        let by = item.person.filter(|_| before.is_some());
        let by = by.and_then(|id| accounts.iter().find(|one| one.id == id));
        let name = by.map(|one| one.name.clone());
        let view = DeadlineView::of(tx, item);
        match (before, name) {
            (Some(Owed::Registrar), Some(name)) => view.again(&name),
            (_, missed_by) => DeadlineView { missed_by, ..view },
        }
    });
    Ok(all.collect())
}

/// Something that waits for me, and in which matter.
#[derive(Serialize, ToSchema)]
struct WorkItem {
    /// What is owed.
    #[serde(flatten)]
    deadline: DeadlineView,
    /// The number of the case, as `2026/3`; none before registration.
    case_number: Option<String>,
    /// The title of the measure that the case is about.
    measure: Option<String>,
    /// Does an agent of your side do it, and not you? You can prepare it.
    for_agent: bool,
}

async fn with_matters(
    tx: &mut Tx<'_>,
    items: Vec<DeadlineView>,
    for_agent: &[Uuid],
) -> Result<Vec<WorkItem>> {
    let ids: Vec<_> = items.iter().filter_map(|one| one.case_id).collect();
    let matters = super::queries::matters(tx, &ids).await?;
    let all = items.into_iter().map(|deadline| {
        let matter = matters
            .iter()
            .find(|one| Some(one.case) == deadline.case_id);
        let number = matter.and_then(|one| one.year.zip(one.number));
        WorkItem {
            case_number: number.map(|(year, number)| format!("{year}/{number}")),
            measure: matter.map(|one| one.measure.clone()),
            for_agent: for_agent.contains(&deadline.id),
            deadline,
        }
    });
    Ok(all.collect())
}

/// A delegation in which someone waits for me to accept or refuse them.
#[derive(Serialize, ToSchema)]
struct WaitingDelegation {
    /// The state's code.
    state: String,
    /// Its name.
    name: String,
    /// How many wait.
    waiting: i64,
}

/// Someone whom my state has put forward, and the registrar has refused.
#[derive(Serialize, ToSchema)]
struct RefusedNomination {
    /// The state's code.
    state: String,
    /// Who.
    name: String,
    /// As what.
    role: Role,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    refused_at: Timestamp,
    /// Why.
    reason: String,
}

/// What waits for me.
#[derive(Serialize, ToSchema)]
struct Work {
    /// By due date.
    items: Vec<WorkItem>,
    /// Of no case and no report, and without a limit: whom states have put forward. With the first page.
    delegations: Vec<WaitingDelegation>,
    /// Whom the registrar has refused to my state in the last 14 days, unless they were put forward anew. With the first
    /// page.
    refused: Vec<RefusedNomination>,
    /// Send it as `after` for the next page.
    next: Option<Uuid>,
}

#[derive(Deserialize, IntoParams)]
struct Page {
    /// Where the page before this one ended.
    after: Option<Uuid>,
}

const PAGE: usize = 50;

/// What waits for me, why, and by when.
#[utoipa::path(tag = "deadlines", params(("body" = String, Path), Page), responses((status = 200, body = Work)))]
#[get("/work")]
async fn my_work(caller: Caller, db: Data<Db>, page: Query<Page>) -> Result<Json<Work>> {
    db.within(&caller, async |tx| {
        tx.record_list("work.list").await?;
        let mut items = super::queries::work(tx, page.after, PAGE as i64 + 1).await?;
        let more = items.len() > PAGE;
        items.truncate(PAGE);
        let next = items.last().filter(|_| more).map(|item| item.id);
        let items = super::queries::opened(tx, items)?;
        let for_agent = items
            .iter()
            .filter(|one| super::parties::is_for_agent(tx, one))
            .map(|one| one.id)
            .collect::<Vec<_>>();
        let items = shown(tx, items).await?;
        let refused = match page.after {
            None => people::delegations::refused_lately(tx).await?,
            Some(_) => Vec::new(),
        };
        let refused = refused.into_iter().map(|one| RefusedNomination {
            state: one.state,
            name: one.name,
            role: one.role,
            refused_at: one.at,
            reason: one.reason,
        });
        let delegations = match page.after {
            None => people::delegations::awaited(tx).await?,
            Some(_) => Vec::new(),
        };
        let delegations = delegations.into_iter().map(|one| WaitingDelegation {
            state: one.state,
            name: one.name,
            waiting: one.waiting,
        });
        Ok(Json(Work {
            items: with_matters(tx, items, &for_agent).await?,
            delegations: delegations.collect(),
            refused: refused.collect(),
            next,
        }))
    })
    .await
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config.service(my_work);
}
