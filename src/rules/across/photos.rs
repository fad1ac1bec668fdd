//! The same photo in two projects (X03), as a file or inside a paper: by its bytes, or by the hash of its look, which scaling and
//! packing anew leave alone.
//!
//! Pages, drawings, emblems and tiny or plain pictures look alike without being the same: they are left out.

use std::collections::{BTreeMap, BTreeSet};

use super::finding;
use crate::model::audit::CrossFinding;
use crate::model::document::Image;
use crate::model::pack::Rule;
use crate::model::{DocId, DocKind, Document, DossierAudit, Evidence, Place, Status};

/// Bits of 64 in which the hashes of one photo may differ after scaling and packing. Different photos differ in some 30.
const NEAR: u32 = 5;
/// The hash in this many parts: two hashes that differ in at most [`NEAR`] bits agree in one of them.
const PARTS: u32 = NEAR + 1;
/// A picture has few or many brighter left neighbours when it is plain or one slope.
const LIVELY: std::ops::RangeInclusive<u32> = 12..=52;
/// Shorter side in pixels below which a picture is an icon.
const TINY: u32 = 200;
/// Pixels to a byte above which a picture is drawn, not taken.
const FLAT: u64 = 40;
/// A square picture up to this side is an emblem, a seal or a code.
const EMBLEM: u32 = 800;
/// Characters recognised in a picture from which on it is a page.
const PAGE: usize = 80;
/// A look in more dossiers than this is a sign that all use.
const COMMON: usize = 4;
/// Below this size in bytes nothing is a photo.
const SMALL: u64 = 2_000;

struct Photo<'a> {
    dossier: usize,
    doc: DocId,
    path: &'a str,
    /// Of the photo in its file.
    place: Place,
    sha256: &'a str,
    /// The look, where it can be relied on: hash, width, height.
    look: Option<(u64, u32, u32)>,
}

impl Photo<'_> {
    fn called(&self) -> String {
        match self.place {
            Place::Picture(n) => format!("{}第{n}张图片", self.path),
            Place::Page(n) => format!("{}第{n}页的图片", self.path),
            _ => self.path.to_owned(),
        }
    }
}

pub fn photos(rule: &Rule, dossiers: &[DossierAudit]) -> Vec<CrossFinding> {
    let photos = gather(dossiers);
    let mut links: Vec<(usize, usize)> = same_bytes(&photos);
    links.extend(same_look(&photos));
    let mut leader: Vec<usize> = (0..photos.len()).collect();
    for (a, b) in links {
        let (a, b) = (find(&leader, a), find(&leader, b));
        if let Some(slot) = leader.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
    let mut groups: BTreeMap<usize, Vec<&Photo<'_>>> = BTreeMap::new();
    for (i, photo) in photos.iter().enumerate() {
        groups.entry(find(&leader, i)).or_default().push(photo);
    }
    groups.values().filter_map(|g| told(rule, dossiers, g)).collect()
}

fn find(leader: &[usize], mut at: usize) -> usize {
    while let Some(up) = leader.get(at).filter(|up| **up != at) {
        at = *up;
    }
    at
}

fn gather(dossiers: &[DossierAudit]) -> Vec<Photo<'_>> {
    let mut out = Vec::new();
    for (dossier, d) in dossiers.iter().enumerate() {
        let mut seen = BTreeSet::new();
        for (doc, document) in d.dossier.iter() {
            let path = document.path.as_str();
            // Inside a paper only what surely is a photo: letterheads and drawings are shared by many.
            for picture in &document.pictures {
                let Image { width, height, .. } = picture.image;
                let look = picture.image.dhash.filter(|h| is_lively(*h, &picture.image, picture.size));
                let sha256 = picture.sha256.as_str();
                if let Some(hash) = look.filter(|_| !is_emblem(&picture.image) && seen.insert(sha256)) {
                    let (place, look) = (picture.place.clone(), Some((hash, width, height)));
                    out.push(Photo { dossier, doc, path, place, sha256, look });
                }
            }
            let Some(image) = document.image.as_ref().filter(|_| document.size > SMALL) else { continue };
            let sha256 = document.sha256.as_str();
            if is_sign(document, image) || !seen.insert(sha256) {
                continue;
            }
            let is_photo = matches!(d.kinds.main_kind(doc), DocKind::Photo | DocKind::Other) && !is_page(document);
            let look = image.dhash.filter(|h| is_photo && is_lively(*h, image, document.size));
            let look = look.map(|h| (h, image.width, image.height));
            out.push(Photo { dossier, doc, path, place: Place::Whole, sha256, look });
        }
    }
    out
}

/// Emblems, seals and codes: by size and shape, or by name.
fn is_sign(document: &Document, image: &Image) -> bool {
    const NAMES: [&str; 9] = ["logo", "图标", "徽标", "会徽", "标志", "印章", "公章", "二维码", "签名"];
    let name = document.name().to_lowercase();
    is_emblem(image) || NAMES.iter().any(|n| name.contains(n))
}

/// Tiny, or square and small, as emblems, seals and codes (二维码) are.
fn is_emblem(image: &Image) -> bool {
    let (short, long) = (image.width.min(image.height), image.width.max(image.height));
    let square = long <= EMBLEM && (long - short) * 50 <= long;
    short > 0 && (short < TINY || square)
}

/// Text was recognised in it: one page of print looks much like another.
fn is_page(document: &Document) -> bool {
    document.blocks.iter().map(crate::model::Block::chars).sum::<usize>() >= PAGE
}

