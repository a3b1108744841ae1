"""Takes in files that learners add, by content: one file per family of formats, one line here."""

from portfolio.evidence.intake import audio, mail, office, outlook, pdf, photos, text
from portfolio.evidence.intake.accepted import FileFormat

FORMATS: tuple[FileFormat, ...] = (
    photos.JPEG,
    photos.PNG,
    photos.WEBP,
    photos.HEIC,
    audio.WEBM,
    audio.MP4,  # after HEIC: of the same family
    audio.OGG,
    audio.MP3,
    audio.WAV,
    pdf.PDF,
    office.DOCX,
    office.XLSX,
    outlook.MSG,
    mail.EML,  # before text: a mail is text too
    text.CSV,
    text.TXT,  # last: it takes any plain text
)
