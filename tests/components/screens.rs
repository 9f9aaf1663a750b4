//! What each screen shows.

use crate::{
    answers::{self, LINKED, envelope, play},
    harness::{KEY, open, pause},
};
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

const SURFACE: &str = include_str!("../surface/surface.txt");

#[wasm_bindgen_test]
async fn select_offers_maxio_and_says_which_step_it_is() {
    let page = open(&[]);
    page.at("SELECT_INTEGRATION").await;
    assert_eq!(page.title(), "Connect your commerce platform");
    assert_eq!(page.text(".step"), "Step 1 of 3");
    assert!(page.find("input[type=radio]:checked").is_some());
    assert!(page.text(".tile").contains("Maxio"));
}

#[wasm_bindgen_test]
async fn consent_names_the_partner_as_text_and_lists_every_section() {
    let page = open(&[("companyName", "<b>Northwind</b>".into())]);
    page.at("SELECT_INTEGRATION").await;
    page.press("Next");
    page.at("CONSENT").await;
    assert_eq!(page.title(), "Connect to Maxio");
    assert!(page.all().contains("<b>Northwind</b>"), "{}", page.all());
    assert!(page.find("b").is_none());
    assert_eq!(page.root.query_selector_all(".permissions h3").unwrap().length(), 5);
}

#[wasm_bindgen_test]
async fn the_second_half_of_a_double_click_accepts_no_consent_unread() {
    let page = open(&[]);
    page.at("SELECT_INTEGRATION").await;
    page.press("Next");
    page.at("CONSENT").await;
    page.press_again("Next");
    pause().await;
    assert_eq!(page.screen(), "CONSENT");
    page.press("Next");
    page.at("CREDENTIAL").await;
}

#[wasm_bindgen_test]
async fn credentials_ask_for_the_key_alone_masked_and_unknown_to_password_managers() {
    let page = open(&[]);
    page.to_credentials().await;
    assert_eq!(page.title(), "Your Maxio credentials");
    assert!(page.find("#site").is_none());
    let key = page.input("key");
    assert_eq!(key.type_(), "text");
    assert!(key.class_list().contains("masked"));
    for (name, value) in
        [("autocomplete", "off"), ("spellcheck", "false"), ("autocapitalize", "none"), ("autocorrect", "off")]
    {
        assert_eq!(key.get_attribute(name).as_deref(), Some(value), "{name}");
    }
    page.press("Show API key");
    page.until("the key is shown", |page| !page.input("key").class_list().contains("masked")).await;
    page.press("Hide API key");
    page.until("the key is masked", |page| page.input("key").class_list().contains("masked")).await;
}

#[wasm_bindgen_test]
async fn a_hint_appears_while_typing_and_does_not_stop_anyone() {
    play(&format!("[{LINKED}]"));
    let page = open(&[]);
    page.to_credentials().await;
    page.fill("key", "owner@example.com");
    page.until("the hint is there", |page| page.text("#key-hint").contains("login")).await;
    page.press("Continue");
    page.at("CONNECTED").await;
}

#[wasm_bindgen_test]
async fn a_missing_key_is_said_at_its_field_and_nothing_is_sent() {
    play(&format!("[{LINKED}]"));
    let page = open(&[]);
    page.to_credentials().await;
    page.press("Continue");
    page.until("the error is there", |page| page.text("#key-error").contains("Paste your API key")).await;
    let key = page.input("key");
    assert_eq!(key.get_attribute("aria-invalid").as_deref(), Some("true"));
    assert!(key.get_attribute("aria-describedby").unwrap().contains("key-error"));
    assert_eq!(answers::count(), 0);
    page.until("the field has the focus", |page| {
        page.root.active_element().is_some_and(|el| el.id() == "key")
    })
    .await;
}

#[wasm_bindgen_test]
async fn back_keeps_what_was_typed() {
    let page = open(&[("siteField", "show".into())]);
    page.to_credentials().await;
    page.fill("key", KEY);
    page.fill("site", "acme");
    page.press("Back");
    page.at("CONSENT").await;
    assert!(page.button("Continue").is_none(), "the credentials are out of sight");
    page.press("Next");
    page.at("CREDENTIAL").await;
    assert_eq!(page.input("key").value(), KEY);
    assert_eq!(page.input("site").value(), "acme");
}

