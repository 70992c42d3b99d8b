//! `rowstitch build`: what is rebuilt and why, what is never written over, and what a kill leaves.

use crate::formats::GRANTS;
use crate::support::{Dir, Run, root, run_in};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const LETTER: &[u8] = b"Een gewone brief.\nMet twee regels.\n";
const CONFIG: &str = "sources = ['in/**/*.txt']\nformats = ['csv', 'json']\n";

/// A table that is read in no time.
fn table() -> String {
    std::fs::read_to_string(root().join("fixtures/layout-table/source/plan.txt")).unwrap()
}

/// A dataset of two tables and a letter, built.
fn dataset() -> Dir {
    let dir = unbuilt();
    dir.run(&["build"]).ends_with(0);
    dir
}

fn unbuilt() -> Dir {
    let table = table();
    Dir::new(&[
        ("rowstitch.toml", CONFIG.as_bytes()),
        ("in/a.txt", table.as_bytes()),
        ("in/deep/b.txt", table.as_bytes()),
        ("in/letter.txt", LETTER),
    ])
}

/// All files of a folder with their bytes.
fn state(dir: &Dir, folder: &str) -> Vec<(String, Vec<u8>)> {
    let names = dir.files(folder).into_iter();
    names
        .map(|name| (name.clone(), dir.read(&format!("{folder}/{name}"))))
        .collect()
}

fn out(run: &Run) -> Vec<&str> {
    run.text().lines().collect()
}

/// Times of change of all outputs.
fn times(dir: &Dir) -> Vec<(String, std::time::SystemTime)> {
    let time = |name: &String| {
        std::fs::metadata(dir.path().join("output").join(name))
            .unwrap()
            .modified()
            .unwrap()
    };
    dir.files("output")
        .into_iter()
        .map(|name| (name.clone(), time(&name)))
        .collect()
}

#[test]
fn rebuilds_what_changed_and_says_which_records() {
    let dir = unbuilt();
    let run = dir
        .run(&["build"])
        .ends_with(0)
        .says(&["built 3 of 3 sources", "24 records"]);
    assert_eq!(out(&run)[0], "output/a.csv: new, 12 records");
    assert_eq!(
        dir.files("output"),
        [
            "a.csv",
            "a.json",
            "b.csv",
            "b.json",
            "datapackage.json",
            "letter.json",
            "manifest.json"
        ]
    );
    let first = state(&dir, "output");
    let before = times(&dir);
    dir.run(&["build"])
        .ends_with(0)
        .says(&["nothing to do: 3 sources up to date, 24 records"]);
    assert_eq!(times(&dir), before);
    // The same bytes at another time are no change.
    dir.write("in/a.txt", table().as_bytes());
    assert_eq!(dir.run(&["build", "-v"]).ends_with(0).text(), "");
    assert_eq!(times(&dir), before);

    let (old, word) = ("Roof of", "Deck of");
    dir.write("in/a.txt", table().replacen(old, word, 1).as_bytes());
    let run = dir.run(&["build", "--dry-run"]).ends_with(0);
    assert_eq!(out(&run), ["would build in/a.txt: source changed"]);
    assert_eq!(times(&dir), before, "a dry run writes nothing");
    let run = dir
        .run(&["build", "-v"])
        .ends_with(0)
        .says(&["building in/a.txt: source changed"])
        .says(&["built 1 of 3"]);
    assert_eq!(out(&run), ["output/a.csv: 1 changed", "output/a.json: 1 changed"]);
    assert!(String::from_utf8(dir.read("output/a.csv")).unwrap().contains(word));
    let changed: Vec<_> = times(&dir)
        .into_iter()
        .filter(|file| !before.contains(file))
        .map(|file| file.0)
        .collect();
    assert_eq!(changed, ["a.csv", "a.json", "datapackage.json", "manifest.json"]);
    // And back: as if nothing had been.
    dir.write("in/a.txt", table().as_bytes());
    dir.run(&["build", "-q"]).ends_with(0);
    assert_eq!(state(&dir, "output"), first);
}

