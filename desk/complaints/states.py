"""What may happen to a complaint in which state, and what follows. Pure: no Django, no clock, no database."""

from collections.abc import Mapping

# States. `new`: nobody has answered the customer yet · `answered`: being worked on · `waiting`: a question
# went to the customer · `reopened`: he was not content, or it came back.
NEW, ANSWERED, WAITING, SOLVED, REOPENED = "new", "answered", "waiting", "solved", "reopened"

# Events, by what they do to the state.
LOGGED, TAKEN, HANDED_OVER, LET_LIE, NOTED = "logged", "taken", "handed_over", "let_lie", "noted"
RESPONDED, QUESTION, ASKED, NOT_ASKED, REMINDED = "responded", "question", "asked", "not_asked", "reminded"
CAME, PAUSE_ENDED = "came", "pause_ended"
CORRECTED = "corrected"  # what it is: its cause, severity, role or visit
WARNED, ESCALATED = "warned", "escalated"
# With the body that sent it to us: its deadline, our answer, and what the program said about the deadline.
OUTSIDE, SENDER_TOLD, SENDER_NEAR, SENDER_OVER = "outside", "sender_told", "sender_near", "sender_over"
# What was given because of it.
COMP_GIVEN, COMP_ASKED, COMP_APPROVED = "comp_given", "comp_asked", "comp_approve"
COMP_REFUSED, COMP_BACK = "comp_refused", "comp_back"
COMPENSATION = (COMP_GIVEN, COMP_ASKED, COMP_APPROVED, COMP_REFUSED, COMP_BACK)
OF_SENDER = (OUTSIDE, SENDER_TOLD, SENDER_NEAR, SENDER_OVER)
SOLVED_IT, TAKEN_BACK, REOPENED_IT = "solved", "taken_back", "reopened"
# What is written down of a customer's own page: a link to it went to him, or was taken back; on it he
# said that what we call solved is solved.
LINKED, UNLINKED, CONFIRMED = "link_sent", "link_back", "confirmed"
BACK = "back"  # whatever it was before it was solved

Ways = Mapping[str, str]


def staying(state: str) -> dict[str, str]:
    """What happens to any open complaint without changing its state."""
    kinds = (TAKEN, HANDED_OVER, LET_LIE, NOTED, QUESTION, NOT_ASKED, CAME, WARNED, ESCALATED)
    return dict.fromkeys(kinds, state) | beside(state)


def beside(state: str) -> dict[str, str]:
    """What happens beside the customer's story, solved or not."""
    return dict.fromkeys((*OF_SENDER, *COMPENSATION, LINKED, UNLINKED, CORRECTED), state)


# state → event → state. What is not here cannot happen.
TABLE: Mapping[str, Ways] = {
    NEW: staying(NEW) | {RESPONDED: ANSWERED, ASKED: WAITING, SOLVED_IT: SOLVED},
    ANSWERED: staying(ANSWERED) | {RESPONDED: ANSWERED, ASKED: WAITING, SOLVED_IT: SOLVED},
    WAITING: staying(WAITING)
    | {
        RESPONDED: WAITING,
        REMINDED: WAITING,
        CAME: ANSWERED,
        NOT_ASKED: ANSWERED,
        PAUSE_ENDED: ANSWERED,
        SOLVED_IT: SOLVED,
    },
    SOLVED: beside(SOLVED) | {TAKEN_BACK: BACK, REOPENED_IT: REOPENED, CONFIRMED: SOLVED},
    REOPENED: staying(REOPENED) | {RESPONDED: ANSWERED, ASKED: WAITING, SOLVED_IT: SOLVED},
}


def may_happen(state: str, kind: str) -> bool:
    """Whether the event can befall a complaint in this state."""
    return kind in TABLE.get(state, {})


def after(state: str, kind: str, *, before: str = ANSWERED) -> str:
    """The state that follows; what cannot happen changes nothing. before: the state before it was solved."""
    state = TABLE.get(state, {}).get(kind, state)
    return before if state == BACK else state
