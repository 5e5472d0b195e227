"""The entry form of 利通 (报名表): a person, a firm or a team, with fans, sales and the events it enters.

吴利政办发〔2024〕37号, lines 45, 59, 125. The notice's own form is not public: layout and aliases are a design (domain
facts, section 2.7), as a list (one row an entrant) or one form per entrant.
"""

from __future__ import annotations

from typing import Final

from schemas import columns as kinds
from schemas.common import ACCOUNT, KEY, PHASE, PLATFORM, REMARK, SEQ, free
from schemas.format import Column, Layout, SheetFormat
from schemas.kinds_rules import choice

_ALL: Final[frozenset[Layout]] = frozenset(("roster", "form"))
ENTRANT_KINDS: Final = ("个人", "企业", "团队")
CATEGORIES: Final = ("在校大学生", "退役军人", "返乡创业人员", "电商从业者")

CONTEST: Final = "“我在利通带好货”系列活动"
"""The contest whose entry form this is; a template of another contest bears that one's name instead."""

ENTRIES: Final = SheetFormat(
    id="entries",
    name="报名",
    title=f"{CONTEST}报名表",
    titles=("报名表", "带好货"),
    marks=("fans", "sales", "events", "category"),
    key=("name", "id_no"),
    known_by=(("id_no", "name", "phase", "event"), ("credit_code", "phase", "event"), ("phone", "name", "phase", "event")),
    each="events",
    layouts=("roster", "form"),
    form_by="name",
    columns=(
        SEQ,
        KEY,
        Column("kind", "类型", choice("entrant_kind", ENTRANT_KINDS, {"自然人": "个人", "公司": "企业", "个体": "企业"}),
               ("参赛类型", "主体类型", "参赛主体类型", "报名类型"), example="个人", hint="个人、企业或团队；不填按个人"),
        Column("name", "姓名或名称", free("name", 16),
               ("姓名", "企业名称", "姓名/企业名称", "团队名称", "参赛者姓名", "选手姓名", "主播姓名", "参赛者",
               "姓名企业名称"),
               required=_ALL, example="陈晓明", hint="个人填姓名；企业、团队填全称"),
        Column("person", "负责人", kinds.NAME, ("法定代表人", "法人", "队长", "联系人", "负责人姓名", "法人代表"),
               example="陈晓明", hint="企业填法定代表人，团队填队长，个人不填"),
        Column("members", "团队成员", kinds.NAMES, ("成员", "队员", "成员姓名"), hint="团队填全部成员，用、隔开"),
        Column("gender", "性别", kinds.GENDER, ()),
        Column("born", "出生年月", free("born", 12), ("出生日期", "出生年月日")),
        Column("id_no", "身份证号", kinds.ID_NUMBER, ("身份证号码", "证件号码", "公民身份号码", "负责人身份证号",
               "法人身份证号"),
               example="360730200411020423", hint="企业、团队填负责人的"),
        Column("credit_code", "统一社会信用代码", kinds.CREDIT_CODE, ("信用代码", "社会信用代码", "企业信用代码"),
               example="91350100M000100Y43", hint="企业必填"),
        Column("category", "人员类别", choice("category", CATEGORIES, {"大学生": "在校大学生", "退伍军人": "退役军人",
               "返乡创业": "返乡创业人员", "电商从业人员": "电商从业者"}, width=14), ("人员类型", "身份类别"),
               example="返乡创业人员"),
        Column("able", "完全民事行为能力", kinds.YES_OR_NO, ("民事行为能力",), example="是"),
        Column("phone", "联系电话", kinds.MOBILE, ("手机号", "手机", "电话", "联系方式", "手机号码"), required=_ALL,
               example="13812345678"),
        PLATFORM,
        Column("account", "账号昵称", ACCOUNT.kind, ("直播账号", "账号", "帐号", "直播账号昵称", "账号名称",
               "参赛账号", "报名账号"),
               example="橙心小铺"),
        Column("account_id", "账号ID", free("account_id", 16), ("平台账号ID", "帐号ID", "UID"), example="dy88012345"),
        Column("homepage", "主页链接", kinds.LINK, ("账号主页", "主页", "账号链接")),
        Column("selling", "已开通带货", kinds.YES_OR_NO, ("带货功能", "是否开通带货", "开通直播带货功能",
               "是否开通直播带货"), example="是"),
        Column("fans", "粉丝数", kinds.QUANTITY, ("粉丝量", "全网粉丝数", "全网粉丝量", "粉丝数量"), example="8600",
               hint="截至通知写明的日期，写完整数字"),
        Column("sales", "近一年销售额", kinds.SALES, ("近一年直播销售额", "近一年带货销售额", "近一年直播带货销售额",
               "年销售额"),
               example="320.00", hint="单位：元"),
        Column("as_of", "截至日期", kinds.DAY, ("数据截至日期", "数据日期", "截止日期"), example="2024-08-31"),
        Column("claimed", "申报组别", free("claimed", 10), ("组别", "参赛组别"), example="新秀组"),
        PHASE,
        Column("events", "报名活动", free("events", 24), ("报名场次", "参加活动", "报名的活动", "参赛活动", "活动"),
               required=_ALL,
               example="第一期·活动1、第一期·活动4", hint="几个活动用、隔开"),
        Column("day", "报名日期", kinds.DAY, ("填报日期", "填表日期", "报名时间"), example="2024-09-10"),
        REMARK,
    ),
)  # fmt: skip
