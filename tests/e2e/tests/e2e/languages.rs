//! The languages: which one is chosen, that it comes in time or not at all, that everything is said in it, and that it
//! fits.

use anyhow::Result;
use maxio_link_e2e::{
    Answer, Complaint, Endpoint, OwnCopy, Page, Scenario, in_chromium, in_every_engine, scenario::key, wait,
};
use serde_json::{Value, json};

const GERMAN: &str = "Verbinden Sie Ihre Handelsplattform";
const ENGLISH: &str = "Connect your commerce platform";

/// In CSS pixels.
const NARROWEST: u32 = 320;

#[test]
fn what_was_agreed_to_in_german_is_kept_in_the_servers_german() {
    in_chromium(async |t| {
        let company = t.api.company(Some("acme")).await?;
        t.embed(Page::Inline, &company, json!({"locale": "de-AT"})).await?;
        t.merchant.wait_for_title(GERMAN).await?;
        t.merchant.press("Weiter").await?;
        t.merchant.wait_for_text("Nur Lesen: Northwind Lending verspricht").await?;
        t.merchant.press("Weiter").await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Fortfahren").await?;
        t.merchant.wait_for_title("Maxio ist verbunden").await
    });
}

#[test]
fn the_record_of_consent_says_in_which_language_it_was_read() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Inline, &endpoint.url, json!({"locale": "ar"})).await?;
        t.merchant.press("التالي").await?;
        t.merchant.press("التالي").await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("متابعة").await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        let consent = &endpoint.only()?.body["consent"];
        assert_eq!(consent["locale"], "ar");
        let (read, text) = (consent["text"].as_str().unwrap(), "\u{2068}Northwind Lending\u{2069}");
        assert!(read.contains(text) && read.contains("سبب الحاجة إليه"), "{read}");
        Ok(())
    });
}

#[test]
fn auto_is_the_language_around_the_element_and_never_flashes_english() {
    in_every_engine(async |t| {
        t.page.put_around("<div lang='de-CH'>", "</div>");
        // Every text that was ever there; and neither file comes before the other one was asked for.
        t.page.add_to_head(
            "<script>window.shown = [];
            const browsers = window.fetch, asked = {};
            const both = new Promise((resolve) => (asked.done = resolve));
            window.fetch = async (address, init) => {
              const kind = ['.wasm', '/de.json'].find((end) => String(address).endsWith(end));
              asked[kind] = true;
              if (asked['.wasm'] && asked['/de.json']) asked.done();
              if (kind) await both;
              return browsers(address, init);
            };
            const attach = Element.prototype.attachShadow;
            Element.prototype.attachShadow = function (how) {
              const root = attach.call(this, how);
              new MutationObserver(() => shown.push(root.textContent)).observe(root, { childList: true, subtree: true });
              return root;
            }</script>",
        );
        let endpoint = Endpoint::start([]).await?;
        t.embed_with(Page::Inline, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_title(GERMAN).await?;
        let card = "const link = shown('.link'); return [link.lang, link.dir, window.shown.join(' ')]";
        let [language, direction, shown]: [String; 3] = t.merchant.browser.script(card, []).await?;
        assert_eq!((language.as_str(), direction.as_str()), ("de", "ltr"));
        assert!(shown.contains(GERMAN) && !shown.contains(ENGLISH), "{shown}");
        Ok(())
    });
}

#[test]
fn another_language_counts_from_the_next_opening_on() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_title(ENGLISH).await?;
        let change = "link.update({ locale: arguments[0] }); return null";
        t.merchant.browser.script::<()>(change, [json!("ja")]).await?;
        assert_eq!(t.merchant.title().await?.as_deref(), Some(ENGLISH));
        t.merchant.browser.script::<()>("link.exit({ force: true }); link.open(); return null", []).await?;
        t.merchant.wait_for_title("コマースプラットフォームを接続").await?;
        t.merchant.browser.script::<()>("link.exit({ force: true }); return null", []).await?;
        t.merchant.browser.script::<()>(change, [json!("tlh")]).await?;
        t.merchant.browser.script::<()>("link.open(); return null", []).await?;
        t.merchant.wait_for_title(ENGLISH).await
    });
}

#[test]
fn in_a_frame_link_speaks_the_language_of_the_page() {
    in_chromium(async |t| {
        t.page.put_around("<div lang='fr'>", "</div>");
        let company = t.api.company(None).await?;
        t.embed_isolated(Page::Inline, &company, json!({})).await?;
        t.merchant
            .in_frame(async || t.merchant.wait_for_title("Connectez votre plateforme de commerce").await)
            .await?;
        // The page loads its own words, and not when the frame does.
        let title = async || t.merchant.browser.script("return shown('iframe').title", []).await;
        wait::for_value("title", "Se connecter à Maxio".to_owned(), title).await
    });
}

