//! Link for Leptos apps.

use crate::{
    app_host::{AppHost, ShareLinkSource, Token},
    host::Host,
    ids,
    locale::{Language, Message},
    options::{Credentials, Integration, UncheckedOptions},
    runtime::Runtime,
    status::{LinkError, LinkExit, LinkStatus},
    style::{self, Theme},
    view::App,
};
use leptos::{html, mount::mount_to_renderer, prelude::*};
use maxio_link_flow::{Event, LinkedConnection, SiteField};
use maxio_link_wire::{Environment, consent::Change};
use std::{collections::HashMap, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlDialogElement, HtmlElement, ShadowRootInit, ShadowRootMode};

/// Where Link appears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Where the component stands.
    #[default]
    Inline,
    /// In a native dialog above the page.
    Modal,
}

/// Lets a merchant connect their Maxio billing account.
///
/// Everything is inside a shadow root with style sheets of its own: nothing of the app's styles reaches it, except the custom
/// properties that docs/EMBEDDING.md lists (`--link-accent` and the like), which can be set on any element around it.
///
/// The API key stays in its input until it is sent to `endpoint`. It is in no signal, no event and no log.
///
/// Options are read when the component is made. One that cannot work is told in the browser's console, and Link opens on a
/// screen that says that it is not set up.
///
/// What the element does besides, this does not: colours with too little contrast stay as they are, and on phones Link does not
/// make room for the keyboard where the browser lays it over the page.
///
/// On a server (`ssr`) the component is an empty element. Link is there once the page runs in a browser.
#[component]
pub fn MaxioLink(
    /// Where the credentials are posted to: https, or http on localhost. Relative to the page.
    #[prop(into)]
    endpoint: String,
    /// Whether Link is open. When this becomes `false`, Link closes; it asks the merchant first where something would be
    /// lost. When the merchant closes Link, `on_exit` is called, and this stays as it is.
    #[prop(into)]
    open: Signal<bool>,
    /// Follows what happens.
    #[prop(default = RwSignal::new(LinkStatus::Idle))]
    status: RwSignal<LinkStatus>,
    /// A company token, or an async function that gets one: `Token::fetched(…)`.
    #[prop(optional, into)]
    token: Option<Token>,
    /// Headers to send besides Link's own, which they cannot replace.
    #[prop(optional)]
    headers: Vec<(String, String)>,
    /// Whether requests carry cookies. Default: never.
    #[prop(optional)]
    credentials: Credentials,
    /// Whether the `Idempotency-Key` header is sent. A cross-origin endpoint must allow it in its preflight.
    #[prop(default = true)]
    idempotency: bool,
    /// Your name, shown to the merchant. Default: neutral words.
    #[prop(optional, into)]
    company_name: Option<String>,
    /// Your logo, shown at 36 px: https, or a `data:image/…` address. Default: a letter.
    #[prop(optional, into)]
    logo: Option<String>,
    /// Goes into the request. Default `mxio`.
    #[prop(optional, into)]
    platform_key: Option<String>,
    /// The tiles of the first screen. Default: Maxio alone.
    #[prop(optional)]
    integrations: Vec<Integration>,
    /// Begin with the permissions: only with a single integration.
    #[prop(optional)]
    skip_select: bool,
    /// The Maxio site, where you know it: `acme` or `acme.chargify.com`. The merchant cannot change it.
    #[prop(optional, into)]
    site: Option<String>,
    /// Region of `site`. Default: US.
    #[prop(optional)]
    environment: Environment,
    /// Whether the merchant is asked for the site: when the endpoint asks, from the start, or never.
    #[prop(optional)]
    site_field: SiteField,
    /// Reconnect this connection: Link starts at the credentials.
    #[prop(optional, into)]
    connection_id: Option<String>,
    /// Your own words for sections of the permissions.
    #[prop(optional)]
    permissions: Vec<Change>,
    /// Sentences in place of Link's own, by their keys (`LinkTextKey` in `js/maxio-link.d.ts`). `{partner}` and the like are
    /// filled in.
    #[prop(optional)]
    text: HashMap<String, String>,
    /// https address where merchants get help from you. Shown where Link cannot go on.
    #[prop(optional, into)]
    support_url: Option<String>,
    /// https address of your privacy policy.
    #[prop(optional, into)]
    privacy_url: Option<String>,
    /// https address of your terms.
    #[prop(optional, into)]
    terms_url: Option<String>,
    /// BCP 47 tag. Default: the page's language, else the browser's, as far as Link speaks it; else English.
    #[prop(optional, into)]
    locale: String,
    /// Light, dark, or as the merchant's system is. Default: as the system.
    #[prop(optional)]
    theme: Theme,
    /// Gets a link for a colleague who is an admin. Without it the merchant can copy a message.
    #[prop(optional)]
    share_link: Option<ShareLinkSource>,
    /// Milliseconds for one attempt, 1,000 to 600,000. Default 30,000.
    #[prop(optional)]
    timeout_ms: Option<u32>,
    /// Where the component stands, or in a dialog.
    #[prop(optional)]
    mode: Mode,
    /// Called once, when the connection succeeds (not at Finish).
    #[prop(optional, into)]
    on_success: Option<Callback<LinkedConnection>>,
    /// Called once per opening, however Link goes away.
    #[prop(optional, into)]
    on_exit: Option<Callback<LinkExit>>,
    /// Called with each error that the merchant sees.
    #[prop(optional, into)]
    on_error: Option<Callback<LinkError>>,
    /// Called when the merchant accepts the permissions, with the text as shown.
    #[prop(optional, into)]
    on_consent: Option<Callback<String>>,
    /// Called at every step, with the event's name as in docs/EMBEDDING.md.
    #[prop(optional, into)]
    on_event: Option<Callback<&'static str>>,
) -> impl IntoView {
    let options = UncheckedOptions {
        endpoint,
        headers,
        credentials,
        omits_idempotency_key: !idempotency,
        company_name: company_name.clone(),
        logo,
        platform_key,
        integrations,
        skip_select,
        site,
        environment,
        site_field,
        connection_id,
        permissions,
        support_url,
        privacy_url,
        terms_url,
        timeout_ms,
        is_modal: mode == Mode::Modal,
    };
    let element = NodeRef::<html::Div>::new();
    // Made in the browser alone: on a server, another thread may end the owner, and must not find what belongs to this one.
    let link = (!cfg!(feature = "ssr")).then(|| StoredValue::new_local(None::<Rc<Runtime>>));
    let runtime = move || link?.try_get_value()?;
    element.on_load(move |element| {
        let host = AppHost {
            language: Language::negotiate(&locale),
            company_name,
            text,
            token,
            share_link,
            on_success,
            on_exit,
            on_error,
            on_consent,
            on_event,
        };
        if let Some(runtime) = start(&element, options, host, theme, status) {
            if open.get_untracked() {
                runtime.open();
            }
            if let Some(link) = link {
                link.set_value(Some(runtime));
            }
        }
    });
    Effect::new(move |_| {
        let is_open = open.get();
        if let Some(runtime) = runtime() {
            if is_open {
                runtime.open();
            } else {
                runtime.dispatch(Event::Close);
            }
        }
    });
    on_cleanup(move || {
        if let Some(runtime) = runtime() {
            end(&runtime, status);
        }
    });
    view! { <div node_ref=element></div> }
}

