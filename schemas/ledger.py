"""Sales ledgers: what an order export of a platform is called in its columns, and what its words for states mean.

Columns and words are those of 抖店, 淘宝, 1688 and the like (domain facts, section 2.8). ORDERS stands in LEDGERS beside
FORMATS, not in it: orders are read column by column by `workbook.ledger`, never merged, returned or printed as a
template, and their words (数量, 店铺名称, 主播) would make the headers of rosters ambiguous.
"""

from __future__ import annotations

from typing import Final

from schemas import columns as kinds
from schemas.common import ROSTER, free
from schemas.format import Column, Issue, Parsed, SheetFormat
from schemas.kinds_orders import BUYER, ORDER_NO, meaning

STATUSES: Final[dict[str, tuple[str, ...]]] = {
    "refunded": ("已退款", "退款成功", "全额退款", "退款完成", "已全额退款", "退货退款成功"),
    "refunding": ("退款中", "售后中", "退款处理中", "售后处理中", "申请退款", "退款申请中", "待退款"),
    "part_refunded": ("部分退款", "已部分退款", "部分退款成功"),
    "closed": ("已关闭", "交易关闭", "已取消", "取消", "订单关闭", "关闭", "交易取消", "订单取消", "无效", "已失效"),
    "unpaid": ("待付款", "等待买家付款", "未付款", "未支付", "待支付", "等待付款", "待买家付款"),
    "paid": (
        *("已付款", "已支付", "待发货", "备货中", "部分发货", "已发货", "待收货", "已收货", "已签收", "已完成", "完成"),
        *("交易成功", "交易完成", "买家已付款", "等待卖家发货", "卖家已发货", "等待买家确认", "等待买家确认收货"),
        *("卖家部分发货", "待评价", "已评价", "待确认收货", "支付成功", "付款成功", "已结算", "未发货", "待签收", "待揽收"),
        *("已出库", "待出库", "等待出库", "等待发货", "等待确认收货", "等待买家收货", "待买家收货", "已成交"),
    ),
}  # fmt: skip
"""What becomes of an order -> the words platforms use; of several in one cell what stands first here decides."""
_STATUS_PATTERNS: Final = ((r"^\(锁定\)", "refunding"), (r"^\(删除\)", "closed"))
"""京东 puts before the state that the buyer asked to have the order cancelled, or that it is."""
AFTERS: Final[dict[str, tuple[str, ...]]] = {
    "none": (
        "-",
        *("售后关闭", "无售后", "无", "没有申请退款", "无退款", "未申请售后", "售后取消", "退款关闭", "已关闭", "退货关闭"),
        *("售后已关闭", "用户取消售后", "拒绝售后", "换货成功", "换货完成", "补寄完成", "补发成功", "维修完成"),
        "无退款申请",
    ),
    "refunding": ("退款中", "售后中", "待商家处理", "待退货", "待买家退货", "退货中", "售后处理中", "申请退款",
                  "待商家收货", "退款处理中"),
    "refunded": ("退款成功", "售后完成", "已退款", "退款完成", "同意退款,退款成功", "同意退款退款成功",
                 "全额退款", "已全额退款", "退货成功"),
    "unknown": (),
}  # fmt: skip
"""What becomes of a claim after the sale -> the words platforms use; a dash is none, nothing says nothing."""
_AFTER_PATTERNS: Final = (
    (r"(?<![未没非不待])(?:退款|售后)(?:成功|完成|完结)|已退货?退?款", "refunded"),
    (r"无售后|未申请|(?:售后|退款|退货|申请)已?(?:取消|关闭)|取消(?:售后|退款|申请)|撤销|撤回", "none"),
    (r"待|处理|申请|审核|介入|仲裁|中$|(?:商家|卖家|平台)已?同意", "refunding"),
    ("退货退款", "refunded"),
)
_STATUS: Final = meaning(
    "order_status",
    STATUSES,
    Parsed(None, (Issue("ORDER_STATUS"),), readable=False),
    _STATUS_PATTERNS,
    tuple(STATUSES),
)
_AFTER: Final = meaning("order_after", AFTERS, Parsed("unknown", (Issue("STATUS_UNKNOWN"),)), _AFTER_PATTERNS)


