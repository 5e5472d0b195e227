"""RULES: every check beyond a single cell, in the order they run. One function each: (batch, options) -> findings.

A rule is pure, reads only the batch and the options, and answers with findings; it never prints, raises or
changes anything. To add one: write it in the file of its family, put it in the list, add a workbook to
tests/findings and its words to the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from workbook.batch import Batch, Options
from workbook.model import Finding
from workbook.rules import broadcasts, cells, entries, forms, people, preparation, sheets, shops, teams

Rule = Callable[[Batch, Options], Iterable[Finding]]

RULES: Final[tuple[Rule, ...]] = (
    sheets.file_flags,
    sheets.hidden_sheets,
    sheets.skipped_sheets,
    sheets.school_list,
    sheets.attachments_together,
    sheets.empty_tables,
    sheets.formulas_elsewhere,
    sheets.constant_formulas,
    sheets.formula_like_texts,
    cells.required_cells,
    cells.gender_against_id,
    cells.age_in_range,
    cells.sequence_gaps,
    teams.one_leader,
    teams.one_school,
    people.twice_in_a_team,
    people.in_two_teams,
    people.shared_phone,
    forms.forms_against_rosters,
    shops.shop_ids_unique,
    shops.shop_phones_unique,
    shops.owners_registered,
    shops.shop_phones_of_members,
    shops.teams_have_shops,
    entries.papers_of_entrants,
    entries.entrants_agree_with_id,
    entries.entered_twice,
    entries.one_person_behind_several,
    broadcasts.times_in_order,
    broadcasts.lengths_agree,
    broadcasts.weekdays_agree,
    broadcasts.told_twice,
    broadcasts.nobody_twice_at_once,
    preparation.training_topics,
    preparation.signed_in,
    preparation.ages_of_hosts,
    preparation.hosts_filed,
    preparation.accounts_once,
    preparation.videos_once,
    preparation.scores_once,
    preparation.numbers_once,
    preparation.sanctions_papers,
)
