#!/bin/bash
# Installs what a Vault node runs, once, at its first start. What it downloads, it checks against a known signing key.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
set -a
# shellcheck source=/dev/null
. /etc/vault/node.env
set +a
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fetch() { # url file
  curl --fail --silent --show-error --location --retry 10 --retry-all-errors --output "$2" "$1"
}

# A keyring with exactly one key, of a known fingerprint; fails for any other.
trust() { # url fingerprint keyring
  fetch "$1" "$work/key"
  local found
  found=$(gpg --show-keys --with-colons "$work/key" | awk -F: '$1 == "pub" { first = 1 } $1 == "fpr" && first { print $10; first = 0 }')
  [ "$found" = "$2" ] || { echo "$1 has the key $found, not $2" >&2; exit 1; }
  gpg --dearmor --yes --output "$3" <"$work/key"
}

# No swap, no core dump, nobody logs in.
swapoff --all
systemctl mask swap.target
systemctl disable --now ssh.socket ssh.service || true

# https://www.hashicorp.com/trust/security
trust https://apt.releases.hashicorp.com/gpg 798AEC654E5C15428C8E42EEAA16FCBCA621E701 /usr/share/keyrings/hashicorp.gpg
. /etc/os-release
echo "deb [signed-by=/usr/share/keyrings/hashicorp.gpg] https://apt.releases.hashicorp.com $VERSION_CODENAME main" \
  >/etc/apt/sources.list.d/hashicorp.list
apt-get update
apt-get install --yes "vault=$VAULT_PACKAGE"
apt-mark hold vault # a new version comes with a new node

snap wait system seed.loaded
snap install aws-cli --classic

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/verify-CloudWatch-Agent-Package-Signature.html
agent=https://amazoncloudwatch-agent.s3.amazonaws.com
trust "$agent/assets/amazon-cloudwatch-agent.gpg" 937616F3450B7D806CBD9725D58167303B789C72 "$work/agent.gpg"
fetch "$agent/ubuntu/amd64/latest/amazon-cloudwatch-agent.deb" "$work/agent.deb"
fetch "$agent/ubuntu/amd64/latest/amazon-cloudwatch-agent.deb.sig" "$work/agent.deb.sig"
gpgv --keyring "$work/agent.gpg" "$work/agent.deb.sig" "$work/agent.deb"
dpkg --install "$work/agent.deb"
/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl \
  -a fetch-config -m ec2 -s -c file:/etc/vault/cloudwatch-agent.json

# Nodes restart for a new kernel at different minutes of four hours, told apart by their identifier: a quorum stays.
instance=$(cat /var/lib/cloud/data/instance-id)
echo "VAULT_RAFT_NODE_ID=$instance" >/etc/vault/instance.env
minute=$((360 + $(printf '%s' "$instance" | cksum | cut -d ' ' -f 1) % 240))
printf 'Unattended-Upgrade::Automatic-Reboot "true";\nUnattended-Upgrade::Automatic-Reboot-Time "%02d:%02d";\n' \
  $((minute / 60)) $((minute % 60)) >/etc/apt/apt.conf.d/52automatic-reboot

systemctl daemon-reload
systemctl enable vault
systemctl enable --now vault-certificate.timer vault-snapshot.timer vault-audit-archive.timer
