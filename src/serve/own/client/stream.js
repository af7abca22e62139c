// The server's events, for as long as this script lives: tells `tell(type, data)` of hello, built and failed, and of offline when
// the server does not answer. Shared by the worker and by tabs without one.
function stream(tell) {
  const source = new EventSource("/_chartroom/events");
  for (const type of ["hello", "built", "failed"]) {
    source.addEventListener(type, (event) => tell(type, JSON.parse(event.data)));
  }
  source.addEventListener("error", () => {
    tell("offline", null);
    // The browser tries again by itself, unless it was answered with something else.
    if (source.readyState === EventSource.CLOSED) setTimeout(stream, 1000, tell);
  });
}
