using System.Text;
using System.Text.Json.Nodes;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Tests.Gateway.Conformance.Speakers;
using JusInfer.Portal.Tests.TestKit.Builders;
using JsonArray = System.Text.Json.Nodes.JsonArray;

namespace JusInfer.Portal.Tests.Gateway.Streaming.Resumption;

/// <summary>The body of a continuation in the caller's own dialect: two turns more, a lower bound, and every other byte as it came.</summary>
public sealed class ContinuedBodyTests
{
    private const string ChatPatch = """{ "x" : 1e2, "messages":[ {"role":"user","content":"h\u00e9"} ] ,"n":1, "max_tokens": 500,"model":"m","stream":true,"stream_options":{"include_usage":true},"max_completion_tokens" : 600 }""";

    private const string MessagesPatch = """{"max_tokens":30000,"model":"m","stream":true,"system":"\u00e9 short","tools":[{"name":"b","input_schema":{} }],"messages":[{"role":"user","content":[{"type":"text","text":"four"}]}  ]EXTRA}""";

    private const string Recalled = """{"type":"message","role":"user","content":"before"}""";

    [Fact]
    public async Task Chat_is_asked_to_repeat_the_end_and_go_on() => (await SentAsync(BrokenOff.ChatDoor, BrokenOff.Chat, ChatPatch)).ShouldBe(ChatPatch
        .Replace("\"m\"", "\"upstream-name\"").Replace("} ]", $"}} ,{BrokenOff.Said()},{BrokenOff.Asked()}]").Replace(" 500", " 432").Replace(": 600", ": 532"));

    [Fact]
    public async Task Deepseek_and_mistral_go_on_with_a_marked_message() => (await SentAsync(BrokenOff.ChatDoor, BrokenOff.Chat, ChatPatch, Continuation.Prefix)).ShouldBe(ChatPatch
        .Replace("\"m\"", "\"upstream-name\"").Replace("} ]", $"}} ,{BrokenOff.Said()[..^1]},\"prefix\":true}}]").Replace(" 500", " 400").Replace(": 600", ": 500"));

    [Fact]
    public async Task An_engine_goes_on_with_the_final_message() => (await SentAsync(BrokenOff.ChatDoor, BrokenOff.Chat, ChatPatch, Continuation.ContinueFinalMessage)).ShouldBe(ChatPatch
        .Replace("\"m\"", "\"upstream-name\"").Replace("} ]", $"}} ,{BrokenOff.Said()}],\"continue_final_message\":true,\"add_generation_prompt\":false").Replace(" 500", " 400").Replace(": 600", ": 500"));

    [Fact]
    public async Task A_prefilled_message_ends_without_white_space() => (await SentAsync(BrokenOff.ChatDoor, BrokenOff.Chat, ChatPatch, Continuation.Prefill)).ShouldBe(ChatPatch
        .Replace("\"m\"", "\"upstream-name\"").Replace("} ]", $"}} ,{BrokenOff.Said(BrokenOff.Text.TrimEnd())}]").Replace(" 500", " 400").Replace(": 600", ": 500"));

    [Theory]
    [InlineData("https://api.openai.com/v1", "prefill", "")]
    [InlineData("https://api.groq.com/openai/v1", "prefix", "")]
    [InlineData("https://api.mistral.ai/v1", "continue_final_message", "")]
    [InlineData("https://api.deepseek.com/v1", "prefix", "")]
    [InlineData("https://generativelanguage.googleapis.com/v1beta/openai", "prefill", "")]
    [InlineData("http://engine.example/v1", "continue_final_message", ",\"add_generation_prompt\":true")]
    [InlineData("http://engine.example/v1", "none", "")]
    public async Task Who_has_no_words_for_the_models_way_is_asked_to_repeat(string provider, string way, string fields)
    {
        var body = $$"""{"model":"m","stream":true,"messages":[{"role":"user","content":"x"}]{{fields}}}""";

        (await SentAsync(BrokenOff.ChatDoor, BrokenOff.Chat, body, CatalogSpellings.Continuations.Read(way)!.Value, provider)).ShouldContain($"{BrokenOff.Said()},{BrokenOff.Asked()}]");
    }

