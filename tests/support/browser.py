# SPDX-License-Identifier: MIT
"""A headless Chromium, driven over the WebDriver protocol (https://www.w3.org/TR/webdriver2/)."""

import base64
import json
import re
import subprocess
import tempfile
import urllib.request

ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
             # No request leaves the machine: updates, safe browsing, translation.
             "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


class Browser:
    """A browser with one window; use it in a `with` statement."""

    def __init__(self, width=1280, height=1000):
        self.size = (width, height)

    def __enter__(self):
        self.profile = tempfile.TemporaryDirectory(prefix="sae-browser-")
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
        for line in self.driver.stdout:
            started = re.search(r"started successfully on port (\d+)", line)
            if started:
                break
        else:
            raise RuntimeError("chromedriver ended before it listened")
        self.base = f"http://127.0.0.1:{started.group(1)}"
        options = {"args": [*ARGUMENTS, f"--user-data-dir={self.profile.name}", f"--window-size={self.size[0]},{self.size[1]}"]}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        self.session = ""
        self.session = "/session/" + self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        return self

    def __exit__(self, *_):
        try:
            self.call("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.driver.stdout.close()
            self.profile.cleanup()

    def call(self, method, path, body=None):
        request = urllib.request.Request(self.base + self.session + path, method=method, headers={"Content-Type": "application/json"},
                                         data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)["value"]

    def open(self, path):
        """Opens a page of ours and waits until it is drawn, or says why it is not."""
        self.call("POST", "/url", {"url": path.as_uri()})
        done = """const done = arguments[0], page = document.documentElement, failure = document.getElementById("failure");
                  const check = () => page.dataset.ready ? done("") : failure.hidden ? 0 : done(failure.textContent);
                  new MutationObserver(check).observe(page, {attributes: true, subtree: true});
                  check();"""
        failure = self.call("POST", "/execute/async", {"script": done, "args": []})
        if failure:
            raise AssertionError(failure)

    def run(self, script, *args):
        """Runs JavaScript with `arguments` and returns what it returns."""
        return self.call("POST", "/execute/sync", {"script": script, "args": list(args)})

    def click(self, selector):
        self.run("document.querySelector(arguments[0]).click()", selector)

    def text(self, selector):
        return self.run("return document.querySelector(arguments[0]).textContent", selector)

    def texts(self, selector):
        return self.run("return Array.from(document.querySelectorAll(arguments[0]), (found) => found.textContent)", selector)

    def choose(self, selector, value):
        """Sets a field's value as a user does, with its events."""
        self.run("""const field = document.querySelector(arguments[0]);
                    if (field.type === "checkbox") field.checked = arguments[1]; else field.value = arguments[1];
                    field.dispatchEvent(new Event("input", {bubbles: true}));
                    field.dispatchEvent(new Event("change", {bubbles: true}));""", selector, value)

    def press(self, key):
        """Presses a key; the codes are those of the protocol."""
        keys = [{"type": kind, "value": key} for kind in ("keyDown", "keyUp")]
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": keys}]})

    def resize(self, width, height):
        """Sets the size of the page, as on a device of this size."""
        self.call("POST", "/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}})

    def errors(self):
        """Messages of the console since the last call that are errors or warnings."""
        entries = self.call("POST", "/se/log", {"type": "browser"})
        return [entry["message"] for entry in entries if entry["level"] in ("SEVERE", "WARNING")]

    def screenshot(self):
        """The window as bytes of a PNG file."""
        return base64.b64decode(self.call("GET", "/screenshot"))


ESCAPE, LEFT, RIGHT = "\ue00c", "\ue012", "\ue014"
