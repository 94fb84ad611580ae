# What build/update-pins.sh makes of a release's signature, with a key that lives as long as the case does. For run.sh.
# shellcheck shell=bash

make_key() { # home; prints its fingerprint
  mkdir -m 700 "$1"
  gpg -q --homedir "$1" --batch --passphrase '' --quick-gen-key 'A release manager <release@example.invalid>' ed25519 sign 2> /dev/null
  gpg --homedir "$1" --with-colons --list-keys | awk -F: '$1 == "fpr" { print $10; exit }'
}

sign() { gpg -q --homedir "$1" --batch --yes --armor --output "$2.asc" --detach-sign "$2"; } # home, file

expect_refusal() { # what, file
  if signed_by_known_key curl "$2" "$2.asc"; then echo "accepted: $1"; return 1; fi
}

case_signatures() {
  command -v gpg > /dev/null || { echo 'gpg is not installed'; return 77; }
  # In this case's own shell: its folder and its end are those of update-pins.sh.
  . "$root/build/update-pins.sh"
  trap 'for home in signer stranger gnupg; do gpgconf --homedir "$work/$home" --kill gpg-agent; done; rm -rf "$work"' EXIT
  local known file=$work/release.tar.gz
  known=$(make_key "$work/signer")
  make_key "$work/stranger" > /dev/null
  signers_of() { echo "$known"; }
  CURLWS_SIGNING_KEYS=$work/keys
  gpg -q --homedir "$work/signer" --export > "$work/keys"
  gpg -q --homedir "$work/stranger" --export >> "$work/keys"

  echo 'a release' > "$file"
  sign "$work/signer" "$file"
  signed_by_known_key curl "$file" "$file.asc"
  echo 'one more line' >> "$file"
  expect_refusal 'a file that was changed after it was signed' "$file"
  sign "$work/stranger" "$file"
  expect_refusal 'a good signature of a key that nobody named' "$file"
  : > "$file.asc"
  expect_refusal 'no signature' "$file"
  sign "$work/signer" "$file"
  sed 's/^:-----/-----/' "$work/signer/openpgp-revocs.d/$known.rev" | gpg -q --homedir "$work/gnupg" --import 2> /dev/null
  expect_refusal 'a key that was revoked' "$file"
}
