//! The straight way, on the hosted page and on a partner's page.

use anyhow::{Context, Result, ensure};
use maxio_link_e2e::{
    Complaint, Merchant, Page, Scenario, api::Company, in_chromium, in_every_engine, scenario::key,
};
use serde_json::json;

async fn is_linked(t: &Scenario, company: &Company, subdomain: &str, environment: &str) -> Result<()> {
    let connections = t.api.connections(company).await?;
    assert_eq!(connections.len(), 1, "{connections:?}");
    assert_eq!(connections[0]["status"], "Linked");
    assert_eq!(connections[0]["connectionInfo"]["subdomain"], subdomain);
    assert_eq!(connections[0]["connectionInfo"]["environment"], environment);
    Ok(())
}

async fn finish_hosted(merchant: &Merchant, site: &str) -> Result<()> {
    merchant.wait_for_screen("CONNECTED").await?;
    merchant.wait_for_text(site).await?;
    merchant.press("Finish").await?;
    merchant.wait_until_closed().await?;
    merchant.wait_for_title("Maxio is connected").await?;
    merchant.wait_for_text(&format!("Site: {site}")).await
}

#[test]
fn on_the_hosted_page_a_merchant_enters_key_and_site() {
    in_every_engine(async |t| {
        let company = t.api.company(None).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.agree().await?;
        t.merchant.type_site("acme").await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        finish_hosted(&t.merchant, "Acme").await?;
        is_linked(t, &company, "acme", "US").await
    });
}

#[test]
fn on_the_hosted_page_a_merchant_whose_site_is_known_enters_the_key_alone() {
    in_chromium(async |t| {
        let company = t.api.company(Some("acme")).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.agree().await?;
        assert!(!t.merchant.is_asked_for_site().await?);
        t.merchant.wait_for_text("acme.chargify.com").await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        finish_hosted(&t.merchant, "Acme").await?;
        is_linked(t, &company, "acme", "US").await
    });
}

#[test]
fn on_the_hosted_page_a_merchant_chooses_the_region() {
    in_chromium(async |t| {
        let company = t.api.company(None).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.agree().await?;
        t.merchant.type_site("acme-eu").await?;
        t.merchant.press("European Union").await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        finish_hosted(&t.merchant, "Acme Europe").await?;
        is_linked(t, &company, "acme-eu", "EU").await
    });
}

#[test]
fn on_the_hosted_page_a_pasted_address_tells_site_and_region() {
    in_chromium(async |t| {
        let company = t.api.company(None).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.agree().await?;
        t.merchant.paste_site("https://acme-eu.ebilling.maxio.com/dashboard?tab=1").await?;
        t.merchant.paste_key(&format!("  {}\n", key("admin")?)).await?;
        t.merchant.press("Continue").await?;
        finish_hosted(&t.merchant, "Acme Europe").await?;
        is_linked(t, &company, "acme-eu", "EU").await
    });
}

const ALL_EVENTS: [&str; 12] = [
    "OPEN",
    "TRANSITION_VIEW",
    "SELECT_INTEGRATION",
    "TRANSITION_VIEW",
    "ACCEPT_CONSENT",
    "TRANSITION_VIEW",
    "SUBMIT_CREDENTIALS",
    "TRANSITION_VIEW",
    "ERROR",
    "TRANSITION_VIEW",
    "SUBMIT_CREDENTIALS",
    "TRANSITION_VIEW",
];

