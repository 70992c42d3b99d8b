//! The commands that learn weights and choice, and those that check them on documents left out.

use super::{CheckArguments, ChoiceArguments, WeightsArguments};
use rowstitch::reconstruct::features::{Choice, NAMES};
use rowstitch::reconstruct::weights::Weights;
use rowstitch::train::{self, Case, Prices, Readings, Step, TrainError};
use std::collections::BTreeMap;
use std::io::Write;

/// Trains weights, or prints what they score.
pub(super) fn weights(arguments: &WeightsArguments) -> Result<(), Box<dyn std::error::Error>> {
    let cases = arguments.cases.read()?;
    if let Some(count) = arguments.folds {
        return cross_validate(&cases, count, arguments.rounds);
    }
    let mut out = std::io::stdout().lock();
    let start: Weights = match &arguments.start {
        Some(path) => serde_json::from_slice(&std::fs::read(path)?)?,
        None => Weights::shipped().clone(),
    };
    if arguments.rounds == 0 {
        for case in &cases {
            writeln!(out, "{} {:.3}", case.name, train::score(case, &start))?;
        }
        return Ok(());
    }
    let start = Prices::new(&start)?;
    let mut watch = |step: &Step<'_>| {
        tell(step);
        match (step, &arguments.out) {
            (Step::Better { prices, .. }, Some(path)) => rowstitch::dataset::replace(path, prices.json().as_bytes())
                .map_err(|error| TrainError::file(path, error)),
            _ => Ok(()),
        }
    };
    let all: Vec<&Case> = cases.iter().collect();
    let (prices, _) = train::train_weights(&all, &start, arguments.rounds, &mut watch)?;
    match &arguments.out {
        Some(path) => rowstitch::dataset::replace(path, prices.json().as_bytes())
            .map_err(|error| TrainError::file(path, error))?,
        None => out.write_all(prices.json().as_bytes())?,
    }
    Ok(())
}

/// Each fold runs in a process of its own: the kinds are shared by all of a process.
pub(super) fn check(arguments: &CheckArguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    if let Some(fold) = arguments.fold {
        let checked = train::check_fold(&arguments.folder, &arguments.flavours, arguments.folds, fold)?;
        for (name, score, best) in checked {
            writeln!(out, "{name}\t{score:.4}\t{best:.4}")?;
        }
        return Ok(());
    }
    let mut sums: BTreeMap<String, (f64, f64, f64)> = BTreeMap::new();
    for fold in 0..arguments.folds {
        let mut command = std::process::Command::new(std::env::current_exe()?);
        command.arg("check").arg(&arguments.folder);
        if !arguments.flavours.is_empty() {
            command.args(["--flavours", &arguments.flavours.join(",")]);
        }
        command.args(["--folds", &arguments.folds.to_string(), "--fold", &fold.to_string()]);
        let done = command.stderr(std::process::Stdio::inherit()).output()?;
        if !done.status.success() {
            return Err(format!("fold {fold} failed").into());
        }
        for line in String::from_utf8(done.stdout)?.lines() {
            writeln!(out, "{line}")?;
            let mut fields = line.split('\t');
            let name = fields.next().unwrap_or_default();
            let mut number = || {
                fields
                    .next()
                    .and_then(|field| field.parse::<f64>().ok())
                    .unwrap_or_default()
            };
            let (score, best) = (number(), number());
            for group in [name.rsplit('.').next().unwrap_or_default(), "ALL"] {
                let sum = sums.entry(group.to_owned()).or_default();
                *sum = (sum.0 + 1.0, sum.1 + score, sum.2 + best);
            }
        }
    }
    for (group, (count, score, best)) in sums {
        let (score, best) = (score / count, best / count);
        writeln!(
            out,
            "{group}: held out {score:.4}, best possible {best:.4}, {count} flattenings"
        )?;
    }
    Ok(())
}

