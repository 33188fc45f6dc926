"""The post as a folder of ``.eml`` files: the default, because nothing then reaches anybody by mistake."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from channels.mail import Mail, Receipt, TryAgain
from channels.mime import as_bytes


@dataclass(frozen=True, slots=True)
class Folder:
    """Lays each message into a folder, where any mail program opens it."""

    path: Path
    name: str = "folder"
    is_safe_to_repeat: bool = True

    def send(self, mail: Mail) -> Receipt:
        """Lay a message down under its own name; laid down again, it is the same file.

        The message's row is locked by whoever sends it, so nobody else writes the same half: what is left
        of one that was killed is written over.
        """
        target = self.path / f"{mail.name}.eml"
        half = target.with_name(f".{target.name}.half")
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            half.write_bytes(as_bytes(mail))
            half.replace(target)
        except OSError as error:
            raise TryAgain(mail.name, f"{error.strerror} ({error.filename})") from error
        return Receipt(target.name, self.name)

    def close(self) -> None:
        """Nothing is open between two messages."""
