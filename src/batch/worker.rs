//! A thread that owns some of the sessions: it composes their mails, and waits for all of their servers' replies at once.

mod lane;
mod shared;

use std::io;
use std::mem;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TryRecvError};

pub(super) use shared::Shared;

use lane::{Lane, State, Uncomposed};

use super::job::{Attempt, Event, Job, MayOpen, Order, PutOff, UnderWay};
use super::prepare::{Rooms, address, compose};
use crate::delivery::{Meaning, may_be_the_session, meaning, unix_now};
use crate::ledger::{Change, Flight, Recipients, Section};
use crate::mail::Address;
use crate::net::{Latencies, LostSession, SessionEvent, Sessions};
use crate::smtp::{Phase, Settled, Verdict};

/// Most news that wait to be told to the coordinator, which makes them durable while the rest is composed.
const MOST_NEWS: usize = 64;

/// Octets composed with which they are written before there are more: they are still in the processor's caches.
const MOST_COMPOSED: usize = 128 << 10;

/// One worker.
pub(super) struct Worker {
    shared: Arc<Shared>,
    sessions: Sessions,
    /// The number of its first slot, and from one to the next.
    first: usize,
    stride: usize,
    lanes: Vec<Lane>,
    /// The room of a plain text, for the next one.
    text_room: String,
    /// Octets composed since sessions had their turns.
    composed: usize,
    /// What has happened to sessions and is still to be taken.
    happened: Vec<(usize, SessionEvent)>,
    /// Notes of what leaves in the lanes.
    flights: Option<Section>,
    /// How often a session has nothing to do before a commit, since it was last told of.
    waits: u64,
    /// Nothing more may leave.
    is_withheld: bool,
    orders: Receiver<Vec<Order>>,
    /// What is to be told with the next batch.
    news: Vec<(usize, Event)>,
    events: Sender<Vec<(usize, Event)>>,
    /// The time, as of this turn: the `Date` of what is composed in it, in seconds since 1970-01-01T00:00:00Z.
    date: i64,
    /// When idle sessions are looked for.
    next_look: Instant,
}

impl Worker {
    /// For the slots `first`, `first + stride`, and so on.
    pub(super) fn new(
        shared: Arc<Shared>,
        sessions: Sessions,
        (first, stride): (usize, usize),
        flights: Option<Section>,
        orders: Receiver<Vec<Order>>,
        events: Sender<Vec<(usize, Event)>>,
    ) -> Self {
        Self {
            shared,
            sessions,
            first,
            stride,
            lanes: Vec::new(),
            text_room: String::new(),
            composed: 0,
            happened: Vec::new(),
            flights,
            waits: 0,
            is_withheld: false,
            orders,
            news: Vec::new(),
            events,
            date: unix_now(),
            next_look: Instant::now(),
        }
    }

    /// Which of its lanes a slot is.
    fn lane_of(&self, slot: usize) -> usize {
        (slot - self.first) / self.stride
    }

    /// Which slot one of its lanes is.
    fn slot_of(&self, lane: usize) -> usize {
        self.first + lane * self.stride
    }

    /// Works until the coordinator drops the queue, then says good-bye to the server. Returns how long replies have taken.
    pub(super) fn run(mut self) -> Latencies {
        loop {
            match self.turn() {
                Ok(true) => {}
                Ok(false) => break,
                Err(_) => {
                    self.die();
                    break;
                }
            }
        }
        self.sessions.latencies()
    }

    /// One turn of the loop; whether there is to be another. An error is one of the sockets or of the notes.
    fn turn(&mut self) -> io::Result<bool> {
        if !self.take_orders()? {
            return Ok(false);
        }
        self.close_idle();
        self.tell();
        self.let_go()?;
        self.composed = 0;
        let until = self.lanes.iter().any(|lane| lane.state != State::Closed).then_some(self.next_look);
        self.sessions.wait(until, &mut self.happened)?;
        // The wait may have been long.
        self.date = unix_now();
        let mut happened = mem::take(&mut self.happened);
        for (number, event) in happened.drain(..) {
            self.take(number, event);
            self.tell_in_time();
            self.write_in_time()?;
        }
        if self.happened.is_empty() {
            self.happened = happened;
        }
        Ok(true)
    }

    /// Without sockets or notes nothing works: what is under way is in doubt, and the coordinator says so.
    fn die(&mut self) {
        self.news.push((self.first, Event::Died));
        self.tell();
    }

