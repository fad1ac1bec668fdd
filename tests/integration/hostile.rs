//! Files made to break readers: one small sound file of each kind to begin with, and ways to spoil it. Used by the test of messages
//! and by the fuzzing that runs on a stable toolchain.

use std::fs;
use std::io::{Cursor, Read, Write};

use super::common::{bytes_of, tree};

/// Sound files of a kind: (kind, name, bytes). What the tree and the shared corpus hold, small ones first, and a few made here.
pub fn seeds() -> Vec<(String, String, Vec<u8>)> {
    let mut found: Vec<(String, String, Vec<u8>)> = Vec::new();
    for root in ["samples", "tests/fixtures", "../shared/corpus", "../../shared/corpus"].map(tree) {
        if !root.is_dir() {
            continue;
        }
        for (path, bytes) in bytes_of(&root) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let kind = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
            let is_text_about = ["tsv", "json", "md", "py", "toml"].contains(&kind.as_str()) || name.contains("bomb");
            if !is_text_about && (1..150_000).contains(&bytes.len()) {
                found.push((kind, name, bytes));
            }
        }
    }
    found.sort_by_key(|(kind, name, bytes)| (kind.clone(), bytes.len(), name.clone()));
    found.dedup_by(|a, b| a.2 == b.2);
    found.extend(
        made()
            .into_iter()
            .map(|(name, bytes)| (name.rsplit('.').next().unwrap_or_default().to_owned(), name.to_owned(), bytes)),
    );
    let mut count = std::collections::BTreeMap::new();
    found.retain(|(kind, ..)| {
        let n: &mut u32 = count.entry(kind.clone()).or_default();
        *n += 1;
        *n <= 12
    });
    found
}

fn made() -> Vec<(&'static str, Vec<u8>)> {
    let part = "<?xml version=\"1.0\"?>";
    let mail = "From: a@b.cn\nTo: c@d.cn\nSubject: =?gb2312?B?vvbL4w==?=\nDate: Tue, 12 May 2026 10:00:00 +0800\nMIME-Version: 1.0\n\
                Content-Type: multipart/mixed; boundary=\"B\"\n\n--B\nContent-Type: text/html; charset=utf-8\n\n<p>请查收</p>\n--B\n\
                Content-Type: application/octet-stream\nContent-Disposition: attachment; filename*0*=gb18030''%BE%F6; filename*1*=%CB%E3.txt\n\
                Content-Transfer-Encoding: base64\n\nusjL49fcvMY=\n--B--\n";
    let mailbox = format!("From a@b.cn Tue May 12 10:00:00 2026\n{mail}\nFrom a@b.cn Tue May 12 11:00:00 2026\n{mail}");
    let attribute = |level: u8, id: u32, data: &[u8]| {
        [&[level][..], &id.to_le_bytes(), &u32::try_from(data.len()).expect("small").to_le_bytes(), data, &[0, 0]]
            .concat()
    };
    let winmail = [
        b"\x78\x9f\x3e\x22\x01\0".to_vec(),
        attribute(2, 0x0006_9002, &[0; 14]),
        attribute(2, 0x0001_8010, b"a.txt\0"),
        attribute(2, 0x0006_800f, "合计15000元".as_bytes()),
        attribute(
            2,
            0x0006_9005,
            &[1, 0, 0, 0, 0x1e, 0, 7, 0x37, 1, 0, 0, 0, 6, 0, 0, 0, b'b', b'.', b't', b'x', b't', 0, 0, 0],
        ),
    ]
    .concat();
    vec![
        ("a.ofd", package(&[
            ("OFD.xml", &format!("{part}<ofd:OFD xmlns:ofd='x'><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>")),
            ("Doc_0/Document.xml", &format!("{part}<ofd:Document xmlns:ofd='x'><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID='1' BaseLoc='Pages/Page_0/Content.xml'/></ofd:Pages></ofd:Document>")),
            ("Doc_0/Pages/Page_0/Content.xml", &format!("{part}<ofd:Page xmlns:ofd='x'><ofd:Content><ofd:Layer><ofd:TextObject Boundary='20 20 100 5' Size='4'><ofd:TextCode X='0' Y='4'>示例学会年会通知</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>")),
        ])),
        ("a.pptx", package(&[
            ("[Content_Types].xml", &format!("{part}<Types/>")),
            ("ppt/presentation.xml", &format!("{part}<p:presentation xmlns:p='p' xmlns:r='r'><p:sldIdLst><p:sldId id='1' r:id='r1'/></p:sldIdLst></p:presentation>")),
            ("ppt/_rels/presentation.xml.rels", &format!("{part}<Relationships><Relationship Id='r1' Target='slides/slide1.xml'/></Relationships>")),
            ("ppt/slides/slide1.xml", &format!("{part}<p:sld xmlns:p='p' xmlns:a='a'><p:sp><p:txBody><a:p><a:r><a:t>示例学会年会</a:t></a:r></a:p></p:txBody></p:sp></p:sld>")),
        ])),
        ("a.odt", package(&[
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", &format!("{part}<office:document-content xmlns:office='o' xmlns:text='t'><office:body><office:text><text:p>示例学会年会通知</text:p></office:text></office:body></office:document-content>")),
        ])),
        ("a.rtf", b"{\\rtf1\\ansi\\ansicpg936 {\\b \\'ca\\'be\\'c0\\'fd}\\par \\trowd\\cellx100\\cellx200 a\\cell b\\cell\\row}".to_vec()),
        ("a.html", "<html><head><meta charset=gbk></head><body><table><tr><td rowspan=2>甲<td>乙<tr><td>丙</table></body></html>".into()),
        ("a.csv", "姓名,金额\n\"张三\",500\n李四,\"1,000\"\n".into()),
        ("a.txt", "关于举办示例学术年会的通知\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n".into()),
        ("a.xml", format!("{part}<a:EInvoice xmlns:a='x'><a:Header><a:EIid>26452000001966310048</a:EIid></a:Header></a:EInvoice>").into_bytes()),
        ("a.eml", mail.into()),
        ("a.mbox", mailbox.into_bytes()),
        ("a.emlx", format!("{}\n{mail}<?xml version=\"1.0\"?><plist/>", mail.len()).into_bytes()),
        ("winmail.dat", winmail),
        ("a.zip", package(&[("甲/a.txt", "1"), ("甲/A.txt", "2"), ("b.csv", "x,y\n1,2\n")])),
    ]
}

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("a part");
    }
    zip.finish().expect("a package").into_inner()
}

