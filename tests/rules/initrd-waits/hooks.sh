# shellcheck shell=sh disable=SC2154
# Sourced by the prepare scripts here, in the root of the case: what wait_for_dev() of
# dracut writes into an image for device $1, whose unit is called $2.device where given;
# initrd.target has it in $3 (wants).
waits_for()
{
	hooks=../image/usr/lib/dracut/hooks
	name=$(printf '%s' "$1" | sed 's|/|\\x2f|g')
	mkdir -p $hooks/initqueue/finished $hooks/emergency
	printf '[ -e "%s" ]\n' "$1" > "$hooks/initqueue/finished/devexists-$name.sh"
	printf '[ -e "%s" ] || warn "\\"%s\\" does not exist"\n' "$1" "$1" > \
		"$hooks/emergency/80-$name.sh"
	[ -n "${2:-}" ] || return 0
	units=../image/etc/systemd/system
	mkdir -p "$units/initrd.target.${3:-wants}" "$units/$2.device.d"
	ln -s "../$2.device" "$units/initrd.target.${3:-wants}/$2.device"
	printf '[Unit]\nJobTimeoutSec=0\n' > "$units/$2.device.d/timeout.conf"
}
