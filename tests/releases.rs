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

pub(crate) fn count_statements() {
    set_default_instrumentation(|| {
        Some(Box::new(|event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                STATEMENTS.fetch_add(1, Ordering::Relaxed);
            }
        }))
    })
    .expect("an instrument");
}

pub(crate) async fn statements_of<T>(what: impl Future<Output = T>) -> usize {
    let before = STATEMENTS.load(Ordering::Relaxed);
    what.await;
    STATEMENTS.load(Ordering::Relaxed) - before
}

impl Reporting {
    async fn answer(&self, who: &Actor, query: &str) -> harness::Reply {
        let path = format!("/sdmx/data/dataflow/ISECRC/LINKAGE/1.0.0/*{query}");
        who.get(&path).await
    }

    /// The lines of the data, without their head; where there are none, SDMX says so in its own form.
    async fn lines(&self, who: &Actor, query: &str) -> Vec<String> {
        let answer = self.answer(who, query).await;
        let text = answer.json.as_str().expect("text");
        if answer.status == 404 {
            let message =
                "<mes:ErrorMessage code=\"100\"><com:Text xml:lang=\"en\">No results found: ";
            assert!(text.contains(message), "{query}: {text}");
            return Vec::new();
        }
        assert_eq!(answer.status, 200, "{query}: {text}");
        assert!(text.lines().count() > 1, "{query}: an empty answer");
        text.lines().skip(1).map(str::to_owned).collect()
    }

    /// The answer in another form, as it is.
    async fn in_form(&self, who: &Actor, query: &str, form: &str) -> String {
        let path = format!(
            "{}/sdmx/data/dataflow/ISECRC/LINKAGE/1.0.0/*{query}",
            who.base()
        );
        let asked = harness::client()
            .get(path)
            .bearer_auth(who.token.as_deref().expect("a token"))
            .header("accept", format!("application/vnd.sdmx.data+{form}"));
        asked.send().await.unwrap().text().await.unwrap()
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
    let asked = harness::client()
        .get(format!(
            "{}/sdmx/data/dataflow/ISECRC/LINKAGE/1.0.0/*?measures=none",
            who.base()
        ))
        .bearer_auth(who.token.as_deref().expect("a token"))
        .header("accept", "application/vnd.sdmx.data+json;version=2.0.0");
    let said: Value = asked.send().await.unwrap().json().await.unwrap();
    assert_eq!(said["errors"][0]["code"], 501, "{said}");
    let nothing = r.in_form(who, "?updatedAfter=2099-01-01", "json").await;
    let said: Value = serde_json::from_str(&nothing).expect("JSON");
    assert_eq!(said["errors"][0]["code"], 100, "{said}");
    assert_eq!(said["errors"][0]["title"], "No results found");
    world.ends().await;
}

#[actix_web::test]
async fn what_is_asked_of_the_structure_is_answered_or_refused_and_never_passed_over() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    let nobody = r.it.applicant.nobody();
    let ask = async |path: &str, query: &str| {
        let reply = nobody.get(&format!("/sdmx/{path}{query}")).await;
        let text = reply.json.as_str().map(str::to_owned);
        (reply.status, text.unwrap_or_else(|| reply.json.to_string()))
    };
    let flow = "structure/dataflow/ISECRC/LINKAGE/1.0.0";
    let parts = [
        "<str:Codelist ",
        "<str:ConceptScheme ",
        "<str:Dataflow ",
        "<str:DataStructure ",
    ];
    for (path, query, has) in [
        (flow, "", [true; 4]),
        (flow, "?references=all&detail=full", [true; 4]),
        (
            flow,
            "?references=descendants&detail=referencepartial",
            [true; 4],
        ),
        (flow, "?references=none", [false, false, true, false]),
        (flow, "?references=children", [false, false, true, true]),
        (
            "structure/datastructure/ISECRC/LINKAGE/+",
            "?references=children",
            [true, true, false, true],
        ),
    ] {
        let (status, text) = ask(path, query).await;
        assert_eq!(status, 200, "{query}: {text}");
        assert_eq!(parts.map(|one| text.contains(one)), has, "{query}: {text}");
    }
    let (_, text) = ask(
        "structure/codelist/ISECRC/CL_STAGE/1.0.0",
        "?references=none",
    )
    .await;
    let lists: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(lists["data"]["codelists"].as_array().map(Vec::len), Some(1));
    assert_eq!(lists["data"].as_object().map(serde_json::Map::len), Some(1));
    let schema = "schema/dataflow/ISECRC/LINKAGE/1.0.0";
    let (status, _) = ask(schema, "?deletion=false&dimensionAtObservation=TIME_PERIOD").await;
    assert_eq!(status, 200);
    for (path, query, status, code) in [
        (flow, "?references=everything", 400, 140),
        (flow, "?detail=little", 400, 140),
        (flow, "?format=xml", 400, 140),
        (flow, "?detail=full&detail=full", 400, 140),
        (flow, "?detail=allstubs", 501, 501),
        (flow, "?asOf=2026-01-01", 501, 501),
        (schema, "?deletion=true", 501, 501),
        (schema, "?references=all", 400, 140),
        ("structure/dataflow/SOMEONE/LINKAGE/1.0.0", "", 404, 100),
        ("structure/process/ISECRC/LINKAGE/1.0.0", "", 404, 100),
    ] {
        let (said, text) = ask(path, query).await;
        assert_eq!(said, status, "{path}{query}: {text}");
        let told = [format!("code=\"{code}\""), format!("\"code\":{code}")];
        assert!(
            told.iter().any(|one| text.contains(one)),
            "{path}{query}: {text}"
        );
    }
    world.ends().await;
}

