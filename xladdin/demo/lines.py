"""The story in twelve steps: command lines that take the materials to the end, what tells in their answers, what to open.

`story` carries out these very lines, so that whoever types them on `--materials` comes to the same. The words of a line
are separated by blanks; no word of ours holds one. All paths are below the demo's folder.
"""

from __future__ import annotations

from typing import Final, NamedTuple

GANYOU_BOOK: Final = "赣邮杯/赣邮杯2024.xlsx"
LITONG_BOOK: Final = "利通/利通2024.xlsx"


class Seen(NamedTuple):
    """A file to be opened, and what to look at in it."""

    path: str
    what: str


class Step(NamedTuple):
    """A step of the story.

    says       what it is for, one sentence
    told       how lines of the answers begin that are shown; of several that begin so the last one
    pictures   workbook and sheet
    """

    title: str
    says: str
    lines: tuple[str, ...]
    told: tuple[str, ...]
    open: tuple[Seen, ...]
    pictures: tuple[tuple[str, str], ...] = ()


GANYOU_STEPS: Final = (
    Step(
        "赣邮杯：收件检查",
        "三十多个市分公司、高校、团队交来的报名表，逐格检查，问题标在各自的文件里。",
        (
            f"new ganyou-2024 -o {GANYOU_BOOK}",
            "template ganyou-2024 --branch 赣州 -o 赣邮杯/报名表模板（赣州）.xlsx",
            "check 赣邮杯/收件箱 -o 赣邮杯/检查结果 --schools 赣邮杯/高校名单.txt",
        ),
        ("共 ", "附件1（南昌）.xlsx", "赣州报名汇总表.xlsx", "× 报名表（微信下载）"),
        (
            Seen("赣邮杯/检查结果/附件1（南昌）.xlsx", "有底色的单元格、批注和“问题清单”"),
            Seen("赣邮杯/报名表模板（赣州）.xlsx", "空白表：下拉、提示、打印设置"),
        ),
        (("赣邮杯/检查结果/附件1（南昌）.xlsx", "附件1"),),
    ),
    Step(
        "赣邮杯：汇总",
        "收件箱汇总到一个赛事台账，收到的每一行都有去向。",
        (f"merge 赣邮杯/收件箱 -o {GANYOU_BOOK} --schools 赣邮杯/高校名单.txt",),
        ("新文件", "全部", "不完整"),
        (Seen(GANYOU_BOOK, "“报送情况”谁交了、差什么；“收件登记”每个文件；“附件1汇总”"),),
        ((GANYOU_BOOK, "报送情况"),),
    ),
    Step(
        "赣邮杯：退回修改",
        "每个市分公司拿到只有自己的行和问题的文件；三家改好再报，汇总照样行行有去向。",
        (
            f"returns {GANYOU_BOOK} -o 赣邮杯/退回修改件",
            f"merge 赣邮杯/更正件 -o {GANYOU_BOOK} --kind 更正 --schools 赣邮杯/高校名单.txt",
        ),
        ("共 ", "全部"),
        (
            Seen("赣邮杯/退回修改件/南昌市分公司-退回修改.xlsx", "只有南昌的行和问题"),
            Seen(GANYOU_BOOK, "“变更”：更正件改了哪几行，原来是什么"),
        ),
    ),
    Step(
        "赣邮杯：资格审核和邮乐奖励金",
        "高校合作、培训、备案、场次收齐后逐队审核；决赛名次填上，算出各市分公司的邮乐奖励金。",
        (
            f"merge 赣邮杯/赛前材料 -o {GANYOU_BOOK} --schools 赣邮杯/高校名单.txt",
            f"apply 赣邮杯/领导决定.json {GANYOU_BOOK} --in-place",
            f"eligible {GANYOU_BOOK} --as-of 2024-12-20",
            f"apply 赣邮杯/决赛名次.json {GANYOU_BOOK} --in-place",
            f"payout {GANYOU_BOOK} --as-of 2024-12-20",
        ),
        ("直播赛", "邮乐奖励金合计"),
        (Seen(GANYOU_BOOK, "“邮乐奖励金”；“资格明细”每条的数字、要求和通知原文"),),
        ((GANYOU_BOOK, "邮乐奖励金"),),
    ),
    Step(
        "赣邮杯：归档",
        "规则、决定、收件目录、审核和原件打成一个压缩包，不用本程序也能看。",
        (f"bundle {GANYOU_BOOK} -o 赣邮杯/归档.zip --originals",),
        ("22个文件",),
        (Seen("赣邮杯/归档.zip", "先看里面的“说明.txt”"),),
    ),
)
"""赣邮杯: no prizes in 元, so nothing is allocated, verified or sealed; it ends with 邮乐奖励金."""

