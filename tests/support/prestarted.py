# SPDX-License-Identifier: MIT
"""Runs commands of sae_train and sae as forks of one started process ($SAE_PRESTARTED, built from prestarted.cpp).

A start of the program takes a quarter of a second, with a sanitizer most of one; a fork takes some milliseconds."""

import atexit
import functools
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile


@functools.cache
def socket_path():
    """The socket of the started process, which lives until this one ends; None without $SAE_PRESTARTED.

    A child process of the test uses the same one, if its environment names the socket."""
    if "SAE_PRESTARTED_SOCKET" in os.environ:
        return os.environ["SAE_PRESTARTED_SOCKET"]
    if "SAE_PRESTARTED" not in os.environ:
        return None
    # Not in $TMPDIR, because the path of a socket has at most 107 bytes.
    folder = tempfile.mkdtemp(prefix="sae-prestarted-", dir="/tmp")
    path = os.path.join(folder, "socket")
    environment = {name: value for name, value in os.environ.items() if name != "SAE_DATA"}
    process = subprocess.Popen([os.environ["SAE_PRESTARTED"], path], env=environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE)

    def end():
        process.kill()
        process.wait()
        process.stdout.close()
        shutil.rmtree(folder)

    atexit.register(end)
    if process.stdout.readline() != b"ready\n":
        raise RuntimeError("the prestarted program did not start")
    return path


def run(command, folder, streams, timeout):
    """Runs `command` in `folder` with three files as its streams; returns its exit code, or -number for a signal."""
    words = [os.fspath(folder), *command]
    packet = b"".join(os.fsencode(word) + b"\0" for word in words)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
        connection.settimeout(timeout)
        connection.connect(socket_path())
        socket.send_fds(connection, [packet], [stream.fileno() for stream in streams])
        answer = connection.recv(4)
    return os.waitstatus_to_exitcode(struct.unpack("i", answer)[0]) if len(answer) == 4 else -signal.SIGABRT


def capture(command, folder, timeout):
    """Like subprocess.run, without input and with captured text."""
    with open(os.devnull, "rb") as nothing, tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        code = run(command, folder, (nothing, stdout, stderr), timeout)
        texts = []
        for stream in (stdout, stderr):
            stream.seek(0)
            texts.append(stream.read().decode("utf-8", errors="replace"))
    return subprocess.CompletedProcess(command, code, *texts)
