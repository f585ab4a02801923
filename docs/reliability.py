"""Draws docs/voice-score-reliability.svg from the reliability table of docs/voice-score.md.

python docs/reliability.py
"""

from __future__ import annotations

import re
from pathlib import Path

import altair as alt
import vl_convert

DOCS = Path(__file__).resolve().parent
_ROW = re.compile(r"^\| ([\d,]+) \| \.\d+ \| [^|]+ \| ([^|]*→[^|]*) \|$", re.MULTILINE)
_POINT = re.compile(r"([\d.]+) → ([\d.]+) \((\d+)%\)")


def points(page: str) -> list[dict[str, float | str]]:
    """For each length and tenth of the scale: the mean probability said, the share that was true, the share of texts."""
    return [
        {
            "characters": f"{length} characters",
            "said": float(said),
            "true": float(true),
            "texts": float(share),
        }
        for length, row in _ROW.findall(page)
        for said, true, share in _POINT.findall(row)
    ]


def main() -> None:
    found = points((DOCS / "voice-score.md").read_text(encoding="utf-8"))
    scale = alt.Scale(domain=[0, 1])
    even = alt.Chart(alt.Data(values=[{"x": 0, "y": 0}, {"x": 1, "y": 1}])).mark_line(
        color="#bbb", strokeDash=[4, 4]
    )
    even = even.encode(x=alt.X("x:Q", scale=scale), y=alt.Y("y:Q", scale=scale))
    dots = alt.Chart().mark_point(filled=True, color="#2f5d50", opacity=0.9)
    dots = dots.encode(
        x=alt.X("said:Q", scale=scale, title="probability said"),
        y=alt.Y("true:Q", scale=scale, title="share that was true"),
        size=alt.Size("texts:Q", title="% of the texts", scale=alt.Scale(range=[15, 250])),
    )
    order = list(dict.fromkeys(str(point["characters"]) for point in found))
    chart = (
        alt.layer(even, dots, data=alt.Data(values=found))
        .properties(width=180, height=180)
        .facet(facet=alt.Facet("characters:N", sort=order, title=None), columns=4)
        .configure(background="white", font="sans-serif")
    )
    (DOCS / "voice-score-reliability.svg").write_text(
        vl_convert.vegalite_to_svg(chart.to_dict()), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
