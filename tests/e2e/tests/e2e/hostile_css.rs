//! Pages whose styles would break what is in them.

use anyhow::Result;
use maxio_link_e2e::{Answer, Endpoint, Page, Scenario, in_chromium, in_every_engine, scenario::key, wait};
use serde_json::{Value, json};

/// How Link looks: every property of every element in the card, as the browser computes it.
const LOOKS: &str = "
    const looks = () => [all('.link')[0], ...all('.link *')].flatMap((element) =>
        [null, '::before', '::after'].map((pseudo) => {
            const style = getComputedStyle(element, pseudo);
            // Not the card's own margins: Chromium says 0 for `auto` until it lays out once more.
            const isMargin = (name) => element.matches('.link') && name.startsWith('margin');
            const names = [...style].filter((name) => !name.startsWith('--') && !isMargin(name));
            const tag = element.localName + '#' + element.id + '.' + element.className + (pseudo ?? '');
            return [tag, Object.fromEntries(names.map((name) => [name, style.getPropertyValue(name)]))];
        }));";

/// What a page says of its own text, and what a reset says of everything.
const RESETS: [&str; 7] = [
    "* { all: unset }",
    "* { all: unset !important }",
    "*, *::before, *::after { all: revert !important; box-sizing: content-box !important }",
    "* { font: italic 900 40px/3 fantasy !important; color: red !important; letter-spacing: 9px !important;
         word-spacing: 2em !important; text-transform: uppercase !important; text-align: justify !important;
         text-align-last: right !important; text-indent: 5em !important; text-shadow: 0 0 9px red !important;
         white-space: pre !important;
         word-break: break-all !important; hyphens: auto !important; font-variant: small-caps !important;
         font-feature-settings: 'zero' !important; font-kerning: none !important; tab-size: 1 !important;
         list-style: square inside !important; quotes: none !important; cursor: wait !important;
         user-select: none !important; -webkit-user-select: none !important; accent-color: red !important;
         caret-color: transparent !important; line-break: anywhere !important; -webkit-text-stroke: 3px red !important;
         -webkit-text-fill-color: transparent !important; -webkit-text-security: circle !important;
         color-scheme: dark !important; forced-color-adjust: none !important; image-rendering: pixelated !important }",
    "* { direction: rtl !important; unicode-bidi: bidi-override !important; text-orientation: sideways !important }",
    "html { font-size: 200px !important } body { font-size: 3rem !important }",
    "h2, p, button, input, label, ol, li, form, a, span, fieldset, legend, dialog, [hidden], div[class] {
         display: block !important; position: fixed !important; padding: 9em !important; color: red !important;
         font-size: 3rem !important; height: 300px !important; background: red !important }
     ::backdrop { background: red !important }",
];

/// Where the card looks other than on a page without these styles.
async fn differences(t: &Scenario, css: &str) -> Result<Vec<String>> {
    let script = format!(
        "{LOOKS}
        for (const animation of all('.link')[0].getAnimations({{ subtree: true }})) animation.finish();
        window.calm ??= looks();
        const style = Object.assign(document.createElement('style'), {{ textContent: arguments[0] }});
        document.head.append(style);
        const now = looks();
        style.remove();
        return now.flatMap(([tag, style], at) => Object.entries(style)
            .filter(([name, value]) => window.calm[at]?.[1][name] !== value)
            .map(([name, value]) => `${{tag}} ${{name}}: ${{value}} (was ${{window.calm[at]?.[1][name]}})`));"
    );
    t.merchant.browser.script(&script, [json!(css)]).await
}

/// At the credentials, with the site field and with every note that there can be.
async fn with_everything_on_it(t: &Scenario, page: Page, options: Value) -> Result<()> {
    t.embed_with(page, &Endpoint::start([]).await?.url, options).await?;
    t.merchant.agree().await?;
    t.merchant.press("Continue").await?;
    t.merchant.wait_for_key_error("Paste your API key").await?;
    t.merchant.wait_for_focus("key").await
}

async fn no_reset_changes_it(t: &Scenario) -> Result<()> {
    for css in RESETS {
        let found = differences(t, css).await?;
        let first: Vec<_> = found.iter().take(9).collect();
        assert!(found.is_empty(), "{} differences under {css}:\n{first:#?}", found.len());
    }
    Ok(())
}

#[test]
fn no_reset_of_the_page_reaches_into_an_element() {
    in_every_engine(async |t| {
        // The width is the page's to give, so that this page gives one that no reset takes away.
        t.page.put_around(
            "<div style='display: block !important; width: 900px !important; margin: 0 !important'>",
            "</div>",
        );
        with_everything_on_it(t, Page::Inline, json!({"siteField": "show"})).await?;
        no_reset_changes_it(t).await
    });
}

