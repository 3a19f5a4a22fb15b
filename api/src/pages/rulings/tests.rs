use askama::Template;
use domain::facet::Facet;
use serde_json::json;
use uuid::Uuid;

use super::{Frame, RulingPage, RulingsPage, Sent, Tongue, paper};
use crate::publications::{Current, Publication};
use crate::review::ClaimResult;
use crate::rulings::{
    self, FacetValue, FacetView, FairCopy, FoundRuling, Member, Piece, PublicClaim, PublicParty,
    PublicRemedy, PublicRuling, PublicVote, RulingBeside, RulingLine, Search, SearchView,
};
use crate::wire::Spelled;

fn results() -> Vec<ClaimResult> {
    let step = |step, finding, arguendo| json!({"step": step, "finding": finding, "arguendo": arguendo, "elements": {}});
    serde_json::from_value(json!([{
        "claim_id": Uuid::nil(), "no": 1, "component": "The licence requirement for accelerators at or above 600",
        "obligation": "GATT 1994, Article XI:1", "outcome": "NOT_JUSTIFIED(T2)", "concerns": ["ADVISORY_CONCERN(T3)"], "arguendo": ["proportionality"],
        "steps": [step("threshold", "met", false), step("good_faith", "met", false), step("necessity", "not_met", false), step("proportionality", "not_reached", false)],
    }]))
    .unwrap()
}

fn ruling() -> PublicRuling {
    let party = |code: &str, name: &str| PublicParty {
        code: code.to_owned(),
        name: name.to_owned(),
        legal_effect: Spelled(domain::ruling::LegalEffect::Binding),
    };
    let fair: FairCopy = serde_json::from_value(json!({
        "sections": [
            {"section": "terms_of_reference", "title": "Terms of reference", "from_findings": false, "basis": "modelled", "paragraphs": ["The panel was asked to review the licence requirement of Belmora for accelerators at or above 600, with the presumption of denial for Arvenia, for which Belmora invokes Article XXI(b)(ii) of the GATT 1994."]},
            {"section": "findings", "title": "Findings", "from_findings": false, "paragraphs": ["Claim 1, threshold: met.", "The order was not necessary under the standard that the parties accepted. Verified end use, named by Arvenia, was available and less restrictive, and Belmora did not compare it at equal protection. <script>alert(1)</script>"]},
            {"section": "votes", "title": "Votes", "from_findings": true, "paragraphs": ["Only in the table."]},
        ],
        "remedies": [], "panel": [],
    }))
    .unwrap();
    let gates = results()
        .iter()
        .map(rulings::gates)
        .next()
        .unwrap_or_default();
    let vote = |text: &str, yes, no| PublicVote {
        step: Spelled(domain::review::Step::Necessity),
        motion: "T2".to_owned(),
        text: text.to_owned(),
        carried: yes > no,
        yes,
        no,
        in_favour: vec!["Amara Okafor".to_owned(); yes],
        against: vec!["Lena Sørensen".to_owned(); no],
    };
    PublicRuling {
        languages: Vec::new(),
        held: false,
        cites: Vec::new(),
        cited_by: Vec::new(),
        standing: Spelled(domain::ruling::Standing::Stands),
        in_revision: false,
        revised_by: None,
        revises: None,
        id: Uuid::nil(),
        iri: "/akn/un/judgment/decision/un-sim/2025-11-19/SIM-2025-1".to_owned(),
        identifiers: vec![],
        body: "Review Committee (training)".to_owned(),
        simulation: true,
        citation: "[2025] SIM 1".to_owned(),
        slug: "2025-sim-1".to_owned(),
        case_id: Uuid::nil(),
        case_number: "2025/1".to_owned(),
        caption: "Arvenia v. Belmora".to_owned(),
        applicant: party("XAA", "Arvenia"),
        respondent: party("XBB", "Belmora"),
        measure: "Accelerator Export Licence Order".to_owned(),
        technology: Spelled(domain::measure::Technology::DualUse),
        summary: "Belmora requires a licence for the export of data-centre accelerators; licences for Arvenia are presumed to be denied.".to_owned(),
        clause_id: "gatt-xxi".to_owned(),
        clause: "Article XXI of the General Agreement on Tariffs and Trade 1947 / GATT 1994".to_owned(),
        elements: Vec::new(),
        ground: Some("traffic in arms and supply of military establishments".to_owned()),
        profile: Some(Spelled(domain::clause::Profile::P4)),
        panel: vec![Member { name: "Amara Okafor".to_owned(), discipline: Spelled(domain::people::Discipline::Legal), presiding: true }],
        filed_on: Some(jiff::civil::date(2025, 1, 13)),
        issued_on: Some(jiff::civil::date(2025, 11, 19)),
        published_on: Some(jiff::civil::date(2025, 11, 24)),
        published_at: None,
        sections: fair.sections,
        masked: vec![],
        claims: vec![PublicClaim {
            no: 1,
            component: "The licence requirement for accelerators at or above 600".to_owned(),
            obligation: "GATT 1994, Article XI:1".to_owned(),
            outcome: "The measure is not justified under Article XXI: it is not shown to be necessary.".to_owned(),
            concerns: vec![],
            gates,
            votes: vec![vote("The measure relates to traffic in arms.", 3, 0), vote("The measure was necessary.", 1, 2)],
            scores: serde_json::from_value(json!([{"step": "necessity", "arguendo": false, "criteria": [
                {"key": "2.2", "name": "Alternatives", "proposition": "T2", "nature": "OBJ", "gate": true, "status": "scored", "median": 1, "spread": 2},
                {"key": "2.5", "name": "Review and duration", "proposition": "T2", "nature": "ADV", "gate": false, "status": "not_determinable"},
            ]}])).unwrap(),
        }],
        results: results(),
        remedies: vec![PublicRemedy {
            no: 1,
            claim_no: 1,
            sentence: "Belmora shall withdraw the presumption of denial by 18 May 2026.".to_owned(),
            weight: 2,
            due_on: jiff::civil::date(2026, 5, 18),
            status: Some(Spelled(domain::compliance::Status::Running)),
            replaced_by: None,
        }],
        departures: json!([{"no": 1, "motion": "T2", "claim_id": Uuid::nil(), "member": "Amara Okafor", "reasons": "Since the record shows more than the index."}]),
    }
}

