//! Customers: companies that do not exist, reached at the domain reserved for examples.

use std::sync::Arc;

use fastrand::Rng;
use jiff::{ToSpan, civil::Date};
use serde_json::{Value, json};

use super::{TODAY, country, stamp};
use crate::demo::Site;

const FIRST: [&str; 16] = [
    "Amber", "Birch", "Cobalt", "Copper", "Drift", "Ember", "Fable", "Harbor", "Juniper", "Lantern",
    "Marble", "Nimbus", "Orchard", "Pebble", "Quartz", "Willow",
];
const SECOND: [&str; 14] = [
    "Analytics",
    "Bakery",
    "Cycles",
    "Dental",
    "Fitness",
    "Freight",
    "Gardens",
    "Logistics",
    "Optics",
    "Robotics",
    "Software",
    "Studios",
    "Supply",
    "Workshop",
];
/// Departments instead of people: nobody real can be meant.
const CONTACTS: [(&str, &str); 4] =
    [("Accounts", "Payable"), ("Billing", "Team"), ("Finance", "Desk"), ("Office", "Manager")];
const STREETS: [&str; 5] =
    ["Example Street", "Sample Road", "Placeholder Lane", "Specimen Way", "Demo Avenue"];

pub(super) struct Customer {
    pub(super) id: u64,
    pub(super) first_name: &'static str,
    pub(super) last_name: &'static str,
    pub(super) organization: String,
    pub(super) email: String,
    reference: String,
    street: String,
    country: &'static str,
    pub(super) created: Date,
    /// What is added to their invoices.
    pub(super) tax_percent: i64,
}

/// `count` customers, the oldest first, no two companies alike.
pub(super) fn some(rng: &mut Rng, site: &Site, count: usize) -> Vec<Arc<Customer>> {
    let mut names: Vec<(&str, &str)> =
        FIRST.iter().flat_map(|first| SECOND.iter().map(move |second| (*first, *second))).collect();
    rng.shuffle(&mut names);
    let mut created: Vec<Date> =
        std::iter::repeat_with(|| TODAY.saturating_sub(rng.i32(0..300).days())).take(count).collect();
    created.sort_unstable();
    names
        .into_iter()
        .zip(created)
        .zip(site.id * 1_000_000 + 1..)
        .map(|(((first, second), created), id)| {
            let (first_name, last_name) = rng.choice(CONTACTS).unwrap_or(("Billing", "Team"));
            let handle = format!("{first}-{second}").to_lowercase();
            Arc::new(Customer {
                id,
                first_name,
                last_name,
                organization: format!("{first} {second}"),
                email: format!("billing@{handle}.example.com"),
                reference: handle,
                street: format!("{} {}", rng.u8(1..), rng.choice(STREETS).unwrap_or("Example Street")),
                country: country(site),
                created,
                tax_percent: if country(site) == "US" { rng.choice([0, 7]).unwrap_or(0) } else { 19 },
            })
        })
        .collect()
}

impl Customer {
    pub(super) fn address(&self) -> Value {
        json!({
            "street": self.street, "line2": null, "city": "Sampleton", "state": null, "zip": "00000",
            "country": self.country,
        })
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "organization": self.organization,
            "email": self.email,
            "cc_emails": null,
            "reference": self.reference,
            "created_at": stamp(self.created),
            "updated_at": stamp(self.created),
            "address": self.street,
            "address_2": null,
            "city": "Sampleton",
            "state": null,
            "state_name": null,
            "zip": "00000",
            "country": self.country,
            "country_name": null,
            "phone": null,
            "verified": false,
            "portal_customer_created_at": null,
            "portal_invite_last_sent_at": null,
            "portal_invite_last_accepted_at": null,
            "tax_exempt": self.tax_percent == 0,
            "vat_number": null,
            "parent_id": null,
            "locale": null,
            "default_subscription_group_uid": null,
        })
    }
}