async fn embedded(t: &Scenario, page: Page) -> Result<()> {
    t.expect_in_console(Complaint::Status(400));
    let company = t.api.company(None).await?;
    t.embed(page, &company, json!({})).await?;
    t.merchant.agree().await?;
    assert!(!t.merchant.is_asked_for_site().await?, "the default asks for the key alone");
    t.merchant.type_key(key("admin")?).await?;
    assert!(t.merchant.is_key_masked().await?);
    t.merchant.press("Continue").await?;

    t.merchant.wait_for_site_error("Enter your Maxio site").await?;
    assert_eq!(t.merchant.key_value().await?.as_deref(), Some(key("admin")?), "the key is kept");
    t.merchant.paste_site("https://acme.chargify.com/subscriptions").await?;
    t.merchant.press("Continue").await?;
    t.merchant.wait_for_screen("CONNECTED").await?;

    let success = t.calls("onSuccess").await?;
    assert_eq!(success.len(), 1, "once, and before Finish");
    assert_eq!(success[0][0]["status"], "Linked");
    assert_eq!(success[0][0]["connectionInfo"]["subdomain"], "acme");
    assert!(t.calls("onExit").await?.is_empty());
    t.merchant.press("Finish").await?;
    assert_eq!(t.exit().await?, (None, "connected".into()));
    t.merchant.wait_until_closed().await?;
    assert_eq!(t.calls("onSuccess").await?.len(), 1);
    assert_eq!(t.calls("onLoad").await?.len(), 1);
    let mut expected = ALL_EVENTS.to_vec();
    expected.extend(["SUCCESS", "TRANSITION_VIEW", "EXIT"]);
    assert_eq!(t.events().await?, expected);
    is_linked(t, &company, "acme", "US").await
}

#[test]
fn on_a_partners_page_a_modal_takes_a_merchant_through() {
    in_every_engine(async |t| embedded(t, Page::Modal).await);
}

#[test]
fn on_a_partners_page_an_element_takes_a_merchant_through() {
    in_every_engine(async |t| embedded(t, Page::Inline).await);
}

#[test]
fn callbacks_and_dom_events_tell_the_same() {
    in_chromium(async |t| {
        let company = t.api.company(Some("acme")).await?;
        t.embed(Page::Inline, &company, json!({"site": "acme"})).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.press("Finish").await?;
        t.exit().await?;
        let seen = t.seen().await?;
        let of = |kind: &str| seen.iter().filter(|seen| seen["kind"] == kind).collect::<Vec<_>>();
        let (callbacks, events) = (of("callback"), of("event"));
        assert_eq!(callbacks.len(), events.len());
        for (callback, event) in callbacks.iter().zip(events) {
            let (values, detail) = (&callback["values"], &event["values"][0]);
            match callback["name"].as_str().unwrap() {
                "onLoad" => assert_eq!((event["name"].as_str(), detail), (Some("link-load"), &json!(null))),
                "onEvent" => assert_eq!(*detail, json!({"eventName": values[0], "metadata": values[1]})),
                "onSuccess" => assert_eq!(*detail, json!({"connection": values[0], "metadata": values[1]})),
                "onExit" => assert_eq!(*detail, json!({"error": values[0], "metadata": values[1]})),
                other => panic!("{other}"),
            }
        }
        Ok(())
    });
}

#[test]
fn on_a_phone_the_hosted_page_is_no_wider_than_the_screen() {
    in_chromium(async |t| {
        t.merchant.browser.driver.set_window_rect(0, 0, 320, 700).await?;
        let company = t.api.company(None).await?;
        t.merchant.open(&company.link_url).await?;
        for screen in ["SELECT_INTEGRATION", "CONSENT", "CREDENTIAL"] {
            t.merchant.wait_for_screen(screen).await?;
            let script = "const page = document.documentElement; return [page.scrollWidth, page.clientWidth]";
            let [needed, there]: [u32; 2] = t.merchant.browser.script(script, []).await?;
            assert!(needed <= there, "{screen} is {needed} px wide on a screen of {there}");
            if screen != "CREDENTIAL" {
                t.merchant.press("Next").await?;
            }
        }
        Ok(())
    });
}

#[test]
fn the_ten_lines_of_the_readme_are_all_that_a_partner_needs() {
    in_every_engine(async |t| {
        let readme = include_str!("../../../../README.md");
        let (_, rest) = readme.split_once("```html\n").context("README.md has no page")?;
        let (lines, _) = rest.split_once("```").context("it does not end")?;
        ensure!(lines.lines().count() <= 12, "{lines}");
        let company = t.api.company(Some("acme")).await?;
        t.page.give_tokens(vec![t.api.token(&company).await?]);
        let page =
            lines.replace("https://link.example.com", t.api.origin()).replace("COMPANY_ID", &company.id);
        t.page.put_around(&page, "");
        t.merchant.open(&format!("{}/blank.html", t.page.origin)).await?;
        t.merchant.press("Connect Maxio").await?;
        t.merchant.connect(key("admin")?).await?;
        is_linked(t, &company, "acme", "US").await
    });
}