fn frame() -> Frame {
    Frame {
        slug: "sim".to_owned(),
        name: "Review Committee (training)".to_owned(),
        simulation: true,
    }
}

fn page() -> String {
    in_language(Tongue::authentic())
}

fn in_language(say: Tongue) -> String {
    whole(say, ruling()).render().unwrap()
}

fn whole(say: Tongue, ruling: PublicRuling) -> RulingPage {
    let line = Publication {
        id: Uuid::nil(),
        seq: 1,
        ruling_id: Uuid::nil(),
        language: Spelled(domain::language::Language::English),
        version: 1,
        change: Spelled(domain::ruling::PublicationChange::Published),
        note: String::new(),
        slug: "2025-sim-1".to_owned(),
        citation: "[2025] SIM 1".to_owned(),
        title: "Arvenia v. Belmora".to_owned(),
        digest: Some(vec![7; 32]),
        corrections: json!([]),
        at: "2025-11-24T15:00:00Z".parse().unwrap(),
    };
    let sent = Sent {
        frame: frame(),
        ruling,
        current: Current {
            line,
            content: None,
            signature: None,
            stamp: None,
        },
        versions: Vec::new(),
        key: None,
        paragraph: None,
    };
    RulingPage::of(
        say,
        "http://localhost:8080/sim/rulings/2025-sim-1".to_owned(),
        sent,
    )
}

