"""Times kernels through jupyter_client, one after the other in each round, and prints the times as JSON."""

import json
import sys
import time

import zmq
from jupyter_client.manager import KernelManager

TIMEOUT = 60
# Milliseconds until a client knocks again at a kernel that doesn't listen yet. ZeroMQ's own is a random time from 100 to
# 200: no kernel is there at the first knock, so with it the start of a fast one is mostly that wait.
EAGER = 2


class EagerContext(zmq.Context):
    """Makes sockets that connect as soon as the kernel listens."""

    def socket(self, *args, **options):
        made = super().socket(*args, **options)
        made.reconnect_ivl = EAGER
        return made


def reply_to(client, message):
    """Waits for the reply to a message; front ends get others besides."""
    while True:
        reply = client.get_shell_msg(timeout=TIMEOUT)
        if reply["parent_header"].get("msg_id") == message:
            return reply


def idle_after(client, message):
    while True:
        told = client.get_iopub_msg(timeout=TIMEOUT)
        if told["parent_header"].get("msg_id") == message and told["content"].get("execution_state") == "idle":
            return


def start(name, context):
    """Starts a kernel, and says how long it took until its first result."""
    began = time.perf_counter()
    manager = KernelManager(kernel_name=name, context=context)
    manager.start_kernel()
    # Unless told, a client makes a context of its own.
    client = manager.client(context=context)
    client.start_channels()
    reply = reply_to(client, client.execute("1 + 1"))
    took = time.perf_counter() - began
    if reply["content"]["status"] != "ok":
        raise RuntimeError(f"{name} answered {reply['content']}")
    return manager, client, took


def end(manager, client):
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def measure(name, cells):
    manager, client, ready = start(name, EagerContext())
    end(manager, client)
    manager, client, first = start(name, zmq.Context())
    try:
        client.wait_for_ready(timeout=TIMEOUT)
        trips = []
        for number in range(cells):
            began = time.perf_counter()
            message = client.execute(f"{number} + 1")
            reply_to(client, message)
            idle_after(client, message)
            trips.append(time.perf_counter() - began)
        return {"ready": ready, "start": first, "trip": sorted(trips)[len(trips) // 2]}
    finally:
        end(manager, client)


rounds, cells, *names = sys.argv[1:]
for name in names:
    # What a kernel keeps for its next starts, such as compiled code, is there from the second on.
    manager, client, _ = start(name, zmq.Context())
    time.sleep(2)
    end(manager, client)
times = {name: [] for name in names}
for _ in range(int(rounds)):
    for name in names:
        times[name].append(measure(name, int(cells)))
print(json.dumps(times))
