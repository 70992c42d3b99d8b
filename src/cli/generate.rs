//! `rowstitch completions` and `rowstitch man`: made from the definitions of the command line, so that they cannot differ from it.

use super::args::Cli;
use super::{Status, report};
use clap::CommandFactory;
use clap_complete::Shell;

/// Prints the completions of a shell.
pub(crate) fn completions(shell: Shell) -> Status {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "rowstitch", &mut bytes);
    print(&bytes)
}

/// Prints the manual page of rowstitch or of one of its commands.
pub(crate) fn man(name: Option<&str>) -> Result<Status, String> {
    let mut command = Cli::command();
    command.build();
    if let Some(name) = name {
        let found = command.find_subcommand(name).cloned();
        command = found.ok_or_else(|| format!("there is no command {name:?}"))?;
    }
    let mut bytes = Vec::new();
    match clap_mangen::Man::new(command).render(&mut bytes) {
        Ok(()) => Ok(print(&bytes)),
        Err(error) => Err(error.to_string()),
    }
}

fn print(bytes: &[u8]) -> Status {
    report::print(bytes).err().unwrap_or(Status::Done)
}
