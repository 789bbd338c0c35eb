"""room.py FOLDER: a search on a file system of 5 MB, which its first checkpoint does not fit into; and on one of 200 MB that
somebody else fills on the way. It waits, or ends and can be resumed; with room again it comes to the same bytes."""
import sys
from common import *

OUT = Path(sys.argv[1]) / "room"
SMALL = ["layer1.0.*"]
SEARCH = ["search", "--space", "space.json", "--budget", "95%", "--steps", "16", "--pairs", "1", "--experiment", "mine",
          "--checkpoint-interval", "0", "--db", "d.sqlite", "--jobs", JOBS]
RESUME = ["resume", "mine", "--checkpoint-interval", "0", "--db", "d.sqlite", "--jobs", JOBS]


def mounted(name, size, command):
    """Runs it with a new tmpfs at a folder."""
    folder = OUT / name
    if folder.is_mount():
        subprocess.run(["umount", folder], check=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True).returncode != 0:
        print("room: no right to mount a file system here: left out", file=sys.stderr)
        sys.exit(0)
    try:
        space(folder, sites=SMALL)
        return command(folder)
    finally:
        subprocess.run(["umount", "-l", folder])


def outcome(folder):
    assert run(["db", "check", "--db", "d.sqlite"], folder) == 0, (OUT / "log").read_text()
    return rows(folder / "d.sqlite")


def start_logged(arguments, folder):
    # What it says must have room.
    log = open(OUT / "log", "ab")
    return subprocess.Popen([DELTANAS, *map(str, arguments)], cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL)


def fill(folder):
    with open(folder / "filler", "wb", buffering=0) as file:
        block = bytes(4096)
        try:
            while file.write(block) == len(block):
                pass
        except OSError:
            pass


def said(words, since):
    return words in (OUT / "log").read_text()[since:]


def steps(folder):
    try:
        connection = sqlite3.connect(f"file:{folder}/d.sqlite?mode=ro", uri=True)
        found = connection.execute("SELECT max(step) FROM checkpoints").fetchone()[0] or 0
        connection.close()
        return found
    except sqlite3.Error:
        return 0


def whole(folder):
    assert start_logged(SEARCH, folder).wait() == 0, (OUT / "log").read_text()
    return outcome(folder)


def until(process, holds):
    while process.poll() is None and not holds():
        time.sleep(0.005)


def filled(folder, then, fills):
    since = len((OUT / "log").read_text())
    process = start_logged(SEARCH, folder)
    if fills:
        until(process, lambda: steps(folder) >= 5)
        fill(folder)
    until(process, lambda: said("waiting for up to", since) or said("writes its numbers later", since))
    result = {"said": said("waiting for up to", since) or said("writes its numbers later", since)}
    time.sleep(3)
    result |= then(folder, process)
    return result


def make_room(folder):
    (folder / "filler").unlink(missing_ok=True)
    subprocess.run(["mount", "-o", "remount,size=400m", folder], check=True)


def room_again(folder, process):
    running = process.poll() is None
    make_room(folder)
    return {"waited": running, "exit": process.wait(), "identical": outcome(folder) == expected}


def stopped(folder, process):
    process.terminate()
    code = process.wait()
    make_room(folder)
    resumed = start_logged(RESUME, folder).wait()
    return {"exit": code, "resumed": resumed, "identical": outcome(folder) == expected}


def killed(folder, process):
    process.kill()
    process.wait()
    make_room(folder)
    resumed = start_logged(RESUME, folder).wait()
    return {"resumed": resumed, "identical": outcome(folder) == expected}


OUT.mkdir(parents=True, exist_ok=True)
(OUT / "log").write_text("")
expected = mounted("whole", "400m", whole)
for size in ["5m", "200m"]:
    for name, then in [("room again", room_again), ("stopped", stopped), ("killed", killed)]:
        result = mounted(f"{size}-{name.replace(' ', '-')}", size, lambda folder: filled(folder, then, size == "200m"))
        record(Path(sys.argv[1]), f"room of {size}, {name}", result)
