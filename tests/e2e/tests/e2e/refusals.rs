//! The error table, as far as the real server and the sandbox can bring it about.

use anyhow::{Result, ensure};
use maxio_link_e2e::{
    Complaint, Page, Scenario, api::Company, in_chromium, in_every_engine, scenario::key, wait,
};
use serde_json::json;
use std::time::Duration;

const BAD_REQUEST: Complaint = Complaint::Status(400);
const FORBIDDEN: Complaint = Complaint::Status(403);

/// The hosted page, with these credentials just sent.
async fn send(t: &Scenario, key_name: &str, site: &str) -> Result<Company> {
    let company = t.api.company(None).await?;
    t.merchant.open(&company.link_url).await?;
    t.merchant.agree().await?;
    t.merchant.type_site(site).await?;
    t.merchant.type_key(key(key_name)?).await?;
    t.merchant.browser.script::<()>(KEEP_WHAT_IS_SAID, []).await?;
    t.merchant.press("Continue").await?;
    Ok(company)
}

/// While Link waits. A slow machine may have no time to look at a sentence of a few seconds.
const KEEP_WHAT_IS_SAID: &str = "window.said = [];
    new MutationObserver(() => {
        const words = textOf('.connecting [role=status]');
        if (words && words !== window.said.at(-1)) window.said.push(words);
    }).observe(shown('.link').getRootNode(), { subtree: true, childList: true, characterData: true });
    return null";

async fn was_said(t: &Scenario, sentences: &[&str]) -> Result<()> {
    let said: Vec<String> = t.merchant.browser.script("return window.said", []).await?;
    let as_expected = said.iter().zip(sentences).all(|(said, sentence)| said.contains(sentence));
    ensure!(said.len() >= sentences.len() && as_expected, "{said:?}");
    Ok(())
}

async fn keeps_key(t: &Scenario, key_name: &str) -> Result<()> {
    assert_eq!(t.merchant.key_value().await?.as_deref(), Some(key(key_name)?), "the key is kept");
    Ok(())
}

async fn keeps_site(t: &Scenario, site: &str) -> Result<()> {
    assert_eq!(t.merchant.site_value().await?.as_deref(), Some(site), "the site is kept");
    Ok(())
}

async fn continue_with(t: &Scenario, key_name: &str, company: &Company) -> Result<()> {
    t.merchant.type_key(key(key_name)?).await?;
    t.merchant.press("Continue").await?;
    t.merchant.wait_for_screen("CONNECTED").await?;
    assert_eq!(t.api.connections(company).await?[0]["status"], "Linked");
    Ok(())
}

#[test]
fn a_refused_key_is_cleared_and_the_site_kept() {
    in_chromium(async |t| {
        t.expect_in_console(BAD_REQUEST);
        let company = send(t, "wrong", "acme").await?;
        t.merchant.wait_for_key_error("Maxio did not accept this key").await?;
        t.merchant.wait_for_focus("key").await?;
        assert_eq!(t.merchant.key_value().await?.as_deref(), Some(""));
        keeps_site(t, "acme").await?;
        continue_with(t, "admin", &company).await
    });
}

#[test]
fn a_merchant_who_is_no_admin_copies_a_link_with_which_a_colleague_connects_the_company() {
    in_chromium(async |t| {
        t.expect_in_console(FORBIDDEN);
        let company = send(t, "no-admin", "acme").await?;
        t.merchant.wait_for_panel("This key has no admin permissions").await?;
        // There is no clipboard under WebDriver: the page's own is watched.
        let watch = "navigator.clipboard.writeText = async (text) => { window.copied = text };";
        t.merchant.browser.script::<()>(watch, []).await?;
        t.merchant.press("Copy a link for a colleague").await?;
        t.merchant.wait_for_text("The link works once, and for one day").await?;
        let link: String = t.merchant.browser.script("return window.copied", []).await?;
        let colleague = t.another_merchant().await?;
        colleague.open(&link).await?;
        colleague.wait_for_title("Connect your commerce platform").await?;
        assert!(link.contains(&company.id), "for the same company");
        Ok(())
    });
}

