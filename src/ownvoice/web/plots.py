"""Charts as SVG, drawn on the server by Vega-Lite (Altair, vl-convert): pages need no script and ask nobody.

https://vega.github.io/vega-lite/. A page shows them as images, so nothing in them can act on it; each stands beside the
same figures as a table.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from ownvoice.core.errors import OwnvoiceError
from ownvoice.training.calibration import Reliability
from ownvoice.voice.style import Manner, Year
from ownvoice.web.persona_words import figure_label

WIDTH, HEIGHT = 560, 110  # pixels of one chart
DRIFT = ("words_per_item", "words_per_sentence", "with_emoji", "exclamations", "with_links")
LEAST_ITEMS = 5  # of a year that is drawn
_LIGHT = {"ink": "#1f2421", "soft": "#5c645f", "line": "#e2ded5", "accent": "#2f5d50", "band": "#cfe0d9"}
_DARK = {"ink": "#e8ebe9", "soft": "#a3ada8", "line": "#333a37", "accent": "#7cc4ad", "band": "#2a453c"}


def drift_plot(manner: Manner, dark: bool = False) -> str:
    """The main figures year by year, each with the 95 % interval of its mean. Raises where there is too little."""
    import altair as alt

    charts = []
    colours = _DARK if dark else _LIGHT
    for figure in DRIFT:
        rows = [row for year in manner.years if (row := _row(year, figure)) is not None]
        if len(rows) < 3 or all(row["mean"] == rows[0]["mean"] for row in rows):
            continue
        x = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
        base = alt.Chart(alt.Data(values=rows)).encode(x=x)
        axis = alt.Axis(format="%" if manner.figures[figure].unit == "share" else "~s", tickCount=3)
        band = base.mark_area(color=colours["band"], opacity=0.7).encode(
            y=alt.Y("low:Q", title=None, axis=axis), y2="high:Q"
        )
        line = base.mark_line(color=colours["accent"], point={"color": colours["accent"], "size": 24}).encode(
            y=alt.Y("mean:Q", title=None)
        )
        charts.append((band + line).properties(width=WIDTH, height=HEIGHT, title=figure_label(figure)))
    if not charts:
        raise OwnvoiceError(_("There is too little to draw."))
    return _svg(alt.vconcat(*charts, spacing=12), colours)


def _row(year: Year, figure: str) -> dict[str, Any] | None:
    mean, deviation, items = year.figures.get(figure, (0.0, 0.0, 0))
    if items < LEAST_ITEMS:
        return None
    half = 1.96 * deviation / items**0.5
    return {"year": str(year.year), "mean": mean, "low": max(0.0, mean - half), "high": mean + half}


def hours_plot(manner: Manner, dark: bool = False) -> str:
    """The share of items in each hour of the day, UTC."""
    import altair as alt

    if not manner.hours:
        raise OwnvoiceError(_("There is too little to draw."))
    colours = _DARK if dark else _LIGHT
    rows = [{"hour": hour, "share": share} for hour, share in enumerate(manner.hours)]
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(color=colours["accent"])
        .encode(
            x=alt.X("hour:O", title=_("Hour of the day, UTC"), axis=alt.Axis(labelAngle=0)),
            y=alt.Y("share:Q", title=None, axis=alt.Axis(format="%", tickCount=3)),
        )
        .properties(width=WIDTH, height=HEIGHT)
    )
    return _svg(chart, colours)


def reliability_plot(figures: Reliability, dark: bool = False) -> str:
    """How many drafts could be sent, by how sure the AI was of them after calibration, each with its 95 % interval."""
    import altair as alt

    colours = _DARK if dark else _LIGHT
    rows = [
        {"sure": one.confidence, "right": one.right, "low": one.low, "high": one.high, "n": one.count}
        for one in figures.bins
    ]
    least = min(0.5, *(row["low"] for row in rows))
    scale = alt.Scale(domain=[max(0.0, least - 0.05), 1.0], nice=False)
    axis = alt.Axis(format="%", tickCount=5)
    line = (
        alt.Chart(alt.Data(values=[{"at": 0.0}, {"at": 1.0}]))
        .mark_line(color=colours["soft"], strokeDash=[4, 4], clip=True)
        .encode(x=alt.X("at:Q", scale=scale), y=alt.Y("at:Q", scale=scale))
    )
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("sure:Q", scale=scale, axis=axis, title=_("How sure the AI was"))
    )
    bars = base.mark_rule(color=colours["accent"], strokeWidth=2).encode(
        y=alt.Y("low:Q", scale=scale, axis=axis, title=_("What could be sent")), y2="high:Q"
    )
    points = base.mark_point(color=colours["accent"], filled=True, size=60, opacity=1).encode(y="right:Q")
    return _svg((line + bars + points).properties(width=360, height=220), colours)


def _svg(chart: Any, colours: dict[str, str]) -> str:
    import vl_convert

    styled = chart.configure(background="transparent", font="system-ui, sans-serif")
    styled = styled.configure_view(stroke=None).configure_title(
        color=colours["ink"], fontSize=13, fontWeight=600, anchor="start"
    )
    styled = styled.configure_axis(
        labelColor=colours["soft"],
        titleColor=colours["soft"],
        gridColor=colours["line"],
        domainColor=colours["line"],
        tickColor=colours["line"],
        labelFontSize=11,
        titleFontWeight="normal",
    )
    return str(vl_convert.vegalite_to_svg(styled.to_dict()))
