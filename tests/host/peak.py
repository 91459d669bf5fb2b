#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: peak.py LIMIT-MIB COMMAND...

Runs COMMAND, and fails where it does, or where it or a program it started and waited for held
more than LIMIT-MIB of memory at its peak.
"""
import resource
import subprocess
import sys

status = subprocess.run(sys.argv[2:], check=False).returncode
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"{peak:.0f} MiB at the peak, status {status}", file=sys.stderr)
sys.exit(status or peak > int(sys.argv[1]))
