using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Tests.Gateway.Streaming.Resumption;

/// <summary>A continuation that is written anew: for another dialect, or because a format, a call or a begun answer stands in the way of the caller's bytes.</summary>
public sealed class ContinuedConversationTests
{
    private const string Schema = """{ "type":"object","properties":{"a":{"type":"number"}} }""";
    private const string User = """{"role":"user","content":"x"}""";
    private const string Tools = ""","tools":[{"type":"function","function":{"name":"f","parameters":{}}},{"type":"function","function":{"name":"g","parameters":{}}}]""";

    [Fact]
    public async Task Every_dialect_is_told_what_was_said_and_asked_to_go_on()
    {
        var messages = await SentAsync(User, ",\"max_tokens\":500", BrokenOff.Messages);
        var responses = await SentAsync(User, ",\"max_tokens\":500", BrokenOff.Responses);
        var chat = Json(BrokenOff.Sent(await BrokenOff.CallAsync(BrokenOff.MessagesDoor, """{"model":"m","stream":true,"max_tokens":500,"messages":[{"role":"user","content":"x"}]}"""), BrokenOff.Chat));

        Turns(messages, "messages").ShouldBe(["user: x", $"assistant: {BrokenOff.Text}", $"user: {BrokenOff.Prompt}"]);
        Turns(responses, "input").ShouldBe(["user: x", $"assistant: {BrokenOff.Text}", $"user: {BrokenOff.Prompt}"]);
        Turns(chat, "messages").ShouldBe(["user: x", $"assistant: {BrokenOff.Text}", $"user: {BrokenOff.Prompt}"]);
        new[] { messages.GetProperty("max_tokens"), responses.GetProperty("max_output_tokens"), chat.GetProperty("max_tokens") }.ShouldAllBe(static bound => bound.GetInt32() == 432);
    }

    [Fact]
    public async Task A_models_own_way_is_written_too()
    {
        const string Body = """{"model":"m","stream":true,"max_tokens":500,"messages":[{"role":"user","content":"x"}]}""";
        var prefix = Json(BrokenOff.Sent(await BrokenOff.CallAsync(BrokenOff.MessagesDoor, Body, way: Continuation.Prefix), BrokenOff.Chat));
        var final = Json(BrokenOff.Sent(await BrokenOff.CallAsync(BrokenOff.MessagesDoor, Body, way: Continuation.ContinueFinalMessage), BrokenOff.Chat));
        var prefill = await SentAsync(User, ",\"max_tokens\":500", BrokenOff.Messages, way: Continuation.Prefill, model: "claude-sonnet-4-5");
        var newer = await SentAsync(User, ",\"max_tokens\":500", BrokenOff.Messages, way: Continuation.Prefill, model: "claude-opus-5-5");

        prefix.GetProperty("messages")[1].GetRawText().ShouldBe($"{BrokenOff.Said()[..^1]},\"prefix\":true}}");
        prefix.GetProperty("messages").GetArrayLength().ShouldBe(2);
        prefix.GetProperty("max_tokens").GetInt32().ShouldBe(400);
        (final.GetProperty("continue_final_message").GetBoolean(), final.GetProperty("add_generation_prompt").GetBoolean()).ShouldBe((true, false));
        final.GetProperty("messages")[1].GetRawText().ShouldBe(BrokenOff.Said());
        Turns(prefill, "messages").ShouldBe(["user: x", $"assistant: {BrokenOff.Text.TrimEnd()}"]);
        Turns(newer, "messages").ShouldBe(["user: x", $"assistant: {BrokenOff.Text}", $"user: {BrokenOff.Prompt}"]);
    }

