//! RAR archives (1.5 to 7), member by member in one pass. Passwords are not asked for; a volume is not joined with its others.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use rars::{
    Archive, ArchiveMember, ArchiveReadOptions, ArchiveReader, Error, ErrorKind, ExtractionDecision,
    ExtractionErrorAction,
};

use super::archive::{Member, Walk, Walking, decode_name};
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
        _ => Problem::Damaged(error.to_string()),
    }
}
