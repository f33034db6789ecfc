"""Tables of accounting: yearly reports with their versions, comments and recipients; indicator systems and scores; baselines."""

from yifa.account.assessment.models import Assessment as Assessment
from yifa.account.assessment.models import Demonstration as Demonstration
from yifa.account.assessment.models import Indicator as Indicator
from yifa.account.assessment.models import IndicatorSystem as IndicatorSystem
from yifa.account.assessment.models import Score as Score
from yifa.account.check.baseline.models import CheckSwitch as CheckSwitch
from yifa.account.check.baseline.models import ReportBaseline as ReportBaseline
from yifa.account.report.models import AnnualReport as AnnualReport
from yifa.account.report.models import LintSwitch as LintSwitch
from yifa.account.report.models import ReportComment as ReportComment
from yifa.account.report.models import ReportOwed as ReportOwed
from yifa.account.report.models import ReportPromise as ReportPromise
from yifa.account.report.models import ReportVersion as ReportVersion
from yifa.account.report.models import Submission as Submission
