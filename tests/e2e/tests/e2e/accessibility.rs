//! Every state of Link, in light and dark and from either side, as axe-core sees it.

use anyhow::Result;
use maxio_link_e2e::{Endpoint, Page, Scenario, scenario};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// For all states of one look at them.
const PATIENCE: Duration = Duration::from_secs(240);

/// Each state, and the rules that it breaks with the elements that do.
async fn violations(
    t: &Scenario,
    theme: &str,
    locale: &str,
    more: Value,
) -> Result<Vec<(String, Vec<String>)>> {
    t.page.add_to_head("<script src='packages/axe-core/axe.min.js'></script>");
    let endpoint = Endpoint::start([]).await?;
    let mut options = Map::new();
    options.insert("endpoint".into(), endpoint.url.clone().into());
    t.merchant.open(&t.page.with_options(Page::Modal, options)).await?;
    t.merchant.browser.driver.set_script_timeout(PATIENCE).await?;
    let look = "return (async () => {
        // An option that is wrong on purpose, and requests that nobody answers.
        console.error = () => {};
        const { states } = await import(arguments[0]);
        await customElements.whenDefined('maxio-link');
        const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        // Of the page around it, which is this test's.
        const off = ['region', 'page-has-heading-one', 'heading-order', 'landmark-one-main'];
        const settings = {
          runOnly: rules, resultTypes: ['violations'],
          rules: Object.fromEntries(off.map((rule) => [rule, { enabled: false }])),
        };
        const found = [];
        for await (const [name, root] of states(arguments[1])) {
          // Half faded in, nothing has the contrast that it will have.
          root.getAnimations().forEach((animation) => animation.cancel());
          const { violations } = await axe.run(root.host, settings);
          found.push([name, violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))]);
        }
        return found;
      }).apply(null, arguments)";
    let states = format!("{}/states.js", t.page.origin);
    let mut common = json!({"theme": theme, "locale": locale});
    if let (Some(common), Value::Object(more)) = (common.as_object_mut(), more) {
        common.extend(more);
    }
    t.merchant.browser.script(look, [json!(states), common]).await
}

fn no_state_breaks_a_rule(theme: &str, locale: &str) {
    scenario(async |t| {
        let found = violations(t, theme, locale, json!({})).await?;
        assert!(found.len() > 50, "{} states", found.len());
        let wrong: Vec<_> = found.into_iter().filter(|(_, violations)| !violations.is_empty()).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        Ok(())
    });
}

#[test]
fn no_state_breaks_a_rule_in_light() {
    no_state_breaks_a_rule("light", "en");
}

#[test]
fn no_state_breaks_a_rule_in_dark() {
    no_state_breaks_a_rule("dark", "en");
}

#[test]
fn no_state_breaks_a_rule_in_light_from_right_to_left() {
    no_state_breaks_a_rule("light", "ar");
}

#[test]
fn no_state_breaks_a_rule_in_dark_from_right_to_left() {
    no_state_breaks_a_rule("dark", "he");
}

#[test]
fn the_check_finds_text_that_cannot_be_read() {
    scenario(async |t| {
        let pale = json!({"appearance": {"text": "#eeeeee", "surface": "#ffffff"}});
        let found = violations(t, "light", "en", pale).await?;
        let found = found.iter().flat_map(|(_, violations)| violations);
        assert!(found.into_iter().any(|violation| violation.starts_with("color-contrast")));
        Ok(())
    });
}
