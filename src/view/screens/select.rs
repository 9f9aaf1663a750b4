//! Screen 1: choosing the platform. Maxio is the one integration, so it is chosen already.

use crate::{
    locale::Message,
    view::{Link, parts},
};
use leptos::prelude::*;
use maxio_link_flow::Event;

pub fn select(link: Link) -> impl IntoView {
    view! {
        <form class="screen" novalidate on:submit=move |event| {
            event.prevent_default();
            link.dispatch(Event::Selected);
        }>
            <p class="lead">{link.text(Message::SelectLead)}</p>
            <fieldset class="tiles">
                <legend class="unseen">{Message::SelectLegend.text()}</legend>
                <label class="tile">
                    <input type="radio" name="integration" value="maxio" prop:checked=true />
                    {parts::monogram(Message::Maxio.text(), "maxio")}
                    <span class="tile-text">
                        <span class="tile-name">{Message::Maxio.text()}</span>
                        <span class="tile-note">{Message::FormerlyChargify.text()}</span>
                    </span>
                </label>
            </fieldset>
            <div class="actions">
                {parts::primary(Message::Next)}
            </div>
        </form>
    }
}