#[test]
fn options_and_names_count() {
    let dir = dataset();
    dir.write(
        "rowstitch.toml",
        CONFIG.replace("['csv', 'json']", "['csv', 'jsonl']").as_bytes(),
    );
    let run = dir
        .run(&["build", "-v"])
        .ends_with(0)
        .says(&["formats or options changed"]);
    assert!(out(&run).contains(&"output/a.json: removed"), "{run:?}");
    assert_eq!(
        dir.files("output"),
        [
            "a.csv",
            "a.jsonl",
            "b.csv",
            "b.jsonl",
            "datapackage.json",
            "letter.jsonl",
            "manifest.json"
        ]
    );
    // A source beside it takes its short name away.
    dir.write("in/deep/a.txt", LETTER);
    dir.run(&["build", "-v"])
        .ends_with(0)
        .says(&["in/a.txt: its outputs get another name"]);
    assert!(
        dir.files("output").contains(&"in/a.txt.csv".to_owned()),
        "{:?}",
        dir.files("output")
    );
    std::fs::remove_file(dir.path().join("in/deep/a.txt")).unwrap();
    dir.run(&["build"]).ends_with(0);
    assert_eq!(
        dir.files("output"),
        [
            "a.csv",
            "a.jsonl",
            "b.csv",
            "b.jsonl",
            "datapackage.json",
            "letter.jsonl",
            "manifest.json"
        ]
    );
    assert!(!dir.path().join("output/in").exists(), "folders left empty go too");
    // A title is no option.
    let before = times(&dir);
    dir.write(
        "rowstitch.toml",
        (CONFIG.replace("['csv', 'json']", "['csv', 'jsonl']") + "title = 'x'").as_bytes(),
    );
    dir.run(&["build"]).ends_with(0).says(&["nothing to do"]);
    let but_the_package = |files: Vec<(String, _)>| {
        let of_it = |name: &str| ["datapackage.json", "manifest.json"].contains(&name);
        files.into_iter().filter(|(name, _)| !of_it(name)).collect::<Vec<_>>()
    };
    assert_eq!(but_the_package(times(&dir)), but_the_package(before));
    // Another version of the model.
    let manifest = String::from_utf8(dir.read("output/manifest.json")).unwrap();
    let (model, key) = ("\"model\": \"", "\"key\": \"");
    dir.write(
        "output/manifest.json",
        manifest
            .replace(model, "\"model\": \"0")
            .replace(key, "\"key\": \"0")
            .as_bytes(),
    );
    dir.run(&["build", "--check"]).ends_with(1);
    dir.run(&["build", "-v"])
        .ends_with(0)
        .says(&["in/a.txt: made by another version of rowstitch"]);
    assert_eq!(String::from_utf8(dir.read("output/manifest.json")).unwrap(), manifest);
}

#[test]
fn an_edited_output_is_left() {
    let dir = dataset();
    let built = state(&dir, "output");
    let edited = [&dir.read("output/a.csv")[..], b"mine\n"].concat();
    dir.write("output/a.csv", &edited);
    dir.run(&["build"])
        .ends_with(1)
        .says(&["error: output/a.csv: was edited by hand", "--force"]);
    let run = dir.run(&["build", "-n"]);
    assert_eq!(
        out(&run),
        ["would leave output/a.csv: it was edited; --force writes it anew"]
    );
    // Not even when its source changed; its other outputs wait as well.
    dir.write("in/a.txt", LETTER);
    dir.run(&["build"]).ends_with(1).says(&["output/a.csv", "edited"]);
    assert_eq!(dir.read("output/a.csv"), edited);
    dir.write("in/a.txt", table().as_bytes());
    let run = dir.run(&["build", "--check"]).ends_with(1);
    assert!(run.text().contains("edited: output/a.csv"), "{run:?}");
    dir.run(&["build", "--force"]).ends_with(0);
    assert_eq!(state(&dir, "output"), built);
    // An edit of the same length.
    let mut same = dir.read("output/b.json");
    same[0] = b' ';
    dir.write("output/b.json", &same);
    dir.run(&["build"]).ends_with(1).says(&["output/b.json", "edited"]);
    dir.run(&["build", "--force"]).ends_with(0);
    // What a build would write anyway is no edit.
    dir.write("output/a.csv", b"mine");
    dir.write("output/a.csv", &built[0].1);
    dir.run(&["build"]).ends_with(0);
    // A file of another origin in the way.
    dir.write("in/new.txt", LETTER);
    dir.write("output/new.json", b"{}");
    dir.run(&["build"]).ends_with(1).says(&["output/new.json", "edited"]);
    assert_eq!(dir.read("output/new.json"), b"{}");
    dir.run(&["build", "--force"]).ends_with(0);
    assert_eq!(dir.files("output").len(), 8);
}

#[test]
fn outputs_of_removed_sources_are_removed() {
    let dir = dataset();
    dir.write("output/README.md", b"not ours");
    dir.write("output/b.json", b"edited");
    std::fs::remove_dir_all(dir.path().join("in/deep")).unwrap();
    let run = dir.run(&["build", "--check"]).ends_with(1);
    assert_eq!(
        out(&run),
        [
            "orphaned: output/b.csv: its source is gone",
            "orphaned: output/b.json: its source is gone"
        ]
    );
    let run = dir.run(&["build", "-n"]);
    assert!(
        out(&run).contains(&"would remove output/b.csv: its source is gone"),
        "{run:?}"
    );
    let run = dir.run(&["build"]).ends_with(1).says(&["output/b.json", "edited"]);
    assert_eq!(out(&run), ["output/b.csv: removed"]);
    dir.run(&["build"]).ends_with(1).says(&["output/b.json", "edited"]);
    dir.run(&["build", "--check"]).ends_with(1);
    dir.run(&["build", "--force"]).ends_with(0);
    assert_eq!(
        dir.files("output"),
        [
            "README.md",
            "a.csv",
            "a.json",
            "datapackage.json",
            "letter.json",
            "manifest.json"
        ]
    );
    dir.run(&["build", "--check"]).ends_with(0);
    // A missing output is made again.
    std::fs::remove_file(dir.path().join("output/a.csv")).unwrap();
    let run = dir.run(&["build", "--check"]).ends_with(1);
    assert_eq!(out(&run), ["missing: output/a.csv"]);
    dir.run(&["build", "-v"])
        .ends_with(0)
        .says(&["in/a.txt: a.csv is missing"]);
    dir.run(&["build", "--check", "--all"])
        .ends_with(0)
        .says(&["up to date"]);
}

