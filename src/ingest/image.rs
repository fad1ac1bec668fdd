//! Pictures: size, day of recording, a hash of their look, and, with a recogniser at hand, the text in them.

use std::io::Cursor;

use image::{DynamicImage, GrayImage, ImageDecoder, ImageReader};

use super::damage::damaged;
use super::limits::Limits;
use super::ocr;
use super::read::Read;
use super::tools::Tools;
use crate::model::document::Image;
use crate::model::{Day, Problem};

/// Bytes that the pixels of one picture may take: some 80 million of them.
const MOST_MEMORY: u64 = 256 << 20;

pub fn read(bytes: &[u8], limits: &Limits, tools: &Tools, tick: &mut dyn FnMut()) -> Read {
    let Look { picture, mut image } = match look(bytes, limits) {
        Ok(look) => look,
        Err((problem, image)) => {
            let known = image.width > 0;
            return Read { image: known.then_some(image), problems: vec![problem], ..Read::default() };
        }
    };
    image.taken = taken(bytes);
    image.dhash = Some(dhash(&picture));
    let mut read = Read { image: Some(image), ..Read::default() };
    if has_more_pages(bytes) {
        read.problems.push(Problem::Skipped("多页 TIFF 图片的第2页起".into()));
    }
    let Some(program) = &tools.ocr else {
        read.problems.push(Problem::ImageNotRead);
        return read;
    };
    tick();
    let picture = picture.into_rgb8();
    // Phone pictures of papers and screens are read as pages, others for banners only.
    let page = ocr::looks_like_a_page(&picture).then(|| ocr::page(&picture, program)).flatten();
    tick();
    match page.or_else(|| ocr::photo(&picture, program)) {
        Some(found) => {
            read.problems.push(if found.is_sure() { Problem::Recognised(vec![]) } else { Problem::Unclear(vec![]) });
            read.blocks = found.blocks(1);
        }
        None => read.problems.push(Problem::ImageNotRead),
    }
    read
}

/// A picture, upright as its maker says, and its size.
pub struct Look {
    pub picture: DynamicImage,
    pub image: Image,
}

/// Size and limits are looked at before pixels are. What was learnt before it failed comes with the problem.
pub fn look(bytes: &[u8], limits: &Limits) -> Result<Look, (Problem, Image)> {
    let mut image = Image::default();
    match decode(bytes, limits, &mut image) {
        Ok(picture) => Ok(Look { picture, image }),
        Err(problem) => Err((problem, image)),
    }
}

fn decode(bytes: &[u8], limits: &Limits, image: &mut Image) -> Result<DynamicImage, Problem> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(damaged)?;
    let mut bounds = image::Limits::default();
    bounds.max_alloc = Some(MOST_MEMORY.min(limits.memory / 2));
    reader.limits(bounds);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    (image.width, image.height) = (width, height);
    if decoder.total_bytes() > MOST_MEMORY.min(limits.memory / 3) {
        return Err(Problem::Limit(format!("图片过大：{width}×{height}")));
    }
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    Ok(picture)
}

