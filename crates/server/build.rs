//! Cargo cannot see which files `sqlx::migrate!` embeds; without this a new migration would not be built in.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    if std::env::var_os("CARGO_FEATURE_WIDGET").is_some() {
        println!("cargo:rerun-if-changed=../../dist");
    }
}
