/** A stand-in for the program of the service manager. */

/** The unit's file below the home. */
export const UNIT = '.config/systemd/user/nerve-hub.service';
const LINK = '.config/systemd/user/default.target.wants/nerve-hub.service';

/** What systemd does to files: a link for a service that is to start at login. */
export const SYSTEMCTL = `#!/bin/sh
echo "$*" >> "$0.log"
unit="$HOME/${UNIT}"; link="$HOME/${LINK}"
case "$2" in
  show-environment) echo "HOME=\${OTHER_HOME:-$HOME}"; exit "\${NO_MANAGER:-0}" ;;
  enable) mkdir -p "\${link%/*}"; ln -sf "$unit" "$link" ;;
  restart) if [ -n "$BROKEN" ]; then echo 'Job failed.' >&2; exit 1; fi; touch "$0.active" ;;
  disable) [ -e "$unit" ] || exit 1; rm -f "$link" "$0.active"; rmdir "\${link%/*}" 2>/dev/null; exit 0 ;;
  is-enabled) [ -L "$link" ] ;;
  is-active) [ -e "$0.active" ] ;;
esac
`;
