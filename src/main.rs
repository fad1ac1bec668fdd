//! The thin binary: everything lives in the library.

/// Counts what a worker allocates, so that a hostile file cannot take the machine's memory (DESIGN §4).
#[global_allocator]
static ALLOCATOR: cap::Cap<std::alloc::System> = cap::Cap::new(std::alloc::System, usize::MAX);

fn main() -> std::process::ExitCode {
    yanshen::cli::main(|bytes| ALLOCATOR.set_limit(bytes).is_ok())
}
