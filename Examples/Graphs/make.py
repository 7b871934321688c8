"""Writes molecules as GraphML: heavy atoms are nodes with their element, bonds are edges. Needs nothing but Python."""
import re

ring = "0:1 1:2 2:3 3:4 4:5 5:0"
xanthine = "0-1 1=9 1-2 2-3 3=4 4-5 5=10 5-0 4-6 6-7 7=8 8-3"
molecules = {
    "ethanol": ("CCO", "0-1 1-2"),
    "ethylamine": ("CCN", "0-1 1-2"),
    "acetone": ("CCCO", "0-1 1-2 1=3"),
    "acetic-acid": ("CCOO", "0-1 1=2 1-3"),
    "urea": ("NCNO", "0-1 1-2 1=3"),
    "glycine": ("NCCOO", "0-1 1-2 2=3 2-4"),
    "alanine": ("NCCOOC", "0-1 1-2 2=3 2-4 1-5"),
    "cyclohexane": ("CCCCCC", "0-1 1-2 2-3 3-4 4-5 5-0"),
    "benzene": ("CCCCCC", ring),
    "pyridine": ("NCCCCC", ring),
    "toluene": ("CCCCCCC", ring + " 0-6"),
    "phenol": ("CCCCCCO", ring + " 0-6"),
    "aniline": ("CCCCCCN", ring + " 0-6"),
    "benzoic-acid": ("CCCCCCCOO", ring + " 0-6 6=7 6-8"),
    "salicylic-acid": ("CCCCCCCOOO", ring + " 0-6 6=7 6-8 1-9"),
    "aspirin": ("CCCCCCCOOOCOC", ring + " 0-6 6=7 6-8 1-9 9-10 10=11 10-12"),
    "paracetamol": ("CCCCCCONCOC", ring + " 0-6 3-7 7-8 8=9 8-10"),
    "ibuprofen": ("CCCCCCCCCCCCCOO", ring + " 0-6 6-7 7-8 7-9 3-10 10-11 10-12 12=13 12-14"),
    "caffeine": ("NCNCCCNCNOOCCC", xanthine + " 0-11 2-12 6-13"),
    "theobromine": ("NCNCCCNCNOOCC", xanthine + " 2-11 6-12"),
    "theophylline": ("NCNCCCNCNOOCC", xanthine + " 0-11 2-12"),
}
kinds = {"-": "single", "=": "double", ":": "aromatic"}

for name, (atoms, bonds) in molecules.items():
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        '  <key id="e" for="node" attr.name="element" attr.type="string"/>',
        '  <key id="b" for="edge" attr.name="bond" attr.type="string"/>',
        f'  <graph id="{name}" edgedefault="undirected">',
    ]
    names = [f"{a}{atoms[:i + 1].count(a)}" for i, a in enumerate(atoms)]
    lines += [f'    <node id="{n}"><data key="e">{a}</data></node>' for n, a in zip(names, atoms)]
    for a, kind, b in re.findall(r"(\d+)([-=:])(\d+)", bonds):
        lines.append(f'    <edge source="{names[int(a)]}" target="{names[int(b)]}"><data key="b">{kinds[kind]}</data></edge>')
    with open(f"{name}.graphml", "w") as f:
        f.write("\n".join(lines + ["  </graph>", "</graphml>", ""]))
