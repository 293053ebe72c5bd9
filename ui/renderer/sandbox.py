"""What the system offers to hold the renderer to its pipe: limits, Landlock, seccomp.

Linux: resource limits (memory, no new files, no core), ``no_new_privs``, a Landlock rule set that leaves only the
font folders readable, and a seccomp filter under which sockets, new programs and tracing fail with EPERM. Other
systems: what of it exists; docs/threats.md says what that is. Each protection that could not be had is simply not
named in the answer, and the window's diagnostics show it.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Final

resource: ModuleType | None
try:
    import resource
except ImportError:  # Windows has none
    resource = None

MEMORY_LIMIT: Final = 2 * 1024**3  # bytes of address space; pdfium and Python alone map about 0.4 GB

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446  # the same number on every architecture
_LANDLOCK_READ = (1 << 2) | (1 << 3)  # READ_FILE | READ_DIR
_LANDLOCK_PATH_BENEATH = 1
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")

# System calls that fail with EPERM, by machine: socket, socketpair, connect, bind, execve, execveat, ptrace,
# process_vm_readv, process_vm_writev, io_uring_setup.
_DENIED = {
    "x86_64": (0xC000003E, (41, 53, 42, 49, 59, 322, 101, 310, 311, 425)),
    "aarch64": (0xC00000B7, (198, 199, 203, 200, 221, 281, 117, 270, 271, 425)),
}


def confine() -> tuple[str, ...]:
    """Give up what drawing a page does not need. Returns the names of the protections now in force."""
    done = []
    if _limit_resources():
        done.append("rlimits")
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
            done.append("no-new-privs")
            if _landlock(libc, [f for f in _FONT_FOLDERS if Path(f).is_dir()]):
                done.append("landlock")
            if _seccomp(libc):
                done.append("seccomp")
    return tuple(done)


def _limit_resources() -> bool:
    if resource is None:
        return False
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY_LIMIT),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        resource.setrlimit(what, (limit, limit))
    return True


def _landlock(libc: ctypes.CDLL, readable: Sequence[str]) -> bool:
    abi = libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if abi < 1:
        return False
    # Handle every file-system right of ABI 1 (13 bits) and, from ABI 4, TCP bind and connect.
    attributes = struct.pack("<QQ", (1 << 13) - 1, 3) if abi >= 4 else struct.pack("<Q", (1 << 13) - 1)
    rule_set = libc.syscall(_LANDLOCK_CREATE, attributes, len(attributes), 0)
    if rule_set < 0:
        return False
    try:
        for folder in readable:
            descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
            rule = struct.pack("<Qi", _LANDLOCK_READ, descriptor)
            libc.syscall(_LANDLOCK_ADD, rule_set, _LANDLOCK_PATH_BENEATH, rule, 0)
            os.close(descriptor)
        return int(libc.syscall(_LANDLOCK_RESTRICT, rule_set, 0)) == 0
    finally:
        os.close(rule_set)


def _seccomp(libc: ctypes.CDLL) -> bool:
    known = _DENIED.get(platform.machine())
    if known is None:
        return False
    architecture, denied = known
    load, jump_equal, give_back = 0x20, 0x15, 0x06  # BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_RET|K
    allow, refuse, kill = 0x7FFF0000, 0x00050001, 0x80000000  # ALLOW, ERRNO(EPERM), KILL_PROCESS
    program = [
        (load, 0, 0, 4),
        (jump_equal, 1, 0, architecture),
        (give_back, 0, 0, kill),
        (load, 0, 0, 0),
    ]
    for index, number in enumerate(denied):
        program.append((jump_equal, len(denied) - index, 0, number))
    program += [(give_back, 0, 0, allow), (give_back, 0, 0, refuse)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("<HBBI", *line) for line in program))
    filter_program = struct.pack("<HxxxxxxQ", len(program), ctypes.addressof(code))
    return int(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, filter_program, 0, 0)) == 0
