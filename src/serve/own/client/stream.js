// The server, as the worker and tabs without one ask it.
async function askServer(address, accept) {
  const answer = await fetch(address, { cache: "no-cache", headers: { Accept: accept } });
  return { ok: answer.ok, status: answer.status, text: await answer.text() };
}

// The server's events, for as long as this script lives: tells `tell(type, data)` of hello, built and failed, and of offline when
// the server does not answer. A page that the browser puts aside lets go of it. Returns what ends it.
function stream(tell) {
  let source = null;
  const open = () => {
    source = new EventSource(`${location.origin}/_chartroom/events`);
    for (const type of ["hello", "built", "failed"]) {
      source.addEventListener(type, (event) => tell(type, JSON.parse(event.data)));
    }
    source.addEventListener("error", ({ target }) => {
      tell("offline", null);
      // The browser tries again by itself, unless it was answered with something else.
      if (target.readyState === EventSource.CLOSED) setTimeout(() => source === target && open(), 1000);
    });
  };
  const close = () => {
    if (source) source.close();
    source = null;
  };
  open();
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => event.persisted && open());
  return close;
}
