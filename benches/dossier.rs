//! One whole dossier, read and judged in this process: `cargo bench`. The run over a hundred is `benches/whole-run.sh`.

use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use yanshen::ingest;
use yanshen::pipeline::{self, Settings};

fn whole_dossier(c: &mut Criterion) {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut dossiers: Vec<_> =
        std::fs::read_dir(samples).into_iter().flatten().flatten().map(|e| e.path()).filter(|p| p.is_dir()).collect();
    dossiers.sort();
    let Some(first) = dossiers.first() else { return };
    let settings = Settings {
        as_of: "2026-11-23".parse().expect("a day"),
        pack: yanshen::rules::pack::embedded().expect("the embedded pack loads"),
        register: None,
        ledger: None,
        reading: ingest::Options { in_process: true, ..ingest::Options::default() },
        sub_type: None,
    };
    c.bench_function("whole dossier", |b| {
        b.iter(|| pipeline::check(first, &settings, &|_| {}).expect("the sample can be audited"));
    });
}

criterion_group!(benches, whole_dossier);
criterion_main!(benches);
