// Keeps the state page as it would be if it were asked for anew.
let begun = 0;
let loaded = Date.now();

async function renew() {
  const mine = ++begun;
  try {
    const answer = await fetch("/_chartroom/", { cache: "no-store" });
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = next.querySelector("main");
    // An answer that a later one has overtaken is old.
    if (mine !== begun || !main) return;
    const shown = document.querySelector("[name=show]:checked");
    document.querySelector("main").replaceWith(document.adoptNode(main));
    document.querySelector("header").replaceWith(document.adoptNode(next.querySelector("header")));
    document.title = next.title;
    const same = shown && document.getElementById(shown.id);
    if (same) same.checked = true;
    loaded = Date.now();
  } catch (_) {
    lost();
  }
}

function lost() {
  const lamp = document.querySelector(".lamp");
  lamp.querySelector("strong").textContent = "Ended";
  lamp.querySelector("span").textContent = "The preview does not answer any more.";
  lamp.closest("section").className = "status";
}

function tell(type) {
  if (type === "offline") lost();
  else renew();
}

function tick() {
  for (const age of document.querySelectorAll("[data-ago]")) {
    const seconds = Math.floor(Number(age.dataset.ago) + (Date.now() - loaded) / 1000);
    const [number, unit] = seconds < 60 ? [seconds, "s"] : seconds < 3600 ? [Math.floor(seconds / 60), "min"] : [Math.floor(seconds / 3600), "h"];
    age.textContent = `${number} ${unit} ago`;
  }
}

setInterval(tick, 1000);
listen(tell);