#[test]
fn check_does_everything_again_if_asked() {
    let dir = dataset();
    // As if another program had written it: the manifest agrees with the output, but not with what the source gives.
    let old = dir.read("output/letter.json");
    let hash = |bytes: &[u8]| blake3::hash(bytes).to_hex().to_string();
    let new = [&old[..], b"\n"].concat();
    let other = |file: &str| {
        let text = String::from_utf8(dir.read(file)).unwrap();
        text.replace(&hash(&old), &hash(&new)).replace(
            &format!("\"bytes\": {}", old.len()),
            &format!("\"bytes\": {}", new.len()),
        )
    };
    let (manifest, package) = (other("output/manifest.json"), other("output/datapackage.json"));
    let manifest = manifest.replace(&hash(&dir.read("output/datapackage.json")), &hash(package.as_bytes()));
    dir.write("output/datapackage.json", package.as_bytes());
    dir.write("output/letter.json", &new);
    dir.write("output/manifest.json", manifest.as_bytes());
    let before = times(&dir);
    dir.run(&["build", "--check"]).ends_with(0);
    let run = dir.run(&["build", "--check", "--all"]).ends_with(1);
    assert_eq!(
        out(&run),
        ["differs: output/letter.json: its source gives other bytes now"]
    );
    assert_eq!(times(&dir), before, "checking writes nothing");
    dir.run(&["build", "--all"]).ends_with(0).says(&["built 3 of 3"]);
    assert_eq!(dir.read("output/letter.json"), old);
}

/// The first pattern that matches a source gives its profile; a profile that changes rebuilds its sources and no others.
#[test]
fn profiles_by_pattern() {
    let dir = unbuilt();
    let profiles =
        "[[profiles]]\nsources = ['in/a.txt']\nfile = 'a.toml'\n[[profiles]]\nsources = ['in/**']\nfile = 'all.toml'\n";
    dir.write("rowstitch.toml", format!("{CONFIG}{profiles}").as_bytes());
    dir.write("all.toml", b"");
    dir.write("a.toml", b"[[columns]]\nname = 'Job'\n[[columns]]\n[[columns]]\n");
    dir.run(&["build"]).ends_with(0);
    let head = |name: &str| {
        let text = String::from_utf8(dir.read(name)).unwrap();
        text.lines().next().unwrap_or_default().to_owned()
    };
    assert!(head("output/a.csv").contains("Job"), "{}", head("output/a.csv"));
    assert!(!head("output/b.csv").contains("Job"), "{}", head("output/b.csv"));
    dir.run(&["build"]).ends_with(0).says(&["nothing to do"]);

    dir.write("a.toml", b"[[columns]]\nname = 'Task'\n[[columns]]\n[[columns]]\n");
    let run = dir.run(&["build", "--check"]).ends_with(1);
    assert!(
        run.text().contains("in/a.txt") && !run.text().contains("in/deep/b.txt"),
        "{}",
        run.text()
    );
    dir.run(&["build", "-v"])
        .ends_with(0)
        .says(&["building in/a.txt: profile changed"])
        .says(&["built 1 of 3"]);
    assert!(head("output/a.csv").contains("Task"));
    // Without its own profile the next pattern holds.
    dir.write(
        "rowstitch.toml",
        format!("{CONFIG}[[profiles]]\nsources = ['in/**']\nfile = 'all.toml'\n").as_bytes(),
    );
    dir.run(&["build", "-q"]).ends_with(0);
    assert_eq!(head("output/a.csv"), head("output/b.csv"));

    dir.write("all.toml", b"colums = 3\n");
    dir.run(&["build"])
        .ends_with(1)
        .says(&["all.toml:1", "unknown field `colums`"]);
    std::fs::remove_file(dir.path().join("all.toml")).unwrap();
    dir.run(&["build"]).ends_with(1).says(&["all.toml"]);
}

