//! The gallery shows what it is asked for, to people who use the keyboard too.

use anyhow::Result;
use maxio_link_e2e::{Scenario, in_chromium, wait};
use thirtyfour::Key;

/// What each picture is called, and the title in it, once all are shown.
async fn pictures(t: &Scenario, count: usize) -> Result<Vec<[String; 2]>> {
    let script = "return [...document.querySelectorAll('iframe')].map((frame) => {
        const inside = frame.contentDocument;
        const link = inside?.querySelector('maxio-link')?.shadowRoot ?? inside;
        return inside?.documentElement.dataset.shown ? [frame.title, link.querySelector('h1, h2').textContent] : null;
    })";
    wait::for_some(&format!("{count} pictures"), async || {
        let shown: Vec<Option<[String; 2]>> = t.merchant.browser.script(script, []).await?;
        Ok((shown.len() == count).then(|| shown.into_iter().collect::<Option<Vec<_>>>()).flatten())
    })
    .await
}

#[test]
fn the_gallery_shows_what_it_is_asked_for_and_leaves_the_focus_where_it_was() {
    in_chromium(async |t| {
        t.open_gallery("state=connected&theme=light&theme=dark&width=320&locale=de&mode=inline").await?;
        let shown = pictures(t, 2).await?;
        assert_eq!(shown[0], ["connected · light · de · 320 px", "Maxio ist verbunden"]);
        assert_eq!(shown[1], ["connected · dark · de · 320 px", "Maxio ist verbunden"]);
        // By keyboard: over the link to theming into the first filter.
        t.merchant.press_keys(Key::Tab + Key::Tab).await?;
        t.merchant.press_together(Key::Control, "a").await?;
        t.merchant.press_keys("page: left").await?;
        let expected =
            ["page: left · light · de · 320 px", "Maxio ist noch nicht verbunden"].map(str::to_owned);
        wait::for_value("picture", expected, async || Ok(pictures(t, 2).await?.swap_remove(0))).await?;
        let focus = "return [document.activeElement.name, document.activeElement.value, location.search]";
        let [name, value, address]: [String; 3] = t.merchant.browser.script(focus, []).await?;
        assert_eq!((name.as_str(), value.as_str()), ("state", "page: left"));
        assert!(address.contains("state=page%3A+left") && address.contains("locale=de"), "{address}");
        Ok(())
    });
}
