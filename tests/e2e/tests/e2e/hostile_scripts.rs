//! Pages whose other scripts change the language, the browser, or what Link needs of them.

use anyhow::{Result, ensure};
use maxio_link_e2e::{
    Answer, Complaint, Endpoint, OwnCopy, Page, Scenario, in_chromium, in_every_engine, partner_page::NEWER,
    scenario::key, wait,
};
use serde_json::{Value, json};

async fn run(t: &Scenario, script: &str) -> Result<()> {
    t.merchant.browser.script::<Value>(&format!("{script}; return null"), []).await.map(drop)
}

async fn ask<T: serde::de::DeserializeOwned>(t: &Scenario, script: &str) -> Result<T> {
    t.merchant.browser.script(script, []).await
}

/// A merchant gets through, and the endpoint is sent what it should be, with a token that the page's function gave.
async fn works(t: &Scenario, page: Page) -> Result<()> {
    let endpoint = Endpoint::start([Answer::linked()]).await?;
    t.page.give_tokens(vec!["a-token-of-the-partner".into()]);
    t.secrets.note("company token", "a-token-of-the-partner");
    t.embed_with(page, &endpoint.url, json!({})).await?;
    t.merchant.connect(key("admin")?).await?;
    assert_eq!(t.exit().await?, (None, "connected".into()));
    assert_eq!(t.calls("onSuccess").await?.len(), 1);
    let request = endpoint.only()?;
    assert_eq!(request.header("authorization"), "Bearer a-token-of-the-partner");
    assert_eq!(request.text("apiKey"), key("admin")?);
    let members = request.body.as_object().map(|body| body.keys().collect::<Vec<_>>()).unwrap_or_default();
    assert_eq!(members, ["platformKey", "apiKey", "consent"], "nothing that the page did not ask for");
    let errors: Vec<_> = t.seen().await?.into_iter().filter(|seen| seen["kind"] == "error").collect();
    assert!(errors.is_empty(), "{errors:?}");
    Ok(())
}

#[test]
fn an_element_works_among_extended_prototypes() {
    in_every_engine(async |t| {
        t.page.add_to_head("<script src='pollution.js'></script>");
        works(t, Page::Inline).await?;
        // An option of a name that every object has can be set all the same.
        run(t, "const link = document.querySelector('maxio-link'); link.site = 'acme'; link.open()").await?;
        t.merchant.agree().await?;
        t.merchant.wait_for_text("acme.chargify.com").await
    });
}

#[test]
fn a_modal_works_among_extended_prototypes() {
    in_chromium(async |t| {
        t.page.add_to_head("<script src='pollution.js'></script>");
        works(t, Page::Modal).await
    });
}

#[test]
fn link_works_where_fetch_was_wrapped() {
    in_chromium(async |t| {
        // Records, delays, and answers with a promise that is not the language's own.
        t.page.add_to_head(
            "<script>
            window.fetched = [];
            const original = window.fetch;
            window.fetch = function (input, init) {
                // Like many, it takes for granted what is an address in nearly every page.
                if (input.indexOf('/tracked') === -1) window.fetched.push(new URL(input, location).href);
                const answer = original.apply(this, arguments);
                return { then: (kept, broken) => void setTimeout(() => answer.then(kept, broken), 5) };
            };
            </script>",
        );
        works(t, Page::Modal).await?;
        let fetched: Vec<String> =
            ask(t, "return window.fetched.map((url) => new URL(url).pathname)").await?;
        for path in ["/maxio-link.wasm", "/connect"] {
            assert!(
                fetched.iter().any(|fetched| fetched.ends_with(path)),
                "the page's fetch was passed by: {fetched:?}"
            );
        }
        Ok(())
    });
}

#[test]
fn a_fetch_of_the_page_that_throws_is_a_request_that_failed() {
    in_chromium(async |t| {
        t.expect_in_console("maxio-link: no answer from");
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        run(t, "window.original = fetch; window.fetch = () => { throw new Error('of the page'); }").await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_panel("We could not reach Northwind Lending").await?;
        run(t, "window.fetch = window.original").await?;
        t.merchant.press("Try again").await?;
        t.merchant.press("Finish").await?;
        assert_eq!(t.exit().await?, (None, "connected".into()));
        endpoint.only().map(drop)
    });
}

