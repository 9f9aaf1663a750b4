//! `MaxioLink` in a Leptos app.

use crate::{
    answers::{LINKED, envelope, play},
    harness::{KEY, Page, pause},
};
use leptos::{mount::mount_to, prelude::*};
use maxio_link::{LinkExit, LinkStatus, LinkStep, LinkedConnection, MaxioLink, Mode, Token};
use std::sync::{Arc, Mutex};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlDialogElement, HtmlElement};

const ENDPOINT: &str = "https://api.example.com/companies/1/connections";

/// Mounts a view, and waits for the Link in it.
async fn mounted<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> (Page, impl Sized) {
    let body = document().body().unwrap();
    let section: HtmlElement = document().create_element("section").unwrap().unchecked_into();
    body.append_child(&section).unwrap();
    let handle = mount_to(section.clone(), view);
    let root = loop {
        match section.query_selector("div").unwrap().and_then(|element| element.shadow_root()) {
            Some(root) => break root,
            None => pause().await,
        }
    };
    (Page::of(section, root), handle)
}

#[wasm_bindgen_test]
async fn the_status_follows_a_merchant_from_the_first_screen_to_the_connection() {
    let refusal = envelope(403, 1002, "MaxioAdminPermissionRequired", "apiKey");
    // Both are lists.
    play(&format!("{},{LINKED}]", refusal.strip_suffix(']').unwrap()));
    let status = ArcRwSignal::new(LinkStatus::default());
    let exits = Arc::new(Mutex::new(Vec::new()));
    let successes = Arc::new(Mutex::new(Vec::new()));
    let (told, exited, succeeded) = (status.clone(), Arc::clone(&exits), Arc::clone(&successes));
    let (page, _handle) = mounted(move || {
        let (told, exited, succeeded) = (told.clone(), Arc::clone(&exited), Arc::clone(&succeeded));
        view! {
            <MaxioLink
                endpoint=ENDPOINT
                token=Token::from("token-1")
                company_name="Northwind Lending"
                open=true
                status=RwSignal::from(told)
                on_success=move |connection: LinkedConnection| succeeded.lock().unwrap().push(connection.id)
                on_exit=move |exit: LinkExit| exited.lock().unwrap().push(exit.status.as_str())
            />
        }
    })
    .await;
    page.to_credentials().await;
    assert_eq!(status.get_untracked(), LinkStatus::Step(LinkStep::Credentials));
    page.fill("key", KEY);
    page.press("Continue");
    page.until("the refusal is there", |page| page.find("#panel").is_some()).await;
    let failed = status.get_untracked();
    assert!(failed.lacks_admin_permission(), "{failed:?}");
    assert!(!format!("{failed:?}").contains(KEY));
    page.fill("key", KEY);
    page.press("Continue");
    page.at("CONNECTED").await;
    assert!(status.get_untracked().connection().is_some());
    page.press("Finish");
    page.until("it is gone", |page| page.find(".link").is_none()).await;
    assert!(status.get_untracked().connection().is_some(), "it stays connected");
    assert_eq!(*exits.lock().unwrap(), ["connected"]);
    assert_eq!(successes.lock().unwrap().len(), 1);
}

#[wasm_bindgen_test]
async fn a_modal_opens_and_closes_with_its_signal_and_its_words_are_in_the_language_asked_for() {
    let open = ArcRwSignal::new(false);
    let is_open = open.clone();
    let (page, _handle) = mounted(move || {
        view! {
            <MaxioLink endpoint=ENDPOINT locale="de-AT" mode=Mode::Modal open=RwSignal::from(is_open.clone()) />
        }
    })
    .await;
    let is_shown = |page: &Page| {
        page.find("dialog").is_some_and(|dialog| dialog.unchecked_into::<HtmlDialogElement>().open())
    };
    assert!(!is_shown(&page));
    open.set(true);
    page.until("it is shown", is_shown).await;
    page.at("SELECT_INTEGRATION").await;
    assert_eq!(page.find(".link").unwrap().get_attribute("lang").as_deref(), Some("de"));
    assert_eq!(page.text(".step"), "Schritt 1 von 3");
    open.set(false);
    page.until("it is closed", |page| !is_shown(page)).await;
}

#[wasm_bindgen_test]
async fn an_endpoint_whose_name_only_looks_like_this_machine_gets_no_key() {
    let (page, _handle) = mounted(move || {
        view! {
            <MaxioLink
                endpoint="http://127.example.com/"
                support_url="http://support.example.com/"
                open=true
            />
        }
    })
    .await;
    page.at("ERROR").await;
    assert!(page.find("a[href^='http:']").is_none(), "a refused address is no link");
}

#[wasm_bindgen_test]
async fn options_without_a_text_are_as_if_they_were_not_given() {
    let (page, _handle) = mounted(move || {
        view! {
            <MaxioLink endpoint=ENDPOINT company_name=" " connection_id="" logo="" support_url="" open=true />
        }
    })
    .await;
    page.at("SELECT_INTEGRATION").await;
    assert!(page.text(".lead").contains("this app"), "{}", page.text(".lead"));
}

#[wasm_bindgen_test]
async fn an_option_that_cannot_work_opens_a_screen_that_says_so() {
    let status = ArcRwSignal::new(LinkStatus::default());
    let told = status.clone();
    let (page, _handle) = mounted(move || {
        view! {
            <MaxioLink endpoint="http://api.example.com/" open=true status=RwSignal::from(told.clone()) />
        }
    })
    .await;
    page.at("ERROR").await;
    assert_eq!(status.get_untracked().error().map(|error| error.code), Some("INVALID_CONFIG"));
}

#[wasm_bindgen_test]
async fn a_link_that_the_app_takes_away_tells_of_its_exit_and_is_idle() {
    let status = ArcRwSignal::new(LinkStatus::default());
    let exits = Arc::new(Mutex::new(0));
    let is_there = ArcRwSignal::new(true);
    let (told, exited, shown) = (status.clone(), Arc::clone(&exits), is_there.clone());
    let (page, _handle) = mounted(move || {
        move || {
            let (told, exited) = (told.clone(), Arc::clone(&exited));
            shown.get().then(|| {
                view! {
                    <MaxioLink
                        endpoint=ENDPOINT
                        open=true
                        status=RwSignal::from(told)
                        on_exit=move |_: LinkExit| *exited.lock().unwrap() += 1
                    />
                }
            })
        }
    })
    .await;
    page.to_credentials().await;
    is_there.set(false);
    page.until("it is gone", |page| page.host.query_selector("div").unwrap().is_none()).await;
    assert_eq!(status.get_untracked(), LinkStatus::Idle);
    assert_eq!(*exits.lock().unwrap(), 1);
}
