//! The command line; everything else is in the library.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
