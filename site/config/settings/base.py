"""What every deployment shares. Values come from the environment; docs/settings.md explains each."""

import sys
from pathlib import Path
from typing import Any

import environ
from django.utils.translation import gettext_lazy as _

from config.search import backend_of

ROOT = Path(__file__).resolve().parents[3]

env = environ.Env()
if Path(env.str("ENV_FILE", str(ROOT / ".env"))).is_file():
    environ.Env.read_env(env.str("ENV_FILE", str(ROOT / ".env")))

VAR = Path(env.str("VAR_DIR", str(ROOT / "var")))
VAR.mkdir(parents=True, exist_ok=True)

DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
COMMUNITY_NAME = env.str("COMMUNITY_NAME", "Baraza")

INSTALLED_APPS = [
    "config",
    "jobs",
    "freshness",
    "members",
    "pages",
    "mail",
    "notifications",
    "forum",
    "forum.moderation",
    "knowledge_base.comments",
    "knowledge_base",
    "guides",
    "guides.distil",
    "search",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "members.wagtail_users.MembersInAdmin",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "modelsearch",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_comments_xtd",
    "django_comments",
    "django_tasks",
    "django_q",
    "lucide",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "freshness.content_policy.ContentPolicyMiddleware",
    "pages.middleware.PlainAddressMiddleware",
    "freshness.middleware.ReadOnceMiddleware",
    "freshness.middleware.CompressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.middleware.MemberTimeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "forum.old_addresses.OldAddressMiddleware",
    "members.middleware.RefusedFormsMiddleware",
    "pages.middleware.SeenRedirectMiddleware",
    "pages.middleware.StayLightMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pages.context_processors.community",
            ],
            "builtins": [
                "pages.templatetags.components",
                "members.templatetags.people",
                "notifications.templatetags.told",
                "forum.templatetags.frame",
            ],
        },
    }
]

# Data ---------------------------------------------------------------------------------------------------------

DATABASES: dict[str, Any] = {"default": env.db_url("DATABASE_URL", f"sqlite:///{VAR}/baraza.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A writer takes its lock at the start, so that two writers wait for one another and never fail half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": env.int("SQLITE_BUSY_SECONDS", 20),
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-1000; PRAGMA temp_store=MEMORY;"
        ),
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
    # A framework that Wagtail's admin loads would load PostgreSQL's driver too, wherever that is installed: 8 MB.
    sys.modules.setdefault("psycopg", None)  # type: ignore[arg-type]
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The database cache is shared by every process without a server; rate limits live in it. Django would throw a third of
# it away at 300 entries, counts that still hold among them.
CACHES: dict[str, Any] = {"default": env.cache_url("CACHE_URL", "dbcache://cache_entry?max_entries=20000")}

STORAGES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env.str("MEDIA_ROOT", str(VAR / "media"))},
    },
    "staticfiles": {"BACKEND": "config.storage.StaticFiles"},
}
if env.str("S3_BUCKET", ""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("S3_BUCKET"),
            "endpoint_url": env.str("S3_ENDPOINT_URL", "") or None,
            "region_name": env.str("S3_REGION", "") or None,
            "access_key": env.str("S3_ACCESS_KEY", "") or None,
            "secret_key": env.str("S3_SECRET_KEY", "") or None,
            "querystring_auth": True,
            "default_acl": "private",
        },
    }
MEDIA_ROOT = env.str("MEDIA_ROOT", str(VAR / "media"))
MEDIA_URL = env.str("MEDIA_URL", "/media/")
STATIC_ROOT = env.str("STATIC_ROOT", str(VAR / "static"))
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "templates" / "static"]
# Where the index of the search lies; it can be built anew from the database at any time.
SEARCH_FOLDER = env.str("SEARCH_FOLDER", str(VAR / "search"))
SEARCH_URL = env.str("SEARCH_URL", "")
# What one account searches, and asks for while it types; and what all visitors of one address do of each. 0: no limit.
SEARCHES_A_MINUTE = env.int("SEARCHES_A_MINUTE", 60)
SUGGESTIONS_A_MINUTE = env.int("SUGGESTIONS_A_MINUTE", 300)
SEARCHES_A_MINUTE_BY_ADDRESS = env.int("SEARCHES_A_MINUTE_BY_ADDRESS", 600)
# How a permitted file leaves: "" (this process streams it), "x-accel" (nginx) or "x-sendfile" (Apache, lighttpd).
SENDFILE = env.str("SENDFILE", "")