ORDERS: Final = SheetFormat(
    id="orders",
    name="订单",
    title="订单导出",
    titles=("订单", "销售流水"),
    marks=("order_id", "paid", "t_pay", "payable"),
    key=("order_id", "sub_id"),
    who="order_id",
    columns=(
        Column("order_id", "订单编号", ORDER_NO,
               ("订单号", "主订单编号", "主订单ID", "主订单号", "交易单号", "平台订单号", "交易编号", "订单ID"),
               required=ROSTER, example="6920188812345678901", hint="按文本保存，19位不能存成数字"),
        Column("sub_id", "子订单编号", ORDER_NO, ("子订单号", "商品订单编号", "子订单ID", "商品单号"),
               example="6920188812345678902", hint="一个订单有几种商品时，每种一行"),
        Column("t_order", "下单时间", kinds.MOMENT,
               ("订单提交时间", "订单创建时间", "拍下时间", "订单下单时间", "创建时间"), example="2024-09-30 20:15:00"),
        Column("t_pay", "支付时间", kinds.MOMENT,
               ("付款时间", "支付完成时间", "买家付款时间", "订单付款时间", "订单支付时间", "付款确认时间"),
               required=ROSTER, example="2024-09-30 20:15:31", hint="默认按支付时间算进哪个活动"),
        Column("t_done", "完成时间", kinds.MOMENT,
               ("确认收货时间", "订单完成时间", "交易完成时间", "订单确认时间"), example="2024-10-08 09:00:00"),
        Column("shop", "店铺ID", free("shop"),
               ("小店ID", "邮乐小店ID", "所属门店ID", "店铺编号", "店铺名称", "小店名称", "店铺"), example="YL360001"),
        Column("host", "主播", free("host"),
               ("达人ID", "主播ID", "带货账号ID", "带货账号", "达人昵称", "达人名称", "主播昵称", "主播名称", "带货账号昵称",
                "推广人", "推广者", "达人"),
               example="橙心小铺"),
        Column("session", "场次ID", free("session"),
               ("直播间ID", "场次号", "直播场次", "直播场次ID", "场次编号"), example="S0102"),
        Column("sku", "商品ID", free("sku"), ("商品编码", "商品编号", "商家编码", "货号", "单品货号"), example="3500012"),
        Column("name", "商品名称", free("name", 24), ("选购商品", "宝贝标题", "货品标题", "商品标题", "商品"),
               example="赣南脐橙5斤"),
        Column("qty", "数量", kinds.QUANTITY, ("商品数量", "购买数量", "订购数量", "宝贝总数量", "件数"), example="2"),
        Column("price", "单价", kinds.MONEY, ("商品金额", "商品单价", "单价(元)"), example="640.25",
               hint="抖店的“商品金额”是单价"),
        Column("payable", "应付金额", kinds.MONEY,
               ("订单应付金额", "买家应付货款", "货品总价", "应付货款", "应收金额", "订单金额",
                "订单总金额", "订单总额"), example="1280.50"),
        Column("discount", "优惠", kinds.MONEY,
               ("优惠金额", "平台优惠", "商家优惠", "优惠总金额", "涨价或折扣", "达人优惠", "支付优惠"), example="0.00"),
        Column("freight", "运费", kinds.MONEY, ("买家应付邮费", "邮费", "快递费"), example="0.00"),
        Column("paid", "实付金额", kinds.MONEY,
               ("买家实付", "实收款", "支付金额", "实付款", "买家实际支付金额", "实付", "买家实付金额",
                "实际支付金额", "实收金额", "用户实付金额", "订单实际支付金额", "订单实付金额"),
               required=ROSTER, example="1280.50", hint="抖店没有这一列：先定哪一列算实付，写进列名对照"),
        Column("refund", "退款金额", kinds.MONEY,
               ("售后金额", "买家退款金额", "退款", "已退金额", "已退款金额", "已退款", "商品已退款金额", "订单已退款金额",
                "退款总额", "退款总金额", "实际退款金额"),
               example="0.00"),
        Column("status", "订单状态", _STATUS, ("状态", "交易状态"),
               example="已完成"),
        Column("after", "售后状态", _AFTER,
               ("退款状态", "售后情况", "商品售后状态", "订单售后状态", "退货状态", "维权状态"), example="-"),
        Column("buyer", "买家", BUYER,
               ("买家手机", "买家手机号", "收货人手机", "收货人手机号", "收件人手机号", "联系手机", "手机号", "买家ID",
                "买家会员名", "买家昵称", "买家公司名"),
               hint="只在内存里比对，不写出、不显示"),
    ),
)  # fmt: skip

LEDGERS: Final[tuple[SheetFormat, ...]] = (ORDERS,)

ALTERNATIVES: Final = frozenset({"shop", "host", "session", "sku", "name", "buyer"})
"""Fields for which exports have several columns (达人ID, 达人昵称): the first filled one counts, by the order of words."""
ADDED: Final = frozenset({"discount", "freight"})
"""Fields that several columns make up together, and that no figure of ours depends on."""

PLATFORMS: Final[dict[str, tuple[str, ...]]] = {
    "抖音": (
        "主订单编号",
        "选购商品",
        "订单应付金额",
        "订单提交时间",
        "支付完成时间",
        "达人昵称",
        "达人ID",
        "流量来源",
        "APP渠道",
    ),
    "淘宝": ("买家会员名", "买家应付货款", "买家实际支付金额", "宝贝标题", "宝贝总数量", "买家支付宝账号"),
    "1688": ("货品总价", "涨价或折扣", "实付款", "买家公司名", "卖家公司名", "货品标题"),
    "邮乐": ("邮乐小店ID",),
    "拼多多": ("用户实付金额", "商家实收金额", "拼单成功时间", "店铺优惠折扣", "平台优惠折扣"),
    "京东": ("订购数量", "京东价", "下单帐号", "付款确认时间"),
    "视频号": ("订单实际支付金额", "商品已退款金额", "带货账号昵称", "带货账号类型"),
    "有赞": ("归属店铺", "全部商品名称", "商品种类数", "订单已退款金额"),
    "快手": (),
    "微店": (),
}
"""Platform -> headers by which its export is told; the one with most of them is the guess.

Of 快手 and 微店 no header is certain: no file is told to be theirs, and rows of 列名对照 that name them count for files of
which no platform is told.
"""
SKIPPED: Final = ("不读", "不读取", "忽略")
"""Words of 列名对照 for a header that means nothing to us."""
