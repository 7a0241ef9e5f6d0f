# Two stages: what builds stays behind. Runs as an ordinary user; everything it writes lies in /srv/ascn8.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install --require-hashes -r requirements.txt
COPY . /app
WORKDIR /app
# The collected files belong to the image; the offline mode needs no database for them.
RUN ASCN8_TESTING=1 ASCN8_STATIC=/app/staticfiles /opt/venv/bin/python manage.py collectstatic --noinput -v 0 \
    && rm -rf tests .git

FROM python:3.11-slim-bookworm
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv/ascn8 --create-home ascn8
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    ASCN8_NO_BOOTSTRAP=1 \
    ASCN8_STATIC=/app/staticfiles \
    ASCN8_FILES=/srv/ascn8/private \
    ASCN8_VAR=/srv/ascn8
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER ascn8
RUN mkdir -p /srv/ascn8/private
VOLUME /srv/ascn8
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/health/live', headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0]}), timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "8", \
     "--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "20", "ascn8.wsgi:application"]