/// Trains the choice, or prints what it is trained on.
pub(super) fn choice(arguments: &ChoiceArguments) -> Result<(), Box<dyn std::error::Error>> {
    let folder = &arguments.cases.folder;
    let mut cases = arguments.cases.read()?;
    cases.extend(train::read_prose(folder, &arguments.cases.flavours)?);
    let known = cases.len();
    cases.extend(train::invent(
        &train::read_sources(folder)?,
        arguments.invented,
        arguments.seed,
    )?);
    let mut readings = train::no_readings(&cases);
    let start = if arguments.on {
        *Choice::shipped()
    } else {
        Choice::untrained()
    };
    let mut trained = start;
    for _ in 0..arguments.rounds {
        train::add_readings(&mut readings, &cases, Weights::shipped(), &trained);
        trained = train::train_choice(&readings.iter().collect::<Vec<_>>(), &start);
    }
    let (all, invented) = readings.split_at(known);
    let mut out = std::io::stdout().lock();
    if let Some(path) = &arguments.table {
        rowstitch::dataset::replace(path, table(&readings).as_bytes())
            .map_err(|error| TrainError::file(path, error))?;
    }
    if let Some(count) = arguments.folds {
        let folds = train::folds(all, |readings| &readings.id, count)?;
        let mut held_out = 0.0;
        for (held, out_of) in folds.iter().enumerate() {
            let others = folds.iter().enumerate().filter(|(at, _)| *at != held);
            let rest = others.flat_map(|(_, fold)| fold.iter().copied());
            let free = |r: &&Readings| out_of.iter().all(|held| !r.id.split('+').any(|id| id == held.id));
            let rest: Vec<&Readings> = rest.chain(invented.iter().filter(free)).collect();
            let trained = train::train_choice(&rest, &start);
            held_out += train::chosen_score(out_of, &trained) * out_of.len() as f32;
        }
        let best = train::best_score(&folds.concat());
        writeln!(
            out,
            "held out {:.4}, best possible {best:.4}, {} flattenings in {count} folds",
            held_out / all.len() as f32,
            all.len(),
        )?;
        return Ok(());
    }
    let [all, invented]: [Vec<&Readings>; 2] = [all.iter().collect(), invented.iter().collect()];
    for (name, of) in [("known", all), ("invented", invented)] {
        let [before, after] = [Choice::shipped(), &trained].map(|choice| train::chosen_score(&of, choice));
        let best = train::best_score(&of);
        writeln!(
            std::io::stderr(),
            "{} {name}: shipped {before:.4}, trained {after:.4}, best possible {best:.4}",
            of.len(),
        )?;
    }
    out.write_all(train::choice_json(&trained).as_bytes())?;
    Ok(())
}

/// A line per reading: the flattening, the number of columns, the score, what it costs as shipped, and its features.
fn table(all: &[Readings]) -> String {
    let mut table = format!("name\tcolumns\tscore\tcost\t{}\n", NAMES.join("\t"));
    for r in all {
        for (columns, features, score) in &r.readings {
            let cost = Choice::shipped().cost(features);
            let features = features.map(|f| format!("\t{f:.2}")).concat();
            table += &format!("{}\t{columns}\t{score:.3}\t{cost:.1}{features}\n", r.name);
        }
    }
    table
}

/// Prints the score of each fold when it is held out, and the mean.
fn cross_validate(cases: &[Case], count: usize, rounds: usize) -> Result<(), Box<dyn std::error::Error>> {
    let start = Prices::new(&Weights::default())?;
    let folds = train::folds(cases, |case| &case.id, count)?;
    let mut out = std::io::stdout().lock();
    let (mut before, mut held_out) = (0.0, 0.0);
    for held in 0..count {
        let mut watch = |step: &Step<'_>| {
            tell(step);
            Ok(())
        };
        let fold = train::hold_out(&folds, held, &start, rounds, &mut watch)?;
        writeln!(
            out,
            "fold {}/{count}: held out {:.4} (untrained {:.4}, trained on {:.4}), {} documents in {} flattenings",
            held + 1,
            fold.held_out,
            fold.before,
            fold.trained,
            fold.documents,
            fold.cases
        )?;
        before += fold.before;
        held_out += fold.held_out;
    }
    let count = count as f32;
    writeln!(
        out,
        "mean: held out {:.4} (untrained {:.4})",
        held_out / count,
        before / count
    )?;
    Ok(())
}

/// Says on standard error how far the search is. Nothing depends on it being read.
fn tell(step: &Step<'_>) {
    let _ = writeln!(std::io::stderr(), "{step}");
}
