//! Pages with dialogs of their own, native and modal, like Link's.

use anyhow::Result;
use maxio_link_e2e::{Answer, Endpoint, Page, Scenario, in_every_engine, scenario::key, wait};
use serde_json::{Value, json};

const DIALOG: &str = "<dialog id='own'><p>Of the page</p><button id='inside' onclick='link.open()'>Connect from here</button></dialog>";

async fn run(t: &Scenario, script: &str) -> Result<()> {
    t.merchant.browser.script::<Value>(&format!("{script}; return null"), []).await.map(drop)
}

async fn own_dialog(t: &Scenario) -> Result<(bool, String)> {
    let script = "return [document.getElementById('own').matches(':modal'), document.activeElement.id]";
    t.merchant.browser.script(script, []).await
}

#[test]
fn link_opens_over_an_open_dialog_of_the_page_and_gives_it_back() {
    in_every_engine(async |t| {
        t.page.put_around(DIALOG, "");
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        t.merchant.press("Close").await?;
        t.merchant.wait_until_closed().await?;

        run(t, "document.getElementById('own').showModal()").await?;
        t.merchant.press("Connect from here").await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        // Escape is for the one on top.
        t.merchant.press_escape().await?;
        t.merchant.wait_until_closed().await?;
        assert_eq!(own_dialog(t).await?, (true, "inside".into()));
        t.merchant.press("Connect from here").await?;
        t.merchant.connect(key("admin")?).await?;
        assert_eq!(own_dialog(t).await?, (true, "inside".into()));
        Ok(())
    });
}

#[test]
fn link_stays_as_it_is_under_a_dialog_that_the_page_opens_later() {
    in_every_engine(async |t| {
        t.page.put_around(DIALOG, "");
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        run(t, "document.getElementById('own').showModal()").await?;
        assert_eq!(own_dialog(t).await?, (true, "inside".into()));
        t.merchant.press_escape().await?;
        wait::for_value("the page's dialog", false, async || Ok(own_dialog(t).await?.0)).await?;
        assert_eq!(
            t.merchant.screen().await?.as_deref(),
            Some("CREDENTIAL"),
            "Escape was for the page's dialog"
        );
        assert_eq!(t.merchant.key_value().await?.as_deref(), Some(key("admin")?));
        t.merchant.press("Continue").await?;
        t.merchant.press("Finish").await?;
        assert_eq!(t.exit().await?, (None, "connected".into()));
        Ok(())
    });
}

#[test]
fn an_element_works_inside_a_dialog_of_the_page() {
    in_every_engine(async |t| {
        t.page.put_around("<dialog id='own' open>", "</dialog>");
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Inline, &endpoint.url, json!({})).await?;
        run(t, "const own = document.getElementById('own'); own.close(); own.showModal()").await?;
        t.merchant.connect(key("admin")?).await?;
        assert!(own_dialog(t).await?.0, "the page's own dialog is the page's to close");
        Ok(())
    });
}
