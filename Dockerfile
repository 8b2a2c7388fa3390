# One image for web, worker, beat and migrations; docker-compose.yml says which command each of them runs.

FROM node:22-bookworm-slim AS frontend
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tools tools
RUN npm run build

FROM python:3.13-slim-bookworm AS packages
COPY requirements.txt /tmp/requirements.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --requirement /tmp/requirements.txt

FROM python:3.13-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ENVIRONMENT=production \
    STATIC_ROOT=/app/collected \
    LOCAL_DIR=/var/lib/churn-crm
RUN useradd --system --uid 10001 --home-dir /var/lib/churn-crm --create-home churn-crm \
    && install --directory --mode 0700 --owner churn-crm /var/lib/churn-crm/imports
WORKDIR /app
COPY --from=packages /venv /venv
# Icons are drawn into the pages by the server; what browsers load stands in static/vendor.
COPY --from=frontend /app/node_modules/@tabler/icons/icons/outline node_modules/@tabler/icons/icons/outline
COPY manage.py ./
COPY deploy/healthcheck.py deploy/healthcheck.py
COPY locale locale
COPY templates templates
COPY static static
COPY --from=frontend /app/static/vendor static/vendor
COPY staff staff
COPY customers customers
COPY outbox outbox
COPY desk desk
COPY signals signals
COPY retention retention
COPY dashboards dashboards
COPY churn_crm churn_crm
# Settings of production, made up: neither command talks to a server, and nothing of them stays in the image.
RUN export SECRET_KEY=only-while-building-the-image-0123456789-0123456789-0123456789 \
        ALLOWED_HOSTS=localhost DATABASE_URL=postgres://build@localhost/build REDIS_URL=redis://localhost:6379/0 \
    && python -m churn_crm.translations compile \
    && python manage.py collectstatic --no-input --verbosity 0
USER churn-crm
EXPOSE 8000
CMD ["gunicorn", "churn_crm.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
