//! One slot, as its worker sees it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::batch::job::{Job, MayOpen, UnderWay};
use crate::ledger::{Note, Recipients};
use crate::merge::Parties;

/// A session is given no more messages with so many octets under way: until they have left, they are held in memory.
const MOST_OCTETS: usize = 8 << 20;

/// Messages that a session is given before they may leave: the commands of the one go out with the end of the other.
const READY: usize = 2;

/// A session that ends after having been quiet for longer may have been closed for that.
const QUIET: Duration = Duration::from_secs(1);

/// One slot: a session after the other, and the jobs for it.
#[derive(Default)]
pub(super) struct Lane {
    pub(super) state: State,
    pub(super) queue: VecDeque<(Box<Job>, MayOpen)>,
    /// Messages begun that no session has yet: their `sending` becomes durable while others are under way, or while the session
    /// is being opened.
    pub(super) ahead: VecDeque<Uncomposed>,
    /// Most messages that may have left and not been answered, in the session that is open or was open last.
    pub(super) in_flight: usize,
    /// Messages that the session has.
    pub(super) under_way: VecDeque<UnderWay>,
    /// Messages ever begun in this slot, and the last of them that a session was given.
    pub(super) begun: u64,
    pub(super) submitted: u64,
    /// The messages up to this one are armed: durable as `sending`.
    pub(super) armed: u64,
    /// What is noted of the lane beside the ledger: which messages are let go, and what the last of the answered came to.
    pub(super) note: Note,
    /// Messages that were answered, though not everybody was accepted, until that is durable: the note does not tell what they
    /// came to, and a crash leaves them in doubt as if they were under way.
    pub(super) unsure: VecDeque<u64>,
    /// Whether there is something to note or to let go.
    pub(super) has_news: bool,
    /// Octets of the messages under way.
    pub(super) octets: usize,
    /// Messages the session has carried.
    pub(super) carried: u64,
    /// Of those, the ones whose sender the server took.
    pub(super) taken: u64,
    /// Whether the last of them was refused in part or whole: a server may close a session for that.
    pub(super) was_refused: bool,
    /// When it last did.
    pub(super) last: Option<Instant>,
}

/// A message that has been begun and not been composed yet.
pub(super) struct Uncomposed {
    /// Its number in the lane.
    pub(super) number: u64,
    pub(super) job: Box<Job>,
    pub(super) parties: Parties,
    pub(super) recipients: Recipients,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    #[default]
    Closed,
    Opening,
    Open,
    Closing,
}

impl Lane {
    pub(super) fn is_quiet(&self) -> bool {
        self.last.is_some_and(|last| last.elapsed() > QUIET)
    }

    /// Whether another message may be begun for the session that is there, which is to end after `most` (0 = never).
    pub(super) fn has_room(&self, most_armed: usize, most: u64) -> bool {
        let given = self.given() + self.ahead.len() as u64;
        self.state == State::Open && self.has_room_ahead(most_armed) && (most == 0 || given < most)
    }

    /// The next message for the session, if it may leave as soon as that is noted, or soon will.
    pub(super) fn next_to_submit(&mut self, window: usize, most: u64) -> Option<Uncomposed> {
        if self.state != State::Open || self.is_full(most) {
            return None;
        }
        let last = self.last_to_leave(window);
        let (is_hungry, has_space) = (self.under_way.len() < READY, self.octets < MOST_OCTETS);
        self.ahead.pop_front_if(|next| is_hungry || has_space && next.number <= last)
    }

    /// This message has been answered, and those before it that never will be.
    pub(super) fn answered(&mut self, message: u64, is_accepted: bool) {
        self.skip(message);
        self.note.answer(is_accepted);
        self.has_news = true;
    }

    /// What the messages up to this one came to is durable.
    pub(super) fn settled(&mut self, message: u64) {
        let durable = self.unsure.partition_point(|unsure| *unsure <= message);
        self.unsure.drain(..durable);
        self.has_news = true;
    }

    /// The messages up to this one may leave, if a crash is to leave no more than a window in doubt: those that have left and are
    /// not answered, of which there are no more than may be in flight, and those that are unsure.
    pub(super) fn may_leave(&self, window: usize) -> u64 {
        let last = self.last_to_leave(window).min(self.submitted);
        // Messages up to the last that is answered are done. Those of them that never left are not to be noted as if they had.
        if last > self.note.answered { last.max(self.note.let_go) } else { self.note.let_go }
    }

