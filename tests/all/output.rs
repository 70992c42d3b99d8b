//! `output/` is what `seeds/` gives now.

use crate::support::{Dir, files, root, run_in};

#[test]
fn output_is_up_to_date() {
    // Built anew elsewhere, with the same folders beside each other.
    let dir = Dir::new(&[]);
    for folder in ["seeds", "output"] {
        for name in files(&root().join(folder)) {
            if folder == "seeds" || name == "rowstitch.toml" {
                let name = format!("{folder}/{name}");
                dir.write(&name, &std::fs::read(root().join(&name)).unwrap());
            }
        }
    }
    run_in(dir.path(), &["build", "output", "--quiet"], b"").ends_with(0);
    let committed = root().join("output");
    let out = dir.path().join("output");
    const REGENERATE: &str = "run: cargo run --release -- build output --all";
    assert_eq!(
        files(&committed),
        files(&out),
        "files in output/ and those made now; {REGENERATE}"
    );
    for name in files(&out) {
        let (old, new) = (
            std::fs::read(committed.join(&name)).unwrap(),
            std::fs::read(out.join(&name)).unwrap(),
        );
        assert!(old == new, "output/{name} is not what seeds/ gives now; {REGENERATE}");
    }
    run_in(root(), &["build", "output", "--check"], b"").ends_with(0);
}