fn is_lively(hash: u64, image: &Image, size: u64) -> bool {
    let pixels = u64::from(image.width) * u64::from(image.height);
    LIVELY.contains(&hash.count_ones()) && pixels <= size.saturating_mul(FLAT)
}

fn same_bytes(photos: &[Photo<'_>]) -> Vec<(usize, usize)> {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    let mut out = Vec::new();
    for (i, photo) in photos.iter().enumerate() {
        let one = *first.entry(photo.sha256).or_insert(i);
        if one != i {
            out.push((one, i));
        }
    }
    out
}

/// Photos of two dossiers whose hashes are near and whose shapes agree. Only those that agree in a part are compared.
fn same_look(photos: &[Photo<'_>]) -> BTreeSet<(usize, usize)> {
    let mut index: Vec<(u32, u64, usize)> = Vec::new();
    for (i, photo) in photos.iter().enumerate() {
        let Some((hash, ..)) = photo.look else { continue };
        index.extend((0..PARTS).map(|part| (part, bits(hash, part), i)));
    }
    index.sort_unstable();
    let mut out = BTreeSet::new();
    for run in index.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)) {
        for (n, (_, _, a)) in run.iter().enumerate() {
            for (_, _, b) in run.iter().skip(n + 1) {
                if let (Some(x), Some(y)) = (photos.get(*a), photos.get(*b))
                    && x.dossier != y.dossier
                    && looks_same(x.look, y.look)
                {
                    out.insert((*a, *b));
                }
            }
        }
    }
    out
}

/// Part of a hash: the first ones have 11 bits, the last the rest.
fn bits(hash: u64, part: u32) -> u64 {
    const WIDE: u32 = 64_u32.div_ceil(PARTS);
    hash.checked_shr(part * WIDE).unwrap_or(0) & ((1 << WIDE) - 1)
}

fn looks_same(a: Option<(u64, u32, u32)>, b: Option<(u64, u32, u32)>) -> bool {
    let (Some((x, w, h)), Some((y, v, k))) = (a, b) else { return false };
    let (one, other) = (u64::from(w) * u64::from(k), u64::from(v) * u64::from(h));
    (x ^ y).count_ones() <= NEAR && one.abs_diff(other) * 20 <= one.max(other)
}

fn told(rule: &Rule, dossiers: &[DossierAudit], group: &[&Photo<'_>]) -> Option<CrossFinding> {
    let owners: BTreeSet<usize> = group.iter().map(|p| p.dossier).collect();
    let shas: BTreeSet<&str> = group.iter().map(|p| p.sha256).collect();
    let same = shas.len() == 1;
    if owners.len() < 2 || !same && owners.len() > COMMON {
        return None;
    }
    let names: Vec<String> =
        group.iter().filter_map(|p| Some(format!("“{}”的{}", dossiers.get(p.dossier)?.path, p.called()))).collect();
    let message = if same {
        format!("同一张照片出现在{}，请核实。", names.join("和"))
    } else {
        format!(
            "{}看上去是同一张照片（画面指纹64位中相差{}位，不超过{NEAR}位；缩放、压缩不影响），请对照原图核实。",
            names.join("和"),
            farthest(group)
        )
    };
    let evidence = group.iter().map(|p| (p.dossier, Evidence::new(p.doc, p.place.clone(), &p.called()))).collect();
    let subject = shas.first().copied().unwrap_or_default().to_owned();
    Some(finding(rule, Status::Review, subject, message, evidence))
}

fn farthest(group: &[&Photo<'_>]) -> u32 {
    let hashes: Vec<u64> = group.iter().filter_map(|p| p.look.map(|(hash, ..)| hash)).collect();
    let nearest = |h: &u64| hashes.iter().filter(|o| *o != h).map(|o| (o ^ h).count_ones()).min();
    hashes.iter().filter_map(nearest).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: u64 = 0xa424_3b3b_aba7_0726;

    fn look(hash: u64, w: u32, h: u32) -> Option<(u64, u32, u32)> {
        Some((hash, w, h))
    }

    #[test]
    fn near_hashes_of_one_shape_are_one_photo() {
        assert!(looks_same(look(A, 4000, 3000), look(A ^ 0b1_0001, 1280, 960)));
        assert!(!looks_same(look(A, 4000, 3000), look(A ^ 0x3f, 1280, 960)), "six bits");
        assert!(!looks_same(look(A, 4000, 3000), look(A, 1000, 1000)), "another shape");
        assert!(!looks_same(look(A, 4000, 3000), None));
    }

    #[test]
    fn any_two_near_hashes_agree_in_a_part() {
        for flips in [0u64, 1, 1 << 63, 0x8000_0400_0020_0801, 0b11111, 1 << 10 | 1 << 21 | 1 << 32 | 1 << 43 | 1 << 54]
        {
            let other = A ^ flips;
            assert!(flips.count_ones() <= NEAR);
            assert!((0..PARTS).any(|p| bits(A, p) == bits(other, p)), "{flips:x}");
        }
        let whole = (0..PARTS).fold(0, |all, p| all | bits(u64::MAX, p) << (p * 11));
        assert_eq!(whole, u64::MAX, "every bit is in a part");
    }

    #[test]
    fn plain_drawn_and_tiny_pictures_are_no_photos() {
        let image = |width, height| Image { width, height, dhash: Some(A), taken: None };
        assert!(is_lively(A, &image(1200, 800), 60_000));
        assert!(!is_lively(0, &image(1200, 800), 60_000), "a blank picture");
        assert!(!is_lively(u64::MAX, &image(1200, 800), 60_000), "one slope");
        assert!(!is_lively(A, &image(1200, 800), 9_000), "a drawing");
    }
}
