//! Writing to standard output.

use super::{Status, report};
use std::io::{ErrorKind, Write};

/// Writes all of it. A reader that stops reading has what it wants: success.
pub(crate) fn write(bytes: &[u8]) -> Result<(), Status> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Status::Done),
        Err(error) => {
            report::line(format_args!(
                "error: standard output cannot be written: {}",
                report::reason(&error)
            ));
            Err(Status::Failed)
        }
    }
}
