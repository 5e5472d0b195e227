"""附件2 邮乐小店ID/注册手机号 (赣邮渠道〔2024〕13号, 报名组织 2).

Layout and aliases are a design (domain facts, section 2.3); the shop ID has no public specification.
"""

from __future__ import annotations

from typing import Final

from schemas import columns as kinds
from schemas.format import Column, Layout, SheetFormat
from schemas.registration import CONTEST

_ROSTER: Final[frozenset[Layout]] = frozenset(("roster",))

SHOPS: Final = SheetFormat(
    id="shops",
    name="附件2",
    title=f"{CONTEST}邮乐小店ID/注册手机号",
    titles=("邮乐小店", "小店"),
    marks=("shop_id", "owner", "shop_phone"),
    key=("shop_id",),
    who="owner",
    known_by=(("shop_id",), ("shop_phone", "owner")),
    layouts=("roster",),
    columns=(
        Column("seq", "序号", kinds.COUNT, ("编号", "No", "NO", "no"), example="1"),
        Column(
            "city",
            "赛区",
            kinds.CITY,
            ("地市", "所属市分公司", "市州", "市分公司", "所属地市", "所属赛区", "分公司"),
            ("填报单位", "报送单位", "单位", "赛区市分公司"),
            per="team",
            example="赣州市分公司",
        ),
        Column(
            "school",
            "参赛高校",
            kinds.SCHOOL,
            (
                "学校",
                "学校名称",
                "所在学校",
                "院校名称",
                "所在高校",
                "学校全称",
                "高校",
                "高校名称",
                "院校",
                "参赛学校",
            ),
            per="team",
            example="江西理工大学",
        ),
        Column(
            "team",
            "团队名称",
            kinds.TEAM,
            ("队名", "参赛队伍", "队伍名称", "团队", "参赛团队", "参赛队名", "团队名"),
            required=_ROSTER,
            per="team",
            missing="TEAM_MISSING",
            example="橙心助农队",
            hint="与附件1完全一致",
        ),
        Column(
            "owner",
            "店主姓名",
            kinds.NAME,
            ("店主", "小店店主", "姓名", "注册人", "注册人姓名", "开店人", "店主名称"),
            required=_ROSTER,
            example="陈晓明",
            hint="必须是附件1里的队员",
        ),
        Column(
            "shop_id",
            "邮乐小店ID",
            kinds.SHOP_ID,
            (
                "小店ID",
                "店铺ID",
                "店主ID",
                "邮乐ID",
                "小店编号",
                "邮乐小店编号",
                "小店id",
                "邮乐小店id",
                "店铺编号",
                "小店号",
                "邮乐小店ID号",
            ),
            required=_ROSTER,
            missing="SHOP_EMPTY",
            example="YL88012345",
            hint="在邮乐小店“我的”页面查看",
        ),
        Column(
            "shop_phone",
            "注册手机号",
            kinds.MOBILE,
            (
                "注册手机",
                "注册电话",
                "绑定手机号",
                "手机号码",
                "手机号",
                "小店注册手机号",
                "注册手机号码",
                "绑定手机",
                "联系电话",
            ),
            required=_ROSTER,
            example="13812345678",
            hint="注册小店用的手机号，一般是队员本人的",
        ),
        Column("remark", "备注", kinds.FREE, ("说明", "其他"), example=""),
    ),
)
