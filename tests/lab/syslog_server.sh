# shellcheck shell=bash
# A real rsyslog as the receiver, in the gateway's namespace: source it behind common.sh.
# Its certificates are of this run; what it received is in $RECEIVED.
RECEIVED="$LAB_TMP/received.log"
PKI="$LAB_TMP/pki"
RSYSLOG_PID=

# make_authority NAME; make_certificate AUTHORITY NAME SUBJECT_ALT_NAME
make_authority() {
  mkdir -p "$PKI"
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" -keyout "$PKI/$1.key" \
    -out "$PKI/$1.crt" 2> /dev/null
}

make_certificate() {
  openssl req -newkey rsa:2048 -nodes -subj "/CN=$2" -keyout "$PKI/$2.key" -out "$PKI/$2.csr" \
    2> /dev/null
  openssl x509 -req -in "$PKI/$2.csr" -CA "$PKI/$1.crt" -CAkey "$PKI/$1.key" -CAcreateserial \
    -days 2 -out "$PKI/$2.crt" -extfile <(echo "subjectAltName=$3") 2> /dev/null
}

# rsyslog_configure PROTOCOL CERTIFICATE: as docs/syslog.md has it.
rsyslog_configure() {
  local tls="tls=\"on\" tls.cacert=\"$PKI/city.crt\" tls.mycert=\"$PKI/$2.crt\"
    tls.myprivkey=\"$PKI/$2.key\" tls.authMode=\"certvalid\""
  mkdir -p "$LAB_TMP/rsyslog"
  {
    cat << CONF
global(workDirectory="$LAB_TMP/rsyslog" maxMessageSize="64k"
  defaultNetstreamDriverCAFile="$PKI/city.crt" defaultNetstreamDriverCertFile="$PKI/$2.crt"
  defaultNetstreamDriverKeyFile="$PKI/$2.key")
template(name="line" type="string" string="%msg%\n")
template(name="head" type="string"
  string="%pri% %timestamp:::date-rfc3339% %hostname% %app-name% %msgid% %structured-data%\n")
ruleset(name="sekisho" queue.type="Direct") {
  action(type="omfile" file="$RECEIVED" template="line")
  action(type="omfile" file="$RECEIVED.head" template="head")
}
CONF
    case $1 in
      tcp) echo 'module(load="imtcp") input(type="imtcp" port="6514" ruleset="sekisho")' ;;
      tls)
        echo 'module(load="imtcp" streamDriver.name="ossl" streamDriver.mode="1"
          streamDriver.authMode="x509/certvalid")
          input(type="imtcp" port="6514" ruleset="sekisho")'
        ;;
      relp) echo 'module(load="imrelp") input(type="imrelp" port="6514" ruleset="sekisho")' ;;
      relp-tls)
        echo "module(load=\"imrelp\" tls.tlslib=\"openssl\")
          input(type=\"imrelp\" port=\"6514\" ruleset=\"sekisho\" $tls)"
        ;;
    esac
  } > "$LAB_TMP/rsyslog.conf"
}

rsyslog_start() {
  rm -f "$LAB_TMP/rsyslog.pid"
  lab_spawn gw rsyslogd -n -f "$LAB_TMP/rsyslog.conf" -i "$LAB_TMP/rsyslog.pid" \
    >> "$LAB_TMP/rsyslogd.log" 2>&1
  RSYSLOG_PID=$LAB_PID
  lab_wait lab_in gw nc -z 127.0.0.1 6514 || {
    cat "$LAB_TMP/rsyslogd.log"
    lab_die "rsyslog does not listen"
  }
}

rsyslog_stop() { lab_stop "$RSYSLOG_PID" "${1:-TERM}"; }

newest_received() { "$LAB_PYTHON" "$root/tests/lab/received.py" newest "$RECEIVED"; }
newest_logged() { tail -n 1 "$LAB_EVENTS" | sed 's/.*"seq":\([0-9]*\).*/\1/'; }

# Up to a minute, until the receiver has what the log has by then.
wait_until_received() {
  local tries wanted
  wanted=$(newest_logged)
  for tries in $(seq 120); do
    [[ $(newest_received) -lt $wanted ]] || return 0
    sleep 0.5
  done
  echo "received up to $(newest_received) of $wanted after $tries looks"
  return 1
}

# forward_to PROTOCOL [MORE KEYS]: at once, by SIGHUP.
forward_to() {
  local syslog="{ \"to\": \"localhost:6514\", \"protocol\": \"$1\"${2:-} }"
  sed "s#\"log\": {.*#\"log\": { \"events\": \"$LAB_EVENTS\", \"syslog\": $syslog },#" \
    "$LAB_TMP/plain.json" > "$LAB_CONFIG"
  lab_sighup reload || lab_die "not reloaded: $(tail -n 3 "$LAB_TMP/sekishod.log")"
}
