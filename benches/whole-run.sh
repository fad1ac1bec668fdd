#!/usr/bin/env bash
# A whole run over 100 dossiers, made of copies of the samples: wall time and peak memory of the program and of its
# largest worker. Usage: benches/whole-run.sh [number of dossiers]
set -euo pipefail
cd "$(dirname "$0")/.."

count=${1:-100}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# YANSHEN names another build to measure.
program=${YANSHEN:-$PWD/target/release/yanshen}
[ -n "${YANSHEN:-}" ] || cargo build --release --locked --quiet

mapfile -t sources < <(find samples -mindepth 1 -maxdepth 1 -type d | LC_ALL=C sort)
mkdir "$work/root"
for ((i = 0; i < count; i++)); do
    source=${sources[$((i % ${#sources[@]}))]}
    cp -r "$source" "$work/root/$(printf '%03d' "$i")-$(basename "$source")"
done
echo "项目 $count 个，文件 $(find "$work/root" -type f | wc -l) 个，$(du -sh "$work/root" | cut -f1)"

# Peak memory is read from /proc while the run goes on, workers included.
peak=0
start=$(date +%s.%N)
"$program" audit "$work/root" --as-of 2026-11-23 --quiet --ocr off -o "$work/out.xlsx" >"$work/out.txt" &
pid=$!
while kill -0 "$pid" 2>/dev/null; do
    sum=0
    for p in $pid $(pgrep -P "$pid" || true); do
        rss=$(awk '/^VmRSS/ {print $2}' "/proc/$p/status" 2>/dev/null || echo 0)
        sum=$((sum + ${rss:-0}))
    done
    ((sum > peak)) && peak=$sum
    sleep 0.05
done
code=0
wait "$pid" || code=$?
end=$(date +%s.%N)
awk -v a="$start" -v b="$end" -v p="$peak" -v c="$code" \
    'BEGIN { printf "用时 %.1f 秒，内存峰值合计 %.0f MB，退出码 %d\n", b - a, p / 1024, c }'
ls -l "$work/out.xlsx" | awk '{ printf "底稿 %.0f KB\n", $5 / 1024 }'
