"""说明.txt: what is what in a bundle, which programs open it, how it is checked, what is left out; for readers in years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from schemas.contest import Scope
from workbook.bundle.altered import FILE
from workbook.bundle.inputs import Input

NAME: Final = "说明.txt"


class Facts(NamedTuple):
    """What a bundle says of itself."""

    contest: str
    book: str
    made: str
    program: str
    files: Sequence[Input]
    enclosed: int
    asked: bool
    final: tuple[Scope, ...]
    winners: int
    changed: int
    sealed: bool


_BODY: Final = """
一、里面有什么
  1_规则          规则卡：活动、组别、条件、奖项、期限、政策，每条带通知原文和行号；规则版本记每次改动。
  2_待确认事项    通知没写清楚的事：有哪些理解、怎么定的、谁批准、依据文件。
  3_收件          卷内目录：收到的每个文件和每份销售流水，带文件SHA-256。{originals}
  4_审核          资格审核、资格明细（每人每条：实际、要求、通知原文）、问题清单（每个问题和处理情况）、操作记录。
  5_结果          销售额核对、排名、奖金分配表、奖金汇总、公示、奖金发放表、财务复核、定稿锁定等，有内容的才有。
  6_一人一页      每位获奖者一个网页：报名、资格、计入的场次或作品、数字、名次、奖项、发放、锁定；全部.html 可一次打印。
  文件清单.csv    本包每个文件（清单自己除外）的字节数和文件SHA-256。

二、怎么打开
  .html 用浏览器打开、打印，不联网；.csv 用 Excel、WPS 打开（UTF-8，带标记）；.txt 用记事本打开。不需要 contestbook。
  文字前面的单引号（'）是为了不让表格软件把它当成公式或数字，不是内容。

三、怎么核对
  1. 文件有没有变：算出文件的 SHA-256，与文件清单.csv 比对。Windows 命令：certutil -hashfile 文件名 SHA256
  2. 收到的文件是不是原件：算出它的 SHA-256，与卷内目录比对；目录里以“…”结尾的，只比前面的位数。
  3. 定稿锁定的校验码：与签批纸上印的逐字比对。表格里的记录会被改，纸上的不会，以纸上的为准。
     有台账和本程序的，可运行 contestbook verify 台账.xlsx --code 纸上的校验码，锁定以后的改动逐格列出。
  4. 金额：奖金发放表每行 应发=代扣个税+实发；每个活动各行奖金之和=奖金分配表的奖金之和。

四、没有放进来的
  证件号、电话、银行账号只保留后四位；没有获奖的人只有审核和排名里的行；没有订单明细、买家信息和内部疑点。
  锁定底稿不放：它留在台账里，锁定时和现在逐格的差别已列在“锁定后的改动”（有改动才有）。
  完整的号码在台账和原件里，由财务按会计档案的规定保管。{kept}
"""


def readme(facts: Facts) -> bytes:
    """UTF-8 with the mark by which old editors know it, lines ended as Windows does."""
    if facts.final:
        events = "、".join(scope.label for scope in facts.final)
        state = f"已定稿的活动{len(facts.final)}个：{events}。获奖者{facts.winners}个（同一编号只算一个）。"
    else:
        state = "还没有活动定稿：结果都是试算，不作发放依据；没有一人一页。"
    head = [
        f"{facts.contest}  归档包",
        f"由台账“{facts.book}”于 {facts.made} 生成（contestbook {facts.program}）。",
        state,
        _of_files(facts),
        _of_seals(facts),
    ]
    originals = "原件在“原件”文件夹里，按件号排列。" if facts.asked else "没有附原件。"
    kept = "" if not facts.asked else "\n  附了原件：原件里有完整的个人信息，请按敏感文件保管，不要外传。"
    text = "\n".join(head) + "\n" + _BODY.format(originals=originals, kept=kept)
    return text.replace("\n", "\r\n").encode("utf-8-sig")


def _of_seals(facts: Facts) -> str:
    if facts.changed:
        return (
            f"注意：定稿锁定以后有{facts.changed:,}处改动，本包里的结果不都是签批的内容。"
            f"请先看 5_结果/{FILE}.csv，再与签批的纸核对。"
        )
    return "定稿锁定以后没有改动。" if facts.sealed else "没有定稿锁定。"


def _of_files(facts: Facts) -> str:
    if not facts.files:
        return "台账里没有登记收件和销售流水。"
    if not facts.asked:
        return f"登记的文件{len(facts.files)}个，没有附原件（需要时生成归档包加 --originals）。"
    lacking = len(facts.files) - facts.enclosed
    tail = f"，没有附上{lacking}个，见卷内目录" if lacking else "，全部附上"
    return f"登记的文件{len(facts.files)}个，附原件{facts.enclosed}个{tail}。"
