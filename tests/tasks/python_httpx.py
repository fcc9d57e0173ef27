"""The twenty tasks with httpx."""

import asyncio
import time

import httpx


def get_json(base):
    return httpx.get(f"{base}/user").json()


def add_params(base):
    return httpx.get(f"{base}/search", params={"q": "a b", "tag": ["x", "y"]}).json()


def send_json(base):
    return httpx.post(f"{base}/echo", json={"id": 7}).json()


def send_form(base):
    return httpx.post(f"{base}/echo", data={"name": "Ada", "tag": ["x", "y"]}).json()


def upload_file(base, path):
    with open(path, "rb") as file:
        files = {"file": ("report.txt", file)}
        return httpx.post(f"{base}/upload", data={"title": "March"}, files=files).json()


def send_token(base):
    return httpx.get(f"{base}/echo", headers={"authorization": "Bearer t0ken"}).json()


def use_defaults(base):
    with httpx.Client(base_url=base, headers={"x-team": "ferry"}) as client:
        return client.get("/echo").json()


def throw_on_status(base):
    return httpx.get(f"{base}/broken").raise_for_status()


def read_error_body(base):
    response = httpx.get(f"{base}/broken")
    return response.is_error and response.json()


def limit_time(base):
    return httpx.get(f"{base}/slow", timeout=0.1)


def cancel(base):
    async def ask():
        async with httpx.AsyncClient() as client:
            return await asyncio.wait_for(client.get(f"{base}/slow"), 0.05)

    return asyncio.run(ask())


def retry(base):
    for attempt in range(4):
        response = httpx.get(f"{base}/flaky")
        if response.status_code != 503:
            break
        time.sleep(0.01 * 2**attempt)
    return response.text


def stop_at_redirect(base):
    return httpx.get(f"{base}/old").headers["location"]


def list_redirects(base):
    return [r.status_code for r in httpx.get(f"{base}/old", follow_redirects=True).history]


def keep_cookies(base):
    with httpx.Client(base_url=base) as client:
        client.post("/login")
        return client.get("/me").text


def download_file(base, path):
    with httpx.stream("GET", f"{base}/file") as response, open(path, "wb") as file:
        return sum(file.write(chunk) for chunk in response.iter_bytes())


def read_lines(base):
    with httpx.stream("GET", f"{base}/lines") as response:
        return [line.rstrip("\n") for line in response.iter_lines()]


def read_events(base):
    with httpx.stream("GET", f"{base}/events") as response:
        found, data = [], []
        for line in response.iter_lines():
            if line.startswith("data:"):
                data.append(line[5:].strip())
            elif line.strip() == "" and data:
                found.append("\n".join(data))
                data = []
        return found


def read_pages(base):
    items, url = [], httpx.URL(f"{base}/pages")
    while url:
        response = httpx.get(url)
        items += response.json()
        link = response.links.get("next")
        url = link and url.join(link["url"])
    return items


def limit_concurrency(base):
    async def ask():
        limits = httpx.Limits(max_connections=2)
        async with httpx.AsyncClient(base_url=base, limits=limits) as client:
            await asyncio.gather(*[client.get(f"/items/{id}") for id in range(8)])
            return (await client.get("/most")).json()

    return asyncio.run(ask())
