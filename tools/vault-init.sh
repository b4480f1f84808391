#!/bin/bash
# The ceremony that initialises Vault, once: docs/runbooks/vault-init.md.
set -euo pipefail
set +x # nothing of what follows may be traced
umask 077

help() {
  cat <<'HELP'
Initialises Vault: recovery shares for named holders, audit log, snapshots; then the root token is revoked.

Usage: pulumi stack output --json --stack production | tools/vault-init.sh <folder>

In <folder> lies one PGP public key for each holder, <holder>.asc. Written are <holder>.share beside them, each encrypted
for that holder alone. The root token is shown nowhere, written nowhere, and revoked however this ends.
Environment: VAULT_CACERT, where Vault's certificate is not from a public authority.
Exit codes: 0 initialised, 1 refused or failed.
HELP
}

refuse() {
  echo "$*" >&2
  exit 1
}

case "${1-}" in
  --help | -h) help; exit 0 ;;
esac
[ $# -eq 1 ] || { help >&2; exit 1; }
[ ! -t 0 ] || refuse "There is nothing on standard input. Fix: pipe \`pulumi stack output --json --stack production\` here."
for tool in vault jq; do command -v "$tool" >/dev/null || refuse "$tool is not installed."; done
folder=$1
outputs=$(cat)

output() { # path in the outputs of Candlefish's Vault
  jq --exit-status --raw-output "(.outputs // .).candlefish.vault.$1" <<<"$outputs" 2>/dev/null ||
    refuse "The outputs on standard input have no candlefish.vault.$1. Fix: pipe \`pulumi stack output --json --stack production\` here."
}
# Apart from the exports: an export hides that its value failed.
VAULT_ADDR=$(output url)
shares=$(output recovery.shares)
threshold=$(output recovery.threshold)
role=$(output nodeRoleArn)
# Vault knows a role that somebody took on without the path before its name.
askers=$(output 'recovery.askers | map(sub(":role/.*/"; ":role/")) | join(",")')
export VAULT_ADDR
unset VAULT_TOKEN VAULT_SKIP_VERIFY VAULT_LOG_LEVEL

[[ $VAULT_ADDR == https://* ]] || refuse "Vault's address is $VAULT_ADDR; use one with https."
[[ $shares =~ ^[0-9]+$ && $threshold =~ ^[0-9]+$ ]] || refuse "Shares are $shares and the threshold is $threshold; use whole numbers."
((threshold >= 2)) || refuse "The threshold is $threshold; use at least 2, so that nobody can act alone."
((threshold <= shares)) || refuse "The threshold is $threshold, above the $shares shares; nobody could bring together more shares than there are."

shopt -s nullglob
keys=("$folder"/*.asc)
((${#keys[@]} == shares)) || refuse "$folder has ${#keys[@]} keys (*.asc) for $shares shares; use one key for each holder."
same=$(sha256sum "${keys[@]}" | cut -d ' ' -f 1 | sort | uniq -d)
[ -z "$same" ] || refuse "Two holders in $folder have the same key; use a key of each holder's own."
for key in "${keys[@]}"; do
  if grep -q "PRIVATE KEY" "$key"; then refuse "$key is a private key; use the holder's public key, and treat that one as leaked."; fi
  [ ! -e "${key%.asc}.share" ] || refuse "${key%.asc}.share is already there; a second ceremony needs a folder of its own."
done

initialized=$(vault status -format=json 2>/dev/null | jq .initialized 2>/dev/null) || true
case "$initialized" in
  false) ;;
  true) refuse "Vault at $VAULT_ADDR is initialised already; this happens once. For a new root token: vault operator generate-root." ;;
  *) refuse "Vault at $VAULT_ADDR does not answer. Fix: see that its certificate is in Secrets Manager, and that you can reach it." ;;
esac

# From here on the root token is in this shell's memory and in the environment of the commands that it starts.
revoke() {
  [ -n "${VAULT_TOKEN-}" ] || return 0
  if vault token revoke -self >/dev/null 2>&1; then
    echo "The root token is revoked."
  else
    echo "THE ROOT TOKEN COULD NOT BE REVOKED. It is gone from this machine; seal Vault, and have the holders revoke it: docs/runbooks/vault-init.md." >&2
    exit 1
  fi
}
trap revoke EXIT

answer=$(vault operator init -format=json -recovery-shares="$shares" -recovery-threshold="$threshold" \
  -recovery-pgp-keys="$(IFS=,; echo "${keys[*]}")")
VAULT_TOKEN=$(jq --exit-status --raw-output .root_token <<<"$answer")
export VAULT_TOKEN
for index in "${!keys[@]}"; do # in the order of the keys
  jq --exit-status --raw-output ".recovery_keys_b64[$index]" <<<"$answer" >"${keys[$index]%.asc}.share"
done
unset answer
echo "$shares shares are in $folder; any $threshold of them prove who asks."

# With auto-unseal, the first node unseals itself and leads after a few seconds; the others join it. Until the load
# balancer has seen which are healthy, it asks any of them: only several answers in a row mean that all answer.
answers=0
for ((attempt = 1; answers < 10; attempt++)); do
  if vault token lookup >/dev/null 2>&1; then answers=$((answers + 1)); else answers=0; fi
  ((attempt < 90)) || refuse "Vault does not answer 3 minutes after it was initialised. Fix: read its server log in CloudWatch."
  sleep "${VAULT_INIT_PAUSE:-2}" # seconds; tests do not wait
done

vault audit enable -path=file file file_path=/var/log/vault/audit.log mode=0600 >/dev/null
echo "Every request is audited from now on."

# A node that is exchanged leaves the cluster a day later, and never below a majority of three.
vault operator raft autopilot set-config -cleanup-dead-servers=true -dead-server-last-contact-threshold=24h -min-quorum=3 >/dev/null
vault policy write snapshot - >/dev/null <<<'path "sys/storage/raft/snapshot" { capabilities = ["read"] }'
vault auth enable aws >/dev/null
vault write auth/aws/role/snapshot auth_type=iam bound_iam_principal_arn="$role" \
  token_policies=snapshot token_ttl=15m token_max_ttl=15m >/dev/null
echo "Nodes may take snapshots, and do so every hour."

# Vault 2 makes a new root token only for somebody who is signed in already (CVE-2026-5807). Whoever signs in with this
# role can ask for one, and nothing else; it still takes the holders' shares.
vault policy write recovery - >/dev/null <<'POLICY'
path "sys/generate-root/attempt" { capabilities = ["read", "update", "delete", "sudo"] }
path "sys/generate-root/update" { capabilities = ["update", "sudo"] }
POLICY
vault write auth/aws/role/recovery auth_type=iam bound_iam_principal_arn="$askers" resolve_aws_unique_ids=false \
  token_policies=recovery token_ttl=30m token_max_ttl=30m >/dev/null
echo "These may ask the holders for a new root token: $askers"
