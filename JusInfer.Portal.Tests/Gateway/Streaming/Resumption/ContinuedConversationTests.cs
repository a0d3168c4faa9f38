using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Tests.Gateway.Streaming.Resumption;

/// <summary>Continuations whose body is rewritten: for another dialect, or because of a response format, an announced tool call or a client's prefill.</summary>
public sealed class ContinuedConversationTests
{
    private const string Schema = """{ "type":"object","properties":{"a":{"type":"number"}} }""";
    private const string User = """{"role":"user","content":"x"}""";
    private const string Tools = ""","tools":[{"type":"function","function":{"name":"f","parameters":{}}},{"type":"function","function":{"name":"g","parameters":{}}}]""";

    [Fact]
    public async Task Every_dialect_gets_the_delivered_text_and_the_instruction_to_continue()
    {
        var messages = await SentAsync(User, ",\"max_tokens\":500", InterruptedCalls.Messages);
        var responses = await SentAsync(User, ",\"max_tokens\":500", InterruptedCalls.Responses);
        var chat = Json(InterruptedCalls.SentBody(InterruptedCalls.CreateCall(InterruptedCalls.MessagesClient, """{"model":"m","stream":true,"max_tokens":500,"messages":[{"role":"user","content":"x"}]}"""), InterruptedCalls.Chat));

        Turns(messages, "messages").ShouldBe(["user: x", $"assistant: {InterruptedCalls.Text}", $"user: {InterruptedCalls.Prompt}"]);
        Turns(responses, "input").ShouldBe(["user: x", $"assistant: {InterruptedCalls.Text}", $"user: {InterruptedCalls.Prompt}"]);
        Turns(chat, "messages").ShouldBe(["user: x", $"assistant: {InterruptedCalls.Text}", $"user: {InterruptedCalls.Prompt}"]);
        new[] { messages.GetProperty("max_tokens"), responses.GetProperty("max_output_tokens"), chat.GetProperty("max_tokens") }.ShouldAllBe(static bound => bound.GetInt32() == 432);
    }

    [Fact]
    public async Task The_models_own_continuation_mode_is_used()
    {
        const string Body = """{"model":"m","stream":true,"max_tokens":500,"messages":[{"role":"user","content":"x"}]}""";
        var prefix = Json(InterruptedCalls.SentBody(InterruptedCalls.CreateCall(InterruptedCalls.MessagesClient, Body, mode: Continuation.Prefix), InterruptedCalls.Chat));
        var final = Json(InterruptedCalls.SentBody(InterruptedCalls.CreateCall(InterruptedCalls.MessagesClient, Body, mode: Continuation.ContinueFinalMessage), InterruptedCalls.Chat));
        var prefill = await SentAsync(User, ",\"max_tokens\":500", InterruptedCalls.Messages, mode: Continuation.Prefill, model: "claude-sonnet-4-5");
        var newer = await SentAsync(User, ",\"max_tokens\":500", InterruptedCalls.Messages, mode: Continuation.Prefill, model: "claude-opus-5-5");

        prefix.GetProperty("messages")[1].GetRawText().ShouldBe($"{InterruptedCalls.AssistantMessage()[..^1]},\"prefix\":true}}");
        prefix.GetProperty("messages").GetArrayLength().ShouldBe(2);
        prefix.GetProperty("max_tokens").GetInt32().ShouldBe(400);
        (final.GetProperty("continue_final_message").GetBoolean(), final.GetProperty("add_generation_prompt").GetBoolean()).ShouldBe((true, false));
        final.GetProperty("messages")[1].GetRawText().ShouldBe(InterruptedCalls.AssistantMessage());
        Turns(prefill, "messages").ShouldBe(["user: x", $"assistant: {InterruptedCalls.Text.TrimEnd()}"]);
        Turns(newer, "messages").ShouldBe(["user: x", $"assistant: {InterruptedCalls.Text}", $"user: {InterruptedCalls.Prompt}"]);
    }

