//! Archives, member by member, in memory: what zip, 7z and rar have in common. Names are decoded (Chinese archives carry
//! GBK) and sanitised, litter is set aside, limits are kept, settings are picked out, members of one name are kept apart.
//! Nothing is written anywhere, so a hostile name can do no harm beyond looking odd, and is noted. Passwords are not asked for.

use std::io::Cursor;

use zip::unstable::read::ZipIterable;

use super::damage::damaged;
use super::members::{Walk, Walking, fill};
use super::named::is_volume_name;
use super::names::decode_name;
use super::read::{Read, Session};
use super::sniff::last_disk;
use super::{rar, seven};
use crate::model::{Format, Problem};

pub fn read(session: &mut Session<'_>, path: &str, format: Format, bytes: &[u8], depth: u32) -> Read {
    let limits = session.limits;
    if depth >= limits.archive_depth {
        return Read::failed(Problem::Limit(format!("压缩包嵌套超过 {} 层", limits.archive_depth)));
    }
    let mut walk = Walk::new(session, path, depth, limits.unpacked(bytes.len()));
    let opened = match format {
        Format::SevenZip => seven::read(&mut walk, bytes),
        Format::Rar => rar::read(&mut walk, bytes),
        _ => zip(&mut walk, bytes),
    };
    let mut read = walk.ended();
    if let Err(problem) = opened {
        // One volume of several is no damaged file: the rest is elsewhere.
        let alone = matches!(problem, Problem::Damaged(_)) && is_volume_name(path);
        read.problems.push(if alone { Problem::Volume } else { problem });
    }
    read
}

fn zip(walk: &mut Walk<'_, '_>, bytes: &[u8]) -> Result<(), Problem> {
    if last_disk(bytes).is_some_and(|number| number > 0) {
        return Err(Problem::Volume);
    }
    let opened = ZipIterable::try_new(Cursor::new(bytes), zip::read::Config::default());
    let mut zip = opened.map_err(|e| zip_trouble(&e))?;
    let mut source = Cursor::new(bytes);
    for (entry, number) in zip.files().map_err(|e| zip_trouble(&e))?.zip(1..) {
        if walk.count() == Walking::Stop {
            break;
        }
        let Ok(entry) = entry else {
            walk.read
                .problems
                .push(Problem::Damaged(format!("压缩包目录在第 {number} 个文件处中断，其后的文件未读取")));
            break;
        };
        let name = decode_name(entry.name_raw());
        if entry.is_dir() || entry.is_symlink() || name.ends_with(['/', '\\']) {
            continue;
        }
        let Some(member) = walk.admit(&name) else { continue };
        if entry.encrypted() {
            walk.unread(&member, Problem::Encrypted);
            continue;
        }
        let (content, trouble) = match entry.with_reader(&mut source, zip::ZipReadOptions::new()) {
            Ok(mut entry) => fill(&mut entry, walk.room()),
            Err(e) => (Vec::new(), Some(zip_trouble(&e))),
        };
        if walk.take(&member, content, trouble) == Walking::Stop {
            break;
        }
    }
    Ok(())
}

