//! The one place that performs the flow's effects and writes the state signal.

use crate::{
    client::{Call, Question},
    host::{EventMetadata, Host},
    ids,
    options::Options,
};
use leptos::prelude::*;
use maxio_link_flow::{Effect, Event, Focus, KeyShape, Notice, State, Timer, key, update};
use maxio_link_wire::input::clean_key;
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
    time::Duration,
};
use wasm_bindgen::JsCast;
use web_sys::{AbortController, Element, HtmlElement, HtmlInputElement, ShadowRoot};

/// Everything that one Link has besides what is on the screen.
pub struct Runtime {
    host: Box<dyn Host>,
    /// What is on the screen. Written here alone.
    pub state: ArcRwSignal<State>,
    root: ShadowRoot,
    options: RefCell<Rc<Options>>,
    /// What the partner set since Link was opened. An attempt must not change under way, nor the text consented to.
    next: RefCell<Option<Options>>,
    /// Another integration than Maxio, if the merchant chose one.
    chosen: RefCell<Option<String>>,
    /// Events wait here while one is dealt with: a partner's callback may raise more.
    queue: RefCell<VecDeque<Event>>,
    busy: Cell<bool>,
    is_shut_down: Cell<bool>,
    timers: RefCell<Vec<(Timer, TimeoutHandle)>>,
    /// What had the focus when the merchant was asked whether to leave.
    asked_at: RefCell<Option<Element>>,
    in_flight: RefCell<Option<AbortController>>,
    /// The attempt's number, and its idempotency key.
    attempt: RefCell<(u32, String)>,
    /// Whether the last submission named a site: it decides what a complaint about the site means.
    site_sent: Cell<bool>,
    session_id: RefCell<String>,
    request_id: RefCell<Option<String>>,
}

impl Runtime {
    /// A closed Link.
    pub fn new(root: ShadowRoot, host: Box<dyn Host>, options: Options) -> Rc<Self> {
        Rc::new(Self {
            host,
            state: ArcRwSignal::new(State::Closed),
            root,
            options: RefCell::new(Rc::new(options)),
            next: RefCell::default(),
            chosen: RefCell::default(),
            queue: RefCell::default(),
            busy: Cell::default(),
            is_shut_down: Cell::default(),
            timers: RefCell::default(),
            asked_at: RefCell::default(),
            in_flight: RefCell::default(),
            attempt: RefCell::default(),
            site_sent: Cell::default(),
            session_id: RefCell::default(),
            request_id: RefCell::default(),
        })
    }

    /// What Link is embedded in.
    pub fn host(&self) -> &dyn Host {
        &*self.host
    }

    /// Takes the partner's new options, for the next opening.
    pub fn set_options(&self, options: Options) {
        self.next.replace(Some(options));
    }

    /// Whether Link is open.
    pub fn is_open(&self) -> bool {
        self.state.read_untracked().is_open()
    }

    /// The partner's options.
    pub fn options(&self) -> Rc<Options> {
        Rc::clone(&self.options.borrow())
    }

    /// Opens Link; nothing happens if it is open.
    pub fn open(self: &Rc<Self>) {
        if !self.is_open() {
            if let Some(next) = self.next.take() {
                self.options.replace(Rc::new(next));
            }
            self.chosen.take();
            self.session_id.replace(random_id());
            self.request_id.replace(None);
            // The flow counts attempts from one again.
            self.attempt.take();
            let event = if self.options().are_valid { Event::Open } else { Event::OpenMisconfigured };
            self.dispatch(event);
        }
    }

    /// After this nothing happens any more.
    pub fn shut_down(&self) {
        self.is_shut_down.set(true);
        self.stop_timers();
    }

    /// Deals with an event, and with those that come of it, in order.
    pub fn dispatch(self: &Rc<Self>, event: Event) {
        if self.is_shut_down.get() || self.host.has_panicked() {
            return;
        }
        self.queue.borrow_mut().push_back(event);
        if self.busy.replace(true) {
            return;
        }
        loop {
            let Some(event) = self.queue.borrow_mut().pop_front() else { break };
            self.step(event);
        }
        self.busy.set(false);
    }

    fn step(self: &Rc<Self>, event: Event) {
        let opening = matches!(event, Event::Open | Event::OpenMisconfigured);
        let before = self.state.get_untracked();
        let options = self.options();
        let (after, effects) = update(&options.flow, before.clone(), event);
        if after != before {
            self.state.set(after);
        }
        if !self.is_open() {
            // Nothing of the view that ends is held.
            self.asked_at.take();
        }
        for effect in effects {
            // Inline, Link appears while the page loads, and must not pull the focus out of it.
            if !(opening && matches!(effect, Effect::Focus(_)) && !options.is_modal) {
                self.perform(effect);
            }
        }
    }

