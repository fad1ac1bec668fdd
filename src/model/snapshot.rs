//! Small pictures of the places that findings cite: what is wanted, and what came of it. No pixels are touched here.

use serde::{Deserialize, Serialize};

use super::document::DocId;

/// A place to be pictured.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct View {
    /// Index in the audit.
    pub dossier: usize,
    pub doc: DocId,
    /// From 1; 0 where the file is a picture.
    pub page: u32,
    /// The words to be marked, where the page has them as text.
    pub quote: String,
}

/// A picture as it goes into the workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// JPEG.
    pub bytes: Vec<u8>,
    pub width: u32,
    pub height: u32,
    /// The quoted words were found and are marked; the picture is a part of the page.
    pub marked: bool,
}
