import sys
from pathlib import Path

from bench.measure import measure

BURN = "import time\nend = time.process_time() + {0}\nwhile time.process_time() < end: pass\n"


def test_a_process_that_outlives_its_parent_is_waited_for_and_counted(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys\n"
        f"subprocess.Popen([sys.executable, '-c', {BURN.format(0.5)!r}], start_new_session=True)\n"
    )
    cost = measure([sys.executable, "-c", script], tmp_path / "log")
    assert cost.status == 0
    assert 0.5 <= cost.cpu < 1.5


def test_workers_of_a_fork_server_are_counted(tmp_path: Path) -> None:
    script = tmp_path / "pool.py"
    script.write_text(
        "import multiprocessing, time\n"
        "from concurrent.futures import ProcessPoolExecutor\n"
        "def burn(_):\n"
        "    end = time.process_time() + 0.4\n"
        "    while time.process_time() < end: pass\n"
        "if __name__ == '__main__':\n"
        "    context = multiprocessing.get_context('forkserver')\n"
        "    with ProcessPoolExecutor(2, mp_context=context) as pool:\n"
        "        list(pool.map(burn, range(2)))\n"
    )
    assert measure([sys.executable, str(script)], tmp_path / "log").cpu >= 0.8


def test_memory_is_that_of_all_processes_at_their_highest(tmp_path: Path) -> None:
    hold = "import time; held = b'x' * 60_000_000; time.sleep(0.8)"
    script = (
        "import subprocess, sys\n"
        f"two = [subprocess.Popen([sys.executable, '-c', {hold!r}]) for _ in range(2)]\n"
        "[each.wait() for each in two]\n"
    )
    cost = measure([sys.executable, "-c", script], tmp_path / "log")
    assert 120 <= cost.peak < 200
    assert 60 <= cost.largest < 100


def test_the_exit_status_and_the_output_are_kept(tmp_path: Path) -> None:
    cost = measure([sys.executable, "-c", "print('said'); exit(3)"], tmp_path / "log")
    assert cost.status == 3
    assert (tmp_path / "log").read_text() == "said\n"
