//! A second try at office files that our own readers cannot make out, through an installed LibreOffice: the file is converted
//! into a format that is read here. A process of its own, a profile of its own, a time limit; macros and links are off, and
//! nothing of it stays. Without LibreOffice such files are named unread, with what to save them as. Also tells which of
//! the old binary files are protected by a password.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use office_oxide::cfb::CfbReader;

use super::named::extension;
use super::read::{Event, Read, Session};
use super::{soundness, tools};
use crate::model::{Format, Problem};

/// LibreOffice's `soffice`, on the search path or where its installers put it.
pub fn find() -> Option<PathBuf> {
    let installed = [
        r"C:\Program Files\LibreOffice\program\soffice.exe",
        r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        "/usr/lib/libreoffice/program/soffice",
        "/opt/libreoffice/program/soffice",
    ];
    tools::find("soffice", &installed)
}

/// What our own reader read if that is convincing, else what LibreOffice makes of the file. Neither is asked about a file that
/// is broken by its own bookkeeping, and neither is believed when it gives back less than the file promises, or no text.
pub fn second(session: &mut Session<'_>, name: &str, format: Format, bytes: &[u8], own: Read) -> Read {
    if own.problems.iter().any(|p| matches!(p, Problem::Encrypted | Problem::Limit(_))) {
        return own;
    }
    let promise = match soundness::judge(format, bytes) {
        Ok(promise) => promise,
        Err(problem) => return Read::failed(problem),
    };
    let damaged = own.problems.iter().any(|p| matches!(p, Problem::Damaged(_)));
    if !own.blocks.is_empty() && !damaged && promise.is_kept(&own) {
        return own;
    }
    let Some(target) = Target::of(format, name, bytes) else { return own };
    let advice = |own: Read| match own.blocks.is_empty() && !own.problems.is_empty() {
        true => own,
        false => Read::failed(Problem::Unsupported(target.extension.into())),
    };
    let Some(program) = session.tools.office.clone() else { return advice(own) };
    let Some(converted) = convert(&program, &target, bytes, &mut || (session.sink)(Event::Tick)) else {
        return advice(own);
    };
    let mut read = session.single(name, target.format, &converted);
    // LibreOffice takes what it does not know for plain text.
    let nothing =
        read.blocks.is_empty() && (!own.blocks.is_empty() || format == Format::Unknown && read.problems.is_empty());
    if nothing || !promise.is_kept(&read) {
        return advice(own);
    }
    read.problems.push(Problem::Converted);
    read
}

/// What a file is given to LibreOffice as, and what comes back.
struct Target {
    given: String,
    extension: &'static str,
    format: Format,
}

impl Target {
    fn of(format: Format, name: &str, bytes: &[u8]) -> Option<Target> {
        let own = extension(name);
        let (given, extension, to) = match format {
            Format::Doc | Format::Wps => ("doc", "docx", Format::Docx),
            Format::Xls | Format::Et => ("xls", "xlsx", Format::Xlsx),
            Format::Ppt => ("ppt", "pptx", Format::Pptx),
            // Of a kind that only the name tells: old Kingsoft and Works files, flat OpenDocument. Bytes that begin as nothing
            // known would be taken for plain text.
            Format::Unknown if !is_known_to_office(bytes) => return None,
            Format::Unknown => match own.as_str() {
                "wps" | "wpt" | "doc" | "dot" | "uot" | "fodt" | "sxw" => (own.as_str(), "docx", Format::Docx),
                "et" | "ett" | "xls" | "xlt" | "uos" | "fods" | "sxc" | "xlr" => (own.as_str(), "xlsx", Format::Xlsx),
                "dps" | "dpt" | "ppt" | "pps" | "pot" | "uop" | "fodp" | "sxi" => (own.as_str(), "pptx", Format::Pptx),
                _ => return None,
            },
            _ => return None,
        };
        Some(Target { given: given.to_owned(), extension, format: to })
    }
}

/// Begins as one of the formats that LibreOffice tells by content: markup, a package, a compound file of Works or StarOffice,
/// WordPerfect, Lotus, Windows Write.
fn is_known_to_office(bytes: &[u8]) -> bool {
    const HEADS: [&[u8]; 6] =
        [b"PK\x03\x04", b"\xffWPC", b"\0\0\x02\0", b"\0\0\x1a\0", b"\x31\xbe\0\0", b"\x32\xbe\0\0"];
    let markup = || {
        let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(200)).unwrap_or_default());
        head.trim_start_matches('\u{feff}').trim_start().starts_with("<?xml")
    };
    let compound = || {
        let Ok(file) = CfbReader::new(Cursor::new(bytes)) else { return false };
        ["CONTENTS", "MatOST", "StarWriterDocument", "StarCalcDocument", "StarDrawDocument3"]
            .iter()
            .any(|name| file.has_root_entry(name))
    };
    HEADS.iter().any(|head| bytes.starts_with(head)) || markup() || compound()
}

