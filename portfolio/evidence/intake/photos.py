"""Photos (JPEG, PNG, WebP, HEIC): decoded, turned upright and made anew without hidden data."""

from __future__ import annotations

import functools
import io
import struct
import zlib
from collections.abc import Callable
from typing import Final

import pillow_heif
from PIL import Image, ImageCms, ImageOps

from portfolio.evidence.intake.accepted import DecodedFile, FileFormat, FileRefused, IntakeLimits

_JPEG_QUALITY: Final = 85
_THUMBNAIL_QUALITY: Final = 80
_MOST_SCANS: Final = 100  # a progressive JPEG has about ten; thousands only cost time
_HEIF_BRANDS: Final = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_BOMBS: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_DAMAGE: Final = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    OverflowError,
    RuntimeError,
    struct.error,
    zlib.error,
)
_DAMAGED: Final = (
    "This photo is damaged or cut short. Take it again, or send it to yourself once more, "
    "and add the new file."
)
_TOO_MANY_PIXELS: Final = (
    "This picture is too large ({width} × {height} dots). "
    "Make it smaller, or take a screenshot of it, and add that."
)
_MOVING: Final = "This picture moves. Take a screenshot of the moment that matters and add that."


def _check(
    data: bytes, limits: IntakeLimits, *, opened: Callable[[bytes], Image.Image], keep: str
) -> DecodedFile:
    """Decode with `opened`, which reads the header only, and make a JPEG or PNG (`keep`) of it."""
    try:
        with opened(data) as picture:
            _refuse_large(picture, limits)
            if keep == "PNG" or picture.format == "WEBP":
                _refuse_moving(picture)
            upright = _upright(picture, limits)
    except _BOMBS as error:
        raise FileRefused(
            "This picture is too large. Make it smaller, or take a screenshot of it, and add that."
        ) from error
    except _DAMAGE as error:
        raise FileRefused(_DAMAGED) from error
    small = upright.copy()
    small.thumbnail((limits.thumbnail_edge, limits.thumbnail_edge), Image.Resampling.LANCZOS)
    return DecodedFile(
        data=_written(upright, keep, _JPEG_QUALITY),
        media_type="image/png" if keep == "PNG" else "image/jpeg",
        extension="png" if keep == "PNG" else "jpg",
        width=upright.width,
        height=upright.height,
        inline=True,
        thumbnail=_written(small, "JPEG", _THUMBNAIL_QUALITY),
    )


def _refuse_large(picture: Image.Image, limits: IntakeLimits) -> None:
    """Refuse by the size in the header, before any pixel is decoded."""
    if picture.width * picture.height > limits.photo_pixels:
        raise FileRefused(_TOO_MANY_PIXELS.format(width=picture.width, height=picture.height))
    if min(picture.size) < 1:
        raise FileRefused(_DAMAGED)


def _refuse_moving(picture: Image.Image) -> None:
    """Refuse animations: keeping only one frame would silently lose evidence."""
    if getattr(picture, "n_frames", 1) > 1:
        raise FileRefused(_MOVING)


def _upright(picture: Image.Image, limits: IntakeLimits) -> Image.Image:
    """Return a new sRGB picture, turned upright, within the longest edge, with nothing attached."""
    edge = limits.photo_edge
    if picture.format in {"JPEG", "MPO"}:
        picture.draft("RGB", (edge, edge))  # decodes at a half, quarter or eighth if that is enough
    picture.load()
    profile = picture.info.get("icc_profile")
    turned = ImageOps.exif_transpose(picture)
    turned.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    colours = _in_srgb(turned, profile)
    # Pixels only: comments, EXIF, XMP, profiles and text live in `info` and stay behind.
    return Image.frombytes("RGB", colours.size, colours.tobytes())


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return RGB on white paper, converted from the picture's own colour profile if any."""
    if picture.mode.startswith("I") or picture.mode == "F":  # 16 bits of grey
        return (
            picture.convert("I").point(lambda value: value * (1 / 257)).convert("L").convert("RGB")
        )
    if picture.has_transparency_data:
        layered = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, layered).convert("RGB")
    if profile and picture.mode in {"RGB", "CMYK", "L"}:
        try:
            converted = ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                _srgb(),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None  # a profile for other colours, or a broken one: use the plain values
        if converted is not None:
            return converted
    return picture.convert("RGB")


@functools.cache
def _srgb() -> ImageCms.ImageCmsProfile:
    """Return the profile of ordinary screens."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _written(picture: Image.Image, keep: str, quality: int) -> bytes:
    """Return the bytes of a JPEG or PNG."""
    out = io.BytesIO()
    if keep == "PNG":
        picture.save(out, "PNG", optimize=True)
    else:
        picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _open_with_pillow(data: bytes, name: str) -> Image.Image:
    """Read the header of a JPEG, PNG or WebP."""
    if name == "JPEG" and data.count(b"\xff\xda") > _MOST_SCANS:
        raise FileRefused(_DAMAGED)
    return Image.open(io.BytesIO(data), formats=(name,))


def _open_heif(data: bytes) -> Image.Image:
    """Read the header of a HEIC; libheif turns its main picture upright itself."""
    opened: Image.Image = pillow_heif.HeifImageFile(io.BytesIO(data))
    return opened


def _begins(*signatures: bytes) -> Callable[[bytes, str], bool]:
    """Return a test for a file's first bytes."""
    return lambda data, _extension: data.startswith(signatures)


def _looks_like_webp(data: bytes, _extension: str) -> bool:
    """Say whether this is a RIFF file of type WEBP."""
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def _looks_like_heif(data: bytes, _extension: str) -> bool:
    """Say whether this is an ISO media file whose brand is a HEVC picture's (AVIF isn't taken)."""
    return data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS and b"avif" not in data[8:64]


JPEG = FileFormat(
    "JPEG photo",
    "photo",
    "image/jpeg",
    ("jpg", "jpeg", "jpe", "jfif"),
    _begins(b"\xff\xd8\xff"),
    functools.partial(
        _check, opened=functools.partial(_open_with_pillow, name="JPEG"), keep="JPEG"
    ),
)
PNG = FileFormat(
    "PNG picture",
    "photo",
    "image/png",
    ("png",),
    _begins(b"\x89PNG\r\n\x1a\n"),
    functools.partial(_check, opened=functools.partial(_open_with_pillow, name="PNG"), keep="PNG"),
)
WEBP = FileFormat(
    "WebP picture",
    "photo",
    "image/webp",
    ("webp",),
    _looks_like_webp,
    functools.partial(
        _check, opened=functools.partial(_open_with_pillow, name="WEBP"), keep="JPEG"
    ),
)
HEIC = FileFormat(
    "HEIC photo",
    "photo",
    "image/heic",
    ("heic", "heif"),
    _looks_like_heif,
    functools.partial(_check, opened=_open_heif, keep="JPEG"),
)