    [Theory]
    [InlineData("https://api.mistral.ai/v1")]
    [InlineData("https://api.deepseek.com/beta")]
    public async Task Who_knows_the_mark_gets_it(string provider) =>
        (await SentAsync(BrokenOff.ChatDoor, BrokenOff.Chat, ChatPatch, Continuation.Prefix, provider)).ShouldContain("\"prefix\":true}]");

    [Fact]
    public async Task Anthropic_finds_its_cache_marks_where_they_stood()
    {
        const string Mark = ",\"cache_control\":{\"type\":\"ephemeral\"}";
        var call = await BrokenOff.CallAsync(BrokenOff.MessagesDoor, MessagesPatch.Replace("EXTRA", ""), provider: ACall.Provider("https://api.anthropic.com", CacheMarkers.Anthropic), model: "claude-opus-5-5");

        BrokenOff.Sent(call, BrokenOff.Messages).ShouldBe(MessagesPatch.Replace("EXTRA", "")
            .Replace("\"m\"", "\"claude-opus-5-5\"").Replace("30000", "29932")
            .Replace("\"\\u00e9 short\"", $"[{{\"type\":\"text\",\"text\":\"\\u00e9 short\"{Mark}}}]")
            .Replace("{} }", $"{{}} {Mark}}}").Replace("\"four\"}", $"\"four\"{Mark}}}")
            .Replace("}  ]", $"}}  ,{BrokenOff.Said()},{BrokenOff.Asked()}]"));
    }

