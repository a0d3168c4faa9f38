using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// Reasoning that a model wants back with its tool calls, and that clients drop (earendil-works/pi#3636, anomalyco/opencode#16318,
/// BerriAI/litellm#15601; OpenRouter: LibreChat-AI/agents#37, musistudio/claude-code-router#1057).
/// </summary>
[Trait("Promise", "P-1")]
public sealed class ReturnedReasoningTests(VendorHost host) : IClassFixture<VendorHost>, IDisposable
{
    private const string Lost =
        """
        {"error":{"message":"The `reasoning_content` in the thinking mode must be passed back to the API.",
        "type":"invalid_request_error"}}
        """;

    private const string LostAtMoonshot =
        """
        {"error":{"message":"thinking is enabled but reasoning_content is missing in assistant tool call message at index 2",
        "type":"invalid_request_error"}}
        """;

    private const string Off = """{"type":"disabled"}""";

    private readonly string call = $"call_{Guid.NewGuid():N}";

    public void Dispose() => host.Upstream.Always(Replies.Json(ChatSse.Completion("done")));

    [Theory]
    [InlineData("deepseek", "chat")]
    [InlineData("deepseek", "messages")]
    [InlineData("deepseek", "responses")]
    [InlineData("deepseek", "gemini")]
    [InlineData("kimi", "chat")]
    [InlineData("engine", "messages")]
    public async Task Comes_back_when_the_client_has_dropped_it(string vendor, string client)
    {
        await CallToolAsync(vendor, client, Answer(""" "reasoning_content":"I should \"look\" there.","""));

        var (_, sent) = await host.SendAsync(client, vendor, NextStep(client));

        AssistantIn(sent).GetProperty("reasoning_content").GetString().ShouldBe("I should \"look\" there.");
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    public async Task Of_a_stream_comes_back(string client)
    {
        var reply = Replies.Sse(string.Concat(
            Delta("""{"role":"assistant","reasoning_content":"I should "}"""), Delta("""{"reasoning_content":"look."}"""),
            CallDelta(),
            ChatSse.Finish("tool_calls"), ChatSse.Done));
        host.Upstream.Always(reply);
        await host.SendAsync(client, "deepseek", $"\"stream\":true,{Question(client)}");

        host.Upstream.Always(Replies.Json(ChatSse.Completion("done")));
        var (_, sent) = await host.SendAsync(client, "deepseek", NextStep(client));

        AssistantIn(sent).GetProperty("reasoning_content").GetString().ShouldBe("I should look.");
    }

    [Fact]
    public async Task Of_a_client_that_keeps_it_stays_as_it_is()
    {
        await CallToolAsync("deepseek", "chat", Answer(""" "reasoning_content":"cached","""));

        var (_, sent) = await host.SendAsync("chat", "deepseek", NextStep("chat", """ "reasoning_content":"kept","""));

        AssistantIn(sent).GetProperty("reasoning_content").GetString().ShouldBe("kept");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    public async Task Replaces_an_empty_field(string value)
    {
        await CallToolAsync("deepseek", "chat", Answer(""" "reasoning_content":"cached","""));

        var (_, sent) = await host.SendAsync("chat", "deepseek", NextStep("chat", $" \"reasoning_content\":{value},"));

        AssistantIn(sent).GetProperty("reasoning_content").GetString().ShouldBe("cached");
    }

    [Fact]
    public async Task Is_not_shared_between_teams()
    {
        await CallToolAsync("deepseek", "chat", Answer(""" "reasoning_content":"secret","""));
        var other = await (await host.SignUpAsync()).MintAsync();

        (await other.PostAsync(Caller.Completions, $$"""{"model":"deepseek",{{NextStep("chat")}}}""")).ShouldBe(200);

        host.Upstream.LastRequest.Text.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("deepseek", "chat", Lost)]
    [InlineData("deepseek", "messages", Lost)]
    [InlineData("kimi", "chat", LostAtMoonshot)]
    [InlineData("engine", "responses", Lost)]
    public async Task Lost_the_session_goes_on_without_reasoning(string vendor, string client, string error)
    {
        host.Upstream.Always(request => request.Text.Contains(Off, StringComparison.Ordinal)
            ? Replies.Json(ChatSse.Completion("done")) : Replies.Json(error, 400));

        var (first, _) = await host.SendAsync(client, vendor, NextStep(client));
        var (second, sent) = await host.SendAsync(client, vendor, NextStep(client));

        first["x-jusinfer-attempts"].ShouldBe("2");
        second["x-jusinfer-attempts"].ShouldBe("1");
        sent.GetProperty("thinking").GetRawText().ShouldBe(Off);
    }

    [Theory]
    [InlineData("kimi-messages", "chat")]
    [InlineData("kimi-messages", "messages")]
    [InlineData("kimi-messages", "responses")]
    [InlineData("engine-responses", "chat")]
    [InlineData("engine-responses", "messages")]
    [InlineData("engine-responses", "responses")]
    public async Task Lost_the_session_goes_on_without_reasoning_in_other_dialects(string vendor, string client)
    {
        var (off, whole) = vendor == "kimi-messages"
            ? ("\"thinking\":" + Off, MessagesWire.TextMessage("done"))
            : ("\"reasoning\":{\"effort\":\"none\"}", ResponsesWire.Whole("done"));
        host.Upstream.Always(request =>
            request.Text.Contains(off, StringComparison.Ordinal) ? Replies.Json(whole) : Replies.Json(LostAtMoonshot, 400));
        var next = client switch
        {
            "messages" => """ "thinking":{"type":"enabled","budget_tokens":2000},""",
            "responses" => """ "reasoning":{"effort":"high","summary":"auto"},""",
            _ => """ "reasoning_effort":"high",""",
        } + NextStep(client).Replace("\"max_tokens\":100", "\"max_tokens\":4000");

        var (first, _) = await host.SendAsync(client, vendor, next);
        var (second, _) = await host.SendAsync(client, vendor, NextStep(client));

        first["x-jusinfer-attempts"].ShouldBe("2");
        second["x-jusinfer-attempts"].ShouldBe("1");
    }

    /// <summary>Kimi numbers the calls of each conversation from zero.</summary>
    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task Is_that_of_the_own_conversation_if_others_have_the_same_ids(string client)
    {
        var other = await host.Team.MintAsync();
        var (own, path) = (Guid.NewGuid().ToString(), client switch
        {
            "chat" => Caller.Completions,
            "messages" => "/v1/messages",
            _ => "/v1/responses",
        });
        host.Upstream.Always(Replies.Json(Numbered(Answer(""" "reasoning_content":"own","""))));
        await host.SendAsync(client, "kimi", Asking(Question(client), own));
        host.Upstream.Always(Replies.Json(Numbered(Answer(""" "reasoning_content":"other","""))));
        (await other.PostAsync(path, $$"""{"model":"kimi",{{Asking(Question(client), own)}}}""")).ShouldBe(200);
        await host.SendAsync(client, "kimi", Asking(Question(client), "another question"));

        host.Upstream.Always(Replies.Json(ChatSse.Completion("done")));
        var (_, sent) = await host.SendAsync(client, "kimi", Asking(Numbered(NextStep(client)), own));

        AssistantIn(sent).GetProperty("reasoning_content").GetString().ShouldBe("own");
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    public async Task Lost_in_one_conversation_stays_on_in_others_with_the_same_ids(string client)
    {
        string[] accepted = [Off, "has it"];
        host.Upstream.Always(request => Array.Exists(accepted, text => request.Text.Contains(text, StringComparison.Ordinal))
            ? Replies.Json(ChatSse.Completion("done")) : Replies.Json(LostAtMoonshot, 400));
        var first = await host.SendAsync(client, "kimi", Asking(Numbered(NextStep(client)), $"lost {call}"));

        var (_, other) = await host.SendAsync(client, "kimi", Asking(Numbered(NextStep(client)), $"has it {call}"));
        var (again, sent) = await host.SendAsync(client, "kimi", Asking(Numbered(NextStep(client)), $"lost {call}"));

        first.Answer["x-jusinfer-attempts"].ShouldBe("2");
        other.TryGetProperty("thinking", out _).ShouldBeFalse();
        again["x-jusinfer-attempts"].ShouldBe("1");
        sent.GetProperty("thinking").GetRawText().ShouldBe(Off);
    }

    private static string Asking(string fields, string question) =>
        fields.Replace("\"role\":\"user\",\"content\":\"u\"", $"\"role\":\"user\",\"content\":\"{question}\"");

    /// <summary>With an id that Kimi makes; a client of Messages gets it encoded.</summary>
    private string Numbered(string body) => body.Replace(call, "functions.look:0", StringComparison.Ordinal);

    [Fact]
    public async Task Lost_replaces_what_the_client_says_about_reasoning()
    {
        host.Upstream.Always(request => request.Text.Contains(Off, StringComparison.Ordinal)
            ? Replies.Json(ChatSse.Completion("done")) : Replies.Json(Lost, 400));

        var (_, sent) = await host.SendAsync(
            "chat", "deepseek", """ "thinking":{"type":"enabled"},"reasoning_effort":"high",""" + NextStep("chat"));

        sent.EnumerateObject().Count(static field => field.Name is "thinking" or "reasoning_effort").ShouldBe(1);
    }

    [Fact]
    public async Task Lost_for_a_model_that_does_not_stop_reasoning_is_one_more_attempt_and_an_error()
    {
        host.Upstream.Always(Replies.Json(Lost, 400));

        var answer = await host.Caller.PostAsync(Caller.Completions, $$"""{"model":"deepseek",{{NextStep("chat")}}}""");

        answer.ShouldBe(400, "INVALID_REQUEST");
        host.Upstream.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    [InlineData("responses")]
    [InlineData("gemini")]
    public async Task Of_OpenRouter_comes_back_in_its_details(string client)
    {
        const string Details = """[{"type":"reasoning.encrypted","data":"c2ln","id":"x","format":"google-gemini-v1","index":0}]""";
        await CallToolAsync("router-gemini", client, Answer($" \"reasoning_details\":{Details},"));

        var (_, sent) = await host.SendAsync(client, "router-gemini", NextStep(client));

        AssistantIn(sent).GetProperty("reasoning_details").GetRawText().ShouldBe(Details);
    }

    [Fact]
    public async Task Of_OpenRouter_in_pieces_is_put_together()
    {
        host.Upstream.Always(Replies.Sse(string.Concat(
            Delta("""{"role":"assistant","reasoning":"I ","reasoning_details":[{"type":"reasoning.text","text":"I ","index":0}]}"""),
            Delta("""{"reasoning":"look.","reasoning_details":[{"type":"reasoning.text","text":"look.","index":0}]}"""),
            Delta("""{"reasoning_details":[{"type":"reasoning.text","signature":"sig","index":0}]}"""),
            CallDelta(),
            ChatSse.Finish("tool_calls"), ChatSse.Done)));
        await host.SendAsync("messages", "router-claude", $"\"stream\":true,{Question("messages")}");

        host.Upstream.Always(Replies.Json(ChatSse.Completion("done")));
        var (_, sent) = await host.SendAsync("messages", "router-claude", NextStep("messages"));

        var detail = AssistantIn(sent).GetProperty("reasoning_details").EnumerateArray().ShouldHaveSingleItem();
        detail.GetProperty("text").GetString().ShouldBe("I look.");
        detail.GetProperty("signature").GetString().ShouldBe("sig");
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    public async Task Of_Gemini_at_OpenRouter_that_is_lost_is_replaced_by_what_skips_the_check(string client)
    {
        var (_, sent) = await host.SendAsync(client, "router-gemini", NextStep(client));

        var detail = AssistantIn(sent).GetProperty("reasoning_details").EnumerateArray().ShouldHaveSingleItem();
        detail.GetProperty("data").GetString().ShouldBe("skip_thought_signature_validator");
        detail.GetProperty("id").GetString().ShouldBe(AssistantIn(sent).GetProperty("tool_calls")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Of_OpenRouter_comes_back_beside_a_content_that_is_marked()
    {
        const string Details = """[{"type":"reasoning.text","text":"t","signature":"s"}]""";
        await CallToolAsync("router-claude", "chat", Answer($" \"reasoning_details\":{Details},"));
        const string Calls = "\"tool_calls\":";
        var next = NextStep("chat").Replace("\"content\":null,", "");
        var end = next.IndexOf("]},", next.IndexOf(Calls, StringComparison.Ordinal), StringComparison.Ordinal) + 1;

        var (_, sent) = await host.SendAsync("chat", "router-claude", next.Insert(end, ",\"content\":\"x\""));

        var message = AssistantIn(sent);
        message.GetProperty("reasoning_details")[0].GetProperty("text").GetString().ShouldBe("t");
        message.GetProperty("content").GetRawText().ShouldNotContain("reasoning_details");
    }

    /// <summary>A client that keeps the details of another model.</summary>
    [Theory]
    [InlineData("router-claude", null)]
    [InlineData("router-gemini", "skip_thought_signature_validator")]
    public async Task With_a_signature_that_is_rejected_is_sent_once(string vendor, string? data)
    {
        host.Upstream.Always(static request => request.Text.Contains("foreign", StringComparison.Ordinal)
            ? Replies.Json("""{"error":{"code":400,"message":"Corrupted thought signature.","status":"INVALID_ARGUMENT"}}""", 400)
            : Replies.Json(ChatSse.Completion("done")));

        var (answer, sent) = await host.SendAsync(
            "chat", vendor,
            NextStep("chat", """ "reasoning_details":[{"type":"reasoning.encrypted","data":"foreign"}],"reasoning":"kept","""));

        answer["x-jusinfer-attempts"].ShouldBe("2");
        var message = AssistantIn(sent);
        message.GetProperty("reasoning").GetString().ShouldBe("kept");
        (message.TryGetProperty("reasoning_details", out var details) ? details[0].GetProperty("data").GetString() : null).ShouldBe(data);
    }

    private async Task CallToolAsync(string vendor, string client, string answer)
    {
        host.Upstream.Always(Replies.Json(answer));
        await host.SendAsync(client, vendor, Question(client));
        host.Upstream.Always(Replies.Json(ChatSse.Completion("done")));
    }

    private string Answer(string fields) => $$$"""
        {"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant",{{{fields}}}
        "content":null,"tool_calls":[{"id":"{{{call}}}","type":"function","function":{"name":"look","arguments":"{\"at\":1}"}}]},
        "finish_reason":"tool_calls"}],
        "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}
        """;

    private static string Question(string client) => client switch
    {
        "chat" => """ "tools":[{"type":"function","function":{"name":"look"}}],"messages":[{"role":"user","content":"u"}]""",
        "messages" => """
            "max_tokens":100,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"u"}]
            """,
        "responses" => """
            "tools":[{"type":"function","name":"look","parameters":null,"strict":null}],"input":[{"role":"user","content":"u"}]
            """,
        _ => """ "tools":[{"functionDeclarations":[{"name":"look"}]}],"contents":[{"role":"user","parts":[{"text":"u"}]}]""",
    };

    private string NextStep(string client, string reasoning = "") => client switch
    {
        "chat" => $$$"""
            "tools":[{"type":"function","function":{"name":"look"}}],"messages":[{"role":"user","content":"u"},
            {"role":"assistant",{{{reasoning}}}"content":null,
            "tool_calls":[{"id":"{{{call}}}","type":"function","function":{"name":"look","arguments":"{\"at\": 1}"}}]},
            {"role":"tool","tool_call_id":"{{{call}}}","content":"r"}]
            """,
        "messages" => $$$"""
            "max_tokens":100,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"u"},
            {"role":"assistant","content":[{"type":"tool_use","id":"{{{call}}}","name":"look","input":{"at":1}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"{{{call}}}","content":"r"}]}]
            """,
        "responses" => $$$"""
            "tools":[{"type":"function","name":"look","parameters":null,"strict":null}],"input":[{"role":"user","content":"u"},
            {"type":"function_call","call_id":"{{{call}}}","name":"look","arguments":"{\"at\":1}"},
            {"type":"function_call_output","call_id":"{{{call}}}","output":"r"}]
            """,
        _ => $$$"""
            "tools":[{"functionDeclarations":[{"name":"look"}]}],"contents":[{"role":"user","parts":[{"text":"u"}]},
            {"role":"model","parts":[{"functionCall":{"id":"{{{call}}}","name":"look","args":{"at":1} } }]},
            {"role":"user","parts":[{"functionResponse":{"id":"{{{call}}}","name":"look","response":{"r":1} } }]}]
            """,
    };

    private string CallDelta() => Delta($$$"""
        {"tool_calls":[{"index":0,"id":"{{{call}}}","type":"function","function":{"name":"look","arguments":"{\"at\":1}"}}]}
        """);

    private static string Delta(string delta) => ChatSse.Event(ChatSse.Chunk(delta, "null"));

    private static JsonElement AssistantIn(JsonElement sent) =>
        sent.GetProperty("messages").EnumerateArray().Single(static message => message.GetProperty("role").GetString() == "assistant");
}
