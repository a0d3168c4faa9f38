using System.Text;
using System.Text.Json.Nodes;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Builders;
using JsonArray = System.Text.Json.Nodes.JsonArray;

namespace JusInfer.Portal.Tests.Gateway.Streaming.Resumption;

/// <summary>The body of a continuation in the client's dialect: two more messages, a lower token limit, and no other changes.</summary>
public sealed class ContinuedBodyTests
{
    private const string ChatPatch = """{ "x" : 1e2, "messages":[ {"role":"user","content":"h\u00e9"} ] ,"n":1, "max_tokens": 500,"model":"m","stream":true,"stream_options":{"include_usage":true},"max_completion_tokens" : 600 }""";

    private const string MessagesPatch = """{"max_tokens":30000,"model":"m","stream":true,"system":"\u00e9 short","tools":[{"name":"b","input_schema":{} }],"messages":[{"role":"user","content":[{"type":"text","text":"four"}]}  ]EXTRA}""";

    private const string Recalled = """{"type":"message","role":"user","content":"before"}""";

    [Fact]
    public async Task Chat_models_are_asked_to_repeat_the_end_and_continue() => (await SentAsync(InterruptedCalls.ChatClient, InterruptedCalls.Chat, ChatPatch)).ShouldBe(ChatPatch
        .Replace("\"m\"", "\"upstream-name\"").Replace("} ]", $"}} ,{InterruptedCalls.AssistantMessage()},{InterruptedCalls.UserMessage()}]").Replace(" 500", " 432").Replace(": 600", ": 532"));

    [Fact]
    public async Task Deepseek_and_Mistral_continue_a_message_with_prefix_true() => (await SentAsync(InterruptedCalls.ChatClient, InterruptedCalls.Chat, ChatPatch, Continuation.Prefix)).ShouldBe(ChatPatch
        .Replace("\"m\"", "\"upstream-name\"").Replace("} ]", $"}} ,{InterruptedCalls.AssistantMessage()[..^1]},\"prefix\":true}}]").Replace(" 500", " 400").Replace(": 600", ": 500"));

    [Fact]
    public async Task Inference_servers_continue_the_final_message() => (await SentAsync(InterruptedCalls.ChatClient, InterruptedCalls.Chat, ChatPatch, Continuation.ContinueFinalMessage)).ShouldBe(ChatPatch
        .Replace("\"m\"", "\"upstream-name\"").Replace("} ]", $"}} ,{InterruptedCalls.AssistantMessage()}],\"continue_final_message\":true,\"add_generation_prompt\":false").Replace(" 500", " 400").Replace(": 600", ": 500"));

    [Fact]
    public async Task A_prefilled_message_ends_without_white_space() => (await SentAsync(InterruptedCalls.ChatClient, InterruptedCalls.Chat, ChatPatch, Continuation.Prefill)).ShouldBe(ChatPatch
        .Replace("\"m\"", "\"upstream-name\"").Replace("} ]", $"}} ,{InterruptedCalls.AssistantMessage(InterruptedCalls.Text.TrimEnd())}]").Replace(" 500", " 400").Replace(": 600", ": 500"));

    [Theory]
    [InlineData("https://api.openai.com/v1", "prefill", "")]
    [InlineData("https://api.groq.com/openai/v1", "prefix", "")]
    [InlineData("https://api.mistral.ai/v1", "continue_final_message", "")]
    [InlineData("https://api.deepseek.com/v1", "prefix", "")]
    [InlineData("https://generativelanguage.googleapis.com/v1beta/openai", "prefill", "")]
    [InlineData("http://engine.example/v1", "continue_final_message", ",\"add_generation_prompt\":true")]
    [InlineData("http://engine.example/v1", "none", "")]
    public async Task A_provider_without_support_for_the_models_mode_is_asked_to_repeat_the_end(string provider, string mode, string fields)
    {
        var body = $$"""{"model":"m","stream":true,"messages":[{"role":"user","content":"x"}]{{fields}}}""";

        (await SentAsync(InterruptedCalls.ChatClient, InterruptedCalls.Chat, body, CatalogNames.Continuations.Read(mode)!.Value, provider)).ShouldContain($"{InterruptedCalls.AssistantMessage()},{InterruptedCalls.UserMessage()}]");
    }