    [Theory]
    [InlineData("claude-sonnet-4-5", "", true)]
    [InlineData("claude-sonnet-4-5", ",\"thinking\":{\"type\":\"disabled\"}", true)]
    [InlineData("claude-sonnet-4-5", ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}", false)]
    [InlineData("claude-opus-5-5", "", false)]
    public async Task Older_claudes_that_need_not_think_go_on_with_their_own_turn(string model, string extra, bool isPrefilled)
    {
        var sent = BrokenOff.Sent(await BrokenOff.CallAsync(BrokenOff.MessagesDoor, MessagesPatch.Replace("EXTRA", extra), way: Continuation.Prefill, model: model), BrokenOff.Messages);

        sent.ShouldContain(isPrefilled ? $",{BrokenOff.Said(BrokenOff.Text.TrimEnd())}]" : $",{BrokenOff.Said()},{BrokenOff.Asked()}]");
        sent.ShouldContain(isPrefilled ? "\"max_tokens\":29900," : "\"max_tokens\":29932,");
    }

    [Fact]
    public async Task A_budget_for_thinking_stays_below_what_is_left()
    {
        var body = MessagesPatch.Replace("30000", "4000").Replace("EXTRA", ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":3990}");
        var sent = JsonNode.Parse(BrokenOff.Sent(await BrokenOff.CallAsync(BrokenOff.MessagesDoor, body, model: "claude-sonnet-4-5"), BrokenOff.Messages))!;

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
    public async Task Responses_get_the_turns_behind_all_items(string? input, bool isRecalled, string expected)
    {
        var body = $$"""{"model":"m","stream":true,"store":false,"max_output_tokens":105{{(isRecalled ? ",\"previous_response_id\":\"resp_1\"" : "")}}{{(input is null ? "" : $",\"input\":{input}")}}}""";
        var recalled = isRecalled ? new RecalledItems { Before = Encoding.UTF8.GetBytes(Recalled), Count = 1 } : null;
        var sent = BrokenOff.Sent(await BrokenOff.CallAsync(BrokenOff.ResponsesDoor, body, recalled: recalled), BrokenOff.Responses);

        var added = $$"""{"type":"message","role":"assistant","content":[{"type":"output_text","text":{{BrokenOff.Quoted(BrokenOff.Text)}}}]},{"type":"message","role":"user","content":{{BrokenOff.Quoted(BrokenOff.Prompt)}}}""";
        sent.ShouldContain($"\"input\":{expected.Replace("RECALLED", Recalled).Replace("ADDED", added)}");
        sent.ShouldContain("\"max_output_tokens\":37,");
        JsonNode.Parse(sent).ShouldNotBeNull();
    }

    [Fact]
    public async Task No_fewer_tokens_are_asked_for_than_the_dialect_takes() =>
        (await SentAsync(BrokenOff.ResponsesDoor, BrokenOff.Responses, """{"model":"m","stream":true,"max_output_tokens":90,"input":"x"}""", text: "")).ShouldContain("\"max_output_tokens\":16,");

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t")]
    public async Task Where_nothing_was_said_the_request_goes_as_it_came(string text)
    {
        (await SentAsync(BrokenOff.ChatDoor, BrokenOff.Chat, ChatPatch, text: text)).ShouldBe(ChatPatch.Replace("\"m\"", "\"upstream-name\"").Replace(" 500", " 400").Replace(": 600", ": 500"));
        (await SentAsync(BrokenOff.ResponsesDoor, BrokenOff.Responses, """{"model":"m","stream":true,"store":false,"input":"x"}""", text: text)).ShouldBe("""{"model":"upstream-name","stream":true,"store":false,"input":"x"}""");
    }

    public static TheoryData<string, string> Rows => [.. from capability in Conformance.Capabilities.All from dialect in (string[])["chat", "messages", "responses"] select (capability.Name, dialect)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Whatever_clients_send_without_the_added_turns_it_is_what_they_sent(string capability, string dialect)
    {
        var (speaker, door, upstream, list, bound) = dialect switch
        {
            "chat" => ((ISpeaker)new ChatSpeaker(), BrokenOff.ChatDoor, BrokenOff.Chat, "messages", "max_tokens"),
            "messages" => (new MessagesSpeaker(), BrokenOff.MessagesDoor, BrokenOff.Messages, "messages", "max_tokens"),
            _ => (new ResponsesSpeaker(), BrokenOff.ResponsesDoor, BrokenOff.Responses, "input", "max_output_tokens"),
        };
        var asked = speaker.Ask(Conformance.Capabilities.All.Single(row => row.Name == capability).Question);
        (asked["model"], asked["stream"], asked[bound]) = ("m", true, 30_000);
        var call = await BrokenOff.CallAsync(door, asked.ToJsonString());
        ContinuedConversation.NeedsRewriting(call).ShouldBe(call.Context.Request.WantsJson);
        if (call.Context.Request.WantsJson) return;

        var sent = JsonNode.Parse(BrokenOff.Sent(call, upstream))!;
        call.Interrupted = null;
        var first = JsonNode.Parse(BrokenOff.Sent(call, upstream))!;

        var turns = sent[list]!.AsArray();
        turns[^2]!.ToJsonString().ShouldContain("assistant");
        turns[^1]!["content"]!.GetValue<string>().ShouldBe(BrokenOff.Prompt);
        turns.RemoveAt(turns.Count - 1);
        turns.RemoveAt(turns.Count - 1);
        sent[bound]!.GetValue<int>().ShouldBe(29_932);
        sent[bound] = 30_000;
        if (first[list] is JsonValue text) first[list] = new JsonArray(new JsonObject { ["type"] = "message", ["role"] = "user", ["content"] = text.DeepClone() });
        JsonNode.DeepEquals(sent, first).ShouldBeTrue(sent.ToJsonString());
    }

    private static async Task<string> SentAsync(
        IClientDialect door, IUpstreamDialect dialect, string body, Continuation way = Continuation.Anchor, string provider = "http://engine.example/v1", string text = BrokenOff.Text) =>
        BrokenOff.Sent(await BrokenOff.CallAsync(door, body, text, way, provider: ACall.Provider(provider)), dialect);
}
