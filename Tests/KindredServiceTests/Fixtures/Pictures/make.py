"""One small picture in every form that PNG and JPEG commonly have, and damaged copies (pillow 13.0, numpy 2.4; seconds).

    make.py                 writes the files beside this script

Pixel (x, y) of 24 x 16 is red = 10x, green = 15y, blue = 100.
"""
import os

import numpy as np
from PIL import Image

here = os.path.dirname(os.path.abspath(__file__))
y, x = np.mgrid[:16, :24]
colors = np.stack([10 * x, 15 * y, np.full_like(x, 100)], 2).astype(np.uint8)
grey = np.round(.299 * colors[..., 0] + .587 * colors[..., 1] + .114 * colors[..., 2]).astype(np.uint8)
picture = Image.fromarray(colors)


def save(image, name, **options):
    image.save(f"{here}/{name}", **options)


save(picture, "rgb.png")
save(Image.fromarray(grey), "grey.png")
save(Image.fromarray(grey.astype(np.uint16) * 257), "deep.png")
save(picture.quantize(256), "palette.png")
half = picture.convert("RGBA")
half.putalpha(128)
save(half, "half.png")
save(picture, "rgb.jpg", quality=95, subsampling=0)
save(Image.fromarray(grey), "grey.jpg", quality=95)
save(picture, "progressive.jpg", quality=95, subsampling=0, progressive=True)
save(picture.convert("CMYK"), "cmyk.jpg")
for name in ("rgb.png", "rgb.jpg"):
    with open(f"{here}/{name}", "rb") as f:
        whole = f.read()
    with open(f"{here}/cut-{name}", "wb") as f:
        f.write(whole[:len(whole) * 2 // 3])