#[test]
fn configuration_faults_show_the_line() {
    let dir = unbuilt();
    let says = |text: &str, words: &[&str]| {
        dir.write("rowstitch.toml", text.as_bytes());
        for args in [
            &["build"][..],
            &["build", "--check"],
            &["build", "-n", "rowstitch.toml"],
        ] {
            dir.run(args).ends_with(2).says(words);
        }
        assert!(!dir.path().join("output").exists());
    };
    says(
        "sources = ['in/*.txt']\nouptut = 'x'\n",
        &["error: rowstitch.toml:2: unknown field `ouptut`"],
    );
    says("sources = ['in/*.txt']\nouptut = 'x'\n", &["  2 | ouptut = 'x'"]);
    says("sources = ['none/*.txt']", &["none/*.txt", "matches no file"]);
    says("sources = ['in']", &["is a folder", "in/**/*.txt"]);
    says(
        "sources = ['in/*.txt']\noutput = 'in'",
        &["in/a.txt", "inside the output folder"],
    );
    says(
        "sources = ['in/*.txt']\noutput = '.'",
        &["in/a.txt", "inside the output folder"],
    );
    std::fs::remove_file(dir.path().join("rowstitch.toml")).unwrap();
    dir.run(&["build"])
        .ends_with(2)
        .says(&["rowstitch.toml: no such file", "rowstitch init"]);
}

#[cfg(unix)]
#[test]
fn links() {
    use std::os::unix::fs::symlink;
    let dir = unbuilt();
    symlink("..", dir.path().join("in/deep/up")).unwrap();
    dir.run(&["build"])
        .ends_with(1)
        .says(&["in/deep/up", "leads back into its own folder"]);
    assert!(!dir.path().join("output").exists());
    dir.write("rowstitch.toml", format!("{CONFIG}exclude = ['**/up']").as_bytes());
    dir.run(&["build"]).ends_with(0).says(&["built 3 of 3"]);
    symlink("self.txt", dir.path().join("in/self.txt")).unwrap();
    dir.run(&["build"]).ends_with(1).says(&["in/self.txt", "leads nowhere"]);
    std::fs::remove_file(dir.path().join("in/self.txt")).unwrap();
    // A folder elsewhere is fine; the output folder by another way is not.
    dir.write("elsewhere/c.txt", LETTER);
    symlink("../elsewhere", dir.path().join("in/other")).unwrap();
    dir.run(&["build"]).ends_with(0).says(&["built 1 of 4"]);
    dir.write("output/x.txt", LETTER);
    symlink("../output", dir.path().join("in/out")).unwrap();
    dir.run(&["build"])
        .ends_with(2)
        .says(&["in/out/x.txt", "inside the output folder"]);
}

