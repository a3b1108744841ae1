"""The checks of the readiness advice that a unit file may choose by name, and what each notices.

This package lies below handover/, where each is one function of the same name; a test of the house
holds that both agree. A new check is that function, and one line here.
"""

CHECKS: dict[str, str] = {
    "purpose_or_scope_missing": "A purpose or scope that says nothing, or only repeats the title",
    "context_missing": "A need and a state of affairs from which nobody could carry on",
    "responsibilities_not_agreed": "Parts that are stated, and nobody is said to have agreed",
    "action_without_owner_or_deadline": "A task for nobody in particular, or without a day and time",
    "vague_text": "Words that leave the reader guessing, in any kind of evidence",
    "method_without_reason": "A reason that names neither the colleague nor the situation",
    "same_method_for_everybody": "The same way for the same reason as in the handovers before",
    "questions_not_noted": "No question by anybody",
    "understanding_not_confirmed": "No act of the receiver that shows understanding",
    "nothing_in_writing": "No note, log, message or file anywhere",
    "no_check_back": "A time has passed, and nobody went back",
    "action_without_check_back": "Other tasks were looked at, this one was not",
    "no_check_back_after_deadline": "A task looked at only before its time, and unfinished then",
    "delay_without_help": "A delay, and no help told of",
    "customer_outcome_not_said": "How it ended for the customer is not said",
    "personal_details_found": "Something that tells who the customer is, in any kind of evidence",
    "consequences_not_said": "An account that does not say what would have gone wrong, and for whom",
    "customer_not_linked": "An account that does not say what was better for the customer",
    "improvement_not_said": "An account that would change nothing",
}
