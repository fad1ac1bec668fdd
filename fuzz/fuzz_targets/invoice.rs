//! E-invoice data as the worker reads it, on bytes named `a.xml`, and what the account makes of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use yanshen::accounts::invoices::of_document;
use yanshen::ingest::{Limits, read_bytes};
use yanshen::model::DocId;

fuzz_target!(|bytes: &[u8]| {
    for document in read_bytes("a.xml", bytes, &Limits::default()) {
        of_document(DocId(0), &document);
    }
});
