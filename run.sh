#!/usr/bin/env bash
# Runs Grainwatch from this checkout: installs Postgres and Node when there is none, builds what changed, and serves until Ctrl-C.
#
#   ./run.sh [--port 7181] [--listen 127.0.0.1] [--data ./data]
#   ./run.sh demo [the same]         simulated logs of a small shop, with incidents, and their anomalies as they happen
#   ./run.sh cluster 3 [the same]    three silos on this machine, on ports 7181, 7182 and 7183, and one Postgres for all
#
# Any setting can be given as --Grainwatch:Feature:Property=value or as an environment variable Grainwatch__Feature__Property.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

say() { echo "run.sh: $*" >&2; }
fail() { say "$@"; exit 1; }

need_dotnet() {
    command -v dotnet >/dev/null || fail "the .NET 10 SDK is not installed: https://learn.microsoft.com/dotnet/core/install/linux-debian"
}

has_postgres() {
    command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

# The server runs a private Postgres, unless it is given another. Only the programs are needed: Debian's own cluster, which the
# package would make and start, is left out.
need_postgres() {
    if [[ -n ${ConnectionStrings__Grainwatch:-} ]] || has_postgres; then
        return
    fi

    local as_root=()
    if [[ $EUID -ne 0 ]]; then
        as_root=(sudo)
        command -v sudo >/dev/null || fail "Postgres is not installed, and this is neither root nor is there sudo. Have it installed" \
            "(apt-get install postgresql), or set ConnectionStrings__Grainwatch to one that runs elsewhere."
    fi

    command -v apt-get >/dev/null || fail "Postgres is not installed, and there is no apt-get. Install it, or set ConnectionStrings__Grainwatch."
    say "installing Postgres from Debian's packages: its programs, without the cluster that the package would make and start"
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq)
    quietly "${apt[@]}" update
    quietly "${apt[@]}" install -y --no-install-recommends postgresql-common
    "${as_root[@]}" sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
    quietly "${apt[@]}" install -y --no-install-recommends postgresql
}