/// A conversion takes two or three seconds; after this time it never ends.
const TIME_LIMIT: Duration = Duration::from_secs(25);
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Looks between two signs of life.
const TICK_EVERY: u32 = 20;

/// The converted file. LibreOffice's exit code says nothing; the output is there or not.
fn convert(program: &Path, target: &Target, bytes: &[u8], tick: &mut dyn FnMut()) -> Option<Vec<u8>> {
    let place = Workplace::new()?;
    let (profile, out) = (place.0.join("profile"), place.0.join("out"));
    fs::create_dir_all(profile.join("user")).ok()?;
    fs::create_dir(&out).ok()?;
    fs::write(profile.join("user").join("registrymodifications.xcu"), SETTINGS).ok()?;
    let given = place.0.join(format!("in.{}", target.given));
    fs::write(&given, bytes).ok()?;
    let mut command = Command::new(program);
    command
        .arg(format!("-env:UserInstallation={}", file_url(&profile)))
        .args(["--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--convert-to"])
        .arg(target.extension)
        .arg("--outdir")
        .args([&out, &given])
        .current_dir(&place.0)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    own_group(&mut command);
    let mut child = command.spawn().ok()?;
    wait(&mut child, tick);
    let converted = out.join(format!("in.{}", target.extension));
    fs::read(converted).ok().filter(|b| !b.is_empty())
}

