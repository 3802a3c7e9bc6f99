"""HTML of clipboards, each with the blocks that rich text makes of it."""

H3, BULLET, NUMBER = "header-three", "unordered-list-item", "ordered-list-item"

# Each with what becomes of it where headings, lists and small figures are offered.
KEPT = {
    "super- and subscripts": (
        "<p>A dose of 10<sup>3</sup> units, H<sub>2</sub>O and <b>bold</b>.</p>",
        ["A dose of 10^3^ units, H_2_O and *bold*."],
    ),
    "the same from Google Docs": (
        "<b style='font-weight:normal'><p><span style='font-weight:700'>10</span>"
        "<span style='vertical-align:super'>3</span></p></b>",
        ["*10*^3^"],
    ),
    "headings of Word": (
        "<h1>First<o:p></o:p></h1><p class=MsoNormal>Text <i>of\nit</i>.<o:p></o:p></p>"
        "<h2>Second</h2><p class=MsoNormal>&nbsp;<o:p></o:p></p><p>More.</p><h6>Last</h6>",
        [(H3, "First"), "Text /of it/.", (H3, "Second"), "More.", (H3, "Last")],
    ),
    "a heading alone": ("<h2>Only this</h2>", [(H3, "Only this")]),
    "empty paragraphs": (
        "<p> </p><p>&nbsp;</p><p>One</p><h2> </h2><ul><li>&nbsp;</li></ul><p><br></p>"
        "<p>Two<br><br>Three<br>Four</p><p>\u200b</p>",
        ["One", "Two", "Three\nFour"],
    ),
    "lists": (
        "<ul><li><p>One</p></li><li>Two<ol><li>Deep</li></ol></li></ul><p>After</p>",
        [(BULLET, "One"), (BULLET, "Two"), (NUMBER, "Deep", 1), "After"],
    ),
    "lists of Word": (
        "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·&nbsp;</span>One"
        "</p><p style='mso-list:l1 level2 lfo1'><span style='mso-list:Ignore'>1.</span>In</p>",
        [(BULLET, "One"), (NUMBER, "In", 1)],
    ),
    "numbers of Word that count on": (
        "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1)</span>One</p>"
        "<p style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o</span>In</p>"
        "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2)</span>Two</p>",
        [(NUMBER, "One"), (BULLET, "In", 1), (NUMBER, "Two")],
    ),
    "raised and lowered by a length": (
        "<p>10<span style='position:relative;top:-3pt;mso-text-raise:3.0pt'>3</span> H"
        "<span style='vertical-align:-2px'>2</span>O x<sup style='vertical-align:0'>2</sup></p>",
        ["10^3^ H_2_O x^2^"],
    ),
    "marks of a quotation": ("<p>Say <q>stop</q>.</p>", ["Say “stop”."]),
    "what nobody saw": (
        "<p>One<span style='mso-hide:all'>a</span><i style='display:none'>b</i><b hidden>c</b></p>",
        ["One"],
    ),
    "links": (
        '<p>See <a href="https://a.example/x">the <b>page</b></a>, (https://b.example/y_(z)),'
        " ann@c.example. <a href='tel:911'>Call</a></p>",
        [
            "See [the *page*](https://a.example/x), ([https://b.example/y_(z)]"
            "(https://b.example/y_(z))), [ann@c.example](mailto:ann@c.example). "
            "[Call](tel:911)"
        ],
    ),
    "characters beyond the first plane": (
        "<p>\U0001f600 10<sup>3</sup> <b>b</b></p>",
        ["\U0001f600 10^3^ *b*"],
    ),
    "a forged fragment": (
        "<p data-draftjs-conductor-fragment='{'>One</p>",
        ["One"],
    ),
    "a table that only arranges": (
        "<table><tr><td><p>One</p><p>Two</p></td></tr><tr><td>Three</td></tr></table>",
        ["One", "Two", "Three"],
    ),
    "lists of five levels": (
        "<ul><li>1</li>" * 5 + "</ul>" * 5,
        [(BULLET, "1"), *((BULLET, "1", depth) for depth in range(1, 5))],
    ),
    "an item alone of a deep list": (
        "<ul>" * 6 + "<li>One</li>" + "</ul>" * 6,
        [(BULLET, "One")],
    ),
    "one cell": ("<table><tr><td>5 mg</td></tr></table>", ["5 mg"]),
}
TABLE = (
    "<p>Doses</p><table><tr><th>Morning</th><th>Evening</th></tr><tr><td><p>5 mg</p><p>or 6"
    "</p></td><td>10<sup>3</sup></td></tr><tr><td></td><td>10 mg</td></tr></table>"
)
# Each with what the note says of it.
SAID = {
    "a table": (
        TABLE,
        ["Doses", "Morning | Evening", "5 mg or 6 | 10^3^", "– | 10 mg"],
        "A table became lines of text",
    ),
    "lists of six levels": (
        "<ul><li>1</li>" * 6 + "</ul>" * 6,
        [(BULLET, "1"), *((BULLET, "1", min(depth, 4)) for depth in range(1, 6))],
        "five levels at most",
    ),
    "a sixth level of Word": (
        "<p>One</p><p style='mso-list:l0 level6'><span style='mso-list:Ignore'>·</span>6</p>",
        ["One", (BULLET, "6", 4)],
        "five levels at most",
    ),
    "a picture": ("<p>One<img src=x.png></p>", ["One"], "Pictures, videos and fields"),
    "a field of a form": (
        "<p>Dose <input value=5> mg</p>",
        ["Dose mg"],
        "fields of forms",
    ),
    "crossed out in another way": (
        "<p><span style='text-decoration-line:line-through'>5</span> 10 mg</p>",
        ["5 10 mg"],
        "crossed out",
    ),
    "crossed out": ("<p><s>5 mg</s> 10 mg</p>", ["5 mg 10 mg"], "crossed out"),
    "a list that goes on": (
        "<ol start=3><li>Rest</li></ol>",
        [(NUMBER, "Rest")],
        "count 1, 2, 3",
    ),
    "a list that counts down": (
        "<ol reversed><li>Rest</li></ol>",
        [(NUMBER, "Rest")],
        "count 1, 2, 3",
    ),
    "an item with a number of its own": (
        "<ol><li value=5>Rest</li></ol>",
        [(NUMBER, "Rest")],
        "count 1, 2, 3",
    ),
    "letters of Google Docs": (
        "<ol><li style='list-style-type:lower-alpha'>Rest</li></ol>",
        [(NUMBER, "Rest")],
        "count 1, 2, 3",
    ),
    **{
        f"{label} in Word": (
            f"<p style='mso-list:l0 level1'><span style='mso-list:Ignore'>{label}</span>Rest</p>",
            [(NUMBER, "Rest")],
            "count 1, 2, 3",
        )
        for label in ("3.", "a)", "1.1", "Step 1:", "Caution")
    },
    "numbers of Word that go on after a remark": (
        "<p style='mso-list:l0 level1'><span style='mso-list:Ignore'>1.</span>One</p><p>Wait</p>"
        "<p style='mso-list:l0 level1'><span style='mso-list:Ignore'>2.</span>Two</p>",
        [(NUMBER, "One"), "Wait", (NUMBER, "Two")],
        "count 1, 2, 3",
    ),
    "a quotation": ("<blockquote>Go</blockquote>", ["Go"], "quotation"),
    "a link in Word": ("<p><a href='#_Toc1'>One</a></p>", ["One"], "Links to no web"),
    "a link that could run": (
        "<p><a href='javascript:alert(1)'>One</a></p>",
        ["One"],
        "Links to no web",
    ),
}
# Tables with cells over several rows or columns.
SPANS = {
    "rows": (
        "<table><tr><td rowspan=2>A</td><td>1</td></tr><tr><td>2</td></tr>"
        "<tr><td>B</td><td>3</td></tr></table>",
        ["A | 1", "A | 2", "B | 3"],
    ),
    "rows of a middle column": (
        "<table><tr><td>A</td><td rowspan=0>5<sup>2</sup></td><td>1</td></tr>"
        "<tr><td></td><td>2</td></tr></table>",
        ["A | 5^2^ | 1", "– | 5^2^ | 2"],
    ),
    "rows and columns": (
        "<table><tr><th rowspan=2>Age</th><th colspan=2>Dose</th></tr><tr><th>Day</th>"
        "<th>Night</th></tr><tr><td colspan=2 rowspan=2>A</td><td>1</td></tr>"
        "<tr><td>2</td></tr></table>",
        ["Age | Dose", "Age | Day | Night", "A | 1", "A | 2"],
    ),
    "rows of one section": (
        "<table><thead><tr><th rowspan=3>A</th><th>B</th></tr></thead>"
        "<tbody><tr><td>C</td><td>D</td></tr></tbody></table>",
        ["A | B", "C | D"],
    ),
}
