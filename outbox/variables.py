"""The variables of templates: one visible list. Each has a name in both languages; either may be written."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Variable:
    """name: by which gateways and messages know it · chinese: the same in a Chinese text · label: what it is

    lacking: why a customer may have no value for it.
    """

    name: str
    chinese: str
    label: str | Promise
    lacking: str | Promise = ""

    def written(self, language: str) -> str:
        """As a writer in that language puts it into a text: {name} or {姓名}."""
        return f"{{{self.chinese if language.startswith('zh') else self.name}}}"


VARIABLES = (
    Variable("salutation", "称呼", _("how one addresses him")),
    Variable("name", "姓名", _("name")),
    Variable("business", "商家", _("name of the business"), _("the business has no name yet")),
    Variable("branch", "门店", pgettext_lazy("in a message", "his branch")),
    Variable("manager", "客户经理", _("account manager")),
    Variable("last_visit", "上次到店", _("day of the last visit"), _("this customer has never visited")),
    Variable("asset", "车辆", _("vehicle or other asset"), _("no asset, or several and none falls due")),
    Variable("plate", "车牌号", _("plate"), _("no plate, or several vehicles and none falls due")),
    Variable("due", "到期项目", _("what falls due next"), _("nothing falls due")),
    Variable("due_on", "到期日", _("day on which it falls due"), _("nothing falls due")),
    Variable("link", "链接", _("link to the survey"), _("only an invitation to a survey has a link")),
    Variable(
        "link_code",
        "链接码",
        _("the end of that link, where the gateway wants the rest to be fixed text"),
        _("only an invitation to a survey has a link"),
    ),
    Variable(
        "progress_link",
        "进度链接",
        _("link to how far his complaint is"),
        _("only a message about a complaint has this link"),
    ),
    Variable(
        "progress_code",
        "进度码",
        _("the end of that link, where the gateway wants the rest to be fixed text"),
        _("only a message about a complaint has this link"),
    ),
    Variable("opt_out", "退订", _("how to opt out"), _("the policy names no opt-out word")),
)
BY_NAME = {word: one for one in VARIABLES for word in (one.name, one.chinese)}
