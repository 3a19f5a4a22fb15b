//! One scope for a thing and for all that tells of it: whatever a list, a search, a count, a feed or an
//! export shows can be opened, and whatever can be opened is listed, for people drawn at random.

use std::collections::{BTreeMap, BTreeSet};

use harness::{Actor, Proceeding, World};
use serde_json::{Value, json};

/// A small generator of chance, so that what was drawn can be drawn again.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % n
    }
}

async fn text(world: &World, path: &str) -> String {
    let address = format!("{}/{}{path}", world.origin, world.slug);
    let answer = reqwest::get(&address).await.expect("an answer");
    assert!(
        answer.status().is_success(),
        "{address}: {}",
        answer.status()
    );
    answer.text().await.expect("text")
}

/// All items of a list, page by page.
async fn all(who: &Actor, path: &str) -> Vec<Value> {
    let (mut items, mut after) = (Vec::new(), String::new());
    loop {
        let reply = who.get(&format!("{path}{after}")).await;
        if reply.status != 200 {
            return Vec::new();
        }
        items.extend(reply.json["items"].as_array().expect("items").clone());
        let next = reply.json["next"].clone();
        let next = next.as_str().map_or_else(
            || next.as_i64().map(|no| no.to_string()),
            |id| Some(id.to_owned()),
        );
        match next {
            Some(next) => {
                let mark = if path.contains('?') { '&' } else { '?' };
                after = format!("{mark}after={next}");
            }
            None => return items,
        }
    }
}

fn ids(items: &[Value], key: &str) -> BTreeSet<String> {
    items
        .iter()
        .filter_map(|item| item[key].as_str().map(str::to_owned))
        .collect()
}

async fn opens(who: &Actor, path: &str) -> bool {
    let reply = who.get(path).await;
    assert!(
        [200, 401, 404].contains(&reply.status),
        "{} {path}: {}",
        who.name,
        reply.status
    );
    reply.status == 200
}

/// One person's lists against what they can open.
async fn holds_for(
    who: &Actor,
    cases: &[Proceeding],
    documents: &BTreeMap<String, Vec<String>>,
    seed: u64,
) {
    let mut opened = BTreeSet::new();
    for case in cases {
        if opens(who, &format!("/cases/{}", case.case)).await {
            opened.insert(case.case.to_string());
        }
    }
    let told = format!("{} (seed {seed})", who.name);
    let listed = all(who, "/cases").await;
    assert_eq!(ids(&listed, "id"), opened, "the docket of {told}");
    // A filter is a part of the list, and all parts make the whole.
    let mut parts = BTreeSet::new();
    for state in listed
        .iter()
        .map(|line| line["state"].as_str().expect("a state"))
        .collect::<BTreeSet<_>>()
    {
        let part = ids(&all(who, &format!("/cases?state={state}")).await, "id");
        assert!(part.is_subset(&opened), "{state} for {told}");
        parts.extend(part);
    }
    assert_eq!(parts, opened, "the docket by state of {told}");
    // What waits for someone is of cases that they can open.
    let work = ids(&all(who, "/work").await, "case_id");
    assert!(work.is_subset(&opened), "the work of {told}: {work:?}");
    for case in cases {
        let at = format!("/cases/{}", case.case);
        let mine = opened.contains(&case.case.to_string());
        assert_eq!(
            opens(who, &format!("{at}/docket")).await,
            mine,
            "the docket of a case for {told}"
        );
        let listed = ids(&all(who, &format!("{at}/documents")).await, "id");
        assert!(mine || listed.is_empty(), "documents of {told}");
        let mut open = BTreeSet::new();
        for document in documents.get(&case.case.to_string()).into_iter().flatten() {
            let whole = opens(who, &format!("{at}/documents/{document}")).await;
            let bytes = who
                .get(&format!("{at}/documents/{document}/content"))
                .await
                .status
                == 200;
            assert_eq!(whole, bytes, "a document and its bytes for {told}");
            if whole {
                open.insert(document.clone());
            }
        }
        assert_eq!(listed, open, "documents of {told}");
        for filing in all(who, &format!("{at}/filings")).await {
            for document in filing["documents"].as_array().into_iter().flatten() {
                let id = document["id"].as_str().expect("an id");
                assert!(
                    open.contains(id),
                    "a filing names a document that {told} cannot open"
                );
            }
        }
    }
    for report in all(who, "/reports").await {
        let id = report["id"].as_str().expect("an id");
        assert!(
            opens(who, &format!("/reports/{id}")).await,
            "a report of {told}"
        );
    }
}

