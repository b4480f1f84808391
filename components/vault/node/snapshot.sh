#!/bin/bash
# Brings a snapshot of the cluster into the locked bucket. The node that leads does it; all others have nothing to do.
set -euo pipefail
umask 077
export VAULT_ADDR=https://127.0.0.1:8200 VAULT_TLS_SERVER_NAME=$VAULT_HOSTNAME VAULT_CACERT=/etc/vault/tls/ca.pem

# A node that does not answer, or is sealed, does not lead.
leads=$(curl --fail --silent --cacert "$VAULT_CACERT" --resolve "$VAULT_HOSTNAME:8200:127.0.0.1" \
  "https://$VAULT_HOSTNAME:8200/v1/sys/leader" | jq .is_self) || leads=false
[ "$leads" = true ] || exit 0

work=$(mktemp --directory --tmpdir=/var/tmp) # on the disk: a snapshot can be larger than the memory
trap 'vault token revoke -self >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
VAULT_TOKEN=$(vault login -method=aws -token-only role=snapshot)
export VAULT_TOKEN

vault operator raft snapshot save "$work/raft.snap"
vault operator raft snapshot inspect "$work/raft.snap" >/dev/null # whole, before it counts as one
name=$(date --utc +%Y/%m/%d/%H%M%SZ)-$(cat /var/lib/cloud/data/instance-id).snap
aws s3 cp --region "$AWS_REGION" --only-show-errors "$work/raft.snap" "s3://$SNAPSHOT_BUCKET/$SNAPSHOT_PREFIX$name"
