"""Things as members photograph them: a price board, cloth, two packages and a receipt."""

from __future__ import annotations

import math

from PIL import Image

from forum.demo.sheet import (
    ACCENT,
    BRAND,
    CLAY,
    INK,
    INK_2,
    LEAF,
    LINE,
    PAPER,
    SURFACE,
    Box,
    Point,
    Sheet,
)

GOODS = (
    ("Rolinho de leite  55 g", "1,20"),
    ("Broa de milho", "9,50"),
    ("Rosca doce", "14,00"),
    ("Cuca de banana", "18,00"),
    ("Sonho com creme", "4,50"),
    ("Bolo simples, fatia", "6,00"),
)


def price_board() -> Image.Image:
    """A bakery's chalk board."""
    sheet = Sheet(1200, 820, ground="#c79b6a", seed=11)
    for plank in range(0, 820, 41):
        sheet.line([(0, plank), (1200, plank)], fill="#bb8e5c", width=2)
    sheet.box((60, 50, 1140, 770), fill="#7a4a26", round_=16)
    sheet.box((88, 78, 1112, 742), fill="#24382f", round_=6)
    _chalk_dust(sheet)
    sheet.hand((600, 168), "PADARIA DA GARAGEM", size=54, fill="#f4efe2", anchor="m")
    sheet.stroke([(300, 192), (900, 188)], fill=CLAY, width=4)
    for place, (name, price) in enumerate(GOODS):
        y = 268 + place * 70
        sheet.hand((168, y), name, size=38, fill="#f4efe2")
        sheet.hand((1030, y), price, size=40, fill="#f0c987", anchor="r")
        start = 190 + sheet.measure(name, 38)
        sheet.dashes((start, y - 4), (900, y - 4), fill="#5d7468", width=3, dash=9)
    sheet.hand((600, 708), "quentinho das 6 as 11", size=32, fill=CLAY, anchor="m")
    _wheat(sheet, (205, 170), 1)
    _wheat(sheet, (995, 170), -1)
    return sheet.finish()


def _chalk_dust(sheet: Sheet) -> None:
    for _ in range(46):
        x, y = sheet.chance.uniform(110, 900), sheet.chance.uniform(100, 710)
        sheet.stroke([(x, y), (x + 170, y - 22)], fill="#293f35", width=9)


def _wheat(sheet: Sheet, foot: Point, lean: int) -> None:
    x, y = foot
    sheet.stroke([(x, y + 18), (x + lean * 14, y - 52)], fill="#f0c987", width=3)
    for grain in range(4):
        gx, gy = x + lean * (5 + grain * 3), y - 6 - grain * 15
        for side in (-1, 1):
            sheet.stroke([(gx, gy), (gx + side * 14, gy - 14)], fill="#f0c987", width=5, waver=0.6)


def fabric_swatches() -> Image.Image:
    """The fern-and-rain batik pattern in three natural dyes, pinned to a board."""
    sheet = Sheet(1240, 780, ground="#efe6d6", seed=21)
    dyes = (("indigo", "#26406b", "#dfe6ee"), ("soga brown", "#6b4226", "#f0dfc4"), ("madder", "#8f3327", "#f4dccf"))
    for place, (name, ground, wax) in enumerate(dyes):
        x = 60 + place * 386
        box = (x, 70, x + 348, 640)
        _pinked(sheet, (box[0] + 8, box[1] + 10, box[2] + 8, box[3] + 10), "#d6c8b0")
        _pinked(sheet, box, ground)
        for row in range(4):
            for column in range(3 - row % 2):
                _fern(sheet, (x + 62 + row % 2 * 52 + column * 104, 226 + row * 128), wax, box)
        sheet.disc((x + 177, 89), 11, fill="#1d1a17")
        sheet.disc((x + 174, 86), 11, fill=CLAY)
        sheet.disc((x + 171, 83), 4, fill=SURFACE)
        sheet.hand((x + 174, 706), name, size=32, fill=INK_2, anchor="m")
    return sheet.finish()


