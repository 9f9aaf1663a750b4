//! Subscriptions, each with the invoices of the periods it has been through.

use std::sync::Arc;

use fastrand::Rng;
use jiff::{ToSpan, civil::Date};
use serde_json::{Value, json};

use super::{
    TODAY,
    customer::Customer,
    decimal,
    invoice::{self, Invoice},
    product::Product,
    stamp,
};
use crate::demo::Site;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Active,
    Trialing,
    PastDue,
    Canceled,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Trialing => "trialing",
            Self::PastDue => "past_due",
            Self::Canceled => "canceled",
        }
    }
}

pub(super) struct Subscription {
    pub(super) id: u64,
    pub(super) customer: Arc<Customer>,
    pub(super) product: Arc<Product>,
    state: State,
    created: Date,
    /// The current period, or the last one where the subscription is cancelled.
    period: (Date, Date),
    canceled: Option<Date>,
    currency: &'static str,
    balance_in_cents: i64,
    revenue_in_cents: i64,
    signup_revenue_in_cents: i64,
}

/// One subscription for each customer, a second one for every fifth. Both lists are the oldest first.
pub(super) fn for_customers(
    rng: &mut Rng,
    site: &'static Site,
    customers: &[Arc<Customer>],
    products: &[Arc<Product>],
) -> (Vec<Arc<Subscription>>, Vec<Invoice>) {
    let second = customers.iter().step_by(5);
    let mut owners: Vec<&Arc<Customer>> = customers.iter().chain(second).collect();
    owners.sort_by_key(|customer| customer.created);

    let mut subscriptions = Vec::with_capacity(owners.len());
    let mut drafts = Vec::new();
    for (customer, id) in owners.into_iter().zip(site.id * 2_000_000 + 1..) {
        let Some(product) = rng.choice(products) else { continue };
        let plan = Plan::choose(rng, customer, product);
        let bills = invoice::for_periods(rng, customer, product, &plan.periods, plan.state == State::PastDue);
        let subscription = Arc::new(Subscription {
            id,
            customer: Arc::clone(customer),
            product: Arc::clone(product),
            state: plan.state,
            created: customer.created,
            period: plan.current,
            canceled: plan.canceled,
            currency: site.currency,
            balance_in_cents: bills.iter().map(invoice::Bill::due).sum(),
            revenue_in_cents: bills.iter().map(invoice::Bill::paid).sum(),
            signup_revenue_in_cents: bills.first().map_or(0, invoice::Bill::paid),
        });
        drafts.extend(bills.into_iter().map(|bill| (Arc::clone(&subscription), bill)));
        subscriptions.push(subscription);
    }
    (subscriptions, invoice::numbered(rng, drafts))
}

/// How a subscription has gone so far.
struct Plan {
    state: State,
    /// The periods that were billed, the oldest first.
    periods: Vec<(Date, Date)>,
    current: (Date, Date),
    canceled: Option<Date>,
}

impl Plan {
    fn choose(rng: &mut Rng, customer: &Customer, product: &Product) -> Self {
        let start = customer.created.saturating_add(product.trial_days.days());
        if start > TODAY {
            let current = (customer.created, start);
            return Self { state: State::Trialing, periods: Vec::new(), current, canceled: None };
        }
        let periods: Vec<(Date, Date)> = (0..)
            .map(|n| {
                // From the start, not from the last period: 31 January, 28 February, 31 March.
                let renewal = |n: i32| start.saturating_add((n * product.months).months());
                (renewal(n), renewal(n + 1))
            })
            .take_while(|(from, _)| *from <= TODAY)
            .collect();
        let current = periods.last().copied().unwrap_or((start, start));
        let state = match rng.u8(0..100) {
            0..=7 => State::PastDue,
            8..=19 if current.0 < TODAY => State::Canceled,
            _ => State::Active,
        };
        let canceled = (state == State::Canceled).then(|| current.0.saturating_add(1.day()));
        Self { state, periods, current, canceled }
    }
}

impl Subscription {
    pub(super) fn json(&self) -> Value {
        let product = &self.product;
        let trial_end = self.created.saturating_add(product.trial_days.days());
        let has_trial = product.trial_days > 0;
        let is_trialing = self.state == State::Trialing;
        let renews = (self.state != State::Canceled).then(|| stamp(self.period.1));
        json!({
            "id": self.id,
            "state": self.state.name(),
            "previous_state": if is_trialing { "trialing" } else { "active" },
            "balance_in_cents": self.balance_in_cents,
            "total_revenue_in_cents": self.revenue_in_cents,
            "product_price_in_cents": product.price_in_cents,
            "product_version_number": 1,
            "current_period_started_at": stamp(self.period.0),
            "current_period_ends_at": stamp(self.period.1),
            "next_assessment_at": renews,
            "trial_started_at": has_trial.then(|| stamp(self.created)),
            "trial_ended_at": has_trial.then(|| stamp(trial_end)),
            "activated_at": (!is_trialing).then(|| stamp(trial_end)),
            "expires_at": null,
            "created_at": stamp(self.created),
            "updated_at": stamp(self.canceled.unwrap_or(self.period.0)),
            "cancellation_message": null,
            "cancellation_method": self.canceled.map(|_| "merchant_ui"),
            "cancel_at_end_of_period": false,
            "canceled_at": self.canceled.map(stamp),
            "delayed_cancel_at": null,
            "on_hold_at": null,
            "automatically_resume_at": null,
            "signup_payment_id": (self.signup_revenue_in_cents > 0).then_some(self.id + 7_000_000),
            "signup_revenue": decimal(self.signup_revenue_in_cents),
            "coupon_code": null,
            "coupon_codes": [],
            "coupons": [],
            "payment_collection_method": "automatic",
            "payment_type": "credit_card",
            "snap_day": null,
            "reason_code": null,
            "receives_invoice_emails": false,
            "referral_code": null,
            "next_product_id": null,
            "next_product_handle": null,
            "next_product_price_point_id": null,
            "offer_id": null,
            "net_terms": 0,
            "reference": null,
            "currency": self.currency,
            "locale": null,
            "product_price_point_id": product.price_point_id(),
            "product_price_point_type": "default",
            "stored_credential_transaction_id": null,
            "prepayment_balance_in_cents": 0,
            "customer": self.customer.json(),
            "product": product.json(),
            "credit_card": self.credit_card(),
        })
    }

    /// Maxio embeds the payment profile, unasked.
    fn credit_card(&self) -> Value {
        json!({
            "id": self.id + 8_000_000,
            "payment_type": "credit_card",
            "first_name": self.customer.first_name,
            "last_name": self.customer.last_name,
            "masked_card_number": "XXXX-XXXX-XXXX-1",
            "card_type": "bogus",
            "expiration_month": 1,
            "expiration_year": 2030,
            "customer_id": self.customer.id,
            "current_vault": "bogus",
            "vault_token": format!("vault-{}", self.id),
            "customer_vault_token": null,
            "billing_address": null,
            "billing_address_2": null,
            "billing_city": null,
            "billing_state": null,
            "billing_zip": null,
            "billing_country": null,
            "disabled": false,
            "site_gateway_setting_id": 1,
            "gateway_handle": null,
        })
    }
}
