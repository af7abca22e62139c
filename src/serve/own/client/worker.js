// Holds the one stream of a browser and hands its events to all tabs: browsers open six connections to a host and no more, so that
// with a stream for each tab the seventh would get nothing at all. Asks the server what a tab wants to know, too.
const tabs = new Set();
let latest = null;

function join(tab) {
  tabs.add(tab);
  if (latest) tab.postMessage(latest);
}

async function answer(tab, { question, address, accept }) {
  tab.postMessage({ question, answer: await askServer(address, accept).catch(() => null) });
}

self.addEventListener("connect", (event) => {
  const tab = event.ports[0];
  tab.addEventListener("message", ({ data }) => {
    if (data === "bye") tabs.delete(tab);
    else if (data === "back") join(tab);
    else answer(tab, data);
  });
  tab.addEventListener("close", () => tabs.delete(tab));
  tab.start();
  join(tab);
});

let session = null;
stream((type, data) => {
  if (type === "hello") session = data.session;
  // What a tab that joins later is told.
  latest = data ? { type: "hello", data: { session, revision: data.revision } } : { type, data };
  for (const tab of tabs) tab.postMessage({ type, data });
});
