//! The built program's preview of a test's site, asked over real sockets. In: a site and options of `serve`. Out: answers, events,
//! what the terminal was told. The program ends with the test, whatever becomes of it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::harness::{Run, TestSite, tree};

/// How long a test waits for what must come; only a failing test ever waits so long.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A running preview.
pub struct Serving {
    process: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// The path of the link that it printed: `/`, or that of `base_url`.
    pub root: String,
    said: Arc<Mutex<String>>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Response {
    pub status: u16,
    /// In their order, names in small letters.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    /// The first header of this name, given in small letters; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

impl Serving {
    /// Serves the site with more arguments, and waits until it answers.
    pub fn start(site: &TestSite, arguments: &[&str]) -> Self {
        let serving = Self::launch(site, arguments);
        serving.get(&serving.root);
        serving
    }

    /// The same on any free port, without waiting for more than the link.
    pub fn launch(site: &TestSite, arguments: &[&str]) -> Self {
        Self::launch_on(0, site, arguments)
    }

    /// The same on a port of the test's choice.
    pub fn launch_on(port: u16, site: &TestSite, arguments: &[&str]) -> Self {
        let port_text = port.to_string();
        let process = spawn(program(), site, &[&["--port", &port_text], arguments].concat());
        Self::met(process, port)
    }

    /// The same on any free port, with so many open files and no more.
    #[cfg(unix)]
    pub fn launch_within(files: usize, site: &TestSite) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("ulimit -n {files} && exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_chartroom")]);
        Self::met(spawn(shell, site, &["--port", "0"]), 0)
    }

    /// A process that begins to serve.
    fn met(mut process: Child, port: u16) -> Self {
        let said = Arc::new(Mutex::new(String::new()));
        listen(process.stdout.take().expect("a pipe"), &said);
        listen(process.stderr.take().expect("a pipe"), &said);
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let mut serving = Self { process, address, root: "/".to_owned(), said };
        let link = serving.wait_for("the link", |serving| link(&serving.terminal()));
        let (address, root) = link.split_once('/').expect("a path");
        serving.address = address.parse().unwrap_or_else(|error| panic!("{address}: {error}"));
        serving.root = format!("/{root}");
        serving
    }

    /// The answer to a plain request for a path.
    pub fn get(&self, path: &str) -> Response {
        self.ask("GET", path, &[])
    }

    /// The answer to a request with more headers; a `Host` among them stands in place of the usual one.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
        self.try_ask(method, path, headers)
            .unwrap_or_else(|error| panic!("{method} {path}: {error}\n{}", self.terminal()))
    }

    /// The same, where there may be nobody to answer.
    pub fn try_ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> std::io::Result<Response> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            head += &format!("Host: {}\r\n", self.address);
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        let mut stream = self.connect()?;
        stream.write_all(format!("{head}\r\n").as_bytes())?;
        let mut stream = BufReader::new(stream);
        let (status, headers) = read_head(&mut stream)?;
        let mut response = Response { status, headers, body: Vec::new() };
        match response.header("content-length").parse() {
            _ if method == "HEAD" || matches!(status, 204 | 304) => stream.read_to_end(&mut response.body)?,
            _ if response.header("transfer-encoding") == "chunked" => read_chunks(&mut stream, &mut response.body)?,
            Ok(length) => stream.take(length).read_to_end(&mut response.body)?,
            Err(_) => stream.read_to_end(&mut response.body)?,
        };
        if method == "GET" && status == 200 && !response.header("content-length").is_empty() {
            assert_eq!(response.body.len().to_string(), response.header("content-length"), "{path} is cut short");
        }
        Ok(response)
    }

    /// What comes back for these bytes until the program closes the connection; nothing where it does so at once.
    pub fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect().expect("a connection");
        // Who is refused early may find the door closed.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    /// A connection with time limits.
    pub fn connect(&self) -> std::io::Result<TcpStream> {
        let stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(stream)
    }

    /// The stream of events, from now on.
    pub fn events(&self) -> Events {
        self.events_since("")
    }

    /// The same for who got the event with this id last.
    pub fn events_since(&self, id: &str) -> Events {
        let mut stream = self.connect().expect("a connection");
        let head = format!("GET /_chartroom/events HTTP/1.1\r\nHost: {}\r\nLast-Event-ID: {id}\r\n\r\n", self.address);
        stream.write_all(head.as_bytes()).expect("asked");
        let mut stream = BufReader::new(stream);
        let (status, headers) = read_head(&mut stream).expect("a head");
        assert_eq!(status, 200, "{headers:?}");
        assert!(headers.contains(&("content-type".to_owned(), "text/event-stream".to_owned())), "{headers:?}");
        Events { stream }
    }

    /// The state for scripts.
    pub fn health(&self) -> serde_json::Value {
        self.get("/_chartroom/health").json()
    }

    /// The number of what is shown; 0 before anything is.
    pub fn revision(&self) -> u64 {
        self.health()["revision"].as_u64().expect("a number")
    }

    /// Why what is served differs from what `build` writes, if it does; compares every file, byte for byte, but for the
    /// element that reloads a page. `built` is the folder that it wrote to.
    pub fn difference(&self, built: &Path) -> Option<String> {
        // Where base_url has a path, the root leads there.
        let root = self.get("/");
        let root = if root.header("location").is_empty() { "/" } else { root.header("location") }.to_owned();
        let files = tree(built).into_iter().filter(|(path, _)| path != ".chartroom-manifest.json");
        files.into_iter().find_map(|(path, bytes)| {
            let encoded: String = path.split('/').map(encoded).collect::<Vec<_>>().join("/");
            let answer = self.get(&format!("{root}{encoded}"));
            if answer.status != 200 {
                return Some(format!("{path}: {}", answer.status));
            }
            let body = if path.ends_with(".html") { as_built(&answer.body) } else { Some(answer.body.clone()) };
            let should = String::from_utf8_lossy(&bytes);
            (body.as_deref() != Some(&*bytes)).then(|| format!("{path} is\n{}\nnot\n{should}", answer.text()))
        })
    }

    /// What the terminal was told so far, both streams.
    pub fn terminal(&self) -> String {
        self.said.lock().expect("a lock").clone()
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Waits until `probe` finds something; fails with `what` and the terminal where it does not.
    pub fn wait_for<T>(&mut self, what: &str, mut probe: impl FnMut(&Self) -> Option<T>) -> T {
        let begin = Instant::now();
        loop {
            if let Some(found) = probe(self) {
                return found;
            }
            let ended = self.process.try_wait().expect("its state");
            assert!(ended.is_none(), "the preview ended ({ended:?}) before {what}:\n{}", self.terminal());
            assert!(begin.elapsed() < PATIENCE, "waited in vain for {what}:\n{}", self.terminal());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until something is so.
    pub fn wait_until(&mut self, what: &str, mut is_so: impl FnMut(&Self) -> bool) {
        self.wait_for(what, |serving| is_so(serving).then_some(()));
    }

    /// Sends a signal, such as `INT` for Ctrl-C, and waits for the end; the exit code and how long it took.
    pub fn signal(&mut self, name: &str) -> (Option<i32>, Duration) {
        let begin = Instant::now();
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().expect("kill runs").success());
        loop {
            if let Some(status) = self.process.try_wait().expect("its state") {
                return (status.code(), begin.elapsed());
            }
            assert!(begin.elapsed() < PATIENCE, "{name} does not end it:\n{}", self.terminal());
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Events as they come.
pub struct Events {
    stream: BufReader<TcpStream>,
}

impl Events {
    /// The data of the next event of this name; others are passed over.
    pub fn next(&mut self, name: &str) -> serde_json::Value {
        let mut event = String::new();
        loop {
            let mut line = String::new();
            let length = self.stream.read_line(&mut line).unwrap_or_else(|error| panic!("no event {name}: {error}"));
            assert_ne!(length, 0, "the stream ended before {name}");
            if let Some(value) = line.trim_end().strip_prefix("event: ") {
                value.clone_into(&mut event);
            }
            if let Some(data) = line.strip_prefix("data: ").filter(|_| event == name) {
                return serde_json::from_str(data).unwrap_or_else(|error| panic!("{error}: {data}"));
            }
        }
    }
}

/// A preview that must end by itself, without ever serving.
pub fn ends(site: &TestSite, arguments: &[&str]) -> Run {
    let mut process = spawn(program(), site, arguments);
    let said = [Arc::default(), Arc::default()];
    let threads = [
        listen(process.stdout.take().expect("a pipe"), &said[0]),
        listen(process.stderr.take().expect("a pipe"), &said[1]),
    ];
    let begin = Instant::now();
    let code = loop {
        if let Some(status) = process.try_wait().expect("its state") {
            break status.code().unwrap_or(-1);
        }
        if begin.elapsed() > PATIENCE {
            let _ = process.kill();
            let _ = process.wait();
            panic!("it serves: {said:?}");
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    for thread in threads {
        thread.join().expect("a reader");
    }
    let [stdout, stderr] = said.map(|said| said.lock().expect("a lock").clone());
    Run { code, stdout, stderr }
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_chartroom"))
}

fn spawn(mut program: Command, site: &TestSite, arguments: &[&str]) -> Child {
    program
        .arg("serve")
        .args(arguments)
        .current_dir(site.path(""))
        .env_remove("NO_COLOR")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs")
}

/// A page as `build` writes it: without the one element that reloads it. `None` where there is not exactly one, at the place
/// where it belongs.
pub fn as_built(page: &[u8]) -> Option<Vec<u8>> {
    let start = b"<script src=\"/_chartroom/client.js\"";
    let end = b"</script>";
    let at = find(page, start)?;
    let length = find(&page[at..], end)? + end.len();
    let rest = &page[at + length..];
    let is_last = rest.is_empty() || rest.starts_with(b"</body>") && find(&rest[1..], b"</body>").is_none();
    let found = [&page[..at], rest].concat();
    (is_last && find(&found, b"/_chartroom/client.js").is_none()).then_some(found)
}

/// A part of a path, fit for an address.
fn encoded(part: &str) -> String {
    percent_encoding::utf8_percent_encode(part, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

/// The link in what was said, without its scheme, once its line is whole.
fn link(said: &str) -> Option<String> {
    let (link, rest) = said.split_once("http://")?.1.split_once(char::is_whitespace)?;
    (!rest.is_empty() || said.ends_with('\n')).then(|| link.to_owned())
}

/// Reads a pipe to its end in a thread of its own.
fn listen(pipe: impl Read + Send + 'static, said: &Arc<Mutex<String>>) -> JoinHandle<()> {
    let said = Arc::clone(said);
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            let mut said = said.lock().expect("a lock");
            said.push_str(&line);
            said.push('\n');
        }
    })
}

/// Reads a body that comes in chunks; how long it is.
fn read_chunks(stream: &mut impl BufRead, body: &mut Vec<u8>) -> std::io::Result<usize> {
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let length = usize::from_str_radix(line.trim_end(), 16).map_err(std::io::Error::other)?;
        let start = body.len();
        body.resize(start + length + 2, 0);
        stream.read_exact(&mut body[start..])?;
        assert_eq!(body.split_off(start + length), b"\r\n");
        if length == 0 {
            return Ok(body.len());
        }
    }
}

/// The status and the headers of an answer.
pub fn read_head(stream: &mut impl BufRead) -> std::io::Result<(u16, Vec<(String, String)>)> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Err(std::io::Error::other(format!("the answer ended in its head: {lines:?}")));
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let status = lines.first().and_then(|line| line.split(' ').nth(1)?.parse().ok());
    let status = status.ok_or_else(|| std::io::Error::other(format!("no status: {lines:?}")))?;
    let headers = lines.iter().skip(1).filter_map(|line| line.split_once(':'));
    Ok((status, headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect()))
}