#[wasm_bindgen_test]
async fn a_fixed_site_is_shown_and_cannot_be_changed() {
    play(&format!("[{LINKED}]"));
    let page = open(&[("site", "acme".into()), ("environment", "EU".into()), ("siteField", "show".into())]);
    page.to_credentials().await;
    assert!(page.text(".locked").contains("acme.ebilling.maxio.com"));
    assert!(page.find("#site").is_none());
    page.fill("key", KEY);
    page.press("Continue");
    page.at("CONNECTED").await;
    assert!(
        answers::sent(0).contains(r#"\"subdomain\":\"acme\",\"environment\":\"EU\""#),
        "{}",
        answers::sent(0)
    );
}

#[wasm_bindgen_test]
async fn connecting_covers_the_credentials_and_can_be_cancelled() {
    play(r#"[{"hold":true}]"#);
    let page = open(&[]);
    page.send().await;
    page.at("LOADING").await;
    assert_eq!(page.title(), "Connecting to Maxio");
    assert!(page.button("Continue").is_none(), "the form is inert");
    page.until("the request is on its way", |_| answers::count() == 1).await;
    page.press("Cancel");
    page.at("CREDENTIAL").await;
    page.until("the request is aborted", |_| answers::aborted()).await;
    assert_eq!(page.input("key").value(), KEY);
}

#[wasm_bindgen_test]
async fn connected_shows_the_site_and_forgets_the_key() {
    play(&format!("[{LINKED}]"));
    let page = open(&[]);
    page.send().await;
    page.at("CONNECTED").await;
    assert_eq!(page.title(), "Maxio is connected");
    assert!(
        page.text(".site").contains("Acme") && page.text(".site").contains("Test site"),
        "{}",
        page.text(".site")
    );
    assert!(page.find("#key").is_none());
    page.press("Finish");
    page.until("it is gone", |page| page.find(".link").is_none()).await;
    assert_eq!((page.told("SUCCESS"), page.told("EXIT")), (1, 1));
    assert!(page.events().contains(r#""status":"connected""#));
    assert!(!page.events().contains(KEY), "an echoed key reaches no event");
    assert!(!page.events().contains("otp"), "nor does the Link URL");
}

#[wasm_bindgen_test]
async fn the_page_is_given_the_connection_as_it_is_declared_and_nothing_else() {
    let answered = r#"{"id":7,"status":"linked","integrationId":"i","integrationKey":"mxio","sourceId":"s",
        "platformName":"Maxio","sourceType":"Commerce","created":"2026-11-22T10:00:00Z","lastSync":null,
        "linkUrl":"https://x.example/","apiKey":"theKey123","dataConnectionErrors":[],
        "connectionInfo":{"siteId":34,"siteName":"Acme","subdomain":"acme","environment":"US","test":true,"x":"y"}}"#;
    play(&format!(r#"[{{"status":200,"json":{answered}}}]"#));
    let page = open(&[]);
    page.send().await;
    page.at("CONNECTED").await;
    let told: serde_json::Value = serde_json::from_str(&page.events()).unwrap();
    let success = told.as_array().unwrap().iter().find(|event| event.get(0).unwrap() == "link-success");
    let connection = success.unwrap().pointer("/1/connection").unwrap();
    assert_eq!(
        *connection,
        serde_json::json!({
            "id": "7", "status": "Linked", "integrationId": "i", "integrationKey": "mxio", "sourceId": "s",
            "platformName": "Maxio", "sourceType": "Commerce", "created": "2026-11-22T10:00:00Z",
            "connectionInfo": {
                "siteId": "34", "siteName": "Acme", "subdomain": "acme", "environment": "US", "test": "true"
            }
        })
    );
    // The public surface names the same members.
    let (_, declared) = SURFACE.split_once("\n## LinkConnection\n").unwrap();
    let declared = declared.lines().take_while(|line| !line.is_empty());
    let declared: Vec<_> = declared.filter_map(|line| line.split([' ', '?']).next()).collect();
    let given = connection.as_object().unwrap();
    assert_eq!(given.keys().map(String::as_str).collect::<Vec<_>>(), declared);
}

#[wasm_bindgen_test]
async fn each_screen_moves_the_focus_to_its_title_anew_so_that_it_is_read() {
    play(&format!("[{LINKED}]"));
    let page = open(&[]);
    page.to_credentials().await;
    let count = Function::new_with_args(
        "title",
        "window.focused = 0; title.addEventListener('focus', () => window.focused++)",
    );
    count.call1(&JsValue::NULL, &page.find("#title").unwrap()).unwrap();
    page.fill("key", KEY);
    page.press("Continue");
    page.at("CONNECTED").await;
    let focused = || Reflect::get(&js_sys::global(), &"focused".into()).unwrap().as_f64();
    page.until("connecting and connected were both read", |_| focused() == Some(2.0)).await;
}

#[wasm_bindgen_test]
async fn a_colleague_gets_a_link_where_the_page_can_make_one() {
    let page = open(&[("colleagueLink", Function::new_no_args("throw new Error('limit')").into())]);
    page.to_credentials().await;
    page.press("Copy a link for a colleague");
    page.until("it is said", |page| page.text(".copied").contains("could not be made")).await;
    let none = open(&[]);
    none.to_credentials().await;
    assert!(none.button("Copy a message for a colleague").is_some());
}

#[wasm_bindgen_test]
async fn what_is_typed_into_a_field_is_no_shortcut_of_the_page() {
    let page = open(&[]);
    page.to_credentials().await;
    let press = Function::new_with_args(
        "host, field",
        "let heard = ''; host.addEventListener('keydown', (event) => heard += event.key);
         for (const key of ['k', 'Escape'])
           field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
         return heard",
    );
    let heard = press.call2(&JsValue::NULL, &page.host, &page.input("key")).unwrap();
    assert_eq!(heard.as_string().as_deref(), Some("Escape"));
}

#[wasm_bindgen_test]
async fn a_refused_key_is_cleared_and_said_at_its_field() {
    play(&envelope(400, 1001, "MaxioInvalidApiKey", "apiKey"));
    let page = open(&[]);
    page.send().await;
    page.until("the error is there", |page| page.text("#key-error").contains("did not accept this key"))
        .await;
    assert_eq!(page.input("key").value(), "");
}

#[wasm_bindgen_test]
async fn a_key_without_admin_permissions_says_how_to_get_one_and_another_can_be_tried() {
    play(&envelope(403, 1002, "MaxioAdminPermissionRequired", "apiKey"));
    let page = open(&[]);
    page.send().await;
    page.until("the panel is there", |page| page.text(".panel").contains("no admin permissions")).await;
    assert!(page.text(".panel").contains("Owner or Admin"));
    assert!(page.button("Copy a message for a colleague").is_some());
    assert_eq!(page.input("key").value(), "");
    play(&format!("[{LINKED}]"));
    page.press("Use another key");
    page.until("the panel is gone", |page| page.find(".panel").is_none()).await;
    page.fill("key", KEY);
    page.press("Continue");
    page.at("CONNECTED").await;
}

#[wasm_bindgen_test]
async fn the_site_field_appears_when_the_server_asks_and_the_key_is_kept() {
    play(&envelope(400, 1003, "MaxioSiteRequired", "subdomain"));
    let page = open(&[]);
    page.send().await;
    page.until("the field is there", |page| page.find("#site").is_some()).await;
    assert_eq!(page.input("key").value(), KEY);
    assert!(page.text("#site-note").contains("Enter your Maxio site"));
    page.fill("site", "https://acme.ebilling.maxio.com/settings");
    page.until("the region is settled", |page| page.find("input[value=EU]:checked:disabled").is_some()).await;
    play(&format!("[{LINKED}]"));
    page.press("Continue");
    page.at("CONNECTED").await;
    assert!(
        answers::sent(0).contains(r#"\"subdomain\":\"acme\",\"environment\":\"EU\""#),
        "{}",
        answers::sent(0)
    );
}

#[wasm_bindgen_test]
async fn an_expired_link_stops_and_says_whom_to_ask() {
    play(&envelope(401, 1011, "LinkExpired", "link"));
    let page = open(&[]);
    page.send().await;
    page.at("ERROR").await;
    assert_eq!(page.title(), "This link has expired");
    assert!(page.all().contains("Ask Northwind Lending for a new link"));
    page.press("Close");
    page.until("it is gone", |page| page.find(".link").is_none()).await;
    assert!(page.events().contains(r#""status":"failed""#) && page.events().contains("INVALID_LINK_TOKEN"));
}

fn integrations(count: usize) -> JsValue {
    let tiles =
        (1..count).map(|n| format!("{{ platformKey: 'p{n}', name: 'Platform {n}' }}")).collect::<Vec<_>>();
    js_sys::eval(&format!("[{}, {{ platformKey: 'mxio', name: 'Maxio' }}]", tiles.join(", "))).unwrap()
}

#[wasm_bindgen_test]
async fn another_integration_is_handed_over_to_the_page() {
    let page = open(&[("integrations", integrations(3))]);
    page.at("SELECT_INTEGRATION").await;
    page.press("Next");
    page.until("it is gone", |page| page.find(".link").is_none()).await;
    assert_eq!(page.told("HANDOFF"), 1);
    let events = page.events();
    assert!(
        events.contains(r#""status":"handoff""#) && events.contains(r#""integration_id":"p1""#),
        "{events}"
    );
}

#[wasm_bindgen_test]
async fn many_platforms_can_be_filtered_and_nothing_hidden_stays_chosen() {
    let page = open(&[("integrations", integrations(8))]);
    page.at("SELECT_INTEGRATION").await;
    let search = || page.find("input[type=search]").unwrap().unchecked_into::<web_sys::HtmlInputElement>();
    let search_for = |words: &str| {
        search().set_value(words);
        search().dispatch_event(&web_sys::Event::new("input").unwrap()).unwrap();
    };
    search_for("nothing of that name");
    page.until("it says so", |page| page.all().contains("No platform of that name")).await;
    page.press("Next");
    search_for(" MAX");
    page.until("its tile is the first", |page| page.text(".tile:not([hidden])").contains("Maxio")).await;
    page.press("Next");
    page.at("CONSENT").await;
}

#[wasm_bindgen_test]
async fn permissions_in_the_partners_words_link_to_https_and_are_what_is_recorded() {
    play(&format!("[{LINKED}]"));
    let permissions = js_sys::eval(
        "[['purpose', undefined, 'For your loan, see [our terms](https://example.com/terms).'], ['retention', '', '']]",
    );
    let page = open(&[("permissions", permissions.unwrap()), ("skipSelect", JsValue::TRUE)]);
    page.at("CONSENT").await;
    assert!(page.text(".step").contains("Step 1 of 2"), "{}", page.text(".step"));
    assert!(page.button("Back").is_none());
    let link = page.find(".permissions a").unwrap();
    assert_eq!(link.get_attribute("href").as_deref(), Some("https://example.com/terms"));
    assert!(!page.all().contains("How long it is kept"));
    page.press("Next");
    page.at("CREDENTIAL").await;
    page.fill("key", KEY);
    page.press("Continue");
    page.at("CONNECTED").await;
    let sent = answers::sent(0);
    let words = "For your loan, see our terms (https://example.com/terms).";
    assert!(sent.contains(words) && !sent.contains("How long it is kept"), "{sent}");
    assert!(page.events().contains(words), "Codat's onConsent tells the same");
}

#[wasm_bindgen_test]
async fn a_logo_that_cannot_be_had_leaves_the_letter() {
    let page = open(&[("logo", "data:image/png;base64,AAAA".into())]);
    page.at("SELECT_INTEGRATION").await;
    page.until("the picture is given up", |page| page.find("img.logo").is_none()).await;
    assert_eq!(page.text(".monogram"), "N");
}

#[wasm_bindgen_test]
async fn where_nothing_can_be_done_here_the_partners_links_are() {
    play(r#"[{"status":404}]"#);
    let links =
        js_sys::eval("['https://help.example.com/', undefined, 'https://example.com/terms']").unwrap();
    let page = open(&[("links", links)]);
    page.send().await;
    page.at("ERROR").await;
    let support = page.find(".links a[href='https://help.example.com/']").unwrap();
    assert_eq!(page.text(".links").matches("opens in a new tab").count(), 2);
    // Told, and not followed: it is somebody else's.
    js_sys::eval("addEventListener('click', (event) => event.preventDefault(), { once: true })").unwrap();
    support.unchecked_into::<HtmlElement>().click();
    assert_eq!(page.told("VIEW_HELP"), 1);
}
