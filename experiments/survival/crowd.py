"""crowd.py FOLDER: 32 processes that open one new database at one instant, each with a search of its own; then four workers at
one experiment of many trials while a viewer reads ten times a second."""
import sys, threading
from common import *

OUT = Path(sys.argv[1]) / "crowd"
shutil.rmtree(OUT, ignore_errors=True)
OUT.mkdir(parents=True)
space(OUT)
COUNT, TRIALS = int(os.environ.get("CROWD", "32")), int(os.environ.get("TRIALS", "16"))
SMALL = ["--space", "space.json", "--budget", "60%", "--db", "d.sqlite"]


def at_once(commands):
    """Starts all of them, each held back until the last is there; their exit codes and last words."""
    gate = OUT / "gate"
    os.mkfifo(gate)
    waiting = [subprocess.Popen(["sh", "-c", 'read go <"$0"; exec "$@"', str(gate), DELTANAS, *command], cwd=OUT,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for command in commands]
    time.sleep(1)
    # Every reader gets the end of the file at once.
    os.close(os.open(gate, os.O_WRONLY))
    ended = [(process.communicate()[1].splitlines()[-1:], process.returncode) for process in waiting]
    gate.unlink()
    return ended


began = time.monotonic()
ended = at_once([["search", *SMALL, "--strategy", "uniform", "--jobs", "1"] for _ in range(COUNT)])
failed = [words for words, code in ended if code != 0]
connection = sqlite3.connect(OUT / "d.sqlite")
names = [name for (name,) in connection.execute("SELECT name FROM experiments")]
result = {
    "processes": COUNT, "seconds": round(time.monotonic() - began, 1), "failures": len(failed), "words": failed[:3],
    "experiments": len(names), "of_different_names": len(set(names)),
    "finished": connection.execute("SELECT count(*) FROM trials WHERE status = 'finished'").fetchone()[0],
}
record(Path(sys.argv[1]), "crowd opening", result)

# The viewer, and one that is part of the tool.
looks, troubles, slowest = 0, [], 0.0
done = threading.Event()


def view():
    global looks, slowest
    while not done.is_set():
        began = time.monotonic()
        try:
            reader = sqlite3.connect(f"file:{OUT}/d.sqlite?mode=ro", uri=True, timeout=5)
            reader.execute("SELECT count(*), total(step) FROM trials").fetchone()
            reader.execute("SELECT count(*) FROM metrics").fetchone()
            reader.close()
            looks += 1
        except sqlite3.Error as error:
            troubles.append(str(error))
        slowest = max(slowest, time.monotonic() - began)
        time.sleep(max(0, 0.1 - (time.monotonic() - began)))


search = start(["search", *SMALL, "--steps", "12", "--pairs", "1", "--seeds", TRIALS, "--processes", "4", "--jobs", "4",
                "--experiment", "many", "--checkpoint-interval", "0"], OUT)
while connection.execute("SELECT count(*) FROM experiments WHERE name = 'many'").fetchone()[0] == 0:
    assert search.poll() is None, f"see {OUT}/log"
    time.sleep(0.05)
viewer = threading.Thread(target=view)
viewer.start()
watch = subprocess.Popen([DELTANAS, "watch", "many", "--db", "d.sqlite", "--interval", "0.1", "--format", "json"], cwd=OUT,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
code = search.wait()
words = watch.communicate()
done.set()
viewer.join()
trials = connection.execute(
    "SELECT t.id, t.status, t.lease_serial, (SELECT count(*) FROM metrics WHERE trial_id = t.id AND name = 'divergence'), "
    "(SELECT count(*) FROM events WHERE trial_id = t.id AND message LIKE 'finished%') "
    "FROM trials t JOIN experiments e ON e.id = t.experiment_id WHERE e.name = 'many'").fetchall()
record(Path(sys.argv[1]), "crowd workers", {
    "exit": code, "trials": len(trials), "finished": sum(t[1] == "finished" for t in trials),
    "lost": sum(t[3] != 12 or t[4] == 0 for t in trials), "doubled": sum(t[2] != 1 or t[4] > 1 for t in trials),
    "viewer_looks": looks, "viewer_troubles": troubles[:3], "slowest_look_seconds": round(slowest, 3),
    "watch_exit": watch.returncode, "watch_lines": len(words[0].splitlines()), "watch_words": words[1].splitlines()[-1:],
})
