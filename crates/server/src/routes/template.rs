//! The build's index.html, filled in: once for the hosted page and once for the frame, which differ in script and style.

use std::collections::BTreeMap;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use maud::html;
use maxio_link_wire::DEFAULT_PLATFORM_KEY;
use serde::Serialize;

use crate::{
    app::App,
    config::Config,
    error::{ApiError, OwnBody},
    settings::{PartnerView, Permission},
    widget::{Build, BuildError, integrity},
};

const BASE: &str = r#"<base href="./" />"#;
const CONFIG: &str = r#"<script type="application/json" id="link-config">{}</script>"#;
const CONFIG_OPEN: &str = r#"<script type="application/json" id="link-config">"#;
const CONFIG_CLOSE: &str = "</script>";
const PRELOAD: &str =
    r#"<link rel="preload" href="maxio-link.wasm" as="fetch" type="application/wasm" crossorigin />"#;
/// Around the first screen, as js/build.mjs writes it.
const SHELL: [&str; 2] = [r#"<div id="shell"><script>"#, "</section></div>"];
const STYLE: [&str; 2] = [r#"href="page.css""#, r#"href="frame.css""#];
const SCRIPT: [&str; 2] = [r#"src="page.js""#, r#"src="frame.js""#];

/// What the pages load; looked for at the start, because a page without them stays empty.
const FILES: [&str; 7] =
    ["index.html", "page.js", "page.css", "frame.js", "frame.css", "maxio-link.js", "maxio-link.wasm"];

/// Why the pages cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// See [`BuildError`].
    #[error(transparent)]
    Build(#[from] BuildError),
    /// Built from something else.
    #[error("index.html in {folder} has no {element}, which the server replaces", folder = .folder.display())]
    NoPlace {
        /// `--assets`.
        folder: std::path::PathBuf,
        /// What was looked for.
        element: &'static str,
    },
}

/// All pages, ready to be filled in.
pub struct Pages {
    hosted: Template,
    closed: Template,
    frame: Template,
    shell: Shell,
}

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind<'a> {
    /// A page of its own, which nothing may frame, with Link's first screen in it until Link is there.
    FirstScreen {
        /// The partner's name.
        partner: &'a str,
    },
    /// The same, where it is not known that this is what comes first.
    Hosted,
    /// The same, where it opens no Link. A browser complains of a preload that is of no use, and with the page's address:
    /// the one-time password in that is still good.
    Closed,
    /// In a partner's page.
    Frame,
}

impl Pages {
    /// From a build whose files are there.
    pub fn load(build: &Build, config: &Config) -> Result<Self, PageError> {
        let folder = build.folder();
        if let Some(file) = FILES.into_iter().find(|file| !folder.join(file).is_file()) {
            return Err(BuildError::NotBuilt { folder: folder.to_owned(), file }.into());
        }
        let path = folder.join("index.html");
        let html =
            std::fs::read_to_string(&path).map_err(|source| BuildError::Unreadable { path, source })?;
        let no_place = |element| PageError::NoPlace { folder: folder.to_owned(), element };
        if let Some(element) = [BASE, CONFIG, PRELOAD, STYLE[0], SCRIPT[0], SHELL[0]]
            .into_iter()
            .find(|element| !html.contains(element))
        {
            return Err(no_place(element));
        }
        let base = format!(r#"<base href="{}/embed/{}/" />"#, config.public.path(), build.version());
        let hosted = html.replacen(BASE, &base, 1);
        let frame = hosted.replacen(STYLE[0], STYLE[1], 1).replacen(SCRIPT[0], SCRIPT[1], 1);
        let closed = hosted.replacen(PRELOAD, "", 1);
        let template = |html: &str| Template::of(html).ok_or_else(|| no_place(CONFIG));
        Ok(Self {
            hosted: template(&hosted)?,
            closed: template(&closed)?,
            frame: template(&frame)?,
            shell: Shell::of(&html).ok_or_else(|| no_place(SHELL[0]))?,
        })
    }

    fn template(&self, kind: Kind<'_>) -> &Template {
        match kind {
            Kind::Hosted | Kind::FirstScreen { .. } => &self.hosted,
            Kind::Closed => &self.closed,
            Kind::Frame => &self.frame,
        }
    }
}

/// index.html around its configuration, and around the first screen.
struct Template {
    before_config: String,
    after_config: String,
    after_shell: String,
}

impl Template {
    fn of(html: &str) -> Option<Self> {
        let (before_config, rest) = html.split_once(CONFIG)?;
        let (after_config, rest) = rest.split_once(SHELL[0])?;
        let (_, after_shell) = rest.split_once(SHELL[1])?;
        Some(Self {
            before_config: format!("{before_config}{CONFIG_OPEN}"),
            after_config: format!("{CONFIG_CLOSE}{after_config}"),
            after_shell: after_shell.to_owned(),
        })
    }

    fn fill(&self, config: &impl Serialize, shell: &str) -> Result<String, ApiError> {
        let json = serde_json::to_string(config)
            .map_err(|_| ApiError::Internal("the page's configuration has no JSON"))?;
        // Inside strings only: none of these characters is part of JSON's own signs.
        let json = json.replace('<', r"\u003c").replace('>', r"\u003e").replace('&', r"\u0026");
        Ok([self.before_config.as_str(), &json, &self.after_config, shell, &self.after_shell].concat())
    }
}

/// Link's first screen, which a browser paints before any script has come.
struct Shell {
    html: String,
    /// The hash of its style, for the page's policy.
    style: String,
    /// The hash of its script, which remembers clicks.
    script: String,
}

impl Shell {
    fn of(html: &str) -> Option<Self> {
        let between = |text: &str, start: &str, end: &str| {
            let (_, rest) = text.split_once(start)?;
            rest.split_once(end).map(|(inside, _)| inside.to_owned())
        };
        let inside = between(html, SHELL[0], SHELL[1])?;
        let style = between(&inside, "<style>", "</style>")?;
        let (script, _) = inside.split_once("</script>")?;
        Some(Self {
            style: integrity(style.as_bytes()),
            script: integrity(script.as_bytes()),
            html: [SHELL[0], &inside, SHELL[1]].concat(),
        })
    }

    /// As the widget writes it: see `parts::monogram` there.
    fn for_partner(&self, partner: &str) -> String {
        let letter: String = partner.trim().chars().take(1).flat_map(char::to_uppercase).collect();
        let escaped = |text: &str| html! { (text) }.into_string();
        self.html.replace("{letter}", &escaped(&letter)).replace("{partner}", &escaped(partner.trim()))
    }
}

/// What both pages know of the partner.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PartnerConfig<'a> {
    partner_name: &'a str,
    platform_key: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    support_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    privacy_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    terms_url: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    permissions: &'a BTreeMap<String, Option<Permission>>,
}

impl<'a> PartnerConfig<'a> {
    /// As the operator set it.
    pub fn of(partner: &'a PartnerView) -> Self {
        Self {
            partner_name: &partner.name,
            platform_key: DEFAULT_PLATFORM_KEY,
            support_url: partner.links.support.as_deref(),
            privacy_url: partner.links.privacy.as_deref(),
            terms_url: partner.links.terms.as_deref(),
            permissions: &partner.permissions,
        }
    }
}

/// The page with its configuration. `ancestors` may frame it: a list of sources as in a Content-Security-Policy.
pub fn answer(
    app: &App,
    kind: Kind<'_>,
    status: StatusCode,
    ancestors: &str,
    page_config: &impl Serialize,
) -> Result<Response, ApiError> {
    let reload = || Pages::load(&Build::read(&app.config.assets)?, &app.config);
    let reloaded = app.config.reload_assets.then(reload).transpose()?;
    let pages = reloaded.as_ref().unwrap_or(&app.pages);
    let (shell, script, style) = match kind {
        Kind::FirstScreen { partner } => {
            let Shell { script, style, .. } = &pages.shell;
            (pages.shell.for_partner(partner), format!(" '{script}'"), format!(" '{style}'"))
        }
        _ => Default::default(),
    };
    let html = pages.template(kind).fill(page_config, &shell)?;
    let policy = HeaderValue::try_from(format!(
        "default-src 'none'; script-src 'self'{script} 'wasm-unsafe-eval'; style-src 'self'{style}; connect-src 'self'; \
         img-src 'self' data:; base-uri 'self'; form-action 'none'; frame-ancestors {ancestors}"
    ))
    .map_err(|_| ApiError::Internal("the allowed origins do not fit into a header"))?;
    let mut response = (status, Html(html)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if kind == Kind::Frame {
        // A page that is isolated from other origins, for reasons of its own, takes a frame with these alone.
        for (name, value) in [
            ("cross-origin-embedder-policy", "require-corp"),
            ("cross-origin-resource-policy", "cross-origin"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    response.extensions_mut().insert(OwnBody);
    Ok(response)
}