/// Chance that repeats itself.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n.max(1) as u64).expect("below a usize")
    }

    /// Spoils what is inside a package three times of four: checksums would stop most of what is done to the package itself.
    pub fn spoil(&mut self, bytes: &[u8], other: &[u8]) -> Vec<u8> {
        let inside = if self.below(4) > 0 { self.spoil_member(bytes) } else { None };
        inside.unwrap_or_else(|| self.spoil_bytes(bytes, other))
    }

    fn spoil_member(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        const LARGEST: u64 = 1 << 20;
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
        let chosen = self.below(archive.len());
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for i in 0..archive.len() {
            let Ok(member) = archive.by_index(i) else { continue };
            let name = String::from_utf8_lossy(member.name_raw()).into_owned();
            let mut content = Vec::new();
            let _ = member.take(LARGEST).read_to_end(&mut content);
            if i == chosen {
                content = self.spoil_bytes(&content, bytes);
            }
            out.start_file(name, stored).ok()?;
            out.write_all(&content).ok()?;
        }
        Some(out.finish().ok()?.into_inner())
    }

    fn spoil_bytes(&mut self, bytes: &[u8], other: &[u8]) -> Vec<u8> {
        const WORDS: [&[u8]; 12] = [
            b"\xff\xff\xff\xff",
            b"\0\0\0\0",
            b"\x7f\xff\xff\xff",
            b"99999999999999999999",
            b"-1",
            b"<",
            b"\"",
            b"&#0;",
            b"1e999",
            b"<a><a><a><a>",
            b"\xf0\x9f\x98\x80",
            b"2026-02-30",
        ];
        let mut out = bytes.to_vec();
        if out.is_empty() {
            return WORDS[self.below(WORDS.len())].to_vec();
        }
        for _ in 0..=self.below(3) {
            let at = self.below(out.len());
            let length = self.below(3_000).min(out.len() - at);
            match self.below(6) {
                0 => {
                    for _ in 0..[1, 8, 64, 400][self.below(4)] {
                        let at = self.below(out.len());
                        out[at] = self.below(256).to_le_bytes()[0];
                    }
                }
                1 => out.truncate(at.max(1)),
                2 => {
                    let from = self.below(other.len());
                    let taken: Vec<u8> = other[from..].iter().take(self.below(4_000)).copied().collect();
                    out.splice(at..at + length, taken);
                }
                3 => {
                    let again = out[at..at + length].repeat([1, 2, 20][self.below(3)]);
                    out.splice(at..at, again);
                }
                4 => out[at] ^= 1 << self.below(8),
                _ => {
                    let word = WORDS[self.below(WORDS.len())];
                    out.splice(at..at + word.len().min(length), word.iter().copied());
                }
            }
            if out.is_empty() {
                out.push(0);
            }
        }
        out
    }
}