    /// Takes all orders that are there. `false` once there will be no more and every session is closed.
    fn take_orders(&mut self) -> io::Result<bool> {
        loop {
            match self.orders.try_recv() {
                Ok(orders) => {
                    for order in orders {
                        self.take_order(order);
                        self.tell_in_time();
                        self.write_in_time()?;
                    }
                }
                Err(TryRecvError::Empty) => return Ok(true),
                Err(TryRecvError::Disconnected) => {
                    for number in 0..self.lanes.len() {
                        self.close(number);
                    }
                    return Ok(self.lanes.iter().any(|lane| lane.state != State::Closed));
                }
            }
        }
    }

    fn take_order(&mut self, order: Order) {
        match order {
            Order::Deliver { slot, job, may_open } => {
                let number = self.lane_of(slot);
                if self.lanes.len() <= number {
                    self.lanes.resize_with(number + 1, Lane::default);
                }
                self.lanes[number].queue.push_back((job, may_open));
                self.go_on(number);
            }
            Order::Armed { slot, message } => {
                let number = self.lane_of(slot);
                let lane = &mut self.lanes[number];
                (lane.armed, lane.has_news) = (message, true);
                self.go_on(number);
            }
            Order::Settled { slot, message } => {
                let number = self.lane_of(slot);
                self.lanes[number].settled(message);
                self.go_on(number);
            }
            Order::GiveUp { slot } => self.give_up_opening(self.lane_of(slot)),
            Order::Withhold => {
                self.is_withheld = true;
                self.sessions.withhold();
            }
            Order::Halt => (0..self.lanes.len()).for_each(|number| self.give_up_opening(number)),
        }
    }

    /// Lets messages end their data that are durable as `sending`: no more than a crash may leave in doubt, once that has been
    /// noted.
    fn let_go(&mut self) -> io::Result<()> {
        let window = self.window();
        let shared = Arc::clone(&self.shared);
        let Some(leave) = shared.may_note() else { return Ok(()) };
        let (mut has_news, mut waits) = (false, mem::take(&mut self.waits));
        for (number, lane) in self.lanes.iter_mut().enumerate().filter(|(_, lane)| lane.has_news) {
            if !self.is_withheld {
                lane.note.let_go = lane.may_leave(window);
            }
            if let Some(flights) = &mut self.flights {
                flights.note(number, &lane.note);
            }
            has_news = true;
            waits += u64::from(lane.waits_for_ledger(window));
        }
        if waits > 0 {
            shared.waits.fetch_add(waits, Ordering::Relaxed);
        }
        if !has_news {
            return Ok(());
        }
        if let Some(flights) = &mut self.flights {
            flights.write()?;
        }
        drop(leave);
        for (number, lane) in self.lanes.iter_mut().enumerate().filter(|(_, lane)| lane.has_news) {
            lane.has_news = false;
            self.sessions.release(number, lane.leaving());
        }
        if self.is_withheld {
            // In sessions too that have been opened since.
            self.sessions.withhold();
        }
        Ok(())
    }

    /// Begins what can be begun in a lane.
    fn go_on(&mut self, number: usize) {
        let is_halted = self.is_withheld || self.shared.halt.load(Ordering::Acquire);
        match self.lanes[number].state {
            State::Opening if is_halted => {}
            State::Open if !is_halted => self.fill(number),
            State::Closed if !is_halted && self.may_open(number) => {
                self.lanes[number].state = State::Opening;
                self.sessions.open(number);
                self.begin_ahead(number);
            }
            State::Opening => self.begin_ahead(number),
            State::Closing if !is_halted && self.may_open(number) => self.begin_ahead(number),
            _ => self.give_back(number),
        }
    }

    /// Fills an open session: begins what there is room for, and gives it what may leave.
    fn fill(&mut self, number: usize) {
        let (most_armed, most) = (self.shared.most_armed(), self.most());
        while self.lanes[number].has_room(most_armed, most)
            && let Some((job, _)) = self.lanes[number].queue.pop_front()
        {
            self.begin(number, job);
        }
        let window = self.window();
        while let Some(next) = self.lanes[number].next_to_submit(window, most) {
            self.submit(number, next);
        }
        if self.lanes[number].is_full(most) {
            // Nothing more is to come in it, so that QUIT can leave with the end of the last.
            self.news.push((self.slot_of(number), Event::Closing));
            self.close(number);
            self.go_on(number);
        }
    }