# The page is built with Node. Everything else works without it, so that it cannot be installed is no reason to stop.
need_node() {
    if command -v node >/dev/null && command -v npm >/dev/null; then
        return
    fi

    local as_root=()
    [[ $EUID -eq 0 ]] || as_root=(sudo -n)
    if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
        say "Node is not installed: the server runs without its page. To get it, install nodejs and npm, and start again."
        return
    fi

    say "installing Node from Debian's packages: the page is built with it"
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq)
    quietly "${apt[@]}" update
    quietly "${apt[@]}" install -y --no-install-recommends nodejs npm
    # What was built without it lacks the page.
    rm -f "$root"/src/*/obj/run.built
}

# quietly COMMAND...: shows what it printed only when it fails, which ends the script.
quietly() {
    local log
    log=$(mktemp)
    if ! "$@" >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        fail "'$*' failed; see above"
    fi

    rm -f "$log"
}

# build PROJECT...: builds src/PROJECT in Release when one of the sources is newer than the last build.
build() {
    local project stamp
    for project in "$@"; do
        stamp="$root/src/$project/obj/run.built"
        if [[ -e $stamp && -e $(assembly "$project") ]] && ! newer_than "$stamp"; then
            continue
        fi

        say "building src/$project"
        # As of the start of the build: what changes meanwhile is built the next time.
        mkdir -p "${stamp%/*}"
        touch "$stamp.new"
        quietly dotnet build "$root/src/$project" -c Release -v quiet -nologo
        mv "$stamp.new" "$stamp"
    done
}

newer_than() {
    [[ -n $(find "$root/src" "$root/projects" "$root"/*.props "$root/global.json" \
        \( -name bin -o -name obj -o -name node_modules \) -prune -o -type f -newer "$1" -print -quit 2>/dev/null) ]]
}

assembly() {
    case $1 in
        Cli) echo "$root/src/Cli/bin/Release/net10.0/grainwatch.dll" ;;
        *) echo "$root/src/$1/bin/Release/net10.0/Grainwatch.$1.dll" ;;
    esac
}

# One function a sub-command, named run_NAME.

# Only installs what is missing.
run_install() { :; }

run_serve() {
    build Api
    exec dotnet "$(assembly Api)" "$@"
}

# argument NAME DEFAULT ARGUMENT...: the value of --NAME among the arguments.
argument() {
    local name=$1 value=$2
    shift 2
    while [[ $# -gt 0 ]]; do
        case $1 in
            "--$name") value=${2:-} ;;
            "--$name="*) value=${1#*=} ;;
        esac
        shift
    done

    echo "$value"
}

# The server in the background, its log in a file, and the demonstration before it. Whichever ends, the other one is stopped.
run_demo() {
    local data port listen log code=0
    data=$(argument data "${Grainwatch__Data:-data}" "$@")
    port=$(argument port "${Grainwatch__Port:-7181}" "$@")
    listen=$(argument listen "${Grainwatch__Listen:-127.0.0.1}" "$@")
    [[ $listen != '*' && $listen != 0.0.0.0 ]] || listen=127.0.0.1
    build Api Cli
    mkdir -p "$data"
    log=$data/server.log
    say "starting the server; its log is $log"
    # What it probes runs on this machine.
    Grainwatch__Probes__AllowedNetworks__0=127.0.0.0/8 dotnet "$(assembly Api)" "$@" >"$log" 2>&1 &
    server=$!
    demo=
    # In the background a process does not see Ctrl-C; it is passed on from here, as SIGTERM.
    trap 'kill -TERM $demo $server 2>/dev/null || true; wait; exit' INT TERM
    GRAINWATCH_TOKEN=${Grainwatch__AdminToken:-} dotnet "$(assembly Cli)" demo --probes --url "http://$listen:$port" --token-file "$data/admin.token" &
    demo=$!
    wait -n "$server" "$demo" || code=$?
    if ! kill -0 "$server" 2>/dev/null; then
        say "the server ended: $(tail -n 3 "$log")"
    fi

    kill -TERM "$demo" "$server" 2>/dev/null || true
    wait
    exit "$code"
}

# Silos in the background, each with its log in a file, on one Postgres: the named one, or the private one of the data folder, which
# holds what the single server has stored there. A silo that ends, or is killed, is missed by nobody; Ctrl-C stops all.
run_cluster() {
    [[ ${1:-} =~ ^[1-9][0-9]?$ ]] || fail "how many silos? As in ./run.sh cluster 3"
    local silos=$1 data port listen i
    shift
    data=$(argument data "${Grainwatch__Data:-data}" "$@")
    port=$(argument port "${Grainwatch__Port:-7181}" "$@")
    listen=$(argument listen "${Grainwatch__Listen:-127.0.0.1}" "$@")
    [[ $listen != '*' && $listen != 0.0.0.0 ]] || listen=127.0.0.1
    build Silo
    mkdir -p "$data"
    postgres=
    running=()
    trap 'stop_cluster; exit' INT TERM
    trap stop_cluster EXIT
    if [[ -z ${ConnectionStrings__Grainwatch:-} ]]; then
        say "starting Postgres; its log is $data/cluster-postgres.log"
        rm -f "$data/cluster-postgres"
        dotnet "$(assembly Silo)" postgres --data "$data" >"$data/cluster-postgres" 2>"$data/cluster-postgres.log" &
        postgres=$!
        until [[ -s $data/cluster-postgres ]]; do
            kill -0 "$postgres" 2>/dev/null || fail "Postgres did not start: $(tail -n 3 "$data/cluster-postgres.log")"
            sleep 0.1
        done
        ConnectionStrings__Grainwatch=$(<"$data/cluster-postgres")
        export ConnectionStrings__Grainwatch
    fi

    export Grainwatch__Cluster__AdvertisedAddress=${Grainwatch__Cluster__AdvertisedAddress:-127.0.0.1}
    for ((i = 0; i < silos; i++)); do
        Grainwatch__Cluster__SiloPort=$((11111 + i)) Grainwatch__Cluster__GatewayPort=$((30000 + i)) \
            dotnet "$(assembly Silo)" "$@" --port $((port + i)) >"$data/silo-$((i + 1)).log" 2>&1 &
        running+=($!)
    done

    for ((i = 0; i < silos; i++)); do
        until (exec 3<>"/dev/tcp/$listen/$((port + i))") 2>/dev/null; do
            kill -0 "${running[i]}" 2>/dev/null || fail "silo $((i + 1)) did not start: $(tail -n 3 "$data/silo-$((i + 1)).log")"
            sleep 0.1
        done
        say "silo $((i + 1)) serves at http://$listen:$((port + i)) (process ${running[i]}, log $data/silo-$((i + 1)).log)"
    done

    say "the admin token is ${Grainwatch__AdminToken:+the one given}${Grainwatch__AdminToken:-in $data/admin.token}"
    say "dashboard: http://$listen:$port/orleans/?token=TOKEN"
    say "Ctrl-C stops all; kill -9 one of them to see the others take over its series"
    while wait -n -p ended; do :; done
    while [[ -n ${ended:-} ]]; do
        say "process $ended ended"
        [[ $ended != "$postgres" ]] || fail "Postgres ended: $(tail -n 3 "$data/cluster-postgres.log")"
        ended=
        wait -n -p ended || true
    done
}

# The silos first: they save to Postgres what they hold.
stop_cluster() {
    trap - EXIT
    # A second Ctrl-C must not leave Postgres behind.
    trap '' INT TERM
    kill -TERM "${running[@]}" 2>/dev/null || true
    wait "${running[@]}" 2>/dev/null || true
    [[ -z $postgres ]] || kill -TERM "$postgres" 2>/dev/null || true
    wait
}

command=serve
if [[ $# -gt 0 && $1 != -* ]]; then
    command=$1
    shift
fi

case ${1:-} in
    -h | --help) command=help ;;
esac

if [[ $command == help ]]; then
    sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
    exit 0
fi

declare -F "run_$command" >/dev/null || fail "there is no '$command'; ./run.sh --help says what there is"
need_dotnet
need_postgres
need_node
"run_$command" "$@"
