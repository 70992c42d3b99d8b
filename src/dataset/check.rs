//! Whether a dataset is up to date, found out without writing anything: for CI.

use super::build::pool;
use super::config::Dataset;
use super::error::Error;
use super::manifest::Manifest;
use super::plan::{Manner, Plan, Step, Why};
use super::recipe::Recipe;
use super::{files, package, recipe, sources, work};
use rayon::prelude::*;
use std::fmt;

/// Something that is not as a build would leave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A source has to be done, and why.
    Stale(String, Why),
    /// An output is not there.
    Missing(String),
    /// An output was edited since it was written.
    Edited(String),
    /// An output whose source is gone.
    Orphaned(String),
    /// A source would give another output now.
    Differs(String),
    /// A source cannot be done, and why.
    Failed(String, String),
    /// A source has findings of level error; so many.
    Errors(String, usize),
    /// A build did not come to its end.
    Interrupted,
}

impl fmt::Display for Problem {
    /// Paths are shown as the dataset knows them; see [`Problem::shown`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stale(source, why) => write!(f, "stale: {source}: {why}"),
            Self::Missing(output) => write!(f, "missing: {output}"),
            Self::Edited(output) => write!(f, "edited: {output}: it is not what was written"),
            Self::Orphaned(output) => write!(f, "orphaned: {output}: its source is gone"),
            Self::Differs(output) => write!(f, "differs: {output}: its source gives other bytes now"),
            Self::Failed(source, why) => write!(f, "failed: {source}: {why}"),
            Self::Errors(source, number) => write!(f, "errors: {source}: {number} findings of level error"),
            Self::Interrupted => write!(f, "interrupted: a build was cut short"),
        }
    }
}

impl Problem {
    /// With paths as people see them from where they are.
    pub fn shown(self, dataset: &Dataset) -> Self {
        let source = |path: String| dataset.shown(&path);
        let output = |path: String| dataset.shown_output(&path);
        match self {
            Self::Stale(path, why) => Self::Stale(source(path), why),
            Self::Missing(path) => Self::Missing(output(path)),
            Self::Edited(path) => Self::Edited(output(path)),
            Self::Orphaned(path) => Self::Orphaned(output(path)),
            Self::Differs(path) => Self::Differs(output(path)),
            Self::Failed(path, why) => Self::Failed(source(path), why),
            Self::Errors(path, number) => Self::Errors(source(path), number),
            Self::Interrupted => Self::Interrupted,
        }
    }
}

/// Lists what is not as a build would leave it; empty if the dataset is up to date. Writes nothing, and reads every output.
///
/// With `all`, every source is done again, in memory, and its outputs are compared: this finds also what another version of the
/// program would give.
///
/// # Errors
/// When the sources, the manifest or a profile cannot be read.
pub fn check(dataset: &Dataset, threads: Option<usize>, all: bool) -> Result<Vec<Problem>, Error> {
    let recipe = Recipe::read(dataset)?;
    let pool = pool(dataset, threads)?;
    let manner = Manner {
        strict: true,
        ..Manner::default()
    };
    pool.install(|| {
        let plan = Plan::make(
            &recipe,
            sources::find(dataset)?,
            Manifest::read(&dataset.output)?,
            manner,
        )?;
        let one = |step: &Step| step.problems(&recipe, &plan, all);
        let mut problems: Vec<Problem> = plan.steps.par_iter().flat_map_iter(one).collect();
        problems.extend(plan.orphans.iter().map(|orphan| Problem::Orphaned(orphan.path.clone())));
        if plan.interrupted {
            problems.push(Problem::Interrupted);
        }
        problems.extend(package_problem(dataset, &plan.old)?.filter(|_| !plan.fresh));
        Ok(problems)
    })
}

/// What is wrong with the data package of what was built last.
fn package_problem(dataset: &Dataset, manifest: &Manifest) -> Result<Option<Problem>, Error> {
    let path = dataset.output.join(package::FILE);
    let name = package::FILE.to_owned();
    let Some(wanted) = package::bytes(dataset, manifest) else {
        return Ok(None);
    };
    let Some(old) = files::read(&path).map_err(|error| Error::read(&path, &error))? else {
        return Ok(Some(Problem::Missing(name)));
    };
    let same = old == wanted;
    let written = manifest.package.as_ref() == Some(&recipe::hash(&old));
    Ok(match (same, written) {
        (true, _) => None,
        (false, true) => Some(Problem::Differs(name)),
        (false, false) => Some(Problem::Edited(name)),
    })
}

impl Step {
    fn problems(&self, recipe: &Recipe, plan: &Plan, all: bool) -> Vec<Problem> {
        if let Some(failure) = &self.failure {
            return vec![Problem::Failed(self.path.clone(), failure.clone())];
        }
        let mut problems: Vec<Problem> = self.edited.iter().cloned().map(Problem::Edited).collect();
        match (&self.why, self.entry(&plan.old)) {
            (Some(Why::Missing(output)), _) => problems.push(Problem::Missing(output.clone())),
            (Some(why), _) => problems.push(Problem::Stale(self.path.clone(), why.clone())),
            (None, None) => {}
            (None, Some(entry)) => {
                if entry.has_error() {
                    let errors = entry
                        .findings
                        .iter()
                        .filter(|finding| finding.level == crate::Level::Error);
                    problems.push(Problem::Errors(self.path.clone(), errors.count()));
                }
                match all.then(|| work::make(recipe, &self.path, &self.name)) {
                    None => {}
                    Some(Err(failure)) => problems.push(Problem::Failed(self.path.clone(), failure)),
                    Some(Ok(made)) if made.entry == *entry => {}
                    Some(Ok(made)) => {
                        let outputs = made
                            .entry
                            .outputs
                            .iter()
                            .filter(|output| !entry.outputs.contains(output));
                        let before = problems.len();
                        problems.extend(outputs.map(|output| Problem::Differs(output.path.clone())));
                        if problems.len() == before {
                            problems.push(Problem::Stale(self.path.clone(), Why::Asked));
                        }
                    }
                }
            }
        }
        problems
    }
}
