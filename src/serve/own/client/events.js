// Listens to the server and asks it by way of the browser's one worker, or by itself where there is none. The worker has another use:
// a Content-Security-Policy that lets the page itself ask nobody does not hold for it, where scripts of the site may run.
const PATIENCE = 30000;
const questions = new Map();
let worker = null;
let asked = 0;

function listen(tell) {
  const alone = () => {
    worker = null;
    for (const give of questions.values()) give(null);
    const end = stream(tell);
    document.addEventListener("securitypolicyviolation", ({ disposition, effectiveDirective, blockedURI }) => {
      const isOurs = blockedURI.startsWith(`${location.origin}/_chartroom/`);
      if (disposition !== "enforce" || effectiveDirective !== "connect-src" || !isOurs) return;
      // Neither way is open.
      end();
      tell("barred", null);
    });
  };
  try {
    worker = new SharedWorker(`${location.origin}/_chartroom/worker.js`);
  } catch (_) {
    alone();
    return;
  }
  const { port } = worker;
  worker.addEventListener("error", alone, { once: true });
  port.addEventListener("message", ({ data }) => {
    if (!data.question) tell(data.type, data.data);
    else if (questions.has(data.question)) questions.get(data.question)(data);
  });
  port.start();
  addEventListener("pagehide", () => port.postMessage("bye"));
  addEventListener("pageshow", (event) => {
    if (event.persisted) port.postMessage("back");
  });
}

async function ask(address, accept) {
  const question = ++asked;
  const given = worker && await new Promise((give) => {
    questions.set(question, give);
    setTimeout(give, PATIENCE, null);
    worker.port.postMessage({ question, address, accept });
  });
  questions.delete(question);
  if (!given) return askServer(address, accept);
  if (!given.answer) throw new Error("the preview does not answer");
  return given.answer;
}
