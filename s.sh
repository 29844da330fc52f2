code=$(curl -s localhost:5497/playground/wx/login -H 'Content-Type: application/json' -d '{"user":"lilei"}' | cut -d'"' -f4)
echo
curl -s localhost:5497/login -H 'Content-Type: application/json' -d '{"code":"'$code'","nonce":"chosen-by-the-client"}' | tee login.json
echo
token=$(cut -d'"' -f4 login.json)
curl -s localhost:5497/session -H "Authorization: Bearer $token"
echo
curl -s localhost:5497/user -H "Authorization: Bearer $token"
echo
curl -s -X DELETE localhost:5497/session -H "Authorization: Bearer $token"
curl -s localhost:5497/session -H "Authorization: Bearer $token"
echo
code=$(curl -s localhost:5497/playground/wx/login -H 'Content-Type: application/json' -d '{"user":"lilei"}' | cut -d'"' -f4)
curl -s localhost:5497/login -H "X-WX-Code: $code"
echo
code=$(curl -s localhost:5497/playground/wx/login -H 'Content-Type: application/json' -d '{"user":"meimei"}' | cut -d'"' -f4)
token=$(curl -s localhost:5497/login -H 'Content-Type: application/json' -d '{"code":"'$code'"}' | cut -d'"' -f4)
curl -s localhost:5497/sessions -H "Authorization: Bearer $token"
echo
code=$(curl -s localhost:5497/playground/wx/login -H 'Content-Type: application/json' -d '{"user":"meimei"}' | cut -d'"' -f4)
curl -s -X DELETE localhost:5497/user -H "Authorization: Bearer $token" -H "X-WX-Code: $code"
echo
