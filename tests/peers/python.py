"""What a Python client does of the things that the README compares, as JSON."""

import json
import sys
import threading
import time

name, base, other = sys.argv[1:4]
found = {}


def check(row):
    def run(function):
        try:
            found[row] = bool(function())
        except Exception:
            found[row] = False

    return run


def ends_late(get):
    started = time.monotonic()
    try:
        get()
    except Exception:
        return 1 < time.monotonic() - started < 4
    return False


def fails(get):
    try:
        get()
    except Exception:
        return True
    return False


def most_at_once(get):
    seen = []
    threads = [threading.Thread(target=lambda: seen.append(get())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(seen) == 8 and max(seen) <= 2


def post_once(client):
    client.post(f"{base}/once?client={name}", data="x").raise_for_status()
    time.sleep(0.2)
    try:
        client.post(f"{base}/once?client={name}", data="x")
    except Exception:
        pass
    return client.get(f"{base}/turns?client={name}").json() == 2


if name == "requests":
    import requests
    from requests.adapters import HTTPAdapter, Retry
    from requests.auth import HTTPDigestAuth

    session = requests.Session()
    limited = requests.Session()
    limited.mount("http://", HTTPAdapter(pool_maxsize=2, pool_block=True))
    patient = requests.Session()
    patient.mount("http://", HTTPAdapter(max_retries=Retry(2, status_forcelist=[503])))

    check("cookies")(lambda: "hop=1" in session.get(base + "/cookie").json().get("cookie", ""))
    check("history")(lambda: [r.status_code for r in session.get(base + "/cookie").history] == [302])
    check("header")(lambda: "x-api-key" not in session.get(
        base + "/away", params={"to": other + "/echo"}, headers={"x-api-key": "k"}).json())
    check("once")(lambda: post_once(session))
    check("silence")(lambda: ends_late(lambda: session.get(base + "/silence", timeout=(5, 0.6))))
    check("short")(lambda: fails(lambda: session.get(base + "/short")))
    check("zstd")(lambda: session.get(base + "/zstd").text == "hello")
    check("digest")(lambda: session.get(
        base + "/digest", auth=HTTPDigestAuth("u", "p")).status_code == 200)
    check("limit")(lambda: most_at_once(lambda: limited.get(f"{base}/busy?client={name}").json()))
    check("retry")(lambda: patient.get(f"{base}/flaky?client={name}").status_code == 200)
else:
    import httpx

    client = httpx.Client(follow_redirects=True)
    limited = httpx.Client(limits=httpx.Limits(max_connections=2), timeout=5)
    patient = httpx.Client(transport=httpx.HTTPTransport(retries=2))

    check("cookies")(lambda: "hop=1" in client.get(base + "/cookie").json().get("cookie", ""))
    check("history")(lambda: [r.status_code for r in client.get(base + "/cookie").history] == [302])
    check("header")(lambda: "x-api-key" not in client.get(
        base + "/away", params={"to": other + "/echo"}, headers={"x-api-key": "k"}).json())
    check("once")(lambda: post_once(client))
    check("silence")(lambda: ends_late(lambda: client.get(
        base + "/silence", timeout=httpx.Timeout(5, read=0.6))))
    check("short")(lambda: fails(lambda: client.get(base + "/short")))
    check("zstd")(lambda: client.get(base + "/zstd").text == "hello")
    check("digest")(lambda: client.get(
        base + "/digest", auth=httpx.DigestAuth("u", "p")).status_code == 200)
    check("limit")(lambda: most_at_once(lambda: limited.get(f"{base}/busy?client={name}").json()))
    check("retry")(lambda: patient.get(f"{base}/flaky?client={name}").status_code == 200)

found["web"] = False
print(json.dumps(found))
