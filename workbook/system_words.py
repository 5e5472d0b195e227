"""What the operating system answers when it refuses, in our users' words; which finding it becomes is left to callers."""

from __future__ import annotations

import errno
from typing import Final

_WORDS: Final = {
    errno.ENOENT: "找不到",
    errno.ENOTDIR: "上一级不是文件夹",
    errno.EISDIR: "是一个文件夹",
    errno.EEXIST: "已经有同名的文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘空间不够",
    errno.EDQUOT: "超过了磁盘配额",
    errno.ENAMETOOLONG: "名称太长",
    errno.ELOOP: "链接绕回了自己",
    errno.EBUSY: "另一个程序正在使用",
    errno.ETXTBSY: "另一个程序正在使用",
    errno.EIO: "磁盘读写出错",
    errno.EINTR: "操作被打断",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.EFBIG: "超过了允许的文件大小",
    errno.ESTALE: "网络盘断开了",
    errno.ETIMEDOUT: "网络盘没有回答",
    errno.ENODEV: "磁盘不见了",
    errno.ENXIO: "磁盘不见了",
}
_WINDOWS: Final = {32: "另一个程序正在使用", 33: "另一个程序正在使用"}


def reason(problem: OSError) -> str:
    """Why the system refused, a clause without a full stop; its number where we know no words."""
    windows = getattr(problem, "winerror", None)
    if windows in _WINDOWS:
        return _WINDOWS[windows]
    return _WORDS.get(problem.errno or 0, f"系统错误 {windows or problem.errno}")
