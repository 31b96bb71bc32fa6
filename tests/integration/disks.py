"""disks.py - small disks that a test may fill up or make read-only, for tests that ask what a daemon does then.

They are tmpfs mounts in a mount namespace of the test's own, so that nothing is left behind however it ends. Root may do that, and
anybody where user namespaces are allowed.
"""

import ctypes
import errno
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

CLONE_NEWNS, CLONE_NEWUSER = 0x20000, 0x10000000


def may_mount():
    """Moves this process into a mount namespace of its own; False when that is not allowed. Call it before any thread starts."""
    libc, user, group = ctypes.CDLL(None, use_errno=True), os.geteuid(), os.getegid()
    if libc.unshare(CLONE_NEWNS if user == 0 else CLONE_NEWNS | CLONE_NEWUSER) != 0:
        return False
    if user != 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    if subprocess.run(["mount", "--make-rprivate", "/"], capture_output=True, check=False).returncode != 0:
        return False
    with tempfile.TemporaryDirectory() as place:
        return mount(place, "tmpfs", "size=64k") and subprocess.run(["umount", place], check=False).returncode == 0


def mount(path, kind, options):
    return subprocess.run(["mount", "-t", kind, "-o", options, kind, str(path)], capture_output=True, check=False).returncode == 0


class Disk:
    """A directory of so many MiB."""

    def __init__(self, mebibytes):
        self.path = Path(tempfile.mkdtemp(prefix="depeche-disk-"))
        self.mebibytes = mebibytes

    def __enter__(self):
        if not mount(self.path, "tmpfs", f"size={self.mebibytes}m,mode=0750"):
            raise OSError(f"can't mount a tmpfs on {self.path}")
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", str(self.path)], check=True)
        shutil.rmtree(self.path, ignore_errors=True)

    def fill(self):
        """Leaves not a byte."""
        with open(self.path / "ballast", "wb", buffering=0) as ballast:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while True:
                        ballast.write(b"\0" * size)
                except OSError as problem:
                    if problem.errno != errno.ENOSPC:
                        raise

    def empty(self):
        (self.path / "ballast").unlink()

    def read_only(self, on):
        """Only while nobody has a file open for writing on it."""
        subprocess.run(["mount", "-o", f"remount,{'ro' if on else 'rw'}", str(self.path)], check=True)
