//! Every seed of `fuzz/corpus/`, and with them whatever once broke a reader of bytes from outside.

use std::path::Path;

#[test]
fn readers_of_bytes_from_outside_hold_for_every_seed() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
    for (name, read) in fuzz::READERS {
        let (mut taken, mut refused) = (0, 0);
        for file in std::fs::read_dir(corpus.join(name)).expect("seeds") {
            let file = file.expect("a file").path();
            let bytes = std::fs::read(&file).expect("a seed");
            // Which one breaks it is said before it does.
            eprintln!("{}", file.display());
            // Whatever is cut off or put before it is another of its kind.
            for bytes in [&bytes[..], &bytes[..bytes.len() / 2], &bytes[1..], &[]] {
                if read(bytes) {
                    taken += 1;
                } else {
                    refused += 1;
                }
            }
        }
        assert!(refused > 0, "{name}: nothing was refused");
        // A token that is not of this process opens nothing, so no seed is taken for one.
        assert!(taken > 0 || name == "tokens", "{name}: nothing was taken");
    }
}
