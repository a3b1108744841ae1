"""Photos are made anew: upright, small enough, in ordinary colours and with nothing hidden."""

import io
import struct
import time
import zlib

import pytest
from PIL import Image, ImageCms

from portfolio.evidence.intake.accepted import FileRefused, IntakeLimits
from portfolio.evidence.intake.door import accept
from tests.evidence import intake_files as files

MAKERS = {
    "photo.jpg": files.jpeg,
    "photo.png": files.png,
    "photo.webp": files.webp,
    "photo.heic": files.heic,
}
RED, BLUE = (255, 0, 0), (0, 0, 255)


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def close(colour, expected, by=12):
    return all(abs(a - b) <= by for a, b in zip(colour, expected, strict=True))


@pytest.mark.parametrize("name", MAKERS)
def test_hidden_data_is_gone(name):
    before = MAKERS[name]()
    assert files.SECRET in before
    taken = accept(before, name)
    for data in (taken.data, taken.thumbnail):
        assert files.SECRET not in data
        image = opened(data)
        assert not image.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment", "Comment"} & set(image.info)


@pytest.mark.parametrize("name", MAKERS)
def test_type_size_and_colours(name):
    taken = accept(MAKERS[name](), name)
    image = opened(taken.data)
    expected = ("image/png", "PNG") if name.endswith("png") else ("image/jpeg", "JPEG")
    assert (taken.media_type, image.format) == expected
    assert (taken.kind, taken.inline, image.mode) == ("photo", True, "RGB")
    assert image.size == (taken.width, taken.height) == (640, 480)
    assert close(image.getpixel((100, 240)), RED)
    assert close(image.getpixel((540, 240)), BLUE)


@pytest.mark.parametrize("name", MAKERS)
def test_large_photos_are_made_smaller(name):
    taken = accept(MAKERS[name](files.picture(2400, 1800)), name)
    assert (taken.width, taken.height) == (1600, 1200)
    thumbnail = opened(taken.thumbnail)
    assert (thumbnail.format, thumbnail.size) == ("JPEG", (480, 360))


def test_small_photos_are_not_made_larger():
    taken = accept(files.jpeg(files.picture(50, 40)), "a.jpg")
    assert (taken.width, taken.height) == opened(taken.thumbnail).size == (50, 40)


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (640, 480), (100, 240)),
        (3, (640, 480), (540, 240)),
        (6, (480, 640), (240, 100)),
        (8, (480, 640), (240, 540)),
    ],
)
@pytest.mark.parametrize("name", ["photo.jpg", "photo.heic"])
def test_photos_stand_upright(name, orientation, size, red_at):
    taken = accept(MAKERS[name](orientation=orientation), name)
    assert (taken.width, taken.height) == size
    assert close(opened(taken.data).getpixel(red_at), RED)


def test_a_large_photo_stands_upright_too():
    taken = accept(files.jpeg(files.picture(3200, 2400), orientation=6), "a.jpg")
    assert (taken.width, taken.height) == (1200, 1600)


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGBA", "LA", "I;16"])
def test_every_kind_of_png_becomes_rgb(mode):
    if mode == "I;16":
        image = Image.frombytes("I;16", (8, 8), struct.pack("<64H", *[40000] * 64))
    else:
        image = Image.new("L", (8, 8), 255).convert(mode)
    taken = opened(accept(files.png(image), "a.png").data)
    assert taken.mode == "RGB"
    expected = 40000 // 257 if mode == "I;16" else 255
    assert close(taken.getpixel((4, 4)), (expected,) * 3, by=1)


def test_what_is_see_through_stands_on_white():
    image = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    assert opened(accept(files.png(image), "a.png").data).getpixel((4, 4)) == (255, 255, 255)


def test_cmyk_becomes_rgb():
    taken = accept(files.jpeg(files.picture(mode="CMYK")), "a.jpg")
    assert opened(taken.data).mode == "RGB"


def test_a_colour_profile_is_applied_and_left_behind():
    # A profile in which the numbers mean something else: the colours must move when it goes.
    lab = ImageCms.createProfile("LAB")
    srgb = ImageCms.createProfile("sRGB")
    swapped = bytearray(ImageCms.ImageCmsProfile(srgb).tobytes())
    red, green = (swapped.index(tag, 128) for tag in (b"rXYZ", b"gXYZ"))
    swapped[red : red + 4], swapped[green : green + 4] = b"gXYZ", b"rXYZ"
    image = files.picture()
    taken = accept(files.png(image, icc_profile=bytes(swapped)), "a.png")
    assert close(opened(taken.data).getpixel((100, 240)), (0, 255, 0))
    for useless in (ImageCms.ImageCmsProfile(lab).tobytes(), b"not a profile"):
        plain = accept(files.jpeg(image, icc_profile=useless), "a.jpg")
        assert close(opened(plain.data).getpixel((100, 240)), RED)
        assert useless not in plain.data


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def bomb(side=13_000):
    rows = zlib.compressobj(9)
    body = b"".join(rows.compress(bytes(side // 8 + 1)) for _row in range(side)) + rows.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [7_300, 9_600, 13_000, 60_000])
def test_a_pixel_bomb_is_refused_before_it_is_unpacked(side):
    data = (
        bomb(13_000)
        if side == 13_000
        else b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", b"")
    )
    assert len(data) < 40_000
    started = time.process_time()
    with pytest.raises(FileRefused, match="too large"):
        accept(data, "bomb.png")
    assert time.process_time() - started < 0.2


def test_a_heic_over_the_limit_is_refused_by_its_header():
    with pytest.raises(FileRefused, match=r"too large .640 × 480 dots"):
        accept(files.heic(), "a.heic", IntakeLimits(photo_pixels=640 * 480 - 1))


def test_a_jpeg_with_thousands_of_scans_is_refused():
    data = files.jpeg(progressive=True)
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" * 5000
    with pytest.raises(FileRefused, match="damaged"):
        accept(data[:-2] + scan + data[-2:], "a.jpg")


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_photo_cut_short_is_refused(name, part):
    data = MAKERS[name](Image.effect_noise((400, 300), 80).convert("RGB"))
    with pytest.raises(FileRefused, match=r"damaged or cut short\. Take it again"):
        accept(data[: int(len(data) * part)], name)


@pytest.mark.parametrize("maker", ["photo.png", "photo.webp"])
def test_a_moving_picture_is_refused(maker):
    frames = {"save_all": True, "append_images": [files.picture().rotate(90)]}
    with pytest.raises(FileRefused, match="This picture moves"):
        accept(MAKERS[maker](**frames), maker)


def test_what_hangs_behind_a_photo_is_not_kept():
    hidden = files.archive([("evil.exe", b"MZ")])
    taken = accept(files.jpeg() + hidden, "a.jpg")
    assert hidden not in taken.data
    assert b"PK\x03\x04" not in taken.data
