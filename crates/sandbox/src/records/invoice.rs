//! Invoices. All amounts are kept in cents and written as decimal strings, as the API has them.

use std::sync::Arc;

use fastrand::Rng;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{
    customer::Customer,
    decimal, lowercase_id,
    product::{FAMILY, Product},
    stamp,
    subscription::Subscription,
};
use crate::demo::Site;

/// The breakdowns that a list leaves out unless asked: `line_items=true`, `payments=true`.
#[derive(Clone, Copy)]
pub(crate) struct With {
    pub(crate) line_items: bool,
    pub(crate) payments: bool,
}

/// The money of one invoice, before it has a number.
pub(super) struct Bill {
    from: Date,
    to: Date,
    subtotal: i64,
    discount: i64,
    tax: i64,
    is_paid: bool,
}

impl Bill {
    fn total(&self) -> i64 {
        self.subtotal - self.discount + self.tax
    }

    pub(super) fn paid(&self) -> i64 {
        if self.is_paid { self.total() } else { 0 }
    }

    pub(super) fn due(&self) -> i64 {
        self.total() - self.paid()
    }
}

/// One bill for each period; the last one stays unpaid where the subscription `is_past_due`.
pub(super) fn for_periods(
    rng: &mut Rng,
    customer: &Customer,
    product: &Product,
    periods: &[(Date, Date)],
    is_past_due: bool,
) -> Vec<Bill> {
    let discount_percent = if rng.u8(0..10) == 0 { 10 } else { 0 };
    let last = periods.len().saturating_sub(1);
    periods
        .iter()
        .enumerate()
        .map(|(n, &(from, to))| {
            let subtotal = product.price_in_cents;
            let discount = subtotal * discount_percent / 100;
            let tax = (subtotal - discount) * customer.tax_percent / 100;
            Bill { from, to, subtotal, discount, tax, is_paid: !(is_past_due && n == last) }
        })
        .collect()
}

pub(super) struct Invoice {
    sequence_number: u64,
    uid: String,
    pub(super) subscription: Arc<Subscription>,
    bill: Bill,
}

/// Numbers bills in the order in which they were issued.
pub(super) fn numbered(rng: &mut Rng, mut drafts: Vec<(Arc<Subscription>, Bill)>) -> Vec<Invoice> {
    drafts.sort_by_key(|(subscription, bill)| (bill.from, subscription.id));
    drafts
        .into_iter()
        .zip(1..)
        .map(|((subscription, bill), sequence_number)| Invoice {
            sequence_number,
            uid: format!("inv_{}", lowercase_id(rng, 13)),
            subscription,
            bill,
        })
        .collect()
}

impl Invoice {
    pub(super) fn issued(&self) -> Date {
        self.bill.from
    }

    pub(super) fn is_paid(&self) -> bool {
        self.bill.is_paid
    }

    pub(super) fn json(&self, site: &Site, with: With) -> Value {
        let mut invoice = self.totals(site);
        if let Value::Object(fields) = &mut invoice {
            if with.line_items {
                fields.insert("line_items".to_owned(), json!([self.line_item()]));
            }
            if with.payments {
                fields.insert("payments".to_owned(), json!(self.payments()));
            }
        }
        invoice
    }

    fn totals(&self, site: &Site) -> Value {
        let Self { subscription, bill, .. } = self;
        let customer = &subscription.customer;
        let person = json!({
            "chargify_id": customer.id,
            "first_name": customer.first_name,
            "last_name": customer.last_name,
            "organization": customer.organization,
            "email": customer.email,
        });
        json!({
            "id": site.id * 3_000_000 + self.sequence_number,
            "uid": self.uid,
            "site_id": site.id,
            "customer_id": customer.id,
            "subscription_id": subscription.id,
            "number": self.sequence_number.to_string(),
            "sequence_number": self.sequence_number,
            "transaction_time": stamp(bill.from),
            "created_at": stamp(bill.from),
            "updated_at": stamp(bill.from),
            "issue_date": bill.from,
            "due_date": bill.from,
            "paid_date": bill.is_paid.then_some(bill.from),
            "status": if bill.is_paid { "paid" } else { "open" },
            "role": "renewal",
            "parent_invoice_id": null,
            "collection_method": "automatic",
            "payment_instructions": null,
            "currency": site.currency,
            "consolidation_level": "none",
            "parent_invoice_uid": null,
            "parent_invoice_number": null,
            "subscription_group_id": null,
            "group_primary_subscription_id": null,
            "product_name": subscription.product.name,
            "product_family_name": FAMILY,
            "seller": {"name": site.title, "address": null, "phone": null, "logo_url": null},
            "payer": person,
            "customer": person,
            "recipient_emails": [],
            "net_terms": 0,
            "memo": null,
            "billing_address": customer.address(),
            "shipping_address": null,
            "subtotal_amount": decimal(bill.subtotal),
            "discount_amount": decimal(bill.discount),
            "tax_amount": decimal(bill.tax),
            "total_amount": decimal(bill.total()),
            "credit_amount": decimal(0),
            "debit_amount": decimal(0),
            "refund_amount": decimal(0),
            "paid_amount": decimal(bill.paid()),
            "due_amount": decimal(bill.due()),
            "public_url": null,
            "public_url_expires_on": null,
        })
    }

    fn line_item(&self) -> Value {
        let Self { subscription, bill, .. } = self;
        let product = &subscription.product;
        json!({
            "uid": self.uid.replace("inv_", "li_"),
            "title": product.name,
            "description": format!("{} to {}", bill.from, bill.to),
            "quantity": "1.0",
            "unit_price": decimal(bill.subtotal),
            "subtotal_amount": decimal(bill.subtotal),
            "discount_amount": decimal(bill.discount),
            "tax_amount": decimal(bill.tax),
            "total_amount": decimal(bill.total()),
            "tiered_unit_price": false,
            "period_range_start": bill.from,
            "period_range_end": bill.to,
            "product_id": product.id,
            "product_version": 1,
            "product_price_point_id": product.price_point_id(),
            "component_id": null,
            "price_point_id": null,
            "custom_item": false,
        })
    }

    fn payments(&self) -> Vec<Value> {
        let payment = self.bill.is_paid.then(|| {
            json!({
                "transaction_time": stamp(self.bill.from),
                "memo": "Payment by card",
                "original_amount": decimal(self.bill.paid()),
                "applied_amount": decimal(self.bill.paid()),
                "prepayment": false,
            })
        });
        payment.into_iter().collect()
    }
}
