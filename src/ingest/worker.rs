//! The other side of the pool.

/// The loop of `yanshen worker`.
pub fn worker_main(limit_memory: impl Fn(usize) -> bool) -> std::process::ExitCode {
    let _ = limit_memory;
    std::process::ExitCode::SUCCESS
}
