"""What is demanded of the service desk, clause by clause, and the tests that fail when it breaks.

Each clause names its tests by file and name; that they are there is checked below, and so is what no other
test proves. Clauses are those of the desk's issue, of B1 to B11 and of the definitions of the product.
"""

import ast
import uuid
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from desk.complaints import services
from desk.contacts.forms import InteractionForm
from desk.forms import ComplaintForm
from desk.models import Complaint, Doubt, Interaction, Invitation
from desk.quality.truth.checks import CHECKS
from desk.quality.truth.words import WORDINGS
from desk.surveys import links
from tests.desk.complaining import logged
from tests.desk.surveys.asking import a_survey, ask

TESTS = Path(settings.BASE_DIR) / "tests"
DESK_DAY = "e2e/test_desk_day:a_whole_day_and_what_the_night_makes_of_it"

DEMANDS: dict[str, dict[str, list[str]]] = {
    "B1 one fast form": {
        "the caller is found by the last digits, a name or pinyin initials": [
            "e2e/test_agent_day:an_agents_day_by_keyboard",
            "e2e/test_agent_day:a_caller_is_found_by_name_and_the_arrow_keys_choose",
            "desk/test_demands:the_desk_finds_a_caller_by_the_initials_of_his_pinyin",
        ],
        "who it is, why he is at risk, what was promised to him": [
            "desk/test_desk:the_desk_shows_the_caller_his_standing_and_the_forms",
            "desk/test_desk:the_card_says_why_the_caller_is_at_risk_as_triage_does",
            "desk/test_promises:the_caller_is_told_what_was_promised_to_him",
        ],
        "a complaint, a contact, a promise, an inquiry and survey answers without the mouse": [
            "e2e/test_agent_day:a_contact_and_a_promise_by_keyboard",
            "e2e/test_agent_day:an_inquiry_by_keyboard",
            "e2e/test_surveys:an_agent_answers_a_whole_survey_with_digits",
        ],
        "at most 12 keys beside the words, the caller's digits among the 12": [
            "e2e/test_agent_day:from_a_blank_desk_to_a_saved_complaint_in_at_most_twelve_keys",
        ],
        "unknown callers become customers in place, duplicates warned of while typing": [
            "e2e/test_agent_day:an_unknown_caller_becomes_a_customer_and_a_complaint_by_keyboard",
            "e2e/test_agent_day:a_new_customer_is_warned_of_and_registered",
            "desk/test_desk:typing_a_known_number_warns_and_outside_the_scope_says_no_more_than_that",
        ],
        "channel, direction, topic, agent, mood, revenue, next step, solved": [
            "desk/test_contacts:every_channel_is_a_way_of_its_own",
            "desk/test_contacts:a_contact_is_logged_by_its_form_with_its_length",
            "desk/test_demands:a_contact_keeps_all_that_is_said_of_it",
        ],
        "one call is one contact": [
            "desk/test_contacts:what_is_logged_during_a_contact_belongs_to_it",
            "desk/test_services:two_clicks_at_the_same_moment_write_one_complaint",
        ],
        "a telephone opens the caller, a call is timed": [
            "e2e/test_agent_day:the_screen_pop_of_a_telephone_puts_the_caller_on_the_desk",
        ],
        "first-contact resolution by what came after, beside the tick": [
            "desk/test_contacts:resolved_is_what_did_not_come_back_on_the_same_topic",
            "desk/test_contacts:the_desks_head_shows_what_was_measured_beside_what_was_ticked",
            "desk/test_figures_api:first_contact_tells_what_was_measured_beside_what_was_ticked",
        ],
    },
    "B2 complaints": {
        "an explicit state machine": [
            "desk/test_complaint_clock:no_event_leads_out_of_the_table",
            "desk/test_complaint_events:what_cannot_happen_now_is_refused",
            "desk/test_complaint_events:the_database_refuses_a_state_that_cannot_be",
        ],
        "causes, severity, the role complained about, the root cause": [
            "desk/test_demands:a_complaint_says_whose_work_it_is_about_and_why_it_came_about",
            "desk/test_demands:every_cause_of_the_taxonomy_can_be_chosen",
            "desk/test_complaint_pages:the_api_logs_once_and_does_the_verbs_once",
        ],
        "business hours: lunch, split shifts, holidays, make-up workdays, by branch": [
            "staff/test_business_time:a_term_counts_only_hours_of_business",
            "staff/test_business_time:holidays_do_not_count_and_make_up_workdays_do",
            "staff/test_business_time:it_agrees_with_a_model_that_walks_minute_by_minute",
            "desk/test_complaint_events:other_opening_hours_count_for_what_is_open",
        ],
        "or round the clock": [
            "staff/test_business_time:round_the_clock_every_hour_counts",
            "desk/test_complaint_clock:round_the_clock_only_the_pause_counts_working_days",
        ],
        "by severity and echelon, key accounts tighter": [
            "desk/test_complaint_events:the_time_allowed_goes_by_severity_and_echelon",
            "desk/test_complaint_correcting:a_complaint_that_is_graver_than_it_was_logged_runs_by_the_shorter_clock",
            "desk/test_routing:a_key_account_has_the_shorter_time_whatever_its_echelon",
        ],
        "first response and resolution apart": [
            "desk/test_complaint_clock:what_counts_as_the_first_response",
            "desk/test_complaint_clock:once_the_customer_was_answered_nobody_hears_of_the_response_again",
        ],
        "paused only after a question went, three working days at most, one reminder": [
            "desk/test_complaint_events:the_clock_pauses_when_the_question_has_gone_not_when_it_was_written",
            "desk/test_complaint_events:a_question_that_bounced_pauses_nothing",
            "desk/test_complaint_events:one_reminder_then_the_pause_ends_and_somebody_is_told",
            "desk/test_complaint_events:a_policy_that_contradicts_itself_is_refused_and_by_the_database_too",
        ],
        "resumed by an answer on any channel": [
            "desk/test_complaint_events:an_answer_on_any_channel_goes_on_with_it_once",
            "desk/test_contacts:a_waiting_complaint_hears_the_answer_by_the_way_it_came",
            "desk/test_contacts:an_answer_on_a_call_of_ours_goes_on_with_it_and_a_call_to_nobody_does_not",
            "desk/test_progress:his_answer_ends_the_pause_as_on_any_other_channel",
            "desk/surveys/test_answering:whoever_answers_a_survey_has_answered_what_a_complaint_waits_for",
            "desk/test_complaint_events:a_reminder_that_waits_is_not_sent_after_the_answer",
            "outbox/test_answers_by_mail:an_answer_lets_the_clock_of_a_complaint_run_again",
            "outbox/test_answers_by_mail:an_automatic_answer_is_kept_and_ends_no_pause",
        ],
        "stopped at resolution": ["desk/test_services:what_was_solved_on_the_call_is_closed_at_once"],
        "warned before, escalated at breach to the next level": [
            "desk/test_complaint_clock:it_warns_once_for_each_clock_and_escalates_at_each_breach",
            "desk/test_complaint_events:it_warns_whoever_has_it_and_escalates_to_the_lead_and_to_the_manager",
            "desk/test_complaint_events:two_beats_escalate_once",
        ],
        "also when the agent is absent": [
            "desk/test_complaint_events:also_when_the_agent_is_not_there_any_more",
            "desk/test_routing:escalation_passes_a_lead_who_is_away",
            "desk/test_routing:warnings_reach_the_deputy_as_well",
        ],
        "handed over with a deadline each, a delay has a name": [
            "desk/test_complaint_events:a_handed_over_complaint_is_seen_by_the_department_and_has_its_deadline",
            "desk/test_complaint_events:who_let_it_lie_has_a_name",
            "desk/test_complaint_clock:who_had_it_when_the_deadline_passed_if_it_went_on_since",
        ],
        "reopening": ["desk/test_complaint_events:reopening_runs_a_new_clock_and_keeps_the_history"],
        "satisfaction with the resolution, asked once a complaint": [
            "desk/surveys/test_asking:a_solved_complaint_is_asked_about",
            "desk/surveys/test_asking:of_a_complaint_that_is_reopened_and_solved_again_nobody_is_asked_twice",
            "desk/surveys/test_asking:a_complaint_shows_what_its_customer_says_of_the_solution",
            "desk/surveys/test_asking:who_complained_again_before_he_was_asked_is_asked_after_the_second_solution",
        ],
        "from outside bodies, with their deadline": [
            "desk/test_outside:the_senders_deadline_depends_on_the_sender_and_our_answer_alone",
            "desk/test_outside:it_warns_and_escalates_until_the_sender_is_answered_also_when_solved",
        ],
        "compensation limits by role": [
            "desk/test_compensation:who_may_give_how_much_and_who_decides_beyond",
            "desk/test_compensation:two_at_once_do_not_both_slip_under_the_limit_of_one_complaint",
            "desk/test_compensation:nobody_approves_what_he_asked_for_or_what_waits_for_one_above",
        ],
        "rectification with re-inspection": [
            "desk/test_rectifications:somebody_else_looks_again_and_what_failed_is_open_with_a_new_deadline",
            "desk/test_rectifications:the_database_itself_lets_nobody_pass_his_own_work",
        ],
        "a defect lists and notifies everyone affected": [
            "desk/test_defects:each_is_listed_once_with_his_latest_visit_that_fits",
            "desk/test_defects:nobody_is_told_before_somebody_says_so_and_then_each_once",
            "desk/test_defects:who_has_no_number_or_wants_no_messages_is_called",
        ],
        "a likely duplicate offers to reopen": [
            "desk/test_complaint_pages:typing_offers_to_reopen_what_looks_the_same",
            "desk/test_complaint_pages:reopening_from_the_desk_keeps_what_was_typed",
        ],
        "random sequences of events against an independent clock": [
            "desk/test_complaint_clock:it_agrees_with_a_model_that_counts_every_minute",
        ],
    },
    "B3 surveys": {
        "a builder: satisfaction, NPS, scale, choice, text, skip rules": [
            "desk/surveys/test_building:a_survey_is_built_on_its_pages",
            "desk/surveys/test_survey_api:a_survey_of_every_kind_of_question_is_built_published_and_closed",
            "desk/surveys/test_questions:a_rule_opens_for_the_answers_that_pass",
            "desk/surveys/test_building:a_skip_rule_may_only_look_back",
        ],
        "an unguessable link that expires": [
            "desk/test_demands:a_link_cannot_be_guessed_nor_read_from_the_database",
            "desk/surveys/test_page:an_expired_link_answers_kindly",
            "desk/surveys/test_page:whoever_guesses_links_is_kept_waiting",
        ],
        "at 375 px, in the customer's language": [
            "e2e/test_surveys:a_survey_is_built_sent_answered_in_chinese_corrected_and_read",
            "desk/surveys/test_page:the_page_speaks_the_customers_language_and_switches",
        ],
        "without login, cookies or third parties": [
            "desk/surveys/test_page:the_page_opens_without_login_and_sets_no_cookie",
            "desk/surveys/test_page:nothing_on_the_page_comes_from_elsewhere",
        ],
        "safe to submit twice": [
            "desk/surveys/test_page:answers_arrive_twice_and_are_kept_once",
            "desk/surveys/test_answering:the_same_twice_is_once",
        ],
        "a printed code": [
            "desk/surveys/test_page:a_printed_code_opens_a_fresh_link_and_leaves_nothing_behind",
            "desk/surveys/test_building:a_printed_code_is_drawn_here_once_a_place",
        ],
        "by phone through an agent": [
            "desk/surveys/test_asking:by_phone_an_agent_answers_what_the_customer_left",
            "e2e/test_surveys:an_agent_answers_a_whole_survey_with_digits",
        ],
        "one reminder to who does not answer": [
            "desk/surveys/test_asking:who_does_not_answer_is_reminded_once_with_a_link_that_works",
            "desk/surveys/test_page:a_link_that_was_answered_is_not_reminded_of",
        ],
        "how often one is asked, in one place": [
            "desk/surveys/test_asking:one_customer_is_asked_once_in_the_policys_days_over_all_surveys",
            "desk/surveys/test_asking:an_open_complaint_stops_surveys",
        ],
        "results by question, branch, technician, agent, over time": [
            "desk/surveys/test_results:one_answer_is_a_figure_of_its_question_branch_and_month",
            "desk/surveys/test_results:a_persons_months_are_each_with_the_eleven_before",
            "desk/surveys/test_results:results_over_http_are_those_of_the_page",
        ],
        "with intervals where answers are few": [
            "desk/surveys/test_shares:the_interval_of_a_share_is_wilsons",
            "desk/surveys/test_results:few_answers_stand_with_a_wide_interval_and_say_how_few_they_are",
        ],
        "corrected for 24 hours, a call back": [
            "desk/surveys/test_answering:a_correction_within_a_day_takes_the_place_of_what_was_said",
            "desk/surveys/test_answering:after_a_day_nothing_is_changed",
            "desk/surveys/test_page:a_call_back_is_promised_on_the_page",
        ],
    },
    "B4 promises": {
        "who, what, to whom, until when": [
            "desk/test_promises:the_same_token_promises_once",
            "desk/test_contacts:a_complaint_is_logged_with_a_promise_in_the_branchs_time",
        ],
        "on the home page with the time left": [
            "desk/test_promises:ones_own_stand_on_the_desk_late_first_and_are_kept_with_undo",
            "desk/test_promises:whose_home_is_triage_sees_his_next_promises_with_the_time_left",
        ],
        "reminders": ["desk/test_promises:one_is_reminded_before_and_when_it_is_due_and_once_each"],
        "kept or broken by rule: a working day to record, then broken": [
            "desk/test_promises:it_is_recorded_until_the_end_of_the_next_working_day",
            "desk/test_promises:what_nobody_recorded_in_its_working_day_is_broken_once",
            "desk/test_promises:kept_after_it_was_due_is_kept_late_and_not_backdated",
        ],
        "backdating is logged": [
            "desk/test_promises:an_earlier_time_recorded_after_it_was_due_is_backdating_and_logged",
        ],
        "kept-rate by person and by team": [
            "desk/test_promises:the_rate_counts_what_was_kept_in_time",
            "desk/test_figures_api:kept_promises_by_person_and_team",
        ],
        "a broken one is a signal": [DESK_DAY],
    },
    "B5 inspections, mystery visits, ratings": {
        "at a site or as a mystery visit, by technician": [
            "desk/test_inspections:it_is_entered_at_a_site_and_a_lost_answer_makes_no_second_one",
            "desk/test_quality_api:an_inspection_is_written_down_by_the_points_of_a_version",
        ],
        "work-order ratings with their timeliness, by technician": [
            "desk/test_ratings:the_same_token_rates_once_and_what_the_visit_says_is_kept",
            "desk/test_ratings:each_technicians_mean_is_seen_by_who_leads_and_by_himself",
        ],
        "a finding becomes a rectification with deadline and re-inspection": [
            "desk/test_inspections:a_finding_becomes_a_rectification_on_the_page",
            "e2e/test_quality:a_finding_is_put_right_by_one_and_looked_at_by_another",
        ],
    },
    "B6 quality index": {
        "four factors, weights as policy": [
            "desk/quality/test_index_formula:a_score_of_each_kind_is_brought_to_0_to_100_and_weighed",
            "desk/quality/test_index_measuring:a_changed_policy_measures_the_past_too",
        ],
        "what is missing is shown as missing, never as zero": [
            "desk/quality/test_index_formula:a_missing_factor_gives_its_weight_to_the_others_and_is_not_zero",
            "desk/quality/test_index_formula:a_factor_that_is_missing_never_lowers_the_index_as_a_zero_would",
            "desk/quality/test_index_pages:branches_and_technicians_with_what_is_missing",
        ],
        "by customer, technician, branch, with trend": [
            "desk/quality/test_index_pages:the_customer_page_shows_what_this_customer_said",
            "desk/quality/test_index_pages:the_months_show_how_it_went_of_branch_technician_and_customer",
            "desk/quality/test_index_measuring:the_newest_day_and_twelve_month_ends_are_measured_once",
        ],
    },
    "B7 truth check": {
        "one source": [
            "desk/quality/test_truth_checks:one_person_who_enters_nearly_all_of_one_technician_is_found_and_hidden_from_himself",
            "desk/quality/test_truth_checks:one_address_that_most_ratings_come_from_is_found",
        ],
        "one minute, no variance": [
            "desk/quality/test_truth_checks:fives_entered_in_one_minute_by_one_person_are_found_and_hardly_anything_else",
            "desk/quality/test_truth_enemies:who_splits_what_he_makes_up_is_seen_all_the_same",
        ],
        "digit patterns": [
            "desk/quality/test_truth_checks:alternating_scores_are_a_pattern",
            "desk/quality/test_truth_checks:favourite_digits_are_found_in_whatever_order_they_come",
            "desk/quality/test_truth_checks:a_better_or_worse_technician_makes_no_odd_mix",
        ],
        "no complaint ever where peers have some": [
            "desk/quality/test_truth_checks:who_never_has_a_complaint_where_others_have_is_found",
            "desk/quality/test_doubts:a_complaint_that_names_no_visit_is_about_the_last_one_before",
        ],
        "satisfaction that contradicts behaviour": [
            "desk/quality/test_truth_checks:whose_satisfied_customers_leave_is_found",
            "desk/quality/test_recommendations:promoters_who_do_not_come_back_contradict",
        ],
        "honest ratings are left alone": [
            "desk/quality/test_truth_checks:a_check_of_honest_ratings_is_below_5_and_1_percent_no_more_often_than_it_says",
            "desk/quality/test_truth_checks:of_honest_businesses_no_more_are_doubted_at_all_than_the_policy_allows",
        ],
        "each doubt shows its numbers": [
            "desk/quality/test_doubts:what_was_entered_in_one_go_by_one_person_is_doubted_with_its_numbers",
            "desk/test_demands:every_check_has_its_kind_and_its_sentence",
        ],
        "verified by an agent who did not enter them": [
            "desk/quality/test_doubts:the_sample_is_called_by_agents_who_entered_none_and_never_served",
            "desk/quality/test_doubts:the_database_lets_nobody_verify_what_he_entered",
            "desk/quality/test_doubts:whoever_calls_sees_neither_the_doubt_nor_the_score_that_was_entered",
        ],
        "its outcome corrects the index, which is marked meanwhile": [
            "desk/quality/test_doubts:what_customers_say_corrects_what_counts",
            "desk/quality/test_index_measuring:a_verification_corrects_from_its_day_on",
            "desk/quality/test_index_pages:a_doubt_marks_the_index_for_those_who_may_know_of_it",
        ],
    },
    "B8 knowledge": {
        "Markdown, sanitised": [
            "desk/test_markdown:hostile_markdown_does_nothing",
            "desk/test_knowledge:hostile_text_is_harmless_on_every_page",
        ],
        "versions": ["desk/test_knowledge:a_version_is_never_changed"],
        "suggested while a complaint is typed, Chinese too": [
            "desk/test_knowledge:likely_answers_come_while_a_complaint_is_typed",
            "desk/test_finding_answers:the_right_article_is_among_the_first_three",
        ],
        "marked helpful or wrong by specialists": [
            "desk/test_knowledge:wrong_stays_open_until_somebody_has_checked",
            "desk/test_knowledge:what_was_called_wrong_here_is_not_suggested_here_again",
        ],
        "unused and wrong ones surface, gaps are listed": [
            "desk/test_knowledge:unused_and_unchecked_ones_surface",
            "desk/test_knowledge:causes_without_an_answer_come_first",
        ],
    },
    "B9 routing": {
        "by skill, named specialist, load and absence": [
            "desk/test_routing:it_goes_to_who_is_good_at_it",
            "desk/test_routing:a_key_account_goes_to_its_specialist_without_any_seat",
            "desk/test_routing_choice:never_above_capacity_unless_nobody_else_may_and_then_upwards",
            "desk/test_routing:nobody_away_gets_anything_and_who_leaves_gets_nothing_after",
        ],
        "inquiries too": ["desk/test_routing:an_inquiry_goes_to_who_sells_and_hears_of_it"],
    },
    "B10 voice of the customer": {
        "by product and category, counted, with an owner": [
            "desk/test_voice:counts_are_by_product_category_and_time",
            "desk/test_voice:a_department_or_an_owner_accepts_it",
        ],
        "answered to the customer when done": [
            "desk/test_voice:the_answer_goes_to_everybody_who_said_it_once",
            "desk/test_voice:who_cannot_be_written_to_is_called",
        ],
    },
    "B11 third-day calls": {
        "the list: kinds that the policy names, on the third day": [
            "desk/test_follow_ups:the_third_calendar_day_or_the_next_on_which_people_are_called",
            "desk/test_follow_ups:a_visit_of_a_kind_that_is_named_is_called_about_once",
        ],
        "the script and the answers": [
            "desk/test_follow_ups:the_page_shows_one_customer_at_a_time_and_the_next_one_after",
            "desk/test_follow_ups:who_is_satisfied_is_one_score_however_often_it_is_pressed",
            "e2e/test_agent_day:third_day_calls_are_made_one_after_the_other",
        ],
        "the escalation": [
            "desk/test_follow_ups:who_is_not_satisfied_has_a_complaint_and_who_leads_hears_of_it",
            "desk/test_follow_ups:who_leads_hears_once_a_day_of_what_is_late",
        ],
    },
    "old rows": {
        "migrations make of them what is written today": [
            "desk/test_old_rows:recommendations_so_far_are_those_that_answering_writes",
            "desk/test_old_rows:an_open_complaints_deadline_is_moved_by_the_next_beat",
            "desk/test_old_rows:agents_are_those_who_dealt_with_what_was_asked_about",
            "desk/test_old_rows:scores_of_third_day_calls_are_known_as_such_and_no_others",
        ],
    },
    "done when": {
        "a whole day in both languages, and next morning's evidence": [DESK_DAY],
        "screens are walked as everybody": [
            "e2e/test_desk_pages:nothing_is_wrong_with_the_desks_pages",
            "e2e/test_quality_index:nothing_is_wrong_with_the_pages_of_the_index",
            "e2e/test_truth_check:nothing_is_wrong_with_the_truth_checks_pages",
            "e2e/test_routing:nothing_is_wrong_with_the_pages_of_routing",
        ],
    },
}


