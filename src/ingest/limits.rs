//! The limits of DESIGN §4 in one value. Every limit that is hit shows as a `Problem::Limit`.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes a worker may allocate.
    pub memory: u64,
    /// Seconds without progress after which a worker is stopped.
    pub stall_seconds: u64,
    /// Archives inside archives.
    pub archive_depth: u32,
    /// An archive may unpack to this many times its size…
    pub expansion: u64,
    /// …once it unpacks to more than this many bytes.
    pub expansion_floor: u64,
    /// Files in one dossier or archive.
    pub entries: u32,
    /// Pages of a PDF.
    pub pages: u32,
    /// Pages of one file whose text is recognised from their images.
    pub recognised_pages: u32,
    /// Cells of a workbook.
    pub cells: u32,
    /// Cells of all papers of a dossier together.
    pub dossier_cells: u64,
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Seconds that judging one dossier may take. The last resort: whether it is reached hangs on the machine, so a dossier
    /// that reaches it is not judged at all, rather than judged in part.
    pub judging_seconds: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            memory: 512 << 20,
            stall_seconds: 30,
            archive_depth: 3,
            expansion: 200,
            expansion_floor: 64 << 20,
            entries: 20_000,
            pages: 2_000,
            recognised_pages: 200,
            cells: 800_000,
            dossier_cells: 800_000,
            file_bytes: 256 << 20,
            judging_seconds: 30,
        }
    }
}

impl Limits {
    /// How many bytes a package of `size` bytes may unpack to.
    pub fn unpacked(&self, size: usize) -> u64 {
        (size as u64).saturating_mul(self.expansion).max(self.expansion_floor)
    }
}
