using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Toy;

/// <summary>A dialect that only these tests register: no other file knows it.</summary>
public sealed class ToyDialectTests : IAsyncLifetime
{
    private const string Path = "/v1/toy";
    private const string LongTool = "a_tool_with_a_long_name";
    private const string ChatTools = $$$$""","tools":[{"type":"function","function":{"name":"{{{{LongTool}}}}","parameters":{"type":"object"}}}]""";

    private ScriptedUpstream chat = null!;
    private ScriptedUpstream toy = null!;
    private PortalHost portal = null!;
    private Caller caller = null!;

    public async ValueTask InitializeAsync()
    {
        (chat, toy) = (await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync());
        var catalog = new TestCatalog()
            .Provider("chat", chat.BaseUrl)
            .Provider("toy", toy.BaseUrl, dialect: "toy")
            .Model("test/chat", ["chat:at-chat"])
            .Model("test/toy", ["toy:at-toy"]);
        portal = await PortalHost.StartAsync(catalog, static services => services.AddToy(), ("Gateway:RetryFloor", "100000"));
        caller = await (await portal.SignUpAsync()).MintAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await chat.DisposeAsync();
        await toy.DisposeAsync();
    }

    [Fact]
    public async Task Its_client_gets_an_answer_of_another_dialects_provider()
    {
        chat.Script(Replies.Json(ChatSse.Completion("hello")));

        var answer = await caller.PostAsync(Path, """{"model":"test/chat","say":"hi"}""");

        answer.ShouldBe(200);
        answer["content-type"].ShouldBe("application/json");
        answer.Body.ShouldBe("""{"events":[{"text":"hello"},{"end":"Stop","in":12,"out":3}]}""");
        chat.LastRequest.Path.ShouldBe("/v1/chat/completions");
        chat.LastRequest.Json.GetProperty("messages")[0].GetProperty("content").GetString().ShouldBe("hi");
    }

    [Fact]
    public async Task Its_client_gets_a_stream_in_its_own_framing()
    {
        chat.Script(Replies.Sse(ChatSse.Stream("he", "llo")));

        var answer = await caller.PostAsync(Path, """{"model":"test/chat","say":"hi","stream":true}""");

        answer.ShouldBe(200);
        answer["content-type"].ShouldBe("application/x-ndjson");
        answer.Body.ShouldBe("""
            {"text":"he"}
            {"text":"llo"}
            {"end":"Stop","in":12,"out":3}

            """);
    }

    [Fact]
    public async Task Its_clients_stream_is_kept_alive_in_its_own_framing()
    {
        chat.Script(Replies.Sse(ChatSse.Role() + ChatSse.Text("he") + ": PROCESSING\n\n" + ChatSse.Text("llo") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done));

        var answer = await caller.PostAsync(Path, """{"model":"test/chat","say":"hi","stream":true}""");

        answer.Body.ShouldBe("""
            {"text":"he"}

            {"text":"llo"}
            {"end":"Stop","in":12,"out":3}

            """);
    }

    [Theory]
    [InlineData("""{"model":"test/chat"}""", 400, "INVALID_REQUEST")]
    [InlineData("""{"model":"test/none","say":"hi"}""", 404, "MODEL_NOT_FOUND")]
    public async Task A_rejected_call_gets_an_error_in_its_own_form(string body, int status, string code)
    {
        var answer = await caller.PostAsync(Path, body);

        answer.ShouldBe(status);
        answer.Json.GetProperty("oops").GetString().ShouldBe(code);
    }

    [Fact]
    public async Task A_request_without_a_valid_key_gets_an_error_in_its_own_form()
    {
        var answer = await new Caller(portal.Http, id: "", key: "jinf_wrong").PostAsync(Path, """{"model":"test/chat","say":"hi"}""");

        answer.ShouldBe(401);
        answer.Json.GetProperty("oops").GetString().ShouldBe("INVALID_KEY");
    }

