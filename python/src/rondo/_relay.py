"""Connects standard input and output with a Unix domain socket: a trainer whose functions are in another process.

``simulate`` has Rondo start this file as its trainer. It needs only the standard library, so that it starts fast.
"""

import os
import signal
import socket
import sys
import threading

SIZE = 65_536


def main(path: str) -> None:
    """Passes bytes on in both directions until the other process closes its side."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        threading.Thread(target=_pass_requests, args=(connection,), daemon=True).start()
        while answers := connection.recv(SIZE):
            while answers:
                answers = answers[os.write(1, answers) :]


def _pass_requests(connection: socket.socket) -> None:
    try:
        while requests := os.read(0, SIZE):
            connection.sendall(requests)
        connection.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # The other process has closed its side, and main ends.


if __name__ == "__main__":
    main(sys.argv[1])
