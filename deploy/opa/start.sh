#!/bin/sh
# start.sh CONFIGURATION HANDED_OVER: run OPA with the key and the token that the registry handed over.
set -eu
umask 077
: "${OPA_CALLER_TOKEN:?the token that the registry shows}"
cp "$1/opa.yaml" "$2/opa.yaml"
sed 's/^/      /' "$2/bundle.pub.pem" > "$2/key"
sed -i -e "/PASTE keys/{r $2/key" -e 'd}' -e "s|/etc/opa/bundle-token|$2/bundle-token|" "$2/opa.yaml"
exec opa run --server --skip-version-check --addr 127.0.0.1:8181 \
  --authentication=token --authorization=basic --config-file "$2/opa.yaml" "$1/authz.rego"
