"""Tables of the room: the catalogue, cases and their parts, what follows a case, and what stands at the windows."""

from yifa.work.services.models.case import ServiceCase, ServicePart
from yifa.work.services.models.catalogue import ProofItem, ServiceItem
from yifa.work.services.models.follow import (
    DrawTicket,
    ServiceCheck,
    ServiceCommitment,
    ServiceDraw,
    ServiceEnquiry,
    ServiceMeeting,
    ServicePublicity,
    ServiceTask,
)
from yifa.work.services.models.places import (
    ApprovalOffice,
    Facility,
    ServiceAgent,
    ServiceChannel,
    ServicePoint,
    ServiceStaff,
    ServiceWindow,
    WindowCover,
)
from yifa.work.services.models.reform import (
    PraiseRecord,
    ServicePromise,
    ServiceStandard,
    TaskForceMember,
)
from yifa.work.services.models.words import ItemType

__all__ = [
    "ApprovalOffice",
    "DrawTicket",
    "Facility",
    "ItemType",
    "PraiseRecord",
    "ProofItem",
    "ServiceAgent",
    "ServiceCase",
    "ServiceChannel",
    "ServiceCheck",
    "ServiceCommitment",
    "ServiceDraw",
    "ServiceEnquiry",
    "ServiceItem",
    "ServiceMeeting",
    "ServicePart",
    "ServicePoint",
    "ServicePromise",
    "ServicePublicity",
    "ServiceStaff",
    "ServiceStandard",
    "ServiceTask",
    "ServiceWindow",
    "TaskForceMember",
    "WindowCover",
]
