"""All tables of the ledger, gathered for Django."""

from yifa.ledger.connecting.models import Exchange as Exchange
from yifa.ledger.connecting.models import Explained as Explained
from yifa.ledger.connecting.models import PeerSystem as PeerSystem
from yifa.ledger.importing.models import ColumnLayout as ColumnLayout
from yifa.ledger.importing.models import ImportChunk as ImportChunk
from yifa.ledger.importing.models import ImportRun as ImportRun
from yifa.ledger.importing.models import ImportWork as ImportWork
from yifa.ledger.template.models import SuperiorTemplate as SuperiorTemplate
from yifa.ledger.template.models import TemplateFill as TemplateFill
