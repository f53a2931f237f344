"""Makes the package's wheel, as pip asks for it (PEP 517). A wheel is a ZIP file with a description of its content."""

import base64
import hashlib
import os
import zipfile

_NAME = "tsnb_papermill"
_VERSION = "1.0.0"
_INFO = f"{_NAME}-{_VERSION}.dist-info"
_TEXTS = {
    f"{_INFO}/METADATA": f"Metadata-Version: 2.1\nName: tsnb-papermill\nVersion: {_VERSION}\n"
    "Summary: TypeScript parameters for papermill, with tsnb's Jupyter kernel\nRequires-Dist: papermill\n",
    f"{_INFO}/WHEEL": "Wheel-Version: 1.0\nGenerator: tsnb\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    f"{_INFO}/entry_points.txt": f"[papermill.engine]\ntsnb = {_NAME}:Engine\n",
}


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, f"{_NAME}.py"), encoding="utf-8") as module:
        files = {f"{_NAME}.py": module.read(), **_TEXTS}
    record = "".join(f"{name},{_digest(text)},{len(text.encode())}\n" for name, text in files.items())
    files[f"{_INFO}/RECORD"] = f"{record}{_INFO}/RECORD,,\n"
    wheel = f"{_NAME}-{_VERSION}-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, wheel), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return wheel


def _digest(text):
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
