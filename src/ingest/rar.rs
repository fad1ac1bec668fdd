//! RAR archives (1.5 to 7), member by member in one pass. Passwords are not asked for; a volume is not joined with its others.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use rars::{
    Archive, ArchiveMember, ArchiveReadOptions, ArchiveReader, Error, ErrorKind, ExtractionDecision,
    ExtractionErrorAction,
};

use super::damage::damaged;
use super::members::{Member, Walk, Walking};
use super::names::decode_name;
use crate::model::Problem;

/// Headers beside those of files: main, end, comments, recovery.
const OTHER_HEADERS: u64 = 1000;

pub fn read(walk: &mut Walk<'_, '_>, bytes: &[u8]) -> Result<(), Problem> {
    let limits = walk.limits();
    let memory = limits.memory / 2;
    let options = ArchiveReadOptions::new()
        .with_max_header_count(u64::from(limits.entries).saturating_mul(2) + OTHER_HEADERS)
        .with_max_header_bytes(memory / 4)
        .with_rar50_dictionary_size_limit(memory)
        .with_max_reader_workspace_bytes(memory)
        .with_max_total_output_bytes(walk.budget());
    let archive = ArchiveReader::read_with_options(bytes, options).map_err(|e| trouble(&e))?;
    let reading = RefCell::new(Reading { walk, pending: None, stopped: false, seen: 0 });
    let outcome = archive.extract_with_control_and_errors(
        options,
        |member| Ok(reading.borrow_mut().next(member, is_solid(&archive))),
        |_, error| {
            reading.borrow_mut().spoilt(trouble(error));
            Ok(ExtractionErrorAction::Continue)
        },
    );
    let mut reading = reading.into_inner();
    match outcome {
        Ok(_) => reading.flush(),
        Err(error) => reading.abandon(&archive, &trouble(&error)),
    }
    Ok(())
}

struct Reading<'r, 'w, 's> {
    walk: &'r mut Walk<'w, 's>,
    /// The member being unpacked.
    pending: Option<(Member, Sink)>,
    stopped: bool,
    /// Members that were asked for.
    seen: usize,
}

impl Reading<'_, '_, '_> {
    /// Called for each member before it is unpacked, that is when the one before is complete.
    fn next(&mut self, member: &ArchiveMember, solid: bool) -> ExtractionDecision {
        self.flush();
        if self.stopped || self.walk.count() == Walking::Stop {
            return ExtractionDecision::Stop;
        }
        self.seen += 1;
        let meta = &member.meta;
        if meta.is_directory || meta.is_redirection || is_link(member) {
            return pass(solid && !meta.is_directory && !meta.is_redirection);
        }
        let Some(admitted) = self.walk.admit(&decode_name(&meta.name)) else { return pass(solid) };
        if meta.is_split_before || meta.is_split_after {
            self.walk.unread(&admitted, Problem::Volume);
            return ExtractionDecision::Skip;
        }
        if meta.is_encrypted {
            self.walk.unread(&admitted, Problem::Encrypted);
            return ExtractionDecision::Skip;
        }
        if self.walk.declared(&admitted, meta.unpacked_size) == Walking::Stop {
            self.stopped = true;
            return ExtractionDecision::Stop;
        }
        if meta.unpacked_size > self.walk.room() {
            self.walk.unread(&admitted, Problem::Limit("文件过大".into()));
            return pass(solid);
        }
        let sink = Sink::default();
        self.pending = Some((admitted, sink.clone()));
        ExtractionDecision::Extract(Box::new(sink))
    }

    fn flush(&mut self) {
        if let Some((member, sink)) = self.pending.take() {
            self.stopped |= self.walk.take(&member, sink.0.take(), None) == Walking::Stop;
        }
    }

    /// The member being unpacked turned out damaged.
    fn spoilt(&mut self, problem: Problem) {
        match self.pending.take() {
            Some((member, _)) => self.walk.unread(&member, problem),
            None => self.walk.tick(),
        }
    }

    /// Unpacking came to an end at the current member: it and those behind it are named unread.
    fn abandon(&mut self, archive: &Archive, problem: &Problem) {
        if self.pending.is_some() {
            self.spoilt(problem.clone());
        }
        for member in archive.members().skip(self.seen) {
            if self.walk.count() == Walking::Stop {
                return;
            }
            if member.meta.is_directory || member.meta.is_redirection {
                continue;
            }
            if let Some(admitted) = self.walk.admit(&decode_name(&member.meta.name)) {
                let own = match &member.meta {
                    meta if meta.is_encrypted => Problem::Encrypted,
                    meta if meta.is_split_before || meta.is_split_after => Problem::Volume,
                    _ => problem.clone(),
                };
                self.walk.unread(&admitted, own);
            }
        }
        self.walk.read.problems.push(problem.clone());
    }
}

