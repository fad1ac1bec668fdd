//! Table rules in a page image: long thin dark runs. They are taken out (recognition reads them as letters) and kept as rules
//! (cells are rebuilt from them).

use image::{GrayImage, Luma};
use pdfni::{EdgePart, Orientation};

/// Darker than this is ink, on an even background.
const INK: u8 = 150;
/// Pixels a rule may be thick.
const THICK: u32 = 9;
/// Pixels a stroke must be long to be no stroke of a character (at 200 dpi, characters of 26 points are 72 high).
const LONG: u32 = 90;
/// Pixels a rule may be interrupted.
const GAP: u32 = 3;

/// A rule in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    across: bool,
    /// Along the rule.
    from: u32,
    to: u32,
    /// Across the rule: first and last line of pixels.
    first: u32,
    last: u32,
}

impl Rule {
    pub fn in_points(&self, pixels_per_point: f64) -> EdgePart {
        let along = (f64::from(self.from) / pixels_per_point, f64::from(self.to) / pixels_per_point);
        let middle = f64::from(self.first + self.last) / 2.0 / pixels_per_point;
        if self.across {
            EdgePart {
                orientation: Orientation::Horizontal,
                left: along.0,
                right: along.1,
                top: middle,
                bottom: middle,
            }
        } else {
            EdgePart { orientation: Orientation::Vertical, left: middle, right: middle, top: along.0, bottom: along.1 }
        }
    }
}

/// Finds rules and paints them over. A page without at least two rules each way has no table, and keeps what it has.
pub fn take_out(image: &mut GrayImage) -> Vec<Rule> {
    let mut found = runs(image, true);
    let across = found.len();
    found.extend(runs(image, false));
    if across < 2 || found.len() - across < 2 {
        return Vec::new();
    }
    for rule in &found {
        paint(image, rule);
    }
    found
}

/// Long runs line by line, neighbours joined; thick ones are pictures, not rules.
fn runs(image: &GrayImage, across: bool) -> Vec<Rule> {
    let (length, lines) = if across { image.dimensions() } else { (image.height(), image.width()) };
    let dark = |along: u32, line: u32| {
        let (x, y) = if across { (along, line) } else { (line, along) };
        image.get_pixel(x, y).0[0] < INK
    };
    let mut open: Vec<Rule> = Vec::new();
    let mut done: Vec<Rule> = Vec::new();
    for line in 0..lines {
        let mut here: Vec<(u32, u32)> = Vec::new();
        let (mut start, mut last) = (None::<u32>, 0);
        for at in 0..length {
            if dark(at, line) {
                start.get_or_insert(at);
                last = at;
            } else if let Some(from) = start
                && at - last > GAP
            {
                here.push((from, last));
                start = None;
            }
        }
        here.extend(start.map(|from| (from, last)));
        here.retain(|(from, to)| to - from >= LONG);
        for (from, to) in here {
            // A rule that runs slightly aslant goes on in the next line of pixels, a little further along.
            let joined = open.iter_mut().find(|r| line - r.last <= 2 && from <= r.to + LONG && to + LONG >= r.from);
            match joined {
                Some(rule) => {
                    *rule = Rule { from: rule.from.min(from), to: rule.to.max(to), last: line, ..*rule };
                }
                None => open.push(Rule { across, from, to, first: line, last: line }),
            }
        }
        let (ended, going) = open.into_iter().partition(|r: &Rule| line - r.last > 2);
        open = going;
        done.extend::<Vec<Rule>>(ended);
    }
    done.extend(open);
    done.retain(|r| r.last - r.first < THICK + (r.to - r.from) / 150);
    done
}

/// White where the ink is no thicker than a rule, so that characters that touch it stay.
fn paint(image: &mut GrayImage, rule: &Rule) {
    let reach = 2;
    let lines = if rule.across { image.height() } else { image.width() };
    for along in rule.from..=rule.to {
        let pixel = |line: u32| if rule.across { (along, line) } else { (line, along) };
        let (mut first, mut last) = (rule.first.saturating_sub(reach), (rule.last + reach).min(lines - 1));
        let dark = |line: u32, image: &GrayImage| {
            let (x, y) = pixel(line);
            image.get_pixel(x, y).0[0] < 200
        };
        while first > 0 && last - first < 40 && dark(first, image) {
            first -= 1;
        }
        while last + 1 < lines && last - first < 40 && dark(last, image) {
            last += 1;
        }
        if last - first > (rule.last - rule.first) + 2 * reach + 6 {
            continue;
        }
        for line in first..=last {
            let (x, y) = pixel(line);
            image.put_pixel(x, y, Luma([255]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> GrayImage {
        let mut image = GrayImage::from_pixel(600, 400, Luma([255]));
        let mut rule = |x0: u32, x1: u32, y0: u32, y1: u32| {
            for (x, y) in (x0..x1).flat_map(|x| (y0..y1).map(move |y| (x, y))) {
                image.put_pixel(x, y, Luma([0]));
            }
        };
        for y in [50, 150, 250] {
            rule(50, 550, y, y + 3);
        }
        for x in [50, 300, 547] {
            rule(x, x + 3, 50, 253);
        }
        image
    }

    #[test]
    fn rules_are_found_and_painted_over() {
        let mut image = page();
        let found = take_out(&mut image);
        assert_eq!((found.iter().filter(|r| r.across).count(), found.iter().filter(|r| !r.across).count()), (3, 3));
        assert!(image.pixels().all(|p| p.0[0] > 200));
        let top = found[0].in_points(2.0);
        assert_eq!((top.left, top.right, top.top), (25.0, 274.5, 25.5));
    }

    #[test]
    fn a_dash_and_a_dark_picture_are_left_alone() {
        let mut image = GrayImage::from_pixel(600, 400, Luma([255]));
        for (x, y) in (100..150).flat_map(|x| (100..104).map(move |y| (x, y))) {
            image.put_pixel(x, y, Luma([0]));
        }
        for (x, y) in (200..500).flat_map(|x| (200..300).map(move |y| (x, y))) {
            image.put_pixel(x, y, Luma([0]));
        }
        let before = image.clone();
        assert!(take_out(&mut image).is_empty());
        assert!(image == before);
    }
}