#[test]
fn a_token_that_the_page_gets_once_link_is_open_is_sent() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Inline, &endpoint.url, json!({})).await?;
        t.merchant.agree().await?;
        t.secrets.note("company token", "a-token-that-came-late");
        run(t, "document.querySelector('maxio-link').token = 'a-token-that-came-late'").await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        assert_eq!(endpoint.only()?.header("authorization"), "Bearer a-token-that-came-late");
        Ok(())
    });
}

#[test]
fn link_works_where_promise_is_a_class_of_the_page() {
    in_every_engine(async |t| {
        t.page.add_to_head("<script>window.Promise = class PagePromise extends Promise {};</script>");
        works(t, Page::Modal).await
    });
}

#[test]
fn link_works_where_promise_is_nothing_but_a_thenable() {
    in_chromium(async |t| {
        t.page.add_to_head("<script src='promise.js'></script>");
        works(t, Page::Modal).await
    });
}

#[test]
fn link_works_beside_jquery_and_an_old_module_loader() {
    in_chromium(async |t| {
        t.page.add_to_head(
            "<script src='packages/requirejs/require.js'></script><script src='packages/jquery/dist/jquery.js'></script>
            <script>
            window.heard = [];
            require(['packages/jquery/dist/jquery.js'], function () {
                jQuery(document).on('link-success link-exit', function (event) { window.heard.push(event.type); });
                jQuery(document).on('click keydown input', '*', function () {});
            });
            </script>",
        );
        works(t, Page::Inline).await?;
        assert!(ask::<bool>(t, "return typeof define === 'function' && Boolean(define.amd)").await?);
        assert_eq!(ask::<Vec<String>>(t, "return window.heard").await?, ["link-success", "link-exit"]);
        Ok(())
    });
}

#[test]
fn a_base_address_elsewhere_changes_neither_wasm_nor_endpoint() {
    in_chromium(async |t| {
        t.page.add_to_head("<base href='https://cdn.example/assets/'>");
        t.page.take_widget_from_copy(OwnCopy::Whole);
        // Relative to the page's own address, as said in the documentation: the key is not to follow a `<base>`.
        t.embed_with(Page::Inline, "/connect/here", json!({})).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.expect_in_console(Complaint::Status(404));
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_title("We do not know this company").await?;
        let expected =
            ["connect/here", "own/whole/maxio-link.wasm"].map(|path| format!("{}/{path}", t.page.origin));
        wait::for_some("the addresses that were asked", async || {
            let asked: Vec<String> =
                ask(t, "return performance.getEntriesByType('resource').map((entry) => entry.name)").await?;
            ensure!(expected.iter().all(|address| asked.contains(address)), "{asked:?}");
            Ok(Some(()))
        })
        .await
    });
}

#[test]
fn where_the_tag_name_is_taken_create_works_and_the_other_element_is_left_alone() {
    in_every_engine(async |t| {
        t.page.add_to_head(
            "<script>customElements.define('maxio-link', class Foreign extends HTMLElement {
                connectedCallback() { this.textContent = 'somebody else'; }
            });</script>",
        );
        t.page.put_around("<maxio-link></maxio-link>", "");
        works(t, Page::Modal).await?;
        let text: Vec<String> =
            ask(t, "return [...document.querySelectorAll('maxio-link')].map((e) => e.textContent)").await?;
        assert_eq!(text, ["somebody else"]);
        Ok(())
    });
}

#[test]
fn two_versions_in_a_page_do_not_disturb_each_other() {
    in_chromium(async |t| {
        let newer = t.page.copy(OwnCopy::Newer);
        works(t, Page::Inline).await?;
        // The page itself, and not the driver, whose scripts live in a world of their own in Firefox.
        let script = "const script = Object.assign(document.createElement('script'), { type: 'module' });
            script.textContent = `import * as other from ${JSON.stringify(arguments[0])};
                const { endpoint } = document.querySelector('maxio-link');
                window.other = other.create({ endpoint, companyName: 'Northwind Lending' });
                window.other.open();
                window.versions = [MaxioLink.version, other.version ?? null, MaxioLink.create === other.create];`;
            document.head.append(script);
            return null";
        t.merchant.browser.script::<Value>(script, [json!(newer)]).await?;
        let versions =
            async || ask::<Option<(String, Option<String>, bool)>>(t, "return window.versions ?? null").await;
        let (first, second, same) = wait::for_some("the other version", versions).await?;
        assert_eq!(
            (first.as_str(), second.as_deref(), same),
            (env!("CARGO_PKG_VERSION"), Some(NEWER), false)
        );
        t.merchant.agree().await?;
        assert_eq!(ask::<usize>(t, "return all('.link').filter(visible).length").await?, 1);
        // The first one opens beside it.
        run(t, "window.other.exit({ force: true }); document.querySelector('maxio-link').open()").await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        assert_eq!(
            t.calls("onExit").await?.len(),
            1,
            "what happens to one is not told to the page of the other"
        );
        Ok(())
    });
}