#[test]
fn a_source_that_fails_keeps_its_outputs() {
    let dir = dataset();
    let before = state(&dir, "output");
    dir.write("in/a.txt", b"%PDF-1.7");
    dir.write("in/deep/empty.txt", b"");
    dir.run(&["build"])
        .ends_with(1)
        .says(&["error: in/a.txt: the PDF is damaged"])
        .says(&["error: in/deep/empty.txt: the source is empty"])
        .says(&["built 0 of 4 sources", "2 failed"]);
    assert_eq!(state(&dir, "output"), before);
    // It is tried again every time, and CI hears of it.
    let run = dir.run(&["build", "--check"]).ends_with(1);
    assert!(run.text().contains("stale: in/a.txt: source changed"), "{run:?}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written() {
    use std::os::unix::fs::PermissionsExt;
    let dir = dataset();
    let before = state(&dir, "output");
    // A folder where an output should be: nobody can replace that, whatever their rights.
    dir.write("in/x.txt", LETTER);
    dir.write("in/y.txt", LETTER);
    dir.write("output/x.json/in-the-way", b"");
    dir.run(&["build", "-j1"])
        .ends_with(1)
        .says(&["error: in/x.txt: output/x.json: cannot be"])
        .says(&["1 not tried"]);
    std::fs::remove_dir_all(dir.path().join("output/x.json")).unwrap();
    dir.run(&["build"]).ends_with(0);
    for name in ["x", "y"] {
        std::fs::remove_file(dir.path().join(format!("in/{name}.txt"))).unwrap();
    }
    dir.run(&["build"]).ends_with(0);
    assert_eq!(state(&dir, "output"), before);

    let output = dir.path().join("output");
    let mode = |mode| std::fs::set_permissions(&output, std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0o555);
    // The rights of a folder do not hold for root.
    if std::fs::write(output.join("probe"), b"").is_err() {
        dir.write("in/a.txt", LETTER);
        dir.run(&["build"])
            .ends_with(1)
            .says(&["error: output", "cannot be written: permission denied"]);
        assert_eq!(state(&dir, "output"), before);
    }
    mode(0o755);
    dir.write("file", b"");
    dir.write("rowstitch.toml", format!("{CONFIG}output = 'file'").as_bytes());
    dir.run(&["build"])
        .ends_with(1)
        .says(&["error: file: cannot be used as output folder"]);
}

#[test]
fn the_same_for_any_threads_and_order() {
    let table = table();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for number in 0..40 {
        let text = match number % 20 {
            0 => table.replace("Volunteers", &format!("Volunte{number:03}")).into_bytes(),
            _ => format!("Brief {number}.\n").into_bytes(),
        };
        files.push((format!("in/{}/{number}.txt", number % 3), text));
    }
    let mut states = Vec::new();
    for (threads, seed) in [("1", 1), ("2", 7), ("16", 11), ("16", 0)] {
        let dir = Dir::new(&[("rowstitch.toml", CONFIG.as_bytes())]);
        // Folders list their files in the order they were made, or in one that depends on it.
        for index in 0..files.len() {
            let (name, bytes) = &files[if seed == 0 {
                files.len() - 1 - index
            } else {
                index * seed % files.len()
            }];
            dir.write(name, bytes);
        }
        let run = dir.run(&["build", "-j", threads]).ends_with(0);
        let messages = run.stderr.rsplit_once(", ").unwrap().0.to_owned();
        states.push((state(&dir, "output"), run.stdout, messages));
    }
    assert_eq!(states[0].0.len(), 44);
    assert!(states.iter().all(|state| *state == states[0]));
}

/// A source that looks untouched is known by its look; one that was edited is read, whatever its time and size say.
#[test]
#[cfg(unix)]
fn sources_known_by_their_looks() {
    let dir = Dir::new(&[("rowstitch.toml", CONFIG.as_bytes()), ("in/a.txt", table().as_bytes())]);
    let caches = Dir::new(&[]);
    let build = |args: &[&str]| {
        let command = Command::new(env!("CARGO_BIN_EXE_rowstitch"))
            .arg("build")
            .args(args)
            .current_dir(dir.path())
            .env("XDG_CACHE_HOME", caches.path())
            .output();
        let output = command.unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let kept = || std::fs::read_dir(caches.path().join("rowstitch")).map_or(0, Iterator::count);
    // What was changed just now is not kept.
    assert_eq!(build(&[]).0, Some(0));
    assert_eq!(kept(), 0);
    std::thread::sleep(Duration::from_secs(5));
    for reads_all in ["--dry-run", "--check", "--strict"] {
        assert_eq!(build(&[reads_all]).0, Some(0));
        assert_eq!(kept(), 0, "{reads_all}");
    }
    for _ in 0..2 {
        let (status, said) = build(&[]);
        assert_eq!((status, kept()), (Some(0), 1));
        assert!(said.contains("up to date"), "{said}");
    }
    let source = dir.path().join("in/a.txt");
    let time = std::fs::metadata(&source).unwrap().modified().unwrap();
    let edited = std::fs::read_to_string(&source)
        .unwrap()
        .replacen("Roof of", "Wall of", 1);
    std::fs::write(&source, edited).unwrap();
    let file = std::fs::File::options().append(true).open(&source).unwrap();
    file.set_modified(time).unwrap();
    drop(file);
    let (status, said) = build(&[]);
    assert_eq!(status, Some(0));
    assert!(said.contains("built 1 of 1"), "{said}");
}

fn spawn(dir: &Dir, args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_rowstitch"))
        .args(args)
        .current_dir(dir.path())
        .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Builds are killed at random moments, each after a change; in the end everything is as an undisturbed build leaves it.
#[test]
fn killed_at_any_moment() {
    const SOURCES: usize = 50;
    let config = "sources = ['in/*.txt']\nformats = ['json', 'jsonl']\n";
    // Every version gives other bytes.
    let table: String = table().split_inclusive('\n').take(32).collect();
    let source = |number: usize, version: u64| {
        table
            .replace("Roof of", &format!("{number:02}v{version:04}"))
            .into_bytes()
    };
    let dir = Dir::new(&[("rowstitch.toml", config.as_bytes())]);
    let fresh = Dir::new(&[("rowstitch.toml", config.as_bytes())]);
    // A fixed sequence: the same moments on every run, as far as the machine allows.
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    let start = Instant::now();
    (0..SOURCES).for_each(|number| dir.write(&format!("in/{number}.txt"), &source(number, 0)));
    dir.run(&["build", "-q"]).ends_with(0);
    let whole = start.elapsed().as_micros() as u64;
    let (mut killed, mut cut) = (0, 0);
    for version in 1..=20 {
        for number in 0..SOURCES {
            let path = dir.path().join(format!("in/{number}.txt"));
            match next(12) {
                0 => drop(std::fs::remove_file(path)),
                _ => std::fs::write(path, source(number, version)).unwrap(),
            }
        }
        let mut child = spawn(&dir, &["build", "-q", "-j2"]);
        std::thread::sleep(Duration::from_micros(next(whole)));
        killed += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let left = dir.files("output");
        cut += usize::from(left.iter().any(|name| name == ".rowstitch.journal"));
        for name in left.iter().filter(|name| name.ends_with(".json")) {
            let whole = serde_json::from_slice::<serde_json::Value>(&dir.read(&format!("output/{name}")));
            assert!(whole.is_ok(), "{name} is written by half");
        }
        if version % 5 == 0 {
            dir.run(&["build", "-q"]).ends_with(0);
            assert_eq!(dir.run(&["build", "--check", "--all"]).ends_with(0).text(), "");
        }
    }
    for name in dir.files("in") {
        fresh.write(&format!("in/{name}"), &dir.read(&format!("in/{name}")));
    }
    assert!(table.contains("Roof of"));
    dir.run(&["build", "-q"]).ends_with(0);
    fresh.run(&["build", "-q"]).ends_with(0);
    assert!(state(&dir, "output") == state(&fresh, "output"));
    assert!(
        killed >= 8 && cut >= 4,
        "{killed} killed, {cut} cut short: too few to tell anything"
    );
}

#[test]
fn one_build_at_a_time() {
    let dir = dataset();
    let lock = dir.path().join("output/.rowstitch.lock");
    assert!(!lock.exists());
    let file = std::fs::File::create(&lock).unwrap();
    std::fs::write(&lock, "process 4711\n").unwrap();
    file.lock().unwrap();
    let before = state(&dir, "output");
    dir.write("in/a.txt", LETTER);
    dir.run(&["build"])
        .ends_with(1)
        .says(&["output", "is being built by process 4711"]);
    assert_eq!(state(&dir, "output"), before);
    // Looking is always possible.
    dir.run(&["build", "-n"]).ends_with(0);
    // A lock whose holder died is none.
    drop(file);
    dir.run(&["build"]).ends_with(0);
    assert!(!lock.exists());
}

#[test]
fn depfile() {
    let dir = unbuilt();
    dir.write("in/with space.txt", LETTER);
    dir.run(&["build", "--depfile", "deps/x.d"]).ends_with(0);
    let rules = String::from_utf8(dir.read("deps/x.d")).unwrap();
    let (rule, empty) = rules.split_once("\n\n").unwrap();
    let files = [
        "in",
        "in/a.txt",
        "in/deep",
        "in/deep/b.txt",
        "in/letter.txt",
        "in/with\\ space.txt",
        "rowstitch.toml",
    ];
    assert_eq!(rule, format!("output/manifest.json: \\\n  {}", files.join(" \\\n  ")));
    assert!(
        files
            .iter()
            .all(|file| empty.lines().any(|line| line == format!("{file}:"))),
        "{empty}"
    );
}

/// Lines of a stream as they come.
fn lines(stream: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        BufReader::new(stream)
            .lines()
            .map_while(Result::ok)
            .try_for_each(|line| sender.send(line))
    });
    receiver
}

#[test]
fn watch() {
    let dir = unbuilt();
    let mut child = spawn(&dir, &["build", "--watch"]);
    let out = lines(child.stdout.take().unwrap());
    let err = lines(child.stderr.take().unwrap());
    let next = |receiver: &Receiver<String>, what: &str| {
        // A build may fall between two steps of a change and say so.
        let mut seen = Vec::new();
        while !seen.last().is_some_and(|line: &String| line.contains(what)) {
            match receiver.recv_timeout(Duration::from_secs(60)) {
                Ok(line) => seen.push(line),
                Err(_) => panic!("no line for: {what}, only {seen:?}"),
            }
        }
    };
    next(&out, "built 3 of 3 sources");
    dir.write("in/letter.txt", b"Een andere brief.\n");
    next(&out, "built 1 of 3 sources");
    // Editors write another file and put it in the place of the old one.
    dir.write("in/letter.tmp", LETTER);
    std::fs::rename(dir.path().join("in/letter.tmp"), dir.path().join("in/letter.txt")).unwrap();
    next(&out, "built 1 of 3 sources");
    dir.write("in/new/er/d.txt", LETTER);
    next(&out, "built 1 of 4 sources");
    // The folder goes and comes back.
    std::fs::rename(dir.path().join("in"), dir.path().join("away")).unwrap();
    next(&err, "matches no file");
    std::fs::rename(dir.path().join("away"), dir.path().join("in")).unwrap();
    next(&out, "nothing to do: 4 sources");
    dir.write("in/letter.txt", b"Nog een brief.\n");
    next(&out, "built 1 of 4 sources");
    dir.write("rowstitch.toml", b"sourcen = ['x']");
    next(&err, "unknown field `sourcen`");
    dir.write("rowstitch.toml", CONFIG.replace("'csv', ", "").as_bytes());
    next(&out, "built 4 of 4 sources");
    assert!(child.try_wait().unwrap().is_none(), "it goes on");
    child.kill().unwrap();
    child.wait().unwrap();
    dir.run(&["build", "--check"]).ends_with(0);
}

#[test]
fn init() {
    let dir = Dir::new(&[
        ("texts/x/a.txt", LETTER),
        ("texts/b.txt", LETTER),
        ("c.text", LETTER),
        ("d.csv", LETTER),
    ]);
    dir.run(&["init"]).ends_with(0).says(&["rowstitch.toml written"]);
    let text = String::from_utf8(dir.read("rowstitch.toml")).unwrap();
    assert!(text.contains("sources = [\"*.text\", \"texts/**/*.txt\"]"), "{text}");
    dir.run(&["init"]).ends_with(1).says(&["is there already"]);
    assert_eq!(String::from_utf8(dir.read("rowstitch.toml")).unwrap(), text);
    dir.run(&["build"]).ends_with(0).says(&["built 3 of 3 sources"]);
    dir.run(&["init", "none"]).ends_with(2).says(&["is no folder"]);
    // Every line that is commented out can be used.
    let used: Vec<&str> = text
        .lines()
        .map(|line| {
            line.strip_prefix("# ")
                .filter(|line| line.contains(" = "))
                .unwrap_or(line)
        })
        .collect();
    dir.write("rowstitch.toml", used.join("\n").as_bytes());
    dir.run(&["build"]).ends_with(0);
}

#[test]
fn completions_man_and_colour() {
    let run = |args: &[&str]| run_in(root(), args, b"").ends_with(0);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(run(&["completions", shell]).text().contains("depfile"), "{shell}");
    }
    assert!(run(&["man"]).text().contains(".TH rowstitch 1"));
    assert!(run(&["man", "build"]).text().contains("\\-\\-dry\\-run"));
    let dir = Dir::new(&[]);
    dir.run(&["man", "nonsense"]).ends_with(2);
    let failing = |args: &[&str]| dir.run(&[&["convert", "missing"], args].concat()).ends_with(1).stderr;
    assert!(failing(&[]).starts_with("error: missing"));
    assert!(failing(&["--color", "always"]).starts_with("\x1b[1;31merror:\x1b[0m missing"));
}