def _pinked(sheet: Sheet, box: Box, fill: str) -> None:
    x0, y0, x1, y1 = box
    tooth = 10
    across, down = int((x1 - x0) / tooth), int((y1 - y0) / tooth)
    top = [(x0 + n * tooth, y0 + (n % 2) * 7) for n in range(across + 1)]
    right = [(x1 - (n % 2) * 7, y0 + n * tooth) for n in range(1, down)]
    bottom = [(x1 - n * tooth, y1 - (n % 2) * 7) for n in range(across + 1)]
    left = [(x0 + (n % 2) * 7, y1 - n * tooth) for n in range(1, down)]
    sheet.shape([*top, *right, *bottom, *left], fill)


def _fern(sheet: Sheet, foot: Point, wax: str, within: Box) -> None:
    x, y = foot
    stem = [(x + math.sin(step / 5) * 7, y - step * 9) for step in range(13)]
    sheet.line(stem, fill=wax, width=2.6)
    for step, (sx, sy) in enumerate(stem[1:], start=1):
        reach = 31 * math.sin(math.pi * (step + 2.5) / 16.5)
        for side in (-1, 1):
            leaf = ((0, 0), (0.45, -0.42), (1, -0.62), (0.66, -0.18), (0.25, 0.06))
            sheet.shape([(sx + side * reach * across, sy + reach * up) for across, up in leaf], wax)
    for drop in range(6):
        dx, dy = x + 52 + (drop % 2) * 8 - 4, y + 2 - drop * 22
        if dx < within[2] - 16:
            sheet.shape([(dx, dy - 9), (dx + 3.6, dy), (dx, dy + 4), (dx - 3.6, dy)], wax)


def packaging() -> Image.Image:
    """Mountain tea in its old clear bag and in its new paper bag."""
    sheet = Sheet(1240, 860, ground="#eadfcc", seed=17)
    sheet.shape([(0, 640), (1240, 600), (1240, 860), (0, 860)], "#d3b88f")
    for bag_foot in ((330, 722), (910, 722)):
        x, y = bag_foot
        sheet.pen.ellipse([(x - 230) * 2, (y - 26) * 2, (x + 250) * 2, (y + 40) * 2], fill="#c0a378")
    _clear_bag(sheet)
    _paper_bag(sheet)
    sheet.hand((330, 806), "before: 250 lek", size=34, fill=INK, anchor="m")
    sheet.hand((910, 806), "now: 320 lek", size=34, fill=INK, anchor="m")
    return sheet.finish()


def _clear_bag(sheet: Sheet) -> None:
    sheet.shape([(170, 300), (490, 292), (520, 700), (500, 726), (160, 726), (140, 700)], "#f1eee2")
    sheet.shape(
        [(166, 420), (250, 398), (350, 412), (492, 394), (514, 700), (494, 716), (166, 716), (146, 700)], "#84986f"
    )
    greens = ("#8fa27a", "#728a61", "#a9b795", "#5f7652", "#c3cdb0")
    for _ in range(1500):
        y = sheet.chance.uniform(402, 704)
        slope = (y - 300) * 0.07
        x = sheet.chance.uniform(190 - slope, 470 + slope)
        angle, size = sheet.chance.uniform(0, 6.3), sheet.chance.uniform(7, 16)
        dx, dy = math.cos(angle) * size, math.sin(angle) * size * 0.6
        leaf = [(x - dx, y - dy), (x + dy * 0.4, y - dx * 0.4), (x + dx, y + dy), (x - dy * 0.4, y + dx * 0.4)]
        sheet.shape(leaf, sheet.chance.choice(greens))
    for fold in ((206, 322, 190, 600), (456, 314, 478, 560), (300, 318, 294, 372), (352, 316, 362, 356)):
        sheet.stroke([(fold[0], fold[1]), (fold[2], fold[3])], fill="#fbfaf4", width=4)
    sheet.shape([(205, 220), (455, 214), (372, 300), (290, 302)], "#f6f4ea")
    sheet.shape([(290, 300), (372, 300), (430, 322), (230, 324)], "#f1eee2")
    sheet.box((284, 284, 378, 308), fill=ACCENT, round_=6)
    sheet.box((226, 446, 434, 584), fill=SURFACE, edge=LINE, width=2, round_=4)
    sheet.words((330, 482), "CAJ MALI", size=32, fill="#2c6b2f", anchor="mm")
    sheet.line([(272, 495), (274, 500), (269, 504)], fill="#2c6b2f", width=3)
    sheet.words((330, 524), "sage  50 g", size=24, fill=INK, anchor="mm")
    sheet.line([(246, 556), (414, 556)], fill="#2c6b2f", width=6)


