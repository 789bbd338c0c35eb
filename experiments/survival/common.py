"""What the parts share: small inputs, the command, and what two runs have to have in common."""
import hashlib, json, os, random, shutil, signal, sqlite3, subprocess, sys, time
from pathlib import Path

DELTANAS = os.environ["DELTANAS"]
TEACHER = Path(__file__).resolve().parents[2] / "searchspaces/teachers/ddrnet23s-streets.safetensors"
JOBS = os.environ.get("JOBS", "2")


def space(folder, sites="*", data="streets:3,frames=12", size="64x64"):
    """A search space of a few candidates at the sites that match; all others keep their convolutions."""
    path = folder / "space.json"
    path.write_text(json.dumps({
        "format": "deltanas.space/1", "name": "small",
        "teacher": {"architecture": "ddrnet-23-slim", "classes": 11, "weights": str(TEACHER)},
        "input": size, "keyframeInterval": 4, "data": data,
        "sites": ([] if sites == "*" else [
            {"match": sites, "candidates": ["zero", {"kind": "lowrank", "ranks": ["C/8", "C/4"]}, "teacher"]}])
        + ([{"match": "*", "candidates": ["teacher"]}] if sites != "*" else [
            {"match": "final_layer.conv2", "candidates": ["teacher"]},
            {"match": "*", "candidates": ["zero", {"kind": "lowrank", "ranks": ["C/4"]}, "teacher"]}]),
    }))
    return path


def start(arguments, folder):
    """The command in a process group of its own, its words in files of the folder."""
    log = open(folder / "log", "ab")
    return subprocess.Popen([DELTANAS, *map(str, arguments)], cwd=folder, stdout=log, stderr=log,
                            stdin=subprocess.DEVNULL, start_new_session=True)


def run(arguments, folder):
    return start(arguments, folder).wait()


def kill(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def digest(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


# Everything but clocks, processes, the leases they had and the places of files.
ROWS = {
    "experiments": "name, status, space_sha256, teacher_sha256, data_sha256, limit_macs, strategy, steps, seed",
    "candidates": "experiment_id, site, position, kind, rank, macs, damage, is_kept",
    "trials": "position, seed, status, step, error",
    "metrics": "trial_id, name, step, value",
    "choice_probabilities": "trial_id, site, step, probabilities",
    "measurements": "trial_id, step, position, label, frames, agreement, miou, delta_frame_macs",
    "scores": "trial_id, phase, site, candidate, damage",
    "finetunings": "status, seed, steps, step, agreement, spec_json",
    "finetuning_metrics": "finetuning_id, name, step, value",
    "pareto_points": "series, finetune_steps, budget_text, delta_frame_macs, amortised_macs, agreement, miou, spec_sha256",
}


def rows(database):
    """Rows by table, and the digest of the last checkpoint of every trial, taken from its file."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    found = {table: sorted(map(repr, connection.execute(f"SELECT {columns} FROM {table}")))
             for table, columns in ROWS.items()}
    runs = Path(str(database).removesuffix(".sqlite") + ".runs")
    found["checkpoints"] = [
        (trial, digest(runs / path)) for trial, path in connection.execute(
            "SELECT trial_id, path FROM checkpoints c WHERE is_kept AND step = "
            "(SELECT max(step) FROM checkpoints WHERE trial_id = c.trial_id) ORDER BY trial_id")]
    connection.close()
    return found


def files(folder, pattern="**/*"):
    """Digests of a folder's files by name."""
    return {str(path.relative_to(folder)): digest(path) for path in sorted(Path(folder).glob(pattern)) if path.is_file()}


def record(out, part, result):
    path = out / "results.json"
    results = json.loads(path.read_text()) if path.exists() else {}
    results[part] = result
    path.write_text(json.dumps(results, indent=1) + "\n")
    print(part, json.dumps(result), file=sys.stderr)