/// A TIFF of several pages, as fax programs and some scanners write it: its first directory names a next one.
fn has_more_pages(bytes: &[u8]) -> bool {
    let number = |at: usize, size: usize| -> Option<usize> {
        let raw = bytes.get(at..at.checked_add(size)?)?;
        let fold = |n: usize, b: &u8| n << 8 | usize::from(*b);
        Some(if bytes.starts_with(b"MM") { raw.iter().fold(0, fold) } else { raw.iter().rev().fold(0, fold) })
    };
    let next = || {
        let directory = number(4, 4)?;
        let entries = number(directory, 2)?;
        number(directory.checked_add(2 + entries * 12)?, 4)
    };
    (bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*")) && next().is_some_and(|n| n != 0)
}

/// The day in the EXIF block: of recording, else of digitising.
fn taken(bytes: &[u8]) -> Option<Day> {
    let exif = exif::Reader::new().read_from_container(&mut Cursor::new(bytes)).ok()?;
    let field = [exif::Tag::DateTimeOriginal, exif::Tag::DateTimeDigitized]
        .into_iter()
        .find_map(|tag| exif.get_field(tag, exif::In::PRIMARY))?;
    let exif::Value::Ascii(texts) = &field.value else { return None };
    let when = exif::DateTime::from_ascii(texts.first()?).ok()?;
    Day::new(i16::try_from(when.year).ok()?, i8::try_from(when.month).ok()?, i8::try_from(when.day).ok()?)
}

/// A photo that stands inside another file: its size and the hash of its look.
pub fn photo(look: Look) -> (Image, DynamicImage) {
    let Look { picture, image } = look;
    (Image { dhash: Some(dhash(&picture)), ..image }, picture)
}

/// Whether each of 8 × 8 squares is brighter than its right neighbour: stays when a picture is scaled or packed anew.
fn dhash(picture: &DynamicImage) -> u64 {
    let small: GrayImage = picture.thumbnail_exact(9, 8).to_luma8();
    let at = |x: u32, y: u32| small.get_pixel(x, y).0[0];
    (0..8)
        .flat_map(|y| (0..8).map(move |x| (x, y)))
        .fold(0, |bits, (x, y)| bits << 1 | u64::from(at(x, y) > at(x + 1, y)))
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, RgbImage, imageops};

    use super::*;

    fn scene() -> RgbImage {
        RgbImage::from_fn(640, 480, |x, y| {
            let wave = ((f64::from(x) / 90.0).sin() * 60.0 + (f64::from(y) / 70.0).cos() * 60.0 + 128.0) as u8;
            image::Rgb([wave, wave / 2, 255 - wave])
        })
    }

    fn packed(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    fn seen(bytes: &[u8]) -> Read {
        read(bytes, &Limits::default(), &Tools::default(), &mut || ())
    }

    #[test]
    fn every_kind_of_picture_has_its_size() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Bmp, ImageFormat::Gif, ImageFormat::Tiff] {
            let read = seen(&packed(&scene(), format));
            let image = read.image.unwrap();
            assert_eq!((image.width, image.height), (640, 480), "{format:?}");
            assert_eq!(read.problems, [Problem::ImageNotRead]);
        }
    }

    #[test]
    fn a_scaled_and_repacked_picture_keeps_its_hash_and_another_does_not() {
        let hash = |picture: &RgbImage, format| seen(&packed(picture, format)).image.unwrap().dhash.unwrap();
        let scaled = imageops::resize(&scene(), 320, 240, imageops::FilterType::Triangle);
        let (a, b) = (hash(&scene(), ImageFormat::Png), hash(&scaled, ImageFormat::Jpeg));
        assert!((a ^ b).count_ones() <= 4, "{a:x} {b:x}");
        let other = imageops::rotate90(&scene());
        assert!((a ^ hash(&other, ImageFormat::Png)).count_ones() > 10);
    }

    #[test]
    fn a_tiff_of_several_pages_says_that_only_the_first_is_read() {
        let mut tiff = packed(&scene(), ImageFormat::Tiff);
        assert_eq!(seen(&tiff).problems, [Problem::ImageNotRead]);
        let directory = u32::from_le_bytes(tiff[4..8].try_into().unwrap()) as usize;
        let entries = usize::from(u16::from_le_bytes(tiff[directory..directory + 2].try_into().unwrap()));
        tiff[directory + 2 + entries * 12] = 8;
        assert!(matches!(seen(&tiff).problems[..], [Problem::Skipped(_), Problem::ImageNotRead]));
    }

    #[test]
    fn a_damaged_picture_and_a_huge_one_are_named() {
        let png = packed(&scene(), ImageFormat::Png);
        assert!(matches!(seen(&png[..png.len() / 2]).problems[0], Problem::Damaged(_)));
        assert!(matches!(seen(b"\x89PNG\r\n\x1a\n").problems[0], Problem::Damaged(_)));
        // A head that promises 60000 × 60000 pixels.
        let mut huge = packed(&scene(), ImageFormat::Bmp);
        huge[18..26].copy_from_slice(&[0x60, 0xea, 0, 0, 0x60, 0xea, 0, 0]);
        let read = seen(&huge);
        assert!(matches!(read.problems[0], Problem::Limit(_) | Problem::Damaged(_)), "{:?}", read.problems);
    }
}
