#!/bin/bash
# Brings finished audit logs into the locked bucket, then finishes the current one. A finished log stays for one more
# round, so that the CloudWatch agent has read it to its end.
set -euo pipefail
umask 077
shopt -s nullglob
cd /var/log/vault
node=$(cat /var/lib/cloud/data/instance-id)

for log in audit-*.log; do
  day=$(date --utc --reference="$log" +%Y/%m/%d)
  gzip --to-stdout "$log" >"/var/tmp/$log.gz"
  aws s3 cp --region "$AWS_REGION" --only-show-errors "/var/tmp/$log.gz" "s3://$AUDIT_BUCKET/$AUDIT_PREFIX$day/$node/$log.gz"
  rm "/var/tmp/$log.gz" "$log"
done

[ -s audit.log ] || exit 0
mv audit.log "audit-$(date --utc +%Y%m%dT%H%M%SZ).log"
systemctl reload vault # it opens a new one
