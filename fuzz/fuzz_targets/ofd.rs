//! The reader as the worker calls it, on bytes named `a.ofd`.
#![no_main]

mod mutate;

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use yanshen::ingest::{Limits, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    read_bytes("a.ofd", bytes, &Limits::default());
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::package(data, size, max_size, seed)
});
