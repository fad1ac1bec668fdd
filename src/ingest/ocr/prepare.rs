//! A colour picture of a page → dark ink on an even white ground, upright.

use image::{GrayImage, Luma, RgbImage, imageops};

/// Side of the squares over which the ground is taken, in pixels.
const SQUARE: u32 = 32;
/// Degrees up to which a page lies askew.
const ASKEW: f64 = 6.0;

/// The red channel, in which red seals vanish, on an even ground. A red letterhead at the top (红头) is kept.
pub fn ink(picture: &RgbImage) -> GrayImage {
    let (width, height) = picture.dimensions();
    let head = if has_letterhead(picture) { height / 3 } else { 0 };
    let channel = GrayImage::from_fn(width, height, |x, y| {
        let [r, g, b] = picture.get_pixel(x, y).0;
        Luma([if y < head { r.min(g).min(b) } else { r }])
    });
    on_even_ground(channel)
}

fn is_red([r, g, b]: [u8; 3]) -> bool {
    r > 130 && r - r.min(g.max(b)) > 70
}

/// Red ink in the top third that spreads over half the width: the issuer's name and the line below it, not a round seal.
fn has_letterhead(picture: &RgbImage) -> bool {
    let (width, height) = picture.dimensions();
    let third = height / 3;
    let step = (width / 200).max(1);
    let columns = (0..width).step_by(step as usize);
    let red = columns.clone().filter(|x| (0..third).step_by(2).any(|y| is_red(picture.get_pixel(*x, y).0))).count();
    red * 2 > columns.count()
}

/// Divides by the ground's brightness, taken square by square: shadows and grey paper turn white.
fn on_even_ground(mut image: GrayImage) -> GrayImage {
    let (width, height) = image.dimensions();
    let (columns, rows) = (width.div_ceil(SQUARE), height.div_ceil(SQUARE));
    let mut ground = GrayImage::new(columns, rows);
    for (column, row) in (0..columns).flat_map(|c| (0..rows).map(move |r| (c, r))) {
        let mut counts = [0u32; 256];
        let mut all = 0;
        for y in (row * SQUARE..((row + 1) * SQUARE).min(height)).step_by(2) {
            for x in (column * SQUARE..((column + 1) * SQUARE).min(width)).step_by(2) {
                let value = usize::from(image.get_pixel(x, y).0[0]);
                if let Some(count) = counts.get_mut(value) {
                    *count += 1;
                }
                all += 1;
            }
        }
        // The brightness that a fifth of the square exceeds.
        let mut above = 0;
        let value = (0u8..=255).rev().find(|v| {
            above += counts.get(usize::from(*v)).copied().unwrap_or(0);
            above * 5 >= all
        });
        ground.put_pixel(column, row, Luma([value.unwrap_or(255)]));
    }
    // A square full of ink takes its ground from its neighbours.
    let ground = lightest_of_neighbours(&ground);
    let ground = imageops::resize(&ground, width, height, imageops::FilterType::Triangle);
    for (pixel, ground) in image.pixels_mut().zip(ground.pixels()) {
        let ground = u32::from(ground.0[0]).max(60);
        // Nearly ground is ground: paper grain and faint shadows disappear.
        let even = (u32::from(pixel.0[0]) * 255 / ground).min(255) as u8;
        pixel.0[0] = if even > 225 { 255 } else { even };
    }
    image
}

fn lightest_of_neighbours(image: &GrayImage) -> GrayImage {
    let (width, height) = image.dimensions();
    GrayImage::from_fn(width, height, |x, y| {
        let xs = x.saturating_sub(1)..=(x + 1).min(width - 1);
        let lightest = xs
            .flat_map(|x| (y.saturating_sub(1)..=(y + 1).min(height - 1)).map(move |y| (x, y)))
            .map(|(x, y)| image.get_pixel(x, y).0[0])
            .max();
        Luma([lightest.unwrap_or(255)])
    })
}

/// Turned so that lines run level, when they run aslant by more than a quarter of a degree.
pub fn straightened(ink: &GrayImage) -> GrayImage {
    let angle = slant(ink);
    if angle.abs() < 0.2 { ink.clone() } else { rotated(ink, angle) }
}

/// Degrees by which lines fall to the right: the shear under which rows of ink differ most.
fn slant(ink: &GrayImage) -> f64 {
    let width = 700.min(ink.width());
    let height = (u64::from(ink.height()) * u64::from(width) / u64::from(ink.width().max(1))).max(1) as u32;
    let small = imageops::thumbnail(ink, width, height);
    let dots: Vec<(f64, f64)> = small
        .enumerate_pixels()
        .filter(|(_, _, p)| p.0[0] < 170)
        .map(|(x, y, _)| (f64::from(x), f64::from(y)))
        .collect();
    if dots.len() < 200 {
        return 0.0;
    }
    let contrast = |degrees: f64| {
        let slope = degrees.to_radians().tan();
        let margin = (f64::from(width) * ASKEW.to_radians().tan()).ceil();
        let mut rows = vec![0u64; height as usize + 2 * margin as usize + 2];
        for (x, y) in &dots {
            let row = (y - x * slope + margin).max(0.0) as usize;
            if let Some(count) = rows.get_mut(row) {
                *count += 1;
            }
        }
        rows.windows(2).map(|w| w.iter().fold(0i64, |d, v| *v as i64 - d).pow(2) as u64).sum::<u64>()
    };
    let best = |around: f64, reach: f64, step: f64| {
        let count = (reach / step) as i32;
        let angles = (-count..=count).map(|i| around + f64::from(i) * step);
        angles
            .map(|a| (contrast(a), a))
            .max_by(|a, b| a.0.cmp(&b.0).then(b.1.abs().total_cmp(&a.1.abs())))
            .map_or(0.0, |b| b.1)
    };
    let coarse = best(0.0, ASKEW, 0.5);
    best(coarse, 0.5, 0.1)
}

