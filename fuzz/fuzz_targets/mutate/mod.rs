//! Mutates what is inside a package instead of the package's bytes: checksums and compression would stop nearly every
//! mutation of those before a reader of ours sees it. One time in eight the bytes themselves are mutated.

use std::io::{Cursor, Read, Write};

use libfuzzer_sys::fuzzer_mutate;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Larger members are left out of the new package.
const LARGEST: u64 = 1 << 20;

/// Mutates one member, stores all; returns the new length of `data`.
pub fn package(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    if !seed.is_multiple_of(8)
        && let Some(new) = mutated(&data[..size], seed / 8)
        && new.len() <= max_size.min(data.len())
    {
        data[..new.len()].copy_from_slice(&new);
        return new.len();
    }
    fuzzer_mutate(data, size, max_size)
}

fn mutated(bytes: &[u8], seed: u32) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut members = Vec::new();
    for i in 0..archive.len() {
        let Ok(member) = archive.by_index(i) else { continue };
        let Ok(name) = member.name().map(|n| n.into_owned()) else { continue };
        let mut content = Vec::new();
        let _ = member.take(LARGEST).read_to_end(&mut content);
        members.push((name, content));
    }
    let chosen = (seed as usize).checked_rem(members.len())?;
    let content = &mut members.get_mut(chosen)?.1;
    let size = content.len();
    content.resize(size + 64, 0);
    let new = fuzzer_mutate(content, size, size + 64);
    content.truncate(new);
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in members {
        out.start_file(name, stored).ok()?;
        out.write_all(&content).ok()?;
    }
    Some(out.finish().ok()?.into_inner())
}
