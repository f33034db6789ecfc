"""All tables of the ledger, gathered for Django."""

from yifa.ledger.importing.models import ColumnLayout as ColumnLayout
from yifa.ledger.importing.models import ImportRun as ImportRun
