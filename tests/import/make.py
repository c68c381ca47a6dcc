#!/usr/bin/env python3
"""Makes files/ and manifest.txt anew: every form from one published test key. See README.md.

Needs openssl 3 with its legacy provider, ssh-keygen, and `pip install cryptography_vectors`.
Salts are fresh each time, so protected files differ from run to run; what they hold does not.
"""

import base64
import hashlib
import io
import json
import pathlib
import shutil
import subprocess
import tempfile
import zipfile

import cryptography_vectors

HERE = pathlib.Path(__file__).parent
FILES = HERE / "files"
VECTORS = pathlib.Path(cryptography_vectors.__path__[0]) / "asymmetric"
SCRATCH = pathlib.Path(tempfile.mkdtemp())
rows = []


def run(*command, feed=None):
    return subprocess.run(command, input=feed, capture_output=True, check=True).stdout


def openssl(*arguments, feed=None):
    return run("openssl", *arguments, feed=feed)


def put(name, content, expected, passphrase="-"):
    """A file and what it reads as: `key`, or the name of the refusal."""
    (FILES / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    row(name, expected, passphrase)


def row(name, expected, passphrase="-"):
    rows.append(f"{name} | {passphrase} | {expected}")


def protected(name, content, passphrase="open sesame", inside="key"):
    """A file under a passphrase: with the right one, with none, with a wrong one."""
    put(name, content, inside, passphrase)
    row(name, "PassphraseNeeded")
    row(name, "PassphraseWrong", "wrong")


def vector(name, path, expected):
    put(name, (VECTORS / path).read_bytes(), expected)


# A small DER writer, for what openssl does not write.
def tlv(tag, content):
    size = len(content)
    length = size.to_bytes((size.bit_length() + 7) // 8 or 1, "big")
    return bytes([tag]) + (length if size < 128 else bytes([0x80 + len(length)]) + length) + content


def integer(number):
    return tlv(2, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def armour(label, der, width=64):
    body = base64.b64encode(der).decode()
    lines = [body[i : i + width] for i in range(0, len(body), width)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


shutil.rmtree(FILES, ignore_errors=True)
FILES.mkdir()
published = (HERE / "source/rfc9500_rsa2048.pem").read_text()
(SCRATCH / "key.pem").write_text(published.replace("TESTING", "PRIVATE"))
KEY = str(SCRATCH / "key.pem")
pkcs1_der = openssl("rsa", "-in", KEY, "-traditional", "-outform", "DER")
pkcs8_der = openssl("pkcs8", "-topk8", "-nocrypt", "-in", KEY, "-outform", "DER")
pkcs1 = armour("RSA PRIVATE KEY", pkcs1_der)
pkcs8 = armour("PRIVATE KEY", pkcs8_der)
spki = openssl("rsa", "-in", KEY, "-pubout").decode()
spki_der = openssl("rsa", "-in", KEY, "-pubout", "-outform", "DER")
body = "".join(pkcs8.splitlines()[1:-1])
certificate = openssl("req", "-x509", "-key", KEY, "-subj", "/CN=published test key", "-days", "30").decode()

# The same key, plain.
put("rfc9500.pem", published, "key")
put("pkcs1.pem", pkcs1, "key")
put("pkcs8.pem", pkcs8, "key")
put("pkcs1.der", pkcs1_der, "key")
put("pkcs8.der", pkcs8_der, "key")
put("crlf.pem", pkcs8.replace("\n", "\r\n"), "key")
put("cr_only.pem", pkcs8.replace("\n", "\r"), "key")
put("byte_order_mark.pem", "\ufeff" + pkcs8, "key")
put("no_final_newline.pem", pkcs8.rstrip(), "key")
put("one_line_body.pem", f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n", "key")
put("no_line_at_all.pem", f"-----BEGIN PRIVATE KEY-----{body}-----END PRIVATE KEY-----", "key")
put("width_20.pem", armour("PRIVATE KEY", pkcs8_der, 20), "key")
put("width_76.pem", armour("PRIVATE KEY", pkcs8_der, 76), "key")
put("empty_lines.pem", "\n\n" + pkcs8.replace("\n", "\n\n"), "key")
put("spaces_at_line_ends.pem", pkcs8.replace("\n", "  \n"), "key")
put("indented_by_spaces.pem", pkcs8.replace("\n", "\n    "), "key")
put("indented_by_tabs.pem", "\t" + pkcs8.replace("\n", "\n\t"), "key")
put("non_breaking_spaces.pem", pkcs8.replace("\n", "\u00a0\n"), "key")
put("zero_width_spaces.pem", pkcs8.replace("\n", "\u200b\n"), "key")
put("spaces_for_newlines.pem", pkcs8.replace("\n", " "), "key")
put("double_quotes.txt", f'"{pkcs8}"', "key")
put("single_quotes.txt", f"'{pkcs8}'", "key")
put("python_quotes.py", f'KEY = """{pkcs8}"""\n', "key")
put("code_fence.md", f"```\n{pkcs8}```\n", "key")
put("literal_n.txt", pkcs8.replace("\n", "\\n"), "key")
put("literal_r_n.txt", pkcs8.replace("\n", "\\r\\n"), "key")
put("literal_n_twice_escaped.txt", pkcs8.replace("\n", "\\\\n"), "key")
put("quoted_literal_n.env", 'KALSHI_PRIVATE_KEY="' + pkcs8.replace("\n", "\\n") + '"\n', "key")
put("several_lines.env", f'KALSHI_KEY_ID=an-id\nKALSHI_PRIVATE_KEY="{pkcs8}"\nOTHER=1\n', "key")
put("field.json", json.dumps({"type": "account", "private_key": pkcs8}, indent=2), "key")
put("field_with_escaped_slashes.json", json.dumps({"private_key": pkcs8}).replace("/", "\\/"), "key")
put("block.yaml", "key: |\n  " + pkcs8.replace("\n", "\n  "), "key")
put("bare_base64.txt", body, "key")
put("bare_base64_in_lines.txt", "\n".join(pkcs8.splitlines()[1:-1]) + "\n", "key")
put("bare_base64_in_quotes.txt", f'"{body}"', "key")
put("bare_base64_of_pkcs1.txt", base64.b64encode(pkcs1_der), "key")
put("base64_of_the_whole_file.txt", base64.b64encode(pkcs8.encode()), "key")
put("utf16_le.pem", b"\xff\xfe" + pkcs8.encode("utf-16-le"), "key")
put("utf16_be.pem", b"\xfe\xff" + pkcs8.encode("utf-16-be"), "key")
put("utf16_le_without_mark.pem", pkcs8.encode("utf-16-le"), "key")
put("utf16_be_without_mark.pem", pkcs8.encode("utf-16-be"), "key")
put("text_before.pem", "Bag Attributes\n    friendlyName: mine\nKey Attributes: <No Attributes>\n" + pkcs8, "key")
put("text_before_that_begins_like_der.pem", "01 my key\n" + pkcs8, "key")
put("text_before_in_latin1.pem", "Schlüssel für später\n".encode("latin-1") + pkcs8.encode(), "key")
put("text_after.pem", pkcs8 + "\nKeep this safe!\n", "key")
put("pkcs8_under_the_name_of_pkcs1.pem", pkcs8.replace("PRIVATE", "RSA PRIVATE"), "key")
put("pkcs1_under_the_name_of_pkcs8.pem", pkcs1.replace("RSA PRIVATE", "PRIVATE"), "key")
put("under_the_name_of_ec.pem", pkcs1.replace("RSA", "EC"), "key")
put("under_the_name_of_a_public_key.pem", pkcs8.replace("PRIVATE", "PUBLIC"), "key")
put("public_then_private.pem", spki + pkcs8, "key")
put("private_then_certificate.pem", pkcs8 + certificate, "key")
put("certificate_then_private.pem", certificate + pkcs1, "key")
put("ec_parameters_then_private.pem", armour("EC PARAMETERS", bytes.fromhex("06082a8648ce3d030107")) + pkcs8, "key")
put("cut_certificate_then_private.pem", certificate[:400] + "\n" + pkcs8, "key")
put("two_private.pem", pkcs8 + (HERE / "source/own_8192.pem").read_text(), "key")
put("without_first_line.pem", "\n".join(pkcs8.splitlines()[1:]), "key")
put("without_last_line.pem", "\n".join(pkcs8.splitlines()[:-1]), "key")
put("last_line_half.pem", pkcs8[:-12], "key")
put("zeros_after.der", pkcs8_der + bytes(12), "key")
put("textedit.rtf", "{\\rtf1\\ansi\n\\f0\\fs24 \\cf0 " + pkcs8.replace("\n", "\\\n") + "}", "key")
put("wordpad.rtf", "{\\rtf1\\ansi\r\n\\f0\\fs22 " + pkcs8.replace("\n", "\\par\r\n") + "}", "key")
put("as_long_as_allowed.pem", ("#" * 63 + "\n") * 1024 + "", "NotAKey")
put("as_long_as_allowed_with_key.pem", ("#" * 63 + "\n") * 980 + pkcs8, "key")

# The same numbers, written in less usual ways.
n, e, d, p, q, dp, dq, inverse = (
    int(line, 16)
    for line in (
        openssl("asn1parse", "-in", KEY).decode().split("INTEGER           :")[2:]
    )
    for line in [line.split("\n")[0]]
)
rsa_id = tlv(0x30, bytes.fromhex("06092a864886f70d010101") + b"\x05\x00")
rsa_id_bare = tlv(0x30, bytes.fromhex("06092a864886f70d010101"))


def numbers(*parts):
    return tlv(0x30, b"".join(integer(part) for part in parts))


put("primes_swapped.der", numbers(0, n, e, d, q, p, dq, dp, pow(p, -1, q)), "key")
put("remainders_wrong.der", numbers(0, n, e, d, p, q, dp + 2, dq, inverse), "key")
put("without_null.der", tlv(0x30, b"\x02\x01\x00" + rsa_id_bare + tlv(4, pkcs1_der)), "key")
attribute = tlv(0xA0, tlv(0x30, bytes.fromhex("0603551d0f") + tlv(0x31, b"\x03\x02\x00\x90")))
put("with_attributes.der", tlv(0x30, b"\x02\x01\x00" + rsa_id + tlv(4, pkcs1_der) + attribute), "key")
put("with_public_half.der", tlv(0x30, b"\x02\x01\x01" + rsa_id + tlv(4, pkcs1_der) + tlv(0x81, b"\x00" + numbers(n, e))), "key")


# The same key under a passphrase: PKCS#8.
def sealed(*how, passphrase="open sesame", source=KEY, form="PEM"):
    legacy = ["-provider", "legacy", "-provider", "default"]
    return openssl("pkcs8", "-topk8", "-in", source, "-passout", f"pass:{passphrase}", "-outform", form, *how, *legacy)


for cipher in ["aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "des3", "des-cbc"]:
    for prf in ["hmacWithSHA1", "hmacWithSHA256"]:
        protected(f"pbes2_{cipher}_{prf}.pem", sealed("-v2", cipher, "-v2prf", prf))
protected("pbes2_aes-256-cbc_hmacWithSHA512.pem", sealed("-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512"))
for cipher in ["aes-256-cbc", "des3", "des-cbc"]:
    protected(f"pbes2_{cipher}_one_round.der", sealed("-v2", cipher, "-iter", "1", form="DER"))
protected("pbes2.der", sealed("-v2", "aes-256-cbc", form="DER"))
protected("pbes2_utf8.pem", sealed("-v2", "aes-256-cbc", passphrase="Schlüssel 🔑"), "Schlüssel 🔑")
protected("pbes2_text_before.pem", b"Bag Attributes\n    friendlyName: mine\n" + sealed("-v2", "aes-256-cbc"))
protected("pbes2_under_the_name_of_pkcs1.pem", sealed().replace(b"ENCRYPTED", b"RSA"))
protected("scrypt.pem", sealed("-scrypt"))
protected("scrypt_small.der", sealed("-scrypt", "-scrypt_N", "16", "-scrypt_r", "1", "-scrypt_p", "1", form="DER"))
for old in ["PBE-MD5-DES", "PBE-SHA1-DES", "PBE-SHA1-3DES", "PBE-SHA1-2DES"]:
    protected(f"{old.lower()}.pem", sealed("-v1", old))
    protected(f"{old.lower()}_one_round.der", sealed("-v1", old, "-iter", "1", form="DER"))
protected("pbe-sha1-3des_utf8.pem", sealed("-v1", "PBE-SHA1-3DES", passphrase="Schlüssel 🔑"), "Schlüssel 🔑")
for unread in ["PBE-MD5-RC2-64", "PBE-SHA1-RC2-64", "PBE-SHA1-RC2-40", "PBE-SHA1-RC2-128", "PBE-SHA1-RC4-40", "PBE-SHA1-RC4-128"]:
    put(f"{unread.lower()}.pem", sealed("-v1", unread), "OldProtection", "open sesame")
put("pbes2_rc2.pem", sealed("-v2", "rc2-cbc"), "OldProtection", "open sesame")
put("pbes2_camellia.pem", sealed("-v2", "camellia-256-cbc"), "OldProtection", "open sesame")
put("pbes2_costly.pem", sealed("-v2", "aes-256-cbc", "-iter", "5000001"), "PassphraseTooCostly", "open sesame")
put("pbe-sha1-des_costly.pem", sealed("-v1", "PBE-SHA1-DES", "-iter", "5000001"), "PassphraseTooCostly", "open sesame")
put("pbe-sha1-3des_costly.pem", sealed("-v1", "PBE-SHA1-3DES", "-iter", "5000001"), "PassphraseTooCostly", "open sesame")
costly = sealed("-scrypt", "-scrypt_N", "4096", form="DER")
put("scrypt_costly.der", costly.replace(b"\x02\x02\x10\x00", b"\x02\x02\x7f\xff").replace(b"\x02\x01\x08", b"\x02\x01\x7f"), "PassphraseTooCostly", "open sesame")

# The same key under a passphrase: OpenSSL's own PEM form.
for cipher in ["aes128", "aes192", "aes256", "des", "des-ede-cbc", "des3"]:
    legacy = ["-provider", "legacy", "-provider", "default"]
    form = openssl("rsa", "-in", KEY, "-traditional", f"-{cipher}", "-passout", "pass:open sesame", *legacy)
    protected(f"proc_type_{cipher}.pem", form)
classic = form.decode()
protected("proc_type_crlf.pem", classic.replace("\n", "\r\n"))
protected("proc_type_spaces_for_newlines.pem", classic.replace("\n", " "))
protected("proc_type_literal_n.txt", classic.replace("\n", "\\n"))
protected("proc_type_indented.pem", classic.replace("\n", "\n  "))
protected("proc_type_utf16.pem", b"\xff\xfe" + classic.encode("utf-16-le"))
unread = openssl("rsa", "-in", KEY, "-traditional", "-camellia256", "-passout", "pass:open sesame")
put("proc_type_camellia.pem", unread, "OldProtection", "open sesame")
put("proc_type_without_salt.pem", "\n".join(l for l in classic.splitlines() if "DEK" not in l), "Damaged", "open sesame")
put("proc_type_bad_salt.pem", classic.replace("DEK-Info: DES-EDE3-CBC,", "DEK-Info: DES-EDE3-CBC,xy"), "Damaged", "open sesame")
put("proc_type_cut_off.pem", classic[:900], "CutOff", "open sesame")
put("proc_type_middle_missing.pem", classic[:700] + classic[765 + 3 :], "CutOff", "open sesame")

# The other half, and what is made from it.
put("public.pem", spki, "PublicHalf")
put("public.der", spki_der, "PublicHalf")
put("public_pkcs1.pem", openssl("rsa", "-in", KEY, "-RSAPublicKey_out"), "PublicHalf")
put("public_bare_base64.txt", base64.b64encode(spki_der), "PublicHalf")
put("public_under_the_name_of_a_private_key.pem", spki.replace("PUBLIC", "PRIVATE"), "PublicHalf")
put("certificate.pem", certificate, "Certificate")
put("certificate.der", openssl("x509", "-outform", "DER", feed=certificate.encode()), "Certificate")
put("certificate_trusted.pem", openssl("x509", "-trustout", feed=certificate.encode()), "Certificate")
put("certificate_request.pem", openssl("req", "-new", "-key", KEY, "-subj", "/CN=published test key"), "Certificate")
(SCRATCH / "certificate.pem").write_text(certificate)
bundle = ["crl2pkcs7", "-nocrl", "-certfile", str(SCRATCH / "certificate.pem")]
put("certificates_pkcs7.pem", openssl(*bundle), "Certificate")
put("certificates.p7b", openssl(*bundle, "-outform", "DER"), "Certificate")
store = ["pkcs12", "-export", "-inkey", KEY, "-in", str(SCRATCH / "certificate.pem"), "-passout", "pass:open sesame"]
p12 = openssl(*store)
put("store.p12", p12, 'OtherKind("PKCS#12")')
put("store_old.pfx", openssl(*store, "-legacy"), 'OtherKind("PKCS#12")')
put("store_indefinite.p12", b"\x30\x80" + p12[4:] + b"\x00\x00", 'OtherKind("PKCS#12")')
put("store_without_mac.p12", openssl(*store, "-nomac"), 'OtherKind("PKCS#12")')


def word(number):
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8, "big")).rstrip(b"=").decode()


web = {"kty": "RSA", "n": word(n), "e": word(e), "d": word(d), "p": word(p), "q": word(q), "dp": word(dp), "dq": word(dq), "qi": word(inverse)}
put("web_key.json", json.dumps(web, indent=2), 'OtherKind("JSON Web Key")')
put("web_key_set.json", json.dumps({"keys": [web]}), 'OtherKind("JSON Web Key")')

# SSH.
shutil.copy(KEY, SCRATCH / "ssh")
(SCRATCH / "ssh").chmod(0o600)
put("ssh_public.pub", run("ssh-keygen", "-y", "-f", str(SCRATCH / "ssh")).strip() + b" me@there\n", "SshKey")
put("ssh_public_rfc4716.pub", run("ssh-keygen", "-e", "-f", str(SCRATCH / "ssh")), "SshKey")
run("ssh-keygen", "-p", "-N", "", "-f", str(SCRATCH / "ssh"))
openssh = (SCRATCH / "ssh").read_text()
put("id_rsa", openssh, "SshKey")
put("id_rsa_under_another_name", openssh.replace("OPENSSH ", ""), "SshKey")
put("id_rsa_bare_base64.txt", "".join(openssh.splitlines()[1:-1]), "SshKey")
vector("id_rsa_protected", "OpenSSH/rsa-psw.key", "SshKey")
vector("id_ed25519", "OpenSSH/ed25519-nopsw.key", "SshKey")
vector("id_ed25519.pub", "OpenSSH/ed25519-nopsw.key.pub", "SshKey")
vector("id_ecdsa.pub", "OpenSSH/ecdsa-nopsw.key.pub", "SshKey")
vector("id_ed25519_sk.pub", "OpenSSH/sk-ed25519-nopsw.key.pub", "SshKey")
put("putty.ppk", "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: made up\nPublic-Lines: 1\nAAAA\n", "SshKey")

# Keys of another kind: published vectors.
vector("ec_pkcs8.pem", "PKCS8/ec_private_key.pem", 'OtherKind("EC")')
vector("ec_sec1.pem", "PEM_Serialization/ec_private_key.pem", 'OtherKind("EC")')
vector("ec_sec1.der", "DER_Serialization/ec_private_key.der", 'OtherKind("EC")')
vector("ec_public.pem", "PEM_Serialization/ec_public_key.pem", 'OtherKind("EC")')
put("ec_parameters.pem", armour("EC PARAMETERS", bytes.fromhex("06082a8648ce3d030107")), 'OtherKind("EC")')
ec = str(VECTORS / "PKCS8/ec_private_key.pem")
protected("ec_pbes2.pem", sealed("-v2", "aes-256-cbc", source=ec), inside='OtherKind("EC")')
protected("ec_proc_type.pem", openssl("ec", "-in", ec, "-aes128", "-passout", "pass:open sesame"), inside='OtherKind("EC")')
vector("ed25519.pem", "Ed25519/ed25519-pkcs8.pem", 'OtherKind("Ed25519")')
vector("ed25519.der", "Ed25519/ed25519-pkcs8.der", 'OtherKind("Ed25519")')
vector("ed25519_public.pem", "Ed25519/ed25519-pub.pem", 'OtherKind("Ed25519")')
vector("ed448.pem", "Ed448/ed448-pkcs8.pem", 'OtherKind("Ed448")')
vector("x25519.pem", "X25519/x25519-pkcs8.pem", 'OtherKind("X25519")')
vector("x448.pem", "X448/x448-pkcs8.pem", 'OtherKind("X448")')
vector("dsa_pkcs8.pem", "PKCS8/unenc-dsa-pkcs8.pem", 'OtherKind("DSA")')
vector("dsa_traditional.pem", "Traditional_OpenSSL_Serialization/dsa.1024.pem", 'OtherKind("DSA")')
vector("dsa_parameters.pem", "PEM_Serialization/dsaparam.pem", 'OtherKind("DSA")')
vector("rsa_pss.pem", "PKCS8/rsa_pss_2048.pem", 'OtherKind("RSA-PSS")')
vector("rsa_pss_public.der", "PKCS8/rsa_pss_2048_pub.der", 'OtherKind("RSA-PSS")')
vector("dh_parameters.pem", "DH/dhp.pem", 'OtherKind("Diffie-Hellman")')
vector("dh_parameters.der", "DH/dhp.der", 'OtherKind("Diffie-Hellman")')
vector("dh_key.pem", "DH/dhkey.pem", 'OtherKind("Diffie-Hellman")')
vector("ml_dsa.der", "MLDSA/mldsa44_priv.der", 'OtherKind("ML-DSA")')
unnamed = tlv(0x30, b"\x02\x01\x00" + tlv(0x30, bytes.fromhex("06032a0304")) + tlv(4, bytes(32)))
put("unnamed_kind.der", unnamed, 'OtherKind("")')
put("certificate_then_ed25519.pem", certificate.encode() + (VECTORS / "Ed25519/ed25519-pkcs8.pem").read_bytes(), 'OtherKind("Ed25519")')
for block in ["PUBLIC KEY BLOCK", "PRIVATE KEY BLOCK", "MESSAGE"]:
    put(f"pgp_{block.split()[0].lower()}.asc", armour(f"PGP {block}", b"made up for this corpus " * 20), 'OtherKind("PGP")')

# RSA, but not as it is taken.
vector("rsa_1024.pem", "PKCS8/unenc-rsa-pkcs8.pem", "KeySize(1024)")
own_8192 = openssl("rsa", "-in", str(HERE / "source/own_8192.pem"), "-pubout", "-outform", "DER")
put("rsa_8192.pem", (HERE / "source/own_8192.pem").read_bytes(), "key " + hashlib.sha256(own_8192).hexdigest())
put("rsa_8208.pem", (HERE / "source/own_8208.pem").read_bytes(), "KeySize(8208)")
put("rsa_three_primes.pem", (HERE / "source/own_three_primes.pem").read_bytes(), 'OtherKind("RSA with more than two primes")')
own_3 = openssl("rsa", "-in", str(HERE / "source/own_exponent_3.pem"), "-pubout", "-outform", "DER")
put("rsa_exponent_3.pem", (HERE / "source/own_exponent_3.pem").read_bytes(), "key " + hashlib.sha256(own_3).hexdigest())
put("damaged_modulus.der", numbers(0, n + 2, e, d, p, q, dp, dq, inverse), "Damaged")
put("damaged_exponent.der", numbers(0, n, e, d + 2, p, q, dp, dq, inverse), "Damaged")
put("damaged_prime_of_one.der", numbers(0, n, e, d, n, 1, dp, dq, inverse), "Damaged")
put("damaged_long_exponent.der", numbers(0, n, e, d << 400_000, p, q, dp, dq, inverse), "Damaged")
put("damaged_version.der", tlv(0x30, b"\x02\x01\x07" + rsa_id + tlv(4, pkcs1_der)), "Damaged")
put("damaged_inside_pkcs8.der", tlv(0x30, b"\x02\x01\x00" + rsa_id + tlv(4, b"\x30\x03\x02\x01\x00")), "Damaged")
put("damaged_public_named_private.der", tlv(0x30, b"\x02\x01\x00" + rsa_id + tlv(4, numbers(n, e))), "Damaged")

# Cut off.
lines = pkcs8.splitlines()
put("cut_end.pem", pkcs8[: len(pkcs8) // 2], "CutOff")
put("cut_start.pem", pkcs8[len(pkcs8) // 2 :], "CutOff")
put("cut_middle.pem", "\n".join(lines[:8] + lines[12:]), "CutOff")
put("cut_first_lines.pem", "\n".join(lines[:1] + lines[4:]), "CutOff")
put("cut_last_lines.pem", "\n".join(lines[:-4] + lines[-1:]), "CutOff")
put("cut_after_the_first_line.pem", lines[0] + "\n", "CutOff")
put("cut_in_the_first_line.pem", lines[0][:16], "CutOff")
put("cut.der", pkcs8_der[:500], "CutOff")
put("cut_bare_base64.txt", body[:800], "CutOff")
put("cut_pbes2.pem", sealed()[:900], "CutOff", "open sesame")
put("cut_then_certificate.pem", pkcs8[:900] + "\n" + certificate, "CutOff")

# No key at all.
put("empty.txt", "", "NotAKey")
put("only_newlines.txt", "\n\r\n\n", "NotAKey")
put("letter.txt", "Dear colleague, find the key attached.\n", "NotAKey")
put("long_letter.txt", "Dear colleague, find the key attached. " * 40, "NotAKey")
put("placeholder.pem", "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n", "NotAKey")
put("placeholder_redacted.pem", "-----BEGIN PRIVATE KEY-----\nREDACTED\n-----END PRIVATE KEY-----\n", "NotAKey")
put("key_id.txt", "a952bcbe-ec3b-4b5b-b8f9-11dae589608c\n", "NotAKey")
put("hex_key.txt", "0x" + "4b" * 32 + "\n", "NotAKey")
put("starts_like_der.txt", "0 1 2\n", "NotAKey")
put("page.html", "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>" + "<p>Sign in</p>" * 40 + "</body></html>\n", "NotAKey")
put("letter.rtf", "{\\rtf1\\ansi\\f0 Dear colleague, find the key attached.\\par}\n", "NotAKey")
docx = io.BytesIO()
with zipfile.ZipFile(docx, "w") as archive:
    archive.writestr(zipfile.ZipInfo("word/document.xml"), "<w:document><w:t>" + pkcs8 + "</w:t></w:document>")
put("letter_stored.docx", docx.getvalue(), "key")
docx = io.BytesIO()
with zipfile.ZipFile(docx, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr(zipfile.ZipInfo("word/document.xml"), pkcs8, zipfile.ZIP_DEFLATED)
put("letter.docx", docx.getvalue(), "NotAKey")
put("letter.doc", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "NotAKey")
put("page.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "NotAKey")
put("picture.png", bytes.fromhex("89504e470d0a1a0a0000000d49484452"), "NotAKey")
put("zeros.bin", bytes(3000), "NotAKey")
put("empty_sequence.der", b"\x30\x00", "NotAKey")
put("sequence_of_nulls.der", tlv(0x30, b"\x05\x00" * 40), "NotAKey")
put("too_large.pem", pkcs8 + "#" * (64 * 1024 + 1 - len(pkcs8)), "TooLarge")

head = f"""# file | passphrase, or - | what it reads as
# `key` is the published key of RFC 9500; `key` with a fingerprint is another; the rest are names of refusals.
# Made by make.py.
key = {hashlib.sha256(spki_der).hexdigest()}
"""
(HERE / "manifest.txt").write_text(head + "\n".join(rows) + "\n")
shutil.rmtree(SCRATCH)
print(len(list(FILES.iterdir())), "files,", len(rows), "rows")