@cache
def named_in(file: str) -> set[str]:
    """Names of the tests of a file, without test_."""
    tree = ast.parse((TESTS / f"{file}.py").read_text())
    found = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return {node.name.removeprefix("test_") for node in found if node.name.startswith("test_")}


CLAUSES = [(demand, clause) for demand, clauses in DEMANDS.items() for clause in clauses]


@pytest.mark.parametrize(("demand", "clause"), CLAUSES)
def test_every_clause_has_its_tests(demand, clause):
    named = [one.split(":") for one in DEMANDS[demand][clause]]
    assert named
    for file, name in named:
        path = file if "/" in file and (TESTS / f"{file}.py").exists() else ""
        assert path, f"there is no {file}"
        assert name in named_in(path), f"{file} has no {name}"


def test_every_demand_is_there():
    assert {demand.split()[0] for demand in DEMANDS} >= {f"B{number}" for number in range(1, 12)}


# ------------------------------------------------- what no other test proves
@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["fzr", "fangzhi", "6615", "芷若"])
def test_the_desk_finds_a_caller_by_the_initials_of_his_pinyin(customer_of_lin, as_xie, typed):
    customer_of_lin.name, customer_of_lin.phone = "方芷若", "+8613912346615"
    customer_of_lin.save()
    page = as_xie.get("/desk/callers/", {"q": typed}).content.decode()
    assert 'role="option"' in page and f"customer={customer_of_lin.pk}" in page


