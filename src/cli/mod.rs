//! The command line: arguments, exit codes, what goes to stdout and stderr.

/// Runs the program. `limit_memory` sets the allocation limit of this process in bytes.
pub fn main(limit_memory: impl Fn(usize) -> bool) -> std::process::ExitCode {
    let _ = limit_memory;
    std::process::ExitCode::SUCCESS
}
