//! A headless Chromium for browser tests, driven over its debugging protocol: several tabs, expressions evaluated in them, keys,
//! clicks, pictures. In: addresses and JavaScript. Out: JSON, and everything that a page complained about.
//!
//! Tests that use it do so only where [`is_wanted`]; there, a browser that is missing fails them. Each has a profile of its own,
//! and no name but those of this machine leads anywhere.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

/// How long a test waits for what must come; only a failing test ever waits so long.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Whether browser tests are to run.
pub fn is_wanted() -> bool {
    std::env::var_os("CHARTROOM_BROWSER").is_some()
}

/// A browser; ends when dropped.
pub struct Chrome {
    process: Child,
    control: Channel,
    /// `127.0.0.1:PORT`, where it is driven.
    address: String,
    _profile: tempfile::TempDir,
}

/// A tab in a window of its own, so that it is never hidden behind another.
pub struct Tab {
    channel: Channel,
}

/// A size of the window and a colour scheme.
#[derive(Debug, Clone, Copy)]
pub struct View {
    pub width: u32,
    pub height: u32,
    pub dark: bool,
}

impl Chrome {
    /// Starts a browser.
    pub fn start() -> Self {
        let profile = tempfile::tempdir().expect("a temporary folder");
        let mut process = Command::new("chromium")
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--disable-dev-shm-usage", "--disable-extensions", "--hide-scrollbars"])
            .args(["--disable-background-timer-throttling", "--disable-renderer-backgrounding"])
            // A mouse, which a browser without a window does not see.
            .arg("--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4")
            .args(["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"])
            .args(["--remote-debugging-port=0", "--window-size=1280,900"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("chromium is installed and runs");
        let mut said = BufReader::new(process.stderr.take().expect("a pipe"));
        let mut all = String::new();
        let url = loop {
            let mut line = String::new();
            let length = said.read_line(&mut line).unwrap_or_default();
            if length == 0 {
                let _ = process.kill();
                let _ = process.wait();
                panic!("chromium does not start:\n{all}");
            }
            if let Some(url) = line.trim().strip_prefix("DevTools listening on ws://") {
                break url.to_owned();
            }
            all += &line;
        };
        // What it says later is of no interest, but a full pipe would stop it.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        let address = url.split('/').next().unwrap_or_default().to_owned();
        Self { process, control: Channel::open(&url), address, _profile: profile }
    }

    /// A tab that has loaded this address.
    pub fn open(&mut self, url: &str) -> Tab {
        let created = self.control.call("Target.createTarget", &json!({ "url": "about:blank", "newWindow": true }));
        let target = created["targetId"].as_str().expect("a tab");
        let mut channel = Channel::open(&format!("{}/devtools/page/{target}", self.address));
        for domain in ["Page", "Runtime", "Log", "Network"] {
            channel.call(&format!("{domain}.enable"), &json!({}));
        }
        let mut tab = Tab { channel };
        tab.go(url);
        tab
    }
}

impl Drop for Chrome {
    fn drop(&mut self) {
        // Asked to, it ends its own processes, which still write to the profile.
        let _ = self.control.send("Browser.close", &json!({}));
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(5) && matches!(self.process.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Tab {
    /// The answer to a call of the protocol.
    pub fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.channel.call(method, parameters)
    }

    /// Closes it.
    pub fn close(mut self) {
        self.channel.send("Page.close", &json!({})).expect("the browser listens");
    }

    /// Goes to an address and waits until it is loaded.
    pub fn go(&mut self, url: &str) {
        let loads = self.channel.loads;
        let went = self.channel.call("Page.navigate", &json!({ "url": url }));
        assert_eq!(went["errorText"], Value::Null, "{url}");
        // Another fragment of the same page does not load it again.
        if went["loaderId"] != Value::Null {
            self.channel.read_until("a page that is loaded", |channel, _| (channel.loads > loads).then_some(()));
        }
    }

    /// Runs a script in each page that is loaded from now on, before any of the page's own.
    pub fn before_pages(&mut self, script: &str) {
        self.channel.call("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": script }));
    }

    /// Pages that are loaded from now on run no scripts of their own.
    pub fn without_scripts(&mut self) {
        self.channel.call("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    }

    /// The value of an expression, as JSON; that of a promise is waited for.
    pub fn eval(&mut self, expression: &str) -> Value {
        self.try_eval(expression).unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    /// The same; an error is a script's own, or that of a page which goes away meanwhile.
    pub fn try_eval(&mut self, expression: &str) -> Result<Value, String> {
        let options = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let mut result = self.channel.try_call("Runtime.evaluate", &options)?;
        result.get("exceptionDetails").map_or(Ok(()), |thrown| Err(thrown.to_string()))?;
        Ok(result["result"]["value"].take())
    }

    /// Waits until an expression is true, through any number of reloads; a page without what it asks for is waited for, too.
    pub fn until(&mut self, expression: &str) {
        let begin = Instant::now();
        loop {
            let found = self.try_eval(&format!("!!({expression})"));
            if found == Ok(Value::Bool(true)) {
                return;
            }
            if begin.elapsed() > PATIENCE {
                let page = self.try_eval("location.href + '\\n' + document.body.innerText.slice(0, 2000)");
                panic!("waited in vain for {expression}: {found:?}\n{page:?}\n{:?}", self.channel.complaints);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Sets size and colour scheme of what is seen.
    pub fn view(&mut self, view: View) {
        let View { width, height, dark } = view;
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.channel.call("Emulation.setDeviceMetricsOverride", &size);
        let scheme = if dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.channel.call("Emulation.setEmulatedMedia", &features);
    }

    /// Presses and lets go a key by its name in the standard: `Escape`, `Tab`, `Enter`, `ArrowDown`, `a`.
    pub fn press(&mut self, key: &str) {
        self.press_while(0, key);
    }

    /// The same while the control key is held.
    pub fn press_with_control(&mut self, key: &str) {
        self.press_while(2, key);
    }

    fn press_while(&mut self, held: u8, key: &str) {
        let code = match key {
            "Escape" => 27,
            "Tab" => 9,
            "Enter" => 13,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            other => other.as_bytes()[0].to_ascii_uppercase(),
        };
        for kind in ["keyDown", "keyUp"] {
            let mut event = json!({ "type": kind, "key": key, "windowsVirtualKeyCode": code, "modifiers": held });
            if held == 0 && (key.len() == 1 || key == "Enter") {
                event["text"] = json!(if key == "Enter" { "\r" } else { key });
            }
            self.channel.call("Input.dispatchKeyEvent", &event);
        }
    }

    /// Types a text where the focus is, as an input method does.
    pub fn type_text(&mut self, text: &str) {
        self.channel.call("Input.insertText", &json!({ "text": text }));
    }

    /// Clicks in the middle of the element that an expression gives.
    pub fn click(&mut self, element: &str) {
        let place = self.eval(&format!(
            "(() => {{ const element = {element}; element.scrollIntoViewIfNeeded(); const box = element.getBoundingClientRect(); \
             return [box.x + box.width / 2, box.y + box.height / 2]; }})()"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1 });
            self.channel.call("Input.dispatchMouseEvent", &event);
        }
    }

    /// A command of the debugging protocol: events of mouse and fingers, media, permissions.
    pub fn command(&mut self, method: &str, parameters: &Value) -> Value {
        self.channel.call(method, parameters)
    }

    /// A picture of what is seen, as PNG.
    pub fn picture(&mut self) -> Vec<u8> {
        use base64::Engine as _;
        let answer = self.channel.call("Page.captureScreenshot", &json!({ "format": "png" }));
        base64::prelude::BASE64_STANDARD.decode(answer["data"].as_str().expect("a picture")).expect("base64")
    }

    /// Everything so far that an author of a page would mend: errors and warnings of the console, errors that no script caught,
    /// requests that failed, dialogs.
    pub fn complaints(&mut self) -> Vec<String> {
        self.eval("0");
        self.channel.complaints.clone()
    }

    /// The origins that the tab asked for anything so far.
    pub fn origins(&mut self) -> BTreeSet<String> {
        self.eval("0");
        self.channel.origins.clone()
    }

    /// How many pages were loaded in it so far.
    pub fn loads(&mut self) -> usize {
        self.eval("0");
        self.channel.loads
    }
}

/// One connection to the browser: calls with answers, events in between.
struct Channel {
    socket: WebSocket<TcpStream>,
    calls: u64,
    loads: usize,
    complaints: Vec<String>,
    origins: BTreeSet<String>,
}

impl Channel {
    /// Opens `HOST:PORT/PATH`.
    fn open(url: &str) -> Self {
        let stream = TcpStream::connect(url.split('/').next().unwrap_or_default()).expect("the browser listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        stream.set_nodelay(true).expect("no delay");
        let (socket, _) = tungstenite::client(format!("ws://{url}"), stream).expect("the browser talks");
        Self { socket, calls: 0, loads: 0, complaints: Vec::new(), origins: BTreeSet::new() }
    }

    fn send(&mut self, method: &str, parameters: &Value) -> Result<u64, tungstenite::Error> {
        self.calls += 1;
        let call = json!({ "id": self.calls, "method": method, "params": parameters });
        self.socket.send(Message::text(call.to_string()))?;
        Ok(self.calls)
    }

    fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.try_call(method, parameters).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    fn try_call(&mut self, method: &str, parameters: &Value) -> Result<Value, String> {
        let id = self.send(method, parameters).map_err(|error| error.to_string())?;
        let mut answer = self.read_until(method, |_, message| (message["id"] == id).then(|| message.clone()));
        answer.get("error").map_or(Ok(()), |error| Err(error.to_string()))?;
        Ok(answer["result"].take())
    }

    fn read_until<T>(&mut self, what: &str, probe: impl Fn(&Self, &Value) -> Option<T>) -> T {
        loop {
            let message =
                self.socket.read().unwrap_or_else(|error| panic!("no {what}: {error}\n{:?}", self.complaints));
            let Message::Text(text) = message else { continue };
            let message: Value = serde_json::from_str(&text).expect("JSON");
            self.note(&message);
            if let Some(found) = probe(self, &message) {
                return found;
            }
        }
    }

    fn note(&mut self, message: &Value) {
        let event = &message["params"];
        match message["method"].as_str().unwrap_or_default() {
            "Page.loadEventFired" => self.loads += 1,
            "Page.javascriptDialogOpening" => {
                self.complaints.push(event.to_string());
                let _ = self.send("Page.handleJavaScriptDialog", &json!({ "accept": true }));
            }
            "Runtime.exceptionThrown" => self.complaints.push(event["exceptionDetails"].to_string()),
            "Runtime.consoleAPICalled" if ["error", "warning", "assert"].iter().any(|kind| event["type"] == *kind) => {
                self.complaints.push(event["args"].to_string());
            }
            "Log.entryAdded" if event["entry"]["level"] == "error" || event["entry"]["level"] == "warning" => {
                self.complaints.push(event["entry"].to_string());
            }
            "Network.requestWillBeSent" => {
                let url = event["request"]["url"].as_str().unwrap_or_default();
                let origin = url.split('/').take(3).collect::<Vec<_>>().join("/");
                self.origins.extend(url.starts_with("http").then_some(origin));
            }
            _ => {}
        }
    }
}