#[test]
fn the_same_script_from_three_addresses_opens_one_link() {
    in_chromium(async |t| {
        let copy = t.page.copy(OwnCopy::Whole);
        t.page.add_to_head(&format!(
            "<script type='module' src='{copy}'></script><script type='module' src='{copy}?again'></script>"
        ));
        works(t, Page::Inline).await?;
        // None, where the script was there before the page had set its callbacks.
        assert!(t.calls("onLoad").await?.len() <= 1);
        assert_eq!(
            ask::<usize>(t, "return all('dialog, .link').length").await?,
            0,
            "closed, and only one was there"
        );
        Ok(())
    });
}

#[test]
fn fifty_links_in_a_page_are_fifty_links() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Inline, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        run(t, "
            const first = document.querySelector('maxio-link');
            window.exits = [];
            for (let number = 1; number < 50; number++) {
                const link = Object.assign(document.createElement('maxio-link'), { endpoint: first.endpoint });
                link.onExit = (error, { status }) => window.exits.push([number, status]);
                document.body.append(link);
            }").await?;
        let open = async || ask::<usize>(t, "return all('.link').filter(visible).length").await;
        wait::for_value("open Links", 50, open).await?;
        let loads = "return performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.wasm')).length";
        assert_eq!(ask::<usize>(t, loads).await?, 1, "one download for all");
        // The last one works, and no other moves.
        run(t, "all('.link').at(-1).querySelector('.primary').click()").await?;
        let screens = async || {
            ask::<Vec<String>>(t, "return [...new Set(all('.link').slice(0, -1).map((link) => link.dataset.screen)), all('.link').at(-1).dataset.screen]").await
        };
        wait::for_value("screens", vec!["SELECT_INTEGRATION".to_owned(), "CONSENT".to_owned()], screens)
            .await?;
        run(t, "[...document.querySelectorAll('maxio-link')].slice(1).forEach((link) => link.remove())")
            .await?;
        let exits = async || ask::<usize>(t, "return new Set(window.exits.map(String)).size").await;
        wait::for_value("exits", 49, exits).await?;
        assert_eq!(ask::<usize>(t, "return window.exits.length").await?, 49, "each one once");
        t.merchant.connect(key("admin")?).await
    });
}

#[test]
fn nothing_is_added_to_the_window_the_head_or_the_storage() {
    in_chromium(async |t| {
        let names = "return Object.getOwnPropertyNames(window)";
        // A page without Link, with what WebDriver itself adds when it clicks and types.
        t.merchant.open(&format!("{}/seen.js", t.page.origin)).await?;
        if let Some(body) = t.merchant.browser.element("return document.body", []).await? {
            body.click().await?;
            t.merchant.press_escape().await?;
        }
        let without: Vec<String> = ask(t, names).await?;
        works(t, Page::Modal).await?;
        let with: Vec<String> = ask(t, names).await?;
        let of_the_page = ["seen", "link"];
        let added: Vec<_> = with
            .iter()
            .filter(|name| !without.contains(name) && !of_the_page.contains(&name.as_str()))
            .collect();
        assert_eq!(added, ["MaxioLink"]);
        let left: Value = ask(
            t,
            "return {
            head: [...document.head.children].map((child) => child.localName),
            html: document.documentElement.getAttributeNames(),
            body: document.body.getAttributeNames(),
            sheets: document.adoptedStyleSheets.length,
            stored: localStorage.length + sessionStorage.length,
            cookies: document.cookie,
        }",
        )
        .await?;
        assert_eq!(
            left,
            json!({"head": ["meta", "title"], "html": ["lang"], "body": [], "sheets": 0, "stored": 0, "cookies": ""})
        );
        let databases: usize = ask(t, "return indexedDB.databases().then((all) => all.length)").await?;
        assert_eq!((databases, t.merchant.browser.driver.get_all_cookies().await?.len()), (0, 0));
        Ok(())
    });
}
