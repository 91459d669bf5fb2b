# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Completion of drydock(1) for bash. Rules and profiles are asked of the program itself.

# The options of COMMAND, as src/app/options.c groups them.
_drydock_options() {
	local image='--input-format --member --trust-references --memory'
	local system='--for --network --mac --root --check-filesystems --key-file --passphrase-stdin --template' rules='--only --skip'
	local report='--json' page='--html --timings'
	local login='--set-root-password-stdin --ssh-key'
	local output='-o --output --format --compress --force --sign'
	local undo='--undo --journal --yes-write-to'
	local prove='--disk --firmware --screenshot --timeout --no-network'

	case $1 in
	check) echo "--here $image $system $rules $login $report $page --junit" ;;
	trace) echo "--here $image $system $report $page" ;;
	fix) echo "--here $image $system $rules $login $report $page --junit $output --dry-run --degraded --prove --run-guest-tools --repair-filesystems --in-place --no-undo $undo $prove" ;;
	undo | finish | commit) echo "--here $system $undo" ;;
	prove) echo "$image $report $prove" ;;
	export) echo "$image --for $output --whole $report" ;;
	batch) echo "$image $system $rules --ssh-key $report $output --jobs --no-checksum --degraded --prove --run-guest-tools --repair-filesystems --disk --firmware --timeout --no-network" ;;
	disks) echo '--rescan --systems' ;;
	about) echo --json ;;
	shell) echo "$image $system $rules $output" ;;
	esac
}

# The words that the option OPTION takes; status 1 where it takes a file, 2 where anything.
_drydock_values() {
	case $1 in
	--input-format) echo 'raw qcow2 vmdk vhd vhdx vdi qed qcow' ;;
	--format) echo 'qcow2 raw vhd vhd-fixed vhdx vmdk vmdk-stream vdi qed qcow zvhd2 zvhd raw-tar-gz ova' ;;
	--compress) echo 'zstd zlib' ;;
	--network) echo 'dhcp keep pin' ;;
	--disk) echo 'virtio scsi sata ide nvme' ;;
	--firmware) echo 'bios uefi' ;;
	--for) drydock profiles 2>/dev/null | cut -d ' ' -f 1 ;;
	--only | --skip) drydock rules 2>/dev/null | cut -d ' ' -f 1 ;;
	-o | --output | --screenshot | --html | --junit | --key-file | --undo | --journal | --yes-write-to) return 1 ;;
	--member | --memory | --root | --timeout | --ssh-key | --mac | --jobs) return 2 ;;
	esac
}

_drydock() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local command=${COMP_WORDS[1]} values status=0

	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		values='check trace fix prove export batch undo finish commit shell disks rules explain profiles keymap network about menu --help --version'
		mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
		return
	fi
	case $command in
	explain)
		mapfile -t COMPREPLY < <(compgen -W "$(_drydock_values --only)" -- "$word")
		return
		;;
	profiles)
		values='show --json'
		[ "$before" != show ] || values=$(_drydock_values --for)
		mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
		return
		;;
	check | trace | fix | prove | export | batch | undo | finish | commit | shell | disks) ;;
	*) return ;;
	esac
	values=$(_drydock_values "$before") || status=$?
	if [ "$status" -eq 2 ]; then
		return
	elif [[ $before == --for && $word == */* ]]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
	elif [ "$values" ]; then
		mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
	elif [[ $status -eq 0 && $word == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_drydock_options "$command")" -- "$word")
	else
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
	fi
}

complete -F _drydock drydock
