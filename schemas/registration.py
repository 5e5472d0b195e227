"""附件1 直播大赛报名表 (赣邮渠道〔2024〕13号, 报名组织 2): roster, two-level roster, or one form per team.

The notice's own attachment is not public: columns and aliases are a design from comparable sheets (domain facts,
section 2.1 and 2.2), recognised by header and never by position.
"""

from __future__ import annotations

from typing import Final

from schemas import columns as kinds
from schemas.format import Column, Layout, SheetFormat

_ALL: Final[frozenset[Layout]] = frozenset(("roster", "two_level", "form"))
_ROSTERS: Final[frozenset[Layout]] = frozenset(("roster", "two_level"))
_ROSTER: Final[frozenset[Layout]] = frozenset(("roster",))

REGISTRATION: Final = SheetFormat(
    id="registration",
    name="附件1",
    title="“赣邮杯·我为家乡代言”大学生电商直播大赛报名表",
    titles=("报名表", "报名汇总表", "汇总表", "大赛"),
    marks=("id_no", "name", "phone"),
    key=("team", "name"),
    layouts=("roster", "two_level", "form"),
    person=("name", "gender", "id_no", "id_type", "student_no", "college", "major", "grade", "level", "phone",
            "wechat", "email", "on_camera", "role", "duty"),
    groups=(
        (r"队长(信息|情况)?|(团队)?负责人(信息)?|参赛队长", "队长"),
        (r"(参赛|团队)?(队员|成员|选手)[一二三四五六七八九十0-9]{1,2}(信息)?", "队员"),
    ),
    columns=(
        Column("seq", "序号", kinds.COUNT, ("编号", "No", "NO", "no"), example="1", hint="从1开始连续编号"),
        Column("city", "赛区", kinds.CITY,
               ("地市", "所属市分公司", "市州", "市分公司", "所属地市", "所属赛区", "分公司", "城市", "地区", "单位"),
               ("填报单位", "报送单位", "单位", "赛区市分公司"), required=_ROSTERS, per="team", example="赣州市分公司",
               hint="所属市分公司，从下拉中选"),
        Column("school", "参赛高校", kinds.SCHOOL,
               ("学校", "学校名称", "所在学校", "院校名称", "所在高校", "学校全称", "高校", "高校名称", "院校", "所属学校",
                "就读学校", "所属高校", "参赛学校", "参赛院校", "就读院校"),
               required=_ALL, per="team", example="江西理工大学", hint="填学校全称"),
        Column("college", "院系", kinds.FREE, ("学院", "二级学院", "系部", "院系学院", "院系/学院", "所在院系", "所在学院"),
               example="经济管理学院"),
        Column("team", "团队名称", kinds.TEAM,
               ("队名", "参赛队伍", "队伍名称", "团队", "参赛团队", "参赛队名", "战队名称", "团队名", "队伍", "参赛团队名称"),
               required=_ALL, per="team", missing="TEAM_MISSING", example="橙心助农队", hint="每名队员都要填，不超过16个字"),
        Column("role", "角色", kinds.ROLE, ("队内身份", "职务", "队内角色", "身份", "队内职务", "团队角色", "人员角色", "团队职务"),
               required=_ROSTER, example="队长", hint="每队正好一名队长"),
        Column("duty", "分工", kinds.FREE, ("团队分工", "具体分工", "任务分工", "岗位"), instead_of="role", example="主播"),
        Column("name", "姓名", kinds.NAME,
               ("学生姓名", "队员姓名", "主播姓名", "参赛者姓名", "选手姓名", "成员姓名", "参赛学生", "参赛学生姓名", "队员", "名字",
                "人员姓名", "成员"),
               required=_ALL, example="陈晓明", hint="与身份证一致，不加空格和职务"),
        Column("gender", "性别", kinds.GENDER, example="女"),
        Column("id_type", "证件类型", kinds.FREE, ("证件种类", "证件类别"), example="居民身份证"),
        Column("id_no", "身份证号", kinds.ID_NUMBER,
               ("身份证号码", "证件号码", "公民身份号码", "身份证", "证件号", "居民身份证号", "居民身份证号码", "身份号码",
                "身份证件号码", "身份证件号"),
               required=_ALL, example="360730200411020423", hint="18位，单元格设为文本"),
        Column("student_no", "学号", kinds.STUDENT_NO, ("学籍号", "学生证号", "学生学号"), example="0120221034", hint="文本格式，保留开头的0"),
        Column("major", "专业班级", kinds.FREE, ("专业", "班级", "专业名称", "专业及班级", "所学专业", "班级名称", "专业年级"),
               example="电商2201班"),
        Column("grade", "年级", kinds.FREE, ("所在年级", "入学年份"), example="2022级"),
        Column("level", "学历层次", kinds.FREE, ("层次", "学历", "培养层次", "办学层次"), example="本科"),
        Column("phone", "手机号", kinds.MOBILE,
               ("手机", "联系电话", "联系方式", "电话", "手机号码", "联系手机", "电话号码", "移动电话", "本人手机号", "手机电话",
                "手机号分工", "手机号/分工", "联系号码"),
               required=_ALL, example="13812345678", hint="11位手机号，文本格式"),
        Column("wechat", "微信号", kinds.FREE, ("微信",), example="chen_xm"),
        Column("email", "邮箱", kinds.FREE, ("电子邮箱", "Email", "email", "E-mail", "电子邮件", "邮箱地址"), example="cxm@example.com"),
        Column("teacher", "指导教师", kinds.FREE,
               ("指导老师", "带队老师", "指导教师姓名", "指导老师姓名", "带队教师", "辅导老师"), per="team", example="李敏、王强"),
        Column("teacher_phone", "指导教师联系电话", kinds.PHONE,
               ("指导教师电话", "指导老师电话", "指导老师联系电话", "指导教师手机", "指导老师手机号", "指导教师手机号",
                "指导教师联系方式", "指导老师联系方式", "老师电话", "带队老师电话", "指导教师手机号码", "指导老师手机"),
               per="team", example="0791-86200000"),
        Column("on_camera", "是否出镜", kinds.YES_OR_NO, ("是否主播", "出镜主播", "是否为主播", "是否出镜主播", "是否担任主播"),
               example="是"),
        Column("trained", "是否完成培训", kinds.FREE, ("是否参训", "培训情况", "是否参加培训", "是否培训"), example="是"),
        Column("filed", "主播备案情况", kinds.FREE, ("备案编号", "备案日期", "备案情况", "备案号", "主播备案"), example="已备案"),
        Column("shop_id", "邮乐小店ID", kinds.SHOP_ID, ("小店ID", "店铺ID", "邮乐ID", "小店编号", "邮乐小店编号"), per="team",
               example="YL88012345"),
        Column("shop_phone", "注册手机号", kinds.MOBILE, ("小店注册手机号", "注册手机", "注册电话", "绑定手机号"), per="team",
               example="13812345678"),
        Column("remark", "备注", kinds.FREE, ("说明", "其他"), example=""),
    ),
)
