//! A file that was cut off has lost its table of objects, and often the list of its pages. The pages whose objects are still
//! there are listed anew, so that what is left can be read; the file stays named as damaged.

use std::fmt::Write as _;

/// Objects and pages looked for.
const MOST_OBJECTS: usize = 200_000;
const MOST_PAGES: usize = 5_000;

/// The file with a list of its remaining pages; nothing where none remain.
pub fn rebuilt(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.get(..1024.min(bytes.len()))?.windows(5).any(|w| w == b"%PDF-") {
        return None;
    }
    let objects = objects(bytes);
    let highest = objects.iter().map(|(number, _, _)| *number).max()?;
    let mut kids = String::new();
    let mut count = 0;
    for (number, generation, body) in &objects {
        if count < MOST_PAGES && is_page(body) {
            let _ = write!(kids, "{number} {generation} R ");
            count += 1;
        }
    }
    if count == 0 {
        return None;
    }
    let last = |word: &[u8]| bytes.windows(word.len()).rposition(|w| w == word);
    let mut out = bytes.to_vec();
    // The cut may have gone through a stream.
    if last(b"stream\n").max(last(b"stream\r")) > last(b"endstream").map(|at| at + 3) {
        out.extend_from_slice(b"\nendstream");
    }
    let (catalog, pages) = (highest.checked_add(1)?, highest.checked_add(2)?);
    let tail = format!(
        "\nendobj\n{catalog} 0 obj\n<< /Type /Catalog /Pages {pages} 0 R >>\nendobj\n{pages} 0 obj\n<< /Type /Pages /Kids [ {kids}] \
         /Count {count} /MediaBox [0 0 595 842] >>\nendobj\ntrailer\n<< /Root {catalog} 0 R /Size {} >>\nstartxref\n0\n%%EOF\n",
        pages.checked_add(1)?
    );
    out.extend_from_slice(tail.as_bytes());
    Some(out)
}

/// Number, generation and beginning of each object.
fn objects(bytes: &[u8]) -> Vec<(u32, u32, &[u8])> {
    const BODY: usize = 4_000;
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(at) = bytes.get(from..).and_then(|b| b.windows(4).position(|w| w == b" obj")).map(|at| at + from) {
        from = at + 4;
        let head = bytes.get(at.saturating_sub(24)..at).unwrap_or_default();
        let text = String::from_utf8_lossy(head);
        let mut words = text.rsplit(|c: char| c.is_whitespace());
        let (generation, number) = (words.next().map(str::parse), words.next().map(str::parse));
        if let (Some(Ok(generation)), Some(Ok(number))) = (generation, number) {
            let body = bytes.get(from..(from + BODY).min(bytes.len())).unwrap_or_default();
            let end = body.windows(6).position(|w| w == b"endobj").unwrap_or(body.len());
            out.push((number, generation, body.get(..end).unwrap_or_default()));
        }
        if out.len() >= MOST_OBJECTS {
            break;
        }
    }
    out
}

fn is_page(body: &[u8]) -> bool {
    let text: String = String::from_utf8_lossy(body).split_whitespace().collect();
    text.split("/Type/Page").skip(1).any(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remaining_pages_are_listed_and_a_file_without_any_is_left() {
        let cut =
            b"%PDF-1.4\n1 0 obj\n<< /Type /Page /Contents 2 0 R >>\nendobj\n2 0 obj\n<< /Length 99 >>\nstream\nBT (ab";
        let whole = rebuilt(cut).expect("a page remains");
        let text = String::from_utf8_lossy(&whole);
        assert!(text.contains("/Kids [ 1 0 R ]") && text.contains("/Root 3 0 R") && text.contains("(ab\nendstream"));
        assert!(rebuilt(b"%PDF-1.4\n1 0 obj\n<< /Type /Pages >>\nendobj").is_none());
        assert!(rebuilt(b"no such file").is_none());
    }
}