/// Makes a closed Link in the element. `None`: the element has a shadow root already, or cannot have one.
fn start(
    element: &HtmlElement,
    options: UncheckedOptions,
    host: AppHost,
    theme: Theme,
    status: RwSignal<LinkStatus>,
) -> Option<Rc<Runtime>> {
    let root = element.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).ok()?;
    let is_modal = options.is_modal;
    style::adopt(&root, theme, is_modal);
    let (options, mistakes) = options.check();
    for mistake in mistakes {
        host.report(&["option ", mistake].concat(), &JsValue::UNDEFINED);
    }
    for key in host.text.keys().filter(|key| !Message::is_key(key)) {
        host.report(&["option `text` has no sentence `", key, "`"].concat(), &JsValue::UNDEFINED);
    }
    let runtime = Runtime::new(root.clone(), Box::new(host), options);
    let following = Rc::clone(&runtime);
    let for_view = Rc::clone(&runtime);
    let mounted = mount_to_renderer(root.unchecked_ref(), move || {
        // As long as the view's owner is there.
        StoredValue::new_local(RenderEffect::new(move |_| {
            following.state.track();
            report_status(&following, status);
        }));
        view! { <App runtime=for_view /> }.into_any()
    });
    // As long as the component is there.
    StoredValue::new_local(mounted);
    Some(runtime)
}

fn report_status(runtime: &Runtime, status: RwSignal<LinkStatus>) {
    // The app may have ended the signal before Link.
    let Some(before) = status.try_get_untracked() else { return };
    let now = runtime.state.with_untracked(|state| before.after(state, runtime.host(), &runtime.options()));
    if now != before {
        status.set(now);
    }
}

fn end(runtime: &Rc<Runtime>, status: RwSignal<LinkStatus>) {
    runtime.dispatch(Event::Leave);
    report_status(runtime, status);
    runtime.shut_down();
    // Closed, it gives the focus back to where it was; removed, it would not.
    if let Some(dialog) = runtime.element::<HtmlDialogElement>(ids::DIALOG).filter(HtmlDialogElement::open) {
        dialog.close();
    }
}
