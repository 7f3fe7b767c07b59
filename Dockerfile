# Haven in a container: CPU only, no torch, no compiler, nobody's root.
#
#   docker build -t haven .
#   docker run --env-file .env -v haven-state:/state haven
#
# What the layers weigh, unpacked:
#   base image            not measured where this was written (no container engine there)
#   Haven's dependencies  348 MB, by `du -sm` of a fresh venv on Python 3.11.7, x86_64: onnxruntime
#                         68, numpy 73, faiss 66, SQLAlchemy 29, tokenizers with its hub client 31
#   Haven itself          26 MB, by `du` of a venv without dependencies: 23 the model, 3 code, packs
#   bot.toml, the user    under 0.1 MB

# Pinned to a patch release; move both stages together.
FROM python:3.11.14-slim-trixie AS builder

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

# The environment gets no pip of its own: nothing is installed once the image is made.
RUN python -m venv --without-pip /opt/haven
WORKDIR /build

# Dependencies by themselves, so that a change of Haven's code does not fetch them again. Exactly
# those that were chosen (`make lock`), each of which must have the bytes it had then.
COPY deploy/requirements.lock ./
RUN pip --python /opt/haven/bin/python install --require-hashes --only-binary :all: \
    --no-deps -r requirements.lock

COPY pyproject.toml ./
COPY README.md LICENSE ./
COPY bot bot
COPY cogs cogs
COPY connectors connectors
COPY engine engine
COPY data data
RUN pip --python /opt/haven/bin/python install --no-deps .


FROM python:3.11.14-slim-trixie AS runtime

LABEL org.opencontainers.image.title="Haven" \
      org.opencontainers.image.description="A self-hosted moderation bot that protects people" \
      org.opencontainers.image.licenses="Apache-2.0"

# A fixed number, so that a mounted folder can be given to it: chown 10001:10001.
RUN groupadd --gid 10001 haven \
 && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin haven \
 && install --directory --owner=10001 --group=10001 --mode=0700 /state

COPY --from=builder /opt/haven /opt/haven

# Haven reads ./bot.toml: mount your own over this one.
WORKDIR /etc/haven
COPY bot.toml ./

ENV PATH=/opt/haven/bin:$PATH \
    HAVEN_STATE__FOLDER=/state \
    HF_HUB_OFFLINE=1 \
    PYTHONUNBUFFERED=1

USER 10001:10001
VOLUME /state
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["haven", "doctor", "--quick"]

ENTRYPOINT ["haven"]
CMD ["run"]
