"""One tiny sheet per code about entries, broadcasts, works, training, filings and sanctions."""

from __future__ import annotations

from tests.findings.exhibit import Exhibit
from tests.tables import LEADER, A, B, roster, sheet

SESSIONS = "姓名|活动|日期|开始时间|结束时间|时长(分钟)|账号|话题"
SCHEDULE = "日期|星期|直播时间|参赛高校|团队名称|主播|OMS帐号|阶段|备注"
ENTRIES = "类型|姓名或名称|负责人|身份证号|统一社会信用代码|出生年月|联系电话|粉丝数|近一年销售额|报名活动"
TRAINING = "培训日期|培训主题|团队名称|姓名|签到"
FILINGS = "姓名|身份证号|团队名称|申请日期|审批结果|备案编号"
RULES = "集团直播业务管理办法"


def work(
    code: str, where: str, header: str, *rows: str, also: tuple[str, ...] = (), **facts: object
) -> Exhibit:
    """A sheet with one header row and these rows; where: the cell on it."""
    return Exhibit(code, f"表!{where}", (sheet("表", "\n".join((header, *rows)), **facts),), also)


def session(start="19:00", end="21:00", minutes="", account="橙心", day="2024-11-03", name="张三"):
    return f"{name}|活动4|{day}|{start}|{end}|{minutes}|{account}|#我在利通区带好货#"


def broadcast(
    span="19:00-21:00", weekday="", account="OMS1", day="2024-10-25", team="橙心队", remark="", host=""
):
    return f"{day}|{weekday}|{span}|江西理工大学|{team}|{host}|{account}|初赛|{remark}"


def entry(kind="个人", name="张三", person="", id_no=A, code="", born="", fans="8600", sales="320"):
    return f"{kind}|{name}|{person}|{id_no}|{code}|{born}|13800000001|{fans}|{sales}|第一期·活动1"


FIRM = {"kind": "企业", "name": "橙心商贸有限公司", "person": "张三", "code": "91350100M000100Y43"}

WORK_MUSEUM = (
    work("TIME_FORMAT", "D2", SESSIONS, session(start="19：00")),
    work("TIME_SPOKEN", "C2", SCHEDULE, broadcast("晚7点-9点")),
    work("TIME_FORMAT_BAD", "C2", SCHEDULE, broadcast("七点多")),
    work("TIME_ORDER", "E2", SESSIONS, session("21:00", "20:00")),
    work("CROSS_MIDNIGHT", "E2", SESSIONS, session("23:00", "01:00")),
    work("SESSION_LENGTH", "F2", SESSIONS, session(minutes="#90")),
    work("SESSION_DUP", "C3", SESSIONS, session(), session()),
    work("HOST_OVERLAP", "C3", SCHEDULE, broadcast(host="王五"),
         broadcast("20:50-22:00", team="丰收队", account="OMS2", host="王五")),
    work("SCHED_OVERLAP", "C3", SCHEDULE, broadcast(), broadcast("20:50-22:00", team="丰收队")),
    work("LENGTH_FORMAT", "F2", SESSIONS, session(minutes="约两小时")),
    work("QUANTITY_FORMAT", "H2", ENTRIES, entry(fans="8,600")),
    work("QUANTITY_WAN", "H2", ENTRIES, entry(fans="1.2万"), also=("QUANTITY_FORMAT 表!H2",)),
    work("QUANTITY_FORMAT_BAD", "H2", ENTRIES, entry(fans="1万+")),
    work("FIGURE_NEGATIVE", "I2", ENTRIES, entry(sales="#-1")),
    work("UNIT_WAN", "I1", ENTRIES.replace("销售额", "销售额（万元）"), entry(sales="#0.032")),
    work("CREDIT_FORMAT", "E2", ENTRIES, entry(**FIRM | {"code": "91350100M000100Y4Z"})),
    work("CREDIT_CHECKSUM", "E2", ENTRIES, entry(**FIRM | {"code": "91350100M000100Y34"})),
    work("CREDIT_TIDY", "E2", ENTRIES, entry(**FIRM | {"code": "91350100m000100y43"})),
    work("ENTRY_PAPER", "D2", ENTRIES, entry(id_no="")),
    work("BORN_MISMATCH", "F2", ENTRIES, entry(born="2005年4月")),
    work("ENTRY_DUP", "B3", ENTRIES, entry(), entry()),
    work("ENTRANT_SAME", "D3", ENTRIES, entry(), entry(**FIRM)),
    work("LINK_FORMAT", "C2", "姓名|活动|链接|发布时间", "张三|活动3|看我主页|2024-10-12"),
    work("VIDEO_DUP", "C3", "姓名|活动|链接|发布时间", *["张三|活动3|https://v.example.com/1|2024-10-12"] * 2),
    work("VIDEO_SHARED", "C2", "姓名|活动|链接|发布时间",
         *[f"{who}|活动3|https://v.example.com/1|2024-10-12" for who in ("张三", "李四")], also=("VIDEO_SHARED 表!C3",)),
    work("SCORE_DUP", "D3", "姓名|活动|评委|得分", "张三|活动3|甲|#88", "张三|活动3|甲|#90"),
    work("TRAINING_TOPIC", "B2", TRAINING, "2024-10-15|直播技巧|橙心队|张三|√"),
    work("SIGNIN_BLANK", "E2", TRAINING, f"2024-10-15|{RULES}|橙心队|张三|", f"2024-10-15|{RULES}|橙心队|李四|√"),
    work("SIGNIN_PICTURE", "E2", TRAINING, f"2024-10-15|{RULES}|橙心队|张三| ", pictures={"E2"}),
    work("HOST_CHILD", "B2", FILINGS, "张三|360102200910210135|橙心队|2024-10-16|通过|BA1"),
    work("HOST_MINOR", "B2", FILINGS, "张三|360102200710210130|橙心队|2024-10-16|通过|BA1"),
    work("ACCOUNT_DUP", "B3", "赛区|OMS帐号|帐号状态", "赣州|OMS1|已有", "赣州|oms1|新增"),
    work("SANCTION_DAYS", "D2", "日期|姓名|类别|整改到|依据文件|登记的批准人",
         "2024-11-20|张三|停播整改|2024-11-10|通报1号|甲"),
    work("SANCTION_PAPER", "D2", "日期|姓名|类别|依据文件|登记的批准人|扣分", "2024-11-20|张三|警告||甲|"),
    Exhibit(
        "FILING_MISSING",
        "附件1!J2",
        (
            roster({**LEADER, "是否出镜": "是"}),
            sheet("表", f"{FILINGS}\n李四|{B}|橙心队|2024-10-16|通过|BA1"),
        ),
    ),
)  # fmt: skip
