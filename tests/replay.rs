//! The real case DS512 through the public API, on a server of the program's own; and what stops a
//! replay.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

fn replay(file: &std::path::Path) -> Output {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let program = std::env::var_os("PROVISO_BIN")
        .map_or_else(|| root.join("target/debug/proviso"), PathBuf::from);
    Command::new(program)
        .arg("replay")
        .arg(file)
        .env("PROVISO_POSTGRES", root.join("postgres"))
        .output()
        .expect("the program")
}

fn docket() -> (PathBuf, Value) {
    docket_of("ds512")
}

fn docket_of(name: &str) -> (PathBuf, Value) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../replays/{name}.json"));
    let text = std::fs::read_to_string(&file).expect("the docket");
    (file, serde_json::from_str(&text).expect("JSON"))
}

/// Performs a docket that was changed for this test.
fn replay_changed(docket: &Value) -> Output {
    let file = std::env::temp_dir().join(format!(
        "proviso-replay-test-{}.json",
        uuid::Uuid::now_v7().simple()
    ));
    std::fs::write(&file, serde_json::to_string_pretty(docket).expect("JSON")).expect("a file");
    let done = replay(&file);
    std::fs::remove_file(&file).expect("the file");
    done
}

#[test]
fn ds512_comes_to_what_the_panel_decided() {
    let done = replay(&docket().0);
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let report: Value = serde_json::from_slice(&done.stdout).expect("JSON");
    let claims = report["claims"].as_array().expect("claims");
    assert!(!claims.is_empty());
    for claim in claims {
        assert_eq!(claim["outcome"], "JUSTIFIED");
        let kept = claim["kept"].as_array().expect("expectations");
        assert!(
            kept.iter().any(|one| one["basis"] == "decided")
                && kept.iter().any(|one| one["basis"] == "modelled")
        );
    }
}

#[test]
fn an_unknown_act_stops_a_replay_with_its_line() {
    let (_, mut docket) = docket();
    docket["acts"][1]["act"] = Value::String("case.decide_by_lot".to_owned());
    let stopped = replay_changed(&docket);
    let said = String::from_utf8_lossy(&stopped.stderr).into_owned();
    assert!(
        !stopped.status.success() && said.contains("line ") && said.contains("decide_by_lot"),
        "{said}"
    );
}

#[test]
fn the_demonstration_has_a_whole_ruling_in_french_and_one_in_arabic_in_progress() {
    let written = |docket: &Value, language: &str| {
        let acts = docket["acts"].as_array().expect("acts").iter();
        let mut acts = acts.filter(|one| one["act"] == "translate_ruling");
        let act = acts.find(|one| one["language"] == language);
        let sections = act.expect("a translation")["sections"].as_array();
        let sections = sections.expect("sections").iter();
        let paragraphs = sections.flat_map(|one| one["paragraphs"].as_array().expect("paragraphs"));
        let texts: Vec<_> = paragraphs
            .map(|text| text.as_str().expect("a text").to_owned())
            .collect();
        texts
    };
    let (_, mut docket) = docket_of("ai-measure");
    let french = written(&docket, "fr");
    assert!(french.len() > 30 && french.iter().all(|text| !text.is_empty()));
    // Published as it is, so every paragraph of the ruling has one; what comes later is not needed here.
    let acts = docket["acts"].as_array_mut().expect("acts");
    let published = acts
        .iter()
        .position(|one| one["act"] == "publish_translation");
    acts.truncate(published.expect("a publication") + 1);
    let done = replay_changed(&docket);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{said}");

    let arabic = written(&docket_of("ds512").1, "ar");
    let open = arabic.iter().filter(|text| text.is_empty()).count();
    assert!(open > 0 && open < arabic.len() / 2, "{open}");
}

#[test]
fn a_docket_files_what_is_strictly_confidential_with_a_summary() {
    let (_, mut docket) = docket();
    docket["expect"] = Value::Array(Vec::new());
    let acts = docket["acts"].as_array_mut().expect("acts");
    let exhibit = acts.iter().position(|one| one["act"] == "file_exhibit");
    acts.truncate(exhibit.expect("an exhibit") + 1);
    let last = acts.last_mut().expect("it");
    for document in last["documents"].as_array_mut().expect("documents") {
        document["class"] = Value::String("C3".to_owned());
    }
    let done = replay_changed(&docket);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && said.contains("summary"), "{said}");
    let acts = docket["acts"].as_array_mut().expect("acts");
    acts.last_mut().expect("it")["summary"] = Value::String("It is about prices.".to_owned());
    let done = replay_changed(&docket);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{said}");
}
