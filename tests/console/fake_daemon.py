"""The console's page with made-up answers: what a real gateway shows only on a bad day, or with thirty zones."""
import http.server
import json
import pathlib
import re
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"


def policy_header():
    """The page's Content-Security-Policy, as the daemon sends it."""
    source = (ROOT / "daemon/web_console.cpp").read_text(encoding="utf-8")
    literals = re.search(r'"Content-Security-Policy",\s*((?:"[^"]*"\s*)+)', source).group(1)
    return "".join(re.findall(r'"([^"]*)"', literals))


class FakeDaemon:
    """Serves `answers` (method -> object) and `events` (lines, told at once) on a port of loopback (0: any)."""

    def __init__(self, answers, events=(), port=0):
        self.answers, self.events = answers, list(events)
        self.asked = []
        self.news = threading.Condition()
        fake, header = self, policy_header()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                if not fake.is_up:  # a connection that outlived its server
                    self.close_connection = True
                    return None
                path, _, query = self.path.partition("?")
                if path == "/api/events":
                    return self.stream()
                if path.startswith("/api/"):
                    fake.asked.append((path[5:], query))
                    answer = fake.answers.get(path[5:])
                    return self.send(200 if answer is not None else 404, "application/json", json.dumps(answer).encode())
                file = ROOT / "daemon/web" / (path[1:] or "index.html")
                if not file.is_file():
                    return self.send(404, "text/plain", b"")
                self.send(200, TYPES[file.suffix], file.read_bytes())

            def send(self, status, content_type, body):
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Security-Policy", header)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def stream(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Connection", "close")
                self.end_headers()
                newest = fake.events[-1]["seq"] if fake.events else 0
                self.wfile.write(f'event: begin\ndata: {{"newest_seq":{newest}}}\n\n'.encode())
                told = 0
                while True:
                    with fake.news:
                        fake.news.wait_for(lambda: len(fake.events) > told or not fake.is_up)
                        lines, told = fake.events[told:], len(fake.events)
                    if not fake.is_up:
                        return
                    for line in lines:
                        self.wfile.write(f"event: line\nid: {line['seq']}\ndata: {json.dumps(line)}\n\n".encode())

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):  # pages are closed in the middle of an answer
                pass

        self.is_up = True
        self.server = Server(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def tell(self, event):
        with self.news:
            self.events.append(event)
            self.news.notify_all()

    def close(self):
        with self.news:
            self.is_up = False
            self.news.notify_all()
        self.server.shutdown()
        self.server.server_close()
