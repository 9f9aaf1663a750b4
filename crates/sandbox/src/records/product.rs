//! The price list: three plans, each monthly and yearly.

use std::sync::Arc;

use jiff::civil::date;
use serde_json::{Value, json};

use super::stamp;
use crate::demo::Site;

pub(super) struct Product {
    pub(super) id: u64,
    pub(super) name: &'static str,
    handle: &'static str,
    pub(super) price_in_cents: i64,
    /// Months between renewals.
    pub(super) months: i32,
    /// Zero for none.
    pub(super) trial_days: i32,
    family_id: u64,
}

pub(super) const FAMILY: &str = "Plans";

const PLANS: [(&str, &str, i64, i32, i32); 6] = [
    ("Starter", "starter", 4_900, 1, 14),
    ("Team", "team", 14_900, 1, 0),
    ("Business", "business", 49_900, 1, 0),
    ("Starter, yearly", "starter-yearly", 49_000, 12, 14),
    ("Team, yearly", "team-yearly", 149_000, 12, 0),
    ("Business, yearly", "business-yearly", 499_000, 12, 0),
];

pub(super) fn all(site: &Site) -> Vec<Arc<Product>> {
    PLANS
        .iter()
        .zip(site.id * 100_000 + 1..)
        .map(|(&(name, handle, price_in_cents, months, trial_days), id)| {
            Arc::new(Product {
                id,
                name,
                handle,
                price_in_cents,
                months,
                trial_days,
                family_id: site.id * 1_000,
            })
        })
        .collect()
}

impl Product {
    pub(super) fn price_point_id(&self) -> u64 {
        self.id + 500
    }

    pub(super) fn json(&self) -> Value {
        let created = stamp(date(2023, 3, 1));
        let trial = (self.trial_days > 0).then_some(self.trial_days);
        json!({
            "id": self.id,
            "name": self.name,
            "handle": self.handle,
            "description": null,
            "accounting_code": null,
            "request_credit_card": true,
            "require_credit_card": true,
            "expiration_interval": null,
            "expiration_interval_unit": "never",
            "created_at": created,
            "updated_at": created,
            "archived_at": null,
            "price_in_cents": self.price_in_cents,
            "interval": self.months,
            "interval_unit": "month",
            "initial_charge_in_cents": null,
            "initial_charge_after_trial": false,
            "trial_price_in_cents": trial.map(|_| 0),
            "trial_interval": trial,
            "trial_interval_unit": trial.map(|_| "day"),
            "return_params": null,
            "update_return_url": null,
            "update_return_params": null,
            "taxable": true,
            "tax_code": null,
            "version_number": 1,
            "product_price_point_id": self.price_point_id(),
            "product_price_point_name": "Original",
            "product_price_point_handle": format!("{}-original", self.handle),
            "default_product_price_point_id": self.price_point_id(),
            "request_billing_address": false,
            "require_billing_address": false,
            "require_shipping_address": false,
            "use_site_exchange_rate": true,
            "item_category": "Business Software",
            "product_family": {
                "id": self.family_id,
                "name": FAMILY,
                "handle": "plans",
                "description": null,
                "accounting_code": null,
                "created_at": created,
                "updated_at": created,
            },
            "public_signup_pages": [],
        })
    }
}
