//! Rebuilds the crate when a file under `templates/` is added or changed: `include_dir!` alone notices no new files.

fn main() {
    println!("cargo::rerun-if-changed=templates");
}
