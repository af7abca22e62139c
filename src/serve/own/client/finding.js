// A finding as elements. Messages and source lines come from content that nobody vouches for: they only ever become text.
function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

function showFinding(finding) {
  const place = `${finding.file}:${finding.line}:${finding.column}`;
  const link = element(finding.open ? "a" : "span", "place", place);
  if (finding.open) {
    link.href = finding.open;
    link.title = "Open in the editor";
  }
  const item = element("li", finding.severity,
    element("p", "what", element("span", "severity", finding.severity), element("span", "message", finding.message)),
    element("p", "where", link, element("code", "code", finding.code)));
  // By this it is known again after an edit, which may move it.
  item.dataset.finding = `${finding.code} ${finding.file} ${finding.message}`;
  const { source } = finding;
  if (source) {
    const line = element("code", "", source.before, element("mark", source.marked ? "" : "end", source.marked || " "), source.after);
    const box = element("pre", "source", element("span", "number", String(finding.line)), line);
    box.tabIndex = 0;
    item.append(box);
  }
  if (finding.help) item.append(element("p", "help", finding.help));
  return item;
}
