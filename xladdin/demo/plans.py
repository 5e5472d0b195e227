"""Which workbooks lie in the demo's inbox: who sent them, under which name, in which layout, with which mistakes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["long", "merged", "aliased", "questionnaire", "two_level", "forms"]


@dataclass(frozen=True)
class Plan:
    """One workbook of the inbox.

    file       its name; {team} stands for the first team's name
    school     the school all teams come from; None: any of the branch
    mistakes   names in `mistakes.MISTAKES`
    """

    file: str
    city: str
    kind: Kind
    mistakes: str = ""
    sheet: str = "附件1"
    school: str | None = None
    teams: int = 3
    shops: bool = True


PLANS: Final = (
    # the eleven branches; the last one made no mistake
    Plan("附件1（南昌）.xlsx", "南昌", "long", "id_wrong_digit id_as_number phone_blank", teams=4),
    Plan("景德镇市分公司-附件1 (2)最终版.xlsx", "景德镇", "aliased", "phone_short name_spaced", "Sheet1"),
    Plan("萍乡报名汇总表.xlsx", "萍乡", "two_level", "id_spaced phone_hyphens shop_blank", "报名汇总"),
    Plan("九江 报名表2024.10.15.xlsx", "九江", "merged", "id_no_such_day phone_two no_leader", "九江赛区"),
    Plan("附件1（新余）.xlsx", "新余", "long", "sex_other name_with_role phone_as_number"),
    Plan("鹰潭市分公司-附件1 (2)最终版.xlsx", "鹰潭", "aliased", "id_15_digits phone_landline", "Sheet1 (2)"),
    Plan(
        "赣州报名汇总表.xlsx",
        "赣州",
        "two_level",
        "id_full_width id_invisible phone_error",
        "报名汇总",
        teams=4,
    ),
    Plan(
        "吉安 附件1（最新）.xlsx",
        "吉安",
        "merged",
        "person_twice id_small_x shop_left_out",
    ),
    Plan("附件1（宜春）(1).xlsx", "宜春", "long", "example_left row_hidden phone_country"),
    Plan("抚州市分公司-附件1 (3)定稿.xlsx", "抚州", "aliased", "header_misspelt phone_words", "Sheet1"),
    Plan("上饶报名汇总表.xlsx", "上饶", "long", "", "报名汇总"),
    # schools that sent their own
    Plan(
        "南昌大学报名问卷导出.xlsx",
        "南昌",
        "questionnaire",
        "phone_later student_no_as_number",
        "Sheet1",
        "南昌大学",
    ),
    Plan(
        "江西师范大学-附件1、附件2.xlsx",
        "南昌",
        "merged",
        "person_in_two_teams shop_id_twice",
        school="江西师范大学",
    ),
    Plan("江西财经大学 附件1(1).xlsx", "南昌", "long", "second_leader phone_shared", school="江西财经大学"),
    Plan(
        "华东交通大学报名名单.xlsx",
        "南昌",
        "long",
        "school_short city_of_another_province",
        school="华东交通大学",
    ),
    Plan(
        "江西农业大学附件1+附件2.xlsx",
        "鹰潭",
        "aliased",
        "owner_not_registered id_scientific",
        school="江西农业大学",
    ),
    Plan(
        "南昌航空大学.xlsx", "南昌", "long", "team_blank team_only number_left_out", "Sheet1", "南昌航空大学"
    ),
    Plan(
        "江西中医药大学-报名表-定稿.xlsx",
        "南昌",
        "two_level",
        "shop_team_misspelt phone_12",
        school="江西中医药大学",
    ),
    Plan(
        "科技师大报名（问卷星）.xlsx",
        "南昌",
        "questionnaire",
        "sex_in_words on_camera_unsure",
        "Sheet1",
        "江西科技师范大学",
    ),
    Plan(
        "江西理工大学 附件1（最新）.xlsx", "赣州", "long", "phone_formula two_cities", school="江西理工大学"
    ),
    Plan("赣南师范大学报名汇总.xlsx", "赣州", "merged", "team_name_long name_dot", school="赣南师范大学"),
    Plan("井冈山大学报名表.xlsx", "吉安", "aliased", "name_with_note id_is_phone shop_phone_strange"),
    Plan(
        "江西科技学院-附件1.xlsx",
        "南昌",
        "long",
        "header_twice student_no_short sex_unknown",
        school="江西科技学院",
    ),
    Plan("九江学院附件1.xlsx", "九江", "long", "sheet_hidden column_hidden name_rare school_other"),
    Plan(
        "景德镇学院(改).xlsx",
        "景德镇",
        "merged",
        "shop_phone_of_another_team id_strange_region",
        school="景德镇学院",
    ),
    Plan(
        "东华理工大学-报名表.xlsx",
        "抚州",
        "long",
        "shop_scientific name_digit name_invisible student_no_spaced",
    ),
    Plan("宜春学院-各队报名表.xlsx", "宜春", "forms", "leader_again id_wrong_digit", shops=False),
    # teams that sent their form
    Plan("报名表-{team}.xlsx", "吉安", "forms", "id_blank", teams=1, shops=False),
    Plan("{team}报名表 (1).xlsx", "上饶", "forms", "phone_short name_spaced", teams=1, shops=False),
)
