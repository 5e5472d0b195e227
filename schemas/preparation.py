"""What a branch does before the first broadcast: training, filing of hosts, OMS accounts, schools won over.

赣邮渠道〔2024〕13号, lines 48, 54, 58, 66, 72. 备案 (of hosts, 赣邮杯) and 报备 (of sessions, 利通) are different things.
Layouts are a design (domain facts, sections 2.5 and 2.6).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from schemas import columns as kinds
from schemas.common import AGREED, CITY, PLATFORM, REMARK, ROSTER, SCHOOL, SEQ, TEAM, free
from schemas.format import Column, SheetFormat
from schemas.kinds_rules import choice

_ABSENCES: Final = (
    r"请假|[事病公产婚丧]假|缺[席勤课会考签训]|旷[课会工席训]|旷培训|无故|不在|不到|不来|不参|不出席|不能|不签|没有|"
    r"[未没](?:[到签参去上入进见在能按]|出席|打卡|培训|完成)|没来"
)
_ABSENT: Final = re.compile(
    rf".*(?:{_ABSENCES}).*|[未没不].{{4,}}|[未没不否缺旷无空假]|未来|暂?无|无签到?|无记录|缺[0-9一二两三半].*|否[^\u4e00-\u9fff].*|"
    r"[x×✗✘✕✖╳□☐0/\\—－_-]+|n|no|false"
)
"""What stands in 签到 of somebody who was not there, in words for it: 旷小明 and 李未来 are signatures."""


def is_signed(text: str | None) -> bool:
    """Whether 签到 says that somebody was there: √, 是, a name, a time; not 缺席, 否, ×, 0 or nothing."""
    bare = "".join(unicodedata.normalize("NFKC", text or "").split()).lower()
    return bool(bare) and not _ABSENT.fullmatch(bare)


TRAINING: Final = SheetFormat(
    id="training",
    name="培训",
    title="直播培训签到表",
    titles=("培训", "签到"),
    marks=("signed", "left", "minutes", "topic"),
    key=("person", "topic", "day"),
    who="person",
    known_by=(("phone", "person", "day", "topic"), ("person", "school", "team", "day", "topic")),
    corrected_by=(("phone", "day", "person"), ("person", "day", "school", "team"),
                  ("phone", "topic", "person"), ("person", "topic", "school", "team")),
    above=("city", "school", "team", "day", "topic"),
    columns=(
        SEQ,
        Column("day", "培训日期", kinds.DAY, ("日期", "签到日期"), ("培训时间", "时间"), per="team", example="2024-10-15"),
        Column("topic", "培训主题", free("topic", 28), ("主题", "培训内容", "课程", "会议主题"), per="team",
               example="直播技巧、集团直播业务管理办法"),
        CITY,
        SCHOOL,
        TEAM,
        Column("person", "姓名", kinds.NAME, ("参训人", "参训人员", "用户昵称", "入会昵称", "参会人"), required=ROSTER,
               example="陈晓明"),
        Column("phone", "手机号", kinds.MOBILE, ("联系电话", "手机", "电话"), example="13812345678"),
        Column("signed", "签到", free("signed", 8), ("首次入会时间", "签到时间", "是否签到"), example="√",
               picture="SIGNIN_PICTURE"),
        Column("left", "签退", free("left", 8), ("最后退会时间", "签退时间")),
        Column("minutes", "累计时长(分钟)", kinds.LENGTH, ("累计时长", "培训时长", "参会时长"), example="90"),
        Column("result", "考核结果", free("result", 10), ("考核", "成绩")),
        REMARK,
    ),
)  # fmt: skip

FILINGS: Final = SheetFormat(
    id="filings",
    name="主播备案",
    title="出镜主播备案表",
    titles=("备案",),
    marks=("applied", "filing", "first", "decided"),
    key=("person", "id_no"),
    who="person",
    known_by=(("id_no", "decided"), ("person", "school", "team", "decided")),
    corrected_by=(("id_no", "person"), ("person", "team", "school")),
    columns=(
        SEQ,
        CITY,
        Column("person", "姓名", kinds.NAME, ("主播姓名", "主播", "出镜主播"), required=ROSTER, example="陈晓明"),
        Column("gender", "性别", kinds.GENDER, (), example="女"),
        Column("id_no", "身份证号", kinds.ID_NUMBER, ("身份证号码", "证件号码", "公民身份号码"), required=ROSTER,
               example="360730200411020423"),
        Column("phone", "手机号", kinds.MOBILE, ("联系电话", "手机", "电话"), example="13812345678"),
        SCHOOL,
        TEAM,
        PLATFORM,
        Column("account", "直播账号", free("account", 16), ("直播账号昵称", "账号昵称", "直播帐号", "账号")),
        Column("account_id", "账号ID", free("account_id", 16), ("UID", "账号ID/UID", "帐号ID")),
        Column("first", "首播日期", kinds.DAY, ("首场直播日期", "首播时间"), example="2024-10-25"),
        Column("applied", "申请日期", kinds.DAY, ("备案申请日期", "申请时间"), example="2024-10-16"),
        Column("result", "审批结果", AGREED,
               ("备案结果", "审核结果", "是否通过"), required=ROSTER, example="通过"),
        Column("decided", "审批日期", kinds.DAY, ("备案日期", "通过日期", "审批时间"), example="2024-10-18"),
        Column("filing", "备案编号", free("filing", 14), ("备案号",), example="BA36070012"),
        REMARK,
    ),
)  # fmt: skip

ACCOUNTS: Final = SheetFormat(
    id="accounts",
    name="OMS帐号",
    title="OMS帐号检查和新增登记表",
    titles=("OMS", "帐号"),
    marks=("account",),
    key=("account",),
    who="account",
    known_by=(("account",),),
    columns=(
        SEQ,
        CITY,
        Column("account", "OMS帐号", free("account", 18), ("OMS账号", "直播帐号", "直播账号"), required=ROSTER,
               example="OMS360001"),
        Column("oms_state", "帐号状态", choice("oms_state", ("已有", "新增")), ("状态", "是否新增"), example="已有"),
        Column("checked", "检查结果", choice("checked", ("可用", "不可用", "待查")), ("检查情况",), example="可用"),
        Column("day", "上报日期", kinds.DAY, ("日期", "检查日期"), example="2024-10-16"),
        Column("owner", "使用人", free("owner"), ("使用单位", "负责人", "帐号使用人")),
        Column("phone", "联系电话", kinds.MOBILE, ("手机号", "手机", "电话")),
        REMARK,
    ),
)  # fmt: skip

COOPERATION: Final = SheetFormat(
    id="cooperation",
    name="高校合作",
    title="邀请高校参与情况表",
    titles=("高校合作", "邀请高校"),
    marks=("how", "evidence"),
    key=("city", "school"),
    who="school",
    known_by=(("city", "school"),),
    columns=(
        SEQ,
        CITY,
        Column("school", "高校", kinds.SCHOOL, ("邀请高校", "高校名称", "学校", "合作高校"), required=ROSTER,
               example="江西理工大学"),
        Column("how", "合作方式", choice("how", ("主办", "协办", "参与")), ("参与方式",), example="协办"),
        Column("day", "确认日期", kinds.DAY, ("日期", "确认时间"), example="2024-10-12"),
        Column("evidence", "佐证材料", free("evidence", 30), ("证明材料", "材料"), example="盖章回函"),
        Column("result", "是否成功邀请", choice("invited", ("是", "否", "待核"), width=12), ("成功邀请",), example="是"),
        REMARK,
    ),
)  # fmt: skip