/// Waits for the end, or makes one.
fn wait(child: &mut Child, tick: &mut dyn FnMut()) {
    let began = Instant::now();
    let mut looks = 0u32;
    while matches!(child.try_wait(), Ok(None)) {
        if began.elapsed() > TIME_LIMIT {
            // `soffice` is a script that starts the program proper: both have to go.
            tools::end_group(child);
            return;
        }
        looks = looks.wrapping_add(1);
        if looks.is_multiple_of(TICK_EVERY) {
            tick();
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn own_group(_: &mut Command) {}

fn file_url(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    let mut url = String::from(if path.starts_with('/') { "file://" } else { "file:///" });
    for byte in path.bytes() {
        match byte {
            b'/' | b':' | b'-' | b'.' | b'_' | b'~' => url.push(char::from(byte)),
            b if b.is_ascii_alphanumeric() => url.push(char::from(b)),
            b => url.push_str(&format!("%{b:02X}")),
        }
    }
    url
}

/// No macros, no links to elsewhere, no first-start questions.
const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="FirstStartWizardCompleted" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"#;

/// A folder of its own under the system's one for temporary files, gone when dropped.
struct Workplace(PathBuf);

impl Workplace {
    fn new() -> Option<Workplace> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let id = std::process::id();
        // A name may be left over from a process of the same number that was killed.
        (0..1000).find_map(|_| {
            let path = std::env::temp_dir().join(format!("yanshen-{id}-{}", NEXT.fetch_add(1, Ordering::Relaxed)));
            fs::create_dir(&path).is_ok().then_some(Workplace(path))
        })
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Whether an old binary file (.doc, .xls, .ppt) asks for a password.
pub fn is_protected(format: Format, bytes: &[u8]) -> bool {
    let Ok(mut file) = CfbReader::new(Cursor::new(bytes)) else { return false };
    let mut stream = |name: &str| file.open_stream(name).unwrap_or_default();
    match format {
        // The head's flag `fEncrypted` (MS-DOC 2.5.2).
        Format::Doc | Format::Wps => stream("WordDocument").get(11).is_some_and(|b| b & 1 == 1),
        Format::Xls | Format::Et => has_file_pass(&stream("Workbook")) || has_file_pass(&stream("Book")),
        // The token of an encrypted presentation (MS-PPT 2.3.2).
        Format::Ppt => stream("Current User").get(12..16) == Some(&[0xdf, 0xc4, 0xd1, 0xf3]),
        _ => false,
    }
}

/// The record `FilePass` among the first of the workbook (MS-XLS 2.4.117).
fn has_file_pass(stream: &[u8]) -> bool {
    const FILE_PASS: u16 = 0x002f;
    const FIRST_RECORDS: usize = 40;
    let mut rest = stream;
    for _ in 0..FIRST_RECORDS {
        let [a, b, c, d, ..] = rest else { return false };
        if u16::from_le_bytes([*a, *b]) == FILE_PASS {
            return true;
        }
        let Some(next) = rest.get(4 + usize::from(u16::from_le_bytes([*c, *d]))..) else { return false };
        rest = next;
    }
    false
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::compound::{file, stream};
    use super::super::reader::READERS;
    use super::super::tools::Tools;
    use super::super::{Limits, read_bytes};
    use super::*;
    use crate::model::{Coverage, Document};

    fn read_with(office: Option<PathBuf>, name: &str, bytes: &[u8]) -> (Vec<Document>, usize) {
        let (mut documents, mut ticks) = (Vec::new(), 0);
        let mut sink = |event| match event {
            Event::Done(document) => documents.push(*document),
            Event::Tick => ticks += 1,
            _ => {}
        };
        let (limits, tools) = (Limits::default(), Tools { office, ocr: None });
        let skip = &BTreeSet::new();
        Session { limits: &limits, tools: &tools, skip, wanted: &[], readers: READERS, sink: &mut sink }
            .read(name, bytes, None, 0);
        (documents, ticks)
    }

    #[test]
    fn passwords_of_old_binary_files_are_told() {
        let mut word = vec![0; 512];
        word[..2].copy_from_slice(&[0xec, 0xa5]);
        let plain = file(vec![stream("WordDocument", word.clone())]);
        word[11] = 1;
        let locked = file(vec![stream("WordDocument", word)]);
        assert!(is_protected(Format::Doc, &locked) && !is_protected(Format::Doc, &plain));
        let bof = [9, 8, 4, 0, 0, 6, 5, 0];
        let book = |rest: &[u8]| file(vec![stream("Workbook", [&bof[..], rest].concat())]);
        assert!(is_protected(Format::Xls, &book(&[0x2f, 0, 2, 0, 1, 0])));
        assert!(!is_protected(Format::Xls, &book(&[0x42, 0, 2, 0, 0x2f, 0])));
        let user = |token: [u8; 4]| file(vec![stream("Current User", [&[0; 12][..], &token].concat())]);
        assert!(is_protected(Format::Ppt, &user([0xdf, 0xc4, 0xd1, 0xf3])));
        assert!(!is_protected(Format::Ppt, &user([0x5f, 0xc0, 0x91, 0xe3])));
        assert_eq!(read_bytes("a.doc", &locked, &Limits::default())[0].problems, [Problem::Encrypted]);
        // A locked workbook attached to a mail does not lock the mail.
        let mail = file(vec![
            stream("__properties_version1.0", [0; 32]),
            compound_attachment(&file(vec![stream("EncryptedPackage", [1; 8])])),
        ]);
        let documents = read_bytes("信.msg", &mail, &Limits::default());
        assert_eq!((documents[0].format, documents[0].coverage), (Format::Msg, Coverage::Full));
        assert_eq!(documents[1].problems, [Problem::Encrypted]);
    }

    fn compound_attachment(bytes: &[u8]) -> super::super::compound::Node {
        let parts = vec![
            stream("__substg1.0_3707001F", "表.xlsx".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
            stream("__substg1.0_37010102", bytes),
        ];
        super::super::compound::Node::Storage("__attach_version1.0_#00000000", parts)
    }

    /// A flat OpenDocument text, which LibreOffice knows by its content under any name.
    const FLAT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text><text:p>示例学会年度总结</text:p></office:text></office:body></office:document>"#;

    #[test]
    fn what_our_readers_cannot_make_out_is_converted() {
        let broken = file(vec![stream("WordDocument", [0; 600])]);
        let (documents, _) = read_with(None, "旧.doc", &broken);
        assert_eq!(documents[0].coverage, Coverage::None);
        assert!(!documents[0].problems.is_empty());
        let Some(program) = find() else {
            eprintln!("skipped: no soffice on this machine");
            return;
        };
        let target = Target::of(Format::Unknown, "总结.wps", FLAT.as_bytes()).unwrap();
        let mut converted = None;
        // A first start beside others may pass the time limit.
        for _ in 0..2 {
            converted = converted.or_else(|| convert(&program, &target, FLAT.as_bytes(), &mut || {}));
        }
        let read = super::super::docx::read(&converted.expect("a conversion"), &Limits::default());
        assert_eq!(read.blocks[0].content.as_line(), Some("示例学会年度总结"));
        let noise: Vec<u8> = (0..3000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let (documents, _) = read_with(Some(program), "旧.wps", &[&[1, 2, 3, 0], &noise[..]].concat());
        assert_eq!((documents[0].coverage, documents[0].blocks.len()), (Coverage::None, 0), "{:?}", documents[0]);
    }

    #[test]
    fn nothing_stays_of_a_workplace() {
        let place = Workplace::new().unwrap();
        fs::create_dir_all(place.0.join("profile/user")).unwrap();
        let path = place.0.clone();
        drop(place);
        assert!(!path.exists());
    }

    #[test]
    #[cfg(unix)]
    fn a_program_that_never_ends_is_ended_and_one_that_fails_leaves_the_reason() {
        use std::os::unix::process::CommandExt;
        let mut sleeper = Command::new("sleep").arg("100").process_group(0).spawn().unwrap();
        tools::end_group(&mut sleeper);
        assert!(sleeper.try_wait().unwrap().is_some());
        let broken = file(vec![stream("WordDocument", [0; 600])]);
        let (documents, _) = read_with(Some("/bin/false".into()), "旧.doc", &broken);
        assert_eq!((documents.len(), documents[0].coverage), (1, Coverage::None));
    }
}
