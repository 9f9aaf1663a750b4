//! How to get the key, beside the field.

use crate::{
    locale::Message,
    view::{
        ViewContext,
        parts::{Aside, HelpLink},
    },
};
use leptos::prelude::*;

/// Where a merchant signs in.
const APP: &str = "https://app.chargify.com";
/// Maxio's own words on API keys.
const HELP: &str = "https://docs.maxio.com/hc/en-us/articles/24294819360525-Advanced-Billing-API-Keys";
/// Where a key is made: the words that a merchant looks for, as Maxio writes them in every language. With each, the class
/// of its line: `here` is where to press, and an empty line stands for anything else.
const MENU: SketchLines = [("", ""), ("", "Config"), ("here", "Integrations")];
const KEYS: SketchLines = [("", "API Keys"), ("here", "New API Key"), ("", "")];

type SketchLines = [(&'static str, &'static str); 3];

/// The steps in Maxio, with a sketch of its screens.
#[component]
pub fn KeyGuide(link: ViewContext) -> impl IntoView {
    view! {
        <Aside link title=Message::StepsTitle>
            <ol class="steps">
                <li>
                    <span class="how">
                        {link.text(Message::StepOpen)} " "
                        <HelpLink link href=APP words=link.text(Message::StepOpenLink) />
                    </span>
                </li>
                <li>
                    <span class="how">{link.text(Message::StepMenu)}</span>
                    <Sketch lines=MENU />
                </li>
                <li>
                    <span class="how">{link.text(Message::StepNew)}</span>
                    <Sketch lines=KEYS />
                </li>
                <li>
                    <span class="how">{link.text(Message::StepPaste)}</span>
                </li>
            </ol>
            <p>
                <HelpLink link href=HELP words=link.text(Message::HelpLink) />
            </p>
        </Aside>
    }
}

/// A part of one of Maxio's screens.
#[component]
fn Sketch(lines: SketchLines) -> impl IntoView {
    let lines: Vec<_> = lines
        .into_iter()
        .map(|(class, words)| view! { <span class=class>{words}</span> }.into_any())
        .collect();
    view! { <span class="sketch" aria-hidden="true">{lines}</span> }
}