    [Theory]
    [InlineData("""{"type":"json_schema","json_schema":{"name":"n","schema":SCHEMA}}""", true)]
    [InlineData("""{"type":"json_object"}""", false)]
    public async Task The_prompt_states_the_format_of_a_started_document(string format, bool hasSchema)
    {
        const string Started = "{\"a\":1, \"b\"";
        var field = $",\"response_format\":{format.Replace("SCHEMA", Schema)}";
        var sent = await SentAsync(User, field, InterruptedCalls.Chat, Started, hasSchema ? Continuation.Prefix : Continuation.Anchor);
        var prompt = new ContinuationPrompt(Started) { IsJson = true, Schema = hasSchema ? Schema : null };

        sent.TryGetProperty("response_format", out _).ShouldBeFalse();
        Turns(sent, "messages")[1].ShouldBe($"assistant: {Started}");
        Turns(sent, "messages")[2].ShouldBe($"user: {prompt}");
        (await SentAsync(User, field, InterruptedCalls.Messages, Started)).TryGetProperty("tools", out _).ShouldBeFalse();
        (await SentAsync(User, field, InterruptedCalls.Chat, text: "")).TryGetProperty("response_format", out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("chat", "f")]
    [InlineData("chat", "unknown")]
    [InlineData("claude-sonnet-4-5", "f")]
    [InlineData("claude-opus-5-5", "f")]
    public async Task An_announced_tool_call_is_required_if_the_target_supports_it(string target, string name)
    {
        var isClaude = target != "chat";
        var sent = await SentAsync(User, Tools, isClaude ? InterruptedCalls.Messages : InterruptedCalls.Chat, announced: new AnnouncedToolCall("call_1", name), mode: Continuation.Prefill, model: target);

        sent.TryGetProperty("tool_choice", out var choice).ShouldBe(name == "f" && target != "claude-opus-5-5");
        if (choice.ValueKind == JsonValueKind.Object) choice.GetRawText().ShouldBe(isClaude ? """{"type":"tool","name":"f"}""" : """{"type":"function","function":{"name":"f"}}""");
        sent.TryGetProperty("system", out _).ShouldBeFalse();
        Turns(sent, "messages")[^1].ShouldBe($"user: {ContinuationPrompt.For(InterruptedCalls.Text, OutputFormat.Text, name)}");
    }

    [Theory]
    [InlineData("claude-sonnet-4-5")]
    [InlineData("claude-sonnet-4-6")]
    public async Task No_tool_call_is_required_of_a_Claude_model_that_thinks(string model) =>
        (await SentAsync(User, $"{Tools},\"reasoning_effort\":\"low\"", InterruptedCalls.Messages, announced: new AnnouncedToolCall("call_1", "f"), model: model)).TryGetProperty("tool_choice", out _).ShouldBeFalse();

    [Fact]
    public async Task A_tool_call_is_required_even_if_the_original_request_is_sent()
    {
        var sent = await SentAsync(User, Tools, InterruptedCalls.Chat, text: "", announced: new AnnouncedToolCall("call_1", "g"));

        Turns(sent, "messages").ShouldBe(["user: x"]);
        sent.GetProperty("tool_choice").GetProperty("function").GetProperty("name").GetString().ShouldBe("g");
    }

    [Fact]
    public async Task A_clients_prefill_and_the_delivered_text_are_one_message()
    {
        var sent = await SentAsync($$"""{{User}},{"role":"assistant","content":"Well, "}""", "", InterruptedCalls.Chat);

        Turns(sent, "messages").ShouldBe(["user: x", $"assistant: Well, {InterruptedCalls.Text}", $"user: {InterruptedCalls.Prompt}"]);
    }

    private static async Task<JsonElement> SentAsync(
        string messages, string fields, IUpstreamDialect dialect, string text = InterruptedCalls.Text, Continuation mode = Continuation.Anchor, AnnouncedToolCall? announced = null, string model = "upstream-name") =>
        Json(InterruptedCalls.SentBody(InterruptedCalls.CreateCall(InterruptedCalls.ChatClient, $$"""{"model":"m","stream":true,"messages":[{{messages}}]{{fields}}}""", text, mode, announced, model: model), dialect));

    private static JsonElement Json(string sent) => JsonElement.Parse(sent);

    /// <summary>Role and text of each message.</summary>
    private static string[] Turns(JsonElement body, string list) => [.. body.GetProperty(list).EnumerateArray().Select(static turn =>
    {
        var content = turn.GetProperty("content");
        return $"{turn.GetProperty("role").GetString()}: {(content.ValueKind == JsonValueKind.String ? content : content[0].GetProperty("text")).GetString()}";
    })];
}
