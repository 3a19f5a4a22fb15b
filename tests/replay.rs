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
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../replays/ds512.json");
    let text = std::fs::read_to_string(&file).expect("the docket");
    (file, serde_json::from_str(&text).expect("JSON"))
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
    let file = std::env::temp_dir().join(format!(
        "proviso-replay-test-{}.json",
        uuid::Uuid::now_v7().simple()
    ));
    std::fs::write(&file, serde_json::to_string_pretty(&docket).expect("JSON")).expect("a file");
    let stopped = replay(&file);
    std::fs::remove_file(&file).expect("the file");
    let said = String::from_utf8_lossy(&stopped.stderr).into_owned();
    assert!(
        !stopped.status.success() && said.contains("line ") && said.contains("decide_by_lot"),
        "{said}"
    );
}
