//! Data by release: what a program asks of the series beside their key, and what it costs however many
//! reports there are.

use std::sync::atomic::{AtomicUsize, Ordering};

use api::caller::Caller;
use api::linkage;
use diesel::connection::{InstrumentationEvent, set_default_instrumentation};
use harness::{Actor, World};
use serde_json::{Value, json};
use uuid::Uuid;

use super::linkage::Reporting;

/// Statements that this process has sent to the database, on connections made since they are counted.
static STATEMENTS: AtomicUsize = AtomicUsize::new(0);

fn count_statements() {
    set_default_instrumentation(|| {
        Some(Box::new(|event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                STATEMENTS.fetch_add(1, Ordering::Relaxed);
            }
        }))
    })
    .expect("an instrument");
}

async fn statements_of<T>(what: impl Future<Output = T>) -> usize {
    let before = STATEMENTS.load(Ordering::Relaxed);
    what.await;
    STATEMENTS.load(Ordering::Relaxed) - before
}

impl Reporting {
    async fn answer(&self, who: &Actor, query: &str) -> harness::Reply {
        let path = format!("/sdmx/data/dataflow/ISECRC/LINKAGE/1.0.0/*{query}");
        who.get(&path).await
    }

    /// The lines of the data, without their head.
    async fn lines(&self, who: &Actor, query: &str) -> Vec<String> {
        let answer = self.answer(who, query).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.json);
        let text = answer.json.as_str().expect("text");
        text.lines().skip(1).map(str::to_owned).collect()
    }

    /// The report on the half-year that follows is sent as well, at a day on which it has closed.
    async fn send_the_next(&mut self, world: &World, on: &str) {
        let period = self.seen_by(&self.officer).await["period"].clone();
        let (year, half) = period.as_str().unwrap().split_once("-S").unwrap();
        let next = match half {
            "1" => format!("{year}-S2"),
            _ => format!("{}-S1", year.parse::<i16>().unwrap() + 1),
        };
        world.clock_to(on).await;
        self.report = Uuid::now_v7();
        self.draw_up(&next).await.ok();
        self.transmit(world).await;
    }
}

#[actix_web::test]
async fn what_is_asked_of_the_data_is_answered_or_refused_and_never_passed_over() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    let period = r.seen_by(&r.officer).await["period"].clone();
    let period = period.as_str().unwrap();
    let before = world.now().await.to_string();
    r.transmit(&world).await;
    let who = &r.liaison;
    let all = r.lines(who, "").await;
    assert!(!all.is_empty());
    for none in [
        "?c[TIME_PERIOD]=ge:2030-S1&startPeriod=2030",
        "?c%5BTIME_PERIOD%5D=lt:2020",
        "?endPeriod=2020",
        "?updatedAfter=2099-01-01",
        "?c[REF_AREA]=XAA",
        &format!("?asOf={before}"),
    ] {
        assert_eq!(r.lines(who, none).await, [""; 0], "{none}");
    }
    for whole in [
        &format!("?c[TIME_PERIOD]={period}"),
        "?c[TIME_PERIOD]=ge:2026-S1+le:2027-S2&attributes=dsd&measures=all&detail=full",
        "?c[REF_AREA]=XBB,XAA&lastNObservations=1",
        &format!("?updatedAfter={before}"),
    ] {
        assert_eq!(r.lines(who, whole).await, all, "{whole}");
    }
    let some = r.lines(who, "?c[STAGE]=NEC&c[OBS_VALUE]=gt:0").await;
    assert!(!some.is_empty() && some.len() < all.len());
    assert!(some.iter().all(|one| one.contains(",NEC,")), "{some:?}");

    for (query, status, code) in [
        ("?detail=nodata", 501, "501"),
        ("?attributes=none", 501, "501"),
        ("?measures=none", 501, "501"),
        ("?includeHistory=true", 501, "501"),
        ("?detail=little", 400, "140"),
        ("?updatedAfter=soon", 400, "140"),
        ("?c[TIME_PERIOD]=2026-S9", 400, "140"),
        ("?c[COLOUR]=red", 400, "140"),
        ("?format=xlsx", 400, "140"),
        (".*.*.*.*.*.*.*", 400, "140"),
    ] {
        let said = r.answer(who, query).await;
        assert_eq!(said.status, status, "{query}: {}", said.json);
        let text = said.json.as_str().expect("text");
        let message = format!("<mes:ErrorMessage code=\"{code}\">");
        assert!(text.contains(&message), "{query}: {text}");
    }
    let asked = reqwest::Client::new()
        .get(format!(
            "{}/sdmx/data/dataflow/ISECRC/LINKAGE/1.0.0/*?measures=none",
            who.base()
        ))
        .bearer_auth(who.token.as_deref().expect("a token"))
        .header("accept", "application/vnd.sdmx.data+json;version=2.0.0");
    let said: Value = asked.send().await.unwrap().json().await.unwrap();
    assert_eq!(said["errors"][0]["code"], 501, "{said}");
    world.ends().await;
}

