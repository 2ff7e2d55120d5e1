// What the daemon says: each method asked again and again while somebody looks, and the events.
const PATIENCE_MS = 5000;

export async function ask(method, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== "" && value !== null));
  const text = query.toString();
  const response = await fetch(`/api/${method}${text ? `?${text}` : ""}`, {signal: AbortSignal.timeout(PATIENCE_MS), cache: "no-store"});
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(answer.error ?? response.statusText, response.status);
  return answer;
}

// The daemon is there, and does not answer this.
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

// Calls `work` now and every `period_ms` after it is done, while the page is seen; poke() is at once.
export function repeat(work, period_ms) {
  let timer = 0, running = false, again = false;
  async function turn() {
    clearTimeout(timer);
    if (running) { again = true; return; }
    running = true;
    if (!document.hidden) await work();
    running = false;
    if (again) { again = false; return turn(); }
    timer = setTimeout(turn, period_ms);
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) turn(); });
  turn();
  return {poke: turn};
}

// The event log: onBegin({newest_seq}) at each connection, then onLine(event) in order.
export function followEvents(onBegin, onLine) {
  let source = null, retry = 0;
  function open() {
    source = new EventSource("/api/events");
    source.addEventListener("begin", (message) => onBegin(JSON.parse(message.data)));
    source.addEventListener("line", (message) => {
      let event = null;
      try { event = JSON.parse(message.data); } catch { return; }
      onLine(event);
    });
    // A browser gives up where the answer is no stream (all places are taken).
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED) return;
      clearTimeout(retry);
      retry = setTimeout(open, 5000);
    };
  }
  open();
}
