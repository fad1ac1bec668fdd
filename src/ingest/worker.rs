//! A worker process and the frames it exchanges with the pool over stdin and stdout.
//!
//! A worker reads hostile bytes, so it may die at any moment; it announces each file before it parses it, and hands over
//! each document at once. Its memory is capped by the program's allocator, its stack is large and its own.

use std::collections::{BTreeSet, VecDeque};
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitCode, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::limits::Limits;
use super::read::{Event, Wanted};
use super::reader::{pictures_of, read_path};
use super::tools::Tools;

/// First words of a worker, so that another program in its place is noticed.
const GREETING: &str = "yanshen worker 1";
/// Marks the environment of a worker, which must not start workers.
const MARK: &str = "YANSHEN_WORKER";
/// For recursion in readers that no limit of ours reaches.
const STACK: usize = 64 << 20;
/// No document is larger than the memory it was made in.
const MAX_FRAME: usize = 1 << 30;

#[derive(Debug, Serialize, Deserialize)]
struct Request {
    path: OsString,
    name: String,
    skip: BTreeSet<String>,
    /// Without the helping programs: an earlier worker was lost over this file.
    plain: bool,
    /// Pictures are wanted instead of a reading.
    wanted: Vec<Wanted>,
}

#[derive(Debug, Serialize, Deserialize)]
enum Reply {
    Greeting(String),
    Event(Event),
    Finished,
}

/// The loop of `yanshen worker`. `limit_memory` caps this process's allocations in bytes.
pub fn worker_main(limit_memory: impl Fn(usize) -> bool) -> ExitCode {
    let Ok((limits, tools)) = receive::<(Limits, Tools)>(&mut io::stdin().lock()) else { return ExitCode::FAILURE };
    limit_memory(usize::try_from(limits.memory).unwrap_or(usize::MAX));
    let served = std::thread::Builder::new().stack_size(STACK).spawn(move || serve(&limits, &tools));
    match served.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

fn serve(limits: &Limits, tools: &Tools) -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut output = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    send(&mut output, &Reply::Greeting(GREETING.to_owned()))?;
    output.flush()?;
    while let Ok(request) = receive::<Request>(&mut input) {
        let mut sent = Ok(());
        let none = Tools::default();
        let tools = if request.plain { &none } else { tools };
        let path = Path::new(&request.path);
        let mut sink = |event| {
            let urgent = !matches!(event, Event::Done(_));
            sent = send(&mut output, &Reply::Event(event)).and_then(|()| if urgent { output.flush() } else { Ok(()) });
        };
        if request.wanted.is_empty() {
            read_path(path, &request.name, (limits, tools), &request.skip, &mut sink);
        } else {
            pictures_of(path, &request.name, limits, &request.wanted, &mut sink);
        }
        sent?;
        send(&mut output, &Reply::Finished)?;
        output.flush()?;
    }
    Ok(())
}

/// Length in four bytes, then the value.
fn send<T: Serialize>(output: &mut impl Write, value: &T) -> io::Result<()> {
    let bytes = postcard::to_stdvec(value).map_err(io::Error::other)?;
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    output.write_all(&length.to_le_bytes())?;
    output.write_all(&bytes)
}

fn receive<T: DeserializeOwned>(input: &mut impl Read) -> io::Result<T> {
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > MAX_FRAME {
        return Err(io::Error::other("frame too large"));
    }
    let mut bytes = Vec::new();
    input.take(length as u64).read_to_end(&mut bytes)?;
    postcard::from_bytes(&bytes).map_err(io::Error::other)
}

/// Hundredths of a second that a worker may take to end after its last word.
const GRACE: u32 = 200;

/// Why a worker is no more, in words for people.
pub struct Lost(pub String);

/// What a worker said last on stderr, as it comes.
type LastWords = Arc<Mutex<VecDeque<u8>>>;

/// A running worker, seen from the pool. Killed when dropped.
pub struct Worker {
    child: Child,
    input: ChildStdin,
    replies: Receiver<Reply>,
    /// The last words on stderr, where the runtime says what it died of.
    last_words: LastWords,
    limits: Limits,
}

