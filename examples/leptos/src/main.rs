//! A partner's app: a button that opens Link, and a text that follows what happens in it.

use gloo_net::http::Request;
use leptos::prelude::*;
use maxio_link::{LinkExit, LinkStatus, LinkStep, MaxioLink, Mode, Token};

fn main() {
    mount_to_body(|| view! { <App /> });
}

#[component]
fn App() -> impl IntoView {
    // The app's own server knows the merchant's company, and where its Link server is.
    let endpoint = LocalResource::new(|| get("/link-endpoint"));
    view! {
        <h1>"Northwind Lending"</h1>
        <p>"Connect your billing data to get an offer."</p>
        <Suspense fallback=|| "Loading …">
            {move || {
                endpoint
                    .get()
                    .map(|endpoint| match endpoint {
                        Ok(endpoint) => view! { <Billing endpoint /> }.into_any(),
                        Err(error) => view! { <p role="alert">{error}</p> }.into_any(),
                    })
            }}
        </Suspense>
    }
}

#[component]
fn Billing(endpoint: String) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let status = RwSignal::new(LinkStatus::default());
    view! {
        <button type="button" on:click=move |_| is_open.set(true)>
            "Connect Maxio"
        </button>
        <output aria-live="polite">{move || status.with(describe)}</output>
        <MaxioLink
            endpoint
            token=Token::fetched(|| get("/link-token"))
            company_name="Northwind Lending"
            mode=Mode::Modal
            open=is_open
            status
            on_exit=move |_: LinkExit| is_open.set(false)
        />
    }
}

fn describe(status: &LinkStatus) -> String {
    match status {
        LinkStatus::Idle => "Not connected".to_owned(),
        LinkStatus::Step(LinkStep::Select | LinkStep::Consent) => "Choosing what to share …".to_owned(),
        LinkStatus::Step(LinkStep::Credentials) => "Waiting for the API key …".to_owned(),
        LinkStatus::Connecting => "Connecting …".to_owned(),
        LinkStatus::Connected(connection) => {
            let site = connection.site_name().unwrap_or("Maxio");
            format!("Connected: {site} ({})", connection.id)
        }
        LinkStatus::AlreadyConnected => "Connected before".to_owned(),
        status if status.lacks_admin_permission() => "Ask an Owner or Admin to create the key.".to_owned(),
        LinkStatus::Failed(error) => error.display_message.clone(),
    }
}

async fn get(path: &'static str) -> Result<String, String> {
    let response = Request::get(path).send().await.map_err(|error| error.to_string())?;
    if !response.ok() {
        return Err(format!("{path} answered {}", response.status()));
    }
    response.text().await.map_err(|error| error.to_string())
}
