"""COMMANDS: everything a person can ask for, one row each. Of it the shell's subcommands, the ribbon and the docs are made.

What a row does stands where it says: in the shell's modules (`cli`), for a button in `function`. Nothing is loaded here
but the table itself, because a click pays for every import.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Group = Literal["报名", "汇总", "核对", "奖金", "财务", "工具"]
Who = Literal["基层", "省公司", "财务", "各岗位"]
Open = Literal["any", "sheets", "contest"]
"""What must be in front when a button is pressed: any workbook, one of submitted sheets, a contest workbook."""
Input = Literal["folder", "files", "file", "save", "text", "choice"]
"""What a button asks for before it works."""

GROUPS: Final[tuple[tuple[Group, str], ...]] = (
    ("报名", "Entries"),
    ("汇总", "Collect"),
    ("核对", "Check"),
    ("奖金", "Prizes"),
    ("财务", "Finance"),
    ("工具", "Tools"),
)
"""The groups of the ribbon from left to right, as work goes, with their English names."""


class Command(NamedTuple):
    """One command.

    id         of its button, and of its subcommand unless `shell` says otherwise
    label      what users read on the button and in help; label_en in English
    help       one sentence: what it does; help_en in English
    who        who presses it
    shell      how to ask for it in a shell: a subcommand with options; "" where that makes no sense
    icon       its picture on the ribbon (imageMso); "" for a command without a button
    function   what a press does: "module:function", taking a `Click`; loaded when pressed
    on         what must be in front in Excel
    inputs     what it asks for
    large      whether its button is a large one: the one that is pressed most in its group
    """

    id: str
    label: str
    label_en: str
    help: str
    help_en: str
    group: Group
    who: Who
    shell: str
    icon: str = ""
    function: str = ""
    on: Open = "any"
    inputs: tuple[Input, ...] = ()
    large: bool = False


COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "template",
        "新建报名表",
        "New template",
        "生成空白表：附件1、附件2、报名、排期、场次、培训等，带下拉、提示和打印设置。",
        "Make blank sheets of any submitted kind with drop-downs and hints.",
        "报名",
        "各岗位",
        "template",
        icon="FileNew",
        function="xladdin.clicks.registration:template",
        inputs=("choice", "save"),
    ),
    Command(
        "check",
        "检查报名表",
        "Check",
        "检查报名表，在单元格上标出问题，逐条列在“问题清单”里。",
        "Check registration workbooks: marks in the cells, and a list of findings.",
        "报名",
        "基层",
        "check",
        icon="ErrorChecking",
        function="xladdin.clicks.registration:check",
        on="sheets",
        large=True,
    ),
    Command(
        "next",
        "下一处",
        "Next",
        "跳到下一处问题所在的单元格。",
        "Go to the cell of the next finding.",
        "报名",
        "各岗位",
        "",
        icon="ReviewNextComment",
        function="xladdin.clicks.moving:next_finding",
    ),
    Command(
        "previous",
        "上一处",
        "Previous",
        "跳到上一处问题所在的单元格。",
        "Go to the cell of the finding before.",
        "报名",
        "各岗位",
        "",
        icon="ReviewPreviousComment",
        function="xladdin.clicks.moving:previous_finding",
    ),
    Command(
        "fix",
        "统一格式(可撤销)",
        "Tidy up",
        "统一空格、全角、文本格式等；只改不会改错的，可以撤销。",
        "Apply the safe fixes only; they can be undone.",
        "报名",
        "基层",
        "fix",
        icon="FormatPainter",
        function="xladdin.clicks.registration:fix",
        on="sheets",
    ),
    Command(
        "clear",
        "去掉检查标记",
        "Clear marks",
        "去掉检查时加的底色、批注和问题清单；您改过的保持不变。",
        "Take off our fills, notes and list; what you changed stays.",
        "报名",
        "基层",
        "clear",
        icon="ClearAll",
        function="xladdin.clicks.registration:clear",
        on="sheets",
    ),
    Command(
        "submit",
        "生成上报文件",
        "Make ready to submit",
        "去掉检查标记，把队数、人数和核对码印在每页页脚，生成上报文件。",
        "Make a clean copy to hand in, with counts and a check code on every page.",
        "报名",
        "基层",
        "submit",
        icon="FileCheckIn",
        function="xladdin.clicks.registration:submit",
        on="sheets",
        inputs=("save",),
        large=True,
    ),
    Command(
        "new",
        "新建赛事台账",
        "New contest",
        "按一个赛事的规则卡生成赛事台账。",
        "Make the contest workbook of a rule card.",
        "汇总",
        "省公司",
        "new",
        icon="SheetInsert",
        function="xladdin.clicks.collecting:new",
        inputs=("choice", "save"),
    ),
    Command(
        "merge",
        "汇总各单位报表",
        "Merge the inbox",
        "把收件文件夹里的报名表汇总到赛事台账，一行不丢、一行不重。",
        "Merge an inbox of registrations into the contest workbook.",
        "汇总",
        "省公司",
        "merge",
        icon="Consolidate",
        function="xladdin.clicks.collecting:merge",
        on="contest",
        inputs=("folder",),
        large=True,
    ),
    Command(
        "status",
        "报送情况",
        "Who has handed in",
        "打开报送情况：哪些单位交了、交了多少、还差什么。",
        "Show which branches handed in what, and what is missing.",
        "汇总",
        "省公司",
        "",
        icon="FileWorkflowTasks",
        function="xladdin.clicks.moving:status",
        on="contest",
    ),
    Command(
        "returns",
        "生成退回修改件",
        "Make files to correct",
        "每个市分公司或学校一个文件，只有自己的行和问题，改好可再报。",
        "For each branch or school a file with its own rows and findings only.",
        "汇总",
        "省公司",
        "returns",
        icon="ReviewReplyWithChanges",
        function="xladdin.clicks.collecting:returns",
        on="contest",
        inputs=("folder",),
    ),
    Command(
        "lint",
        "检查规则",
        "Check rules",
        "检查规则卡：合计、日期、组别的空档和重叠、待确认事项。",
        "Check a rule card: sums, dates, holes, overlaps, open points.",
        "汇总",
        "省公司",
        "lint",
        icon="FileCompatibilityChecker",
        function="xladdin.clicks.collecting:lint",
        on="contest",
    ),
    Command(
        "decisions",
        "打印请示单",
        "Decisions",
        "列出某个活动还没定的事，涉及奖金多的在前，生成供领导签批的请示单。",
        "List what an event still waits for, and make the paper to sign.",
        "汇总",
        "省公司",
        "decisions",
        icon="FilePrint",
        function="xladdin.clicks.collecting:decisions",
        on="contest",
        inputs=("save",),
    ),
    Command(
        "eligible",
        "资格审核",
        "Judge eligibility",
        "逐人逐活动对照规则卡审核资格，每条写明数字、要求和通知原文。",
        "Judge every entrant of every event against the rule card, condition by condition.",
        "核对",
        "省公司",
        "eligible",
        icon="DataValidation",
        function="xladdin.clicks.contest:eligible",
        on="contest",
        large=True,
    ),
    Command(
        "reconcile",
        "核对销售额",
        "Reconcile sales",
        "读订单导出，逐行说明去向，算净销售额，与申报核对到分。",
        "Reconcile order exports with claims to the fen, every line with its state.",
        "核对",
        "省公司",
        "reconcile",
        icon="CompareAndMergeWorkbooks",
        function="xladdin.clicks.contest:reconcile",
        on="contest",
        inputs=("files",),
        large=True,
    ),
    Command(
        "allocate",
        "试算(不作发放依据)",
        "Draft the prizes",
        "按规则卡排名、分配奖金；没有定的逐项写明影响。",
        "Rank and give out prizes; a draft says what is open and what it moves.",
        "奖金",
        "省公司",
        "allocate",
        icon="Calculator",
        function="xladdin.clicks.contest:allocate",
        on="contest",
        large=True,
    ),
    Command(
        "finalize",
        "确定获奖名单",
        "Make final",
        "对当前活动定稿：该定的事全部定了才写，有一件没定就什么也不写。",
        "Make the current event final; refused while anything of it is open.",
        "奖金",
        "省公司",
        "allocate --final",
        icon="FileMarkAsFinal",
        function="xladdin.clicks.contest:finalize",
        on="contest",
        inputs=("text",),
    ),
    Command(
        "explain",
        "为什么得奖/没得奖",
        "Why a prize, or none",
        "说明一个人的名次、数字、得奖或没得奖的原因，差多少。",
        "Say why somebody has a prize or none, and how far it is.",
        "奖金",
        "各岗位",
        "explain",
        icon="Help",
        function="xladdin.clicks.contest:explain",
        on="contest",
        inputs=("text",),
    ),
    Command(
        "payout",
        "生成发放表",
        "List payouts",
        "定稿的奖金列成发放表：收款信息、个税、公示、付款、退票、补付，应付=已付+待付+放弃。",
        "List what is due of final prizes: payees, tax, publication, payments, returns.",
        "财务",
        "财务",
        "payout",
        icon="AccountingFormat",
        function="xladdin.clicks.payments:payout",
        on="contest",
        large=True,
    ),
    Command(
        "pay_bank",
        "导出银行付款",
        "List for the bank",
        "把可以付的列成银行付款清单，并记下批次。",
        "Write the list the bank pays by, and note the batch.",
        "财务",
        "财务",
        "payout --export bank",
        icon="DollarSign",
        function="xladdin.clicks.payments:pay_bank",
        on="contest",
        inputs=("save",),
    ),
    Command(
        "answers",
        "与银行回单核对",
        "Bank answers",
        "导入银行回单：付成的记已付，退回的记退票并冲正。",
        "Take in what the bank answers: paid, or returned and reversed.",
        "财务",
        "财务",
        "payout --import",
        icon="GetExternalDataFromText",
        function="xladdin.clicks.payments:answers",
        on="contest",
        inputs=("file",),
    ),
    Command(
        "pay_tax",
        "导出个税申报",
        "List for the tax office",
        "把已付的列成个税申报表。",
        "Write the list of taxes withheld.",
        "财务",
        "财务",
        "payout --export tax",
        icon="PercentSign",
        function="xladdin.clicks.payments:pay_tax",
        on="contest",
        inputs=("text", "save"),
    ),
    Command(
        "pay_list",
        "打印签领单",
        "List to sign",
        "把奖金列成领款人签字的清单，带大写金额。",
        "Write the list winners sign.",
        "财务",
        "财务",
        "payout --export list",
        icon="SignatureLineInsert",
        function="xladdin.clicks.payments:pay_list",
        on="contest",
        inputs=("save",),
    ),
    Command(
        "pay_public",
        "生成公示",
        "List to post",
        "按公示内容生成可张贴的公示，不带任何号码。",
        "Write the list to be posted, without any number.",
        "财务",
        "省公司",
        "payout --export public",
        icon="FilePublishAsWebPage",
        function="xladdin.clicks.payments:pay_public",
        on="contest",
        inputs=("save",),
    ),
    Command(
        "verify",
        "财务复核",
        "Verify for finance",
        "用另一套算法重算规则、资格、名次、奖金、发放，逐格指出不一致，写成可签字的一页。",
        "Recompute everything independently, name every difference, make a page to sign.",
        "财务",
        "财务",
        "verify",
        icon="AccessibilityChecker",
        function="xladdin.clicks.payments:verify",
        on="contest",
        large=True,
    ),
    Command(
        "seal",
        "定稿锁定",
        "Seal",
        "定稿的活动逐格记下内容，算出印在签批单上的校验码；之后的改动，复核时逐格指出。",
        "Keep what a final event rests on and print a short code, so that every later change is named.",
        "财务",
        "省公司",
        "seal",
        icon="Lock",
        function="xladdin.clicks.payments:seal",
        on="contest",
        inputs=("text", "save"),
    ),
    Command(
        "since",
        "查定稿后有无改动",
        "Changed since sealing",
        "对照锁定时的内容，指出之后改动的单元格；什么也不写。",
        "Name every cell that was changed since it was sealed; nothing is written.",
        "财务",
        "财务",
        "verify",
        icon="FileVersionHistory",
        function="xladdin.clicks.payments:since",
        on="contest",
    ),
    Command(
        "bundle",
        "打包存档",
        "Bundle",
        "把规则、决定、卷内目录、审核、结果和获奖者一人一页打成一个压缩包，不用本程序也能看。",
        "Put rules, decisions, inputs, results and a page per winner into one archive anybody can read.",
        "财务",
        "省公司",
        "bundle",
        icon="FileSaveACopy",
        function="xladdin.clicks.payments:bundle",
        on="contest",
        inputs=("choice", "save"),
    ),
    Command(
        "apply",
        "执行编辑清单",
        "Apply edits",
        "按 JSON 编辑清单改写工作簿；有一条不能执行就一条都不执行。",
        "Apply a JSON edit list to a workbook: all of it or none.",
        "工具",
        "各岗位",
        "apply",
    ),
    Command(
        "undo",
        "撤销",
        "Undo",
        "撤销对这个工作簿的上一步操作。",
        "Undo the last command on this workbook.",
        "工具",
        "各岗位",
        "undo",
        icon="Undo",
        function="xladdin.clicks.tools:undo",
        large=True,
    ),
    Command(
        "journal",
        "操作记录",
        "Journal",
        "打开操作记录：谁在什么时候用哪个按钮改了什么。",
        "Show what was done to this contest workbook, and when.",
        "工具",
        "各岗位",
        "",
        icon="FileProperties",
        function="xladdin.clicks.moving:journal_sheet",
        on="contest",
    ),
    Command(
        "addin",
        "生成加载项",
        "Build the add-in",
        "生成 Excel 加载项（.xlam）：一个选项卡，每个功能一个按钮；在哪台电脑上生成都一样。",
        "Build the Excel add-in (.xlam) with a button for each command; the same bytes on every computer.",
        "工具",
        "各岗位",
        "addin build",
    ),
    Command(
        "demo",
        "演示",
        "Demo",
        "把两个赛事从收件到归档完整演示一遍，生成可以逐步点开看的一页；也可以只生成练习材料。",
        "Tell the whole story of both contests, from inbox to archive, with a closing page; or only its materials.",
        "工具",
        "各岗位",
        "demo",
    ),
)

_BY_ID: Final = {command.id: command for command in COMMANDS}


def command_of(id_: str) -> Command | None:
    """The command with an id; None where there is none."""
    return _BY_ID.get(id_)


def label_of(id_: str) -> str:
    """The words on the button of a command."""
    return _BY_ID[id_].label


def buttons(group: Group | None = None) -> list[Command]:
    """The commands with a button, of one group or of all, from left to right."""
    return [one for one in COMMANDS if one.icon and group in (None, one.group)]
