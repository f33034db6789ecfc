"""All tables of the kernel, gathered for Django."""

from yifa.kernel.dossier.models import Document as Document
from yifa.kernel.duty.models import Duty as Duty
from yifa.kernel.duty.models import Obligation as Obligation
from yifa.kernel.journal.models import JournalRow as JournalRow
from yifa.kernel.journal.models import Seal as Seal
from yifa.kernel.journal.models import SealedRow as SealedRow
from yifa.kernel.matter.models import Clock as Clock
from yifa.kernel.matter.models import ClockExtension as ClockExtension
from yifa.kernel.matter.models import ClockPause as ClockPause
from yifa.kernel.matter.models import Delivery as Delivery
from yifa.kernel.matter.models import Matter as Matter
from yifa.kernel.matter.models import Outbox as Outbox
from yifa.kernel.matter.models import Party as Party
from yifa.kernel.matter.models import Recusal as Recusal
from yifa.kernel.matter.models import Relation as Relation
from yifa.kernel.matter.models import Series as Series
from yifa.kernel.organization.calendar import CalendarDay as CalendarDay
from yifa.kernel.organization.calendar import LocalLimitEntry as LocalLimitEntry
from yifa.kernel.organization.models import Account as Account
from yifa.kernel.organization.models import Delegation as Delegation
from yifa.kernel.organization.models import Placement as Placement
from yifa.kernel.organization.models import Post as Post
from yifa.kernel.organization.models import Unit as Unit
from yifa.kernel.organization.models import UnitSpan as UnitSpan
from yifa.kernel.organization.models import User as User