#[test]
fn paper_and_page_name_the_ruling_in_the_place_of_one() {
    let other = |withdrawn| RulingBeside {
        citation: "[2026] SIM 4".to_owned(),
        slug: "2026-sim-4".to_owned(),
        iri: "/akn/un/judgment/decision/un-sim/2026-03-02/SIM-2026-4".to_owned(),
        published_on: None,
        withdrawn,
    };
    let facts = |ruling: &PublicRuling| {
        let page = whole(Tongue::authentic(), ruling.clone());
        paper::ruling(&page)["facts"].to_string()
    };
    let mut ruling = ruling();
    assert!(!facts(&ruling).contains("Revise"));
    ruling.revised_by = Some(other(false));
    assert!(facts(&ruling).contains(r#"["Revised by","[2026] SIM 4"]"#));
    ruling.revised_by = Some(other(true));
    assert!(facts(&ruling).contains("[2026] SIM 4, which was withdrawn"));
    let page = whole(Tongue::authentic(), ruling.clone()).render().unwrap();
    assert!(page.contains("was published in its place and withdrawn later. Neither stands."));
    (ruling.revised_by, ruling.revises) = (None, Some(other(false)));
    assert!(facts(&ruling).contains(r#"["Revises","[2026] SIM 4"]"#));
    let page = whole(Tongue::authentic(), ruling).render().unwrap();
    assert!(page.contains("/sim/rulings/2026-sim-4"));
}

#[test]
fn a_ruling_reads_without_scripts_and_is_small() {
    let page = page();
    assert!(page.len() < 60_000, "{}", page.len());
    assert!(
        !page.contains("<script"),
        "what people wrote is text, never markup"
    );
    assert!(page.contains("lang=\"en\"") && page.contains("href=\"#content\""));
}

#[test]
fn a_ruling_in_arabic_mirrors_its_frame_and_leaves_its_text_as_it_is() {
    let request = actix_web::test::TestRequest::with_uri("/sim/rulings/2025-sim-1?lang=ar");
    let page = in_language(Tongue::of(&request.to_http_request()));
    assert!(page.len() < 60_000, "{}", page.len());
    for said in [
        "<html lang=\"ar\" dir=\"rtl\">",
        "<div class=\"text\" lang=\"en\" dir=\"ltr\">",
        "<bdi lang=\"en\">The measure was necessary.</bdi>",
        "href=\"/sim/cases/2025-1?lang=ar\"",
        "19 نوفمبر 2025",
        "غير مبرَّر: الضرورة",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
}

#[test]
fn a_ruling_shows_the_gates_the_votes_by_name_and_how_to_cite_it() {
    let page = page();
    for said in [
        "[2025] SIM 1",
        "not carried",
        "Lena Sørensen",
        "id=\"p3\"",
        "Simulation.",
        "modelled",
        "weight 2 of 3",
        "Not met",
        "Since the record",
        "How the panel scored",
        "</svg>1</td>",
        "not determinable",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(!page.contains("Only in the table."));
}

#[test]
fn the_list_says_what_will_appear_when_it_is_empty() {
    let list = |asked: &Search, items: Vec<FoundRuling>| {
        let there = !items.is_empty();
        let found = SearchView {
            total: items.len(),
            items,
            facets: Vec::from_iter(there.then(|| FacetView {
                name: Spelled(Facet::Respondent),
                label: "Respondent".to_owned(),
                values: vec![FacetValue {
                    value: "XBB".to_owned(),
                    label: "Belmora".to_owned(),
                    count: 1,
                    chosen: asked.of(Facet::Respondent).is_some(),
                }],
                more: true,
            })),
            page: 1,
            next: Some(2),
        };
        RulingsPage::of(Tongue::authentic(), frame(), asked, found, |at| {
            at.to_zoned(jiff::tz::TimeZone::UTC).date()
        })
        .render()
        .unwrap()
    };
    let empty = list(&Search::default(), vec![]);
    assert!(empty.contains("No ruling has been published yet."));
    let line = RulingLine {
        id: Uuid::nil(),
        case_id: Uuid::nil(),
        citation: "[2025] SIM 1".to_owned(),
        slug: "2025-sim-1".to_owned(),
        caption: "Arvenia v. Belmora".to_owned(),
        applicant: "XAA".to_owned(),
        respondent: "XBB".to_owned(),
        clause_id: "gatt-xxi".to_owned(),
        measure: "Accelerator Export Licence Order".to_owned(),
        results: results(),
        published_at: Some("2025-11-24T15:00:00Z".parse().unwrap()),
        changed_at: None,
        change: None,
        standing: Spelled(domain::ruling::Standing::Stands),
        revised_by: None,
        translations: vec![],
    };
    let asked = "q=licence+%26+%22%3Cb%3E%22&from=2025-11-01";
    let asked = Search::read(asked).expect("a search");
    let asked = asked.with(Facet::Respondent, Some("XBB"));
    let piece = |found, text: &str| Piece {
        found,
        text: text.to_owned(),
    };
    let snippet = vec![
        piece(false, "a "),
        piece(true, "licence <i>"),
        piece(false, " duty"),
    ];
    let full = list(
        &asked,
        vec![FoundRuling {
            line,
            snippet,
            snippet_language: Spelled(domain::language::Language::English),
        }],
    );
    for said in [
        "<mark>licence &#60;i&#62;</mark>",
        "name=\"respondent\" value=\"XBB\"",
        "rulings.atom?q=licence+%26+%22%3Cb%3E%22&#38;respondent=XBB&#38;from=2025-11-01",
        "href=\"/sim/rulings?q=licence+%26+%22%3Cb%3E%22&#38;from=2025-11-01\" aria-current",
        "type=\"hidden\" name=\"from\" value=\"2025-11-01\"",
        "type=\"date\" value=\"2025-11-01\"",
        "Only the 1 most frequent are named.",
        "&#38;page=2\" rel=\"next\"",
        "One ruling.",
    ] {
        assert!(full.contains(said), "{said}: {full}");
    }
    assert!(
        full.contains("Claim 1: not justified: necessity") && full.contains("Necessity: not met."),
        "{full}"
    );
}