#[test]
fn no_reset_of_the_page_reaches_into_a_modal() {
    in_every_engine(async |t| {
        with_everything_on_it(t, Page::Modal, json!({"siteField": "show"})).await?;
        no_reset_changes_it(t).await?;
        let hidden =
            "* { visibility: hidden !important; pointer-events: none !important; opacity: 0 !important;
            text-decoration: line-through !important }";
        assert_eq!(
            differences(t, hidden).await?,
            [""; 0],
            "the page behind a modal may be hidden, the modal is not"
        );
        Ok(())
    });
}

#[test]
fn the_check_for_differences_does_find_one() {
    in_chromium(async |t| {
        with_everything_on_it(t, Page::Inline, json!({})).await?;
        let found = differences(t, "maxio-link { --link-accent: rgb(1, 2, 3) }").await?;
        // In which colour is up to the pointer that may be over it.
        assert!(found.iter().any(|line| line.contains("primary background-color")), "{found:#?}");
        Ok(())
    });
}

#[test]
fn what_is_hidden_or_out_of_use_in_the_page_stays_so() {
    in_every_engine(async |t| {
        t.page.put_around("<section id='panel-of-the-page'>", "</section>");
        t.embed_with(Page::Inline, &Endpoint::start([]).await?.url, json!({})).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        let style =
            |css: &str| format!("document.getElementById('panel-of-the-page').style = '{css}'; return null");
        t.merchant.browser.script::<Value>(&style("visibility: hidden"), []).await?;
        assert_eq!(
            t.merchant.screen().await?,
            None,
            "a panel that the page folded away shows nothing of Link"
        );
        t.merchant.browser.script::<Value>(&style("pointer-events: none"), []).await?;
        let hit: bool = t
            .merchant
            .browser
            .script(
                "
            const { x, y } = shown('.primary').getBoundingClientRect();
            return document.elementFromPoint(x + 9, y + 9).localName === 'maxio-link'",
                [],
            )
            .await?;
        assert!(!hit, "what is out of use cannot be clicked");
        Ok(())
    });
}

/// The modal is whole, in the middle of the window, and above everything.
async fn modal_is_in_the_middle(t: &Scenario) -> Result<()> {
    let script = "
        const dialog = all('dialog').find((dialog) => dialog.matches('.modal'));
        const host = dialog.getRootNode().host;
        const { left, right, top, bottom, width, height } = dialog.getBoundingClientRect();
        const at = (x, y) => document.elementFromPoint(x, y) === host;
        return {
          modal: dialog.matches(':modal'),
          centred: Math.abs(left + right - innerWidth) < 2 && Math.abs(top + bottom - innerHeight) < 2,
          whole: left >= 0 && top >= 0 && width > 500 && height > 200,
          above: [[1, 1], [innerWidth - 2, innerHeight - 2], [innerWidth / 2, innerHeight / 2], [left + 9, top + 9]]
            .every(([x, y]) => at(x, y)),
        }";
    let all = json!({"modal": true, "centred": true, "whole": true, "above": true});
    wait::for_value("the modal", all, async || t.merchant.browser.script(script, []).await).await
}

/// Opens the page's element as soon as it can be.
const ONCE_LOADED: &str = "return customElements.whenDefined('maxio-link')
    .then(() => { document.querySelector('maxio-link').open(); return null; })";

/// Around an element that opens as a modal.
const ANCESTORS: [&str; 6] = [
    "transform: scale(0.5) rotate(9deg); filter: blur(2px) opacity(0.2)",
    "overflow: hidden; height: 10px; width: 10px; position: relative; clip-path: inset(0 0 0 0)",
    "contain: strict; height: 20px; will-change: transform; perspective: 9px",
    "visibility: hidden; opacity: 0; pointer-events: none; position: absolute; left: -9999px",
    "display: flex; flex-direction: column; align-items: flex-end; zoom: 1; z-index: -1; position: fixed; inset: 0",
    "columns: 3; writing-mode: vertical-rl; direction: rtl; mix-blend-mode: difference; backface-visibility: hidden",
];

#[test]
fn a_modal_covers_the_page_whatever_is_around_its_element() {
    in_every_engine(async |t| {
        t.page.put_around(
            "<div id='around'>",
            "</div><p style='position: fixed; inset: 0; z-index: 2147483647'></p>",
        );
        t.embed_with(Page::Inline, &Endpoint::start([]).await?.url, json!({"mode": "modal"})).await?;
        for css in ANCESTORS {
            let dress = "document.getElementById('around').style = arguments[0]; return null";
            t.merchant.browser.script::<Value>(dress, [json!(css)]).await?;
            t.merchant.browser.script::<Value>(ONCE_LOADED, []).await?;
            modal_is_in_the_middle(t).await.map_err(|error| error.context(css))?;
            t.merchant.press("Close").await?;
            t.merchant.wait_until_closed().await?;
        }
        Ok(())
    });
}

