//! 7z archives, block by block. A damaged or encrypted block costs its own members only. Passwords are not asked for.

use std::io::{self, Cursor};

use sevenz_rust2::{Archive, BlockDecoder, Error, Password};

use super::damage::damaged;
use super::members::{Walk, Walking, fill};
use crate::model::Problem;

/// `FILE_ATTRIBUTE_REPARSE_POINT`, and the type bits of a Unix mode in the upper half with `S_IFLNK` in them.
const REPARSE_POINT: u32 = 0x400;
const UNIX_TYPE: u32 = 0xf000_0000;
const UNIX_LINK: u32 = 0xa000_0000;

pub fn read(walk: &mut Walk<'_, '_>, bytes: &[u8]) -> Result<(), Problem> {
    // Dictionaries and header buffers, in KiB: half of what a worker may allocate.
    let memory = usize::try_from(walk.limits().memory / 2048).unwrap_or(usize::MAX);
    let password = Password::empty();
    let mut source = Cursor::new(bytes);
    let archive = Archive::read_with_memory_limit(&mut source, &password, memory).map_err(|e| trouble(&e))?;
    // Entries without data outside every block: folders and empty files.
    for (index, file) in archive.files.iter().enumerate() {
        if archive.stream_map.file_block_index.get(index).copied().flatten().is_none()
            && entry(walk, file, None) == Walking::Stop
        {
            return Ok(());
        }
    }
    for index in 0..archive.blocks.len() {
        if block(walk, &archive, index, (memory, &password), &mut source) == Walking::Stop {
            break;
        }
    }
    Ok(())
}

fn block(
    walk: &mut Walk<'_, '_>,
    archive: &Archive,
    index: usize,
    (memory, password): (usize, &Password),
    source: &mut Cursor<&[u8]>,
) -> Walking {
    let decoder = BlockDecoder::new_with_memory_limit(1, memory, index, archive, password, source);
    let files = decoder.entries().to_vec();
    let first = archive.stream_map.block_first_file_index.get(index).copied().unwrap_or_default();
    let (mut seen, mut walking) = (0, Walking::On);
    let result = if archive.is_file_encrypted(first) {
        Err(Problem::Encrypted)
    } else {
        let mut each = |file: &sevenz_rust2::ArchiveEntry, content: &mut dyn io::Read| {
            seen += 1;
            walking = entry(walk, file, Some(content));
            Ok(walking == Walking::On)
        };
        decoder.for_each_entries(&mut each).map(drop).map_err(|e| trouble(&e))
    };
    if walking == Walking::Stop {
        return walking;
    }
    let Err(problem) = result else { return Walking::On };
    let rest = files.get(seen..).unwrap_or_default();
    if rest.is_empty() {
        // The last member is read already; what its check found belongs to the archive.
        walk.read.problems.push(problem);
        return Walking::On;
    }
    for file in rest.iter().filter(|f| is_file(f)) {
        if walk.count() == Walking::Stop {
            return Walking::Stop;
        }
        let Some(member) = walk.admit(&file.name) else { continue };
        if file.has_stream {
            walk.unread(&member, problem.clone());
        } else if walk.take(&member, Vec::new(), None) == Walking::Stop {
            return Walking::Stop;
        }
    }
    Walking::On
}

fn is_file(file: &sevenz_rust2::ArchiveEntry) -> bool {
    let attributes = if file.has_windows_attributes { file.windows_attributes } else { 0 };
    let link = attributes & REPARSE_POINT != 0 || attributes & UNIX_TYPE == UNIX_LINK;
    !file.is_directory && !file.is_anti_item && !link
}

/// One entry; what a callback leaves unread the decoder passes over by itself.
fn entry(walk: &mut Walk<'_, '_>, file: &sevenz_rust2::ArchiveEntry, content: Option<&mut dyn io::Read>) -> Walking {
    if walk.count() == Walking::Stop {
        return Walking::Stop;
    }
    if !is_file(file) {
        return Walking::On;
    }
    let Some(member) = walk.admit(&file.name) else { return Walking::On };
    if walk.declared(&member, file.size) == Walking::Stop {
        return Walking::Stop;
    }
    let (content, problem) = match content {
        Some(source) => fill(source, walk.room()),
        None => (Vec::new(), None),
    };
    walk.take(&member, content, problem)
}