impl Worker {
    pub fn start(program: Option<&PathBuf>, limits: &Limits, tools: &Tools) -> io::Result<Worker> {
        if std::env::var_os(MARK).is_some() {
            return Err(io::Error::other("读取进程不再启动进程"));
        }
        let program = program.map_or_else(std::env::current_exe, |p| Ok(p.clone()))?;
        let mut child = Command::new(program)
            .arg("worker")
            .env(MARK, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        match Worker::of(&mut child) {
            Ok((input, replies, last_words)) => {
                Worker { child, input, replies, last_words, limits: limits.clone() }.greeted(tools)
            }
            Err(e) => {
                let _ = child.kill();
                let _ = child.wait();
                Err(e)
            }
        }
    }

    /// The ways to and from a child, with a thread of ours at the end of each that comes back.
    fn of(child: &mut Child) -> io::Result<(ChildStdin, Receiver<Reply>, LastWords)> {
        let (input, output, errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(input), Some(mut output), Some(mut errors)) = (input, output, errors) else {
            return Err(io::Error::other("读取进程没有通道"));
        };
        let (sender, replies) = channel();
        std::thread::Builder::new().spawn(move || {
            while let Ok(reply) = receive::<Reply>(&mut output) {
                if sender.send(reply).is_err() {
                    break;
                }
            }
        })?;
        let last_words = Arc::new(Mutex::new(VecDeque::new()));
        let words = Arc::clone(&last_words);
        std::thread::Builder::new().spawn(move || {
            let mut buffer = [0; 1024];
            while let Ok(n) = errors.read(&mut buffer) {
                let (Some(read), Ok(mut words)) = (buffer.get(..n).filter(|b| !b.is_empty()), words.lock()) else {
                    break;
                };
                words.extend(read);
                let over = words.len().saturating_sub(4096);
                words.drain(..over);
            }
        })?;
        Ok((input, replies, last_words))
    }

    /// Tells a new worker its limits and waits for its greeting.
    fn greeted(mut self, tools: &Tools) -> io::Result<Worker> {
        const PATIENCE: Duration = Duration::from_secs(20);
        let silent = || io::Error::other("读取进程启动后没有应答");
        send(&mut self.input, &(&self.limits, tools)).map_err(|_| silent())?;
        match self.replies.recv_timeout(PATIENCE) {
            Ok(Reply::Greeting(words)) if words == GREETING => Ok(self),
            _ => Err(silent()),
        }
    }

    /// Has a file read; `sink` is told everything as it comes.
    pub fn read(
        &mut self,
        path: &Path,
        name: &str,
        (skip, plain): (&BTreeSet<String>, bool),
        sink: impl FnMut(Event),
    ) -> Result<(), Lost> {
        let (path, name) = (path.as_os_str().to_owned(), name.to_owned());
        self.ask(&Request { path, name, skip: skip.clone(), plain, wanted: Vec::new() }, sink)
    }

    /// Has pictures taken of a file.
    pub fn picture(
        &mut self,
        path: &Path,
        name: &str,
        wanted: Vec<Wanted>,
        sink: impl FnMut(Event),
    ) -> Result<(), Lost> {
        let (path, name) = (path.as_os_str().to_owned(), name.to_owned());
        self.ask(&Request { path, name, skip: BTreeSet::new(), plain: true, wanted }, sink)
    }

    fn ask(&mut self, request: &Request, mut sink: impl FnMut(Event)) -> Result<(), Lost> {
        if send(&mut self.input, request).and_then(|()| self.input.flush()).is_err() {
            return Err(self.lost(false));
        }
        loop {
            match self.replies.recv_timeout(Duration::from_secs(self.limits.stall_seconds)) {
                Ok(Reply::Event(event)) => sink(event),
                Ok(Reply::Finished) => return Ok(()),
                Ok(Reply::Greeting(_)) | Err(RecvTimeoutError::Disconnected) => return Err(self.lost(false)),
                Err(RecvTimeoutError::Timeout) => return Err(self.lost(true)),
            }
        }
    }

    fn lost(&mut self, stalled: bool) -> Lost {
        if stalled {
            return Lost(format!("{} 秒没有进展，已停止", self.limits.stall_seconds));
        }
        // Its last words come through another pipe: wait for the end before looking at them. One that lives on (its words made
        // no sense) is not waited for without end.
        for _ in 0..GRACE {
            if !matches!(self.child.try_wait(), Ok(None)) {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        std::thread::sleep(Duration::from_millis(20));
        let words = self.last_words.lock().map(|w| w.iter().copied().collect::<Vec<u8>>()).unwrap_or_default();
        let words = String::from_utf8_lossy(&words);
        Lost(if words.contains("memory allocation") {
            format!("所需内存超过 {} MB", self.limits.memory >> 20)
        } else if words.contains("overflowed its stack") {
            "文件结构嵌套过深".to_owned()
        } else if words.contains("panicked") {
            "读取时出错，文件可能已损坏".to_owned()
        } else {
            "读取进程意外退出".to_owned()
        })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