#[test]
fn an_element_that_is_hidden_itself_opens_as_a_modal_all_the_same() {
    in_chromium(async |t| {
        t.page.add_to_head("<style>[hidden] { display: none !important }</style>");
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Inline, &endpoint.url, json!({"mode": "modal", "hidden": ""})).await?;
        t.merchant.browser.script::<Value>(ONCE_LOADED, []).await?;
        modal_is_in_the_middle(t).await?;
        t.merchant.connect(key("admin")?).await
    });
}

#[test]
fn a_modal_that_nobody_could_see_does_not_block_the_page() {
    in_chromium(async |t| {
        t.expect_in_console("something around the element is not displayed");
        t.page.put_around("<div id='around' style='display: none'>", "</div><button>Of the page</button>");
        t.embed_with(Page::Inline, &Endpoint::start([]).await?.url, json!({"mode": "modal"})).await?;
        t.merchant.browser.script::<Value>(ONCE_LOADED, []).await?;
        assert_eq!(t.exit().await?, (None, "requires_selection".into()));
        t.merchant.press("Of the page").await?;
        // Displayed, it opens.
        t.merchant
            .browser
            .script::<Value>("document.getElementById('around').style = ''; return null", [])
            .await?;
        t.merchant.browser.script::<Value>(ONCE_LOADED, []).await?;
        modal_is_in_the_middle(t).await
    });
}

#[test]
fn a_modal_takes_no_place_in_the_page() {
    in_every_engine(async |t| {
        t.page.add_to_head(
            "<style>body { display: flex; gap: 40px; justify-content: space-between } body > * { margin: 8px }</style>",
        );
        let endpoint = Endpoint::start([]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        let places = "return ['h1', '#connect', 'body'].map((part) => JSON.stringify(document.querySelector(part).getBoundingClientRect()))";
        let places = async || t.merchant.browser.script::<Vec<String>>(places, []).await;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        let open = places().await?;
        t.merchant.press("Close").await?;
        t.merchant.wait_until_closed().await?;
        let closed = places().await?;
        t.merchant.browser.script::<Value>("link.destroy(); return null", []).await?;
        let gone = places().await?;
        assert_eq!((&open, &closed), (&gone, &gone));
        Ok(())
    });
}

#[test]
fn in_a_page_from_right_to_left_english_stays_from_left_to_right() {
    in_every_engine(async |t| {
        t.page.add_to_head(
            "<script>document.documentElement.dir = 'rtl'; document.documentElement.lang = 'ar'</script>",
        );
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Inline, &endpoint.url, json!({"siteField": "show", "locale": "en"})).await?;
        t.merchant.agree().await?;
        let script = "
            const start = (selector) => shown(selector).getBoundingClientRect();
            return {
              direction: getComputedStyle(shown('.lead')).direction,
              language: shown('.link').lang,
              key: getComputedStyle(shown('#key')).direction,
              closeAtTheEnd: start('.close').left > start('.who').left,
              toggleAfterTheKey: start('.show').left > start('#key').left,
              inTheWindow: start('.link').left >= 0 && start('.link').right <= innerWidth,
            }";
        let seen: Value = t.merchant.browser.script(script, []).await?;
        assert_eq!(
            seen,
            json!({"direction": "ltr", "language": "en", "key": "ltr", "closeAtTheEnd": true, "toggleAfterTheKey": true, "inTheWindow": true})
        );
        t.merchant.type_site("acme").await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_screen("CONNECTED").await
    });
}

/// What the page makes of the element's own box.
const BOXES: [&str; 5] = [
    "* { all: unset; float: left }",
    "maxio-link { display: inline-block; width: auto }",
    "body { display: flex; flex-direction: column; align-items: center } * { inline-size: auto !important }",
    "body { display: grid; place-items: center } maxio-link { width: fit-content }",
    "maxio-link { position: absolute; right: 0; width: max-content }",
];

#[test]
fn the_card_keeps_a_width_where_the_page_takes_it_away() {
    in_every_engine(async |t| {
        t.embed_with(Page::Inline, &Endpoint::start([]).await?.url, json!({})).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        for css in BOXES {
            let script = "
                const style = Object.assign(document.createElement('style'), { textContent: arguments[0] });
                document.head.append(style);
                const { width, left, right } = shown('.link').getBoundingClientRect();
                style.remove();
                return [width, left, right]";
            let [width, left, right]: [f64; 3] = t.merchant.browser.script(script, [json!(css)]).await?;
            assert!(
                (300.0..=864.0).contains(&width) && left >= 0.0 && right <= 1100.0,
                "{css}: {width} {left} {right}"
            );
        }
        Ok(())
    });
}
