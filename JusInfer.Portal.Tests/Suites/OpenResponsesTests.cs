using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Suites;

/// <summary>
/// The cases of the compliance tests of Open Responses (github.com/openresponses/openresponses), with inputs of our own, with providers of
/// other dialects behind the gateway. Its cases with WebSockets are left out, because the gateway does not support them.
/// </summary>
[Suite]
public sealed class OpenResponsesTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private const string Train = """[{"type":"message","role":"user","content":"When is the next train to Bern?"}]""";

    private const string Tool = """
        ,"tools":[{"type":"function","name":"find_train","description":"Finds a train.",
         "parameters":{"type":"object","properties":{"to":{"type":"string"}},"required":["to"]}}]
        """;

    /// <summary>The fields that the specification requires of every response, beyond those that OpenAI's types require.</summary>
    private static readonly string[] Required =
    [
        "id", "object", "created_at", "completed_at", "status", "incomplete_details", "model", "previous_response_id", "instructions",
        "output", "error", "tools", "tool_choice", "truncation", "parallel_tool_calls", "text", "top_p", "presence_penalty",
        "frequency_penalty", "top_logprobs", "temperature", "reasoning", "usage", "max_output_tokens", "max_tool_calls", "store",
        "background", "service_tier", "metadata", "safety_identifier", "prompt_cache_key",
    ];

    public static TheoryData<string> Models => [ResponsesHost.Chat, ResponsesHost.Claude];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_text_is_answered(string model)
    {
        var response = await AnswerAsync(model, """[{"type":"message","role":"user","content":"Name a river."}]""");

        ShouldBeCompleted(response, "message");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_text_is_answered_in_a_stream(string model)
    {
        var events = await StreamAsync(model, """[{"type":"message","role":"user","content":"Name two rivers."}]""");

        events.Text.ShouldBe("A short answer.");
        ShouldBeCompleted(events.Last, "message");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_system_message_is_followed(string model)
    {
        var response = await AnswerAsync(model, """
            [{"type":"message","role":"system","content":"Speak like a sailor."},{"type":"message","role":"user","content":"Good morning."}]
            """);

        ShouldBeCompleted(response, "message");
        Upstream(model).LastRequest.Text.ShouldContain("Speak like a sailor.");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_function_is_called(string model)
    {
        var response = await AnswerAsync(model, Train, Tool, calls: true);

        ShouldBeCompleted(response, "function_call");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_function_is_called_in_a_stream(string model)
    {
        var events = await StreamAsync(model, Train, Tool, calls: true);

        events.Names.Where(static name => !name.Contains("response.reasoning", StringComparison.Ordinal)).Distinct().ShouldBe(
        [
            "response.created", "response.in_progress", "response.output_item.added", "response.function_call_arguments.delta",
            "response.function_call_arguments.done", "response.output_item.done", "response.completed",
        ]);
        events.Pieces("response.function_call_arguments.delta").ShouldBe("""{"to":"Bern"}""");
        ShouldBeCompleted(events.Last, "function_call");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task An_image_is_understood(string model)
    {
        var response = await AnswerAsync(model, $$"""
            [{"type":"message","role":"user","content":[
              {"type":"input_text","text":"Which color is it?"},{"type":"input_image","image_url":"data:image/png;base64,{{Png}}"}]}]
            """);

        ShouldBeCompleted(response, "message");
        Upstream(model).LastRequest.Text.ShouldContain(Png);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_conversation_is_continued(string model)
    {
        var response = await AnswerAsync(model, """
            [{"type":"message","role":"user","content":"I live in Bern."},{"type":"message","role":"assistant","content":"A fine town."},
             {"type":"message","role":"user","content":"Where do I live?"}]
            """);

        ShouldBeCompleted(response, "message");
        Upstream(model).LastRequest.Json.GetProperty("messages").GetArrayLength().ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task The_result_of_a_function_and_a_stored_response_are_continued(string model)
    {
        var caller = await gateway.Team.MintAsync();
        var first = await AnswerAsync(model, Train, Tool, calls: true, caller);
        var call = first.Items("output").Single(static item => item.Text("type") == "function_call").Text("call_id");
        var result = $$"""[{"type":"function_call_output","call_id":"{{call}}","output":"At noon."}]""";

        var second = await AnswerAsync(model, result, $",\"previous_response_id\":\"{first.Text("id")}\"{Tool}", caller: caller);

        ShouldBeCompleted(second, "message");
        second.Text("previous_response_id").ShouldBe(first.Text("id"));
        Upstream(model).LastRequest.Text.ShouldContain("At noon.");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_conversation_is_compacted_and_continued(string model)
    {
        AnswerSchemas.SkipIfMissing();
        var caller = await gateway.Team.MintAsync();
        Script(model, calls: false, streamed: false);
        var compacted = await caller.PostAsync("/v1/responses/compact", $$"""
            {"model":"{{model}}","input":[{"role":"user","content":"I live in Bern."},{"role":"assistant","content":"A fine town."}]}
            """);

        compacted.ShouldBe(200);
        await AnswerSchemas.ShouldConformAsync("compact", [new TypedAnswer("compact", "openai", "Compact", compacted.Body)]);
        var items = compacted.Json.GetProperty("output").GetRawText()[1..^1];
        var next = await AnswerAsync(model, $$"""[{{items}},{"role":"user","content":"Where do I live?"}]""", caller: caller);
        ShouldBeCompleted(next, "message");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task The_tokens_of_an_input_are_counted(string model)
    {
        AnswerSchemas.SkipIfMissing();

        var caller = await gateway.Team.MintAsync();

        var counted = await caller.PostAsync("/v1/responses/input_tokens", $$"""{"model":"{{model}}","input":"Name a river."}""");

        counted.ShouldBe(200);
        counted.Json.GetProperty("input_tokens").GetInt64().ShouldBeGreaterThan(0);
        await AnswerSchemas.ShouldConformAsync("open responses", [new TypedAnswer("count", "openai", "InputTokens", counted.Body)]);
    }

    private static void ShouldBeCompleted(JsonElement response, string output)
    {
        Required.Where(name => !response.TryGetProperty(name, out _)).ShouldBeEmpty();
        response.Text("status").ShouldBe("completed");
        response.Items("output").Select(static item => item.Text("type")).ShouldContain(output);
    }

    private async Task<JsonElement> AnswerAsync(
        string model, string input, string extra = "", bool calls = false, Caller? caller = null) =>
        (await AskAsync(model, input, extra, calls, streamed: false, caller)).Json;

    private async Task<ResponsesEvents> StreamAsync(string model, string input, string extra = "", bool calls = false) =>
        ResponsesEvents.Of((await AskAsync(model, input, $",\"stream\":true{extra}", calls, streamed: true, caller: null)).Body);

    /// <summary>Asks, and checks each part of the answer against OpenAI's types.</summary>
    private async Task<GatewayAnswer> AskAsync(string model, string input, string extra, bool calls, bool streamed, Caller? caller)
    {
        AnswerSchemas.SkipIfMissing();
        Script(model, calls, streamed);
        caller ??= await gateway.Team.MintAsync();
        var answer = await caller.PostAsync(ResponsesHost.Path, $$"""{"model":"{{model}}","input":{{input}}{{extra}}}""");
        answer.ShouldBe(200);
        await AnswerSchemas.ShouldConformAsync("open responses", [.. TypedAnswers.Of("openai-responses", answer, input)]);
        return answer;
    }

    private ScriptedUpstream Upstream(string model) => model == ResponsesHost.Chat ? gateway.ChatUpstream : gateway.ClaudeUpstream;

    private void Script(string model, bool calls, bool streamed) => Upstream(model).Script((model == ResponsesHost.Chat, streamed) switch
    {
        (true, false) => Replies.Json(calls
            ? ChatSse.ToolCompletion("find_train", """{"to":"Bern"}""")
            : ChatSse.Completion("A short answer.", ChatSse.OpenAiUsage)),
        (true, true) => Replies.Sse(calls
            ? ChatSse.Role() + ChatCall(""","id":"call_1","type":"function","function":{"name":"find_train","arguments":"{\"to\":"}""")
                + ChatCall(""","function":{"arguments":"\"Bern\"}"}""") + ChatSse.Finish("tool_calls") + ChatSse.Usage() + ChatSse.Done
            : ChatSse.Stream("A short ", "answer.")),
        (false, false) => Replies.Json(calls
            ? MessagesWire.Message("""{"type":"tool_use","id":"toolu_1","name":"find_train","input":{"to":"Bern"}}""", "tool_use")
            : MessagesWire.TextMessage("A short answer.")),
        (false, true) => Replies.Sse(calls
            ? MessagesWire.Stream(MessagesWire.Call(0, "toolu_1", "find_train", "{\"to\":", "\"Bern\"}"), "tool_use")
            : MessagesWire.Stream(MessagesWire.Text(0, "A short ", "answer."), "end_turn")),
    });

    private static string ChatCall(string rest) => ChatSse.Event(ChatSse.Chunk($$$"""{"tool_calls":[{"index":0{{{rest}}}}]}""", "null"));
}