@pytest.mark.django_db
def test_a_complaint_says_whose_work_it_is_about_and_why_it_came_about(customer_of_lin, xie, as_xie):
    answer = as_xie.post(
        reverse("desk:complaint_new", args=[customer_of_lin.pk]),
        {
            "complaint-token": "7c5b7c1e-0d0f-4c7e-9b0f-5f1f4a1f0a11",
            "complaint-text": "Rude at the till",
            "complaint-cause": "attitude",
            "complaint-about": "cashier",
            "complaint-severity": 2,
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    complaint = Complaint.objects.get()
    assert complaint.about == "cashier"
    as_xie.post(
        f"/desk/complaints/{complaint.pk}/solve/?as=page",
        {"resolution": "Apologised", "root_cause": "Two tills for three cashiers"},
    )
    complaint.refresh_from_db()
    assert (complaint.state, complaint.root_cause) == ("solved", "Two tills for three cashiers")
    page = as_xie.get(f"/desk/complaints/{complaint.pk}/").content.decode()
    assert "Cashier" in page and "Two tills for three cashiers" in page
    shown = as_xie.get(f"/api/v1/complaints/{complaint.pk}/").json()
    assert (shown["about"], shown["root_cause"]) == ("cashier", "Two tills for three cashiers")
    services.take_back(complaint=complaint, by=xie)
    complaint.refresh_from_db()
    assert (complaint.about, complaint.root_cause) == ("cashier", "")


@pytest.mark.django_db
def test_every_cause_of_the_taxonomy_can_be_chosen(customer_of_lin, xie):
    """By its digits, in any language; no two begin with the same ones."""
    offered = ComplaintForm(customer=customer_of_lin).fields["cause"].choices[1:]  # type: ignore[attr-defined]
    assert [value for value, _label in offered] == Complaint.Cause.values
    assert [str(label).split()[0] for _value, label in offered] == [f"{n:02d}" for n in range(1, 13)]
    topics = InteractionForm().fields["topic"].choices[1:]  # type: ignore[attr-defined]
    assert [str(label).split()[0] for _value, label in topics] == [f"{n:02d}" for n in range(1, 12)]
    for cause in Complaint.Cause.values:
        assert logged(customer_of_lin, xie, cause=cause).cause == cause


@pytest.mark.django_db
@pytest.mark.parametrize("channel", ["phone", "chat", "email", "wechat", "visit", "web"])
def test_a_contact_keeps_all_that_is_said_of_it(customer_of_lin, as_xie, xie, channel):
    said = {
        "text": "Wants two more sites",
        "topic": "price",
        "channel": channel,
        "direction": "out",
        "mood": 3,
    }
    said |= {"next_step": "Send the offer", "revenue": "1250.50", "solved": "on", "token": uuid.uuid4()}
    url = reverse("desk:interaction_new", args=[customer_of_lin.pk])
    answer = as_xie.post(url, {f"interaction-{name}": value for name, value in said.items()})
    assert answer.status_code == 302, answer.content.decode()
    kept = Interaction.objects.get()
    assert (kept.channel, kept.direction, kept.topic, kept.agent) == (channel, "out", "price", xie)
    assert (kept.mood, kept.solved, kept.text) == (3, True, "Wants two more sites")
    assert (kept.next_step, kept.revenue) == ("Send the offer", Decimal("1250.50"))


@pytest.mark.django_db
def test_a_link_cannot_be_guessed_nor_read_from_the_database(customer_of_lin, zhou):
    """At least 128 random bits, of which the digest alone is kept; of ten thousand no two are the same."""
    made = {links.new_token() for _ in range(10_000)}
    assert len(made) == 10_000
    assert min(len(token) for token in made) * 6 >= 128
    asked = ask(a_survey(zhou), customer_of_lin)
    assert asked.token not in str(Invitation.objects.values())
    assert asked.invitation.expires_at > asked.invitation.made_at


def test_every_check_has_its_kind_and_its_sentence():
    assert {module.KIND for module in CHECKS} == set(Doubt.Check.values) == {str(kind) for kind in WORDINGS}