    [Theory]
    [InlineData("https://api.mistral.ai/v1")]
    [InlineData("https://api.deepseek.com/beta")]
    public async Task Providers_that_support_prefix_get_it(string provider) =>
        (await SentAsync(InterruptedCalls.ChatClient, InterruptedCalls.Chat, ChatPatch, Continuation.Prefix, provider)).ShouldContain("\"prefix\":true}]");

    [Fact]
    public void Cache_markers_stay_where_they_were()
    {
        const string Mark = ",\"cache_control\":{\"type\":\"ephemeral\"}";
        const string Schema = "{\"type\":\"object\",\"properties\":{}}";
        var body = MessagesPatch.Replace("EXTRA", "").Replace("{} }", Schema + " }");
        var provider = TestCalls.Provider("https://api.anthropic.com", CacheMarkers.Anthropic);
        var call = InterruptedCalls.CreateCall(InterruptedCalls.MessagesClient, body, provider: provider, model: "claude-opus-5-5");

        InterruptedCalls.SentBody(call, InterruptedCalls.Messages).ShouldBe(body
            .Replace("\"m\"", "\"claude-opus-5-5\"").Replace("30000", "29932")
            .Replace("\"\\u00e9 short\"", $"[{{\"type\":\"text\",\"text\":\"\\u00e9 short\"{Mark}}}]")
            .Replace(Schema + " }", $"{Schema} {Mark}}}").Replace("\"four\"}", $"\"four\"{Mark}}}")
            .Replace("}  ]", $"}}  ,{InterruptedCalls.AssistantMessage()},{InterruptedCalls.UserMessage()}]"));
    }

