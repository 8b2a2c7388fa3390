"""All settings, read from the environment, typed; a wrong value stops the start and says what to write.

ENVIRONMENT=tryout (the default) suits one machine and the embedded servers; production refuses defaults.
"""

from datetime import date, timedelta
from pathlib import Path

import pghistory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from churn_crm.environment import (
    choice,
    credential,
    database,
    day,
    flag,
    networks,
    number,
    secret,
    text,
    web_address,
    words,
)
from churn_crm.logs import configure_logging

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = choice("ENVIRONMENT", ("tryout", "production", "test"), default="tryout")
IN_PRODUCTION = ENVIRONMENT == "production"
DEBUG = flag("DEBUG", default=False)
LOCAL_DIR = Path(text("LOCAL_DIR", default=str(BASE_DIR / ".local")))

SECRET_KEY = secret("SECRET_KEY", required=IN_PRODUCTION)
ALLOWED_HOSTS = words(
    "ALLOWED_HOSTS",
    default=() if IN_PRODUCTION else ("localhost", "127.0.0.1", "[::1]", "testserver"),
)
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
TODAY: date | None = day("TODAY")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "rest_framework",
    "drf_spectacular",
    "pgtrigger",
    "pghistory",
    "churn_crm.ui",
    "staff",
    "customers",
    "outbox",
    "desk",
    "signals",
    "retention",
    "dashboards",
    "churn_crm.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "churn_crm.request_log.RequestLog",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "staff.middleware.FirstDayMiddleware",
    "staff.middleware.SecondFactorMiddleware",
    "staff.middleware.PersonalZoneMiddleware",
    "customers.recording.RecordingMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "churn_crm.urls"
WSGI_APPLICATION = "churn_crm.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "churn_crm.ui.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "churn_crm.ui.shell.shell",
            ],
        },
    }
]