fn zip_trouble(e: &zip::result::ZipError) -> Problem {
    match e {
        // An entry locked in a way that its flags do not tell.
        zip::result::ZipError::UnsupportedArchive(why) if why.to_lowercase().contains("password") => Problem::Encrypted,
        zip::result::ZipError::UnsupportedArchive(_) => Problem::Unsupported("zip".into()),
        e => damaged(e),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Limits;

    /// Name, flags, extra field, data.
    type Stored<'a> = (&'a [u8], u16, &'a [u8], &'a [u8]);

    /// A stored zip made by hand.
    fn zip(members: &[Stored<'_>], disk: u16) -> Vec<u8> {
        let (mut out, mut central) = (Vec::new(), Vec::new());
        for (name, flags, extra, data) in members {
            let at = u32::try_from(out.len()).unwrap();
            let size = u32::try_from(data.len()).unwrap().to_le_bytes();
            let lengths =
                [u16::try_from(name.len()).unwrap().to_le_bytes(), u16::try_from(extra.len()).unwrap().to_le_bytes()]
                    .concat();
            let common =
                [&[20, 0][..], &flags.to_le_bytes(), &[0; 6], &crc32(data).to_le_bytes(), &size, &size, &lengths]
                    .concat();
            out.extend([b"PK\x03\x04", &common[..], name, extra, data].concat());
            central.extend([b"PK\x01\x02\x14\0", &common[..], &[0; 10], &at.to_le_bytes(), name, extra].concat());
        }
        let (size, at, count) = (central.len(), out.len(), u16::try_from(members.len()).unwrap().to_le_bytes());
        out.extend(central);
        let number = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
        let disk = disk.to_le_bytes();
        out.extend([b"PK\x05\x06", &disk[..], &disk, &count, &count, &number(size), &number(at), &[0, 0]].concat());
        out
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |crc, b| {
            (0..8).fold(crc ^ u32::from(*b), |c, _| if c & 1 == 1 { c >> 1 ^ 0xedb8_8320 } else { c >> 1 })
        })
    }

    fn paths(bytes: &[u8]) -> Vec<String> {
        crate::ingest::read_bytes("材料.zip", bytes, &Limits::default()).into_iter().map(|d| d.path).collect()
    }

    #[test]
    fn names_in_zips_are_read_whatever_the_flag_says() {
        let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
        const UTF8: u16 = 0x0800;
        let bytes = zip(
            &[
                (&gbk("甲/通知.txt"), UTF8, b"", b"1"),
                (&gbk("甲\\签约.txt"), 0, b"", b"2"),
                ("甲/总结.txt".as_bytes(), 0, b"", b"3"),
                ("甲/图片.txt".as_bytes(), UTF8, b"", b"4"),
            ],
            0,
        );
        let expected = [
            "材料.zip",
            "材料.zip/甲/图片.txt",
            "材料.zip/甲/总结.txt",
            "材料.zip/甲/签约.txt",
            "材料.zip/甲/通知.txt",
        ];
        assert_eq!(paths(&bytes), expected);
    }

    #[test]
    fn a_unicode_path_field_overrides_the_name_it_belongs_to() {
        let field = |of: &[u8]| {
            let name = "新闻稿.txt".as_bytes();
            let size = u16::try_from(5 + name.len()).unwrap().to_le_bytes();
            [&[0x75, 0x70][..], &size, &[1], &crc32(of).to_le_bytes(), name].concat()
        };
        let bytes = zip(&[(b"XWG~1.TXT", 0, &field(b"XWG~1.TXT"), b"1")], 0);
        assert_eq!(paths(&bytes), ["材料.zip", "材料.zip/新闻稿.txt"]);
        let stale = zip(&[(b"renamed.txt", 0, &field(b"XWG~1.TXT"), b"1")], 0);
        assert_eq!(paths(&stale), ["材料.zip", "材料.zip/renamed.txt"]);
    }

    #[test]
    fn one_name_twice_is_read_twice_and_said_once() {
        let name = "决算表.txt".as_bytes();
        let composed = "\u{30ac}A.TXT".as_bytes();
        let bytes = zip(
            &[
                (name, 0, b"", b"1"),
                (name, 0, b"", b"22"),
                (name, 0, b"", b"333"),
                (composed, 0, b"", b"4"),
                ("\u{30ab}\u{3099}a.txt".as_bytes(), 0, b"", b"5"),
            ],
            0,
        );
        let documents = crate::ingest::read_bytes("材料.zip", &bytes, &Limits::default());
        let shown: Vec<(&str, String)> = documents
            .iter()
            .skip(1)
            .map(|d| (d.path.strip_prefix("材料.zip/").unwrap(), d.text().trim().to_owned()))
            .collect();
        let expected = [
            ("\u{30ab}\u{3099}a(2).txt", "5"),
            ("\u{30ac}A.TXT", "4"),
            ("决算表(2).txt", "22"),
            ("决算表(3).txt", "333"),
            ("决算表.txt", "1"),
        ];
        assert_eq!(shown, expected.map(|(p, t)| (p, t.to_owned())));
        assert_eq!(documents[0].problems, [Problem::SameName("后一个“决算表.txt”记为“决算表(2).txt”等 3 处".into())]);
        assert_eq!(documents[0].coverage, crate::model::Coverage::Full);
        let apart = zip(&[(b"a/x.txt", 0, b"", b"1"), (b"b/x.txt", 0, b"", b"2"), (b"x(2).txt", 0, b"", b"3")], 0);
        assert!(crate::ingest::read_bytes("材料.zip", &apart, &Limits::default())[0].problems.is_empty());
    }

    #[test]
    fn a_volume_of_a_split_zip_is_named_as_such() {
        let problems =
            |name: &str, bytes: &[u8]| crate::ingest::read_bytes(name, bytes, &Limits::default()).remove(0).problems;
        let last = zip(&[(b"a.txt", 0, b"", b"1")], 2);
        assert_eq!(problems("材料.zip", &last), [Problem::Volume]);
        assert_eq!(problems("材料.zip", &last[20..]), [Problem::Volume]);
        assert_eq!(problems("材料.z01", &[b"PK\x07\x08", &last[..40]].concat()), [Problem::Volume]);
        assert_eq!(problems("材料.zip.002", &[0, 1, 2, 3, 0xff, 0xfe]), [Problem::Volume]);
        let encrypted = zip(&[(b"a.txt", 1, b"", b"0123456789abc")], 0);
        let documents = crate::ingest::read_bytes("材料.zip", &encrypted, &Limits::default());
        assert_eq!(documents[1].problems, [Problem::Encrypted]);
    }
}
