//! The hosted page, loaded again.

use maxio_link_e2e::{in_every_engine, scenario::key};

#[test]
fn a_reload_half_way_lets_the_merchant_go_on() {
    in_every_engine(async |t| {
        let company = t.api.company(None).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.agree().await?;
        t.merchant.type_site("acme").await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.reload().await?;
        t.merchant.agree().await?;
        assert_eq!(t.merchant.key_value().await?.as_deref(), Some(""), "a key is kept nowhere");
        t.merchant.type_site("acme").await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_screen("CONNECTED").await
    });
}

#[test]
fn a_reload_after_success_shows_the_result() {
    in_every_engine(async |t| {
        let company = t.api.company(Some("acme")).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        t.merchant.reload().await?;
        t.merchant.wait_for_title("Maxio is connected").await?;
        t.merchant.wait_for_text("Site: Acme (test site)").await?;
        assert_eq!(t.merchant.screen().await?, None);
        Ok(())
    });
}

#[test]
fn leaving_the_hosted_page_half_way_offers_to_go_on() {
    in_every_engine(async |t| {
        let company = t.api.company(None).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.agree().await?;
        t.merchant.press("Close").await?;
        t.merchant.press("Exit without saving").await?;
        t.merchant.wait_for_title("Maxio is not connected yet").await?;
        // Twice in one go: the page goes on once, and so does who cannot see it.
        let go_on =
            "const button = named('Go on'); button.focus(); button.click(); button.click(); return null";
        t.merchant.browser.script::<serde_json::Value>(go_on, []).await?;
        t.merchant.wait_for_title("Connect your commerce platform").await?;
        t.merchant.wait_for_focus("title").await?;
        t.merchant.press("Next").await?;
        t.merchant.wait_for_title("Connect to Maxio").await
    });
}

#[test]
fn the_address_shows_no_password_once_the_page_is_there() {
    in_every_engine(async |t| {
        let company = t.api.company(None).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.wait_for_title("Connect your commerce platform").await?;
        let address = t.merchant.browser.driver.current_url().await?;
        assert_eq!(address.query(), None);
        assert!(address.path().ends_with(&company.id));
        Ok(())
    });
}
