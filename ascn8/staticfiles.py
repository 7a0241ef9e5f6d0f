"""Static files with their content's hash in the name: cached for a year, never stale. The stylesheet goes out whole."""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

Paths = dict[str, tuple[Storage, str]]
BUNDLE = "css/app.css"
_IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\)( print)?;')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ADDRESS = re.compile(r'url\("(\.\./[^"]+)"\)')


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Also rewrites `import "./x.js"` and `@import url()` to hashed names."""

    support_js_module_import_aggregation = True
    manifest_strict = False

    def post_process(self, paths: Paths, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """As Django's, with the stylesheet in one piece: a phone should wait for one file, not for fifteen."""
        yield from super().post_process(bundled(paths) if BUNDLE in paths else paths, dry_run, **options)


def bundled(paths: Paths) -> Paths:
    """`paths` with the stylesheet's imports written out in their layers, comments left behind."""
    css = _IMPORT.sub(lambda found: _layer(paths, *found.groups()), _read(paths, BUNDLE))
    memory = InMemoryStorage()
    memory.save(BUNDLE, ContentFile(_COMMENT.sub("", css).encode()))
    return {**paths, BUNDLE: (memory, BUNDLE)}


def _layer(paths: Paths, address: str, layer: str, media: str | None) -> str:
    """One imported file as a layer of the bundle; its own addresses count from the bundle's folder."""
    folder = posixpath.dirname(BUNDLE)
    name = posixpath.join(folder, address)

    def moved(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), found[1]))
        return f'url("{posixpath.relpath(target, folder)}")'

    block = f"@layer {layer} {{\n{_ADDRESS.sub(moved, _read(paths, name))}}}\n"
    return f"@media{media} {{\n{block}}}\n" if media else block


def _read(paths: Paths, name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())
