"""kill.py FOLDER: SIGKILL at random moments, then the command that goes on until it ends; everything has to be, byte for byte,
what it is without a kill."""
import sys
from common import *

OUT = Path(sys.argv[1])
KILLS = int(os.environ.get("KILLS", "30"))
draw = random.Random(int(os.environ.get("SEED", "1")))


class Case:
    """A command, what goes on after a kill, and what it comes to."""

    def __init__(self, name, prepare, first, again, outcome, writing):
        self.name, self.prepare, self.first, self.again, self.outcome = name, prepare, first, again, outcome
        # Where the temporary file of a checkpoint turns up.
        self.writing = writing


def has_experiment(folder):
    if not (folder / "d.sqlite").exists():
        return False
    found = subprocess.run([DELTANAS, "ls", "--db", "d.sqlite", "--format", "json"], cwd=folder, capture_output=True)
    return found.returncode == 0 and json.loads(found.stdout) != []


# Checkpoints are large beside the steps, since convolutions that are kept are trained as well: a fifth of a second between them.
SITES = ["layer1.*", "layer3_*"]
SEARCH = ["search", "--space", "space.json", "--budget", "85%", "--steps", "16", "--pairs", "1", "--experiment", "mine",
          "--checkpoint-interval", "0.2", "--db", "d.sqlite", "--jobs", JOBS]
DERIVE = ["derive", "mine", "--db", "d.sqlite", "-o", "student", "--jobs", JOBS]
RESUME = ["resume", "mine", "--checkpoint-interval", "0.2", "--db", "d.sqlite", "--jobs", JOBS]
TEACH = ["teach", "--input", "64x64", "--data", "streets:1", "--steps", "12", "--batch", "2x2", "--checkpoint-interval", "2",
         "--jobs", JOBS, "-o", "teacher.safetensors"]
FINETUNE = ["finetune", "student/student.json", "--data", "streets:3,frames=12", "--steps", "16", "--clips", "2", "-o", "tuned",
            "--checkpoint-interval", "0.2", "--db", "d.sqlite", "--jobs", JOBS]
PARETO = ["pareto", "mine", "--points", "2", "--budgets", "85%..95%", "--finetune-steps", "6", "-o", "front", "--db",
          "d.sqlite", "--jobs", JOBS]


def derived(folder):
    """A finished search and its student: made once, then copied."""
    made = OUT / "kill" / "derived"
    if not (made / "student" / "student.json").exists():
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        space(made, sites=SITES)
        assert run(SEARCH, made) == 0 and run(DERIVE, made) == 0, f"see {made}/log"
    shutil.copytree(made, folder, dirs_exist_ok=True)


def searched(folder):
    assert run(DERIVE, folder) == 0, f"see {folder}/log"
    return rows(folder / "d.sqlite"), files(folder / "student")


CASES = [
    Case("search", lambda folder: space(folder, sites=SITES), SEARCH,
         lambda folder: RESUME if has_experiment(folder) else SEARCH, searched, "d.runs/*/*.tmp"),
    Case("trials", lambda folder: space(folder, sites=SITES), SEARCH + ["--seeds", "2", "--processes", "2"],
         lambda folder: RESUME + ["--processes", "2"] if has_experiment(folder)
         else SEARCH + ["--seeds", "2", "--processes", "2"], searched, "d.runs/**/*.tmp"),
    Case("teach", lambda folder: None, TEACH, lambda folder: TEACH + ["--resume"],
         lambda folder: files(folder, "teacher.safetensors"), "*.checkpoint.*.tmp"),
    Case("finetune", derived, FINETUNE, lambda folder: FINETUNE,
         lambda folder: (rows(folder / "d.sqlite"), files(folder / "tuned")), "d.runs/*/*.tmp"),
    Case("pareto", derived, PARETO, lambda folder: PARETO,
         lambda folder: (rows(folder / "d.sqlite")["pareto_points"], files(folder / "front", "**/*.safetensors"),
                         files(folder / "front", "*.csv")), "d.runs/*/*.tmp"),
]


def fresh(case, name):
    folder = OUT / "kill" / f"{case.name}-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    case.prepare(folder)
    return folder


def kill_at(process, seconds):
    try:
        process.wait(timeout=seconds)
        return "ended first"
    except subprocess.TimeoutExpired:
        kill(process)
        return f"after {seconds:.2f} s"


def kill_in_writing(process, folder, pattern, number):
    """While a checkpoint's temporary file is there; the first few are let go."""
    seen = set()
    while process.poll() is None:
        found = set(map(str, folder.glob(pattern))) - seen
        if found:
            seen |= found
            if len(seen) > number:
                kill(process)
                return f"while {Path(found.pop()).name} was written"
        time.sleep(0.0002)
    return "ended first"


def go_on(case, folder):
    """Until it ends well; what another process still holds is waited for."""
    for attempt in range(60):
        code = run(case.again(folder), folder)
        if code == 0:
            return True
        # Workers of a process that was killed stop by themselves, in a moment.
        if code == 2 and "come to its end" in (folder / "log").read_text().splitlines()[-1]:
            return True
        time.sleep(0.5)
    return False


for case in CASES:
    if len(sys.argv) > 2 and case.name not in sys.argv[2:]:
        continue
    whole = fresh(case, "whole")
    began = time.monotonic()
    assert run(case.first, whole) == 0, f"see {whole}/log"
    seconds = time.monotonic() - began
    expected = case.outcome(whole)
    count = KILLS if case.name == "search" else max(1, KILLS // 10)
    in_writing = KILLS // 6 if case.name == "search" else (0 if case.name == "pareto" else 1)
    result = {"seconds": round(seconds, 1), "kills": 0, "in_writing": 0, "identical": 0, "ended_first": 0, "different": []}
    number = 0
    while result["kills"] < count:
        folder = fresh(case, str(number))
        process = start(case.first, folder)
        if result["in_writing"] < in_writing:
            how = kill_in_writing(process, folder, case.writing, draw.randrange(6))
        else:
            how = kill_at(process, draw.uniform(0.02, 0.98) * seconds)
        number += 1
        if how == "ended first":
            result["ended_first"] += 1
            shutil.rmtree(folder)
            continue
        result["kills"] += 1
        result["in_writing"] += how.startswith("while")
        ended = go_on(case, folder)
        sound = not (folder / "d.sqlite").exists() or run(["db", "check", "--db", "d.sqlite"], folder) == 0
        if ended and sound and case.outcome(folder) == expected:
            result["identical"] += 1
            shutil.rmtree(folder)
        else:
            result["different"].append({"folder": str(folder.name), "killed": how, "ended": ended, "sound": sound})
        print(f"{case.name} {result['kills']}/{count}: killed {how}, "
              f"{result['identical']} identical", file=sys.stderr, flush=True)
    record(OUT, f"kill {case.name}", result)