/// The folder of the dataset may be named from anywhere.
#[test]
fn a_dataset_beside_its_texts() {
    let dir = Dir::new(&[
        ("texts/a.txt", LETTER),
        (
            "data/rowstitch.toml",
            b"sources = ['../texts/*.txt']\noutput = '.'\nformats = ['json']",
        ),
    ]);
    for path in ["data", "data/rowstitch.toml", "./texts/../data"] {
        dir.run(&["build", path]).ends_with(0);
        assert_eq!(
            dir.files("data"),
            ["a.json", "datapackage.json", "manifest.json", "rowstitch.toml"]
        );
    }
    let absolute: PathBuf = dir.path().join("data");
    dir.run(&["build", "--check", absolute.to_str().unwrap()]).ends_with(0);
    run_in(&absolute, &["build", "--check"], b"").ends_with(0);
}

/// All formats are kept up, and their options are part of what an output depends on.
#[test]
fn formats_for_publishing() {
    let dir = Dir::new(&[("in/t.txt", GRANTS.as_bytes()), ("in/letter.txt", LETTER)]);
    let config = "sources = ['in/*.txt']\nformats = ['csv', 'md', 'xlsx']\n";
    dir.write("rowstitch.toml", config.as_bytes());
    let run = dir.run(&["build"]).ends_with(0);
    assert!(out(&run).contains(&"output/t.xlsx: new, 6 records"), "{run:?}");
    let all = [
        "datapackage.json",
        "letter.md",
        "manifest.json",
        "t.csv",
        "t.md",
        "t.xlsx",
    ];
    assert_eq!(dir.files("output"), all);
    let before = times(&dir);
    dir.run(&["build"]).ends_with(0).says(&["nothing to do"]);
    assert_eq!(times(&dir), before);
    dir.run(&["build", "--check", "--all"]).ends_with(0);
    // Each option makes everything stale.
    let mut text = config.to_owned();
    for option in ["csv-safe = true\n", "min-confidence = 1.0\n", "provenance = true\n"] {
        text.push_str(option);
        dir.write("rowstitch.toml", text.as_bytes());
        let run = dir.run(&["build", "--check"]).ends_with(1);
        assert_eq!(
            out(&run)[1],
            "stale: in/t.txt: formats or options changed",
            "{option}: {run:?}"
        );
        dir.run(&["build"]).ends_with(0);
        dir.run(&["build", "--check", "--all"]).ends_with(0);
    }
    let manifest: serde_json::Value = serde_json::from_slice(&dir.read("output/manifest.json")).unwrap();
    assert_eq!(manifest["options"]["csv_safe"], true);
    let found = manifest["sources"][1]["findings"].as_array().unwrap();
    assert!(
        found.iter().any(|finding| finding["code"] == "low-confidence"),
        "{manifest}"
    );
    let header = String::from_utf8(dir.read("output/t.csv")).unwrap();
    let header = header.lines().next().unwrap();
    assert!(header.contains(",confidence,look_at,source,page_first,"), "{header}");
    // An output that is not compared is told of; one whose format is gone goes.
    dir.write("in/t.txt", GRANTS.replace("Ghent", "Genk ").as_bytes());
    let run = dir.run(&["build"]).ends_with(0);
    assert!(out(&run).contains(&"output/t.xlsx: written anew, 6 records"), "{run:?}");
    dir.write("rowstitch.toml", text.replace(", 'xlsx'", "").as_bytes());
    let run = dir.run(&["build"]).ends_with(0);
    assert!(out(&run).contains(&"output/t.xlsx: removed"), "{run:?}");
    // Records are verified whatever the outputs are.
    dir.run(&["verify", "in", "--accept"]).ends_with(0);
    dir.run(&["verify", "in"]).ends_with(0);
}

