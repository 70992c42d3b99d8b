//! `rowstitch verify`: goldens of the user's own texts.

use crate::support::{Dir, Run, root};
use std::process::Command;

/// Runs `verify` with or without `CI`, whatever this machine has.
fn verify(dir: &Dir, args: &[&str], ci: bool) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rowstitch"));
    command
        .arg("verify")
        .args(args)
        .current_dir(dir.path())
        .env_remove("CI")
        .env_remove("RUST_BACKTRACE");
    if ci {
        command.env("CI", "true");
    }
    let output = command.output().unwrap();
    Run {
        status: output.status.code().unwrap(),
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn plan() -> Vec<u8> {
    std::fs::read(root().join("fixtures/layout-table/source/plan.txt")).unwrap()
}

#[test]
fn under_a_profile() {
    let dir = Dir::new(&[
        ("texts/plan.txt", &plan()),
        ("p.toml", b"[[columns]]\nname = 'Job'\n[[columns]]\n[[columns]]\n"),
    ]);
    let under = ["texts", "--profile", "p.toml"];
    verify(&dir, &["texts", "--profile", "p.toml", "--accept"], false).ends_with(0);
    assert!(
        String::from_utf8(dir.read("texts/plan.expected.json"))
            .unwrap()
            .contains("\"Job\"")
    );
    verify(&dir, &under, true).ends_with(0);
    let run = verify(&dir, &["texts"], true).ends_with(1);
    assert!(run.text().contains("renamed from Job"), "{}", run.text());
    verify(&dir, &["texts", "--profile", "none.toml"], true)
        .ends_with(2)
        .says(&["none.toml", "cannot be read"]);
}

#[test]
fn from_new_to_accepted_to_different() {
    let dir = Dir::new(&[("texts/plan.txt", &plan())]);
    let run = verify(&dir, &["texts"], true)
        .ends_with(1)
        .says(&["0 sources as accepted, 1 new"]);
    assert!(
        run.text().contains("new, there is no") && run.text().contains("--accept"),
        "{}",
        run.text()
    );
    verify(&dir, &["texts", "--accept"], true)
        .ends_with(2)
        .says(&["--accept is refused", "CI"]);
    assert_eq!(dir.files("texts"), ["plan.txt"], "nothing is written");
    verify(&dir, &["texts", "--accept"], false)
        .ends_with(0)
        .says(&["1 written"]);
    assert_eq!(dir.files("texts"), ["plan.expected.json", "plan.txt"]);
    verify(&dir, &["texts"], true)
        .ends_with(0)
        .says(&["1 source as accepted"]);

    let golden = String::from_utf8(dir.read("texts/plan.expected.json")).unwrap();
    let old = golden
        .replace("Volunteers, all year", "Volunteers, <script>half</script> year")
        .replace("Who and when", "Who");
    dir.write("texts/plan.expected.json", old.as_bytes());
    let run = verify(&dir, &["texts", "--report", "out/page.html"], true).ends_with(1);
    assert!(
        run.text().contains("column Who and when: renamed from Who")
            && run.text().contains("Volunteers, [-<script>half</script>-]{+all+} year"),
        "{}",
        run.text()
    );
    let page = String::from_utf8(dir.read("out/page.html")).unwrap();
    assert!(
        page.contains("&lt;script&gt;half") && !page.contains("<script"),
        "{page}"
    );
    assert_eq!(
        dir.read("texts/plan.expected.json"),
        old.as_bytes(),
        "only --accept writes"
    );
    verify(&dir, &["texts", "--accept"], false).ends_with(0);
    assert_eq!(dir.read("texts/plan.expected.json"), golden.as_bytes());
}

#[test]
fn goldens_of_this_repository() {
    let case = root().join("fixtures/layout-table");
    let (source, goldens) = (case.join("source"), case.join("expected"));
    let dir = Dir::new(&[]);
    let args = [source.to_str().unwrap(), "--goldens", goldens.to_str().unwrap()];
    verify(&dir, &args, true).ends_with(0).says(&["1 source as accepted"]);
}

#[test]
fn orphans_fail() {
    let dir = Dir::new(&[("texts/letter.txt", b"Een gewone brief.\nMet twee regels.\n")]);
    verify(&dir, &["texts", "--goldens", "g", "--accept"], false).ends_with(0);
    let golden = dir.read("g/letter.json");
    dir.write("g/old/gone.json", &golden);
    verify(&dir, &["texts", "--goldens", "g"], false)
        .ends_with(1)
        .says(&["gone.json", "orphan", "--prune"]);
    verify(&dir, &["texts", "--goldens", "g", "--accept"], false)
        .ends_with(1)
        .says(&["orphan"]);
    assert_eq!(dir.files("g"), ["letter.json", "old/gone.json"]);
    verify(&dir, &["texts", "--goldens", "g", "--prune"], false).ends_with(2);
    verify(&dir, &["texts", "--goldens", "g", "--accept", "--prune"], false)
        .ends_with(0)
        .says(&["1 deleted"]);
    assert_eq!(dir.files("g"), ["letter.json"]);
    // Beside the sources: the golden says which file it is of.
    dir.write("texts/letter.expected.json", &golden);
    verify(&dir, &["texts"], false).ends_with(0);
    std::fs::rename(dir.path().join("texts/letter.txt"), dir.path().join("texts/moved.txt")).unwrap();
    verify(&dir, &["texts"], false)
        .ends_with(1)
        .says(&["letter.expected.json", "orphan"]);
    std::fs::remove_file(dir.path().join("texts/moved.txt")).unwrap();
    verify(&dir, &["texts"], false)
        .ends_with(1)
        .says(&["letter.expected.json", "orphan"]);
}

#[test]
fn faults() {
    let dir = Dir::new(&[
        ("a.txt", b""),
        ("b.txt", b"Een brief.\n"),
        ("b.expected.json", b"{broken"),
    ]);
    let run = verify(&dir, &[], false).ends_with(1).says(&["2 failed"]);
    assert!(
        run.stderr.contains("the source is empty") && run.stderr.contains("not valid JSON"),
        "{}",
        run.stderr
    );
    dir.write("b.text", b"x");
    verify(&dir, &[], false).ends_with(2).says(&["would share a golden"]);
    verify(&dir, &["-"], false).ends_with(2);
}
