/**
 * Variables that bash sets, computes or obeys itself: their values are the shell's, not the file's, and assigning them
 * changes how the rest is read or fails (`UID`). Source: bash 5.2 manual, "Shell Variables", and GNU libc's environment.
 */
const shellNames: ReadonlySet<string> = new Set(
  `_ ARGV0 AUTO_RESUME CDPATH CHARSET CHILD_MAX COLUMNS COPROC DIRSTACK EMACS ENV EPOCHREALTIME EPOCHSECONDS EUID EXECIGNORE
  FCEDIT FIGNORE FUNCNAME FUNCNEST GLOBIGNORE GLOBSORT GROUPS HISTCMD HISTCONTROL HISTFILE HISTFILESIZE HISTIGNORE HISTSIZE
  HISTTIMEFORMAT HOME HOSTFILE HOSTNAME HOSTTYPE IFS IGNOREEOF INPUTRC INSIDE_EMACS LANG LANGUAGE LINENO LINES LOCPATH
  MACHTYPE MAIL MAILCHECK MAILPATH MALLOC_CHECK_ MAPFILE NLSPATH OLDPWD OPTARG OPTERR OPTIND OSTYPE OUTPUT_CHARSET PATH
  PIPESTATUS POSIXLY_CORRECT POSIX_PEDANTIC PPID PROMPT_COMMAND PROMPT_DIRTRIM PS0 PS1 PS2 PS3 PS4 PWD RANDOM REPLY SECONDS
  SHELL SHELLOPTS SHLVL SRANDOM SUBSHELL TERM TEXTDOMAIN TEXTDOMAINDIR TIMEFORMAT TMOUT TMPDIR TZ UID auto_resume histchars`
    .split(/\s+/)
    .filter((name) => name !== ""),
);

const shellPrefixes = /^(BASH|COMP_|GCONV_|GETCONF_|LC_|LD_|MALLOC_|READLINE_|HOSTALIASES$|RES_OPTIONS$)/;

/** Variables that nearly every login has set: what a file sees there is not in the file. */
const loginNames: ReadonlySet<string> = new Set([
  "DISPLAY",
  "EDITOR",
  "LOGNAME",
  "MANPATH",
  "USER",
  "VISUAL",
]);

/** Tells whether bash keeps a variable for itself, by name; also the one-character parameters such as `$?`. */
export function isShellVariable(name: string): boolean {
  return !/^[A-Za-z_]/.test(name) || shellNames.has(name) || shellPrefixes.test(name);
}

/** Tells whether a variable that the file does not set may well be set around it. */
export function isSetElsewhere(name: string): boolean {
  return isShellVariable(name) || loginNames.has(name);
}