/// A type, or a constraint, is in the data package only if every cell keeps it as it stands.
#[test]
fn the_data_package_has_types() {
    let point = "Name      Total\nRoads     1.234\nBridges   2.500\nBenches   3.000.000\nLights    4.100\n";
    let dir = Dir::new(&[("in/t.txt", GRANTS.as_bytes()), ("in/u.txt", point.as_bytes())]);
    let config = "sources = ['in/*.txt']\nformats = ['csv', 'xlsx']\nprovenance = true\nmin-confidence = 0.5\n\
        version = '1.2.0'\ndescription = 'Grants.'\n";
    dir.write("rowstitch.toml", config.as_bytes());
    dir.run(&["build"]).ends_with(0);
    let package: serde_json::Value = serde_json::from_slice(&dir.read("output/datapackage.json")).unwrap();
    assert_eq!(
        (&package["version"], &package["description"]),
        (&"1.2.0".into(), &"Grants.".into())
    );
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources[0]["title"], "Table of t.txt");
    assert_eq!(
        (&resources[1]["format"], &resources[1]["type"]),
        (&"xlsx".into(), &"file".into())
    );
    assert!(resources[1].get("encoding").is_none() && resources[1].get("schema").is_none());
    let field = |resource: usize, name: &str| {
        let fields = resources[resource]["schema"]["fields"].as_array().unwrap();
        fields.iter().find(|field| field["name"] == name).unwrap().clone()
    };
    for (name, kind) in [
        ("Code", "string"),
        ("Amount", "string"),
        ("Start", "date"),
        ("Rate", "number"),
        ("page_first", "integer"),
        ("confidence", "number"),
    ] {
        assert_eq!(field(0, name)["type"], kind, "{name}");
    }
    assert_eq!(
        field(0, "Code")["constraints"],
        serde_json::json!({"required": true, "unique": true})
    );
    assert_eq!(
        field(0, "State")["constraints"]["enum"],
        serde_json::json!(["closed", "open"])
    );
    assert_eq!(field(0, "source")["description"], "The file the record was read from.");
    // 1.234 is a thousand there.
    assert_eq!(field(2, "Total")["type"], "string");
}