    [Theory]
    [InlineData("""{"type":"json_schema","json_schema":{"name":"n","schema":SCHEMA}}""", true)]
    [InlineData("""{"type":"json_object"}""", false)]
    public async Task A_format_is_asked_for_in_words_where_its_document_has_begun(string format, bool hasSchema)
    {
        const string Begun = "{\"a\":1, \"b\"";
        var field = $",\"response_format\":{format.Replace("SCHEMA", Schema)}";
        var sent = await SentAsync(User, field, BrokenOff.Chat, Begun, hasSchema ? Continuation.Prefix : Continuation.Anchor);
        var prompt = ContinuationPrompt.Read(sent.GetProperty("messages")[2].GetProperty("content").GetString()!).ShouldNotBeNull();

        sent.TryGetProperty("response_format", out _).ShouldBeFalse();
        Turns(sent, "messages")[1].ShouldBe($"assistant: {Begun}");
        (prompt.Anchor, prompt.IsJson, prompt.Schema).ShouldBe((Begun, true, hasSchema ? Schema : null));
        (await SentAsync(User, field, BrokenOff.Messages, Begun)).TryGetProperty("tools", out _).ShouldBeFalse();
        (await SentAsync(User, field, BrokenOff.Chat, text: "")).TryGetProperty("response_format", out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("chat", "f")]
    [InlineData("chat", "unknown")]
    [InlineData("claude-sonnet-4-5", "f")]
    [InlineData("claude-opus-5-5", "f")]
    public async Task A_call_that_the_client_knows_of_is_demanded_where_that_can_be(string target, string name)
    {
        var isClaude = target != "chat";
        var sent = await SentAsync(User, Tools, isClaude ? BrokenOff.Messages : BrokenOff.Chat, told: new AnnouncedToolCall("call_1", name), way: Continuation.Prefill, model: target);

        sent.TryGetProperty("tool_choice", out var choice).ShouldBe(name == "f" && target != "claude-opus-5-5");
        if (choice.ValueKind == JsonValueKind.Object) choice.GetRawText().ShouldBe(isClaude ? """{"type":"tool","name":"f"}""" : """{"type":"function","function":{"name":"f"}}""");
        sent.TryGetProperty("system", out _).ShouldBeFalse();
        ContinuationPrompt.Read(Turns(sent, "messages")[^1]["user: ".Length..]).ShouldNotBeNull().Tool.ShouldBe(name);
    }

    [Theory]
    [InlineData("claude-sonnet-4-5")]
    [InlineData("claude-sonnet-4-6")]
    public async Task No_call_is_demanded_of_a_claude_that_is_to_think(string model) =>
        (await SentAsync(User, $"{Tools},\"reasoning_effort\":\"low\"", BrokenOff.Messages, told: new AnnouncedToolCall("call_1", "f"), model: model)).TryGetProperty("tool_choice", out _).ShouldBeFalse();

    [Fact]
    public async Task A_call_is_demanded_of_a_request_that_goes_as_it_came()
    {
        var sent = await SentAsync(User, Tools, BrokenOff.Chat, text: "", told: new AnnouncedToolCall("call_1", "g"));

        Turns(sent, "messages").ShouldBe(["user: x"]);
        sent.GetProperty("tool_choice").GetProperty("function").GetProperty("name").GetString().ShouldBe("g");
    }

    [Fact]
    public async Task An_answer_that_its_caller_began_goes_on_in_the_same_turn()
    {
        var sent = await SentAsync($$"""{{User}},{"role":"assistant","content":"Well, "}""", "", BrokenOff.Chat);

        Turns(sent, "messages").ShouldBe(["user: x", $"assistant: Well, {BrokenOff.Text}", $"user: {BrokenOff.Prompt}"]);
    }

    private static async Task<JsonElement> SentAsync(
        string messages, string fields, IUpstreamDialect dialect, string text = BrokenOff.Text, Continuation way = Continuation.Anchor, AnnouncedToolCall? told = null, string model = "upstream-name") =>
        Json(BrokenOff.Sent(await BrokenOff.CallAsync(BrokenOff.ChatDoor, $$"""{"model":"m","stream":true,"messages":[{{messages}}]{{fields}}}""", text, way, told, model: model), dialect));

    private static JsonElement Json(string sent) => JsonElement.Parse(sent);

    /// <summary>Who said what, in whatever form the dialect has it.</summary>
    private static string[] Turns(JsonElement body, string list) => [.. body.GetProperty(list).EnumerateArray().Select(static turn =>
    {
        var content = turn.GetProperty("content");
        return $"{turn.GetProperty("role").GetString()}: {(content.ValueKind == JsonValueKind.String ? content : content[0].GetProperty("text")).GetString()}";
    })];
}
