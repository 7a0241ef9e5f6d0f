"""Settings: one file, everything from the environment, safe by default.

Two ways to run. *Embedded* (`manage.py demo`): ASCN8_DEMO=1, SQLite, files and database cache, no server needed.
*Production*: nothing is assumed; without the five required variables the process refuses to start.
"""

import hashlib
import sys
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

# --- How we run -------------------------------------------------------------------------------------------------

DEMO = env.bool("ASCN8_DEMO", default=False)
TESTING = env.bool("ASCN8_TESTING", default=False)
DEBUG = env.bool("DJANGO_DEBUG", default=False)
PRODUCTION = not (DEMO or TESTING or DEBUG)
# Seconds by which the clock of a demonstration or a test runs ahead (or behind); a production clock is never moved.
CLOCK_OFFSET = 0 if PRODUCTION else env.int("ASCN8_CLOCK_OFFSET", default=0)
VAR_DIR = Path(env.str("ASCN8_VAR", default=str(BASE_DIR / "var")))
REQUIRED = ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "SITE_URL")

if PRODUCTION and (missing := [name for name in REQUIRED if not env.str(name, default="")]):
    raise ImproperlyConfigured(
        f"ASCN8 does not start without {', '.join(missing)}. Set them in the environment "
        "(.env.example explains each), or run `python3 manage.py demo` for an embedded trial."
    )

SECRET_KEY = env.str("SECRET_KEY", default="" if PRODUCTION else "embedded-" + "0" * 50)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

# --- Applications -----------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "ascn8.apps.ProjectConfig",
    "ascn8.apps.SecretariatAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "ascn8.apps.CollectedFilesConfig",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "ascn8.meeting",
    "ascn8.audit",
    "ascn8.limits",
    "ascn8.jobs",
    "ascn8.outbox",
    "delegates",
    "sessions",
    "exhibition",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ascn8.middleware.OneLookMiddleware",
    "ascn8.middleware.DatabaseAwayMiddleware",
    "ascn8.kept_pages.KeptPagesMiddleware",
    "ascn8.middleware.BodyGuardMiddleware",
    "csp.middleware.CSPMiddleware",
    "ascn8.middleware.PrivateByDefaultMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ascn8.middleware.SignedInCookieMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ascn8.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ascn8.middleware.LimitsMiddleware",
    "ascn8.middleware.StaffSecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "ascn8.urls"
WSGI_APPLICATION = "ascn8.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ascn8.meeting.context.meeting",
            ],
            "builtins": ["ascn8.templatetags.components"],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------------------------

DATABASE_URL = env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'ascn8.sqlite3'}")
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # Opening the file and setting its pragmas costs 3 ms, six times a cached page.
    _database["CONN_MAX_AGE"] = None
    _database["OPTIONS"] = {
        # IMMEDIATE: a transaction takes the write lock when it begins, so a check and its write see one state.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    _database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"] = {
        "connect_timeout": 3,
        "options": "-c statement_timeout=15000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=30000",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "ascn8.lib.caching.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache_entries",
        }
    }

# Sessions stay in the database, so that an emptied cache logs nobody out.
SESSION_ENGINE = "django.contrib.sessions.backends.db"

STORAGES = {
    # Everything that people upload and everything that carries their data: never under a public address.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": env.str("ASCN8_FILES", default=str(VAR_DIR / "private")),
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "ascn8.staticfiles.HashedStaticFiles"},
}
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("ASCN8_STATIC", default=str(BASE_DIR / "var" / "static")))
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STATICFILES_DIRS = [BASE_DIR / "static"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
UPLOAD_MAX_BYTES = 10_000_000
UPLOAD_MAX_PIXELS = 25_000_000
# Whatever we accept is read in memory: the scan of a passport never lies unsealed on a disk, not even for a moment.
FILE_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_MAX_BYTES + 1_000_000

# --- The vault --------------------------------------------------------------------------------------------------

# Fernet keys (32 bytes in URL-safe base64) with commas: the first seals, all open. Empty: derived from SECRET_KEY.
VAULT_KEYS = env.list("VAULT_KEYS", default=[])

# --- People -----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "delegates.User"
AUTHENTICATION_BACKENDS = ["delegates.permissions.OneQueryBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "me"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "delegates.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_FORMS = {"signup": "delegates.accounts.SignupForm"}
# The password is optional: whoever leaves it empty signs in by a code.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# allauth counts attempts in the cache, which loses counts and may be away; LimitsMiddleware counts in the database.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "delegates.passkey_forms.AddPasskeyForm",
    "edit_webauthn": "delegates.passkey_forms.RenamePasskeyForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = "ASCN8"
STAFF_NEED_SECOND_FACTOR = env.bool("STAFF_NEED_SECOND_FACTOR", default=PRODUCTION)

# --- Languages and time -----------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ms", _("Bahasa Malaysia"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["ascn8.formats"]
USE_TZ = True
# The meeting's own zone is a fact of the meeting (ascn8.meeting); this is only where none is known yet.
TIME_ZONE = "Asia/Kuala_Lumpur"

# --- Mail -------------------------------------------------------------------------------------------------------

# smtp://user:password@host:587/?tls=1, smtps://…, or file:///directory (the demo shows what lies there).
EMAIL_URL = env.str("EMAIL_URL", default=f"file://{VAR_DIR / 'mail'}")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="ASCN8 <no-reply@ascn8.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Celery -----------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=REDIS_URL or "filesystem://localhost")
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# One try, at once: a broker that is away costs a request a tenth of a second and loses nothing, because the
# sweeper finds every row that was never worked on.
CELERY_TASK_PUBLISH_RETRY = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
if CELERY_BROKER_URL.startswith("filesystem"):
    _queue = VAR_DIR / "queue"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "polling_interval": 0.1,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 900,
        "unacked_restore_interval": 10,
        "socket_connect_timeout": 0.1,
        "socket_timeout": 5,
    }
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=60)
REMIND_SECONDS = env.int("REMIND_SECONDS", default=300)

# --- Security ---------------------------------------------------------------------------------------------------

_https = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=PRODUCTION and _https)
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked by the load balancer, inside
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if PRODUCTION and _https else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
# Number of proxies in front of us that write X-Forwarded-For and -Proto; 0: the headers are ignored.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Without a network ---------------------------------------------------------------------------------------------

# A service worker keeps public pages readable on the reader's device. Off: it forgets them and takes itself away.
OFFLINE_PAGES = env.bool("OFFLINE_PAGES", default=True)

# --- Logs -------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}

# Changes with every deployment, so that no cached page outlives the code that drew it.
BUILD = hashlib.sha256(
    (env.str("ASCN8_BUILD", default="") + " ".join(sys.version_info.__repr__())).encode()
).hexdigest()[:8]
