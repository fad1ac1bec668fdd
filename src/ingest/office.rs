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
use super::sniff;
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
    super::tools::find("soffice", &installed)
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
    if read.blocks.is_empty() && !own.blocks.is_empty() && !garbled(&own) {
        return own;
    }
    read.problems.push(Problem::Converted);
    read
}

/// Text was read throughout, and it is text.
fn convincing(read: &Read) -> bool {
    !read.blocks.is_empty() && !read.problems.iter().any(|p| matches!(p, Problem::Damaged(_))) && !garbled(read)
}

/// Characters beyond ASCII are mostly such as no Chinese paper holds: bytes were taken for another code. A few are borne.
fn garbled(read: &Read) -> bool {
    const FEWEST: usize = 8;
    let (mut beyond, mut usual) = (0usize, 0usize);
    let mut count = |text: &str| {
        for c in text.chars().filter(|c| !c.is_ascii() && !c.is_whitespace()) {
            beyond += 1;
            usual += usize::from(matches!(c,
                '\u{a7}' | '\u{a9}' | '\u{ae}' | '\u{b0}'..='\u{b7}' | '\u{d7}' | '\u{f7}' | '\u{391}'..='\u{3c9}'
                | '\u{2000}'..='\u{27bf}' | '\u{2e80}'..='\u{30ff}' | '\u{3200}'..='\u{33ff}' | '\u{4e00}'..='\u{9fff}'
                | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}'));
        }
    };
    for block in &read.blocks {
        if let Some(line) = block.content.as_line() {
            count(line);
        }
        for cell in block.content.as_table().into_iter().flat_map(|t| &t.rows).flat_map(|r| &r.cells) {
            count(&cell.text);
        }
    }
    beyond >= FEWEST && usual * 10 < beyond * 7
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
#[expect(clippy::disallowed_methods, reason = "a time limit on another program; no result depends on the time itself")]
fn wait(child: &mut Child, tick: &mut dyn FnMut()) {
    let began = Instant::now();
    let mut looks = 0u32;
    while matches!(child.try_wait(), Ok(None)) {
        if began.elapsed() > TIME_LIMIT {
            kill_group(child);
            return;
        }
        looks = looks.wrapping_add(1);
        if looks % TICK_EVERY == 0 {
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

/// `soffice` is a script that starts the program proper: both have to go.
fn kill_group(child: &mut Child) {
    let quietly = |command: &mut Command| {
        let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    };
    if cfg!(unix) {
        quietly(Command::new("kill").args(["-9", "--", &format!("-{}", child.id())]));
    } else {
        quietly(Command::new("taskkill").args(["/F", "/T", "/PID", &child.id().to_string()]));
    }
    let _ = child.kill();
    let _ = child.wait();
}

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
