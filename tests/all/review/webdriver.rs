//! A browser driven over the WebDriver protocol (W3C): as much of it as the tests need.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long anything may take: tests run beside other work.
const PATIENCE: Duration = Duration::from_secs(90);

/// A headless Chromium with a profile of its own; it ends with this value, whatever the test does.
pub(super) struct Browser {
    driver: Child,
    port: u16,
    session: Option<String>,
    profile: TempDir,
}

impl Browser {
    /// Starts it; `None` where there is no `chromedriver`.
    pub(super) fn start() -> Option<Self> {
        let started = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut driver = started.ok()?;
        let mut said = BufReader::new(driver.stdout.take().expect("piped")).lines();
        let port = said.by_ref().find_map(|line| {
            let line = line.ok()?;
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        // What it says later has to be read, or it waits for that.
        std::thread::spawn(move || said.count());
        let mut browser = Self {
            driver,
            port: port.expect("chromedriver says its port"),
            session: None,
            profile: TempDir::new().expect("a temporary folder"),
        };
        let profile = format!("--user-data-dir={}", browser.profile.path().display());
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--window-size=1400,900",
            &profile,
        ];
        let options = json!({
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"},
        });
        let session = browser.request("POST", "/session", &json!({"capabilities": {"alwaysMatch": options}}));
        browser.session = Some(session["sessionId"].as_str().expect("a session").to_owned());
        Some(browser)
    }

    /// Opens a file.
    pub(super) fn open(&self, path: &Path, fragment: &str) {
        // A page that is open already would only move.
        self.post("/url", &json!({"url": "about:blank"}));
        self.post("/url", &json!({"url": format!("file://{}{fragment}", path.display())}));
        self.until("document.documentElement.dataset.ready === ''");
    }

    /// Runs a function's body in the page.
    pub(super) fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// The value of an expression in the page.
    pub(super) fn value(&self, expression: &str) -> Value {
        self.run(&format!("return ({expression});"))
    }

    /// Its text.
    pub(super) fn text(&self, expression: &str) -> String {
        let value = self.value(expression);
        value
            .as_str()
            .unwrap_or_else(|| panic!("{expression}: {value}"))
            .to_owned()
    }

    /// Waits until an expression holds.
    #[track_caller]
    pub(super) fn until(&self, expression: &str) {
        let start = Instant::now();
        while self.value(expression) != true {
            assert!(
                start.elapsed() < PATIENCE,
                "{expression} never holds; the status is {:?}",
                self.value("document.getElementById('status')?.textContent")
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Clicks the first element of a selector with the pointer.
    pub(super) fn click(&self, selector: &str) {
        let found = self.post("/element", &json!({"using": "css selector", "value": selector}));
        let element = found.as_object().and_then(|object| object.values().next()).cloned();
        let element = element.unwrap_or_else(|| panic!("{selector}: {found}"));
        self.post(
            &format!("/element/{}/click", element.as_str().expect("a name")),
            &json!({}),
        );
    }

    /// Presses keys one after another.
    pub(super) fn press(&self, keys: &str) {
        let key = |key: char| ["keyDown", "keyUp"].map(|what| json!({"type": what, "value": key.to_string()}));
        let actions: Vec<Value> = keys.chars().flat_map(key).collect();
        self.post(
            "/actions",
            &json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]}),
        );
    }

    /// A picture of the window as PNG, in base64.
    pub(super) fn picture(&self) -> String {
        let path = format!("/session/{}/screenshot", self.session.as_deref().unwrap_or_default());
        self.request("GET", &path, &Value::Null)
            .as_str()
            .expect("a picture")
            .to_owned()
    }

    /// What the page complained of.
    pub(super) fn complaints(&self) -> Vec<String> {
        let log = self.post("/se/log", &json!({"type": "browser"}));
        let entries = log.as_array().cloned().unwrap_or_default();
        entries.iter().map(|entry| entry["message"].to_string()).collect()
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let session = self.session.as_deref().expect("a session");
        self.request("POST", &format!("/session/{session}{path}"), body)
    }

    fn request(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = exchange(self.port, method, path, body).unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let value: Value = serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {answer}"));
        let value = value["value"].clone();
        assert!(value.get("error").is_none(), "{method} {path} {body}: {value}");
        value
    }
}

/// One request over HTTP, and the body of its answer.
fn exchange(port: u16, method: &str, path: &str, body: &Value) -> std::io::Result<String> {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut answer = vec![0; length];
    reader.read_exact(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(session) = &self.session {
            let _ = exchange(self.port, "DELETE", &format!("/session/{session}"), &Value::Null);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        // What did not end by itself is known by the profile that is its alone.
        let start = Instant::now();
        loop {
            let left = processes(self.profile.path());
            if left.is_empty() {
                return;
            }
            if start.elapsed() > Duration::from_secs(10) {
                let numbers = left.iter().map(ToString::to_string);
                let _ = Command::new("kill").arg("-KILL").args(numbers).status();
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

/// Processes whose command line names a folder; none where there is no `/proc`.
fn processes(folder: &Path) -> Vec<u32> {
    let folder = folder.display().to_string();
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    let numbered = entries.flatten().filter_map(|entry| {
        let number: u32 = entry.file_name().to_str()?.parse().ok()?;
        Some((number, entry.path()))
    });
    let names = |path: PathBuf| {
        std::fs::read(path.join("cmdline")).is_ok_and(|line| String::from_utf8_lossy(&line).contains(&folder))
    };
    numbered
        .filter(|(_, path)| names(path.clone()))
        .map(|(number, _)| number)
        .collect()
}
