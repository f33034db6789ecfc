"""Organisation codes: check digits warn and never block."""

import pytest

from yifa.work.services.codes import code_doubt, organisation_check_character


@pytest.mark.parametrize(
    "code", ["11330702056851584G", "91110000101623741K", "05685158-4", "056851584", ""]
)
def test_codes_that_pass_their_check_raise_no_doubt(code):
    assert code_doubt(code) == ""


def test_a_credit_code_with_a_wrong_check_character_is_doubted_by_its_standard():
    assert "GB 32100" in code_doubt("91350211M0000XUF46")


def test_an_organisation_code_with_a_wrong_check_character_is_doubted_by_its_standard():
    assert "GB 11714" in code_doubt("05685158-5")


def test_lower_case_and_platform_numbers_are_doubted():
    assert "小写" in code_doubt("11511301452259996u")
    assert "18 位" in code_doubt("4148481895459659776")


def test_check_character_ten_is_x_and_eleven_is_zero():
    # 11 - (3·0+7·0+9·0+10·0+5·0+8·0+4·0+2·6) mod 11 = 11 - 1 = 10; all zeros: 11 - 0 = 11
    assert organisation_check_character("00000006") == "X"
    assert organisation_check_character("00000000") == "0"