#[test]
fn a_language_that_is_not_there_is_english_and_said_once() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(404));
        t.expect_in_console(Complaint::Integrity);
        t.expect_in_console("Link speaks English, because");
        t.page.take_widget_from_copy(OwnCopy::NoLanguages);
        english_in_place_of_german(t).await
    });
}

#[test]
fn a_language_that_is_not_what_was_built_is_not_spoken() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Integrity);
        t.expect_in_console("Link speaks English, because");
        t.page.take_widget_from_copy(OwnCopy::TamperedLanguages);
        english_in_place_of_german(t).await
    });
}

async fn english_in_place_of_german(t: &Scenario) -> Result<()> {
    let endpoint = Endpoint::start([]).await?;
    t.embed_with(Page::Inline, &endpoint.url, json!({"locale": "de"})).await?;
    t.merchant.wait_for_title(ENGLISH).await?;
    let card = "const { lang, dir } = shown('.link'); return [lang, dir]";
    assert_eq!(t.merchant.browser.script::<[String; 2]>(card, []).await?, ["en", "ltr"]);
    Ok(())
}

#[test]
fn what_stands_in_for_link_speaks_the_language_too() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(503));
        t.expect_in_console("LOAD_FAILED");
        t.expect_in_console(Complaint::Integrity);
        let endpoint = Endpoint::start([]).await?;
        t.page.take_widget_from_copy(OwnCopy::Flaky(usize::MAX));
        t.embed_with(Page::Inline, &endpoint.url, json!({"locale": "he"})).await?;
        t.merchant.wait_for_title("לא ניתן היה להתחיל את החיבור").await?;
        assert_eq!(t.merchant.browser.script::<String>("return shown('.link').dir", []).await?, "rtl");
        t.merchant.press("סגירה").await
    });
}

#[test]
fn nothing_is_said_but_what_the_language_says_and_nothing_is_cut_off() {
    in_every_engine(async |t| {
        let at = "(root) => [judge.hardCoded(root), judge.clipped(root)]";
        // What it looks for it does find: in English, which is in no brackets, on cards that hardly anything fits on.
        let mut too_narrow = 0;
        for (state, found) in look(t, "en", 60, at).await? {
            let [hard_coded, clipped]: [Vec<String>; 2] = serde_json::from_value(found)?;
            assert!(!hard_coded.is_empty(), "{state}");
            too_narrow += usize::from(!clipped.is_empty());
        }
        assert!(too_narrow * t.stride() > 50, "{too_narrow} states");
        for locale in ["de", "ar"] {
            let found = look(t, locale, NARROWEST, at).await?;
            assert!(found.len() * t.stride() > 70, "{} states", found.len());
            let wrong: Vec<_> = found.into_iter().filter(|(_, found)| *found != json!([[], []])).collect();
            assert!(wrong.is_empty(), "{locale}: what is hard-coded, and what is cut off: {wrong:#?}");
        }
        Ok(())
    });
}

#[test]
fn what_is_written_from_right_to_left_is_the_mirror_image() {
    in_every_engine(async |t| {
        let at = "judge.places";
        let usual = look(t, "de", NARROWEST, at).await?;
        for locale in ["ar", "he"] {
            for ((state, mirrored), (_, usual)) in look(t, locale, NARROWEST, at).await?.iter().zip(&usual) {
                let (mirrored, usual) = (places(mirrored)?, places(usual)?);
                assert_eq!(mirrored.len(), usual.len(), "{locale} {state}");
                for ((name, left, right), (usual_name, usual_left, usual_right)) in
                    mirrored.iter().zip(&usual)
                {
                    // One edge stands exactly where it should; the other is where the text ends, and fonts differ in
                    // what they make of signs that nobody sees.
                    let (one, other) = ((left - usual_right).abs(), (right - usual_left).abs());
                    let is_mirrored = one.min(other) < 1.0 && one.max(other) < 12.0;
                    assert!(
                        name == usual_name && is_mirrored,
                        "{locale} {state}: {name} is {left} from the left, {usual_name} {usual_right} from the right"
                    );
                }
            }
        }
        Ok(())
    });
}

fn places(value: &Value) -> Result<Vec<(String, f64, f64)>> {
    Ok(serde_json::from_value(value.clone())?)
}

/// Every state by name, and what a function of `judge.js` found in it, in the language that nobody speaks.
async fn look(t: &Scenario, locale: &str, width: u32, at: &str) -> Result<Vec<(String, Value)>> {
    t.open_states(OwnCopy::Pseudo).await?;
    let body = format!(
        "box.style.width = `${{arguments[1]}}px`;
        const found = [];
        for await (const [name, root] of states(box, {{ locale: arguments[0], every: arguments[2] }})) {{
          found.push([name, ({at})(root)]);
        }}
        return found;"
    );
    t.in_states(&body, [json!(locale), json!(width), json!(t.stride())]).await
}