    /// Where sessions are short, messages are begun before the session is open that will carry them: by then their `sending`
    /// is durable.
    fn begin_ahead(&mut self, number: usize) {
        while self.shared.may_follow()
            && self.lanes[number].has_room_ahead(self.shared.most_armed())
            && let Some((job, _)) = self.lanes[number].queue.pop_front()
        {
            self.begin(number, job);
        }
    }

    /// Whether a session may be opened, if there is none, for what is there for one.
    fn may_open(&self, number: usize) -> bool {
        let lane = &self.lanes[number];
        let follow = self.shared.may_follow();
        let may_open = |(_, may_open): &(Box<Job>, MayOpen)| match may_open {
            MayOpen::No => false,
            MayOpen::Now => true,
            MayOpen::Next => follow,
        };
        follow && !lane.ahead.is_empty() || lane.queue.iter().any(may_open)
    }

    /// QUIT after so many messages; 0 = no limit.
    fn most(&self) -> u64 {
        self.shared.messages_per_session.load(Ordering::Relaxed)
    }

    /// Waits no longer for a session that is being opened.
    fn give_up_opening(&mut self, number: usize) {
        if self.lanes[number].state == State::Opening && self.sessions.give_up(number) {
            self.lanes[number].state = State::Closed;
            self.give_back(number);
            self.news.push((self.slot_of(number), Event::Closed));
        }
    }

    /// What has not been given to a session goes back untouched.
    fn give_back(&mut self, number: usize) {
        let slot = self.slot_of(number);
        let lane = &mut self.lanes[number];
        let ahead = lane.ahead.drain(..).map(|next| Event::TakenBack(next.job, next.recipients));
        self.news.extend(ahead.map(|event| (slot, event)));
        self.news.extend(lane.queue.drain(..).map(|(job, _)| (slot, Event::Returned(job))));
        if lane.under_way.is_empty() {
            // Nothing that was begun is here any more.
            lane.skip(lane.begun + 1);
        }
    }

    /// Looks up who a message is for, and lets its `sending` become durable. It is composed when it may leave: to hold hundreds of
    /// them ready would only carry them out of the processor's caches.
    fn begin(&mut self, number: usize, mut job: Box<Job>) {
        let slot = self.slot_of(number);
        let shared = &self.shared;
        let addressed = match address(&shared.template, &shared.batch_id, &job.key, &job.record) {
            Ok(addressed) => addressed,
            Err(faults) => return self.news.push((slot, Event::Attempted(job, Attempt::Faulty(faults, None)))),
        };
        let lane = &mut self.lanes[number];
        lane.begun += 1;
        let flights = self.flights.as_ref();
        let flight = flights.map_or_else(Flight::default, |flights| flights.flight(number, lane.begun));
        let recipients = open_recipients(&job, addressed.forward_paths);
        let change = arm(&job, &addressed.message_id, &recipients, flight);
        job.message_id = addressed.message_id;
        self.news.push((slot, Event::ToArm(lane.begun, change)));
        lane.ahead.push_back(Uncomposed { number: lane.begun, job, parties: addressed.parties, recipients });
    }

    /// Composes a message that has been begun, and gives it to the session.
    fn submit(&mut self, number: usize, Uncomposed { number: message, job, parties, recipients }: Uncomposed) {
        let rooms = Rooms { content: self.sessions.room(), text: mem::take(&mut self.text_room) };
        let letter = (parties, job.message_id.as_str());
        let mut mail = match compose(&self.shared.template, &job.record, letter, self.date, rooms) {
            Ok((mail, room)) => {
                self.text_room = room;
                mail
            }
            Err(faults) => {
                let slot = self.slot_of(number);
                let attempt = Attempt::Faulty(faults, Some(recipients));
                return self.news.push((slot, Event::Attempted(job, attempt)));
            }
        };
        if !job.settled.is_empty() {
            mail.envelope.forward_paths = recipients.iter().map(|(_, address)| address.clone()).collect();
            // The one that needs SMTPUTF8 may be settled by now.
            mail.smtputf8 = mail.eight_bit || mail.envelope.needs_smtputf8();
        }
        let window = self.window();
        let lane = &mut self.lanes[number];
        let was_idle = lane.under_way.is_empty() && lane.is_quiet();
        if lane.under_way.is_empty() {
            // What was begun before it and came to nothing, while another was under way, is never answered.
            lane.skip(message);
        }
        let octets = mail.content.size();
        self.composed += octets;
        (lane.submitted, lane.octets) = (message, lane.octets + octets);
        lane.under_way.push_back(UnderWay { job, recipients, was_idle, number: message, octets });
        // Its `sending` may have been durable before its turn came.
        lane.has_news |= lane.may_leave(window) > lane.note.let_go;
        self.waits += u64::from(lane.armed < message && lane.under_way.len() == 1);
        self.sessions.submit(number, mail);
    }

