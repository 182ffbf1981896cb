"""Charts, plans and pages as members draw them by hand: chart, cash book, shop, map and wiring."""

from __future__ import annotations

import math
from itertools import pairwise

from PIL import Image

from forum.demo.sheet import (
    ACCENT,
    BRAND,
    CLAY,
    GOLD,
    INK,
    INK_2,
    LEAF,
    LINE,
    PAPER,
    SAND,
    SUNK,
    SURFACE,
    Box,
    Point,
    Sheet,
)


def weekly_sales() -> Image.Image:
    """A restaurant's plates by weekday, in coloured pencil."""
    sheet = Sheet(1200, 760, seed=7)
    sheet.hand((80, 92), "Plates by weekday, average of four weeks", size=40, fill=BRAND)
    floor, left, unit = 640, 130, 4.6
    for plates in (20, 40, 60, 80, 100):
        sheet.dashes((left, floor - plates * unit), (1130, floor - plates * unit), fill=LINE, width=2, dash=7)
        sheet.hand((left - 18, floor - plates * unit + 9), str(plates), size=24, fill=INK_2, anchor="r")
    days = (("Mon", 71), ("Tue", 44), ("Wed", 68), ("Thu", 74), ("Fri", 96), ("Sat", 83))
    for place, (day, plates) in enumerate(days):
        colour = ACCENT if day == "Tue" else LEAF
        x = left + 40 + place * 162
        bar = (x, floor - plates * unit, x + 104, floor)
        sheet.hatch(bar, fill=colour)
        sheet.frame(bar, fill=ACCENT if day == "Tue" else BRAND, width=3)
        sheet.box((x + 22, bar[1] + 18, x + 82, bar[1] + 62), fill=PAPER, round_=6)
        sheet.hand((x + 52, bar[1] + 51), str(plates), size=30, fill=INK, anchor="m")
        sheet.hand((x + 52, floor + 46), day, size=30, fill=INK, anchor="m")
    sheet.stroke([(left, 150), (left, floor), (1140, floor)], width=3.5)
    cooked = floor - 80 * unit
    sheet.dashes((left, cooked), (1140, cooked), fill=GOLD, width=3.5, dash=15)
    sheet.hand((300, cooked - 14), "what I cook: 80", size=27, fill=GOLD)
    sheet.stroke([(384, 284), (384, 424)], fill=ACCENT, width=3)
    sheet.line([(374, 298), (384, 282), (394, 298)], fill=ACCENT, width=3)
    sheet.line([(374, 412), (384, 428), (394, 412)], fill=ACCENT, width=3)
    sheet.hand((402, 364), "36 left", size=27, fill=ACCENT)
    return sheet.finish()


CASH_BOOK = (
    ("Mon", "In the tin", "", "", "24,600"),
    ("Mon", "14 trays at 5,600", "78,400", "", "103,000"),
    ("Tue", "Layers mash, 1 bag", "", "48,500", "54,500"),
    ("Wed", "9 trays", "50,400", "", "104,900"),
    ("Wed", "Airtime", "170", "", "105,070"),
    ("Thu", "Vaccine", "", "6,300", "98,770"),
    ("Fri", "11 trays", "61,600", "", "160,370"),
    ("Fri", "Layers mash, 2 bags", "", "97,000", "63,370"),
    ("Sat", "Brother, wage", "", "15,000", "48,370"),
    ("Sat", "4 trays", "22,400", "", "70,770"),
    ("Sat", "Tyre for bicycle", "", "9,530", "61,240"),
)
"""Day, what, in, out, in the tin. The airtime stands on the wrong side: that is the riddle of the topic."""