#[test]
fn missing_admin_permissions_are_explained_and_another_key_goes_on_from_there() {
    in_every_engine(async |t| {
        t.expect_in_console(FORBIDDEN);
        let company = send(t, "no-admin", "acme").await?;
        let panel = t.merchant.wait_for_panel("This key has no admin permissions").await?;
        assert!(panel.contains("Sign in to Maxio as an Owner or Admin, create a new key"), "{panel}");
        assert!(panel.contains("Not an Owner or Admin?") && panel.contains("Copy a link"), "{panel}");
        assert_eq!(t.merchant.key_value().await?.as_deref(), Some(""));
        keeps_site(t, "acme").await?;
        t.merchant.press("Use another key").await?;
        t.merchant.wait_for_focus("key").await?;
        assert_eq!(t.merchant.panel().await?, None);
        continue_with(t, "admin", &company).await
    });
}

#[test]
fn an_unknown_site_is_corrected_with_the_key_kept() {
    in_chromium(async |t| {
        t.expect_in_console(BAD_REQUEST);
        send(t, "admin", "acme-no-such").await?;
        t.merchant.wait_for_site_error("There is no Maxio site by this name in this region").await?;
        t.merchant.wait_for_focus("site").await?;
        keeps_key(t, "admin").await?;
        t.merchant.type_site("acme").await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_screen("CONNECTED").await
    });
}

#[test]
fn a_site_that_answers_like_no_maxio_is_a_site_that_was_not_found() {
    in_chromium(async |t| {
        t.expect_in_console(BAD_REQUEST);
        for site in ["redirects", "html", "renamed"] {
            if t.merchant.screen().await?.is_none() {
                send(t, "admin", site).await?;
            } else {
                t.merchant.type_site(site).await?;
                assert_eq!(t.merchant.site_error().await?, None, "an edit takes the error away");
                t.merchant.press("Continue").await?;
            }
            t.merchant.wait_for_site_error("There is no Maxio site by this name").await?;
        }
        keeps_key(t, "admin").await
    });
}

#[test]
fn a_site_name_that_cannot_be_one_is_never_sent() {
    in_chromium(async |t| {
        let company = t.api.company(None).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        for (site, error) in [
            ("", "Enter your Maxio site"),
            ("app", "one of Maxio’s own addresses"),
            ("https://acme.example.com", "not a Maxio address"),
            ("acme-", "not a site name"),
        ] {
            t.merchant.paste_site(site).await?;
            t.merchant.press("Continue").await?;
            t.merchant.wait_for_site_error(error).await?;
        }
        keeps_key(t, "admin").await
    });
}

#[test]
fn a_blocked_account_stops_and_points_to_maxio() {
    in_chromium(async |t| {
        t.expect_in_console(FORBIDDEN);
        send(t, "admin", "blocked").await?;
        t.merchant.wait_for_title("Your Maxio account is not active").await?;
        t.merchant.wait_for_text("Contact Maxio").await?;
        t.merchant.press("Close").await?;
        t.merchant.wait_for_title("Maxio is not connected yet").await
    });
}

