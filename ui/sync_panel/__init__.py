"""The sync panel: what waits, what moves, what went wrong and its remedy, last contact, lease, storage."""

from ui.sync_panel.panel import SyncPanel
from ui.sync_panel.view import LineState, Problem, StoragePart, SyncFacts, SyncLine, SyncView

__all__ = ["LineState", "Problem", "StoragePart", "SyncFacts", "SyncLine", "SyncPanel", "SyncView"]
