//! Help, version, the list of rules and exit codes, as a user meets them: `tests/cmd/*.md`.

#[test]
fn commands_answer_as_documented() {
    trycmd::TestCases::new()
        .register_bin("yanshen", trycmd::cargo::cargo_bin!("yanshen"))
        .env("LC_ALL", "C.UTF-8")
        .env("NO_COLOR", "1")
        .case("tests/cmd/*.md");
}
