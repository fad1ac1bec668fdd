//! Pages → pictures, for recognition and for people.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::RgbImage;

use super::fallback;

/// Long side of a rendered page in pixels: A4 at 200 dpi.
const LONG: f32 = 2_339.0;

/// A document whose pages can be rendered.
pub struct Pages(Pdf);

impl Pages {
    pub fn open(bytes: &[u8]) -> Option<Pages> {
        Pdf::new(bytes.to_vec()).ok().map(Pages)
    }

    /// Page `number` (from 1), upright as its rotation says, on white.
    pub fn picture(&self, number: u32) -> Option<RgbImage> {
        self.drawn(number, &InterpreterSettings::default())
    }

    /// The same with a font of this machine for letters whose font the file lacks.
    pub fn shown(&self, number: u32) -> Option<RgbImage> {
        self.drawn(number, &fallback::settings())
    }

    fn drawn(&self, number: u32, settings: &InterpreterSettings) -> Option<RgbImage> {
        let page = self.0.pages().get(number.checked_sub(1)? as usize)?;
        let (width, height) = page.render_dimensions();
        let scale = LONG / width.max(height);
        if !(scale.is_finite() && width.min(height) * scale >= 8.0) {
            return None;
        }
        let size = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        let pixmap = render(page, &RenderCache::new(), settings, &RenderSettings::default(), &size);
        let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
        let bytes = pixmap.data().iter().flat_map(|p| [p.r, p.g, p.b]).collect();
        RgbImage::from_raw(width, height, bytes)
    }
}