#[actix_web::test]
async fn each_edition_is_a_release_and_data_are_read_as_of_an_instant_or_since_one() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    r.transmit(&world).await;
    let who = &r.liaison;
    let first = r.lines(who, "").await;
    world.days_pass(10).await;
    let between = world.now().await.to_string();
    world.days_pass(10).await;
    let reason = json!({ "reason": "It was published by mistake." });
    r.it.act(&r.it.president, "withdraw_ruling", reason).await;
    let why = json!({ "why": "The ruling was withdrawn." });
    r.act(&r.it.registrar, "correct", why).await.ok();
    let second = r.lines(who, "").await;
    assert_ne!(second, first);

    assert_eq!(r.lines(who, &format!("?asOf={between}")).await, first);
    assert_eq!(r.lines(who, "?asOf=2099-01-01").await, second);
    // What reads the same in both editions has not been updated.
    let changed: Vec<_> = second.iter().filter(|one| !first.contains(one)).collect();
    let updated = r.lines(who, &format!("?updatedAfter={between}")).await;
    assert!(!changed.is_empty() && changed.len() < second.len());
    assert_eq!(updated.iter().collect::<Vec<_>>(), changed);
    let both = format!("?updatedAfter={between}&asOf={between}");
    assert_eq!(r.lines(who, &both).await, [""; 0]);

    // Whoever may not read the report has no release of it either.
    let stranger = &r.it.applicant;
    assert_eq!(
        r.lines(stranger, &format!("?asOf={between}")).await,
        [""; 0]
    );
    world.ends().await;
}

/// What it costs to read so many reports that were sent, and to watch what becomes of their rulings.
async fn costs(reports: usize) -> Vec<(&'static str, usize)> {
    let world = World::new().await;
    let mut r = Reporting::drafted(&world).await;
    r.transmit(&world).await;
    if reports > 1 {
        r.send_the_next(&world, "2027-07-05T15:00:00Z").await;
    }
    r.done_all_along().await;
    world.post_round().await;
    let waiting = async |who: &Actor, act: &str| {
        let work = who.get("/work").await.ok();
        let items = work["items"].as_array().expect("work").clone();
        items.iter().filter(|one| one["act"] == act).count()
    };
    let registrar = &r.it.registrar;
    assert_eq!(waiting(registrar, "linkage.send_update").await, reports);
    let clock = Caller::clock(world.body, &world.slug);
    let watch_rulings = async || {
        let watched = world.db.within(&clock, linkage::await_withdrawal).await;
        watched.expect("it is watched");
    };
    let watch_compliance = async || {
        let told = world.db.within(&clock, async |tx| {
            linkage::await_updates(tx, r.it.case).await
        });
        told.await.expect("it is watched");
    };
    let since = "?updatedAfter=2020-01-01";
    let period = "?c[TIME_PERIOD]=2026-S1";
    assert!(r.lines(&r.liaison, since).await.len() > 10 * reports);
    let mut all = vec![
        ("data", statements_of(r.lines(&r.liaison, "")).await),
        ("since", statements_of(r.lines(&r.liaison, since)).await),
        ("of one", statements_of(r.lines(&r.liaison, period)).await),
        ("list", statements_of(r.liaison.get("/reports")).await),
        ("rulings", statements_of(watch_rulings()).await),
        ("compliance", statements_of(watch_compliance()).await),
    ];
    // They wait for the President then, and are not read again.
    let because = json!({ "reason": "It was published by mistake." });
    r.it.act(&r.it.president, "withdraw_ruling", because).await;
    world.post_round().await;
    assert_eq!(waiting(&r.it.president, "linkage.withdraw").await, reports);
    all.push(("rulings that fell", statements_of(watch_rulings()).await));
    world.ends().await;
    all
}

#[actix_web::test]
async fn reading_and_watching_what_was_sent_takes_as_many_statements_for_two_reports_as_for_one() {
    count_statements();
    let one = costs(1).await;
    assert!(one.iter().all(|(_, count)| *count > 2), "{one:?}");
    assert_eq!(costs(2).await, one);
}
