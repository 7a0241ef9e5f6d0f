from pathlib import Path

import pytest

from ascn8.typeset.checks import check_fonts
from ascn8.typeset.coverage import missing_characters, missing_scripts
from ascn8.typeset.faces import CJK_FACES, FONT_DIRECTORY, SMALL_FONTS
from tests.typeset.names import EVERY_NAME


@pytest.mark.parametrize("name", EVERY_NAME)
def test_names_have_no_missing_characters(name: str) -> None:
    assert missing_characters(name) == []


def test_missing_characters_are_listed_once_in_order() -> None:
    assert missing_characters("Ann 😀 בא 😀\u200d\x00") == ["😀", "ב", "א"]


def test_missing_scripts_names_cjk_where_its_fonts_are_not(tmp_path: Path) -> None:
    assert missing_scripts(tmp_path) == list(CJK_FACES)


def test_the_environment_names_the_directory_of_cjk_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASCN8_CJK_FONTS", str(tmp_path))
    assert missing_scripts() == list(CJK_FACES)


def test_the_small_fonts_and_their_licence_are_in_the_project() -> None:
    assert not set(missing_scripts()) & set(SMALL_FONTS)
    assert "SIL OPEN FONT LICENSE" in (FONT_DIRECTORY / "OFL.txt").read_text()


def test_the_system_check_warns_of_missing_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASCN8_CJK_FONTS", str(tmp_path))
    (warning,) = check_fonts()
    assert warning.id == "typeset.W001"
    assert "Hans" in warning.msg
    assert "fonts-noto-cjk" in (warning.hint or "")
