"""The twenty tasks with requests."""

from concurrent.futures import ThreadPoolExecutor

import requests
from requests.adapters import HTTPAdapter, Retry


def get_json(base):
    return requests.get(f"{base}/user").json()


def add_params(base):
    return requests.get(f"{base}/search", params={"q": "a b", "tag": ["x", "y"]}).json()


def send_json(base):
    return requests.post(f"{base}/echo", json={"id": 7}).json()


def send_form(base):
    return requests.post(f"{base}/echo", data={"name": "Ada", "tag": ["x", "y"]}).json()


def upload_file(base, path):
    with open(path, "rb") as file:
        files = {"file": ("report.txt", file)}
        return requests.post(f"{base}/upload", data={"title": "March"}, files=files).json()


def send_token(base):
    return requests.get(f"{base}/echo", headers={"authorization": "Bearer t0ken"}).json()


def use_defaults(base):
    with requests.Session() as session:
        session.headers["x-team"] = "ferry"
        return session.get(f"{base}/echo").json()


def throw_on_status(base):
    return requests.get(f"{base}/broken").raise_for_status()


def read_error_body(base):
    response = requests.get(f"{base}/broken")
    return not response.ok and response.json()


def limit_time(base):
    return requests.get(f"{base}/slow", timeout=0.1)


def cancel(base):
    return None


def retry(base):
    with requests.Session() as session:
        retries = Retry(3, status_forcelist=[503], backoff_factor=0.01)
        session.mount("http://", HTTPAdapter(max_retries=retries))
        return session.get(f"{base}/flaky").text


def stop_at_redirect(base):
    return requests.get(f"{base}/old", allow_redirects=False).headers["location"]


def list_redirects(base):
    return [response.status_code for response in requests.get(f"{base}/old").history]


def keep_cookies(base):
    with requests.Session() as session:
        session.post(f"{base}/login")
        return session.get(f"{base}/me").text


def download_file(base, path):
    with requests.get(f"{base}/file", stream=True) as response, open(path, "wb") as file:
        return sum(file.write(chunk) for chunk in response.iter_content(65_536))


def read_lines(base):
    with requests.get(f"{base}/lines", stream=True) as response:
        return list(response.iter_lines(decode_unicode=True))


def read_events(base):
    with requests.get(f"{base}/events", stream=True) as response:
        found, data = [], []
        for line in response.iter_lines(decode_unicode=True):
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif line == "" and data:
                found.append("\n".join(data))
                data = []
        return found


def read_pages(base):
    items, url = [], f"{base}/pages"
    while url:
        response = requests.get(url)
        items += response.json()
        url = response.links.get("next", {}).get("url")
        url = url and requests.compat.urljoin(response.url, url)
    return items


def limit_concurrency(base):
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda id: requests.get(f"{base}/items/{id}"), range(8)))
    return requests.get(f"{base}/most").json()
