#!/usr/bin/env python3
"""Takes what nobody reads out of a batch's files: thumbnails, effects, web settings and unused styles of a template.

usage: slim.py BINARY BATCH...          (BINARY: the built yanshen; BATCH: a folder beside this file)

A Word file made from a library's default template carries 160 styles and a preview picture, thirty times what is written in it. This
rewrites .docx and .odt files, also those inside .zip archives (whose names keep their bytes, whatever the encoding), and asks BINARY
before and after: if one answer, excerpt or amount of the JSON report differs, the batch is put back as it was and the run fails.
A file that a filed mail carries as an attachment is left alone, so that the two stay the same bytes. Same bytes in, same bytes out.
"""
import email
import hashlib
import io
import json
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

UNREAD = re.compile(r'word/stylesWithEffects\.xml|word/webSettings\.xml|docProps/thumbnail\.\w+|customXml/.*|Thumbnails/.*')
DAY = (2026, 11, 18, 9, 0, 0)


class Member(zipfile.ZipInfo):
    """A member whose name is written as the bytes it was read as."""

    def _encodeFilenameFlags(self):
        return self.raw, self.flag_bits & 0x800


def members(data):
    """Name as bytes, flags, compression and contents, in order; None if something of it cannot be rewritten."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            infos = z.infolist()
            if any(i.flag_bits & 0x1 or i.extra or i.comment for i in infos):
                return None
            out = []
            for i in infos:
                raw = raw_name(data, i)
                out.append((i, raw, z.read(i)))
            return out
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError):
        return None


def raw_name(data, info):
    length = struct.unpack('<H', data[info.header_offset + 26:info.header_offset + 28])[0]
    return data[info.header_offset + 30:info.header_offset + 30 + length]


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w') as z:
        for old, raw, contents in parts:
            info = Member(old.filename, old.date_time)
            info.raw, info.flag_bits = raw, old.flag_bits & 0x800
            info.compress_type = old.compress_type
            info.external_attr, info.create_system = old.external_attr, old.create_system
            z.writestr(info, contents, compresslevel=9)
    return out.getvalue()


def slim_office(data, styles):
    """A .docx or .odt without its unread parts."""
    parts = members(data)
    if parts is None:
        return data
    names = [p[0].filename for p in parts]
    dropped = [n for n in names if UNREAD.fullmatch(n)]
    if not dropped:
        return data
    used = b''.join(c for i, _, c in parts if i.filename.startswith('word/') and 'tyles' not in i.filename)
    kept = []
    for info, raw, contents in parts:
        if info.filename in dropped:
            continue
        if info.filename.endswith('.rels'):
            contents = without_relations(contents)
        elif info.filename == '[Content_Types].xml':
            contents = re.sub(rb'<Override PartName="/(?:customXml/[^"]*|word/stylesWithEffects\.xml|word/webSettings\.xml)"[^>]*/>', b'', contents)
        elif info.filename == 'META-INF/manifest.xml':
            contents = re.sub(rb'<manifest:file-entry [^>]*manifest:full-path="Thumbnails/[^>]*/>', b'', contents)
        elif info.filename == 'word/styles.xml' and styles:
            contents = used_styles(contents, used)
        kept.append((info, raw, contents))
    smaller = packed(kept)
    return smaller if len(smaller) < len(data) else data


def without_relations(contents):
    kinds = rb'customXml|stylesWithEffects|webSettings|metadata/thumbnail'
    return re.sub(rb'<Relationship [^>]*Type="[^"]*/(?:' + kinds + rb')"[^>]*/>', b'', contents)


def used_styles(contents, used):
    """Styles that the paper names, those they rest on, and the defaults."""
    contents = re.sub(rb'<w:latentStyles.*?</w:latentStyles>', b'', contents, flags=re.S)
    styles = re.findall(rb'<w:style [^>]*>.*?</w:style>', contents, flags=re.S)
    by_id = {re.search(rb'w:styleId="([^"]*)"', s).group(1): s for s in styles}
    named = re.compile(rb'<w:(?:pStyle|rStyle|tblStyle|basedOn|link|next|numStyleLink|styleLink) w:val="([^"]*)"')
    open_, kept = set(named.findall(used)), set()
    open_ |= {i for i, s in by_id.items() if re.search(rb'w:default="(?:1|true)"', s.split(b'>')[0])}
    while open_:
        one = open_.pop()
        if one in by_id and one not in kept:
            kept.add(one)
            open_ |= set(named.findall(by_id[one]))
    for i, s in by_id.items():
        if i not in kept:
            contents = contents.replace(s, b'', 1)
    return re.sub(rb'>\s+<w:style ', b'><w:style ', contents)


def slim(name, data, spared):
    """The file's new bytes."""
    if hashlib.sha256(data).hexdigest() in spared:
        return data
    low = name.lower()
    if low.endswith(('.docx', '.odt')):
        return slim_office(data, low.endswith('.docx'))
    if not low.endswith('.zip'):
        return data
    parts = members(data)
    if parts is None:
        return data
    new = [(i, raw, slim(i.filename, c, spared)) for i, raw, c in parts]
    if all(n[2] == p[2] for n, p in zip(new, parts)):
        return data
    return packed(new)


def attachments(name, data):
    """Digests of what mails carry, also of mails inside archives."""
    out = set()
    if name.lower().endswith('.eml'):
        for part in email.message_from_bytes(data).walk():
            payload = part.get_payload(decode=True)
            if payload:
                out.add(hashlib.sha256(payload).hexdigest())
    elif name.lower().endswith('.zip'):
        for info, _, contents in members(data) or []:
            out |= attachments(info.filename, contents)
    return out


def answers(binary, batch):
    """The JSON report without sizes and digests of files."""
    run = subprocess.run([binary, 'check', str(batch), '--as-of', '2026-11-23', '--ocr', 'off', '--format', 'json'], capture_output=True)
    return bare(json.loads(run.stdout))


def bare(value):
    if isinstance(value, dict):
        return {k: bare(v) for k, v in value.items() if k not in ('sha256', 'size', 'bytes')}
    return [bare(v) for v in value] if isinstance(value, list) else value


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    binary = str(Path(sys.argv[1]).resolve())
    for batch in (Path(b) for b in sys.argv[2:]):
        before = answers(binary, batch)
        files = sorted(p for p in batch.rglob('*') if p.is_file())
        spared = set().union(*(attachments(p.name, p.read_bytes()) for p in files))
        with tempfile.TemporaryDirectory() as kept:
            shutil.copytree(batch, Path(kept) / 'was')
            saved = 0
            for path in files:
                old = path.read_bytes()
                new = slim(path.name, old, spared)
                if new != old:
                    path.write_bytes(new)
                    saved += len(old) - len(new)
            if answers(binary, batch) != before:
                shutil.rmtree(batch)
                shutil.copytree(Path(kept) / 'was', batch)
                sys.exit(f'{batch}: the answers differ; put back')
        print(f'{batch}: {saved // 1024} KiB less')


if __name__ == '__main__':
    main()