LITONG_STEPS: Final = (
    Step(
        "利通：收件和资格审核",
        "报名、计划、报备、场次、短视频汇总进台账，逐人逐活动对照通知审核。",
        (
            f"new litong-2024 -o {LITONG_BOOK}",
            f"merge 利通/收件箱 -o {LITONG_BOOK}",
            f"eligible {LITONG_BOOK} --as-of 2024-12-15",
        ),
        ("全部", "第一期·活动1  报名", "第一期·活动3  报名", "第一期·活动4  报名"),
        (Seen(LITONG_BOOK, "“资格审核”结论和原因；“资格明细”每条依据"),),
    ),
    Step(
        "利通：销售核对",
        "订单导出逐行说明去向，各去向加起来等于流水，与申报核对到分。",
        (f"reconcile {LITONG_BOOK} --ledger 利通/订单导出/抖店订单.csv",),
        ("计入", "合计", "第一期·活动4"),
        (Seen(LITONG_BOOK, "“销售额核对”“对账汇总”“对账明细”"),),
        ((LITONG_BOOK, "销售额核对"),),
    ),
    Step(
        "利通：试算",
        "按通知排名、分奖；没有定的事逐项写明改了会动谁的奖，印成请示单。",
        (
            f"allocate {LITONG_BOOK} --as-of 2024-12-15",
            f"decisions {LITONG_BOOK} --event 第一期·活动4 --print 利通/请示单.xlsx",
        ),
        ("第一期·活动3", "第一期·活动4", "利通2024.xlsx  第一期·活动4"),
        (Seen("利通/请示单.xlsx", "每件没定的事：可选的办法、涉及多少奖金"),),
    ),
    Step(
        "利通：决定和定稿",
        "领导的决定填进“待确认事项”，重新审核、核对，活动3和活动4定稿；K0013 为什么得奖、K0003 为什么没有，都说得清。",
        (
            f"apply 利通/领导决定.json {LITONG_BOOK} --in-place",
            f"eligible {LITONG_BOOK} --as-of 2024-12-15",
            f"reconcile {LITONG_BOOK} --ledger 利通/订单导出/抖店订单.csv",
            f"allocate {LITONG_BOOK} --event 第一期·活动3 --final --as-of 2024-12-15",
            f"allocate {LITONG_BOOK} --event 第一期·活动4 --final --as-of 2024-12-15",
            f"explain {LITONG_BOOK} --who K0013 --event 第一期·活动4 --as-of 2024-12-15",
            f"explain {LITONG_BOOK} --who K0003 --event 第一期·活动4 --as-of 2024-12-15",
        ),
        ("第一期·活动3  定稿", "第一期·活动4  定稿", "第一期·活动4（定稿）", "第一期·活动4：不合格"),
        (Seen(LITONG_BOOK, "“待确认事项”“排名”“奖金分配表”“奖金汇总”"),),
        ((LITONG_BOOK, "奖金汇总"),),
    ),
    Step(
        "利通：公示",
        "列出发放表，登记公示起止，生成不带任何号码的公示。",
        (
            f"payout {LITONG_BOOK} --as-of 2024-12-16",
            f"apply 利通/公示安排.json {LITONG_BOOK} --in-place",
            f"payout {LITONG_BOOK} --export public -o 利通/公示.xlsx --as-of 2024-12-17",
        ),
        ("已导出",),
        (Seen("利通/公示.xlsx", "可以张贴的公示，姓名隐去一字"),),
    ),
    Step(
        "利通：发放",
        "收款信息填齐，导出银行付款；一笔退票，冲正、改账号、补付，最后分文不差。",
        (
            f"apply 利通/领奖信息.json {LITONG_BOOK} --in-place",
            f"payout {LITONG_BOOK} --export list -o 利通/签领单.xlsx --as-of 2024-12-24",
            f"payout {LITONG_BOOK} --export bank -o 利通/付款第1批.xlsx --as-of 2024-12-24",
            f"payout {LITONG_BOOK} --import 利通/银行回单1.csv --as-of 2024-12-25",
            f"apply 利通/领奖信息更正.json {LITONG_BOOK} --in-place",
            f"payout {LITONG_BOOK} --export bank -o 利通/付款第2批.xlsx --as-of 2024-12-26",
            f"payout {LITONG_BOOK} --import 利通/银行回单2.csv --as-of 2024-12-27",
            f"payout {LITONG_BOOK} --export tax --month 2024-12 -o 利通/个税申报.xlsx --as-of 2024-12-31",
        ),
        ("! 请核实 奖金发放表", "第一期·活动3  应付", "第一期·活动4  应付"),
        (
            Seen(LITONG_BOOK, "“奖金发放表”：退票那一笔的冲正和补付两行"),
            Seen("利通/付款第1批.xlsx", "银行付款清单"),
            Seen("利通/签领单.xlsx", "领款人签字的清单，带大写金额"),
            Seen("利通/个税申报.xlsx", "代扣个税"),
        ),
        ((LITONG_BOOK, "奖金发放表"),),
    ),
    Step(
        "利通：复核、锁定、归档",
        "财务用另一套算法重算，一致才签字；锁定后改一个格都查得出；最后打包存档。",
        (
            f"verify {LITONG_BOOK}",
            f"seal {LITONG_BOOK} --preparer 乙某 --approver 甲某 --document 纪要9号 --print 利通/定稿签批单.xlsx",
            f"verify {LITONG_BOOK}",
            f"bundle {LITONG_BOOK} -o 利通/归档.zip --originals",
        ),
        ("重算的结果", "第一期·活动3  12个奖", "第一期·活动4  10个奖", "42个文件"),
        (
            Seen(LITONG_BOOK, "“财务复核”一页纸；“定稿锁定”"),
            Seen("利通/定稿签批单.xlsx", "供签字，印着校验码"),
            Seen("利通/归档.zip", "先看里面的“说明.txt”，获奖者一人一页"),
        ),
        ((LITONG_BOOK, "财务复核"),),
    ),
)
"""利通: 第一期·活动3 and 活动4 to the end; 活动1 stays open, as the notice leaves a hole between its groups."""

STEPS: Final = (*GANYOU_STEPS, *LITONG_STEPS)
