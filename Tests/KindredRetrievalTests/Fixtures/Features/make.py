"""Views of a photograph and what OpenCV finds in them (scikit-image 0.26, opencv-python 5.0, numpy 2.4; seconds).

    make.py                 writes the files beside this script

camera.pgm: the cameraman by Lav Varshney, CC0, as scikit-image ships it, halved. turned: by 30 degrees around its middle. small: 0.7
times as large. opencv.json: OpenCV's SIFT keypoints of camera.pgm (x, y, size, angle) with a few descriptors, and its matches by Lowe's
ratio 0.75, with and without the mutual check.
"""
import json
import os

import cv2
import numpy as np
from skimage import data

here = os.path.dirname(os.path.abspath(__file__))
camera = cv2.resize(data.camera(), (256, 256), interpolation=cv2.INTER_AREA)
turn = cv2.getRotationMatrix2D((127.5, 127.5), 30, 1)
shrink = np.array([[.7, 0, -.15], [0, .7, -.15]])  # middles of pixels: x' + .5 = .7 (x + .5)
small = cv2.GaussianBlur(camera, (0, 0), .5 * np.sqrt(1 / .7 ** 2 - 1))
views = {"camera": (camera, np.eye(3)[:2]),
         "turned": (cv2.warpAffine(camera, turn, (256, 256), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101), turn),
         "small": (cv2.warpAffine(small, shrink, (179, 179), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101), shrink)}
sift = cv2.SIFT_create()
found = {}
out = {"opencv": cv2.__version__, "keypoints": [], "descriptors": [], "counts": {}, "matches": {}, "mutual": {}, "transforms": {}}
for name, (image, transform) in views.items():
    cv2.imwrite(f"{here}/{name}.pgm", image)
    found[name] = sift.detectAndCompute(image, None)
    out["counts"][name] = len(found[name][0])
    out["transforms"][name] = np.vstack([transform, [0, 0, 1]]).ravel().tolist()
a, da = found["camera"]
out["keypoints"] = [[round(float(v), 3) for v in (k.pt[0], k.pt[1], k.size, k.angle)] for k in a]
out["descriptors"] = [da[i].astype(int).tolist() for i in range(0, len(a), 20)]
for name in ("turned", "small"):
    b, db = found[name]
    forward = cv2.BFMatcher().knnMatch(da, db, k=2)
    back = {m.queryIdx: m.trainIdx for m in cv2.BFMatcher().match(db, da)}
    kept = [m for m, n in forward if m.distance < .75 * n.distance]
    out["matches"][name] = len(kept)
    out["mutual"][name] = sum(back[m.trainIdx] == m.queryIdx for m in kept)
with open(f"{here}/opencv.json", "w") as f:
    json.dump(out, f, separators=(",", ":"))
print({k: v for k, v in out.items() if k not in ("keypoints", "descriptors")})
