#!/usr/bin/env python3
"""What became of a long training: pipelines/bench/measure-long-run.py FOLDER, as pipelines/bench/long-run.sh left it.

Prints a Markdown table of memory, open files and speed by quarters of the time, draws them into FOLDER/watch.svg, and
ends with 1 if memory or the least number of open files was larger in the last quarter than in the second: in the
first one buffers are made, and a checkpoint is open only while it is written.
"""
import csv, json, statistics, sys

ALLOWED = 1.01, 4096  # growth of memory from the second quarter to the last: times, and KiB besides


def main():
    folder = sys.argv[1]
    with open(f"{folder}/watch.tsv") as file:
        rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file, delimiter="\t")]
    with open(f"{folder}/model/metrics.jsonl") as file:
        steps = [record for record in map(json.loads, file) if record["split"] == "train"]
    if len(rows) < 8 or len(steps) < 8:
        sys.exit(f"measure-long-run: {folder}: {len(rows)} lines of watch.tsv, {len(steps)} steps (expected 8 or more)")
    quarters = [quarter(rows, steps, index) for index in range(4)]
    print(table(quarters))
    # Speeds of single steps swing with the neighbours: of each 100th of the steps the median is drawn.
    group = max(1, len(steps) // 100)
    medians = [steps[i:i + group] for i in range(0, len(steps) - group + 1, group)]
    figures = [
        ("resident memory, MB", [(r["seconds"], r["rss"] * 1024 / 1e6) for r in rows]),
        ("open files", [(r["seconds"], r["handles"]) for r in rows]),
        ("tokens a second, medians", [(g[-1]["seconds"], statistics.median(s["tokens_per_second"] for s in g)) for g in medians]),
        ("checkpoints and records on disk, MB", [(r["seconds"], r["folder"] * 1024 / 1e6) for r in rows]),
    ]
    with open(f"{folder}/watch.svg", "w") as file:
        file.write(svg(figures))
    second, last = quarters[1], quarters[3]
    if last["rss"] > ALLOWED[0] * second["rss"] + ALLOWED[1] or last["open"] > second["open"]:
        sys.exit("measure-long-run: memory or open files grew")


def quarter(rows, steps, index):
    def part(items):
        end = items[-1]["seconds"]
        return [i for i in items if index * end / 4 <= i["seconds"] < (index + 1) * end / 4 or index == 3 and i is items[-1]]

    rates = [s["tokens_per_second"] for s in part(steps)]
    mine = part(rows)
    return {
        "from": mine[0]["seconds"], "to": mine[-1]["seconds"], "rss": max(r["rss"] for r in mine),
        "open": min(r["handles"] for r in mine), "handles": max(r["handles"] for r in mine), "threads": max(r["threads"] for r in mine),
        "rate": statistics.median(rates), "slow": sorted(rates)[len(rates) // 20], "folder": max(r["folder"] for r in mine),
    }


def table(quarters):
    lines = [
        "| minutes | largest memory, MB | open files, least (most) | threads | tokens/s, median | 5% of the steps below | on disk, MB |",
        "|---|---|---|---|---|---|---|"]
    for q in quarters:
        lines.append(
            f"| {q['from'] / 60:.1f} to {q['to'] / 60:.1f} | {q['rss'] * 1024 / 1e6:,.1f} | {q['open']:.0f} ({q['handles']:.0f}) | {q['threads']:.0f} "
            f"| {q['rate']:,.0f} | {q['slow']:,.0f} | {q['folder'] * 1024 / 1e6:,.0f} |")
    return "\n".join(lines)


def svg(figures):
    """Small figures one below the other, each from zero, over minutes."""
    width, height, left, top, gap = 720, 90, 60, 30, 50
    total = top + len(figures) * (height + gap)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width + left + 40} {total}" font-family="system-ui, sans-serif" '
        'font-size="12" fill="#57606a">', '<rect width="100%" height="100%" fill="#ffffff"/>']
    for index, (title, points) in enumerate(figures):
        y0 = top + index * (height + gap)
        end, most = max(x for x, _ in points), max(y for _, y in points) or 1
        place = [f"{left + width * x / end:.1f} {y0 + height - height * y / most / 1.05:.1f}" for x, y in points]
        parts += [
            f'<text x="{left}" y="{y0 - 8}" fill="#24292f">{title}</text>',
            f'<path d="M{left} {y0}V{y0 + height}H{left + width}" stroke="#8c959f" fill="none"/>',
            f'<text x="{left - 6}" y="{y0 + height - height / 1.05:.1f}" dy=".32em" text-anchor="end">{most:,.0f}</text>',
            f'<text x="{left - 6}" y="{y0 + height}" dy=".32em" text-anchor="end">0</text>',
            f'<path d="M{"L".join(place)}" stroke="#0a66c2" stroke-width="1.5" fill="none"/>']
        for tick in range(0, 5):
            x = left + width * tick / 4
            parts.append(f'<text x="{x}" y="{y0 + height + 16}" text-anchor="middle">{end * tick / 240:.{0 if end > 600 else 1}f} min</text>')
    return "\n".join(parts + ["</svg>", ""])


main()
