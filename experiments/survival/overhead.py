"""overhead.py FOLDER: what rows and checkpoints take of a search's steps, as the search itself notes it."""
import sys
from common import *

OUT = Path(sys.argv[1]) / "overhead"
result = {}
for name, options in [("256x512", ["--pairs", "4"]), ("64x64", ["--pairs", "2"])]:
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    arguments = ["search", "--space", Path(TEACHER).parents[1] / "ddrnet.json", "--input", name, "--budget", "30%", "--steps",
                 "120", *options, "--experiment", "mine", "--db", "d.sqlite"]
    assert run(arguments, folder) == 0, f"see {folder}/log"
    connection = sqlite3.connect(folder / "d.sqlite")
    result[name] = connection.execute("SELECT message FROM events WHERE message LIKE 'finished%'").fetchone()[0]
record(Path(sys.argv[1]), "overhead", result)
