"""Words for findings about one cell: what a column kind noticed while reading it, or pandera while judging it."""

from __future__ import annotations

from typing import Final

from workbook.codes_type import Code

_ID_EXAMPLE = "360730200411020423（18位、文本）"
_PHONE_EXAMPLE = "13812345678"

WORDS: Final[tuple[Code, ...]] = (
    # 身份证号 (GB 11643-1999)
    Code("ID_CHECKSUM", "error", "身份证号校验位不符，有一位写错了", "The check digit of the ID number is wrong: some digit is",
         _ID_EXAMPLE, "请对照证件逐位核对后改正。", "Compare it digit by digit with the ID card."),
    Code("ID_BIRTH", "error", "身份证号里的出生日期不存在", "The birth date in the ID number does not exist",
         _ID_EXAMPLE, "请对照证件核对第7到14位。", "Check digits 7 to 14 against the ID card."),
    Code("ID_PRECISION", "error", "身份证号末尾几位已丢失：被存成了数字", "The last digits of the ID number are lost: it was stored as a number",
         _ID_EXAMPLE, "请把整列设为“文本”，对照证件重填；只改格式找不回。", "Set the column to text and type it again; changing the format does not bring it back."),
    Code("ID_SCI", "error", "身份证号变成了科学计数法，原来的数字已丢失", "The ID number turned into scientific notation; its digits are lost",
         _ID_EXAMPLE, "请把整列设为“文本”，对照证件重填。", "Set the column to text and type it again."),
    Code("ID_15", "error", "这是15位的第一代身份证号，已经停用", "A 15-digit first-generation number, no longer valid",
         _ID_EXAMPLE, "请填写第二代身份证上的18位号码。", "Use the 18-digit number of the current card."),
    Code("ID_FORMAT", "error", "不是身份证号：应为18位，前17位是数字，最后一位是数字或X", "This is no ID number: it needs 18 characters",
         _ID_EXAMPLE, "请对照证件改正；护照等其他证件请在“证件类型”注明并另行核实。", "Correct it from the ID card."),
    Code("ID_REGION", "warning", "身份证号前两位不是现用的省级代码", "The first two digits are no province code in use",
         _ID_EXAMPLE, "请对照证件核实。", "Check it against the ID card."),
    Code("ID_UPPER", "fix", "身份证号末位的 x 应大写", "The last letter should be a capital X", _ID_EXAMPLE, "可一键改为大写。", "Can be tidied."),
    Code("ID_WIDTH", "fix", "身份证号里有全角数字", "Full-width digits in the ID number", _ID_EXAMPLE, "可一键改为半角。", "Can be tidied."),
    Code("ID_SPACE", "fix", "身份证号里有空格或横线", "Blanks or hyphens in the ID number", _ID_EXAMPLE, "可一键去掉。", "Can be tidied."),
    Code("ID_INVISIBLE", "fix", "身份证号里混有看不见的字符", "Invisible characters in the ID number", _ID_EXAMPLE, "可一键去掉。", "Can be tidied."),
    # 手机号
    Code("PHONE_FORMAT", "fix", "手机号里有空格、横线、区号或看不见的字符", "Blanks, hyphens or a country code in the phone number",
         _PHONE_EXAMPLE, "可一键统一为11位数字。", "Can be tidied."),
    Code("PHONE_NUMBER", "fix", "手机号存成了数字，应为文本", "The phone number is stored as a number",
         _PHONE_EXAMPLE, "可一键改为文本，号码不变。", "Can be turned into text."),
    Code("PHONE_LEN", "error", "手机号有 {length} 位，应为11位", "The phone number has {length} digits instead of 11",
         _PHONE_EXAMPLE, "请核对后改正。", "Check and correct it."),
    Code("PHONE_SEG", "error", "手机号应以13到19开头", "A mobile number begins with 13 to 19", _PHONE_EXAMPLE, "请核对后改正。", "Check and correct it."),
    Code("PHONE_MULTI", "error", "一格里填了多个号码", "Several numbers in one cell", _PHONE_EXAMPLE,
         "请只保留本人注册用的那个。", "Keep the one used for registration."),
    Code("PHONE_LANDLINE", "error", "这里是固定电话，应填手机号", "A landline stands where a mobile number belongs", _PHONE_EXAMPLE,
         "请改填本人手机号。", "Give the person's mobile number."),
    Code("PHONE_SCI", "error", "手机号变成了科学计数法，原来的数字已丢失", "The phone number turned into scientific notation", _PHONE_EXAMPLE,
         "请把整列设为“文本”后重填。", "Set the column to text and type it again."),
    Code("PHONE_FORMAT_BAD", "error", "不是手机号", "This is no phone number", _PHONE_EXAMPLE, "请改填11位手机号。", "Give an 11-digit mobile number."),
    # 姓名
    Code("NAME_SPACE", "fix", "姓名中间有空格", "Blanks inside the name", "张三", "可一键去掉。", "Can be tidied."),
    Code("NAME_INVISIBLE", "fix", "姓名里混有看不见的字符或多余空格", "Invisible characters or needless blanks in the name", "张三", "可一键去掉。", "Can be tidied."),
    Code("NAME_DOT", "fix", "姓名中间的点不规范", "Another kind of dot inside the name", "买买提·艾力", "可一键改为“·”。", "Can be tidied."),
    Code("NAME_ROLE", "warning", "姓名里带了职务或括号说明", "A role or a remark stands with the name", "张三",
         "姓名要与身份证、银行卡一致，请把职务移到“角色”列。", "Move the role to its own column."),
    Code("NAME_NOTE", "warning", "姓名里带了说明文字", "A remark is glued to the name", "张三", "请把说明移到“备注”列。", "Move it to the remarks."),
    Code("NAME_FORMAT", "error", "姓名里有数字或不该有的符号", "Digits or signs in the name", "张三", "请对照身份证改正。", "Correct it from the ID card."),
    Code("NAME_PUA", "warning", "姓名里有自造字，别的电脑上会显示成方框", "A private character in the name shows as a box elsewhere", "",
         "请人工核对生僻字，用输入法的正式字重打。", "Type the proper character."),
    # 其他
    Code("VALUE_PLACEHOLDER", "error", "“{field}”填的是“{value}”，不是实际内容", "“{field}” holds a placeholder", "{example}", "请补填实际内容。", "Fill in the actual value."),
    Code("GENDER_FORMAT", "fix", "性别写法不统一", "Sex is written differently", "女", "可一键改为“男”或“女”。", "Can be tidied."),
    Code("GENDER_UNKNOWN", "error", "性别应填“男”或“女”", "Sex must be 男 or 女", "女", "请改正。", "Correct it."),
    Code("YES_NO", "warning", "“{field}”应填“是”或“否”", "“{field}” must be 是 or 否", "是", "请改填“是”或“否”。", "Use 是 or 否."),
    Code("CITY_MULTI", "error", "一格里填了多个赛区", "Several cities in one cell", "赣州市分公司", "请只填所属的一个市分公司。", "Name one branch."),
    Code("CITY_UNKNOWN", "error", "不是江西的11个市分公司之一", "Not one of the 11 branches of Jiangxi", "赣州市分公司", "请从11个市分公司中选填。", "Name one of the 11 branches."),
    Code("SCHOOL_UNKNOWN", "warning", "高校名单里没有这所学校{near}", "The school is not in the list{near}", "江西理工大学",
         "请核对学校全称；确有这所学校的，请补进名单。", "Check the full name, or add it to the list."),
    Code("TEAM_LONG", "warning", "团队名称有 {length} 个字，可能混入了别的内容", "The team name has {length} characters", "橙心助农队",
         "请核实；一般不超过16个字。", "Check it; 16 are usual."),
    Code("STUDENT_NO_ZERO", "warning", "学号存成了数字，开头的0可能丢了", "The student number is stored as a number; a leading 0 may be lost",
         "0120221034（文本）", "请对照学生证核实，并把整列设为“文本”。", "Check it and set the column to text."),
    Code("STUDENT_NO_PRECISION", "warning", "学号存成了数字，末尾几位可能已丢失", "The student number lost digits as a number",
         "0120221034（文本）", "请把整列设为“文本”后重填。", "Set the column to text and type it again."),
    Code("STUDENT_NO_FORMAT", "warning", "学号一般是6到20位数字或字母", "A student number has 6 to 20 letters or digits", "0120221034", "请核实。", "Check it."),
    Code("STUDENT_NO_SPACE", "fix", "学号里有空格或看不见的字符", "Blanks or invisible characters in the student number", "0120221034", "可一键去掉。", "Can be tidied."),
    Code("SHOP_PRECISION", "error", "邮乐小店ID存成了数字，末尾几位已丢失", "The shop ID lost digits as a number", "YL88012345",
         "请把整列设为“文本”后重填。", "Set the column to text and type it again."),
    Code("SHOP_SCI", "error", "邮乐小店ID变成了科学计数法，原来的数字已丢失", "The shop ID turned into scientific notation", "YL88012345",
         "请把整列设为“文本”后重填。", "Set the column to text and type it again."),
    Code("SHOP_FORMAT", "warning", "邮乐小店ID一般是4到32位数字或字母", "A shop ID has 4 to 32 letters or digits", "YL88012345", "请核实。", "Check it."),
    Code("SHOP_SPACE", "fix", "邮乐小店ID里有空格或看不见的字符", "Blanks or invisible characters in the shop ID", "YL88012345", "可一键去掉。", "Can be tidied."),
)