fn rotated(image: &GrayImage, degrees: f64) -> GrayImage {
    let (width, height) = image.dimensions();
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (cx, cy) = (f64::from(width) / 2.0, f64::from(height) / 2.0);
    let at = |x: i64, y: i64| match (u32::try_from(x), u32::try_from(y)) {
        (Ok(x), Ok(y)) if x < width && y < height => f64::from(image.get_pixel(x, y).0[0]),
        _ => 255.0,
    };
    GrayImage::from_fn(width, height, |x, y| {
        let (dx, dy) = (f64::from(x) - cx, f64::from(y) - cy);
        let (sx, sy) = (cx + dx * cos - dy * sin, cy + dx * sin + dy * cos);
        let (x0, y0) = (sx.floor(), sy.floor());
        let (fx, fy) = (sx - x0, sy - y0);
        let (x0, y0) = (x0 as i64, y0 as i64);
        let top = at(x0, y0) * (1.0 - fx) + at(x0 + 1, y0) * fx;
        let bottom = at(x0, y0 + 1) * (1.0 - fx) + at(x0 + 1, y0 + 1) * fx;
        Luma([(top * (1.0 - fy) + bottom * fy).round() as u8])
    })
}

/// Three fifths of the picture are bright and without colour.
pub fn is_mostly_paper(picture: &RgbImage) -> bool {
    let step = (picture.width().max(picture.height()) / 150).max(1) as usize;
    let (mut all, mut paper) = (0usize, 0usize);
    for y in (0..picture.height()).step_by(step) {
        for x in (0..picture.width()).step_by(step) {
            let [r, g, b] = picture.get_pixel(x, y).0;
            let (most, least) = (r.max(g).max(b), r.min(g).min(b));
            all += 1;
            paper += usize::from(least > 130 && most - least < 45);
        }
    }
    paper * 5 > all * 3
}

/// At least three rows of ink with blank between them: text, rather than a drawing or an empty sheet.
pub fn has_rows(picture: &RgbImage) -> bool {
    let height = picture.height().min(1_200);
    let width = (u64::from(picture.width()) * u64::from(height) / u64::from(picture.height().max(1))).max(1) as u32;
    let small = straightened(&ink(&imageops::thumbnail(picture, width, height)));
    let inked = |y: u32| (0..width).filter(|x| small.get_pixel(*x, y).0[0] < 140).count();
    let (mut rows, mut run) = (0, 0u32);
    for y in 0..height {
        if inked(y) * 50 >= width as usize {
            run += 1;
        } else {
            rows += u32::from((5..=90).contains(&run));
            run = 0;
        }
    }
    rows >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ruled(slope: f64) -> GrayImage {
        GrayImage::from_fn(800, 600, |x, y| {
            let row = f64::from(y) - f64::from(x) * slope;
            Luma([if row.rem_euclid(40.0) < 12.0 && x % 7 != 0 { 0 } else { 255 }])
        })
    }

    #[test]
    fn lines_that_fall_are_levelled_and_level_ones_stay() {
        assert!((slant(&ruled(2.0f64.to_radians().tan())) - 2.0).abs() < 0.25);
        assert!(slant(&straightened(&ruled(2.0f64.to_radians().tan()))).abs() < 0.4);
        assert!(slant(&ruled(0.0)).abs() < 0.11);
    }

    #[test]
    fn a_seal_vanishes_and_a_letterhead_stays() {
        let red = [210, 30, 40];
        let mut sealed = RgbImage::from_pixel(400, 600, image::Rgb([250, 250, 250]));
        (400..500)
            .flat_map(|y| (250..350).map(move |x| (x, y)))
            .for_each(|(x, y)| sealed.put_pixel(x, y, image::Rgb(red)));
        sealed.put_pixel(10, 10, image::Rgb([0, 0, 0]));
        let ink_of_sealed = ink(&sealed);
        assert!(ink_of_sealed.get_pixel(300, 450).0[0] > 180);
        assert!(ink_of_sealed.get_pixel(10, 10).0[0] < 60);
        let mut headed = RgbImage::from_pixel(400, 600, image::Rgb([250, 250, 250]));
        (60..100)
            .flat_map(|y| (60..340).map(move |x| (x, y)))
            .for_each(|(x, y)| headed.put_pixel(x, y, image::Rgb(red)));
        assert!(ink(&headed).get_pixel(200, 80).0[0] < 60);
    }

    #[test]
    fn shadows_turn_white() {
        let shaded = RgbImage::from_fn(400, 400, |x, y| {
            let ground = 140 + (x / 4) as u8;
            let v = if (x + y) % 50 < 3 { 30 } else { ground };
            image::Rgb([v, v, v])
        });
        let even = ink(&shaded);
        assert_eq!((even.get_pixel(20, 60).0[0], even.get_pixel(380, 60).0[0]), (255, 255));
    }
}