# ---------------------------------------------------------------- data
DATABASES = {"default": database("DATABASE_URL", required=IN_PRODUCTION)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = text("REDIS_URL", default="redis://127.0.0.1:6379/0", required=IN_PRODUCTION)
# Sessions and lockouts live in PostgreSQL: losing Redis logs nobody out and unlocks nothing.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = number("TASK_TIME_LIMIT", default=3600)
# A late ack is delivered again after this many seconds, so it must outlast the longest task.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": CELERY_TASK_TIME_LIMIT + 600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# ------------------------------------------------------- imports
IMPORT_INBOX = text("IMPORT_INBOX", default="")  # watched folder; imports/inbox in LOCAL_DIR when empty
IMPORT_UNDO_DAYS = number("IMPORT_UNDO_DAYS", default=30)  # an import can be taken back for so long

# ------------------------------------------------------- the night
NIGHT_STARTS_AT = number("NIGHT_STARTS_AT", default=2)  # hour of the day, in the business's zone
NIGHT_DEADLINE_AT = number("NIGHT_DEADLINE_AT", default=6)
NIGHT_SHARD_SIZE = number("NIGHT_SHARD_SIZE", default=50_000)  # customers; bounds the memory of one task

# ------------------------------------------------------- sending
# Which gateway takes the messages of a channel. The simulated one is for trying out: `make run` starts it.
SMS_GATEWAY = choice(
    "SMS_GATEWAY",
    ("simulated", "aliyun", "twilio", "tencent", "none"),
    default="none" if IN_PRODUCTION else "simulated",
)
# E-mail arrives beside the simulated phones while one tries out; elsewhere somebody has to ask for it.
EMAIL_GATEWAY = choice(
    "EMAIL_GATEWAY",
    ("mail", "simulated", "none"),
    default="simulated" if ENVIRONMENT == "tryout" and SMS_GATEWAY == "simulated" else "none",
)
GATEWAY_TIMEOUT = number("GATEWAY_TIMEOUT", default=10)  # seconds for one call
SENDING_LEASE = number("SENDING_LEASE", default=60)  # seconds that a claimed message is one worker's
SENDING_SETTLES_AFTER = number("SENDING_SETTLES_AFTER", default=180)  # seconds until "not found" is believed
SIMULATED_GATEWAY_URL = text("SIMULATED_GATEWAY_URL", default="http://127.0.0.1:8010")
SIMULATED_GATEWAY_SECRET = text("SIMULATED_GATEWAY_SECRET", default="" if IN_PRODUCTION else "try-out")
# How browsers and gateways reach us. Twilio signs it: behind a proxy we cannot see it ourselves.
PUBLIC_URL = web_address("PUBLIC_URL", needed_by="SMS_GATEWAY=twilio")
# Where a try-out without PUBLIC_URL is open: on its own machine.
LOCAL_URL = "" if IN_PRODUCTION else f"http://127.0.0.1:{number('PORT', default=8000)}"
SMS_SIGNATURE = text("SMS_SIGNATURE")  # of templates that name none

ALIYUN_ACCESS_KEY_ID = credential("ALIYUN_ACCESS_KEY_ID", needed_by="SMS_GATEWAY=aliyun")
ALIYUN_ACCESS_KEY_SECRET = credential("ALIYUN_ACCESS_KEY_SECRET", needed_by="SMS_GATEWAY=aliyun")
ALIYUN_EXTEND_CODE = text("ALIYUN_EXTEND_CODE")
ALIYUN_VARIABLE_LENGTH = number("ALIYUN_VARIABLE_LENGTH", default=35)  # characters of one variable
ALIYUN_HOOK_ADDRESSES = networks("ALIYUN_HOOK_ADDRESSES")
ALIYUN_ENDPOINT = web_address("ALIYUN_ENDPOINT", default="https://dysmsapi.aliyuncs.com")

TWILIO_ACCOUNT_SID = credential("TWILIO_ACCOUNT_SID", needed_by="SMS_GATEWAY=twilio")
TWILIO_AUTH_TOKEN = credential("TWILIO_AUTH_TOKEN", needed_by="SMS_GATEWAY=twilio")
TWILIO_SENDER = credential("TWILIO_SENDER", needed_by="SMS_GATEWAY=twilio")  # +1… or MG…
TWILIO_ENDPOINT = web_address("TWILIO_ENDPOINT", default="https://api.twilio.com")

TENCENT_SECRET_ID = credential("TENCENT_SECRET_ID", needed_by="SMS_GATEWAY=tencent")
TENCENT_SECRET_KEY = credential("TENCENT_SECRET_KEY", needed_by="SMS_GATEWAY=tencent")
TENCENT_APP_ID = credential("TENCENT_APP_ID", needed_by="SMS_GATEWAY=tencent")
TENCENT_EXTEND_CODE = text("TENCENT_EXTEND_CODE")
TENCENT_REGION = text("TENCENT_REGION", default="ap-guangzhou")
TENCENT_HOOK_ADDRESSES = networks("TENCENT_HOOK_ADDRESSES")
TENCENT_ENDPOINT = web_address("TENCENT_ENDPOINT", default="https://sms.tencentcloudapi.com")

# The part of our address for receipts and replies that only the gateway knows.
HOOK_SECRETS = {
    "simulated": SIMULATED_GATEWAY_SECRET,
    "aliyun": credential("ALIYUN_HOOK_SECRET", needed_by="SMS_GATEWAY=aliyun", at_least=32),
    "twilio": credential("TWILIO_HOOK_SECRET", needed_by="SMS_GATEWAY=twilio", at_least=32),
    "tencent": credential("TENCENT_HOOK_SECRET", needed_by="SMS_GATEWAY=tencent", at_least=32),
}

# Of the customers who were current when a year began, how many may be lost in it, in per cent.
CHURN_TARGET_PERCENT = number("CHURN_TARGET_PERCENT", default=30)

# An event is found by its customer and by its record, never by an owner or a branch of the past.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)

# Each part says how its records join a customer's timeline. See customers/timeline.py.
CUSTOMER_PARTS = (
    "customers.parts",
    "customers.agreements.parts",
    "customers.duplicates.parts",
    "outbox.parts",
    "desk.parts",
    "desk.contacts.parts",
    "desk.promises.parts",
    "desk.follow_ups.parts",
    "desk.quality.truth.parts",
    "desk.quality.parts",
    "signals.parts",
    "retention.parts",
)

# Who puts the reasons of a night into words. See customers/reasons.py.
REASON_WORDINGS = ("signals.sentences",)

# Who knows the months at which tiers begin. See customers/tiers_in_force.py.
TIER_MONTHS = "signals.policies.tier_months_in_force"

# What can be imported, kind by kind. See customers/imports/kinds.
IMPORT_KINDS = (
    "customers.imports.kinds",
    "outbox.import_kinds",
    "desk.complaints.import_kinds",
    "desk.quality.ratings.import_kinds",
)

# What speaks against a message when it leaves, by its reason to exist. See outbox/objections.py.
MESSAGE_OBJECTIONS = {"survey": "desk.surveys.policies.objections"}

# What a person can own, so that it is handed over before he is switched off. See staff/duties.py.
STAFF_DUTIES = (
    "staff.duties",
    "customers.duties",
    "desk.complaints.duties",
    "desk.promises.duties",
    "desk.quality.rectifications.duties",
    "desk.routing.duties",
    "desk.voice.duties",
    "retention.duties",
)

# ------------------------------------------------------- people
AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "staff.accounts.ClosedSignupAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# django-axes locks out in the database; allauth's own limiter would need a shared cache.
ACCOUNT_RATE_LIMITS = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# Managers and administrators need a second factor on a server; trying out works without.
SECOND_FACTOR_REQUIRED = flag("SECOND_FACTOR_REQUIRED", default=IN_PRODUCTION)
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "staff/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]

# --------------------------------------------------- language and time
LANGUAGE_CODE = choice("LANGUAGE_CODE", ("en", "zh-hans"), default="en")
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = text("TIME_ZONE", default="Asia/Shanghai")
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["churn_crm.formats"]

# --------------------------------------------------------- static files
NODE_MODULES = BASE_DIR / "node_modules"  # icons are read from here; browsers load only static/
STATIC_URL = "static/"
STATIC_ROOT = Path(text("STATIC_ROOT", default=str(LOCAL_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Only our own: what other packages bring along is neither used nor served.
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "churn_crm.ui.storage.HashedFiles"
        if IN_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not IN_PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG

# ------------------------------------------------------------- security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", default=IN_PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = number("SECURE_HSTS_SECONDS", default=31_536_000 if IN_PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = IN_PRODUCTION
SECURE_HSTS_PRELOAD = IN_PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
# Only a proxy that we run may speak about the client; a forged header must not reach the lockout.
BEHIND_PROXY = flag("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    AXES_IPWARE_PROXY_COUNT = 1
    AXES_IPWARE_META_PRECEDENCE_ORDER = ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"]
SESSION_COOKIE_SECURE = IN_PRODUCTION
CSRF_COOKIE_SECURE = IN_PRODUCTION
LANGUAGE_COOKIE_SECURE = IN_PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "churn_crm.health.expired"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# ----------------------------------------------------------------- mail
EMAIL_BACKEND = text("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = text("EMAIL_HOST", default="localhost")
EMAIL_PORT = number("EMAIL_PORT", default=25)
EMAIL_HOST_USER = text("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = text("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = flag("EMAIL_USE_SSL", default=False)  # TLS from the first byte, as on port 465
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", default="churn-crm@localhost")
# Where customers answer to; "answers+*@example.com" gives each message an address of its own.
EMAIL_REPLY_TO = text("EMAIL_REPLY_TO")
# The mailbox in which their answers arrive, read by IMAP.
EMAIL_ANSWERS = choice("EMAIL_ANSWERS", ("imap", "none"), default="none")
IMAP_HOST = credential("IMAP_HOST", needed_by="EMAIL_ANSWERS=imap")
IMAP_SECURITY = choice("IMAP_SECURITY", ("tls", "starttls", "none"), default="tls")
IMAP_PORT = number("IMAP_PORT", default=993 if IMAP_SECURITY == "tls" else 143)
IMAP_USER = credential("IMAP_USER", needed_by="EMAIL_ANSWERS=imap")
IMAP_PASSWORD = credential("IMAP_PASSWORD", needed_by="EMAIL_ANSWERS=imap")
IMAP_FOLDER = text("IMAP_FOLDER", default="INBOX")

# ------------------------------------------------------------ interface
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "staff.api.Bearer",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["staff.api.MayUse"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "churn_crm.api.Pages",
    "EXCEPTION_HANDLER": "churn_crm.api.problem",
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Churn CRM",
    "DESCRIPTION": "Customers, what happened with them, and where they stand.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_PERMISSIONS": ["staff.api.MayUse"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "churn_crm.api.with_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "CustomerKind": "customers.models.profile.Customer.Kind",
        "AssetKind": "customers.models.profile.Asset.Kind",
        "DueKind": "customers.models.assets.DueKind",
        "PackageKind": "customers.models.packages.Package.Kind",
        "MovementKind": "customers.models.packages.PackageMovement.Kind",
        "StaffLineKind": "customers.models.lines.StaffLine.Kind",
        "OwnFieldKind": "customers.models.custom.CustomField.Kind",
        "ArrearsKind": "customers.models.money.ArrearsMark.Kind",
        "BulkKind": "customers.models.lists.BulkChange.Kind",
        "ImportKind": "customers.api.imports.KIND_CHOICES",
        "MessageState": "outbox.models.words.State",
        "ComplaintCause": "desk.models.complaints.Complaint.Cause",
        "ComplaintAbout": "desk.models.complaints.Complaint.About",
        "ComplaintState": "desk.models.complaints.Complaint.State",
        "CompensationKind": "desk.models.compensation.Compensation.Kind",
        "CompensationState": "desk.models.compensation.Compensation.State",
        "ComplaintEventKind": "desk.models.complaint_events.ComplaintEvent.Kind",
        "ComplaintWay": "desk.models.complaint_events.ComplaintEvent.Way",
        "OurWay": "desk.complaints.forms.WAYS",
        "Channel": "outbox.models.words.Channel",
        "QuestionKind": "desk.models.surveys.Question.Kind",
        "SatisfactionScoreOfFive": "desk.forms.SCORES",
        "MatterKind": "desk.models.voice.Matter.Kind",
        "MatterState": "desk.models.voice.Matter.State",
        "VerdictKind": "desk.models.knowledge.ArticleVerdict.Kind",
        "BookingState": "customers.models.bookings.Booking.State",
        "ContractState": "customers.models.contracts.Contract.State",
        "InquiryState": "customers.models.inquiries.Inquiry.State",
        "QuoteState": "customers.models.quotes.Quote.State",
        "PromiseState": "desk.models.promises.Promise.State",
        "AbsenceKind": "staff.models.absences.Absence.Kind",
        "FollowUpState": "desk.models.follow_ups.FollowUp.State",
        "ContactChannel": "desk.models.interactions.Interaction.Channel",
        "InquiryChannel": "customers.models.inquiries.Inquiry.Channel",
        "AttemptOutcome": "outbox.models.messages.Attempt.Outcome",
        "ClaimOutcome": "customers.models.visits.WarrantyClaim.Outcome",
        "RatingChannel": "desk.models.ratings.WorkOrderRating.Channel",
        "InspectionKind": "desk.models.inspections.Inspection.Kind",
        "PointVerdict": "desk.models.inspections.InspectedItem.Verdict",
        "RectificationState": "desk.models.rectifications.Rectification.State",
        "RectificationEventKind": "desk.models.rectifications.RectificationEvent.Kind",
        "SendableChannel": "outbox.api.serializers.SENDABLE",
        "TrainingCause": "signals.models.upkeep.Training.Cause",
        "RunState": "signals.models.runs.NightlyRun.State",
    },
}
SHELL_BUSINESS = "staff.business.heading"

EVERYBODY = ("agent", "account_manager", "team_lead", "manager", "administrator", "auditor")
KEEPERS = ("account_manager", "team_lead", "manager", "administrator", "auditor")
LEADERS = ("team_lead", "manager", "administrator", "auditor")
# The side bar: an item shows when its URL exists and the person's role is named. also: other paths under it.
NAVIGATION = [
    (
        None,
        [
            {
                "url_name": "retention:triage",
                "label": _("Triage"),
                "icon": "list-numbers",
                "roles": KEEPERS,
                "badge": "retention:triage_badge",
            },
            {
                "url_name": "desk:home",
                "label": _("Service desk"),
                "icon": "headset",
                "roles": EVERYBODY,
                "badge": "desk:promises_badge",
            },
            {"url_name": "customers:list", "label": _("Customers"), "icon": "users", "roles": EVERYBODY},
            {
                "url_name": "customers:agreements",
                "label": _("Agreements"),
                "icon": "file-text",
                "roles": EVERYBODY,
            },
            {
                "url_name": "signals:inbox",
                "label": pgettext_lazy("in the navigation", "Signals"),
                "icon": "bell-ringing",
                "roles": EVERYBODY,
                "badge": "signals:badge",
            },
            {
                "url_name": "customers:due_soon",
                "label": _("Due soon"),
                "icon": "calendar-due",
                "roles": EVERYBODY,
            },
            {
                "url_name": "customers:arrears",
                "label": _("Arrears"),
                "icon": "coins",
                "roles": EVERYBODY,
            },
            {
                "url_name": "outbox:messages",
                "label": _("Messages"),
                "icon": "messages",
                "roles": EVERYBODY,
            },
            {"url_name": "desk:knowledge", "label": _("Knowledge base"), "icon": "book", "roles": EVERYBODY},
            {
                "url_name": "desk:routing",
                "label": _("Routing"),
                "icon": "arrows-split-2",
                "roles": LEADERS,
                "badge": "desk:routing_badge",
            },
        ],
    ),
    (
        _("Understand"),
        [
            {
                "url_name": "dashboards:home",
                "label": _("Dashboard"),
                "icon": "chart-histogram",
                "roles": LEADERS,
            },
            {
                "url_name": "desk:inspections",
                "label": _("Quality of the work"),
                "short": _("Quality"),
                "icon": "clipboard-check",
                "roles": EVERYBODY,
                "also": ("/desk/ratings/", "/desk/rectifications/", "/desk/checklists/"),
            },
            {
                "url_name": "desk:surveys",
                "label": _("Surveys"),
                "icon": "clipboard-text",
                "roles": LEADERS,
            },
            {
                "url_name": "desk:quality",
                "label": _("Service quality"),
                "icon": "gauge",
                "roles": LEADERS,
            },
            {
                "url_name": "desk:defects",
                "label": pgettext_lazy("found in what we sold or did", "Defects"),
                "icon": "alert-octagon",
                "roles": EVERYBODY,
            },
            {"url_name": "desk:voice", "label": _("Customer voice"), "icon": "bulb", "roles": EVERYBODY},
            {"url_name": "desk:doubts", "label": _("Truth check"), "icon": "zoom-check", "roles": LEADERS},
        ],
    ),
    (
        _("Set up"),
        [
            {
                "url_name": "customers:duplicates",
                "label": _("Duplicates"),
                "icon": "git-merge",
                "roles": LEADERS,
            },
            {
                "url_name": "customers:imports",
                "label": _("Imports"),
                "icon": "table-import",
                "roles": ("manager", "administrator", "auditor"),
            },
            {
                "url_name": "customers:fields",
                "label": _("Profile fields"),
                "icon": "forms",
                "roles": ("manager", "administrator", "auditor"),
            },
            {
                "url_name": "customers:visit_kinds",
                "label": _("Kinds of visits"),
                "icon": "category",
                "roles": ("manager", "administrator", "auditor"),
            },
            {
                "url_name": "outbox:templates",
                "label": _("Templates"),
                "icon": "template",
                "roles": EVERYBODY,
            },
            {
                "url_name": "signals:runs",
                "label": _("Night runs"),
                "icon": "moon-stars",
                "roles": LEADERS,
            },
            {
                "url_name": "signals:policies",
                "also": ("/signals/competitors/", "/signals/back-tests/", "/signals/models/"),
                "label": _("Policies"),
                "icon": "adjustments-horizontal",
                "roles": LEADERS,
            },
            *(
                [
                    {
                        "url_name": "outbox:phones",
                        "label": _("Simulated phone"),
                        "icon": "device-mobile-message",
                        "roles": EVERYBODY,
                    }
                ]
                if SMS_GATEWAY == "simulated"
                else []
            ),
            {
                "url_name": "outbox:policy",
                "label": _("Sending"),
                "icon": "send",
                "roles": ("manager", "administrator", "auditor"),
            },
            {
                "url_name": "staff:people",
                "also": ("/branches/", "/teams/"),
                "label": _("People"),
                "icon": "user-cog",
                "roles": ("manager", "administrator", "auditor"),
            },
            {
                "url_name": "staff:absences",
                "label": _("Absences"),
                "icon": "calendar-off",
                "roles": EVERYBODY,
            },
            {
                "url_name": "staff:notices",
                "label": _("Notices"),
                "icon": "bell",
                "roles": EVERYBODY,
                "badge": "staff:notices_badge",
            },
        ],
    ),
]

LOGGING = configure_logging(
    as_json=flag("LOG_JSON", default=IN_PRODUCTION), level=text("LOG_LEVEL", default="INFO")
)