/// Every reader on spoilt files, through real workers, for `YANSHEN_FUZZ_SECONDS` each (60). Findings are kept in
/// `YANSHEN_FUZZ_KEEP`; `YANSHEN_FUZZ_PROGRAM` is the program that reads, `YANSHEN_FUZZ_KINDS` names kinds (docx,pdf):
/// `cargo test --test integration fuzz -- --ignored --nocapture`.
#[test]
#[ignore = "takes as long as it is told to"]
fn readers_stand_fuzzing() {
    use std::time::{Duration, Instant};

    use yanshen::ingest::{Limits, Options, discover, read_dossiers};
    use yanshen::model::Problem;

    let set = |name: &str| std::env::var(name).ok();
    let seconds: u64 = set("YANSHEN_FUZZ_SECONDS").and_then(|n| n.parse().ok()).unwrap_or(60);
    let program = set("YANSHEN_FUZZ_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_yanshen").to_owned());
    let keep = set("YANSHEN_FUZZ_KEEP").map(std::path::PathBuf::from);
    let wanted = set("YANSHEN_FUZZ_KINDS");
    let start = set("YANSHEN_FUZZ_SEED").and_then(|n| n.parse().ok()).unwrap_or(0x9e37_79b9_7f4a_7c15);
    let mut chance = Chance(start);
    let seeds = seeds();
    let mut kinds: Vec<&str> = seeds.iter().map(|(kind, ..)| kind.as_str()).collect();
    kinds.dedup();
    kinds.retain(|k| wanted.as_ref().is_none_or(|w| w.split(',').any(|one| one == *k)));
    kinds.sort_unstable();
    kinds.dedup();
    let limits = Limits { stall_seconds: 20, ..Limits::default() };
    let options = Options { program: Some(program.into()), jobs: 1, limits, ..Options::default() };
    for kind in kinds {
        let of_kind: Vec<_> = seeds.iter().filter(|(k, ..)| k == kind).collect();
        let (began, mut executions, mut findings) = (Instant::now(), 0u64, 0u64);
        while began.elapsed() < Duration::from_secs(seconds) {
            let dir = tempfile::tempdir().expect("a directory");
            let folder = dir.path().join("a");
            fs::create_dir(&folder).expect("a directory");
            for n in 0..40 {
                let (_, name, bytes) = of_kind[chance.below(of_kind.len())];
                let other = &seeds[chance.below(seeds.len())].2;
                fs::write(folder.join(format!("{n:02}-{name}")), chance.spoil(bytes, other)).expect("written");
            }
            let sources = discover(dir.path()).expect("a dossier").dossiers;
            let dossiers = read_dossiers(&sources, &options, &|_| {}).expect("workers can be started");
            executions += 40;
            for document in &dossiers[0].documents {
                let lost = document.problems.iter().find(|p| matches!(p, Problem::WorkerLost(_)));
                let Some(why) = lost else { continue };
                findings += 1;
                let outer = document.path.split('/').next().unwrap_or_default();
                eprintln!("  {kind}: {}: {why:?}", document.path);
                if let Some(keep) = &keep {
                    let _ = fs::create_dir_all(keep);
                    let _ = fs::copy(folder.join(outer), keep.join(format!("{kind}-{findings}-{outer}")));
                }
            }
        }
        eprintln!("{kind}: {executions} executions in {:?}, {findings} findings", began.elapsed());
    }
}