#[actix_web::test]
async fn what_is_listed_can_be_opened_and_what_can_be_opened_is_listed() {
    let seed = std::env::var("PROVISO_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        now.expect("after 1970").as_secs()
    });
    let mut chance = Chance(seed);
    let world = World::new().await;
    let mut cases = vec![
        crate::rulings::published(&world, true).await,
        Proceeding::deliberating(&world).await,
        Proceeding::composing(&world).await,
        Proceeding::filed(&world).await,
        Proceeding::drafted(&world).await,
    ];
    // One more, wherever chance leaves it.
    cases.push(match chance.below(3) {
        0 => Proceeding::registered(&world).await,
        1 => Proceeding::panel_requested(&world).await,
        _ => Proceeding::pleading(&world).await,
    });
    let roles = [
        json!({ "role": "case_officer" }),
        json!({ "role": "auditor" }),
        json!({ "role": "liaison" }),
        json!({ "role": "regional_coordinator" }),
        json!({ "role": "cleared_reviewer" }),
        json!({ "role": "enterprise" }),
        json!({ "role": "observer" }),
        json!({ "role": "fund_officer" }),
        json!({ "role": "counsel", "state": "XAA" }),
        json!({ "role": "counsel", "state": "XBB" }),
        json!({ "role": "agent", "state": "CHL" }),
        json!({ "role": "panelist", "discipline": "legal" }),
        json!({ "role": "panelist", "discipline": "security" }),
    ];
    let it = &cases[0];
    let mut people = vec![
        it.registrar.clone(),
        it.president.clone(),
        it.applicant.clone(),
        it.respondent.clone(),
        world.administrator.clone(),
    ];
    people.extend(it.members.iter().cloned());
    for at in 0..5 {
        let role = roles[chance.below(roles.len())].clone();
        people.push(world.person(&format!("Drawn {at}"), role).await);
    }
    // Some of those who do not sit are asked to, in the case that is being composed.
    if let Some(panelist) = people
        .iter()
        .skip(8)
        .find(|one| one.name.starts_with("Drawn"))
    {
        let seat = json!({ "seat": 1 + chance.below(3), "person": panelist.id });
        cases[2]
            .try_act(&cases[2].registrar, "nominate", seat)
            .await;
    }
    // One of them may be asked as an alternate, or be one who sits already, where the panel deliberates.
    let alternate = json!({ "role": "panelist", "discipline": "technology" });
    let alternate = world
        .person_of("Drawn alternate", alternate, &["NZL"])
        .await;
    let it = &cases[1];
    let seat = json!({ "seat": 10, "person": alternate.id });
    it.act(&it.registrar, "nominate", seat).await;
    if chance.below(3) > 0 {
        let nothing = json!({ "level": "none", "statement": "" });
        it.act(&alternate, "accept_seat", nothing).await;
        let sits = json!({ "seat": 10, "reason": "A member is ill." });
        it.act(&it.members[0], "designate_alternate", sits).await;
        if chance.below(3) == 0 {
            let ends = json!({ "seat": 10 });
            it.act(&it.members[0], "end_designation", ends).await;
        }
    }
    people.push(alternate);
    // One that waits to be filed, beside those that were.
    let waiting = uuid::Uuid::now_v7();
    cases[1]
        .applicant
        .upload(
            cases[1].case,
            waiting,
            "Not filed yet",
            harness::proceeding::pdf("waiting"),
        )
        .await
        .ok();
    // Public ones: on the record, and waiting.
    let pleaded = Proceeding::pleading(&world).await;
    for file in [true, false] {
        let (id, title) = (uuid::Uuid::now_v7(), "For everyone");
        let bytes = harness::proceeding::pdf(&format!("public, filed: {file}"));
        let sent = pleaded
            .applicant
            .upload_as("C0", pleaded.case, id, title, bytes);
        sent.await.ok();
        if file {
            let filing = uuid::Uuid::now_v7();
            let path = format!("/cases/{}/exhibits/{filing}", pleaded.case);
            let exhibit = json!({ "title": title, "documents": [id] });
            pleaded.applicant.put(&path, &exhibit).await.ok();
        }
    }
    cases.push(pleaded);
    let mut documents: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for case in &cases {
        for agent in [&case.applicant, &case.respondent] {
            let list = all(agent, &format!("/cases/{}/documents", case.case)).await;
            documents
                .entry(case.case.to_string())
                .or_default()
                .extend(ids(&list, "id"));
        }
    }
    assert!(documents.values().flatten().count() > 4);
    for who in &people {
        holds_for(who, &cases, &documents, seed).await;
    }

    // The public: the register, its count, its pages and feeds tell of the same cases; so do search and the
    // list of rulings.
    let nobody = cases[0].applicant.nobody();
    let registered = all(&nobody, "/register").await;
    let mut numbers = BTreeSet::new();
    for case in &cases {
        let seen = case.seen_by(&case.applicant).await;
        if let Some(number) = seen["number"].as_str() {
            numbers.insert(number.to_owned());
        }
    }
    assert_eq!(
        ids(&registered, "number"),
        numbers,
        "the register (seed {seed})"
    );
    let mut public = BTreeSet::new();
    for number in &numbers {
        let place = number.replace('/', "-");
        let told = nobody.get(&format!("/register/{place}")).await.ok();
        let papers = told["papers"].as_array().expect("papers");
        let papers = papers
            .iter()
            .flat_map(|one| one["documents"].as_array().expect("documents"));
        let papers = ids(&papers.cloned().collect::<Vec<_>>(), "id");
        // What everyone is told of opens, and nothing else does, under this address or another one's.
        for document in documents.values().flatten() {
            let path = format!("/register/{place}/documents/{document}");
            let open = opens(&nobody, &path).await;
            assert_eq!(open, papers.contains(document), "{path} (seed {seed})");
            public.extend(open.then_some(document));
        }
        text(&world, &format!("/cases/{place}.atom")).await;
    }
    assert_eq!(public.len(), 1, "the one that was filed (seed {seed})");
    let figures = nobody.get("/statistics").await.ok();
    let counted: i64 = figures["states"]
        .as_array()
        .expect("states")
        .iter()
        .filter_map(|one| one["count"].as_i64())
        .sum();
    assert_eq!(
        usize::try_from(counted).expect("a count"),
        numbers.len(),
        "the figures (seed {seed})"
    );
    let rulings = ids(&all(&nobody, "/rulings").await, "slug");
    let found = nobody.get("/rulings/search").await.ok();
    assert_eq!(
        ids(found["items"].as_array().expect("items"), "slug"),
        rulings
    );
    assert_eq!(rulings.len(), 1);
    let feed = text(&world, "/rulings.atom").await;
    assert_eq!(feed.matches("<entry>").count(), rulings.len());
    let log = all(&nobody, "/changes").await;
    assert_eq!(ids(&log, "slug"), rulings);
    world.ends().await;
}
