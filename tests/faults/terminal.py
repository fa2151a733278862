"""terminal.py KEY COMMAND...: the command as a shell's foreground job on a terminal. The key, c, z or q
(for the backslash), is pressed with Ctrl once the file "started" is there; h closes the terminal. After Ctrl-Z the job must stop, and is
continued. Prints what the shell would see: "stopped", then "status N"."""

import os
import pty
import signal
import sys
import time

key, command = sys.argv[1], sys.argv[2:]
leader, terminal = pty.openpty()
os.setsid()
os.close(os.open(os.ttyname(terminal), os.O_RDWR))  # which makes it the controlling terminal
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
log = os.open(os.environ["LOG"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)

job = os.fork()
if job == 0:
    os.setpgid(0, 0)
    os.tcsetpgrp(terminal, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    for number, source in ((0, terminal), (1, log), (2, log)):
        os.dup2(source, number)
    os.execvp(command[0], command)

while not os.path.exists("started"):
    time.sleep(0.05)
if key == "h":
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    os.close(leader)
    os.killpg(job, signal.SIGHUP)  # as a shell does that gets it
else:
    os.write(leader, {"c": b"\x03", "z": b"\x1a", "q": b"\x1c"}[key])
status = os.waitpid(job, os.WUNTRACED)[1]
if os.WIFSTOPPED(status):
    print("stopped", flush=True)
    time.sleep(0.3)
    os.killpg(job, signal.SIGCONT)
    status = os.waitpid(job, 0)[1]
code = os.waitstatus_to_exitcode(status)
print("status", code if code >= 0 else 128 - code)
