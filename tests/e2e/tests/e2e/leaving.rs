//! Going back, and the ways out.

use anyhow::Result;
use maxio_link_e2e::{
    Answer, Endpoint, Gate, Page, Scenario, endpoint::Fate, in_chromium, in_every_engine, scenario::key, wait,
};
use serde_json::{Value, json};

/// A modal at the credentials, with a key in its field.
async fn at_credentials(t: &Scenario, page: Page) -> Result<Endpoint> {
    let endpoint = Endpoint::start([]).await?;
    t.embed_with(page, &endpoint.url, json!({"siteField": "show"})).await?;
    t.merchant.agree().await?;
    t.merchant.type_site("acme").await?;
    t.merchant.type_key(key("admin")?).await?;
    Ok(endpoint)
}

async fn call(t: &Scenario, script: &str) -> Result<()> {
    t.merchant.browser.script::<Value>(&format!("{script}; return null"), []).await.map(drop)
}

#[test]
fn going_back_keeps_site_and_key() {
    in_chromium(async |t| {
        let _endpoint = at_credentials(t, Page::Modal).await?;
        t.merchant.press("Back").await?;
        t.merchant.wait_for_title("Connect to Maxio").await?;
        t.merchant.press("Back").await?;
        t.merchant.agree().await?;
        assert_eq!(t.merchant.key_value().await?.as_deref(), Some(key("admin")?));
        assert_eq!(t.merchant.site_value().await?.as_deref(), Some("acme"));
        Ok(())
    });
}

#[test]
fn the_key_is_masked_until_the_merchant_wants_to_see_it() {
    in_chromium(async |t| {
        let _endpoint = at_credentials(t, Page::Inline).await?;
        assert!(t.merchant.is_key_masked().await?);
        t.merchant.press("Show API key").await?;
        assert!(!t.merchant.is_key_masked().await?);
        t.merchant.press("Hide API key").await?;
        assert!(t.merchant.is_key_masked().await?);
        Ok(())
    });
}

#[test]
fn what_is_no_key_gets_a_hint_and_may_be_sent() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.agree().await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_key_error("Paste your API key").await?;
        for (pasted, hint) in [
            ("4f0a9c…", "shortened form"),
            ("123e4567-e89b-12d3-a456-426614174000", "Chargify Direct id"),
            ("chjs_0123456789", "public key"),
            ("someone@example.com", "login"),
            ("key one and two", "spaces"),
        ] {
            t.merchant.paste_key(pasted).await?;
            t.merchant.wait_for_text(hint).await?;
        }
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_screen("CONNECTED").await
    });
}

#[test]
fn closing_part_way_asks_once_and_then_exits() {
    in_chromium(async |t| {
        let _endpoint = at_credentials(t, Page::Modal).await?;
        t.merchant.press("Close").await?;
        t.merchant.wait_for_text("Leave without connecting?").await?;
        t.merchant.press("Finish connecting").await?;
        assert_eq!(t.merchant.key_value().await?.as_deref(), Some(key("admin")?), "staying keeps everything");
        t.merchant.press("Close").await?;
        t.merchant.press("Exit without saving").await?;
        t.merchant.wait_until_closed().await?;
        assert_eq!(t.exit().await?, (None, "requires_credentials".into()));
        assert_ne!(t.merchant.key_value().await?.as_deref(), Some(key("admin")?), "the key is gone");
        Ok(())
    });
}

#[test]
fn closing_before_anything_was_done_asks_nothing() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        t.merchant.press("Close").await?;
        assert_eq!(t.exit().await?, (None, "requires_selection".into()));
        assert_eq!(t.events().await?, ["OPEN", "TRANSITION_VIEW", "EXIT"]);
        // And it opens again, as another session.
        t.merchant.press("Connect billing").await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await
    });
}

#[test]
fn leaving_at_the_permissions_declines_them() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_title("Connect your commerce platform").await?;
        t.merchant.press("Next").await?;
        t.merchant.wait_for_title("Connect to Maxio").await?;
        t.merchant.press("Close").await?;
        t.merchant.press("Exit without saving").await?;
        assert_eq!(t.exit().await?, (None, "requires_consent".into()));
        assert!(t.events().await?.contains(&"DECLINE_CONSENT".to_owned()));
        Ok(())
    });
}

#[test]
fn escape_in_the_modal_asks_and_a_second_one_stays() {
    in_every_engine(async |t| {
        let _endpoint = at_credentials(t, Page::Modal).await?;
        t.merchant.press_escape().await?;
        t.merchant.wait_for_text("Leave without connecting?").await?;
        t.merchant.press_escape().await?;
        wait::for_some("the end of the question", async || {
            Ok((!t.merchant.text().await?.contains("Leave without connecting?")).then_some(()))
        })
        .await?;
        assert_eq!(t.merchant.screen().await?.as_deref(), Some("CREDENTIAL"));
        assert_eq!(t.merchant.key_value().await?.as_deref(), Some(key("admin")?));
        t.merchant.press_escape().await?;
        t.merchant.press("Exit without saving").await?;
        assert_eq!(t.exit().await?, (None, "requires_credentials".into()));
        Ok(())
    });
}

#[test]
fn leaving_while_connecting_ends_the_request_and_tells_so() {
    in_chromium(async |t| {
        let never = Gate::default();
        let endpoint = Endpoint::start([Answer::linked().behind(&never)]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        endpoint.wait_for(1).await?;
        t.merchant.press("Close").await?;
        t.merchant.press("Exit without saving").await?;
        assert_eq!(t.exit().await?, (None, "connecting".into()));
        endpoint.wait_for_fate(0, Fate::Abandoned).await
    });
}

#[test]
fn the_page_can_close_link_by_force_and_by_asking() {
    in_chromium(async |t| {
        let _endpoint = at_credentials(t, Page::Modal).await?;
        call(t, "link.exit()").await?;
        t.merchant.wait_for_text("Leave without connecting?").await?;
        call(t, "link.exit({ force: true })").await?;
        t.merchant.wait_until_closed().await?;
        assert_eq!(t.exit().await?, (None, "requires_credentials".into()));
        Ok(())
    });
}

#[test]
fn destroying_link_exits_once_and_leaves_nothing() {
    in_chromium(async |t| {
        let _endpoint = at_credentials(t, Page::Modal).await?;
        call(t, "link.destroy(); link.destroy(); link.open(); link.exit()").await?;
        assert_eq!(t.exit().await?, (None, "requires_credentials".into()));
        let left: u32 = t.merchant.browser.script("return all('maxio-link, dialog').length", []).await?;
        assert_eq!(left, 0);
        Ok(())
    });
}

#[test]
fn an_element_that_is_removed_exits_once() {
    in_chromium(async |t| {
        let _endpoint = at_credentials(t, Page::Inline).await?;
        call(t, "document.querySelector('maxio-link').remove()").await?;
        assert_eq!(t.exit().await?, (None, "requires_credentials".into()));
        Ok(())
    });
}

#[test]
fn an_element_that_is_moved_goes_on_with_its_key() {
    in_every_engine(async |t| {
        let _endpoint = at_credentials(t, Page::Inline).await?;
        call(
            t,
            "const main = document.createElement('main');
            document.body.append(main);
            main.append(document.querySelector('maxio-link'))",
        )
        .await?;
        t.merchant.wait_for_screen("CREDENTIAL").await?;
        assert_eq!(t.merchant.key_value().await?.as_deref(), Some(key("admin")?));
        assert!(t.calls("onExit").await?.is_empty());
        Ok(())
    });
}