    /// As [`Self::may_leave`], also of messages that the session has not been given yet.
    fn last_to_leave(&self, window: usize) -> u64 {
        let room = window.saturating_sub(self.unsure.len()).min(self.in_flight);
        self.note.answered.saturating_add(room as u64).min(self.armed)
    }

    /// How many of all messages that the session was given are noted as leaving.
    pub(super) fn leaving(&self) -> u64 {
        self.carried + self.under_way.partition_point(|message| message.number <= self.note.let_go) as u64
    }

    /// How many messages the session was given.
    fn given(&self) -> u64 {
        self.carried + self.under_way.len() as u64
    }

    /// Whether a message of its session could leave by now, were what has gathered durable.
    pub(super) fn waits_for_ledger(&self, window: usize) -> bool {
        let for_next = if self.state == State::Open { 0 } else { self.ahead.len() as u64 };
        let for_session = self.begun - for_next;
        self.note.let_go < for_session.min(self.note.answered.saturating_add(window.min(self.in_flight) as u64))
    }

    /// Those before this message will not be answered any more, if they have not been.
    pub(super) fn skip(&mut self, message: u64) {
        while self.note.answered + 1 < message {
            self.note.answer(false);
        }
    }

    /// Whether the session has been given all it may carry.
    pub(super) fn is_full(&self, most: u64) -> bool {
        most > 0 && self.given() >= most
    }

    /// Whether another message may be begun, for this session or the next.
    pub(super) fn has_room_ahead(&self, most_armed: usize) -> bool {
        self.under_way.len() + self.ahead.len() < most_armed
    }
}

#[cfg(test)]
mod tests {
    use std::ops::RangeInclusive;

    use proptest::prelude::*;

    use super::*;
    use crate::ledger::Fate;

    /// What may happen in a lane.
    #[derive(Debug, Clone, Copy)]
    enum Happening {
        /// A message is begun, if there is room.
        Begin,
        /// What has happened so far is written to the ledger.
        Commit,
        /// The worker hears of the last commit.
        Hear,
        /// It lets go what may leave, and notes it.
        LetGo,
        /// The first message that waits for it is answered.
        Answer { is_accepted: bool },
        /// The session is lost.
        Lose,
    }

    /// A lane with its ledger, in which a message is not written before all that happened before it began.
    #[derive(Default)]
    struct Model {
        lane: Lane,
        under_way: VecDeque<u64>,
        /// Messages up to this one are armed in the ledger, and settled in it.
        durable: (u64, u64),
        /// Messages up to this one have been settled.
        settled: u64,
        /// What is noted.
        noted: Note,
    }

    impl Model {
        fn happen(&mut self, happening: Happening, window: usize, most_armed: usize) {
            let Self { lane, under_way, .. } = self;
            match happening {
                Happening::Begin if under_way.len() < most_armed => {
                    lane.begun += 1;
                    lane.submitted = lane.begun;
                    under_way.push_back(lane.begun);
                }
                Happening::Begin => {}
                Happening::Commit => self.durable = (lane.begun, self.settled),
                Happening::Hear => {
                    lane.settled(self.durable.1);
                    lane.armed = self.durable.0;
                }
                Happening::LetGo => {
                    lane.note.let_go = lane.may_leave(window);
                    self.noted = lane.note;
                }
                Happening::Answer { is_accepted } => {
                    // Recipients may be refused before the end of data would leave.
                    let first = under_way.pop_front_if(|first| !is_accepted || *first <= lane.note.let_go);
                    let Some(first) = first else { return };
                    lane.answered(first, is_accepted);
                    lane.unsure.extend((!is_accepted).then_some(first));
                    self.settled = first;
                }
                Happening::Lose => {
                    under_way.clear();
                    lane.skip(lane.begun + 1);
                    self.settled = lane.begun;
                }
            }
        }

        /// After a crash now, among these.
        fn in_doubt(&self, messages: RangeInclusive<u64>) -> usize {
            messages.filter(|message| self.noted.fate(*message) == Fate::InDoubt).count()
        }
    }