# Web ----------------------------------------------------------------------------------------------------------

WEB_WORKERS = env.int("WEB_WORKERS", 2)
WEB_THREADS = env.int("WEB_THREADS", 1)
# How often a process writes how often topics were looked at; 0 for never.
SECONDS_BETWEEN_WRITING_VIEWS = 60
PAGE_CACHE_MIB = env.int("PAGE_CACHE_MIB", 1)

# Jobs ---------------------------------------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "jobs.backend.Backend", "QUEUES": ["default", "mail", "index"]}}
Q_CLUSTER: dict[str, Any] = {
    "name": "baraza",
    "workers": env.int("JOB_WORKERS", 1),
    "timeout": env.int("JOB_TIMEOUT_SECONDS", 600),
    "retry": env.int("JOB_TIMEOUT_SECONDS", 600) + 120,
    "ack_failures": True,
    "max_attempts": 1,
    "poll": 0.2,
    "catch_up": False,
    "scheduler": False,  # schedules are declared in code and kept by jobs.ticking
    "label": "Jobs",
    # In KiB: a worker that a large picture has swollen is replaced by a fresh fork.
    "max_rss": env.int("JOB_WORKER_MAX_MIB", 200) * 1024,
}
# Seconds a job has to end when the worker is stopped; then it is interrupted and put back.
JOB_STOP_SECONDS = env.int("JOB_STOP_SECONDS", 3)
if env.str("JOB_REDIS_URL", ""):
    Q_CLUSTER["redis"] = env.str("JOB_REDIS_URL")
else:
    Q_CLUSTER["orm"] = "default"

# Mail ---------------------------------------------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL", "consolemail://"))
EMAIL_TIMEOUT = 30  # seconds; a server that says nothing for longer is in trouble
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "baraza@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# A service that carries mail, as django-anymail calls it: "postmark", "mailgun"; its settings are a JSON object.
ESP = env.str("ESP", "")
if ESP:
    EMAIL_BACKEND = f"anymail.backends.{ESP}.EmailBackend"
    ANYMAIL = {**env.json("ESP_SETTINGS", {}), "WEBHOOK_SECRET": env.str("ESP_WEBHOOK_SECRET")}
    INSTALLED_APPS.append("anymail")
