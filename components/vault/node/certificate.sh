#!/bin/bash
# Brings the node's certificate from Secrets Manager, and tells Vault when it is a new one. The first one starts Vault.
set -euo pipefail
umask 077
target=/etc/vault/tls
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

aws secretsmanager get-secret-value --region "$AWS_REGION" --secret-id "$TLS_SECRET" --query SecretString --output text >"$work/secret"
for part in certificate key ca; do
  jq --exit-status --raw-output ".$part" "$work/secret" >"$work/$part.pem"
done
openssl x509 -in "$work/certificate.pem" -noout -checkend 0 >/dev/null

if cmp --silent "$work/certificate.pem" "$target/certificate.pem"; then exit 0; fi
install --directory --owner root --group vault --mode 0750 "$target"
for part in key ca certificate; do # the certificate last: it says that all are there
  install --owner root --group vault --mode 0640 "$work/$part.pem" "$target/$part.pem"
done
systemctl reload-or-restart vault # a reload is enough for Vault to read them again
