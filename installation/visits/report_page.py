"""How the report of visits looks: the frame of its page, and the style that goes inside it.

Owns the page's markup around the parts. Refuses to know what a part says (report.py).
"""

from __future__ import annotations

STYLE = """
:root { color-scheme: light; --ink: #1d2733; --quiet: #5b6875; --line: #dde3e9; --paper: #fbfaf7; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, "Segoe UI", sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 3rem 1.5rem 4rem; }
h1 { font-size: 2.2rem; line-height: 1.15; margin: 0 0 .3rem; letter-spacing: -.01em; }
h2 { font-size: 1.3rem; margin: 0 0 .3rem; }
p { max-width: 46rem; margin: 0 0 1rem; }
.period { color: var(--quiet); margin-bottom: 1.4rem; }
.lead { font-size: 1.12rem; max-width: 50rem; }
.tiles { display: grid; grid-template-columns: repeat(3, 1fr); gap: .8rem;
  margin: 1.8rem 0 2.4rem; }
.tile { background: #fff; border: 1px solid var(--line); border-radius: .6rem; padding: .8rem .9rem; }
.tile b { display: block; font-size: 1.55rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tile span { display: block; font-size: .84rem; color: var(--quiet); line-height: 1.35; }
.tile .name { color: var(--ink); }
section { background: #fff; border: 1px solid var(--line); border-radius: .8rem; padding: 1.4rem 1.5rem;
  margin: 0 0 1.3rem; }
.chart svg { display: block; width: 100%; height: auto; margin: .3rem 0; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums;
  margin-top: .7rem; }
th, td { text-align: left; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--quiet); font-weight: 500; }
footer { color: var(--quiet); font-size: .9rem; margin-top: 2rem; }
footer p { max-width: none; }
@media (max-width: 40rem) {
  main { padding: 1.6rem .9rem; }
  .tiles { grid-template-columns: repeat(2, 1fr); }
  section { padding: 1rem .9rem; }
  .chart, .table { overflow-x: auto; background:
    linear-gradient(90deg, #fff 30%, #fff0) 0 0 / 2.5rem 100% no-repeat local,
    linear-gradient(270deg, #fff 30%, #fff0) 100% 0 / 2.5rem 100% no-repeat local,
    linear-gradient(90deg, #1d273340, #1d273300) 0 0 / .6rem 100% no-repeat scroll,
    linear-gradient(270deg, #1d273340, #1d273300) 100% 0 / .6rem 100% no-repeat scroll; }
  .chart svg { min-width: 34rem; }
  .tile b { font-size: 1.3rem; }
  table { font-size: .82rem; }
  th, td { padding-right: .6rem; }
}
@page { size: A4; margin: 13mm; }
@media print {
  body { background: #fff; font-size: 9.5pt; line-height: 1.45; }
  main { padding: 0; max-width: none; }
  section { break-inside: avoid; border: 0; border-top: 1px solid var(--line); border-radius: 0;
    padding: .7rem 0 .2rem; }
  .chart svg { width: 76%; }
  h1 { font-size: 20pt; }
  h2 { font-size: 13pt; }
  p { margin-bottom: .5rem; }
  .tile { padding: .5rem .7rem; }
  .tiles { margin: 1rem 0 1.2rem; }
  table { font-size: 8.5pt; margin-top: .3rem; }
  th, td { padding: .15rem .9rem .15rem 0; }
  .tiles { grid-template-columns: repeat(3, 1fr); }
  .tile { break-inside: avoid; }
}
"""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}: visits, {period}</title>
<style>{style}</style>
</head>
<body>
<main>
<header>
<h1>{title}</h1>
<p class="period">Visits, {period}</p>
<p class="lead">{lead}</p>
</header>
<div class="tiles">{tiles}</div>
{parts}<footer>
<h2>What these figures are</h2>
<p>{quality}</p>
<p>Made on {made_at} by <code>./play visits report</code>.</p>
</footer>
</main>
</body>
</html>
"""
