"""Does every task with one client and prints what comes of it as JSON: `python.py MODULE BASE FILE FOLDER`."""

import importlib
import json
import re
import sys

module, base, file, folder = sys.argv[1:5]
tasks = importlib.import_module(module)
found = {}
for name in json.load(sys.stdin):
    task = getattr(tasks, re.sub(r"[A-Z]", lambda match: "_" + match.group().lower(), name))
    path = {"uploadFile": [file], "downloadFile": [f"{folder}/{module}"]}.get(name, [])
    try:
        found[name] = task(base, *path)
    except Exception:
        found[name] = "throws"
print(json.dumps(found))