def _paper_bag(sheet: Sheet) -> None:
    sheet.shape([(740, 190), (1080, 190), (1080, 724), (740, 724)], "#cda878")
    sheet.shape([(1080, 190), (1128, 214), (1128, 700), (1080, 724)], "#b08a5b")
    sheet.shape([(740, 190), (1080, 190), (1128, 214), (1090, 236), (740, 236)], "#bd9765")
    sheet.line([(740, 236), (1080, 236)], fill="#a98150", width=2)
    sheet.box((778, 300, 1042, 640), fill=PAPER, round_=4)
    sheet.shape([(778, 520), (840, 410), (884, 470), (938, 366), (1042, 520)], BRAND)
    sheet.shape([(938, 366), (970, 413), (952, 404), (938, 420), (926, 402), (908, 411)], "#cfdcd6")
    sheet.disc((994, 372), 24, fill=CLAY)
    sheet.shape([(778, 520), (900, 470), (1042, 520)], LEAF)
    sheet.words((910, 558), "mountain sage", size=32, fill=BRAND, anchor="mm")
    sheet.words((910, 596), "picked by forty families", size=20, fill=INK_2, anchor="mm")
    sheet.words((910, 622), "50 g", size=20, fill=INK_2, anchor="mm")


RECEIPT = (
    ("Pan de coco", "x 6", "60.00"),
    ("Pandesal", "x 20", "80.00"),
    ("Sardines", "x 2", "52.00"),
    ("Rice", "2 kg", "104.00"),
    ("Soy sauce", "x 1", "24.50"),
    ("Candles", "x 4", "36.00"),
)


def till_receipt() -> Image.Image:
    """A receipt on thermal paper that has faded from the bottom up."""
    sheet = Sheet(1000, 1100, ground="#9c7650", seed=13)
    for board in range(5):
        sheet.box((0, board * 220, 1000, board * 220 + 214), fill=("#a37d56", "#98714b")[board % 2])
    sheet.shape([(292, 76), (734, 80), (738, 1046), (292, 1040)], "#6e5034")
    edge = [(280 + n * 20, 60 + (n % 2) * 9) for n in range(23)]
    foot = [(720 - n * 20, 1030 - (n % 2) * 9) for n in range(23)]
    sheet.shape([*edge, *foot], "#fbf8ef")
    sheet.words((500, 130), "SANTOS STORE", size=36, fill=_faded(130), anchor="mm")
    sheet.words((500, 172), "Brgy. San Roque, Iloilo", size=22, fill=_faded(172), anchor="mm")
    for place, (name, number, amount) in enumerate(RECEIPT):
        y = 260 + place * 52
        sheet.words((320, y), name, size=25, fill=_faded(y))
        sheet.words((545, y), number, size=25, fill=_faded(y), anchor="ra")
        sheet.words((682, y), amount, size=25, fill=_faded(y), anchor="ra")
    totals = (("TOTAL", "356.50"), ("Cash", "500.00"), ("Change", "143.50"))
    for place, (name, amount) in enumerate(totals):
        y = 610 + place * 58
        sheet.words((320, y), name, size=30, fill=_faded(y))
        sheet.words((682, y), amount, size=30, fill=_faded(y), anchor="ra")
    for y in (222, 584):
        sheet.dashes((318, y), (684, y), fill=_faded(y), width=2, dash=8)
    sheet.words((500, 850), "Salamat po!", size=30, fill=_faded(850), anchor="mm")
    sheet.words((500, 930), "OR no. 004417", size=24, fill=_faded(930), anchor="mm")
    return sheet.finish()


def _faded(y: float) -> str:
    """The grey that is left of black print at this height."""
    left = max(0.0, 1 - y / 1000)
    tone = [round(paper - (paper - ink) * left**0.75) for paper, ink in ((251, 60), (248, 58), (239, 70))]
    return "#{:02x}{:02x}{:02x}".format(*tone)
