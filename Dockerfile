# Modelwarden in a container. `docker build .` makes the image for web server, worker and OPA; `--target s3` the
# one for versitygw, an S3 server for where there is none. Both are made of pinned sources: Python packages from
# requirements/runtime.txt, OPA and versitygw by their go.sum. docs/how-to/containers.md tells more.
ARG PYTHON=3.11-slim-bookworm

FROM python:${PYTHON} AS build
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 MODELWARDEN_CACHE=/cache
RUN python -m venv /opt/modelwarden
COPY requirements/runtime.txt requirements/
RUN /opt/modelwarden/bin/python -m pip install --require-hashes --no-deps --only-binary=:all: -r requirements/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY registry registry
COPY reports reports
COPY cli cli
COPY policies policies
COPY migrations migrations
RUN /opt/modelwarden/bin/python -m hatchling build -t wheel -d /dist \
    && /opt/modelwarden/bin/python -m pip install --no-index --no-deps /dist/*.whl
RUN /opt/modelwarden/bin/modelwarden opa install \
    && cp "$(/opt/modelwarden/bin/modelwarden opa path)" /usr/local/bin/opa

FROM build AS build-s3
COPY tools/versitygw.py tools/
COPY tools/versitygw tools/versitygw
RUN cp "$(/opt/modelwarden/bin/python tools/versitygw.py)" /usr/local/bin/versitygw

FROM python:${PYTHON} AS s3
COPY --from=build-s3 /usr/local/bin/versitygw /usr/local/bin/versitygw
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin modelwarden \
    && install -d -m 0700 -o modelwarden -g modelwarden /var/lib/s3
USER 10001:10001
VOLUME /var/lib/s3
EXPOSE 7070
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:7070/-/health', timeout=4)"]
CMD ["versitygw", "--port", "127.0.0.1:7070", "--health", "/-/health", "--quiet", "posix", "/var/lib/s3"]

FROM python:${PYTHON} AS run
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates fontconfig fonts-dejavu-core \
        libfontconfig1 libharfbuzz-subset0 libharfbuzz0b libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --shell /usr/sbin/nologin modelwarden \
    && install -d -m 0700 -o modelwarden -g modelwarden /var/lib/modelwarden /var/lib/opa
COPY --from=build /opt/modelwarden /opt/modelwarden
COPY --from=build /usr/local/bin/opa /usr/local/bin/opa
COPY deploy/opa /etc/opa
ENV PATH=/opt/modelwarden/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    MODELWARDEN_DATA_DIR=/var/lib/modelwarden \
    MODELWARDEN_OPA=/usr/local/bin/opa \
    MODELWARDEN_HOST=0.0.0.0 \
    MODELWARDEN_PORT=8765 \
    MODELWARDEN_LOG_FORMAT=json
WORKDIR /home/modelwarden
USER 10001:10001
VOLUME /var/lib/modelwarden
EXPOSE 8765
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8765/-/ready', timeout=8)"]
CMD ["modelwarden", "serve"]
