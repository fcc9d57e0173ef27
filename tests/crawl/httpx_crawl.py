"""The crawl with httpx: python3 httpx_crawl.py PORT ORIGINS PAGES BLOCK SECONDS. Prints what came of it as JSON."""

import asyncio
import gc
import json
import os
import sys
import time

import httpx

PORT, ORIGINS, PAGES, BLOCK, SECONDS = map(int, sys.argv[1:])
AT_ONCE, PER_HOST, TIMEOUT, CALLS = 500, 4, 3, 2000
TOTAL = ORIGINS * PAGES


def memory():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20


def files():
    return len(os.listdir("/proc/self/fd"))


def kind(host):
    return {7: "hanging", 57: "breaking"}.get(host % 100, "right")


def target(host, page):
    return ((host + 1) % ORIGINS, page + 1) if page % 10 == 9 else (host, page)


def shares(numbers):
    numbers = sorted(numbers)
    return [round(1000 * numbers[int((len(numbers) - 1) * part)]) if numbers else 0 for part in (0.5, 0.99, 1)]


async def crawl():
    report = {"right": 0, "due": 0, "failed": 0, "wrong": 0, "errors": {}, "memory": [], "files": 0}
    times, waits, slots = [], {}, {}
    everybody = asyncio.Semaphore(AT_ONCE)
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    timeout = httpx.Timeout(TIMEOUT, pool=None)
    start, count = time.perf_counter(), 0

    async with httpx.AsyncClient(limits=limits, timeout=timeout, follow_redirects=True, trust_env=False) as client:

        async def visit(host, page):
            asked = time.perf_counter()
            own = slots.setdefault(host, asyncio.Semaphore(PER_HOST))
            try:
                async with own, everybody:
                    waited = time.perf_counter() - asked
                    answer = await client.get(f"http://127.1.{host >> 8}.{host & 255}:{PORT}/{page}")
                shown = target(host, page)
                right = answer.text.startswith(f"<title>{shown[0]} {shown[1]}</title>")
                report["right" if right else "wrong"] += 1
                times.append(time.perf_counter() - asked)
                report["rate"] = round(len(times) / (time.perf_counter() - start))
                waits[host] = max(waited, waits.get(host, 0))
            except httpx.HTTPError as error:
                due = kind(host) != "right" or kind(target(host, page)[0]) != "right"
                report["due" if due else "failed"] += 1
                name = type(error).__name__
                report["errors"][name] = report["errors"].get(name, 0) + 1

        async def work():
            nonlocal count
            while count < TOTAL and time.perf_counter() - start < SECONDS:
                at, count = count, count + 1
                if at % 100 == 0:
                    report["files"] = max(report["files"], files())
                if at % -(-TOTAL // 10) == 0:
                    report["memory"].append(memory())
                within = at % (BLOCK * PAGES)
                await visit(at // (BLOCK * PAGES) * BLOCK + within % BLOCK, within // BLOCK)

        await asyncio.gather(*(work() for _ in range(CALLS)))
        report["seconds"] = time.perf_counter() - start
        report.update(times=shares(times), waits=shares(list(waits.values())))
        seen = (await client.get(f"http://127.0.0.1:{PORT}/cookies")).json()
        report["cookies"] = round(100 * seen["with"] / (seen["with"] + seen["without"]))
        await asyncio.sleep(7)
        gc.collect()
        report.update(memoryIdle=memory(), filesIdle=files())
    print(json.dumps(report))


asyncio.run(crawl())
