# shellcheck shell=bash
#
# Daemons for the tests of engines, which end with the script that sources this: it has made a folder, $work. Then a
# Slurm of three nodes on this machine.

daemons=()

end() {
  local status=$?
  if [ $status -ne 0 ]; then tail -n 20 "$work"/*.log "$work"/slurm/slurmctld.log >&2 2>/dev/null || true; fi
  if [ ${#daemons[@]} -gt 0 ]; then
    scancel --quiet --user root 2>/dev/null || true
    kill "${daemons[@]}" 2>/dev/null || true
    # What does not end by itself within ten seconds is killed.
    for _ in $(seq 100); do
      kill -0 "${daemons[@]}" 2>/dev/null || break
      sleep 0.1
    done
    kill -9 "${daemons[@]}" 2>/dev/null || true
    wait 2>/dev/null || true
  fi
  rm -rf "$work"
  exit $status
}
trap end EXIT
trap 'exit 130' INT TERM

# await SECONDS WHAT COMMAND…: waits until the command succeeds.
await() {
  local tries=$(($1 * 20)) what=$2
  shift 2
  for _ in $(seq "$tries"); do
    if "$@"; then return 0; fi
    sleep 0.05
  done
  fail "waited in vain for $what"
}

# start_slurm: a Slurm of three nodes on this machine, with a folder slurm in $work.
start_slurm() {
  local host port node
  heading "a Slurm of three nodes"
  mkdir -p slurm/state slurm/n1 slurm/n2 slurm/n3
  host=$(hostname -s)
  port=$((20000 + RANDOM % 10000))
  {
    cat <<END
ClusterName=letterpress
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/none
AuthInfo=cred_expire=5
CredType=cred/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
ReturnToService=2
StateSaveLocation=$work/slurm/state
SlurmdSpoolDir=$work/slurm/%n
SlurmctldPidFile=$work/slurm/slurmctld.pid
SlurmdPidFile=$work/slurm/%n.pid
SlurmctldLogFile=$work/slurm/slurmctld.log
SlurmdLogFile=$work/slurm/%n.log
END
    for node in 1 2 3; do
      echo "NodeName=n$node NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + node)) CPUs=2"
    done
    echo "PartitionName=all Nodes=n1,n2,n3 Default=YES MaxTime=INFINITE State=UP"
  } >slurm/slurm.conf
  export SLURM_CONF="$work/slurm/slurm.conf"
  slurmctld -D -c >slurm/slurmctld.out 2>&1 &
  daemons+=($!)
  for node in n1 n2 n3; do
    slurmd -D -N $node >slurm/$node.out 2>&1 &
    daemons+=($!)
  done
  idle() { [ "$(sinfo -h -N -t idle -o %n 2>/dev/null | wc -l)" = 3 ]; }
  await 30 "three idle nodes" idle
}
