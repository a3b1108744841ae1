"""Customer details inside files: one file per family of formats, one line here."""

from portfolio.evidence.redaction.documents import mail, outlook, pdf, plain, word, workbook
from portfolio.evidence.redaction.documents.document import Document

DOCUMENTS: dict[str, Document] = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": word.WORD,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": workbook.WORKBOOK,
    "message/rfc822": mail.MAIL,
    "application/vnd.ms-outlook": outlook.OUTLOOK,
    "application/pdf": pdf.PDF,
    "text/plain": plain.TEXT,
    "text/csv": plain.TABLE,
}
"""By media type; a type that isn't here can't be looked into."""
