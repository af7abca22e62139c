// Listens to the server by way of the browser's one worker, or by itself where there are no shared workers.
function listen(tell) {
  let worker;
  try {
    worker = new SharedWorker("/_chartroom/worker.js");
  } catch (_) {
    stream(tell);
    return;
  }
  worker.addEventListener("error", () => stream(tell), { once: true });
  worker.port.addEventListener("message", ({ data }) => tell(data.type, data.data));
  worker.port.start();
  addEventListener("pagehide", () => worker.port.postMessage("bye"));
  addEventListener("pageshow", (event) => {
    if (event.persisted) worker.port.postMessage("back");
  });
}