#[test]
fn reconnecting_starts_at_the_key_with_the_site_locked_and_takes_a_new_key() {
    in_chromium(async |t| {
        let company = t.api.company(None).await?;
        let (status, connection) = t.api.post_credentials(&company, key("admin")?, "acme").await?;
        assert_eq!(status, 201);
        let options = json!({"connectionId": connection["id"], "site": "acme"});
        t.embed(Page::Modal, &company, options).await?;
        t.merchant.wait_for_title("Your Maxio credentials").await?;
        assert!(!t.merchant.is_asked_for_site().await?);
        t.merchant.wait_for_text("acme.chargify.com").await?;
        t.merchant.type_key(key("admin2")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.press("Finish").await?;
        assert_eq!(t.exit().await?, (None, "connected".into()));
        assert_eq!(t.calls("onSuccess").await?[0][0]["id"], connection["id"]);
        assert_eq!(t.api.connections(&company).await?.len(), 1);
        Ok(())
    });
}

#[test]
fn reconnecting_with_a_key_of_another_site_says_which_is_expected() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(409));
        let company = t.api.company(None).await?;
        let (_, connection) = t.api.post_credentials(&company, key("admin")?, "acme").await?;
        t.embed(Page::Modal, &company, json!({"connectionId": connection["id"], "siteField": "show"}))
            .await?;
        t.merchant.wait_for_title("Your Maxio credentials").await?;
        t.merchant.type_site("globex").await?;
        t.merchant.type_key(key("globex-admin")?).await?;
        t.merchant.press("Continue").await?;
        let panel = t.merchant.wait_for_panel("This key is for another site").await?;
        assert!(panel.contains("acme"), "{panel}");
        t.merchant.type_site("acme").await?;
        t.merchant.type_key(key("admin2")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_screen("CONNECTED").await
    });
}

#[test]
fn too_many_attempts_are_counted_down_with_the_key_kept() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(429));
        let company = t.api.company(None).await?;
        for _ in 0..10 {
            assert_eq!(t.api.post_credentials(&company, key("wrong")?, "acme").await?.0, 400);
        }
        t.merchant.open(&company.link_url).await?;
        t.merchant.agree().await?;
        t.merchant.type_site("acme").await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_panel("Too many attempts").await?;
        keeps_key(t, "admin").await?;
        // The server's window is minutes, and so is what the merchant reads.
        let left = async || Ok(t.merchant.countdown().await?);
        let (button, minutes) = wait::for_some("a countdown", left).await?;
        assert!((5..=10).contains(&minutes), "{minutes}");
        assert!(button.text().await?.contains("minutes"));
        Ok(())
    });
}

#[test]
fn when_maxio_is_down_the_key_is_kept_and_trying_again_works() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(503));
        let company = send(t, "flaky", "acme").await?;
        t.merchant.wait_for_panel("Maxio is not answering").await?;
        keeps_key(t, "flaky").await?;
        // Once the seconds that the server asked for are over.
        t.merchant.press("Try again").await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        assert_eq!(t.api.connections(&company).await?[0]["status"], "Linked");
        Ok(())
    });
}

#[test]
fn answers_of_maxio_that_make_no_sense_are_maxio_being_down() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(503));
        send(t, "cut-off", "acme").await?;
        t.merchant.wait_for_panel("Maxio is not answering").await?;
        keeps_key(t, "cut-off").await
    });
}

const WAITING: [&str; 3] = [
    "Checking your key with Maxio",
    "Still waiting for Maxio to answer",
    "Maxio is taking longer than usual",
];

#[test]
fn a_maxio_that_never_answers_is_given_up_and_the_key_is_kept() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(503));
        send(t, "stuck", "acme").await?;
        t.merchant.wait_for_panel("Maxio is not answering").await?;
        // The third comes after 10 s, when the server gives up as well.
        was_said(t, &WAITING[..2]).await?;
        keeps_key(t, "stuck").await
    });
}

#[test]
fn a_slow_maxio_is_waited_for_in_words_and_connected() {
    in_chromium(async |t| {
        send(t, "admin", "slow").await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        was_said(t, &WAITING).await
    });
}

#[test]
fn a_link_url_that_was_used_elsewhere_has_expired() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(401));
        let company = t.api.company(None).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.wait_for_title("Connect your commerce platform").await?;
        let other = t.another_merchant().await?;
        other.open(&company.link_url).await?;
        other.wait_for_title("This link has expired").await?;
        other.wait_for_text("Ask Northwind Lending for a new link").await
    });
}