    [Theory]
    [InlineData("claude-sonnet-4-5", "", true)]
    [InlineData("claude-sonnet-4-5", ",\"thinking\":{\"type\":\"disabled\"}", true)]
    [InlineData("claude-sonnet-4-5", ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}", false)]
    [InlineData("claude-opus-5-5", "", false)]
    public void Older_Claude_models_without_thinking_continue_a_prefill(string model, string extra, bool isPrefilled)
    {
        var sent = InterruptedCalls.SentBody(InterruptedCalls.CreateCall(InterruptedCalls.MessagesClient, MessagesPatch.Replace("EXTRA", extra), mode: Continuation.Prefill, model: model), InterruptedCalls.Messages);

        sent.ShouldContain(isPrefilled ? $",{InterruptedCalls.AssistantMessage(InterruptedCalls.Text.TrimEnd())}]" : $",{InterruptedCalls.AssistantMessage()},{InterruptedCalls.UserMessage()}]");
        sent.ShouldContain(isPrefilled ? "\"max_tokens\":29900," : "\"max_tokens\":29932,");
    }

    [Fact]
    public void The_thinking_budget_stays_below_the_remaining_tokens()
    {
        var body = MessagesPatch.Replace("30000", "4000").Replace("EXTRA", ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":3990}");
        var sent = JsonNode.Parse(InterruptedCalls.SentBody(InterruptedCalls.CreateCall(InterruptedCalls.MessagesClient, body, model: "claude-sonnet-4-5"), InterruptedCalls.Messages))!;

        sent["max_tokens"]!.GetValue<int>().ShouldBe(3932);
        sent["thinking"]!["budget_tokens"]!.GetValue<int>().ShouldBe(2908);
    }

    [Theory]
    [InlineData("""[{"role":"user","content":"x"} ]""", false, """[{"role":"user","content":"x"} ,ADDED]""")]
    [InlineData("\"x\"", false, """[{"type":"message","role":"user","content":"x"},ADDED]""")]
    [InlineData("""[{"role":"user","content":"x"}]""", true, """[RECALLED,{"role":"user","content":"x"},ADDED]""")]
    [InlineData("\"x\"", true, """[RECALLED,{"type":"message","role":"user","content":"x"},ADDED]""")]
    [InlineData("[ ]", true, "[RECALLED,ADDED ]")]
    [InlineData(null, true, "[RECALLED,ADDED]")]
    public void The_messages_are_appended_after_all_input_items(string? input, bool isRecalled, string expected)
    {
        var body = $$"""{"model":"m","stream":true,"store":false,"max_output_tokens":105{{(isRecalled ? ",\"previous_response_id\":\"resp_1\"" : "")}}{{(input is null ? "" : $",\"input\":{input}")}}}""";
        var recalled = isRecalled ? new RecalledItems { Before = Encoding.UTF8.GetBytes(Recalled), Count = 1 } : null;
        var sent = InterruptedCalls.SentBody(InterruptedCalls.CreateCall(InterruptedCalls.ResponsesClient, body, recalled: recalled), InterruptedCalls.Responses);

        var added = $$"""{"type":"message","role":"assistant","content":[{"type":"output_text","text":{{InterruptedCalls.Quoted(InterruptedCalls.Text)}}}]},{"type":"message","role":"user","content":{{InterruptedCalls.Quoted(InterruptedCalls.Prompt)}}}""";
        sent.ShouldContain($"\"input\":{expected.Replace("RECALLED", Recalled).Replace("ADDED", added)}");
        sent.ShouldContain("\"max_output_tokens\":37,");
        JsonNode.Parse(sent).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_token_limit_is_not_lowered_below_the_dialects_minimum() =>
        (await SentAsync(InterruptedCalls.ResponsesClient, InterruptedCalls.Responses, """{"model":"m","stream":true,"max_output_tokens":90,"input":"x"}""", text: "")).ShouldContain("\"max_output_tokens\":16,");

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t")]
    public async Task Without_delivered_text_the_original_request_is_sent(string text)
    {
        (await SentAsync(InterruptedCalls.ChatClient, InterruptedCalls.Chat, ChatPatch, text: text)).ShouldBe(ChatPatch.Replace("\"m\"", "\"upstream-name\"").Replace(" 500", " 400").Replace(": 600", ": 500"));
        (await SentAsync(InterruptedCalls.ResponsesClient, InterruptedCalls.Responses, """{"model":"m","stream":true,"store":false,"input":"x"}""", text: text)).ShouldBe("""{"model":"upstream-name","stream":true,"store":false,"input":"x"}""");
    }

    public static TheoryData<string, string> Rows => [.. from capability in Conformance.Capabilities.All from dialect in (string[])["chat", "messages", "responses"] select (capability.Name, dialect)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Apart_from_the_added_messages_the_clients_request_is_unchanged(string capability, string dialect)
    {
        var (testDialect, client, upstream, list, bound) = dialect switch
        {
            "chat" => ((ITestDialect)new ChatTestDialect(), InterruptedCalls.ChatClient, InterruptedCalls.Chat, "messages", "max_tokens"),
            "messages" => (new MessagesTestDialect(), InterruptedCalls.MessagesClient, InterruptedCalls.Messages, "messages", "max_tokens"),
            _ => (new ResponsesTestDialect(), InterruptedCalls.ResponsesClient, InterruptedCalls.Responses, "input", "max_output_tokens"),
        };
        var request = testDialect.WriteRequest(Conformance.Capabilities.All.Single(row => row.Name == capability).Request);
        (request["model"], request["stream"], request[bound]) = ("m", true, 30_000);
        var call = InterruptedCalls.CreateCall(client, request.ToJsonString());
        ContinuedConversation.NeedsRewriting(call).ShouldBe(call.Context.Request.WantsJson);
        if (call.Context.Request.WantsJson) return;

        var sent = JsonNode.Parse(InterruptedCalls.SentBody(call, upstream))!;
        call.DropAnswer();
        var first = JsonNode.Parse(InterruptedCalls.SentBody(call, upstream))!;

        var turns = sent[list]!.AsArray();
        turns[^2]!.ToJsonString().ShouldContain("assistant");
        turns[^1]!["content"]!.GetValue<string>().ShouldBe(InterruptedCalls.Prompt);
        turns.RemoveAt(turns.Count - 1);
        turns.RemoveAt(turns.Count - 1);
        sent[bound]!.GetValue<int>().ShouldBe(29_932);
        sent[bound] = 30_000;
        if (first[list] is JsonValue text) first[list] = new JsonArray(new JsonObject { ["type"] = "message", ["role"] = "user", ["content"] = text.DeepClone() });
        JsonNode.DeepEquals(sent, first).ShouldBeTrue(sent.ToJsonString());
    }

    private static async Task<string> SentAsync(
        IClientDialect client, IUpstreamDialect dialect, string body, Continuation mode = Continuation.Anchor, string provider = "http://engine.example/v1", string text = InterruptedCalls.Text) =>
        InterruptedCalls.SentBody(InterruptedCalls.CreateCall(client, body, text, mode, provider: TestCalls.Provider(provider)), dialect);
}
