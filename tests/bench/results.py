"""The figures of `make bench` as one table and as plots."""

import datetime
import os
import platform
import subprocess

PLOTS = {
    "rules": ("rules", "ms", "What the rules of a package cost"),
    "index": ("packages in the index", "ms of the processor", "CHOST of a Packages index"),
    "execs": ("execs", "us an exec", "What an exec costs"),
    "jobs": ("programs at once", "us an exec", "What an exec costs in parallel"),
    "objects": ("objects", "s", "A twin, and all compiled"),
}
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"]


def said_by(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout.strip()


def circumstances():
    """The machine, the date and the commit."""
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), platform.machine())
    changed = "with changes, " if said_by("git", "status", "--porcelain", "--untracked-files=no", "--", "helper", "hooks") else ""
    return (f"{os.cpu_count()} x {model}, Linux {platform.release()}, load {os.getloadavg()[0]:.1f} at the start; "
            f"{datetime.date.today()}; commit {said_by('git', 'rev-parse', '--short=12', 'HEAD')} {changed}"
            f"built with {said_by('g++', '--version').splitlines()[0]}")


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


class Results:
    """Collects rows: series, size, what was measured, its sample in that unit."""

    def __init__(self, directory):
        self.directory, self.rows, self.checks = directory, [], []
        self.where = circumstances()
        os.makedirs(directory, exist_ok=True)

    def add(self, series, size, unit, factor, samples):
        for name, sample in samples.items():
            low, high = sample.quartiles
            row = (series, size, name, sample.median * factor, low * factor, high * factor, unit, len(sample.values))
            self.rows.append(row)
            print(f"{series:8} {size:>9,}  {name:32} {number(row[3]):>8} {unit} "
                  f"({number(row[4])} to {number(row[5])}, {row[7]} rounds)", flush=True)

    def write(self, titles):
        with open(os.path.join(self.directory, "figures.tsv"), "w") as file:
            file.write(f"# {self.where}\n# series\tsize\twhat\tmedian\tquartile\tquartile\tunit\trounds\n")
            for row in self.rows:
                file.write("\t".join(f"{cell:.6g}" if isinstance(cell, float) else str(cell) for cell in row) + "\n")
        with open(os.path.join(self.directory, "README.md"), "w") as file:
            file.write(f"# Figures of `make bench`\n\n{self.where}\n\nMedians of interleaved rounds, in parentheses the quartiles.\n")
            for series in dict.fromkeys(row[0] for row in self.rows):
                file.write(f"\n## {titles[series]}\n" + self.table(series) + f"\n![{series}]({series}.svg)\n")
            if self.checks:
                file.write("\n## What is held to a limit\n```\n" + "\n".join(self.checks) + "\n```\n")
        for series in dict.fromkeys(row[0] for row in self.rows):
            self.plot(series)

    def table(self, series):
        rows = [row for row in self.rows if row[0] == series]
        names, sizes = list(dict.fromkeys(row[2] for row in rows)), list(dict.fromkeys(row[1] for row in rows))
        cells = {(row[1], row[2]): f"{number(row[3])} ({number(row[4])}-{number(row[5])})" for row in rows}
        lines = ["| | " + " | ".join(names) + " |", "| ---: |" + " ---: |" * len(names)]
        lines += [f"| {size:,} | " + " | ".join(cells.get((size, name), "") for name in names) + " |" for size in sizes]
        return "\n".join(lines) + "\n"

    def plot(self, series):
        across, up, title = PLOTS[series]
        rows = [row for row in self.rows if row[0] == series]
        names = list(dict.fromkeys(row[2] for row in rows))
        blocks = ["\n".join(f"{row[1]} {row[3]} {row[4]} {row[5]}" for row in rows if row[2] == name) for name in names]
        curves = ", ".join(f'$data index {i} using 1:2:3:4 with yerrorlines lw 2 pt 7 ps 0.4 lc rgb "{COLOURS[i % 6]}" title "{name}"'
                           for i, name in enumerate(names))
        script = (f'set terminal svg size 720,420 font "sans,13" background "white"\nset output "{series}.svg"\n'
                  f'set title "{title}"\nset xlabel "{across}"\nset ylabel "{up}"\nset logscale xy\nset grid\n'
                  f'set key outside bottom center horizontal\n$data << END\n' + "\n\n\n".join(blocks) + f"\nEND\nplot {curves}\n")
        subprocess.run(["gnuplot"], input=script, text=True, check=True, cwd=self.directory)
