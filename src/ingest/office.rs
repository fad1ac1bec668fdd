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

use super::reader::{Event, Read, Session};
use super::{sniff, tools};
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

/// What our own reader read if that is convincing, else what LibreOffice makes of the file.
pub fn second(session: &mut Session<'_>, name: &str, format: Format, bytes: &[u8], own: Read) -> Read {
    let settled = own.problems.iter().any(|p| matches!(p, Problem::Encrypted | Problem::Limit(_)));
    if settled || convincing(&own) {
        return own;
    }
    let Some(target) = Target::of(format, name) else { return own };
    let advice = |own: Read| match own.blocks.is_empty() && own.problems.is_empty() || garbled(&own) {
        true => Read::failed(Problem::Unsupported(target.extension.into())),
        false => own,
    };
    let Some(program) = session.tools.office.clone() else { return advice(own) };
    let Some(converted) = convert(&program, &target, bytes, &mut || (session.sink)(Event::Tick)) else {
        return advice(own);
    };
    let mut read = session.single(name, target.format, &converted);
    // LibreOffice takes what it does not know for plain text.
    if garbled(&read) || read.blocks.is_empty() && !own.blocks.is_empty() {
        return advice(own);
    }
    read.problems.push(Problem::Converted);
    read
}

/// Text was read throughout, and it is text.
fn convincing(read: &Read) -> bool {
    !read.blocks.is_empty() && !read.problems.iter().any(|p| matches!(p, Problem::Damaged(_))) && !garbled(read)
}

/// The text is bytes taken for another code: most characters beyond ASCII are such as no Chinese paper holds, or most
/// ideographs are rare ones. In running text more than nine of ten ideographs are among the 3,755 of the first level of
/// GB 2312; among those that arbitrary bytes make, one of five is. A few odd characters are borne.
fn garbled(read: &Read) -> bool {
    const FEWEST: usize = 8;
    const FEWEST_IDEOGRAPHS: usize = 20;
    let mut count = Count::default();
    for block in &read.blocks {
        count.add(block.content.as_line().unwrap_or_default());
        for cell in block.content.as_table().into_iter().flat_map(|t| &t.rows).flat_map(|r| &r.cells) {
            count.add(&cell.text);
        }
    }
    let unusual = count.beyond >= FEWEST && count.usual * 10 < count.beyond * 7;
    unusual || count.ideographs >= FEWEST_IDEOGRAPHS && count.common * 10 < count.ideographs * 4
}

#[derive(Default)]
struct Count {
    /// Characters beyond ASCII, and those of them that papers hold.
    beyond: usize,
    usual: usize,
    /// Ideographs, and those of them that are common.
    ideographs: usize,
    common: usize,
}

impl Count {
    fn add(&mut self, text: &str) {
        for c in text.chars().filter(|c| !c.is_ascii() && !c.is_whitespace()) {
            self.beyond += 1;
            self.usual += usize::from(is_usual(c));
            if ('\u{4e00}'..='\u{9fff}').contains(&c) {
                self.ideographs += 1;
                self.common += usize::from(is_first_level(c));
            }
        }
    }
}

fn is_usual(c: char) -> bool {
    matches!(c,
        '\u{a7}' | '\u{a9}' | '\u{ae}' | '\u{b0}'..='\u{b7}' | '\u{d7}' | '\u{f7}' | '\u{391}'..='\u{3c9}'
        | '\u{2000}'..='\u{27bf}' | '\u{2e80}'..='\u{30ff}' | '\u{3200}'..='\u{33ff}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

pub fn is_first_level(c: char) -> bool {
    let mut text = [0; 4];
    let (bytes, ..) = encoding_rs::GBK.encode(c.encode_utf8(&mut text));
    matches!(*bytes, [0xb0..=0xd7, 0xa1..=0xfe])
}

/// What a file is given to LibreOffice as, and what comes back.
struct Target {
    given: String,
    extension: &'static str,
    format: Format,
}

impl Target {
    fn of(format: Format, name: &str) -> Option<Target> {
        let own = sniff::extension(name);
        let (given, extension, to) = match format {
            Format::Doc | Format::Wps => ("doc", "docx", Format::Docx),
            Format::Xls | Format::Et => ("xls", "xlsx", Format::Xlsx),
            Format::Ppt => ("ppt", "pptx", Format::Pptx),
            // Of a kind that only the name tells: old Kingsoft and Works files, flat OpenDocument.
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
    use super::super::tools::Tools;
    use super::super::{Limits, read_bytes};
    use super::*;
    use crate::model::{Block, Content, Coverage, Document, Origin, Place};

    fn said(text: &str) -> Read {
        let content = Content::Paragraph { text: text.into() };
        Read::blocks(vec![Block { place: Place::Whole, origin: Origin::Body, hidden: false, content }])
    }

    fn read_with(office: Option<PathBuf>, name: &str, bytes: &[u8]) -> (Vec<Document>, usize) {
        let (mut documents, mut ticks) = (Vec::new(), 0);
        let mut sink = |event| match event {
            Event::Done(document) => documents.push(*document),
            Event::Tick => ticks += 1,
            _ => {}
        };
        let (limits, tools) = (Limits::default(), Tools { office, ocr: None });
        Session { limits: &limits, tools: &tools, skip: &BTreeSet::new(), wanted: &[], sink: &mut sink }
            .read(name, bytes, None, 0);
        (documents, ticks)
    }

    #[test]
    fn text_taken_for_another_code_is_told_from_unusual_text() {
        let mangled =
            encoding_rs::GBK.encode("关于举办示例学术年会的通知").0.iter().map(|b| char::from(*b)).collect::<String>();
        assert!(garbled(&said(&mangled)));
        assert!(garbled(&said("\u{e0a1}\u{e5b2}\u{e111}\u{e0c4}\u{e0a1}\u{e5b2}\u{e111}\u{e0c4}")));
        let noise: Vec<u8> =
            (0u32..200).flat_map(|n| [0x81 + (n * 37 % 126) as u8, 0x40 + (n * 53 % 62) as u8]).collect();
        assert!(garbled(&said(&encoding_rs::GBK.decode_without_bom_handling(&noise).0)));
        for text in [
            "㎡ № Ⅲ ① “引号”——破折号…… ￥１２",
            "Café à Paris, São Paulo",
            "αβγ 参数",
            "通知 naïve",
            "參加學術年會的專家學者來自廣西各地區科學技術協會及所屬學會",
        ] {
            assert!(!garbled(&said(text)), "{text}");
        }
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
        let target = Target::of(Format::Unknown, "总结.wps").unwrap();
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