def cash_book() -> Image.Image:
    """One page of an egg farmer's cash book, 340 too high at the end."""
    sheet = Sheet(1200, 900, ground="#8d6b4c", seed=5)
    sheet.box((46, 40, 1166, 872), fill="#6f5238", round_=10)
    sheet.box((34, 28, 1154, 860), fill="#fdfaf0", round_=8)
    for row in range(14):
        sheet.line([(34, 118 + row * 53), (1154, 118 + row * 53)], fill="#cfdde2", width=1.6)
    for x in (150, 600, 790, 970):
        sheet.line([(x, 28), (x, 860)], fill="#e3a9a0", width=2)
    heads = (("Day", 62, "l"), ("What", 172, "l"), ("IN", 770, "r"), ("OUT", 950, "r"), ("Tin", 1128, "r"))
    for head, x, anchor in heads:
        sheet.hand((x, 104), head, size=32, fill=ACCENT, anchor=anchor)
    pen = "#23408e"
    for place, (day, what, paid_in, paid_out, tin) in enumerate(CASH_BOOK):
        y = 161 + place * 53
        sheet.hand((62, y), day, size=29, fill=pen)
        sheet.hand((172, y), what, size=29, fill=pen)
        for amount, x in ((paid_in, 770), (paid_out, 950), (tin, 1128)):
            sheet.hand((x, y), amount, size=29, fill=pen, anchor="r")
    sheet.stroke([(985, 702), (1135, 700)], fill=pen, width=3)
    sheet.stroke([(985, 709), (1135, 708)], fill=pen, width=3)
    sheet.hand((172, 744), "counted, twice:", size=30, fill=INK_2)
    sheet.hand((1128, 744), "60,900", size=30, fill=ACCENT, anchor="r")
    sheet.hand((172, 797), "missing", size=30, fill=INK_2)
    sheet.hand((1128, 797), "340 ?", size=34, fill=ACCENT, anchor="r")
    return sheet.finish()


SHELVES = (
    ((140, 140, 780, 225), "BREAD", "#f0dcb2", GOLD),
    ((800, 140, 1060, 225), "milk fridge", "#dbe8ee", "#2f5f7a"),
    ((140, 250, 225, 640), "soap", "#e2eee8", BRAND),
    ((975, 250, 1060, 480), "oil", "#fbe8db", ACCENT),
    ((330, 310, 540, 590), "tins, rice, maize", "#e2eee8", BRAND),
    ((640, 310, 850, 590), "tea, sugar, candles", "#e2eee8", BRAND),
    ((800, 640, 1060, 720), "TILL", "#fbe8db", ACCENT),
    ((690, 640, 785, 720), "sweets", "#f7dfe6", "#8d3b5c"),
    ((140, 765, 400, 835), "paraffin, outside", "#ecebe6", INK_2),
)
"""Where it stands, what it is, its ground and its ink."""


def shelf_plan() -> Image.Image:
    """A corner shop seen from above, before everything is moved."""
    sheet = Sheet(1200, 860, seed=3)
    for x in range(0, 1200, 40):
        sheet.line([(x, 0), (x, 860)], fill="#eef0e6", width=1.2)
    for y in range(0, 860, 40):
        sheet.line([(0, y), (1200, y)], fill="#eef0e6", width=1.2)
    sheet.stroke([(520, 740), (120, 740), (120, 120), (1080, 120), (1080, 740), (680, 740)], width=6)
    for box, name, ground, ink in SHELVES:
        sheet.box(box, fill=ground)
        sheet.hatch(box, fill=LINE if ground == "#ecebe6" else ground, gap=12, width=2)
        sheet.frame(box, fill=ink, width=3)
        _label(sheet, box, name, ink)
    sheet.stroke([(520, 740), (566, 828)], fill=INK, width=4)
    sheet.hand((600, 800), "door", size=30)
    _walk(sheet, [(600, 720), (600, 640), (590, 270), (460, 262)])
    sheet.hand((120, 82), "New plan, Sunday after one", size=38, fill=BRAND)
    sheet.hand((1080, 82), "6.0 x 3.9 m", size=28, fill=INK_2, anchor="r")
    return sheet.finish()


def _label(sheet: Sheet, box: Box, name: str, ink: str) -> None:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    lines = name.split(", ") if box[2] - box[0] < 250 else [name]
    for place, line in enumerate(lines):
        sheet.hand((x, y + 10 + (place - (len(lines) - 1) / 2) * 36), line, size=27, fill=ink, anchor="m")