    /// Most messages of a session that may be in doubt at once, whatever it takes.
    fn window(&self) -> usize {
        if self.flights.is_some() { self.shared.window } else { usize::MAX }
    }

    fn take(&mut self, number: usize, event: SessionEvent) {
        let slot = self.slot_of(number);
        let lane = &mut self.lanes[number];
        match event {
            SessionEvent::Opened(capabilities) => {
                if capabilities.smtputf8 {
                    self.shared.smtputf8.store(true, Ordering::Relaxed);
                }
                lane.state = State::Open;
                lane.in_flight = self.sessions.most_in_flight(&capabilities);
                (lane.carried, lane.taken, lane.was_refused) = (0, 0, false);
                lane.last = Some(Instant::now());
                self.news.push((slot, Event::Opened));
            }
            SessionEvent::OpenFailed(error) => {
                lane.state = State::Closed;
                let jobs = lane.queue.drain(..).map(|(job, _)| *job).collect();
                self.stumble(number);
                self.give_back(number);
                return self.news.push((slot, Event::OpenFailed(jobs, error)));
            }
            SessionEvent::Settled { settled, elapsed, at } => self.settle(number, settled, elapsed, at),
            SessionEvent::Lost(lost) => self.lose(number, lost),
            SessionEvent::Closed => {
                lane.state = State::Closed;
                self.news.push((slot, Event::Closed));
            }
        }
        self.go_on(number);
    }

    fn settle(&mut self, number: usize, settled: Settled, elapsed: Duration, at: Instant) {
        let lane = &mut self.lanes[number];
        let Some(UnderWay { mut job, recipients, number: message, octets, .. }) = lane.under_way.pop_front() else {
            return;
        };
        (job.elapsed, job.began) = (elapsed, at.checked_sub(elapsed));
        lane.octets -= octets;
        let is_accepted = settled.verdicts.iter().all(Verdict::is_accepted);
        lane.answered(message, is_accepted);
        if let Some(next) = lane.under_way.front() {
            // What was begun between them came to nothing.
            lane.skip(next.number);
        }
        let unsure = (self.flights.is_some() && !is_accepted).then_some(message);
        lane.unsure.extend(unsure);
        let put_off = match lane.state {
            _ if !is_put_off(&settled) || !self.shared.renews.load(Ordering::Relaxed) => PutOff::No,
            _ if lane.taken == 0 => PutOff::Anew,
            State::Open => PutOff::Ending,
            _ => PutOff::Ended,
        };
        // A session in which no sender was taken is not full, whatever the server says.
        let is_never_full = lane.taken == 0 && is_called_full(&settled);
        let carried = if is_never_full { 0 } else { lane.carried };
        let is_over = is_over(&settled) && !is_never_full || put_off == PutOff::Ending;
        (lane.carried, lane.last, lane.was_refused) = (lane.carried + 1, Some(at), !is_accepted);
        lane.taken += u64::from(settled.is_sender_taken());
        let most = self.shared.messages_per_session.load(Ordering::Relaxed);
        let is_full = most > 0 && lane.carried >= most || is_over || self.sessions.is_worn(number);
        let attempt = Attempt::Settled { recipients, settled, carried, put_off, is_full, unsure };
        self.news.push((self.slot_of(number), Event::Attempted(job, attempt)));
        if is_over {
            self.stumble(number);
        }
        if is_full {
            self.close(number);
        }
    }

