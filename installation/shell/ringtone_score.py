"""A ringtone's sheet music as a picture (SVG), engraved by Verovio from the MusicXML.

Owns how wide a line is. Refuses to change a note. Loaded only where sheet music is drawn.
"""

from __future__ import annotations

import verovio

_OPTIONS = {
    "xmlIdSeed": 1,  # the same file every time
    "pageWidth": 1300,
    "pageMarginLeft": 30,
    "pageMarginRight": 30,
    "pageMarginTop": 40,
    "pageMarginBottom": 40,
    "adjustPageHeight": True,
    "breaks": "auto",
    "header": "none",
    "footer": "none",
    "svgViewBox": True,
    "smuflTextFont": "embedded",
    "mnumInterval": 0,
}


def sheet_music(musicxml: bytes) -> bytes:
    """The SVG of a MusicXML file, one page, as high as it needs to be.

    Raises:
        ValueError: it is no MusicXML.
    """
    verovio.enableLog(verovio.LOG_OFF)
    toolkit = verovio.toolkit()
    toolkit.setOptions(_OPTIONS | {"pageHeight": 6000})
    if not toolkit.loadData(musicxml.decode()):
        raise ValueError("this is no MusicXML")
    return str(toolkit.renderToSVG(1)).encode()
