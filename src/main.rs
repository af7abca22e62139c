//! The program: hands the arguments to the library and returns its exit code.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[expect(clippy::disallowed_methods, reason = "here is where the arguments come in")]
fn main() -> ExitCode {
    chartroom::cli::run(std::env::args_os())
}
