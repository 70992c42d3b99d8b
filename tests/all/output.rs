//! `output/` is what `seeds/` gives now.

use crate::support::{Dir, files, root, run_in};

#[test]
fn output_is_up_to_date() {
    let dir = Dir::new(&[]);
    let out = dir.path().join("output");
    run_in(
        root(),
        &[
            "convert",
            "seeds",
            "-o",
            out.to_str().unwrap(),
            "-f",
            "csv,json",
            "--quiet",
        ],
        b"",
    )
    .ends_with(0);
    let committed = root().join("output");
    const REGENERATE: &str = "run: cargo run --release -- convert seeds -o output -f csv,json";
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
}