def _walk(sheet: Sheet, points: list[Point]) -> None:
    for start, end in pairwise(points):
        sheet.dashes(start, end, fill=ACCENT, width=4, dash=13)
    x, y = points[-1]
    sheet.line([(x + 18, y - 13), (x, y), (x + 18, y + 13)], fill=ACCENT, width=4)


ROADS: tuple[list[Point], ...] = (
    [(40, 420), (1200, 330)],
    [(420, 30), (470, 800)],
    [(880, 30), (800, 800)],
    [(60, 170), (1180, 120)],
    [(470, 560), (820, 540), (1200, 590)],
)


def delivery_map() -> Image.Image:
    """A kitchen and the four clusters of offices it delivers to."""
    sheet = Sheet(1240, 820, ground="#f4f0e6", seed=9)
    river = [(x, 612 + x / 11 + math.sin(x / 120) * 26) for x in range(-10, 1260, 10)]
    sheet.line(river, fill="#bcd5da", width=40)
    for road in ROADS:
        sheet.line(road, fill=LINE, width=26)
    for road in ROADS:
        sheet.line(road, fill=SURFACE, width=20)
    kitchen: Point = (462, 388)
    route = (kitchen, (445, 160), (868, 132), (832, 360), kitchen)
    for start, end in pairwise(route):
        sheet.dashes(start, end, fill=ACCENT, width=5, dash=15)
    far = (kitchen, (464, 560), (822, 541), (980, 562))
    for start, end in pairwise(far):
        sheet.dashes(start, end, fill=INK_2, width=4, dash=10)
    clusters = (("A", 8, (268, 158)), ("B", 6, (1000, 128)), ("C", 5, (960, 350)), ("D", 3, (1040, 572)))
    for name, stops, centre in clusters:
        _cluster(sheet, name, stops, centre)
    sheet.disc(kitchen, 34, fill=BRAND)
    sheet.words(kitchen, "K", size=34, fill=SURFACE, anchor="mm")
    sheet.hand((508, 446), "my kitchen", size=30, fill=BRAND)
    sheet.hand((70, 570), "river", size=26, fill="#4d7680")
    sheet.hand((60, 778), "22 stops, 11:45 to 13:15", size=34, fill=INK)
    sheet.hand((484, 214), "about 9 min between two", size=26, fill=ACCENT)
    return sheet.finish()


def _cluster(sheet: Sheet, name: str, stops: int, centre: Point) -> None:
    x, y = centre
    colour = INK_2 if name == "D" else ACCENT
    sheet.disc(centre, 76, fill="#f9e3d2" if name != "D" else "#e9e7df", edge=colour, width=3)
    for stop in range(stops):
        angle = stop * 2.4 + 0.4
        reach = 16 * math.sqrt(stop + 0.6)
        sheet.disc((x + math.cos(angle) * reach, y + 14 + math.sin(angle) * reach * 0.72), 6.5, fill=colour)
    sheet.hand((x, y - 40), f"{name}: {stops}", size=30, fill=colour, anchor="m")