#[actix_web::test]
async fn whoever_asks_what_was_updated_is_told_what_is_there_no_longer() {
    let world = World::new().await;
    let mut r = Reporting::drafted(&world).await;
    let period = r.seen_by(&r.officer).await["period"].clone();
    let unsent = world.now().await.to_string();
    world.days_pass(1).await;
    r.transmit(&world).await;
    let who = r.liaison.clone();
    let first = r.lines(&who, "").await;
    world.days_pass(2).await;
    let between = world.now().await.to_string();
    assert_eq!(
        r.lines(&who, &format!("?updatedAfter={between}")).await,
        [""; 0]
    );
    let why = json!({ "reason": "It named a source." });
    world.days_pass(2).await;
    r.act(&r.it.president, "withdraw", why).await.ok();
    let since = format!("?updatedAfter={between}");
    // Each place is named, and nothing that stood there (L-11).
    let deleted: Vec<_> = first
        .iter()
        .map(|line| {
            let cells: Vec<_> = line.splitn(11, ',').collect();
            format!("{},{},D,{},NaN", cells[0], cells[1], cells[3..10].join(","))
        })
        .collect();
    let told = r.lines(&who, &since).await;
    assert_eq!(told.len(), deleted.len());
    for (told, deleted) in told.iter().zip(&deleted) {
        assert_eq!(told.trim_end_matches(','), deleted);
    }
    let xml = r.in_form(&who, &since, "xml").await;
    assert!(
        xml.contains("ss:action=\"Delete\"") && !xml.contains("Information"),
        "{xml}"
    );
    assert!(
        xml.contains("TIME_PERIOD=") && !xml.contains("OBS_STATUS="),
        "{xml}"
    );
    let json: Value = serde_json::from_str(&r.in_form(&who, &since, "json").await).expect("JSON");
    let set = &json["data"]["dataSets"];
    assert_eq!(set.as_array().map(Vec::len), Some(1));
    assert_eq!(set[0]["action"], "Delete");
    assert_eq!(
        set[0]["observations"].as_object().map(|all| all.len()),
        Some(first.len())
    );
    // It is narrowed as all data are, and told to nobody who had none of it.
    let some = r.lines(&who, &format!("{since}&c[STAGE]=NEC")).await;
    assert!(!some.is_empty() && some.len() < told.len());
    let stranger = &r.it.applicant;
    for (who, asked) in [
        (&who, format!("?updatedAfter={unsent}")),
        (&who, "?updatedAfter=2099-01-01".to_owned()),
        (&who, String::new()),
        (stranger, since.clone()),
    ] {
        assert_eq!(r.lines(who, &asked).await, [""; 0], "{asked}");
    }
    // Another report on the half-year takes its place: what it says is there again.
    r.report = Uuid::now_v7();
    r.draw_up(period.as_str().expect("a half-year")).await.ok();
    r.transmit(&world).await;
    let anew = r.lines(&who, &since).await;
    assert_eq!(anew, r.lines(&who, "").await);
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
    let (here, gone): (Vec<_>, Vec<_>) = updated.iter().partition(|one| one.contains(",I,"));
    assert_eq!(here, changed);
    // What the correction has no longer is told of as well.
    let place = |one: &String| one.split(',').skip(3).take(7).map(str::to_owned).collect();
    let places = |all: &[&String]| all.iter().map(|one| place(one)).collect::<Vec<Vec<_>>>();
    let stands = places(&second.iter().collect::<Vec<_>>());
    let mut left = places(&first.iter().collect::<Vec<_>>());
    left.retain(|one| !stands.contains(one));
    assert!(!gone.is_empty() && gone.iter().all(|one| one.contains(",D,")));
    assert_eq!(places(&gone), left);
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
