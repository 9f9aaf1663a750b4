//! What assistive technology is given of each screen, against `tests/gallery/accessibility-tree.txt`. To change that on
//! purpose: `MAXIO_LINK_ACCEPT=1 cargo xtask test --only e2e --engine chromium --filter accessibility_tree`.

use anyhow::{Context, Result};
use maxio_link_e2e::{OwnCopy, Scenario, in_chromium};
use serde_json::{Value, json};
use std::{collections::HashMap, env, fmt::Write, fs, path::PathBuf};

/// The screens, and what can stand on them.
const STATES: [&str; 18] = [
    "select",
    "many platforms",
    "consent",
    "credentials with site",
    "key shown",
    "hint: login",
    "key refused",
    "site not found",
    "locked site",
    "no admin",
    "too many",
    "message to copy by hand",
    "connecting",
    "leaving",
    "connected",
    "unknown company",
    "not loaded",
    "page: several connected",
];

#[test]
fn each_screen_is_what_it_was_to_assistive_technology() {
    in_chromium(async |t| {
        t.open_states(OwnCopy::Whole).await?;
        let mut seen = String::new();
        for (name, mode) in STATES.map(|name| (name, "inline")).into_iter().chain([("select", "modal")]) {
            let body =
                "await show(STATES.find(({ name }) => name === arguments[0]), box, { mode: arguments[1] })";
            t.in_states::<Value>(body, [json!(name), json!(mode)]).await?;
            writeln!(seen, "── {name}, {mode}\n{}", tree(t).await?)?;
        }
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../gallery/accessibility-tree.txt");
        if env::var_os("MAXIO_LINK_ACCEPT").is_some() {
            fs::write(&file, &seen)?;
        }
        let known = fs::read_to_string(&file).context("there is no tests/gallery/accessibility-tree.txt")?;
        let differing = differing(&known, &seen);
        assert!(
            differing.is_empty(),
            "not as in tests/gallery/accessibility-tree.txt; with MAXIO_LINK_ACCEPT=1, on purpose:\n{differing}"
        );
        Ok(())
    });
}

/// What Chromium gives to assistive technology, a line for each thing: its role, its name, and what state it is in.
async fn tree(t: &Scenario) -> Result<String> {
    t.merchant.browser.devtools("Accessibility.enable", json!({})).await?;
    let answer = t.merchant.browser.devtools("Accessibility.getFullAXTree", json!({})).await?;
    let nodes = answer["nodes"].as_array().context("no nodes")?;
    let by_id: HashMap<&str, &Value> =
        nodes.iter().filter_map(|node| Some((node["nodeId"].as_str()?, node))).collect();
    let mut lines = String::new();
    let root = nodes.first().context("an empty tree")?;
    outline(root, &by_id, "", 0, &mut lines)?;
    Ok(lines)
}

/// What is only there for layout has no line of its own, nor has a text that is in the name of what is around it.
fn outline(
    node: &Value,
    by_id: &HashMap<&str, &Value>,
    around: &str,
    depth: usize,
    lines: &mut String,
) -> Result<()> {
    let role = node["role"]["value"].as_str().unwrap_or_default();
    let name = node["name"]["value"].as_str().unwrap_or_default();
    let is_told = !node["ignored"].as_bool().unwrap_or_default()
        && !["RootWebArea", "generic", "none", "InlineTextBox", "ListMarker"].contains(&role)
        && (role != "StaticText" || !around.contains(name.trim()));
    if is_told {
        let description = node["description"]["value"].as_str().filter(|text| !text.is_empty());
        let description = description.map(|text| format!(" ({text})")).unwrap_or_default();
        let shown = if name.is_empty() { String::new() } else { format!(" {name:?}") };
        writeln!(lines, "{}{role}{shown}{description}{}", "  ".repeat(depth), states(node))?;
    }
    // What is said of a text field is its value, and its parts say it again.
    let has_parts = !["textbox", "searchbox", "StaticText"].contains(&role);
    for id in node["childIds"].as_array().into_iter().flatten().filter(|_| has_parts) {
        if let Some(child) = id.as_str().and_then(|id| by_id.get(id)) {
            let around = if is_told { name } else { around };
            outline(child, by_id, around, depth + usize::from(is_told), lines)?;
        }
    }
    Ok(())
}

fn states(node: &Value) -> String {
    let told =
        ["disabled", "focused", "invalid", "required", "checked", "live", "modal", "level", "hasPopup"];
    let properties = node["properties"].as_array().into_iter().flatten();
    let state = |property: &Value| {
        let name = property["name"].as_str()?;
        let value = &property["value"]["value"];
        let is_there = told.contains(&name)
            && !matches!(value.as_str(), Some("false" | "off"))
            && value.as_bool() != Some(false);
        is_there.then(|| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            if value == "true" { format!(" [{name}]") } else { format!(" [{name}={value}]") }
        })
    };
    properties.filter_map(state).collect()
}

/// The first lines that are not the same, with the screen that they are of.
fn differing(known: &str, seen: &str) -> String {
    let mut screen = "";
    let mut lines = known.lines().zip(seen.lines().chain(std::iter::repeat("(the end)")));
    let differing = lines.find(|(known, seen)| {
        if seen.starts_with("──") {
            screen = seen;
        }
        known != seen
    });
    match differing {
        Some((known, seen)) => format!("{screen}\n- {known}\n+ {seen}"),
        None if known.lines().count() < seen.lines().count() => "there is more than there was".to_owned(),
        None => String::new(),
    }
}
