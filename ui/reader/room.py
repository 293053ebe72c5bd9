"""Reading a paper of a ballot: from its encrypted pieces to the reader, and back to the store where reading stopped."""

from __future__ import annotations

from PySide6.QtCore import QObject

from models.commands.client.reading import record_reading, want_document
from models.desk.answering import mark_opened
from models.errors import PieceMissingError
from models.queries.client.documents import ReaderRow, ReadingRow, reader_row, reading
from models.types import BallotId, ChangeSet, DocumentId
from ui.context import Context, nothing_more
from ui.frame.window import MainWindow
from ui.reader.screen import Paper, ReaderScreen
from ui.renderer.process import RangeSource


class ReadingRoom(QObject):
    """Owns the reader of one unlocked session."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._row: ReaderRow | None = None
        self.screen = ReaderScreen(context.theme, context.bridge, context.spare)
        self.screen.closed.connect(self._on_closed)
        self.screen.next_requested.connect(self._on_next_paper)
        self.screen.moved.connect(self._on_moved)
        context.bridge.changed.connect(self._on_changed)

    def open_paper(self, ballot: str, document: str) -> None:
        """Read one paper of a ballot, where reading stopped."""
        self._context.read(
            lambda s: (reader_row(s, BallotId(ballot), DocumentId(document)), reading(s, DocumentId(document))),
            lambda rows: self._on_paper(*rows),
            owner=self,
        )

    def put_away(self) -> None:
        """Before the lock: keep where reading stopped, let go of the paper."""
        self._context.bridge.changed.disconnect(self._on_changed)
        self.screen.put_away()
        self._window.drop_page(self.screen)
        self.deleteLater()

    def _on_paper(self, row: ReaderRow | None, where: ReadingRow | None) -> None:
        if row is None:
            return
        profile, link, now = self._context.profile, self._context.link, self._context.now()
        self._row = row
        self._context.write(lambda s: want_document(s, row.document, now), owner=self)
        link.want(row.document)
        self._context.work(
            lambda: profile.open_paper(row.document),
            lambda source: self._show_paper(row, where, source),
            lambda _: self._show_paper(row, where, _OnItsWay(row.size)),
            owner=self,
        )
        self._context.work(
            lambda: mark_opened(profile, row.ballot, row.document), nothing_more, nothing_more, owner=self
        )

    def _show_paper(self, row: ReaderRow, where: ReadingRow | None, source: RangeSource) -> None:
        meta = self.tr("Phiếu {} · tài liệu {}/{}").format(row.ballot_number, row.position, row.count)
        self.screen.open_paper(
            Paper(
                document=row.document,
                title=row.title,
                meta=meta,
                source=source,
                page=where.page if where else 0,
                inside=where.offset if where else 0.0,
                zoom=where.zoom if where else "",
                has_next_unread=row.next_unread is not None,
            )
        )
        self._window.show_page(self.screen)
        self.screen.view.setFocus()

    def _on_closed(self) -> None:
        self.screen.put_away()
        self._row = None
        self._window.leave_page()

    def _on_next_paper(self) -> None:
        row = self._row
        if row is not None and row.next_unread is not None:
            self.open_paper(row.ballot, row.next_unread)

    def _on_moved(self, document: str, page: int, inside: float, zoom: str, seen: frozenset[int]) -> None:
        now = self._context.now()
        self._context.write(
            lambda s: record_reading(s, DocumentId(document), page, inside, zoom, seen, now), owner=self
        )

    def _on_pieces(self, document: DocumentId) -> None:
        """More of the open paper is here: try again with what there is now."""
        profile = self._context.profile
        self._context.work(
            lambda: profile.open_paper(document),
            lambda source: self.screen.pieces_came(document, source),
            nothing_more,
            owner=self,
        )

    def _on_changed(self, changes: ChangeSet) -> None:
        row = self._row
        if row is not None and row.document in changes.ids("held_document"):
            self._on_pieces(row.document)


class _OnItsWay:
    """A paper of which nothing is here yet: the reader says so and looks again when pieces come."""

    def __init__(self, size: int) -> None:
        self.size = size

    def read(self, offset: int, length: int) -> bytes:
        """Nothing is here."""
        raise PieceMissingError(0)
