//! What fuzzing found worth keeping still holds.

use maxio_link_fuzz::TARGETS;
use std::{fs, path::Path};

#[test]
fn what_was_kept_of_fuzzing_holds() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    for (name, target) in TARGETS {
        let mut count = 0;
        for entry in fs::read_dir(corpus.join(name)).unwrap() {
            let path = entry.unwrap().path();
            // Seen when it panics.
            println!("{}", path.display());
            target(&fs::read(&path).unwrap());
            count += 1;
        }
        assert!(count >= 10, "the corpus of {name} has {count} files");
    }
}