#[test]
fn the_same_browser_may_open_its_link_url_again() {
    in_chromium(async |t| {
        let company = t.api.company(None).await?;
        for _ in 0..2 {
            t.merchant.open(&company.link_url).await?;
            t.merchant.wait_for_title("Connect your commerce platform").await?;
        }
        Ok(())
    });
}

#[test]
fn a_token_that_is_no_good_is_asked_for_once_more_and_then_the_link_has_expired() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(401));
        let company = t.api.company(None).await?;
        t.page.give_tokens(vec!["no-good-token".into()]);
        t.embed_with(Page::Modal, &company.endpoint, json!({})).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_title("This link has expired").await?;
        assert_eq!(t.page.tokens_given(), 2);
        t.merchant.press("Close").await?;
        assert_eq!(t.exit().await?, (Some("INVALID_LINK_TOKEN".into()), "failed".into()));
        Ok(())
    });
}

#[test]
fn an_integration_that_is_switched_off_is_said_before_anything_is_typed() {
    in_chromium(async |t| {
        let company = t.api.company(None).await?;
        t.api.enable_integration(false).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.wait_for_title("Maxio is switched off here").await?;
        t.merchant.wait_for_text("Get help").await?;
        assert_eq!(t.merchant.screen().await?, None);
        // Nothing was spent: when Maxio is back, the same address works.
        t.api.enable_integration(true).await?;
        t.merchant.reload().await?;
        t.merchant.wait_for_title("Connect your commerce platform").await
    });
}

#[test]
fn an_integration_that_is_switched_off_meanwhile_stops_an_embedded_link() {
    in_chromium(async |t| {
        t.expect_in_console(FORBIDDEN);
        let company = t.api.company(None).await?;
        t.embed(Page::Modal, &company, json!({})).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.api.enable_integration(false).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_title("Maxio is switched off here").await?;
        t.merchant.press("Close").await?;
        assert_eq!(t.exit().await?, (Some("INTEGRATION_DISABLED".into()), "failed".into()));
        Ok(())
    });
}

#[test]
fn an_unknown_company_is_said_before_anything_is_typed() {
    in_chromium(async |t| {
        // The browser itself says so of the page, and names its address.
        t.expect_in_console(Complaint::Status(404));
        let company = t.api.company(None).await?;
        t.secrets.forget(company.one_time_password());
        t.api.delete(&company).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.wait_for_title("We do not know this company").await?;
        assert_eq!(t.merchant.browser.driver.current_url().await?.query(), None);
        assert_eq!(t.merchant.screen().await?, None);
        Ok(())
    });
}

#[test]
fn a_page_of_an_unknown_origin_gets_nowhere() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Cors);
        t.expect_in_console("maxio-link: no answer from");
        let company = t.api.company(None).await?;
        t.page.give_tokens(vec![t.api.token(&company).await?]);
        let other = maxio_link_e2e::partner_page::PartnerPage::start().await?;
        other.give_tokens(vec![t.api.token(&company).await?]);
        other.take_widget_from(t.api.origin());
        let options = json!({"endpoint": company.endpoint}).as_object().cloned().unwrap_or_default();
        t.merchant.open(&other.with_options(Page::Inline, options)).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_panel("We could not reach this app").await?;
        assert!(t.api.connections(&company).await?.is_empty());
        Ok(())
    });
}

#[test]
fn a_time_out_of_the_partners_choice_is_shorter_than_a_slow_maxio() {
    in_chromium(async |t| {
        let company = t.api.company(None).await?;
        t.embed(Page::Modal, &company, json!({"timeoutMs": 6000, "site": "slow"})).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_panel("This took too long").await?;
        keeps_key(t, "admin").await?;
        // The server went on meanwhile; the same attempt finds its result instead of a second connection.
        wait::within(Duration::from_secs(60), "the server to finish", async || {
            Ok(Some(t.api.connections(&company).await?).filter(|connections| !connections.is_empty()))
        })
        .await?;
        t.merchant.press("Try again").await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        assert_eq!(t.api.connections(&company).await?.len(), 1);
        Ok(())
    });
}