/// A solid archive has to be unpacked throughout, whether the bytes are wanted or not.
fn pass(solid: bool) -> ExtractionDecision {
    if solid { ExtractionDecision::Extract(Box::new(io::sink())) } else { ExtractionDecision::Skip }
}

fn is_solid(archive: &Archive) -> bool {
    let flagged = match archive {
        Archive::Rar15To40(a) => a.main.is_solid(),
        Archive::Rar50Plus(a) => a.main.is_solid(),
        _ => false,
    };
    flagged || archive.members().any(|m| m.is_solid())
}

/// A symbolic link of RAR 4 made under Unix, told by its mode.
fn is_link(member: &ArchiveMember) -> bool {
    const UNIX: Option<u64> = Some(3);
    member.meta.family != rars::ArchiveFamily::Rar50Plus
        && member.meta.host_os == UNIX
        && member.meta.file_attr & 0xf000 == 0xa000
}

/// Unpacked bytes, shared with the unpacker that owns its writer.
#[derive(Debug, Clone, Default)]
struct Sink(Rc<RefCell<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn trouble(error: &Error) -> Problem {
    match error.kind() {
        ErrorKind::PasswordRequired | ErrorKind::BadPassword => Problem::Encrypted,
        // Built without decryption: an encrypted head asks for it.
        ErrorKind::UnsupportedFeature if matches!(error.root_cause(), Error::FeatureDisabled { .. }) => {
            Problem::Encrypted
        }
        ErrorKind::UnsupportedFeature | ErrorKind::UnsupportedFormat => Problem::Unsupported("zip".into()),
        ErrorKind::ResourceLimit => Problem::Limit("解压后过大或所需内存过大".into()),
        _ => damaged(error),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::ingest::{Limits, read_bytes};
    use crate::model::{Coverage, Document, Problem};

    fn fixture(name: &str) -> Vec<u8> {
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/archives").join(name)).unwrap()
    }

    fn read(bytes: &[u8]) -> Vec<Document> {
        read_bytes("材料.rar", bytes, &Limits::default())
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |crc, b| {
            (0..8).fold(crc ^ u32::from(*b), |c, _| if c & 1 == 1 { c >> 1 ^ 0xedb8_8320 } else { c >> 1 })
        })
    }

    /// A stored archive of RAR 4 with names as bytes.
    fn rar4(members: &[(&[u8], u16, &[u8])]) -> Vec<u8> {
        let block = |kind: u8, flags: u16, rest: &[u8]| {
            let size = u16::try_from(7 + rest.len()).unwrap();
            let body = [&[kind][..], &flags.to_le_bytes(), &size.to_le_bytes(), rest].concat();
            let crc = u16::try_from(crc32(&body) & 0xffff).unwrap();
            [&crc.to_le_bytes()[..], &body].concat()
        };
        let mut out = [b"Rar!\x1a\x07\0".to_vec(), block(0x73, 0, &[0; 6])].concat();
        for (name, flags, data) in members {
            let size = u32::try_from(data.len()).unwrap().to_le_bytes();
            let length = u16::try_from(name.len()).unwrap().to_le_bytes();
            let head = [
                &size[..],
                &size,
                &[2],
                &crc32(data).to_le_bytes(),
                &[0; 4],
                &[20, 0x30],
                &length,
                &[0x20, 0, 0, 0],
                name,
            ];
            out.extend(block(0x74, 0x8000 | flags, &head.concat()));
            out.extend_from_slice(data);
        }
        out.extend(block(0x7b, 0x4000, &[]));
        out
    }

    #[test]
    fn stored_members_with_gbk_names_are_read_and_litter_is_set_aside() {
        let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
        let bytes = rar4(&[
            (&gbk("材料\\通知.txt"), 0, "各有关单位".as_bytes()),
            (b"Thumbs.db", 0, b"x"),
            (b"..\\a.txt", 0, b"a"),
            (&gbk("空.txt"), 0, b""),
        ]);
        let documents = read(&bytes);
        let paths: Vec<&str> = documents.iter().map(|d| d.path.as_str()).collect();
        assert_eq!(paths, ["材料.rar", "材料.rar/a.txt", "材料.rar/材料/通知.txt", "材料.rar/空.txt"]);
        assert_eq!(documents[2].text().trim(), "各有关单位");
        assert!(matches!(documents[0].problems[..], [Problem::Skipped(_)]));
        assert_eq!(documents[3].problems, [Problem::Empty]);
    }

    #[test]
    fn solid_archives_are_read_throughout() {
        for (name, count) in [("solid-4.rar", 2), ("solid-5.rar", 2)] {
            let documents = read(&fixture(name));
            assert_eq!(documents.len(), count + 1, "{name} {documents:?}");
            assert!(documents.iter().all(|d| d.coverage == Coverage::Full), "{name}");
            assert!(documents.iter().skip(1).all(|d| !d.blocks.is_empty()), "{name}");
        }
    }

    #[test]
    fn encrypted_members_and_volumes_are_named() {
        for name in ["encrypted-5.rar", "encrypted-names-5.rar", "mixed-4.rar"] {
            let documents = read(&fixture(name));
            let unread = documents.iter().filter(|d| d.problems.contains(&Problem::Encrypted)).count();
            assert!(unread > 0, "{name} {documents:?}");
        }
        let documents = read(&fixture("mixed-4.rar"));
        assert!(documents.iter().any(|d| d.path.ends_with(".txt") && d.coverage == Coverage::Full), "{documents:?}");
        let documents = read(&fixture("volume.part1.rar"));
        assert_eq!(documents[1].problems, [Problem::Volume], "{documents:?}");
        let documents = read(&rar4(&[(b"a.txt", 2, b"aaa")]));
        assert_eq!(documents[1].problems, [Problem::Volume], "{documents:?}");
    }

    #[test]
    fn a_damaged_member_costs_itself_and_limits_hold() {
        let mut bytes = rar4(&[(b"a.txt", 0, b"first"), (b"b.txt", 0, b"second"), (b"c.txt", 0, b"third")]);
        let at = bytes.windows(6).position(|w| w == b"second").unwrap();
        bytes[at] = b'S';
        let documents = read(&bytes);
        let coverage: Vec<Coverage> = documents.iter().map(|d| d.coverage).collect();
        assert_eq!(coverage[1..], [Coverage::Full, Coverage::None, Coverage::Full]);
        assert!(matches!(documents[2].problems[..], [Problem::Damaged(_)]));
        let limits = Limits { expansion: 1, expansion_floor: 7, ..Limits::default() };
        let large = rar4(&[(b"a.txt", 0, b"first"), (b"b.txt", 0, &[b'x'; 4000])]);
        let documents = read_bytes("材料.rar", &large, &Limits { expansion_floor: 100, expansion: 0, ..limits });
        assert_eq!(documents[0].problems, [Problem::Limit("解压后过大".into())]);
        assert_eq!(documents[1].coverage, Coverage::Full);
    }

    #[test]
    fn broken_archives_end_with_a_reason() {
        for name in ["solid-4.rar", "solid-5.rar"] {
            let whole = fixture(name);
            for cut in 8..whole.len() {
                read(&whole[..cut]);
            }
            for at in 0..whole.len() {
                let mut bent = whole.clone();
                bent[at] ^= 0x55;
                assert_eq!(read(&bent)[0].path, "材料.rar");
            }
        }
    }
}
