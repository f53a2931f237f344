"""Times kernels through jupyter_client, one after the other in each round, and prints the times as JSON."""

import json
import sys
import time

from jupyter_client.manager import KernelManager

TIMEOUT = 60


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


def measure(name, cells):
    began = time.perf_counter()
    manager = KernelManager(kernel_name=name)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        reply = reply_to(client, client.execute("1 + 1"))
        start = time.perf_counter() - began
        if reply["content"]["status"] != "ok":
            raise RuntimeError(f"{name} answered {reply['content']}")
        client.wait_for_ready(timeout=TIMEOUT)
        trips = []
        for number in range(cells):
            began = time.perf_counter()
            message = client.execute(f"{number} + 1")
            reply_to(client, message)
            idle_after(client, message)
            trips.append(time.perf_counter() - began)
        return {"start": start, "trip": sorted(trips)[len(trips) // 2]}
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


rounds, cells, *names = sys.argv[1:]
times = {name: [] for name in names}
for _ in range(int(rounds)):
    for name in names:
        times[name].append(measure(name, int(cells)))
print(json.dumps(times))
