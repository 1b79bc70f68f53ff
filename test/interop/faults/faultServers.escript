%% TLS servers on Erlang's own TLS, which is RabbitMQ's: a port for each order, as in FaultServers.java.
%% The answer is a line "ID PORT". A client that passes is held until it goes.
main(_) ->
    logger:set_primary_config(level, none),
    {ok, _} = application:ensure_all_started(ssl),
    serve().

serve() ->
    case io:get_line("") of
        Line when is_list(Line) ->
            Words = [list_to_tuple(string:split(Word, "=")) || Word <- string:lexemes(Line, " \n")],
            io:format("~s ~w~n", [proplists:get_value("id", Words), listen(Words)]),
            serve();
        _EndOrError -> ok
    end.

listen(Words) ->
    Self = self(),
    spawn(fun() ->
        {ok, Listener} = ssl:listen(0, options(Words)),
        {ok, {_, Port}} = ssl:sockname(Listener),
        Self ! {port, Port},
        accept(Listener)
    end),
    receive {port, Port} -> Port after 10000 -> failed end.

accept(Listener) ->
    {ok, Socket} = ssl:transport_accept(Listener),
    Pid = spawn(fun() -> receive go -> hold(ssl:handshake(Socket, 20000)) end end),
    ssl:controlling_process(Socket, Pid),
    Pid ! go,
    accept(Listener).

hold({ok, Socket}) ->
    case ssl:recv(Socket, 0) of
        {ok, _} -> hold({ok, Socket});
        {error, _} -> ssl:close(Socket)
    end;
hold({error, _}) -> ok.

options(Words) ->
    File = fun(Name) -> proplists:get_value(Name, Words) end,
    Versions = [list_to_atom(V) || V <- string:lexemes(File("versions"), ",")],
    [{ip, {127, 0, 0, 1}}, {active, false}, {mode, binary}, {reuseaddr, true},
     {certfile, File("cert")}, {keyfile, File("key")}, {cacertfile, File("trust")},
     {versions, Versions}] ++ auth(File("auth")) ++ crl(File("crl")) ++ ciphers(File("ciphers")).

auth("need") -> [{verify, verify_peer}, {fail_if_no_peer_cert, true}];
auth("want") -> [{verify, verify_peer}, {fail_if_no_peer_cert, false}];
auth(_) -> [{verify, verify_none}].

crl(undefined) -> [];
crl(File) ->
    ok = ssl_crl_cache:insert({file, File}),
    [{crl_check, true}, {crl_cache, {ssl_crl_cache, {internal, []}}}].

ciphers(undefined) -> [];
ciphers(Name) -> [{ciphers, [Name]}].
