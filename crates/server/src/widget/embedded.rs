//! The widget inside of the program: with the feature `widget`, which wants a built `dist/`.

use super::BuildError;

/// The built widget as files, for as long as this lives.
#[cfg(feature = "widget")]
pub fn unpack() -> Result<Option<tempfile::TempDir>, BuildError> {
    #[derive(rust_embed::RustEmbed)]
    #[folder = "../../dist"]
    struct Files;

    let folder = tempfile::Builder::new().prefix("maxio-link-widget-").tempdir();
    let failed = |path: &std::path::Path| {
        let path = path.to_owned();
        move |source| BuildError::Unreadable { path, source }
    };
    let folder = folder.map_err(failed(&std::env::temp_dir()))?;
    for name in Files::iter() {
        let Some(file) = Files::get(&name) else { continue };
        let path = folder.path().join(name.as_ref());
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(failed(parent))?;
        }
        std::fs::write(&path, file.data).map_err(failed(&path))?;
    }
    Ok(Some(folder))
}

/// There is none in this program: `--assets` says where it is.
#[cfg(not(feature = "widget"))]
pub const fn unpack() -> Result<Option<tempfile::TempDir>, BuildError> {
    Ok(None)
}
