//! The reader as the worker calls it, on bytes named `a.png`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use yanshen::ingest::{Limits, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    read_bytes("a.png", bytes, &Limits::default());
});