    [Fact]
    public async Task An_interrupted_stream_ends_with_an_error_in_its_own_form()
    {
        chat.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("he")), Then.Pause, Then.Cut));

        var answer = await caller.PostAsync(Path, """{"model":"test/chat","say":"hi","stream":true}""", Caller.NotResumed);

        var lines = answer.Body.TrimEnd('\n').Split('\n');
        lines[0].ShouldBe("""{"text":"he"}""");
        JsonElement.Parse(lines[^1]).GetProperty("oops").GetString().ShouldBe("UPSTREAM_ERROR");
    }

    [Fact]
    public async Task Its_provider_answers_a_client_of_another_dialect()
    {
        toy.Script(Replies.Json("""{"events":[{"text":"hello"},{"end":"stop","in":5,"out":1}]}"""));

        var answer = await caller.AskAsync(Caller.Asking("test/toy"));

        answer.ShouldBe(200);
        answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("hello");
        answer.Json.GetProperty("usage").GetProperty("prompt_tokens").GetInt32().ShouldBe(5);
        toy.LastRequest.Path.ShouldBe("/v1/toy");
        toy.LastRequest.Text.ShouldBe("""{"model":"at-toy","say":"hello","tools":[],"stream":false}""");
        toy.LastRequest.Header("X-Toy-Key").ShouldBe(TestCatalog.CredentialOf("toy"));
        toy.LastRequest.Header("Accept").ShouldBe("application/json");
    }

    [Fact]
    public async Task Its_provider_streams_to_a_client_of_another_dialect()
    {
        toy.Script(Lines("""{"text":"he"}""", "", """{"text":"llo"}""", """{"end":"stop","in":5,"out":2}"""));

        var answer = await caller.AskAsync(Caller.Streaming("test/toy"));

        answer.StreamedText.ShouldBe("hello");
        answer.IsDone.ShouldBeTrue();
        answer.Body.ShouldContain(": keep-alive\n\n", customMessage: "the empty line of the provider");
        toy.LastRequest.Header("Accept").ShouldBe("application/x-ndjson");
    }

    [Fact]
    public async Task Its_provider_answers_a_client_of_its_own_dialect_without_a_passthrough()
    {
        toy.Script(Replies.Json("""{"events":[{"text":"hello"},{"end":"stop","in":5,"out":1}]}"""), Lines("""{"text":"hello"}""", """{"end":"stop","in":5,"out":2}"""));

        var whole = await caller.PostAsync(Path, """{"model":"test/toy","say":"hi"}""");
        var stream = await caller.PostAsync(Path, """{"model":"test/toy","say":"hi","stream":true}""");

        whole.Body.ShouldBe("""{"events":[{"text":"hello"},{"end":"Stop","in":5,"out":1}]}""");
        stream.Body.ShouldBe("""
            {"text":"hello"}
            {"end":"Stop","in":5,"out":2}

            """);
    }

    [Fact]
    public async Task Its_provider_receives_only_tool_names_that_it_accepts()
    {
        toy.Script((context, cancellationToken) =>
        {
            var name = toy.LastRequest.Json.GetProperty("tools")[0].GetString();
            return Lines($$"""{"tool":"{{name}}","id":"call_1"}""", """{"input":"{}"}""", """{"end":"stop","in":5,"out":2}""")(context, cancellationToken);
        });

        var answer = await caller.AskAsync(Caller.Streaming("test/toy", extra: ChatTools));

        toy.LastRequest.Json.GetProperty("tools")[0].GetString()!.Length.ShouldBeLessThanOrEqualTo(12);
        answer.Body.ShouldContain($"\"name\":\"{LongTool}\"");
        answer.Body.ShouldContain("\"finish_reason\":\"tool_calls\"");
    }

    [Fact]
    public async Task An_error_that_its_provider_reports_is_for_the_operator()
    {
        toy.Always(Lines("""{"oops":"out of toys"}"""));

        var answer = await caller.AskAsync(Caller.Streaming("test/toy"));

        answer.ShouldBe(502, "UPSTREAM_ERROR");
        portal.Logs.Lines.ShouldContain(static line => line.Contains("out of toys"));
    }

    private static Reply Lines(params string[] lines) => Replies.With(200, "application/x-ndjson", string.Concat(lines.Select(static line => $"{line}\n")), []);
}