def solar_wiring() -> Image.Image:
    """How one kit feeds machines and lamps, with the fridge on a switch of its own."""
    sheet = Sheet(1300, 820, seed=19)
    sheet.hand((70, 84), "Two switches, so the fridge can be left out", size=36, fill=BRAND)
    for x in (90, 300):
        _panel(sheet, (x, 150))
    sheet.stroke([(274, 225), (296, 225)], width=4)
    sheet.hand((280, 350), "2 panels, 330 W each", size=27, fill=INK, anchor="m")
    for colour, shift in ((ACCENT, 0), (INK, 18)):
        sheet.stroke([(484, 230 + shift), (590, 230 + shift)], fill=colour, width=4)
        sheet.stroke([(670 + shift, 310), (670 + shift, 470)], fill=colour, width=4)
        sheet.stroke([(780, 530 + shift), (880, 530 + shift)], fill=colour, width=4)
    _device(sheet, (590, 180, 790, 310), ("charge", "controller"), LEAF)
    _device(sheet, (560, 470, 780, 620), ("battery", "24 V  100 Ah"), CLAY)
    _device(sheet, (880, 470, 1080, 620), ("inverter", "1,500 W"), LEAF)
    sheet.box((661, 370, 679, 410), fill=SURFACE, edge=ACCENT, width=3, round_=4)
    sheet.box((810, 521, 850, 539), fill=SURFACE, edge=ACCENT, width=3, round_=4)
    sheet.hand((648, 398), "fuse", size=25, fill=ACCENT, anchor="r")
    sheet.hand((830, 508), "fuse", size=25, fill=ACCENT, anchor="m")
    _loads(sheet)
    _legend(sheet)
    return sheet.finish()


def _loads(sheet: Sheet) -> None:
    sheet.stroke([(1080, 545), (1170, 545), (1170, 300)], fill=BRAND, width=4)
    sheet.stroke([(950, 470), (950, 300)], fill=BRAND, width=4)
    for x, name in ((950, "1"), (1170, "2")):
        sheet.disc((x, 384), 36, fill=SAND, edge=GOLD, width=3)
        sheet.words((x, 384), name, size=34, fill=INK, anchor="mm")
    sheet.disc((906, 214), 26, fill="#fbe6a8", edge=GOLD, width=3)
    sheet.box((896, 239, 916, 252), fill=INK_2, round_=3)
    sheet.line([(952, 250), (1024, 250)], width=9)
    sheet.line([(966, 248), (966, 200), (1018, 200), (1018, 232)], width=10)
    sheet.line([(1018, 232), (1018, 246)], width=3)
    sheet.hand((960, 288), "lamps, machines", size=26, anchor="m")
    sheet.box((1140, 150, 1200, 256), fill="#dbe8ee", edge=INK, width=3, round_=5)
    sheet.line([(1140, 188), (1200, 188)], width=3)
    sheet.line([(1150, 164), (1150, 178)], width=4)
    sheet.line([(1150, 200), (1150, 224)], width=4)
    sheet.hand((1170, 288), "fridge", size=26, anchor="m")


def _legend(sheet: Sheet) -> None:
    for place, (colour, name) in enumerate(((ACCENT, "red, plus"), (INK, "black, minus"), (BRAND, "green, 230 volt"))):
        y = 470 + place * 50
        sheet.stroke([(92, y), (160, y)], fill=colour, width=5)
        sheet.hand((184, y + 9), name, size=27, fill=INK_2)
    sheet.hand((92, 716), "Battery in the shade, off the floor, air above it.", size=28, fill=INK_2)
    sheet.hand((92, 762), "Fuses close to the battery, both of them.", size=28, fill=INK_2)


def _panel(sheet: Sheet, corner: Point) -> None:
    x, y = corner
    sheet.box((x, y, x + 180, y + 150), fill="#2d4a63", edge="#b9c3c8", width=5, round_=3)
    for n in range(1, 6):
        sheet.line([(x + n * 30, y + 5), (x + n * 30, y + 145)], fill="#6d8aa0", width=1.4)
    for n in range(1, 4):
        sheet.line([(x + 5, y + n * 37), (x + 175, y + n * 37)], fill="#6d8aa0", width=1.4)


def _device(sheet: Sheet, box: Box, lines: tuple[str, str], colour: str) -> None:
    sheet.box(box, fill=SUNK, round_=4)
    sheet.hatch((box[0], box[1], box[2], box[1] + 22), fill=colour, gap=8)
    sheet.frame(box, width=3)
    middle = (box[0] + box[2]) / 2
    sheet.hand((middle, (box[1] + box[3]) / 2 + 10), lines[0], size=29, anchor="m")
    sheet.hand((middle, (box[1] + box[3]) / 2 + 48), lines[1], size=26, fill=INK_2, anchor="m")
