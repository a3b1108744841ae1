"""The witness threat model, row by row, from outside: HTTP without cookies, Chromium, and a real mail server.

`ROWS` maps each row of the model to the tests that try it; `test_rows.py` holds that no row is without
one and no test without a row.
"""

ROWS: dict[str, tuple[str, ...]] = {
    # who could misuse a link, and how
    "learner writes it: never sees the link": (
        "test_secret.test_no_page_of_the_learner_shows_a_link_or_its_hash",
        "test_secret.test_no_page_of_an_assessor_shows_a_link_but_by_releasing",
        "test_secret.test_no_export_holds_a_secret_or_its_hash",
    ),
    "learner writes it: the address may not be a learner’s": (
        "test_addresses.test_the_learner_s_own_address_is_refused",
        "test_addresses.test_nobody_of_the_centre_can_be_named",
        "test_addresses.test_an_address_of_somebody_else_is_taken",
    ),
    "learner writes it: a signed-in browser is refused": (
        "test_signed_in.test_neither_link_nor_form_opens",
        "test_signed_in.test_a_closed_and_an_open_link_look_alike_to_somebody_signed_in",
        "test_signed_in.test_a_learner_who_signed_out_is_known_by_the_network_only",
        "test_signed_in.test_a_receipt_s_link_is_refused_too",
    ),
    "learner writes it: no prefilled words": (
        "test_other_sites.test_nothing_that_was_seen_is_filled_in_for_the_witness",
    ),
    "learner writes it: same network and like words are flagged": (
        "test_flags.test_the_same_network_is_flagged_and_another_is_not",
        "test_flags.test_a_text_too_like_the_learner_s_own_is_flagged",
        "test_flags.test_neither_learner_nor_witness_reads_a_flag",
    ),
    "learner writes it: a receipt with “this wasn’t me”": (
        "test_forwarded.test_this_was_not_me_disputes_uncovers_and_is_told",
        "test_forwarded.test_a_statement_that_was_disowned_counts_for_nothing",
    ),
    "two learners vouch for each other; one witness for everybody": (
        "test_flags.test_two_learners_who_vouch_for_each_other_are_flagged",
        "test_flags.test_a_fellow_learner_is_flagged",
        "test_flags.test_free_mail_and_a_domain_never_seen_are_flagged",
        "test_flags.test_a_witness_for_many_is_flagged",
    ),
    "forwarded link": (
        "test_forwarded.test_whoever_can_not_or_should_not_answer_closes_the_link",
        "test_forwarded.test_name_and_address_on_the_statement_are_those_that_were_asked",
        "test_forwarded.test_an_assessor_sees_that_somebody_else_signed",
        "test_forwarded.test_the_receipt_goes_to_the_address_that_was_asked_and_to_no_other",
    ),
    "mail scanner, preview": (
        "test_scanners.test_no_method_but_post_changes_anything",
        "test_scanners.test_what_looks_like_a_form_in_an_address_changes_nothing",
        "test_scanners.test_a_scanner_that_opens_every_link_of_every_mail_changes_nothing",
        "test_scanners.test_pressing_every_lone_button_changes_nothing",
        "test_scanners.test_a_receipt_s_lone_buttons_change_nothing",
        "test_scanners.test_sending_forms_as_they_are_neither_begins_nor_closes_anything",
        "test_scanners.test_a_headless_browser_that_presses_lone_buttons_changes_nothing",
    ),
    "token in Referer, logs, history: hash only": (
        "test_secret.test_home_database_and_log_hold_no_secret",
        "test_secret.test_copies_of_the_database_hold_no_secret",
        "test_secret.test_a_sealed_link_waits_only_until_the_mail_is_sent",
    ),
    "token in Referer, logs, history: token-free address, no redirect, no cookies": (
        "test_secret.test_after_the_first_page_no_address_carries_the_secret",
        "test_secret.test_the_form_carries_the_secret_sealed",
        "test_secret.test_no_page_sends_a_referrer_or_is_kept",
        "test_secret.test_no_request_of_a_browser_names_the_link_but_the_first",
        "test_secret.test_an_access_log_shows_no_secret",
    ),
    "guessing: one identical page": (
        "test_closed.test_a_link_that_ended_looks_like_one_that_never_was",
        "test_closed.test_a_malformed_link_looks_like_one_that_never_was",
        "test_closed.test_a_form_of_a_link_that_ended_gets_the_same_page",
        "test_closed.test_the_page_names_nobody_but_the_centre",
        "test_closed.test_a_receipt_s_link_that_never_was_looks_the_same",
    ),
    "guessing: counted across processes": (
        "test_closed.test_guesses_are_counted_by_two_processes_together",
    ),
    "replay, double submit, retry": (
        "test_once.test_fifty_at_once_send_one_statement_one_piece_and_one_receipt",
        "test_once.test_fifty_sends_of_one_browser_all_see_the_one_receipt",
        "test_once.test_two_processes_take_a_statement_once",
        "test_once.test_a_retry_sees_the_same_receipt_and_sends_nothing_more",
        "test_once.test_only_the_browser_that_sent_it_sees_the_receipt_again",
        "test_once.test_every_earlier_form_sent_again_changes_nothing",
    ),
    "change after submission": (
        "test_unchangeable.test_the_database_refuses_to_change",
        "test_unchangeable.test_a_second_statement_of_one_request_is_refused_by_the_database",
        "test_unchangeable.test_no_page_offers_or_takes_a_change",
        "test_unchangeable.test_history_knows_a_change_that_was_forced",
    ),
    "no mail server": (
        "test_no_mail.test_a_link_handed_over_by_staff_is_w1_at_most_and_in_the_history",
    ),
    # what holds beside the links
    "links from the configured address only": ("test_mail.test_a_forged_host_is_in_no_link",),
    "names in mail stripped of line breaks and addresses": (
        "test_mail.test_no_field_of_the_form_smuggles_in_a_header",
        "test_mail.test_a_name_in_a_mail_is_only_a_name",
    ),
    "caps per learner and hour": (
        "test_caps.test_parallel_posts_make_no_more_than_an_hour_allows",
        "test_caps.test_sending_again_counts_within_the_same_hour",
        "test_caps.test_another_learner_is_not_held_back_by_it",
    ),
    "nobody is both witness and assessor": (
        "test_apart.test_the_assessor_s_own_address_is_refused_when_asking",
        "test_apart.test_a_witness_who_became_the_assessor_neither_vouches_releases_confirms_nor_decides",
        "test_apart.test_an_assessor_who_is_nobody_s_witness_decides",
        "test_apart.test_who_wrote_a_statement_neither_confirms_it_nor_decides_on_it",
    ),
    "a mail server that is down: the request waits and says so": (
        "test_mail.test_a_mail_server_that_is_down_makes_the_request_wait_and_say_so",
    ),
    "another site, another’s form, too much of anything": (
        "test_other_sites.test_a_form_without_the_sealed_secret_changes_nothing",
        "test_other_sites.test_another_site_can_not_send_the_form_of_a_browser_that_has_the_link_open",
        "test_other_sites.test_no_page_may_be_framed_or_load_from_elsewhere",
        "test_other_sites.test_the_learner_s_own_forms_need_their_token",
        "test_other_sites.test_a_sealed_secret_opens_its_own_request_only",
        "test_other_sites.test_a_receipt_s_seal_opens_no_statement_and_the_other_way_round",
        "test_other_sites.test_too_large_a_body_is_refused_with_a_sentence",
        "test_other_sites.test_a_text_that_is_too_long_is_shown_again_whole_and_nothing_is_cut",
        "test_other_sites.test_an_odd_body_gets_a_page_and_no_crash",
    ),
    "script and markup in every text": (
        "test_markup.test_the_witness_s_own_pages_show_it_as_text",
        "test_markup.test_every_page_of_staff_and_learner_shows_it_as_text",
        "test_markup.test_no_script_of_it_runs_in_an_assessor_s_browser",
        "test_markup.test_the_pdf_prints_it_as_text_and_holds_no_script",
        "test_markup.test_mails_show_it_as_text_only",
    ),
}
