"""e-Cabinet's window: settings, unlock, build, connect, run. Decides nothing.

``main.py --demo`` starts a sample hub beside it; ``--profile DIR`` opens (or makes) another profile.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QStandardPaths, QTranslator
from PySide6.QtWidgets import QApplication, QMessageBox

from models.errors import ProfileBusyError
from models.keyring_store import KeyringStore
from models.ports import SecretStore
from models.profile import ProfileLock
from sync.client.link import HubLink
from sync.embedded import EmbeddedHub, HubStartError, start_sample_hub
from ui.preferences import Language, Preferences, load_preferences
from ui.shell import Shell, Surroundings
from ui.theme import Theme

_ROOT = Path(__file__).resolve().parent
EXIT_BUSY = 3
EXIT_NO_HUB = 4


class SystemClock:
    """The device's clock."""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Command line of the window."""
    parser = argparse.ArgumentParser(prog="e-cabinet", description="Cửa sổ e-Cabinet.")
    parser.add_argument("--profile", type=Path, help="thư mục hồ sơ của máy này")
    parser.add_argument(
        "--demo",
        nargs="?",
        const="minister",
        choices=("minister", "clerk", "chief"),
        help="chạy cùng máy chủ mẫu: bộ trưởng (mặc định), chuyên viên hoặc Bộ trưởng, Chủ nhiệm Văn phòng",
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the window; returns the exit status."""
    options = arguments(sys.argv[1:] if argv is None else argv)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    app = QApplication(sys.argv[:1])
    app.setApplicationName("e-Cabinet")
    folder = options.profile or _default_folder(options.demo)
    folder.mkdir(parents=True, exist_ok=True)
    preferences = load_preferences(folder)
    _translate(app, preferences.language)
    hub: EmbeddedHub | None = None
    try:
        with ProfileLock(folder):
            code = ""
            if options.demo:
                hub = start_sample_hub(_data_folder() / "demo-hub")
                code = hub.codes().get(options.demo, "")
            return _run(app, folder, preferences, code)
    except ProfileBusyError:
        QMessageBox.information(None, "e-Cabinet", app.translate("main", "e-Cabinet đang mở với hồ sơ này."))
        return EXIT_BUSY
    except HubStartError as error:
        print(f"e-Cabinet: máy chủ mẫu không khởi động được.\n{error}", file=sys.stderr)
        return EXIT_NO_HUB
    finally:
        if hub is not None:
            hub.stop()


def _run(app: QApplication, folder: Path, preferences: Preferences, code: str) -> int:
    theme = Theme(preferences.scheme, preferences.scale)
    theme.apply(app)
    clock = SystemClock()
    store = KeyringStore()
    secrets: SecretStore | None = store if store.probe() else None
    link = HubLink(folder, secrets, clock)
    around = Surroundings(
        folder=folder,
        link=link,
        activity=link.activity,
        secrets=secrets,
        clock=clock,
        attach=link.attach,
        detach=link.detach,
        suggested_code=code,
    )
    shell = Shell(theme, preferences, around)
    link.start()
    shell.start()
    try:
        return app.exec()
    finally:
        link.close()


def _translate(app: QApplication, language: Language) -> None:
    """Vietnamese is the source; English and Qt's own texts are files."""
    QLocale.setDefault(QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam))
    qt = QTranslator(app)
    if qt.load(f"qtbase_{language.value}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(qt)
    if language is not Language.VIETNAMESE:
        ours = QTranslator(app)
        if ours.load(f"ecabinet_{language.value}", str(_ROOT / "resources" / "translations")):
            app.installTranslator(ours)


def _data_folder() -> Path:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(place) / "e-cabinet"


def _default_folder(demo: str | None) -> Path:
    return _data_folder() / (f"demo-{demo}" if demo else "profile")


if __name__ == "__main__":
    raise SystemExit(main())
