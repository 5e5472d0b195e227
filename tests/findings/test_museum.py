"""If a user can see a message, a tiny workbook can cause it, and it says what it should at that cell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.card.cards import found as lint_findings
from tests.card.cards import shown as lint_codes
from tests.findings.card_museum import CARD_MUSEUM
from tests.findings.museum import MUSEUM
from tests.tables import LEADER, MEMBER, QUIET, A, B, C, check, codes, roster
from workbook import validate
from workbook.codes import CODES, WORDS
from workbook.report import finding_json
from workbook.shown import show

TESTS = Path(__file__).parent.parent
ROOT = TESTS.parent
NAMES = [exhibit.code for exhibit in MUSEUM]
CARD_NAMES = [exhibit.code for exhibit in CARD_MUSEUM]
each_exhibit = pytest.mark.parametrize("exhibit", MUSEUM, ids=NAMES)
each_card = pytest.mark.parametrize("exhibit", CARD_MUSEUM, ids=CARD_NAMES)

ELSEWHERE = {
    "RULE_FAILED": "findings/test_museum.py",
    "FILE_HEADER_AMBIGUOUS": "test_cli.py",
    "FILE_MISSING": "test_cli.py",
    "FILE_NO_SHEET": "test_cli.py",
    "FILE_UNREADABLE": "xlsx/test_readers.py",
    "FILE_NOT_WORKBOOK": "xlsx/test_gate.py",
    "FILE_DAMAGED": "xlsx/test_gate.py",
    "FILE_UNSAFE": "xlsx/test_gate.py",
    "FILE_LIMIT": "xlsx/test_gate.py",
    "FILE_ENCRYPTED": "findings/test_refusals.py",
    "FILE_NO_FOLDER": "findings/test_refusals.py",
    "FILE_NAME": "findings/test_refusals.py",
    "FILE_BUSY": "findings/test_refusals.py",
    "FILE_CHANGED": "findings/test_refusals.py",
    "FILE_NOT_SAVED": "findings/test_refusals.py",
    "FILE_SET_ASIDE": "findings/test_refusals.py",
    "FILE_TEMP": "findings/test_refusals.py",
    "FILE_EXISTS": "findings/test_refusals.py",
    "FILE_OLD_IN_PLACE": "findings/test_refusals.py",
    "BRANCH_UNKNOWN": "findings/test_refusals.py",
    "UNDO_NONE": "test_undo.py",
    "UNDO_STORE": "test_undo.py",
    "FILE_OPEN": "xlsx/test_ready.py",
    "FILE_READONLY": "xlsx/test_ready.py",
    "FILE_NO_SPACE": "xlsx/test_ready.py",
    "FILE_SIGNED": "xlsx/test_patch_shapes.py",
    "EDIT_FILE": "test_apply.py",
    "EDIT_INVALID": "test_host_contract.py",
    "EDIT_SHEET": "test_host_contract.py",
    "EDIT_CELL": "test_host_contract.py",
    "EDIT_MERGED": "test_host_contract.py",
    "EDIT_LOCKED": "test_host_contract.py",
    "EDIT_EXPECT": "test_host_contract.py",
    "EDIT_EXISTS": "test_host_contract.py",
    "EDIT_LATER": "xlsx/test_patch_shapes.py",
    "EDIT_ARRAY": "xlsx/test_patch_shapes.py",
    "EDIT_THREADED": "xlsx/test_patch_shapes.py",
    "EDIT_TABLE_HEADER": "xlsx/test_patch_shapes.py",
    "EDIT_STYLES": "xlsx/test_patch_text.py",
    "CARD_FILE": "card/test_commands.py",
    "CONTEST_UNKNOWN": "card/test_commands.py",
    "TEMPLATE_NONE": "card/test_commands.py",
    "TEMPLATE_SHEET": "card/test_commands.py",
    "TEMPLATE_FORM": "card/test_commands.py",
    "BOOK_EXISTS": "card/test_commands.py",
    "FILE_NO_CARD": "card/test_commands.py",
    "FILE_NEWER": "card/test_commands.py",
    "EVENT_UNKNOWN": "card/test_commands.py",
    "FILE_CONTEST_BOOK": "card/test_commands.py",
    "SUBMISSION_UNREAD": "merge/test_merge_codes.py",
    "MERGE_SAME": "merge/test_merge_codes.py",
    "RESUBMIT_SHRINK": "merge/test_merge_codes.py",
    "RESUBMIT_HELD": "merge/test_merge_codes.py",
    "RESUBMIT_ORDER": "merge/test_coming_later.py",
    "TIME_UNREAD": "merge/test_answers.py",
    "COVER_WORD": "merge/test_answers.py",
    "RESUBMIT_KIND": "merge/test_merge_codes.py",
    "MERGE_DIFFERS": "merge/test_merge_codes.py",
    "MERGE_TWICE": "merge/test_merge_codes.py",
    "MERGE_WHICH": "merge/test_merge_codes.py",
    "MERGE_ALIKE": "merge/test_merge_codes.py",
    "MERGE_BRANCH": "merge/test_handing_in.py",
    "RETURN_NONE": "merge/test_handing_in.py",
    "FILE_WORD": "xlsx/test_word.py",
    "SUBMIT_CHANGED": "merge/test_merge_codes.py",
    "SUBMIT_NUMBER": "merge/test_merge_codes.py",
    "MERGE_EDITED": "merge/test_merge_codes.py",
    "MERGE_ROW_GONE": "merge/test_merge_codes.py",
    "MERGE_ROW_HAND": "merge/test_merge_codes.py",
    "MERGE_CONTEST": "merge/test_merge_command.py",
    "ENTRANT_KEY_TWICE": "eligibility/test_said.py",
    "ENTRY_TWICE": "eligibility/test_said.py",
    "SESSION_BANNED": "eligibility/test_said.py",
    "ENTRANT_NO_KEY": "eligibility/test_said.py",
    "ENTRANT_UNKNOWN": "eligibility/test_said.py",
    "ENTRANT_AMBIGUOUS": "eligibility/test_said.py",
    "EVENT_NOT_ON_CARD": "eligibility/test_said.py",
    "OUT_OF_WINDOW": "eligibility/test_said.py",
    "SESSION_SHORT": "eligibility/test_said.py",
    "VENUE_OTHER": "eligibility/test_said.py",
    "NOTICE_MISSING": "eligibility/test_said.py",
    "PLAN_MISSING": "eligibility/test_said.py",
    "GOODS_UNCHECKED": "eligibility/test_said.py",
    "ELEMENT_MISSING": "eligibility/test_said.py",
    "TAG_MISSING": "eligibility/test_said.py",
    "TAG_ALIAS": "eligibility/test_said.py",
    "VIDEO_LATE": "eligibility/test_said.py",
    "VIDEO_ACCOUNT": "eligibility/test_said.py",
    "ENTRY_AS_OF": "eligibility/test_said.py",
    "GROUP_DIFFERS": "eligibility/test_said.py",
    "AGE": "eligibility/test_said.py",
    "AGE_BIRTHDAY": "eligibility/test_said.py",
    "OUT_OF_WINDOW_LATE": "eligibility/test_teams.py",
    "TRAINING_LATE": "eligibility/test_teams.py",
    "TRAINING_UNKNOWN": "eligibility/test_teams.py",
    "HOST_UNKNOWN": "eligibility/test_teams.py",
    "SCHEDULE_LATE": "eligibility/test_teams.py",
    "PLATFORM_OTHER": "eligibility/test_said.py",
    "NUMBER_AGAIN": "eligibility/test_said.py",
    "RESULT_EDITED": "eligibility/test_decisions.py",
    "DECISION_PAPER": "eligibility/test_decisions.py",
    "ELIGIBLE_CHANGED": "eligibility/test_decisions.py",
    "ELIGIBLE_REASON": "eligibility/test_decisions.py",
    "EVENT_NONE": "eligibility/test_eligible_command.py",
    "FORMAT_UNUSED": "merge/test_entrants.py",
    "ENTRANT_MISSING": "eligibility/test_said.py",
    "ENTRANT_NAME": "eligibility/test_said.py",
    "ACCOUNT_OTHER": "eligibility/test_said.py",
    "FILINGS_NONE": "eligibility/test_teams.py",
    "RESULT_TWICE": "eligibility/test_decisions.py",
    "DECISION_UNREADABLE": "eligibility/test_decisions.py",
    "ENTRANT_DIFFERS": "merge/test_entrants.py",
    "ENTRANT_MEMBER": "merge/test_entrants.py",
    "READING_OPEN": "awards/test_final.py",
    "SEALED": "seal/test_seal_command.py",
    "SEAL_CHANGED": "seal/test_changes.py",
    "SEAL_ADDED": "seal/test_changes.py",
    "SEAL_REMOVED": "seal/test_changes.py",
    "SEAL_REORDERED": "seal/test_changes.py",
    "SEAL_HIDDEN": "seal/test_changes.py",
    "SEAL_LATER": "seal/test_changes.py",
    "SEAL_BROKEN": "seal/test_record.py",
    "SEAL_CODE": "seal/test_record.py",
    "SEAL_CODE_AGREES": "seal/test_record.py",
    "SEAL_MADE": "seal/test_seal_command.py",
    "SEAL_KEPT": "seal/test_seal_command.py",
    "SEAL_AGAIN": "seal/test_seal_command.py",
    "SEAL_SKIPPED": "seal/test_seal_command.py",
    "SEAL_SAME_DOCUMENT": "seal/test_tampering.py",
    "SEAL_TEXT": "seal/test_tampering.py",
    "SEAL_TWICE": "seal/test_tampering.py",
    "SEAL_LEFT": "seal/test_later_events.py",
    "SEAL_NAMES": "seal/test_seal_command.py",
    "SEAL_SAME_PERSON": "seal/test_seal_command.py",
    "SEAL_NONE": "seal/test_seal_command.py",
    "SEAL_NOT_FINAL": "seal/test_seal_command.py",
    "SEAL_EDITED": "seal/test_seal_command.py",
    "SEAL_FORMULA": "seal/test_seal_command.py",
    "SEAL_OPEN": "seal/test_seal_command.py",
    "SEAL_NOT_SHOWN": "seal/test_seal_command.py",
    "AWARD_STALE": "awards/test_basis.py",
    "AWARD_PENDING": "awards/test_basis.py",
    "AWARD_UNSETTLED": "awards/test_basis.py",
    "AWARD_NO_FIGURE": "awards/test_basis.py",
    "AWARD_GROUP": "awards/test_basis.py",
    "AWARD_UNRANKED": "awards/test_basis.py",
    "AWARD_MOVED": "awards/test_final.py",
    "AWARD_ROWS": "awards/test_only_looks.py",
    "AWARD_LOST": "awards/test_only_looks.py",
    "AWARD_OPEN": "awards/test_only_looks.py",
    "AWARD_BUDGET": "awards/test_only_looks.py",
    "AWARD_DECIDED_BEFORE": "awards/test_only_looks.py",
    "AWARD_WOULD_MOVE": "awards/test_final.py",
    "AWARD_POINTS": "awards/test_basis.py",
    "AWARD_NO_SCORES": "awards/test_basis.py",
    "AWARD_SAME": "awards/test_basis.py",
    "AWARD_EARLIER": "awards/test_seats_command.py",
    "AWARD_TIE": "awards/test_seats_command.py",
    "AWARD_JURY": "awards/test_seats_command.py",
    "AWARD_SHARED": "awards/test_seats_command.py",
    "AWARD_OVER": "awards/test_seats_command.py",
    "AWARD_VACANT": "awards/test_basis.py",
    "AWARD_EDITED": "awards/test_by_hand.py",
    "AWARD_ADDED": "awards/test_by_hand.py",
    "AWARD_TIER": "awards/test_by_hand.py",
    "TIER_COUNT": "awards/test_by_hand.py",
    "AWARD_FINAL": "awards/test_by_hand.py",
    "FINDING_OPEN": "awards/test_final.py",
    "FINAL_REFUSED": "awards/test_final.py",
    "FINAL_EVENT": "awards/test_final.py",
    "AWARDS_NONE": "awards/test_allocate_command.py",
    "NOT_JUDGED": "awards/test_allocate_command.py",
    "WHO_UNKNOWN": "awards/test_explain_command.py",
    "WHO_SEVERAL": "awards/test_explain_command.py",
    "WHO_NOT_THERE": "awards/test_explain_command.py",
    "POINT_NONE": "awards/test_explain_command.py",
    "POINT_UNTRIED": "awards/test_explain_command.py",
    "LESS_UNREAD": "awards/test_explain_command.py",
    "AWARD_WHY": "awards/test_explain_command.py",
    "VERIFY_SUM": "verify/test_winners.py",
    "VERIFY_CACHED": "verify/test_winners.py",
    "VERIFY_UNCACHED": "verify/test_cells.py",
    "VERIFY_CAPITAL": "verify/test_winners.py",
    "VERIFY_UNITS": "verify/test_winners.py",
    "VERIFY_UNDECIDED": "verify/test_winners.py",
    "VERIFY_LATE": "verify/test_winners.py",
    "VERIFY_NOT_FINAL": "verify/test_winners.py",
    "VERIFY_NONE": "verify/test_command.py",
    "VERIFY_NOT_ELIGIBLE": "verify/test_winners.py",
    "VERIFY_GROUP": "verify/test_policies.py",
    "VERIFY_CONDITION": "verify/test_winners.py",
    "VERIFY_AGE": "verify/test_winners.py",
    "VERIFY_TWO_ROWS": "verify/test_winners.py",
    "VERIFY_SCORE": "verify/test_winners.py",
    "VERIFY_RANK": "verify/test_winners.py",
    "VERIFY_UNRANKED": "verify/test_winners.py",
    "VERIFY_TIER": "verify/test_winners.py",
    "VERIFY_FEW": "verify/test_winners.py",
    "VERIFY_FEW_STATE": "verify/test_winners.py",
    "VERIFY_AMOUNT": "verify/test_winners.py",
    "VERIFY_WINNER": "verify/test_winners.py",
    "VERIFY_NO_PRIZE": "verify/test_winners.py",
    "VERIFY_NO_SEAT": "verify/test_winners.py",
    "VERIFY_TIE": "verify/test_policies.py",
    "VERIFY_TWICE": "verify/test_winners.py",
    "VERIFY_LIMIT": "verify/test_policies.py",
    "VERIFY_OVER": "verify/test_winners.py",
    "VERIFY_NO_PAYOUT": "verify/test_winners.py",
    "NET_MISMATCH": "verify/test_payouts.py",
    "VERIFY_TAX": "verify/test_payouts.py",
    "VERIFY_TAX_OPEN": "verify/test_payouts.py",
    "VERIFY_STATE": "verify/test_payouts.py",
    "PAYEE_UNKNOWN": "verify/test_payouts.py",
    "WINNER_UNPAID": "verify/test_payouts.py",
    "VERIFY_PAID_SUM": "verify/test_payouts.py",
    "VERIFY_PAID_TWICE": "verify/test_payouts.py",
    "VERIFY_BALANCE": "verify/test_payouts.py",
    "VERIFY_PAID_DAY": "verify/test_payouts.py",
    "VERIFY_EARLY": "verify/test_payouts.py",
    "VERIFY_OBJECTION": "verify/test_payouts.py",
    "VERIFY_PAYEE": "verify/test_payouts.py",
    "VERIFY_ID_DIGIT": "verify/test_payouts.py",
    "VERIFY_ACCOUNT": "verify/test_payouts.py",
    "VERIFY_CARD_DIGIT": "verify/test_payouts.py",
    "VERIFY_SHARED": "verify/test_payouts.py",
    "MULTI_WIN": "verify/test_payouts.py",
    "VERIFY_ONE_PERSON": "verify/test_payouts.py",
    "VERIFY_SAME_NAME": "verify/test_payouts.py",
    "VERIFY_FORMULA": "verify/test_cells.py",
    "VERIFY_ERROR_CELL": "verify/test_cells.py",
    "VERIFY_TEXT": "verify/test_cells.py",
    "VERIFY_FRACTION": "verify/test_cells.py",
    "VERIFY_NUMBER_ID": "verify/test_cells.py",
    "VERIFY_HIDDEN": "verify/test_cells.py",
    "VERIFY_LIST_COLUMNS": "verify/test_lists.py",
    "VERIFY_LIST_EMPTY": "verify/test_lists.py",
    "VERIFY_LIST_MISSING": "verify/test_lists.py",
    "VERIFY_RECORD": "verify/test_record.py",
    "VERIFY_RECOVER": "verify/test_payouts.py",
    "VERIFY_REVERSAL": "verify/test_payouts.py",
    "VERIFY_LIST_UNREAD": "verify/test_lists.py",
    "VERIFY_LIST_EXTRA": "verify/test_lists.py",
    "VERIFY_LIST_TWICE": "verify/test_lists.py",
    "VERIFY_LIST_AMOUNT": "verify/test_lists.py",
    "VERIFY_LIST_ACCOUNT": "verify/test_lists.py",
    "VERIFY_LIST_NAME": "verify/test_lists.py",
    "VERIFY_LIST_ID": "verify/test_lists.py",
    "VERIFY_LIST_RETURNED": "verify/test_lists.py",
    "AWARD_IF": "awards/test_explain_command.py",
    "OWN_AWARDS_EVENT": "awards/test_own_told.py",
    "OWN_AWARDS_TIER": "awards/test_own_told.py",
    "OWN_AWARDS_NO_TIER": "awards/test_own_told.py",
    "OWN_AWARDS_COUNT": "awards/test_own_told.py",
    "OWN_AWARDS_ROWS": "awards/test_own_told.py",
    "OWN_AWARDS_NAME": "awards/test_own_told.py",
    "OWN_AWARDS_RANK": "awards/test_own_told.py",
    "OWN_AWARDS_AMOUNT": "awards/test_own_told.py",
    "AWARD_BASIS": "ledger/test_later_exports.py",
    "BASIS_MIXED": "ledger/test_runs.py",
    "BASIS_OPEN": "ledger/test_reconcile_command.py",
    "CLAIM_EXPLAINED": "ledger/test_reconcile_command.py",
    "CLAIM_GAP": "ledger/test_reconcile_command.py",
    "CLAIM_NO_ORDERS": "ledger/test_claims_command.py",
    "CLAIM_NOT_ENTERED": "ledger/test_claims_command.py",
    "CLAIM_UNUSED": "ledger/test_claims.py",
    "SHOP_NO_ORDERS": "ledger/test_claims_command.py",
    "GRADE_LOW": "ledger/test_reconcile_command.py",
    "GRADE_OPEN": "ledger/test_reconcile_command.py",
    "NET_FELL": "ledger/test_later_exports.py",
    "ORDERS_MORE": "ledger/test_reconcile_command.py",
    "ORDER_CONTRADICTS": "ledger/test_reconcile_command.py",
    "ORDER_DUP": "ledger/test_reconcile_command.py",
    "ORDER_MAIN_AMOUNT": "ledger/test_reconcile_command.py",
    "ORDER_MAIN_LINE": "ledger/test_reconcile_command.py",
    "AWARD_BELOW": "ledger/test_later_exports.py",
    "SALES_TWICE": "ledger/test_later_exports.py",
    "LEDGER_GRADE": "ledger/test_reconcile_command.py",
    "LEDGER_SAME": "ledger/test_reconcile_command.py",
    "LEDGER_NO_ROWS": "ledger/test_reconcile_command.py",
    "LEDGER_UNSURE": "ledger/test_reconcile_command.py",
    "LEDGER_NEEDED": "ledger/test_runs.py",
    "LEDGER_UNTIED": "ledger/test_reconcile_command.py",
    "REFUND_UNKNOWN": "ledger/test_reconcile_command.py",
    "SESSION_MISSING": "ledger/test_reconcile_command.py",
    "SESSION_ELSE": "ledger/test_reconcile_command.py",
    "ORDER_NOBODY": "ledger/test_reconcile_command.py",
    "ORDER_NOT_ENTERED": "ledger/test_reconcile_command.py",
    "ORDER_OUTSIDE": "ledger/test_reconcile_command.py",
    "ORDER_UNCLEAR": "ledger/test_reconcile_command.py",
    "OVERLAP_EVENT": "ledger/test_reconcile_command.py",
    "REFUND_OPEN": "ledger/test_reconcile_command.py",
    "SALES_EDITED": "ledger/test_later_exports.py",
    "SPARK_MISSING": "ledger/test_reconcile_command.py",
    "INBOX_MISSING": "merge/test_merge_command.py",
    "INBOX_EMPTY": "merge/test_merge_command.py",
    "MERGE_NONE": "merge/test_merge_command.py",
    "BOOK_SHEET": "merge/test_merge_command.py",
    "BOOK_BASE": "merge/test_merge_command.py",
    "ORDER_TEXT": "ledger/test_reading.py",
    "ORDER_PRECISION": "ledger/test_reading.py",
    "ORDER_FORMAT": "ledger/test_parsing.py",
    "ORDER_STATUS": "ledger/test_parsing.py",
    "TIME_EPOCH": "ledger/test_parsing.py",
    "REFUND_GT_PAID": "ledger/test_reading.py",
    "AMOUNT_NEGATIVE": "ledger/test_reading.py",
    "STATUS_PAID": "ledger/test_reading.py",
    "STATUS_UNKNOWN": "ledger/test_parsing.py",
    "COL_TWICE": "ledger/test_reading.py",
    "LEDGER_UNITS": "ledger/test_reading.py",
    "LEDGER_COLUMN": "ledger/test_reading.py",
    "LEDGER_PERIOD": "ledger/test_reading.py",
    "LEDGER_MORE": "ledger/test_reading.py",
    "LEDGER_LINES": "ledger/test_reading.py",
    "LEDGER_NONE": "ledger/test_reading.py",
    "LEDGER_ENCODING": "ledger/test_reading.py",
    "MAPPING_FIELD": "ledger/test_columns.py",
    "MAPPING_NONE": "ledger/test_columns.py",
    "MAPPING_UNUSED": "ledger/test_columns.py",
    "COL_TWICE_FIRST": "ledger/test_columns.py",
    "COL_ALIKE": "ledger/test_columns.py",
    "REFUND_ELSE": "ledger/test_columns.py",
    "LEDGER_UNIT": "ledger/test_columns.py",
    "LEDGER_QUOTE": "ledger/test_files.py",
    "LEDGER_QUOTE_LINE": "ledger/test_files.py",
    "LEDGER_CELL": "ledger/test_files.py",
    "LEDGER_TYPE": "ledger/test_files.py",
    "LEDGER_ROWS_HIDDEN": "ledger/test_files.py",
    "LEDGER_SHEET_HIDDEN": "ledger/test_files.py",
    "LEDGER_CONTEST_BOOK": "ledger/test_files.py",
    "LEDGER_EMPTY": "ledger/test_reading.py",
    "LEDGER_DAMAGED": "ledger/test_reading.py",
    "INCENTIVE_OPEN": "payout/test_incentives.py",
    "INCENTIVE_UNREAD": "payout/test_incentives.py",
    "INCENTIVE_TIERS": "payout/test_incentives.py",
    "INCENTIVE_CITY": "payout/test_incentives.py",
    "INCENTIVE_EVIDENCE": "payout/test_incentives.py",
    "INCENTIVE_PENDING": "payout/test_incentives.py",
    "INCENTIVE_SHARED": "payout/test_incentives.py",
    "INCENTIVE_EVENT": "payout/test_incentives.py",
    "INCENTIVE_RANK": "payout/test_incentives.py",
    "INCENTIVE_TEAM": "payout/test_incentives.py",
    "INCENTIVE_WITHDRAWN": "payout/test_incentives.py",
    "INCENTIVE_NO_FIRST": "payout/test_incentives.py",
    "INCENTIVE_NO_RANKS": "payout/test_incentives.py",
    "INCENTIVE_EDITED": "payout/test_incentives.py",
    "PUBLISH_OPEN": "payout/test_published.py",
    "PUBLISH_LENGTH": "payout/test_published.py",
    "PUBLISH_DAYS": "payout/test_published.py",
    "PUBLISH_ORDER": "payout/test_published.py",
    "PUBLISH_SHORT": "payout/test_published.py",
    "PUBLISH_ALIKE": "payout/test_published.py",
    "BUNDLE_MISSING": "bundle/test_bundle_command.py",
    "BUNDLE_DRAFT": "bundle/test_bundle_command.py",
    "BUNDLE_CHANGED": "bundle/test_after_sealing.py",
    "BUNDLE_UNCOUNTED": "bundle/test_after_sealing.py",
    "BUNDLE_ORIGINALS": "bundle/test_bundle_command.py",
    "BUNDLE_OTHER": "bundle/test_bundle_command.py",
    "BUNDLE_LARGE": "bundle/test_contents.py",
    "BUNDLE_BASE": "bundle/test_contents.py",
    "ACCOUNT_NAME": "payout/test_payees.py",
    "ACCOUNT_SHARED": "payout/test_payees.py",
    "ACCOUNT_TYPE": "payout/test_payees.py",
    "CARD_FORMAT": "payout/test_payees.py",
    "CARD_LUHN": "payout/test_payees.py",
    "CARD_PRECISION": "payout/test_payees.py",
    "CARD_TIDY": "payout/test_payees.py",
    "EXPORT_COLUMN": "payout/test_payout_command.py",
    "EXPORT_HELD": "payout/test_payout_command.py",
    "EXPORT_NONE": "payout/test_payout_command.py",
    "EXPORT_OPEN": "payout/test_payout_command.py",
    "LIST_TEXT": "payout/test_payout_command.py",
    "PAID_DAY": "payout/test_lines.py",
    "PAID_EARLY": "payout/test_payout_command.py",
    "PAID_NOBODY": "payout/test_lines.py",
    "PAID_UNDECIDED": "payout/test_lines.py",
    "PAID_WAIVED": "payout/test_lines.py",
    "PAYEE_ID_OTHER": "payout/test_payees.py",
    "PAYEE_ID_TYPE": "payout/test_payees.py",
    "PAYEE_MISSING": "payout/test_payees.py",
    "PAYEE_NOT_WINNER": "payout/test_payees.py",
    "PAYEE_SHARES": "payout/test_payees.py",
    "PAYEE_TWICE": "payout/test_payees.py",
    "PAYEE_TYPE": "payout/test_payees.py",
    "PAYEE_UNKNOWN_WINNER": "payout/test_payout_command.py",
    "PAYEE_WAITING": "payout/test_payout_command.py",
    "PAYOUT_ADDED": "payout/test_payout_command.py",
    "PAYOUT_CORRECTED": "payout/test_payout_command.py",
    "PAYOUT_EDITED": "payout/test_payout_command.py",
    "PAYOUT_NOT_FINAL": "payout/test_payout_command.py",
    "PAYOUT_OBJECTED": "payout/test_payout_command.py",
    "PAYOUT_REMADE": "payout/test_payout_command.py",
    "PAYOUT_RETURNED": "payout/test_payout_command.py",
    "PAYOUT_TURNED": "payout/test_lines.py",
    "PAYOUT_WAITS": "payout/test_lines.py",
    "PAY_AWARD_EDITED": "payout/test_payout_command.py",
    "PAY_OUTCOME": "payout/test_payout_command.py",
    "PAY_UNDECIDED": "payout/test_payout_command.py",
    "RETURN_AMOUNT": "payout/test_payout_command.py",
    "RETURN_COLUMNS": "payout/test_payout_command.py",
    "RETURN_NAME": "payout/test_payout_command.py",
    "RETURN_TWICE": "payout/test_payout_command.py",
    "RETURN_UNKNOWN": "payout/test_payout_command.py",
    "RETURN_WORD": "payout/test_payout_command.py",
    "PAID_DAY_MOVED": "payout/test_by_hand.py",
    "PAID_FUTURE": "payout/test_lines.py",
    "PAID_HELD": "payout/test_lines.py",
    "PAYEE_WAIVED": "payout/test_by_hand.py",
    "PAYMENTS_RECORD": "payout/test_by_hand.py",
    "PAYOUT_LOST": "payout/test_by_hand.py",
    "PAYOUT_OBJECTION": "payout/test_by_hand.py",
    "PAYOUT_TAX_MOVED": "payout/test_by_hand.py",
    "PUBLISH_EARLY": "payout/test_by_hand.py",
    "PUBLISH_TWICE": "payout/test_by_hand.py",
    "RETURN_ACCOUNT": "payout/test_returns.py",
}
"""Codes that no sheet can cause -> the test that does."""


def findings(exhibit):
    return check(*exhibit.sheets, schools=exhibit.schools, as_of=exhibit.as_of, flags=exhibit.flags)


@each_exhibit
def test_the_workbook_causes_its_code_once_at_its_cell_and_nothing_else(exhibit):
    found = codes(
        *exhibit.sheets,
        everything=exhibit.code in QUIET,
        schools=exhibit.schools,
        as_of=exhibit.as_of,
        flags=exhibit.flags,
    )
    assert sorted(found) == sorted([f"{exhibit.code} {exhibit.where}", *exhibit.also])


@each_card
def test_the_card_causes_its_code_once_at_its_cell_and_nothing_else(exhibit):
    found = lint_codes(exhibit.book, proved=exhibit.code == "SUM_PROVED")
    assert sorted(found) == sorted([f"{exhibit.code} {exhibit.where}", *exhibit.also])


def test_no_code_has_two_meanings():
    names = [entry.code for words in WORDS for entry in words]
    assert sorted(names) == sorted(set(names))


def test_every_code_has_its_workbook():
    assert sorted(set(CODES) - {*NAMES, *CARD_NAMES} - set(ELSEWHERE)) == []
    assert sorted({*NAMES, *CARD_NAMES, *ELSEWHERE} - set(CODES)) == [], "no longer in the catalogue"


@pytest.mark.parametrize(("code", "test"), ELSEWHERE.items())
def test_codes_of_files_and_edits_are_caused_where_we_say(code, test):
    assert re.search(f'"{code}["\\s]', (TESTS / test).read_text(encoding="utf-8"))


@pytest.mark.parametrize("exhibit", [*MUSEUM, *CARD_MUSEUM], ids=[*NAMES, *CARD_NAMES])
def test_the_words_have_no_holes(exhibit):
    """Every {name} in a message, in both languages, is filled by the finding that carries it."""
    for finding in findings(exhibit) if exhibit in MUSEUM else lint_findings(exhibit.book):
        entry = CODES[finding.code]
        filled = {*finding.context, "value", "suggest", "example"}
        for text in (entry.zh, entry.en, entry.next_zh, entry.next_en, entry.example):
            assert set(re.findall(r"{(\w+)}", text)) <= filled
        for lang in ("zh", "en"):
            shown = show(finding, lang)
            assert not re.search(r"“”|None|[{}]", shown.message + shown.next)


PERSONAL = (A, B, C, "13800000001", "13800000002", "13800000003", "13900009999", "13900001111")


@each_exhibit
def test_no_message_tells_a_personal_number(exhibit):
    for finding in findings(exhibit):
        for lang in ("zh", "en"):
            told = str(finding_json(finding, lang))
            assert not [number for number in PERSONAL if number in told]
            assert not re.search(r"[0-9０-９]{7}", told)


def test_every_code_the_program_can_raise_is_in_the_catalogue():
    raised = set()
    for source in (*ROOT.glob("workbook/**/*.py"), *ROOT.glob("xladdin/**/*.py")):
        text = source.read_text(encoding="utf-8")
        raised |= set(re.findall(r'(?:Refused|Finding|Notice|Issue)\(\s*"([A-Z_0-9]+)"', text))
    assert sorted(raised - set(CODES)) == []


def test_RULE_FAILED_names_the_rule_and_the_other_rules_go_on(monkeypatch):
    def broken(batch, options):
        raise ZeroDivisionError

    monkeypatch.setattr(validate, "RULES", (broken, *validate.RULES))
    book = roster(LEADER, {**MEMBER, "性别": "男"})
    assert codes(book) == ["RULE_FAILED !", "GENDER_MISMATCH 附件1!F3"]
    assert "broken" in show(check(book)[0]).message
