//! Opening, leaving, and what stays behind.

use crate::{
    answers::{self, LINKED, play},
    harness::{KEY, open, pause, settings},
};
use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlDialogElement;

#[wasm_bindgen_test]
async fn closing_asks_once_and_leaving_exits_once() {
    let page = open(&[]);
    page.to_credentials().await;
    page.fill("key", KEY);
    page.press("Close");
    page.until("it asks", |page| page.all().contains("Leave without connecting?")).await;
    page.press("Finish connecting");
    page.until("it goes on", |page| page.find(".leave").is_none()).await;
    assert_eq!(page.input("key").value(), KEY);
    page.press("Close");
    page.until("it asks again", |page| page.button("Exit without saving").is_some()).await;
    page.press("Exit without saving");
    page.until("it is gone", |page| page.find(".link").is_none()).await;
    page.instance().exit(true);
    assert_eq!(page.told("EXIT"), 1);
    assert!(page.events().contains(r#""status":"requires_credentials""#));
}

#[wasm_bindgen_test]
async fn it_can_be_opened_again_and_starts_over_without_the_key() {
    let page = open(&[]);
    page.to_credentials().await;
    page.fill("key", KEY);
    page.instance().exit(true);
    page.until("it is gone", |page| page.find(".link").is_none()).await;
    page.instance().open();
    page.to_credentials().await;
    assert_eq!(page.input("key").value(), "");
    assert_eq!((page.told("OPEN"), page.told("EXIT")), (2, 1));
}

#[wasm_bindgen_test]
async fn reconnecting_starts_at_the_credentials_with_the_site_locked() {
    play(&format!("[{LINKED}]"));
    let page = open(&[("connectionId", "c1".into()), ("site", "acme".into())]);
    page.at("CREDENTIAL").await;
    assert!(page.text(".locked").contains("acme.chargify.com"));
    assert!(page.button("Back").is_none());
    page.fill("key", KEY);
    page.press("Continue");
    page.at("CONNECTED").await;
    let sent = answers::sent(0);
    assert!(sent.contains(r#"\"connectionId\":\"c1\""#) && !sent.contains("consent"), "{sent}");
}

#[wasm_bindgen_test]
async fn the_modal_is_a_native_dialog_that_escape_does_not_close_unasked() {
    let page = open(&[("modal", JsValue::TRUE)]);
    page.until("it is shown", |page| {
        page.find("dialog").is_some_and(|dialog| dialog.unchecked_into::<HtmlDialogElement>().open())
    })
    .await;
    page.to_credentials().await;
    let init = web_sys::EventInit::new();
    init.set_cancelable(true);
    let escape = web_sys::Event::new_with_event_init_dict("cancel", &init).unwrap();
    page.find("dialog").unwrap().dispatch_event(&escape).unwrap();
    assert!(escape.default_prevented());
    page.until("it asks", |page| page.button("Exit without saving").is_some()).await;
    page.press("Exit without saving");
    page.until("it is closed", |page| !page.find("dialog").unwrap().has_attribute("open")).await;
    assert_eq!(page.told("EXIT"), 1);
}

#[wasm_bindgen_test]
async fn two_links_do_not_disturb_each_other() {
    let (one, two) = (open(&[]), open(&[]));
    one.to_credentials().await;
    one.fill("key", KEY);
    two.at("SELECT_INTEGRATION").await;
    drop(two);
    assert_eq!(one.input("key").value(), KEY);
    one.press("Back");
    one.at("CONSENT").await;
}

#[wasm_bindgen_test]
async fn destroying_aborts_exits_and_empties() {
    play(r#"[{"hold":true}]"#);
    let page = open(&[]);
    page.send().await;
    page.until("the request is on its way", |_| answers::count() == 1).await;
    page.instance().destroy();
    page.until("the request is aborted", |_| answers::aborted()).await;
    assert_eq!(page.told("EXIT"), 1);
    assert!(page.events().contains(r#""status":"connecting""#));
    page.instance().open();
    pause().await;
    assert_eq!(page.told("OPEN"), 1, "nothing happens after that");
    let root = page.root.clone();
    drop(page);
    assert_eq!(root.child_nodes().length(), 0, "it is empty");
}

#[wasm_bindgen_test]
async fn options_that_change_while_it_is_open_count_from_the_next_opening_on() {
    play(&format!(r#"[{{"status":500}},{LINKED}]"#));
    let page = open(&[("companyName", "Northwind".into())]);
    page.send().await;
    page.until("it failed", |page| page.button("Try again").is_some()).await;
    page.instance().update(&settings(&[
        ("endpoint", "https://other.example/x".into()),
        ("companyName", "Southwind".into()),
    ]));
    page.press("Try again");
    page.at("CONNECTED").await;
    let sent = answers::sent(1);
    assert!(sent.contains("api.example.com") && sent.contains("Northwind can work"), "{sent}");
    page.instance().exit(true);
    page.instance().open();
    page.at("SELECT_INTEGRATION").await;
    page.press("Next");
    page.until("it names the new partner", |page| page.all().contains("Southwind can work")).await;
}

#[wasm_bindgen_test]
async fn a_callback_may_close_link_while_it_is_called() {
    play(&format!("[{LINKED}]"));
    let page = open(&[]);
    let close = Function::new_with_args("event", "window.closing?.()");
    page.host.add_event_listener_with_callback("link-success", &close).unwrap();
    let instance = std::rc::Rc::new(page);
    let inner = std::rc::Rc::clone(&instance);
    let exit = wasm_bindgen::prelude::Closure::<dyn Fn()>::new(move || inner.instance().exit(true));
    Reflect::set(&js_sys::global(), &"closing".into(), exit.as_ref()).unwrap();
    instance.send().await;
    instance.until("it is gone", |page| page.find(".link").is_none()).await;
    Reflect::delete_property(js_sys::global().unchecked_ref::<Object>(), &"closing".into()).unwrap();
    assert_eq!((instance.told("SUCCESS"), instance.told("EXIT")), (1, 1));
}

#[wasm_bindgen_test]
async fn with_options_that_cannot_work_link_says_that_it_is_not_set_up() {
    for wrong in [("ok", JsValue::FALSE), ("site", "app.example.com".into())] {
        let page = open(&[wrong]);
        page.at("ERROR").await;
        assert_eq!(page.title(), "Connecting is not set up correctly");
        assert!(page.events().contains("INVALID_CONFIG"));
    }
}