fn trouble(e: &Error) -> Problem {
    match e {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => Problem::Encrypted,
        Error::MaxMemLimited { .. } => Problem::Limit("解压所需内存过大".into()),
        Error::UnsupportedCompressionMethod(_)
        | Error::Unsupported(_)
        | Error::UnsupportedVersion { .. }
        | Error::ExternalUnsupported => Problem::Unsupported("zip".into()),
        e => damaged(e),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::ingest::{Limits, read_bytes};
    use crate::model::{Coverage, Problem};

    fn fixture(name: &str) -> Vec<u8> {
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/archives").join(name)).unwrap()
    }

    /// (path, text or problem) of each document.
    fn shown(name: &str, bytes: &[u8], limits: &Limits) -> Vec<(String, String)> {
        let documents = read_bytes(name, bytes, limits);
        let what = |d: &crate::model::Document| match d.coverage {
            Coverage::Full => d.text().trim().to_owned(),
            _ => format!("{:?}", d.problems),
        };
        documents.iter().map(|d| (d.path.clone(), what(d))).collect()
    }

    #[test]
    fn solid_and_single_blocks_are_read_member_by_member() {
        for name in ["plain.7z", "ppmd-members.7z"] {
            let found = shown("材料.7z", &fixture(name), &Limits::default());
            let expected = [
                ("材料.7z", ""),
                ("材料.7z/示例材料/总结.txt", "参会人数83人"),
                ("材料.7z/示例材料/新闻稿.txt", "示例学会举办学术年会"),
                ("材料.7z/示例材料/空.txt", "[Empty]"),
            ];
            assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())), "{name}");
        }
    }

    #[test]
    fn encrypted_members_are_named_and_encrypted_names_close_the_archive() {
        let found = shown("材料.7z", &fixture("encrypted.7z"), &Limits::default());
        let encrypted = found.iter().filter(|(_, what)| what == "[Encrypted]").count();
        assert_eq!((found.len(), encrypted), (5, 3), "{found:?}");
        let found = read_bytes("材料.7z", &fixture("encrypted-names.7z"), &Limits::default());
        assert_eq!((found.len(), &found[0].problems[..]), (1, &[Problem::Encrypted][..]));
    }

    #[test]
    fn a_declared_size_beyond_the_limit_is_not_unpacked() {
        let limits = Limits { expansion_floor: 1 << 20, expansion: 2, ..Limits::default() };
        let found = read_bytes("弹.7z", &fixture("bomb.7z"), &limits);
        assert_eq!(found[0].problems, [Problem::Limit("解压后过大".into())]);
        assert_eq!(found[1].coverage, Coverage::None);
        let small = Limits { memory: 1 << 20, ..Limits::default() };
        let found = read_bytes("弹.7z", &fixture("bomb.7z"), &small);
        assert!(found.iter().any(|d| matches!(d.problems[..], [Problem::Limit(_)])), "{found:?}");
    }

    #[test]
    fn volumes_and_damaged_archives_say_so() {
        let whole = fixture("plain.7z");
        let found = read_bytes("材料.7z.001", &whole[..200], &Limits::default());
        assert_eq!(found[0].problems, [Problem::Volume]);
        for cut in 0..whole.len() {
            let found = read_bytes("材料.7z", &whole[..cut], &Limits::default());
            assert!(!found[0].problems.is_empty(), "{cut}");
        }
        for at in 0..whole.len() {
            let mut bent = whole.clone();
            bent[at] ^= 0x55;
            let found = read_bytes("材料.7z", &bent, &Limits::default());
            assert_eq!(found[0].path, "材料.7z");
        }
    }
}