# Where people write to us: groups and replies at one host, and keys at one of their own where "+" is not possible.
MAIL_DOMAIN = env.str("MAIL_DOMAIN", DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")).lower()
MAIL_KEY_HOST = env.str("MAIL_KEY_HOST", "").lower()
REPLY_ADDRESS_DAYS = env.int("REPLY_ADDRESS_DAYS", 730)
# How long a mail about something waits, so that what is read or taken back meanwhile is not mailed.
MAIL_HOLD_SECONDS = env.int("MAIL_HOLD_SECONDS", 180)
MAILS_A_SECOND = env.int("MAILS_A_SECOND", 0)
DKIM_SELECTOR = env.str("DKIM_SELECTOR", "")
DKIM_KEY_FILE = env.str("DKIM_KEY_FILE", "")
# Where mail is taken: smtp://HOST:PORT, lmtp://HOST:PORT or lmtp:///PATH; none: only by pipe, mailbox or webhook.
MAIL_LISTEN: list[str] = env.list("MAIL_LISTEN", default=[])
MAIL_IMAP_URL = env.str("MAIL_IMAP_URL", "")
MAIL_TLS_CERTIFICATE = env.str("MAIL_TLS_CERTIFICATE", "")
MAIL_TLS_KEY = env.str("MAIL_TLS_KEY", "")
MAIL_MAX_BYTES = env.int("MAIL_MAX_BYTES", 25 * 1024 * 1024)
MAIL_KEPT_DAYS = env.int("MAIL_KEPT_DAYS", 30)
MAILS_AN_HOUR = env.int("MAILS_AN_HOUR", 60)
# The receivers whose Authentication-Results (RFC 8601) are believed, by the names they give themselves.
MAIL_TRUSTED_RECEIVERS: list[str] = env.list("MAIL_TRUSTED_RECEIVERS", default=[])

# Members ------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = ["members.backend.MemberBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name", "handle"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Of a notice on a page: what went well, and what went wrong (django.contrib.messages.constants).
MESSAGE_TAGS = {20: "good", 25: "good", 30: "wrong", 40: "wrong"}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "members.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "add_email": "members.entrance_forms.ChangeEmailForm",
    "change_password": "members.entrance_forms.ChangePasswordForm",
    "confirm_email_verification_code": "members.entrance_forms.ConfirmEmailForm",
    "confirm_login_code": "members.entrance_forms.ConfirmLoginCodeForm",
    "login": "members.entrance_forms.LoginForm",
    "reauthenticate": "members.entrance_forms.ReauthenticateForm",
    "request_login_code": "members.entrance_forms.RequestLoginCodeForm",
    "reset_password": "members.entrance_forms.ResetPasswordForm",
    "reset_password_from_key": "members.entrance_forms.ResetPasswordKeyForm",
    "set_password": "members.entrance_forms.SetPasswordForm",
    "signup": "members.entrance_forms.SignupForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 30 * 60  # mail is slow where lines are
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_TIMEOUT = 30 * 60
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True  # the link in the mail has shown who it is; a second factor is still asked
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {
    # A whole training room may sit behind one address of the internet; one mailbox gets a handful of mails.
    "signup": "40/m/ip",
    "login": "40/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "confirm_email": "1/10s/key,6/h/key",
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "reset_password": "20/m/ip,3/m/key,6/h/key",
}
# How many proxies of one's own stand before this server: rate limits count by the client that the last one saw.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
MFA_ADAPTER = "members.adapter.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "members.entrance_forms.ActivateTOTPForm",
    "add_webauthn": "members.entrance_forms.AddPasskeyForm",
    "authenticate": "members.entrance_forms.AuthenticateForm",
    "edit_webauthn": "members.entrance_forms.RenamePasskeyForm",
    "reauthenticate": "members.entrance_forms.ReauthenticateByCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = COMMUNITY_NAME
MFA_TOTP_TOLERANCE = 1  # the clocks of cheap phones are off by some seconds
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith("http://")  # one's own machine, without TLS
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24  # a day, in seconds
SESSION_ENGINE = "members.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90  # a cheap phone on a metered line should not sign in twice a month
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "forum.views.refused.csrf_failure"
# The Wagtail admin's own ways to sign in and to change address or password know no second factor and no code.
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False

# Language and time --------------------------------------------------------------------------------------------

LANGUAGE_CODE = env.str("LANGUAGE_CODE", "en")
# What members speak and guides are written in: search and dates ask for it, whatever the interface can say.
MEMBER_LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("pt", _("Portuguese")),
    ("es", _("Spanish")),
    ("sw", _("Swahili")),
    ("ar", _("Arabic")),
]
LOCALE_PATHS = [ROOT / "locale"]
# The interface speaks English, and what it is translated into. Half a translation, Django's alone, is none.
LANGUAGES = [
    (code, name) for code, name in MEMBER_LANGUAGES if code == "en" or (ROOT / "locale" / code / "LC_MESSAGES").is_dir()
]
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_TZ = True

# Comments -----------------------------------------------------------------------------------------------------

COMMENTS_APP = "django_comments_xtd"
COMMENTS_XTD_MODEL = "knowledge_base.comments.models.PageComment"
COMMENTS_XTD_MAX_THREAD_LEVEL = 1  # a comment, and replies to it
SITE_ID = 1

# Wagtail ------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = COMMUNITY_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
MODELSEARCH_BACKENDS = {"default": backend_of(SEARCH_URL)}
WAGTAILSEARCH_BACKENDS = MODELSEARCH_BACKENDS
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_IMAGE_MODEL = "pages.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "pages.File"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 12 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # videos have a block of our own, which asks nobody
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "rtf", "txt", "xlsx"]
TAGGIT_CASE_INSENSITIVE = True

# Limits: each protects the machine or a reader's line. --------------------------------------------------------

UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", 12 * 1024 * 1024)  # a phone's photo, not a video
UPLOAD_MAX_PIXELS = env.int("UPLOAD_MAX_PIXELS", 60_000_000)  # 50-megapixel phones exist; a bomb is larger
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
POST_MAX_CHARACTERS = env.int("POST_MAX_CHARACTERS", 32_000)

SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # the address is unique without case, by a constraint that this check does not look for
    "security.W019",  # frames of one's own site are allowed, for the preview in the Wagtail editor
]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the Wagtail editor shows its preview in a frame

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
