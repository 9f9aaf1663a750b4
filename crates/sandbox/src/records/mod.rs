//! What a site holds: products, customers, their subscriptions, the invoices of those, and the webhooks sent.
//! Made up from the site's id, so that every run has the same records; they refer to each other by construction.
//! Field names are those of Maxio's published API reference.

mod customer;
mod invoice;
mod product;
mod subscription;
mod webhook;

use std::sync::Arc;

use fastrand::Rng;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use self::{
    customer::Customer, invoice::Invoice, product::Product, subscription::Subscription, webhook::Webhook,
};
use crate::demo::{Environment, Site, SiteAnswer};

const CUSTOMERS: usize = 180;
const WEBHOOKS: usize = 60;

/// The day on which the records end. Not today: the same records on every run.
const TODAY: Date = date(2026, 11, 1);

/// Everything in one site.
pub(crate) struct Records {
    site: &'static Site,
    products: Vec<Arc<Product>>,
    customers: Vec<Arc<Customer>>,
    subscriptions: Vec<Arc<Subscription>>,
    invoices: Vec<Invoice>,
    webhooks: Vec<Webhook>,
}

impl Records {
    pub(crate) fn generate(site: &'static Site) -> Self {
        let mut rng = Rng::with_seed(site.id);
        let products = product::all(site);
        let customers = customer::some(&mut rng, site, CUSTOMERS);
        let (subscriptions, invoices) = subscription::for_customers(&mut rng, site, &customers, &products);
        let webhooks = webhook::about(&mut rng, &invoices, WEBHOOKS);
        Self { site, products, customers, subscriptions, invoices, webhooks }
    }

    pub(crate) fn site(&self) -> Value {
        let site = self.site;
        let subdomain = match site.answer {
            SiteAnswer::Renamed(subdomain) => subdomain,
            _ => site.name,
        };
        json!({"site": {
            "id": site.id,
            "name": site.title,
            "subdomain": subdomain,
            "currency": site.currency,
            "seller_id": site.id + 10_000,
            "non_primary_currencies": [],
            "relationship_invoicing_enabled": true,
            "schedule_subscription_cancellation_enabled": true,
            "customer_hierarchy_enabled": false,
            "whopays_enabled": false,
            "whopays_default_payer": "self",
            "default_payment_collection_method": "automatic",
            "organization_address": {
                "street": null, "line2": null, "city": null, "state": null, "zip": null,
                "country": country(site), "name": site.title, "phone": null,
            },
            "tax_configuration": {
                "kind": "custom", "fully_configured": true, "destination_address": "shipping_then_billing",
            },
            "net_terms": {
                "default_net_terms": 0, "automatic_net_terms": 0, "remittance_net_terms": 30,
                "net_terms_on_remittance_signups_enabled": false, "custom_net_terms_enabled": false,
            },
            "test": site.test,
            "allocation_settings": {
                "upgrade_charge": "prorated", "downgrade_credit": "none", "accrue_charge": "true",
            },
        }})
    }

    pub(crate) fn products(&self) -> impl DoubleEndedIterator<Item = Value> {
        self.products.iter().map(|product| json!({"product": product.json()}))
    }

    pub(crate) fn customers(&self) -> impl DoubleEndedIterator<Item = Value> {
        self.customers.iter().map(|customer| json!({"customer": customer.json()}))
    }

    pub(crate) fn subscriptions(&self) -> impl DoubleEndedIterator<Item = Value> {
        self.subscriptions.iter().map(|subscription| json!({"subscription": subscription.json()}))
    }

    pub(crate) fn invoices(&self, with: invoice::With) -> impl DoubleEndedIterator<Item = Value> {
        self.invoices.iter().map(move |invoice| invoice.json(self.site, with))
    }

    pub(crate) fn webhooks(&self) -> impl DoubleEndedIterator<Item = Value> {
        self.webhooks.iter().map(|webhook| json!({"webhook": webhook.json()}))
    }
}

pub(crate) use self::invoice::With as InvoiceDetails;

fn country(site: &Site) -> &'static str {
    match site.environment {
        Environment::Us => "US",
        Environment::Eu => "DE",
    }
}

/// A time stamp as the API writes them: RFC 3339 with the site's offset, not `Z`, which a client must bear.
fn stamp(day: Date) -> String {
    format!("{day}T09:30:00-05:00")
}

/// Cents as the decimal string that invoices use: 4900 is "49.00".
fn decimal(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn lowercase_id(rng: &mut Rng, length: usize) -> String {
    std::iter::repeat_with(|| rng.lowercase()).take(length).collect()
}
