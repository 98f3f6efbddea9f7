"""A way to a port of this machine that can be closed, or held up."""

import socket
import threading


class Forwarder:
    """Listens on a port of its own, which stays the same, and hands every byte on to another."""

    def __init__(self, target):
        self.target = target
        self.open = threading.Event()
        self.open.set()
        self.closed = False
        self.away = False
        self.pairs = set()
        self.lock = threading.Lock()
        self.server = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while not self.closed:
            try:
                near, _ = self.server.accept()
            except OSError:
                return
            if self.away:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self.target), timeout=5)
                far.settimeout(None)
            except OSError:
                near.close()
                continue
            with self.lock:
                self.pairs.add((near, far))
            for a, b in ((near, far), (far, near)):
                threading.Thread(target=self._copy, args=(a, b, (near, far)), daemon=True).start()

    def _copy(self, source, sink, pair):
        buffer = memoryview(bytearray(1 << 18))
        try:
            while n := source.recv_into(buffer):
                self.open.wait()
                sink.sendall(buffer[:n])
        except OSError:
            pass
        self._drop(pair)

    def _drop(self, pair):
        with self.lock:
            self.pairs.discard(pair)
        for s in pair:
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            s.close()

    def cut(self):
        """Closes every connection, and each new one at once."""
        self.away = True
        self.open.set()
        for pair in list(self.pairs):
            self._drop(pair)

    def hold(self):
        """Connections stay, and nothing comes through."""
        self.open.clear()

    def mend(self):
        self.away = False
        self.open.set()

    def close(self):
        self.closed = True
        self.cut()
        self.server.close()
