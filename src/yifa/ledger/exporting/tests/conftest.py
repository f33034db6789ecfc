"""The pages' own small house."""

from yifa.ledger.tests.conftest import house as house
