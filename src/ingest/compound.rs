//! Writes small compound files (OLE) for tests: what Outlook and old Office store their things in. Only for tests.

/// A storage or stream.
pub enum Node {
    Storage(&'static str, Vec<Node>),
    Stream(String, Vec<u8>),
}

pub fn stream(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Node {
    Node::Stream(name.into(), bytes.into())
}

const FREE: u32 = 0xffff_ffff;
const END: u32 = 0xffff_fffe;
const FAT: u32 = 0xffff_fffd;
const SECTOR: usize = 512;
const MINI: usize = 64;
const CUTOFF: usize = 4096;

struct Entry {
    name: String,
    kind: u8,
    right: u32,
    child: u32,
    start: u32,
    size: usize,
}

/// The bytes of a compound file, version 3. Siblings are chained to the right, which readers accept as a tree.
pub fn file(nodes: Vec<Node>) -> Vec<u8> {
    let root = Entry { name: "Root Entry".into(), kind: 5, right: FREE, child: FREE, start: END, size: 0 };
    let mut writer =
        Writer { entries: vec![root], mini: Vec::new(), mini_fat: Vec::new(), sectors: Vec::new(), fat: Vec::new() };
    let first = writer.add(nodes);
    writer.entries[0].child = first;
    writer.finish()
}

struct Writer {
    entries: Vec<Entry>,
    mini: Vec<u8>,
    mini_fat: Vec<u32>,
    sectors: Vec<u8>,
    fat: Vec<u32>,
}

impl Writer {
    fn add(&mut self, nodes: Vec<Node>) -> u32 {
        let mut first = FREE;
        for node in nodes.into_iter().rev() {
            let id = self.entries.len();
            let (name, children, bytes) = match node {
                Node::Storage(name, children) => (name.to_owned(), Some(children), Vec::new()),
                Node::Stream(name, bytes) => (name, None, bytes),
            };
            let kind = if children.is_some() { 1 } else { 2 };
            self.entries.push(Entry { name, kind, right: first, child: FREE, start: END, size: bytes.len() });
            match children {
                Some(children) => self.entries[id].child = self.add(children),
                None if bytes.is_empty() => {}
                None if bytes.len() < CUTOFF => {
                    self.entries[id].start = u32::try_from(self.mini_fat.len()).unwrap();
                    chain(&mut self.mini, &mut self.mini_fat, &bytes, MINI);
                }
                None => self.entries[id].start = self.sector_chain(&bytes),
            }
            first = u32::try_from(id).unwrap();
        }
        first
    }

    fn sector_chain(&mut self, bytes: &[u8]) -> u32 {
        let start = u32::try_from(self.fat.len()).unwrap();
        chain(&mut self.sectors, &mut self.fat, bytes, SECTOR);
        start
    }

    fn finish(mut self) -> Vec<u8> {
        let mini = std::mem::take(&mut self.mini);
        if !mini.is_empty() {
            self.entries[0].start = self.sector_chain(&mini);
            self.entries[0].size = mini.len();
        }
        let mini_fat: Vec<u8> = self.mini_fat.iter().flat_map(|n| n.to_le_bytes()).collect();
        let mini_fat_at = if mini_fat.is_empty() { END } else { self.sector_chain(&mini_fat) };
        let mut directory: Vec<u8> = self.entries.iter().flat_map(entry).collect();
        while !directory.len().is_multiple_of(SECTOR) {
            directory.extend(entry(&Entry {
                name: String::new(),
                kind: 0,
                right: FREE,
                child: FREE,
                start: 0,
                size: 0,
            }));
        }
        let directory_at = self.sector_chain(&directory);
        let fat_at = self.fat.len();
        let mut count = 1;
        while (fat_at + count) * 4 > count * SECTOR {
            count += 1;
        }
        self.fat.extend(std::iter::repeat_n(FAT, count));
        self.fat.resize(count * SECTOR / 4, FREE);
        self.sectors.extend(self.fat.iter().flat_map(|n| n.to_le_bytes()));
        let mut head = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        head.resize(24, 0);
        head.extend([0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
        head.resize(44, 0);
        let mini_sectors = mini_fat.len().div_ceil(SECTOR);
        let number = |n: usize| u32::try_from(n).unwrap();
        for value in [number(count), directory_at, 0, number(CUTOFF), mini_fat_at, number(mini_sectors), END, 0] {
            head.extend(value.to_le_bytes());
        }
        head.extend((0..109).flat_map(|i| if i < count { number(fat_at + i) } else { FREE }.to_le_bytes()));
        head.extend(self.sectors);
        head
    }
}

fn chain(space: &mut Vec<u8>, fat: &mut Vec<u32>, bytes: &[u8], unit: usize) {
    let count = bytes.len().div_ceil(unit);
    for i in 0..count {
        let next = u32::try_from(fat.len() + 1).unwrap();
        fat.push(if i + 1 == count { END } else { next });
    }
    space.extend_from_slice(bytes);
    space.resize(space.len().next_multiple_of(unit), 0);
}

fn entry(e: &Entry) -> Vec<u8> {
    let mut out: Vec<u8> = e.name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = if e.kind == 0 { 0 } else { u16::try_from(out.len() + 2).unwrap() };
    out.resize(64, 0);
    out.extend(length.to_le_bytes());
    out.extend([e.kind, 1]);
    for id in [FREE, e.right, e.child] {
        out.extend(id.to_le_bytes());
    }
    out.resize(116, 0);
    out.extend(e.start.to_le_bytes());
    out.extend(u64::try_from(e.size).unwrap().to_le_bytes());
    out
}