    fn lose(&mut self, number: usize, lost: Box<LostSession>) {
        let lane = &mut self.lanes[number];
        lane.state = State::Closed;
        let under_way: Vec<_> = mem::take(&mut lane.under_way).into();
        lane.octets = 0;
        let was_idle = under_way.first().map_or_else(|| lane.is_quiet(), |first| first.was_idle);
        let (carried, may_be_chance) = (lane.carried, was_idle || lane.was_refused);
        let event = Event::Lost { under_way, lost, carried, may_be_chance };
        self.news.push((self.slot_of(number), event));
        self.stumble(number);
        self.give_back(number);
    }

    /// No session follows another before the coordinator has heard of it.
    fn stumble(&mut self, number: usize) {
        self.shared.mishaps.fetch_add(1, Ordering::AcqRel);
        self.news.push((self.slot_of(number), Event::Mishap));
    }

    /// Ends an open session as soon as what is under way in it is settled.
    fn close(&mut self, number: usize) {
        let lane = &mut self.lanes[number];
        if lane.state == State::Open {
            lane.state = State::Closing;
            self.sessions.quit(number);
        }
    }

    /// Closes what has been idle for too long.
    fn close_idle(&mut self) {
        let now = Instant::now();
        if now < self.next_look {
            return;
        }
        self.next_look = now + Duration::from_secs(1).min(self.shared.idle);
        for number in 0..self.lanes.len() {
            let lane = &self.lanes[number];
            let is_idle = lane.under_way.is_empty() && lane.ahead.is_empty() && lane.queue.is_empty();
            if is_idle && lane.state == State::Open && lane.last.is_some_and(|last| last + self.shared.idle <= now) {
                self.news.push((self.slot_of(number), Event::Closing));
                self.close(number);
            }
        }
    }

    /// Tells what has gathered, if it is so much that the disk should not wait for more.
    fn tell_in_time(&mut self) {
        if self.news.len() >= MOST_NEWS {
            self.tell();
        }
    }

    /// Writes what has been composed, if it is so much that it should not wait for more.
    fn write_in_time(&mut self) -> io::Result<()> {
        if self.composed < MOST_COMPOSED {
            return Ok(());
        }
        self.composed = 0;
        self.let_go()?;
        self.sessions.take_turns(&mut self.happened)
    }

    fn tell(&mut self) {
        if !self.news.is_empty() {
            // The coordinator is gone only when it was told to stop at once: nobody is left to tell.
            let next = Vec::with_capacity(self.news.len());
            let _ = self.events.send(mem::replace(&mut self.news, next));
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.news.push((self.first, Event::Died));
            self.tell();
        }
    }
}

/// Whether the server takes no more mail in this session: only another one would do.
fn is_over(settled: &Settled) -> bool {
    settled.verdicts.iter().any(|verdict| match verdict {
        Verdict::Reply { phase, reply } => matches!(
            meaning(*phase, reply),
            Some(Meaning::SessionFull | Meaning::SessionSpoilt | Meaning::TooManySessions)
        ),
        Verdict::Unsupported(_) => false,
    })
}

/// Whether MAIL was refused because the session has carried enough.
fn is_called_full(settled: &Settled) -> bool {
    settled.verdicts.iter().any(|verdict| {
        matches!(verdict, Verdict::Reply { phase: Phase::Mail, reply }
            if meaning(Phase::Mail, reply) == Some(Meaning::SessionFull))
    })
}

/// Whether MAIL was put off for no reason that is known.
fn is_put_off(settled: &Settled) -> bool {
    let is_of_one =
        |verdict: &Verdict| matches!(verdict, Verdict::Reply { phase, reply } if may_be_the_session(*phase, reply));
    settled.verdicts.iter().all(is_of_one)
}

/// Of all forward-paths those that no earlier attempt has settled for good. The row renders to the same list each time, so
/// positions agree.
fn open_recipients(job: &Job, forward_paths: Vec<Address>) -> Recipients {
    let all = forward_paths.into_iter().enumerate();
    if job.settled.is_empty() {
        // Made at once: how many there are is known.
        return all.collect();
    }
    all.filter(|(position, _)| job.is_open(*position)).collect()
}

/// What the ledger has to know before the message leaves.
fn arm(job: &Job, message_id: &str, recipients: &Recipients, flight: Flight) -> Change {
    Change::Arm {
        id: job.id,
        key: job.key,
        row: job.record.number,
        line: job.record.line,
        message_id: message_id.to_owned(),
        attempts: job.attempts,
        recipients: Arc::clone(recipients),
        flight,
    }
}