    fn perform(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Submit(submission) => {
                let request = submission.request;
                self.site_sent.set(submission.site.is_some());
                let idempotency_key = self.idempotency_key(submission.attempt);
                self.ask(request, Question::Submit { submission, idempotency_key });
            }
            Effect::Poll { request, id } => {
                self.ask(request, Question::Poll { id, site_sent: self.site_sent.get() });
            }
            Effect::Abort => {
                if let Some(controller) = self.in_flight.take() {
                    controller.abort();
                }
            }
            Effect::Timer(timer, milliseconds) => self.start_timer(timer, milliseconds),
            Effect::ClearTimers => self.stop_timers(),
            Effect::ClearKey => {
                if let Some(input) = self.key_input() {
                    input.set_value("");
                }
            }
            Effect::Focus(focus) => self.focus_soon(focus),
            Effect::Emit(notice) => self.emit(&notice),
        }
    }

    fn emit(&self, notice: &Notice) {
        let request_id = self.request_id.borrow().clone();
        let (session_id, options) = (self.session_id.borrow().clone(), self.options());
        let integration = self.chosen.borrow().clone().unwrap_or_else(|| options.platform_key.clone());
        let metadata = EventMetadata {
            options: &options,
            session_id: &session_id,
            request_id: request_id.as_deref(),
            view: self.state.read_untracked().view_name(),
            integration: &integration,
        };
        self.host.emit(notice, &metadata);
    }

    fn ask(self: &Rc<Self>, request: u32, question: Question) {
        let Ok(controller) = AbortController::new() else { return };
        let request_id = random_id();
        self.request_id.replace(Some(request_id.clone()));
        let signal = controller.signal();
        self.in_flight.replace(Some(controller));
        let runtime = Rc::clone(self);
        let ask = async move {
            let options = runtime.options();
            let key = || runtime.key_input().map(|input| clean_key(&input.value())).unwrap_or_default();
            if signal.aborted() {
                return;
            }
            let call = Call {
                host: runtime.host(),
                options: &options,
                question,
                request_id: &request_id,
                key: &key,
                signal: &signal,
            };
            let outcome = call.outcome().await;
            if !signal.aborted() {
                runtime.in_flight.take();
                runtime.dispatch(Event::Answered { request, outcome });
            }
        };
        // In a task of its own: a slow phone then shows that something happens before it is under way.
        soon(Box::new(move || leptos::task::spawn_local(ask)));
    }

    fn idempotency_key(&self, attempt: u32) -> String {
        let mut current = self.attempt.borrow_mut();
        if current.0 != attempt {
            *current = (attempt, random_id());
        }
        current.1.clone()
    }

    fn start_timer(self: &Rc<Self>, timer: Timer, milliseconds: u32) {
        let runtime = Rc::downgrade(self);
        let elapsed: Box<dyn FnOnce()> = Box::new(move || {
            if let Some(runtime) = runtime.upgrade() {
                runtime.timers.borrow_mut().retain(|(other, _)| *other != timer);
                runtime.dispatch(Event::Elapsed(timer));
            }
        });
        if let Ok(handle) = set_timeout_with_handle(elapsed, Duration::from_millis(milliseconds.into())) {
            self.timers.borrow_mut().push((timer, handle));
        }
    }

    fn stop_timers(&self) {
        for (_, handle) in self.timers.take() {
            handle.clear();
        }
    }

    /// Moves the focus once the new screen is there.
    fn focus_soon(self: &Rc<Self>, focus: Focus) {
        let runtime = Rc::downgrade(self);
        let id = match focus {
            Focus::Title => ids::TITLE,
            Focus::Key => ids::KEY,
            Focus::Site => ids::SITE,
            Focus::Panel => ids::PANEL,
            Focus::Leaving => {
                self.asked_at.replace(self.root.active_element());
                ids::LEAVE
            }
            // What is gone meanwhile, or out of use, cannot have it.
            Focus::Back => ids::TITLE,
        };
        let asked_at = (focus == Focus::Back).then(|| self.asked_at.take()).flatten();
        soon(Box::new(move || {
            let Some(runtime) = runtime.upgrade() else { return };
            if let Some(element) = asked_at.as_ref().and_then(JsCast::dyn_ref::<HtmlElement>) {
                let _ = element.focus();
                if runtime.root.active_element().is_some() {
                    return;
                }
            }
            if let Some(element) = runtime.element::<HtmlElement>(id) {
                // The title is one element for all screens: focused again, it would not be read again.
                // An element that cannot be focused stays without; nothing depends on it.
                let _ = element.blur();
                let _ = element.focus();
            }
        }));
    }

    /// "Next" on the first screen, with this integration.
    pub fn select(self: &Rc<Self>, platform_key: String) {
        let other = platform_key != self.options().platform_key;
        self.chosen.replace(other.then_some(platform_key));
        self.dispatch(Event::Selected { other });
    }

    /// The shape of what is in the key field, read at the moment, so that a value which came without an event counts.
    pub fn key_shape(&self) -> KeyShape {
        self.key_input().map(|input| key::shape(&input.value())).unwrap_or_default()
    }

    fn key_input(&self) -> Option<HtmlInputElement> {
        self.element(ids::KEY)
    }

    /// An element of this Link.
    pub fn element<T: JsCast>(&self, id: &str) -> Option<T> {
        self.root.get_element_by_id(id)?.dyn_into().ok()
    }
}

/// In a task of its own. Boxed, as all that waits here is: each type of closure is a copy of what calls it.
fn soon(act: Box<dyn FnOnce()>) {
    let _ = set_timeout_with_handle(act, Duration::ZERO);
}

/// A UUID. Options are refused on pages that are not served securely, where this would not exist.
fn random_id() -> String {
    web_sys::window()
        .and_then(|window| window.crypto().ok())
        .map(|crypto| crypto.random_uuid())
        .unwrap_or_default()
}