/// The data package says what the outputs are; one that was edited by hand is left alone.
#[test]
fn the_data_package_is_kept_up() {
    let dir = unbuilt();
    dir.write(
        "rowstitch.toml",
        (CONFIG.to_owned() + "name = 'our-lists'\nlicence = 'CC-BY-4.0'\nsource = 'https://example.org/x'").as_bytes(),
    );
    dir.run(&["build"]).ends_with(0);
    let read = || -> serde_json::Value { serde_json::from_slice(&dir.read("output/datapackage.json")).unwrap() };
    let package = read();
    assert_eq!(package["name"], "our-lists");
    assert_eq!(package["licenses"][0]["name"], "CC-BY-4.0");
    assert_eq!(package["sources"][0]["path"], "https://example.org/x");
    let resources = package["resources"].as_array().unwrap();
    for resource in resources {
        let path = format!("output/{}", resource["path"].as_str().unwrap());
        let bytes = dir.read(&path);
        assert_eq!(resource["bytes"], bytes.len());
        let hash = blake3::hash(&bytes).to_hex().to_string();
        assert_eq!(resource["hash"], format!("blake3:{hash}"));
        if path.ends_with(".csv") {
            let header = String::from_utf8(bytes).unwrap().lines().next().unwrap().to_owned();
            let fields = resource["schema"]["fields"].as_array().unwrap();
            let names: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
            assert_eq!(names.join(","), header);
        }
    }
    assert_eq!(resources.len(), 5);
    // A title alone changes it, and nothing else.
    dir.write("rowstitch.toml", (CONFIG.to_owned() + "title = 'Lists'").as_bytes());
    let run = dir.run(&["build", "--check"]).ends_with(1);
    assert_eq!(
        out(&run),
        ["differs: output/datapackage.json: its source gives other bytes now"]
    );
    dir.run(&["build"]).ends_with(0);
    assert_eq!(read()["title"], "Lists");
    dir.run(&["build", "--check"]).ends_with(0);
    // One that is gone is made again, one that was edited stays.
    std::fs::remove_file(dir.path().join("output/datapackage.json")).unwrap();
    let run = dir.run(&["build", "--check"]).ends_with(1);
    assert_eq!(out(&run), ["missing: output/datapackage.json"]);
    dir.run(&["build"]).ends_with(0);
    dir.run(&["build", "--check"]).ends_with(0);
    dir.write("output/datapackage.json", b"{}");
    dir.run(&["build", "--check"]).ends_with(1);
    dir.run(&["build"]).ends_with(1).says(&["datapackage.json", "edited"]);
    assert_eq!(dir.read("output/datapackage.json"), b"{}");
    dir.run(&["build", "--force"]).ends_with(0);
    assert_eq!(read()["title"], "Lists");
}