    fn happenings() -> impl Strategy<Value = Vec<Happening>> {
        let happening = prop_oneof![
            6 => Just(Happening::Begin),
            1 => Just(Happening::Commit),
            1 => Just(Happening::Hear),
            3 => Just(Happening::LetGo),
            3 => any::<bool>().prop_map(|is_accepted| Happening::Answer { is_accepted }),
            1 => Just(Happening::Answer { is_accepted: true }),
            1 => Just(Happening::Lose),
        ];
        proptest::collection::vec(happening, 0..300)
    }

    /// Eight are begun, and all but the first are taken back while that is under way; then a ninth is begun. A worker gives it to a
    /// session once the first is answered, and skips what comes before it.
    #[test]
    fn what_is_taken_back_is_not_waited_for() {
        let mut lane = Lane { in_flight: 2, begun: 9, submitted: 9, armed: 9, ..Lane::default() };
        lane.answered(1, true);
        assert_eq!(lane.may_leave(2), 3);
        lane.skip(9);
        assert_eq!(lane.may_leave(2), 9);
    }

    #[test]
    fn a_session_waits_for_the_ledger_when_its_window_has_room() {
        let mut lane = Lane { in_flight: 2, begun: 6, submitted: 6, armed: 3, ..Lane::default() };
        lane.note.let_go = lane.may_leave(2);
        assert!(!lane.waits_for_ledger(2), "two are under way");
        lane.answered(1, true);
        lane.answered(2, true);
        lane.note.let_go = lane.may_leave(2);
        assert!(lane.waits_for_ledger(2), "the fourth is not durable");
        lane.armed = 6;
        lane.note.let_go = lane.may_leave(2);
        assert!(!lane.waits_for_ledger(2));
        lane.answered(3, false);
        lane.unsure.push_back(3);
        lane.note.let_go = lane.may_leave(2);
        assert!(lane.waits_for_ledger(2), "the third is noted as in doubt until it is settled");
        (lane.begun, lane.armed) = (4, 4);
        lane.settled(3);
        assert!(!lane.waits_for_ledger(2), "there are no more");
    }

    /// Where the content follows a go-ahead, the next one leaves once the one before is answered, and what the server has refused does
    /// not hold it up.
    #[test]
    fn one_after_the_other_leaves_where_no_more_may_be_in_flight() {
        let mut lane = Lane { in_flight: 1, begun: 6, submitted: 6, armed: 6, ..Lane::default() };
        lane.note.let_go = lane.may_leave(2);
        assert_eq!(lane.note.let_go, 1);
        assert!(!lane.waits_for_ledger(2), "the second may not leave yet, durable or not");
        lane.answered(1, false);
        lane.unsure.push_back(1);
        lane.note.let_go = lane.may_leave(2);
        assert_eq!(lane.note.let_go, 2);
        lane.answered(2, false);
        lane.unsure.push_back(2);
        assert_eq!(lane.may_leave(2), 2, "two are unsure");
        lane.settled(1);
        assert_eq!(lane.may_leave(2), 3);
    }

    proptest! {
        #[test]
        fn no_more_than_a_window_is_in_doubt_and_all_go_in_the_end(
            happenings in happenings(), window in 1..20_usize, ahead in 0..20_usize, in_flight in 1..20_usize,
        ) {
            let mut model = Model { lane: Lane { in_flight, ..Lane::default() }, ..Model::default() };
            for happening in happenings {
                model.happen(happening, window, window + ahead);
                let (armed, settled) = model.durable;
                let in_doubt = model.in_doubt(settled + 1..=armed);
                prop_assert!(in_doubt <= window, "{in_doubt} after {happening:?}");
                let unanswered = model.in_doubt(model.noted.answered.max(settled) + 1..=armed);
                prop_assert!(unanswered <= in_flight, "{unanswered} unanswered after {happening:?}");
            }
            // No message waits for ever, also if none comes after it.
            for _ in 0..window + ahead {
                for happening in [Happening::Commit, Happening::Hear, Happening::LetGo] {
                    model.happen(happening, window, window + ahead);
                }
                model.happen(Happening::Answer { is_accepted: true }, window, window + ahead);
            }
            prop_assert!(model.under_way.is_empty());
        }
    }
}
